//! getsockopt(2) and setsockopt(2).

use std::io;
use std::time::Duration;

use socket2::Socket;
use sockscope_link::{Errno, Linger, Opt, OptValue, Shape};

use crate::kernel::sockets;

/// The option's value, as the system gives it. Linux answers with twice the buffer size that was
/// asked for (socket(7)).
///
/// # Errors
/// getsockopt(2)
pub fn get(socket: &Socket, opt: Opt) -> io::Result<OptValue> {
    Ok(match (opt, opt.shape()) {
        (Opt::RcvTimeo, _) => OptValue::Millis(sockets::millis(socket.read_timeout()?)),
        (Opt::SndTimeo, _) => OptValue::Millis(sockets::millis(socket.write_timeout()?)),
        (Opt::Linger, _) => OptValue::Linger(sockets::linger(socket)?),
        (Opt::Error, _) => {
            OptValue::Errno(socket.take_error()?.map(|error| sockets::errno(&error)))
        }
        // On some systems a flag that is set has another value than 1.
        (opt, Shape::Flag) => OptValue::Int((get_int(socket, opt)? != 0).into()),
        (opt, _) => OptValue::Int(get_int(socket, opt)?),
    })
}

/// Sets an option. A value of another shape is what C would make of it: an `int` option reads the
/// first `int` of a structure; an `int` is too short for a structure.
///
/// # Errors
/// setsockopt(2); EINVAL for a value of another shape.
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
        (_, OptValue::Errno(_)) => Err(sockets::error(Errno::Inval)),
    }
}

fn timeout(ms: u32) -> Option<Duration> {
    (ms != 0).then(|| Duration::from_millis(ms.into()))
}

#[cfg(unix)]
macro_rules! numbers {
    ($($opt:ident = $level:ident $name:ident $shape:ident [$($mark:ident)*];)*) => {
        /// Level and name of an option; `None` where this system has no such option.
        fn numbers(opt: Opt) -> Option<(i32, i32)> {
            match opt {
                $(Opt::$opt => number!($level $name $($mark)*),)*
            }
        }
    };
}

#[cfg(unix)]
macro_rules! number {
    ($level:ident $name:ident reads $($mark:ident)*) => { number!($level $name $($mark)*) };
    ($level:ident $name:ident linux) => {{
        #[cfg(target_os = "linux")]
        let numbers = Some((libc::$level, libc::$name));
        #[cfg(not(target_os = "linux"))]
        let numbers = None;
        numbers
    }};
    ($level:ident $name:ident) => { Some((libc::$level, libc::$name)) };
}

#[cfg(unix)]
sockscope_link::options!(numbers);

/// The option with this level and name, if it is one that is known here.
#[cfg(can_step)]
pub fn option(level: i32, name: i32) -> Option<Opt> {
    let mut all = Opt::ALL.iter().copied();
    all.find(|opt| numbers(*opt) == Some((level, name)))
}

#[cfg(unix)]
fn get_int(socket: &Socket, opt: Opt) -> io::Result<i32> {
    let (level, name) = numbers(opt).ok_or_else(|| sockets::error(Errno::NoProtoOpt))?;
    sockets::int(socket, level, name)
}

#[cfg(unix)]
fn set_int(socket: &Socket, opt: Opt, value: i32) -> io::Result<()> {
    let (level, name) = numbers(opt).ok_or_else(|| sockets::error(Errno::NoProtoOpt))?;
    sockets::set_int(socket, level, name, value)
}

#[cfg(windows)]
fn get_int(socket: &Socket, opt: Opt) -> io::Result<i32> {
    let int = |value: usize| i32::try_from(value).unwrap_or(i32::MAX);
    Ok(match opt {
        Opt::ReuseAddr => socket.reuse_address()?.into(),
        Opt::KeepAlive => socket.keepalive()?.into(),
        Opt::Broadcast => socket.broadcast()?.into(),
        Opt::RcvBuf => int(socket.recv_buffer_size()?),
        Opt::SndBuf => int(socket.send_buffer_size()?),
        Opt::NoDelay => socket.tcp_nodelay()?.into(),
        Opt::Type => i32::from(socket.r#type()?),
        Opt::Ttl => socket.ttl_v4()? as i32,
        Opt::V6Only => socket.only_v6()?.into(),
        _ => return Err(sockets::error(Errno::NoProtoOpt)),
    })
}

#[cfg(windows)]
fn set_int(socket: &Socket, opt: Opt, value: i32) -> io::Result<()> {
    let size = usize::try_from(value).unwrap_or(usize::MAX);
    match opt {
        Opt::ReuseAddr => socket.set_reuse_address(value != 0),
        Opt::KeepAlive => socket.set_keepalive(value != 0),
        Opt::Broadcast => socket.set_broadcast(value != 0),
        Opt::RcvBuf => socket.set_recv_buffer_size(size),
        Opt::SndBuf => socket.set_send_buffer_size(size),
        Opt::NoDelay => socket.set_tcp_nodelay(value != 0),
        Opt::Ttl => socket.set_ttl_v4(u32::try_from(value).unwrap_or(0)),
        Opt::V6Only => socket.set_only_v6(value != 0),
        // getsockopt() only.
        _ => Err(sockets::error(Errno::NoProtoOpt)),
    }
}
