//! The BSD calls, their arguments and what they return.

use alloc::vec::Vec;
use core::fmt;
use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::errno::{Errno, System};
use crate::option::{Opt, OptValue};

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

/// The array of `poll()`.
pub type Fds<F> = Vec<PollFd<F>>;

/// Every call, one row each: its name in C, how the learner writes it, what it may do besides
/// returning at once (`makes_fd`: it returns a new descriptor; `blocks`: it may wait), and its arguments
/// in C's order. All that knows every call is made of these rows, here and in the call language:
/// `calls!(name_of_a_macro)` hands them to that macro.
///
/// `F` is a descriptor, `A` an address, `D` the bytes to send: what a script writes with names and a peer
/// gets in numbers.
#[macro_export]
macro_rules! calls {
    ($with:ident) => {
        $with! {
            /// socket(2); `nonblock` is `SOCK_NONBLOCK`.
            Socket = "socket" [makes_fd] "socket(AF_INET, SOCK_STREAM)"
                { domain: Domain, kind: Kind, nonblock: bool, protocol: i32 };
            /// bind(2)
            Bind = "bind" [] "bind(s, HOST:7777)"
                { fd: F, addr: A };
            /// listen(2)
            Listen = "listen" [] "listen(s, 1)"
                { fd: F, backlog: i32 };
            /// accept(2)
            Accept = "accept" [makes_fd blocks] "accept(s)"
                { fd: F };
            /// connect(2)
            Connect = "connect" [blocks] "connect(c, HOST:7777)"
                { fd: F, addr: A };
            /// send(2)
            Send = "send" [blocks] "send(c, \"hola\")"
                { fd: F, data: D, flags: MsgFlags };
            /// write(2)
            Write = "write" [blocks] "write(c, \"hola\")"
                { fd: F, data: D };
            /// recv(2); `len` is the size of the caller's buffer in bytes.
            Recv = "recv" [blocks] "recv(c, 64)"
                { fd: F, len: u32, flags: MsgFlags };
            /// read(2)
            Read = "read" [blocks] "read(c, 64)"
                { fd: F, len: u32 };
            /// sendto(2)
            SendTo = "sendto" [blocks] "sendto(u, \"hola\", HOST:7777)"
                { fd: F, data: D, flags: MsgFlags, addr: A };
            /// recvfrom(2)
            RecvFrom = "recvfrom" [blocks] "recvfrom(u, 64)"
                { fd: F, len: u32, flags: MsgFlags };
            /// shutdown(2)
            Shutdown = "shutdown" [] "shutdown(c, SHUT_WR)"
                { fd: F, how: How };
            /// close(2); it waits only if it lingers.
            Close = "close" [blocks] "close(c)"
                { fd: F };
            /// getsockname(2)
            GetSockName = "getsockname" [] "getsockname(s)"
                { fd: F };
            /// getpeername(2)
            GetPeerName = "getpeername" [] "getpeername(c)"
                { fd: F };
            /// getsockopt(2)
            GetSockOpt = "getsockopt" [] "getsockopt(s, SO_TYPE)"
                { fd: F, opt: Opt };
            /// setsockopt(2)
            SetSockOpt = "setsockopt" [] "setsockopt(s, SO_REUSEADDR, 1)"
                { fd: F, opt: Opt, value: OptValue };
            /// fcntl(2)
            Fcntl = "fcntl" [] "fcntl(s, F_SETFL, O_NONBLOCK)"
                { fd: F, control: Control };
            /// ioctl(2)
            Ioctl = "ioctl" [] "ioctl(c, FIONREAD)"
                { fd: F, request: Request };
            /// dup(2)
            Dup = "dup" [makes_fd] "dup(c)"
                { fd: F };
            /// fstat(2)
            Fstat = "fstat" [] "fstat(s)"
                { fd: F };
            /// poll(2); `timeout_ms` negative waits for ever.
            Poll = "poll" [blocks] "poll(s POLLIN, c POLLIN+POLLOUT, 1000)"
                { fds: Fds<F>, timeout_ms: i32 };
            /// select(2): what is asked of a descriptor is `POLLIN` for the first set, `POLLOUT` for
            /// the second, `POLLPRI` for the third; `wait_ms` negative waits for ever.
            Select = "select" [blocks] "select(s+c, NULL, NULL, 1s)"
                { sets: Fds<F>, wait_ms: i32 };
        }
    };
}

/// An argument with each descriptor, address and text in it written in another way.
macro_rules! mapped {
    (F $value:ident $with:ident) => {
        $with.fd($value)?
    };
    (A $value:ident $with:ident) => {
        $with.addr($value)?
    };
    (D $value:ident $with:ident) => {
        $with.data($value)?
    };
    (Fds $value:ident $with:ident) => {{
        let entry = |entry: &PollFd<F>| {
            Ok(PollFd {
                fd: $with.fd(&entry.fd)?,
                events: entry.events,
                revents: entry.revents,
            })
        };
        $value.iter().map(entry).collect::<Result<_, W::Error>>()?
    }};
    ($other:ident $value:ident $with:ident) => {
        $value.clone()
    };
}

/// The descriptor that a call is about: its first argument, if that is one. Each argument comes twice:
/// to be compared, and to be used.
macro_rules! about {
    (fd $fd:ident $($rest:ident)*) => {
        Some($fd)
    };
    ($($other:ident)*) => {
        None
    };
}

