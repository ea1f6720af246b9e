//! What is so: the fold of the timeline, now or after any event of the past.

mod fold;
pub mod forecast;
pub mod list;
mod log;
pub mod numbers;
pub mod past;

pub use fold::*;
pub use log::Log;
