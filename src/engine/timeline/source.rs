//! The text of the learner's source: so much of it that a recording shows each call's line where the file is not
//! there, or has been changed.

use serde::{Deserialize, Serialize};

use super::SourceLine;
use crate::peer::Peer;

/// How much of one file is kept at once, in bytes; of a longer one, the lines around the call.
pub const MOST_FILE: usize = 64 << 10;

/// How much of all files of a program is kept, in bytes.
pub const MOST_PROGRAM: usize = 256 << 10;

/// How many lines of a longer file are kept on each side of the call's.
const AROUND: usize = 200;

/// A file of the learner's source, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePart {
    /// Whose program was made of it.
    pub peer: Peer,
    /// The file's path, as the calls' [`SourceLine`] has it. It is a name and no more: nobody opens it again.
    pub file: String,
    /// The number of the first line of `text`, from 1.
    pub first: u32,
    /// How many lines the file has.
    pub lines: u32,
    /// Its lines; empty if there was no room left for them.
    pub text: String,
    /// Whether the file was changed after the program was compiled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
}

impl SourcePart {
    /// Of a file with this text, the whole or what is around `line`, in `room` bytes at most.
    pub fn new(peer: Peer, line: &SourceLine, text: &str, changed: bool, room: usize) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let room = room.min(MOST_FILE);
        let at = usize::try_from(line.line).unwrap_or(usize::MAX);
        let at = at.saturating_sub(1);
        let around = |reach: usize| at.saturating_sub(reach)..lines.len().min(at + reach + 1);
        let bytes = |lines: &[&str]| lines.iter().map(|line| line.len() + 1).sum::<usize>();
        let mut kept = 0..lines.len();
        let mut reach = AROUND;
        while bytes(&lines[kept.clone()]) > room && !kept.is_empty() {
            kept = match at < lines.len() {
                true if kept != around(0) => around(reach),
                _ => 0..0,
            };
            reach /= 2;
        }
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        SourcePart {
            peer,
            file: line.file.clone(),
            first: number(kept.start + 1),
            lines: number(lines.len()),
            text: lines[kept].iter().map(|line| format!("{line}\n")).collect(),
            changed,
        }
    }

    /// The numbers of the lines that it has.
    pub fn numbers(&self) -> std::ops::Range<u32> {
        let count = u32::try_from(self.text.lines().count()).unwrap_or(u32::MAX);
        self.first..self.first.saturating_add(count)
    }

    /// Its lines, each with its number.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &str)> {
        self.numbers().zip(self.text.lines())
    }

    /// How many bytes of text it holds.
    pub fn bytes(&self) -> usize {
        self.file.len() + self.text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str, line: u32, room: usize) -> SourcePart {
        let line = SourceLine {
            file: "/home/ana/server.c".into(),
            line,
            function: String::new(),
        };
        SourcePart::new(Peer::Host, &line, text, false, room)
    }

    #[test]
    fn a_file_is_kept_whole_where_it_fits() {
        let whole = part("one\n\n\tthree", 3, MOST_PROGRAM);
        assert_eq!((whole.numbers(), whole.lines), (1..4, 3));
        assert_eq!(whole.numbered().last(), Some((3, "\tthree")));
        // A line that the file does not have takes nothing away.
        assert_eq!(part("one", 900, MOST_PROGRAM).numbers(), 1..2);
    }

    #[test]
    fn of_a_long_file_what_is_around_the_call_is_kept() {
        let text = "x".repeat(99) + "\n";
        let text = text.repeat(2_000);
        let around = part(&text, 1_000, MOST_PROGRAM);
        assert_eq!((around.numbers(), around.lines), (800..1_201, 2_000));
        assert_eq!(part(&text, 1, MOST_PROGRAM).numbers(), 1..202);
        assert_eq!(part(&text, 2_000, MOST_PROGRAM).numbers(), 1_800..2_001);
        // The less room there is, the fewer.
        let little = part(&text, 1_000, 1_000);
        assert!(little.numbers().contains(&1_000) && little.text.len() <= 1_000);
        assert_eq!(part(&text, 1_000, 100).numbers(), 1_000..1_001);
        for (line, room) in [(1_000, 99), (0, 0), (u32::MAX, 1_000), (2_001, 1_000)] {
            assert_eq!(part(&text, line, room).text, "", "{line} {room}");
        }
    }

    #[test]
    fn no_room_is_overdrawn_whatever_the_file() {
        let mut seed = 9_u32;
        let mut next = |most: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) % most
        };
        for _ in 0..300 {
            let lines = (0..next(600)).map(|_| "ñ".repeat(next(400) as usize) + "\n");
            let text: String = lines.collect();
            let (line, room) = (next(700), next(200_000) as usize);
            let kept = part(&text, line, room);
            assert!(kept.text.len() <= room.min(MOST_FILE));
            assert!(kept.text.is_empty() || kept.numbers().end <= kept.lines + 1);
            for (number, shown) in kept.numbered() {
                assert_eq!(text.lines().nth(number as usize - 1), Some(shown));
            }
        }
    }
}
