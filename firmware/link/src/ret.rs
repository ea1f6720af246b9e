//! What calls return.

use alloc::vec::Vec;
use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::argument::PollFd;
use crate::errno::Errno;
use crate::option::OptValue;

/// What `fstat()` says of a descriptor: a socket is a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileFacts {
    /// `st_ino`: the file's ID.
    pub inode: u64,
    /// `st_mode`: type and permissions.
    pub mode: u32,
    /// `st_size`, in bytes.
    pub size: u64,
    /// `st_uid`
    pub uid: u32,
    /// `st_ctime`, in seconds since 1970, if the peer keeps one.
    pub created: Option<i64>,
    /// `st_mtime`, in seconds since 1970, if the peer keeps one.
    pub modified: Option<i64>,
}

/// What a call gave back besides its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing more.
    #[default]
    None,
    /// `recv`, `read`: the bytes.
    Bytes(#[serde(with = "serde_bytes")] Vec<u8>),
    /// `recvfrom`: the bytes and who sent them.
    From(#[serde(with = "serde_bytes")] Vec<u8>, Option<SocketAddr>),
    /// `accept`, `getsockname`, `getpeername`: an address.
    Addr(SocketAddr),
    /// `getsockopt`: the option's value; `ioctl`: the number.
    Opt(OptValue),
    /// `poll` and `select`: the array, with `revents` filled in.
    Poll(Vec<PollFd>),
    /// `fstat`: the file's facts.
    File(FileFacts),
    /// `fcntl(fd, F_GETFL)`: whether `O_NONBLOCK` is among the flags; `O_RDWR` always is.
    Flags {
        /// `O_NONBLOCK`
        nonblock: bool,
    },
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// What the call returned, or the errno of its −1.
    pub result: Result<i64, Errno>,
    /// What else it filled in.
    pub value: Value,
}

impl Return {
    /// A call that returned `ret` and nothing more.
    pub const fn ok(ret: i64) -> Self {
        Return {
            result: Ok(ret),
            value: Value::None,
        }
    }

    /// A call that returned −1 with this errno.
    pub const fn error(errno: Errno) -> Self {
        Return {
            result: Err(errno),
            value: Value::None,
        }
    }

    /// A call that returned `ret` and filled in `value`.
    pub const fn with(ret: i64, value: Value) -> Self {
        Return {
            result: Ok(ret),
            value,
        }
    }
}
