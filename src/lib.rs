//! sockscope: an oscilloscope for sockets.
//!
//! ```text
//!             cli            chooses: run, the terminal interface, a tool
//!              │
//!          terminal          takes the terminal, brings keys in and frames out; tui draws them
//!              │
//!           session          threads and channels; stamps, delivers, carries out effects
//!          ╱   │   ╲
//!       host  wire  board    the only rooms that touch the system
//!          ╲   │   ╱
//!    (Command ↓  ↑ Report)   the words of `sockscope_link`, the same for both peers
//!              │
//!            model           pure: update(&mut Model, Message) -> Vec<Effect>
//!          ╱   │   ╲
//!   script  timeline  lesson   the call language, the one event log, lessons as data
//! ```

pub mod board;
pub mod cli;
pub mod explain;
pub mod host;
pub mod lesson;
pub mod model;
pub mod peer;
pub mod rfc9293;
pub mod script;
pub mod session;
pub mod terminal;
pub mod text;
pub mod timeline;
pub mod tui;
pub mod wire;
