//! What a script expects.

use sockscope_link::{Errno, OptValue, State};

use super::actor::Actor;
use super::ast::{DataExpr, Endpoint, Name};

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
}
