//! A task's goal: whether it is reached, by what was measured.

use sockscope_link::CallName;

use super::{Exit, Item, Model, Pace, Status};
use crate::fact;
use crate::lesson::{Task, WIRE};
use crate::script::{Expect, Line, LineKind};
use crate::timeline::What;
use crate::words::t;

impl Model {
    /// The task that is worked on.
    pub fn task(&self) -> Option<&Task> {
        self.lesson.as_ref()?.task.as_ref()
    }

    /// How many moments of the task's goal have come about.
    pub fn reached(&self) -> usize {
        self.reached
    }

    /// Whether the task's goal is reached.
    pub fn is_reached(&self) -> bool {
        self.task()
            .is_some_and(|task| self.reached >= task.moments.len())
    }

    /// How many calls and commands for the wire the learner has made.
    pub fn moves(&self) -> usize {
        let items = self.runner.items().iter();
        let hers = |item: &&Item| item.by_hand || item.step != Some(0);
        let made = |item: &&Item| item.is_action() && (item.call.is_some() || item.sent > 0);
        items.filter(hers).filter(made).count()
    }

    /// The lines that a task starts with, and those that were mended, run by themselves, however the learner goes on.
    pub(super) fn allow_start(&mut self, now: u64) {
        let puzzle = self
            .lesson
            .as_ref()
            .and_then(|lesson| lesson.puzzle.as_ref());
        if self.task().is_none() && !puzzle.is_some_and(|puzzle| puzzle.is_mended) {
            return;
        }
        let first = self.runner.items().first().and_then(|first| first.step);
        if first != Some(0) {
            // It starts with nothing: its goal is told all the same.
            self.begin_step(now, 0);
        }
        if matches!(self.runner.pace, Pace::Step(_)) {
            let actions = self.runner.items().iter().filter(|item| item.is_action());
            self.runner.pace = Pace::Step(u32::try_from(actions.count()).unwrap_or(u32::MAX));
        }
    }

    /// Looks whether the next moments of the goal have come about.
    pub(super) fn look_at_goal(&mut self, now: u64) {
        if self.task().is_none() || self.is_reached() || !self.is_started() {
            return;
        }
        let moments = self.task().map(|task| task.moments.clone());
        for moment in moments.unwrap_or_default().iter().skip(self.reached) {
            let seen = moment.iter().map(|line| self.seen_now(line));
            let Some(seen) = seen.collect::<Option<Vec<String>>>() else {
                return;
            };
            for (line, saw) in moment.iter().zip(seen) {
                let text = line.source.clone();
                self.log.push(
                    now,
                    What::Expect {
                        text,
                        ok: true,
                        saw,
                    },
                );
            }
            self.reached += 1;
        }
        let (moves, par) = (self.moves(), self.task().map_or(0, |task| task.par));
        let said = match moves.cmp(&par) {
            std::cmp::Ordering::Less => fact!(t::TASK_BEATEN, moves = moves, par = par),
            std::cmp::Ordering::Equal => fact!(t::TASK_REACHED, moves = moves),
            std::cmp::Ordering::Greater => fact!(t::TASK_OVER_PAR, moves = moves, par = par),
        };
        self.note(now, said);
    }

    /// What is seen of an expectation that holds now.
    fn seen_now(&self, line: &Line) -> Option<String> {
        match &line.kind {
            LineKind::Expect(expect) => self.holds(expect),
            _ => None,
        }
    }

    /// Whether all that the task starts with is done, or blocked with nothing behind it.
    fn is_started(&self) -> bool {
        let items = self.runner.items().iter();
        let mut given = items.filter(|item| item.step == Some(0) && !item.by_hand);
        !given.any(|item| matches!(item.status, Status::Waiting | Status::Running))
    }

    /// At the end of a solution: what was not reached is a failure.
    pub(super) fn conclude_goal(&mut self, now: u64) {
        let Some(lesson) = self.lesson.clone().filter(|lesson| lesson.steps.len() > 1) else {
            return;
        };
        let missing = lesson
            .task
            .as_ref()
            .and_then(|task| task.moments.get(self.reached));
        if let Some(moment) = missing {
            let wanted: Vec<&str> = moment.iter().map(|line| line.source.as_str()).collect();
            let said = fact!(t::TASK_MISSED, wanted = wanted.join(", "));
            self.fail(now, Exit::Expectation, said);
        }
    }

    /// Whether the line at `index` makes a call, or tells the wire something, that its task rules out.
    pub(super) fn is_ruled_out(&self, index: usize, call: Option<CallName>) -> bool {
        let item = &self.runner.items()[index];
        let hers = item.by_hand || item.step != Some(0);
        let name = call.map_or(WIRE, CallName::name);
        hers && self.task().is_some_and(|task| !task.allows(name))
    }

    /// What is seen of an expectation that holds now; what the learner did by hand counts.
    fn holds(&self, expect: &Expect) -> Option<String> {
        match expect {
            Expect::Not(inner) => match self.holds(inner) {
                None => Some("-".to_owned()),
                Some(_) => None,
            },
            Expect::Any(all) => all.iter().find_map(|one| self.holds(one)),
            Expect::Outcome { actor, outcome } => {
                let peer = actor.map(|actor| actor.peer(self.options.role));
                let items = self.runner.items().iter().rev();
                let mut calls = items.filter(|item| item.call.is_some());
                let last = calls.find(|item| {
                    let of = item.peer(self.options.role);
                    peer.is_none() || of == peer
                });
                self.holds_of(last?, outcome)
            }
            other => self.holds_at_end(other),
        }
    }
}
