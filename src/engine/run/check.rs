//! Expectations: whether they hold, and what was seen instead.

use std::net::IpAddr;

use sockscope_link::{Act, Flags, OptValue, Return, Value};

use super::report::as_text;
use super::{Exit, Item, Model, Pace, Status};
use crate::peer::Peer;
use crate::script::{
    Actor, Expect, Held, Lane, LineKind, Name, Outcome, Place, events_text, file_flags,
};
use crate::timeline::{Packet, What};
use crate::words::show;

/// How many characters of what was received are told.
const MOST: usize = 200;

/// What was seen of an expectation.
enum Seen {
    /// It holds.
    Holds(String),
    /// It may come to hold.
    NotYet(String),
}

impl Model {
    /// Checks the expectation at `index`. True if that settled it: it holds, or time is up
    /// (`last_chance`).
    pub(super) fn conclude_expectation(
        &mut self,
        now: u64,
        index: usize,
        last_chance: bool,
    ) -> bool {
        let LineKind::Expect(expect) = self.runner.items()[index].line.kind.clone() else {
            return true;
        };
        let (ok, saw) = match self.look_for(index, &expect) {
            Seen::Holds(saw) => (true, saw),
            Seen::NotYet(saw) if last_chance || self.is_settled(index, &expect) => (false, saw),
            Seen::NotYet(saw) => {
                if matches!(self.runner.pace, Pace::Step(_)) {
                    // The learner may have frozen the wire: it is for her to go on.
                    return false;
                }
                match self.runner.watch(index, now) {
                    Some(due) => {
                        self.deadline = Some(due);
                        return false;
                    }
                    None => (false, saw),
                }
            }
        };
        if ok {
            self.pass_segment(&expect);
        }
        let text = self.runner.items()[index].line.source.clone();
        self.runner.item_mut(index).status = if ok {
            Status::Done(None)
        } else {
            Status::Failed
        };
        self.log.push(now, What::Expect { text, ok, saw });
        self.tell_verdicts(now);
        if !ok && self.runner.pace == Pace::Run {
            self.exit = self.exit.max(Exit::Expectation);
            if self.options.stop_on_failure {
                self.runner.abandon();
                self.lines_end = true;
            }
        }
        true
    }

    /// Whether what the expectation is about can change no more: the return of a call that ended, a
    /// socket of a board that has started again.
    fn is_settled(&self, index: usize, expect: &Expect) -> bool {
        let actor = match expect {
            Expect::Outcome { actor, .. } => actor,
            Expect::State { actor, .. } => {
                return actor.peer(self.options.role) == Peer::Board && self.restarted;
            }
            Expect::Not(inner) => return self.is_settled(index, inner),
            Expect::Any(all) => return all.iter().all(|one| self.is_settled(index, one)),
            Expect::Held { .. } | Expect::Segment { .. } => return false,
        };
        let peer = actor.map(|actor| actor.peer(self.options.role));
        let call = self.runner.last_call(index, peer);
        call.is_some_and(|item| matches!(item.status, Status::Done(Some(_))))
    }

    /// What is seen of an expectation that holds now, whatever the last call was.
    pub(super) fn holds_at_end(&self, expect: &Expect) -> Option<String> {
        match self.look_for(self.runner.items().len(), expect) {
            Seen::Holds(saw) => Some(saw),
            Seen::NotYet(_) => None,
        }
    }

    /// What is seen of a call that has come to this.
    pub(super) fn holds_of(&self, item: &Item, outcome: &Outcome) -> Option<String> {
        match self.look_for_outcome(item, outcome) {
            Seen::Holds(saw) => Some(saw),
            Seen::NotYet(_) => None,
        }
    }

    fn look_for(&self, index: usize, expect: &Expect) -> Seen {
        match expect {
            Expect::State { actor, name, state } => {
                self.look_for_state(*actor, name.as_ref(), state.name())
            }
            Expect::Outcome { actor, outcome } => {
                let peer = actor.map(|actor| actor.peer(self.options.role));
                match self.runner.last_call(index, peer) {
                    Some(item) => self.look_for_outcome(item, outcome),
                    None => Seen::NotYet("-".to_owned()),
                }
            }
            Expect::Held { what, lane } => self.look_for_held(*what, *lane),
            Expect::Segment { flags, .. } => match self.next_segment(expect) {
                Some(_) => Seen::Holds(flags.to_string()),
                None => Seen::NotYet("-".to_owned()),
            },
            Expect::Not(inner) => match self.look_for(index, inner) {
                Seen::Holds(saw) => Seen::NotYet(saw),
                // Of a call that may still come to it nothing can be said.
                Seen::NotYet(saw) if self.is_open(index, inner) => Seen::NotYet(saw),
                Seen::NotYet(saw) => Seen::Holds(saw),
            },
            Expect::Any(all) => {
                let mut seen: Vec<String> = Vec::new();
                for one in all {
                    match self.look_for(index, one) {
                        Seen::Holds(saw) => return Seen::Holds(saw),
                        Seen::NotYet(saw) if seen.contains(&saw) => {}
                        Seen::NotYet(saw) => seen.push(saw),
                    }
                }
                Seen::NotYet(seen.join(", "))
            }
        }
    }

