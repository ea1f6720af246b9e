//! What is to be run: a lesson that ships, a lesson file, a script, or lines from stdin.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::own::Own;
use super::{load, say_if_fifo, utf8, xdg};
use crate::fill;
use crate::lesson::{self, Lesson, Step, Timers};
use crate::script::{self, Line, LineKind, Role, WireCommand};
use crate::session::{BoardChoice, Plan};
use crate::stage::Opening;
use crate::words::{Lang, system, t, tell};

/// What is to be run.
pub enum Program {
    /// A lesson, step by step.
    Lesson(Arc<Lesson>),
    /// The lines of a script.
    Script(Vec<Line>),
    /// Lines from stdin, each run as it comes.
    Stdin,
    /// A program of the learner's, and what the other end does.
    Own(Own),
}

impl Program {
    /// A task, and the lines of this file (`-`: stdin) that are to solve it.
    ///
    /// # Errors
    /// It is no task, or the lines cannot be read: in words.
    pub fn with_solution(self, what: &str, file: &Path, lang: Lang) -> Result<Program, String> {
        let name = file.display();
        let bytes = if file == Path::new("-") {
            read_script_from(io::stdin())
        } else {
            File::open(file).and_then(read_script_from)
        };
        let bytes = bytes.map_err(|why| {
            fill!(
                lang,
                t::RUN_UNREADABLE,
                file = name,
                why = system::said(why, lang)
            )
        })?;
        let text =
            utf8::text(bytes, 1).map_err(|said| format!("{name}: {}", tell::fact(&said, lang)))?;
        self.with_lines(what, &text, lang)
            .map_err(|why| format!("{name}: {why}"))
    }

    /// A task, and the lines that are to solve it; a puzzle, and its script as it was mended.
    ///
    /// # Errors
    /// It is neither, or this is no script: in words.
    pub fn with_lines(self, what: &str, text: &str, lang: Lang) -> Result<Program, String> {
        let lesson = match self {
            Program::Lesson(lesson) if lesson.kind() != lesson::Kind::Lesson => lesson,
            _ => return Err(fill!(lang, t::RUN_NO_TASK, what = what)),
        };
        let lines = script::parse(text).map_err(|why| why.display(lang))?;
        if let Some(puzzle) = &lesson.puzzle
            && !puzzle.may_be(&lesson.steps[0].run, &lines)
        {
            return Err(t::PUZZLE_OTHER_SIDE.get(lang).to_owned());
        }
        Ok(Program::Lesson(Arc::new(lesson.with_solution(lines))))
    }
}

/// What a program wants of its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wants {
    /// Addresses of IPv6, too.
    pub ipv6: bool,
    /// A wire with a gate: it freezes it.
    pub gate: bool,
    /// The timers that the kernel is to have.
    pub timers: Timers,
}

impl Wants {
    /// A session that has what is wanted.
    pub fn plan(self, board: BoardChoice, lesson: &str, role: Role, lang: Lang) -> Plan {
        Plan {
            board,
            lesson: lesson.to_owned(),
            lang,
            role,
            ipv6: self.ipv6,
            needs_gate: self.gate,
            timers: self.timers,
            programs: None,
        }
    }
}

/// Finds and reads what is to be run: a lesson's name, a lesson file, a script file, or `-`. Its
/// wants come beside it.
///
/// # Errors
/// There is no such thing, or it cannot be read: in words.
pub fn load(what: &str, lang: Lang) -> Result<(Program, Wants), String> {
    if what == "-" {
        let wants = Wants {
            ipv6: true,
            gate: true,
            timers: Timers::Patient,
        };
        return Ok((Program::Stdin, wants));
    }
    if let Some(lesson) = lesson::find(what) {
        return Ok(with_lesson(lesson.clone()));
    }
    if let Some(text) = unknown(what, &[], lang) {
        return Err(text);
    }
    let own = own(what);
    let path = own.as_deref().unwrap_or(Path::new(what));
    say_if_fifo(path, lang);
    if path.extension().is_some_and(|end| end == "toml") {
        return match load::load(path) {
            Ok(lesson) => Ok(with_lesson(lesson)),
            Err(error) => Err(error.display(lang)),
        };
    }
    let bytes = read_script(path).map_err(|why| {
        fill!(
            lang,
            t::RUN_UNREADABLE,
            file = what,
            why = system::said(why, lang)
        )
    })?;
    let text =
        utf8::text(bytes, 1).map_err(|said| format!("{what}: {}", tell::fact(&said, lang)))?;
    match script::parse(&text) {
        Ok(lines) => {
            let wants = Wants {
                ipv6: wants_ipv6(&text),
                gate: lines.iter().any(is_for_the_wire),
                timers: timers(&lines),
            };
            Ok((Program::Script(lines), wants))
        }
        Err(error) => Err(format!("{what}: {}", error.display(lang))),
    }
}

