//! What packets do to the board, one connection and one packet at a time, and what it sends.

mod arrive;
mod datagram;
mod judge;
mod leave;
mod loopback;
mod request;
