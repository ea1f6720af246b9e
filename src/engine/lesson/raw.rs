//! A lesson file as TOML has it, before it is checked.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use toml::Spanned;

use super::{Panel, Words};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLesson {
    pub title: Spanned<Words>,
    pub about: Spanned<Words>,
    #[serde(default)]
    pub needs_gate: bool,
    pub panel: Option<Panel>,
    #[serde(default)]
    pub step: Vec<RawStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStep {
    pub id: Spanned<String>,
    pub title: Spanned<Words>,
    pub say: Spanned<Words>,
    pub predict: Option<RawPredict>,
    pub run: Spanned<Vec<Spanned<String>>>,
    pub expect: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPredict {
    pub line: Option<Spanned<usize>>,
    pub question: Spanned<Words>,
    pub choices: Spanned<Vec<Spanned<Choice>>>,
    pub answer: Spanned<String>,
    pub because: Spanned<Words>,
}

/// A choice: a text in every language, or a plain string that is the same in all (a state's name).
pub(super) struct Choice(pub Words);

impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: de::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct StringOrWords;

        impl<'de> Visitor<'de> for StringOrWords {
            type Value = Choice;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string, or { en = \"…\", es = \"…\" }")
            }

            fn visit_str<E: de::Error>(self, same: &str) -> Result<Choice, E> {
                Ok(Choice(Words::same(same)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Choice, A::Error> {
                Words::deserialize(MapAccessDeserializer::new(map)).map(Choice)
            }
        }

        from.deserialize_any(StringOrWords)
    }
}
