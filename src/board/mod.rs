//! Boards: where they are found and how they are talked to.
//!
//! Whatever the board is, it takes [`Command`](sockscope_link::Command)s, and its
//! [`Report`](sockscope_link::Report)s come through a [`Sink`](crate::peer::Sink).

pub mod doctor;
pub mod image;
pub mod log;
mod pair;
#[cfg(can_step)]
mod relay;
pub mod serial;

#[cfg(target_os = "linux")]
mod r#virtual;
#[cfg(not(target_os = "linux"))]
#[path = "virtual/absent.rs"]
mod r#virtual;

pub use crate::peer::{NoTap, Tap};
pub use pair::PairThread;
#[cfg(can_step)]
pub use relay::WireRelay;
pub use r#virtual::{VirtualBoard, spawn};

/// How long it is until a board core wants to be let work again.
#[cfg(target_os = "linux")]
fn left(until: sockscope_board::Instant, now: sockscope_board::Instant) -> std::time::Duration {
    let micros = until.total_micros() - now.total_micros();
    std::time::Duration::from_micros(micros.try_into().unwrap_or(0))
}
