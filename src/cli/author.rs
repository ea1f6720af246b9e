//! `sockscope lessons new` and `lessons check`: for those who write lessons.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, ValueHint};

use super::grammar::sub;
use crate::fill;
use crate::lesson;
use crate::play::{load, printed, say};
use crate::run::Exit;
use crate::words::{Lang, system, t};

/// The lesson that a new one begins as.
const BEGINNING: &str = include_str!("../../assets/lesson-template.toml");

/// The forms of both commands.
pub(super) fn commands(lang: Lang) -> [Command; 2] {
    let name = Arg::new("name").value_name("NAME").required(true);
    let files = Arg::new("files")
        .value_name("FILE")
        .required(true)
        .num_args(1..);
    let files = files
        .value_hint(ValueHint::FilePath)
        .value_parser(clap::value_parser!(PathBuf));
    [
        sub("new", t::CLI_LESSONS_NEW, lang).arg(name.help(t::CLI_LESSONS_NEW_NAME.get(lang))),
        sub("check", t::CLI_LESSONS_CHECK, lang)
            .arg(files.help(t::CLI_LESSONS_CHECK_FILE.get(lang))),
    ]
}

/// Writes `NAME.toml` into the working directory, over nothing.
pub(super) fn new(matches: &ArgMatches, lang: Lang) -> Exit {
    let name = matches.get_one::<String>("name").map_or("", String::as_str);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || name.len() > lesson::limits::TITLE || !name.chars().all(plain) {
        say(&fill!(lang, t::LESSONS_BAD_NAME, name = name));
        return Exit::Usage;
    }
    if is_taken(name) {
        say(&fill!(lang, t::LESSONS_NAME_TAKEN, name = name));
        return Exit::Usage;
    }
    let file = format!("{name}.toml");
    let written = File::create_new(&file).and_then(|mut out| out.write_all(BEGINNING.as_bytes()));
    match written {
        Ok(()) => {
            let told = fill!(lang, t::LESSONS_WRITTEN, file = file);
            printed(writeln!(anstream::stdout(), "{told}"), lang)
        }
        Err(why) if why.kind() == ErrorKind::AlreadyExists => {
            say(&fill!(lang, t::LESSONS_THERE_IS, file = file));
            Exit::Environment
        }
        Err(why) => {
            say(&fill!(
                lang,
                t::RUN_UNWRITABLE,
                file = file,
                why = system::said(why, lang)
            ));
            Exit::Environment
        }
    }
}

/// Says every mistake of the files; exit code 1 if there is one.
pub(super) fn check(matches: &ArgMatches, lang: Lang) -> Exit {
    let files = matches.get_many::<PathBuf>("files").into_iter().flatten();
    let mut exit = Exit::Done;
    for path in files {
        let mistakes = mistakes(path, lang);
        if mistakes.is_empty() {
            let told = fill!(lang, t::LESSONS_FINE, file = path.display());
            let told = printed(writeln!(anstream::stdout(), "{told}"), lang);
            exit = exit.max(told);
        } else {
            exit = exit.max(Exit::Expectation);
            mistakes.iter().for_each(|text| say(text));
        }
    }
    exit
}

fn mistakes(path: &Path, lang: Lang) -> Vec<String> {
    let id = load::id(path);
    let mut all: Vec<String> = match load::read(path) {
        Ok((file, text)) => {
            let found = lesson::check(&id, &file, &text);
            found.iter().map(|error| error.display(lang)).collect()
        }
        Err(error) => return vec![error.display(lang)],
    };
    // What ships is no other one of that name.
    let ships = path.parent().is_some_and(|folder| {
        folder.ends_with("lessons") || folder.ends_with("tasks") || folder.ends_with("puzzles")
    });
    let is_command = super::command(lang)
        .get_subcommands()
        .any(|sub| sub.get_name() == id);
    if is_command || (!ships && is_taken(&id)) {
        let told = fill!(lang, t::LESSONS_NAME_TAKEN, name = id);
        all.push(format!("{}: {told}", path.display()));
    }
    all
}

/// Whether a command, or something that ships, is called so.
fn is_taken(name: &str) -> bool {
    let mut commands = super::command(Lang::En);
    commands.build();
    lesson::find(name).is_some() || commands.get_subcommands().any(|sub| sub.get_name() == name)
}
