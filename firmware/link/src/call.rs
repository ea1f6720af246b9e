//! The BSD calls, their arguments and what they return.

use alloc::vec::Vec;
use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::errno::Errno;

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

/// A socket option (`level` and `optname` in one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Opt {
    /// `SO_REUSEADDR`
    ReuseAddr,
    /// `SO_LINGER`
    Linger,
    /// `SO_KEEPALIVE`
    KeepAlive,
    /// `SO_RCVTIMEO`
    RcvTimeo,
    /// `SO_SNDTIMEO`
    SndTimeo,
    /// `SO_RCVBUF`
    RcvBuf,
    /// `SO_SNDBUF`
    SndBuf,
    /// `TCP_NODELAY`
    NoDelay,
    /// `SO_ERROR`
    Error,
    /// `SO_TYPE`
    Type,
}

impl Opt {
    /// Every option.
    pub const ALL: [Opt; 10] = [
        Opt::ReuseAddr,
        Opt::Linger,
        Opt::KeepAlive,
        Opt::RcvTimeo,
        Opt::SndTimeo,
        Opt::RcvBuf,
        Opt::SndBuf,
        Opt::NoDelay,
        Opt::Error,
        Opt::Type,
    ];

    /// The option's name in C.
    pub const fn name(self) -> &'static str {
        match self {
            Opt::ReuseAddr => "SO_REUSEADDR",
            Opt::Linger => "SO_LINGER",
            Opt::KeepAlive => "SO_KEEPALIVE",
            Opt::RcvTimeo => "SO_RCVTIMEO",
            Opt::SndTimeo => "SO_SNDTIMEO",
            Opt::RcvBuf => "SO_RCVBUF",
            Opt::SndBuf => "SO_SNDBUF",
            Opt::NoDelay => "TCP_NODELAY",
            Opt::Error => "SO_ERROR",
            Opt::Type => "SO_TYPE",
        }
    }
}

/// `struct linger`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Linger {
    /// `l_onoff`
    pub on: bool,
    /// `l_linger`, in seconds.
    pub seconds: u16,
}

/// The value of a socket option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OptValue {
    /// A plain `int`: flags and sizes.
    Int(i32),
    /// `struct linger`.
    Linger(Linger),
    /// `struct timeval`, in milliseconds; 0 is "no time-out".
    Millis(u32),
}

/// One entry of `poll()`'s array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PollFd {
    /// Which descriptor.
    pub fd: Fd,
    /// What is asked for: a set of [`PollFd::IN`] and [`PollFd::OUT`].
    pub events: u16,
    /// What is so: additionally [`PollFd::ERR`], [`PollFd::HUP`], [`PollFd::NVAL`].
    pub revents: u16,
}

impl PollFd {
    /// `POLLIN`
    pub const IN: u16 = 0x001;
    /// `POLLOUT`
    pub const OUT: u16 = 0x004;
    /// `POLLERR`
    pub const ERR: u16 = 0x008;
    /// `POLLHUP`
    pub const HUP: u16 = 0x010;
    /// `POLLNVAL`
    pub const NVAL: u16 = 0x020;
}

/// One BSD call with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the arguments bear the names of the man pages")]
pub enum Call {
    /// socket(2)
    Socket {
        domain: Domain,
        kind: Kind,
        protocol: i32,
    },
    /// bind(2)
    Bind { fd: Fd, addr: SocketAddr },
    /// listen(2)
    Listen { fd: Fd, backlog: i32 },
    /// accept(2)
    Accept { fd: Fd },
    /// connect(2)
    Connect { fd: Fd, addr: SocketAddr },
    /// send(2)
    Send { fd: Fd, data: Data },
    /// write(2)
    Write { fd: Fd, data: Data },
    /// recv(2); `len` is the size of the caller's buffer in bytes.
    Recv { fd: Fd, len: u32 },
    /// read(2)
    Read { fd: Fd, len: u32 },
    /// sendto(2)
    SendTo {
        fd: Fd,
        data: Data,
        addr: SocketAddr,
    },
    /// recvfrom(2)
    RecvFrom { fd: Fd, len: u32 },
    /// shutdown(2)
    Shutdown { fd: Fd, how: How },
    /// close(2)
    Close { fd: Fd },
    /// getsockname(2)
    GetSockName { fd: Fd },
    /// getpeername(2)
    GetPeerName { fd: Fd },
    /// getsockopt(2)
    GetSockOpt { fd: Fd, opt: Opt },
    /// setsockopt(2)
    SetSockOpt { fd: Fd, opt: Opt, value: OptValue },
    /// `fcntl(fd, F_SETFL, O_NONBLOCK)` on or off.
    SetNonBlock { fd: Fd, on: bool },
    /// fstat(2)
    Fstat { fd: Fd },
    /// poll(2); `timeout_ms` negative waits for ever.
    Poll { fds: Vec<PollFd>, timeout_ms: i32 },
}

