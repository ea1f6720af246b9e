//! The text of the learner's source, read when the first call comes from it: only then is it known to be what runs.

use std::collections::HashMap;
use std::fs;
use std::ops::Range;

use crate::peer::Peer;
use crate::timeline::{MOST_PROGRAM, SourceLine, SourcePart};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// What was read of a program's source.
pub struct Texts {
    peer: Peer,
    /// By file, the lines that need not be looked for any more.
    told: HashMap<String, Vec<Range<u32>>>,
    /// How many bytes may still be kept.
    room: usize,
}

impl Texts {
    /// Nothing yet, of the program at this end.
    pub fn new(peer: Peer) -> Texts {
        Texts {
            peer,
            told: HashMap::new(),
            room: MOST_PROGRAM,
        }
    }

    /// What is to be told of the file that a call comes from, which process `pid` makes: nothing if its line was told
    /// before, or cannot be read.
    pub fn bring(&mut self, line: &SourceLine, pid: i32) -> Option<SourcePart> {
        let told = self.told.entry(line.file.clone()).or_default();
        if told.iter().any(|lines| lines.contains(&line.line)) {
            return None;
        }
        let read = read(&line.file, pid);
        let part =
            read.map(|(text, changed)| SourcePart::new(self.peer, line, &text, changed, self.room));
        let lines = part.as_ref().map(SourcePart::numbers);
        // What is not there, or finds no room, is not looked for again.
        let all = 0..u32::MAX;
        told.push(
            lines
                .filter(|lines| lines.contains(&line.line))
                .unwrap_or(all),
        );
        let part = part?;
        self.room = self.room.saturating_sub(part.text.len());
        Some(part)
    }
}

/// A source file, and whether it was changed after the program that runs was compiled.
fn read(file: &str, pid: i32) -> Option<(String, bool)> {
    if let Some(text) = crate::example::source(file) {
        return Some((text.to_owned(), false));
    }
    let known = fs::metadata(file).ok()?;
    if !known.is_file() || known.len() > LARGEST {
        return None;
    }
    let bytes = fs::read(file).ok()?;
    let made = fs::metadata(format!("/proc/{pid}/exe")).and_then(|made| made.modified());
    let is_newer = matches!((known.modified(), made), (Ok(source), Ok(made)) if source > made);
    // An interpreter reads the source itself.
    let is_compiled = !file.ends_with(".py");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Some((text, is_compiled && is_newer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_once_and_what_is_not_there_never() {
        let here = i32::try_from(std::process::id()).expect("a process");
        let line = |file: &str, line| SourceLine {
            file: file.to_owned(),
            line,
            function: String::new(),
        };
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/learner/text.rs");
        let mut texts = Texts::new(Peer::Board);
        let part = texts.bring(&line(file, 1), here).expect("this file");
        assert_eq!((part.peer, part.first), (Peer::Board, 1));
        assert!(
            part.text
                .starts_with("//! The text of the learner's source")
        );
        assert_eq!(texts.bring(&line(file, 2), here), None);
        assert_eq!(texts.bring(&line("/nowhere/server.c", 1), here), None);
        // A folder and a device are no files.
        assert_eq!(texts.bring(&line("/", 1), here), None);
        assert_eq!(texts.bring(&line("/dev/zero", 1), here), None);
        texts.room = 10;
        let other = concat!(env!("CARGO_MANIFEST_DIR"), "/src/learner/mod.rs");
        let left_out = texts
            .bring(&line(other, 1), here)
            .expect("that it is left out");
        assert!(left_out.text.is_empty() && left_out.lines > 1);
        assert_eq!(texts.bring(&line(other, 1), here), None);
    }
}
