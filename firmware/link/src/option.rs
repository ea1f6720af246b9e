//! Socket options and their values.

use serde::{Deserialize, Serialize};

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
