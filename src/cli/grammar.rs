//! What every command of the command line has: its form, its help.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, Command, ValueHint};

use crate::session::BoardChoice;
use crate::words::{Lang, Text, t};

/// The commands as the help shows them: the common ones first.
pub(super) const GROUPS: [(Text, &[&str]); 6] = [
    (
        t::CLI_GROUP_LEARN,
        &["run", "step", "lessons", "talk", "explain"],
    ),
    (t::CLI_GROUP_KEEP, &["replay", "export", "diff"]),
    (t::CLI_GROUP_TEACH, &["sheet", "code", "grade"]),
    (
        t::CLI_GROUP_BOARD,
        &["ports", "monitor", "flash", "wifi", "board"],
    ),
    (t::CLI_GROUP_HELP, &["doctor", "help", "completions", "man"]),
    (t::CLI_GROUP_MORE, &[]),
];

/// How wide a line of the help may be.
const WIDTH: usize = 79;

/// An option of those commands that have a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Acts {
    /// `--board`
    Board,
    /// `--role`
    Role,
    /// `--record`
    Record,
    /// `--overwrite`
    Overwrite,
}

impl Acts {
    /// Of what runs a program.
    pub const RUNS: &[Acts] = &[Acts::Board, Acts::Role, Acts::Record, Acts::Overwrite];
    /// Of what looks after a board.
    pub const BOARD: &[Acts] = &[Acts::Board];

    /// Its name, as it is written after `--`.
    pub const fn name(&self) -> &'static str {
        match self {
            Acts::Board => "board",
            Acts::Role => "role",
            Acts::Record => "record",
            Acts::Overwrite => "overwrite",
        }
    }

    fn arg(self, lang: Lang) -> Arg {
        let arg = Arg::new(self.name()).long(self.name());
        match self {
            Acts::Board => arg
                .value_name("BOARD")
                .value_parser(ValueParser::new(|text: &str| text.parse::<BoardChoice>()))
                .help(t::CLI_BOARD.get(lang)),
            Acts::Role => arg
                .value_name("server|client")
                .value_parser(PossibleValuesParser::new(["server", "client"]))
                .hide_possible_values(true)
                .help(t::CLI_ROLE.get(lang)),
            Acts::Record => arg
                .value_name("FILE|auto")
                .value_hint(ValueHint::FilePath)
                .value_parser(clap::value_parser!(PathBuf))
                .help(t::CLI_RECORD.get(lang)),
            Acts::Overwrite => arg
                .action(ArgAction::SetTrue)
                .help(t::CLI_OVERWRITE.get(lang)),
        }
    }
}

/// These options, after the command's own.
pub(super) fn acts(options: &[Acts], lang: Lang) -> impl Iterator<Item = Arg> {
    let after = move |(order, option): (usize, &Acts)| option.arg(lang).display_order(100 + order);
    options.iter().enumerate().map(after)
}

/// `--json`, which prints what `help` says as JSON.
pub(super) fn json(help: Text, lang: Lang) -> Arg {
    Arg::new("json")
        .long("json")
        .action(ArgAction::SetTrue)
        .help(help.get(lang))
}

/// `--lang`, which every command has.
pub(super) fn lang_arg(lang: Lang) -> Arg {
    Arg::new("lang")
        .long("lang")
        .global(true)
        .display_order(199)
        .value_name(Lang::CODES)
        .value_parser(PossibleValuesParser::new(Lang::ALL.map(Lang::code)))
        .hide_possible_values(true)
        .help(t::CLI_LANG.get(lang))
}

/// A command of its own, its texts in `lang`.
pub(super) fn sub(name: &'static str, about: Text, lang: Lang) -> Command {
    Command::new(name)
        .about(about.get(lang))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
}

/// `--help`, in the language of the rest.
pub(super) fn help_arg(lang: Lang) -> Arg {
    Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help)
        .display_order(200)
        .help(t::CLI_HELP.get(lang))
}

/// Gives a command, and those below it, the form of their help: the examples first, which is what a
/// newcomer reads, and every heading in the language of the rest.
pub(super) fn finish(command: Command, lang: Lang) -> Command {
    let command = command.mut_subcommands(|sub| finish(sub, lang));
    let mut form = format!(
        "{{about}}\n\n{{before-help}}{}: {{usage}}\n",
        t::CLI_USAGE.get(lang)
    );
    let listed = commands(&command, lang);
    if !listed.is_empty() {
        form += &listed;
    }
    if command.get_positionals().next().is_some() {
        form += &format!("\n{}:\n{{positionals}}\n", t::CLI_ARGUMENTS.get(lang));
    }
    form += &format!("\n{}:\n{{options}}{{after-help}}", t::CLI_OPTIONS.get(lang));
    command.help_template(form)
}

/// The commands below `command`, in their groups.
fn commands(command: &Command, lang: Lang) -> String {
    let mut listed: Vec<(&str, String)> = command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set())
        .map(|sub| {
            (
                sub.get_name(),
                sub.get_about().map(ToString::to_string).unwrap_or_default(),
            )
        })
        .collect();
    let width = listed
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or_default()
        + 4;
    let mut text = String::new();
    let group = |title: Text, rows: Vec<(&str, String)>| {
        let rows = rows.iter().map(|(name, about)| row(name, about, width));
        format!("\n{}:\n{}", title.get(lang), rows.collect::<String>())
    };
    if command.get_name() != "sockscope" {
        return if listed.is_empty() {
            text
        } else {
            group(t::CLI_COMMANDS, listed)
        };
    }
    for (title, names) in GROUPS {
        let is_here = |name: &str| names.contains(&name) || names.is_empty();
        let (here, rest) = listed.into_iter().partition(|(name, _)| is_here(name));
        listed = rest;
        let mut here: Vec<(&str, String)> = here;
        here.sort_by_key(|(name, _)| names.iter().position(|listed| listed == name));
        if !here.is_empty() {
            text += &group(title, here);
        }
    }
    text
}

fn row(name: &str, about: &str, width: usize) -> String {
    let first = format!("  {name:<0$}", width - 2);
    let under = " ".repeat(width);
    let room = textwrap::Options::new(WIDTH)
        .initial_indent(&first)
        .subsequent_indent(&under);
    textwrap::fill(about, room) + "\n"
}
