//! `sockscope step`: the learner's own program, call by call.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use super::Common;
use super::grammar::{Acts, acts, json, sub};
use crate::play::say;
use crate::run::{Exit, Holds};
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
                .required_unless_present("example")
                .last(true)
                .value_parser(clap::value_parser!(std::ffi::OsString))
                .value_hint(ValueHint::CommandWithArguments)
                .help(t::CLI_STEP_COMMAND.get(lang)),
        )
        .arg(
            Arg::new("example")
                .long("example")
                .value_name("forks|pipe|leaks")
                .conflicts_with("program")
                .help(t::CLI_STEP_EXAMPLE.get(lang)),
        )
        .arg(
            Arg::new("with")
                .long("with")
                .value_name("NAME|FILE")
                .value_hint(ValueHint::FilePath)
                .help(t::CLI_STEP_WITH.get(lang)),
        )
        .arg(
            Arg::new("and")
                .long("and")
                .value_name("\"COMMAND\"")
                .help(t::CLI_STEP_AND.get(lang)),
        )
        .arg(
            Arg::new("net")
                .long("net")
                .value_name("wire|host")
                .value_parser(PossibleValuesParser::new(["wire", "host"]))
                .hide_possible_values(true)
                .help(t::CLI_STEP_NET.get(lang)),
        )
        .arg(
            Arg::new("pace")
                .long("pace")
                .value_name("life|every|free")
                .value_parser(PossibleValuesParser::new(Holds::ALL.map(Holds::name)))
                .hide_possible_values(true)
                .help(t::CLI_STEP_PACE.get(lang)),
        )
        .arg(
            Arg::new("text")
                .long("text")
                .action(ArgAction::SetTrue)
                .help(t::CLI_STEP_TEXT.get(lang)),
        )
        .arg(json(t::CLI_JSON, lang).conflicts_with("text"))
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
    use crate::example::{self, Example};
    use crate::fill;
    use crate::play::counter::{self, Counter};
    use crate::play::outputs::Outputs;
    use crate::play::own::{self, Other, Own};
    use crate::play::record::{RecordError, Recording};
    use crate::play::with;
    use crate::run::Options;
    use crate::script;
    use crate::session::{BoardChoice, OpenError, Session};
    use crate::terminal::{self, Start};
    use crate::words::system;

    /// Steps the program that the arguments name: on the stage where there is a terminal, else as text.
    pub(in crate::cli) fn main(common: &Common, matches: &ArgMatches) -> Exit {
        let common = &network(common, matches);
        let own = match own(common, matches) {
            Ok(own) => own,
            Err(text) => {
                say(&text);
                return Exit::Usage;
            }
        };
        let json = matches.get_flag("json");
        let reads = json || matches.get_flag("text");
        if !reads && terminal::is_there() && !terminal::is_dumb() {
            return terminal::main(&Start {
                own: Some(own),
                ..super::super::start(matches, common.clone(), common.lang)
            });
        }
        match prepare(common, &own) {
            Ok((session, record)) => run(common, session, own, record, json),
            Err((exit, text)) => {
                say(&text);
                exit
            }
        }
    }

    /// The board that fits the network that was asked for: in this machine's own there is no wire, so that the
    /// other end is a socket of this machine's, or a board on a port.
    fn network(common: &Common, matches: &ArgMatches) -> Common {
        let mut common = common.clone();
        let host = matches
            .get_one::<String>("net")
            .is_some_and(|net| net == "host");
        if host && matches!(common.board, BoardChoice::Auto | BoardChoice::Virtual) {
            common.board = BoardChoice::Loopback;
        }
        common
    }

    /// What the arguments name.
    fn own(common: &Common, matches: &ArgMatches) -> Result<Own, String> {
        if common.board == BoardChoice::Pair {
            let board = common.board.to_string();
            return Err(OpenError::NoKernel(board).display(common.lang));
        }
        let argv = matches.get_many::<OsString>("program");
        let text = |name| matches.get_one::<String>(name).map(String::as_str);
        let (with, pace) = (text("with"), text("pace"));
        let example = (text("example").map(|name| shipped(common, name))).transpose()?;
        let its_own = example.and_then(|example| example.other);
        let other = match (text("and"), with, its_own) {
            (Some(and), ..) => second(common, and, with)?,
            (None, None, Some(text)) => {
                Other::Lines(script::parse(text).map_err(|why| why.display(common.lang))?)
            }
            (None, with, _) => with::other(with, common.role, common.lang)?,
        };
        let argv = match example {
            Some(example) => {
                own::example_command(example.name).map_err(|why| system::said(&why, common.lang))?
            }
            None => argv.into_iter().flatten().cloned().collect(),
        };
        Ok(Own {
            called: example.map(|example| example.name.to_owned()),
            argv,
            other,
            holds: pace.and_then(Holds::from_name).unwrap_or_default(),
        })
    }

    /// The example that `--example` names.
    fn shipped(common: &Common, name: &str) -> Result<&'static Example, String> {
        let names: Vec<&str> = example::ALL.iter().map(|example| example.name).collect();
        let (lang, known) = (common.lang, names.join(", "));
        let unknown = || fill!(lang, t::STEP_NO_EXAMPLE, name = name, known = known);
        example::named(name).ok_or_else(unknown)
    }

    /// The program that `--and` names: words, as a shell splits them.
    fn second(common: &Common, and: &str, with: Option<&str>) -> Result<Other, String> {
        if !matches!(common.board, BoardChoice::Auto | BoardChoice::Virtual) {
            return Err(t::STEP_AND_BOARD.get(common.lang).to_owned());
        }
        let words = shlex::split(and).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| fill!(common.lang, t::STEP_AND_WORDS, command = and))?;
        let argv = words.into_iter().map(OsString::from).collect();
        Ok(Other::Program(
            argv,
            with::wire(with, common.role, common.lang)?,
        ))
    }

    fn prepare(common: &Common, own: &Own) -> Result<(Session, Option<Recording>), (Exit, String)> {
        let lang = common.lang;
        let failed = |why: RecordError| (why.exit(), why.display(lang));
        let target = common.record.as_ref();
        let wants = own.plan(common.board.clone(), common.role, lang);
        let session = counter::open(&wants, Counter::new(lang))?;
        let record = target
            .map(|target| target.create(&wants.lesson))
            .transpose();
        Ok((session, record.map_err(failed)?))
    }

    fn run(
        common: &Common,
        session: Session,
        own: Own,
        record: Option<Recording>,
        json: bool,
    ) -> Exit {
        let options = own.options(Options {
            role: common.role,
            ..Options::default()
        });
        let start = |session: &mut Session| {
            own.start(session, None);
            own.feed(&session.inbox());
            None
        };
        let outputs = Outputs::new(json, common.lang, record.is_some());
        let play = super::super::run::play_with;
        play(common, session, options, start, record, outputs, json).0
    }
}
