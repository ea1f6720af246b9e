//! The shell above: the program is put aside there, and brought back.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(unix)]
use std::thread;
#[cfg(unix)]
use std::time::{Duration, Instant};

/// Whether a SIGCONT has come that nobody has heeded.
static CONTINUED: AtomicBool = AtomicBool::new(false);

/// A SIGCONT has come.
#[cfg(unix)]
pub(super) fn continued() {
    CONTINUED.store(true, Ordering::SeqCst);
}

/// Whether a SIGCONT has come that nobody has heeded; from now on it is heeded.
pub(super) fn was_continued() -> bool {
    CONTINUED.swap(false, Ordering::SeqCst)
}

/// Stops the process group, as Ctrl+Z does on a line that is not raw: who waits for the program in
/// the same group (`sh -c`, `time`, `sudo`) is stopped with it, so that the shell above sees it.
/// Returns when it is continued; false if nothing was stopped, since no shell is above that could
/// continue it (setpgid(2): an orphaned process group ignores SIGTSTP).
///
/// # Errors
/// kill(2) or sigaction(2) fails.
#[cfg(unix)]
pub(super) fn stop_group() -> io::Result<bool> {
    /// Between a return from kill(2) after a stop and the thread that hears of SIGCONT.
    const HEARD: Duration = Duration::from_millis(300);
    was_continued();
    let ours = set_handler(&default_action())?;
    // The signal is taken on the way out of kill(2), while the action is still the default one.
    // SAFETY: kill(2) takes no memory of ours.
    let killed = match unsafe { libc::kill(0, libc::SIGTSTP) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    };
    set_handler(&ours)?;
    killed?;
    let until = Instant::now() + HEARD;
    while Instant::now() < until {
        if was_continued() {
            return Ok(true);
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok(false)
}

#[cfg(not(unix))]
pub(super) fn stop_group() -> io::Result<bool> {
    Ok(false)
}

#[cfg(unix)]
fn default_action() -> libc::sigaction {
    // SAFETY: sigaction is plain data, of which all zeros is a valid value.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = libc::SIG_DFL;
    action
}

/// Sets what SIGTSTP does; what it did before.
#[cfg(unix)]
fn set_handler(action: &libc::sigaction) -> io::Result<libc::sigaction> {
    let mut before = default_action();
    // SAFETY: both point to a sigaction; `action` is the default or what sigaction(2) gave us.
    match unsafe { libc::sigaction(libc::SIGTSTP, action, &mut before) } {
        0 => Ok(before),
        _ => Err(io::Error::last_os_error()),
    }
}
