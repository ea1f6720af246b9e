//! What the program says to people, in their language.
//!
//! A file a room in `assets/locales/` holds every text with its languages side by side. A key is a
//! constant: one that does not exist does not compile, nor does a text that lacks a language. Texts
//! with placeholders are filled with [`fill!`](crate::fill), which checks the names of the
//! placeholders in every language at compile time.
//!
//! ```
//! use sockscope_engine::fill;
//! use sockscope_engine::words::{Lang, t};
//!
//! assert_eq!(t::SCRIPT_END_OF_LINE.get(Lang::Es), "el fin de la línea");
//! let shown = fill!(Lang::En, t::SCRIPT_DID_YOU_MEAN, word = "AF_INET");
//! assert_eq!(shown, "Did you mean AF_INET?");
//! ```

use std::fmt::{Display, Write};

use super::lang::Lang;

/// How many languages there are.
const LANGS: usize = Lang::ALL.len();

/// One text in every language. The constants are in [`t`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// The name of its constant.
    pub key: &'static str,
    /// The text in each language, in the order of [`Lang::ALL`].
    said: [&'static str; LANGS],
}

impl Text {
    /// A text of the table: what is said, each after its language's code. It does not compile if
    /// the languages stand in another order than in [`Lang::ALL`].
    const fn new(key: &'static str, said: [(&str, &'static str); LANGS]) -> Text {
        let mut text = Text {
            key,
            said: [""; LANGS],
        };
        let mut i = 0;
        while i < LANGS {
            let (code, expected) = (said[i].0.as_bytes(), Lang::ALL[i].code().as_bytes());
            assert!(
                code.len() == expected.len() && is_at(code, 0, code.len(), expected),
                "the languages of a text stand in the order of Lang::ALL"
            );
            text.said[i] = said[i].1;
            i += 1;
        }
        text
    }

    /// The text in `lang`, its placeholders as they stand in the table.
    pub const fn get(&self, lang: Lang) -> &'static str {
        self.said[lang as usize]
    }

    /// The text in `lang` with `{name}` replaced by the value of that name. A placeholder without
    /// a value stays as it is; use [`fill!`](crate::fill), with which that does not compile.
    pub fn fill(&self, lang: Lang, values: &[(&str, &dyn Display)]) -> String {
        let mut out = String::new();
        for piece in pieces(self.get(lang)) {
            match piece {
                Piece::Plain(plain) => out.push_str(plain),
                Piece::Placeholder(name) => match values.iter().find(|(n, _)| *n == name) {
                    Some((_, value)) => {
                        let _ = write!(out, "{value}");
                    }
                    None => {
                        let _ = write!(out, "{{{name}}}");
                    }
                },
            }
        }
        out
    }

    /// Whether each of `names` is a placeholder of the text and the text has no other, in every
    /// language. It is `const` so that [`fill!`](crate::fill) can ask at compile time.
    pub const fn takes(&self, names: &[&str]) -> bool {
        let mut i = 0;
        while i < LANGS {
            if !takes(self.said[i].as_bytes(), names) {
                return false;
            }
            i += 1;
        }
        true
    }
}

/// Fills a text of the table: `fill!(lang, t::KEY, name = value, …)`. A key that does not exist, a
/// placeholder that is not given and a name that is no placeholder do not compile.
#[macro_export]
macro_rules! fill {
    ($lang:expr, $key:path $(, $name:ident = $value:expr)* $(,)?) => {{
        const _: () = assert!(
            $crate::words::Text::takes(&$key, &[$(stringify!($name)),*]),
            "the names given are not the placeholders of this text"
        );
        $crate::words::Text::fill(&$key, $lang, &[$((stringify!($name), &$value)),*])
    }};
}

enum Piece<'a> {
    Plain(&'a str),
    Placeholder(&'a str),
}

/// Splits a text at its placeholders. A `{` without `}` is plain text.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = match (rest.find('{'), rest.find('}')) {
            (Some(0), Some(close)) => (Piece::Placeholder(&rest[1..close]), &rest[close + 1..]),
            (Some(open), Some(_)) if open > 0 => (Piece::Plain(&rest[..open]), &rest[open..]),
            _ => (Piece::Plain(rest), ""),
        };
        rest = after;
        Some(piece)
    })
}

/// [`Text::takes`] for one language: every placeholder is among the names, and every name is used.
const fn takes(text: &[u8], names: &[&str]) -> bool {
    let mut i = 0;
    while i < text.len() {
        if text[i] == b'{' {
            let mut end = i + 1;
            while end < text.len() && text[end] != b'}' {
                end += 1;
            }
            let mut known = false;
            let mut n = 0;
            while n < names.len() {
                known |= is_at(text, i + 1, end, names[n].as_bytes());
                n += 1;
            }
            if !known {
                return false;
            }
            i = end;
        }
        i += 1;
    }
    let mut n = 0;
    while n < names.len() {
        let mut used = false;
        let mut i = 0;
        while i < text.len() {
            let end = i + 1 + names[n].len();
            used |= text[i] == b'{'
                && end < text.len()
                && text[end] == b'}'
                && is_at(text, i + 1, end, names[n].as_bytes());
            i += 1;
        }
        if !used {
            return false;
        }
        n += 1;
    }
    true
}

