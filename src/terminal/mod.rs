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
mod export;
mod ground;
mod input;
mod job;
mod open;
mod own;
mod picture;
mod play;
mod replay;
mod run;
mod wishes;

use std::io::{self, BufWriter, IsTerminal, Stdout, Write, stdout};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::style::Print;
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    SetTitle, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{execute, queue};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

#[cfg(unix)]
use crate::kernel::mode;
#[cfg(unix)]
use crate::run::Exit;
use crate::timeline::base64;

pub use config::{Config, ConfigError};
pub use input::{Input, Inputs};
pub use picture::{Picture, picture};
pub use replay::replay;
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

/// The most columns and rows that are drawn: what a terminal says of its size may be anything, and every
/// cell takes memory.
const LARGEST: (u16, u16) = (1000, 500);

/// Keep the window's title, take the kept one again (xterm's control sequences, "Window operations").
const KEEP_TITLE: &str = "\x1b[22;0t";
const TITLE_AGAIN: &str = "\x1b[23;0t";

/// The terminal while it is ours. Dropped, it is given back as it was.
pub struct Screen {
    /// Never dropped: it would write what is left of a frame to the shell's screen, and panic where
    /// nothing can be written any more.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    mouse: bool,
    /// What the last frame covered.
    drawn: Rect,
}

impl Screen {
    /// Takes the terminal: raw mode, the alternate screen, no cursor, pasted text told from typed.
    ///
    /// # Errors
    /// The terminal cannot be set or written to; it is left as it was.
    pub fn take(mouse: bool) -> io::Result<Screen> {
        give_back_on_panic();
        #[cfg(unix)]
        give_back_on_abort();
        enter(mouse).inspect_err(|_| give_back())?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, stdout()));
        let options = || -> io::Result<TerminalOptions> {
            let viewport = Viewport::Fixed(fit(&backend)?);
            Ok(TerminalOptions { viewport })
        };
        match options().and_then(|options| Terminal::with_options(backend, options)) {
            Ok(terminal) => Ok(Screen {
                drawn: Rect::default(),
                terminal: ManuallyDrop::new(terminal),
                mouse,
            }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Where there is room to draw: the whole terminal, unless it is larger than any screen.
    ///
    /// # Errors
    /// The terminal does not say how large it is.
    pub fn area(&self) -> io::Result<Rect> {
        fit(self.terminal.backend())
    }

    /// Draws a frame: a terminal that can shows it at once and not in parts (mode 2026).
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        let area = self.area()?;
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        if area != self.drawn {
            self.terminal.resize(area)?;
            self.drawn = area;
        }
        self.terminal.draw(render)?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Names the window, until the terminal is given back.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn set_title(&mut self, title: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), SetTitle(title))
    }

    /// Asks whether the background is light; an answer comes as [`Input::Ground`].
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn ask_ground(&mut self) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), Print(ground::ASK))
    }

    /// Has the terminal copy a text (xterm's control sequences, OSC 52). Nothing says whether it does.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let text = base64::encode(text.as_bytes());
        execute!(
            self.terminal.backend_mut(),
            Print(format_args!("\x1b]52;c;{text}\x1b\\"))
        )
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
        self.drawn = self.area()?;
        self.terminal.resize(self.drawn)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// The part of the terminal that is drawn on.
fn fit(backend: &impl Backend<Error = io::Error>) -> io::Result<Rect> {
    let size = backend.size()?;
    let (columns, rows) = LARGEST;
    Ok(Rect::new(
        0,
        0,
        size.width.min(columns),
        size.height.min(rows),
    ))
}

fn enter(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let mut out = stdout();
    queue!(
        out,
        Print(KEEP_TITLE),
        EnterAlternateScreen,
        Hide,
        EnableBracketedPaste
    )?;
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
    let _ = farewell(&mut stdout());
    let _ = disable_raw_mode();
}

/// What undoes what [`enter`] asked of the terminal.
fn farewell(out: &mut impl Write) -> io::Result<()> {
    execute!(
        out,
        DisableMouseCapture,
        DisableBracketedPaste,
        EndSynchronizedUpdate,
        Show,
        LeaveAlternateScreen,
        Print(TITLE_AGAIN)
    )
}

/// An abort runs no code of Rust's any more: what it writes is made now.
#[cfg(unix)]
fn give_back_on_abort() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let mut bytes = Vec::new();
        let made = farewell(&mut bytes);
        // Without it an abort leaves the terminal raw, as it does everywhere: no reason not to begin.
        let _ = made.and_then(|()| mode::give_back_on_abort(&TAKEN, bytes.leak()));
    });
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
