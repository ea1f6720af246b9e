//! What a command says beside its output, and how one ends that only prints.

use std::io::{self, Write};
use std::path::Path;

use crate::fill;
use crate::run::Exit;
use crate::timeline::reader::Trouble;
use crate::words::show::plain;
use crate::words::{Lang, system, t, tell};

/// Says what went wrong, on stderr, with the program's name before it. Nothing that a file or a board put
/// into it is obeyed by the terminal.
pub fn say(text: &str) {
    // A stderr that takes nothing must not take the exit code too.
    let lines: Vec<_> = text.split('\n').map(plain).collect();
    let _ = writeln!(anstream::stderr(), "sockscope: {}", lines.join("\n"));
}

/// Says of a file that is a FIFO that it has nothing to read before somebody writes: to open it waits.
pub fn say_if_fifo(path: &Path, lang: Lang) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let waits = path.metadata().is_ok_and(|file| file.file_type().is_fifo());
        if waits {
            say(&fill!(lang, t::RUN_FIFO, file = path.display()));
        }
    }
    #[cfg(not(unix))]
    let _ = (path, lang);
}

/// How a command ends that only prints: a reader that has left is no failure, a full disk is one.
pub fn printed(result: io::Result<()>, lang: Lang) -> Exit {
    match result {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => {
            say(&fill!(
                lang,
                t::RUN_UNWRITABLE,
                file = "stdout",
                why = system::said(why, lang)
            ));
            Exit::Environment
        }
        _ => Exit::Done,
    }
}

/// Says what of a recording could not be read, and how a command ends then: a broken line is a mistake,
/// a line of a newer program and a missing end are not. `is_empty` is that nothing could be read at all.
pub fn tell_troubles(
    troubles: &[(u64, Trouble)],
    untold: u64,
    is_empty: bool,
    what: &str,
    lang: Lang,
) -> Exit {
    for (line, trouble) in troubles {
        say(&tell::fact(&trouble.fact(*line), lang));
    }
    if untold > 0 {
        say(&fill!(lang, t::REPLAY_MORE, count = untold));
    }
    if is_empty {
        say(&fill!(lang, t::REPLAY_NOTHING, file = what));
    }
    let broken = troubles.iter().any(|(_, trouble)| trouble.is_failure());
    if broken || is_empty {
        Exit::Usage
    } else {
        Exit::Done
    }
}
