//! `sockscope talk`: the course by typed words, in plain lines.

use clap::{Arg, ArgMatches, Command, ValueHint};

use super::Common;
use super::grammar::{Acts, acts, sub};
use crate::play::program::unknown;
use crate::play::say;
use crate::play::talk::{self, Start};
use crate::run::Exit;
use crate::words::{Lang, t};

/// The command's form.
pub(super) fn command(lang: Lang) -> Command {
    sub("talk", t::CLI_TALK, lang)
        .before_help(t::CLI_TALK_EXAMPLES.get(lang))
        .args(acts(Acts::RUNS, lang))
        .arg(
            Arg::new("what")
                .value_name("NAME|FILE")
                .value_hint(ValueHint::FilePath)
                .help(t::CLI_TALK_WHAT.get(lang)),
        )
}

/// Talks until stdin ends.
pub(super) fn main(common: &Common, matches: &ArgMatches) -> Exit {
    let lang = common.lang;
    let what = matches.get_one::<String>("what").cloned();
    if let Some(text) = what.as_deref().and_then(|what| unknown(what, &[], lang)) {
        say(&text);
        return Exit::Usage;
    }
    talk::main(Start {
        what,
        board: common.board.clone(),
        role: common.role,
        lang,
        record: common.record.clone(),
    })
}
