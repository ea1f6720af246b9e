//! The programs that `sockscope code` writes are ones that can be stepped.

use std::process::Command;

use super::support::{folder, missing, step};

#[test]
fn a_lesson_as_a_program_makes_the_calls_of_the_lesson() {
    let folder = folder("written");
    let life = folder.join("life");
    let written = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(["code", "lifecycle", "--to", "c", "--wire", "-o"])
        .arg(&life)
        .output()
        .expect("sockscope starts");
    assert!(written.status.success(), "{written:?}");
    let server = life.join("server");
    let mut compiler = Command::new("gcc");
    compiler.args(["-g", "-w", "-o"]).arg(&server);
    let compiled = compiler.arg(life.join("server.c")).status();
    if !compiled.is_ok_and(|status| status.success()) {
        return missing("gcc");
    }
    let command = [server.to_string_lossy().into_owned()];
    let stepped = step(&["--with", "lifecycle"], &command);
    std::fs::remove_dir_all(folder).unwrap();
    let Some(stepped) = stepped else { return };
    assert_eq!(stepped.code, Some(0), "{}", stepped.stderr);
    let calls = stepped.calls();
    let heard = |call: &String| call.starts_with("recv(") && call.contains('"');
    assert!(calls.iter().any(heard), "{calls:?}");
    assert!(
        calls.iter().any(|call| call.starts_with("close(")),
        "{calls:?}"
    );
}
