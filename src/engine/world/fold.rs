//! What is so at one moment: the fold of all events up to it.
//!
//! Every panel is drawn from a `World`; looking back is drawing another one. Worlds of different
//! moments share what is the same in both: a copy costs pointers, and what changes is copied then.

use std::net::SocketAddr;

use sockscope_link::{Act, CallName, Cause, Kind, SegmentId, State};

use super::flows::Flows;
use super::list::List;
use super::numbers::Numbers;
use super::parts::{Arrow, CallRecord, Known, LadderRow, LogLine, Progress, Socket};
use super::tasks::Tasks;
use crate::peer::Peer;
use crate::timeline::{
    Change, Event, Fact, Facts, Gate, MOST_PROGRAM, Packet, Returned, Session, SourcePart, Verdict,
    What,
};

/// How many calls, segments, log lines and transitions a world remembers, each.
const MEMORY: usize = 1_000;

/// How far back the ladder is searched for a segment that the gate does something with again.
const RECENT: usize = 256;

/// How many sockets a world remembers before it forgets closed ones.
const MOST_SOCKETS: usize = 500;

/// How much of the data that a call filled in is remembered, in bytes: more than any panel shows. The
/// event has all of it.
const MOST_DATA: usize = 1_024;

/// How much source a world remembers, in bytes: that of two programs, with the names of the files.
const MOST_SOURCES: usize = 3 * MOST_PROGRAM;

/// What a part of it costs beside its text, in bytes.
const PART: usize = 128;

/// What is so at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// Who takes part.
    pub session: Option<Session>,
    /// The lesson's step.
    pub step: Option<usize>,
    /// The first expectation since the last call that did not hold, what was seen instead, and the
    /// event that told of it.
    pub unexpected: Option<(String, String, u64)>,
    /// The event with which it began.
    pub begun: u64,
    /// The verdicts since the last call began, each with its event. The next step may begin by itself,
    /// and they are still to be read.
    pub verdicts: Vec<(u64, Verdict)>,
    /// Every socket that was heard of, the closed ones too, in order of appearance.
    pub sockets: List<Socket>,
    /// Who makes the calls of the learner's program, where one does.
    pub tasks: [Tasks; 2],
    /// Whether it is known which part that program plays.
    pub(super) plays_known: bool,
    /// The learner's source, as far as it was kept.
    pub sources: List<SourcePart>,
    /// The calls, oldest first.
    pub calls: List<CallRecord>,
    /// The segments, oldest first.
    pub ladder: List<LadderRow>,
    /// What the SYNs said: how the numbers of the segments are to be read.
    pub numbers: Numbers,
    /// What each end of each connection has sent and has got.
    pub flows: Flows,
    /// The logs' lines, oldest first.
    pub log: List<LogLine>,
    /// How the gate stands.
    pub gate: Gate,
    /// The segments that are held now, oldest first.
    pub held: Vec<SegmentId>,
    /// The last transition: whose socket, and the arrow.
    pub last: Option<(Peer, u32, Arrow)>,
    /// The event that told last of a socket that the board lost by starting again, or by being gone; or
    /// of one that could not be made, since the private wire is gone.
    pub lost: Option<u64>,
    /// What was found in the learner's program since its last call began: the call that it is about, and the event.
    pub finding: Option<(u32, Fact, u64)>,
    /// The last call that ended.
    pub last_return: Option<Returned>,
    /// Whether the session ended, and whether well.
    pub ended: Option<bool>,
}