/// Whether a word stands among those of a row.
macro_rules! says {
    (makes_fd: makes_fd $($rest:ident)*) => { true };
    (blocks: blocks $($rest:ident)*) => { true };
    ($what:ident: $first:ident $($rest:ident)*) => { says!($what: $($rest)*) };
    ($what:ident:) => { false };
}

macro_rules! define {
    ($(
        $(#[$doc:meta])*
        $call:ident = $name:literal [$($may:ident)*] $form:literal
            { $($field:ident: $type:ident $(<$of:ident>)?),* };
    )*) => {
        /// One BSD call with its arguments: with numbers as a peer gets it, or with names as a script
        /// writes it (`F`, `A` and `D` are how a descriptor, an address and the bytes to send are written).
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the arguments bear the names of the man pages")]
        pub enum Call<F = Fd, A = SocketAddr, D = Data> {
            $($(#[$doc])* $call { $($field: $type $(<$of>)?),* },)*
        }

        impl<F, A, D> Call<F, A, D> {
            /// Which call it is.
            pub const fn name(&self) -> CallName {
                match self {
                    $(Call::$call { .. } => CallName::$call,)*
                }
            }

            /// The descriptor that the call is about; `socket`, `poll` and `select` have none.
            #[allow(unused_variables, reason = "only the descriptor is asked for")]
            pub const fn fd(&self) -> Option<&F> {
                match self {
                    $(Call::$call { $($field),* } => about!($($field $field)*),)*
                }
            }

            /// The same call with each descriptor, address and text written in another way.
            ///
            /// # Errors
            /// What `with` cannot write.
            pub fn rewritten<W: Rewrite<F, A, D>>(
                &self,
                with: &W,
            ) -> Result<Call<W::Fd, W::Addr, W::Data>, W::Error> {
                Ok(match self {
                    $(Call::$call { $($field),* } => Call::$call {
                        $($field: mapped!($type $field with)),*
                    },)*
                })
            }
        }

        /// Which call, without its arguments.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum CallName {
            $($(#[$doc])* $call,)*
        }

        impl CallName {
            /// Every call, in the order of a life.
            pub const ALL: &'static [CallName] = &[$(CallName::$call),*];

            /// Its name in C, without parentheses.
            pub const fn name(self) -> &'static str {
                match self {
                    $(CallName::$call => $name,)*
                }
            }

            /// How it is written in the call language, with arguments.
            pub const fn form(self) -> &'static str {
                match self {
                    $(CallName::$call => $form,)*
                }
            }

            /// Whether it returns a new descriptor, which can be given a name.
            pub const fn makes_fd(self) -> bool {
                match self {
                    $(CallName::$call => says!(makes_fd: $($may)*),)*
                }
            }

            /// Whether it may wait.
            pub const fn can_block(self) -> bool {
                match self {
                    $(CallName::$call => says!(blocks: $($may)*),)*
                }
            }
        }
    };
}

calls!(define);

impl CallName {
    /// The call of this name in C.
    pub fn from_name(name: &str) -> Option<CallName> {
        CallName::ALL
            .iter()
            .copied()
            .find(|call| call.name() == name)
    }
}

impl fmt::Display for CallName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How [`Call::rewritten`] writes what stands in a call.
pub trait Rewrite<F, A, D> {
    /// A descriptor from then on.
    type Fd;
    /// An address from then on.
    type Addr;
    /// The bytes to send from then on.
    type Data;
    /// What went wrong.
    type Error;

    /// A descriptor.
    ///
    /// # Errors
    /// One that cannot be written.
    fn fd(&self, fd: &F) -> Result<Self::Fd, Self::Error>;

    /// An address.
    ///
    /// # Errors
    /// One that cannot be written.
    fn addr(&self, addr: &A) -> Result<Self::Addr, Self::Error>;

    /// The bytes to send.
    ///
    /// # Errors
    /// Some that cannot be written.
    fn data(&self, data: &D) -> Result<Self::Data, Self::Error>;
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

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn a_call_knows_its_name_and_descriptor() {
        let addr: SocketAddr = "10.0.0.1:80".parse().unwrap();
        let cases: [(Call, &str, Option<Fd>); 5] = [
            (
                Call::Socket {
                    domain: Domain::Inet,
                    kind: Kind::Stream,
                    nonblock: false,
                    protocol: 0,
                },
                "socket",
                None,
            ),
            (Call::Bind { fd: 3, addr }, "bind", Some(3)),
            (
                Call::Ioctl {
                    fd: 4,
                    request: Request::Readable,
                },
                "ioctl",
                Some(4),
            ),
            (Call::Close { fd: -1 }, "close", Some(-1)),
            (
                Call::Poll {
                    fds: vec![],
                    timeout_ms: 0,
                },
                "poll",
                None,
            ),
        ];
        for (call, name, fd) in cases {
            assert_eq!((call.name().name(), call.fd().copied()), (name, fd));
            assert_eq!(CallName::from_name(name), Some(call.name()));
        }
    }

    #[test]
    fn a_row_says_what_a_call_may_do() {
        let of = |what: fn(CallName) -> bool| -> Vec<&str> {
            let calls = CallName::ALL.iter().copied().filter(|call| what(*call));
            calls.map(CallName::name).collect()
        };
        assert_eq!(of(CallName::makes_fd), ["socket", "accept", "dup"]);
        let quick = of(|call| !call.can_block());
        assert!(
            quick.contains(&"bind") && !quick.contains(&"accept"),
            "{quick:?}"
        );
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

    /// Linux has the same bits (bits/socket.h).
    #[test]
    #[cfg(target_os = "linux")]
    fn message_flags_are_those_of_linux() {
        for (ours, theirs) in [
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
