//! Whole lessons over a serial link: the built program, a board on a pseudo-terminal, and a network
//! between them that the test made.

use std::fs::File;
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use serde_json::Value;

use crate::shell::{Manners, Shell};

/// The program, on the board's own network: the private wire's namespace has the host's address.
fn sockscope(shell: &Shell, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    command
        .args(args)
        .args(["--board", &shell.path])
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null());
    enter_network(&mut command, shell);
    command.output().expect("the program starts")
}

/// The command will run in the namespace of the private wire that the board is on.
pub fn enter_network(command: &mut Command, shell: &Shell) {
    let facts = shell.wire.facts();
    let namespace = |kind: &str| File::open(format!("/proc/{}/ns/{kind}", facts.helper)).unwrap();
    let user = facts.user_namespace.then(|| namespace("user"));
    let net = namespace("net");
    // SAFETY: between fork(2) and exec(2) only setns(2) is called.
    unsafe {
        command.pre_exec(move || {
            if let Some(user) = &user {
                let kind = LinkNameSpaceType::User;
                move_into_link_name_space(user.as_fd(), Some(kind))?;
            }
            let kind = LinkNameSpaceType::Network;
            Ok(move_into_link_name_space(net.as_fd(), Some(kind))?)
        });
    }
}

/// From the board back to the host: over the wire, where the host is, and from where there is no way.
#[test]
fn the_doctor_lets_the_board_connect_back() {
    let shell = Shell::new(Manners::default());
    let output = sockscope(&shell, &["doctor", "--lang", "en"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("board a1b2c3, esp32c3"), "{said}");
    assert!(
        said.contains("connected to this computer (10.77.0.1)"),
        "{said}"
    );
}

fn events(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("each line is a JSON object"))
        .collect()
}

#[track_caller]
fn done(output: &Output) -> Vec<Value> {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{said}\n{:#?}",
        events(output)
    );
    events(output)
}

#[test]
fn the_life_cycle_runs_over_a_serial_link_and_the_gate_is_the_boards() {
    let shell = Shell::new(Manners {
        paced: true,
        ..Manners::default()
    });
    for role in ["server", "client"] {
        let events = done(&sockscope(
            &shell,
            &["run", "lifecycle", "--json", "--role", role],
        ));
        let session = &events[0];
        assert_eq!(session["board"], "esp32c3 a1b2c3");
        assert_eq!(session["link"], Value::from(&*shell.path));
        assert_eq!(session["host"], "10.77.0.1");
        assert_eq!(session["board_addr"], "10.77.0.2");
        let of = |peer: &'static str| {
            events
                .iter()
                .filter(move |event| event["kind"] == "state" && event["peer"] == peer)
        };
        for peer in ["host", "board"] {
            assert!(
                of(peer).any(|event| event["to"] == "ESTABLISHED"),
                "{role}: {peer}"
            );
        }
        let measured = of("board").all(|event| event["evidence"] == "measured");
        assert!(measured, "{role}: the board said so of each of its states");
    }
}

/// What a line without noise and one with it have in common: the truth. With one byte in a thousand
/// wrong a lesson may end early, but it ends, it says why, and no state contradicts the one before.
#[test]
fn a_lesson_over_a_noisy_line_ends_and_invents_nothing() {
    let shell = Shell::new(Manners {
        noise: 1000,
        ..Manners::default()
    });
    for _ in 0..3 {
        let output = sockscope(&shell, &["run", "lifecycle", "--json"]);
        let events = events(&output);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{said}");
        assert_eq!(events.last().expect("events")["kind"], "end", "{said}");
        let mut states = std::collections::HashMap::new();
        for event in events
            .iter()
            .filter(|event| event["kind"] == "state" && event["peer"] == "board")
        {
            let before = states.insert(event["socket"].to_string(), event["to"].clone());
            if let Some(before) = before {
                assert_eq!(event["from"], before, "{event}");
            }
        }
    }
}

#[test]
fn a_board_without_a_way_to_it_is_named() {
    let shell = Shell::new(Manners::default());
    let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args([
            "run",
            "lifecycle",
            "--board",
            "/dev/ttyNOWHERE",
            "--lang",
            "es",
        ])
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("/dev/ttyNOWHERE: ese puerto no existe"),
        "{said}"
    );
    drop(shell);
}
