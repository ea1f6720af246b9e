//! How arguments are read. Each takes the comma before it.

use sockscope_link::{
    CallName, Control, Domain, Fds, How, Kind, Linger, MsgFlags, Opt, OptValue, PollFd, Request,
    Shape,
};

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
    let place = cursor.place();
    let old = (cursor.word()).and_then(|word| words::find(&words::OLD_DOMAINS, &word.text));
    if let Some(domain) = old {
        return Ok(domain);
    }
    cursor.go_back(place);
    cursor.one_of(&words::DOMAINS, Expected::Domain)
}

pub fn kind(cursor: &mut Cursor) -> Parsed<Kind> {
    cursor.comma()?;
    cursor.one_of(&words::KINDS, Expected::Kind)
}

/// `|SOCK_NONBLOCK`, joined to the type.
pub fn nonblock(cursor: &mut Cursor) -> Parsed<bool> {
    let mut nonblock = false;
    while cursor.eat('|') || cursor.eat('+') {
        nonblock |= cursor.one_of(&words::KIND_FLAGS, Expected::KindFlag)?;
    }
    Ok(nonblock)
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
    if cursor.at_number() {
        int(cursor)
    } else {
        cursor.one_of(&words::BACKLOGS, Expected::Backlog)
    }
}

/// What C wants behind the arguments that say something: where an address, a length or a value is to be
/// put, and how long it is. It may be left out.
pub fn filled_in(cursor: &mut Cursor, call: CallName) {
    let most = match call {
        CallName::Accept | CallName::RecvFrom | CallName::GetSockOpt => 2,
        CallName::GetSockName | CallName::GetPeerName => 2,
        CallName::Bind | CallName::Connect | CallName::SendTo => 1,
        CallName::SetSockOpt | CallName::Ioctl => 1,
        _ => 0,
    };
    for _ in 0..most {
        let place = cursor.place();
        if !(cursor.eat(',') && says_nothing(cursor)) {
            cursor.go_back(place);
            return;
        }
    }
}

/// `NULL`, `&addr`, `(struct sockaddr *)&addr`, `sizeof addr` or `sizeof(addr)`.
fn says_nothing(cursor: &mut Cursor) -> bool {
    skip_parentheses(cursor);
    if cursor.eat('&') {
        return cursor.word().is_some();
    }
    match cursor.word() {
        Some(word) if word.text == "NULL" => true,
        Some(word) if word.text == "sizeof" => skip_parentheses(cursor) || cursor.word().is_some(),
        _ => false,
    }
}

/// Passes over `( … )`, if that is next.
fn skip_parentheses(cursor: &mut Cursor) -> bool {
    let open = cursor.eat('(');
    while open && !matches!(cursor.take(), Some(')') | None) {}
    open
}

/// The text, and perhaps C's length of it: of a longer text, its beginning.
pub fn data(cursor: &mut Cursor) -> Parsed<DataExpr> {
    cursor.comma()?;
    let data = cursor.data()?;
    let end = cursor.place();
    let more = cursor.eat(',') && cursor.at_number();
    let start = cursor.place();
    // An address in figures begins with a number too.
    if !more || cursor.dotted() {
        cursor.go_back(end);
        return Ok(data);
    }
    cursor.go_back(start);
    let len = cursor.number(0, u32::MAX.into(), Expected::Number)? as usize;
    // A number alone is the length if the call has no flags, or none that could be it.
    let alone = cursor.next() != Some(',');
    let is_len = match cursor.call {
        Some(CallName::Write) => true,
        _ if alone => len != 0,
        _ => cursor.eat(',') && at_flags(cursor),
    };
    if !is_len {
        cursor.go_back(end);
        return Ok(data);
    }
    cursor.go_back(start);
    cursor.number(0, u32::MAX.into(), Expected::Number)?;
    if len > data.len() {
        let len = data.len();
        return Err(cursor.error(start, ErrorKind::TextTooShort { len }));
    }
    Ok(data.beginning(len))
}

