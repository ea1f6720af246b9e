//! Verdicts: what has come of a question, said when what it claims has been measured and not before.
//!
//! A step's question is about what its lines do: its verdict comes when none of them is still to
//! start and everything that they expect has been seen. A question about a held segment is about
//! the state that it brings its receiver to.

use std::collections::{BTreeMap, BTreeSet};

use sockscope_link::{Evidence, SegmentId};

use super::{Item, Model, Status};
use crate::peer::Peer;
use crate::script::{Actor, Expect, LineKind};
use crate::timeline::{Arg, Asked, Change, Verdict, What};
use crate::words::explain;

/// How many measurements a verdict names at most.
const MOST: usize = 4;

/// The questions whose answers are still to be measured.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// The steps that have begun and have a question, asked or not.
    steps: Vec<usize>,
    /// What was answered, by step.
    given: BTreeMap<usize, usize>,
    /// The question about a held segment, and what was answered.
    segment: Option<(Asked, Option<usize>)>,
}

impl Open {
    /// A step has begun.
    pub fn begun(&mut self, step: usize) {
        self.steps.push(step);
    }

    /// A question was answered, or skipped.
    pub fn answered(&mut self, asked: Asked, given: Option<usize>) {
        if asked.segment.is_some() {
            self.segment = Some((asked, given));
        } else if let Some((step, given)) = asked.step.zip(given) {
            self.given.insert(step, given);
        }
    }
}

/// What there is to see of a step's claims.
enum Found {
    /// It may still come.
    Open,
    /// It did not come.
    Missing,
    /// It is there.
    Seen(Vec<String>),
}

impl Model {
    /// Says what has come of the steps whose evidence is there by now.
    pub(super) fn tell_verdicts(&mut self, now: u64) {
        let mut index = 0;
        while let Some(&step) = self.open.steps.get(index) {
            match self.evidence(step) {
                Found::Open => index += 1,
                Found::Missing => drop(self.open.steps.remove(index)),
                Found::Seen(measured) => {
                    self.open.steps.remove(index);
                    self.tell_step(now, step, measured);
                }
            }
        }
    }

    fn tell_step(&mut self, now: u64, step: usize, measured: Vec<String>) {
        let lesson = self.lesson.clone();
        let predict = lesson
            .as_ref()
            .and_then(|lesson| lesson.steps.get(step)?.predict.as_ref());
        let Some(predict) = predict else { return };
        let given = self.open.given.remove(&step);
        let choice = given.and_then(|given| predict.choices.get(given));
        let verdict = Verdict {
            text: String::new(),
            asked: predict.asked(step),
            given,
            correct: given.map(|given| given == predict.answer),
            why: choice
                .and_then(|choice| choice.why.as_ref())
                .map(|why| why.fact().into()),
            measured,
        };
        self.log.push(now, What::Verdict(Box::new(verdict)));
    }

    fn evidence(&self, step: usize) -> Found {
        let of_step = |item: &&Item| item.step == Some(step) && item.is_lessons();
        let items = self.runner.items();
        for item in items.iter().filter(of_step) {
            match (&item.status, &item.line.kind) {
                (Status::Waiting | Status::Running, _) => return Found::Open,
                (Status::Failed, _) => return Found::Missing,
                _ => {}
            }
        }
        let lesson = self.lesson.as_ref();
        let Some(told) = lesson.and_then(|lesson| lesson.steps.get(step)) else {
            return Found::Seen(Vec::new());
        };
        let items: Vec<(usize, &Item)> = items
            .iter()
            .enumerate()
            .filter(|(_, item)| of_step(item))
            .collect();
        // What the step claims stands at its end; what the question is about, behind the line it is about.
        let asked = told
            .predict
            .as_ref()
            .map_or(0, |predict| predict.before + 1);
        let end = items.len().saturating_sub(told.expect.len());
        let is_expect = |(_, item): &&(usize, &Item)| matches!(item.line.kind, LineKind::Expect(_));
        let answer = items[asked.min(end)..end].iter().take_while(is_expect);
        let seen = answer.chain(&items[end..]);
        let mut seen: Vec<String> = seen
            .filter_map(|(index, item)| self.seen_by(*index, item))
            .collect();
        let mut known = BTreeSet::new();
        seen.retain(|one| known.insert(one.clone()));
        seen.truncate(MOST);
        Found::Seen(seen)
    }