impl World {
    /// Takes in one event.
    pub fn apply(&mut self, event: &Event) {
        match &event.what {
            What::Session(session) => self.session = Some(session.clone()),
            What::Step { index, .. } => {
                self.step = Some(*index);
                self.begun = event.seq;
            }
            What::Source(part) => self.take_source(part),
            What::Call {
                id,
                peer,
                call,
                fd,
                text,
                sets,
                made,
            } => {
                self.unexpected = None;
                self.verdicts.clear();
                if let Some(made) = made {
                    self.finding = None;
                    self.tasks[*peer as usize].meet(made);
                    self.plays(*peer, *call, fd.as_deref());
                }
                let record = CallRecord {
                    seq: event.seq,
                    id: *id,
                    peer: *peer,
                    call: *call,
                    fd: fd.clone(),
                    text: text.clone(),
                    t_us: event.t_us,
                    sets: *sets,
                    made: made.clone(),
                    progress: Progress::Running,
                    was_blocked: false,
                    step: self.step,
                };
                self.calls.remember(record, MEMORY);
            }
            What::Blocked { id, gone, .. } => {
                if let Some(call) = self.call_mut(*id) {
                    call.was_blocked |= !gone;
                    call.progress = match gone {
                        true => Progress::Gone,
                        false => Progress::Blocked,
                    };
                }
            }
            What::Return(returned) => {
                if self.lacks_wire(returned) {
                    self.lost = Some(event.seq);
                }
                self.returned(event.seq, returned);
            }
            What::State(change) => self.changed(event.seq, change),
            What::Segment(packet) => self.segment(event, packet),
            What::Lost { segment, why, .. } => {
                let id = SegmentId(*segment);
                let row = self.ladder.find_mut(RECENT, |row| row.packet.id == id);
                if let Some(row) = row {
                    row.lost = Some(*why);
                }
                self.datagram_lost(id);
            }
            What::Gate(gate) => self.gate(gate),
            What::Facts(facts) => self.facts(event.t_us, facts),
            What::Log {
                peer,
                level,
                uptime_ms,
                text,
                open,
                fact,
            } => {
                let line = LogLine {
                    seq: event.seq,
                    t_us: event.t_us,
                    peer: *peer,
                    level: *level,
                    uptime_ms: *uptime_ms,
                    text: text.clone(),
                    open: *open,
                    fact: fact.clone(),
                };
                self.log.remember(line, MEMORY);
            }
            What::Expect { text, ok, saw } => {
                if !ok && self.unexpected.is_none() {
                    self.unexpected = Some((text.clone(), saw.clone(), event.seq));
                }
            }
            What::Verdict(verdict) => self.verdicts.push((event.seq, (**verdict).clone())),
            What::Note {
                about: Some(call),
                fact: Some(fact),
                ..
            } => self.finding = Some((*call, fact.clone(), event.seq)),
            What::Ask(_) | What::Predict(_) | What::Note { .. } => {}
            What::End { ok } => self.ended = Some(*ok),
        }
    }

    /// Source is taken in as long as it can be that of two programs: a recording may say anything.
    fn take_source(&mut self, part: &SourcePart) {
        let known: usize = self.sources.iter().map(|part| part.bytes() + PART).sum();
        if known + part.bytes() + PART <= MOST_SOURCES {
            self.sources.push(part.clone());
        }
    }

    /// A program shows which part it plays by what it calls first: it listens, or connects. With a stream
    /// socket at hand, a datagram socket that connects only asks somebody: for a name, say.
    fn plays(&mut self, peer: Peer, call: CallName, fd: Option<&str>) {
        let is_open = |socket: &&Socket| socket.peer == peer && socket.num.is_some();
        let has_stream = || (self.sockets.iter().filter(is_open)).any(|s| s.kind == Kind::Stream);
        let socket = fd.and_then(|fd| self.named(peer, fd));
        let listens = match call {
            CallName::Listen => true,
            CallName::Connect if socket.is_some_and(|s| s.kind == Kind::Dgram) && has_stream() => {
                return;
            }
            CallName::Connect => false,
            _ => return,
        };
        if let Some(session) = &mut self.session
            && !std::mem::replace(&mut self.plays_known, true)
        {
            let serves = listens == (peer == Peer::Host);
            session.role = if serves { "server" } else { "client" }.to_owned();
        }
    }

    fn returned(&mut self, seq: u64, returned: &Returned) {
        let mut known = returned.clone();
        if let Some(data) = &mut known.data
            && data.len() > MOST_DATA
        {
            data.truncate(data.floor_char_boundary(MOST_DATA));
            data.shrink_to_fit();
        }
        if let Some(call) = self.call_mut(returned.id) {
            call.progress = Progress::Done(Box::new(known.clone()));
        }
        if returned.errno.is_none() {
            self.adopt(seq, returned);
        }
        self.learn(returned);
        self.last_return = Some(known);
    }

