//! What every command of the command line has: its form, its help.

use clap::{Arg, ArgAction, Command};

use crate::words::{Lang, Text, t};

/// A command of its own, its texts in `lang`.
pub(super) fn sub(name: &'static str, about: Text, lang: Lang) -> Command {
    Command::new(name)
        .about(about.get(lang))
        .help_template(template(lang))
        .disable_help_flag(true)
}

/// `--help`, in the language of the rest.
pub(super) fn help_arg(lang: Lang) -> Arg {
    Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help)
        .display_order(200)
        .help_heading(t::CLI_OPTIONS.get(lang))
        .help(t::CLI_HELP.get(lang))
}

/// Examples first: that is what a newcomer reads.
pub(super) fn template(lang: Lang) -> String {
    format!(
        "{{about}}\n\n{{before-help}}{}: {{usage}}\n\n{{all-args}}\n{{after-help}}",
        t::CLI_USAGE.get(lang)
    )
}
