//! `run` and the stage tell one story: the same lesson leaves the same events, whether it runs by
//! itself or a learner steps through it.

use std::process::Command;

use serde_json::Value;

use super::{LARGE, own, start};

fn events(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("each line is a JSON object"))
        .collect()
}

/// What a lesson's events say that does not hang on the moment: no times, no descriptors' numbers (the
/// stage has a terminal open), and of each socket its own order, since two peers run at once.
fn story(events: &[Value]) -> Vec<(String, Vec<String>)> {
    let mut lanes: Vec<(String, Vec<String>)> = Vec::new();
    for event in events {
        let field = |name: &str| event[name].to_string();
        let kind = event["kind"].as_str().expect("a kind");
        let (lane, fields): (String, &[&str]) = match kind {
            "session" => (kind.into(), &["lesson", "role", "board", "link", "gate"]),
            "step" => (kind.into(), &["index", "id"]),
            "call" => (kind.into(), &["id", "peer", "call", "fd", "text"]),
            "return" => (
                format!("return of {}", field("id")),
                match event["call"].as_str() {
                    Some("socket" | "accept") => &["peer", "call", "fd", "errno"],
                    _ => &["peer", "call", "fd", "ret", "errno", "data", "value"],
                },
            ),
            "state" => (
                format!("state of {} {}", field("peer"), field("socket")),
                &["fd", "from", "to", "cause", "evidence"],
            ),
            "expect" => (kind.into(), &["text", "ok"]),
            _ => continue,
        };
        let said = fields.iter().map(|name| field(name)).collect::<Vec<_>>();
        let said = said.join(" ");
        match lanes.iter_mut().find(|(name, _)| *name == lane) {
            Some((_, lines)) => lines.push(said),
            None => lanes.push((lane, vec![said])),
        }
    }
    lanes.sort();
    lanes
}

#[test]
fn a_recording_of_the_stage_and_a_run_tell_the_same_story() {
    let file = std::env::temp_dir().join(format!("sockscope-story-{}.jsonl", std::process::id()));
    let path = file.to_str().expect("a path of ASCII");
    for lesson in ["lifecycle", "handshake"] {
        let run = Command::new(env!("CARGO_BIN_EXE_sockscope"))
            .args(["run", own(lesson).unwrap_or(lesson), "--json"])
            .args(["--board", "virtual"])
            .output()
            .expect("the program starts");
        let Some(mut term) = start(&[lesson, "--record", path], LARGE) else {
            return;
        };
        let run = events(std::str::from_utf8(&run.stdout).expect("UTF-8"));
        assert_eq!(run.last().expect("events")["ok"], true);
        let steps = run.iter().filter(|event| event["kind"] == "step").count();
        term.keys("y");
        let over = format!("{steps}/{steps}");
        // The notice at the end of a lesson comes with the key after its last line.
        while !(term.screen().contains(&over) && term.screen().contains("The lesson is over")) {
            term.keys("\r");
            term.settle();
        }
        term.quit();
        let recorded = events(&std::fs::read_to_string(&file).expect("the recording"));
        std::fs::remove_file(&file).expect("the recording");
        assert!(
            run.iter()
                .filter(|event| event["kind"] == "step")
                .all(|event| event["id"] != ""),
            "each step has its name"
        );
        for (one, other) in story(&run).iter().zip(&story(&recorded)) {
            assert_eq!(one, other, "{lesson}");
        }
        assert_eq!(story(&run).len(), story(&recorded).len(), "{lesson}");
    }
}
