//! The grammar of expectations.

use sockscope_link::{Errno, Flags, OptValue, State};

use super::wire::lane;
use crate::script::actor::Actor;
use crate::script::argument::read::{events, file_flags, linger};
use crate::script::ast::Name;
use crate::script::cursor::{Cursor, Parsed};
use crate::script::error::Expected;
use crate::script::expect::{Expect, Held, Outcome};
use crate::script::words;

/// What stands after `expect`: one thing, or several with `or` between them.
pub(super) fn expect(cursor: &mut Cursor) -> Parsed<Expect> {
    let mut all = vec![negatable(cursor, None)?];
    while eat_word(cursor, "or") {
        let next = negatable(cursor, all.first())?;
        all.push(next);
    }
    Ok(match all.pop() {
        Some(only) if all.is_empty() => only,
        last => {
            all.extend(last);
            Expect::Any(all)
        }
    })
}

/// Takes this word if it is next.
fn eat_word(cursor: &mut Cursor, wanted: &str) -> bool {
    let place = cursor.place();
    let found = cursor.word().is_some_and(|word| word.text == wanted);
    if !found {
        cursor.go_back(place);
    }
    found
}

/// Perhaps with `not` before it. After an `or`, what is said of nobody is said of whom `first` is about.
fn negatable(cursor: &mut Cursor, first: Option<&Expect>) -> Parsed<Expect> {
    if eat_word(cursor, "not") {
        return Ok(Expect::Not(Box::new(one(cursor, first)?)));
    }
    one(cursor, first)
}

fn one(cursor: &mut Cursor, first: Option<&Expect>) -> Parsed<Expect> {
    let place = cursor.place();
    let first = match first {
        Some(Expect::Not(inner)) => Some(&**inner),
        first => first,
    };
    if let Some(Expect::State { actor, name, .. }) = first
        && let Some(state) = state(cursor)
    {
        return Ok(Expect::State {
            actor: *actor,
            name: name.clone(),
            state,
        });
    }
    cursor.go_back(place);
    let said = plain(cursor)?;
    Ok(match (said, first) {
        (
            Expect::Outcome {
                actor: None,
                outcome,
            },
            Some(Expect::Outcome { actor, .. }),
        ) => Expect::Outcome {
            actor: *actor,
            outcome,
        },
        (said, _) => said,
    })
}

/// `held 2`, `held SA host->board`.
fn held(cursor: &mut Cursor) -> Parsed<Expect> {
    let what = if cursor.at_number() {
        Held::Count(cursor.number(0, u32::MAX.into(), Expected::Number)? as u32)
    } else {
        Held::Flags(flags(cursor)?)
    };
    let lane = lane(cursor)?;
    Ok(Expect::Held { what, lane })
}

/// `segment FA`, `segment A seq 1 ack 5 host->board`.
fn segment(cursor: &mut Cursor) -> Parsed<Expect> {
    Ok(Expect::Segment {
        flags: flags(cursor)?,
        seq: numbered(cursor, "seq")?,
        ack: numbered(cursor, "ack")?,
        lane: lane(cursor)?,
    })
}

/// The number after this word, if the word is next.
fn numbered(cursor: &mut Cursor, word: &str) -> Parsed<Option<u32>> {
    if !eat_word(cursor, word) {
        return Ok(None);
    }
    let number = cursor.number(0, u32::MAX.into(), Expected::Number)?;
    Ok(Some(number as u32))
}

/// Control bits as the timeline writes them: `S`, `SA`, `FA`; PSH says nothing that a lesson is about.
fn flags(cursor: &mut Cursor) -> Parsed<Flags> {
    let at = cursor.place();
    let word = cursor.word().map(|word| word.text).unwrap_or_default();
    let flags = word.chars().try_fold(Flags::default(), |flags, letter| {
        Some(match letter {
            'S' => flags | Flags::SYN,
            'F' => flags | Flags::FIN,
            'R' => flags | Flags::RST,
            'A' => flags | Flags::ACK,
            'U' => flags | Flags::URG,
            'P' => flags,
            _ => return None,
        })
    });
    match flags.filter(|_| !word.is_empty()) {
        Some(flags) => Ok(flags),
        None => Err(cursor.unexpected_at(at, Expected::Bits)),
    }
}

fn plain(cursor: &mut Cursor) -> Parsed<Expect> {
    let start = cursor.place();
    let word = cursor.word().map(|word| word.text);
    let actor = Actor::ALL
        .into_iter()
        .find(|actor| Some(actor.name()) == word.as_deref());
    match word.as_deref() {
        Some("held") => return held(cursor),
        Some("segment") => {
            return segment(cursor);
        }
        _ => {}
    }
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
        if dotted && !negative {
            return cursor.endpoint().map(Outcome::Address).map(Some);
        }
        let number = cursor.number(i64::MIN, i64::MAX, Expected::Outcome)?;
        // `0, POLLIN`: nothing on the first of two descriptors.
        if number != 0 || !cursor.eat(',') {
            return Ok(Some(Outcome::Return(number)));
        }
        cursor.go_back(start);
        return all_events(cursor).map(Outcome::Events).map(Some);
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
        "size" => {
            let size = cursor.number(0, i64::MAX, Expected::Number)?;
            Some(Outcome::Size(size as u64))
        }
        text if words::find(&words::EVENTS, text).is_some() => {
            cursor.go_back(start);
            Some(Outcome::Events(all_events(cursor)?))
        }
        text if words::find(&words::FILE_FLAGS, text).is_some() => {
            cursor.go_back(start);
            let nonblock = file_flags(cursor, Expected::NonBlock)?;
            Some(Outcome::FileFlags { nonblock })
        }
        text => match Errno::from_name(text) {
            Some(errno) => Some(Outcome::Errno(errno)),
            None if words::is_address(text) => {
                cursor.go_back(start);
                Some(Outcome::Address(cursor.endpoint()?))
            }
            None => None,
        },
    })
}

/// `POLLIN+POLLHUP`, or `POLLIN, 0` or `0, POLLIN` of two descriptors.
fn all_events(cursor: &mut Cursor) -> Parsed<Vec<u16>> {
    let mut all = vec![events(cursor)?];
    while cursor.eat(',') {
        all.push(events(cursor)?);
    }
    Ok(all)
}

/// `value 1`, `value 500ms`, `value 1, 5`, `value ECONNREFUSED` or `value SOCK_STREAM`.
fn expected_value(cursor: &mut Cursor) -> Parsed<OptValue> {
    let start = cursor.place();
    if let Some(word) = cursor.word() {
        if let Some(errno) = Errno::from_name(&word.text) {
            return Ok(OptValue::Errno(Some(errno)));
        }
        if let Some(value) = words::find(&words::VALUES, &word.text) {
            return Ok(OptValue::Int(value));
        }
        cursor.go_back(start);
    }
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
