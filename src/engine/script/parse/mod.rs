//! The grammar: from a line to what it says.

mod expect;
mod wire;

use std::time::Duration;

use sockscope_link::CallName;

use super::actor::Actor;
use super::argument;
use super::cursor::{Cursor, Parsed};
use super::error::{ErrorKind, Expected, ScriptError};
use super::line::{CallLine, Line, LineKind};
use super::{MAX_LINE, MAX_LINES, MAX_SCRIPT};

/// The longest `timeout`, in milliseconds: a day.
const MAX_TIMEOUT_MS: i64 = 86_400_000;

/// Reads a whole script. Empty lines and comments leave nothing behind.
///
/// # Errors
/// The first line that is not accepted.
pub fn parse(text: &str) -> Result<Vec<Line>, ScriptError> {
    let too_long = |line| ScriptError::new(line, &[], 0, 1, None, ErrorKind::ScriptTooLong);
    if text.len() > MAX_SCRIPT {
        return Err(too_long(1));
    }
    let mut lines = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A line ends with LF, CR LF, or CR alone.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (i, line) in text.lines().enumerate() {
        let number = i as u32 + 1;
        if i >= MAX_LINES {
            return Err(too_long(number));
        }
        lines.extend(parse_line(line, number)?);
    }
    Ok(lines)
}

/// Reads line `number` of a script; `None` if nothing but space or a comment is on it.
///
/// # Errors
/// What is wrong with it, where, and what would be right.
pub fn parse_line(text: &str, number: u32) -> Result<Option<Line>, ScriptError> {
    line(text, number, None)
}

/// Reads a line typed at a prompt that belongs to `actor`: a call without `host:` or the like is
/// the actor's.
///
/// # Errors
/// Those of [`parse_line`].
pub fn parse_line_for(actor: Actor, text: &str, number: u32) -> Result<Option<Line>, ScriptError> {
    line(text, number, Some(actor))
}

fn line(text: &str, number: u32, actor: Option<Actor>) -> Result<Option<Line>, ScriptError> {
    let chars: Vec<char> = text.trim_end().chars().take(MAX_LINE + 1).collect();
    if chars.len() > MAX_LINE {
        let kind = ErrorKind::LineTooLong;
        return Err(ScriptError::new(number, &chars, MAX_LINE, 1, None, kind));
    }
    let mut cursor = Cursor::new(&chars, number);
    let start = cursor.place();
    if cursor.next().is_none() {
        return Ok(None);
    }
    let kind = line_kind(&mut cursor, actor)?;
    let source = cursor.since(start).trim_end().to_string();
    Ok(Some(Line {
        number,
        source,
        kind,
    }))
}

fn line_kind(cursor: &mut Cursor, default: Option<Actor>) -> Parsed<LineKind> {
    let start = cursor.place();
    let Some(word) = cursor.word() else {
        return Err(cursor.unexpected(Expected::LineStart));
    };
    let lower = word.text.to_ascii_lowercase();
    let actor = Actor::ALL.into_iter().find(|actor| actor.name() == lower);
    match lower.as_str() {
        _ if actor.is_some() || lower == "wire" => {
            cursor.expect(':', Expected::Colon)?;
            let kind = match actor {
                Some(Actor::Board) if is_reset(cursor) => LineKind::Reset,
                Some(actor) => LineKind::Call(call_line(cursor, actor)?),
                None => LineKind::Wire(wire::wire(cursor)?),
            };
            cursor.end()?;
            Ok(kind)
        }
        "expect" => {
            cursor.eat(':');
            let expect = expect::expect(cursor)?;
            cursor.end()?;
            Ok(LineKind::Expect(expect))
        }
        "timeout" => Ok(LineKind::Timeout(seconds(cursor)?)),
        "sleep" => Ok(LineKind::Sleep(seconds(cursor)?)),
        "note" => {
            cursor.eat(':');
            Ok(LineKind::Note(cursor.rest()))
        }
        _ => {
            let is_call = cursor.eat('=') || CallName::from_name(&word.text).is_some();
            match default {
                Some(actor) => {
                    cursor.go_back(start);
                    let call = call_line(cursor, actor)?;
                    cursor.end()?;
                    Ok(LineKind::Call(call))
                }
                None if is_call => {
                    cursor.go_back(start + word.text.len());
                    Err(cursor.error(start, ErrorKind::NoActor))
                }
                None => Err(cursor.unexpected_at(start, Expected::LineStart)),
            }
        }
    }
}

/// `reset`, and nothing that would make it a name.
fn is_reset(cursor: &mut Cursor) -> bool {
    let place = cursor.place();
    let reset = (cursor.word()).is_some_and(|word| word.text.eq_ignore_ascii_case("reset"))
        && matches!(cursor.next(), None | Some(';'));
    if !reset {
        cursor.go_back(place);
    }
    reset
}

/// The time of a line that is about time: `5`, `500ms`, and `(5)`, as C calls it.
fn seconds(cursor: &mut Cursor) -> Parsed<Duration> {
    cursor.eat(':');
    let open = cursor.eat('(');
    let ms = cursor
        .duration(Some(1000), 1, MAX_TIMEOUT_MS)
        .map_err(in_seconds)?;
    if open {
        cursor.expect(')', Expected::CloseParen)?;
    }
    cursor.end()?;
    Ok(Duration::from_millis(ms as u64))
}

/// A `timeout` is mostly written in seconds, so its range is told in them.
fn in_seconds(mut error: ScriptError) -> ScriptError {
    if matches!(error.kind, ErrorKind::OutOfRange { .. }) {
        error.kind = ErrorKind::TimeoutOutOfRange;
    }
    error
}

fn call_line(cursor: &mut Cursor, actor: Actor) -> Parsed<CallLine> {
    let start = cursor.place();
    let Some(first) = cursor.word() else {
        return Err(cursor.unexpected(Expected::Call));
    };
    let (assign, callee) = if cursor.eat('=') {
        cursor.go_back(start + first.text.len());
        let name = cursor.name(first)?;
        cursor.eat('=');
        let Some(callee) = cursor.word() else {
            return Err(cursor.unexpected(Expected::Call));
        };
        (Some(name), callee)
    } else {
        (None, first)
    };
    let Some(name) = CallName::from_name(&callee.text) else {
        return Err(cursor.unexpected_at(callee.at, Expected::Call));
    };
    cursor.begin_call(name);
    cursor.expect('(', Expected::OpenParen)?;
    cursor.begin_arguments();
    let call = argument::read_call(cursor, name)?;
    argument::read::filled_in(cursor, name);
    if cursor.next() == Some(',') {
        return Err(cursor.unexpected(Expected::CloseParen));
    }
    cursor.expect(')', Expected::CloseParen)?;
    cursor.call = None;
    if assign.is_some() && !name.makes_fd() {
        cursor.go_back(callee.at);
        return Err(cursor.error(start, ErrorKind::NothingToName));
    }
    let background = cursor.eat('&');
    Ok(CallLine {
        actor,
        assign,
        call,
        background,
    })
}
