//! `sockscope run`: a lesson or a script without the terminal interface.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;
use std::sync::Arc;

use clap::ArgMatches;
use crossbeam_channel::{Receiver, Sender, bounded};

use super::outputs::{Outputs, Stop};
use super::{Common, say};
use crate::fill;
use crate::lesson::{self, Lesson, Step};
use crate::run::{Effect, Exit, Message, Model, Options, Runner, update};
use crate::script::{self, Line};
use crate::session::{Inbox, OpenError, Plan, Session};
use crate::timeline::What;
use crate::words::{Lang, t};

/// What is to be run.
pub(crate) enum Program {
    /// A lesson, step by step.
    Lesson(Arc<Lesson>),
    /// The lines of a script.
    Script(Vec<Line>),
    /// Lines from stdin, each run as it comes.
    Stdin,
}

/// Runs the lesson, script or stdin that the arguments name.
pub(super) fn main(common: &Common, matches: &ArgMatches) -> Exit {
    let what = matches
        .get_one::<String>("what")
        .map_or("lifecycle", String::as_str);
    let (program, ipv6) = match load(what, common.lang) {
        Ok(loaded) => loaded,
        Err(text) => {
            say(&text);
            return Exit::Usage;
        }
    };
    let json = matches.get_flag("json");
    let lesson = match &program {
        Program::Lesson(lesson) => Some(Arc::clone(lesson)),
        _ => None,
    };
    if let Some(record) = &common.record
        && is_same_file(record, what)
    {
        say(&fill!(
            common.lang,
            t::RUN_SAME_FILE,
            file = record.display()
        ));
        return Exit::Usage;
    }
    let plan = Plan {
        board: common.board.clone(),
        lesson: what.to_owned(),
        lang: common.lang,
        role: common.role,
        ipv6,
    };
    let session = match Session::open(&plan) {
        Ok(session) => session,
        Err(error) => {
            say(&open_error(&error, common.lang));
            return Exit::Environment;
        }
    };
    let mut outputs = match Outputs::open(json, common.lang, lesson, common.record.as_deref()) {
        Ok(outputs) => outputs,
        Err(stop) => return stopped(&stop, common.lang),
    };
    let remark = session.remark(common.lang);
    if let Some(text) = &remark
        && json
    {
        // As text, stdout has it.
        say(text);
    }
    let options = Options {
        lang: common.lang,
        role: common.role,
        stop_on_failure: !matches!(program, Program::Stdin),
        ..Options::default()
    };
    let inbox = session.inbox();
    inbox.put(session.opened());
    if let Some(text) = remark {
        inbox.put(Message::Note(text));
    }
    #[cfg(unix)]
    let ended = match session.place() {
        Some(_) => super::ended::Ended::listen(inbox.clone()).unwrap_or_default(),
        None => super::ended::Ended::default(),
    };
    let is_over = || {
        #[cfg(unix)]
        return ended.is_so();
        #[cfg(not(unix))]
        false
    };
    let flow = feed(program, &inbox, common.lang);
    let model = Model::new(options);
    let exit = drive(&session, model, flow, &mut outputs, common.lang, is_over);
    // Resets what is still connected, and clears the board.
    drop(session);
    #[cfg(unix)]
    ended.die();
    exit
}

/// What went wrong on the way to a session, in words.
pub(crate) fn open_error(error: &OpenError, lang: Lang) -> String {
    error.display(lang)
}

