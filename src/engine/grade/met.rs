//! Expectations, held against what a recording tells: calls, states, segments.

use std::collections::VecDeque;

use sockscope_link::{Act, CallName, Flags, OptValue};

use super::role;
use crate::fact;
use crate::lesson::{Lesson, Needs};
use crate::peer::Peer;
use crate::run::as_text;
use crate::script::{
    Endpoint, Expect, Held, Lane, Line, LineKind, Outcome, Place, events_text, file_flags,
    parse_line,
};
use crate::timeline::{Arg, Event, Fact, HostKind, OptFact, Returned, What};
use crate::words::show::plain;
use crate::words::t;
use crate::world::{Socket, World};

/// How many segments are remembered for `expect segment …`.
const MOST_SEGMENTS: usize = 1_000;

/// What has come of an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The recording never came to it.
    Nothing,
    /// It was so: this was seen.
    Met(String),
    /// It was not so: this was seen instead.
    Missed(String),
    /// Its step was told and not run, since it needs a kernel and there was none.
    Told,
}

/// An expectation of the lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The step that it belongs to, from 0; a task's has none.
    pub step: Option<usize>,
    /// The step's name.
    pub name: String,
    /// As the call language writes it.
    pub text: String,
    /// What has come of it.
    pub seen: Seen,
}

/// A call, and what it came to.
#[derive(Debug)]
struct Last {
    id: u32,
    blocked: bool,
    returned: Option<Returned>,
}

/// Holds what was expected against the events.
#[derive(Debug)]
pub(super) struct Met {
    pub expected: Vec<Expected>,
    /// What each step needs to be shown.
    needs: Vec<Option<Needs>>,
    /// Of a task: the calls that may be made, and how many are made for the learner before.
    allowed: Option<Vec<String>>,
    given: usize,
    /// How many calls were made.
    calls: usize,
    /// The last call of the host and of the board.
    last: [Option<Last>; 2],
    /// The segments that came, each an event, since the one that was found last.
    segments: VecDeque<Event>,
}

impl Met {
    /// What this lesson expects.
    pub(super) fn of(lesson: &Lesson) -> Met {
        let expects = |line: &&Line| matches!(line.kind, LineKind::Expect(_));
        let mut expected = Vec::new();
        let mut add = |step: Option<usize>, name: &str, line: &Line| {
            expected.push(Expected {
                step,
                name: name.to_owned(),
                text: line.source.clone(),
                seen: Seen::Nothing,
            });
        };
        match (&lesson.task, &lesson.puzzle) {
            (Some(task), _) => {
                let all = task.moments.iter().flatten();
                all.for_each(|line| add(None, "", line));
            }
            (_, Some(puzzle)) => puzzle.goal.iter().for_each(|line| add(None, "", line)),
            _ => {
                for (index, step) in lesson.steps.iter().enumerate() {
                    let lines = step.lines().filter(expects);
                    lines.for_each(|line| add(Some(index), &step.id, line));
                }
            }
        }
        let steps = &lesson.steps;
        let task = lesson.task.as_ref().filter(|task| !task.calls.is_empty());
        let is_call = |line: &&Line| matches!(line.kind, LineKind::Call(_));
        Met {
            expected,
            needs: steps.iter().map(|step| step.needs).collect(),
            allowed: task.map(|task| task.calls.clone()),
            given: steps
                .first()
                .map_or(0, |step| step.run.iter().filter(is_call).count()),
            calls: 0,
            last: [None, None],
            segments: VecDeque::new(),
        }
    }

