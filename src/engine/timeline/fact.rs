//! A sentence as a fact: which text, and what fills it. The timeline holds no sentence in a language;
//! whoever shows one has it told in the reader's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;

use serde::{Deserialize, Serialize};

/// The values of a text's placeholders, by their names.
pub type Args = BTreeMap<Cow<'static, str>, Arg>;

/// A text of the program by its key, with what fills its placeholders.
///
/// In JSON: `{"key": "RUN_LINE", "args": {"line": 3, "what": {"key": "RUN_NO_GATE"}}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The key of the text.
    pub key: Cow<'static, str>,
    /// What fills its placeholders.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: Args,
}

/// A text of a lesson, in each of its languages by their codes: `{"en": "…", "es": "…"}`. A lesson's
/// texts are data; with them on the timeline a recording needs no lesson file to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(pub BTreeMap<Cow<'static, str>, String>);

impl Words {
    /// The text in the language of this code, else in English, else in any.
    pub fn get(&self, code: &str) -> &str {
        let found = self.0.get(code).or_else(|| self.0.get("en"));
        found
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The value of one placeholder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// Another fact, told in its place.
    Fact(Fact),
    /// A text of a lesson.
    Words(Words),
    /// Several, told one after another.
    Facts(Vec<Fact>),
    /// A whole number.
    Int(i64),
    /// A number with decimals, as `seconds`.
    Number(f64),
    /// What is the same in every language: a name, an address, what a system said.
    Text(String),
}

impl Arg {
    /// What is the same in every language.
    pub fn text(shown: impl Display) -> Arg {
        Arg::Text(shown.to_string())
    }
}

impl Fact {
    /// About how many bytes of text it holds.
    pub fn bytes(&self) -> usize {
        let bytes = |arg: &Arg| match arg {
            Arg::Fact(fact) => fact.bytes(),
            Arg::Words(words) => words.0.values().map(String::len).sum(),
            Arg::Facts(facts) => facts.iter().map(Fact::bytes).sum(),
            Arg::Text(text) => text.len(),
            Arg::Int(_) | Arg::Number(_) => 8,
        };
        self.key.len() + self.args.values().map(bytes).sum::<usize>()
    }
}

impl From<&Fact> for Arg {
    fn from(fact: &Fact) -> Arg {
        Arg::Fact(fact.clone())
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $arg:expr;)*) => {$(
        impl From<$type> for Arg {
            fn from($value: $type) -> Arg {
                $arg
            }
        }
    )*};
}

from! {
    Fact => |fact| Arg::Fact(fact);
    Words => |words| Arg::Words(words);
    Vec<Fact> => |facts| Arg::Facts(facts);
    u8 => |number| Arg::Int(number.into());
    u16 => |number| Arg::Int(number.into());
    i32 => |number| Arg::Int(number.into());
    u32 => |number| Arg::Int(number.into());
    i64 => |number| Arg::Int(number);
    u64 => |number| Arg::Int(i64::try_from(number).unwrap_or(i64::MAX));
    usize => |number| Arg::Int(i64::try_from(number).unwrap_or(i64::MAX));
    f64 => |number| Arg::Number(number);
    &str => |text| Arg::Text(text.to_owned());
    String => |text| Arg::Text(text);
    &String => |text| Arg::Text(text.clone());
    crate::peer::Peer => |peer| Arg::text(peer);
    sockscope_link::CallName => |call| Arg::text(call);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_read_as_it_was_written() {
        let inner = Fact {
            key: "RUN_NO_GATE".into(),
            args: Args::new(),
        };
        let args = [
            ("line", Arg::from(3_u32)),
            ("seconds", Arg::from(0.1)),
            ("what", Arg::from(inner.clone())),
            ("all", Arg::from(vec![inner])),
            ("name", Arg::from("s")),
        ];
        let fact = Fact {
            key: "RUN_LINE".into(),
            args: args.map(|(name, arg)| (name.into(), arg)).into(),
        };
        let text = serde_json::to_string(&fact).unwrap();
        assert_eq!(
            text,
            r#"{"key":"RUN_LINE","args":{"all":[{"key":"RUN_NO_GATE"}],"line":3,"name":"s","seconds":0.1,"what":{"key":"RUN_NO_GATE"}}}"#
        );
        assert_eq!(serde_json::from_str::<Fact>(&text).unwrap(), fact);
    }
}
