//! What the caption is about. First what stands on the screen: a verdict, a call that failed, one
//! that is blocked, a segment that is held. Once that has been read, the step that comes; and where
//! none comes, what happened last.

mod said;
#[cfg(test)]
mod tests;

pub use said::Caption;

use super::Stage;
use crate::peer::Peer;
use crate::run::{Item, Model};
use crate::timeline::{Fact, Verdict, What};
use crate::world::{Arrow, CallRecord, Progress, World};

/// What the caption is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject<'a> {
    /// A remark that is the last thing that happened.
    Note(&'a What),
    /// What was expected and what was seen.
    Unexpected(&'a str, &'a str),
    /// What has come of a question.
    Verdict(&'a Verdict),
    /// What was found in the learner's program, about one of its calls.
    Found(Option<&'a CallRecord>, &'a Fact),
    /// The last call failed.
    Failed(&'a CallRecord),
    /// The learner's program is about to make the call of this line.
    Comes(usize),
    /// A call is blocked, segments are held, or both.
    Stands(Option<&'a CallRecord>),
    /// A line of the learner's waits for a segment.
    Awaits(usize),
    /// The lesson's step that comes or runs.
    Step(usize),
    /// The lesson is over.
    Over,
    /// A socket changed its state last: whose, which, and how.
    Changed(Peer, u32, Arrow),
    /// A call returned last.
    Returned(&'a CallRecord),
    /// Nothing has happened.
    Begin,
}

impl Stage {
    /// What the caption is about, and for what has to be read before the lesson goes on, the event up
    /// to which it is read then.
    pub fn subject<'a>(&self, model: &'a Model, world: &'a World) -> (Subject<'a>, Option<u64>) {
        let now = model.log.timeline.next_seq().saturating_sub(1);
        // In the past, everything is read again.
        let read = if self.past.is_some() { None } else { self.read };
        let is_new = |seq: u64| read.is_none_or(|read| seq > read);
        if let Some(note) = self.last_note(model, world) {
            return (Subject::Note(note), None);
        }
        if let Some((wanted, saw, seq)) = &world.unexpected
            && is_new(*seq)
        {
            return (Subject::Unexpected(wanted, saw), Some(now));
        }
        // In the past, a step begins with its own caption.
        let since = if self.past.is_some() { world.begun } else { 0 };
        let mut verdicts = (world.verdicts.iter()).filter(|(seq, _)| is_new(*seq) && *seq >= since);
        let verdict = if self.past.is_some() {
            verdicts.next_back()
        } else {
            verdicts.next()
        };
        if let Some((seq, verdict)) = verdict {
            let later = world.verdicts.last().is_some_and(|(last, _)| last > seq);
            return (
                Subject::Verdict(verdict),
                Some(if later { *seq } else { now }),
            );
        }
        if let Some((id, fact, seq)) = &world.finding
            && is_new(*seq)
        {
            let call = world.calls.iter().rev().find(|call| call.id == *id);
            return (Subject::Found(call, fact), Some(now));
        }
        if let Some(call) = failed(world).filter(|call| is_new(end_of(model, call))) {
            return (Subject::Failed(call), Some(now));
        }
        if let Some(caught) = self.caught(model).filter(|_| world.held.is_empty()) {
            return (Subject::Comes(caught), None);
        }
        let blocked = world.blocked().last();
        let held = world.held_rows().map(|row| row.seq);
        if blocked
            .map(|call| call.seq)
            .into_iter()
            .chain(held)
            .any(is_new)
        {
            return (Subject::Stands(blocked), Some(now));
        }
        (self.rest(model, world, read), None)
    }

    /// What it is about when all that stands on the screen has been read.
    fn rest<'a>(&self, model: &'a Model, world: &'a World, read: Option<u64>) -> Subject<'a> {
        let next = model.runner.next_action().filter(|_| self.past.is_none());
        let items = model.runner.items();
        if let Some(index) = next.filter(|index| items[*index].awaits_segment()) {
            return Subject::Awaits(index);
        }
        if let Some(lesson) = &model.lesson {
            // What she put in belongs to no step.
            let of_lesson = |item: &&Item| item.is_action() && !item.by_hand;
            let coming = next.and_then(|index| items[index..].iter().find(of_lesson)?.step);
            let is_past = self.past.is_some().then_some(world.step.unwrap_or(0));
            if let Some(step) = coming.or(is_past).filter(|step| *step < lesson.steps.len()) {
                return Subject::Step(step);
            }
            let story = model
                .log
                .timeline
                .events()
                .rev()
                .find(|event| event.what.is_story());
            if story.is_none_or(|event| read.is_some_and(|read| event.seq <= read)) {
                return Subject::Over;
            }
        }
        match (world.last, returned(world)) {
            // What a call has changed says more than the call.
            (Some((_, _, arrow)), Some(call)) if call.seq > arrow.seq => Subject::Returned(call),
            (Some((peer, id, arrow)), _) => Subject::Changed(peer, id, arrow),
            (None, Some(call)) => Subject::Returned(call),
            (None, None) => Subject::Begin,
        }
    }

    /// A remark that is the last thing that happened.
    fn last_note<'a>(&self, model: &'a Model, world: &World) -> Option<&'a What> {
        let last = match &self.past {
            Some(past) => model.log.event(past.seq())?,
            None => model.log.timeline.events().next_back()?,
        };
        match &last.what {
            // What is said of the session's beginning stands in the notice: here begins the first step.
            What::Note { failure, .. } if !failure && world.calls.is_empty() => None,
            // A call that stands before the learner is more than what is remarked on the way to it.
            What::Note { failure: false, .. } if self.caught(model).is_some() => None,
            // In a lesson the step is what is told; what its program does beside that stands on the timeline.
            What::Note { failure: false, .. }
                if model.lesson.is_some() && self.learner.is_some() =>
            {
                None
            }
            What::Note { about: Some(_), .. } => None,
            What::Note { .. } => Some(&last.what),
            _ => None,
        }
    }
}

/// The call that ended last.
fn returned(world: &World) -> Option<&CallRecord> {
    let last = world.last_return.as_ref();
    let is_last = |call: &&CallRecord| matches!(&call.progress, Progress::Done(returned) if Some(returned.as_ref()) == last);
    world.calls.iter().rev().find(is_last)
}

/// The last call, if it failed. An error that came back while something newer runs is yesterday's news.
fn failed(world: &World) -> Option<&CallRecord> {
    let call = returned(world)?;
    let fails = matches!(&call.progress, Progress::Done(returned) if returned.errno.is_some());
    let is_last = world.calls.back().is_none_or(|last| last.seq <= call.seq);
    (fails && is_last).then_some(call)
}

/// The event that ended a call.
fn end_of(model: &Model, call: &CallRecord) -> u64 {
    let ends = |what: &What| matches!(what, What::Return(back) if back.id == call.id);
    let mut later = model.log.timeline.since(call.seq);
    later
        .find(|event| ends(&event.what))
        .map_or(call.seq, |event| event.seq)
}
