//! The lessons, tasks and puzzles that ship with the program, each kind in the order in which it is taught.

use std::sync::LazyLock;

use miniz_oxide::inflate::decompress_to_vec;

use super::{Lesson, LessonError, parse, parse_puzzle, parse_task};

/// Names of what ships, each with the text of its file.
pub type Texts = Vec<(&'static str, String)>;

/// The texts of a folder of `assets` in the order in which they are named, from what `build.rs` has packed; unpacked
/// when they are first asked for. What is in only one of the two is left out.
macro_rules! files {
    ($folder:literal: $($id:literal),* $(,)?) => {
        LazyLock::new(|| {
            let packed = include_bytes!(concat!(env!("OUT_DIR"), "/", $folder, ".deflate"));
            unpacked(packed, &[$($id),*])
        })
    };
}

fn unpacked(packed: &[u8], ids: &[&'static str]) -> Texts {
    let all = String::from_utf8(decompress_to_vec(packed).unwrap_or_default()).unwrap_or_default();
    let files: Vec<&str> = all.split_terminator('\0').collect();
    let text = |id: &&'static str| {
        let file = files.chunks_exact(2).find(|file| file[0] == *id)?;
        Some((*id, file[1].to_owned()))
    };
    ids.iter().filter_map(text).collect()
}

/// The names and the texts of the lessons that ship.
#[rustfmt::skip]
pub static SHIPPED: LazyLock<Texts> = files!["lessons":
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
    "fork",
];

/// The names and the texts of the tasks that ship.
#[rustfmt::skip]
pub static TASKS: LazyLock<Texts> = files!["tasks":
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
pub static PUZZLES: LazyLock<Texts> = files!["puzzles":
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
        let read = |(id, text): &(&str, String)| parse_task(id, &format!("{id}.toml"), text).ok();
        let puzzle =
            |(id, text): &(&str, String)| parse_puzzle(id, &format!("{id}.toml"), text).ok();
        let puzzles = PUZZLES.iter().filter_map(puzzle);
        TASKS.iter().filter_map(read).chain(puzzles).collect()
    });
    &ALL
}

pub(super) fn read(id: &str, text: &str) -> Result<Lesson, LessonError> {
    parse(id, &format!("assets/lessons/{id}.toml"), text)
}
