//! The words that stand on the screen, to be explained: one of them is chosen, or typed.

use super::field::Field;
use super::keys::Key;
use super::{Front, Stage, Wish};
use crate::words::about::words;

/// How long a word that is typed can be, in characters.
const MOST: usize = 40;

/// What can be explained, and how far the learner is with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Explaining {
    /// The words on the screen, each once, as they are read.
    pub words: Vec<String>,
    /// The one that is lit.
    pub at: usize,
    /// What was typed in its place.
    pub typed: Field,
    /// The explanation from this line on, once it was asked for.
    pub line: Option<usize>,
}

impl Explaining {
    /// The word that is chosen: the one that was typed, else the one that is lit.
    pub fn chosen(&self) -> Option<&str> {
        match self.typed.text() {
            "" => self.words.get(self.at).map(String::as_str),
            typed => self.begins(typed),
        }
    }

    /// The word that was typed, as it is written before any other; else the first that begins so, one on the
    /// screen before the others.
    fn begins<'a>(&'a self, typed: &str) -> Option<&'a str> {
        let typed = typed.trim().trim_end_matches("()");
        let all = || {
            self.words
                .iter()
                .map(String::as_str)
                .chain(words().map(|word| -> &'a str { word }))
        };
        let exact = |word: &&str| word.trim_end_matches("()") == typed;
        let whole = |word: &&str| word.trim_end_matches("()").eq_ignore_ascii_case(typed);
        let begins = |word: &&str| {
            let head = word.get(..typed.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(typed))
        };
        let found = all().find(exact).or_else(|| all().find(whole));
        found.or_else(|| all().find(begins))
    }

    /// So many words further, round and round.
    fn go(&mut self, further: isize) {
        self.typed.set("");
        let count = self.words.len().max(1);
        self.at = (self.at + count).saturating_add_signed(further) % count;
    }
}

impl Stage {
    /// What stands on the screen and can be explained; asked for with [`Wish::FindWords`].
    pub fn offer_words(&mut self, words: Vec<String>) {
        self.front = Front::Explain(Explaining {
            words,
            at: 0,
            typed: Field::new(MOST),
            line: None,
        });
    }

    pub(super) fn explain_key(&mut self, mut words: Explaining, key: Key) -> Vec<Wish> {
        match (key, words.line) {
            (Key::Esc, None) => return Vec::new(),
            (Key::Esc | Key::Enter, Some(_)) => words.line = None,
            (Key::Enter, None) => words.line = words.chosen().map(|_| 0),
            (Key::Tab | Key::Right, line) | (Key::Down, line @ None) => {
                words.go(1);
                words.line = line.map(|_| 0);
            }
            (Key::Left, line) | (Key::Up, line @ None) => {
                words.go(-1);
                words.line = line.map(|_| 0);
            }
            (key, Some(line)) => words.line = scrolled(line, key).or(Some(line)),
            (key, None) => words.typed.edit(key),
        }
        self.front = Front::Explain(words);
        Vec::new()
    }
}

/// The first line that is shown after this key; nothing if it does not scroll.
pub(super) fn scrolled(line: usize, key: Key) -> Option<usize> {
    Some(match key {
        Key::Up => line.saturating_sub(1),
        Key::Down => line + 1,
        Key::PageUp => line.saturating_sub(10),
        Key::PageDown | Key::Char(' ') => line + 10,
        Key::Home => 0,
        _ => return None,
    })
}
