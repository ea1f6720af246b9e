//! The one loop.

pub mod load;
