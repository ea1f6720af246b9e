//! A shell on the way to the program: what it starts and ends beforehand is no part of it.

use super::programs::SERVER_C;
use super::support::{c, step};

#[test]
fn a_shell_that_has_made_many_processes_is_not_waited_for() {
    let Some(program) = c("behind-a-shell", SERVER_C, &[]) else {
        return;
    };
    let program = program.to_string_lossy();
    let script =
        format!("for i in 1 2 3 4 5 6 7 8 9; do (:); (:) | (:); x=$(:); done; exec {program}");
    let command = ["/bin/sh", "-c", &script].map(str::to_owned);
    let Some(stepped) = step(&[], &command) else {
        return;
    };
    assert_eq!(stepped.code, Some(0), "{}", stepped.stderr);
    // It was called, so it was seen to rest.
    let recv = |call: &String| call.starts_with("recv(") && call.contains("hola");
    assert!(stepped.calls().iter().any(recv), "{:?}", stepped.calls());
}
