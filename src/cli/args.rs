//! The command line's grammar, its help in the user's language, and what is said about mistakes.

use std::io::Write;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use super::Common;
use super::grammar::{Acts, acts, finish, help_arg, json, lang_arg, sub};
use crate::fill;
use crate::play::record::Destination;
use crate::run::Exit;
use crate::script::{Role, nearest};
use crate::session::BoardChoice;
use crate::words::{Lang, Text, t};

/// The whole command line, its texts in `lang`.
pub fn command(lang: Lang) -> Command {
    let text = |text: Text| text.get(lang);
    let sub = |name: &'static str, about: Text| sub(name, about, lang);
    let command = Command::new("sockscope")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text(t::CLI_ABOUT))
        .before_help(text(t::CLI_EXAMPLES))
        .after_help(text(t::CLI_MORE))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .args_conflicts_with_subcommands(false)
        .subcommand_negates_reqs(true)
        .subcommand_value_name("COMMAND")
        .arg(
            Arg::new("lesson")
                .value_name("NAME")
                .help(text(t::CLI_LESSON)),
        )
        .arg(
            Arg::new("step")
                .long("step")
                .value_name("ID")
                .display_order(100)
                .help_heading(text(t::CLI_OPTIONS))
                .help(text(t::CLI_STEP)),
        )
        .args(acts(Acts::RUNS, lang))
        .arg(lang_arg(lang))
        .arg(help_arg(lang))
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .display_order(201)
                .help(text(t::CLI_VERSION)),
        )
        .subcommand(run(lang))
        .subcommand(super::talk::command(lang))
        .subcommand(super::step::command(lang))
        .subcommand(super::lessons::command(lang))
        .subcommand(super::sheet::command(lang))
        .subcommand(super::code::command(lang))
        .subcommand(
            sub("doctor", t::CLI_DOCTOR)
                .args(acts(Acts::BOARD, lang))
                .arg(json(t::CLI_JSON_LIST, lang)),
        )
        .subcommand(
            sub("explain", t::CLI_EXPLAIN)
                .before_help(text(t::CLI_EXPLAIN_EXAMPLES))
                .arg(
                    Arg::new("word")
                        .value_name("WORD")
                        .help(text(t::CLI_EXPLAIN_WORD)),
                ),
        )
        .subcommand(
            sub("help", t::CLI_HELP_COMMAND).arg(
                Arg::new("of")
                    .value_name("COMMAND")
                    .num_args(0..)
                    .help(text(t::CLI_HELP_OF)),
            ),
        )
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
        .subcommand(super::replay::command(lang))
        .subcommand(super::diff::command(lang))
        .subcommand(super::grade::command(lang))
        .subcommand(super::export::command(lang))
        .subcommand(picture(lang))
        .subcommand(super::recordings::command())
        .subcommand(super::page::command())
        .subcommands(super::tools::commands(lang))
        .mut_subcommands(|sub| sub.arg(help_arg(lang)))
        .mut_subcommands(|sub| finish(sub, lang));
    finish(command, lang)
}

/// `run`: a lesson, a task, a puzzle or a script without the stage.
fn run(lang: Lang) -> Command {
    let text = |text: Text| text.get(lang);
    sub("run", t::CLI_RUN, lang)
        .before_help(text(t::CLI_RUN_EXAMPLES))
        .args(acts(Acts::RUNS, lang))
        .arg(
            Arg::new("what")
                .value_name("NAME|FILE|-")
                .default_value("lifecycle")
                .hide_default_value(true)
                .value_hint(ValueHint::FilePath)
                .help(text(t::CLI_RUN_WHAT)),
        )
        .arg(json(t::CLI_JSON, lang))
        .arg(
            Arg::new("solution")
                .long("solution")
                .value_name("FILE|-")
                .value_hint(ValueHint::FilePath)
                .value_parser(clap::value_parser!(PathBuf))
                .help_heading(text(t::CLI_OPTIONS))
                .help(text(t::CLI_SOLUTION)),
        )
}

/// How the README's picture is made: for those who work on the program, so not in the help.
fn picture(lang: Lang) -> Command {
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
        .args(acts(Acts::RUNS, lang))
        .args([size("columns", "120"), size("rows", "40")])
}

/// The options that commands have in common. `path` is the way to the command, the outermost first:
/// what stands nearer to the command decides.
pub(super) fn common(path: &[&ArgMatches], lang: Lang) -> Common {
    Common {
        board: given::<BoardChoice>(path, "board").unwrap_or_default(),
        role: match given::<String>(path, "role").as_deref() {
            Some("client") => Role::Client,
            _ => Role::Server,
        },
        lang,
        record: given::<PathBuf>(path, "record").map(|file| Destination {
            file: (file.as_os_str() != "auto").then_some(file),
            overwrite: is_set(path, "overwrite"),
        }),
    }
}

fn given<T: Clone + Send + Sync + 'static>(path: &[&ArgMatches], name: &str) -> Option<T> {
    let at = |matches: &&ArgMatches| matches.try_get_one::<T>(name).ok().flatten().cloned();
    path.iter().rev().find_map(at)
}

fn is_set(path: &[&ArgMatches], name: &str) -> bool {
    let at = |matches: &&ArgMatches| matches.try_get_one::<bool>(name).ok().flatten().copied();
    path.iter().filter_map(at).any(|set| set)
}

/// An option that was given before a command which does not have it.
pub(super) fn misplaced(root: &ArgMatches) -> Option<&'static str> {
    let (_, mut inner) = root.subcommand()?;
    let mut path = vec![inner];
    while let Some((_, next)) = inner.subcommand() {
        path.push(next);
        inner = next;
    }
    Acts::RUNS.iter().map(Acts::name).find(|name| {
        let is_given = root.value_source(name) == Some(ValueSource::CommandLine);
        let is_known = path.iter().any(|at| at.try_contains_id(name).is_ok());
        is_given && !is_known
    })
}

/// The commands' names, those that are in the help.
pub(super) fn names(lang: Lang) -> Vec<String> {
    let command = command(lang);
    let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    shown.map(|sub| sub.get_name().to_owned()).collect()
}

/// Prints the help, or that of the command that is named.
pub(super) fn help(matches: &ArgMatches, lang: Lang) -> Exit {
    let mut command = command(lang);
    command.build();
    let mut at = &mut command;
    for name in matches.get_many::<String>("of").into_iter().flatten() {
        let names: Vec<String> = at
            .get_subcommands()
            .map(|sub| sub.get_name().to_owned())
            .collect();
        if !names.contains(name) {
            let mut text = fill!(lang, t::CLI_NO_COMMAND, name = name);
            if let Some(word) = nearest(name, names.iter().map(String::as_str)) {
                text += " ";
                text += &fill!(lang, t::SCRIPT_DID_YOU_MEAN, word = word);
            }
            crate::play::say(&text);
            return Exit::Usage;
        }
        let Some(next) = at.find_subcommand_mut(name) else {
            return Exit::Usage;
        };
        at = next;
    }
    crate::play::printed(at.print_help(), lang)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::grammar::GROUPS;

    #[test]
    fn every_command_has_its_group() {
        let grouped = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
        for name in names(Lang::En) {
            assert!(grouped(&name), "{name}");
        }
        for name in GROUPS.iter().flat_map(|(_, names)| *names) {
            assert!(names(Lang::En).iter().any(|known| known == name), "{name}");
        }
    }

    #[test]
    fn the_grammar_is_sound_in_every_language() {
        for lang in Lang::ALL {
            command(lang).debug_assert();
        }
    }
}
