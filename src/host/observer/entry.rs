//! What the observer remembers of one kernel socket, and how a new sample becomes transitions.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sockscope_link::{Cause, Evidence, Fd, Kind, Opt, SegmentId, SocketId, State, Transition};

use super::handle::{AtHand, Handle};
use crate::peer::Peer;
use crate::rfc9293;

/// The first and the longest pause between two looks at a connection that no tap watches.
pub(super) const PACE: (Duration, Duration) =
    (Duration::from_millis(5), Duration::from_millis(250));

/// Both addresses of a connection, its own first.
pub type Tuple = (SocketAddr, SocketAddr);

/// One kernel socket, from its first sign of life to CLOSED.
#[derive(Debug)]
pub struct Entry {
    pub peer: Peer,
    pub id: SocketId,
    pub kind: Kind,
    /// The socket, while it has a descriptor.
    pub socket: Option<Handle>,
    pub fd: Option<Fd>,
    /// The listener whose queue it is in.
    pub listener: Option<SocketId>,
    pub local: Option<SocketAddr>,
    pub remote: Option<SocketAddr>,
    pub state: State,
    /// As given to `listen()`.
    pub backlog: Option<u32>,
    /// The options that `setsockopt()` has changed.
    pub options: Vec<Opt>,
    /// Whether a FIN came that has not moved it: data that come later may complete it.
    pub early_fin: bool,
    /// The segment that was handed over last, if it has moved nothing so far, and until when it may: what
    /// comes while a call is busy with the socket, the kernel takes in when that is over (`tcp_add_backlog`).
    pub put_by: Option<(SegmentId, Instant)>,
    /// When it was last looked at.
    pub looked: Option<Instant>,
    /// When to look again although nobody calls and nothing arrives.
    pub due: Option<Instant>,
    /// How long to wait until the look after that.
    pub pace: Duration,
}

impl Entry {
    /// The socket, for one look, while it has a descriptor.
    pub fn socket(&self) -> Option<AtHand> {
        self.socket.as_ref()?.socket()
    }

    /// Both addresses, once both are known.
    pub fn tuple(&self) -> Option<Tuple> {
        Some((self.local?, self.remote?))
    }

    /// A connection that has begun and is not over.
    pub fn begun(&self) -> bool {
        !matches!(self.state, State::Unbound | State::Bound | State::Closed)
    }

    /// In a queue, and not accepted yet.
    pub fn is_queued(&self) -> bool {
        self.listener.is_some() && self.fd.is_none()
    }

    /// The transitions that lead to `to`, the last of them known by `evidence`.
    pub fn transitions(&self, to: State, cause: Cause, evidence: Evidence) -> Vec<Transition> {
        let step = |from, to, cause, evidence| Transition {
            socket: self.id,
            fd: self.fd,
            listener: self.listener.filter(|_| self.fd.is_none()),
            kind: self.kind,
            local: self.local,
            remote: self.remote,
            from,
            to,
            cause,
            evidence,
        };
        if self.state == to {
            return Vec::new();
        }
        let path = rfc9293::explain(self.state, to, cause);
        let Some(last) = path.len().checked_sub(1) else {
            // No legal way: the kernel's word stands all the same.
            return vec![step(self.state, to, cause, evidence)];
        };
        (path.iter().enumerate())
            .map(|(i, arrow)| {
                let evidence = if i == last {
                    evidence
                } else {
                    Evidence::Inferred
                };
                let cause = fitting(arrow.event.cause(), cause, i == last);
                step(arrow.from, arrow.to, cause, evidence)
            })
            .collect()
    }
}

/// The arrow says what kind of cause it must have been; what was seen adds which segment, to the
/// last arrow only.
fn fitting(must: Cause, seen: Cause, last: bool) -> Cause {
    match (must, seen) {
        (Cause::Segment(_), Cause::Segment(id)) if last => Cause::Segment(id),
        (must, _) => must,
    }
}

/// Whether a state passes by itself, so that somebody has to look when nothing tells.
pub fn is_transient(state: State) -> bool {
    matches!(
        state,
        State::SynSent
            | State::SynReceived
            | State::FinWait1
            | State::FinWait2
            | State::Closing
            | State::LastAck
            | State::TimeWait
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(state: State) -> Entry {
        Entry {
            peer: Peer::Host,
            id: SocketId(1),
            kind: Kind::Stream,
            socket: None,
            fd: None,
            listener: None,
            local: None,
            remote: None,
            state,
            backlog: None,
            options: Vec::new(),
            early_fin: false,
            put_by: None,
            looked: None,
            due: None,
            pace: Duration::ZERO,
        }
    }

    fn steps(from: State, to: State, cause: Cause) -> Vec<(State, Cause, Evidence)> {
        (entry(from)
            .transitions(to, cause, Evidence::Measured)
            .iter())
        .map(|step| (step.to, step.cause, step.evidence))
        .collect()
    }

    #[test]
    fn what_lies_between_two_samples_is_inferred() {
        assert_eq!(
            steps(State::Unbound, State::Established, Cause::Call),
            [
                (State::SynSent, Cause::Call, Evidence::Inferred),
                (State::Established, Cause::Segment(None), Evidence::Measured),
            ]
        );
    }

    #[test]
    fn the_segment_in_flight_is_named_by_the_last_arrow_only() {
        let seen = Cause::Segment(Some(SegmentId(7)));
        assert_eq!(
            steps(State::Listen, State::Established, seen),
            [
                (State::SynReceived, Cause::Segment(None), Evidence::Inferred),
                (State::Established, seen, Evidence::Measured),
            ]
        );
    }

    #[test]
    fn a_state_that_no_arrow_reaches_is_still_reported() {
        assert_eq!(
            steps(State::TimeWait, State::Established, Cause::Call),
            [(State::Established, Cause::Call, Evidence::Measured)]
        );
    }

    #[test]
    fn no_change_is_no_transition() {
        assert_eq!(steps(State::Listen, State::Listen, Cause::Timer), []);
    }
}
