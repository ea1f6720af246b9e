//! What a recording is worth: which of a lesson's or a task's expectations it met, and whether it
//! contradicts itself.
//!
//! ```text
//!   event ──► Audit    what cannot have happened after what came before
//!         ──► Met      what is expected, seen in the facts themselves
//! ```
//!
//! An `expect` event says that something was so. It is believed only if the calls, states and segments
//! before it say so too; a recording in which they do not is named, with the line.

mod audit;
mod met;

pub use met::{Expected, Seen};

use crate::fact;
use crate::lesson::Lesson;
use crate::script::Role;
use crate::timeline::{Arg, Event, Fact, What};
use crate::words::show::plain;
use crate::words::t;
use crate::world::World;
use audit::Audit;
use met::Met;

/// How many contradictions are told one by one.
const MOST_FLAWS: usize = 20;

/// Something that cannot be so, by what the recording itself says.
#[derive(Clone, Debug, PartialEq)]
pub struct Flaw {
    /// The line of the recording, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: Fact,
}

/// What a recording is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Grade {
    /// What was expected, in the lesson's order, and what came of it.
    pub expected: Vec<Expected>,
    /// The contradictions that were found first, in the order of the lines.
    pub flaws: Vec<Flaw>,
    /// How many more there were.
    pub untold: u64,
    /// Whether it has an end; else it was cut off.
    pub ended: bool,
}

impl Grade {
    /// How many expectations were met.
    pub fn met(&self) -> usize {
        let met = |expected: &&Expected| matches!(expected.seen, Seen::Met(_));
        self.expected.iter().filter(met).count()
    }

    /// How many could be met: one that the recording could only be told of does not count.
    pub fn of(&self) -> usize {
        let counts = |expected: &&Expected| expected.seen != Seen::Told;
        self.expected.iter().filter(counts).count()
    }

    /// Whether nothing is missing and nothing contradicts itself.
    pub fn is_full(&self) -> bool {
        self.flaws.is_empty() && self.met() == self.of()
    }
}

/// Grades a recording, event by event, in bounded memory.
#[derive(Debug)]
pub struct Grader {
    world: World,
    audit: Audit,
    met: Met,
    /// The lesson's name; its start's calls need nobody's leave.
    id: String,
    flaws: Vec<Flaw>,
    untold: u64,
}

impl Grader {
    /// Grades against this lesson, task or puzzle.
    pub fn new(lesson: &Lesson) -> Grader {
        Grader {
            world: World::default(),
            audit: Audit::default(),
            met: Met::of(lesson),
            id: lesson.id.clone(),
            flaws: Vec::new(),
            untold: 0,
        }
    }

    /// Takes in the event of a line.
    pub fn take(&mut self, line: u64, event: &Event) {
        let mut found = self.audit.take(event, &self.world);
        if let What::Session(session) = &event.what
            && !is_named(&session.lesson, &self.id)
        {
            let lesson = Arg::text(plain(&session.lesson));
            found.push(fact!(
                t::GRADE_OTHER_LESSON,
                lesson = lesson,
                wanted = Arg::text(&self.id)
            ));
        }
        self.world.apply(event);
        found.extend(self.met.take(event, &self.world));
        for what in found {
            if self.flaws.len() < MOST_FLAWS {
                self.flaws.push(Flaw { line, what });
            } else {
                self.untold += 1;
            }
        }
    }

    /// What the recording is worth, now that it has been read.
    pub fn finish(self) -> Grade {
        Grade {
            expected: self.met.expected,
            flaws: self.flaws,
            untold: self.untold,
            ended: self.world.ended.is_some(),
        }
    }
}

/// Whether what was run, a name or a lesson's file, is the lesson of this name.
fn is_named(run: &str, id: &str) -> bool {
    let file = run.rsplit(['/', '\\']).next().unwrap_or(run);
    file.strip_suffix(".toml").unwrap_or(file) == id
}

/// The part that the host plays, by the session line.
fn role(world: &World) -> Role {
    match &world.session {
        Some(session) if session.role == "client" => Role::Client,
        _ => Role::Server,
    }
}

#[cfg(test)]
mod tests;
