//! A call that may block, while it is in flight.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sockscope_link::{CallId, Data, Errno, MsgFlags, PollFd, Return, SocketId, Value};

use super::table::Slot;
use crate::kernel::sockets;

/// A call in flight.
#[derive(Debug)]
pub struct Pending {
    pub id: CallId,
    pub work: Work,
    /// When it gives up.
    pub deadline: Option<Instant>,
}

/// What a call in flight is about.
#[derive(Debug)]
pub enum Work {
    Accept {
        socket: SocketId,
    },
    Connect {
        socket: SocketId,
        addr: SocketAddr,
        /// What a caller who does not wait gets: EINPROGRESS, or EALREADY for a second connect().
        progress: Option<Errno>,
    },
    Send {
        socket: SocketId,
        data: Data,
        flags: MsgFlags,
        to: Option<SocketAddr>,
        done: usize,
    },
    Recv {
        socket: SocketId,
        len: u32,
        flags: MsgFlags,
        from: bool,
        /// What `MSG_WAITALL` has gathered so far.
        got: Vec<u8>,
    },
    Select {
        sets: Vec<PollFd>,
        sockets: Vec<Option<SocketId>>,
        wait_ms: i32,
    },
    Poll {
        fds: Vec<PollFd>,
        sockets: Vec<Option<SocketId>>,
        timeout_ms: i32,
    },
    /// A lingering close(): a thread of its own waits in it.
    Close {
        socket: SocketId,
    },
}

/// What an attempt came to.
pub enum Attempt {
    Done(Return),
    /// It would block.
    Wait,
}

impl Work {
    /// Whether a later call has to wait until this one is done: both take from the same socket's queue,
    /// or put into it.
    pub fn is_before(&self, later: &Work) -> bool {
        match (self, later) {
            (Work::Accept { socket }, Work::Accept { socket: of })
            | (Work::Send { socket, .. }, Work::Send { socket: of, .. })
            | (Work::Recv { socket, .. }, Work::Recv { socket: of, .. }) => socket == of,
            _ => false,
        }
    }

    /// Whether it waits for this socket.
    pub fn concerns(&self, id: SocketId) -> bool {
        match self {
            Work::Accept { socket }
            | Work::Connect { socket, .. }
            | Work::Send { socket, .. }
            | Work::Recv { socket, .. } => *socket == id,
            Work::Poll { sockets, .. } | Work::Select { sockets, .. } => {
                sockets.contains(&Some(id))
            }
            Work::Close { .. } => false,
        }
    }

    /// The sockets it waits for.
    pub fn sockets(&self) -> Vec<SocketId> {
        match self {
            Work::Accept { socket }
            | Work::Connect { socket, .. }
            | Work::Send { socket, .. }
            | Work::Recv { socket, .. } => vec![*socket],
            Work::Poll { sockets, .. } | Work::Select { sockets, .. } => {
                sockets.iter().flatten().copied().collect()
            }
            Work::Close { .. } => Vec::new(),
        }
    }

    /// What a caller gets who will not wait, or not any longer.
    pub fn given_up(&self) -> Return {
        match self {
            Work::Recv { got, from, .. } if !got.is_empty() => received(got.clone(), *from),
            Work::Accept { .. } | Work::Recv { .. } => Return::error(Errno::Again),
            Work::Connect { progress, .. } => Return::error(progress.unwrap_or(Errno::InProgress)),
            Work::Send { done: 0, .. } => Return::error(Errno::Again),
            Work::Send { done, .. } => Return::ok(*done as i64),
            Work::Poll { fds, .. } | Work::Select { sets: fds, .. } => {
                let none = fds.iter().map(|fd| PollFd { revents: 0, ..*fd });
                Return::with(0, Value::Poll(none.collect()))
            }
            Work::Close { .. } => Return::ok(0),
        }
    }

    /// What a caller gets whom a signal took out of it (signal(7)): what is sent is sent, and a
    /// closed descriptor is closed.
    pub fn interrupted(&self) -> Return {
        match self {
            Work::Send { done: 1.., .. } | Work::Close { .. } => self.given_up(),
            Work::Recv { got, .. } if !got.is_empty() => self.given_up(),
            _ => Return::error(Errno::Intr),
        }
    }

    /// How long it may wait: SO_RCVTIMEO, SO_SNDTIMEO (socket(7)), poll's own.
    pub fn patience(&self, slot: Option<&Slot>) -> Option<Duration> {
        match self {
            Work::Accept { .. } | Work::Recv { .. } => slot?.socket.read_timeout().ok()?,
            Work::Connect { .. } | Work::Send { .. } => slot?.socket.write_timeout().ok()?,
            Work::Poll { timeout_ms, .. }
            | Work::Select {
                wait_ms: timeout_ms,
                ..
            } => Some(Duration::from_millis(u64::try_from(*timeout_ms).ok()?)),
            Work::Close { .. } => None,
        }
    }
}

/// What a receiving call on a stream returns with these bytes: TCP does not name the sender.
pub fn received(bytes: Vec<u8>, from: bool) -> Return {
    let ret = bytes.len() as i64;
    if from {
        Return::with(ret, Value::From(bytes, None))
    } else {
        Return::with(ret, Value::Bytes(bytes))
    }
}

/// What a call returns that answers with nothing but its success.
pub fn outcome(result: io::Result<()>) -> Return {
    match result {
        Ok(()) => Return::ok(0),
        Err(error) => Return::error(sockets::errno(&error)),
    }
}
