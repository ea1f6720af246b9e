//! The words on the drawn screen that can be explained, and the cells they stand in.

use ratatui::buffer::Buffer;
use sockscope_link::{CallName, Errno, State};

use crate::words::term::{self, Sort};

/// A word on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The word, as [`about`](crate::words::about::about) knows it.
    pub word: String,
    /// Its first cell: column and row.
    pub at: (u16, u16),
    /// How many cells it takes.
    pub cells: u16,
}

/// All of them, as they are read.
pub fn found(buf: &Buffer) -> Vec<Found> {
    let width = usize::from(buf.area.width).max(1);
    let rows = (buf.area.y..).zip(buf.content.chunks(width));
    let mut all = Vec::new();
    for (y, row) in rows {
        let first = |symbol: &str| symbol.chars().next().unwrap_or(' ');
        let row: Vec<char> = row.iter().map(|cell| first(cell.symbol())).collect();
        let in_row = in_row(&row).into_iter().map(|(word, from, to)| Found {
            word,
            at: (buf.area.x + from as u16, y),
            cells: (to - from) as u16,
        });
        all.extend(in_row);
    }
    all
}

/// The words of one row, each with its first column and the one after it.
fn in_row(row: &[char]) -> Vec<(String, usize, usize)> {
    let mut all: Vec<(String, usize, usize)> = Vec::new();
    let mut x = 0;
    while x < row.len() {
        let end = end_of_word(row, x);
        if end > x {
            all.extend(of_word(row, x, end));
            x = end;
        } else {
            all.extend(sign(row, x));
            x += 1;
        }
    }
    with_transitions(row, all)
}

/// A word's characters: letters of names, digits, `_` and the `-` within.
fn end_of_word(row: &[char], from: usize) -> usize {
    let is_in = |c: &char| c.is_alphanumeric() || *c == '_' || *c == '-';
    let length = row[from..].iter().take_while(|c| is_in(c)).count();
    match row[from] {
        '-' => from,
        _ => from + length,
    }
}

/// A call before its parenthesis, a name in capitals, or a segment's number: the word whole, else its parts.
fn of_word(row: &[char], from: usize, to: usize) -> Vec<(String, usize, usize)> {
    let text: String = row[from..to].iter().collect();
    let after = row.get(to).copied();
    if CallName::from_name(&text).is_some_and(|call| call.name() == text) && after == Some('(') {
        return vec![(format!("{text}()"), from, to)];
    }
    if is_name(&text) || (is_number(&text) && has_number(row, to)) {
        return vec![(text, from, to)];
    }
    // Of `PSH-ACK`, each bit.
    let mut parts = Vec::new();
    let mut x = from;
    for part in text.split('-') {
        let end = x + part.chars().count();
        if part != text && is_name(part) {
            parts.push((part.to_owned(), x, end));
        }
        x = end + 1;
    }
    parts
}

/// A state, an errno, an option, a flag, a bit: all are written in capitals.
fn is_name(text: &str) -> bool {
    if !text.starts_with(char::is_uppercase) {
        return false;
    }
    State::ALL.iter().any(|state| state.name() == text)
        || Errno::ALL.iter().any(|errno| errno.name() == text)
        || term::all().any(|term| term.name == text)
}

/// `seq`, `ack`, `win` …
fn is_number(text: &str) -> bool {
    let is_it = |term: &term::Term| term.name == text && term.sort == Sort::Sign;
    text.starts_with(char::is_lowercase) && term::all().any(|term| is_it(&term))
}

fn has_number(row: &[char], at: usize) -> bool {
    row.get(at) == Some(&'=') && row.get(at + 1).is_some_and(char::is_ascii_digit)
}

/// A sign of a call, of a segment's line or of a timer. The same glyphs stand elsewhere too, and mean something
/// else there.
fn sign(row: &[char], x: usize) -> Option<(String, usize, usize)> {
    let is_line = |c: Option<&char>| c == Some(&'─');
    let ends_line = is_line(row.get(x + 1)) || (x > 0 && is_line(row.get(x - 1)));
    let one = |word: &str| Some((word.to_owned(), x, x + 1));
    match row[x] {
        '✓' | '✗' | '⋯' | '▸' if marks_call(&row[x + 1..]) => one(&row[x].to_string()),
        '‖' | '×' if ends_line => one(&row[x].to_string()),
        '↻' => one("↻ 3 s"),
        _ => None,
    }
}

/// Whether a call follows, as the flow and the presenter's view write it: `⋯ a = accept(s)`, `✓ host: close(c)`.
fn marks_call(after: &[char]) -> bool {
    let text: String = after.iter().take_while(|c| **c != '(').collect();
    let Some(text) = text.strip_prefix(' ') else {
        return false;
    };
    let text = text
        .strip_prefix("host: ")
        .or_else(|| text.strip_prefix("board: "))
        .unwrap_or(text);
    let call = text.split_once(" = ").map_or(text, |(_, call)| call);
    CallName::from_name(call).is_some_and(|name| name.name() == call)
}

/// The same and, after two states with an arrow between them, their transition.
fn with_transitions(
    row: &[char],
    words: Vec<(String, usize, usize)>,
) -> Vec<(String, usize, usize)> {
    let mut all: Vec<(String, usize, usize)> = Vec::new();
    for (word, from, to) in words {
        let before = all.last().cloned();
        all.push((word.clone(), from, to));
        let Some((first, start, end)) = before else {
            continue;
        };
        let between: String = row[end..from].iter().collect();
        // The second state has its sign before it.
        let is_arrow = between.trim().starts_with('→') && between.trim().chars().count() <= 3;
        let transition = format!("{first} → {word}");
        if is_arrow && !crate::words::about::about(&transition, crate::words::Lang::En).is_empty() {
            all.push((transition, start, to));
        }
    }
    all
}