/// Whether flags are next: a number, or a word that is one.
fn at_flags(cursor: &mut Cursor) -> bool {
    let place = cursor.place();
    let word = cursor.word();
    cursor.go_back(place);
    // An address in figures begins with a number too.
    let dotted = cursor.at_number() && cursor.dotted();
    cursor.go_back(place);
    cursor.at_number() && !dotted || word.is_some_and(|word| word.text.starts_with("MSG_"))
}

/// The size of the caller's buffer, and perhaps C's name for that before it.
pub fn len(cursor: &mut Cursor) -> Parsed<u32> {
    cursor.comma()?;
    let place = cursor.place();
    cursor.eat('&');
    if !(cursor.word().is_some() && cursor.eat(',')) {
        cursor.go_back(place);
    }
    Ok(cursor.number(0, MAX_RECV.into(), Expected::Number)? as u32)
}

/// `, MSG_PEEK|MSG_DONTWAIT` or `, 0`; it may be left out.
pub fn flags(cursor: &mut Cursor) -> Parsed<MsgFlags> {
    let place = cursor.place();
    if !cursor.eat(',') {
        return Ok(MsgFlags::NONE);
    }
    if cursor.call == Some(CallName::SendTo) && !at_flags(cursor) {
        // It is the address that comes.
        cursor.go_back(place);
        return Ok(MsgFlags::NONE);
    }
    let mut flags = MsgFlags::NONE;
    loop {
        let at = cursor.place();
        if cursor.at_number() {
            if cursor.number(0, 0, Expected::Flags).is_err() {
                return Err(cursor.unexpected_at(at, Expected::Flags));
            }
        } else {
            flags.0 |= cursor.one_of(&words::MSG_FLAGS, Expected::Flags)?;
        }
        if !cursor.eat('|') && !cursor.eat('+') {
            return Ok(flags);
        }
    }
}

pub fn how(cursor: &mut Cursor) -> Parsed<How> {
    cursor.comma()?;
    if !cursor.at_number() {
        return cursor.one_of(&words::HOWS, Expected::How);
    }
    let at = cursor.place();
    let number = cursor.number(0, 2, Expected::How);
    match number.ok().and_then(|n| words::HOWS.get(n as usize)) {
        Some((_, how)) => Ok(*how),
        None => Err(cursor.unexpected_at(at, Expected::How)),
    }
}

