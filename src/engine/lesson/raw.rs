//! A lesson file as it is written, before it is checked.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};

use super::{Example, Misconception, Needs, Panel, Timers, Words};
use crate::written::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLesson {
    pub title: Spanned<Words>,
    pub about: Spanned<Words>,
    #[serde(default)]
    pub needs_gate: bool,
    pub panel: Option<Panel>,
    #[serde(default)]
    pub timers: Timers,
    pub program: Option<Example>,
    pub practice: Option<Spanned<Vec<Spanned<Words>>>>,
    pub next: Option<Spanned<String>>,
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
    pub panel: Option<Panel>,
    pub note: Option<Spanned<Words>>,
    pub needs: Option<Needs>,
    pub run: Spanned<Vec<Spanned<String>>>,
    pub expect: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPredict {
    pub line: Option<Spanned<usize>>,
    pub question: Spanned<Words>,
    pub choices: Spanned<Vec<Spanned<RawChoice>>>,
    pub answer: Spanned<String>,
    pub because: Spanned<Words>,
}

/// A task's or a puzzle's file: what both begin with, and the table that makes it the one or the other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWork<T> {
    pub title: Spanned<Words>,
    pub about: Spanned<Words>,
    pub after: Spanned<String>,
    #[serde(default)]
    pub needs_gate: bool,
    pub panel: Option<Panel>,
    #[serde(rename = "task", alias = "puzzle")]
    pub table: T,
}

/// Lines of the call language, each with its place.
pub(super) type RawLines = Spanned<Vec<Spanned<String>>>;

/// A choice: a text in every language, or a plain string that is the same in all (a state's name).
pub(super) struct RawChoice {
    pub text: Words,
    pub why: Option<Spanned<Words>>,
    pub misconception: Option<Misconception>,
}

/// A choice that is more than a string.
#[derive(Deserialize)]
struct Told {
    why: Option<Spanned<Words>>,
    misconception: Option<Misconception>,
    #[serde(flatten)]
    text: Words,
}

impl<'de> Deserialize<'de> for RawChoice {
    fn deserialize<D: de::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct StringOrTold;

        impl<'de> Visitor<'de> for StringOrTold {
            type Value = RawChoice;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string, or { en = \"…\", es = \"…\" }")
            }

            fn visit_str<E: de::Error>(self, same: &str) -> Result<RawChoice, E> {
                let text = Words::same(same);
                Ok(RawChoice {
                    text,
                    why: None,
                    misconception: None,
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawChoice, A::Error> {
                let Told {
                    text,
                    why,
                    misconception,
                } = Told::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RawChoice {
                    text,
                    why,
                    misconception,
                })
            }
        }

        from.deserialize_any(StringOrTold)
    }
}
