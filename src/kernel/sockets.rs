//! The few things that socket2 does not reach.

use std::io;
use std::mem::MaybeUninit;
use std::net::SocketAddr;
use std::time::Duration;

use socket2::{SockAddr, Socket};
use sockscope_link::{Errno, Fd, FileFacts, Linger, MsgFlags, PollFd, System};

/// Whose numbers this machine's errnos bear.
pub const SYSTEM: System = if cfg!(any(target_os = "linux", target_os = "android")) {
    System::Linux
} else if cfg!(windows) {
    System::Windows
} else {
    System::Bsd
};

/// Flags of every send(2): a broken connection is an errno, never a SIGPIPE.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub const SEND_FLAGS: i32 = libc::MSG_NOSIGNAL;
/// Flags of every send(2): elsewhere socket2 has set SO_NOSIGPIPE, or there is no such signal.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub const SEND_FLAGS: i32 = 0;

/// The errno of a failed call.
pub fn errno(error: &io::Error) -> Errno {
    match error.raw_os_error() {
        Some(number) => Errno::from_number(number, SYSTEM),
        None if error.kind() == io::ErrorKind::WouldBlock => Errno::Again,
        // Not from the system: the arguments could not even be handed over.
        None => Errno::Inval,
    }
}

/// An errno as the system's own error.
pub fn error(errno: Errno) -> io::Error {
    io::Error::from_raw_os_error(errno.number(SYSTEM))
}

/// The descriptor's number.
#[cfg(unix)]
pub fn number(socket: &Socket) -> Fd {
    use std::os::fd::AsRawFd;
    socket.as_raw_fd()
}

/// The handle's number. Windows keeps handles in the low 32 bits.
#[cfg(windows)]
pub fn number(socket: &Socket) -> Fd {
    use std::os::windows::io::AsRawSocket;
    socket.as_raw_socket() as Fd
}

/// fstat(2)
///
/// # Errors
/// fstat(2)
#[cfg(unix)]
#[allow(clippy::useless_conversion, reason = "a mode has 16 bits on macOS")]
pub fn fstat(socket: &Socket) -> io::Result<FileFacts> {
    let stat = rustix::fs::fstat(socket)?;
    let time = |seconds: i64| (seconds != 0).then_some(seconds);
    Ok(FileFacts {
        inode: stat.st_ino,
        mode: u32::from(stat.st_mode),
        size: u64::try_from(stat.st_size).unwrap_or(0),
        uid: stat.st_uid,
        // sockfs stamps a socket's inode when it is made, if it stamps it at all.
        created: time(stat.st_ctime as i64),
        modified: time(stat.st_mtime as i64),
    })
}

/// fstat(2): a Windows socket is no file.
///
/// # Errors
/// Always: `EOPNOTSUPP`.
#[cfg(windows)]
pub fn fstat(_socket: &Socket) -> io::Result<FileFacts> {
    Err(error(Errno::OpNotSupp))
}

/// poll(2) of these sockets, without waiting. Entries without a socket are not open: POLLNVAL.
/// Returns how many entries have `revents`.
///
/// # Errors
/// poll(2)
pub fn poll(fds: &mut [PollFd], sockets: &[Option<&Socket>]) -> io::Result<i64> {
    use rustix::event::{PollFd as Entry, PollFlags};
    let asked = |fd: &PollFd| {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, fd.events & PollFd::IN != 0);
        flags.set(PollFlags::OUT, fd.events & PollFd::OUT != 0);
        flags.set(PollFlags::PRI, fd.events & PollFd::PRI != 0);
        flags
    };
    let open: Vec<(usize, &Socket)> = (sockets.iter().enumerate())
        .filter_map(|(i, socket)| socket.map(|socket| (i, socket)))
        .collect();
    let mut entries: Vec<Entry<'_>> = (open.iter())
        .map(|&(i, socket)| Entry::new(socket, asked(&fds[i])))
        .collect();
    if !entries.is_empty() {
        rustix::event::poll(&mut entries, Some(&rustix::event::Timespec::default()))?;
    }
    for fd in fds.iter_mut() {
        // poll(2): a negative descriptor is skipped.
        fd.revents = if fd.fd < 0 { 0 } else { PollFd::NVAL };
    }
    for ((i, _), entry) in open.iter().zip(&entries) {
        fds[*i].revents = revents(entry.revents());
    }
    Ok(fds.iter().filter(|fd| fd.revents != 0).count() as i64)
}

