//! The host's peer. A call is made where its command arrives: no socket underneath blocks, so that there
//! is nothing to hand over to a thread. What would have blocked is the thread's: it waits for the
//! kernel, attempts it again, and makes the looks that are due.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use sockscope_link::{BoardInfo, CallId, Command, GateState, Report, Return, SocketId};

use super::observer::Observer;
use super::work::{Attempt, Pending, Work};
use super::worker::Worker;
use crate::kernel::readiness::{Readiness, Ready};
use crate::kernel::sockets;
use crate::peer::{Peer, Sink};
use crate::wire::SocketSource;

/// The host's peer.
pub struct HostPeer;

impl HostPeer {
    /// Starts a peer whose sockets come from `source` and whose reports go to `sink`, tagged with
    /// `peer`. Two peers of one machine share an observer, so that each sees what the other's calls
    /// do to it.
    ///
    /// # Errors
    /// The system has no descriptor left for the poller, or no thread.
    pub fn spawn(
        peer: Peer,
        source: SocketSource,
        observer: Arc<Observer>,
        sink: Sink,
    ) -> io::Result<HostHandle> {
        let readiness = Arc::new(Readiness::new()?);
        let waker = Arc::clone(&readiness);
        observer
            .lock()
            .set_waker(peer, Arc::new(move || waker.wake()));
        let worker = Arc::new(Mutex::new(Worker::new(
            peer,
            source,
            observer,
            sink,
            Arc::clone(&readiness),
        )));
        let shared = Arc::clone(&worker);
        let waiting = Arc::clone(&readiness);
        let thread = std::thread::Builder::new()
            .name(format!("{peer} peer"))
            .spawn(move || wait(&shared, &waiting))?;
        Ok(HostHandle {
            worker,
            readiness,
            thread: Some(thread),
        })
    }
}

/// A running host peer. When it is dropped, its sockets are reset and its thread ends.
pub struct HostHandle {
    worker: Arc<Mutex<Worker>>,
    readiness: Arc<Readiness>,
    thread: Option<JoinHandle<()>>,
}

impl HostHandle {
    /// Carries a command out, here and now; what comes of it is in the sink when this returns. Never
    /// waits for the other end: what would block is left to the peer's thread.
    pub fn send(&self, command: Command) {
        let mut worker = lock(&self.worker);
        worker.now = Instant::now();
        worker.command(command);
        if worker.is_due_earlier() {
            self.readiness.wake();
        }
    }
}

impl Drop for HostHandle {
    fn drop(&mut self) {
        lock(&self.worker).over = true;
        self.readiness.wake();
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed already.
            let _ = thread.join();
        }
    }
}

fn lock(worker: &Mutex<Worker>) -> MutexGuard<'_, Worker> {
    // Nothing in here is left half done by a panic.
    worker.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The peer's thread: waits for what the kernel has to say to the calls in flight, and for what is due.
fn wait(worker: &Mutex<Worker>, readiness: &Readiness) {
    let mut ready = Ready::new();
    loop {
        let next = lock(worker).next_wait();
        let Some(timeout) = next else {
            return;
        };
        if readiness.wait(&mut ready, timeout).is_err() {
            // Only a broken poller fails for good; never spin on it.
            std::thread::sleep(Duration::from_millis(10));
        }
        lock(worker).woken(&ready);
    }
}

impl Worker {
    /// How long nothing is due, `Some(None)` for ever; `None` when the peer has ended.
    fn next_wait(&mut self) -> Option<Option<Duration>> {
        if self.over {
            self.clear();
            return None;
        }
        self.now = Instant::now();
        Some(self.timeout())
    }

