//! Calls that fail by the program's own doing, and calls that cannot come to anything.

use std::net::IpAddr;

use sockscope_link::{CallName, Flags, Kind, State};

use super::kept::Begun;
use super::{Findings, MOST_RECORDS, ports};
use crate::fact;
use crate::timeline::{Arg, Fact, Packet, Word};
use crate::words::t;
use crate::world::World;

/// A linger time of 0, as the call language writes it.
const ABORTS: &str = "SO_LINGER, 1, 0)";

impl Findings {
    /// A call has failed.
    pub(super) fn failed(&mut self, begun: &Begun, errno: &str, world: &World) {
        use CallName as C;
        match (begun.call, errno) {
            (C::Send | C::SendTo | C::Write, "EPIPE") => self.broken_pipe(begun, world),
            (C::Send | C::Write, "EAGAIN") => self.took_nothing(begun),
            (C::Bind | C::Listen, "EADDRINUSE") => self.in_use(begun, world),
            (C::Accept | C::Socket | C::Dup, "EMFILE") => self.out_of_numbers(begun, world),
            (C::Accept, "EINVAL") => self.not_listening(begun),
            (C::Connect, "ECONNREFUSED") => self.refused(begun, world),
            _ => {}
        }
    }

    /// The process has no number left: connections that it should have closed have them.
    fn out_of_numbers(&mut self, begun: &Begun, world: &World) {
        let all = self.sockets_of(begun.pid);
        let of_kind = |ends: bool| {
            let is_so = |socket: &&u32| match self.state(world, **socket) {
                Some((State::CloseWait, _)) => true,
                Some((state, Kind::Stream)) => state == State::Established && !ends,
                _ => false,
            };
            all.iter().filter(is_so).copied().collect::<Vec<u32>>()
        };
        let (open, ended) = (of_kind(false).len(), of_kind(true));
        if ended.is_empty() {
            return;
        }
        // Of each it need not be said once more.
        for socket in &ended {
            self.record(*socket).told.insert(t::FOUND_LEAKED.key.into());
        }
        let (call, ended) = (begun.call, ended.len());
        let what = fact!(t::FOUND_NO_NUMBERS, call = call, open = open, ended = ended);
        match begun.socket {
            Some(socket) => self.find_once(socket, &begun.spot, what, "descriptor"),
            None => self.find(&begun.spot, what, "descriptor"),
        }
    }

    fn broken_pipe(&mut self, begun: &Begun, world: &World) {
        let call = begun.call;
        let socket = begun.socket;
        let path = socket.and_then(|id| world.socket(self.peer, id));
        let connected = path
            .is_some_and(|socket| (socket.path.iter()).any(|arrow| arrow.to == State::Established));
        let shut = socket.is_some_and(|id| self.record(id).shut);
        let (what, lesson) = match (shut, connected) {
            (true, _) => (fact!(t::FOUND_PIPE_SHUT, call = call), "goodbye"),
            (_, true) => (fact!(t::FOUND_PIPE_RESET, call = call), "reset"),
            _ => (fact!(t::FOUND_PIPE_UNCONNECTED, call = call), "wrong-order"),
        };
        self.piped.insert(begun.pid, begun.spot.clone());
        match socket {
            Some(socket) => self.find_once(socket, &begun.spot, what, lesson),
            None => self.find(&begun.spot, what, lesson),
        }
    }

    /// A signal has ended a process: SIGPIPE, if a call has just failed with EPIPE.
    pub(super) fn killed(&mut self, pid: u32, signal: Option<&Arg>) {
        let is_pipe = matches!(signal, Some(Arg::Text(name)) if name.contains("PIPE"));
        if let Some(spot) = self.piped.remove(&pid).filter(|_| is_pipe) {
            self.find(&spot, fact!(t::FOUND_SIGPIPE, pid = pid), "reset");
        }
    }

