//! What a call came to, as an event.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use sockscope_link::{Call, CallName, Errno, FileFacts, How, MsgFlags, Opt, OptValue, System};

use super::names;
use crate::peer::Peer;

/// An errno: name, number, and whose number it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrnoFact {
    /// Its number on the peer's own system.
    pub number: i32,
    /// Its POSIX name.
    pub name: String,
    /// Whose number it is: `linux`, `newlib`, `bsd` or `windows`.
    pub system: String,
}

impl ErrnoFact {
    /// The fact that `errno` is on `system`.
    pub fn new(errno: Errno, system: System) -> Self {
        let number = errno.number(system);
        let system = match system {
            System::Linux => "linux",
            System::Newlib => "newlib",
            System::Bsd => "bsd",
            System::Windows => "windows",
        };
        ErrnoFact {
            number,
            name: errno.name().to_owned(),
            system: system.to_owned(),
        }
    }

    /// The errno itself.
    pub fn errno(&self) -> Errno {
        Errno::from_name(&self.name).unwrap_or(Errno::Other(self.number))
    }
}

/// The value of a socket option: a number, a `struct linger`, or a time-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OptFact {
    /// A plain `int`.
    Int(i32),
    /// `struct linger`.
    Linger {
        /// `l_onoff`
        on: bool,
        /// `l_linger`, in seconds.
        seconds: u16,
    },
    /// A time-out in milliseconds; 0 is none.
    Millis {
        /// Milliseconds.
        ms: u32,
    },
}

impl From<OptValue> for OptFact {
    fn from(value: OptValue) -> Self {
        match value {
            OptValue::Int(number) => OptFact::Int(number),
            OptValue::Linger(linger) => OptFact::Linger {
                on: linger.on,
                seconds: linger.seconds,
            },
            OptValue::Millis(ms) => OptFact::Millis { ms },
            // The number is the peer's: see `Returned::value_name`.
            OptValue::Errno(errno) => OptFact::Int(errno.map_or(0, |e| e.number(System::HERE))),
        }
    }
}

/// One entry of the array that `poll()` filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollFact {
    /// The descriptor's name.
    pub fd: String,
    /// What is so, as `POLLIN+POLLHUP`; empty if nothing is.
    pub revents: String,
}

/// A call's end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Returned {
    /// The call's number.
    pub id: u32,
    /// Who called.
    pub peer: Peer,
    /// Which call.
    #[serde(with = "names::call")]
    pub call: CallName,
    /// The descriptor's name: of the new descriptor where the call made one, else of the one that
    /// the call was about.
    pub fd: Option<String>,
    /// What it returned: −1 with an errno.
    pub ret: i64,
    /// The error, if it is one.
    pub errno: Option<ErrnoFact>,
    /// The bytes that it received, as text; what is not UTF-8 is written `\xHH`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// The address that it filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addr: Option<SocketAddr>,
    /// The option's value that it filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<OptFact>,
    /// What the value is called: the errno that `SO_ERROR` told, the flags that `F_GETFL` told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_name: Option<String>,
    /// The array that `poll()` filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<Vec<PollFact>>,
    /// What `fstat()` filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileFacts>,
    /// How long it took, in microseconds.
    pub elapsed_us: u64,
}

/// What a call changes, if it succeeds, that no state shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sets {
    /// `listen()`: its second argument, as the system takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backlog: Option<u32>,
    /// `connect()`: the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote: Option<SocketAddr>,
    /// `shutdown()`: the receiving half is shut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shut_rd: bool,
    /// `shutdown()`: the sending half is shut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shut_wr: bool,
    /// `setsockopt()`: IPV6_V6ONLY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub v6only: Option<bool>,
    /// `setsockopt()`: SO_RCVBUF, as it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rcvbuf: Option<i32>,
    /// MSG_PEEK: what is read stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub peeks: bool,
}

impl Sets {
    /// What `call` sets.
    pub fn of(call: &Call) -> Sets {
        /// `net.core.somaxconn`, and the board's own.
        const SOMAXCONN: u32 = 4096;
        let mut sets = Sets::default();
        match *call {
            // A negative number is a large one (listen(2) takes it as unsigned).
            Call::Listen { backlog, .. } => {
                let backlog = u32::try_from(backlog).unwrap_or(SOMAXCONN);
                sets.backlog = Some(backlog.min(SOMAXCONN));
            }
            Call::Connect { addr, .. } => sets.remote = Some(addr),
            Call::Shutdown { how, .. } => {
                sets.shut_rd = how != How::Write;
                sets.shut_wr = how != How::Read;
            }
            Call::SetSockOpt {
                opt: Opt::V6Only,
                value: OptValue::Int(value),
                ..
            } => sets.v6only = Some(value != 0),
            Call::SetSockOpt {
                opt: Opt::RcvBuf,
                value: OptValue::Int(value),
                ..
            } => sets.rcvbuf = Some(value),
            Call::Recv { flags, .. } | Call::RecvFrom { flags, .. } => {
                sets.peeks = flags.has(MsgFlags::PEEK);
            }
            _ => {}
        }
        sets
    }

    /// Whether it sets nothing.
    pub fn is_none(&self) -> bool {
        *self == Sets::default()
    }
}
