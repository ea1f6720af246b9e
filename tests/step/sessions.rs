//! Programs from start to end: their calls are those of the same script, their lines are theirs.

use std::process::Command;

use super::programs::{
    CLIENT_C, CLIENT_SCRIPT, FORK_C, SERVER_C, SERVER_PY, SERVER_SCRIPT, THREAD_C,
};
use super::support::{Stepped, c, folder, python, script, step, step_file};

/// The timeline's calls, returns and states equal those of the same calls written as a script.
#[track_caller]
fn equals(stepped: &Stepped, script: &Stepped) {
    assert_eq!(stepped.code, Some(0), "{}", stepped.stderr);
    assert_eq!(script.code, Some(0), "{}", script.stderr);
    assert_eq!(stepped.calls(), script.calls());
    assert_eq!(stepped.paths(), script.paths());
    assert_eq!(stepped.found(), [] as [&str; 0], "a correct program");
}

#[test]
fn a_server_in_c_is_the_same_as_its_script() {
    let Some(stepped) = step_file(c("server", SERVER_C, &[])) else {
        return;
    };
    equals(&stepped, &script("server", SERVER_SCRIPT));
    assert_eq!(
        stepped.line_of("accept").as_deref(),
        Some("int a = accept(s, NULL, NULL);")
    );
    let notes = stepped.notes();
    assert!(notes.contains(&"STEP_ENDED"), "{notes:?}");
    let log = stepped.hosts("log");
    assert!(log.iter().any(|line| line["text"] == "ready"), "{log:?}");
}

#[test]
fn a_static_server_is_the_same_too() {
    let Some(stepped) = step_file(c("static", SERVER_C, &["-static", "-O2"])) else {
        return;
    };
    equals(&stepped, &script("static", SERVER_SCRIPT));
    let line = stepped.line_of("bind").unwrap();
    assert!(line.starts_with("bind(s,"), "{line}");
}

#[test]
fn a_client_is_answered_where_it_calls() {
    let Some(stepped) = step_file(c("client", CLIENT_C, &[])) else {
        return;
    };
    equals(&stepped, &script("client", CLIENT_SCRIPT));
    assert!(stepped.board_reached("ESTABLISHED"));
}

#[test]
fn a_server_in_python_is_the_same_and_knows_its_lines() {
    let Some(program) = python("python", SERVER_PY) else {
        return;
    };
    let Some(stepped) = step(&[], &program) else {
        return;
    };
    equals(&stepped, &script("python", SERVER_SCRIPT));
    assert_eq!(
        stepped.line_of("accept").as_deref(),
        Some("a, who = s.accept()")
    );
}

#[test]
fn a_child_process_keeps_its_parents_socket_open() {
    let Some(stepped) = step_file(c("fork", FORK_C, &[])) else {
        return;
    };
    assert_eq!(stepped.code, Some(0), "{}", stepped.stderr);
    let notes = stepped.notes();
    assert!(notes.contains(&"STEP_FORKED"), "{notes:?}");
    assert!(notes.contains(&"STEP_CLOSES"), "the listener: {notes:?}");
    // The parent's close() sends no FIN: the child's does, after it has read to the end.
    let paths = stepped.paths();
    let connection = paths.iter().find(|path| path[0] == "SYN-RECEIVED").unwrap();
    let expected = [
        "SYN-RECEIVED",
        "ESTABLISHED",
        "CLOSE-WAIT",
        "LAST-ACK",
        "CLOSED",
    ];
    assert_eq!(connection, &expected);
}

#[test]
fn a_thread_has_a_number_of_its_own() {
    let Some(stepped) = step_file(c("thread", THREAD_C, &["-pthread"])) else {
        return;
    };
    assert_eq!(stepped.code, Some(0), "{}", stepped.stderr);
    let calls = stepped.hosts("call");
    let of = |name| calls.iter().find(|call| call["call"] == name).unwrap();
    let (accept, read) = (of("accept"), of("read"));
    assert_eq!(accept["pid"], read["pid"]);
    assert_ne!(accept["tid"], read["tid"]);
    assert_eq!(read["source"]["function"], "serve");
}

#[test]
fn a_program_that_is_not_there_is_said() {
    let Some(stepped) = step(&[], &["/nowhere/server".to_owned()]) else {
        return;
    };
    assert_eq!(stepped.code, Some(3));
    assert!(stepped.stderr.contains("execve()"), "{}", stepped.stderr);
}

/// The host's program of a lesson, as `sockscope code` writes it, at its address on the wire.
fn written(lesson: &str, to: &str) -> String {
    let folder = folder(&format!("code-{lesson}-{to}"));
    let _ = std::fs::remove_dir_all(&folder);
    let made = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(["code", lesson, "--to", to, "-o"])
        .arg(&folder)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let files = String::from_utf8(made.stdout).unwrap();
    let host = files
        .lines()
        .find(|file| file.contains("server"))
        .expect(&files);
    let source = std::fs::read_to_string(host).unwrap();
    source.replace("127.0.0.1", "10.77.0.1")
}

/// What `sockscope code` writes is correct, and steps through the lesson's own life.
#[test]
fn a_lessons_programs_have_no_mistake() {
    for lesson in ["lifecycle", "goodbye", "handshake"] {
        let source = written(lesson, "c");
        let program = c(&format!("code-{lesson}"), &source, &["-pthread"]);
        let program = program.map(|file| vec![file.to_string_lossy().into_owned()]);
        let script = python(&format!("code-{lesson}-py"), &written(lesson, "python"));
        for program in [program, script].into_iter().flatten() {
            let Some(stepped) = step(&["--with", lesson], &program) else {
                return;
            };
            assert_eq!(stepped.found(), [] as [&str; 0], "{lesson}: {program:?}");
            assert!(
                stepped.board_reached("ESTABLISHED"),
                "{lesson}: {program:?}"
            );
        }
    }
}