    fn in_use(&mut self, begun: &Begun, world: &World) {
        let port = begun.socket.and_then(|id| self.port_of(id, begun));
        let Some(port) = port else {
            return;
        };
        let closing = world.sockets.iter().rev().find(|socket| {
            let local = socket.local.map(|local| local.port());
            socket.peer == self.peer && is_closing(socket.state) && local == Some(port)
        });
        let call = begun.call;
        let (what, lesson) = match closing.map(|socket| Arg::text(socket.state)) {
            Some(state) => (
                fact!(
                    t::FOUND_IN_USE_STILL,
                    call = call,
                    port = port,
                    state = state
                ),
                "time-wait",
            ),
            None => (
                fact!(t::FOUND_IN_USE, call = call, port = port),
                "wrong-order",
            ),
        };
        self.find(&begun.spot, what, lesson);
    }

    fn port_of(&mut self, socket: u32, begun: &Begun) -> Option<u16> {
        let bound = self.record(socket).bound.as_ref().map(|(_, _, port)| *port);
        ports::of(&begun.text).or(bound)
    }

    fn not_listening(&mut self, begun: &Begun) {
        if let Some(socket) = begun.socket
            && self.record(socket).listens.is_none()
        {
            let what = Fact::from(t::FOUND_NOT_LISTENING);
            self.find_once(socket, &begun.spot, what, "wrong-order");
        }
    }

    /// A call to this machine's own address, where nobody listens; the other end is elsewhere.
    fn refused(&mut self, begun: &Begun, world: &World) {
        let Some((host, _)) = ports::address(&begun.text) else {
            return;
        };
        let session = world.session.as_ref();
        let board = session.and_then(|session| session.address(self.peer.other()));
        if let (true, true, Some(board)) = (is_loopback(host), world.is_on_private_wire(), board) {
            let (addr, board) = (host.to_owned(), Arg::text(board));
            let what = fact!(t::FOUND_CALLS_ITSELF, addr = addr, board = board);
            self.find(&begun.spot, what, "addresses");
        }
    }

    /// A socket was bound.
    pub(super) fn bound(&mut self, begun: &Begun) {
        if let (Some(socket), Some((host, port))) = (begun.socket, ports::address(&begun.text)) {
            let bound = (begun.spot.clone(), host.to_owned(), port);
            self.record(socket).bound = Some(bound);
            self.swapped(socket, begun, port);
        }
    }

    /// A port that was not put into network byte order.
    pub(super) fn swapped(&mut self, socket: u32, begun: &Begun, port: u16) {
        if let Some(meant) = ports::meant(port, &self.others_ports) {
            let what = fact!(t::FOUND_SWAPPED, port = port, meant = meant);
            self.find_once(socket, &begun.spot, what, "addresses");
        }
    }

    /// A socket listens.
    pub(super) fn listens(&mut self, begun: &Begun) {
        let Some(socket) = begun.socket else {
            return;
        };
        let backlog = begun.sets.backlog.unwrap_or(0);
        self.record(socket).listens = Some((begun.spot.clone(), backlog));
    }

    /// A program waits: nobody reaches what it has bound to the loopback address.
    pub(super) fn blocked(&mut self, id: u32, world: &World) {
        let Some(begun) = self.begun.get(&id).cloned() else {
            return;
        };
        let socket = match begun.call {
            CallName::Accept | CallName::Recv | CallName::RecvFrom | CallName::Read => begun.socket,
            CallName::Poll | CallName::Select => self.awaited(&begun, |record| {
                (record.bound.as_ref()).is_some_and(|(_, host, _)| is_loopback(host))
            }),
            _ => None,
        };
        let Some(socket) = socket.filter(|_| world.is_on_private_wire()) else {
            return;
        };
        let unreached = matches!(
            self.state(world, socket),
            Some((State::Listen, _)) | Some((State::Bound, Kind::Dgram))
        );
        if let Some((spot, host, _)) = self.record(socket).bound.clone()
            && unreached
            && is_loopback(&host)
        {
            let what = fact!(t::FOUND_LOOPBACK, addr = host);
            self.find_once(socket, &spot, what, "addresses");
        }
    }

    /// The socket that is so, of those that a call waits for.
    pub(super) fn awaited(
        &self,
        begun: &Begun,
        is_so: impl Fn(&super::kept::Record) -> bool,
    ) -> Option<u32> {
        let mut places = (self.places.iter()).filter(|((pid, _), _)| *pid == begun.pid);
        let found = places.find(|((_, fd), socket)| {
            ports::waits_for(&begun.text, *fd) && self.records.get(socket).is_some_and(&is_so)
        });
        found.map(|(_, socket)| *socket)
    }

