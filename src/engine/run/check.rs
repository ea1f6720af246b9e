//! Expectations: whether they hold, and what was seen instead.

use sockscope_link::{Return, Value};

use super::{Exit, Item, Model, Pace, Status};
use crate::peer::Peer;
use crate::script::{Actor, Endpoint, Expect, LineKind, Name, Outcome, Place};
use crate::timeline::What;

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
        let text = self.runner.items()[index].line.source.clone();
        self.runner.item_mut(index).status = if ok {
            Status::Done(None)
        } else {
            Status::Failed
        };
        self.push(now, What::Expect { text, ok, saw });
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
        };
        let peer = actor.map(|actor| actor.peer(self.options.role));
        let call = self.runner.last_call(index, peer);
        call.is_some_and(|item| matches!(item.status, Status::Done(Some(_))))
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
        }
    }

    fn look_for_state(&self, actor: Actor, name: Option<&Name>, wanted: &str) -> Seen {
        let peer = actor.peer(self.options.role);
        let sockets = self.world.sockets.iter().rev().filter(|socket| {
            socket.peer == peer && name.is_none_or(|name| socket.name == name.as_str())
        });
        let mut states = sockets.map(|socket| socket.state.name());
        match name {
            Some(_) => match states.next() {
                Some(state) if state == wanted => Seen::Holds(state.to_owned()),
                Some(state) => Seen::NotYet(state.to_owned()),
                None => Seen::NotYet("-".to_owned()),
            },
            None => {
                let all: Vec<&str> = states.collect();
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
                    addr.port() == endpoint.port && self.place(endpoint) == Some(addr.ip())
                }
                _ => false,
            },
            Outcome::Value(value) => ret.value == Value::Opt(*value),
            Outcome::Blocked => false,
        }
    }

    fn place(&self, endpoint: &Endpoint) -> Option<std::net::IpAddr> {
        match endpoint.place {
            Place::Ip(ip) => Some(ip),
            Place::Of(actor) => {
                let session = self.world.session.as_ref()?;
                match actor.peer(self.options.role) {
                    Peer::Host => session.host,
                    Peer::Board => session.board_addr,
                }
            }
        }
    }
}

/// A return as this expectation would name it: a number where a number was expected.
fn show(ret: &Return, wanted: &Outcome) -> String {
    match (&ret.result, &ret.value) {
        (Err(errno), _) => errno.to_string(),
        (Ok(number), _) if matches!(wanted, Outcome::Return(_)) => number.to_string(),
        (Ok(_), Value::Bytes(bytes) | Value::From(bytes, _)) => {
            format!("{:?}", super::report::as_text(bytes))
        }
        (Ok(_), Value::Addr(addr)) => addr.to_string(),
        (Ok(number), _) => number.to_string(),
    }
}
