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
