//! What was done, as a lesson: its lines step by step, each step with what was measured when it had come
//! to rest, and captions to be written.
//!
//! ```text
//!   lines, as they began ──► line, line, … ──► at rest: [[step]] run, expect ──► the text of a lesson file
//! ```

mod again;
mod file;

use std::collections::HashMap;

use sockscope_link::{Cause, State};

use again::{Parts, outcome, part};
use file::{file, title};

use crate::lesson::limits;
use crate::peer::Peer;
use crate::run::{Item, Model, Status};
use crate::script::{
    Actor, CallLine, Expect, Lane, Line, LineKind, Outcome, Pick, Role, WireCommand,
};
use crate::timeline::{Event, Returned, What};
use crate::world::World;
use crate::world::past::Past;

/// What moved is at rest when nothing has moved for so long, in microseconds.
const REST_US: u64 = 50_000;

/// Why nothing can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing was done.
    Nothing,
    /// A program did it: its descriptors' numbers are its own, and its threads do not fit one script.
    Program,
    /// The timeline has forgotten the beginning.
    Forgotten,
    /// This line is longer than a lesson's line may be.
    TooLong(String),
    /// There are more steps, or more lines in a step, than a lesson may have.
    TooMuch,
}

/// The text of a lesson that does what was done.
///
/// # Errors
/// [`Refusal`]
pub fn kept(model: &Model) -> Result<String, Refusal> {
    let mut done: Vec<&Item> = (model.runner.items().iter())
        .filter(|item| was_done(item))
        .collect();
    if done.iter().any(|item| item.called.is_some()) {
        return Err(Refusal::Program);
    }
    done.sort_by_key(|item| item.began);
    let first = done.first().and_then(|item| item.began);
    if first.ok_or(Refusal::Nothing)? < model.log.timeline.first_seq() {
        return Err(Refusal::Forgotten);
    }
    let steps = Steps::of(model, &done).all()?;
    let frozen = done
        .iter()
        .any(|item| matches!(item.line.kind, LineKind::Wire(_)));
    Ok(file(model, &steps, frozen))
}

/// Whether a line was carried out and is one for a lesson.
fn was_done(item: &Item) -> bool {
    item.began.is_some()
        && !item.told
        && match &item.line.kind {
            LineKind::Call(_) => item.call.is_some(),
            LineKind::Wire(_) => item.sent > 0,
            // How a call ended is measured anew.
            LineKind::Expect(expect) => item.status == Status::Done(None) && !is_of_a_call(expect),
            LineKind::Note(_) => false,
            _ => true,
        }
}

fn is_of_a_call(expect: &Expect) -> bool {
    match expect {
        Expect::Outcome { .. } => true,
        Expect::Not(inner) => is_of_a_call(inner),
        Expect::Any(all) => all.iter().any(is_of_a_call),
        _ => false,
    }
}

/// One step of the lesson.
#[derive(Default)]
struct Step {
    title: String,
    run: Vec<String>,
    expect: Vec<String>,
}

/// Makes steps of what was done.
struct Steps<'a> {
    model: &'a Model,
    role: Role,
    done: &'a [&'a Item],
    /// The world before the line that comes.
    past: Past,
    /// The first event of the step that is made.
    since: u64,
    /// The state that is expected of each socket by now.
    told: HashMap<(Peer, u32), State>,
}

impl<'a> Steps<'a> {
    fn of(model: &'a Model, done: &'a [&'a Item]) -> Steps<'a> {
        let since = done.first().and_then(|item| item.began).unwrap_or(0);
        Steps {
            model,
            role: model.options.role,
            done,
            past: model.log.past(since.saturating_sub(1)),
            since,
            told: HashMap::new(),
        }
    }

    fn all(mut self) -> Result<Vec<Step>, Refusal> {
        let mut steps = Vec::new();
        let mut step = Step::default();
        for (index, item) in self.done.iter().enumerate() {
            let line = self.line(index, &item.line);
            if line.chars().count() > limits::LINE {
                return Err(Refusal::TooLong(line));
            }
            if step.title.is_empty() && item.is_action() {
                step.title = title(&line);
            }
            step.run.push(line);
            let next = self.done.get(index + 1).and_then(|item| item.began);
            self.go(next.unwrap_or(self.model.log.timeline.next_seq()));
            let rests = self.is_at_rest(next);
            let ends = rests || self.ends_a_step(index);
            if ends && !step.title.is_empty() && self.expect(index, rests, &mut step) {
                steps.push(std::mem::take(&mut step));
                self.since = next.unwrap_or_default();
            } else if step.run.len() >= limits::LINES {
                return Err(Refusal::TooMuch);
            }
        }
        if steps.len() > limits::STEPS {
            return Err(Refusal::TooMuch);
        }
        Ok(steps)
    }

    /// To the moment before this event.
    fn go(&mut self, before: u64) {
        let log = &self.model.log;
        self.past
            .go(&log.base, &log.timeline, before.saturating_sub(1));
    }

    /// Whether all had come to rest when the line began that begins with the event `next`; at the end, by now.
    fn is_at_rest(&self, next: Option<u64>) -> bool {
        let Some(next) = next else { return true };
        let timeline = &self.model.log.timeline;
        let moved = |event: &&Event| event.seq < next && event.what.is_story();
        let since = timeline.since(self.since);
        let last = since
            .take_while(|event| event.seq < next)
            .filter(moved)
            .last();
        let begins = self
            .model
            .log
            .event(next)
            .map_or(u64::MAX, |event| event.t_us);
        last.is_none_or(|last| last.t_us + REST_US <= begins)
    }

    /// A line of the program as a lesson has it: by the parts, not the peers.
    fn line(&self, index: usize, line: &Line) -> String {
        let kind = match &line.kind {
            LineKind::Call(call) => {
                let parts = Parts(self.role);
                let actor = part(call.actor.peer(self.role), self.role);
                let assign = call.assign.clone();
                let background = call.background || self.is_overtaken(index);
                let call = match call.call.rewritten(&parts) {
                    Ok(call) => call,
                    Err(never) => match never {},
                };
                LineKind::Call(CallLine {
                    actor,
                    assign,
                    call,
                    background,
                })
            }
            LineKind::Wire(WireCommand::Release(pick)) => {
                LineKind::Wire(WireCommand::Release(self.pick(*pick)))
            }
            LineKind::Wire(WireCommand::Drop(pick)) => {
                LineKind::Wire(WireCommand::Drop(self.pick(*pick)))
            }
            LineKind::Wire(WireCommand::Duplicate(pick)) => {
                LineKind::Wire(WireCommand::Duplicate(self.pick(*pick)))
            }
            _ => return line.source.clone(),
        };
        kind.to_string()
    }

    /// Whether its peer made another call before this one returned.
    fn is_overtaken(&self, index: usize) -> bool {
        let (item, role) = (self.done[index], self.role);
        let peer = item.peer(role);
        let later = self.done[index + 1..]
            .iter()
            .find(|item| item.peer(role) == peer);
        let Some(later) = later.and_then(|item| item.began) else {
            return false;
        };
        let returned = |event: &Event| self.is_return_of(item, event).is_some();
        let mut since = self.model.log.timeline.since(item.began.unwrap_or(0));
        !since
            .by_ref()
            .take_while(|event| event.seq < later)
            .any(returned)
    }

    fn is_return_of<'e>(&self, item: &Item, event: &'e Event) -> Option<&'e Returned> {
        match &event.what {
            What::Return(back) if Some(back.id) == item.call.map(|call| call.0) => Some(back),
            _ => None,
        }
    }

