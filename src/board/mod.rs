//! Boards: where they are found and how they are talked to.
//!
//! Whatever the board is, it takes [`Command`](sockscope_link::Command)s, and its
//! [`Report`](sockscope_link::Report)s come through a [`Sink`](crate::peer::Sink).

use sockscope_link::Segment;

#[cfg(feature = "flash")]
pub mod flash;
pub mod image;
pub mod serial;
pub mod toolchain;

#[cfg(target_os = "linux")]
mod virtual_board;
#[cfg(target_os = "linux")]
pub use virtual_board::{VirtualBoard, spawn};

#[cfg(not(target_os = "linux"))]
mod absent;
#[cfg(not(target_os = "linux"))]
pub use absent::{VirtualBoard, spawn};

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
