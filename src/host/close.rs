//! close(2), which may linger.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use socket2::Socket;
use sockscope_link::{CallId, Cause, Errno, Fd, Kind, Return, SocketId, State};

use super::table::Slot;
use super::work::{Pending, Work, outcome};
use super::worker::Worker;
use crate::kernel::sockets;

/// How long a lingering close() is watched at its start, until its FIN is out.
const LINGER_STARTS: Duration = Duration::from_millis(50);

impl Worker {
    /// close(2). A socket on which another call is blocked lives until that call ends, as on
    /// Linux, where the call holds the file: only the number is free at once.
    pub(super) fn close(&mut self, id: CallId, fd: Fd, socket: SocketId) {
        let shared = (self.table.get(socket)).is_some_and(|slot| !slot.dups.is_empty());
        if shared {
            self.close_one(fd, socket);
            return self.returned(id, Return::ok(0));
        }
        let blocked = self.pending.iter().any(|p| p.work.concerns(socket));
        if blocked {
            let kept = self.keep_without_number(fd, socket);
            return self.returned(id, outcome(kept));
        }
        let Some(slot) = self.take(socket) else {
            return self.returned(id, Return::error(Errno::Badf));
        };
        if let Some(ret) = self.close_slot(slot, Some(id)) {
            self.returned(id, ret);
        } else {
            self.blocked(id);
            self.pending.push(Pending {
                id,
                work: Work::Close { socket },
                deadline: None,
            });
        }
    }

    /// Closes one of several numbers of a socket: the socket goes on under another.
    fn close_one(&mut self, fd: Fd, id: SocketId) {
        self.unwatch(id);
        let gone = self.table.drop_dup(fd);
        if let Some(slot) = self.table.get(id) {
            let (kept, number) = (Arc::clone(&slot.socket), slot.fd);
            self.observer.lock().replace(self.peer, id, kept, number);
        }
        drop(gone);
        self.watch(id);
    }

    /// Moves the socket to a descriptor that the learner does not know, and frees hers.
    fn keep_without_number(&mut self, fd: Fd, id: SocketId) -> io::Result<()> {
        self.unwatch(id);
        let Some(slot) = self.table.get_mut(id) else {
            return Ok(());
        };
        let kept = Arc::new(slot.socket.try_clone()?);
        self.observer
            .lock()
            .replace(self.peer, id, Arc::clone(&kept), None);
        slot.socket = kept;
        self.table.release_fd(fd);
        self.watch(id);
        Ok(())
    }

    /// Closes a socket that nothing else uses. `None`: it lingers, and `call` returns later.
    pub(super) fn close_slot(&mut self, slot: Slot, call: Option<CallId>) -> Option<Return> {
        let Slot { id, socket, .. } = slot;
        let observer = Arc::clone(&self.observer);
        let mut seen = observer.lock();
        seen.before_call(self.peer, id);
        let before = seen.state(self.peer, id);
        let connected = slot.kind == Kind::Stream && has_connection(before);
        let linger = match socket.linger() {
            Ok(Some(time)) if connected => Some(time),
            _ => None,
        };
        let lingers = linger.is_some_and(|time| !time.is_zero());
        // A reset goes out instead of a FIN: a linger time of 0 (socket(7)), or bytes that nobody read
        // (RFC 2525 section 2.17).
        let aborts =
            connected && (linger == Some(Duration::ZERO) || sockets::readable_bytes(&socket) > 0);
        seen.detach(self.peer, id);
        if !lingers {
            drop(socket);
            if aborts || !seen.closing(self.peer, id) {
                seen.after_call(self.peer, id, Some(Cause::Call));
            }
            return Some(Return::ok(0));
        }
        self.linger(socket, call);
        // The kernel sends the FIN first and waits then: be there when it does.
        let until = Instant::now() + LINGER_STARTS;
        let mut others = Vec::new();
        let ret = loop {
            let closed = match self.lingered.recv_timeout(Duration::from_micros(200)) {
                Ok(done) if done == call => true,
                Ok(other) => {
                    others.push(other);
                    false
                }
                Err(_) => false,
            };
            seen.after_call(self.peer, id, Some(Cause::Call));
            if closed {
                break Some(Return::ok(0));
            }
            if seen.state(self.peer, id) != before || Instant::now() > until {
                break None;
            }
        };
        for other in others {
            // This thread reads them itself, at the end of this round.
            let _ = self.lingering.send(other);
        }
        ret
    }

    /// Lets a thread of its own wait in close(2): a lingering one blocks whatever O_NONBLOCK says.
    fn linger(&self, socket: Arc<Socket>, call: Option<CallId>) {
        let (done, readiness) = (self.lingering.clone(), Arc::clone(&self.readiness));
        let close = move || {
            drop(socket);
            // The peer may be gone by now, and nobody waits.
            let _ = done.send(call);
            readiness.wake();
        };
        // Without a thread the socket is closed here and now, in the error's drop.
        let _ = std::thread::Builder::new()
            .name("linger".into())
            .spawn(close);
    }
}

fn has_connection(state: Option<State>) -> bool {
    state.is_some_and(|state| {
        !matches!(
            state,
            State::Unbound | State::Bound | State::Listen | State::Closed | State::SynSent
        )
    })
}
