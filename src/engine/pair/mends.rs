//! Mends that learners come to: right ones by another way, half right ones, and what only looks right.

use std::sync::Arc;

use super::*;
use crate::lesson::{PUZZLES, parse_puzzle};
use crate::run::{Exit, Options};
use crate::script::Role;

/// A mend: what is put in place of which line, several lines apart by `; `, and whether it is one.
type Mended = (&'static str, &'static [(&'static str, &'static str)], bool);

const MENDS: [Mended; 39] = [
    (
        "deaf",
        &[("bind(s, LOOPBACK:7777)", "server: bind(s, SERVER:7777)")],
        true,
    ),
    (
        "deaf",
        &[("bind(s, LOOPBACK:7777)", "server: bind(s, 0.0.0.0:7777)")],
        true,
    ),
    (
        "deaf",
        &[("bind(s, LOOPBACK:7777)", "server: bind(s, INADDR_ANY:7777)")],
        true,
    ),
    // Nobody finds a port by chance.
    ("deaf", &[("bind(s, LOOPBACK:7777)", "")], false),
    (
        "deaf",
        &[("bind(s, LOOPBACK:7777)", "server: bind(s, ANY:7778)")],
        false,
    ),
    (
        "deaf",
        &[(
            "listen(s, 5)",
            "server: listen(s, 5); server: a = accept(s)",
        )],
        false,
    ),
    (
        "glued",
        &[("recv(a, 64)", "server: recv(a, 4); server: recv(a, 64)")],
        true,
    ),
    (
        "glued",
        &[("recv(a, 64)", "server: read(a, 4); server: read(a, 5)")],
        true,
    ),
    ("glued", &[("recv(a, 64)", "server: recv(a, 4)")], false),
    (
        "glued",
        &[(
            "recv(a, 64)",
            "server: recv(a, 64); server: recv(a, 5, MSG_DONTWAIT)",
        )],
        false,
    ),
    (
        "glued",
        &[(
            "recv(a, 64)",
            "server: recv(a, 4, MSG_PEEK); server: recv(a, 64)",
        )],
        false,
    ),
    (
        "glued",
        &[(
            "recv(a, 64)",
            "server: setsockopt(a, TCP_NODELAY, 1); server: recv(a, 64)",
        )],
        false,
    ),
    (
        "leak",
        &[
            ("close(c)", "client: close(c); server: close(a)"),
            ("recv(a, 64)", "server: recv(a, 64)"),
        ],
        true,
    ),
    (
        "leak",
        &[(
            "close(c)",
            "client: close(c); server: shutdown(a, SHUT_RDWR); server: close(a)",
        )],
        true,
    ),
    (
        "leak",
        &[("close(c)", "client: close(c); server: close(s)")],
        false,
    ),
    (
        "leak",
        &[("close(c)", "server: close(a); client: close(c)")],
        false,
    ),
    (
        "leak",
        &[(
            "close(c)",
            "client: close(c); server: setsockopt(a, SO_LINGER, 1, 0); server: close(a)",
        )],
        false,
    ),
    (
        "no-echo",
        &[("wire: drop", "wire: release all; wire: open")],
        true,
    ),
    (
        "no-echo",
        &[("wire: drop", "wire: release; wire: release; wire: release")],
        true,
    ),
    ("no-echo", &[("wire: hold", ""), ("wire: drop", "")], true),
    ("no-echo", &[("wire: drop", "")], false),
    ("no-echo", &[("wire: drop", "wire: release")], false),
    (
        "no-echo",
        &[("wire: drop", "wire: delay 500; wire: open")],
        true,
    ),
    (
        "restart",
        &[(
            "bind(s, SERVER:7777)",
            "server: setsockopt(s, SO_REUSEADDR, 1); server: bind(s, SERVER:7777)",
        )],
        false,
    ),
    (
        "restart",
        &[(
            "bind(t, SERVER:7777)",
            "server: setsockopt(t, SO_REUSEADDR, 1); server: bind(t, SERVER:7777)",
        )],
        false,
    ),
    (
        "restart",
        &[(
            "bind(t, SERVER:7777)",
            "server: bind(t, SERVER:7777); server: setsockopt(t, SO_REUSEADDR, 1)",
        )],
        false,
    ),
    (
        "restart",
        &[("bind(t, SERVER:7777)", "server: bind(t, SERVER:7778)")],
        false,
    ),
    // A reset leaves no TIME-WAIT, and tells the client of an error.
    (
        "restart",
        &[(
            "close(a)",
            "server: setsockopt(a, SO_LINGER, 1, 0); server: close(a)",
        )],
        false,
    ),
    (
        "restart",
        &[
            (
                "bind(s, SERVER:7777)",
                "server: setsockopt(s, SO_REUSEADDR, 1); server: bind(s, SERVER:7777)",
            ),
            (
                "bind(t, SERVER:7777)",
                "server: setsockopt(t, SO_REUSEADDR, 1); server: bind(t, SERVER:7777); server: listen(t, 1)",
            ),
        ],
        true,
    ),
    ("silence", &[("listen(s, 0)", "server: listen(s, 1)")], true),
    (
        "silence",
        &[(
            "client: d = socket",
            "server: a = accept(s); client: d = socket(AF_INET, SOCK_STREAM)",
        )],
        true,
    ),
    (
        "slammed",
        &[("recv(a, 4)", "server: recv(a, 4); server: recv(a, 64)")],
        true,
    ),
    (
        "slammed",
        &[(
            "close(a)",
            "server: setsockopt(a, SO_LINGER, 1, 5); server: close(a)",
        )],
        false,
    ),
    ("slammed", &[("close(a)", "")], false),
    (
        "small-steps",
        &[(
            "send(c, \"la\")",
            "client: setsockopt(c, TCP_NODELAY, 1); client: send(c, \"la\")",
        )],
        true,
    ),
    // Another connection's SYN is no message.
    (
        "small-steps",
        &[(
            "sleep 100ms",
            "client: d = socket(AF_INET, SOCK_STREAM); client: connect(d, SERVER:7777) &; sleep 100ms",
        )],
        false,
    ),
    (
        "two-landlords",
        &[
            ("bind(s, SERVER:7777)", "server: bind(s, SERVER:7779)"),
            ("bind(t, SERVER:7777)", "server: bind(t, SERVER:7778)"),
        ],
        false,
    ),
    (
        "two-landlords",
        &[(
            "bind(t, SERVER:7777)",
            "server: setsockopt(t, SO_REUSEADDR, 1); server: bind(t, SERVER:7777)",
        )],
        false,
    ),
    (
        "unanswered",
        &[("close(a)", "server: close(a); server: send(a, \"12:00\")")],
        false,
    ),
];