/// The session that an opening asks for, and its program; the lines of `mended` take the place of that puzzle's own.
///
/// # Errors
/// As [`load`], or the lines are no script.
pub fn prepare(
    opening: &Opening,
    mended: Option<&(String, Vec<String>)>,
    lang: Lang,
) -> Result<(Plan, Program), String> {
    let (mut program, wants) = load(&opening.lesson, lang)?;
    if let Some((lesson, lines)) = mended.filter(|(lesson, _)| *lesson == opening.lesson) {
        program = program.with_lines(lesson, &lines.join("\n"), lang)?;
    }
    let Ok(board) = opening.board.parse();
    let plan = wants.plan(board, &opening.lesson, opening.role, lang);
    Ok((plan, program))
}

/// What is wrong with a name that is no lesson's and no file's; `None` if it is one. What else it may be
/// a slip of is in `others`.
pub fn unknown(what: &str, others: &[String], lang: Lang) -> Option<String> {
    if what == "-" || lesson::find(what).is_some() || own(what).is_some() {
        return None;
    }
    let known: Vec<&str> = lesson::shipped().iter().map(|l| l.id.as_str()).collect();
    if what.is_empty() {
        return Some(fill!(lang, t::RUN_NOTHING_NAMED, known = known.join(", ")));
    }
    match Path::new(what).metadata() {
        Ok(_) => return None,
        Err(why) if why.kind() == io::ErrorKind::NotFound => {}
        Err(why) => {
            return Some(fill!(
                lang,
                t::RUN_UNREADABLE,
                file = what,
                why = system::said(why, lang)
            ));
        }
    }
    let mut text = fill!(lang, t::RUN_UNKNOWN, what = what, known = known.join(", "));
    let others = others.iter().map(String::as_str);
    if let Some(word) = script::nearest(what, known.iter().copied().chain(others)) {
        text += " ";
        text += &fill!(lang, t::SCRIPT_DID_YOU_MEAN, word = word);
    }
    Some(text)
}

/// Where the user's own are, in the XDG data folder.
const FOLDERS: [&str; 3] = [LESSONS, "tasks", "puzzles"];

/// Where the user's own lessons are, in the XDG data folder.
pub(super) const LESSONS: &str = "lessons";

/// The file of the user's own lesson, task or puzzle of this name.
fn own(name: &str) -> Option<PathBuf> {
    let folder = xdg::data()?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_name = !name.is_empty() && name.chars().all(plain);
    let files = FOLDERS.map(|kind| folder.join(kind).join(format!("{name}.toml")));
    files.into_iter().find(|file| is_name && file.is_file())
}

/// The course: what ships, and behind it the user's own that can be read.
pub fn course() -> Vec<Arc<Lesson>> {
    let ships = lesson::course().iter();
    let mut all: Vec<Lesson> = ships.map(|entry| (**entry).clone()).collect();
    let data = xdg::data().into_iter();
    for folder in data.flat_map(|data| FOLDERS.map(|kind| data.join(kind))) {
        let Ok(files) = fs::read_dir(&folder) else {
            continue;
        };
        let mut files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
        files.sort();
        files.retain(|file| file.extension().is_some_and(|end| end == "toml"));
        for own in files.iter().filter_map(|file| load::load(file).ok()) {
            if all.iter().all(|other| other.id != own.id) {
                all.push(own);
            }
        }
    }
    lesson::in_order(all.into_iter())
}

/// The bytes of a script, but not more of them than a script can have: the parser refuses the rest.
fn read_script(path: &Path) -> io::Result<Vec<u8>> {
    File::open(path).and_then(read_script_from)
}

fn read_script_from(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source
        .take(script::MAX_SCRIPT as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn with_lesson(lesson: Lesson) -> (Program, Wants) {
    let ipv6 = lesson
        .steps
        .iter()
        .flat_map(Step::lines)
        .any(|line| wants_ipv6(&line.source));
    let wants = Wants {
        ipv6,
        gate: lesson.needs_gate,
        timers: lesson.timers,
    };
    (Program::Lesson(Arc::new(lesson)), wants)
}

fn wants_ipv6(text: &str) -> bool {
    let words = [
        "AF_INET6", "PF_INET6", "HOST6", "BOARD6", "SERVER6", "CLIENT6",
    ];
    words.iter().any(|word| text.contains(word))
}

/// Whether the line tells the gate something.
fn is_for_the_wire(line: &Line) -> bool {
    matches!(line.kind, LineKind::Wire(wire) if wire != WireCommand::RealTimers)
}

/// Whose timers a script wants: it says so before its first call.
fn timers(lines: &[Line]) -> Timers {
    let real = |line: &Line| line.kind == LineKind::Wire(WireCommand::RealTimers);
    let before = |line: &&Line| !matches!(line.kind, LineKind::Call(_));
    match lines.iter().take_while(before).any(real) {
        true => Timers::Real,
        false => Timers::Patient,
    }
}
