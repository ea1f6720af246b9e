//! The learner's own program: stepped call by call, unmodified.
//!
//! ```text
//!   run  ◄── Called, Report ──┐            ┌── Go ── run
//!                             │            ▼
//!   program (this process): looks at the kernel before and after each call
//!                             ▲            │
//!                     Caught, Returned     Go          SOCK_SEQPACKET
//!                             │            ▼
//!   tracer (a helper process): ptrace(2), with seccomp(2) to pick the calls
//!                             ▲            │
//!                          stops         goes on
//!                             │            ▼
//!   the learner's program, on the private wire and on a terminal of its own
//! ```
//!
//! The kernel makes every call in the program itself: its values, errors and signals are what they would be
//! without us. The tracer is a process of its own because ptrace(2) belongs to one thread, and waits for
//! everything that its process has started.

mod bursts;
mod decode;
mod descriptors;
#[cfg(test)]
mod fuzz;
mod helper;
mod lender;
mod line;
mod memory;
mod output;
mod program;
mod protocol;
mod result;
mod source;
mod system_calls;
mod task;
mod terminal;
mod text;
mod tracer;
mod wakes;
mod watch;
mod worker;

pub use program::{Plan, Program};
pub use worker::Tell;

/// Becomes the tracer, and never returns, if this process was started as one. To be called first in `main`:
/// it wants a single thread.
pub fn helper_main_if_asked() {
    if std::env::args_os().nth(1).as_deref() == Some(program::PROGRAM_ARGUMENT.as_ref()) {
        std::process::exit(helper::main());
    }
}
