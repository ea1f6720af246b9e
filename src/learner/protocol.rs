//! What the program and the helper that traces the learner's program say to each other: one JSON
//! message a packet, over a `SOCK_SEQPACKET` pair.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sockscope_link::{Call, Fd, Kind, Return};

use crate::timeline::SourceLine;
use crate::wire::packet;

/// Room for the largest message, in bytes: the sockets of a process that ends, a few thousand. What a packet
/// holds is limited by the socket's buffer (`net.core.wmem_default`).
pub const LARGEST: usize = 160 << 10;
/// How many bytes of what a call sends or receives are told, at most.
pub const MOST_DATA: usize = 4096;

/// The first message to the helper; the terminal comes with it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Setup {
    /// The program's process id, to see whether it still lives.
    pub parent: u32,
    /// The learner's program and its arguments.
    pub argv: Vec<Vec<u8>>,
    /// The process whose network namespace it is to be in, and whether its user namespace too.
    pub namespaces: Option<(i32, bool)>,
    /// Whether the calls' lines are looked for.
    pub lines: bool,
}

/// A number that the helper gives to each call that it stops, and to each process's end.
pub type Ticket = u32;

/// A socket of the learner's program: its inode, the same under every descriptor and in every process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Inode(pub u64);

/// A socket, and what kind it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Socket {
    /// Which.
    pub inode: Inode,
    /// Stream or datagram.
    pub kind: Kind,
}

/// A descriptor of one of the learner's processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The process.
    pub pid: i32,
    /// The descriptor's number there.
    pub fd: Fd,
}

/// A call that stands still before it is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Caught {
    /// Its number.
    pub ticket: Ticket,
    /// The process.
    pub pid: i32,
    /// The thread.
    pub tid: i32,
    /// The system call's own name.
    pub raw: String,
    /// The call.
    pub call: Call,
    /// The socket that it is about.
    pub socket: Option<Socket>,
    /// How many bytes it is to send, or has room for.
    pub len: Option<u64>,
    /// The line that makes it.
    pub source: Option<SourceLine>,
}

/// Calls that are told together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folded {
    /// The descriptor that they were about.
    pub place: Place,
    /// Which call.
    pub name: String,
    /// How many.
    pub calls: u64,
    /// How many bytes they moved in all.
    pub bytes: u64,
}

/// From the helper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Said {
    /// The learner's program could not be started: at which step, and the errno.
    Failed(String, i32),
    /// A task is about to make a call.
    Caught(Box<Caught>),
    /// The call waits in the kernel.
    Blocked(Ticket),
    /// The call has run. It is made again by itself if it was interrupted by a signal: then this comes
    /// later.
    Returned {
        /// Which call.
        ticket: Ticket,
        /// How.
        ret: Return,
        /// The socket that it made.
        made: Option<Socket>,
        /// For a close: under which descriptors the socket is still open.
        open: Vec<Place>,
    },
    /// A signal has interrupted the call, and the kernel makes it again.
    Restarted(Ticket),
    /// The task that made the call is gone, or was before it could.
    Dropped(Ticket),
    /// A process is about to end; these sockets end with it. It waits for leave, as a call does.
    Ends {
        /// The number of its end.
        ticket: Ticket,
        /// The process.
        pid: i32,
        /// The sockets that no other process has, and their descriptors.
        sockets: Vec<(Fd, Socket)>,
    },
    /// A process is gone.
    Ended {
        /// The number of its end, if it was asked for leave.
        ticket: Option<Ticket>,
        /// The process.
        pid: i32,
        /// Its exit status, or the signal that ended it.
        end: Result<i32, i32>,
    },
    /// These sockets were closed without a call to close(): by exec, or by one call for many.
    Closed(Vec<Inode>),
    /// A process was made by another.
    Process {
        /// The new one.
        pid: i32,
        /// The one that made it.
        parent: i32,
    },
    /// A signal was delivered.
    Signal {
        /// To whom.
        pid: i32,
        /// Which.
        signal: i32,
    },
    /// Something of the program cannot be followed.
    Refused {
        /// The process.
        pid: i32,
        /// Why.
        why: Refused,
    },
    /// Calls that were too fast to be shown one by one.
    Folded(Folded),
    /// Some task runs.
    Moves,
    /// Each task is held, blocked or asleep.
    Rests,
    /// Each task is blocked or asleep, and nothing but the other end can wake any.
    Waits,
    /// The last process is gone.
    Over,
}

/// Why a program cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    /// It has numbers of other system calls: a 32-bit program.
    Narrow,
    /// Its memory may not be read: an executable that its user may only execute.
    Unreadable,
}

/// To the helper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// Let the call be made, or the process end; whether nobody waits for calls like it one by one.
    Go(Ticket, bool),
}

/// Sends one message, with a descriptor if there is one.
///
/// # Errors
/// sendmsg(2)
pub fn send(
    pair: BorrowedFd<'_>,
    message: &impl Serialize,
    fd: Option<BorrowedFd<'_>>,
) -> io::Result<()> {
    packet::send(pair, &serde_json::to_vec(message)?, fd)
}

/// Receives one message; `None` means that the other end is gone.
///
/// # Errors
/// recvmsg(2); a message that cannot be read.
pub fn receive<T: DeserializeOwned>(
    pair: &impl AsFd,
    buffer: &mut [u8],
) -> io::Result<Option<(T, Option<OwnedFd>)>> {
    match packet::receive(pair.as_fd(), buffer)? {
        (0, _) => Ok(None),
        (length, fd) => Ok(Some((serde_json::from_slice(&buffer[..length])?, fd))),
    }
}
