//! Puzzles: a script with a fault, to be found and mended.
//!
//! ```text
//!   run ──► seen: the fault shows ──► what is wrong? ──► her lines in place of `run` ──► goal
//! ```

use serde::Deserialize;

use super::parse::{Source, work};
use super::raw::{RawLines, RawPredict};
use super::{Lesson, LessonError, Predict, Step, Words, limits};
use crate::script::{Actor, Line, LineKind};
use crate::written::Spanned;

/// Whose lines may be changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Mend {
    /// The server's.
    #[default]
    #[serde(rename = "server")]
    Server,
    /// The client's.
    #[serde(rename = "client")]
    Client,
    /// What the wire is told.
    #[serde(rename = "wire")]
    Wire,
}

impl Mend {
    /// Whether such a line may be changed. Pauses and expectations are nobody's.
    pub fn allows(self, line: &LineKind) -> bool {
        match line {
            LineKind::Call(call) => match self {
                Mend::Server => call.actor == Actor::Server,
                Mend::Client => call.actor == Actor::Client,
                Mend::Wire => false,
            },
            LineKind::Wire(_) => self == Mend::Wire,
            LineKind::Reset => false,
            _ => true,
        }
    }
}

/// What is wrong with a script, and what the mended one must come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Puzzle {
    /// The lesson that it belongs to.
    pub after: String,
    /// What is wrong? Each wrong choice says why it is.
    pub cause: Predict,
    /// What the mended script must come to, in words.
    pub wanted: Words,
    /// Whose lines may be changed.
    pub mend: Mend,
    /// The expectations that the mended script must meet at its end.
    pub goal: Vec<Line>,
    /// A mended script, for the teacher's key.
    pub mended: Vec<Line>,
    /// Whether the lines that run are the learner's, in place of the faulty ones.
    pub is_mended: bool,
}

impl Puzzle {
    /// Whether `lines` differ from `faulty` only where they may.
    pub fn may_be(&self, faulty: &[Line], lines: &[Line]) -> bool {
        let fixed = |line: &&Line| !self.mend.allows(&line.kind);
        let source = |line: &Line| line.source.clone();
        let wanted = faulty.iter().filter(fixed).map(source);
        wanted.eq(lines.iter().filter(fixed).map(source))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPuzzle {
    say: Spanned<Words>,
    wanted: Spanned<Words>,
    run: RawLines,
    seen: RawLines,
    choices: Spanned<Vec<Spanned<super::raw::RawChoice>>>,
    answer: Spanned<String>,
    because: Spanned<Words>,
    mend: Mend,
    mended: RawLines,
    goal: RawLines,
}

/// Reads the puzzle `id` from `text`, which stands in `file` (for errors only). What comes is a lesson of
/// one step: the faulty script, and what is seen of it.
///
/// # Errors
/// As for [`parse`](super::parse()).
pub fn parse_puzzle(id: &str, file: &str, text: &str) -> Result<Lesson, LessonError> {
    puzzle(id, &Source::of(file, text))
}

/// The same of a source, which may go on after a mistake.
pub(super) fn puzzle(id: &str, source: &Source) -> Result<Lesson, LessonError> {
    let (lesson, after, puzzle): (_, _, RawPuzzle) = work(id, source)?;
    let expected = |lines: &RawLines| {
        let read = source.lines(lines, 1)?;
        source.expectations(lines.as_ref())?;
        Ok(read)
    };
    let step = Step {
        id: "fault".to_owned(),
        title: lesson.title.clone(),
        say: source.words(puzzle.say, limits::SAY)?,
        run: source.lines(&puzzle.run, 1)?,
        expect: expected(&puzzle.seen)?,
        ..Step::default()
    };
    let cause = RawPredict {
        line: None,
        question: Spanned::new(0..0, super::what_is_wrong()),
        choices: puzzle.choices,
        answer: puzzle.answer,
        because: puzzle.because,
    };
    let puzzle = Puzzle {
        after,
        cause: source.predict(cause, 0)?,
        wanted: source.words(puzzle.wanted, limits::GOAL)?,
        mend: puzzle.mend,
        goal: expected(&puzzle.goal)?,
        mended: source.lines(&puzzle.mended, 1)?,
        is_mended: false,
    };
    Ok(Lesson {
        steps: vec![step],
        puzzle: Some(puzzle),
        ..lesson
    })
}
