//! The model: pure. No clock, no file, no socket; `tests/fence.rs` keeps it so.

pub mod world;

pub use world::World;