    /// Takes in an event; `world` is what is so after it. Gives what cannot be so.
    pub(super) fn take(&mut self, event: &Event, world: &World) -> Option<Fact> {
        match &event.what {
            What::Call { id, peer, call, .. } => {
                self.calls += 1;
                self.last[slot(*peer)] = Some(Last {
                    id: *id,
                    blocked: false,
                    returned: None,
                });
                return self.ruled_out(*call);
            }
            What::Blocked { id, peer, .. } => {
                if let Some(last) = self.last_of(*peer, *id) {
                    last.blocked = true;
                }
            }
            What::Return(returned) => {
                if let Some(last) = self.last_of(returned.peer, returned.id) {
                    last.blocked = false;
                    last.returned = Some((**returned).clone());
                }
            }
            What::Segment(packet) if !matches!(packet.act, Act::Released | Act::Duplicated) => {
                if self.segments.len() == MOST_SEGMENTS {
                    self.segments.pop_front();
                }
                self.segments.push_back(event.clone());
            }
            What::Step {
                index, told: true, ..
            } => self.told(*index, world),
            What::Expect { text, ok, saw } => return self.expect(text, *ok, saw, world),
            _ => {}
        }
        None
    }

    fn last_of(&mut self, peer: Peer, id: u32) -> Option<&mut Last> {
        self.last[slot(peer)].as_mut().filter(|last| last.id == id)
    }

    fn ruled_out(&self, call: CallName) -> Option<Fact> {
        let allowed = self.allowed.as_ref()?;
        let is_hers = self.calls > self.given;
        let fits = allowed.iter().any(|name| name == call.name());
        (is_hers && !fits).then(|| fact!(t::GRADE_RULED_OUT, call = call))
    }

    /// A step is told where it needs a kernel and there is none; nowhere else.
    fn told(&mut self, step: usize, world: &World) {
        let is_core = world
            .session
            .as_ref()
            .is_some_and(|s| s.host_kind == HostKind::Core);
        let may_be_told = match self.needs.get(step).copied().flatten() {
            None => false,
            Some(Needs::Kernel) => is_core,
            Some(Needs::Program) => true,
        };
        if may_be_told {
            let of = self
                .expected
                .iter_mut()
                .filter(|expected| expected.step == Some(step));
            of.for_each(|expected| expected.seen = Seen::Told);
        }
    }

    /// What a recording says of an expectation is so only if its facts say it too.
    fn expect(&mut self, text: &str, ok: bool, saw: &str, world: &World) -> Option<Fact> {
        let expects = read(text);
        let holds = |expect| {
            Peer::BOTH
                .iter()
                .any(|peer| self.holds(expect, *peer, world))
        };
        let is_so = ok && expects.as_ref().is_some_and(holds);
        let (step, has_steps) = (world.step, self.needs.len() > 1);
        let next = self.expected.iter_mut().find(|expected| {
            let is_here = expected.step.is_none() || !has_steps || expected.step == step;
            is_here && expected.text == text && expected.seen == Seen::Nothing
        });
        if let Some(expected) = next {
            expected.seen = match (ok, is_so) {
                (_, true) => Seen::Met(saw.to_owned()),
                (false, _) => Seen::Missed(saw.to_owned()),
                (true, false) => Seen::Missed("-".to_owned()),
            };
        }
        if is_so {
            expects
                .iter()
                .for_each(|expect| self.pass_segment(expect, world));
        }
        (ok && !is_so).then(|| fact!(t::GRADE_NOT_SO, text = Arg::text(plain(text))))
    }

    /// Whether it holds, where "the last call" is that of this peer.
    fn holds(&self, expect: &Expect, last: Peer, world: &World) -> bool {
        let role = role(world);
        match expect {
            Expect::State { actor, name, state } => {
                let peer = actor.peer(role);
                let is_so = |socket: &Socket| socket.state == *state;
                match name {
                    Some(name) => world.named(peer, name.as_str()).is_some_and(is_so),
                    None => {
                        let mut sockets = world.sockets.iter();
                        sockets.any(|socket| socket.peer == peer && is_so(socket))
                    }
                }
            }
            Expect::Outcome { actor, outcome } => {
                let peer = actor.map_or(last, |actor| actor.peer(role));
                let call = self.last[slot(peer)].as_ref();
                call.is_some_and(|call| came_to(call, outcome, world))
            }
            Expect::Held { what, lane } => is_held(*what, *lane, world),
            Expect::Segment { .. } => self.segment(expect, world).is_some(),
            Expect::Not(inner) => !self.holds(inner, last, world),
            Expect::Any(all) => all.iter().any(|one| self.holds(one, last, world)),
        }
    }

