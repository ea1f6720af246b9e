//! The terminal that the learner's program runs on (pty(7)).

use std::io;
use std::os::fd::OwnedFd;

use rustix::fs::{self, Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// The size of its screen, in characters, where nobody sees it.
const SIZE: Winsize = Winsize {
    ws_row: 24,
    ws_col: 80,
    ws_xpixel: 0,
    ws_ypixel: 0,
};

/// A new terminal with a screen of this size, in columns and rows: our end, and the program's. Neither becomes
/// this process's own terminal.
///
/// # Errors
/// posix_openpt(3) and its kin.
pub fn open(size: Option<(u16, u16)>) -> io::Result<(OwnedFd, OwnedFd)> {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&ours)?;
    unlockpt(&ours)?;
    let name = ptsname(&ours, Vec::new())?;
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let its = fs::open(name, flags, Mode::empty())?;
    tcsetwinsize(&its, size.map_or(SIZE, screen))?;
    rustix::io::ioctl_fionbio(&ours, true)?;
    Ok((ours, its))
}

/// Its screen has another size: the program's foreground processes get SIGWINCH.
///
/// # Errors
/// ioctl_tty(2), TIOCSWINSZ
pub fn resize(ours: &OwnedFd, size: (u16, u16)) -> io::Result<()> {
    Ok(tcsetwinsize(ours, screen(size))?)
}

fn screen((ws_col, ws_row): (u16, u16)) -> Winsize {
    Winsize {
        ws_row,
        ws_col,
        ..SIZE
    }
}
