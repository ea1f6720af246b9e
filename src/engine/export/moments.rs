//! Where a story halts: after each of its moments, or after some of them where there are many.

use crate::timeline::Timeline;

/// The events after which a story halts.
pub(super) struct Moments {
    /// Their numbers.
    pub at: Vec<u64>,
    /// Of so many moments one is there.
    pub one_of: usize,
}

impl Moments {
    /// Where each moment ends, as the stage goes through them; the first and the last event too. Of more than
    /// `most` there are as many as that, evenly spread.
    pub fn of(timeline: &Timeline, most: usize) -> Moments {
        let last = timeline.next_seq().saturating_sub(1);
        let mut at = vec![timeline.first_seq()];
        while let Some(before) = at.last().copied().filter(|before| *before < last) {
            at.push(timeline.moment_after(before).max(before + 1));
        }
        let one_of = at.len().div_ceil(most.max(1));
        let (end, mut places) = (at.len() - 1, 0..);
        at.retain(|_| {
            let place = places.next().unwrap_or(end);
            place == end || place % one_of == 0
        });
        Moments { at, one_of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::recording;

    #[test]
    fn of_many_moments_some_are_there_evenly_spread_from_the_first_to_the_last() {
        let mut timeline = Timeline::default();
        for event in recording("lifecycle") {
            timeline.push(event.t_us, event.what);
        }
        let all = Moments::of(&timeline, usize::MAX);
        assert_eq!(all.one_of, 1);
        let some = Moments::of(&timeline, 10);
        assert_eq!(some.one_of, all.at.len().div_ceil(10));
        let (last, spread) = some.at.split_last().expect("moments");
        assert_eq!(Some(last), all.at.last());
        let every: Vec<u64> = all.at.iter().copied().step_by(some.one_of).collect();
        assert!(every.starts_with(spread) && spread.len() >= 9, "{spread:?}");
    }
}
