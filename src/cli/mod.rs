//! The command line: which command, with which options; and the process's exit code.

mod args;
mod author;
mod board;
mod code;
mod diff;
mod doctor;
mod explain;
mod export;
mod flash;
mod grade;
mod grammar;
mod json;
mod lessons;
mod mistake;
mod monitor;
mod page;
mod password;
mod ports;
mod recordings;
mod replay;
mod run;
mod sheet;
mod step;
mod talk;
mod tools;
mod wifi;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ArgMatches;

pub use args::command;

use crate::fill;
#[cfg(unix)]
use crate::play::pager::Pager;
use crate::play::program::unknown;
use crate::play::record::Destination;
use crate::play::say;
use crate::run::Exit;
use crate::script::Role;
use crate::session::BoardChoice;
use crate::terminal::{self, Picture, Start};
use crate::words::{Lang, t};

/// The options that every command takes.
#[derive(Clone, Debug)]
pub(crate) struct Common {
    /// Which board.
    pub board: BoardChoice,
    /// The part that the host plays.
    pub role: Role,
    /// The language.
    pub lang: Lang,
    /// Where the timeline is written as JSON Lines.
    pub record: Option<Destination>,
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    #[cfg(unix)]
    crate::kernel::signals::refuse_writes_beyond_the_limit();
    let lang = language();
    let exit = match command(lang).try_get_matches() {
        Ok(matches) => dispatch(&matches, lang),
        Err(error) => mistake::complain(&error, lang),
    };
    ExitCode::from(exit.code())
}

/// The language before the arguments are read: `--lang` wherever it stands, else the locale's.
fn language() -> Lang {
    let mut arguments = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        let given = match argument.strip_prefix("--lang=") {
            Some(code) => Some(code.to_owned()),
            None if argument == "--lang" => arguments.next(),
            None => None,
        };
        if let Some(lang) = given.as_deref().and_then(Lang::from_code) {
            return lang;
        }
    }
    // locale(7): the first of these that is set and not empty decides.
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .map_or(Lang::En, |locale| Lang::from_locale(&locale))
}

fn dispatch(matches: &ArgMatches, lang: Lang) -> Exit {
    let (name, inner) = matches.subcommand().unwrap_or(("", matches));
    if let Some(option) = args::misplaced(matches) {
        say(&fill!(
            lang,
            t::CLI_NOT_HERE,
            option = option,
            command = name
        ));
        return Exit::Usage;
    }
    let common = args::common(&[matches, inner], lang);
    #[cfg(unix)]
    let _pager = is_read(name, inner).then(Pager::start);
    match name {
        "run" => run::main(&common, inner),
        "recordings" => recordings::main(inner, lang),
        "page" => page::main(inner, lang),
        "export" => export::main(&common, matches, inner),
        "step" => step::main(&common, inner),
        "diff" => diff::main(inner, lang),
        "grade" => grade::main(inner, lang),
        "replay" => replay::main(&common, inner, &start(inner, common.clone(), lang)),
        "lessons" => lessons::main(&common, inner),
        "code" => code::main(&common, inner),
        "talk" => talk::main(&common, inner),
        "sheet" => sheet::main(inner, lang),
        "explain" => explain::main(inner, lang),
        "help" => args::help(inner, lang),
        "ports" => ports::main(&common, inner),
        "monitor" => monitor::main(&common, inner),
        "flash" => flash::main(&common, inner),
        "wifi" => wifi::main(matches, inner, lang),
        "board" => board::main(matches, inner, lang),
        "doctor" => doctor::main(&common, inner),
        "completions" => args::completions(inner, lang),
        "man" => args::man(lang),
        "picture" => {
            let keys = inner
                .get_many::<String>("keys")
                .into_iter()
                .flatten()
                .cloned();
            let number = |name| inner.get_one::<u16>(name).copied().unwrap_or_default();
            let picture = Picture {
                file: inner
                    .get_one::<PathBuf>("file")
                    .cloned()
                    .unwrap_or_default(),
                keys: keys.collect(),
                size: (number("columns"), number("rows")),
            };
            terminal::picture(&start(inner, common, lang), &picture)
        }
        _ => {
            let start = start(inner, common, lang);
            let what = start.what.as_deref();
            if let Some(text) = what.and_then(|what| unknown(what, &args::names(lang), lang)) {
                say(&text);
                return Exit::Usage;
            }
            terminal::main(&start)
        }
    }
}

/// Whether a command only prints, and more than a screen may hold.
#[cfg(unix)]
fn is_read(name: &str, matches: &ArgMatches) -> bool {
    match name {
        "lessons" => matches.subcommand_name().is_none(),
        "replay" => matches.get_flag("text") || matches.get_flag("json"),
        name => matches!(name, "explain" | "help" | "man" | "diff"),
    }
}

/// How the terminal interface is to start.
fn start(matches: &ArgMatches, common: Common, locale: Lang) -> Start {
    let lesson = matches.try_get_one::<String>("lesson").ok().flatten();
    let step = matches.try_get_one::<String>("step").ok().flatten();
    Start {
        what: lesson.cloned(),
        step: step.cloned(),
        board: common.board,
        role: common.role,
        lang: matches
            .get_one::<String>("lang")
            .and_then(|code| Lang::from_code(code)),
        locale,
        record: common.record,
        own: None,
    }
}
