//! What stands between a board and a lesson.

pub mod reach;
pub mod verdict;
