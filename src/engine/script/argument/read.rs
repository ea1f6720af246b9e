//! How arguments are read. Each takes the comma before it.

use sockscope_link::{CallName, Domain, Fds, How, Kind, Linger, Opt, OptValue, PollFd};

use crate::script::ast::{DataExpr, Endpoint, FdExpr};
use crate::script::cursor::{Cursor, Parsed};
use crate::script::error::{ErrorKind, Expected};
use crate::script::words;
use crate::script::{MAX_POLL, MAX_RECV};

pub fn fd(cursor: &mut Cursor) -> Parsed<FdExpr> {
    cursor.comma()?;
    descriptor(cursor)
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

pub fn domain(cursor: &mut Cursor) -> Parsed<Domain> {
    cursor.comma()?;
    cursor.one_of(&words::DOMAINS, Expected::Domain)
}

pub fn kind(cursor: &mut Cursor) -> Parsed<Kind> {
    cursor.comma()?;
    cursor.one_of(&words::KINDS, Expected::Kind)
}

/// It may be left out.
pub fn protocol(cursor: &mut Cursor) -> Parsed<i32> {
    if !cursor.eat(',') {
        return Ok(0);
    }
    if cursor.at_number() {
        int(cursor)
    } else {
        cursor.one_of(&words::PROTOCOLS, Expected::Protocol)
    }
}

pub fn addr(cursor: &mut Cursor) -> Parsed<Endpoint> {
    cursor.comma()?;
    cursor.endpoint()
}

fn int(cursor: &mut Cursor) -> Parsed<i32> {
    Ok(cursor.number(i32::MIN.into(), i32::MAX.into(), Expected::Number)? as i32)
}

pub fn backlog(cursor: &mut Cursor) -> Parsed<i32> {
    cursor.comma()?;
    int(cursor)
}

/// Nothing, or `, NULL, NULL`: what C programs that do not ask for the client's address write.
pub fn nulls(cursor: &mut Cursor) {
    for _ in 0..2 {
        let place = cursor.place();
        if !(cursor.eat(',') && cursor.word().is_some_and(|word| word.text == "NULL")) {
            cursor.go_back(place);
            return;
        }
    }
}

pub fn data(cursor: &mut Cursor) -> Parsed<DataExpr> {
    cursor.comma()?;
    let data = cursor.data()?;
    match cursor.call {
        Some(CallName::Send) => no_flags(cursor)?,
        Some(CallName::SendTo) => {
            // C's fourth argument, the flags, may stand there if it is 0.
            let start = cursor.place();
            cursor.comma()?;
            let flags = cursor.at_number() && cursor.number(0, 0, Expected::Flags).is_ok();
            if !(flags && cursor.next() == Some(',')) {
                cursor.go_back(start);
            }
        }
        _ => {}
    }
    Ok(data)
}

pub fn len(cursor: &mut Cursor) -> Parsed<u32> {
    cursor.comma()?;
    let len = cursor.number(0, MAX_RECV.into(), Expected::Number)? as u32;
    if cursor.call != Some(CallName::Read) {
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

pub fn how(cursor: &mut Cursor) -> Parsed<How> {
    cursor.comma()?;
    cursor.one_of(&words::HOWS, Expected::How)
}

/// `, SO_X`, perhaps with C's level before it.
pub fn opt(cursor: &mut Cursor) -> Parsed<Opt> {
    cursor.comma()?;
    let place = cursor.place();
    let level = cursor.word().is_some_and(|word| {
        matches!(word.text.as_str(), "SOL_SOCKET" | "IPPROTO_TCP") && cursor.eat(',')
    });
    if !level {
        cursor.go_back(place);
    }
    let opt = cursor.one_of(&words::OPTIONS, Expected::Option)?;
    cursor.opt = Some(opt);
    Ok(opt)
}

/// The value of the option that was read just before.
pub fn value(cursor: &mut Cursor) -> Parsed<OptValue> {
    cursor.comma()?;
    match cursor.opt {
        Some(Opt::Linger) => linger(cursor).map(OptValue::Linger),
        Some(Opt::RcvTimeo | Opt::SndTimeo) => {
            let ms = cursor.duration(None, 0, u32::MAX.into())?;
            Ok(OptValue::Millis(ms as u32))
        }
        _ => int(cursor).map(OptValue::Int),
    }
}

/// `1, 5` or `{1, 5}`: `l_onoff` and `l_linger`.
pub fn linger(cursor: &mut Cursor) -> Parsed<Linger> {
    let braced = cursor.eat('{');
    let on = cursor.number(0, 1, Expected::Number)? == 1;
    cursor.expect(',', Expected::Comma)?;
    let seconds = cursor.number(0, u16::MAX.into(), Expected::Number)? as u16;
    if braced && !cursor.eat('}') {
        return Err(cursor.unexpected(Expected::CloseParen));
    }
    Ok(Linger { on, seconds })
}

/// `, F_SETFL, O_NONBLOCK` or `, F_SETFL, 0`; `F_SETFL` may be left out.
pub fn on(cursor: &mut Cursor) -> Parsed<bool> {
    cursor.comma()?;
    let mut at = cursor.place();
    let mut word = cursor.word();
    let mut expected = Expected::SetFlags;
    if word.as_ref().is_some_and(|word| word.text == "F_SETFL") {
        cursor.comma()?;
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

/// `s POLLIN, c POLLIN+POLLOUT`, up to the time.
pub fn fds(cursor: &mut Cursor) -> Parsed<Fds<FdExpr>> {
    let mut fds = Vec::new();
    loop {
        let before = cursor.place();
        cursor.comma()?;
        let start = cursor.place();
        if cursor.at_number() {
            // A number is the time unless events follow it.
            let _ = cursor.duration(Some(1), -1, i32::MAX.into());
            if matches!(cursor.next(), Some(')' | ',') | None) {
                cursor.go_back(before);
                return Ok(fds);
            }
        }
        cursor.go_back(start);
        if fds.len() == MAX_POLL {
            return Err(cursor.error(start, ErrorKind::TooManyEntries));
        }
        fds.push(PollFd {
            fd: descriptor(cursor)?,
            events: events(cursor)?,
            revents: 0,
        });
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

pub fn timeout_ms(cursor: &mut Cursor) -> Parsed<i32> {
    cursor.comma()?;
    Ok(cursor.duration(Some(1), -1, i32::MAX.into())? as i32)
}
