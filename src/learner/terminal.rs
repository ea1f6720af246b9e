//! The terminal that the learner's program runs on (pty(7)).

use std::io;
use std::os::fd::OwnedFd;

use rustix::fs::{self, Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// The size of its screen, in characters.
const SIZE: Winsize = Winsize {
    ws_row: 24,
    ws_col: 80,
    ws_xpixel: 0,
    ws_ypixel: 0,
};

/// A new terminal: our end, and the program's. Neither becomes this process's own terminal.
///
/// # Errors
/// posix_openpt(3) and its kin.
pub fn open() -> io::Result<(OwnedFd, OwnedFd)> {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&ours)?;
    unlockpt(&ours)?;
    let name = ptsname(&ours, Vec::new())?;
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let its = fs::open(name, flags, Mode::empty())?;
    tcsetwinsize(&its, SIZE)?;
    rustix::io::ioctl_fionbio(&ours, true)?;
    Ok((ours, its))
}
