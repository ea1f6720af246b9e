//! The gate on the board's wire: what it can be told, and how it stands.

use serde::{Deserialize, Serialize};

use crate::segment::{Direction, SegmentId};

/// How the gate treats new segments of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GateMode {
    /// They pass, `delay_ms` milliseconds late.
    #[default]
    Open,
    /// They stand still until they are released.
    Holding,
}

/// Which held segments a command is about. Without a direction: the oldest of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Which {
    /// The oldest one held, of one direction or of both.
    Next(Option<Direction>),
    /// This one.
    Id(SegmentId),
    /// Every one held now, of one direction or of both, in order.
    All(Option<Direction>),
}

/// What the gate can be told. A direction of `None` means both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GateCommand {
    /// Let what is held go, and hold nothing from now on; delays end too.
    Open(Option<Direction>),
    /// Hold every segment from now on.
    Hold(Option<Direction>),
    /// Let held segments go.
    Release(Which),
    /// Take held segments off the wire.
    Drop(Which),
    /// Put a copy of held segments on the wire; the originals stay held.
    Duplicate(Which),
    /// Let each segment pass this many milliseconds late; 0 ends it.
    Delay {
        /// Milliseconds.
        ms: u32,
        /// Which way; `None` is both.
        dir: Option<Direction>,
    },
    /// Swap the two oldest held segments of a direction (`None`: of the one that holds more).
    Reorder(Option<Direction>),
    /// Nothing passes any more, either way, and nobody is told: pull the plug, or take an end for
    /// switched off. What is held is lost.
    Cut(Cut),
    /// Undo that.
    Mend(Cut),
}

/// What is cut off. Wherever it is cut, nothing passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cut {
    /// The wire is unplugged.
    Wire,
    /// The host is taken for switched off.
    Host,
    /// The board is taken for switched off.
    Board,
}

impl Cut {
    /// Each of them.
    pub const ALL: [Cut; 3] = [Cut::Wire, Cut::Host, Cut::Board];

    /// `wire`, `host` or `board`.
    pub const fn name(self) -> &'static str {
        match self {
            Cut::Wire => "wire",
            Cut::Host => "host",
            Cut::Board => "board",
        }
    }
}

/// How one direction of the gate stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GateLane {
    /// Open or holding.
    pub mode: GateMode,
    /// The delay in force, in milliseconds.
    pub delay_ms: u32,
    /// How many segments are held now.
    pub held: u16,
}

/// How the gate stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GateState {
    /// Host to board.
    pub host_to_board: GateLane,
    /// Board to host.
    pub board_to_host: GateLane,
    /// What is cut off, in the order of [`Cut::ALL`].
    pub cuts: [bool; 3],
    /// In the answer to [`GateCommand::Reorder`]: the two held segments that changed places.
    pub swapped: Option<(SegmentId, SegmentId)>,
}

impl GateState {
    /// Whether this is cut off.
    pub const fn is_cut(&self, cut: Cut) -> bool {
        self.cuts[cut as usize]
    }

    /// How this direction stands.
    pub const fn lane(&self, dir: Direction) -> &GateLane {
        match dir {
            Direction::HostToBoard => &self.host_to_board,
            Direction::BoardToHost => &self.board_to_host,
        }
    }
}
