//! The looks at the kernel: when, at what, and what becomes of them.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sockscope_link::{
    Cause, Direction, Evidence, Flags, Kind, Report, Segment, SegmentId, SocketId, State,
};

use super::entry::{Entry, PACE, Tuple, is_transient};
use super::index::{name_of, peer_of};
use super::kernel::Found;
use super::{Inner, Key};
use crate::kernel::sockets::canonical;
use crate::peer::Peer;

/// How long a look holds where a tap tells of all that moves the connection: no kernel timer is as short.
const FRESH: Duration = Duration::from_millis(1);
/// How long after a kernel timer's end to look: the timer wheel may be late.
const TIMER_SLACK: Duration = Duration::from_millis(5);
/// How long after a segment that has moved nothing to look once more: no call is busy with a socket for
/// as long, even on a machine with a lot to do.
const PUT_BY: Duration = Duration::from_millis(100);

impl Inner {
    /// The thread that makes this peer's looks is awake: it need not be woken.
    pub fn awake(&mut self, peer: Peer, now: Instant) {
        self.announced.insert(peer, Some(now));
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

    /// Looks at the connection that a segment belongs to before it goes on: what has moved until now,
    /// the segment did not. Most often nothing can have: whatever was called or handed over before it
    /// was followed by a look.
    pub(super) fn before_segment(&mut self, segment: &Segment) {
        let tuple = self.tuple_of(segment);
        let known = self
            .tuples
            .get(&tuple)
            .and_then(|key| self.entries.get(key));
        let holds = match known {
            Some(entry) => {
                let fresh = entry.looked.is_some_and(|at| at.elapsed() < FRESH);
                self.is_tapped(entry) && entry.put_by.is_none() && fresh
            }
            // Nothing has come of it yet.
            None => segment.dir == Direction::BoardToHost,
        };
        if !holds {
            self.segment(segment, None);
        }
    }

    /// Looks at the connection that a segment belongs to, if the segment can move it.
    pub(super) fn segment(&mut self, segment: &Segment, cause: Option<Cause>) {
        let tuple = self.tuple_of(segment);
        if self.is_quiet(&tuple, segment.flags) {
            return;
        }
        let before = self.state_at(&tuple);
        self.touch_tuple(tuple, cause);
        if segment.dir == Direction::BoardToHost {
            if segment.flags.contains(Flags::FIN) {
                self.note_early_fin(&tuple);
            }
            if cause.is_some() && self.state_at(&tuple) == before {
                self.put_by(&tuple, segment.id);
            }
        }
    }

    fn state_at(&self, tuple: &Tuple) -> Option<State> {
        let entry = self.entries.get(self.tuples.get(tuple)?)?;
        Some(entry.state)
    }

    /// A segment has moved nothing. It may yet do so: somebody is to look again.
    fn put_by(&mut self, tuple: &Tuple, segment: SegmentId) {
        let key = self.tuples.get(tuple).copied();
        let Some((key, entry)) = key.and_then(|key| Some((key, self.entries.get_mut(&key)?)))
        else {
            return;
        };
        // TIME-WAIT has no socket that a call could be busy with.
        if entry.state != State::TimeWait {
            let until = Instant::now() + PUT_BY;
            entry.put_by = Some((segment, until));
            self.look_by(key, until);
        }
    }

    /// Looks at what a segment was put by for: by now it has been taken in.
    pub fn look_at_put_by(&mut self, peer: Peer) {
        let of = |entry: &&Entry| entry.peer == peer && entry.put_by.is_some();
        let keys: Vec<Key> = (self.entries.values().filter(of))
            .map(|entry| (entry.peer, entry.id))
            .collect();
        for key in keys {
            self.touch(key, None);
        }
    }

    /// A FIN came that changed nothing: what it waits for may be data.
    fn note_early_fin(&mut self, tuple: &Tuple) {
        let key = self.tuples.get(tuple).copied();
        if let Some(entry) = key.and_then(|key| self.entries.get_mut(&key)) {
            entry.early_fin = entry.state == State::Established;
        }
    }

    /// The host's end of the connection that a segment belongs to.
    fn tuple_of(&self, segment: &Segment) -> Tuple {
        let (src, dst) = (canonical(segment.src), canonical(segment.dst));
        // The one that is known, else the one that sent the segment or is to get it.
        let sent = segment.dir == Direction::HostToBoard;
        if sent || self.tuples.contains_key(&(src, dst)) {
            (src, dst)
        } else {
            (dst, src)
        }
    }

    /// Data and acknowledgments move nothing while a connection is ESTABLISHED; those of a
    /// connection that is not known here move nothing either, unless somebody listens there.
    pub(super) fn is_quiet(&self, tuple: &Tuple, flags: Flags) -> bool {
        let moves = flags.0 & (Flags::SYN.0 | Flags::FIN.0 | Flags::RST.0) != 0;
        if moves {
            return false;
        }
        match self.tuples.get(tuple).and_then(|key| self.entries.get(key)) {
            Some(entry) => {
                let stays = matches!(entry.state, State::Established | State::CloseWait);
                stays && !entry.early_fin && entry.put_by.is_none()
            }
            // What a listener has answered without remembering it (SYN cookies), an acknowledgment completes.
            None => self.listener_of(tuple.0).is_none(),
        }
    }

    /// Looks at the connection with these addresses; if it is not known, a listener may just have
    /// made it.
    pub(super) fn touch_tuple(&mut self, tuple: Tuple, cause: Option<Cause>) {
        match self.tuples.get(&tuple).copied() {
            Some(key) => self.touch(key, cause),
            None => self.discover(tuple, cause),
        }
    }

    pub(super) fn touch_queue(&mut self, listener: Key, cause: Option<Cause>) {
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
    pub(super) fn discover(&mut self, (local, remote): Tuple, cause: Option<Cause>) {
        let Some(listener) = self.listener_of(local) else {
            return;
        };
        if let Some(Some(found)) = self.kernel.connection(local, remote) {
            self.adopt(listener, &found, cause.unwrap_or(Cause::Segment(None)));
        }
    }

    pub(super) fn adopt(&mut self, listener: Key, found: &Found, cause: Cause) {
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
    pub(super) fn scan_queue(&mut self, key: Key) {
        let Some(listener) = self.entries.get(&key) else {
            return;
        };
        let (State::Listen, Some(socket), Some(local)) =
            (listener.state, listener.socket(), listener.local)
        else {
            return;
        };
        let waiting = self.kernel.queue_length(&socket).unwrap_or(0) as usize;
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

    /// The entry of a connection that a listener has in its queue.
    pub(super) fn queued(
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

    /// The listener that answers for a local address: one with that very address first.
    pub(super) fn listener_of(&self, local: SocketAddr) -> Option<Key> {
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
    pub(super) fn touch(&mut self, key: Key, cause: Option<Cause>) {
        self.name(key);
        match self.look(key) {
            Some((state, timer_ms)) => {
                let cause = cause.unwrap_or_else(|| self.likeliest(key));
                self.settle_put_by(key, state);
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

    /// What was put by has moved it now, or has no more time to.
    fn settle_put_by(&mut self, key: Key, state: State) {
        if let Some(entry) = self.entries.get_mut(&key)
            && let Some((_, until)) = entry.put_by
            && (state != entry.state || until <= Instant::now())
        {
            entry.put_by = None;
        }
    }

    /// Asks for the addresses of a socket that can still get others: a TCP connection keeps its own.
    fn name(&mut self, key: Key) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        let settled = entry.kind == Kind::Stream && entry.begun() && entry.tuple().is_some();
        let listens = entry.state == State::Listen && entry.local.is_some();
        if !settled
            && !listens
            && let Some(socket) = entry.socket()
        {
            let remote = entry.remote.or_else(|| peer_of(&socket));
            self.set_addresses(key, name_of(&socket), remote);
        }
    }

    /// What must have moved a socket that nobody called: the segment that is being handed over, or was
    /// put by; else time, where no segment can come unseen; else a segment.
    pub(super) fn likeliest(&self, key: Key) -> Cause {
        let Some(entry) = self.entries.get(&key) else {
            return Cause::Timer;
        };
        if let Some((_, id)) = (self.in_flight).filter(|(tuple, _)| entry.tuple() == Some(*tuple)) {
            return Cause::Segment(Some(id));
        }
        if let Some((segment, _)) = entry.put_by {
            return Cause::Segment(Some(segment));
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
    pub(super) fn is_tapped(&self, entry: &Entry) -> bool {
        self.tapped && !entry.tuple().is_some_and(|tuple| self.is_here(tuple))
    }

    /// Whether the other end of a connection can be a socket of this machine, too.
    pub(super) fn is_here(&self, (local, remote): Tuple) -> bool {
        !self.tapped || local.ip() == remote.ip() || remote.ip().is_loopback()
    }

    /// Looks at all that no tap tells of; those without a descriptor, too.
    pub fn look_at_untapped(&mut self, peer: Peer) {
        let keys: Vec<Key> = self.entries.keys().copied().collect();
        for (of, id) in keys {
            if of == peer && self.is_untapped(of, id) {
                self.ready(of, id);
            }
        }
    }

    pub(super) fn look(&mut self, key: Key) -> Option<(State, Option<u32>)> {
        self.kernel.look(self.entries.get(&key)?)
    }

    pub(super) fn record(&mut self, key: Key, to: State, cause: Cause, evidence: Evidence) {
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
    pub(super) fn schedule(&mut self, key: Key, state: State, timer_ms: Option<u32>) {
        let tapped = (self.entries.get(&key)).is_some_and(|entry| self.is_tapped(entry));
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        entry.looked = Some(Instant::now());
        if entry.state != state {
            entry.pace = PACE.0;
        }
        let put_by = entry.put_by.map(|(_, until)| until);
        // No descriptor tells of what happens to a connection in a queue; and one that was closed
        // does not stay in any state.
        let queued = entry.is_queued() && state != State::Closed;
        let leaving = entry.socket.is_none() && state != State::Closed;
        if !is_transient(state) && !queued && !leaving {
            entry.due = put_by;
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
            entry.due = put_by;
            return;
        };
        entry.due = put_by;
        self.look_by(key, Instant::now() + wait);
    }

    /// Looks at this time at the latest.
    fn look_by(&mut self, key: Key, at: Instant) {
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        let due = entry.due.map_or(at, |due| due.min(at));
        entry.due = Some(due);
        let announced = self.announced.get(&key.0).copied().flatten();
        if announced.is_none_or(|announced| due < announced)
            && let Some(wake) = self.wakers.get(&key.0)
        {
            wake();
        }
    }
}
