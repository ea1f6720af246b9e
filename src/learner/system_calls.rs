//! The system calls that stop, one row each.

macro_rules! system_calls {
    ($($(#[$only:meta])* $name:ident = $number:ident;)*) => {
        /// A system call that stops.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "they bear the names of the man pages")]
        #[cfg_attr(
            not(target_arch = "x86_64"),
            allow(dead_code, reason = "other processors lack the older calls")
        )]
        pub enum Raw {
            $($name,)*
        }

        impl Raw {
            /// Which one has this number on this processor.
            pub fn from_number(number: i64) -> Option<Raw> {
                $($(#[$only])* if number == libc::$number {
                    return Some(Raw::$name);
                })*
                None
            }

            /// Its own name: `accept4`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Raw::$name => stringify!($number).trim_start_matches("SYS_"),)*
                }
            }

            /// The numbers of all that there are on this processor.
            pub fn numbers() -> Vec<i64> {
                vec![$($(#[$only])* libc::$number,)*]
            }
        }
    };
}

system_calls! {
    Socket = SYS_socket;
    Bind = SYS_bind;
    Listen = SYS_listen;
    Accept = SYS_accept;
    Accept4 = SYS_accept4;
    Connect = SYS_connect;
    Shutdown = SYS_shutdown;
    Close = SYS_close;
    CloseRange = SYS_close_range;
    GetSockName = SYS_getsockname;
    GetPeerName = SYS_getpeername;
    SetSockOpt = SYS_setsockopt;
    GetSockOpt = SYS_getsockopt;
    SendTo = SYS_sendto;
    RecvFrom = SYS_recvfrom;
    SendMsg = SYS_sendmsg;
    RecvMsg = SYS_recvmsg;
    SendMmsg = SYS_sendmmsg;
    RecvMmsg = SYS_recvmmsg;
    Read = SYS_read;
    Write = SYS_write;
    Readv = SYS_readv;
    Writev = SYS_writev;
    SendFile = SYS_sendfile;
    Fcntl = SYS_fcntl;
    Ioctl = SYS_ioctl;
    Dup = SYS_dup;
    Dup3 = SYS_dup3;
    Ppoll = SYS_ppoll;
    Pselect6 = SYS_pselect6;
    EpollPwait = SYS_epoll_pwait;
    EpollPwait2 = SYS_epoll_pwait2;
    Restart = SYS_restart_syscall;
    SigReturn = SYS_rt_sigreturn;
    #[cfg(target_arch = "x86_64")]
    Dup2 = SYS_dup2;
    #[cfg(target_arch = "x86_64")]
    Poll = SYS_poll;
    #[cfg(target_arch = "x86_64")]
    Select = SYS_select;
    #[cfg(target_arch = "x86_64")]
    EpollWait = SYS_epoll_wait;
}

/// io_uring makes calls that nobody can stop: the program is told that there is none, and makes others.
pub const REFUSED: [i64; 1] = [libc::SYS_io_uring_setup];
