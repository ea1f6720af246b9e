//! The languages that the program speaks, and how each writes a number.

use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};

/// A moment of the session for people to read, with its unit: whole milliseconds in groups of
/// three, and from 100 s on seconds with two decimals. At most 9 columns wide for two hours.
///
/// ```
/// use sockscope_engine::words::{Lang, moment};
///
/// assert_eq!(moment(Lang::Es, 173_510), "173 ms");
/// assert_eq!(moment(Lang::Es, 12_345_678), "12 345 ms");
/// assert_eq!(moment(Lang::En, 123_456_789), "123.45 s");
/// ```
pub fn moment(lang: Lang, t_us: u64) -> String {
    let ms = t_us / 1_000;
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..100_000 => format!("{} {:03} ms", ms / 1_000, ms % 1_000),
        _ => {
            let hundredths = t_us / 10_000;
            #[allow(clippy::cast_precision_loss, reason = "below 2^53 for 2,800 years")]
            let seconds = hundredths as f64 / 100.0;
            format!("{} s", decimal(lang, seconds, 2))
        }
    }
}

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
/// At most two decimals are written: with three, the mark is taken for that of the thousands, since
/// one half of the Spanish speakers writes the comma where the other half writes the point.
///
/// ```
/// use sockscope_engine::words::{Lang, decimal};
///
/// assert_eq!(decimal(Lang::En, 1.5, 1), "1.5");
/// assert_eq!(decimal(Lang::Es, 173.5104, 3), "173,51");
/// ```
pub fn decimal(lang: Lang, value: f64, places: usize) -> String {
    let point = format!("{value:.0$}", places.min(2));
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
