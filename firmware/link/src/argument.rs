//! What stands in calls.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::errno::System;

/// A socket descriptor, as the peer numbers it.
pub type Fd = i32;

/// The address family of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Domain {
    /// `AF_INET`: IPv4.
    Inet,
    /// `AF_INET6`: IPv6.
    Inet6,
}

/// The type of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// `SOCK_STREAM`: TCP.
    Stream,
    /// `SOCK_DGRAM`: UDP.
    Dgram,
}

/// Which half of a connection `shutdown()` ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum How {
    /// `SHUT_RD`
    Read,
    /// `SHUT_WR`
    Write,
    /// `SHUT_RDWR`
    Both,
}

/// The flags of `send()`, `recv()` and their kin, with Linux's bits (bits/socket.h).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MsgFlags(pub u16);

impl MsgFlags {
    /// No flag.
    pub const NONE: MsgFlags = MsgFlags(0);
    /// `MSG_OOB`: urgent data (RFC 9293, 3.8.5).
    pub const OOB: MsgFlags = MsgFlags(0x0001);
    /// `MSG_PEEK`: what is read stays to be read again.
    pub const PEEK: MsgFlags = MsgFlags(0x0002);
    /// `MSG_DONTWAIT`: this one call does not wait.
    pub const DONTWAIT: MsgFlags = MsgFlags(0x0040);
    /// `MSG_WAITALL`: wait until the buffer is full.
    pub const WAITALL: MsgFlags = MsgFlags(0x0100);
    /// `MSG_NOSIGNAL`: no SIGPIPE. There is none here in any case.
    pub const NOSIGNAL: MsgFlags = MsgFlags(0x4000);

    /// Whether all of `other` is set.
    pub const fn has(self, other: MsgFlags) -> bool {
        self.0 & other.0 == other.0
    }
}

/// What `fcntl()` is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Control {
    /// `F_GETFL`: tell the flags.
    GetFlags,
    /// `F_SETFL`: set them; a socket has one that can be set.
    SetFlags {
        /// `O_NONBLOCK`
        nonblock: bool,
    },
}

impl Control {
    /// What `F_GETFL` returns on `system`: `O_RDWR`, and `O_NONBLOCK` if it is set (fcntl.h).
    pub const fn number(nonblock: bool, system: System) -> i32 {
        const O_RDWR: i32 = 2;
        let o_nonblock = match system {
            System::Linux => 0o4000,
            System::Newlib => 0x4000,
            System::Bsd | System::Windows => 4,
        };
        if nonblock {
            O_RDWR | o_nonblock
        } else {
            O_RDWR
        }
    }
}

/// What `ioctl()` is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Request {
    /// `FIONREAD`: how many bytes can be read.
    Readable,
    /// `FIONBIO`: `O_NONBLOCK` on or off.
    NonBlock(bool),
}

/// The bytes of a `send()`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Data {
    /// These bytes.
    Bytes(#[serde(with = "serde_bytes")] Vec<u8>),
    /// One byte, `len` times: how a lesson fills a window without a long line on the link.
    Fill {
        /// The byte.
        byte: u8,
        /// How many times.
        len: u32,
    },
}

impl Data {
    /// How many bytes it stands for.
    pub fn len(&self) -> usize {
        match self {
            Data::Bytes(bytes) => bytes.len(),
            Data::Fill { len, .. } => *len as usize,
        }
    }

    /// Whether it stands for no byte at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One entry of `poll()`'s array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PollFd<F = Fd> {
    /// Which descriptor.
    pub fd: F,
    /// What is asked for: a set of [`PollFd::IN`], [`PollFd::OUT`] and [`PollFd::PRI`].
    pub events: u16,
    /// What is so: additionally [`PollFd::ERR`], [`PollFd::HUP`], [`PollFd::NVAL`].
    pub revents: u16,
}

impl PollFd {
    /// `POLLIN`
    pub const IN: u16 = 0x001;
    /// `POLLPRI`
    pub const PRI: u16 = 0x002;
    /// `POLLOUT`
    pub const OUT: u16 = 0x004;
    /// `POLLERR`
    pub const ERR: u16 = 0x008;
    /// `POLLHUP`
    pub const HUP: u16 = 0x010;
    /// `POLLNVAL`
    pub const NVAL: u16 = 0x020;
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn data_counts_what_it_stands_for() {
        assert_eq!(Data::Bytes(vec![1, 2]).len(), 2);
        assert_eq!(
            Data::Fill {
                byte: 0,
                len: 1 << 20
            }
            .len(),
            1 << 20
        );
        assert!(Data::Bytes(vec![]).is_empty());
        assert!(Data::Fill { byte: 0, len: 0 }.is_empty());
    }

    /// Linux has the same bits (bits/socket.h).
    #[test]
    #[cfg(target_os = "linux")]
    fn message_flags_are_those_of_linux() {
        for (ours, theirs) in [
            (MsgFlags::OOB, libc::MSG_OOB),
            (MsgFlags::PEEK, libc::MSG_PEEK),
            (MsgFlags::DONTWAIT, libc::MSG_DONTWAIT),
            (MsgFlags::WAITALL, libc::MSG_WAITALL),
            (MsgFlags::NOSIGNAL, libc::MSG_NOSIGNAL),
        ] {
            assert_eq!(i32::from(ours.0), theirs);
        }
    }

    /// Linux has the same bits (poll.h).
    #[test]
    #[cfg(target_os = "linux")]
    fn poll_bits_are_those_of_linux() {
        for (ours, theirs) in [
            (PollFd::IN, libc::POLLIN),
            (PollFd::PRI, libc::POLLPRI),
            (PollFd::OUT, libc::POLLOUT),
            (PollFd::ERR, libc::POLLERR),
            (PollFd::HUP, libc::POLLHUP),
            (PollFd::NVAL, libc::POLLNVAL),
        ] {
            assert_eq!(i32::from(ours), i32::from(theirs));
        }
    }
}
