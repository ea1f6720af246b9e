//! What a process shares with others.

use std::io;

use rustix::thread::UnshareFlags;

/// unshare(2) of a user namespace, a network namespace, or both.
///
/// # Errors
/// unshare(2)
pub fn unshare(flags: UnshareFlags) -> io::Result<()> {
    if flags.contains(UnshareFlags::FILES) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    // SAFETY: only CLONE_FILES could surprise other threads; it is not among the flags.
    Ok(unsafe { rustix::thread::unshare_unsafe(flags) }?)
}

/// Closes what this process's parent left open beside the three standard descriptors. The helper's
/// first act: nobody else may call it. An older kernel (before 5.9) leaves them open.
pub fn close_inherited() {
    // SAFETY: the helper calls it before it opens anything: no descriptor from 3 on belongs to
    // anybody in this process. The call touches no memory.
    unsafe { libc::syscall(libc::SYS_close_range, 3, u32::MAX, 0) };
}
