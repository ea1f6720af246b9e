//! The grammar of the wire's lines.

use crate::script::actor::Actor;
use crate::script::cursor::{Cursor, Parsed};
use crate::script::error::Expected;
use crate::script::wire::{Cutting, Lane, Pick, WireCommand};

/// A command after `wire:`.
pub(super) fn wire(cursor: &mut Cursor) -> Parsed<WireCommand> {
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
        Some("unplug") => WireCommand::Cut(Cutting::Cable),
        Some("plug") => WireCommand::Mend(Cutting::Cable),
        Some("off") => WireCommand::Cut(end(cursor)?),
        Some("on") => WireCommand::Mend(end(cursor)?),
        Some("timers") => {
            cursor.one_of(&[("real", ())], Expected::Timers)?;
            WireCommand::RealTimers
        }
        _ => return Err(cursor.unexpected_at(at, Expected::WireVerb)),
    })
}

/// Whose machine.
fn end(cursor: &mut Cursor) -> Parsed<Cutting> {
    let actors = Actor::ALL.map(|actor| (actor.name(), actor));
    cursor.one_of(&actors, Expected::End).map(Cutting::End)
}

/// A direction, or nothing, which is both.
pub(super) fn lane(cursor: &mut Cursor) -> Parsed<Lane> {
    lane_or(cursor, Expected::Lane)
}

fn lane_or(cursor: &mut Cursor, expected: Expected) -> Parsed<Lane> {
    if matches!(cursor.next(), None | Some(';')) {
        return Ok(Lane::Both);
    }
    let at = cursor.place();
    if cursor.word().is_some_and(|word| word.text == "or") {
        cursor.go_back(at);
        return Ok(Lane::Both);
    }
    cursor.go_back(at);
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
