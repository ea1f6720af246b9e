//! What the board has of a session: calls in flight and live sockets. When the board starts again, or
//! is gone, all of it is lost, and each part is told of.

use std::collections::{BTreeMap, BTreeSet};

use sockscope_link::{
    CallId, Cause, Command, Errno, Evidence, Report, Return, SocketId, State, Transition,
};

/// Calls in flight, and live sockets.
#[derive(Debug, Default)]
pub(super) struct Held {
    calls: BTreeSet<CallId>,
    /// The last thing known of every socket that is not CLOSED.
    sockets: BTreeMap<SocketId, Transition>,
}

impl Held {
    /// A command is on its way.
    pub fn sent(&mut self, command: &Command) {
        if let Command::Call { id, .. } = command {
            self.calls.insert(*id);
        }
    }

    /// A report arrived.
    pub fn heard(&mut self, report: &Report) {
        match report {
            Report::Return { id, .. } => {
                self.calls.remove(id);
            }
            Report::Transition(to) if to.to == State::Closed => {
                self.sockets.remove(&to.socket);
            }
            Report::Transition(to) => {
                self.sockets.insert(to.socket, to.clone());
            }
            _ => {}
        }
    }

    /// Whether the board has nothing to lose.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.sockets.is_empty()
    }

    /// Everything is lost: calls fail with EIO, sockets are CLOSED.
    pub fn lose(&mut self) -> Vec<Report> {
        let Held { calls, sockets } = std::mem::take(self);
        let calls = calls.into_iter().map(failed);
        let ends = sockets.into_values().map(|known| {
            Report::Transition(Transition {
                from: known.to,
                to: State::Closed,
                cause: Cause::Restart,
                evidence: Evidence::Measured,
                ..known
            })
        });
        calls.chain(ends).collect()
    }
}

/// A call whose answer will never come.
pub(super) fn failed(id: CallId) -> Report {
    Report::Return {
        id,
        ret: Return::error(Errno::Io),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sockscope_link::{Call, Kind};

    fn moved(socket: u32, from: State, to: State) -> Report {
        Report::Transition(Transition {
            socket: SocketId(socket),
            fd: Some(3),
            listener: None,
            kind: Kind::Stream,
            local: None,
            remote: None,
            from,
            to,
            cause: Cause::Segment(None),
            evidence: Evidence::Measured,
        })
    }

    #[test]
    fn what_is_in_flight_and_alive_is_lost_and_nothing_else() {
        let mut held = Held::default();
        assert!(held.is_empty());
        for id in [1, 2] {
            let (id, call) = (CallId(id), Call::Accept { fd: 3 });
            held.sent(&Command::Call { id, call });
        }
        held.heard(&Report::Blocked { id: CallId(1) });
        held.heard(&Report::Return {
            id: CallId(2),
            ret: Return::ok(0),
        });
        held.heard(&moved(7, State::Closed, State::Listen));
        held.heard(&moved(8, State::Closed, State::SynSent));
        held.heard(&moved(8, State::SynSent, State::Closed));
        assert!(!held.is_empty());

        let lost = held.lose();
        assert_eq!(lost[0], failed(CallId(1)));
        let [_, Report::Transition(end)] = &lost[..] else {
            panic!("{lost:?}")
        };
        assert_eq!((end.from, end.to), (State::Listen, State::Closed));
        assert_eq!(end.cause, Cause::Restart);
        assert!(held.is_empty());
        assert_eq!(held.lose(), []);
    }
}
