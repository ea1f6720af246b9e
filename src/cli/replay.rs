//! `sockscope replay`: a recording again, on the stage or as text. It reaches no socket and no port.

use std::io::{ErrorKind, IsTerminal, stdout};

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use super::{Common, grammar};
use crate::fill;
use crate::lesson;
use crate::play::film::{self, Film};
use crate::play::headless::Headless;
use crate::play::outputs::Outputs;
use crate::play::source::Recorded;
use crate::play::{Play, drive, say, tell_troubles};
use crate::run::{Exit, Model, Options};
use crate::terminal::{self, Start};
use crate::words::{Lang, system, t};

/// Its grammar.
pub(super) fn command(lang: Lang) -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help_heading(t::CLI_OPTIONS.get(lang))
            .help(help)
    };
    grammar::sub("replay", t::CLI_REPLAY, lang)
        .before_help(t::CLI_REPLAY_EXAMPLES.get(lang))
        .arg(recording(lang))
        .arg(flag("text", t::CLI_REPLAY_TEXT.get(lang)))
        .arg(flag("json", t::CLI_JSON.get(lang)).conflicts_with("text"))
}

/// The recording that a command is about.
pub(super) fn recording(lang: Lang) -> Arg {
    Arg::new("what")
        .value_name("LESSON|FILE")
        .required(true)
        .value_hint(ValueHint::FilePath)
        .help(t::CLI_RECORDING.get(lang))
}

/// Replays the recording that the arguments name.
pub(super) fn main(common: &Common, matches: &ArgMatches, start: &Start) -> Exit {
    let (json, text) = (matches.get_flag("json"), matches.get_flag("text"));
    let what = named(matches);
    let Some(film) = open(&what, common.lang) else {
        return Exit::Usage;
    };
    if json || text || !stdout().is_terminal() {
        return print(film, &what, json, common.lang);
    }
    terminal::replay(start, film, &what)
}

/// The name of the recording.
pub(super) fn named(matches: &ArgMatches) -> String {
    matches
        .get_one::<String>("what")
        .cloned()
        .unwrap_or_default()
}

/// Opens a recording, or says why not.
pub(super) fn open(what: &str, lang: Lang) -> Option<Film> {
    match film::open(what, lang) {
        Ok(film) => Some(film),
        Err(why) => {
            let is_lesson = why.kind() == ErrorKind::NotFound && lesson::find(what).is_some();
            say(&if is_lesson {
                fill!(lang, t::REPLAY_NO_RECORDING, what = what)
            } else {
                fill!(
                    lang,
                    t::RUN_UNREADABLE,
                    file = what,
                    why = system::said(why, lang)
                )
            });
            None
        }
    }
}

/// Prints a recording as `run` has printed it.
fn print(film: Film, what: &str, json: bool, lang: Lang) -> Exit {
    let outputs = Outputs::new(json, lang, false);
    let is_over = || false;
    let mut front = Headless::new(outputs, None, lang, &is_over);
    let source = Recorded::new(film);
    let mut play = Play::new(source, Model::new(Options::default()), None);
    let exit = drive(&mut play, &mut front).unwrap_or(Exit::Environment);
    let (troubles, untold) = play.source.troubles();
    let is_empty = play.model.log.timeline.next_seq() == 0;
    exit.max(tell_troubles(&troubles, untold, is_empty, what, lang))
}
