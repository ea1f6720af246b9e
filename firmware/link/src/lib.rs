//! What host and board say to each other.
//!
//! The vocabulary of the whole program lives here, because both ends of the link speak it: a
//! [`Call`] goes to a peer as a [`Command`]; what comes back is a [`Report`]. The host's own peer
//! takes the same commands and makes the same reports as the board does, so that the model never
//! has to ask which of the two it is talking to.
//!
//! ```text
//!            Command { Call, Cancel, Gate, … }
//!   model  ─────────────────────────────────────►  peer (host | board)
//!          ◄─────────────────────────────────────
//!            Report { Return, Blocked, Transition, Segment, Gate, Log, … }
//! ```
//!
//! To a board that is another machine the messages go as [`frame`]s, on a stream that carries plain
//! text too; [`arq`] sees to it that none is lost on a noisy line, [`hello`] tells whether both ends
//! speak the same version, and [`text`] makes what the other end wrote safe to show. Nothing here panics on what the other end sends, and none of it
//! takes memory without a stated limit. `docs/link-protocol.md` describes the bytes.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod argument;
pub mod arq;
pub mod call;
mod cobs;
pub mod errno;
pub mod frame;
pub mod gate;
pub mod hello;
pub mod message;
pub mod option;
pub mod ret;
pub mod segment;
pub mod state;
pub mod text;
pub mod wifi;

pub use argument::{Control, Data, Domain, Fd, How, Kind, MsgFlags, PollFd, Request};
pub use call::{Call, CallName, Fds, Rewrite};
pub use errno::{Errno, System};
pub use gate::{Cut, GateCommand, GateLane, GateMode, GateState, Which};
pub use message::{BoardInfo, CallId, Command, Hello, LogLevel, Report, SocketFacts, VERSION};
pub use option::{Linger, Opt, OptValue, Shape};
pub use ret::{FileFacts, Return, Value};
pub use segment::{Act, Direction, Flags, Loss, Protocol, Segment, SegmentId};
pub use state::{Cause, Evidence, SocketId, State, Transition};
pub use wifi::{WifiCommand, WifiReport};
