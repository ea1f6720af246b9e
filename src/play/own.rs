//! The learner's own program as the host, and what the other end does meanwhile.

use std::ffi::OsString;
use std::path::Path;

use super::program::Program;
use crate::lesson::{Lesson, Timers};
use crate::peer::Peer;
use crate::run::{Doing, Exit, Holds, Message, Options, Pace};
use crate::script::{Line, Role};
use crate::session::{BoardChoice, Inbox, Plan, Session};
use crate::words::Lang;

/// A program of the learner's, to be started as the host's end.
#[derive(Clone, Debug)]
pub struct Own {
    /// What the program is called, where not as its file.
    pub called: Option<String>,
    /// The program and its arguments.
    pub argv: Vec<OsString>,
    /// What the other end does.
    pub other: Other,
    /// Which of its calls wait for the learner, where she goes on by a key.
    pub holds: Holds,
}

impl Own {
    /// The program that is to be the host of this session, if one is: the learner's own, or the one that a lesson
    /// is about. Where none can be stepped, that lesson is told.
    pub fn of(program: &Program, session: &Session) -> Option<Own> {
        match program {
            Program::Own(own) => Some(own.clone()),
            Program::Lesson(lesson) => Own::of_lesson(lesson, session),
            Program::Script(_) | Program::Stdin => None,
        }
    }

    /// The same of a lesson alone.
    pub fn of_lesson(lesson: &Lesson, session: &Session) -> Option<Own> {
        // Without a wire it would be reached from all networks of this machine, and have one port for all learners.
        let example = (lesson.program).filter(|_| session.can_step() && session.has_gate())?;
        Some(Own {
            called: Some(lesson.id.clone()),
            argv: example_command(example.name()).ok()?,
            other: Other::Lesson,
            holds: Holds::default(),
        })
    }

    /// Says that the ends are programs, before any line is told.
    pub fn announce(&self, inbox: &Inbox) {
        for (peer, _) in self.programs() {
            inbox.put(Message::Program(peer, Doing::Moves));
        }
    }

    /// Starts the programs; `size` is that of their terminal's screen, in columns and rows.
    pub fn start(&self, session: &mut Session, size: Option<(u16, u16)>) {
        for (peer, argv) in self.programs() {
            if let Err(why) = session.start_program(peer, argv, size) {
                let failed = Message::Failed(Exit::Environment, why.fact());
                session.inbox().put(failed);
            }
        }
    }

    /// The program's own name.
    pub fn name(&self) -> String {
        (self.called.clone()).unwrap_or_else(|| file_name(self.argv.first()))
    }

    /// What the two programs are called, where there are two: as their files are; if both are called the same, by
    /// number.
    fn names(&self) -> Option<[String; 2]> {
        let Other::Program(second, _) = &self.other else {
            return None;
        };
        let one = self.called.clone().unwrap_or_else(|| called(&self.argv));
        let other = called(second);
        Some(match one == other {
            true => [format!("{one} 1"), format!("{other} 2")],
            false => [one, other],
        })
    }

    /// The programs, and which end each of them is.
    pub fn programs(&self) -> Vec<(Peer, &[OsString])> {
        let second = match &self.other {
            Other::Program(second, _) => Some((Peer::Board, second.as_slice())),
            _ => None,
        };
        [(Peer::Host, self.argv.as_slice())]
            .into_iter()
            .chain(second)
            .collect()
    }

    /// The session that it wants.
    pub fn plan(&self, board: BoardChoice, role: Role, lang: Lang) -> Plan {
        Plan {
            board,
            lesson: match self.names() {
                Some([one, other]) => format!("{one}-{other}"),
                None => self.name(),
            },
            lang,
            role,
            // A program may want either.
            ipv6: true,
            needs_gate: false,
            timers: Timers::Patient,
            programs: self.names(),
        }
    }

    /// Gives the model the other end's lines.
    pub fn feed(&self, inbox: &Inbox) {
        if let Other::Lines(lines) | Other::Program(_, lines) = &self.other {
            (lines.iter().cloned()).for_each(|line| inbox.put(Message::Line(line)));
        }
        inbox.put(Message::LinesEnd);
    }

    /// How it runs where the learner goes on by a key.
    pub fn stepping(&self, role: Role) -> Options {
        Options {
            pace: match self.holds {
                Holds::Nothing => Pace::FREE,
                Holds::Every | Holds::Life => Pace::Step(0),
            },
            ..self.options(Options::stepping(role))
        }
    }

    /// How it runs.
    pub fn options(&self, options: Options) -> Options {
        Options {
            other: matches!(self.other, Other::Half),
            holds: self.holds,
            ..options
        }
    }
}

/// What the other end does.
#[derive(Clone, Debug)]
pub enum Other {
    /// What answers the program's own calls.
    Half,
    /// These lines.
    Lines(Vec<Line>),
    /// Another program of the learner's, with its arguments; and what the wire between the two is told.
    Program(Vec<OsString>, Vec<Line>),
    /// What the lesson says that the program is of.
    Lesson,
}

/// The command that makes this program the example of this name.
///
/// # Errors
/// It is not known where this program is.
#[cfg(can_step)]
pub fn example_command(name: &str) -> std::io::Result<Vec<OsString>> {
    let program = std::env::current_exe()?.into_os_string();
    Ok(vec![program, crate::example::ARGUMENT.into(), name.into()])
}

/// Here no example can be stepped.
///
/// # Errors
/// Always.
#[cfg(not(can_step))]
pub fn example_command(_name: &str) -> std::io::Result<Vec<OsString>> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// How long a program's name may be where the two are told apart by it.
const LONGEST: usize = 16;

/// What a program is called: as its file, and if an interpreter runs it, as the file that this was given.
fn called(argv: &[OsString]) -> String {
    let first = file_name(argv.first());
    let script = argv.iter().skip(1).find(|arg| Path::new(arg).is_file());
    let name = match script {
        Some(script) if INTERPRETERS.iter().any(|name| first.starts_with(name)) => {
            file_name(Some(script))
        }
        _ => first,
    };
    let stem = Path::new(&name).file_stem().unwrap_or_default();
    stem.to_string_lossy().chars().take(LONGEST).collect()
}

/// Programs that run a file of the learner's.
const INTERPRETERS: [&str; 8] = [
    "python", "node", "ruby", "perl", "php", "java", "bash", "sh",
];

fn file_name(path: Option<&OsString>) -> String {
    let name = path.map(Path::new).and_then(Path::file_name);
    name.unwrap_or_default().to_string_lossy().into_owned()
}
