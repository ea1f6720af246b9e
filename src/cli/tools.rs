//! The commands for a board on a port: their grammar, and which board they mean.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};

use super::grammar::Acts;
use super::{Common, grammar};
use crate::board::image::chip::{CHIPS, chip_named};
use crate::board::serial::find::{self, Only};
use crate::board::serial::{Place, ports};
use crate::fill;
use crate::play::say;
use crate::session::BoardChoice;
use crate::words::{Lang, Text, t};

/// `ports`, `monitor`, `flash`, `wifi`, `board`.
pub(super) fn commands(lang: Lang) -> Vec<Command> {
    vec![
        grammar::sub("ports", t::CLI_PORTS, lang).arg(grammar::json(t::CLI_JSON_LIST, lang)),
        monitor(lang).args(on_a_board(lang)),
        flash(lang).args(on_a_board(lang)),
        wifi(lang).args(on_a_board(lang).map(|arg| arg.global(true))),
        board(lang).args(on_a_board(lang).map(|arg| arg.global(true))),
    ]
}

/// `--board`, for a command that looks after one.
fn on_a_board(lang: Lang) -> impl Iterator<Item = Arg> {
    grammar::acts(Acts::BOARD, lang)
}

fn option(name: &'static str, value: &'static str, help: Text, lang: Lang) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .help(help.get(lang))
}

fn port(lang: Lang) -> Arg {
    Arg::new("port")
        .value_name("PORT")
        .value_hint(ValueHint::FilePath)
        .help(t::CLI_PORT.get(lang))
}

fn baud(default: &'static str, lang: Lang) -> Arg {
    option("baud", "BAUD", t::CLI_BAUD, lang)
        .default_value(default)
        .value_parser(value_parser!(u32).range(300..=12_000_000))
}

fn monitor(lang: Lang) -> Command {
    grammar::sub("monitor", t::CLI_MONITOR, lang)
        .before_help(t::CLI_MONITOR_EXAMPLES.get(lang))
        .arg(port(lang))
        .arg(
            option("baud", "BAUD", t::CLI_BAUD, lang)
                .value_parser(value_parser!(u32).range(300..=12_000_000)),
        )
        .arg(
            option("level", "LEVEL", t::CLI_LEVEL, lang)
                .default_value("debug")
                .hide_default_value(true)
                .value_parser(PossibleValuesParser::new([
                    "debug", "info", "warn", "error",
                ])),
        )
        .arg(option("filter", "TEXT", t::CLI_FILTER, lang))
        .arg(
            option("output", "FILE", t::CLI_OUTPUT, lang)
                .value_hint(ValueHint::FilePath)
                .value_parser(value_parser!(std::path::PathBuf)),
        )
        .arg(
            option("elf", "FILE", t::CLI_ELF, lang)
                .value_hint(ValueHint::FilePath)
                .value_parser(value_parser!(std::path::PathBuf)),
        )
}

fn flash(lang: Lang) -> Command {
    grammar::sub("flash", t::CLI_FLASH, lang)
        .before_help(t::CLI_FLASH_EXAMPLES.get(lang))
        .arg(port(lang))
        .arg(baud("460800", lang))
        .arg(
            option("chip", "CHIP", t::CLI_CHIP, lang)
                .ignore_case(true)
                .value_parser(chip),
        )
        .arg(
            Arg::new("force")
                .long("force")
                .action(ArgAction::SetTrue)
                .help(t::CLI_FORCE.get(lang)),
        )
        .arg(
            option("image", "FILE", t::CLI_IMAGE, lang)
                .value_hint(ValueHint::FilePath)
                .value_parser(value_parser!(std::path::PathBuf)),
        )
}

/// `esp32c6`, `ESP32-C6`: the chip's own name.
fn chip(text: &str) -> Result<String, String> {
    let names = || {
        CHIPS
            .iter()
            .map(|chip| chip.name)
            .collect::<Vec<_>>()
            .join(", ")
    };
    chip_named(text)
        .map(|chip| chip.name.to_owned())
        .ok_or_else(names)
}