    /// What an expectation that holds has seen: of a call, with the call's name.
    fn seen_by(&self, index: usize, item: &Item) -> Option<String> {
        let LineKind::Expect(expect) = &item.line.kind else {
            return None;
        };
        let source = item.line.source.trim();
        let wanted = source.strip_prefix("expect").unwrap_or(source).trim();
        match expect {
            Expect::Any(all) => match all.first()? {
                Expect::Outcome { actor, .. } => self.returned_to(index, *actor, item),
                Expect::State { .. } => {
                    let whose = wanted.split_whitespace().next()?;
                    Some(format!("{whose} {}", self.saw(item)?))
                }
                _ => Some(wanted.to_owned()),
            },
            Expect::Not(inner) => match inner.as_ref() {
                Expect::Outcome { actor, .. } => self.returned_to(index, *actor, item),
                _ => Some(wanted.to_owned()),
            },
            Expect::Outcome { actor, .. } => self.returned_to(index, *actor, item),
            _ => Some(wanted.to_owned()),
        }
    }

    /// The call that an expectation is about, and what it came to: `recv() = "hora"`.
    fn returned_to(&self, index: usize, actor: Option<Actor>, item: &Item) -> Option<String> {
        let peer = actor.map(|actor| actor.peer(self.options.role));
        let call = self.runner.last_call(index, peer)?;
        let LineKind::Call(line) = &call.line.kind else {
            return None;
        };
        Some(format!("{}() = {}", line.call.name(), self.saw(item)?))
    }

    /// What was seen when this expectation was found to hold.
    fn saw(&self, item: &Item) -> Option<&str> {
        let mut events = self.log.timeline.events().rev();
        events.find_map(|event| match &event.what {
            What::Expect {
                text,
                ok: true,
                saw,
            } if *text == item.line.source => Some(saw.as_str()),
            _ => None,
        })
    }

    /// A socket changed its state: that may be the answer to the question about a held segment.
    pub(super) fn tell_segment(&mut self, now: u64, change: &Change) {
        let Some((asked, given)) = self.open.segment.clone() else {
            return;
        };
        let id = asked.segment;
        let is_it = id.is_some() && change.segment == id && self.receiver(id) == Some(change.peer);
        // What lies between two states that were measured is not where it ends.
        if !is_it || change.evidence != Evidence::Measured {
            return;
        }
        self.open.segment = None;
        let verdict = of_segment(asked, given, change);
        self.log.push(now, What::Verdict(Box::new(verdict)));
    }

    fn receiver(&self, id: Option<u32>) -> Option<Peer> {
        let id = SegmentId(id?);
        let row = self
            .log
            .world
            .ladder
            .iter()
            .rev()
            .find(|row| row.packet.id == id)?;
        Some(Peer::sender(row.packet.dir).other())
    }
}

/// The right answer is the state that was measured, whatever was reckoned before.
fn of_segment(mut asked: Asked, given: Option<usize>, change: &Change) -> Verdict {
    let state = Arg::text(change.to);
    let at = asked.choices.iter().position(|choice| *choice == state);
    let answer = at.unwrap_or_else(|| {
        asked.choices.push(state);
        asked.choices.len() - 1
    });
    if answer != asked.answer {
        let why = explain::transition(change.from, change.to, change.cause);
        asked.because = why.into();
        asked.answer = answer;
    }
    Verdict {
        text: String::new(),
        correct: given.map(|given| given == answer),
        given,
        why: None,
        measured: vec![format!("{}.{} {}", change.peer, change.fd, change.to)],
        asked,
    }
}
