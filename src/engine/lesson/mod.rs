//! Lessons as data: the files of `assets/lessons`, and those that teachers write.
//!
//! ```text
//!   text of a file ──parse──► Lesson { steps: [Step { say, run, expect, predict }] }
//!                     │
//!                     └─ LessonError: file, line, column, what is wrong
//! ```
//!
//! `docs/lessons.md` tells authors how to write one. What does not fit the screen, has no
//! expectation or lacks a language is an error here, not a surprise in class.

mod check;
mod course;
mod error;
mod misconception;
mod panel;
mod parse;
mod progress;
mod puzzle;
mod raw;
pub mod recorded;
mod shipped;
mod task;

use std::collections::HashMap;

use serde::Deserialize;

pub use check::{check, parse_any};
pub use course::{Kind, course, find, in_order, next};
pub use error::{LessonError, Problem};
pub use misconception::Misconception;
pub use panel::{Panel, Scroll};
pub use parse::parse;
pub use progress::{Answers, Deed, Learnt, MOST_BYTES, MOST_NAME, Progress};
pub use puzzle::{Mend, Puzzle, parse_puzzle};
pub use shipped::{PUZZLES, SHIPPED, TASKS, Texts, shipped};
pub use task::{Task, WIRE, parse_task};

use crate::script::{Line, Role};
use crate::timeline::{self, Asked};
use crate::words::show::plain;
use crate::words::{Lang, t};

/// A text of a lesson in every language, side by side in its file: `{ en = "…", es = "…" }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "HashMap<Lang, String>")]
pub struct Words([String; Lang::ALL.len()]);

impl Words {
    /// The text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        &self.0[lang as usize]
    }

    /// One text for every language: a name or a number.
    pub fn same(text: &str) -> Words {
        Words(Lang::ALL.map(|_| text.to_owned()))
    }
}

impl TryFrom<HashMap<Lang, String>> for Words {
    type Error = String;

    /// # Errors
    ///
    /// The text lacks a language of [`Lang::OF_LESSONS`].
    fn try_from(mut said: HashMap<Lang, String>) -> Result<Words, String> {
        if let Some(lang) = Lang::OF_LESSONS
            .iter()
            .find(|lang| !said.contains_key(lang))
        {
            return Err(format!("missing field `{lang}`"));
        }
        let english = said[&Lang::En].clone();
        Ok(Words(Lang::ALL.map(|lang| {
            said.remove(&lang).unwrap_or_else(|| english.clone())
        })))
    }
}

impl Words {
    /// The text as a recording holds it.
    pub fn told(words: &timeline::Words) -> Words {
        let told = |text: &str| text.split('\n').map(plain).collect::<Vec<_>>().join("\n");
        Words(Lang::ALL.map(|lang| told(words.get(lang.code()))))
    }

    /// The text in all its languages, as the timeline holds it.
    pub fn fact(&self) -> timeline::Words {
        let texts = Lang::ALL.map(|lang| (lang.code().into(), self.get(lang).to_owned()));
        timeline::Words(texts.into())
    }
}

/// One answer that can be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The answer.
    pub text: Words,
    /// What is said to who took it: why it is wrong, or right.
    pub why: Option<Words>,
    /// What a learner believes who takes it.
    pub misconception: Option<Misconception>,
}

/// What a step needs beyond two peers that speak TCP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Needs {
    /// A real kernel in the host's part. Where there is none (`--board pair`) the step is told, and its
    /// lines are left out.
    #[serde(rename = "kernel")]
    Kernel,
    /// The program of its lesson in the host's part ([`Lesson::program`]). Where none can be stepped it is told.
    #[serde(skip)]
    Program,
}

/// A program that ships, to be stepped (`sockscope step --example`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Example {
    /// A server that makes a process for each client.
    Forks,
    /// A server that speaks to a client who is gone.
    Pipe,
    /// A server that closes nothing, and has few descriptors.
    Leaks,
}

impl Example {
    /// Each.
    pub const ALL: [Example; 3] = [Example::Forks, Example::Pipe, Example::Leaks];

    /// As the command line and a lesson's file name it.
    pub const fn name(self) -> &'static str {
        match self {
            Example::Forks => "forks",
            Example::Pipe => "pipe",
            Example::Leaks => "leaks",
        }
    }

    /// The part that it plays.
    pub const fn role(self) -> Role {
        match self {
            Example::Forks | Example::Pipe | Example::Leaks => Role::Server,
        }
    }
}

/// How patient the private wire's kernel is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Timers {
    /// It waits for a learner who has frozen the wire.
    #[default]
    #[serde(rename = "patient")]
    Patient,
    /// It has Linux's own timers.
    #[serde(rename = "real")]
    Real,
}

/// A question before a step: what will happen?
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Predict {
    /// Before which line of the step's `run` it is asked, as an index.
    pub before: usize,
    /// The question.
    pub question: Words,
    /// What can be answered; 2 to [`limits::CHOICES`].
    pub choices: Vec<Choice>,
    /// The right one, as an index into `choices`.
    pub answer: usize,
    /// Why it is right: shown after the step, whether the question was asked or not.
    pub because: Words,
}

