//! What the page says around the stage.

use std::collections::BTreeMap;

use sockscope_engine::words::{Lang, Text, t};

const TEXTS: [Text; 28] = [
    t::PAGE_SIMULATED,
    t::PAGE_FILM,
    t::PAGE_FILM_SIMULATED,
    t::PAGE_STEER,
    t::PAGE_SCREEN,
    t::PAGE_SCREEN_HOW,
    t::PAGE_BACK,
    t::PAGE_NEXT,
    t::PAGE_FREEZE,
    t::PAGE_OPEN,
    t::PAGE_RELEASE,
    t::PAGE_CALLS,
    t::PAGE_COURSE,
    t::PAGE_CLOSE,
    t::PAGE_SAVE,
    t::PAGE_LOAD,
    t::PAGE_LEAVE,
    t::PAGE_IN_WORDS,
    t::PAGE_LANGUAGE,
    t::PAGE_STATES,
    t::PAGE_SEGMENTS,
    t::PAGE_NO_SEGMENTS,
    t::PAGE_COMES,
    t::PAGE_LINE,
    t::PAGE_FAULT,
    t::PAGE_NOT_LOADED,
    t::PAGE_TOO_LONG,
    t::TUI_QUESTION,
];

/// The texts in one language, by their names.
pub fn of(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    TEXTS.map(|text| (text.key, text.get(lang))).into()
}
