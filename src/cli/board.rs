//! `sockscope board info` and `sockscope board reset`.

use std::io::Write;
use std::time::Duration;

use clap::ArgMatches;
use serde_json::json;
use sockscope_link::{BoardInfo, Command, Report};

use super::{Common, args, json, tools};
use crate::board::serial::Talk;
use crate::play::say;
use crate::run::Exit;
use crate::words::{Lang, t};

/// How long a board may take from its reset to its hello.
const RESET: Duration = Duration::from_secs(8);

/// Runs `board`'s own command.
pub(super) fn main(root: &ArgMatches, matches: &ArgMatches, lang: Lang) -> Exit {
    let Some((name, inner)) = matches.subcommand() else {
        return Exit::Usage;
    };
    let Some(talk) = open(&args::common(&[root, matches, inner], lang), inner) else {
        return Exit::Environment;
    };
    match name {
        "reset" => reset(&talk, lang),
        _ if inner.get_flag("json") => json::print(&json!(talk.info()), lang),
        _ => {
            info(talk.info(), lang);
            Exit::Done
        }
    }
}

/// Makes the acquaintance of the board that a command is about; says why not.
pub(super) fn open(common: &Common, matches: &ArgMatches) -> Option<Talk> {
    let place = tools::place(common, matches)?;
    match Talk::open(&place) {
        Ok(talk) => Some(talk),
        Err(error) => {
            say(&error.display(common.lang));
            None
        }
    }
}

fn reset(talk: &Talk, lang: Lang) -> Exit {
    // The link makes the board's acquaintance again, and passes on what it says of itself then.
    let back = |report: &Report| matches!(report, Report::Info(_)).then_some(());
    match talk.ask(Command::Reset, RESET, back) {
        Ok(()) => {
            say(t::BOARD_RESET.get(lang));
            Exit::Done
        }
        Err(error) => {
            say(&error.display(lang));
            Exit::Environment
        }
    }
}

fn info(info: &BoardInfo, lang: Lang) {
    let dash = || "-".to_owned();
    let addr = info.addr.map_or_else(dash, |addr| addr.to_string());
    let heap = info
        .heap_free
        .map_or_else(dash, |bytes| format!("{bytes} B"));
    let reason = Some(info.reset_reason.clone()).filter(|reason| !reason.is_empty());
    let (receive, send) = info.buffers;
    let rows = [
        (t::BOARD_CHIP, info.chip.clone()),
        (t::BOARD_NAME, info.name.clone()),
        (t::BOARD_FIRMWARE, info.firmware.clone()),
        (t::BOARD_ADDRESS, addr),
        (t::BOARD_DESCRIPTORS, info.descriptors.to_string()),
        (t::BOARD_CONNECTIONS, info.connections.to_string()),
        (t::BOARD_BUFFERS, format!("{receive} B / {send} B")),
        (t::BOARD_REASON, reason.unwrap_or_else(dash)),
        (t::BOARD_HEAP, heap),
    ];
    let mut out = anstream::stdout().lock();
    let width = rows
        .iter()
        .map(|(name, _)| name.get(lang).chars().count())
        .max();
    let width = width.unwrap_or_default();
    for (name, value) in rows {
        // A closed stdout is the reader's choice.
        let _ = writeln!(out, "{:<width$}  {value}", name.get(lang));
    }
}
