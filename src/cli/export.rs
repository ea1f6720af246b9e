//! `sockscope export`: a session as a file for other programs. The kinds are rows of `export::KINDS`.

use std::fs::{self, OpenOptions};
use std::io::{IsTerminal, Write, stdout};
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use super::grammar::{Acts, acts, sub};
use super::{Common, replay, run};
use crate::export::{KINDS, Kind, Of, Wanted};
use crate::fill;
use crate::lesson;
use crate::play::program::course;
use crate::play::{film, printed, say, tell_troubles};
use crate::run::Exit;
use crate::session::BoardChoice;
use crate::stage::menu::THEMES;
use crate::timeline::Event;
use crate::view::Theme;
use crate::words::{Lang, Text, system, t, tell};

/// The command's form.
pub(super) fn command(lang: Lang) -> Command {
    let option = |name: &'static str, help: Text| {
        let arg = Arg::new(name).long(name);
        arg.help_heading(t::CLI_OPTIONS.get(lang))
            .help(help.get(lang))
    };
    let kinds = || KINDS.iter().map(|kind| kind.name);
    let to = fill!(
        lang,
        t::CLI_EXPORT_TO,
        kinds = kinds().collect::<Vec<_>>().join(", ")
    );
    let themes = fill!(lang, t::CLI_EXPORT_THEME, themes = THEMES.join(", "));
    sub("export", t::CLI_EXPORT, lang)
        .before_help(t::CLI_EXPORT_EXAMPLES.get(lang))
        .args(acts(&[Acts::Board, Acts::Role], lang))
        .arg(replay::recording(lang).help(t::CLI_EXPORT_WHAT.get(lang)))
        .arg(
            option("to", t::CLI_EXPORT_TO)
                .value_name("KIND")
                .required(true)
                .value_parser(PossibleValuesParser::new(kinds().collect::<Vec<_>>()))
                .help(to),
        )
        .arg(
            option("output", t::CLI_EXPORT_OUTPUT)
                .short('o')
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(option("overwrite", t::CLI_EXPORT_OVERWRITE).action(ArgAction::SetTrue))
        .arg(
            option("of", t::CLI_EXPORT_OF)
                .value_name("ladder|flow|states|screen")
                .value_parser(PossibleValuesParser::new(Of::ALL.map(Of::name))),
        )
        .arg(
            option("theme", t::CLI_EXPORT_THEME)
                .value_name("THEME")
                .value_parser(PossibleValuesParser::new(THEMES))
                .help(themes),
        )
        .arg(option("animated", t::CLI_EXPORT_ANIMATED).action(ArgAction::SetTrue))
        .mut_args(|arg| match arg.get_action().takes_values() {
            true => arg.hide_possible_values(true),
            false => arg,
        })
}

/// Makes the export that the arguments ask for.
pub(super) fn main(common: &Common, root: &ArgMatches, matches: &ArgMatches) -> Exit {
    match export(common, root, matches) {
        Ok(exit) => exit,
        Err((exit, text)) => {
            say(&text);
            exit
        }
    }
}

/// How it ends, and what is said of it.
type Failure = (Exit, String);

fn export(common: &Common, root: &ArgMatches, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = common.lang;
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let kind = text("to").and_then(Kind::named).unwrap_or(&KINDS[0]);
    let of = wanted_of(kind, text("of"), lang)?;
    let (theme, animated) = (text("theme"), matches.get_flag("animated"));
    for (given, takes, option) in [
        (theme.is_some(), kind.themed, "theme"),
        (animated, kind.moves, "animated"),
    ] {
        if given && !takes {
            let said = fill!(lang, t::EXPORT_NOT_HERE, option = option, kind = kind.name);
            return Err((Exit::Usage, said));
        }
    }
    let output = matches.get_one::<PathBuf>("output").map(PathBuf::as_path);
    let output = output.filter(|output| *output != Path::new("-"));
    let overwrite = matches.get_flag("overwrite");
    may_write(kind, output, overwrite, lang)?;
    let theme = theme
        .and_then(Theme::named)
        .or_else(|| Theme::named(THEMES[0]));
    let Some(theme) = theme else {
        return Ok(Exit::Usage);
    };
    let (events, exit) = session(common, root, matches)?;
    let wanted = Wanted {
        events: &events,
        lang,
        of,
        theme: &theme,
        animated,
        course: &course(),
    };
    let made = (kind.make)(&wanted).map_err(|why| (Exit::Usage, tell::fact(&why, lang)))?;
    Ok(exit.max(write(output, overwrite, &made, lang)?))
}

