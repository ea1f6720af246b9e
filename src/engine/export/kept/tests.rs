//! What was played, kept as a lesson, and run again.

use super::*;
use crate::lesson::{check, parse};
use crate::pair::Sim;
use crate::run::{Exit, Message, Options};
use crate::script::{parse as script, parse_line};
use std::sync::Arc;

/// Half a second between one line and the next, as fast as a hand is.
const HAND_US: u64 = 500_000;

/// Two cores, and lines that were typed one after the other.
fn played(lines: &[&str], role: Role) -> Sim {
    let options = Options::stepping(role);
    let mut sim = Sim::of_script(Vec::new(), options, 7);
    for text in lines {
        let line = parse_line(text, 1).expect("a line").expect("a call");
        sim.tell(Message::ByHand(line));
        sim.advance(sim.now_us() + HAND_US);
    }
    sim
}

/// How the lesson runs by itself, and what it says of its expectations.
fn run(text: &str, role: Role) -> (Option<Exit>, Vec<String>) {
    assert!(
        check("kept", "kept.toml", text).is_empty(),
        "{:#?}\n{text}",
        check("kept", "kept.toml", text)
    );
    let lesson = Arc::new(parse("kept", "kept.toml", text).expect("it is read"));
    let mut sim = Sim::of_lesson(
        &lesson,
        Options {
            role,
            ..Options::default()
        },
        3,
    );
    let exit = sim.run(120_000_000);
    let missed = sim
        .model
        .log
        .timeline
        .events()
        .filter_map(|event| match &event.what {
            What::Expect {
                text,
                ok: false,
                saw,
            } => Some(format!("{text}: {saw}")),
            What::Note {
                text,
                fact,
                failure: true,
                ..
            } => Some(format!("{text} {fact:?}")),
            _ => None,
        });
    (exit, missed.collect())
}

/// A life by hand, its handshake and its end frozen, with a mistake, a blocked call that is overtaken and a
/// segment that is picked out.
const LIFE: &[&str] = &[
    "host: s = socket(AF_INET, SOCK_STREAM)",
    "host: listen(s, 1)",
    "host: bind(s, HOST:7777)",
    "host: close(s)",
    "host: s = socket(AF_INET, SOCK_STREAM)",
    "host: bind(s, HOST:7777)",
    "host: listen(s, 1)",
    "host: a = accept(s)",
    "host: getsockname(s)",
    "wire: hold",
    "board: c = socket(AF_INET, SOCK_STREAM)",
    "board: connect(c, HOST:7777)",
    "wire: release",
    "wire: open",
    "board: send(c, \"it's \\\"hot\\\"\")",
    "host: recv(a, 64)",
    "board: close(c)",
    "host: close(a)",
    "host: close(s)",
];

#[test]
fn what_was_played_runs_again_as_a_lesson_in_both_roles() {
    for role in [Role::Server, Role::Client] {
        let text = kept(&played(LIFE, role).model).expect("it can be kept");
        // The parts are named, not the peers: it runs in both.
        for again in [Role::Server, Role::Client] {
            let (exit, missed) = run(&text, again);
            assert_eq!(exit, Some(Exit::Done), "{missed:#?}\n{text}");
        }
        let server = part(Peer::Host, role);
        for wanted in [
            format!("expect {server} EINVAL"),
            format!("{server}: a = accept(s) &"),
            format!("expect {server} blocked"),
            format!("expect {}.c SYN-SENT", part(Peer::Board, role)),
            "needs_gate = true".to_owned(),
        ] {
            assert!(text.contains(&wanted), "{wanted}\n{text}");
        }
    }
}

#[test]
fn an_expectation_that_was_not_so_is_missed() {
    let text = kept(&played(LIFE, Role::Server).model).expect("it can be kept");
    let wrong = text.replace("expect server EINVAL", "expect server EBADF");
    assert_eq!(run(&wrong, Role::Server).0, Some(Exit::Expectation));
}

/// Every lesson that ships, run at full speed, can be kept, has no mistake, and runs again.
#[test]
fn a_lesson_that_ran_can_be_kept() {
    let all = crate::lesson::shipped().iter();
    // What a program does, no lines of a lesson do.
    for lesson in all.filter(|lesson| lesson.program.is_none()) {
        let mut sim = Sim::of_lesson(&Arc::new(lesson.clone()), Options::default(), 5);
        assert_eq!(sim.run(600_000_000), Some(Exit::Done), "{}", lesson.id);
        let text = kept(&sim.model).unwrap_or_else(|why| panic!("{}: {why:?}", lesson.id));
        let (exit, missed) = run(&text, Role::Server);
        assert_eq!(exit, Some(Exit::Done), "{}: {missed:#?}\n{text}", lesson.id);
    }
}

#[test]
fn what_no_lesson_can_hold_is_refused() {
    let nothing = Sim::of_script(Vec::new(), Options::default(), 1);
    assert_eq!(kept(&nothing.model), Err(Refusal::Nothing));
    let long = format!("host: send(s, \"{}\")", "x".repeat(80));
    let sim = played(
        &["host: s = socket(AF_INET, SOCK_STREAM)", &long],
        Role::Server,
    );
    assert!(matches!(kept(&sim.model), Err(Refusal::TooLong(_))));
    let many = "host: s = socket(AF_INET, SOCK_STREAM)\nhost: close(s)\n".repeat(60);
    let mut sim = Sim::of_script(script(&many).expect("a script"), Options::default(), 1);
    sim.run(600_000_000);
    assert_eq!(kept(&sim.model), Err(Refusal::TooMuch));
}
