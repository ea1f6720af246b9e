//! What a command says beside its output, and how one ends that only prints.

use std::io::{self, Write};

use crate::fill;
use crate::run::Exit;
use crate::words::show::plain;
use crate::words::{Lang, t};

/// Says what went wrong, on stderr, with the program's name before it. Nothing that a file or a board put
/// into it is obeyed by the terminal.
pub fn say(text: &str) {
    // A stderr that takes nothing must not take the exit code too.
    let lines: Vec<_> = text.split('\n').map(plain).collect();
    let _ = writeln!(anstream::stderr(), "sockscope: {}", lines.join("\n"));
}

/// How a command ends that only prints: a reader that has left is no failure, a full disk is one.
pub fn printed(result: io::Result<()>, lang: Lang) -> Exit {
    match result {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => {
            say(&fill!(lang, t::RUN_UNWRITABLE, file = "stdout", why = why));
            Exit::Environment
        }
        _ => Exit::Done,
    }
}
