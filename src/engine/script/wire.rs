//! Lines for the wire.

use sockscope_link::{Cut, Direction, GateCommand, SegmentId, Which};

use super::actor::{Actor, Role};
use crate::peer::Peer;

/// Which way on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Both ways; written as nothing at all, or `both`.
    #[default]
    Both,
    /// From one actor to the other: `host->board`, `client->server` …
    From(Actor),
}

impl Lane {
    /// The direction when the host plays `role`; `None` is both.
    pub const fn direction(self, role: Role) -> Option<Direction> {
        match self {
            Lane::Both => None,
            Lane::From(actor) => Some(match actor.peer(role) {
                Peer::Host => Direction::HostToBoard,
                Peer::Board => Direction::BoardToHost,
            }),
        }
    }
}

/// Which held segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pick {
    /// The oldest `count` of them, one after the other.
    Next {
        /// How many; at least 1.
        count: u32,
        /// Which way.
        lane: Lane,
    },
    /// The one with this number: `segment 7`.
    Id(u32),
    /// All that are held now.
    All(Lane),
}

impl Pick {
    /// The most segments that one line can count off.
    pub const MAX_COUNT: u32 = 1000;

    fn each(self, role: Role, command: impl Fn(Which) -> GateCommand) -> Vec<GateCommand> {
        match self {
            Pick::Next { count, lane } => {
                vec![command(Which::Next(lane.direction(role))); count as usize]
            }
            Pick::Id(id) => vec![command(Which::Id(SegmentId(id)))],
            Pick::All(lane) => vec![command(Which::All(lane.direction(role)))],
        }
    }
}

/// A line for the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WireCommand {
    /// `open`: let everything go, hold nothing, delay nothing.
    Open(Lane),
    /// `hold`: hold every segment from now on.
    Hold(Lane),
    /// `release`: let held segments go; waits until there is one.
    Release(Pick),
    /// `drop`: take held segments off the wire; waits until there is one.
    Drop(Pick),
    /// `duplicate`: put a copy of held segments on the wire; waits until there is one.
    Duplicate(Pick),
    /// `delay`: let each segment pass late; 0 ends it.
    Delay {
        /// Milliseconds, at most [`WireCommand::MAX_DELAY_MS`].
        ms: u32,
        /// Which way.
        lane: Lane,
    },
    /// `reorder`: swap the two oldest held segments.
    Reorder(Lane),
    /// `unplug` and `off`: nothing passes any more, and nobody is told.
    Cut(Cutting),
    /// `plug` and `on`: what comes from now on passes again.
    Mend(Cutting),
    /// `timers real`, before a script's first call: the private wire is made with Linux's own timers.
    RealTimers,
}

/// What of the wire is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cutting {
    /// The wire itself: it is unplugged.
    Cable,
    /// One end: it is taken for a machine that is switched off.
    End(Actor),
}

impl Cutting {
    fn cut(self, role: Role) -> Cut {
        match self {
            Cutting::Cable => Cut::Wire,
            Cutting::End(actor) => match actor.peer(role) {
                Peer::Host => Cut::Host,
                Peer::Board => Cut::Board,
            },
        }
    }
}

impl WireCommand {
    /// The longest delay, in milliseconds: a minute.
    pub const MAX_DELAY_MS: u32 = 60_000;

    /// What the gate is told when the host plays `role`, in order. `release 3` is three commands:
    /// each of them waits for a held segment.
    pub fn commands(self, role: Role) -> Vec<GateCommand> {
        match self {
            WireCommand::Open(lane) => vec![GateCommand::Open(lane.direction(role))],
            WireCommand::Hold(lane) => vec![GateCommand::Hold(lane.direction(role))],
            WireCommand::Release(pick) => pick.each(role, GateCommand::Release),
            WireCommand::Drop(pick) => pick.each(role, GateCommand::Drop),
            WireCommand::Duplicate(pick) => pick.each(role, GateCommand::Duplicate),
            WireCommand::Delay { ms, lane } => {
                vec![GateCommand::Delay {
                    ms,
                    dir: lane.direction(role),
                }]
            }
            WireCommand::Reorder(lane) => vec![GateCommand::Reorder(lane.direction(role))],
            WireCommand::Cut(place) => vec![GateCommand::Cut(place.cut(role))],
            WireCommand::Mend(place) => vec![GateCommand::Mend(place.cut(role))],
            // The gate has no part in it.
            WireCommand::RealTimers => Vec::new(),
        }
    }

    /// Whether it waits (up to the timeout) until a segment is held.
    pub const fn waits(self) -> bool {
        matches!(
            self,
            WireCommand::Release(_)
                | WireCommand::Drop(_)
                | WireCommand::Duplicate(_)
                | WireCommand::Reorder(_)
        )
    }
}
