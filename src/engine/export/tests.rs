//! What holds for every kind.

use super::*;
use crate::lesson::recorded;
use crate::timeline::from_line;
use crate::words::Lang;

/// The recording of a lesson that ships.
pub(super) fn recording(lesson: &str) -> Vec<Event> {
    let lines = recorded::shipped(lesson).expect("it ships").lines();
    lines
        .map(|line| from_line(line).expect("an event"))
        .collect()
}

/// The file of this kind.
pub(super) fn made(kind: &str, events: &[Event], lang: Lang, of: Of) -> Vec<u8> {
    let theme = Theme::named("dark").expect("a theme");
    let wanted = Wanted {
        events,
        lang,
        of,
        theme: &theme,
        animated: false,
        course: &[],
    };
    let kind = Kind::named(kind).expect("a kind");
    (kind.make)(&wanted).expect("it can be made")
}

/// The same as text.
pub(super) fn text(kind: &str, events: &[Event], lang: Lang) -> String {
    let of = Kind::named(kind).expect("a kind").of;
    String::from_utf8(made(
        kind,
        events,
        lang,
        of.first().copied().unwrap_or_default(),
    ))
    .expect("UTF-8")
}

#[test]
fn the_same_session_gives_the_same_bytes_and_another_language_others() {
    let events = recording("handshake");
    for kind in KINDS {
        for of in kind
            .of
            .iter()
            .copied()
            .chain([Of::default()])
            .take(kind.of.len().max(1))
        {
            let one = made(kind.name, &events, Lang::En, of);
            assert!(!one.is_empty(), "{}", kind.name);
            assert_eq!(one, made(kind.name, &events, Lang::En, of), "{}", kind.name);
        }
        let [en, es] = Lang::ALL.map(|lang| made(kind.name, &events, lang, Of::default()));
        assert_ne!(en, es, "{} is told in its language", kind.name);
    }
}

#[test]
fn a_kind_bears_a_name_and_an_end_of_its_own() {
    for kind in KINDS {
        let same = KINDS.iter().filter(|other| other.name == kind.name);
        assert_eq!(same.count(), 1, "{}", kind.name);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        assert!(kind.extension.chars().all(plain) && !kind.extension.is_empty());
    }
}

#[test]
fn every_row_of_a_table_has_a_cell_a_column() {
    for (lesson, calls) in [("lifecycle", 13), ("datagrams", 16)] {
        let events = recording(lesson);
        let table = text("csv", &events, Lang::En);
        let rows: Vec<Vec<String>> = table.split_terminator("\r\n").map(cells).collect();
        assert_eq!(rows.len(), events.len() + 1);
        for row in &rows {
            assert_eq!(row.len(), rows[0].len(), "{row:?}");
        }
        assert!(rows.iter().filter(|row| row[2] == "call").count() >= calls);
    }
}

/// The cells of a line, by RFC 4180.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let cell = cells.last_mut().expect("one is there");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    assert!(!quoted, "{line}");
    cells
}

#[test]
fn text_is_what_run_prints_and_bears_no_colour() {
    let printed = text("text", &recording("lifecycle"), Lang::Es);
    assert!(!printed.contains('\u{1b}'));
    assert!(printed.contains("s = socket(AF_INET, SOCK_STREAM)") && printed.contains("medido"));
}
