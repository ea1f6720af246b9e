//! Nothing is left of the learner's program, however sockscope ends.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::programs::SERVER_C;
use super::support::{c, command, missing};

/// Waits until a process is gone.
#[track_caller]
pub fn is_gone(pid: u64) {
    let until = Instant::now() + Duration::from_secs(20);
    let stat = format!("/proc/{pid}/stat");
    // What is dead and not waited for yet has the state Z.
    let lives = || {
        let stat = std::fs::read_to_string(Path::new(&stat)).unwrap_or_default();
        stat.rsplit(')')
            .next()
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
    };
    while lives() {
        assert!(Instant::now() < until, "process {pid} lives on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Steps a server that nobody calls, and ends sockscope with this signal while it waits.
fn end_with(name: &str, signal: &str) {
    let Some(program) = c(name, SERVER_C, &[]) else {
        return;
    };
    let program = program.to_string_lossy().into_owned();
    // The other end has a line left, and waits with it.
    let script = super::support::folder(name).join("wait.sock");
    std::fs::write(&script, "timeout 60\nsleep 50s\n").unwrap();
    let script = script.to_string_lossy().into_owned();
    let mut child = command(&["--json", "--with", &script], &[program])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let events = lines.map_while(Result::ok);
    let mut events = events.map(|line| serde_json::from_str::<Value>(&line).unwrap());
    let pid = events.find_map(|event| event["pid"].as_u64());
    let blocked = events.any(|event| event["kind"] == "blocked" && event["peer"] == "host");
    let Some(pid) = pid.filter(|_| blocked) else {
        child.wait().unwrap();
        return missing("the private wire");
    };
    let sent = std::process::Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    child.wait().unwrap();
    is_gone(pid);
}

#[test]
fn nothing_is_left_after_sigkill() {
    end_with("killed", "-KILL");
}

#[test]
fn nothing_is_left_after_sigint() {
    end_with("interrupted", "-INT");
}
