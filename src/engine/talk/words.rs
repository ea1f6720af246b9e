//! The words that are understood, in every language.

use crate::stage::keys::{Action, SPOKEN};
use crate::words::{Lang, Text, t};

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// What a key does.
    Action(Action),
    /// What no key does.
    Own(Own),
}

/// Words that no key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// What is so now.
    Where,
    /// Why the last thing happened.
    Why,
    /// The words.
    Help,
    /// What a word of sockets means.
    Explain,
    /// The question is not answered, the list is left.
    Skip,
    /// The wire is opened.
    Open,
    /// Another line of a puzzle.
    Add,
    /// A line of a puzzle goes.
    Remove,
    /// The mended lines are run.
    Run,
}

/// The words that no key has, and what help says of them.
pub const OWN: &[(Own, Text, Text)] = &[
    (Own::Where, t::TALK_WHERE, t::TALK_WHERE_HELP),
    (Own::Why, t::TALK_WHY, t::TALK_WHY_HELP),
    (Own::Explain, t::TALK_EXPLAIN, t::TALK_EXPLAIN_HELP),
    (Own::Skip, t::TALK_SKIP, t::TALK_SKIP_HELP),
    (Own::Open, t::TALK_OPEN, t::TALK_OPEN_HELP),
    (Own::Add, t::TALK_ADD, t::TALK_ADD_HELP),
    (Own::Remove, t::TALK_REMOVE, t::TALK_REMOVE_HELP),
    (Own::Run, t::TALK_RUN, t::TALK_RUN_HELP),
    (Own::Help, t::TALK_HELP, t::TALK_HELP_HELP),
];

/// The word that is named for one that no key has.
pub fn first(own: Own, lang: Lang) -> &'static str {
    let found = OWN.iter().find(|(of, _, _)| *of == own);
    found.map_or("", |(_, text, _)| {
        text.get(lang).split(", ").next().unwrap_or_default()
    })
}

/// The word that a line begins with, and the rest; the language that is spoken first, then the others.
pub fn word(line: &str, lang: Lang) -> Option<(Word, &str)> {
    let others = Lang::ALL.into_iter().filter(|other| *other != lang);
    [lang]
        .into_iter()
        .chain(others)
        .find_map(|lang| in_language(line, lang))
}

fn in_language(line: &str, lang: Lang) -> Option<(Word, &str)> {
    let actions = SPOKEN
        .iter()
        .map(|(action, text)| (Word::Action(*action), *text));
    let own = OWN.iter().map(|(own, text, _)| (Word::Own(*own), *text));
    let names = actions
        .chain(own)
        .flat_map(|(word, text)| text.get(lang).split(", ").map(move |name| (word, name)));
    let mut said: Vec<(Word, &str, &str)> = names
        .filter_map(|(word, name)| Some((word, name, after(line, name)?)))
        .collect();
    // The longest one: `release all` is not `release`.
    said.sort_by_key(|(_, name, _)| std::cmp::Reverse(name.len()));
    let takes_more = |word: &Word| matches!(word, Word::Own(Own::Explain | Own::Add | Own::Remove));
    let found = said
        .into_iter()
        .find(|(word, _, rest)| rest.is_empty() || takes_more(word))?;
    Some((found.0, found.2))
}

/// What stands behind this word on a line; accents and capitals do not count.
fn after<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = line.char_indices();
    for wanted in word.chars() {
        let (_, c) = rest.next()?;
        if bare(c) != bare(wanted) {
            return None;
        }
    }
    let rest = rest.next().map_or("", |(at, _)| &line[at..]);
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest.trim())
}

/// A letter without its accent.
fn bare(c: char) -> char {
    match c.to_lowercase().next().unwrap_or(c) {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        c => c,
    }
}
