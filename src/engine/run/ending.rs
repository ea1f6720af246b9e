//! What comes to an end: a line that waited for too long or cannot be carried out, and the run.

use super::waits::PROGRAM_QUIET_US;
use super::{Activity, Effect, Exit, Item, Model, Pace, Status};
use crate::fact;
use crate::finding::Findings;
use crate::script::LineKind;
use crate::timeline::{Fact, What};
use crate::words::t;

/// How long nothing must move before a run counts as settled, in microseconds.
const QUIET_US: u64 = 40_000;

/// The longest delay on the wire that the end of a run waits out, in microseconds.
const DELAY_US: u64 = 60_000_000;

/// How long a run waits for that at most, in microseconds.
const SETTLE_US: u64 = 3_000_000;

impl Model {
    /// A line has waited for too long.
    pub(super) fn late(&mut self, now: u64, index: usize) {
        let item = &self.runner.items()[index];
        if matches!(item.line.kind, LineKind::Expect(_)) {
            self.conclude_expectation(now, index, true);
            return;
        }
        let seconds = item.timeout.as_secs_f64();
        let (line, source, by_hand) = (item.line.number, item.line.source.clone(), item.by_hand);
        let busy = item.peer(self.options.role).and_then(|peer| {
            if item.status != Status::Waiting {
                return None;
            }
            let call = self.runner.holding_up(peer)?.call?;
            self.flights.get(&call).map(|flight| (peer, flight.call))
        });
        let what = match (busy, &item.line.kind) {
            (Some((peer, call)), _) => {
                fact!(
                    t::RUN_STILL_BLOCKED,
                    peer = peer,
                    call = call,
                    seconds = seconds
                )
            }
            (None, _) if item.of_program => fact!(t::RUN_NOT_CALLED, seconds = seconds),
            (None, LineKind::Wire(_)) => fact!(t::RUN_NOTHING_HELD, seconds = seconds),
            (None, _) => fact!(t::RUN_NO_ANSWER, source = source, seconds = seconds),
        };
        let exit = match (busy, item.status == Status::Running) {
            (None, true) => Exit::Environment,
            _ => Exit::Expectation,
        };
        // What the learner typed is no line of a file.
        let said = if by_hand {
            what
        } else {
            fact!(t::RUN_LINE, line = line, what = what)
        };
        self.give_up(now, index, exit, said);
    }

    /// A line cannot be carried out.
    pub(super) fn give_up(&mut self, now: u64, index: usize, exit: Exit, said: Fact) {
        let by_hand = self.runner.items()[index].by_hand;
        self.runner.item_mut(index).status = Status::Failed;
        if by_hand {
            self.note(now, said);
            return;
        }
        self.fail(now, exit, said);
        if self.options.stop_on_failure && self.runner.pace == Pace::Run {
            self.runner.abandon();
            self.lines_end = true;
        }
    }

    /// Nothing but the learner ends a session on the stage: whatever was begun, this is its end.
    pub(super) fn left(&mut self, now: u64) {
        if self.log.world.session.is_some() && self.log.world.ended.is_none() {
            let ok = self.exit == Exit::Done;
            self.log.push(now, What::End { ok });
        }
    }

    /// At the end of a run: waits until nothing moves, then ends.
    pub(super) fn settle(&mut self, now: u64, effects: &mut Vec<Effect>) {
        // Such a program never rests, and never ends.
        let activity = self.runner.activity();
        let rounds = activity == Activity::Moves && self.findings.iter().any(Findings::goes_round);
        let running = |item: &Item| item.status == Status::Running;
        let open = self.runner.upcoming().is_some() || self.runner.items().iter().any(running);
        let waiting = open && !rounds;
        let moves = activity == Activity::Moves && !rounds;
        let over = self.lines_end && self.runner.pace == Pace::Run && !waiting && !moves;
        if moves {
            self.settle_since = None;
        }
        if !over || self.finished {
            return;
        }
        let since = *self.settle_since.get_or_insert(now);
        // What the wire delays still arrives; where nothing is under way, nothing is waited for.
        let late = self
            .log
            .world
            .delayed()
            .map(|row| row.packet.delay_ms)
            .max();
        // A board can report any number; nobody waits for 49 days.
        let delay = (u64::from(late.unwrap_or(0)) * 1_000).min(DELAY_US);
        let quiet = match activity {
            Activity::None => QUIET_US,
            _ => PROGRAM_QUIET_US,
        };
        let quiet_at = since.max(self.log.timeline.last_us()) + quiet + delay;
        let due = quiet_at.min(since + SETTLE_US + delay);
        // A call that gives up by itself is waited for: how it ends is the end of the story.
        let calls = self.flights.values().filter_map(|flight| flight.until_us);
        let due = due.max(calls.map(|until| until + QUIET_US).max().unwrap_or(0));
        if now < due && !rounds {
            self.deadline = Some(due);
            return;
        }
        self.finished = true;
        if activity == Activity::Rests {
            self.tell_rest(now);
            self.note(now, fact!(t::STEP_LEFT_RESTING));
        }
        if rounds {
            self.note(now, fact!(t::STEP_GOES_ROUND));
        }
        self.conclude_goal(now);
        self.deadline = None;
        let ok = self.exit == Exit::Done;
        self.log.push(now, What::End { ok });
        effects.push(Effect::Finish(self.exit));
    }
}
