//! What is so: the fold of the timeline, now or after any event of the past.

mod asks;
mod flows;
mod fold;
mod follow;
pub mod forecast;
mod index;
pub mod list;
mod log;
mod meaning;
pub mod numbers;
mod parts;
pub mod past;
pub mod tape;
mod tasks;

pub use flows::{Flow, Flows, after};
pub use fold::World;
pub use log::Log;
pub use parts::{Arrow, CallRecord, Known, LadderRow, LogLine, Progress, Socket};
pub use tasks::Tasks;
