//! Long output on a terminal goes through the reader's pager, as git's does.

use std::io;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a pager stands between stdout and the terminal.
#[cfg(unix)]
static PAGED: AtomicBool = AtomicBool::new(false);

/// Whether what is written to stdout comes to a terminal, be it through a pager.
pub fn is_shown() -> bool {
    #[cfg(unix)]
    if PAGED.load(Ordering::Relaxed) {
        return true;
    }
    io::IsTerminal::is_terminal(&io::stdout())
}

/// Whether what is written to stdout comes to what knows links (OSC 8), or at least leaves them out: a
/// terminal, be it through less.
pub fn takes_links() -> bool {
    #[cfg(unix)]
    if PAGED.load(Ordering::Relaxed) {
        return program(&named()) == USUAL;
    }
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    is_shown() && !dumb
}

/// The pager that is used where `PAGER` names none.
#[cfg(unix)]
const USUAL: &str = "less";

/// What the pager does unless the reader has said otherwise, as git has it: less shows colours, leaves what
/// was read on the screen, and ends at once where one screen holds all.
#[cfg(unix)]
const MANNERS: [(&str, &str); 2] = [("LESS", "FRX"), ("LV", "-c")];

/// The pager, while stdout goes to it. Dropped, stdout is the terminal again, once the reader has left.
#[cfg(unix)]
pub struct Pager {
    child: std::process::Child,
    terminal: std::os::fd::OwnedFd,
}

#[cfg(unix)]
impl Pager {
    /// Puts the pager before the terminal. There is none where stdout is no terminal or one that cannot
    /// place a cursor, where `PAGER` is empty or `cat`, or where it cannot be started.
    pub fn start() -> Option<Pager> {
        let named = named();
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        if dumb
            || matches!(program(&named), "" | "cat")
            || !is_shown()
            || PAGED.load(Ordering::Relaxed)
        {
            return None;
        }
        // Colours are decided while stdout is the terminal.
        let choice = anstream::AutoStream::choice(&io::stdout());
        let mut child = command(&named).spawn().ok()?;
        let pipe = child.stdin.take();
        let paged = pipe.map_or(Err(io::ErrorKind::BrokenPipe.into()), |pipe| {
            let terminal = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
            rustix::stdio::dup2_stdout(&pipe)?;
            Ok::<_, io::Error>(terminal)
        });
        let Ok(terminal) = paged else {
            let _ = child.wait();
            return None;
        };
        choice.write_global();
        PAGED.store(true, Ordering::Relaxed);
        // Ctrl+C is the pager's.
        let heard = std::sync::Arc::new(AtomicBool::new(false));
        let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, heard);
        Some(Pager { child, terminal })
    }
}

#[cfg(unix)]
impl Drop for Pager {
    fn drop(&mut self) {
        let _ = io::Write::flush(&mut io::stdout());
        PAGED.store(false, Ordering::Relaxed);
        // It has read everything when the last writing end is gone.
        let _ = rustix::stdio::dup2_stdout(&self.terminal);
        let _ = self.child.wait();
    }
}

/// What the reader has named, or the usual one.
#[cfg(unix)]
fn named() -> String {
    std::env::var("PAGER").unwrap_or_else(|_| USUAL.to_owned())
}

/// The program of a command line, without its folder.
#[cfg(unix)]
fn program(named: &str) -> &str {
    let first = named.split_whitespace().next().unwrap_or_default();
    first.rsplit('/').next().unwrap_or_default()
}

/// The pager's command line: words are its program and arguments, anything else is the shell's.
#[cfg(unix)]
fn command(named: &str) -> std::process::Command {
    use std::process::{Command, Stdio};
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./+=, ".contains(c);
    let mut words = named.split_whitespace();
    let mut command = match (named.chars().all(plain), words.next()) {
        (true, Some(program)) => {
            let mut command = Command::new(program);
            command.args(words);
            command
        }
        _ => {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", named]);
            command
        }
    };
    for (name, value) in MANNERS {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    command.stdin(Stdio::piped());
    command
}
