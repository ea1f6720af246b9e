//! Worlds that are kept on the way, so that none of a long timeline has to be folded from its
//! beginning: looking back on the stage and reading a long recording go by the same index.

use super::World;

/// How many events lie between two kept worlds at first.
pub const STRIDE: u64 = 1_000;

/// How many worlds are kept at most; beyond, every second one makes room, and the stride doubles. A
/// world shares what it remembers with its neighbours, and is about a megabyte at the most.
const MOST: usize = 48;

/// A world that is kept.
#[derive(Clone, Debug)]
pub struct Kept<M> {
    /// The number of the first event that is not in it yet.
    pub next: u64,
    /// What is so before that event.
    pub world: World,
    /// What else is needed to go on from there.
    pub mark: M,
}

/// Worlds in order.
#[derive(Clone, Debug)]
pub struct Index<M> {
    kept: Vec<Kept<M>>,
    stride: u64,
}

impl<M: Clone> Index<M> {
    /// An index that begins with this world.
    pub fn new(first: Kept<M>) -> Index<M> {
        Index {
            kept: vec![first],
            stride: STRIDE,
        }
    }

    /// The youngest world that is kept and holds no event from number `seq` on; else the oldest.
    pub fn before(&self, seq: u64) -> &Kept<M> {
        let after = self.kept.partition_point(|kept| kept.next <= seq);
        &self.kept[after.saturating_sub(1)]
    }

    /// Keeps the world before event `next`, if it is as far from the last as the stride.
    pub fn pass(&mut self, next: u64, world: &World, mark: &M) {
        let last = self.kept.last().map_or(0, |kept| kept.next);
        if next < last.saturating_add(self.stride) {
            return;
        }
        self.kept.push(Kept {
            next,
            world: world.clone(),
            mark: mark.clone(),
        });
        if self.kept.len() > MOST {
            let mut number = 0;
            self.kept.retain(|_| {
                number += 1;
                number % 2 == 1
            });
            self.stride *= 2;
        }
    }

    /// Forgets the worlds before event `first`, all but the one to begin with.
    pub fn forget_before(&mut self, first: u64, base: &World, mark: M) {
        if self.kept[0].next >= first {
            return;
        }
        self.kept.retain(|kept| kept.next > first);
        let base = Kept {
            next: first,
            world: base.clone(),
            mark,
        };
        self.kept.insert(0, base);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_long_it_gets_few_worlds_are_kept_and_one_is_near() {
        let world = World::default();
        let first = |mark| Kept {
            next: 0,
            world: World::default(),
            mark,
        };
        let mut index = Index::new(first(0));
        for next in 0..1_000_000 {
            index.pass(next, &world, &next);
        }
        assert!(index.kept.len() <= MOST);
        for seq in [0, 1, 999, 1_000, 54_321, 999_999] {
            let kept = index.before(seq);
            assert!(kept.next <= seq && seq - kept.next <= 2 * index.stride);
            assert_eq!(kept.next, kept.mark);
        }
        index.forget_before(500_500, &world, 500_500);
        assert_eq!(index.before(0).next, 500_500);
        assert_eq!(index.before(500_500).mark, 500_500);
    }
}
