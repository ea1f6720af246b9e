//! A blocked call: what it waits for, how long, and what it returns when it must not wait on.

use alloc::vec::Vec;
use core::mem;
use core::net::SocketAddr;

use smoltcp::time::{Duration, Instant};
use sockscope_link::{CallId, Data, Errno, MsgFlags, PollFd, Return, Value};

use crate::socket::{Key, Socket};

/// What a blocked call waits to do.
#[derive(Debug)]
pub(crate) enum Wish {
    Accept,
    /// `again`: it found the connection on its way already.
    Connect {
        again: bool,
    },
    Send {
        data: Data,
        sent: usize,
    },
    SendTo {
        data: Data,
        to: Option<SocketAddr>,
    },
    Recv(Receiving),
    /// `close()` with SO_LINGER: until the FIN is acknowledged.
    Linger,
    Poll {
        fds: Vec<PollFd>,
        /// It is a `select()`.
        select: bool,
    },
}

/// What a receiving call was asked for, and what it has by now.
#[derive(Debug)]
pub(crate) struct Receiving {
    /// The size of the caller's buffer in bytes.
    pub len: usize,
    /// Whether it wants to know the sender.
    pub from: bool,
    pub flags: MsgFlags,
    /// What `MSG_WAITALL` has gathered so far.
    pub got: Vec<u8>,
}

impl Receiving {
    /// What it returns with these bytes; TCP does not name the sender.
    pub fn returns(&self, bytes: Vec<u8>, sender: Option<SocketAddr>) -> (i64, Value) {
        let ret = bytes.len() as i64;
        if self.from {
            (ret, Value::From(bytes, sender))
        } else {
            (ret, Value::Bytes(bytes))
        }
    }
}

/// A blocked call.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub id: CallId,
    /// Whom it waits for; `poll()` waits for many.
    pub key: Option<Key>,
    pub wish: Wish,
    /// When it gives up, on the caller's clock.
    pub deadline: Option<Instant>,
}

/// How a descriptor is to wait: not at all, or up to a time.
pub(crate) fn patience(
    socket: &Socket,
    flags: MsgFlags,
    timeout_ms: u32,
    now: Instant,
) -> Result<Option<Instant>, ()> {
    let nonblock = socket.nonblock || flags.has(MsgFlags::DONTWAIT);
    match (nonblock, timeout_ms) {
        (true, _) => Err(()),
        (false, 0) => Ok(None),
        (false, ms) => Ok(Some(now + Duration::from_millis(ms.into()))),
    }
}

/// What a blocked call returns when it was interrupted, or when its time is over (socket(7)).
pub(crate) fn given_up(wish: &mut Wish, interrupted: bool) -> Return {
    match wish {
        Wish::Send { sent, .. } if *sent > 0 => Return::ok(*sent as i64),
        Wish::Recv(receiving) if !receiving.got.is_empty() => {
            let got = mem::take(&mut receiving.got);
            let (ret, value) = receiving.returns(got, None);
            Return::with(ret, value)
        }
        Wish::Linger => Return::ok(0),
        _ if interrupted => Return::error(Errno::Intr),
        Wish::Connect { again: true } => Return::error(Errno::Already),
        Wish::Connect { again: false } => Return::error(Errno::InProgress),
        Wish::Poll { fds, .. } => Return::with(0, Value::Poll(mem::take(fds))),
        _ => Return::error(Errno::Again),
    }
}