    /// The place of the next segment of this kind.
    fn segment(&self, expect: &Expect, world: &World) -> Option<usize> {
        let Expect::Segment {
            flags,
            seq,
            ack,
            lane,
        } = expect
        else {
            return None;
        };
        let dir = lane.direction(role(world));
        self.segments.iter().position(|event| {
            let What::Segment(packet) = &event.what else {
                return false;
            };
            let numbers = world.relative(packet);
            packet.is_tcp()
                && without_push(packet.flags) == *flags
                && dir.is_none_or(|dir| packet.dir == dir)
                && seq.is_none_or(|seq| seq == numbers.seq)
                && ack.is_none_or(|ack| ack == numbers.ack)
        })
    }

    /// The next such expectation is about what comes after the segment that this one has found.
    fn pass_segment(&mut self, expect: &Expect, world: &World) {
        let all = match expect {
            Expect::Any(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        if let Some(at) = all.iter().find_map(|one| self.segment(one, world)) {
            self.segments.drain(..=at);
        }
    }
}

const fn slot(peer: Peer) -> usize {
    match peer {
        Peer::Host => 0,
        Peer::Board => 1,
    }
}

fn read(text: &str) -> Option<Expect> {
    match parse_line(text, 1).ok()??.kind {
        LineKind::Expect(expect) => Some(expect),
        _ => None,
    }
}

fn without_push(flags: Flags) -> Flags {
    Flags(flags.0 & !Flags::PSH.0)
}

fn is_held(what: Held, lane: Lane, world: &World) -> bool {
    let dir = lane.direction(role(world));
    let mut held = world
        .held_rows()
        .filter(|row| dir.is_none_or(|dir| row.packet.dir == dir));
    match what {
        Held::Count(count) => held.count() == count as usize,
        Held::Flags(flags) => held.any(|row| without_push(row.packet.flags) == flags),
    }
}

/// Whether a call has come to this.
fn came_to(call: &Last, outcome: &Outcome, world: &World) -> bool {
    let Some(back) = &call.returned else {
        return *outcome == Outcome::Blocked && call.blocked;
    };
    match outcome {
        Outcome::Blocked => false,
        Outcome::Ok => back.errno.is_none(),
        Outcome::Return(number) => back.ret == *number,
        Outcome::Errno(errno) => back
            .errno
            .as_ref()
            .is_some_and(|fact| fact.name == errno.name()),
        Outcome::Data(data) => back.data.as_ref().is_some_and(|seen| {
            // No text is shorter than its bytes: nothing large is made of a short line.
            data.len() <= seen.len() && *seen == as_text(&data.bytes.repeat(data.times as usize))
        }),
        Outcome::Address(endpoint) => back.addr.is_some_and(|addr| {
            addr.port() == endpoint.port && place(endpoint, world) == Some(addr.ip())
        }),
        Outcome::Value(value) => is_value(back, value),
        Outcome::Size(size) => back.file.as_ref().is_some_and(|file| file.size == *size),
        Outcome::Events(wanted) => back.poll.as_ref().is_some_and(|found| {
            let told = |events: &u16| match events {
                0 => String::new(),
                events => events_text(*events),
            };
            found
                .iter()
                .map(|entry| entry.revents.clone())
                .eq(wanted.iter().map(told))
        }),
        Outcome::FileFlags { nonblock } => {
            back.value_name.as_deref() == Some(file_flags(*nonblock))
        }
    }
}

fn is_value(back: &Returned, wanted: &OptValue) -> bool {
    match wanted {
        OptValue::Errno(errno) => back.value_name.as_deref() == errno.map(|errno| errno.name()),
        wanted => back.value == Some(OptFact::from(*wanted)),
    }
}

fn place(endpoint: &Endpoint, world: &World) -> Option<std::net::IpAddr> {
    let session = world.session.as_ref()?;
    match endpoint.place {
        Place::Ip(ip) => Some(ip),
        Place::Of(actor) => match actor.peer(role(world)) {
            Peer::Host => session.host,
            Peer::Board => session.board_addr,
        },
        Place::Of6(actor) => session.address6(actor.peer(role(world))),
    }
}