    fn call_mut(&mut self, id: u32) -> Option<&mut CallRecord> {
        self.calls.find_mut(MEMORY, |call| call.id == id)
    }

    /// What a successful call means for descriptors: `accept` gives a connection its name,
    /// `close` takes a descriptor away.
    fn adopt(&mut self, seq: u64, returned: &Returned) {
        let Some(name) = &returned.fd else { return };
        match returned.call {
            CallName::Accept => {
                let Ok(num) = i32::try_from(returned.ret) else {
                    return;
                };
                if let Some(child) = self.accepted(returned, num) {
                    child.name.clone_from(name);
                    child.named_at = seq;
                    child.num = Some(num);
                    child.listener = None;
                }
            }
            CallName::Dup => {
                let call = self.calls.iter().rev().find(|call| call.id == returned.id);
                let of = call.and_then(|call| call.fd.clone());
                if let Some(of) = of
                    && let Ok(num) = i32::try_from(returned.ret)
                    && let Some(socket) = self.named_mut(returned.peer, &of)
                {
                    socket.dups.push((name.clone(), num));
                    socket.named_at = seq;
                }
            }
            CallName::Close => {
                let mut calls = self.calls.iter().rev();
                let call = calls.find(|call| call.id == returned.id);
                let is_programs = call.is_some_and(|call| call.made.is_some());
                if let Some(socket) = self.named_mut(returned.peer, name)
                    && !(is_programs && socket.is_kept())
                {
                    socket.close(name);
                }
            }
            _ => {}
        }
    }

    /// The connection that accept() has taken from its listener's queue, and given this number. The same
    /// client's address can wait in two listeners' queues, and, once it was reset, in one queue twice.
    fn accepted(&mut self, returned: &Returned, num: i32) -> Option<&mut Socket> {
        let peer = returned.peer;
        let call = self.calls.iter().rev().find(|call| call.id == returned.id);
        let listener = call.and_then(|call| self.named(peer, call.fd.as_deref()?));
        let listener = listener.map(|socket| socket.id);
        // An AF_INET6 listener tells of an IPv4 client in IPv6's clothes.
        let remote = (returned.addr).map(|at| SocketAddr::new(at.ip().to_canonical(), at.port()));
        let numbered = |socket: &Socket| socket.num == Some(num);
        let waits = |socket: &Socket| socket.listener.is_some() && socket.remote == remote;
        let waits_there = |socket: &Socket| waits(socket) && socket.listener == listener;
        let find = |is: &dyn Fn(&Socket) -> bool| {
            (self.sockets.iter()).position(|socket| socket.peer == peer && is(socket))
        };
        let index = find(&numbered)
            .or_else(|| find(&waits_there))
            .or_else(|| find(&waits))?;
        self.sockets.get_mut(index)
    }

    fn changed(&mut self, seq: u64, change: &Change) {
        let arrow = Arrow {
            seq,
            from: change.from,
            to: change.to,
            cause: match (change.cause, change.segment) {
                (Cause::Segment(_), id) => Cause::Segment(id.map(SegmentId)),
                (cause, _) => cause,
            },
            evidence: change.evidence,
        };
        let found = self
            .sockets
            .iter()
            .position(|socket| socket.peer == change.peer && socket.id == change.socket);
        let index = found.unwrap_or_else(|| {
            self.sockets.push(Socket {
                peer: change.peer,
                id: change.socket,
                name: change.fd.clone(),
                named_at: seq,
                num: None,
                dups: Vec::new(),
                kind: change.socket_kind,
                state: change.from,
                local: None,
                remote: None,
                listener: change.listener,
                facts: None,
                path: Vec::new(),
                known: Known::default(),
            });
            self.forget_closed();
            self.sockets.len() - 1
        });
        let Some(socket) = self.sockets.get_mut(index) else {
            return;
        };
        if socket.name != change.fd {
            socket.name.clone_from(&change.fd);
            socket.named_at = seq;
        }
        socket.num = change.num;
        socket.state = change.to;
        // The timer that was heard of belonged to the state before.
        if let Some((_, facts)) = &mut socket.facts {
            facts.timer_ms = None;
        }
        socket.listener = change.listener;
        socket.local = change.local.or(socket.local);
        socket.remote = change.remote.or(socket.remote);
        if socket.path.len() < MEMORY {
            socket.path.push(arrow);
        }
        if change.cause == Cause::Restart {
            self.lost = Some(seq);
        }
        self.last = Some((change.peer, change.socket, arrow));
    }

