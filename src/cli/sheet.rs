//! `sockscope sheet`: a lesson on paper.

use std::io::Write;
use std::sync::Arc;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use super::grammar::sub;
use crate::export::sheet::{Format, sheet};
use crate::fill;
use crate::play::program::{Program, course, load};
use crate::play::{printed, say};
use crate::run::Exit;
use crate::words::{Lang, t};

/// The command's form.
pub(super) fn command(lang: Lang) -> Command {
    let options = t::CLI_OPTIONS.get(lang);
    sub("sheet", t::CLI_SHEET, lang)
        .before_help(t::CLI_SHEET_EXAMPLES.get(lang))
        .arg(
            Arg::new("what")
                .value_name("NAME|FILE")
                .required(true)
                .value_hint(ValueHint::FilePath)
                .help(t::CLI_SHEET_WHAT.get(lang)),
        )
        .arg(
            Arg::new("key")
                .long("key")
                .action(ArgAction::SetTrue)
                .help_heading(options)
                .help(t::CLI_SHEET_KEY.get(lang)),
        )
        .arg(
            Arg::new("to")
                .long("to")
                .value_name("md|html")
                .value_parser(PossibleValuesParser::new(["md", "html"]))
                .hide_possible_values(true)
                .help_heading(options)
                .help(t::CLI_SHEET_TO.get(lang)),
        )
}

/// Prints the sheet.
pub(super) fn main(matches: &ArgMatches, lang: Lang) -> Exit {
    let what = matches.get_one::<String>("what").map_or("", String::as_str);
    let lesson = match load(what, lang) {
        Ok((Program::Lesson(lesson), _)) => lesson,
        Ok(_) => {
            say(&fill!(lang, t::SHEET_NO_LESSON, what = what));
            return Exit::Usage;
        }
        Err(text) => {
            say(&text);
            return Exit::Usage;
        }
    };
    let to = match matches.get_one::<String>("to").map(String::as_str) {
        Some("html") => Format::Html,
        _ => Format::Markdown,
    };
    let page = sheet(
        &Arc::unwrap_or_clone(lesson),
        &course(),
        matches.get_flag("key"),
        lang,
        to,
    );
    printed(std::io::stdout().write_all(page.as_bytes()), lang)
}
