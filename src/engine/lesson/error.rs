//! What is wrong with a lesson file, and where.

use std::fmt;

use super::limits;
use crate::fill;
use crate::script::ScriptError;
use crate::words::{Lang, mistake, t};

/// What is wrong with a lesson file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It cannot be read; the system's own words.
    Unreadable(String),
    /// It is larger than [`limits::FILE`].
    TooLarge,
    /// It is not UTF-8.
    NotUtf8,
    /// It is no TOML, or has a field that is unknown, missing or of the wrong kind; the TOML
    /// reader's own words.
    Toml(String),
    /// A line of the call language is wrong.
    Script(Box<ScriptError>),
    /// A text is empty in one language.
    Empty(Lang),
    /// A text is longer than there is room for.
    TooLong {
        /// In which language.
        lang: Lang,
        /// How long it is, in characters.
        len: usize,
        /// How long it may be.
        max: usize,
    },
    /// There is too little or too much of something: steps, lines, choices.
    Count {
        /// How many there are.
        count: usize,
        /// The least.
        min: usize,
        /// The most.
        max: usize,
    },
    /// An id that another step has, or that is not made of `a`–`z`, `0`–`9` and `-`.
    BadId,
    /// What follows is no name of a lesson.
    NoLessonName,
    /// A right answer that is none of the choices.
    NoSuchAnswer,
    /// A question before a line that the step does not have.
    NoSuchLine {
        /// How many it has.
        lines: usize,
    },
    /// A line of the server or the client, where the host is a program that may be either.
    NotByPart,
    /// A line among the expectations that is no `expect`.
    NotAnExpectation,
    /// A line among the calls that says nothing.
    EmptyLine,
    /// A call that there is not, among those that a task allows.
    NoSuchCall(String),
}

/// A lesson file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonError {
    /// The file.
    pub file: String,
    /// The line and the column, in characters from 1; `None` if it is about the whole file.
    pub place: Option<(u32, u32)>,
    /// What is wrong.
    pub problem: Problem,
}

impl LessonError {
    /// An error of the whole file.
    pub fn whole(file: &str, problem: Problem) -> LessonError {
        LessonError {
            file: file.to_string(),
            place: None,
            problem,
        }
    }

    /// File, place and what is wrong, for the author.
    pub fn display(&self, lang: Lang) -> String {
        let message = self.problem.message(lang);
        match self.place {
            Some((line, column)) => format!("{}:{line}:{column}: {message}", self.file),
            None => format!("{}: {message}", self.file),
        }
    }
}

/// The error in English.
impl fmt::Display for LessonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display(Lang::En))
    }
}

impl std::error::Error for LessonError {}

impl Problem {
    fn message(&self, lang: Lang) -> String {
        match self {
            Problem::Unreadable(why) => fill!(lang, t::LESSON_UNREADABLE, why = why),
            Problem::TooLarge => fill!(lang, t::LESSON_TOO_LARGE, max = limits::FILE),
            Problem::NotUtf8 => t::LESSON_NOT_UTF8.get(lang).to_string(),
            Problem::Toml(why) => {
                let why = mistake::said(why, lang);
                fill!(lang, t::LESSON_TOML, why = why)
            }
            Problem::Script(error) => error.message_and_line(lang),
            Problem::Empty(which) => fill!(lang, t::LESSON_EMPTY, which = which),
            Problem::TooLong {
                lang: which,
                len,
                max,
            } => {
                fill!(
                    lang,
                    t::LESSON_TOO_LONG,
                    which = which,
                    len = len,
                    max = max
                )
            }
            Problem::Count { count, min, max } => {
                fill!(lang, t::LESSON_COUNT, count = count, min = min, max = max)
            }
            Problem::BadId => t::LESSON_BAD_ID.get(lang).to_string(),
            Problem::NoLessonName => t::LESSON_NO_NAME.get(lang).to_string(),
            Problem::NoSuchAnswer => t::LESSON_NO_SUCH_ANSWER.get(lang).to_string(),
            Problem::NoSuchLine { lines } => fill!(lang, t::LESSON_NO_SUCH_LINE, lines = lines),
            Problem::NotByPart => t::LESSON_NOT_BY_PART.get(lang).to_string(),
            Problem::NotAnExpectation => t::LESSON_NOT_AN_EXPECTATION.get(lang).to_string(),
            Problem::NoSuchCall(name) => fill!(lang, t::LESSON_NO_SUCH_CALL, name = name),
            Problem::EmptyLine => t::LESSON_EMPTY_LINE.get(lang).to_string(),
        }
    }
}
