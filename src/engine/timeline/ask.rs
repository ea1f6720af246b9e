//! A question that the learner was asked, and what came of it, as events.

use serde::{Deserialize, Serialize};

use super::Arg;

/// A question that the learner was asked before seeing, and how it was answered.
///
/// `question`, `choices` and `because` are what the program says or the lesson says; written down they
/// are texts in the run's language, with the facts beside them in `asked`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// The question, told; empty until it is written down.
    #[serde(default)]
    pub question: String,
    /// What could be answered, told; empty until it is written down.
    #[serde(default)]
    pub choices: Vec<String>,
    /// What was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// What was answered, as an index into the choices; none if it was skipped.
    pub given: Option<usize>,
    /// Whether it was right.
    pub correct: Option<bool>,
}

/// A question as facts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The step of the lesson that it is about, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The held segment that it is about, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<u32>,
    /// The question.
    pub question: Arg,
    /// What can be answered.
    pub choices: Vec<Arg>,
    /// The right one, as an index into `choices`.
    pub answer: usize,
    /// Why it is right.
    pub because: Arg,
}

/// What has come of a question: said once what it claims has been measured, whether it was asked or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Why it is so, told; empty until it is written down.
    #[serde(default)]
    pub text: String,
    /// The question; its answer is the one that was measured.
    pub asked: Asked,
    /// What was answered, as an index into the choices; none if it was not asked, or skipped.
    pub given: Option<usize>,
    /// Whether that was right.
    pub correct: Option<bool>,
    /// What is to be said to who answered so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Arg>,
    /// What was measured, as the call language expects it: `server.a ESTABLISHED`, `accept() EINVAL`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<String>,
}
