//! The parts of the network side, which know no board.

pub(crate) mod conn;
pub(crate) mod dhcp;
pub(crate) mod gate;
pub(crate) mod packet;
pub(crate) mod phy;
mod standing;
pub(crate) mod udps;
