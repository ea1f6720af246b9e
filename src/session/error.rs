//! Why a session could not be opened.

use std::net::IpAddr;

use crate::board::serial::LinkError;
use crate::fact;
use crate::timeline::{Arg, Fact};
use crate::wire::WireError;
use crate::words::{Lang, system, t, tell};

/// Why a session could not be opened.
#[derive(Debug)]
pub enum OpenError {
    /// The virtual board was asked for, and the private wire cannot be had.
    Wire(WireError),
    /// Two programs were to face each other, and the private wire cannot be had.
    Programs(WireError),
    /// A thread or a descriptor that every session needs could not be had.
    System(std::io::Error),
    /// This kind of board cannot be reached.
    Board(String),
    /// No program can be stepped where this board is: the host is a board core, and no kernel.
    NoKernel(String),
    /// There is no link to the board that was asked for.
    Link(LinkError),
    /// The board has no address yet: the place of it, and what its radio does, in words.
    NoAddress {
        /// The board's place.
        place: String,
        /// How its radio stands, or what the board said.
        why: Arg,
    },
    /// No way leads from this machine to the board's address.
    NoRoute {
        /// The board's address.
        board: IpAddr,
        /// What the system said.
        why: std::io::Error,
    },
}

impl OpenError {
    /// What went wrong, in the user's language.
    pub fn display(&self, lang: Lang) -> String {
        tell::fact(&self.fact(), lang)
    }

    /// What went wrong.
    pub fn fact(&self) -> Fact {
        match self {
            OpenError::Wire(why) => {
                let (step, why) = (Arg::text(why.step), system::reason(&why.source));
                fact!(t::SESSION_NO_WIRE, step = step, why = why)
            }
            OpenError::Programs(why) => {
                let step = Arg::text(why.step);
                let why = system::reason(&why.source);
                fact!(t::STEP_TWO_NEED_WIRE, step = step, why = why)
            }
            OpenError::System(why) => fact!(t::SESSION_SYSTEM, why = system::reason(why)),
            OpenError::Board(board) => fact!(t::SESSION_NO_BOARD, board = board),
            OpenError::NoKernel(board) => fact!(t::STEP_NO_KERNEL, board = board),
            OpenError::Link(why) => why.fact(),
            OpenError::NoAddress { place, why } => {
                fact!(t::SESSION_NO_ADDRESS, place = place, why = why.clone())
            }
            OpenError::NoRoute { board, why } => {
                fact!(
                    t::SESSION_NO_ROUTE,
                    board = Arg::text(board),
                    why = system::reason(why)
                )
            }
        }
    }
}
