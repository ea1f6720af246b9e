//! The terminal: the one place that takes it, reads its keys, and gives it back.
//!
//! ```text
//!   keys, mouse, signals ──► input threads ──► Input ──┐
//!                                                      ├──► play: update, stage, draw
//!   peers ──────────────────► session ───► Message ────┘
//! ```
//!
//! What is on the screen and what a key means is decided in `stage` and drawn by `view`;
//! this room only carries cells out and keys in.

mod config;
mod early;
mod input;
mod job;
mod open;
mod picture;
mod play;
mod run;

use std::io::{self, BufWriter, IsTerminal, Stdout, Write, stdout};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{execute, queue};
use ratatui::layout::Rect;

#[cfg(unix)]
use crate::run::Exit;

pub use config::{Config, ConfigError};
pub use input::{Input, Inputs};
pub use picture::{Picture, picture};
pub use run::{Start, main};

/// Whether the terminal is ours now: what a panic has to know.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether there is a screen to draw on and a keyboard to read.
pub fn is_there() -> bool {
    io::stdin().is_terminal() && stdout().is_terminal()
}

/// Whether the terminal says of itself that it cannot place a cursor (terminfo(5)'s entry `dumb`): an
/// editor's output window, a build log.
pub fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The exit code of a program that panicked, as the language's own runtime has it.
const PANICKED: i32 = 101;

/// The terminal while it is ours. Dropped, it is given back as it was.
pub struct Screen {
    /// Never dropped: it would write what is left of a frame to the shell's screen, and panic where
    /// nothing can be written any more.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    mouse: bool,
}

impl Screen {
    /// Takes the terminal: raw mode, the alternate screen, no cursor, pasted text told from typed.
    ///
    /// # Errors
    /// The terminal cannot be set or written to; it is left as it was.
    pub fn take(mouse: bool) -> io::Result<Screen> {
        give_back_on_panic();
        enter(mouse).inspect_err(|_| give_back())?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, stdout()));
        match Terminal::new(backend) {
            Ok(terminal) => Ok(Screen {
                terminal: ManuallyDrop::new(terminal),
                mouse,
            }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// The terminal, for drawing.
    pub fn terminal(&mut self) -> &mut Terminal<CrosstermBackend<BufWriter<Stdout>>> {
        &mut self.terminal
    }

    /// Takes clicks, or leaves them to the terminal (for marking and copying text).
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on {
            execute!(stdout(), EnableMouseCapture)
        } else {
            execute!(stdout(), DisableMouseCapture)
        }
    }

    /// Gives the terminal back, stops the program, and takes the terminal again when the shell
    /// continues it; false if there is no shell above that could, and the program was not stopped.
    ///
    /// # Errors
    /// The terminal cannot be set or written to.
    pub fn suspend(&mut self) -> io::Result<bool> {
        give_back();
        let was_stopped = job::stop_group();
        enter(self.mouse)?;
        self.redraw()?;
        was_stopped
    }

    /// Takes the terminal again if the program was stopped without a word (SIGSTOP) and continued:
    /// the shell has had it meanwhile.
    ///
    /// # Errors
    /// The terminal cannot be set or written to.
    pub fn take_again(&mut self) -> io::Result<()> {
        if !job::was_continued() {
            return Ok(());
        }
        // Raw mode counts as set until it is undone.
        disable_raw_mode()?;
        enter(self.mouse)?;
        self.redraw()
    }

    /// Gives the terminal back at once: what is said from now on is for the shell's screen.
    pub fn give_back(&mut self) {
        give_back();
    }

    /// Forgets what is on the screen, so that the next frame draws every cell. (`Terminal::clear`
    /// would ask the terminal where its cursor is, and wait for an answer among the keys.)
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn redraw(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let mut out = stdout();
    queue!(out, EnterAlternateScreen, Hide, EnableBracketedPaste)?;
    if mouse {
        queue!(out, EnableMouseCapture)?;
    }
    out.flush()
}

/// Ends the program whatever the main loop does: its terminal may take nothing, and it would wait for
/// ever. The line is set back; what is on the screen cannot be.
#[cfg(unix)]
fn end_anyway(signal: u8) -> ! {
    // The main loop may be about to give it back, and wait there.
    let _ = disable_raw_mode();
    std::process::exit(Exit::Signal(signal).code().into())
}

/// Gives the terminal back, if it is ours. Whatever fails on the way, the rest is done: there is
/// nobody left to tell.
fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = execute!(
        out,
        DisableMouseCapture,
        DisableBracketedPaste,
        Show,
        LeaveAlternateScreen
    );
    let _ = disable_raw_mode();
}

/// A panic's message belongs on the screen that the user sees afterwards. A panic of another thread
/// than the one that draws ends the program too: nobody would draw on the shell's screen, or wait for
/// a peer that is dead.
fn give_back_on_panic() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let drawing = std::thread::current().id();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let taken = TAKEN.load(Ordering::SeqCst);
            give_back();
            before(panic);
            if taken && std::thread::current().id() != drawing {
                std::process::exit(PANICKED);
            }
        }));
    });
}
