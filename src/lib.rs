//! sockscope: an oscilloscope for sockets.
//!
//! ```text
//!              cli            commands and their options
//!            ╱     ╲
//!     terminal      │        takes the terminal, brings keys in and frames out
//!            ╲     ╱
//!             play           the one loop: wait, update, write, show
//!               │
//!            session         two peers, one channel, the clock that stamps
//!            ╱     ╲
//!        host       board    the peers: (Command ↓  ↑ Report), the words of `sockscope_link`
//!            ╲     ╱
//!             wire           the private wire between them
//!               │
//!            kernel          the unsafe code, all of it
//!  ────────────────────────  above: may touch the system; below: pure
//!            engine          re-exported here: timeline, world, run, stage, view …
//! ```

#![deny(unsafe_code)]

pub use sockscope_engine::{
    export, fact, fill, grade, lesson, pair, peer, rfc9293, run, script, stage, talk, timeline,
    view, words, world,
};

pub mod board;
pub mod cli;
#[cfg(can_step)]
pub mod example;
pub mod host;
#[allow(unsafe_code, reason = "all of it is there")]
mod kernel;
#[cfg(can_step)]
pub mod learner;
pub mod play;
pub mod session;
pub mod terminal;
pub mod wire;
