//! Tasks: a goal that the learner reaches by calls of her own.
//!
//! ```text
//!   [task]  start ──► she calls ──► moment ──► moment ──► reached
//!                                   all its expectations hold at once
//! ```

use serde::Deserialize;

use super::parse::{Source, work};
use super::raw::RawLines;
use super::{Lesson, LessonError, Problem, Step, Words, limits};
use crate::script::{Line, LineKind, parse_line};
use crate::written::Spanned;
use sockscope_link::CallName;

/// What allows the wire's commands, among the names of calls.
pub const WIRE: &str = "wire";

/// A goal, and what is given on the way to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// The lesson that it belongs to.
    pub after: String,
    /// What must come about, one moment after the other: in each of them, all of its expectations hold at
    /// once. A call is the last one of its peer.
    pub moments: Vec<Vec<Line>>,
    /// The calls that may be made, and `wire`; none: all.
    pub calls: Vec<String>,
    /// What helps, the least first.
    pub hints: Vec<Words>,
    /// How many calls and commands for the wire a good solution needs.
    pub par: usize,
    /// A solution, for the teacher's key.
    pub right: Vec<Line>,
    /// Attempts that do not reach the goal, for the tests.
    pub wrong: Vec<Vec<Line>>,
}

impl Task {
    /// Whether a call of this name, or `wire`, may be made.
    pub fn allows(&self, name: &str) -> bool {
        self.calls.is_empty() || self.calls.iter().any(|call| call == name)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTask {
    goal: Spanned<Words>,
    moments: Spanned<Vec<RawLines>>,
    #[serde(default)]
    start: Option<RawLines>,
    #[serde(default)]
    calls: Vec<Spanned<String>>,
    hints: Spanned<Vec<Spanned<Words>>>,
    par: Spanned<usize>,
    right: RawLines,
    wrong: Option<Spanned<Vec<RawLines>>>,
}

/// Reads the task `id` from `text`, which stands in `file` (for errors only). What comes is a lesson of one
/// step, whose caption is the goal and whose lines are what is done already.
///
/// # Errors
/// As for [`parse`](super::parse()).
pub fn parse_task(id: &str, file: &str, text: &str) -> Result<Lesson, LessonError> {
    task(id, &Source::of(file, text))
}

/// The same of a source, which may go on after a mistake.
pub(super) fn task(id: &str, source: &Source) -> Result<Lesson, LessonError> {
    let (lesson, after, task): (_, _, RawTask) = work(id, source)?;
    let run = match &task.start {
        Some(start) => source.lines(start, 0)?,
        None => Vec::new(),
    };
    let step = Step {
        id: "goal".to_owned(),
        title: lesson.title.clone(),
        say: source.words(task.goal, limits::GOAL)?,
        run,
        ..Step::default()
    };
    let moments = source.many(&task.moments, 1, limits::MOMENTS)?;
    for raw in task.moments.as_ref() {
        source.expectations(raw.as_ref())?;
    }
    source.count(
        &task.hints.span(),
        task.hints.as_ref().len(),
        1,
        limits::HINTS,
    )?;
    let hints = task.hints.into_inner().into_iter();
    let task = Task {
        after,
        moments,
        calls: source.calls(task.calls)?,
        hints: hints
            .map(|hint| source.words(hint, limits::HINT))
            .collect::<Result<_, _>>()?,
        par: source.par(&task.par)?,
        right: source.lines(&task.right, 1)?,
        wrong: match &task.wrong {
            Some(wrong) => source.many(wrong, 0, limits::LINES)?,
            None => Vec::new(),
        },
    };
    Ok(Lesson {
        steps: vec![step],
        task: Some(task),
        ..lesson
    })
}

impl Source<'_> {
    /// Several lists of lines.
    pub(super) fn many(
        &self,
        raw: &Spanned<Vec<RawLines>>,
        min: usize,
        max: usize,
    ) -> Result<Vec<Vec<Line>>, LessonError> {
        self.count(&raw.span(), raw.as_ref().len(), min, max)?;
        raw.as_ref()
            .iter()
            .map(|lines| self.lines(lines, 1))
            .collect()
    }

    /// Lines that can be nothing but expectations.
    pub(super) fn expectations(&self, raw: &[Spanned<String>]) -> Result<(), LessonError> {
        for raw in raw {
            let line = parse_line(raw.as_ref(), 1);
            // What is no line at all is told already.
            if line.is_ok_and(|line| {
                line.is_some_and(|line| !matches!(line.kind, LineKind::Expect(_)))
            }) {
                self.mild(self.error(&raw.span(), Problem::NotAnExpectation))?;
            }
        }
        Ok(())
    }

    fn calls(&self, raw: Vec<Spanned<String>>) -> Result<Vec<String>, LessonError> {
        for name in &raw {
            if name.as_ref() != WIRE && CallName::from_name(name.as_ref()).is_none() {
                let problem = Problem::NoSuchCall(name.as_ref().clone());
                self.mild(self.error(&name.span(), problem))?;
            }
        }
        Ok(raw.into_iter().map(Spanned::into_inner).collect())
    }

    fn par(&self, raw: &Spanned<usize>) -> Result<usize, LessonError> {
        self.count(&raw.span(), *raw.as_ref(), 1, limits::LINES)?;
        Ok(*raw.as_ref())
    }
}
