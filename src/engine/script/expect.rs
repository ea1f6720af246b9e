//! What a script expects.

use sockscope_link::{Errno, Flags, OptValue, State};

use super::actor::Actor;
use super::ast::{DataExpr, Endpoint, Name};
use super::wire::Lane;

/// How a call is expected to end, or that it has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// `ok`: it succeeded, whatever it returned.
    Ok,
    /// A number: it returned exactly that.
    Return(i64),
    /// An errno: it failed with that.
    Errno(Errno),
    /// A text: it received exactly these bytes.
    Data(DataExpr),
    /// An address: `accept`, `getsockname`, `getpeername` or `recvfrom` filled in this one.
    Address(Endpoint),
    /// `value …`: `getsockopt` filled in this one.
    Value(OptValue),
    /// `size 0`: `fstat()` told this size, in bytes.
    Size(u64),
    /// `POLLIN+POLLHUP`: `poll()` or `select()` found this, of each descriptor in its order.
    Events(Vec<u16>),
    /// `O_RDWR+O_NONBLOCK`: `F_GETFL` told these flags.
    FileFlags {
        /// `O_NONBLOCK`
        nonblock: bool,
    },
    /// `blocked`: it has not returned and is waiting.
    Blocked,
}

/// What is expected to be so, now or before the timeout is over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expect {
    /// The state of a socket.
    State {
        /// Whose.
        actor: Actor,
        /// The name of its descriptor; it stands for the same socket after `close()` too. `s.1` is
        /// the first connection that waits in the queue of `s`. Without a name: some socket of the
        /// actor, with or without a descriptor.
        name: Option<Name>,
        /// The state.
        state: State,
    },
    /// How the last call ended.
    Outcome {
        /// Whose last call; without an actor, the last call of the script.
        actor: Option<Actor>,
        /// How.
        outcome: Outcome,
    },
    /// `held 2`, `held SA`: what the gate holds.
    Held {
        /// What of it.
        what: Held,
        /// Which way.
        lane: Lane,
    },
    /// `segment SA`: one with these control bits came, after the one that the last such line found.
    Segment {
        /// Its control bits, PSH aside.
        flags: Flags,
        /// `seq 1`: its sequence number, counted as its connection does (the SYN has 0).
        seq: Option<u32>,
        /// `ack 1`: the number that it acknowledges, counted so too.
        ack: Option<u32>,
        /// Which way.
        lane: Lane,
    },
    /// `not …`
    Not(Box<Expect>),
    /// `… or …`
    Any(Vec<Expect>),
}

/// What is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Held {
    /// So many segments.
    Count(u32),
    /// One with these control bits, PSH aside.
    Flags(Flags),
}
