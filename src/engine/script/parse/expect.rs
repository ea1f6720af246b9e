//! The grammar of expectations.

use sockscope_link::{Errno, OptValue, State};

use crate::script::actor::Actor;
use crate::script::argument::read::linger;
use crate::script::ast::Name;
use crate::script::cursor::{Cursor, Parsed};
use crate::script::error::Expected;
use crate::script::expect::{Expect, Outcome};

/// What stands after `expect`.
pub(super) fn expect(cursor: &mut Cursor) -> Parsed<Expect> {
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