#[test]
fn what_mends_is_taken_and_what_only_looks_so_is_refused() {
    let mut wrong = Vec::new();
    for (id, edits, right) in MENDS {
        let (_, text) = PUZZLES
            .iter()
            .find(|puzzle| puzzle.0 == id)
            .expect("a puzzle");
        let puzzle = parse_puzzle(id, "puzzle", text).expect("a puzzle");
        let faulty = &puzzle.steps[0].run;
        let mut lines: Vec<String> = faulty.iter().map(|line| line.source.clone()).collect();
        for (of, by) in edits {
            let at = lines.iter().position(|line| line.contains(of));
            let at = at.unwrap_or_else(|| panic!("{id} has no {of}"));
            lines.splice(
                at..=at,
                by.split("; ")
                    .filter(|line| !line.is_empty())
                    .map(str::to_owned),
            );
        }
        let lines = crate::script::parse(&lines.join("\n")).expect("a script");
        let of = puzzle.puzzle.as_ref().expect("a puzzle");
        assert!(of.may_be(faulty, &lines), "{id} {edits:?}");
        for role in [Role::Server, Role::Client] {
            let options = Options {
                role,
                ..Options::default()
            };
            let solution = Arc::new(puzzle.with_solution(lines.clone()));
            let exit = Sim::of_lesson(&solution, options, 7).run(60_000_000);
            if (exit == Some(Exit::Done)) != right {
                wrong.push(format!("{id} {role:?} {edits:?}: {exit:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_mend_starts_the_board_anew() {
    for (id, text) in PUZZLES.iter() {
        let puzzle = parse_puzzle(id, "puzzle", text).expect("a puzzle");
        let line = crate::script::parse("board: reset").expect("a script");
        let mend = puzzle.puzzle.as_ref().map(|puzzle| puzzle.mend);
        assert!(!mend.is_some_and(|mend| mend.allows(&line[0].kind)), "{id}");
    }
}
