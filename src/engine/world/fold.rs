//! What is so at one moment: the fold of all events up to it.
//!
//! Every panel is drawn from a `World`; looking back is drawing another one. Worlds of different
//! moments share what is the same in both: a copy costs pointers, and what changes is copied then.

use std::net::SocketAddr;

use sockscope_link::{
    Act, CallName, Cause, Direction, Evidence, Flags, Kind, LogLevel, SegmentId, State,
};

use super::list::List;
use super::numbers::{Numbers, Relative};
use crate::peer::Peer;
use crate::timeline::{Change, Event, Fact, Facts, Gate, Packet, Returned, Session, What};

/// How many calls, segments, log lines and transitions a world remembers, each.
const MEMORY: usize = 1_000;

/// How far back the ladder is searched for a segment that the gate does something with again.
const RECENT: usize = 256;

/// How many sockets a world remembers before it forgets closed ones.
const MOST_SOCKETS: usize = 500;

/// How much of the data that a call filled in is remembered, in bytes: more than any panel shows. The
/// event has all of it.
const MOST_DATA: usize = 1_024;

/// One socket of one peer.
#[derive(Clone, Debug, PartialEq)]
pub struct Socket {
    /// Whose.
    pub peer: Peer,
    /// Its number, one for its whole life.
    pub id: u32,
    /// The name of its descriptor; of a connection nobody accepted yet, `s.1`.
    pub name: String,
    /// The descriptor's number, while it is open.
    pub num: Option<i32>,
    /// Stream or datagram.
    pub kind: Kind,
    /// Its state now.
    pub state: State,
    /// Its own address.
    pub local: Option<SocketAddr>,
    /// The other end's address.
    pub remote: Option<SocketAddr>,
    /// For a connection in an accept queue: its listener.
    pub listener: Option<u32>,
    /// The last facts that were heard of it, and when (microseconds since the session began).
    pub facts: Option<(u64, Facts)>,
    /// The states that it passed, in order, the present one last.
    pub path: Vec<Arrow>,
}

/// One transition of a socket's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// The event that told of it.
    pub seq: u64,
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
    /// What made it change.
    pub cause: Cause,
    /// How it is known.
    pub evidence: Evidence,
}

/// How far a call is.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// It was made; nothing is known of its end yet.
    Running,
    /// It waits.
    Blocked,
    /// It ended.
    Done(Box<Returned>),
}

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRecord {
    /// The event that began it.
    pub seq: u64,
    /// Its number.
    pub id: u32,
    /// Who called.
    pub peer: Peer,
    /// Which call.
    pub call: CallName,
    /// The descriptor that it is about.
    pub fd: Option<String>,
    /// The whole call as the call language writes it.
    pub text: String,
    /// When it began, in microseconds since the session began.
    pub t_us: u64,
    /// How far it is.
    pub progress: Progress,
    /// Whether it was blocked on the way.
    pub was_blocked: bool,
    /// The lesson's step it belongs to, if a lesson runs.
    pub step: Option<usize>,
}

/// One segment on the ladder.
#[derive(Clone, Debug, PartialEq)]
pub struct LadderRow {
    /// The event that told of it last.
    pub seq: u64,
    /// When it reached the gate, in microseconds since the session began.
    pub t_us: u64,
    /// The segment, with what the gate did with it last.
    pub packet: Packet,
    /// Its numbers as its connection counts them.
    pub relative: Relative,
    /// How many copies of it the learner put on the wire.
    pub duplicates: u16,
    /// Whether the gate held it at some time.
    pub was_held: bool,
}

/// One line of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// The event that told of it.
    pub seq: u64,
    /// When the host heard it, in microseconds since the session began.
    pub t_us: u64,
    /// Whose log.
    pub peer: Peer,
    /// Its weight.
    pub level: LogLevel,
    /// Milliseconds on the peer's clock.
    pub uptime_ms: Option<u64>,
    /// The text; empty where there is a fact.
    pub text: String,
    /// What the program says of the link.
    pub fact: Option<Fact>,
}

