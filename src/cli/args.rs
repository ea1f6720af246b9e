//! The command line's grammar, its help in the user's language, and what is said about mistakes.

use std::io::Write;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use super::Common;
use super::grammar::{help_arg, sub, template};
use crate::fill;
use crate::play::record::Destination;
use crate::run::Exit;
use crate::script::Role;
use crate::session::BoardChoice;
use crate::words::{Lang, Text, t};

/// The whole command line, its texts in `lang`.
pub fn command(lang: Lang) -> Command {
    let text = |text: Text| text.get(lang);
    let sub = |name: &'static str, about: Text| sub(name, about, lang);
    Command::new("sockscope")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text(t::CLI_ABOUT))
        .help_template(template(lang))
        .before_help(text(t::CLI_EXAMPLES))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .args_conflicts_with_subcommands(false)
        .subcommand_negates_reqs(true)
        .subcommand_help_heading(text(t::CLI_COMMANDS))
        .subcommand_value_name("COMMAND")
        .arg(
            Arg::new("lesson")
                .value_name("LESSON")
                .help(text(t::CLI_LESSON)),
        )
        .args(common_args(lang))
        .arg(help_arg(lang))
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .display_order(201)
                .help_heading(text(t::CLI_OPTIONS))
                .help(text(t::CLI_VERSION)),
        )
        .subcommand(
            sub("run", t::CLI_RUN)
                .before_help(text(t::CLI_RUN_EXAMPLES))
                .arg(
                    Arg::new("what")
                        .value_name("LESSON|FILE|-")
                        .default_value("lifecycle")
                        .hide_default_value(true)
                        .value_hint(ValueHint::FilePath)
                        .help(text(t::CLI_RUN_WHAT)),
                )
                .arg(
                    Arg::new("json")
                        .long("json")
                        .action(ArgAction::SetTrue)
                        .help_heading(text(t::CLI_OPTIONS))
                        .help(text(t::CLI_JSON)),
                ),
        )
        .subcommand(super::lessons::command(lang))
        .subcommand(sub("doctor", t::CLI_DOCTOR))
        .subcommand(
            sub("completions", t::CLI_COMPLETIONS).arg(
                Arg::new("shell")
                    .value_name("SHELL")
                    .required(true)
                    .value_parser(clap::value_parser!(clap_complete::Shell))
                    .help(text(t::CLI_SHELL)),
            ),
        )
        .subcommand(sub("man", t::CLI_MAN))
        .subcommand(picture())
        .subcommands(super::tools::commands(lang))
        // The other options are global: they count before the command as well as after it.
        .mut_subcommands(|sub| sub.arg(help_arg(lang)))
}

/// How the README's picture is made: for those who work on the program, so not in the help.
fn picture() -> Command {
    let size = |name: &'static str, default: &'static str| {
        let number = clap::value_parser!(u16).range(1..=500);
        Arg::new(name)
            .long(name)
            .default_value(default)
            .value_parser(number)
    };
    Command::new("picture")
        .hide(true)
        .disable_help_flag(true)
        .arg(
            Arg::new("file")
                .required(true)
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(Arg::new("keys").num_args(0..))
        .arg(Arg::new("lesson").long("lesson"))
        .args([size("columns", "120"), size("rows", "40")])
}

fn common_args(lang: Lang) -> [Arg; 5] {
    let text = |text: Text| text.get(lang);
    // After the command's own, in this order: clap numbers global options among those.
    let mut order = 100;
    let mut option = |name: &'static str, help: Text| {
        order += 1;
        Arg::new(name)
            .long(name)
            .global(true)
            .display_order(order)
            .help(text(help))
            .help_heading(text(t::CLI_OPTIONS))
    };
    [
        option("board", t::CLI_BOARD)
            .value_name("BOARD")
            .default_value("auto")
            .hide_default_value(true)
            .value_parser(ValueParser::new(|text: &str| text.parse::<BoardChoice>())),
        option("role", t::CLI_ROLE)
            .value_name("server|client")
            .default_value("server")
            .hide_default_value(true)
            .value_parser(PossibleValuesParser::new(["server", "client"]))
            .hide_possible_values(true),
        option("lang", t::CLI_LANG)
            .value_name(Lang::CODES)
            .value_parser(PossibleValuesParser::new(Lang::ALL.map(Lang::code)))
            .hide_possible_values(true),
        option("record", t::CLI_RECORD)
            .value_name("FILE|auto")
            .value_hint(ValueHint::FilePath)
            .value_parser(clap::value_parser!(PathBuf)),
        option("overwrite", t::CLI_OVERWRITE).action(ArgAction::SetTrue),
    ]
}

/// The options that every command takes.
pub(super) fn common(matches: &ArgMatches, lang: Lang) -> Common {
    Common {
        board: matches
            .get_one::<BoardChoice>("board")
            .cloned()
            .unwrap_or_default(),
        role: match matches.get_one::<String>("role").map(String::as_str) {
            Some("client") => Role::Client,
            _ => Role::Server,
        },
        lang,
        record: matches
            .get_one::<PathBuf>("record")
            .map(|file| Destination {
                file: (file.as_os_str() != "auto").then(|| file.clone()),
                overwrite: matches.get_flag("overwrite"),
            }),
    }
}

/// What a mistake on the command line comes to. Help and version are no mistakes.
pub(super) fn complain(error: &clap::Error, lang: Lang) -> Exit {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        return crate::play::printed(error.print(), lang);
    }
    let part = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let (arg, value) = (
        part(ContextKind::InvalidArg),
        part(ContextKind::InvalidValue),
    );
    let valid = part(ContextKind::ValidValue);
    let mut text = match error.kind() {
        ErrorKind::UnknownArgument => fill!(lang, t::CLI_UNKNOWN, arg = arg),
        ErrorKind::InvalidValue if value.is_empty() => fill!(lang, t::CLI_NO_VALUE, arg = arg),
        ErrorKind::InvalidValue if !valid.is_empty() => {
            fill!(
                lang,
                t::CLI_BAD_VALUE,
                arg = arg,
                value = value,
                valid = valid
            )
        }
        ErrorKind::MissingRequiredArgument => fill!(lang, t::CLI_MISSING, arg = arg),
        ErrorKind::InvalidUtf8 => t::CLI_NOT_UTF8.get(lang).to_owned(),
        ErrorKind::ArgumentConflict => fill!(lang, t::CLI_TWICE, arg = arg),
        _ => error.render().to_string().trim_end().to_owned(),
    };
    for suggestion in [ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        let word = part(suggestion);
        if !word.is_empty() {
            text.push(' ');
            text.push_str(&fill!(lang, t::SCRIPT_DID_YOU_MEAN, word = word));
        }
    }
    crate::play::say(&text);
    let _ = writeln!(anstream::stderr(), "{}", t::CLI_SEE_HELP.get(lang));
    Exit::Usage
}

/// Prints a shell's completions.
pub(super) fn completions(matches: &ArgMatches, lang: Lang) -> Exit {
    if let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut command(lang), "sockscope", &mut script);
        return crate::play::printed(std::io::stdout().write_all(&script), lang);
    }
    Exit::Done
}

/// Prints the manual page.
pub(super) fn man(lang: Lang) -> Exit {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command(lang)).render(&mut page);
    crate::play::printed(
        rendered.and_then(|()| std::io::stdout().write_all(&page)),
        lang,
    )
}
