//! Errnos by their POSIX names, and the numbers that systems give them.

use core::fmt;

use serde::{Deserialize, Serialize};

/// Whose numbers: one name has another number on another system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum System {
    /// Linux (asm-generic/errno.h).
    Linux,
    /// newlib, the C library of the ESP32's toolchain (sys/errno.h).
    Newlib,
    /// macOS and the BSDs (sys/errno.h).
    Bsd,
    /// Windows Sockets (winsock2.h, WSAE…; errno.h where these have none).
    Windows,
}

impl System {
    /// The system that this was compiled for, where it is one of those with a host's kernel.
    pub const HERE: System = if cfg!(windows) {
        System::Windows
    } else if cfg!(any(
        target_vendor = "apple",
        target_os = "freebsd",
        target_os = "netbsd",
        target_os = "openbsd"
    )) {
        System::Bsd
    } else if cfg!(target_os = "none") {
        System::Newlib
    } else {
        System::Linux
    };
}

macro_rules! errnos {
    ($($variant:ident $name:literal $linux:literal $newlib:literal $bsd:literal $windows:literal;)*) => {
        /// An error of a call, by its POSIX name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Errno {
            /// One that has no name here: the system's own number. First, so that names can be
            /// added at the end without a new number on the link for the others.
            Other(i32),
            $(#[doc = $name] $variant,)*
        }

        impl Errno {
            /// Every errno that has a name here.
            pub const ALL: &'static [Errno] = &[$(Errno::$variant,)*];

            /// Its POSIX name, or `E?` for one without a name here.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Errno::$variant => $name,)*
                    Errno::Other(_) => "E?",
                }
            }

            /// Its number on `system`.
            pub const fn number(self, system: System) -> i32 {
                match (self, system) {
                    $(
                        (Errno::$variant, System::Linux) => $linux,
                        (Errno::$variant, System::Newlib) => $newlib,
                        (Errno::$variant, System::Bsd) => $bsd,
                        (Errno::$variant, System::Windows) => $windows,
                    )*
                    (Errno::Other(number), _) => number,
                }
            }

            /// The errno that bears this number on `system`.
            pub fn from_number(number: i32, system: System) -> Errno {
                Errno::ALL
                    .iter()
                    .copied()
                    .find(|errno| errno.number(system) == number)
                    .unwrap_or(Errno::Other(number))
            }

            /// The errno that bears this name (case does not matter).
            pub fn from_name(name: &str) -> Option<Errno> {
                // POSIX lets it be the same as EAGAIN, and everywhere here it is.
                if name.eq_ignore_ascii_case("EWOULDBLOCK") {
                    return Some(Errno::Again);
                }
                Errno::ALL.iter().copied().find(|errno| errno.name().eq_ignore_ascii_case(name))
            }
        }
    };
}

errnos! {
    //          name              Linux newlib BSD  Windows
    Perm            "EPERM"           1   1   1 1;
    Intr            "EINTR"           4   4   4 10004;
    Io              "EIO"             5   5   5 5;
    Badf            "EBADF"           9   9   9 10009;
    Again           "EAGAIN"         11  11  35 10035;
    NoMem           "ENOMEM"         12  12  12 8;
    Acces           "EACCES"         13  13  13 10013;
    Fault           "EFAULT"         14  14  14 10014;
    Inval           "EINVAL"         22  22  22 10022;
    NFile           "ENFILE"         23  23  23 23;
    MFile           "EMFILE"         24  24  24 10024;
    Pipe            "EPIPE"          32  32  32 10058;
    NotSock         "ENOTSOCK"       88 108  38 10038;
    DestAddrReq     "EDESTADDRREQ"   89 121  39 10039;
    MsgSize         "EMSGSIZE"       90 122  40 10040;
    ProtoType       "EPROTOTYPE"     91 107  41 10041;
    NoProtoOpt      "ENOPROTOOPT"    92 109  42 10042;
    ProtoNoSupport  "EPROTONOSUPPORT" 93 123 43 10043;
    SockTNoSupport  "ESOCKTNOSUPPORT" 94 124 44 10044;
    OpNotSupp       "EOPNOTSUPP"     95  95  45 10045;
    AfNoSupport     "EAFNOSUPPORT"   97 106  47 10047;
    AddrInUse       "EADDRINUSE"     98 112  48 10048;
    AddrNotAvail    "EADDRNOTAVAIL"  99 125  49 10049;
    NetDown         "ENETDOWN"      100 115  50 10050;
    NetUnreach      "ENETUNREACH"   101 114  51 10051;
    ConnAborted     "ECONNABORTED"  103 113  53 10053;
    ConnReset       "ECONNRESET"    104 104  54 10054;
    NoBufs          "ENOBUFS"       105 105  55 10055;
    IsConn          "EISCONN"       106 127  56 10056;
    NotConn         "ENOTCONN"      107 128  57 10057;
    TimedOut        "ETIMEDOUT"     110 116  60 10060;
    ConnRefused     "ECONNREFUSED"  111 111  61 10061;
    HostUnreach     "EHOSTUNREACH"  113 118  65 10065;
    Already         "EALREADY"      114 120  37 10037;
    InProgress      "EINPROGRESS"   115 119  36 10036;
    Canceled        "ECANCELED"     125 140  89 995;
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Errno::Other(number) => write!(f, "errno {number}"),
            named => f.pad(named.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    const SYSTEMS: [System; 4] = [System::Linux, System::Newlib, System::Bsd, System::Windows];

    #[test]
    fn names_and_numbers_lead_back() {
        for &errno in Errno::ALL {
            assert_eq!(Errno::from_name(errno.name()), Some(errno));
            assert_eq!(Errno::from_name(&errno.name().to_lowercase()), Some(errno));
            for system in SYSTEMS {
                let number = errno.number(system);
                assert_eq!(
                    Errno::from_number(number, system),
                    errno,
                    "{number} {system:?}"
                );
            }
        }
    }

    #[test]
    fn an_errno_without_a_name_keeps_its_number() {
        for system in SYSTEMS {
            assert_eq!(Errno::from_number(4242, system), Errno::Other(4242));
            assert_eq!(Errno::Other(4242).number(system), 4242);
        }
        assert_eq!(Errno::from_name("ENOSUCH"), None);
        assert_eq!(Errno::Other(4242).to_string(), "errno 4242");
        assert_eq!(Errno::AddrInUse.to_string(), "EADDRINUSE");
    }

    /// The same name has another number elsewhere: what lwIP's users trip over.
    #[test]
    fn numbers_differ_by_system() {
        let numbers = SYSTEMS.map(|system| Errno::AddrInUse.number(system));
        assert_eq!(numbers, [98, 112, 48, 10048]);
    }

    /// Linux's numbers, as its C library has them.
    #[test]
    #[cfg(target_os = "linux")]
    fn numbers_agree_with_libc() {
        macro_rules! numbers_of {
            ($($name:ident)*) => {
                [$((stringify!($name), libc::$name)),*]
            };
        }
        let names = numbers_of! {
            EPERM EINTR EIO EBADF EAGAIN ENOMEM EACCES EFAULT EINVAL ENFILE EMFILE EPIPE ENOTSOCK
            EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP
            EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ECONNABORTED ECONNRESET
            ENOBUFS EISCONN ENOTCONN ETIMEDOUT ECONNREFUSED EHOSTUNREACH EALREADY EINPROGRESS
            ECANCELED
        };
        assert_eq!(names.len(), Errno::ALL.len());
        for (name, number) in names {
            let errno = Errno::from_name(name).unwrap();
            assert_eq!(errno.number(System::Linux), number, "{name}");
        }
    }
}