/// `, SO_X`, perhaps with C's level before it.
pub fn opt(cursor: &mut Cursor) -> Parsed<Opt> {
    cursor.comma()?;
    let place = cursor.place();
    let level = cursor
        .word()
        .is_some_and(|word| words::LEVELS.contains(&word.text.as_str()) && cursor.eat(','));
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
    match cursor.opt.map(Opt::shape) {
        Some(Shape::Linger) => linger(cursor).map(OptValue::Linger),
        Some(Shape::Time) => {
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

/// `, F_GETFL`, `, F_SETFL, O_NONBLOCK` or `, F_SETFL, 0`; `F_SETFL` may be left out.
pub fn control(cursor: &mut Cursor) -> Parsed<Control> {
    cursor.comma()?;
    let place = cursor.place();
    let word = cursor.word().map(|word| word.text);
    match word.as_deref() {
        Some("F_GETFL") => {
            let place = cursor.place();
            if !(cursor.eat(',') && cursor.number(0, 0, Expected::Number).is_ok()) {
                cursor.go_back(place);
            }
            Ok(Control::GetFlags)
        }
        Some("F_SETFL") => {
            cursor.comma()?;
            let nonblock = file_flags(cursor, Expected::NonBlock)?;
            Ok(Control::SetFlags { nonblock })
        }
        _ => {
            cursor.go_back(place);
            let nonblock = file_flags(cursor, Expected::Control)?;
            Ok(Control::SetFlags { nonblock })
        }
    }
}

/// `O_RDWR|O_NONBLOCK`, `0`, or what C programs write who keep the other flags:
/// `flags | O_NONBLOCK`, `fcntl(s, F_GETFL) & ~O_NONBLOCK`. Whether O_NONBLOCK is set.
pub fn file_flags(cursor: &mut Cursor, expected: Expected) -> Parsed<bool> {
    let mut nonblock = false;
    loop {
        let at = cursor.place();
        let without = cursor.eat('~');
        let word = cursor.word().map(|word| word.text);
        match word.as_deref() {
            None if !without && cursor.at_number() && cursor.number(0, 0, expected).is_ok() => {}
            Some("fcntl") if !without && skip_parentheses(cursor) => {}
            Some(word) => match words::find(&words::FILE_FLAGS, word) {
                Some(is_nonblock) => nonblock |= is_nonblock && !without,
                // The variable that keeps what F_GETFL returned.
                None if word.starts_with(|c: char| c.is_ascii_lowercase()) && !without => {}
                None => return Err(cursor.unexpected_at(at, expected)),
            },
            None => return Err(cursor.unexpected_at(at, expected)),
        }
        if !(cursor.eat('|') || cursor.eat('+')) {
            let more = cursor.call.is_some() && cursor.eat('&');
            if !more {
                return Ok(nonblock);
            }
        }
    }
}

/// `, FIONREAD` or `, FIONBIO, 1`.
pub fn request(cursor: &mut Cursor) -> Parsed<Request> {
    cursor.comma()?;
    let at = cursor.place();
    match cursor.word().as_ref().map(|word| word.text.as_str()) {
        Some("FIONREAD") => Ok(Request::Readable),
        Some("FIONBIO") => {
            cursor.comma()?;
            let on = cursor.number(0, 1, Expected::Number)?;
            Ok(Request::NonBlock(on == 1))
        }
        _ => Err(cursor.unexpected_at(at, Expected::Request)),
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
pub fn events(cursor: &mut Cursor) -> Parsed<u16> {
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

/// The three sets of `select()`: what is to be read, what is to be written, what is exceptional; each is
/// descriptors joined with `+`, or `NULL`. C's `nfds` may stand before them.
pub fn sets(cursor: &mut Cursor) -> Parsed<Fds<FdExpr>> {
    let start = cursor.place();
    if cursor.arguments_ahead() == 5 {
        while !matches!(cursor.peek(), Some(',') | None) {
            cursor.take();
        }
        cursor.eat(',');
        cursor.begin_arguments();
    } else {
        cursor.go_back(start);
    }
    let mut sets: Fds<FdExpr> = Vec::new();
    for bit in [PollFd::IN, PollFd::OUT, PollFd::PRI] {
        cursor.comma()?;
        let place = cursor.place();
        if cursor.word().is_some_and(|word| word.text == "NULL") {
            continue;
        }
        cursor.go_back(place);
        loop {
            let at = cursor.place();
            let fd = match descriptor(cursor) {
                Ok(fd) => fd,
                Err(_) => return Err(cursor.unexpected_at(at, Expected::Set)),
            };
            match sets.iter().position(|entry| entry.fd == fd) {
                Some(known) => sets[known].events |= bit,
                None if sets.len() == MAX_POLL => {
                    return Err(cursor.error(at, ErrorKind::TooManyEntries));
                }
                None => sets.push(PollFd {
                    fd,
                    events: bit,
                    revents: 0,
                }),
            }
            if !cursor.eat('+') && !cursor.eat('|') {
                break;
            }
        }
    }
    Ok(sets)
}

/// `, 1s`, or `, NULL` for ever.
pub fn wait_ms(cursor: &mut Cursor) -> Parsed<i32> {
    cursor.comma()?;
    let place = cursor.place();
    if cursor.word().is_some_and(|word| word.text == "NULL") {
        return Ok(-1);
    }
    cursor.go_back(place);
    Ok(cursor.duration(None, 0, i32::MAX.into())? as i32)
}
