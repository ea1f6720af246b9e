//! A board that is another machine, over a serial port or anything else that carries bytes.
//!
//! ```text
//!   session ──Command──► SerialBoard ──► worker ── engine ──frames──► stream ─── cable ─── board
//!           ◄──Report─── Sink  ◄──────────┘          ▲                  │
//!                                                    └──── reader ◄─────┘
//! ```
//!
//! [`ports`] lists what is plugged in, [`find`] asks who is there, [`SerialBoard`] is the link
//! itself. `docs/serial.md` tells what happens on the port.

mod blame;
mod board;
mod engine;
mod error;
pub mod find;
mod flood;
mod held;
pub mod ports;
mod replug;
mod route;
mod stream;
mod talk;
mod told;
pub mod words;
mod worker;

pub use blame::holder;
pub use board::SerialBoard;
pub use engine::Options;
pub use error::LinkError;
pub use replug::Replug;
pub use route::host_address;
pub(crate) use stream::is_patience;
pub use stream::{
    FAST_BAUD, FIRST_BAUD, Place, SerialStream, Stream, open, open_port, path_of, reset,
};
pub use talk::{Talk, TalkError};
pub use told::{Listener, Told};

/// A board as tests know one.
#[cfg(test)]
pub(super) fn sample(name: &str, reset_reason: &str) -> sockscope_link::BoardInfo {
    sockscope_link::BoardInfo {
        chip: "esp32c3".into(),
        firmware: "0.1.0".into(),
        name: name.into(),
        addr: None,
        errnos: sockscope_link::System::Linux,
        descriptors: 20,
        connections: 24,
        buffers: (1280, 1024),
        reset_reason: reset_reason.into(),
        heap_free: None,
    }
}
