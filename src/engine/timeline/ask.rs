//! A question that the learner was asked, as an event.

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
