//! The two ends, and how they are talked to.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sockscope_link::{Direction, Report, Segment};

/// One of the two ends of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Peer {
    /// This machine's kernel, driven through socket2.
    Host,
    /// The companion: an ESP32, the virtual board, or a second socket of this machine.
    Board,
}

impl Peer {
    /// Both, for loops.
    pub const BOTH: [Peer; 2] = [Peer::Host, Peer::Board];

    /// `host` or `board`.
    pub const fn name(self) -> &'static str {
        match self {
            Peer::Host => "host",
            Peer::Board => "board",
        }
    }

    /// The other end.
    pub const fn other(self) -> Peer {
        match self {
            Peer::Host => Peer::Board,
            Peer::Board => Peer::Host,
        }
    }

    /// The way of what it sends.
    pub const fn outgoing(self) -> Direction {
        match self {
            Peer::Host => Direction::HostToBoard,
            Peer::Board => Direction::BoardToHost,
        }
    }

    /// Who sends what goes this way.
    pub const fn sender(dir: Direction) -> Peer {
        match dir {
            Direction::HostToBoard => Peer::Host,
            Direction::BoardToHost => Peer::Board,
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Where the reports of the peers go. Called from the peers' threads, in the order in which things
/// happened; it stamps the report with the time and never blocks for long.
pub type Sink = Arc<dyn Fn(Peer, Report) + Send + Sync>;

/// Somebody who looks at the kernel's sockets around every segment of the virtual board's wire. It is
/// called by the board's thread, and the wire waits: nothing else happens on it meanwhile.
///
/// A segment from board to host goes: `before`, the report, onto the wire, `after`. When `after` is
/// called, the kernel has taken the segment in. A segment from host to board goes: `before` (the kernel
/// has sent it, the board has not seen it), the report, to the board or into the gate's queue.
pub trait Tap: Send {
    /// Before the segment goes on.
    fn before(&mut self, segment: &Segment);

    /// After the kernel has taken the segment in; only from board to host.
    fn after(&mut self, segment: &Segment);
}

/// A tap that looks at nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTap;

impl Tap for NoTap {
    fn before(&mut self, _segment: &Segment) {}

    fn after(&mut self, _segment: &Segment) {}
}
