//! Socket options and their values.

use serde::{Deserialize, Serialize};

use crate::errno::Errno;

/// What shape an option's value has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// An `int` that is on or off.
    Flag,
    /// An `int`.
    Int,
    /// `struct linger`.
    Linger,
    /// `struct timeval`.
    Time,
    /// An `int` that is an errno.
    Errno,
}

/// Every option, one row each: its level and its name in C, the shape of its value, and whether only
/// Linux has it (`linux`) or it cannot be set (`reads`). `options!(name_of_a_macro)` hands the rows to that
/// macro. New ones go to the end: their place is their number on the link.
#[macro_export]
macro_rules! options {
    ($with:ident) => {
        $with! {
            ReuseAddr    = SOL_SOCKET   SO_REUSEADDR      Flag   [];
            Linger       = SOL_SOCKET   SO_LINGER         Linger [];
            KeepAlive    = SOL_SOCKET   SO_KEEPALIVE      Flag   [];
            RcvTimeo     = SOL_SOCKET   SO_RCVTIMEO       Time   [];
            SndTimeo     = SOL_SOCKET   SO_SNDTIMEO       Time   [];
            RcvBuf       = SOL_SOCKET   SO_RCVBUF         Int    [];
            SndBuf       = SOL_SOCKET   SO_SNDBUF         Int    [];
            NoDelay      = IPPROTO_TCP  TCP_NODELAY       Flag   [];
            Error        = SOL_SOCKET   SO_ERROR          Errno  [reads];
            Type         = SOL_SOCKET   SO_TYPE           Int    [reads];
            ReusePort    = SOL_SOCKET   SO_REUSEPORT      Flag   [];
            Broadcast    = SOL_SOCKET   SO_BROADCAST      Flag   [];
            RcvLowAt     = SOL_SOCKET   SO_RCVLOWAT       Int    [];
            AcceptConn   = SOL_SOCKET   SO_ACCEPTCONN     Flag   [reads];
            Domain       = SOL_SOCKET   SO_DOMAIN         Int    [reads linux];
            Protocol     = SOL_SOCKET   SO_PROTOCOL       Int    [reads linux];
            KeepIdle     = IPPROTO_TCP  TCP_KEEPIDLE      Int    [linux];
            KeepIntvl    = IPPROTO_TCP  TCP_KEEPINTVL     Int    [linux];
            KeepCnt      = IPPROTO_TCP  TCP_KEEPCNT       Int    [linux];
            UserTimeout  = IPPROTO_TCP  TCP_USER_TIMEOUT  Int    [linux];
            SynCnt       = IPPROTO_TCP  TCP_SYNCNT        Int    [linux];
            MaxSeg       = IPPROTO_TCP  TCP_MAXSEG        Int    [linux];
            Cork         = IPPROTO_TCP  TCP_CORK          Flag   [linux];
            QuickAck     = IPPROTO_TCP  TCP_QUICKACK      Flag   [linux];
            Ttl          = IPPROTO_IP   IP_TTL            Int    [];
            V6Only       = IPPROTO_IPV6 IPV6_V6ONLY       Flag   [];
            OobInline    = SOL_SOCKET   SO_OOBINLINE      Flag   [];
        }
    };
}

macro_rules! define {
    ($($opt:ident = $level:ident $name:ident $shape:ident [$($mark:ident)*];)*) => {
        /// A socket option (`level` and `optname` in one).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Opt {
            $(#[doc = concat!("`", stringify!($name), "`")] $opt,)*
        }

        impl Opt {
            /// Every option.
            pub const ALL: &'static [Opt] = &[$(Opt::$opt),*];

            /// The option's name in C.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Opt::$opt => stringify!($name),)*
                }
            }

            /// The option's level in C.
            pub const fn level(self) -> &'static str {
                match self {
                    $(Opt::$opt => stringify!($level),)*
                }
            }

            /// What shape its value has.
            pub const fn shape(self) -> Shape {
                match self {
                    $(Opt::$opt => Shape::$shape,)*
                }
            }
        }
    };
}

options!(define);

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
    /// An `int` that is an errno (`SO_ERROR`); `None` is 0.
    Errno(Option<Errno>),
}
