//! The files that the page loads beside its program: for those who build it, so not in the help. What is
//! TOML in `assets` is the same as JSON there, which a browser's program need not learn to read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use crate::lesson::{self, Lesson};
use crate::play::say;
use crate::run::Exit;
use crate::stage::menu::THEMES;
use crate::words::{Lang, system};

/// Its grammar.
pub(super) fn command() -> Command {
    let folder = |name: &'static str| {
        Arg::new(name)
            .required(true)
            .value_parser(value_parser!(PathBuf))
    };
    Command::new("page")
        .hide(true)
        .disable_help_flag(true)
        .arg(folder("assets"))
        .arg(folder("to"))
}

/// Makes the files of the page.
pub(super) fn main(matches: &ArgMatches, lang: Lang) -> Exit {
    let folder = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let [assets, to] = ["assets", "to"].map(|name| folder(name).unwrap_or_default());
    match make(&assets, &to) {
        Ok(()) => Exit::Done,
        Err(why) => {
            say(&system::said(why, lang));
            Exit::Environment
        }
    }
}

fn make(assets: &Path, to: &Path) -> io::Result<()> {
    for kind in ["lessons", "tasks", "puzzles"] {
        fs::create_dir_all(to.join(kind))?;
        let from = assets.join(kind);
        for entry in fs::read_dir(&from).map_err(|why| of(&from, why))? {
            let from = entry?.path();
            let name = from.file_stem().unwrap_or_default();
            let file = to.join(kind).join(name).with_extension("json");
            write(&file, &as_json(&from)?)?;
        }
    }
    let theme = |name: &&str| as_json(&assets.join(format!("themes/{name}.toml")));
    let themes: Vec<Value> = THEMES.iter().map(theme).collect::<Result<_, _>>()?;
    let course: Vec<Value> = lesson::course().iter().map(|it| entry(it)).collect();
    let index = json!({ "course": course, "themes": themes });
    write(&to.join("course.json"), &index)
}

fn write(file: &Path, value: &Value) -> io::Result<()> {
    fs::write(file, value.to_string()).map_err(|why| of(file, why))
}

/// Which file it was.
fn of(file: &Path, why: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("{}: {why}", file.display()))
}

/// An entry of the course, as its index has it: the rest is read when it is opened.
fn entry(lesson: &Lesson) -> Value {
    let title = |lang: &Lang| (lang.code().to_owned(), lesson.title.get(*lang).into());
    let titles: serde_json::Map<_, _> = Lang::OF_LESSONS.iter().map(title).collect();
    json!({
        "id": lesson.id,
        "kind": lesson.kind().name(),
        "after": lesson.after().unwrap_or_default(),
        "title": titles,
    })
}

fn as_json(file: &Path) -> io::Result<Value> {
    let text = fs::read_to_string(file).map_err(|why| of(file, why))?;
    toml::from_str(&text).map_err(|why| of(file, why))
}
