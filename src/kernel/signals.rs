//! What signals do (sigaction(2)).

use std::io;

/// Lets a write beyond the file's size limit (RLIMIT_FSIZE, setrlimit(2)) fail with EFBIG instead of ending
/// the program, which would leave the terminal raw.
pub fn refuse_writes_beyond_the_limit() {
    // SAFETY: signal(2) takes no memory of ours; to ignore a signal runs no code of ours.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// Stops the process group, as Ctrl+Z does on a line that is not raw: who waits for the program in
/// the same group (`sh -c`, `time`, `sudo`) is stopped with it, so that the shell above sees it.
/// Returns when it is continued; at once if no shell is above that could continue it (setpgid(2): an
/// orphaned process group ignores SIGTSTP).
///
/// # Errors
/// kill(2) or sigaction(2) fails.
pub fn stop_group() -> io::Result<()> {
    let ours = set_handler(&default_action())?;
    // The signal is taken on the way out of kill(2), while the action is still the default one.
    // SAFETY: kill(2) takes no memory of ours.
    let killed = match unsafe { libc::kill(0, libc::SIGTSTP) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    };
    set_handler(&ours)?;
    killed
}

fn default_action() -> libc::sigaction {
    // SAFETY: sigaction is plain data, of which all zeros is a valid value.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = libc::SIG_DFL;
    action
}

/// Sets what SIGTSTP does; what it did before.
fn set_handler(action: &libc::sigaction) -> io::Result<libc::sigaction> {
    let mut before = default_action();
    // SAFETY: both point to a sigaction; `action` is the default or what sigaction(2) gave us.
    match unsafe { libc::sigaction(libc::SIGTSTP, action, &mut before) } {
        0 => Ok(before),
        _ => Err(io::Error::last_os_error()),
    }
}
