//! The BSD layer: calls, as Linux answers them.

pub(crate) mod bind;
pub(crate) mod blocked;
pub(crate) mod call;
mod connect;
mod listen;
mod options;
mod ready;
pub(crate) mod tcp;
pub(crate) mod udp;
