//! `sockscope code`: a lesson, a task or a script as programs.

use std::fs::{self, File};
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use super::Common;
use super::grammar::{Acts, acts, sub};
use crate::export::programs::{Script, SourceFile, Target, programs};
use crate::fill;
use crate::lesson::{Lesson, Step};
use crate::peer::Peer;
use crate::play::program::{Program, load};
use crate::play::{printed, say};
use crate::run::Exit;
use crate::script::{Line, Place, Role};
use crate::wire;
use crate::words::{Lang, system, t};

/// The command's form.
pub(super) fn command(lang: Lang) -> Command {
    let options = t::CLI_OPTIONS.get(lang);
    sub("code", t::CLI_CODE, lang)
        .before_help(t::CLI_CODE_EXAMPLES.get(lang))
        .args(acts(&[Acts::Role], lang))
        .arg(
            Arg::new("what")
                .value_name("NAME|FILE")
                .required(true)
                .value_hint(ValueHint::FilePath)
                .help(t::CLI_CODE_WHAT.get(lang)),
        )
        .arg(
            Arg::new("to")
                .long("to")
                .value_name("LANGUAGE")
                .required(true)
                .value_parser(PossibleValuesParser::new(Target::NAMES))
                .hide_possible_values(true)
                .help_heading(options)
                .help(t::CLI_CODE_TO.get(lang)),
        )
        .arg(
            Arg::new("output")
                .long("output")
                .short('o')
                .value_name("DIR")
                .required(true)
                .value_hint(ValueHint::DirPath)
                .value_parser(clap::value_parser!(PathBuf))
                .help_heading(options)
                .help(t::CLI_CODE_DIR.get(lang)),
        )
        .arg(
            Arg::new("wire")
                .long("wire")
                .action(ArgAction::SetTrue)
                .help_heading(options)
                .help(t::CLI_CODE_WIRE.get(lang)),
        )
}

/// Writes the programs.
pub(super) fn main(common: &Common, matches: &ArgMatches) -> Exit {
    let lang = common.lang;
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let (what, to) = (
        text("what"),
        Target::from_name(text("to")).unwrap_or(Target::C),
    );
    let (title, lines) = match load(what, lang) {
        Ok((Program::Lesson(lesson), _)) if let Some(example) = lesson.program => {
            let example = example.name();
            say(&fill!(
                lang,
                t::CODE_OF_PROGRAM,
                lesson = what,
                example = example
            ));
            return Exit::Usage;
        }
        Ok((Program::Lesson(lesson), _)) => (lesson.title.get(lang).to_owned(), lines_of(&lesson)),
        Ok((Program::Script(lines), _)) => (what.to_owned(), lines),
        Ok((Program::Stdin | Program::Own(_), _)) => {
            say(&fill!(lang, t::SHEET_NO_LESSON, what = what));
            return Exit::Usage;
        }
        Err(text) => {
            say(&text);
            return Exit::Usage;
        }
    };
    let of_the_wire = |place| on_the_wire(place, common.role);
    let script = Script {
        title: &title,
        lines: &lines,
        role: common.role,
        address: match to {
            Target::EspIdf => &of_a_network,
            _ if matches.get_flag("wire") => &of_the_wire,
            _ => &of_this_machine,
        },
        lang,
    };
    let folder = matches
        .get_one::<PathBuf>("output")
        .cloned()
        .unwrap_or_default();
    for file in programs(&script, to) {
        let path = folder.join(&file.path);
        if let Err(why) = write(&path, &file) {
            say(&fill!(
                lang,
                t::RUN_UNWRITABLE,
                file = path.display(),
                why = system::said(why, lang)
            ));
            return Exit::Environment;
        }
        if let exit @ (Exit::Usage | Exit::Environment) =
            printed(writeln!(anstream::stdout(), "{}", path.display()), lang)
        {
            return exit;
        }
    }
    Exit::Done
}

/// A lesson's lines; a task's with its solution, a puzzle's as it was mended.
fn lines_of(lesson: &Lesson) -> Vec<Line> {
    let solution = lesson.task.as_ref().map(|task| task.right.clone());
    if let Some(puzzle) = &lesson.puzzle {
        return puzzle.mended.clone();
    }
    let own = lesson.steps.iter().flat_map(Step::lines).cloned();
    own.chain(solution.into_iter().flatten()).collect()
}

/// Never over a file that is there.
fn write(path: &Path, file: &SourceFile) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(file.text.as_bytes())
}

/// Both programs run on one machine.
fn of_this_machine(place: Place) -> Option<IpAddr> {
    Some(match place {
        Place::Ip(ip) => ip,
        Place::Of(_) => Ipv4Addr::LOCALHOST.into(),
        Place::Of6(_) => Ipv6Addr::LOCALHOST.into(),
    })
}

/// The host's program is to be stepped, on the private wire.
fn on_the_wire(place: Place, role: Role) -> Option<IpAddr> {
    Some(match place {
        Place::Ip(ip) => ip,
        Place::Of(actor) => match actor.peer(role) {
            Peer::Host => wire::HOST.into(),
            Peer::Board => wire::BOARD.into(),
        },
        Place::Of6(actor) => match actor.peer(role) {
            Peer::Host => wire::HOST6.into(),
            Peer::Board => wire::BOARD6.into(),
        },
    })
}

/// The host's address, as a board's own network gives it.
fn of_a_network(place: Place) -> Option<IpAddr> {
    match place {
        Place::Ip(ip) => Some(ip),
        Place::Of(_) => Some(Ipv4Addr::new(192, 168, 4, 2).into()),
        Place::Of6(_) => None,
    }
}
