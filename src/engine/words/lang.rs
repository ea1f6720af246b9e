//! The languages that the program speaks, and how each writes a number.

use std::fmt::{self, Display};

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

    /// The languages that every lesson speaks. A teacher's lesson need not speak those that came
    /// later: it is shown in English there.
    pub const OF_LESSONS: [Lang; 2] = [Lang::En, Lang::Es];

    /// Their codes as the help writes a choice.
    pub const CODES: &'static str = "es|en";

    /// The one after this, and after the last the first.
    pub const fn next(self) -> Lang {
        Lang::ALL[(self as usize + 1) % Lang::ALL.len()]
    }

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
