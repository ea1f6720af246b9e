//! Every mistake of a file at once, for its author: what is read goes on after a mistake where it can.

use std::cell::RefCell;

use super::parse::{Source, lesson};
use super::puzzle::puzzle;
use super::task::task;
use super::{Lesson, LessonError, parse, parse_puzzle, parse_task};

/// How many fields that are wrong are looked past.
const MOST_FIELDS: usize = 50;

/// What a file is: a lesson, or with a table of that name a task or a puzzle.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Lesson,
    Task,
    Puzzle,
}

impl Form {
    fn of(text: &str) -> Form {
        let has = |table: &str| text.lines().any(|line| line.trim() == table);
        match (has("[task]"), has("[puzzle]")) {
            (true, _) => Form::Task,
            (false, true) => Form::Puzzle,
            (false, false) => Form::Lesson,
        }
    }
}

/// Reads a lesson, a task or a puzzle: whichever the file is.
///
/// # Errors
/// As for [`parse`](parse()).
pub fn parse_any(id: &str, file: &str, text: &str) -> Result<Lesson, LessonError> {
    match Form::of(text) {
        Form::Lesson => parse(id, file, text),
        Form::Task => parse_task(id, file, text),
        Form::Puzzle => parse_puzzle(id, file, text),
    }
}

/// Every mistake that can be found in the text of a file, in the order of their places.
pub fn check(id: &str, file: &str, text: &str) -> Vec<LessonError> {
    let form = Form::of(text);
    let mut found: Vec<LessonError> = Vec::new();
    // A field that is wrong hides what stands behind it: it is noted, made a comment, and looked past.
    let mut text = text.to_owned();
    for _ in 0..MOST_FIELDS {
        let source = Source {
            file,
            text: &text,
            found: Some(RefCell::new(Vec::new())),
        };
        let read = match form {
            Form::Lesson => lesson(id, &source),
            Form::Task => task(id, &source),
            Form::Puzzle => puzzle(id, &source),
        };
        let mild = source.found.map(RefCell::into_inner).unwrap_or_default();
        let Err(error) = read else {
            found.extend(mild);
            break;
        };
        let line = error.place.map(|(line, _)| line);
        let again = found.iter().any(|other| other.place == error.place);
        if !again {
            found.push(error);
        }
        match line
            .and_then(|line| without(&text, line))
            .filter(|_| !again)
        {
            Some(next) => text = next,
            None => break,
        }
    }
    found.sort_by_key(|error| error.place);
    found.dedup();
    found
}

/// The text with its line `number` (from 1) as a comment, every other byte at its place; `None` if that
/// line is no field of its own.
fn without(text: &str, number: u32) -> Option<String> {
    let mut lines = text.split_inclusive('\n');
    let before: usize = (1..number).map(|_| lines.next().map_or(0, str::len)).sum();
    let line = lines.next()?;
    let first = line.chars().next().filter(char::is_ascii_lowercase)?;
    line.contains('=').then(|| {
        let rest = &text[before + first.len_utf8()..];
        format!("{}#{rest}", &text[..before])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{PUZZLES, SHIPPED, TASKS};
    use crate::words::Lang;
    use proptest::prelude::*;

    const WRONG: &str = "title = { en = \"\", es = \"Título\" }\nabuot = 1\n\
        about = { en = \"About\", es = \"Acerca\" }\nneeds_gat = true\n\n[[step]]\nid = \"One\"\n\
        title = { en = \"One\", es = \"Uno\" }\nsay = { en = \"Say\", es = \"Decir\" }\n\
        run = [\"host: conect(c, BOARD:7)\", \"host: bnd(s, HOST:7)\"]\nexpect = [\"host: close(s)\"]\n";

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let found = check("x", "x.toml", WRONG);
        let places: Vec<u32> = found.iter().filter_map(|e| Some(e.place?.0)).collect();
        let all: Vec<String> = found.iter().map(|e| e.display(Lang::Es)).collect();
        assert_eq!(places, [1, 2, 4, 7, 10, 10, 11], "{all:#?}");
        assert!(all[4].contains("connect"), "{}", all[4]);
    }

    #[test]
    fn nothing_is_found_in_what_ships() {
        for (id, text) in SHIPPED.iter().chain(&*TASKS).chain(&*PUZZLES) {
            let found = check(id, id, text);
            assert!(found.is_empty(), "{found:#?}");
            assert_eq!(
                parse_any(id, id, text).map(|read| read.id),
                Ok((*id).to_owned())
            );
        }
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic(
            which in 0..SHIPPED.len() + TASKS.len() + PUZZLES.len(),
            at in any::<prop::sample::Index>(),
            len in 0..40usize,
            put in ".{0,12}",
        ) {
            let mut all = SHIPPED.iter().chain(&*TASKS).chain(&*PUZZLES);
            let (id, text) = all.nth(which).expect("it is there");
            let mut chars: Vec<char> = text.chars().collect();
            let start = at.index(chars.len());
            let end = (start + len).min(chars.len());
            chars.splice(start..end, put.chars());
            let text: String = chars.into_iter().collect();
            let ok = parse_any(id, "f", &text).is_ok();
            prop_assert_eq!(check(id, "f", &text).is_empty(), ok);
        }
    }
}