    /// Whether it is about how a call ends that has not ended.
    fn is_open(&self, index: usize, expect: &Expect) -> bool {
        match expect {
            Expect::Outcome {
                outcome: Outcome::Blocked,
                ..
            } => false,
            Expect::Outcome { .. } => !self.is_settled(index, expect),
            _ => false,
        }
    }

    fn look_for_held(&self, what: Held, lane: Lane) -> Seen {
        let dir = lane.direction(self.options.role);
        let rows = self.log.world.held_rows();
        let held = rows.filter(|row| dir.is_none_or(|dir| row.packet.dir == dir));
        let flags: Vec<String> = held
            .map(|row| without_push(row.packet.flags).to_string())
            .collect();
        let holds = match what {
            Held::Count(count) => flags.len() as u32 == count,
            Held::Flags(wanted) => flags.contains(&wanted.to_string()),
        };
        let saw = match what {
            Held::Count(_) => flags.len().to_string(),
            Held::Flags(_) if flags.is_empty() => "-".to_owned(),
            Held::Flags(_) => flags.join(", "),
        };
        if holds {
            Seen::Holds(saw)
        } else {
            Seen::NotYet(saw)
        }
    }

    /// The event of the next segment of this kind, after the one that was found last.
    fn next_segment(&self, wanted: &Expect) -> Option<u64> {
        let Expect::Segment {
            flags,
            seq,
            ack,
            lane,
        } = wanted
        else {
            return None;
        };
        let dir = lane.direction(self.options.role);
        let mut events = self.log.timeline.since(self.found_segment);
        let found = events.find(|event| match &event.what {
            What::Segment(packet) => {
                let arrives = !matches!(packet.act, Act::Released | Act::Duplicated);
                let fits = dir.is_none_or(|dir| packet.dir == dir);
                let same = |wanted: &Option<u32>, number| wanted.is_none_or(|n| n == number);
                let numbers = self.log.world.relative(packet);
                let numbers = same(seq, numbers.seq) && same(ack, numbers.ack);
                arrives && fits && is_of(packet, *flags) && numbers
            }
            _ => false,
        });
        found.map(|event| event.seq)
    }

