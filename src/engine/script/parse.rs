//! The grammar: from a line to what it says.

use std::time::Duration;

use sockscope_link::{Errno, Linger, Opt, OptValue, State};

use super::ast::*;
use super::cursor::{Cursor, Parsed};
use super::error::{ErrorKind, Expected, ScriptError};
use super::words;
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
                Some(actor) => LineKind::Call(call_line(cursor, actor)?),
                None => LineKind::Wire(wire(cursor)?),
            };
            cursor.end()?;
            Ok(kind)
        }
        "expect" => {
            cursor.eat(':');
            let expect = expect(cursor)?;
            cursor.end()?;
            Ok(LineKind::Expect(expect))
        }
        "timeout" => {
            cursor.eat(':');
            let ms = cursor
                .duration(Some(1000), 1, MAX_TIMEOUT_MS)
                .map_err(in_seconds)?;
            cursor.end()?;
            Ok(LineKind::Timeout(Duration::from_millis(ms as u64)))
        }
        "note" => {
            cursor.eat(':');
            Ok(LineKind::Note(cursor.rest()))
        }
        _ => {
            let is_call = cursor.eat('=') || words::form(&word.text).is_some();
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
    let Some(form) = words::form(&callee.text) else {
        return Err(cursor.unexpected_at(callee.at, Expected::Call));
    };
    cursor.form = Some(form);
    cursor.expect('(', Expected::OpenParen)?;
    let call = arguments(cursor, &callee.text)?;
    if cursor.next() == Some(',') {
        return Err(cursor.unexpected(Expected::CloseParen));
    }
    cursor.expect(')', Expected::CloseParen)?;
    cursor.form = None;
    if assign.is_some() && !call.makes_fd() {
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

/// The arguments of the call `name`, without the parentheses.
fn arguments(cursor: &mut Cursor, name: &str) -> Parsed<CallExpr> {
    match name {
        "socket" => return socket(cursor),
        "poll" => return poll(cursor),
        _ => {}
    }
    let fd = descriptor(cursor)?;
    Ok(match name {
        "bind" => CallExpr::Bind {
            fd,
            addr: address(cursor)?,
        },
        "connect" => CallExpr::Connect {
            fd,
            addr: address(cursor)?,
        },
        "listen" => CallExpr::Listen {
            fd,
            backlog: int_argument(cursor)?,
        },
        "accept" => {
            nulls(cursor);
            CallExpr::Accept { fd }
        }
        "send" => CallExpr::Send {
            fd,
            data: data(cursor, true)?,
        },
        "write" => CallExpr::Write {
            fd,
            data: data(cursor, false)?,
        },
        "sendto" => {
            let data = data(cursor, false)?;
            let start = cursor.place();
            // C's fourth argument, the flags, may stand there if it is 0.
            comma(cursor)?;
            let flags = cursor.at_number() && cursor.number(0, 0, Expected::Flags).is_ok();
            if !(flags && cursor.next() == Some(',')) {
                cursor.go_back(start);
            }
            CallExpr::SendTo {
                fd,
                data,
                addr: address(cursor)?,
            }
        }
        "recv" => CallExpr::Recv {
            fd,
            len: buffer(cursor, true)?,
        },
        "read" => CallExpr::Read {
            fd,
            len: buffer(cursor, false)?,
        },
        "recvfrom" => CallExpr::RecvFrom {
            fd,
            len: buffer(cursor, true)?,
        },
        "shutdown" => {
            comma(cursor)?;
            CallExpr::Shutdown {
                fd,
                how: cursor.one_of(&words::HOWS, Expected::How)?,
            }
        }
        "close" => CallExpr::Close { fd },
        "getsockname" => CallExpr::GetSockName { fd },
        "getpeername" => CallExpr::GetPeerName { fd },
        "getsockopt" => CallExpr::GetSockOpt {
            fd,
            opt: option(cursor)?,
        },
        "setsockopt" => {
            let opt = option(cursor)?;
            comma(cursor)?;
            CallExpr::SetSockOpt {
                fd,
                opt,
                value: option_value(cursor, opt)?,
            }
        }
        "fcntl" => CallExpr::SetNonBlock {
            fd,
            on: nonblock(cursor)?,
        },
        "fstat" => CallExpr::Fstat { fd },
        _ => return Err(cursor.unexpected(Expected::Call)),
    })
}

fn comma(cursor: &mut Cursor) -> Parsed<()> {
    cursor.expect(',', Expected::Comma)
}

fn descriptor(cursor: &mut Cursor) -> Parsed<FdExpr> {
    if cursor.at_number() {
        let number = cursor.number(i32::MIN.into(), i32::MAX.into(), Expected::Descriptor)?;
        return Ok(FdExpr::Number(number as i32));
    }
    match cursor.word() {
        Some(word) => Ok(FdExpr::Name(cursor.name(word)?)),
        None => Err(cursor.unexpected(Expected::Descriptor)),
    }
}

fn address(cursor: &mut Cursor) -> Parsed<Endpoint> {
    comma(cursor)?;
    cursor.endpoint()
}

fn int(cursor: &mut Cursor) -> Parsed<i32> {
    Ok(cursor.number(i32::MIN.into(), i32::MAX.into(), Expected::Number)? as i32)
}

fn int_argument(cursor: &mut Cursor) -> Parsed<i32> {
    comma(cursor)?;
    int(cursor)
}

/// `, NULL, NULL`: what C programs that do not ask for the client's address write.
fn nulls(cursor: &mut Cursor) {
    for _ in 0..2 {
        let place = cursor.place();
        if !(cursor.eat(',') && cursor.word().is_some_and(|word| word.text == "NULL")) {
            cursor.go_back(place);
            return;
        }
    }
}

fn data(cursor: &mut Cursor, has_flags: bool) -> Parsed<DataExpr> {
    comma(cursor)?;
    let data = cursor.data()?;
    if has_flags {
        no_flags(cursor)?;
    }
    Ok(data)
}

fn buffer(cursor: &mut Cursor, has_flags: bool) -> Parsed<u32> {
    comma(cursor)?;
    let len = cursor.number(0, CallExpr::MAX_RECV.into(), Expected::Number)? as u32;
    if has_flags {
        no_flags(cursor)?;
    }
    Ok(len)
}

/// The `flags` of C, which may be left out and can only be 0.
fn no_flags(cursor: &mut Cursor) -> Parsed<()> {
    if !cursor.eat(',') {
        return Ok(());
    }
    let at = cursor.place();
    match cursor.number(0, 0, Expected::Flags) {
        Ok(_) => Ok(()),
        Err(_) => Err(cursor.unexpected_at(at, Expected::Flags)),
    }
}

fn socket(cursor: &mut Cursor) -> Parsed<CallExpr> {
    let domain = cursor.one_of(&words::DOMAINS, Expected::Domain)?;
    comma(cursor)?;
    let kind = cursor.one_of(&words::KINDS, Expected::Kind)?;
    let mut protocol = 0;
    if cursor.eat(',') {
        protocol = if cursor.at_number() {
            int(cursor)?
        } else {
            cursor.one_of(&words::PROTOCOLS, Expected::Protocol)?
        };
    }
    Ok(CallExpr::Socket {
        domain,
        kind,
        protocol,
    })
}

/// `, SO_X`, perhaps with C's level before it.
fn option(cursor: &mut Cursor) -> Parsed<Opt> {
    comma(cursor)?;
    let place = cursor.place();
    let level = cursor.word().is_some_and(|word| {
        matches!(word.text.as_str(), "SOL_SOCKET" | "IPPROTO_TCP") && cursor.eat(',')
    });
    if !level {
        cursor.go_back(place);
    }
    cursor.one_of(&words::OPTIONS, Expected::Option)
}

fn option_value(cursor: &mut Cursor, opt: Opt) -> Parsed<OptValue> {
    match opt {
        Opt::Linger => linger(cursor).map(OptValue::Linger),
        Opt::RcvTimeo | Opt::SndTimeo => {
            let ms = cursor.duration(None, 0, u32::MAX.into())?;
            Ok(OptValue::Millis(ms as u32))
        }
        _ => int(cursor).map(OptValue::Int),
    }
}

/// `1, 5` or `{1, 5}`: `l_onoff` and `l_linger`.
fn linger(cursor: &mut Cursor) -> Parsed<Linger> {
    let braced = cursor.eat('{');
    let on = cursor.number(0, 1, Expected::Number)? == 1;
    comma(cursor)?;
    let seconds = cursor.number(0, u16::MAX.into(), Expected::Number)? as u16;
    if braced && !cursor.eat('}') {
        return Err(cursor.unexpected(Expected::CloseParen));
    }
    Ok(Linger { on, seconds })
}

/// `, F_SETFL, O_NONBLOCK` or `, F_SETFL, 0`; `F_SETFL` may be left out.
fn nonblock(cursor: &mut Cursor) -> Parsed<bool> {
    comma(cursor)?;
    let mut at = cursor.place();
    let mut word = cursor.word();
    let mut expected = Expected::SetFlags;
    if word.as_ref().is_some_and(|word| word.text == "F_SETFL") {
        comma(cursor)?;
        expected = Expected::NonBlock;
        at = cursor.place();
        word = cursor.word();
    }
    match word {
        Some(word) if word.text == "O_NONBLOCK" => Ok(true),
        None if cursor.at_number() && cursor.number(0, 0, expected).is_ok() => Ok(false),
        _ => Err(cursor.unexpected_at(at, expected)),
    }
}

/// `s POLLIN, c POLLIN+POLLOUT, 1000`
fn poll(cursor: &mut Cursor) -> Parsed<CallExpr> {
    let mut fds = Vec::new();
    loop {
        let start = cursor.place();
        if cursor.at_number() {
            // A number is the timeout unless events follow it.
            let timeout = cursor.duration(Some(1), -1, i32::MAX.into());
            if matches!(cursor.next(), Some(')' | ',') | None) {
                return Ok(CallExpr::Poll {
                    fds,
                    timeout_ms: timeout? as i32,
                });
            }
        }
        cursor.go_back(start);
        if fds.len() == CallExpr::MAX_POLL {
            return Err(cursor.error(start, ErrorKind::TooManyEntries));
        }
        let fd = descriptor(cursor)?;
        fds.push(PollExpr {
            fd,
            events: events(cursor)?,
        });
        comma(cursor)?;
    }
}

/// `POLLIN+POLLOUT`, `POLLIN|POLLOUT` or `0`.
fn events(cursor: &mut Cursor) -> Parsed<u16> {
    if cursor.at_number() {
        let at = cursor.place();
        return match cursor.number(0, 0, Expected::Events) {
            Ok(_) => Ok(0),
            Err(_) => Err(cursor.unexpected_at(at, Expected::Events)),
        };
    }
    let mut set = 0;
    loop {
        set |= cursor.one_of(&words::EVENTS, Expected::Events)?;
        if !cursor.eat('+') && !cursor.eat('|') {
            return Ok(set);
        }
    }
}

fn wire(cursor: &mut Cursor) -> Parsed<WireCommand> {
    let at = cursor.place();
    let verb = cursor.word().map(|word| word.text.to_ascii_lowercase());
    Ok(match verb.as_deref() {
        Some("open") => WireCommand::Open(lane(cursor)?),
        Some("hold") => WireCommand::Hold(lane(cursor)?),
        Some("release") => WireCommand::Release(pick(cursor)?),
        Some("drop") => WireCommand::Drop(pick(cursor)?),
        Some("duplicate") => WireCommand::Duplicate(pick(cursor)?),
        Some("delay") => {
            let ms = cursor.duration(Some(1), 0, WireCommand::MAX_DELAY_MS.into())? as u32;
            WireCommand::Delay {
                ms,
                lane: lane(cursor)?,
            }
        }
        Some("reorder") => WireCommand::Reorder(lane(cursor)?),
        _ => return Err(cursor.unexpected_at(at, Expected::WireVerb)),
    })
}

/// A direction, or nothing, which is both.
fn lane(cursor: &mut Cursor) -> Parsed<Lane> {
    lane_or(cursor, Expected::Lane)
}

fn lane_or(cursor: &mut Cursor, expected: Expected) -> Parsed<Lane> {
    if matches!(cursor.next(), None | Some(';')) {
        return Ok(Lane::Both);
    }
    let at = cursor.place();
    let from = cursor.word().map(|word| word.text.to_ascii_lowercase());
    if from.as_deref() == Some("both") {
        return Ok(Lane::Both);
    }
    let actor = |word: &str| Actor::ALL.into_iter().find(|actor| actor.name() == word);
    let from = from.as_deref().and_then(actor);
    let arrow = cursor.eat('-') && cursor.eat('>');
    let to = cursor
        .word()
        .and_then(|word| actor(&word.text.to_ascii_lowercase()));
    match (from, arrow, to) {
        // From one end to the other, not to itself, and both by name or both by part.
        (Some(from), true, Some(to)) if from.opposite() == to => Ok(Lane::From(from)),
        _ => Err(cursor.unexpected_at(at, expected)),
    }
}

fn pick(cursor: &mut Cursor) -> Parsed<Pick> {
    if cursor.at_number() {
        let count = cursor.number(1, Pick::MAX_COUNT.into(), Expected::Pick)? as u32;
        return Ok(Pick::Next {
            count,
            lane: lane(cursor)?,
        });
    }
    let place = cursor.place();
    match cursor
        .word()
        .map(|word| word.text.to_ascii_lowercase())
        .as_deref()
    {
        Some("all") => Ok(Pick::All(lane(cursor)?)),
        Some("segment") => Ok(Pick::Id(
            cursor.number(0, u32::MAX.into(), Expected::Number)? as u32,
        )),
        _ => {
            cursor.go_back(place);
            Ok(Pick::Next {
                count: 1,
                lane: lane_or(cursor, Expected::Pick)?,
            })
        }
    }
}

fn expect(cursor: &mut Cursor) -> Parsed<Expect> {
    let start = cursor.place();
    let word = cursor.word().map(|word| word.text);
    let actor = Actor::ALL
        .into_iter()
        .find(|actor| Some(actor.name()) == word.as_deref());
    let Some(actor) = actor else {
        cursor.go_back(start);
        if let Some(outcome) = outcome(cursor)? {
            return Ok(Expect::Outcome {
                actor: None,
                outcome,
            });
        }
        return Err(cursor.unexpected_at(start, Expected::Outcome));
    };
    if cursor.eat('.') {
        let Some(word) = cursor.word() else {
            return Err(cursor.unexpected(Expected::Name));
        };
        let mut name = cursor.name(word)?;
        // A connection that nobody accepted yet is named after its listener: `s.1`.
        if cursor.eat('.') {
            let number = cursor.number(1, u32::MAX.into(), Expected::Number)?;
            name = Name(format!("{name}.{number}"));
        }
        let name = Some(name);
        let at = cursor.place();
        return match state(cursor) {
            Some(state) => Ok(Expect::State { actor, name, state }),
            None => Err(cursor.unexpected_at(at, Expected::State)),
        };
    }
    let at = cursor.place();
    if let Some(state) = state(cursor) {
        return Ok(Expect::State {
            actor,
            name: None,
            state,
        });
    }
    cursor.go_back(at);
    match outcome(cursor)? {
        Some(outcome) => Ok(Expect::Outcome {
            actor: Some(actor),
            outcome,
        }),
        None => Err(cursor.unexpected_at(at, Expected::Outcome)),
    }
}

/// A state's name; `_` does for its hyphens.
fn state(cursor: &mut Cursor) -> Option<State> {
    State::from_name(&cursor.hyphen_word()?.text.replace('_', "-"))
}

/// How a call ends; `None` if nothing of the kind is next.
fn outcome(cursor: &mut Cursor) -> Parsed<Option<Outcome>> {
    if cursor.at_data() {
        return cursor.data().map(Outcome::Data).map(Some);
    }
    let start = cursor.place();
    if cursor.at_number() {
        // An address in figures has a dot.
        let negative = cursor.eat('-');
        let dotted = cursor.dotted();
        cursor.go_back(start);
        return Ok(Some(if dotted && !negative {
            Outcome::Address(cursor.endpoint()?)
        } else {
            Outcome::Return(cursor.number(i64::MIN, i64::MAX, Expected::Outcome)?)
        }));
    }
    if matches!(cursor.next(), Some('[' | '(')) {
        return cursor.endpoint().map(Outcome::Address).map(Some);
    }
    let Some(word) = cursor.word() else {
        return Ok(None);
    };
    Ok(match word.text.as_str() {
        "ok" => Some(Outcome::Ok),
        "blocked" => Some(Outcome::Blocked),
        "value" => Some(Outcome::Value(expected_value(cursor)?)),
        text => match Errno::from_name(text) {
            Some(errno) => Some(Outcome::Errno(errno)),
            None if Expected::Address.words().contains(&text) => {
                cursor.go_back(start);
                Some(Outcome::Address(cursor.endpoint()?))
            }
            None => None,
        },
    })
}

/// `value 1`, `value 500ms` or `value 1, 5`.
fn expected_value(cursor: &mut Cursor) -> Parsed<OptValue> {
    let start = cursor.place();
    let plain = cursor.number(i32::MIN.into(), i32::MAX.into(), Expected::Number);
    match plain {
        Ok(_) if cursor.next() == Some(',') => {
            cursor.go_back(start);
            linger(cursor).map(OptValue::Linger)
        }
        Ok(value) => Ok(OptValue::Int(value as i32)),
        Err(error) => {
            cursor.go_back(start);
            match cursor.duration(None, 0, u32::MAX.into()) {
                Ok(ms) => Ok(OptValue::Millis(ms as u32)),
                Err(_) => Err(error),
            }
        }
    }
}