impl Call {
    /// The call's name in C, without parentheses.
    pub const fn name(&self) -> &'static str {
        match self {
            Call::Socket { .. } => "socket",
            Call::Bind { .. } => "bind",
            Call::Listen { .. } => "listen",
            Call::Accept { .. } => "accept",
            Call::Connect { .. } => "connect",
            Call::Send { .. } => "send",
            Call::Write { .. } => "write",
            Call::Recv { .. } => "recv",
            Call::Read { .. } => "read",
            Call::SendTo { .. } => "sendto",
            Call::RecvFrom { .. } => "recvfrom",
            Call::Shutdown { .. } => "shutdown",
            Call::Close { .. } => "close",
            Call::GetSockName { .. } => "getsockname",
            Call::GetPeerName { .. } => "getpeername",
            Call::GetSockOpt { .. } => "getsockopt",
            Call::SetSockOpt { .. } => "setsockopt",
            Call::SetNonBlock { .. } => "fcntl",
            Call::Fstat { .. } => "fstat",
            Call::Poll { .. } => "poll",
        }
    }

    /// The descriptor that the call is about; `socket` and `poll` have none.
    pub const fn fd(&self) -> Option<Fd> {
        match self {
            Call::Socket { .. } | Call::Poll { .. } => None,
            Call::Bind { fd, .. }
            | Call::Listen { fd, .. }
            | Call::Accept { fd }
            | Call::Connect { fd, .. }
            | Call::Send { fd, .. }
            | Call::Write { fd, .. }
            | Call::Recv { fd, .. }
            | Call::Read { fd, .. }
            | Call::SendTo { fd, .. }
            | Call::RecvFrom { fd, .. }
            | Call::Shutdown { fd, .. }
            | Call::Close { fd }
            | Call::GetSockName { fd }
            | Call::GetPeerName { fd }
            | Call::GetSockOpt { fd, .. }
            | Call::SetSockOpt { fd, .. }
            | Call::SetNonBlock { fd, .. }
            | Call::Fstat { fd } => Some(*fd),
        }
    }
}

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
    /// `getsockopt`: the option's value.
    Opt(OptValue),
    /// `poll`: the array, with `revents` filled in.
    Poll(Vec<PollFd>),
    /// `fstat`: the file's facts.
    File(FileFacts),
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

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn a_call_knows_its_name_and_descriptor() {
        let addr = "10.0.0.1:80".parse().unwrap();
        for (call, name, fd) in [
            (
                Call::Socket {
                    domain: Domain::Inet,
                    kind: Kind::Stream,
                    protocol: 0,
                },
                "socket",
                None,
            ),
            (Call::Bind { fd: 3, addr }, "bind", Some(3)),
            (Call::SetNonBlock { fd: 4, on: true }, "fcntl", Some(4)),
            (Call::Close { fd: -1 }, "close", Some(-1)),
            (
                Call::Poll {
                    fds: vec![],
                    timeout_ms: 0,
                },
                "poll",
                None,
            ),
        ] {
            assert_eq!((call.name(), call.fd()), (name, fd));
        }
    }

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

    /// Linux has the same bits (poll.h).
    #[test]
    #[cfg(target_os = "linux")]
    fn poll_bits_are_those_of_linux() {
        for (ours, theirs) in [
            (PollFd::IN, libc::POLLIN),
            (PollFd::OUT, libc::POLLOUT),
            (PollFd::ERR, libc::POLLERR),
            (PollFd::HUP, libc::POLLHUP),
            (PollFd::NVAL, libc::POLLNVAL),
        ] {
            assert_eq!(i32::from(ours), i32::from(theirs));
        }
    }
}