    /// A segment has another number the next time: the oldest is named as such.
    fn pick(&self, pick: Pick) -> Pick {
        let Pick::Id(id) = pick else { return pick };
        let world = self.past.world();
        let next = |lane: Lane| {
            world
                .next_held(lane.direction(self.role))
                .is_some_and(|next| next.0 == id)
        };
        let lanes = [
            Lane::Both,
            Lane::From(Actor::Server),
            Lane::From(Actor::Client),
        ];
        let lane = lanes.into_iter().find(|lane| next(*lane));
        lane.map_or(pick, |lane| Pick::Next { count: 1, lane })
    }

    /// Whether the lesson that was played begins another step behind this line.
    fn ends_a_step(&self, index: usize) -> bool {
        let next = self.done.get(index + 1);
        next.is_some_and(|next| next.step.is_some() && next.step != self.done[index].step)
    }

    /// What was so when the step had come to rest; where it had not, only what cannot change any more. False
    /// if that is nothing.
    fn expect(&mut self, index: usize, rests: bool, step: &mut Step) -> bool {
        let peers = [self.role.server(), self.role.server().other()];
        let outcomes = peers.map(|peer| {
            self.outcome(index, peer)
                .filter(|of| rests || *of != Outcome::Blocked)
        });
        let ends = peers.into_iter().zip(outcomes);
        let ends =
            ends.filter_map(|(peer, of)| Some(format!("expect {} {}", part(peer, self.role), of?)));
        step.expect = ends.collect();
        if rests {
            let states = self.states();
            step.expect.extend(states);
        }
        // What was expected at the end of it before stands there again.
        while step.run.len() > 1
            && step
                .run
                .last()
                .is_some_and(|line| line.starts_with("expect "))
        {
            let line = step.run.pop().filter(|line| !step.expect.contains(line));
            step.expect.splice(0..0, line);
        }
        if step.expect.is_empty() && rests {
            let held = self.past.world().held.len();
            step.expect.push(format!("expect held {held}"));
        }
        step.expect.truncate(limits::LINES);
        !step.expect.is_empty()
    }

    /// How the last call of `peer` ended, or that it waits, if that is news in this step.
    fn outcome(&self, index: usize, peer: Peer) -> Option<Outcome> {
        let of_peer = |item: &&&Item| item.peer(self.role) == Some(peer);
        let item = self.done[..=index].iter().rev().find(of_peer)?;
        let until = self.past.seq();
        let news = self
            .model
            .log
            .timeline
            .since(self.since)
            .take_while(|event| event.seq <= until);
        let outcome = news.filter_map(|event| match &event.what {
            What::Blocked { id, .. } if Some(*id) == item.call.map(|call| call.0) => {
                Some(Outcome::Blocked)
            }
            _ => self.is_return_of(item, event).map(outcome),
        });
        outcome.last()
    }

    /// The states that are new, but for those that time alone has brought.
    fn states(&mut self) -> Vec<String> {
        let world = self.past.world();
        let mut all = Vec::new();
        for (at, socket) in world.sockets.iter().enumerate() {
            let by_time = socket
                .path
                .last()
                .is_some_and(|arrow| arrow.cause == Cause::Timer);
            let known = self.told.insert((socket.peer, socket.id), socket.state);
            if by_time || known == Some(socket.state) || !is_the_only_one(world, at) {
                continue;
            }
            let actor = part(socket.peer, self.role);
            all.push(format!("expect {actor}.{} {}", socket.name, socket.state));
        }
        all
    }
}

/// Whether no later socket of its peer has the name of the one at this index.
fn is_the_only_one(world: &World, at: usize) -> bool {
    let socket = world.sockets.get(at);
    let later = world.sockets.iter().skip(at + 1);
    let same = |other: &&crate::world::Socket| {
        socket.is_some_and(|socket| other.peer == socket.peer && other.name == socket.name)
    };
    later.filter(same).count() == 0
}

#[cfg(test)]
mod tests;
