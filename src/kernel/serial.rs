//! Serial ports, where the serialport crate does not reach.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use serialport::TTYPort;

/// Makes reads and writes of a port fail instead of wait (`O_NONBLOCK`).
///
/// # Errors
/// fcntl(2)
pub fn set_nonblocking(port: &TTYPort, on: bool) -> io::Result<()> {
    // SAFETY: `port` owns the descriptor and outlives this borrow.
    let fd = unsafe { BorrowedFd::borrow_raw(port.as_raw_fd()) };
    let mut flags = fcntl_getfl(fd)?;
    flags.set(OFlags::NONBLOCK, on);
    Ok(fcntl_setfl(fd, flags)?)
}
