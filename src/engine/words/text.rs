//! What the program says to people, in their language.
//!
//! One table, `assets/locales.rs`, holds every text with its languages side by side. A key is a
//! constant: one that does not exist does not compile. Texts with placeholders are filled with
//! [`fill!`](crate::fill), which checks the names of the placeholders at compile time.
//!
//! ```
//! use sockscope_engine::fill;
//! use sockscope_engine::words::{Lang, t};
//!
//! assert_eq!(t::SCRIPT_END_OF_LINE.get(Lang::Es), "el fin de la línea");
//! let shown = fill!(Lang::En, t::SCRIPT_DID_YOU_MEAN, word = "AF_INET");
//! assert_eq!(shown, "Did you mean AF_INET?");
//! ```

use std::fmt::{self, Display, Write};

use serde::{Deserialize, Serialize};

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Lang {
    /// Every language, for loops and menus.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Es];

    /// `en` or `es`, as `--lang` takes it.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Es => "es",
        }
    }

    /// The language's name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Es => "español",
        }
    }

    /// The language with this code.
    pub fn from_code(code: &str) -> Option<Lang> {
        Lang::ALL
            .into_iter()
            .find(|lang| lang.code().eq_ignore_ascii_case(code))
    }

    /// The language of a POSIX locale name (`es_MX.UTF-8`, `C`, the value of `LC_ALL`,
    /// `LC_MESSAGES` or `LANG`) or of a BCP 47 tag (`es-419`); English if it is none of ours.
    pub fn from_locale(locale: &str) -> Lang {
        let language = locale
            .split(['_', '-', '.', '@'])
            .next()
            .unwrap_or_default();
        Lang::from_code(language).unwrap_or_default()
    }
}

impl Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// A number for people to read, with so many decimals behind the mark of the language. What
/// programs read (JSON, the call language) has the point in every language.
///
/// ```
/// use sockscope_engine::words::{Lang, decimal};
///
/// assert_eq!(decimal(Lang::En, 1.5, 1), "1.5");
/// assert_eq!(decimal(Lang::Es, 173.5104, 3), "173,510");
/// ```
pub fn decimal(lang: Lang, value: f64, places: usize) -> String {
    let point = format!("{value:.places$}");
    match lang {
        Lang::En => point,
        Lang::Es => point.replace('.', ","),
    }
}

/// One text in every language. The constants are in [`t`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// The name of its constant.
    pub key: &'static str,
    /// English.
    pub en: &'static str,
    /// Spanish.
    pub es: &'static str,
}

impl Text {
    /// The text in `lang`, its placeholders as they stand in the table.
    pub const fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Es => self.es,
        }
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

    /// Whether each of `names` is a placeholder of the text and the text has no other, in both
    /// languages. It is `const` so that [`fill!`](crate::fill) can ask at compile time.
    pub const fn takes(&self, names: &[&str]) -> bool {
        takes(self.en.as_bytes(), names) && takes(self.es.as_bytes(), names)
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

macro_rules! texts {
    ($($key:ident { en: $en:literal, es: $es:literal $(,)? })*) => {
        $(
            #[doc = $en]
            pub const $key: Text = Text { key: stringify!($key), en: $en, es: $es };
        )*

        /// Every text of the table.
        pub const ALL: &[Text] = &[$($key),*];
    };
}

/// The texts, from `assets/locales.rs`.
pub mod t {
    use super::Text;

    include!(concat!(env!("SOCKSCOPE_ASSETS"), "/locales.rs"));
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

    #[test]
    fn no_text_is_empty_or_has_stray_space() {
        for text in t::ALL {
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
    fn both_languages_have_the_same_placeholders() {
        for text in t::ALL {
            assert_eq!(placeholders(text.en), placeholders(text.es), "{}", text.key);
            for name in placeholders(text.en) {
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
        for text in t::ALL {
            let said: String = pieces(text.es).map(plain).collect();
            // The hyphen belongs to the names of states.
            let is_part = |c: char| c.is_alphanumeric() || c == '-';
            for word in said.to_lowercase().split(|c| !is_part(c)) {
                assert!(
                    !english.contains(&word),
                    "{}: {word:?} in {:?}",
                    text.key,
                    text.es
                );
            }
            // A sentence is translated; a bare word may be the same in both.
            let sentence = text.en.split(' ').count() > 2;
            assert!(
                !sentence || text.en != text.es,
                "{} is not translated",
                text.key
            );
        }
    }

    #[test]
    fn spanish_opens_its_questions_and_exclamations() {
        for text in t::ALL {
            for (open, close) in [('¿', '?'), ('¡', '!')] {
                let opened = text.es.matches(open).count();
                assert_eq!(opened, text.es.matches(close).count(), "{}", text.key);
            }
        }
    }

    #[test]
    fn a_locale_names_its_language() {
        for (locale, lang) in [
            ("es_MX.UTF-8", Lang::Es),
            ("es", Lang::Es),
            ("ES-419", Lang::Es),
            ("en_US.UTF-8", Lang::En),
            ("C", Lang::En),
            ("", Lang::En),
            ("est", Lang::En),
            ("es@euro", Lang::Es),
        ] {
            assert_eq!(Lang::from_locale(locale), lang, "{locale:?}");
        }
    }

    #[test]
    fn filling_replaces_placeholders_only() {
        let text = Text {
            key: "K",
            en: "{a} {b}, {a",
            es: "{b}{a}",
        };
        assert_eq!(
            text.fill(Lang::En, &[("a", &1), ("b", &"{a}")]),
            "1 {a}, {a"
        );
        assert_eq!(text.fill(Lang::Es, &[("a", &1)]), "{b}1");
    }

    #[test]
    fn takes_wants_the_very_names() {
        let text = Text {
            key: "K",
            en: "{a} {bc}",
            es: "{bc}{a}",
        };
        assert!(text.takes(&["a", "bc"]));
        assert!(text.takes(&["bc", "a"]));
        assert!(!text.takes(&["a"]));
        assert!(!text.takes(&["a", "bc", "d"]));
        assert!(!text.takes(&["a", "b"]));
        assert!(
            !Text {
                key: "K",
                en: "{a}",
                es: "a"
            }
            .takes(&["a"])
        );
    }
}