    /// Somebody calls. A listener whose queue is full does not answer (listen(2)): then the same SYN comes once
    /// more.
    pub(super) fn asked_in(&mut self, packet: &Packet, world: &World) {
        let asks = packet.flags == Flags::SYN && packet.arrives();
        if !asks || packet.dir != self.peer.other().outgoing() {
            return;
        }
        if packet.word == Some(Word::Repeat)
            && let Some(socket) = packet.of.and_then(|id| self.unanswered.remove(&id))
            && let Some((spot, backlog)) = self.record(socket).listens.clone()
        {
            let what = fact!(t::FOUND_QUEUE_FULL, backlog = backlog);
            self.find_once(socket, &spot, what, "queue");
        }
        if let Some(socket) = self.full_queue(packet, world) {
            if self.unanswered.len() >= MOST_RECORDS {
                self.unanswered.pop_first();
            }
            self.unanswered.insert(packet.id.0, socket);
        }
    }

    /// The listener that a SYN comes to, if its queue is full: Linux takes one more than the backlog says.
    fn full_queue(&self, packet: &Packet, world: &World) -> Option<u32> {
        let listener = world.sockets.iter().rev().find(|socket| {
            let listens = socket.peer == self.peer && socket.state == State::Listen;
            listens && socket.answers_for(packet.dst)
        })?;
        let (_, backlog) = self.records.get(&listener.id)?.listens.as_ref()?;
        let waits = world.sockets.iter().filter(|socket| {
            let done = matches!(socket.state, State::Established | State::CloseWait);
            socket.peer == self.peer && socket.listener == Some(listener.id) && done
        });
        (waits.count() > *backlog as usize).then_some(listener.id)
    }

    /// An option was set: whether close() is meant to reset.
    pub(super) fn option_set(&mut self, begun: &Begun) {
        if let Some(socket) = begun.socket.filter(|_| begun.text.contains("SO_LINGER")) {
            self.record(socket).aborts = begun.text.ends_with(ABORTS);
        }
    }

    /// The sending half was shut.
    pub(super) fn shuts(&mut self, begun: &Begun) {
        if let Some(socket) = begun.socket {
            self.record(socket).shut = true;
            self.leaves_rest(socket);
        }
    }

    /// A call begins: it may be about a port that was not put into network byte order; the other end of
    /// another connection may have finished.
    pub(super) fn goes_on(&mut self, begun: &Begun, world: &World) {
        if let (CallName::Connect, Some(socket), Some(port)) =
            (begun.call, begun.socket, ports::of(&begun.text))
        {
            self.swapped(socket, begun, port);
        }
        if !moves_on(begun.call) {
            return;
        }
        let others: Vec<u32> = (self.places.iter())
            .filter(|((pid, _), socket)| *pid == begun.pid && Some(**socket) != begun.socket)
            .map(|(_, socket)| *socket)
            .collect();
        for socket in others {
            let finished = self.is_stream(world, socket)
                && self
                    .state(world, socket)
                    .is_some_and(|(state, _)| state == State::CloseWait);
            let busy = self.begun.values().any(|call| call.socket == Some(socket));
            self.record(socket).moved_on |= finished && !busy;
        }
    }
}

/// Whether a connection is on its way out; it keeps its port until the end.
fn is_closing(state: State) -> bool {
    use State as S;
    matches!(
        state,
        S::FinWait1 | S::FinWait2 | S::Closing | S::LastAck | S::TimeWait
    )
}

/// Whether a program that makes this call does something with another socket.
fn moves_on(call: CallName) -> bool {
    use CallName as C;
    matches!(
        call,
        C::Accept | C::Connect | C::Send | C::SendTo | C::Write | C::Recv | C::RecvFrom | C::Read
    )
}

fn is_loopback(host: &str) -> bool {
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    ip.is_ok_and(|ip| ip.to_canonical().is_loopback())
}
