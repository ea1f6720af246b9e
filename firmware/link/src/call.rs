//! The BSD calls.

use alloc::vec::Vec;
use core::fmt;
use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::argument::{Control, Data, Domain, Fd, How, Kind, MsgFlags, PollFd, Request};
use crate::option::{Opt, OptValue};

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
}
