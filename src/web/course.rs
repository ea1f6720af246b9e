//! The course as the page knows it: of each entry its name and title, from an index; the rest is read
//! when it is opened.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use sockscope_engine::lesson::{
    self, Kind, Lesson, LessonError, Puzzle, Task, Words, parse_puzzle, parse_task,
};
use sockscope_engine::timeline;

/// One entry of the index.
#[derive(Deserialize)]
pub struct Entry {
    id: String,
    /// `lesson`, `task` or `puzzle`.
    kind: String,
    /// The lesson that a task or puzzle belongs to.
    #[serde(default)]
    after: String,
    title: BTreeMap<String, String>,
}

/// The entries of an index, none of which has a step yet.
pub fn course(index: Vec<Entry>) -> Vec<Arc<Lesson>> {
    index
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

/// Reads the file of an entry.
///
/// # Errors
/// It is none of its kind.
pub fn read(entry: &Lesson, text: &str) -> Result<Lesson, LessonError> {
    let id = &entry.id;
    match entry.kind() {
        Kind::Lesson => lesson::parse(id, id, text),
        Kind::Task => parse_task(id, id, text),
        Kind::Puzzle => parse_puzzle(id, id, text),
    }
}
