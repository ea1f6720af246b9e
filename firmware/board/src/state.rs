//! The states of sockets: compared with the stack's after each step, reported one by one.

use alloc::format;
use alloc::string::String;
use core::mem;
use core::net::SocketAddr;

use sockscope_link::{Cause, Errno, Evidence, Fd, LogLevel, Report, State, Transition};

use crate::board::Board;
use crate::socket::Key;

impl Board {
    /// Compares a socket's state with the stack's, reports what changed, and does what Linux does on
    /// such a change. `reset`: the segment that caused it was a reset. Returns whether it changed.
    pub(crate) fn sync(&mut self, key: Key, cause: Cause, reset: bool) -> bool {
        let Some(conn) = self.sockets.get(key).and_then(|socket| socket.conn) else {
            return false;
        };
        let from = self.sockets[key].state;
        let mut to = self.conns[conn].state();
        if to == State::Listen && from == State::SynReceived {
            // RFC 9293 section 3.10.7.4: back to LISTEN, which here the listener never left.
            self.conns[conn].forget();
            to = State::Closed;
        }
        if from == to {
            return false;
        }
        if let Some(between) = between(from, to) {
            self.transition(key, between, cause, Evidence::Inferred);
        }
        if to == State::Closed {
            self.closed(key, from, reset);
        }
        self.transition(key, to, cause, Evidence::Measured);
        if matches!(to, State::CloseWait | State::Closing | State::TimeWait) {
            let socket = &mut self.sockets[key];
            socket.done = true;
            socket.shut_rd = true;
        }
        if to == State::TimeWait {
            self.sockets[key].shut_both();
        }
        if from == State::SynReceived || from == State::SynSent && to == State::Established {
            self.opened(key, conn, to);
        }
        self.reap(key);
        true
    }

    /// The handshake is over, well or not.
    fn opened(&mut self, key: Key, conn: usize, to: State) {
        self.conns[conn].give_up = None;
        if self.sockets[key].listener.is_some() {
            self.leave_half_open(key, to != State::Closed);
        }
        if to != State::Closed && mem::take(&mut self.sockets[key].fin_later) {
            self.send_fin(key);
        }
    }

    /// A connection ended: what its socket will tell, as `tcp_reset()` and `tcp_done()` have it.
    fn closed(&mut self, key: Key, from: State, reset: bool) {
        let own_address_gone = self.sockets[key]
            .local
            .is_some_and(|local| !self.is_here(local.ip()));
        let socket = &mut self.sockets[key];
        socket.shut_both();
        if reset && from != State::TimeWait {
            socket.error = Some(match from {
                State::SynSent => Errno::ConnRefused,
                State::CloseWait => Errno::Pipe,
                _ => Errno::ConnReset,
            });
        } else if own_address_gone {
            socket.error = Some(Errno::NetDown);
        }
        if !socket.port_locked {
            socket.port_held = false;
        }
    }

    /// Reports a transition and remembers it.
    pub(crate) fn transition(&mut self, key: Key, to: State, cause: Cause, evidence: Evidence) {
        let now = self.clock.now();
        let socket = &mut self.sockets[key];
        let from = mem::replace(&mut socket.state, to);
        socket.touched = now;
        let transition = Transition {
            socket: socket.id,
            fd: socket.fd,
            listener: None,
            kind: socket.kind,
            local: socket.local,
            remote: socket.remote,
            from,
            to,
            cause,
            evidence,
        };
        let listener = socket.listener.and_then(|key| self.sockets.get(key));
        let listener = listener.map(|listener| listener.id);
        let (fd, remote) = (transition.fd, transition.remote);
        self.report(Report::Transition(Transition {
            listener,
            ..transition
        }));
        self.log(LogLevel::Info, || told(fd, remote, from, to));
    }

    /// The same, for a state that a call brought about.
    pub(crate) fn set_state(&mut self, key: Key, to: State) {
        if self.sockets[key].state != to {
            self.transition(key, to, Cause::Call, Evidence::Measured);
        }
    }

    /// A half-open connection opened, or died.
    pub(crate) fn leave_half_open(&mut self, child: Key, open: bool) {
        let Some(listener) = self.sockets[child].listener else {
            return;
        };
        let listen = self.sockets.get_mut(listener);
        let Some(listen) = listen.and_then(|socket| socket.listen.as_mut()) else {
            return;
        };
        listen.half_open = listen.half_open.saturating_sub(1);
        if open {
            listen.queue.push_back(child);
        } else {
            self.sockets[child].listener = None;
        }
    }
}

/// What was passed between two measured states. One segment can carry two events; RFC 9293 section
/// 3.10.7.4 takes the ACK first (fifth), then the FIN (eighth).
fn between(from: State, to: State) -> Option<State> {
    match (from, to) {
        (State::SynReceived, State::CloseWait) => Some(State::Established),
        (State::FinWait1, State::TimeWait) => Some(State::FinWait2),
        _ => None,
    }
}

/// What a serial monitor shows of a life, as any firmware would print it.
fn told(fd: Option<Fd>, remote: Option<SocketAddr>, from: State, to: State) -> String {
    match (fd, remote) {
        (Some(fd), Some(at)) => format!("socket {fd}: {from} -> {to}, with {at}"),
        (Some(fd), None) => format!("socket {fd}: {from} -> {to}"),
        (None, Some(at)) => format!("connection with {at}: {from} -> {to}"),
        (None, None) => format!("a closed socket: {from} -> {to}"),
    }
}
