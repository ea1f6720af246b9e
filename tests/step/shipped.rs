//! The programs that ship: each has one mistake, which is named with its line of the source that is shown.

use std::process::{Command, Stdio};

use super::support::{Stepped, missing};

/// Steps an example; `None` where this machine has no private wire.
fn step(name: &str) -> Option<Stepped> {
    let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .env("LC_ALL", "C.UTF-8")
        .args(["step", "--board", "virtual", "--json", "--example", name])
        .stdin(Stdio::null())
        .output()
        .expect("sockscope starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(3) && stderr.contains("private wire") {
        missing(&stderr);
        return None;
    }
    Some(Stepped::new(&output))
}

/// The calls of the example, each of which comes from a line that makes such a call; and what is found.
fn is_named(name: &str, source: &str, expected: &[(&str, &str)]) -> Option<Stepped> {
    let stepped = step(name)?;
    let text = |line: &serde_json::Value| {
        let line = line.as_u64().and_then(|line| usize::try_from(line).ok());
        let line = line.and_then(|line| source.lines().nth(line.checked_sub(1)?));
        line.unwrap_or_default().trim()
    };
    let calls = stepped.hosts("call");
    assert!(calls.len() > 5, "{name}: {:#?}", stepped.events);
    for call in &calls {
        let line = text(&call["source"]["line"]);
        let made = format!("{}(", call["call"].as_str().unwrap());
        assert!(line.contains(&made), "{name}: {made} at {line}");
    }
    let notes = stepped.events.iter();
    let notes = notes.filter(|event| event["about"].is_u64());
    let found: Vec<(&str, &str)> = notes
        .map(|note| {
            let call = calls.iter().find(|call| call["id"] == note["about"]);
            let key = note["args"]["what"]["key"].as_str().unwrap();
            (key, text(&call.unwrap()["source"]["line"]))
        })
        .collect();
    assert_eq!(found, expected, "{name}: {:#?}", stepped.events);
    Some(stepped)
}

#[test]
fn a_parent_that_keeps_its_childs_connection() {
    let source = include_str!("../../src/example/forks.rs");
    let found = ("FOUND_PARENT_KEEPS", "let a = accept(s)?;");
    is_named("forks", source, &[found]);
}

#[test]
fn a_signal_that_ends_who_sends() {
    let source = include_str!("../../src/example/pipe.rs");
    let line = "send(a, b\"goodbye\")?;";
    let found = [("FOUND_PIPE_RESET", line), ("FOUND_SIGPIPE", line)];
    let Some(stepped) = is_named("pipe", source, &found) else {
        return;
    };
    let notes = stepped.events.iter();
    let mut signals = notes.filter_map(|note| note["args"]["signal"].as_str());
    assert_eq!(signals.next(), Some("SIGPIPE"));
}

#[test]
fn one_that_does_not_ship() {
    let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(["step", "--lang", "en", "--text", "--example", "spoons"])
        .output()
        .expect("sockscope starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("forks, pipe"), "{stderr}");
}

/// What a lesson run without a screen comes to, on this board.
fn lesson(board: &str) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(["run", "fork", "--json", "--lang", "en", "--board", board])
        .stdin(Stdio::null())
        .output()
        .expect("sockscope starts")
}

#[test]
fn the_lesson_about_a_program_is_measured_on_that_program() {
    let output = lesson("virtual");
    if output.status.code() == Some(3) {
        missing(&String::from_utf8_lossy(&output.stderr));
        return;
    }
    assert_eq!(output.status.code(), Some(0));
    let stepped = Stepped::new(&output);
    let calls = stepped.hosts("call");
    let pids: std::collections::BTreeSet<u64> = calls
        .iter()
        .filter_map(|call| call["pid"].as_u64())
        .collect();
    assert_eq!(pids.len(), 3, "a parent and two children: {calls:#?}");
    let source = include_str!("../../src/example/forks.rs");
    for call in &calls {
        let line = call["source"]["line"].as_u64().expect("it is noted") as usize;
        let made = format!("{}(", call["call"].as_str().unwrap());
        assert!(
            source.lines().nth(line - 1).unwrap().contains(&made),
            "{call}"
        );
    }
    let found = stepped
        .events
        .iter()
        .filter(|event| event["about"].is_u64());
    let found: Vec<&str> = found
        .filter_map(|note| note["args"]["what"]["key"].as_str())
        .collect();
    let expected = ["FOUND_PIPE_RESET", "FOUND_SIGPIPE", "FOUND_PARENT_KEEPS"];
    assert_eq!(found, expected);
}

#[test]
fn where_no_program_can_be_stepped_the_lesson_is_told_and_nothing_is_called() {
    for board in ["pair", "loopback"] {
        let output = lesson(board);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{board}: {text}");
        assert!(!text.contains(r#""kind":"call""#), "{board}: {text}");
        assert!(text.contains(r#""told":true"#), "{board}: {text}");
    }
}

#[test]
fn no_code_is_written_of_a_lesson_about_a_program() {
    let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(["code", "fork", "--to", "c", "--lang", "en", "--output"])
        .arg(super::support::folder("no-code"))
        .output()
        .expect("sockscope starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("--example forks"), "{stderr}");
}

#[test]
fn a_server_that_runs_out_of_descriptors() {
    let source = include_str!("../../src/example/leaks.rs");
    let found = ("FOUND_NO_NUMBERS", "let a = accept(s)?;");
    let Some(stepped) = is_named("leaks", source, &[found]) else {
        return;
    };
    let failed = stepped.hosts("return");
    let failed = failed.iter().filter(|event| event["errno"].is_object());
    let names: Vec<&str> = failed
        .filter_map(|event| event["errno"]["name"].as_str())
        .collect();
    assert_eq!(names, ["EMFILE"]);
}
