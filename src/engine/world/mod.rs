//! What is so: the fold of the timeline, now or after any event of the past.

mod asks;
mod fold;
pub mod forecast;
pub mod list;
mod log;
pub mod numbers;
mod parts;
pub mod past;

pub use fold::World;
pub use log::Log;
pub use parts::{Arrow, CallRecord, LadderRow, LogLine, Progress, Socket};
