//! The lessons, tasks and puzzles that ship with the program, each kind in the order in which it is taught.

use std::sync::LazyLock;

use super::{Lesson, LessonError, parse, parse_puzzle, parse_task};

macro_rules! files {
    ($folder:literal: $($id:literal),* $(,)?) => {
        &[$((
            $id,
            include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/", $folder, "/", $id, ".toml")),
        )),*]
    };
}

/// The names and the texts of the lessons that ship.
#[rustfmt::skip]
pub const SHIPPED: &[(&str, &str)] = files!["lessons":
    "lifecycle",
    "descriptor",
    "handshake",
    "queue",
    "addresses",
    "stream",
    "delivered",
    "window",
    "goodbye",
    "reset",
    "time-wait",
    "datagrams",
    "many",
    "wrong-order",
];

/// The names and the texts of the tasks that ship.
#[rustfmt::skip]
pub const TASKS: &[(&str, &str)] = files!["tasks":
    "make-listen",
    "make-close-wait",
    "make-syn-sent",
    "make-syn-received",
    "make-established",
    "simultaneous-open",
    "make-fin-wait-1",
    "make-fin-wait-2",
    "make-closing",
    "make-last-ack",
    "make-time-wait",
    "make-closed",
    "two-names",
    "full-queue",
    "only-here",
    "two-in-one",
    "one-in-three",
    "sent-not-there",
    "no-room",
    "unread",
    "again-please",
    "cut-short",
    "refused-later",
    "no-waiting",
    "broken-pipe",
];

/// The names and the texts of the puzzles that ship.
#[rustfmt::skip]
pub const PUZZLES: &[(&str, &str)] = files!["puzzles":
    "leak",
    "restart",
    "silence",
    "deaf",
    "glued",
    "unanswered",
    "slammed",
    "two-landlords",
    "no-echo",
    "small-steps",
];

/// Every lesson that ships. (A test reads them all: none of them is missing here.)
pub fn shipped() -> &'static [Lesson] {
    static ALL: LazyLock<Vec<Lesson>> = LazyLock::new(|| {
        SHIPPED
            .iter()
            .filter_map(|(id, text)| read(id, text).ok())
            .collect()
    });
    &ALL
}

/// Every task and puzzle that ships.
pub(super) fn tasks() -> &'static [Lesson] {
    static ALL: LazyLock<Vec<Lesson>> = LazyLock::new(|| {
        let read = |(id, text): &(&str, &str)| parse_task(id, &format!("{id}.toml"), text).ok();
        let puzzle = |(id, text): &(&str, &str)| parse_puzzle(id, &format!("{id}.toml"), text).ok();
        let puzzles = PUZZLES.iter().filter_map(puzzle);
        TASKS.iter().filter_map(read).chain(puzzles).collect()
    });
    &ALL
}

pub(super) fn read(id: &str, text: &str) -> Result<Lesson, LessonError> {
    parse(id, &format!("assets/lessons/{id}.toml"), text)
}
