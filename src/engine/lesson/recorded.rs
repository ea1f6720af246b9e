//! Recordings of the lessons that ship: a run of each, for replay and export without any network. A
//! command of the program makes them (`sockscope recordings`), a test compares them with a run.

use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_to_vec;

use super::{Lesson, Step, Timers, Words};
use crate::timeline;

/// A recording of `assets/recordings`, as `build.rs` has packed it.
struct Recording {
    /// The lesson.
    id: &'static str,
    packed: &'static [u8],
    lines: OnceLock<String>,
}

impl Recording {
    const fn new(id: &'static str, packed: &'static [u8]) -> Recording {
        let lines = OnceLock::new();
        Recording { id, packed, lines }
    }

    fn lines(&self) -> &str {
        self.lines.get_or_init(|| {
            let lines = decompress_to_vec(self.packed).unwrap_or_default();
            String::from_utf8(lines).unwrap_or_default()
        })
    }
}

// `SHIPPED`, a row a recording.
include!(concat!(env!("OUT_DIR"), "/recordings.rs"));

/// The recording of the lesson that ships under this name.
pub fn shipped(id: &str) -> Option<&'static str> {
    let found = SHIPPED.iter().find(|recording| recording.id == id);
    found.map(Recording::lines)
}

/// Adds what a recording tells of a step to the lesson that it is of: titles and captions, and nothing to
/// run. So a teacher's own lesson is told without its file.
pub fn hear(lesson: &mut Lesson, index: usize, title: &timeline::Words, say: &timeline::Words) {
    /// More steps than any lesson has.
    const MOST: usize = 1_000;
    if index >= MOST {
        return;
    }
    if lesson.steps.len() <= index {
        lesson.steps.resize(index + 1, step());
    }
    lesson.steps[index].title = Words::told(title);
    lesson.steps[index].say = Words::told(say);
}

/// A lesson of which nothing is known yet but its name, and what the one of the course that bears it says.
pub fn named(id: &str, found: Option<&Lesson>) -> Lesson {
    let name = timeline::Words([("en".into(), id.to_owned())].into());
    Lesson {
        id: id.to_owned(),
        title: found.map_or_else(|| Words::told(&name), |lesson| lesson.title.clone()),
        about: Words::default(),
        needs_gate: false,
        panel: found.and_then(|lesson| lesson.panel),
        timers: Timers::default(),
        program: None,
        practice: Vec::new(),
        next: None,
        task: None,
        puzzle: None,
        steps: Vec::new(),
    }
}

fn step() -> Step {
    Step {
        id: String::new(),
        title: Words::default(),
        say: Words::default(),
        predict: None,
        panel: None,
        note: None,
        needs: None,
        run: Vec::new(),
        expect: Vec::new(),
    }
}
