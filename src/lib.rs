//! sockscope: an oscilloscope for sockets.
//!
//! ```text
//!             cli            chooses: run, the terminal interface, a tool
//!              │
//!          terminal          takes the terminal, brings keys in and frames out; tui draws them
//!              │
//!           session          threads and channels; stamps, delivers, carries out effects
//!          ╱   │   ╲
//!       host  wire  board    the rooms that touch the system; below them kernel, the unsafe code
//!          ╲   │   ╱
//!    (Command ↓  ↑ Report)   the words of `sockscope_link`, the same for both peers
//!              │
//!            model           pure: update(&mut Model, Message) -> Vec<Effect>
//!          ╱   │   ╲
//!   script  timeline  lesson   the call language, the one event log, lessons as data
//! ```

#![deny(unsafe_code)]

pub use sockscope_engine::{
    export, fact, fill, lesson, pair, peer, rfc9293, run, script, stage, timeline, view, words,
    world,
};

pub mod board;
pub mod cli;
pub mod host;
#[allow(unsafe_code, reason = "all of it is there")]
mod kernel;
pub mod play;
pub mod session;
pub mod terminal;
pub mod wire;
