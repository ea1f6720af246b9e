//! Autoplay and its pace; and when the screen wants to be drawn with nobody pressing a key.

use sockscope_link::State;

use super::{Front, Stage, Wish};
use crate::run::{Activity, Model};
use crate::world::World;

/// The paces of autoplay, in milliseconds between two steps.
const PACES_MS: [u64; 7] = [500, 1_000, 1_500, 2_500, 4_000, 6_000, 10_000];

/// How many characters are read in one pace: 25 a second at the usual one.
const A_PACE: u64 = 38;

impl Stage {
    /// Milliseconds between two steps of autoplay.
    pub fn pace_ms(&self) -> u64 {
        PACES_MS[self.pace]
    }

    /// Sets the pace of autoplay to the nearest one that there is.
    pub fn set_pace_ms(&mut self, ms: u64) {
        let distance = |index: &usize| PACES_MS[*index].abs_diff(ms);
        self.pace = (0..PACES_MS.len()).min_by_key(distance).unwrap_or_default();
    }

    /// Milliseconds that a text is given at this pace.
    fn reading_ms(&self, said: &str) -> u64 {
        said.chars().count() as u64 * self.pace_ms() / A_PACE
    }

    pub(super) fn set_pace(&mut self, now: u64, pace: usize) {
        self.pace = pace.min(PACES_MS.len() - 1);
        if self.auto.is_some() {
            self.auto = Some(now + self.pace_ms() * 1_000);
        }
    }

    /// When [`Stage::tick`] is wanted next, in microseconds since the session began.
    pub fn wake(&self, model: &Model, now: u64) -> Option<u64> {
        let countdown = (self.past.is_none() && counts_down(&model.log.world))
            .then_some(now - now % 1_000_000 + 1_000_000);
        match (self.auto, countdown) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    /// Time has come: autoplay may take a step.
    #[must_use = "wishes must be carried out"]
    pub fn tick(&mut self, model: &Model, now: u64) -> Vec<Wish> {
        let Some(due) = self.auto else {
            return Vec::new();
        };
        if now < due || self.front != Front::Nothing {
            return Vec::new();
        }
        if self.reel.is_some() {
            return self.autoplay_reel(model, now);
        }
        if model.runner.next_action().is_none() {
            // A program may come to its next call by itself.
            let lives = matches!(model.runner.activity(), Activity::Moves | Activity::Rests);
            self.auto = lives.then(|| now + self.pace_ms() * 1_000);
            return Vec::new();
        }
        // A text that was not there before is read first.
        let said = self.caption(model).text;
        if said != self.paced {
            let more = self.reading_ms(&said).saturating_sub(self.pace_ms());
            self.paced = said;
            if more > 0 {
                self.auto = Some(now + more * 1_000);
                return Vec::new();
            }
        }
        self.auto = Some(now + self.pace_ms() * 1_000);
        self.next(model)
    }
}

/// Whether a running timer is on the screen that should be seen to count down.
fn counts_down(world: &World) -> bool {
    world.sockets.iter().any(|socket| {
        let facts = socket.facts.as_ref().map(|(_, facts)| facts);
        facts.is_some_and(|facts| {
            let counts = socket.state == State::TimeWait || facts.repeats(socket.state);
            facts.timer_ms.is_some() && counts
        })
    })
}
