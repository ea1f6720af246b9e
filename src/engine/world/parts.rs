//! What a world is made of: sockets, calls, segments, log lines.

use std::net::SocketAddr;

use sockscope_link::{CallName, Cause, Evidence, Kind, LogLevel, Loss, State};

use super::numbers::Relative;
use crate::peer::Peer;
use crate::timeline::{Fact, Facts, Made, Packet, Returned, Sets};

/// One socket of one peer.
#[derive(Clone, Debug, PartialEq)]
pub struct Socket {
    /// Whose.
    pub peer: Peer,
    /// Its number, one for its whole life.
    pub id: u32,
    /// The name of its descriptor; of a connection nobody accepted yet, `s.1`.
    pub name: String,
    /// The event that gave it that name: of two that bear one, the later is meant.
    pub named_at: u64,
    /// The descriptor's number, while it is open.
    pub num: Option<i32>,
    /// The names and numbers that `dup()` gave it besides.
    pub dups: Vec<(String, i32)>,
    /// Stream or datagram.
    pub kind: Kind,
    /// Its state now.
    pub state: State,
    /// Its own address.
    pub local: Option<SocketAddr>,
    /// The other end's address.
    pub remote: Option<SocketAddr>,
    /// For a connection in an accept queue: its listener.
    pub listener: Option<u32>,
    /// The last facts that were heard of it, and when (microseconds since the session began).
    pub facts: Option<(u64, Facts)>,
    /// The states that it passed, in order, the present one last.
    pub path: Vec<Arrow>,
    /// What its calls have made of it besides.
    pub known: Known,
}

/// What calls have made of a socket that no state shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// As given to `listen()`.
    pub backlog: Option<u32>,
    /// Whom a datagram socket is connected to.
    pub remote: Option<SocketAddr>,
    /// Whether its receiving half is shut.
    pub shut_rd: bool,
    /// Whether a half was shut before there was a connection.
    pub shut_early: bool,
    /// Whether IPV6_V6ONLY was set.
    pub v6only: bool,
    /// Whether SO_RCVBUF was set: how much it takes is not known any more.
    pub sized: bool,
    /// The lengths of the datagrams that wait to be read, the oldest first.
    pub inbox: Vec<u32>,
}

impl Socket {
    /// Whether one of its descriptors bears this name.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.dups.iter().any(|(dup, _)| dup == name)
    }

    /// Whether what comes to this address is its own, by what it is bound to: any address of IPv6 is
    /// IPv4's too, unless IPV6_V6ONLY is set (RFC 3493 section 5.3).
    pub fn answers_for(&self, to: SocketAddr) -> bool {
        self.local.is_some_and(|at| {
            let any = at.ip().is_unspecified()
                && (at.is_ipv4() == to.is_ipv4() || at.is_ipv6() && !self.known.v6only);
            at.port() == to.port() && (any || at.ip() == to.ip())
        })
    }

    /// Whether another process still has it, when close() has returned in one: the last close() of a
    /// connection leaves it in none of these states (RFC 9293, 3.10.4), and of any other socket takes it away.
    pub(super) fn is_kept(&self) -> bool {
        use State::{Bound, CloseWait, Established, Listen, Unbound};
        self.dups.is_empty()
            && matches!(
                self.state,
                Unbound | Bound | Listen | Established | CloseWait
            )
    }

    /// The descriptor of this name is closed. If dup() gave it others, one of these stands for it now.
    pub(super) fn close(&mut self, name: &str) {
        if let Some(at) = self.dups.iter().position(|(dup, _)| dup == name) {
            self.dups.remove(at);
        } else if let Some((dup, num)) = self.dups.pop() {
            self.name = dup;
            self.num = Some(num);
        } else {
            self.num = None;
        }
    }
}

/// One transition of a socket's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// The event that told of it.
    pub seq: u64,
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
    /// What made it change.
    pub cause: Cause,
    /// How it is known.
    pub evidence: Evidence,
}

/// How far a call is.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// It was made; nothing is known of its end yet.
    Running,
    /// It waits.
    Blocked,
    /// It never returns: the task that made it has ended.
    Gone,
    /// It ended.
    Done(Box<Returned>),
}

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRecord {
    /// The event that began it.
    pub seq: u64,
    /// Its number.
    pub id: u32,
    /// Who called.
    pub peer: Peer,
    /// Which call.
    pub call: CallName,
    /// The descriptor that it is about.
    pub fd: Option<String>,
    /// The whole call as the call language writes it.
    pub text: String,
    /// When it began, in microseconds since the session began.
    pub t_us: u64,
    /// What it changes, if it succeeds, that no state shows.
    pub sets: Sets,
    /// Who made it, where it is a program's own.
    pub made: Option<Box<Made>>,
    /// How far it is.
    pub progress: Progress,
    /// Whether it was blocked on the way.
    pub was_blocked: bool,
    /// The lesson's step it belongs to, if a lesson runs.
    pub step: Option<usize>,
}

/// One segment on the ladder.
#[derive(Clone, Debug, PartialEq)]
pub struct LadderRow {
    /// The event that told of it last.
    pub seq: u64,
    /// When it reached the gate, in microseconds since the session began.
    pub t_us: u64,
    /// The segment, with what the gate did with it last.
    pub packet: Packet,
    /// Its numbers as its connection counts them.
    pub relative: Relative,
    /// Whether it is a copy that the learner put on the wire.
    pub copy: bool,
    /// When it reached its end, in microseconds since the session began.
    pub arrived_us: Option<u64>,
    /// Why it came to nothing there.
    pub lost: Option<Loss>,
    /// Whether the gate held it at some time.
    pub was_held: bool,
}

/// One line of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// The event that told of it.
    pub seq: u64,
    /// When the host heard it, in microseconds since the session began.
    pub t_us: u64,
    /// Whose log.
    pub peer: Peer,
    /// Its weight.
    pub level: LogLevel,
    /// Milliseconds on the peer's clock.
    pub uptime_ms: Option<u64>,
    /// The text; empty where there is a fact.
    pub text: String,
    /// Whether it has no end yet, and the peer's next line says it again.
    pub open: bool,
    /// What the program says of the link.
    pub fact: Option<Fact>,
}
