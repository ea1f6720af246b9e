//! One teller: it makes sentences of the facts on the timeline, in the reader's language.

mod line;
pub mod verdict;
mod wanted;

use std::collections::HashMap;
use std::sync::LazyLock;

pub use line::{Line, Look, cut, is_simulated, line, name, results, spoken, who, why_told};
pub use wanted::wanted;

use super::{Lang, Text, t};
use crate::timeline::{Arg, Args, Asked, Event, Fact, Prediction, Verdict, What};

/// A text with the values of its placeholders, as a fact: `fact!(t::KEY, name = value, …)`. As with
/// [`fill!`](crate::fill), names that are not the text's placeholders do not compile. A value is what
/// an [`Arg`] can be made of.
#[macro_export]
macro_rules! fact {
    ($key:path $(, $name:ident = $value:expr)* $(,)?) => {{
        const _: () = assert!(
            $crate::words::Text::takes(&$key, &[$(stringify!($name)),*]),
            "the names given are not the placeholders of this text"
        );
        $crate::timeline::Fact {
            key: $key.key.into(),
            args: [$((stringify!($name).into(), $crate::timeline::Arg::from($value))),*].into(),
        }
    }};
}

/// A text without placeholders, as a fact.
impl From<Text> for Fact {
    fn from(text: Text) -> Fact {
        Fact {
            key: text.key.into(),
            args: Args::new(),
        }
    }
}

impl From<Text> for Arg {
    fn from(text: Text) -> Arg {
        Arg::Fact(text.into())
    }
}

/// The text of this key.
pub fn text(key: &str) -> Option<&'static Text> {
    static BY_KEY: LazyLock<HashMap<&str, &Text>> =
        LazyLock::new(|| t::all().map(|text| (text.key, text)).collect());
    BY_KEY.get(key).copied()
}

/// A fact as a sentence. One whose text this program does not have (a newer one wrote it) is its key.
pub fn fact(fact: &Fact, lang: Lang) -> String {
    let Some(text) = text(&fact.key) else {
        return fact.key.clone().into_owned();
    };
    let args: Vec<(&str, String)> = (fact.args.iter())
        .map(|(name, value)| (name.as_ref(), arg(value, lang)))
        .collect();
    let values: Vec<(&str, &dyn std::fmt::Display)> = (args.iter())
        .map(|(name, value)| (*name, value as &dyn std::fmt::Display))
        .collect();
    text.fill(lang, &values)
}

/// One value as a sentence or a part of one.
pub fn arg(value: &Arg, lang: Lang) -> String {
    match value {
        Arg::Fact(inner) => fact(inner, lang),
        Arg::Words(words) => words.get(lang.code()).to_owned(),
        Arg::Facts(facts) => {
            let told: Vec<String> = facts.iter().map(|inner| fact(inner, lang)).collect();
            told.join(" ")
        }
        Arg::Int(number) => number.to_string(),
        Arg::Number(number) => number.to_string(),
        Arg::Text(text) => text.clone(),
    }
}

/// What a remark or a line of a log says: the fact, if it is one that this program knows; else the
/// text that stands there.
pub fn remark(text: &str, said: Option<&Fact>, lang: Lang) -> String {
    match said {
        Some(said) if text.is_empty() || self::text(&said.key).is_some() => fact(said, lang),
        _ => text.to_owned(),
    }
}

/// A question and its choices.
pub fn question(prediction: &Prediction, lang: Lang) -> (String, Vec<String>) {
    match &prediction.asked {
        Some(asked) => self::asked(asked, lang),
        None => (prediction.question.clone(), prediction.choices.clone()),
    }
}

/// What is or was asked, and what can be answered.
pub fn asked(asked: &Asked, lang: Lang) -> (String, Vec<String>) {
    let choices = asked.choices.iter().map(|choice| arg(choice, lang));
    (arg(&asked.question, lang), choices.collect())
}

/// One event as a line of the timeline's format, its facts told in `lang` for who reads the file.
pub fn to_line(event: &Event, lang: Lang) -> String {
    let told = match &event.what {
        What::Note {
            text,
            fact: Some(said),
            failure,
            about,
        } => What::Note {
            text: remark(text, Some(said), lang),
            fact: Some(said.clone()),
            failure: *failure,
            about: *about,
        },
        What::Log {
            peer,
            level,
            uptime_ms,
            text,
            open,
            fact: Some(said),
        } => What::Log {
            peer: *peer,
            level: *level,
            uptime_ms: *uptime_ms,
            text: remark(text, Some(said), lang),
            open: *open,
            fact: Some(said.clone()),
        },
        What::Predict(prediction) => {
            let (question, choices) = question(prediction, lang);
            let prediction = (**prediction).clone();
            What::Predict(Box::new(Prediction {
                question,
                choices,
                ..prediction
            }))
        }
        What::Verdict(verdict) => {
            let told = (**verdict).clone();
            let text = self::verdict::text(&told, lang);
            What::Verdict(Box::new(Verdict { text, ..told }))
        }
        _ => return crate::timeline::to_line(event),
    };
    crate::timeline::to_line(&Event {
        what: told,
        ..*event
    })
}
