//! What is to be run: a lesson that ships, a lesson file, a script, or lines from stdin.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::load;
use crate::fill;
use crate::lesson::{self, Lesson, Step};
use crate::script::{self, Line, LineKind};
use crate::words::{Lang, t};

/// What is to be run.
pub enum Program {
    /// A lesson, step by step.
    Lesson(Arc<Lesson>),
    /// The lines of a script.
    Script(Vec<Line>),
    /// Lines from stdin, each run as it comes.
    Stdin,
}

/// What a program wants of its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wants {
    /// Addresses of IPv6, too.
    pub ipv6: bool,
    /// A wire with a gate: it freezes it.
    pub gate: bool,
}

/// Finds and reads what is to be run: a lesson's name, a lesson file, a script file, or `-`. The
/// its wants come beside it.
///
/// # Errors
/// There is no such thing, or it cannot be read: in words.
pub fn load(what: &str, lang: Lang) -> Result<(Program, Wants), String> {
    if what == "-" {
        let wants = Wants {
            ipv6: true,
            gate: true,
        };
        return Ok((Program::Stdin, wants));
    }
    if let Some(lesson) = lesson::find(what) {
        return Ok(with_lesson(lesson.clone()));
    }
    let path = Path::new(what);
    if !path.exists() {
        let known: Vec<String> = lesson::shipped().iter().map(|l| l.id.clone()).collect();
        if what.is_empty() {
            return Err(fill!(lang, t::RUN_NOTHING_NAMED, known = known.join(", ")));
        }
        return Err(fill!(
            lang,
            t::RUN_UNKNOWN,
            what = what,
            known = known.join(", ")
        ));
    }
    if path.extension().is_some_and(|end| end == "toml") {
        return match load::load(path) {
            Ok(lesson) => Ok(with_lesson(lesson)),
            Err(error) => Err(error.display(lang)),
        };
    }
    let text =
        read_script(path).map_err(|why| fill!(lang, t::RUN_UNREADABLE, file = what, why = why))?;
    match script::parse(&text) {
        Ok(lines) => {
            let wants = Wants {
                ipv6: wants_ipv6(&text),
                gate: lines.iter().any(is_for_the_wire),
            };
            Ok((Program::Script(lines), wants))
        }
        Err(error) => Err(format!("{what}: {}", error.display(lang))),
    }
}

/// The text of a script, but not more of it than a script can have: the parser refuses the rest.
fn read_script(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(script::MAX_SCRIPT as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn with_lesson(lesson: Lesson) -> (Program, Wants) {
    let ipv6 = lesson
        .steps
        .iter()
        .flat_map(Step::lines)
        .any(|line| wants_ipv6(&line.source));
    let gate = lesson.needs_gate;
    (Program::Lesson(Arc::new(lesson)), Wants { ipv6, gate })
}

fn wants_ipv6(text: &str) -> bool {
    let words = [
        "AF_INET6", "PF_INET6", "HOST6", "BOARD6", "SERVER6", "CLIENT6",
    ];
    words.iter().any(|word| text.contains(word))
}

/// Whether the line tells the gate something.
fn is_for_the_wire(line: &Line) -> bool {
    matches!(line.kind, LineKind::Wire(_))
}
