//! The words that stand for keys where nobody presses any: `sockscope talk`.

use super::Action;
use crate::words::{Lang, Text, t};

/// What each word does. In a text the first word is the one that is named; the others are understood, too.
pub const SPOKEN: &[(Action, Text)] = &[
    (Action::Next, t::TALK_NEXT),
    (Action::Back, t::TALK_BACK),
    (Action::First, t::TALK_FIRST),
    (Action::Live, t::TALK_NOW),
    (Action::Steps, t::TALK_STEPS),
    (Action::Notes, t::TALK_NOTE),
    (Action::Hint, t::TALK_HINT),
    (Action::Calls, t::TALK_CALLS),
    (Action::Prompt, t::TALK_CALL),
    (Action::Side, t::TALK_SIDE),
    (Action::Freeze, t::TALK_FREEZE),
    (Action::Release, t::TALK_RELEASE),
    (Action::ReleaseAll, t::TALK_RELEASE_ALL),
    (Action::Drop, t::TALK_DROP),
    (Action::Duplicate, t::TALK_DUPLICATE),
    (Action::Reorder, t::TALK_SWAP),
    (Action::Predictions, t::TALK_QUESTIONS),
    (Action::Lesson, t::TALK_LESSONS),
    (Action::Restart, t::TALK_RESTART),
    (Action::Role, t::TALK_ROLE),
    (Action::Board, t::TALK_BOARDS),
    (Action::Keep, t::TALK_KEEP),
    (Action::Language, t::TALK_LANGUAGE),
    (Action::Quit, t::TALK_QUIT),
];

/// The word for an action.
pub fn spoken(action: Action, lang: Lang) -> Option<&'static str> {
    let (_, text) = SPOKEN.iter().find(|(of, _)| *of == action)?;
    text.get(lang).split(", ").next()
}
