//! A list that shares its items with its copies.
//!
//! A world is copied when the past is looked at, and most of it is the same before and after. A copy
//! of a list costs one pointer an item; an item is copied when it is changed in one of the two.

use std::collections::VecDeque;
use std::collections::vec_deque;
use std::iter::Map;
use std::ops::{Index, RangeBounds};
use std::sync::Arc;

/// Items in order, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct List<T>(VecDeque<Arc<T>>);

impl<T> Default for List<T> {
    fn default() -> Self {
        List(VecDeque::new())
    }
}

/// The items of a list, oldest first.
pub type Iter<'a, T> = Map<vec_deque::Iter<'a, Arc<T>>, fn(&'a Arc<T>) -> &'a T>;

impl<T> List<T> {
    /// The items, oldest first.
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.iter().map(Arc::as_ref)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The item at this index, if there is one.
    pub fn get(&self, index: usize) -> Option<&T> {
        self.0.get(index).map(Arc::as_ref)
    }

    /// The items of this range.
    pub fn range(&self, range: impl RangeBounds<usize>) -> Iter<'_, T> {
        self.0.range(range).map(Arc::as_ref)
    }

    /// How many items at the beginning are so, in a list that is sorted by it.
    pub fn partition_point(&self, is: impl Fn(&T) -> bool) -> usize {
        self.0.partition_point(|item| is(item))
    }

    /// The oldest.
    pub fn front(&self) -> Option<&T> {
        self.0.front().map(Arc::as_ref)
    }

    /// The youngest.
    pub fn back(&self) -> Option<&T> {
        self.0.back().map(Arc::as_ref)
    }

    /// The index of the item with this key, in a list that is sorted by it.
    pub fn search<K: Ord>(&self, key: &K, of: impl Fn(&T) -> K) -> Option<usize> {
        self.0.binary_search_by_key(key, |item| of(item)).ok()
    }

    pub(super) fn push(&mut self, item: T) {
        self.0.push_back(Arc::new(item));
    }

    /// Adds an item; where there are `most` of them, the oldest makes room.
    pub(super) fn remember(&mut self, item: T, most: usize) {
        if self.0.len() >= most {
            self.0.pop_front();
        }
        self.push(item);
    }

    pub(super) fn remove(&mut self, index: usize) {
        self.0.remove(index);
    }
}

impl<T: Clone> List<T> {
    /// The youngest item that is so, to be changed. Only the last `among` are looked at.
    pub(super) fn find_mut(&mut self, among: usize, is: impl Fn(&T) -> bool) -> Option<&mut T> {
        let mut items = self.0.iter_mut().rev().take(among);
        items.find(|item| is(item)).map(Arc::make_mut)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.0.get_mut(index).map(Arc::make_mut)
    }
}

impl<T> Index<usize> for List<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        &self.0[index]
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::List;

    #[test]
    fn a_copy_shares_what_is_not_changed() {
        let mut one = List::default();
        (0..3).for_each(|number| one.push(number));
        let mut other = one.clone();
        *other.find_mut(usize::MAX, |number| *number == 1).unwrap() = 9;
        assert_eq!(one.iter().copied().collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(other.iter().copied().collect::<Vec<_>>(), [0, 9, 2]);
        let same = |at: usize| std::ptr::eq(&raw const one[at], &raw const other[at]);
        assert_eq!([same(0), same(1), same(2)], [true, false, true]);
    }

    #[test]
    fn the_oldest_makes_room() {
        let mut list = List::default();
        (0..5).for_each(|number| list.remember(number, 3));
        assert_eq!(list.iter().copied().collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(list.search(&3, |number| *number), Some(1));
        assert_eq!(list.find_mut(1, |number| *number == 2), None, "too old");
    }
}
