//! A descriptor by which one thread wakes another that waits in poll(2).

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};

/// A bell: anybody rings it, and who waits with it among its descriptors wakes.
#[derive(Debug)]
pub struct Bell(OwnedFd);

impl Bell {
    /// One that is silent.
    ///
    /// # Errors
    /// eventfd(2): no descriptor is left.
    pub fn new() -> io::Result<Bell> {
        let flags = EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK;
        Ok(Bell(eventfd(0, flags)?))
    }

    /// Wakes who waits, or keeps it from waiting next.
    ///
    /// # Errors
    /// write(2)
    pub fn ring(&self) -> io::Result<()> {
        match rustix::io::write(&self.0, &1u64.to_ne_bytes()) {
            // EAGAIN: the counter is full, so that it rings anyway.
            Ok(_) | Err(rustix::io::Errno::AGAIN) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// It has been heard.
    pub fn silence(&self) {
        let _ = rustix::io::read(&self.0, &mut [0; 8]);
    }

    /// Waits until it rings, one of these is ready, or the limit is over; for ever without one. Then it is silent.
    ///
    /// # Errors
    /// poll(2)
    pub fn wait<'a>(
        &'a self,
        others: impl IntoIterator<Item = PollFd<'a>>,
        limit: Option<Duration>,
    ) -> io::Result<()> {
        let mut fds = vec![PollFd::new(self, PollFlags::IN)];
        fds.extend(others);
        // A time that poll(2) cannot take is as good as for ever.
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        match poll(&mut fds, limit.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        if fds[0].revents().contains(PollFlags::IN) {
            self.silence();
        }
        Ok(())
    }
}

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