    /// Notes which segment an expectation that holds has found.
    fn pass_segment(&mut self, expect: &Expect) {
        let all = match expect {
            Expect::Any(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        for one in all {
            if let Some(seq) = self.next_segment(one) {
                self.found_segment = seq + 1;
                return;
            }
        }
    }

    fn look_for_state(&self, actor: Actor, name: Option<&Name>, wanted: &str) -> Seen {
        let peer = actor.peer(self.options.role);
        let awaited = |name: &Name| {
            let mut flights = self.flights.values();
            flights.any(|call| call.peer == peer && call.assign.as_deref() == Some(name.as_str()))
        };
        if name.is_some_and(awaited) {
            // The name is for what a call is still to return: its line ends first.
            return Seen::NotYet("-".to_owned());
        }
        match name {
            Some(name) => match self.log.world.named(peer, name.as_str()) {
                Some(socket) if socket.state.name() == wanted => Seen::Holds(wanted.to_owned()),
                Some(socket) => Seen::NotYet(socket.state.name().to_owned()),
                None => Seen::NotYet("-".to_owned()),
            },
            None => {
                let sockets = self.log.world.sockets.iter().rev();
                let of_peer = sockets.filter(|socket| socket.peer == peer);
                let all: Vec<&str> = of_peer.map(|socket| socket.state.name()).collect();
                if all.contains(&wanted) {
                    Seen::Holds(wanted.to_owned())
                } else {
                    Seen::NotYet(if all.is_empty() {
                        "-".to_owned()
                    } else {
                        all.join(", ")
                    })
                }
            }
        }
    }

    fn look_for_outcome(&self, item: &Item, outcome: &Outcome) -> Seen {
        match &item.status {
            Status::Done(Some(ret)) => {
                let saw = show(ret, outcome);
                if self.is_outcome(ret, outcome) {
                    Seen::Holds(saw)
                } else {
                    Seen::NotYet(saw)
                }
            }
            Status::Blocked if *outcome == Outcome::Blocked => Seen::Holds("blocked".to_owned()),
            Status::Blocked => Seen::NotYet("blocked".to_owned()),
            _ => Seen::NotYet("-".to_owned()),
        }
    }

    fn is_outcome(&self, ret: &Return, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Ok => ret.result.is_ok(),
            Outcome::Return(number) => ret.result.unwrap_or(-1) == *number,
            Outcome::Errno(errno) => ret.result == Err(*errno),
            Outcome::Data(data) => match &ret.value {
                Value::Bytes(bytes) | Value::From(bytes, _) => data.matches(bytes),
                _ => false,
            },
            Outcome::Address(endpoint) => match &ret.value {
                Value::Addr(addr) | Value::From(_, Some(addr)) => {
                    addr.port() == endpoint.port && self.is_place(addr.ip(), endpoint.place)
                }
                _ => false,
            },
            Outcome::Value(wanted) => match &ret.value {
                Value::Opt(value) => self.is_value(value, wanted),
                _ => false,
            },
            Outcome::Size(size) => match &ret.value {
                Value::File(file) => file.size == *size,
                _ => false,
            },
            Outcome::Events(wanted) => match &ret.value {
                Value::Poll(fds) => fds.iter().map(|fd| fd.revents).eq(wanted.iter().copied()),
                _ => false,
            },
            Outcome::FileFlags { nonblock } => {
                ret.value
                    == Value::Flags {
                        nonblock: *nonblock,
                    }
            }
            Outcome::Blocked => false,
        }
    }

    /// SO_ERROR's value may be told by its name or by its number, which is the peer's own.
    fn is_value(&self, value: &OptValue, wanted: &OptValue) -> bool {
        match (value, wanted) {
            (OptValue::Errno(None), OptValue::Int(0)) => true,
            (OptValue::Errno(Some(errno)), OptValue::Int(number)) => {
                [self.systems.host, self.systems.board]
                    .iter()
                    .any(|system| errno.number(*system) == *number)
            }
            (value, wanted) => value == wanted,
        }
    }

    /// Whether an address is the one that is expected; a peer's own may come in IPv6's clothes.
    fn is_place(&self, ip: IpAddr, place: Place) -> bool {
        let session = self.log.world.session.as_ref();
        match place {
            Place::Ip(wanted) => ip == wanted,
            Place::Of(actor) => {
                let own = session.and_then(|session| match actor.peer(self.options.role) {
                    Peer::Host => session.host,
                    Peer::Board => session.board_addr,
                });
                own == Some(ip.to_canonical())
            }
            Place::Of6(actor) => {
                let peer = actor.peer(self.options.role);
                session.and_then(|session| session.address6(peer)) == Some(ip)
            }
        }
    }
}

/// Whether it is a segment with these control bits.
fn is_of(packet: &Packet, flags: Flags) -> bool {
    packet.is_tcp() && without_push(packet.flags) == flags
}

/// Control bits as expectations name them.
fn without_push(flags: Flags) -> Flags {
    Flags(flags.0 & !Flags::PSH.0)
}

/// A return as this expectation would name it: a number where a number was expected.
fn show(ret: &Return, wanted: &Outcome) -> String {
    match (&ret.result, &ret.value) {
        (Err(errno), _) => errno.to_string(),
        (Ok(number), _) if matches!(wanted, Outcome::Return(_) | Outcome::Ok) => number.to_string(),
        (Ok(_), Value::Bytes(bytes) | Value::From(bytes, _)) => {
            format!("\"{}\"", show::data(&as_text(bytes), MOST))
        }
        (Ok(_), Value::Addr(addr)) => addr.to_string(),
        (Ok(_), Value::Opt(OptValue::Errno(Some(errno)))) => format!("value {errno}"),
        (Ok(_), Value::Opt(OptValue::Int(value))) => format!("value {value}"),
        (Ok(_), Value::Poll(fds)) => {
            let all: Vec<String> = fds.iter().map(|fd| events_text(fd.revents)).collect();
            all.join(", ")
        }
        (Ok(_), Value::File(file)) => format!("size {}", file.size),
        (Ok(_), Value::Flags { nonblock }) => file_flags(*nonblock).to_owned(),
        (Ok(number), _) => number.to_string(),
    }
}
