//! The course as the page knows it: of each entry its name and title, from an index; the rest is read
//! when it is opened.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use sockscope_engine::lesson::{Lesson, Puzzle, Task, Words};
use sockscope_engine::timeline;

/// One entry of the index.
#[derive(Deserialize)]
struct Entry {
    id: String,
    /// `lesson`, `task` or `puzzle`.
    kind: String,
    /// The lesson that a task or puzzle belongs to.
    #[serde(default)]
    after: String,
    title: BTreeMap<String, String>,
}

/// The entries of an index, none of which has a step yet.
pub fn course(index: &serde_json::Value) -> Vec<Arc<Lesson>> {
    let entries = Vec::<Entry>::deserialize(index).unwrap_or_default();
    entries
        .into_iter()
        .map(|entry| Arc::new(known(entry)))
        .collect()
}

fn known(entry: Entry) -> Lesson {
    let title = entry
        .title
        .into_iter()
        .map(|(code, title)| (code.into(), title));
    let after = entry.after;
    let is_task = entry.kind == "task";
    let is_puzzle = entry.kind == "puzzle";
    Lesson {
        id: entry.id,
        title: Words::told(&timeline::Words(title.collect())),
        task: is_task.then(|| Task {
            after: after.clone(),
            ..Task::default()
        }),
        puzzle: is_puzzle.then(|| Puzzle {
            after,
            ..Puzzle::default()
        }),
        ..Lesson::default()
    }
}

/// Puts an entry that was read into its place.
pub fn put(course: &mut Vec<Arc<Lesson>>, lesson: Lesson) {
    let lesson = Arc::new(lesson);
    match course.iter_mut().find(|entry| entry.id == lesson.id) {
        Some(entry) => *entry = lesson,
        None => course.push(lesson),
    }
}
