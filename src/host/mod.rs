//! The host's own peer: this machine's kernel, driven through socket2, and what the kernel says
//! of its sockets.
//!
//! ```text
//!   Command ──► HostPeer ─────────────── system calls ──► kernel
//!                  │ lock, look, call, look                 ▲ TCP_INFO, sock_diag
//!   Report  ◄──────┴──────────── Observer ──────────────────┘
//!                                   ▲ before / after each segment
//!                                 board
//! ```
//!
//! It takes the same [`Command`](sockscope_link::Command)s and makes the same
//! [`Report`](sockscope_link::Report)s as a board does; a second one on 127.0.0.1 *is* the board
//! where there is no better one.
//!
//! Every call is the real call with the real errno on a descriptor of this process, whose number
//! is what the learner sees. A call reaches only descriptors that the session itself made: any
//! other number is EBADF, whatever this process may have open under it.

mod blocking;
mod calls;
mod close;
mod observer;
mod options;
mod peer;
mod table;
mod work;
mod worker;

pub use crate::kernel::sockets::SYSTEM;
#[cfg(can_step)]
pub(crate) use observer::{Inner as Seen, Lend};
pub use observer::{Observer, ObserverTap};
#[cfg(can_step)]
pub(crate) use options::option;
pub use peer::{HostHandle, HostPeer};
