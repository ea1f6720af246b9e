//! The table of call sequences, as text.
//!
//! ```text
//! setup client                            a name for lines that many rows begin with
//!   board: c = socket(AF_INET, SOCK_STREAM)
//!
//! row a second connect is EISCONN         the row's title
//!   use client                            the lines of that set-up
//!   board: connect(c, HOST:7001) => EISCONN
//! ```
//!
//! Calls are those of the call language (docs/call-language.md); `board:` makes the subject's, `host:`
//! the peer's. Ports from 7000 to 7009 are the row's own. What the subjects give back is compared
//! with one another; what stands behind `=>` is what the man page says, and both are compared with that
//! as well.
//!
//! | line | |
//! | --- | --- |
//! | `board: CALL => OUTCOME` | the outcome is an errno, a number, a text, an address …, `ok` or `blocked` |
//! | `board => OUTCOME` | so has the last call of that peer ended by now |
//! | `board.c => STATE` | the state of a socket |
//! | `cancel board` | interrupts the last call of that peer |

use std::collections::HashMap;

use sockscope::peer::Peer;
use sockscope::script::{CallLine, LineKind, Role, parse_line};

/// One line of a row.
#[derive(Clone, Debug)]
pub struct Step {
    pub text: String,
    pub act: Act,
    pub expect: Option<String>,
}

/// What a line does.
#[derive(Clone, Debug)]
pub enum Act {
    Call(Peer, CallLine),
    /// Looks at the last call.
    Outcome(Peer),
    /// Looks at a socket.
    State(Peer, String),
    Cancel(Peer),
}

/// One sequence.
#[derive(Clone, Debug)]
pub struct Row {
    pub title: String,
    pub steps: Vec<Step>,
}

/// Reads a table.
///
/// # Panics
/// With the line, if that is none: the table is part of the test.
pub fn parse(text: &str) -> Vec<Row> {
    let mut setups: HashMap<&str, Vec<Step>> = HashMap::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut setup = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split(" # ").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix("setup ") {
            setup = Some(name);
            setups.insert(name, Vec::new());
        } else if let Some(title) = line.strip_prefix("row ") {
            setup = None;
            let (title, steps) = (title.to_owned(), Vec::new());
            assert!(rows.iter().all(|row| row.title != title), "twice: {title}");
            rows.push(Row { title, steps });
        } else {
            let steps = match line.strip_prefix("use ") {
                Some(name) => setups[name].clone(),
                None => vec![step(line, number)],
            };
            match setup {
                Some(name) => setups.get_mut(name).unwrap().extend(steps),
                None => rows.last_mut().expect("a row").steps.extend(steps),
            }
        }
    }
    rows
}

/// Reads one line.
pub fn step(line: &str, number: u32) -> Step {
    let (what, expect) = match line.split_once("=>") {
        Some((what, expect)) => (what.trim(), Some(expect.trim().to_owned())),
        None => (line, None),
    };
    let act = if let Some(name) = what.strip_prefix("cancel ") {
        Act::Cancel(peer(name, line))
    } else if what.contains(": ") {
        match parse_line(what, number) {
            Ok(Some(line)) => match line.kind {
                LineKind::Call(call) => Act::Call(call.actor.peer(Role::Server), call),
                other => panic!("not for a table: {other:?}"),
            },
            other => panic!("{line}: {other:?}"),
        }
    } else if let Some((of, name)) = what.split_once('.') {
        Act::State(peer(of, line), name.to_owned())
    } else {
        Act::Outcome(peer(what, line))
    };
    let text = what.to_owned();
    Step { text, act, expect }
}

fn peer(name: &str, line: &str) -> Peer {
    let found = Peer::BOTH.into_iter().find(|peer| peer.name() == name);
    found.unwrap_or_else(|| panic!("no peer: {line}"))
}
