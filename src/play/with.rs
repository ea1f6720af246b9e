//! What the other end of a stepped program does, as `--with` names it.

use super::own::Other;
use super::program::{Program, load};
use crate::fill;
use crate::lesson::Step;
use crate::peer::Peer;
use crate::script::{Line, LineKind, Role};
use crate::words::{Lang, t};

/// The other end does nothing by itself: its calls are made by hand.
const BY_HAND: &str = "board";

/// What `--with` names.
///
/// # Errors
/// There is no such thing, or its lines are not for the other end: in words.
pub fn other(with: Option<&str>, role: Role, lang: Lang) -> Result<Other, String> {
    let Some(with) = with else {
        return Ok(Other::Half);
    };
    if with == BY_HAND {
        return Ok(Other::Lines(Vec::new()));
    }
    let lines = match load(with, lang)?.0 {
        Program::Lesson(lesson) => {
            let lines = lesson.steps.iter().flat_map(Step::lines).cloned();
            lines
                .filter(|line| caller(line, role) == Some(Peer::Board))
                .collect()
        }
        Program::Script(lines) => lines,
        Program::Stdin | Program::Own(_) => return Err(fill!(lang, t::STEP_WITH_STDIN)),
    };
    match lines
        .iter()
        .find(|line| caller(line, role) == Some(Peer::Host))
    {
        Some(line) => Err(fill!(
            lang,
            t::STEP_WITH_HOST,
            file = with,
            line = line.number
        )),
        None => Ok(Other::Lines(lines)),
    }
}

/// What the wire between two programs is told, as `--with` names it.
///
/// # Errors
/// There is no such script, or a line of it is a call: in words.
pub fn wire(with: Option<&str>, role: Role, lang: Lang) -> Result<Vec<Line>, String> {
    let Some(with) = with.filter(|with| *with != BY_HAND) else {
        return Ok(Vec::new());
    };
    let Program::Script(lines) = load(with, lang)?.0 else {
        return Err(fill!(lang, t::STEP_WITH_NO_SCRIPT, file = with));
    };
    let calls = |line: &&Line| caller(line, role).is_some() || line.kind == LineKind::Reset;
    match lines.iter().find(calls) {
        Some(line) => Err(fill!(
            lang,
            t::STEP_WITH_CALL,
            file = with,
            line = line.number
        )),
        None => Ok(lines),
    }
}

/// Who makes the call of this line, if it makes one.
fn caller(line: &Line, role: Role) -> Option<Peer> {
    match &line.kind {
        LineKind::Call(call) => Some(call.actor.peer(role)),
        _ => None,
    }
}
