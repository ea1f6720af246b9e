//! The course: lessons, tasks and puzzles in the order in which they are taught; one name space.
//!
//! ```text
//!   lifecycle ─ its tasks ─ its puzzles ─ descriptor ─ its tasks ─ …
//! ```

use std::sync::{Arc, LazyLock};

use super::shipped::tasks;
use super::{Lesson, Progress, shipped};
use crate::words::{Text, t};

/// What an entry of the course is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something is shown, step by step.
    Lesson,
    /// A goal is to be reached.
    Task,
    /// A fault is to be found and mended.
    Puzzle,
}

impl Kind {
    /// Its name, as listings have it.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Lesson => "lesson",
            Kind::Task => "task",
            Kind::Puzzle => "puzzle",
        }
    }

    /// What it is called.
    pub const fn title(self) -> Text {
        match self {
            Kind::Lesson => t::COURSE_LESSON,
            Kind::Task => t::COURSE_TASK,
            Kind::Puzzle => t::COURSE_PUZZLE,
        }
    }
}

/// Everything that ships, in the course's order.
pub fn course() -> &'static [Arc<Lesson>] {
    static ALL: LazyLock<Vec<Arc<Lesson>>> =
        LazyLock::new(|| in_order(shipped().iter().chain(tasks()).cloned()));
    &ALL
}

/// Each lesson with its tasks and puzzles behind it; at the end, those of a lesson that there is not.
pub fn in_order(all: impl Iterator<Item = Lesson>) -> Vec<Arc<Lesson>> {
    let mut left: Vec<Arc<Lesson>> = all.map(Arc::new).collect();
    let lessons: Vec<_> = left
        .extract_if(.., |entry| entry.after().is_none())
        .collect();
    let mut course = Vec::new();
    for lesson in lessons {
        let own = left.extract_if(.., |entry| entry.after() == Some(lesson.id.as_str()));
        let own: Vec<_> = own.collect();
        course.push(lesson);
        course.extend(own);
    }
    course.append(&mut left);
    course
}

/// The lesson, task or puzzle that ships under this name.
pub fn find(id: &str) -> Option<&'static Lesson> {
    let found = course().iter().find(|entry| entry.id == id);
    found.map(Arc::as_ref)
}

/// The first of `course` that is not done.
pub fn next<'a>(course: &'a [Arc<Lesson>], progress: &Progress) -> Option<&'a Arc<Lesson>> {
    course.iter().find(|entry| !progress.is_done(&entry.id))
}
