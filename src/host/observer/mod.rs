//! The observer: one entry per kernel socket of this program, and a transition for every change.
//!
//! ```text
//!   host peer:  lock · look · system call · look · unlock      cause: call
//!   board:      before(segment) · hand it over · after(segment) cause: that segment
//!   timer:      a look is due when the kernel's own timer fires cause: timer
//! ```
//!
//! Reports go to the sink while the lock is held, so that they come in the order in which things
//! happened. Which kind of cause it was is checked against RFC 9293's arrow; what lies between two
//! looks more than one arrow apart is filled in as inferred.

mod drops;
mod entry;
mod facts;
mod handle;
mod index;
mod kernel;
mod looks;

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use sockscope_link::{
    Cause, Direction, Evidence, Fd, Kind, LogLevel, Protocol, Report, Segment, SegmentId, SocketId,
    State,
};

use crate::kernel::sockets::canonical;
use crate::peer::{Peer, Sink, Tap};
use crate::rfc9293;
use crate::wire::SocketSource;
use entry::{Entry, Tuple};
pub use handle::{Handle, Lend};
use index::name_of;
use kernel::Kernel;

/// Called when an earlier look than before is due.
type Waker = Arc<dyn Fn() + Send + Sync>;
/// Which socket of which peer.
type Key = (Peer, SocketId);

/// Watches the kernel's sockets of one network, for one peer or for both.
pub struct Observer {
    inner: Mutex<Inner>,
}

impl Observer {
    /// Watches the sockets that come from `source`, the host's; what it sees goes to `sink`.
    pub fn new(source: &SocketSource, sink: Sink) -> Arc<Observer> {
        Observer::of(Peer::Host, source, sink)
    }

    /// The same for the network of another peer.
    pub fn of(peer: Peer, source: &SocketSource, sink: Sink) -> Arc<Observer> {
        let (kernel, missing) = Kernel::open(source);
        if let Some(error) = missing {
            let text = format!(
                "sock_diag cannot be asked ({error}): connections without a descriptor stay unseen, \
                 and what TCP_INFO does not say is inferred from calls"
            );
            let (level, uptime_ms) = (LogLevel::Warn, 0);
            let log = Report::Log {
                level,
                uptime_ms,
                text,
            };
            sink(peer, log);
        }
        Arc::new(Observer {
            inner: Mutex::new(Inner {
                sink,
                kernel,
                tapped: matches!(source, SocketSource::Private(_)),
                entries: BTreeMap::new(),
                tuples: HashMap::new(),
                next: HashMap::new(),
                in_flight: None,
                watched: Vec::new(),
                wakers: HashMap::new(),
                announced: HashMap::new(),
            }),
        })
    }

    /// The observer as the board's wire calls it around each segment.
    pub fn tap(self: &Arc<Self>) -> ObserverTap {
        ObserverTap(Arc::clone(self))
    }

