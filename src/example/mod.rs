//! Programs that ship, to be stepped where nobody has one of her own at hand: each does what only a real
//! program can, and has one mistake. They are this program under another argument, so that they need no
//! compiler; what is shown as their source is what was compiled.

mod calls;
mod forks;
mod leaks;
mod pipe;

use std::io;
use std::sync::atomic::Ordering;

pub use calls::HERE;

use crate::timeline::SourceLine;

/// The hidden first argument that makes this program an example; its name follows.
pub const ARGUMENT: &str = "__example";
/// The folder that their sources seem to be in: there is no such place.
const FOLDER: &str = "<sockscope>/";

/// A program that ships.
#[derive(Debug)]
pub struct Example {
    /// What it is called.
    pub name: &'static str,
    /// The lines of the other end, where it is not the one that answers any program.
    pub other: Option<&'static str>,
    text: &'static str,
    main: fn() -> io::Result<()>,
}

/// All of them.
pub static ALL: [Example; 3] = [
    Example {
        name: "forks",
        other: None,
        text: include_str!("forks.rs"),
        main: forks::main,
    },
    Example {
        name: "pipe",
        other: Some(include_str!("pipe.sock")),
        text: include_str!("pipe.rs"),
        main: pipe::main,
    },
    Example {
        name: "leaks",
        other: Some(include_str!("leaks.sock")),
        text: include_str!("leaks.rs"),
        main: leaks::main,
    },
];

impl Example {
    /// The file that its lines are told to be in.
    fn file(&self) -> String {
        format!("{FOLDER}{}.rs", self.name)
    }
}

/// The example of this name.
pub fn named(name: &str) -> Option<&'static Example> {
    ALL.iter().find(|example| example.name == name)
}

/// The source that a line of an example is told to be in.
pub fn source(file: &str) -> Option<&'static str> {
    let found = ALL.iter().find(|example| example.file() == file);
    found.map(|example| example.text)
}

/// What [`HERE`] says in an example's process.
pub fn line(here: u64) -> Option<SourceLine> {
    let example = usize::try_from(here >> 32).ok()?.checked_sub(1)?;
    Some(SourceLine {
        file: ALL.get(example)?.file(),
        line: here as u32,
        function: String::new(),
    })
}

/// Becomes the example that is asked for, and never returns, if this process was started as one. To be
/// called first in `main`: it wants a single thread.
pub fn main_if_asked() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().as_deref() != Some(ARGUMENT.as_ref()) {
        return;
    }
    let name = arguments.next().unwrap_or_default();
    let Some(index) = ALL.iter().position(|example| example.name == name) else {
        std::process::exit(2);
    };
    crate::kernel::plain::default_signals();
    HERE.store((index as u64 + 1) << 32, Ordering::Relaxed);
    if let Err(why) = (ALL[index].main)() {
        eprintln!("{}: {why}", ALL[index].name);
        std::process::exit(1);
    }
    std::process::exit(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_of_the_source() {
        let told = line(2 << 32 | 7).unwrap();
        assert_eq!((told.short().as_str(), told.line), ("pipe.rs:7", 7));
        assert!(source(&told.file).is_some());
        assert_eq!(line(0), None);
        assert_eq!(line(99 << 32), None);
        assert_eq!(source("pipe.rs"), None);
    }

    #[test]
    fn a_lesson_can_be_about_each() {
        let names = crate::lesson::Example::ALL.map(crate::lesson::Example::name);
        assert!(ALL.iter().map(|example| example.name).eq(names));
    }

    #[test]
    fn the_other_end_is_a_script() {
        for example in &ALL {
            let lines = example.other.map(crate::script::parse);
            assert!(lines.is_none_or(|lines| lines.is_ok()), "{}", example.name);
        }
    }
}
