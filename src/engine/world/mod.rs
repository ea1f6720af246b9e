//! What is so: the fold of the timeline, now or after any event of the past.

mod fold;
pub mod forecast;
pub mod list;
pub mod numbers;
pub mod past;

pub use fold::*;
