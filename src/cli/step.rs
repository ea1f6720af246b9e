//! `sockscope step`: the learner's own program, call by call.
#![cfg_attr(
    not(can_step),
    allow(
        dead_code,
        reason = "what is read from the command line goes to the tracer"
    )
)]

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use super::Common;
use super::args::json;
use super::grammar::{Acts, acts, sub};
use crate::fill;
use crate::lesson::Step;
use crate::peer::Peer;
use crate::play::program::{Program, load};
use crate::play::say;
use crate::run::Exit;
use crate::script::{Line, LineKind, Role};
use crate::words::{Lang, t};

/// The command's grammar.
pub(super) fn command(lang: Lang) -> Command {
    sub("step", t::CLI_STEP_PROGRAM, lang)
        .before_help(t::CLI_STEP_EXAMPLES.get(lang))
        .args(acts(Acts::RUNS, lang))
        .arg(
            Arg::new("program")
                .value_name("COMMAND")
                .num_args(1..)
                .required(true)
                .last(true)
                .value_parser(clap::value_parser!(std::ffi::OsString))
                .value_hint(ValueHint::CommandWithArguments)
                .help(t::CLI_STEP_COMMAND.get(lang)),
        )
        .arg(
            Arg::new("with")
                .long("with")
                .value_name("NAME|FILE")
                .value_hint(ValueHint::FilePath)
                .help(t::CLI_STEP_WITH.get(lang)),
        )
        .arg(
            Arg::new("text")
                .long("text")
                .action(ArgAction::SetTrue)
                .help(t::CLI_STEP_TEXT.get(lang)),
        )
        .arg(json(t::CLI_JSON, lang).conflicts_with("text"))
}

/// What the other end does.
pub(crate) enum Other {
    /// What answers the program's own calls.
    Half,
    /// These lines.
    Lines(Vec<Line>),
}

impl Other {
    /// What `--with` names.
    ///
    /// # Errors
    /// There is no such thing, or its lines are not for the other end: in words.
    pub(crate) fn named(with: Option<&str>, role: Role, lang: Lang) -> Result<Other, String> {
        let Some(with) = with else {
            return Ok(Other::Half);
        };
        let lines = match load(with, lang)?.0 {
            Program::Lesson(lesson) => {
                let lines = lesson.steps.iter().flat_map(Step::lines).cloned();
                lines
                    .filter(|line| caller(line, role) == Some(Peer::Board))
                    .collect()
            }
            Program::Script(lines) => lines,
            Program::Stdin => return Err(fill!(lang, t::STEP_WITH_STDIN)),
        };
        match lines
            .iter()
            .find(|line| caller(line, role) == Some(Peer::Host))
        {
            Some(line) => Err(fill!(
                lang,
                t::STEP_WITH_HOST,
                file = with,
                line = line.number
            )),
            None => Ok(Other::Lines(lines)),
        }
    }
}

/// Who makes the call of this line, if it makes one.
fn caller(line: &Line, role: Role) -> Option<Peer> {
    match &line.kind {
        LineKind::Call(call) => Some(call.actor.peer(role)),
        _ => None,
    }
}

/// Steps the program that the arguments name.
#[cfg(not(can_step))]
pub(super) fn main(common: &Common, _matches: &ArgMatches) -> Exit {
    say(t::STEP_LINUX_ONLY.get(common.lang));
    Exit::Environment
}

#[cfg(can_step)]
pub(super) use here::main;

#[cfg(can_step)]
mod here {
    use std::ffi::OsString;

    use super::*;
    use crate::learner::Plan;
    use crate::lesson::Timers;
    use crate::play::counter::{self, Counter};
    use crate::play::outputs::Outputs;
    use crate::play::record::{RecordError, Recording};
    use crate::run::{Message, Options};
    use crate::session::{self, Session};

    /// Steps the program that the arguments name.
    pub(in crate::cli) fn main(common: &Common, matches: &ArgMatches) -> Exit {
        let argv = matches
            .get_many::<OsString>("program")
            .into_iter()
            .flatten();
        let plan = Plan {
            argv: argv.cloned().collect(),
        };
        let with = matches.get_one::<String>("with").map(String::as_str);
        let json = matches.get_flag("json");
        match prepare(common, &plan, with) {
            Ok((session, other, record)) => run(common, session, plan, other, record, json),
            Err((exit, text)) => {
                say(&text);
                exit
            }
        }
    }

    fn prepare(
        common: &Common,
        plan: &Plan,
        with: Option<&str>,
    ) -> Result<(Session, Other, Option<Recording>), (Exit, String)> {
        let lang = common.lang;
        let usage = |text| (Exit::Usage, text);
        let other = Other::named(with, common.role, lang).map_err(usage)?;
        let what = name(plan);
        let failed = |why: RecordError| (why.exit(), why.display(lang));
        let target = common.record.as_ref();
        let wants = session::Plan {
            board: common.board.clone(),
            lesson: what.clone(),
            lang,
            role: common.role,
            // A program may want either.
            ipv6: true,
            needs_gate: false,
            timers: Timers::Patient,
        };
        let session = counter::open(&wants, Counter::new(lang))?;
        let record = target.map(|target| target.create(&what)).transpose();
        Ok((session, other, record.map_err(failed)?))
    }

    /// The program's own name.
    fn name(plan: &Plan) -> String {
        let program = plan.argv.first().map(std::path::Path::new);
        let name = program.and_then(std::path::Path::file_name);
        name.unwrap_or_default().to_string_lossy().into_owned()
    }

    fn run(
        common: &Common,
        session: Session,
        plan: Plan,
        other: Other,
        record: Option<Recording>,
        json: bool,
    ) -> Exit {
        let options = Options {
            role: common.role,
            other: matches!(other, Other::Half),
            ..Options::default()
        };
        let start = |session: &mut Session| {
            let inbox = session.inbox();
            if let Err(why) = session.start_program(&plan) {
                inbox.put(Message::Failed(Exit::Environment, why.fact()));
            }
            if let Other::Lines(lines) = other {
                (lines.into_iter()).for_each(|line| inbox.put(Message::Line(line)));
            }
            inbox.put(Message::LinesEnd);
            None
        };
        let outputs = Outputs::new(json, common.lang, record.is_some());
        let play = super::super::run::play_with;
        play(common, session, options, start, record, outputs, json).0
    }
}
