//! The course: all that is learnt, in the order in which it is taught; one name space.

use std::sync::{Arc, LazyLock};

use super::{Lesson, Progress, shipped};

/// Everything that ships, in the course's order.
pub fn course() -> &'static [Arc<Lesson>] {
    static ALL: LazyLock<Vec<Arc<Lesson>>> =
        LazyLock::new(|| shipped().iter().cloned().map(Arc::new).collect());
    &ALL
}

/// The first of `course` that is not done.
pub fn next<'a>(course: &'a [Arc<Lesson>], progress: &Progress) -> Option<&'a Arc<Lesson>> {
    course.iter().find(|entry| !progress.is_done(&entry.id))
}
