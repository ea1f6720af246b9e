//! The sockscope program: see the library for how it is built.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    // First of all, while there is one thread: the private wire's helper is this same program.
    sockscope::wire::helper_main_if_asked();
    #[cfg(can_step)]
    {
        sockscope::learner::helper_main_if_asked();
        sockscope::example::main_if_asked();
    }
    sockscope::cli::main()
}
