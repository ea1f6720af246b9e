//! The board: a BSD socket layer over smoltcp, with a gate on its wire, stepped by an explicit clock.
//!
//! ```text
//!          Command                              Report
//!             │                                    ▲
//!  ┌──────────▼────────────────────────────────────┴──────────┐
//!  │ command   carries commands out     look   answers Look   │
//!  │ turn      does all that can be done now                  │
//!  ├──────────────────────────────────────────────────────────┤
//!  │ bsd/      calls, as Linux answers them: bind · connect · │
//!  │           listen · tcp · udp · options · ready; call     │
//!  │           starts them, blocked ends those that wait      │
//!  ├──────────────────────────────────────────────────────────┤
//!  │ traffic/  one packet at a time: arrive, request, judge,  │
//!  │           datagram, leave; loopback goes round below     │
//!  │           the gate                                       │
//!  ├──────────────────────────────────────────────────────────┤
//!  │ state     reports every state on the way                 │
//!  │ pool      how a socket comes by a connection, ends it    │
//!  │ address   the board's address: fixed, or from DHCP       │
//!  ├──────────────────────────────────────────────────────────┤
//!  │ board     what a board is made of                        │
//!  ├──────────────────────────────────────────────────────────┤
//!  │ net/      its parts: gate · conn · udps · phy · packet   │
//!  ├──────────────────────────────────────────────────────────┤
//!  │ port · config · clock · socket · name · waiting · answer │
//!  └──────────┬────────────────────────────────────▲──────────┘
//!         transmit                              receive          Port
//! ```
//!
//! A file uses what is drawn below it. [`Board`]'s methods are spread over the layers above `board`;
//! of these only `blocked` is also asked from below: whether a call still holds a socket, and, when a
//! packet has changed a state, which calls can end now.
//!
//! The same board runs on a chip and in a computer's memory; what differs is the [`Port`] that the
//! shell around it lends it, and its [`Config`]. It has no clock, no thread and no way to the system
//! of its own. [`Board::poll`] does what can be done now and says when to be called again.
//!
//! # Memory
//!
//! [`Config`] says how large buffers, tables and queues are, and what is refused beyond. They are
//! allocated by [`Board::new`], but for the buffers of connections that are to be made when they are
//! first needed ([`Config::reserve`]). Other allocations are the short-lived bytes of messages: what a
//! `recv()` returns, the first bytes of a reported segment, a line of the log.
//!
//! # Panics
//!
//! No packet and no command makes the board panic.
//!
//! # Where it is not Linux
//!
//! What calls return is held to Linux by `tests/kernel.rs`. The differences:
//!
//! - Datagrams are not fragmented: more than the MTU takes is EMSGSIZE.
//! - SO_RCVBUF and SO_SNDBUF are what the buffers hold, and are not doubled. They can be made smaller than
//!   [`Config`] says, not larger; where the memory is reserved, a connection's receive buffer stays as it is.
//! - A descriptor whose connection is in TIME-WAIT cannot be bound anew (Linux keeps TIME-WAIT apart).
//! - `connect()` to port 0 is ECONNREFUSED without a segment: smoltcp has none to send.
//! - TIME-WAIT lasts 10 s, and nothing but a reset, or the pool running out, ends FIN-WAIT-2.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod address;
mod answer;
mod board;
mod bsd;
mod clock;
mod command;
mod config;
pub mod joining;
mod look;
mod name;
mod net;
mod pool;
mod port;
mod relay;
mod socket;
mod state;
mod traffic;
mod turn;
mod waiting;

pub use board::Board;
pub use command::After;
pub use config::{Address, Config, Medium};
pub use port::Port;
pub use relay::{Ends, Relay};
pub use smoltcp::time::{Duration, Instant};