impl Predict {
    /// The question of the lesson's step `step`, as the timeline holds it.
    pub fn asked(&self, step: usize) -> Asked {
        Asked {
            step: Some(step),
            segment: None,
            question: self.question.fact().into(),
            choices: (self.choices.iter())
                .map(|choice| choice.text.fact().into())
                .collect(),
            answer: self.answer,
            because: self.because.fact().into(),
        }
    }
}

/// One step: what is said, what is done, and what is then so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Its name, one of its own in the lesson.
    pub id: String,
    /// What the step is about.
    pub title: Words,
    /// The caption, shown before and while the step runs.
    pub say: Words,
    /// A question before it runs.
    pub predict: Option<Predict>,
    /// The panel that the stage turns to when the step begins.
    pub panel: Option<Panel>,
    /// What the teacher should know: shown only in the notes.
    pub note: Option<Words>,
    /// What it needs to be shown; else it is told.
    pub needs: Option<Needs>,
    /// The lines to carry out; line numbers are those of the lesson file.
    pub run: Vec<Line>,
    /// The expectations to check then; at least one.
    pub expect: Vec<Line>,
}

impl Step {
    /// The lines of the step in order: what it does, then what it expects.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.run.iter().chain(&self.expect)
    }
}

/// One lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// What it is called on the command line: the file's name without `.toml`.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// What is learnt, in one sentence.
    pub about: Words,
    /// Whether it freezes the wire, and so needs a board with a gate.
    pub needs_gate: bool,
    /// The panel that it is best followed on; the stage opens with it.
    pub panel: Option<Panel>,
    /// How patient the private wire's kernel is.
    pub timers: Timers,
    /// The example that is the host, a program that ships: the host's lines are not carried out but let go the calls
    /// that it comes to, which must be the same.
    pub program: Option<Example>,
    /// What to try in free play at its end; none, or up to [`limits::PRACTICE`].
    pub practice: Vec<Words>,
    /// The lesson that follows; without it, the next one of the course.
    pub next: Option<String>,
    /// Its steps; at least one.
    pub steps: Vec<Step>,
    /// It is a task: this is its goal.
    pub task: Option<Task>,
    /// It is a puzzle: this is what is wrong.
    pub puzzle: Option<Puzzle>,
}

impl Lesson {
    /// What it is.
    pub fn kind(&self) -> Kind {
        match (&self.task, &self.puzzle) {
            (Some(_), _) => Kind::Task,
            (None, Some(_)) => Kind::Puzzle,
            (None, None) => Kind::Lesson,
        }
    }

    /// The lesson that a task or a puzzle belongs to.
    pub fn after(&self) -> Option<&str> {
        let of_task = self.task.as_ref().map(|task| task.after.as_str());
        of_task.or(self.puzzle.as_ref().map(|puzzle| puzzle.after.as_str()))
    }

    /// A task with the lines of a solution behind what it starts with; a puzzle with mended lines in place
    /// of the faulty ones.
    pub fn with_solution(&self, lines: Vec<Line>) -> Lesson {
        let mut lesson = self.clone();
        if let (Some(puzzle), Some(step)) = (&mut lesson.puzzle, lesson.steps.first_mut()) {
            puzzle.is_mended = true;
            step.say = puzzle.wanted.clone();
            step.expect = puzzle.goal.clone();
            step.run = lines;
            return lesson;
        }
        lesson.steps.push(Step {
            id: "solution".to_owned(),
            run: lines,
            ..Step::default()
        });
        lesson
    }
}

/// The question of every puzzle.
fn what_is_wrong() -> Words {
    Words(Lang::ALL.map(|lang| t::PUZZLE_WHAT_IS_WRONG.get(lang).to_owned()))
}

/// The room that texts have, in characters: what a screen of 80×24 shows at once.
pub mod limits {
    /// The title of a lesson or a step.
    pub const TITLE: usize = 40;
    /// A task's goal: three lines of 76, and one is left for a hint.
    pub const GOAL: usize = 220;
    /// A hint: two lines of 72.
    pub const HINT: usize = 140;
    /// How many hints a task has.
    pub const HINTS: usize = 5;
    /// How many moments a task's goal has.
    pub const MOMENTS: usize = 6;
    /// What a lesson is about.
    pub const ABOUT: usize = 150;
    /// A caption: four lines of 76.
    pub const SAY: usize = 300;
    /// A question: two lines of 72.
    pub const QUESTION: usize = 140;
    /// A choice: one line.
    pub const CHOICE: usize = 60;
    /// Why an answer is right: four lines of 76.
    pub const BECAUSE: usize = 300;
    /// What is said of one choice: three lines of 76.
    pub const WHY: usize = 200;
    /// The teacher's note.
    pub const NOTE: usize = 600;
    /// One thing to try.
    pub const TRY: usize = 150;
    /// How many things to try a lesson has.
    pub const PRACTICE: usize = 3;
    /// A line of the call language.
    pub const LINE: usize = 72;
    /// How many choices a question has.
    pub const CHOICES: usize = 5;
    /// How many steps a lesson has.
    pub const STEPS: usize = 100;
    /// How many lines a step has.
    pub const LINES: usize = 40;
    /// A lesson file, in bytes.
    pub const FILE: usize = 256 * 1024;
}

#[cfg(test)]
mod notes;
#[cfg(test)]
mod optional;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;
