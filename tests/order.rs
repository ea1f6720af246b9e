//! The outcome of a script does not depend on luck: docs/call-language.md says in which order lines start, and
//! run after run they do, with the same results.
//!
//! `SOCKSCOPE_RUNS=2000 cargo test --test order` runs each script so many times.

#![cfg(target_os = "linux")]

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// How many times each script runs, unless `SOCKSCOPE_RUNS` says otherwise.
const RUNS: usize = 8;

/// Scripts that have nothing but the order of their lines to go by.
const SCRIPTS: [(&str, &str); 6] = [
    (
        "who closes first",
        "host: l = socket(AF_INET, SOCK_STREAM)
         host: bind(l, HOST:7001)
         host: listen(l, 1)
         board: c = socket(AF_INET, SOCK_STREAM)
         board: connect(c, HOST:7001)
         host: a = accept(l)
         host: close(a)
         board: close(c)
         host: close(l)
         host: n = socket(AF_INET, SOCK_STREAM)
         host: bind(n, HOST:7001)",
    ),
    (
        "a waiting call ends before the next line of the other end",
        "host: l = socket(AF_INET, SOCK_STREAM)
         host: bind(l, HOST:7001)
         host: listen(l, 1)
         host: a = accept(l)
         host: send(a, \"hola\")
         board: c = socket(AF_INET, SOCK_STREAM)
         board: connect(c, HOST:7001)
         board: fcntl(c, O_NONBLOCK)
         board: recv(c, 64)
         board: send(c, \"uno\")
         host: ioctl(a, FIONREAD)
         board: send(c, \"dos\")
         host: ioctl(a, FIONREAD)
         host: recv(a, 64)
         host: fcntl(a, O_NONBLOCK)
         host: recv(a, 64)",
    ),
    (
        "connect without waiting",
        "board: l = socket(AF_INET, SOCK_STREAM)
         board: bind(l, BOARD:7001)
         board: listen(l, 1)
         host: c = socket(AF_INET, SOCK_STREAM)
         host: fcntl(c, O_NONBLOCK)
         host: connect(c, BOARD:7001)
         host: connect(c, BOARD:7001)
         host: connect(c, BOARD:7001)
         board: fcntl(l, O_NONBLOCK)
         board: a = accept(l)
         board: b = accept(l)
         host: poll(c POLLIN+POLLOUT, 0)
         board: close(a)
         host: poll(c POLLIN+POLLOUT, 0)
         host: recv(c, 9)",
    ),
    (
        "the wire is held after the handshake, not in it",
        "host: l = socket(AF_INET, SOCK_STREAM)
         host: bind(l, HOST:7001)
         host: listen(l, 1)
         board: c = socket(AF_INET, SOCK_STREAM)
         board: connect(c, HOST:7001)
         wire: hold
         board: send(c, \"hola\")
         expect held 1
         host: a = accept(l)
         host: fcntl(a, O_NONBLOCK)
         host: recv(a, 64)
         wire: release
         host: recv(a, 64)
         wire: open",
    ),
    (
        "two that wait for each other",
        "host: u = socket(AF_INET, SOCK_DGRAM)
         host: bind(u, HOST:7001)
         board: v = socket(AF_INET, SOCK_DGRAM)
         board: bind(v, BOARD:7002)
         host: recvfrom(u, 64)
         host: sendto(u, \"dos\", BOARD:7002)
         host: recvfrom(u, 64)
         board: sendto(v, \"uno\", HOST:7001)
         board: recvfrom(v, 64)
         board: sendto(v, \"tres\", HOST:7001)
         board: fcntl(v, O_NONBLOCK)
         board: recvfrom(v, 64)",
    ),
    (
        "a refused datagram is known at the next call",
        "host: u = socket(AF_INET, SOCK_DGRAM)
         host: connect(u, BOARD:9)
         host: send(u, \"x\")
         host: send(u, \"x\")
         host: send(u, \"x\")
         board: v = socket(AF_INET, SOCK_DGRAM)
         board: connect(v, HOST:9)
         board: send(v, \"x\")
         board: send(v, \"x\")
         board: send(v, \"x\")",
    ),
];

fn runs() -> usize {
    let runs = std::env::var("SOCKSCOPE_RUNS");
    runs.map_or(RUNS, |runs| runs.parse().expect("a number"))
}

/// The calls of a run in their order, each with what it came to.
fn calls(script: &str, board: &str) -> Vec<String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(["run", "-", "--json", "--board", board])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(script.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let events: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let ended = |id: &Value| {
        let mut returns = events.iter().filter(|event| event["kind"] == "return");
        let ret = returns.find(|ret| ret["id"] == *id);
        ret.map_or("waits".to_owned(), |ret| {
            // A descriptor's number is the system's own.
            let number = match ret["errno"]["name"].as_str() {
                Some(errno) => errno.to_owned(),
                None if ret["call"] == "socket" || ret["call"] == "accept" => "ok".to_owned(),
                None => ret["ret"].to_string(),
            };
            format!("{number} {} {} {}", ret["data"], ret["value"], ret["poll"])
        })
    };
    let calls = events.iter().filter(|event| event["kind"] == "call");
    calls
        .map(|call| {
            format!(
                "{}: {} -> {}",
                call["peer"],
                call["text"],
                ended(&call["id"])
            )
        })
        .collect()
}

#[test]
fn run_after_run_lines_come_in_the_same_order_to_the_same_end() {
    let mut wrong = Vec::new();
    for board in ["virtual", "pair", "loopback"] {
        for (name, script) in SCRIPTS {
            if board == "loopback" && script.contains("wire:") {
                continue;
            }
            let first = calls(script, board);
            let others = (1..runs()).map(|_| calls(script, board));
            let unlike: Vec<_> = others.filter(|other| *other != first).collect();
            if let Some(other) = unlike.first() {
                wrong.push(format!(
                    "{name} on {board}: {} of {} differ:\n{}\n-- and --\n{}",
                    unlike.len(),
                    runs(),
                    first.join("\n"),
                    other.join("\n")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