/// What is so at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// Who takes part.
    pub session: Option<Session>,
    /// The lesson's step.
    pub step: Option<usize>,
    /// The first expectation since the last call that did not hold, and what was seen instead.
    pub unexpected: Option<(String, String)>,
    /// Every socket that was heard of, the closed ones too, in order of appearance.
    pub sockets: List<Socket>,
    /// The calls, oldest first.
    pub calls: List<CallRecord>,
    /// The segments, oldest first.
    pub ladder: List<LadderRow>,
    /// What the SYNs said: how the numbers of the segments are to be read.
    pub numbers: Numbers,
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
            What::Step { index, .. } => self.step = Some(*index),
            What::Call {
                id,
                peer,
                call,
                fd,
                text,
            } => {
                self.unexpected = None;
                let record = CallRecord {
                    seq: event.seq,
                    id: *id,
                    peer: *peer,
                    call: *call,
                    fd: fd.clone(),
                    text: text.clone(),
                    t_us: event.t_us,
                    progress: Progress::Running,
                    was_blocked: false,
                    step: self.step,
                };
                self.calls.remember(record, MEMORY);
            }
            What::Blocked { id, .. } => {
                if let Some(call) = self.call_mut(*id) {
                    call.progress = Progress::Blocked;
                    call.was_blocked = true;
                }
            }
            What::Return(returned) => {
                if self.lacks_wire(returned) {
                    self.lost = Some(event.seq);
                }
                self.returned(returned);
            }
            What::State(change) => self.changed(event.seq, change),
            What::Segment(packet) => self.segment(event, packet),
            What::Gate(gate) => self.gate = *gate,
            What::Facts(facts) => self.facts(event.t_us, facts),
            What::Log {
                peer,
                level,
                uptime_ms,
                text,
                fact,
            } => {
                let line = LogLine {
                    seq: event.seq,
                    t_us: event.t_us,
                    peer: *peer,
                    level: *level,
                    uptime_ms: *uptime_ms,
                    text: text.clone(),
                    fact: fact.clone(),
                };
                self.log.remember(line, MEMORY);
            }
            What::Expect { text, ok, saw } => {
                if !ok && self.unexpected.is_none() {
                    self.unexpected = Some((text.clone(), saw.clone()));
                }
            }
            What::Predict(_) | What::Note { .. } => {}
            What::End { ok } => self.ended = Some(*ok),
        }
    }

    fn returned(&mut self, returned: &Returned) {
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
            self.adopt(returned);
        }
        self.last_return = Some(known);
    }

    fn call_mut(&mut self, id: u32) -> Option<&mut CallRecord> {
        self.calls.find_mut(MEMORY, |call| call.id == id)
    }

    /// What a successful call means for descriptors: `accept` gives a connection its name,
    /// `close` takes a descriptor away.
    fn adopt(&mut self, returned: &Returned) {
        let Some(name) = &returned.fd else { return };
        match returned.call {
            CallName::Accept => {
                let Ok(num) = i32::try_from(returned.ret) else {
                    return;
                };
                let child = self.sockets.find_mut(usize::MAX, |socket| {
                    socket.peer == returned.peer
                        && (socket.num == Some(num)
                            || socket.listener.is_some() && socket.remote == returned.addr)
                });
                if let Some(child) = child {
                    child.name.clone_from(name);
                    child.num = Some(num);
                    child.listener = None;
                }
            }
            CallName::Close => {
                if let Some(socket) = self.named_mut(returned.peer, name) {
                    socket.num = None;
                }
            }
            _ => {}
        }
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
                num: None,
                kind: change.socket_kind,
                state: change.from,
                local: None,
                remote: None,
                listener: change.listener,
                facts: None,
                path: Vec::new(),
            });
            self.forget_closed();
            self.sockets.len() - 1
        });
        let Some(socket) = self.sockets.get_mut(index) else {
            return;
        };
        socket.name.clone_from(&change.fd);
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

    fn segment(&mut self, event: &Event, packet: &Packet) {
        self.held
            .retain(|id| *id != packet.id || matches!(packet.act, Act::Held | Act::Duplicated));
        if packet.act == Act::Held && !self.held.contains(&packet.id) {
            self.held.push(packet.id);
        }
        self.numbers.hear(packet);
        let relative = self.numbers.of(packet);
        let known = self
            .ladder
            .find_mut(RECENT, |row| row.packet.id == packet.id);
        match known {
            Some(row) => {
                row.seq = event.seq;
                row.was_held |= packet.act == Act::Held;
                if packet.act == Act::Duplicated {
                    row.duplicates += 1;
                } else {
                    row.packet = packet.clone();
                    row.relative = relative;
                }
            }
            None => {
                let row = LadderRow {
                    seq: event.seq,
                    t_us: event.t_us,
                    packet: packet.clone(),
                    relative,
                    duplicates: 0,
                    was_held: packet.act == Act::Held,
                };
                self.ladder.remember(row, MEMORY);
            }
        }
    }

    fn facts(&mut self, t_us: u64, facts: &Facts) {
        let found = self.sockets.find_mut(usize::MAX, |socket| {
            socket.peer == facts.peer && socket.id == facts.socket
        });
        if let Some(socket) = found {
            socket.facts = Some((t_us, facts.clone()));
        }
    }

    /// The sockets of one peer that still mean something: open, or not CLOSED yet.
    pub fn live(&self, peer: Peer) -> impl Iterator<Item = &Socket> {
        self.sockets
            .iter()
            .filter(move |s| s.peer == peer && (s.num.is_some() || s.state != State::Closed))
    }

    /// The youngest socket of `peer` that bears this name.
    pub fn named(&self, peer: Peer, name: &str) -> Option<&Socket> {
        self.sockets
            .iter()
            .rev()
            .find(|socket| socket.peer == peer && socket.name == name)
    }

    fn named_mut(&mut self, peer: Peer, name: &str) -> Option<&mut Socket> {
        self.sockets.find_mut(usize::MAX, |socket| {
            socket.peer == peer && socket.name == name
        })
    }

    /// The socket of `peer` with this number.
    pub fn socket(&self, peer: Peer, id: u32) -> Option<&Socket> {
        self.sockets
            .iter()
            .rev()
            .find(|socket| socket.peer == peer && socket.id == id)
    }

    /// The call of `peer` that began last.
    pub fn last_call(&self, peer: Peer) -> Option<&CallRecord> {
        self.calls.iter().rev().find(|call| call.peer == peer)
    }

    /// The calls that are blocked now.
    pub fn blocked(&self) -> impl Iterator<Item = &CallRecord> {
        self.calls
            .iter()
            .filter(|call| call.progress == Progress::Blocked)
    }

    /// Whether the wire holds segments, one way or both.
    pub fn is_frozen(&self) -> bool {
        Direction::BOTH
            .into_iter()
            .any(|dir| self.gate.lane(dir).holding)
    }

    /// Whether there is a session on a wire without a gate.
    pub fn lacks_gate(&self) -> bool {
        self.session.as_ref().is_some_and(|session| !session.gate)
    }

    /// The held segment that is let go next, of one direction or of both: the oldest one that is not
    /// a retransmission of what was let go already. Such a one only comes because the wire stands
    /// still, and tells its receiver nothing new.
    pub fn next_held(&self, dir: Option<Direction>) -> Option<SegmentId> {
        let of_lane = |row: &&LadderRow| dir.is_none_or(|dir| row.packet.dir == dir);
        let fresh = self
            .held_rows()
            .filter(of_lane)
            .find(|row| !self.is_copy(row));
        let next = fresh.or_else(|| self.held_rows().find(of_lane));
        next.map(|row| row.packet.id)
    }

    /// Whether the same segment, by its numbers, was let through before.
    fn is_copy(&self, row: &LadderRow) -> bool {
        let copy = &row.packet;
        self.ladder.iter().any(|row| {
            let first = &row.packet;
            first.id < copy.id
                && !matches!(first.act, Act::Held | Act::Dropped)
                && (first.src, first.dst) == (copy.src, copy.dst)
                && (first.seq_no, first.len, first.flags) == (copy.seq_no, copy.len, copy.flags)
                && (first.len > 0 || !matches!(first.flags, Flags::ACK))
        })
    }

    /// The held segments, oldest first.
    pub fn held_rows(&self) -> impl Iterator<Item = &LadderRow> {
        self.held
            .iter()
            .filter_map(|id| self.ladder.iter().rev().find(|row| row.packet.id == *id))
    }

    /// The numbers of `packet` as its connection counted them when it was on the wire.
    pub fn relative(&self, packet: &Packet) -> Relative {
        let at = self.ladder.search(&packet.id, |row| row.packet.id);
        match at.map(|at| &self.ladder[at]) {
            Some(row) if (row.packet.seq_no, row.packet.ack) == (packet.seq_no, packet.ack) => {
                row.relative
            }
            _ => self.numbers.of(packet),
        }
    }

    /// How many segments are held in one direction.
    pub fn held_in(&self, dir: Direction) -> usize {
        self.held_rows().filter(|row| row.packet.dir == dir).count()
    }

    /// The socket that stands for `peer` on the state diagram: of its stream sockets the one that
    /// is busiest with a connection, the youngest first; else its listener; else any.
    pub fn focus(&self, peer: Peer) -> Option<&Socket> {
        let rank = |socket: &Socket| match socket.state {
            State::Unbound | State::Bound => 1,
            State::Listen => 2,
            State::Closed => 0,
            _ => 3,
        };
        self.sockets
            .iter()
            .filter(|socket| socket.peer == peer)
            .max_by_key(|socket| {
                let changed = socket.path.last().map_or(0, |arrow| arrow.seq);
                (rank(socket), changed, socket.id)
            })
    }
}