    /// The wait is over: something is ready, or due, or somebody has woken the thread.
    fn woken(&mut self, ready: &Ready) {
        self.now = Instant::now();
        self.observer.lock().awake(self.peer, self.now);
        for key in ready.keys() {
            self.ready(SocketId(key));
        }
        self.closed();
        self.expired();
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Call { id, call } => self.call(id, call),
            Command::Cancel { id } => self.cancel(id),
            Command::Look => self.look(),
            Command::Clear => {
                self.clear();
                self.report(Report::Cleared);
            }
            Command::Info => self.report(Report::Info(info())),
            Command::Ping(number) => {
                self.take_in();
                self.report(Report::Pong(number));
            }
            Command::Gate(_) => self.report(Report::Refused(
                "This peer has no gate: the gate stands at the board's end of the wire.".into(),
            )),
            other => self.report(Report::Refused(format!(
                "This peer is a program's own sockets, not a board: it cannot do {other:?}."
            ))),
        }
    }

    /// Takes in all that the kernel has for this peer by now, whoever hears of it first.
    fn take_in(&mut self) {
        {
            let mut seen = self.observer.lock();
            seen.look_at_untapped(self.peer);
            seen.look_at_put_by(self.peer);
        }
        let calls: Vec<CallId> = self.pending.iter().map(|call| call.id).collect();
        for call in calls {
            self.again(call);
        }
    }

    fn look(&self) {
        let mut seen = self.observer.lock();
        for facts in seen.facts(self.peer) {
            seen.report(self.peer, Report::Facts(facts));
        }
        // A board answers with its gate. Between two sockets of one network it is open; of a private wire who
        // has its other end knows.
        if self.peer == Peer::Board && matches!(self.source, SocketSource::System) {
            seen.report(self.peer, Report::Gate(GateState::default()));
        }
    }

    /// Ends every call and resets every connection.
    fn clear(&mut self) {
        for call in std::mem::take(&mut self.pending) {
            self.returned(call.id, call.work.interrupted());
        }
        let observer = Arc::clone(&self.observer);
        let mut seen = observer.lock();
        seen.forget(self.peer);
        for id in self.table.ids() {
            if let Some(slot) = self.take(id) {
                // If linger cannot be set there is no connection to reset.
                let _ = slot.socket.set_linger(Some(Duration::ZERO));
            }
        }
    }

    fn cancel(&mut self, id: CallId) {
        // A call that has returned meanwhile needs no cancelling.
        if let Some(at) = self.pending.iter().position(|call| call.id == id) {
            let call = self.pending.remove(at);
            self.ended(call.id, call.work.interrupted(), &call.work.sockets());
        }
    }

    /// The kernel has something new for a socket.
    fn ready(&mut self, id: SocketId) {
        if !self.readiness.watches(id.0) {
            return;
        }
        {
            let mut seen = self.observer.lock();
            if seen.is_untapped(self.peer, id) {
                seen.ready(self.peer, id);
            }
        }
        let calls: Vec<CallId> = (self.pending.iter())
            .filter(|call| call.work.concerns(id))
            .map(|call| call.id)
            .collect();
        for call in calls {
            self.again(call);
        }
        self.watch(id);
    }

    /// Attempts a blocked call again.
    fn again(&mut self, id: CallId) {
        let Some(at) = self.pending.iter().position(|call| call.id == id) else {
            return;
        };
        // What comes between two attempts is not for the second call: first come, first served.
        let (older, [call, ..]) = self.pending.split_at(at) else {
            return;
        };
        if older.iter().any(|older| older.work.is_before(&call.work)) {
            return;
        }
        let mut call = self.pending.remove(at);
        let observer = Arc::clone(&self.observer);
        let (attempt, seen) = self.attempt(&observer, &mut call.work);
        match attempt {
            Attempt::Wait => self.pending.insert(at, call),
            Attempt::Done(ret) => {
                self.returned(call.id, ret);
                drop(seen);
                self.released(&call.work.sockets());
            }
        }
        self.watch_adopted();
    }

    /// A blocked call ends.
    fn ended(&mut self, id: CallId, ret: Return, sockets: &[SocketId]) {
        self.returned(id, ret);
        self.released(sockets);
    }

    /// The last blocked call of a socket whose descriptor is closed takes the socket with it.
    fn released(&mut self, sockets: &[SocketId]) {
        for &id in sockets {
            let held = self.pending.iter().any(|call| call.work.concerns(id));
            let closed = self.table.get(id).is_some_and(|slot| slot.fd.is_none());
            if closed
                && !held
                && let Some(slot) = self.take(id)
            {
                self.close_slot(slot, None);
            } else {
                self.watch(id);
            }
        }
    }

    /// Lingering close() calls that are through.
    fn closed(&mut self) {
        while let Ok(call) = self.lingered.try_recv() {
            let at = self
                .pending
                .iter()
                .position(|pending| Some(pending.id) == call);
            if let Some(at) = at {
                let call = self.pending.remove(at);
                if let Work::Close { socket } = call.work {
                    let mut seen = self.observer.lock();
                    seen.after_call(self.peer, socket, None);
                    self.returned(call.id, Return::ok(0));
                }
            }
        }
    }

    /// Calls whose time is over; what is there at the last moment still counts.
    fn expired(&mut self) {
        let over = |call: &Pending| call.deadline.is_some_and(|deadline| deadline <= self.now);
        let late: Vec<CallId> = (self.pending.iter().filter(|call| over(call)))
            .map(|call| call.id)
            .collect();
        for id in late {
            self.again(id);
            if let Some(at) = self.pending.iter().position(|call| call.id == id) {
                let call = self.pending.remove(at);
                self.ended(call.id, call.work.given_up(), &call.work.sockets());
            }
        }
    }

    fn first_deadline(&self) -> Option<Instant> {
        self.pending.iter().filter_map(|call| call.deadline).min()
    }

    /// Whether a call gives up before the thread wakes by itself.
    fn is_due_earlier(&self) -> bool {
        let wakes = |deadline| self.wakes_at.is_none_or(|at| deadline < at);
        self.first_deadline().is_some_and(wakes)
    }

    /// How long nothing is due: neither a blocked call's time-out nor a look at the kernel.
    fn timeout(&mut self) -> Option<Duration> {
        let looks = self.observer.lock().run_due(self.peer, self.now);
        let due = looks.into_iter().chain(self.first_deadline()).min();
        self.wakes_at = due;
        let due = due?;
        Some(due.saturating_duration_since(self.now))
    }
}

/// What this machine says of itself where a board is expected to.
fn info() -> BoardInfo {
    BoardInfo {
        chip: std::env::consts::OS.into(),
        firmware: env!("CARGO_PKG_VERSION").into(),
        name: "loopback".into(),
        addr: None,
        errnos: sockets::SYSTEM,
        descriptors: u16::MAX,
        connections: u16::MAX,
        buffers: (0, 0),
        reset_reason: String::new(),
        heap_free: None,
    }
}
