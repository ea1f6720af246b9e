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

/// Stops the process group, and returns when it is continued; false if nothing was stopped, since no
/// shell is above that could continue it.
///
/// # Errors
/// kill(2) or sigaction(2) fails.
#[cfg(unix)]
pub(super) fn stop_group() -> io::Result<bool> {
    /// Between the return after a stop and the thread that hears of SIGCONT.
    const HEARD: Duration = Duration::from_millis(300);
    was_continued();
    crate::kernel::signals::stop_group()?;
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
