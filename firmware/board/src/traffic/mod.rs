//! What packets do to the board, and what they make it send.

pub(crate) mod address;
mod arrive;
