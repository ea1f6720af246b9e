//! The parts of the network side, which know no board.

pub(crate) mod conn;
pub(crate) mod gate;
pub(crate) mod phy;
pub(crate) mod wire;