const fn is_at(text: &[u8], start: usize, end: usize, name: &[u8]) -> bool {
    if end > text.len() || end - start != name.len() {
        return false;
    }
    let mut i = 0;
    while i < name.len() {
        if text[start + i] != name[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// A room's texts: `KEY { en: "…", es: "…" }`, a language a column.
macro_rules! texts {
    ($($key:ident { $first:ident: $doc:literal $(, $lang:ident: $said:literal)* $(,)? })*) => {
        $(
            #[doc = $doc]
            pub const $key: Text = Text::new(
                stringify!($key),
                [(stringify!($first), $doc) $(, (stringify!($lang), $said))*],
            );
        )*

        /// Every text of the room.
        pub(super) const ALL: &[Text] = &[$($key),*];
    };
}

/// Reads the rooms' files; a key is known without its room's name.
macro_rules! rooms {
    ($($room:ident)*; printed: $($printed:ident)*) => {
        rooms!(read $($room)* $($printed)*);

        /// Every text of every room; on a page without those that commands alone print.
        pub fn all() -> impl Iterator<Item = &'static Text> {
            let printed: &[&'static [Text]] = match cfg!(target_arch = "wasm32") {
                true => &[],
                false => &[$($printed::ALL),*],
            };
            let rooms = [$($room::ALL),*].into_iter();
            rooms.chain(printed.iter().copied()).flatten()
        }
    };
    (read $($room:ident)*) => {
        $(
            mod $room {
                use super::super::Text;

                include!(concat!(
                    env!("SOCKSCOPE_ASSETS"),
                    "/locales/",
                    stringify!($room),
                    ".rs"
                ));
            }
            pub use $room::*;
        )*
    };
}

/// The texts, from `assets/locales/`.
pub mod t {
    use super::Text;

    rooms! {
        call caption course doctor errno export file finding grade keys lesson page radio run script segment serial session stage state step system term tools view wire;
        // No fact on a timeline is one of these.
        printed: cli sheet talk
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        pieces(text)
            .filter_map(|piece| match piece {
                Piece::Placeholder(name) => Some(name),
                Piece::Plain(_) => None,
            })
            .collect()
    }

    fn same(said: &'static str) -> Text {
        Text {
            key: "K",
            said: [said; LANGS],
        }
    }

    #[test]
    fn no_text_is_empty_or_has_stray_space() {
        for text in t::all() {
            for lang in Lang::ALL {
                let (key, said) = (text.key, text.get(lang));
                assert!(!said.trim().is_empty(), "{key} is empty in {lang}");
                assert_eq!(
                    said,
                    said.trim_matches(' '),
                    "{key} has stray space in {lang}"
                );
                // Only the command line's help is laid out, on lines of its own.
                let laid_out = said.contains('\n');
                assert!(
                    laid_out || !said.contains("  "),
                    "{key} has two spaces in {lang}"
                );
                let control = |c: char| c.is_control() && c != '\n';
                assert!(
                    !said.contains(control),
                    "{key} has a control character in {lang}"
                );
            }
        }
    }

    #[test]
    fn every_language_has_the_same_placeholders() {
        for text in t::all() {
            let names = placeholders(text.get(Lang::En));
            for lang in Lang::ALL {
                assert_eq!(placeholders(text.get(lang)), names, "{} {lang}", text.key);
            }
            for name in names {
                let plain = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                assert!(plain && !name.is_empty(), "{}: {{{name}}}", text.key);
            }
        }
    }

    #[test]
    fn spanish_is_spanish() {
        // Words of English that no Spanish sentence of ours has; "socket" is the house's word.
        let english = [
            "the",
            "and",
            "with",
            "this",
            "is",
            "are",
            "was",
            "of",
            "to",
            "for",
            "not",
            "because",
            "call",
            "wait",
            "connection",
            "end",
            "was",
            "you",
            "its",
            "it",
            "zócalo",
            "zocalo",
        ];
        let plain = |piece| match piece {
            Piece::Plain(plain) => plain,
            Piece::Placeholder(_) => " ",
        };
        for text in t::all() {
            let (en, es) = (text.get(Lang::En), text.get(Lang::Es));
            let said: String = pieces(es).map(plain).collect();
            // The hyphen belongs to the names of states.
            let is_part = |c: char| c.is_alphanumeric() || c == '-';
            for word in said.to_lowercase().split(|c| !is_part(c)) {
                assert!(
                    !english.contains(&word),
                    "{}: {word:?} in {:?}",
                    text.key,
                    es
                );
            }
            // A sentence is translated; a bare word may be the same in both.
            let sentence = en.split(' ').count() > 2;
            assert!(!sentence || en != es, "{} is not translated", text.key);
        }
    }

    #[test]
    fn spanish_opens_its_questions_and_exclamations() {
        for text in t::all() {
            let es = text.get(Lang::Es);
            for (open, close) in [('¿', '?'), ('¡', '!')] {
                let opened = es.matches(open).count();
                assert_eq!(opened, es.matches(close).count(), "{}", text.key);
            }
        }
    }

    #[test]
    fn filling_replaces_placeholders_only() {
        let mut text = same("{a} {b}, {a");
        text.said[Lang::Es as usize] = "{b}{a}";
        assert_eq!(
            text.fill(Lang::En, &[("a", &1), ("b", &"{a}")]),
            "1 {a}, {a"
        );
        assert_eq!(text.fill(Lang::Es, &[("a", &1)]), "{b}1");
    }

    #[test]
    fn takes_wants_the_very_names() {
        let mut text = same("{a} {bc}");
        text.said[Lang::Es as usize] = "{bc}{a}";
        assert!(text.takes(&["a", "bc"]));
        assert!(text.takes(&["bc", "a"]));
        assert!(!text.takes(&["a"]));
        assert!(!text.takes(&["a", "bc", "d"]));
        assert!(!text.takes(&["a", "b"]));
        text.said[Lang::Es as usize] = "{a}bc";
        assert!(!text.takes(&["a", "bc"]));
    }
}
