//! A terminal in another mode for a while (termios(3)). Whatever ends the program meanwhile, the terminal
//! gets its mode back.

use std::io;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::SigId;
use signal_hook::consts::{SIGABRT, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::low_level::{emulate_default_handler, register, unregister};

/// Another mode of the terminal that is stdin; dropped, it gives the one before back.
pub struct Mode {
    before: libc::termios,
    signals: Vec<SigId>,
}

impl Mode {
    /// Sets what `change` makes of the mode that is.
    ///
    /// # Errors
    /// Of tcgetattr(3), tcsetattr(3), sigaction(2).
    pub fn set(change: impl FnOnce(&mut libc::termios)) -> io::Result<Mode> {
        let before = current()?;
        let mut mode = Mode {
            before,
            signals: Vec::new(),
        };
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            let restore_and_end = move || {
                apply(&before);
                let _ = emulate_default_handler(signal);
            };
            // SAFETY: tcsetattr(3) and what raises the signal anew are async-signal-safe.
            mode.signals
                .push(unsafe { register(signal, restore_and_end)? });
        }
        let mut changed = before;
        change(&mut changed);
        if !apply(&changed) {
            return Err(io::Error::last_os_error());
        }
        Ok(mode)
    }
}

impl Drop for Mode {
    fn drop(&mut self) {
        apply(&self.before);
        for signal in self.signals.drain(..) {
            unregister(signal);
        }
    }
}

/// If the program is aborted (there is no memory left, or a stack is full), the terminal gets back the mode that it
/// has now, and `farewell` is written to it, if it is `taken` by then.
///
/// # Errors
/// Of tcgetattr(3), sigaction(2).
pub fn give_back_on_abort(taken: &'static AtomicBool, farewell: &'static [u8]) -> io::Result<()> {
    let before = current()?;
    let give_back = move || {
        if taken.load(Ordering::SeqCst) {
            let (bytes, length) = (farewell.as_ptr().cast(), farewell.len());
            // SAFETY: the bytes are there for as long as the program.
            let _ = unsafe { libc::write(libc::STDOUT_FILENO, bytes, length) };
            apply(&before);
        }
        let _ = emulate_default_handler(SIGABRT);
    };
    // SAFETY: write(2), tcsetattr(3) and what raises the signal anew are async-signal-safe.
    unsafe { register(SIGABRT, give_back) }.map(drop)
}

fn current() -> io::Result<libc::termios> {
    let mut mode = MaybeUninit::uninit();
    // SAFETY: tcgetattr(3) fills it in where it returns 0.
    unsafe {
        if libc::tcgetattr(libc::STDIN_FILENO, mode.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(mode.assume_init())
    }
}

fn apply(mode: &libc::termios) -> bool {
    // SAFETY: it points to a termios of tcgetattr(3).
    unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, mode) == 0 }
}

/// One byte of what was typed, if there is one; in a mode whose reads do not wait.
pub fn typed() -> Option<u8> {
    let mut byte = 0u8;
    // SAFETY: it has room for the one byte that is asked for.
    let read = unsafe { libc::read(libc::STDIN_FILENO, (&raw mut byte).cast(), 1) };
    (read == 1).then_some(byte)
}
