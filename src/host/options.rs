//! getsockopt(2) and setsockopt(2).

use std::io;
use std::time::Duration;

use socket2::Socket;
use sockscope_link::{Errno, Linger, Opt, OptValue};

use crate::kernel::sockets;

/// The option's value, as the system gives it. Linux answers with twice the buffer size that was
/// asked for (socket(7)).
pub fn get(socket: &Socket, opt: Opt) -> io::Result<OptValue> {
    let int = |value: usize| OptValue::Int(i32::try_from(value).unwrap_or(i32::MAX));
    Ok(match opt {
        Opt::ReuseAddr => OptValue::Int(socket.reuse_address()?.into()),
        Opt::KeepAlive => OptValue::Int(socket.keepalive()?.into()),
        Opt::NoDelay => OptValue::Int(socket.tcp_nodelay()?.into()),
        Opt::RcvBuf => int(socket.recv_buffer_size()?),
        Opt::SndBuf => int(socket.send_buffer_size()?),
        Opt::RcvTimeo => OptValue::Millis(sockets::millis(socket.read_timeout()?)),
        Opt::SndTimeo => OptValue::Millis(sockets::millis(socket.write_timeout()?)),
        Opt::Linger => OptValue::Linger(sockets::linger(socket)?),
        Opt::Type => OptValue::Int(i32::from(socket.r#type()?)),
        Opt::Error => {
            let error = socket.take_error()?;
            OptValue::Int(error.and_then(|error| error.raw_os_error()).unwrap_or(0))
        }
    })
}

/// Sets an option. A value of another shape is what C would make of it: an `int` option reads the
/// first `int` of a structure; an `int` is too short for a structure (EINVAL).
pub fn set(socket: &Socket, opt: Opt, value: OptValue) -> io::Result<()> {
    match (opt, value) {
        (Opt::Linger, OptValue::Linger(Linger { on, seconds })) => {
            socket.set_linger(on.then(|| Duration::from_secs(seconds.into())))
        }
        (Opt::RcvTimeo, OptValue::Millis(ms)) => socket.set_read_timeout(timeout(ms)),
        (Opt::SndTimeo, OptValue::Millis(ms)) => socket.set_write_timeout(timeout(ms)),
        (Opt::Linger | Opt::RcvTimeo | Opt::SndTimeo, _) => Err(sockets::error(Errno::Inval)),
        (opt, OptValue::Int(int)) => set_int(socket, opt, int),
        (opt, OptValue::Linger(linger)) => set_int(socket, opt, linger.on.into()),
        (opt, OptValue::Millis(ms)) => {
            set_int(socket, opt, i32::try_from(ms / 1000).unwrap_or(i32::MAX))
        }
    }
}

fn timeout(ms: u32) -> Option<Duration> {
    (ms != 0).then(|| Duration::from_millis(ms.into()))
}

#[cfg(unix)]
fn set_int(socket: &Socket, opt: Opt, value: i32) -> io::Result<()> {
    let (level, name) = match opt {
        Opt::ReuseAddr => (libc::SOL_SOCKET, libc::SO_REUSEADDR),
        Opt::KeepAlive => (libc::SOL_SOCKET, libc::SO_KEEPALIVE),
        Opt::RcvBuf => (libc::SOL_SOCKET, libc::SO_RCVBUF),
        Opt::SndBuf => (libc::SOL_SOCKET, libc::SO_SNDBUF),
        Opt::NoDelay => (libc::IPPROTO_TCP, libc::TCP_NODELAY),
        Opt::Error => (libc::SOL_SOCKET, libc::SO_ERROR),
        Opt::Type => (libc::SOL_SOCKET, libc::SO_TYPE),
        Opt::Linger => (libc::SOL_SOCKET, libc::SO_LINGER),
        Opt::RcvTimeo => (libc::SOL_SOCKET, libc::SO_RCVTIMEO),
        Opt::SndTimeo => (libc::SOL_SOCKET, libc::SO_SNDTIMEO),
    };
    sockets::set_int(socket, level, name, value)
}

#[cfg(windows)]
fn set_int(socket: &Socket, opt: Opt, value: i32) -> io::Result<()> {
    let size = usize::try_from(value).unwrap_or(usize::MAX);
    match opt {
        Opt::ReuseAddr => socket.set_reuse_address(value != 0),
        Opt::KeepAlive => socket.set_keepalive(value != 0),
        Opt::RcvBuf => socket.set_recv_buffer_size(size),
        Opt::SndBuf => socket.set_send_buffer_size(size),
        Opt::NoDelay => socket.set_tcp_nodelay(value != 0),
        // getsockopt() only.
        _ => Err(sockets::error(Errno::NoProtoOpt)),
    }
}
