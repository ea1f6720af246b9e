//! A board's plain text, understood.
//!
//! ```text
//! line (one line: level, time, sign) ──► panic (which lines are one) ──► reader ──► tally (verdicts)
//! ```
//!
//! Nothing here reads a file or a port: [`Reader`] is given who names functions.

mod line;
mod panic;
mod reader;
mod tally;

pub use line::{Sign, reset_reason};
pub use panic::Part;
pub use reader::{Entry, Names, Origin, Reader};
pub use tally::Tally;