    /// Whether the host's sockets are made on the private wire.
    pub fn is_on_private_wire(&self) -> bool {
        let session = self.session.as_ref();
        session.is_some_and(|session| matches!(session.link.as_str(), "tun" | "veth"))
    }

    /// Whether this call says that the private wire is gone: socket(2) itself has no EIO.
    pub(crate) fn lacks_wire(&self, returned: &Returned) -> bool {
        let failed = returned
            .errno
            .as_ref()
            .is_some_and(|errno| errno.name == "EIO");
        failed
            && returned.call == CallName::Socket
            && returned.peer == Peer::Host
            && self.is_on_private_wire()
    }

    /// Keeps the list of sockets bounded: the oldest closed ones go first.
    fn forget_closed(&mut self) {
        if self.sockets.len() > MOST_SOCKETS
            && let Some(oldest) = self.sockets.iter().position(|s| s.state == State::Closed)
        {
            self.sockets.remove(oldest);
        }
    }

    fn gate(&mut self, gate: &Gate) {
        if let Some((first, second)) = gate.swapped {
            let place = |id| self.held.iter().position(|held| *held == SegmentId(id));
            if let (Some(one), Some(other)) = (place(first), place(second))
                && one > other
            {
                self.held.swap(one, other);
            }
        }
        self.gate = Gate {
            swapped: None,
            ..*gate
        };
    }

    fn segment(&mut self, event: &Event, packet: &Packet) {
        self.held
            .retain(|id| *id != packet.id || matches!(packet.act, Act::Held | Act::Duplicated));
        if packet.act == Act::Held && !self.held.contains(&packet.id) {
            self.held.push(packet.id);
        }
        self.numbers.hear(packet);
        // No panel shows them, and the event has them.
        let packet = &Packet {
            bytes: None,
            ..packet.clone()
        };
        let copy = packet.act == Act::Duplicated;
        let known = match copy {
            true => None,
            false => self
                .ladder
                .find_mut(RECENT, |row| row.packet.id == packet.id && !row.copy),
        };
        let is_new = known.is_none() && !copy;
        match known {
            Some(row) => {
                row.seq = event.seq;
                row.was_held |= packet.act == Act::Held;
                row.arrived_us = packet.arrives().then_some(event.t_us);
                // What stands at the gate is the first; that it was sent again is all that is new.
                row.packet.retransmissions = packet.retransmissions;
                row.packet.act = packet.act;
            }
            None => {
                let row = LadderRow {
                    seq: event.seq,
                    t_us: event.t_us,
                    packet: packet.clone(),
                    relative: self.numbers.of(packet),
                    copy,
                    arrived_us: packet.arrives().then_some(event.t_us),
                    lost: None,
                    was_held: packet.act == Act::Held,
                };
                self.ladder.remember(row, MEMORY);
            }
        }
        self.follow(packet, is_new);
    }

    fn facts(&mut self, t_us: u64, facts: &Facts) {
        let found = self.sockets.find_mut(usize::MAX, |socket| {
            socket.peer == facts.peer && socket.id == facts.socket
        });
        if let Some(socket) = found {
            socket.facts = Some((t_us, facts.clone()));
        }
    }

    pub(super) fn named_mut(&mut self, peer: Peer, name: &str) -> Option<&mut Socket> {
        let index = self.index_of(peer, name)?;
        self.sockets.get_mut(index)
    }
}
