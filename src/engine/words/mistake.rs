//! What the reader of TOML says of a mistake, in the author's language: its own words are English, and name
//! what nobody who writes a lesson knows.

use super::show::plain;
use super::{Lang, Text, t};
use crate::fill;

/// How a text stands in a lesson's file.
const FORM: &str = "{ en = \"…\", es = \"…\" }";

/// `message`, as TOML's reader or serde has it, in words of ours.
pub fn said(message: &str, lang: Lang) -> String {
    let said = unknown(message, lang).or_else(|| kind(message, lang));
    let said = said.unwrap_or_else(|| syntax(message).get(lang).to_owned());
    // The author's own names are in it.
    plain(&said).into_owned()
}

/// A name that is not known, missing or given twice.
fn unknown(message: &str, lang: Lang) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let name = quoted.next();
    let known = quoted.collect::<Vec<_>>().join(", ");
    let begins = |words: &str| message.starts_with(words);
    Some(match name {
        Some(name) if begins("unknown field") && known.is_empty() => {
            fill!(lang, t::FILE_NO_FIELDS, name = name)
        }
        Some(name) if begins("unknown field") => {
            fill!(lang, t::FILE_UNKNOWN_FIELD, name = name, known = known)
        }
        Some(name) if begins("unknown variant") => {
            fill!(lang, t::FILE_UNKNOWN_WORD, name = name, known = known)
        }
        Some(name) if begins("missing field") => fill!(lang, t::FILE_MISSING, name = name),
        _ if begins("duplicate") => t::FILE_TWICE.get(lang).to_owned(),
        _ => return None,
    })
}

/// A value of the wrong kind, or out of range.
fn kind(message: &str, lang: Lang) -> Option<String> {
    if let Some(rest) = message.strip_prefix("invalid value: ") {
        let number = rest.split('`').nth(1)?;
        return Some(fill!(lang, t::FILE_OUT_OF_RANGE, number = number));
    }
    let (found, wanted) = message
        .strip_prefix("invalid type: ")?
        .split_once(", expected ")?;
    let of = |what: &str| match named(what) {
        t::FILE_WORDS => fill!(lang, t::FILE_WORDS, form = FORM),
        t::FILE_CHOICE => fill!(lang, t::FILE_CHOICE, form = FORM),
        text => text.get(lang).to_owned(),
    };
    let (found, wanted) = (of(found), of(wanted));
    Some(fill!(
        lang,
        t::FILE_WRONG_KIND,
        found = found,
        wanted = wanted
    ))
}

/// What serde calls a kind of value.
fn named(what: &str) -> Text {
    const KINDS: [(&str, Text); 15] = [
        ("a string, or {", t::FILE_CHOICE),
        ("struct Words", t::FILE_WORDS),
        ("string", t::FILE_TEXT),
        ("a string", t::FILE_TEXT),
        ("integer", t::FILE_NUMBER),
        ("usize", t::FILE_NUMBER),
        ("u", t::FILE_NUMBER),
        ("i", t::FILE_NUMBER),
        ("floating point", t::FILE_FRACTION),
        ("boolean", t::FILE_YES_NO),
        ("a boolean", t::FILE_YES_NO),
        ("sequence", t::FILE_LIST),
        ("a sequence", t::FILE_LIST),
        ("map", t::FILE_TABLE),
        ("struct", t::FILE_TABLE),
    ];
    let found = KINDS.iter().find(|(word, _)| what.starts_with(word));
    found.map_or(t::FILE_OTHER, |(_, text)| *text)
}

/// What is wrong where the text is no TOML, by what its reader missed.
fn syntax(message: &str) -> Text {
    const SIGNS: [(&str, Text); 11] = [
        ("must be quoted", t::FILE_NO_VALUE),
        ("keys cannot be empty", t::FILE_KEY),
        ("quote", t::FILE_QUOTE),
        ("string", t::FILE_QUOTE),
        ("comma", t::FILE_COMMA),
        ("unclosed", t::FILE_BRACKET),
        ("array", t::FILE_BRACKET),
        ("table", t::FILE_BRACKET),
        ("assignment", t::FILE_EQUALS),
        ("value", t::FILE_VALUE),
        ("key", t::FILE_KEY),
    ];
    let found = SIGNS.iter().find(|(word, _)| message.contains(word));
    found.map_or(t::FILE_NO_TOML, |(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What TOML's reader says of a text.
    fn of(text: &str) -> String {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code, reason = "only what is wrong is looked at")]
        struct File {
            title: String,
            #[serde(default)]
            gate: bool,
            #[serde(default)]
            line: u8,
            #[serde(default)]
            lines: Vec<u8>,
        }
        match toml::from_str::<File>(text) {
            Ok(_) => panic!("{text:?} is right"),
            Err(error) => error.message().to_owned(),
        }
    }

    const NO_VALUE: &str =
        "esto no es un valor: los textos van entre comillas, y entre dos valores va una coma";

    #[test]
    fn no_mistake_is_told_in_the_readers_own_words() {
        let told = [
            (
                "titel = \"x\"",
                "aquí no existe el campo titel; existen: title, gate, line, lines",
            ),
            ("gate = true", "falta el campo title"),
            (
                "title = \"x\"\ntitle = \"y\"",
                "este campo aparece dos veces",
            ),
            (
                "title = 3",
                "aquí hay un número entero; debe ser un texto entre comillas",
            ),
            (
                "title = \"x\"\ngate = \"yes\"",
                "aquí hay un texto entre comillas; debe ser true o false",
            ),
            (
                "title = \"x\"\nlines = 1",
                "aquí hay un número entero; debe ser una lista entre [ ]",
            ),
            (
                "title = \"x\"\nline = 300",
                "aquí no puede ir el número 300",
            ),
            (
                "title = \"x\"\nline = 1.5",
                "aquí hay un número con decimales; debe ser un número entero",
            ),
            ("title = \"x", "faltan comillas, o sobran"),
            ("title = x", NO_VALUE),
            ("title = \"x\"\nlines = [1 2]", NO_VALUE),
            ("title = \"x\"\nlines = [1,,2]", "falta una coma, o sobra"),
            (
                "title = \"x\"\nlines = [1, 2",
                "falta un corchete o una llave, o sobra",
            ),
            ("title", "después del = falta un valor, o no lo es"),
            ("title = ", NO_VALUE),
            (" = 3", "antes del = falta el nombre de un campo"),
        ];
        for (text, wanted) in told {
            let message = of(text);
            assert_eq!(said(&message, Lang::Es), wanted, "{text:?}: {message}");
        }
    }
}