/// select(2) of these sockets, without waiting: an error or the end is something to read, an error
/// something to write, as the kernel has it (`POLLIN_SET`, `POLLOUT_SET`). It is poll(2) that is asked, since
/// the sets of C have no room for a number above 1023. Returns in how many places of the sets a
/// descriptor stays.
pub fn select(sets: &mut [PollFd], sockets: &[&Socket]) -> io::Result<i64> {
    let sockets: Vec<Option<&Socket>> = sockets.iter().copied().map(Some).collect();
    poll(sets, &sockets)?;
    let mut count = 0;
    for entry in sets {
        let so = |events: u16| entry.revents & events != 0;
        let readable = so(PollFd::IN | PollFd::HUP | PollFd::ERR);
        let writable = so(PollFd::OUT | PollFd::ERR);
        let places = [
            (readable, PollFd::IN),
            (writable, PollFd::OUT),
            (so(PollFd::PRI), PollFd::PRI),
        ];
        let stays = places.into_iter().filter(|(is, _)| *is);
        entry.revents = entry.events & stays.fold(0, |all, (_, bit)| all | bit);
        count += i64::from(entry.revents.count_ones());
    }
    Ok(count)
}

fn revents(flags: rustix::event::PollFlags) -> u16 {
    use rustix::event::PollFlags;
    [
        (PollFlags::IN, PollFd::IN),
        (PollFlags::OUT, PollFd::OUT),
        (PollFlags::PRI, PollFd::PRI),
        (PollFlags::ERR, PollFd::ERR),
        (PollFlags::HUP, PollFd::HUP),
        (PollFlags::NVAL, PollFd::NVAL),
    ]
    .into_iter()
    .filter(|(flag, _)| flags.contains(*flag))
    .fold(0, |all, (_, bit)| all | bit)
}

/// Whether nothing more is to be read: the socket was shut for reading, or the peer has ended.
#[cfg(target_os = "linux")]
pub fn is_shut(socket: &Socket) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let mut fds = [PollFd::new(socket, PollFlags::RDHUP)];
    let asked = poll(&mut fds, Some(&Timespec::default()));
    asked.is_ok() && fds[0].revents().contains(PollFlags::RDHUP)
}

/// Whether nothing more is to be read: not known here.
#[cfg(not(target_os = "linux"))]
pub fn is_shut(_socket: &Socket) -> bool {
    false
}

/// Whether an error waits on the socket (SO_ERROR would say which), without taking it.
pub fn has_error(socket: &Socket) -> bool {
    let mut fds = [PollFd {
        fd: 0,
        events: 0,
        revents: 0,
    }];
    poll(&mut fds, &[Some(socket)]).is_ok() && fds[0].revents & PollFd::ERR != 0
}

/// `FIONREAD`: bytes that can be read; of datagrams, those of the first one.
#[cfg(unix)]
pub fn readable(socket: &Socket) -> io::Result<u32> {
    let len = rustix::io::ioctl_fionread(socket)?;
    Ok(u32::try_from(len).unwrap_or(u32::MAX))
}

/// `FIONREAD`: not asked for here.
#[cfg(windows)]
pub fn readable(_socket: &Socket) -> io::Result<u32> {
    Err(error(Errno::OpNotSupp))
}

/// Bytes that can be read; 0 where that is not known.
pub fn readable_bytes(socket: &Socket) -> u32 {
    readable(socket).unwrap_or(0)
}

/// recvfrom(2): at most `room` bytes, and who sent them.
///
/// # Errors
/// recvfrom(2)
pub fn receive_from(socket: &Socket, room: usize, peek: bool) -> io::Result<(Vec<u8>, SockAddr)> {
    let mut buffer = vec![MaybeUninit::new(0u8); room];
    let (got, from) = if peek {
        socket.peek_from(&mut buffer)?
    } else {
        socket.recv_from(&mut buffer)?
    };
    // SAFETY: every byte was written when the buffer was made.
    let bytes = (buffer[..got].iter()).map(|byte| unsafe { byte.assume_init() });
    Ok((bytes.collect(), from))
}

/// recv(2) with MSG_OOB: the byte that was set aside as urgent. Every system has the same bits for it.
///
/// # Errors
/// recv(2): EINVAL where none is set aside.
pub fn receive_urgent(socket: &Socket, room: usize, peek: bool) -> io::Result<Vec<u8>> {
    let flags = MsgFlags::OOB.0 | if peek { MsgFlags::PEEK.0 } else { 0 };
    let mut buffer = vec![MaybeUninit::new(0u8); room];
    let got = socket.recv_with_flags(&mut buffer, i32::from(flags))?;
    // SAFETY: every byte was written when the buffer was made.
    let bytes = (buffer[..got].iter()).map(|byte| unsafe { byte.assume_init() });
    Ok(bytes.collect())
}