/// What is drawn: what was asked for, if the kind draws it.
fn wanted_of(kind: &Kind, asked: Option<&str>, lang: Lang) -> Result<Of, Failure> {
    let usual = kind.of.first().copied().unwrap_or_default();
    let Some(asked) = asked.and_then(Of::named) else {
        return Ok(usual);
    };
    if kind.of.contains(&asked) {
        return Ok(asked);
    }
    let of: Vec<&str> = kind.of.iter().map(|of| of.name()).collect();
    Err((
        Exit::Usage,
        match of.is_empty() {
            true => fill!(lang, t::EXPORT_NOT_HERE, option = "of", kind = kind.name),
            false => fill!(lang, t::EXPORT_NOT_OF, kind = kind.name, of = of.join(", ")),
        },
    ))
}

/// Whether the file can be written, as far as that can be told before anything runs.
fn may_write(
    kind: &Kind,
    output: Option<&Path>,
    overwrite: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let Some(output) = output else {
        return match kind.is_text || !stdout().is_terminal() {
            true => Ok(()),
            false => Err((Exit::Usage, t::EXPORT_NO_TEXT.get(lang).to_owned())),
        };
    };
    // A device or a pipe loses nothing.
    let holds = fs::metadata(output).is_ok_and(|found| found.is_file() && found.len() > 0);
    if holds && !overwrite {
        let file = output.display();
        return Err((Exit::Usage, fill!(lang, t::RECORD_EXISTS, file = file)));
    }
    Ok(())
}

/// The session that is exported: a recording, or a lesson's run.
fn session(
    common: &Common,
    root: &ArgMatches,
    matches: &ArgMatches,
) -> Result<(Vec<Event>, Exit), Failure> {
    let what = replay::named(matches);
    let lang = common.lang;
    if is_program(&what) {
        let asked =
            |matches: &ArgMatches| matches.value_source("board") == Some(ValueSource::CommandLine);
        let board = match asked(root) || asked(matches) {
            true => common.board.clone(),
            false => BoardChoice::Pair,
        };
        let common = Common {
            board,
            record: None,
            ..common.clone()
        };
        return run::events(&common, &what);
    }
    let unreadable = |why| {
        let file = &what;
        (
            Exit::Usage,
            fill!(
                lang,
                t::RUN_UNREADABLE,
                file = file,
                why = system::said(why, lang)
            ),
        )
    };
    let read = film::open(&what, lang)
        .and_then(film::events)
        .map_err(unreadable)?;
    if read.is_too_long {
        let most = film::MOST_EVENTS;
        return Err((Exit::Usage, fill!(lang, t::EXPORT_TOO_LONG, most = most)));
    }
    let is_empty = read.events.is_empty();
    let exit = tell_troubles(&read.troubles, read.untold, is_empty, &what, lang);
    if is_empty {
        let nothing = t::EXPORT_NOTHING.get(lang).to_owned();
        return Err((exit, nothing));
    }
    Ok((read.events, exit))
}

/// Whether this is to be run, and is no recording: a lesson, task or puzzle, or a script.
fn is_program(what: &str) -> bool {
    let path = Path::new(what);
    let ends = |end| path.extension().is_some_and(|found| found == end);
    lesson::find(what).is_some() || ends("toml") || ends("sock")
}

fn write(output: Option<&Path>, overwrite: bool, made: &[u8], lang: Lang) -> Result<Exit, Failure> {
    let Some(output) = output else {
        return Ok(printed(stdout().write_all(made), lang));
    };
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let is_new = !overwrite && !output.exists();
    let written = options
        .create_new(is_new)
        .open(output)
        .and_then(|mut file| file.write_all(made));
    written.map(|()| Exit::Done).map_err(|why| {
        let file = output.display();
        (
            Exit::Environment,
            fill!(
                lang,
                t::RUN_UNWRITABLE,
                file = file,
                why = system::said(why, lang)
            ),
        )
    })
}
