//! How the recordings of the lessons that ship are made: for those who work on the program, so not in
//! the help. Each lesson is run on this machine, as a user would run it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::fill;
use crate::lesson::SHIPPED;
use crate::play::say;
use crate::run::Exit;
use crate::words::{Lang, system, t};

/// Its grammar.
pub(super) fn command() -> Command {
    Command::new("recordings")
        .hide(true)
        .disable_help_flag(true)
        .arg(
            Arg::new("folder")
                .default_value("assets/recordings")
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(Arg::new("lessons").num_args(0..))
}

/// Makes the recordings of the lessons that are named, or of all.
pub(super) fn main(matches: &ArgMatches, lang: Lang) -> Exit {
    let folder = matches
        .get_one::<PathBuf>("folder")
        .cloned()
        .unwrap_or_default();
    let named: Vec<&String> = matches.get_many("lessons").into_iter().flatten().collect();
    let wanted = |id: &str| named.is_empty() || named.iter().any(|name| *name == id);
    for (id, _) in SHIPPED.iter().filter(|(id, _)| wanted(id)) {
        let file = folder.join(format!("{id}.jsonl"));
        if let Err(why) = record(id, &file) {
            let file = file.display();
            say(&fill!(
                lang,
                t::RUN_UNWRITABLE,
                file = file,
                why = system::said(why, lang)
            ));
            return Exit::Environment;
        }
    }
    Exit::Done
}

fn record(id: &str, file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let ran = Process::new(std::env::current_exe()?)
        .args([
            "run",
            id,
            "--board",
            "virtual",
            "--lang",
            "en",
            "--overwrite",
            "--record",
        ])
        .arg(file)
        .stdout(Stdio::null())
        .status()?;
    if ran.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("{id}: {ran}")))
    }
}
