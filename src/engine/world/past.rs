//! Looking back: the world as it was after any event that the timeline still keeps.
//!
//! The first look back folds the whole timeline once and keeps worlds on the way (`index`); from then
//! on a step in either direction folds a thousand events at most. Going live again forgets them.

use super::World;
use super::index::{Index, Kept, STRIDE};
use crate::timeline::Timeline;

/// A moment of the past, and the means to go to another one.
#[derive(Debug)]
pub struct Past {
    seq: u64,
    world: World,
    kept: Index<()>,
}

impl Past {
    /// The moment after event `seq`, or the nearest one that the timeline keeps. `base` is what was
    /// so before its oldest event.
    pub fn at(base: &World, timeline: &Timeline, seq: u64) -> Past {
        let mut world = base.clone();
        let mut kept = Index::new(Kept {
            next: timeline.first_seq(),
            world: world.clone(),
            mark: (),
        });
        for event in timeline.events() {
            kept.pass(event.seq, &world, &());
            world.apply(event);
        }
        let mut past = Past {
            seq: timeline.next_seq().saturating_sub(1),
            world,
            kept,
        };
        past.go(base, timeline, seq);
        past
    }

    /// Goes to the moment after event `seq`, or the nearest one that the timeline keeps.
    pub fn go(&mut self, base: &World, timeline: &Timeline, seq: u64) {
        let first = timeline.first_seq();
        let seq = seq.clamp(first, timeline.next_seq().saturating_sub(1).max(first));
        // What the timeline has forgotten is in `base` by now.
        self.kept.forget_before(first, base, ());
        let ahead = self.seq >= first && (self.seq..=self.seq + STRIDE).contains(&seq);
        if ahead {
            self.fold(timeline, self.seq + 1, seq);
        } else {
            let kept = self.kept.before(seq);
            let next = kept.next;
            self.world.clone_from(&kept.world);
            self.fold(timeline, next, seq);
        }
        self.seq = seq;
    }

    fn fold(&mut self, timeline: &Timeline, from: u64, to: u64) {
        let events = timeline.since(from).take_while(|event| event.seq <= to);
        events.for_each(|event| self.world.apply(event));
    }

    /// The number of the event after which this moment is.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// What was so.
    pub fn world(&self) -> &World {
        &self.world
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::{CAPACITY, What};

    /// A timeline in which event `n` is the log line `n`, and what fell off its far end.
    fn tape(events: usize) -> (World, Timeline) {
        let (mut base, mut timeline) = (World::default(), Timeline::default());
        for number in 0..events {
            let what = What::Log {
                peer: crate::peer::Peer::Board,
                level: sockscope_link::LogLevel::Info,
                uptime_ms: None,
                text: number.to_string(),
                open: false,
                fact: None,
            };
            for gone in timeline.push(number as u64, what) {
                base.apply(&gone);
            }
        }
        (base, timeline)
    }

    #[test]
    fn every_moment_is_what_the_events_up_to_it_make() {
        let (base, timeline) = tape(3_500);
        let mut past = Past::at(&base, &timeline, 3_499);
        for seq in [
            3_499, 3_498, 0, 1, 999, 1_000, 1_001, 3_499, 2_000, 1_999, 17,
        ] {
            past.go(&base, &timeline, seq);
            assert_eq!(past.seq(), seq);
            let mut world = World::default();
            timeline
                .events()
                .take_while(|e| e.seq <= seq)
                .for_each(|e| world.apply(e));
            assert_eq!(past.world(), &world, "after event {seq}");
        }
    }

    #[test]
    fn what_the_timeline_has_forgotten_is_as_far_as_one_can_go() {
        let (base, timeline) = tape(CAPACITY + 700);
        let mut past = Past::at(&base, &timeline, 3);
        assert_eq!(past.seq(), 700);
        let shown = |past: &Past| past.world().log.back().map(|line| line.text.clone());
        assert_eq!(shown(&past).as_deref(), Some("700"));
        past.go(&base, &timeline, u64::MAX);
        assert_eq!(past.seq(), CAPACITY as u64 + 699);
        assert_eq!(shown(&past), Some((CAPACITY + 699).to_string()));
    }
}