/// What TCP_INFO says (tcp(7)).
#[cfg(target_os = "linux")]
#[derive(Clone, Copy, Debug)]
pub struct TcpInfo {
    /// `tcpi_state`, the kernel's own number.
    pub state: u8,
    /// `tcpi_unacked`; of a listener, how many connections wait for `accept()`.
    pub unacked: u32,
    /// `tcpi_sacked`; of a listener, its backlog.
    pub sacked: u32,
}

/// TCP_INFO of a descriptor.
///
/// # Errors
/// getsockopt(2)
#[cfg(target_os = "linux")]
pub fn tcp_info(socket: &Socket) -> io::Result<TcpInfo> {
    use std::os::fd::AsRawFd;
    let mut info = MaybeUninit::<libc::tcp_info>::zeroed();
    let mut len = size_of::<libc::tcp_info>() as libc::socklen_t;
    // SAFETY: the kernel writes at most `len` bytes into `info`, and any bytes are a `tcp_info`.
    let (code, info) = unsafe {
        let code = libc::getsockopt(
            socket.as_raw_fd(),
            libc::IPPROTO_TCP,
            libc::TCP_INFO,
            info.as_mut_ptr().cast(),
            &mut len,
        );
        (code, info.assume_init())
    };
    if code != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(TcpInfo {
        state: info.tcpi_state,
        unacked: info.tcpi_unacked,
        sacked: info.tcpi_sacked,
    })
}

/// setsockopt(2) with a plain `int`, which socket2 would turn into a `bool` on the way.
///
/// # Errors
/// setsockopt(2)
#[cfg(unix)]
pub fn set_int(socket: &Socket, level: i32, name: i32, value: i32) -> io::Result<()> {
    use std::os::fd::AsRawFd;
    // SAFETY: the kernel reads `size_of::<i32>()` bytes of `value`.
    let code = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            name,
            (&raw const value).cast(),
            size_of::<i32>() as libc::socklen_t,
        )
    };
    match code {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// getsockopt(2) of a plain `int`.
#[cfg(unix)]
pub fn int(socket: &Socket, level: i32, name: i32) -> io::Result<i32> {
    use std::os::fd::AsRawFd;
    let mut value = 0i32;
    let mut size = size_of_val(&value) as libc::socklen_t;
    // SAFETY: the kernel writes at most `size` bytes to `value`, and how many into `size`.
    let code = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            level,
            name,
            (&raw mut value).cast(),
            &raw mut size,
        )
    };
    match code {
        0 => Ok(value),
        _ => Err(io::Error::last_os_error()),
    }
}

/// SO_LINGER as the kernel has it: switched off, it keeps its seconds, which socket2 passes over.
///
/// # Errors
/// getsockopt(2)
#[cfg(unix)]
pub fn linger(socket: &Socket) -> io::Result<Linger> {
    use std::os::fd::AsRawFd;
    // In seconds everywhere; Apple's SO_LINGER counts clock ticks.
    #[cfg(target_vendor = "apple")]
    const NAME: i32 = libc::SO_LINGER_SEC;
    #[cfg(not(target_vendor = "apple"))]
    const NAME: i32 = libc::SO_LINGER;
    let mut value = libc::linger {
        l_onoff: 0,
        l_linger: 0,
    };
    let mut size = size_of_val(&value) as libc::socklen_t;
    // SAFETY: the kernel writes at most `size` bytes to `value`, and how many into `size`.
    let code = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            NAME,
            (&raw mut value).cast(),
            &raw mut size,
        )
    };
    match code {
        0 => Ok(Linger {
            on: value.l_onoff != 0,
            seconds: u16::try_from(value.l_linger).unwrap_or(u16::MAX),
        }),
        _ => Err(io::Error::last_os_error()),
    }
}

/// SO_LINGER.
///
/// # Errors
/// getsockopt(2)
#[cfg(windows)]
pub fn linger(socket: &Socket) -> io::Result<Linger> {
    let time = socket.linger()?;
    Ok(Linger {
        on: time.is_some(),
        seconds: time.map_or(0, |time| u16::try_from(time.as_secs()).unwrap_or(u16::MAX)),
    })
}

/// A time-out of a socket option in milliseconds; 0 is "none".
pub fn millis(timeout: Option<Duration>) -> u32 {
    timeout.map_or(0, |time| {
        u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
    })
}

/// The address without what does not tell connections apart: IPv4 in IPv6's clothes, flow labels.
pub fn canonical(addr: SocketAddr) -> SocketAddr {
    SocketAddr::new(addr.ip().to_canonical(), addr.port())
}
