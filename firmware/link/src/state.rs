//! Socket states, and how they change.

use core::fmt;
use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::argument::{Fd, Kind};
use crate::segment::SegmentId;

/// The state of a socket: RFC 9293 section 3.3.2, and the two that a socket passes before TCP
/// has a state for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// A socket without a name: after `socket()`, before `bind()`.
    Unbound,
    /// A socket with a name, that neither listens nor connects yet.
    Bound,
    /// Waiting for a connection request from any remote TCP.
    Listen,
    /// A SYN was sent; waiting for the matching one.
    SynSent,
    /// Both SYNs are known; waiting for the acknowledgment of ours.
    SynReceived,
    /// An open connection: data can flow both ways.
    Established,
    /// Our FIN was sent; waiting for its acknowledgment, or for the other FIN.
    FinWait1,
    /// Our FIN is acknowledged; waiting for the other FIN.
    FinWait2,
    /// The other end's FIN came; waiting for the local user to close.
    CloseWait,
    /// Both ends sent a FIN at once; waiting for the acknowledgment of ours.
    Closing,
    /// The other end closed first and so did we now; waiting for the acknowledgment of our FIN.
    LastAck,
    /// Waiting until no old segment of this connection can still be on its way.
    TimeWait,
    /// No connection at all.
    Closed,
}

impl State {
    /// Every state, in the order of a life.
    pub const ALL: [State; 13] = [
        State::Unbound,
        State::Bound,
        State::Listen,
        State::SynSent,
        State::SynReceived,
        State::Established,
        State::FinWait1,
        State::FinWait2,
        State::CloseWait,
        State::Closing,
        State::LastAck,
        State::TimeWait,
        State::Closed,
    ];

    /// The eleven states of RFC 9293.
    pub const RFC: [State; 11] = [
        State::Listen,
        State::SynSent,
        State::SynReceived,
        State::Established,
        State::FinWait1,
        State::FinWait2,
        State::CloseWait,
        State::Closing,
        State::LastAck,
        State::TimeWait,
        State::Closed,
    ];

    /// The state's name as RFC 9293 writes it, with hyphens.
    pub const fn name(self) -> &'static str {
        match self {
            State::Unbound => "UNBOUND",
            State::Bound => "BOUND",
            State::Listen => "LISTEN",
            State::SynSent => "SYN-SENT",
            State::SynReceived => "SYN-RECEIVED",
            State::Established => "ESTABLISHED",
            State::FinWait1 => "FIN-WAIT-1",
            State::FinWait2 => "FIN-WAIT-2",
            State::CloseWait => "CLOSE-WAIT",
            State::Closing => "CLOSING",
            State::LastAck => "LAST-ACK",
            State::TimeWait => "TIME-WAIT",
            State::Closed => "CLOSED",
        }
    }

    /// The state that bears this name (case does not matter).
    pub fn from_name(name: &str) -> Option<State> {
        State::ALL
            .into_iter()
            .find(|state| state.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What made a socket change its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cause {
    /// A call of the local user: `connect()`, `close()` …
    Call,
    /// A segment from the other end; its number if it is known.
    Segment(Option<SegmentId>),
    /// Time that passed: TIME-WAIT's end, a connection given up.
    Timer,
    /// Its peer started again, or is gone, and everything with it. No peer says so of itself: the
    /// other end of the link does, when it notices.
    Restart,
}

impl Cause {
    /// `call`, `segment`, `timer` or `restart`.
    pub const fn name(self) -> &'static str {
        match self {
            Cause::Call => "call",
            Cause::Segment(_) => "segment",
            Cause::Timer => "timer",
            Cause::Restart => "restart",
        }
    }
}

/// How a transition is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Evidence {
    /// The kernel, or the board's stack, said so.
    Measured,
    /// RFC 9293 says that it must have been passed between two measured states.
    Inferred,
}

impl Evidence {
    /// `measured` or `inferred`.
    pub const fn name(self) -> &'static str {
        match self {
            Evidence::Measured => "measured",
            Evidence::Inferred => "inferred",
        }
    }
}

/// One socket of a peer, for as long as the peer lives: never used again, and valid for sockets
/// that have no descriptor yet (in the accept queue) or no longer (an orphan, TIME-WAIT).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct SocketId(pub u32);

/// One change of one socket's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// Which socket.
    pub socket: SocketId,
    /// Its descriptor, if it has one at this moment.
    pub fd: Option<Fd>,
    /// For a connection that a listener made and nobody accepted yet: that listener.
    pub listener: Option<SocketId>,
    /// Stream or datagram.
    pub kind: Kind,
    /// The local address, once it has one.
    pub local: Option<SocketAddr>,
    /// The remote address, once it has one.
    pub remote: Option<SocketAddr>,
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
    /// What made it change.
    pub cause: Cause,
    /// How it is known.
    pub evidence: Evidence,
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn names_lead_back() {
        for state in State::ALL {
            assert_eq!(State::from_name(state.name()), Some(state));
            assert_eq!(State::from_name(&state.name().to_lowercase()), Some(state));
        }
        assert_eq!(State::from_name("SYN_SENT"), None);
        assert_eq!(State::from_name(""), None);
    }

    /// RFC 9293 section 3.3.2 names eleven; the other two come before TCP has a state.
    #[test]
    fn the_rfc_has_all_but_two() {
        let before = [State::Unbound, State::Bound];
        for state in State::ALL {
            assert_eq!(
                State::RFC.contains(&state),
                !before.contains(&state),
                "{state}"
            );
        }
    }

    #[test]
    fn states_line_up_in_columns() {
        assert_eq!(format!("[{:<12}]", State::Listen), "[LISTEN      ]");
        assert_eq!(format!("[{:>12}]", State::SynReceived), "[SYN-RECEIVED]");
    }
}
