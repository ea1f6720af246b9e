//! The BSD layer: calls, as Linux answers them.

mod bind;
mod blocked;
mod call;
mod connect;
mod listen;
mod options;
mod ready;
mod tcp;
mod udp;