fn wifi(lang: Lang) -> Command {
    let sub = |name, about| with_help(grammar::sub(name, about, lang), lang);
    let network = |help: Text| {
        Arg::new("ssid")
            .value_name("NETWORK")
            .required(true)
            .help(help.get(lang))
    };
    let open = || {
        Arg::new("open")
            .long("open")
            .action(ArgAction::SetTrue)
            .help(t::CLI_WIFI_OPEN.get(lang))
    };
    grammar::sub("wifi", t::CLI_WIFI, lang)
        .before_help(t::CLI_WIFI_EXAMPLES.get(lang))
        .subcommand_required(true)
        .subcommand_value_name("COMMAND")
        .subcommand(sub("status", t::CLI_WIFI_STATUS).arg(grammar::json(t::CLI_JSON_LIST, lang)))
        .subcommand(sub("scan", t::CLI_WIFI_SCAN).arg(grammar::json(t::CLI_JSON_LIST, lang)))
        .subcommand(
            sub("join", t::CLI_WIFI_JOIN)
                .arg(network(t::CLI_WIFI_SSID))
                .arg(open())
                .arg(option("address", "ADDRESS/BITS", t::CLI_WIFI_ADDRESS, lang))
                .arg(option("gateway", "ADDRESS", t::CLI_WIFI_GATEWAY, lang))
                .arg(
                    option("power", "DBM", t::CLI_WIFI_POWER, lang)
                        .value_parser(value_parser!(i8).range(2..=20)),
                ),
        )
        .subcommand(
            sub("softap", t::CLI_WIFI_SOFTAP)
                .arg(network(t::CLI_WIFI_NAME))
                .arg(open())
                .arg(
                    option("channel", "NUMBER", t::CLI_WIFI_CHANNEL, lang)
                        .default_value("6")
                        .value_parser(value_parser!(u8)),
                ),
        )
        .subcommand(sub("forget", t::CLI_WIFI_FORGET))
}

fn board(lang: Lang) -> Command {
    let sub = |name, about| with_help(grammar::sub(name, about, lang), lang).arg(port(lang));
    grammar::sub("board", t::CLI_BOARD_COMMAND, lang)
        .subcommand_required(true)
        .subcommand_value_name("COMMAND")
        .subcommand(sub("info", t::CLI_BOARD_INFO).arg(grammar::json(t::CLI_JSON_LIST, lang)))
        .subcommand(sub("reset", t::CLI_BOARD_RESET))
}

/// `--help` in the user's language, for a command within a command.
fn with_help(command: Command, lang: Lang) -> Command {
    command.arg(grammar::help_arg(lang))
}

/// The place of the board that the command is about, or the reason why it is not known, said.
pub(super) fn place(common: &Common, matches: &ArgMatches) -> Option<Place> {
    let named = matches
        .try_get_one::<String>("port")
        .ok()
        .flatten()
        .map(|text| text.parse::<Place>().unwrap_or_else(|never| match never {}));
    let lang = common.lang;
    match (named, &common.board) {
        (Some(place), _) => Some(place),
        (None, BoardChoice::Port(name)) => Some(Place::Port(name.clone())),
        (None, BoardChoice::Tcp(addr)) => Some(Place::Tcp(addr.clone())),
        (None, BoardChoice::Auto) => only_one(lang),
        (None, other) => {
            say(&fill!(lang, t::TOOL_NO_PORT, board = other));
            None
        }
    }
}

/// The one port behind which a board may be; of several, the one that says hello.
fn only_one(lang: Lang) -> Option<Place> {
    match find::only(ports::boards(), find::ask) {
        Only::Port(path) => return Some(Place::Port(path)),
        Only::None => say(t::TOOL_NO_BOARD.get(lang)),
        Only::Several(paths) => {
            say(&fill!(lang, t::TOOL_SEVERAL, ports = paths.join(", ")));
        }
    }
    None
}
