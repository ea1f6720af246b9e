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

mod entry;
mod facts;
mod kernel;

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use socket2::Socket;
use sockscope_link::{
    Cause, Direction, Evidence, Fd, Flags, Kind, LogLevel, Protocol, Report, Segment, SegmentId,
    SocketId, State,
};

use crate::kernel::sockets::canonical;
use crate::peer::{Peer, Sink, Tap};
use crate::rfc9293;
use crate::wire::SocketSource;
use entry::{Entry, Tuple, is_transient};
use kernel::{Found, Kernel};

/// The first and the longest pause between two looks at a connection that no tap watches.
const PACE: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(250));
/// How long after a kernel timer's end to look: the timer wheel may be late.
const TIMER_SLACK: Duration = Duration::from_millis(5);

/// Called when an earlier look than before is due.
type Waker = Arc<dyn Fn() + Send + Sync>;
/// Which socket of which peer.
type Key = (Peer, SocketId);

/// Watches the kernel's sockets of one network, for one peer or for both.
pub struct Observer {
    inner: Mutex<Inner>,
}

impl Observer {
    /// Watches the sockets that come from `source`; what it sees goes to `sink`.
    pub fn new(source: &SocketSource, sink: Sink) -> Arc<Observer> {
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
            sink(Peer::Host, log);
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

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here is left half done by a panic.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks at the kernel before and after it takes a segment in.
pub struct ObserverTap(Arc<Observer>);

impl Tap for ObserverTap {
    fn before(&mut self, segment: &Segment) {
        if segment.protocol == Protocol::Tcp {
            let mut seen = self.0.lock();
            seen.segment(segment, None);
            seen.in_flight = (segment.dir == Direction::BoardToHost)
                .then(|| ((canonical(segment.dst), canonical(segment.src)), segment.id));
        }
    }

    fn after(&mut self, segment: &Segment) {
        if segment.protocol == Protocol::Tcp {
            let mut seen = self.0.lock();
            seen.in_flight = None;
            seen.segment(segment, Some(Cause::Segment(Some(segment.id))));
        }
    }
}

/// What the lock guards.
pub(super) struct Inner {
    sink: Sink,
    kernel: Kernel,
    /// Every segment to another address is announced by a tap.
    tapped: bool,
    entries: BTreeMap<Key, Entry>,
    tuples: HashMap<Tuple, Key>,
    next: HashMap<Peer, u32>,
    /// The segment that is being handed over now.
    in_flight: Option<(Tuple, SegmentId)>,
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
    pub fn opened(&mut self, peer: Peer, socket: Arc<Socket>, fd: Fd, kind: Kind) -> SocketId {
        let key = self.insert(peer, kind, State::Closed, None);
        self.attach(key, socket, fd);
        // Fresh sockets are CLOSE to the kernel and have no name.
        self.record(key, State::Unbound, Cause::Call, Evidence::Measured);
        key.1
    }

    /// `accept()` gave a connection its descriptor.
    pub fn accepted(
        &mut self,
        peer: Peer,
        listener: SocketId,
        socket: Arc<Socket>,
        fd: Fd,
        remote: Option<SocketAddr>,
    ) -> SocketId {
        let local = name_of(&socket);
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
        self.attach(key, socket, fd);
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.listener = None;
            entry.options = options;
        }
        self.touch(key, None);
        key.1
    }

    /// The entry of a connection that a listener has in its queue.
    fn queued(
        &self,
        peer: Peer,
        listener: SocketId,
        local: Option<SocketAddr>,
        remote: Option<SocketAddr>,
    ) -> Option<Key> {
        let same = |entry: &&Entry| {
            entry.is_queued()
                && (entry.peer, entry.listener) == (peer, Some(listener))
                && entry.remote == remote
                && (entry.local == local || entry.state == State::Closed)
        };
        let entry = self.entries.values().find(same)?;
        Some((entry.peer, entry.id))
    }

    /// The socket goes on under another descriptor, or under one that the learner does not know.
    pub fn replace(&mut self, peer: Peer, id: SocketId, socket: Arc<Socket>) {
        if let Some(entry) = self.entries.get_mut(&(peer, id)) {
            entry.socket = Some(socket);
            entry.fd = None;
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
        self.touch((peer, id), None);
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
        if let Some((local, remote)) = tuple {
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
        let local = entry.socket.as_deref().and_then(name_of);
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
    /// a FIN, whatever came of it since.
    pub fn closing(&mut self, peer: Peer, id: SocketId) {
        let key = (peer, id);
        let Some(before) = self.state(peer, id) else {
            return;
        };
        let close = rfc9293::Event::Call(rfc9293::UserCall::Close);
        let fin = rfc9293::after(before, close).find(|arrow| arrow.sends.is_some());
        let Some(arrow) = fin else {
            return;
        };
        let evidence = match self.look(key) {
            Some((state, _)) if state == arrow.to => Evidence::Measured,
            // Not taken after all: a child process that has not come to its exec() yet holds a
            // copy of the descriptor, and the socket is open until it does.
            Some((state, _)) if state == before => return,
            _ => Evidence::Inferred,
        };
        self.record(key, arrow.to, Cause::Call, evidence);
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

    /// listen(2) has set the length of the queue.
    pub fn set_backlog(&mut self, peer: Peer, id: SocketId, backlog: u32) {
        if let Some(entry) = self.entries.get_mut(&(peer, id)) {
            entry.backlog = Some(backlog);
        }
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

    /// Makes the looks that are due, and says when the next one is.
    pub fn run_due(&mut self, peer: Peer, now: Instant) -> Option<Instant> {
        let due: Vec<Key> = (self.entries.values())
            .filter(|entry| entry.peer == peer && entry.due.is_some_and(|due| due <= now))
            .map(|entry| (entry.peer, entry.id))
            .collect();
        for key in due {
            self.touch(key, None);
        }
        let of_peer = self.entries.values().filter(|entry| entry.peer == peer);
        let next = of_peer.filter_map(|entry| entry.due).min();
        self.announced.insert(peer, next);
        next
    }

    /// Looks at the connection that a segment belongs to, if the segment can move it.
    fn segment(&mut self, segment: &Segment, cause: Option<Cause>) {
        let (src, dst) = (canonical(segment.src), canonical(segment.dst));
        // The host's end: the one that is known, else the one that sent the segment or is to get it.
        let sent = segment.dir == Direction::HostToBoard;
        let tuple = if sent || self.tuples.contains_key(&(src, dst)) {
            (src, dst)
        } else {
            (dst, src)
        };
        if self.is_quiet(&tuple, segment.flags) {
            return;
        }
        self.touch_tuple(tuple, cause);
    }

    /// Data and acknowledgments move nothing while a connection is ESTABLISHED; those of a
    /// connection that is not known here move nothing either.
    fn is_quiet(&self, tuple: &Tuple, flags: Flags) -> bool {
        let moves = flags.0 & (Flags::SYN.0 | Flags::FIN.0 | Flags::RST.0) != 0;
        if moves {
            return false;
        }
        match self.tuples.get(tuple).and_then(|key| self.entries.get(key)) {
            Some(entry) => matches!(entry.state, State::Established | State::CloseWait),
            None => true,
        }
    }

    /// Looks at the connection with these addresses; if it is not known, a listener may just have
    /// made it.
    fn touch_tuple(&mut self, tuple: Tuple, cause: Option<Cause>) {
        match self.tuples.get(&tuple).copied() {
            Some(key) => self.touch(key, cause),
            None => self.discover(tuple, cause),
        }
    }

    fn touch_queue(&mut self, listener: Key, cause: Option<Cause>) {
        let queue: Vec<Key> = (self.entries.values())
            .filter(|entry| (entry.peer, entry.listener) == (listener.0, Some(listener.1)))
            .map(|entry| (entry.peer, entry.id))
            .collect();
        for key in queue {
            self.touch(key, cause);
            let closed = self
                .entries
                .get(&key)
                .is_some_and(|e| e.state == State::Closed);
            if closed {
                self.remove(key);
            }
        }
    }

    /// A connection that its listener's queue has and the observer has not.
    fn discover(&mut self, (local, remote): Tuple, cause: Option<Cause>) {
        let Some(listener) = self.listener_of(local) else {
            return;
        };
        if let Some(Some(found)) = self.kernel.connection(local, remote) {
            self.adopt(listener, &found, cause.unwrap_or(Cause::Segment(None)));
        }
    }

    fn adopt(&mut self, listener: Key, found: &Found, cause: Cause) {
        let tuple = (found.local, found.remote);
        // One with a descriptor, or on its way out, is no new one in a queue.
        if found.inode != 0 || found.state == State::TimeWait || self.tuples.contains_key(&tuple) {
            return;
        }
        let key = self.insert(listener.0, Kind::Stream, State::Listen, Some(listener.1));
        self.set_addresses(key, Some(found.local), Some(found.remote));
        self.schedule(key, found.state, found.timer_ms);
        self.record(key, found.state, cause, Evidence::Measured);
    }

    /// Looks for connections in a listener's queue that nothing else told of.
    fn scan_queue(&mut self, key: Key) {
        let Some(listener) = self.entries.get(&key) else {
            return;
        };
        let (State::Listen, Some(socket), Some(local)) =
            (listener.state, &listener.socket, listener.local)
        else {
            return;
        };
        let waiting = self.kernel.queue_length(socket).unwrap_or(0) as usize;
        let known = (self.entries.values())
            .filter(|entry| {
                entry.is_queued() && (entry.peer, entry.listener) == (key.0, Some(key.1))
            })
            .filter(|entry| entry.state != State::SynReceived)
            .count();
        if waiting > known {
            for found in self.kernel.connections(local) {
                self.adopt(key, &found, Cause::Segment(None));
            }
        }
    }

    /// The listener that answers for a local address: one with that very address first.
    fn listener_of(&self, local: SocketAddr) -> Option<Key> {
        let listening = |entry: &&Entry| {
            entry.state == State::Listen
                && entry.local.is_some_and(|at| {
                    at.port() == local.port() && (at.ip() == local.ip() || at.ip().is_unspecified())
                })
        };
        let best = (self.entries.values().filter(listening))
            .min_by_key(|entry| entry.local.is_some_and(|at| at.ip().is_unspecified()))?;
        Some((best.peer, best.id))
    }

    /// Looks at one socket and records what has changed; without a known `cause`, the likeliest.
    fn touch(&mut self, key: Key, cause: Option<Cause>) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        if let Some(socket) = entry.socket.clone() {
            let remote = entry.remote.or_else(|| peer_of(&socket));
            self.set_addresses(key, name_of(&socket), remote);
        }
        match self.look(key) {
            Some((state, timer_ms)) => {
                let cause = cause.unwrap_or_else(|| self.likeliest(key));
                self.schedule(key, state, timer_ms);
                self.record(key, state, cause, Evidence::Measured);
            }
            None => {
                self.schedule(key, State::Closed, None);
                // Without its descriptor it will never be heard of again.
                let gone = |entry: &Entry| entry.socket.is_none() && !entry.is_queued();
                if self.entries.get(&key).is_some_and(gone) {
                    self.remove(key);
                }
            }
        }
    }

    /// What must have moved a socket that nobody called: the segment that is being handed over;
    /// else time, where no segment can come unseen; else a segment.
    fn likeliest(&self, key: Key) -> Cause {
        let Some(entry) = self.entries.get(&key) else {
            return Cause::Timer;
        };
        if let Some((_, id)) = (self.in_flight).filter(|(tuple, _)| entry.tuple() == Some(*tuple)) {
            return Cause::Segment(Some(id));
        }
        let expires = entry.state == State::TimeWait
            || entry.state == State::FinWait2 && entry.socket.is_none();
        if expires || self.is_tapped(entry) {
            Cause::Timer
        } else {
            Cause::Segment(None)
        }
    }

    /// Whether a tap announces every segment of this socket: what stays on this machine passes
    /// none.
    fn is_tapped(&self, entry: &Entry) -> bool {
        let own = (entry.tuple()).is_some_and(|(local, remote)| local.ip() == remote.ip());
        self.tapped && !own
    }

    fn look(&mut self, key: Key) -> Option<(State, Option<u32>)> {
        self.kernel.look(self.entries.get(&key)?)
    }

    fn record(&mut self, key: Key, to: State, cause: Cause, evidence: Evidence) {
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        for transition in entry.transitions(to, cause, evidence) {
            (self.sink)(key.0, Report::Transition(transition));
        }
        entry.state = to;
        if to != State::Closed {
            self.index(key);
        } else {
            let over = entry.fd.is_none() && entry.socket.is_none() && !entry.is_queued();
            if over {
                self.remove(key);
            } else {
                self.forget_tuple(key);
            }
        }
    }

    /// When to look again by itself: at the end of the kernel's own timer; and where no tap tells
    /// of segments, now and then, ever more seldom, until the state is one that stays.
    fn schedule(&mut self, key: Key, state: State, timer_ms: Option<u32>) {
        let tapped = (self.entries.get(&key)).is_some_and(|entry| self.is_tapped(entry));
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        if entry.state != state {
            entry.pace = PACE.0;
        }
        // No descriptor tells of what happens to a connection in a queue; and one that was closed
        // does not stay in any state.
        let queued = entry.is_queued() && state != State::Closed;
        let leaving = entry.socket.is_none() && state != State::Closed;
        if !is_transient(state) && !queued && !leaving {
            entry.due = None;
            return;
        }
        let timer = timer_ms.map(|ms| Duration::from_millis(u64::from(ms)) + TIMER_SLACK);
        let pace = !tapped && state != State::TimeWait;
        // An orphan ends without a word.
        let pace =
            (pace || !queued && entry.socket.is_none() && timer.is_none()).then_some(entry.pace);
        if pace.is_some() {
            entry.pace = (entry.pace * 3 / 2).min(PACE.1);
        }
        let Some(wait) = timer.into_iter().chain(pace).min() else {
            entry.due = None;
            return;
        };
        let due = Instant::now() + wait;
        entry.due = Some(due);
        let announced = self.announced.get(&key.0).copied().flatten();
        if announced.is_none_or(|announced| due < announced)
            && let Some(wake) = self.wakers.get(&key.0)
        {
            wake();
        }
    }

    fn insert(&mut self, peer: Peer, kind: Kind, state: State, listener: Option<SocketId>) -> Key {
        let next = self.next.entry(peer).or_insert(0);
        *next += 1;
        let id = SocketId(*next);
        self.entries.insert(
            (peer, id),
            Entry {
                peer,
                id,
                kind,
                socket: None,
                fd: None,
                listener,
                local: None,
                remote: None,
                state,
                backlog: None,
                options: Vec::new(),
                due: None,
                pace: PACE.0,
            },
        );
        (peer, id)
    }

    fn attach(&mut self, key: Key, socket: Arc<Socket>, fd: Fd) {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.socket = Some(socket);
            entry.fd = Some(fd);
        }
    }

    fn set_addresses(&mut self, key: Key, local: Option<SocketAddr>, remote: Option<SocketAddr>) {
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        let before = entry.tuple();
        entry.local = local.or(entry.local);
        entry.remote = remote.or(entry.remote);
        if let Some(before) = before.filter(|before| entry.tuple() != Some(*before)) {
            self.tuples.remove(&before);
        }
        self.index(key);
    }

    /// Lets a connection be found by its addresses, from its first segment to its last.
    fn index(&mut self, key: Key) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        let begun = !matches!(entry.state, State::Unbound | State::Bound | State::Closed);
        let Some(tuple) = entry
            .tuple()
            .filter(|_| begun && entry.kind == Kind::Stream)
        else {
            return;
        };
        // A connection that has these addresses no longer ends here.
        if let Some(old) = self.tuples.insert(tuple, key).filter(|old| *old != key) {
            self.record(old, State::Closed, Cause::Timer, Evidence::Inferred);
        }
    }

    fn forget_tuple(&mut self, key: Key) {
        let tuple = self.entries.get(&key).and_then(Entry::tuple);
        if let Some(tuple) = tuple.filter(|tuple| self.tuples.get(tuple) == Some(&key)) {
            self.tuples.remove(&tuple);
        }
    }

    fn remove(&mut self, key: Key) {
        self.forget_tuple(key);
        self.entries.remove(&key);
    }
}

/// The socket's own address, once it has a port.
fn name_of(socket: &Socket) -> Option<SocketAddr> {
    let addr = socket.local_addr().ok()?.as_socket()?;
    (addr.port() != 0).then(|| canonical(addr))
}

/// The other end's address, while connected.
fn peer_of(socket: &Socket) -> Option<SocketAddr> {
    Some(canonical(socket.peer_addr().ok()?.as_socket()?))
}