    /// A segment that this observer's network carries and no tap announces: a board told of it.
    pub fn told_of(&self, segment: &Segment) {
        if segment.protocol == Protocol::Tcp {
            self.lock().segment(segment, None);
        }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here is left half done by a panic.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks at the kernel before and after it takes a segment in.
pub struct ObserverTap(Arc<Observer>);

impl Tap for ObserverTap {
    fn before(&mut self, segment: &Segment) {
        let mut seen = self.0.lock();
        seen.watch_drops(segment);
        if segment.protocol == Protocol::Tcp {
            seen.before_segment(segment);
            seen.in_flight = (segment.dir == Direction::BoardToHost)
                .then(|| ((canonical(segment.dst), canonical(segment.src)), segment.id));
        }
    }

    fn after(&mut self, segment: &Segment) {
        let mut seen = self.0.lock();
        seen.tell_drop(segment);
        if segment.protocol == Protocol::Tcp {
            seen.in_flight = None;
            seen.segment(segment, Some(Cause::Segment(Some(segment.id))));
        }
    }
}

/// What the lock guards.
pub(crate) struct Inner {
    sink: Sink,
    kernel: Kernel,
    /// Every segment to another address is announced by a tap.
    tapped: bool,
    entries: BTreeMap<Key, Entry>,
    tuples: HashMap<Tuple, Key>,
    next: HashMap<Peer, u32>,
    /// The segment that is being handed over now.
    in_flight: Option<(Tuple, SegmentId)>,
    /// Who may throw that away, and how often each has thrown one away before.
    watched: Vec<(Key, u32)>,
    wakers: HashMap<Peer, Waker>,
    /// The next due look of each peer, as [`Inner::run_due`] said it last.
    announced: HashMap<Peer, Option<Instant>>,
}

impl Inner {
    /// Says how to wake the thread that calls [`Inner::run_due`] for this peer.
    pub fn set_waker(&mut self, peer: Peer, waker: Waker) {
        self.wakers.insert(peer, waker);
    }

    /// Gives a report to the sink, in order with the transitions.
    pub fn report(&self, peer: Peer, report: Report) {
        (self.sink)(peer, report);
    }

    /// A new socket: CLOSED to UNBOUND.
    pub fn opened(
        &mut self,
        peer: Peer,
        socket: impl Into<Handle>,
        fd: Fd,
        kind: Kind,
    ) -> SocketId {
        let key = self.insert(peer, kind, State::Closed, None);
        self.attach(key, socket.into(), fd);
        // Fresh sockets are CLOSE to the kernel and have no name.
        self.record(key, State::Unbound, Cause::Call, Evidence::Measured);
        key.1
    }

    /// `accept()` gave a connection its descriptor.
    pub fn accepted(
        &mut self,
        peer: Peer,
        listener: SocketId,
        socket: impl Into<Handle>,
        fd: Fd,
        remote: Option<SocketAddr>,
    ) -> SocketId {
        let handle = socket.into();
        let local = handle.socket().and_then(|socket| name_of(&socket));
        let remote = remote.map(canonical);
        let queued = self.queued(peer, listener, local, remote);
        let key = queued.unwrap_or_else(|| {
            let key = self.insert(peer, Kind::Stream, State::Listen, Some(listener));
            self.set_addresses(key, local, remote);
            // The handshake was complete, or accept() would not have returned it.
            self.record(
                key,
                State::Established,
                Cause::Segment(None),
                Evidence::Measured,
            );
            key
        });
        let options = (self.entries.get(&(peer, listener)))
            .map(|listener| listener.options.clone())
            .unwrap_or_default();
        self.attach(key, handle, fd);
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.listener = None;
            entry.options = options;
        }
        self.touch(key, None);
        key.1
    }

    /// The socket goes on under another descriptor, or under one that the learner does not know.
    pub fn replace(&mut self, peer: Peer, id: SocketId, socket: impl Into<Handle>, fd: Option<Fd>) {
        if let Some(entry) = self.entries.get_mut(&(peer, id)) {
            entry.socket = Some(socket.into());
            entry.fd = fd;
        }
    }

    /// The descriptor is about to be closed: the observer lets go of it.
    pub fn detach(&mut self, peer: Peer, id: SocketId) {
        if let Some(entry) = self.entries.get_mut(&(peer, id)) {
            entry.socket = None;
            entry.fd = None;
        }
    }

    /// Looks before a call: what has changed since the last look, the call did not do.
    pub fn before_call(&mut self, peer: Peer, id: SocketId) {
        let stays = |entry: &Entry| {
            // No segment and no timer moves these, where a tap tells of what arrives.
            let alone = matches!(
                entry.state,
                State::Unbound | State::Bound | State::Listen | State::Closed
            );
            alone && self.is_tapped(entry)
        };
        if !self.entries.get(&(peer, id)).is_some_and(stays) {
            self.touch((peer, id), None);
        }
    }

    /// Looks after a call, at the socket and at what it moved on this same machine. `cause` is
    /// [`Cause::Call`] if the call itself moves states; `None` if it only waits for segments.
    pub fn after_call(&mut self, peer: Peer, id: SocketId, cause: Option<Cause>) {
        let key = (peer, id);
        let before = self
            .entries
            .get(&key)
            .map(|entry| (entry.state, entry.tuple()));
        self.touch(key, cause);
        let tuple =
            (self.entries.get(&key)).map_or(before.and_then(|(_, tuple)| tuple), Entry::tuple);
        if let Some((local, remote)) = tuple.filter(|tuple| self.is_here(*tuple)) {
            self.touch_tuple((remote, local), None);
        }
        if matches!(before, Some((State::Listen, _))) {
            self.touch_queue(key, Some(Cause::Call));
        }
    }

    /// A readiness event: the kernel has something new for this socket.
    pub fn ready(&mut self, peer: Peer, id: SocketId) {
        let key = (peer, id);
        self.touch(key, None);
        self.scan_queue(key);
    }

    /// The kernel has begun to connect: the SYN is out, whatever came of it since.
    pub fn connecting(&mut self, peer: Peer, id: SocketId, remote: SocketAddr) {
        let key = (peer, id);
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        let local = entry.socket().and_then(|socket| name_of(&socket));
        let mut remote = canonical(remote);
        if let (true, Some(local)) = (remote.ip().is_unspecified(), local) {
            // connect(2) to the unspecified address goes to this machine itself.
            remote.set_ip(local.ip());
        }
        let idle = matches!(entry.state, State::Unbound | State::Bound | State::Closed);
        self.set_addresses(key, local, Some(remote));
        if !idle {
            return;
        }
        let measured = self
            .look(key)
            .is_some_and(|(state, _)| state == State::SynSent);
        let evidence = if measured {
            Evidence::Measured
        } else {
            Evidence::Inferred
        };
        self.record(key, State::SynSent, Cause::Call, evidence);
    }

    /// The kernel has taken a CLOSE, and has sent the FIN if the connection is one that ends with
    /// a FIN, whatever came of it since. True if that is all that can have come of the call.
    pub fn closing(&mut self, peer: Peer, id: SocketId) -> bool {
        let key = (peer, id);
        let Some(before) = self.state(peer, id) else {
            return false;
        };
        let close = rfc9293::Event::Call(rfc9293::UserCall::Close);
        let fin = rfc9293::after(before, close).find(|arrow| arrow.sends.is_some());
        let Some(arrow) = fin else {
            return false;
        };
        let evidence = match self.look(key) {
            Some((state, timer_ms)) if state == arrow.to => {
                self.schedule(key, state, timer_ms);
                Evidence::Measured
            }
            // Not taken after all: a child process that has not come to its exec() yet holds a
            // copy of the descriptor, and the socket is open until it does.
            Some((state, _)) if state == before => return false,
            _ => Evidence::Inferred,
        };
        self.record(key, arrow.to, Cause::Call, evidence);
        let tapped = (self.entries.get(&key)).is_some_and(|entry| self.is_tapped(entry));
        tapped && evidence == Evidence::Measured
    }

    /// The state that a call's outcome implies, where the kernel cannot be asked.
    pub fn imply(&mut self, peer: Peer, id: SocketId, state: State, cause: Cause) {
        if self.look((peer, id)).is_none() {
            self.record((peer, id), state, cause, Evidence::Inferred);
        }
    }

    /// bind(2) gave a name to a socket whose last connection is over.
    pub fn bound(&mut self, peer: Peer, id: SocketId) {
        if self.state(peer, id) == Some(State::Closed) {
            self.record((peer, id), State::Bound, Cause::Call, Evidence::Measured);
        }
    }

    /// The state as of the last look.
    pub fn state(&self, peer: Peer, id: SocketId) -> Option<State> {
        self.entries.get(&(peer, id)).map(|entry| entry.state)
    }

    /// Whether only readiness and time tell of this socket's changes: no tap sees its segments.
    pub fn is_untapped(&self, peer: Peer, id: SocketId) -> bool {
        (self.entries.get(&(peer, id))).is_some_and(|entry| {
            !self.is_tapped(entry) && !matches!(entry.state, State::Unbound | State::Bound)
        })
    }

    /// Forgets every socket of a peer without a word.
    pub fn forget(&mut self, peer: Peer) {
        self.entries.retain(|key, _| key.0 != peer);
        self.tuples.retain(|_, key| key.0 != peer);
    }
}