/// Finds and reads what is to be run: a lesson's name, a lesson file, a script file, or `-`. The
/// flag says whether it wants IPv6.
pub(crate) fn load(what: &str, lang: Lang) -> Result<(Program, bool), String> {
    if what == "-" {
        return Ok((Program::Stdin, true));
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
        return match crate::play::load::load(path) {
            Ok(lesson) => Ok(with_lesson(lesson)),
            Err(error) => Err(error.display(lang)),
        };
    }
    let text =
        read_script(path).map_err(|why| fill!(lang, t::RUN_UNREADABLE, file = what, why = why))?;
    match script::parse(&text) {
        Ok(lines) => Ok((Program::Script(lines), wants_ipv6(&text))),
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

fn with_lesson(lesson: Lesson) -> (Program, bool) {
    let ipv6 = lesson
        .steps
        .iter()
        .flat_map(Step::lines)
        .any(|line| wants_ipv6(&line.source));
    (Program::Lesson(Arc::new(lesson)), ipv6)
}

fn wants_ipv6(text: &str) -> bool {
    text.contains("AF_INET6")
}

/// Gives the model its program.
pub(crate) fn feed(program: Program, inbox: &Inbox, lang: Lang) -> Option<Flow> {
    match program {
        Program::Lesson(lesson) => {
            inbox.put(Message::Lesson(lesson));
        }
        Program::Script(lines) => {
            lines
                .into_iter()
                .for_each(|line| inbox.put(Message::Line(line)));
            inbox.put(Message::LinesEnd);
        }
        Program::Stdin => {
            let inbox = inbox.clone();
            let (taken, given) = bounded(MOST_WAITING);
            std::thread::spawn(move || read_lines(&inbox, &taken, lang));
            return Some(Flow { given, read: 0 });
        }
    }
    None
}

/// How many lines from stdin wait at most to be run. Then no more are read, and whoever writes them
/// waits too.
const MOST_WAITING: usize = 256;

/// Keeps whoever reads stdin from running ahead: each line that is read takes one of the
/// [`MOST_WAITING`] places, and gives it back when it has started.
pub(crate) struct Flow {
    given: Receiver<()>,
    /// Lines that were read and have not given their place back.
    read: usize,
}

impl Flow {
    /// The model was told `lines` more, and has this program now.
    fn mind(&mut self, lines: usize, runner: &Runner) {
        self.read += lines;
        if self.read == 0 {
            return;
        }
        let waiting = runner.waiting();
        while self.read > waiting && self.given.try_recv().is_ok() {
            self.read -= 1;
        }
    }
}

/// Reads the script on stdin, line by line as it comes.
fn read_lines(inbox: &Inbox, place: &Sender<()>, lang: Lang) {
    /// A line longer than this is no line of the call language.
    const LIMIT: u64 = 1 << 20;
    let mut input = io::stdin().lock();
    let (mut bytes, mut number) = (Vec::new(), 0);
    loop {
        bytes.clear();
        match input.by_ref().take(LIMIT).read_until(b'\n', &mut bytes) {
            Ok(0) => break,
            Ok(_) => {}
            Err(why) => {
                let text = fill!(lang, t::RUN_UNREADABLE, file = "-", why = why);
                inbox.put(Message::Failed(Exit::Usage, text));
                return;
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        // A line may end with CR alone, too.
        for line in text.trim_end_matches(['\r', '\n']).split('\r') {
            number += 1;
            match script::parse_line(line, number) {
                Ok(Some(line)) => {
                    if place.send(()).is_err() {
                        return;
                    }
                    inbox.put(Message::Line(line));
                }
                Ok(None) => {}
                Err(error) => {
                    inbox.put(Message::Failed(Exit::Usage, error.display(lang)));
                    return;
                }
            }
        }
    }
    inbox.put(Message::LinesEnd);
}

/// The loop: a message, the model's answer, the events on their way out.
fn drive(
    session: &Session,
    mut model: Model,
    mut flow: Option<Flow>,
    outputs: &mut Outputs,
    lang: Lang,
    is_over: impl Fn() -> bool,
) -> Exit {
    let mut written = 0;
    loop {
        let (now, message) = session.next(model.deadline());
        if is_over() {
            // Whoever reads may be gone by the same signal.
            let _ = outputs.flush();
            return model.exit();
        }
        let lines = usize::from(matches!(message, Message::Line(_)));
        let mut finished = None;
        for effect in update(&mut model, now, message) {
            match effect {
                Effect::Command(peer, command) => session.send(peer, command),
                Effect::Finish(exit) => finished = Some(exit),
            }
        }
        if let Some(flow) = &mut flow {
            flow.mind(lines, &model.runner);
        }
        for event in model.timeline.since(written) {
            if let What::Note {
                text,
                failure: true,
            } = &event.what
            {
                say(text);
            }
            if let Err(stop) = outputs.write(event) {
                return stopped(&stop, lang);
            }
        }
        written = model.timeline.next_seq();
        if (finished.is_some() || !session.is_pending())
            && let Err(stop) = outputs.flush()
        {
            return stopped(&stop, lang);
        }
        if let Some(exit) = finished {
            return exit;
        }
    }
}

/// How a run ends whose events cannot be written any more.
fn stopped(stop: &Stop, lang: Lang) -> Exit {
    match stop {
        Stop::ReaderGone => Exit::Done,
        Stop::Full(file, why) => {
            say(&fill!(lang, t::RUN_UNWRITABLE, file = file, why = why));
            Exit::Environment
        }
    }
}

/// Whether the recording would be written over the file that it is of.
pub(crate) fn is_same_file(record: &Path, what: &str) -> bool {
    // The name of a shipped lesson is no file, whatever lies in the working directory.
    if lesson::find(what).is_some() {
        return false;
    }
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    real(record).is_some_and(|record| real(Path::new(what)) == Some(record))
}
