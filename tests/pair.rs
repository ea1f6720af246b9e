//! Parity: what a program does on two board cores is what it does on the kernel and a board core. Every
//! lesson in both roles, and every script of `tests/scripts`.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::Arc;

use sockscope::lesson;
use sockscope::pair::Sim;
use sockscope::run::Options;
use sockscope::script::{Role, parse};
use sockscope::timeline::{Event, What, from_line};

/// What two simulated ends may do otherwise than the kernel and a board, in which lesson or script (in all: the
/// empty name), and why.
const DIFFERENCES: &[(&str, &str)] = &[
    // The kernel delays an acknowledgment, or lets data bear it; a core sends it at once.
    ("", "segment ACK"),
    // A SYN that finds the queue full is repeated; one that comes a moment later, after accept(), is not.
    ("queue", "segment host->board S 0"),
    ("queue", "segment board->host S 0"),
    // Of a connection within one machine: the kernel lets its own FIN bear the other's acknowledgment.
    ("addresses", "state host FIN-WAIT-"),
    // Where a long send() is pushed is each stack's own choice.
    ("delivered", "segment host->board A 1460"),
    ("delivered", "segment host->board PA 1460"),
    // How much the buffers take, and how a stream is cut into segments, is each system's own.
    ("window", "segment "),
    ("window", "return host send"),
    ("window", "return board send"),
    ("window", "return host recv"),
    ("window", "return board recv"),
];

/// An event without the numbers that no two runs share; nothing for what is not to be compared.
fn essence(event: &Event) -> Option<String> {
    Some(match &event.what {
        What::Call { peer, text, .. } => format!("call {peer} {text}"),
        What::Return(back) => {
            let made = back.call.makes_fd() && back.ret > 0;
            let ret = if made { 1 } else { back.ret };
            let errno = back.errno.as_ref().map(|errno| errno.name.as_str());
            format!(
                "return {} {} {ret} {errno:?} {:?}",
                back.peer, back.call, back.data
            )
        }
        What::State(change) => format!("state {} {} → {}", change.peer, change.from, change.to),
        What::Segment(packet) if packet.len == 0 && packet.flags.to_string() == "A" => {
            "segment ACK".to_owned()
        }
        // A reset may acknowledge or not (RFC 9293 section 3.10.7.1): the kernel's does not always.
        What::Segment(packet) if packet.flags.to_string().starts_with('R') => {
            format!("segment {} reset", packet.dir.name())
        }
        What::Segment(packet) => {
            format!(
                "segment {} {} {}",
                packet.dir.name(),
                packet.flags,
                packet.len
            )
        }
        What::Expect { text, ok, .. } => format!("expect {text} {ok}"),
        _ => return None,
    })
}

/// How often each thing happened, but for the steps that a pair only tells.
fn counted(events: impl Iterator<Item = Event>, told: &[&str]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut is_told = false;
    for event in events {
        if let What::Step { id, .. } = &event.what {
            is_told = told.contains(&id.as_str());
        }
        if let Some(essence) = essence(&event).filter(|_| !is_told) {
            *counts.entry(essence).or_default() += 1;
        }
    }
    counts
}

/// What the program makes of it on the private wire; `None` where there is none.
fn on_the_kernel(what: &str, role: Role, told: &[&str]) -> Option<BTreeMap<String, usize>> {
    let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(["run", what, "--board", "virtual", "--json", "--lang", "en"])
        .args(["--role", role.name()])
        .output()
        .expect("the program starts");
    if output.status.code() == Some(3) {
        assert!(
            std::env::var_os("SOCKSCOPE_CI").is_none(),
            "no private wire: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        eprintln!("no private wire here: nothing to compare {what} with");
        return None;
    }
    assert_eq!(output.status.code(), Some(0), "{what} {role:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let events = text.lines().map(|line| from_line(line).expect("an event"));
    Some(counted(events, told))
}

fn on_a_pair(mut sim: Sim, what: &str, told: &[&str]) -> BTreeMap<String, usize> {
    let exit = sim.run(300_000_000).map(|exit| exit.code());
    assert_eq!(exit, Some(0), "{what} on a pair");
    counted(sim.model.log.timeline.events().cloned(), told)
}

/// What happens more often on one side than on the other, but for the differences that are known.
fn apart(
    name: &str,
    kernel: &BTreeMap<String, usize>,
    pair: &BTreeMap<String, usize>,
) -> Vec<String> {
    let all = kernel.keys().chain(pair.keys());
    let known = |what: &str| {
        DIFFERENCES
            .iter()
            .any(|(of, known)| (of.is_empty() || *of == name) && what.starts_with(known))
    };
    let mut apart: Vec<String> = all
        .filter(|what| !known(what) && kernel.get(*what) != pair.get(*what))
        .map(|what| {
            let count = |counts: &BTreeMap<String, usize>| counts.get(what).copied().unwrap_or(0);
            format!("{what}: kernel {}, pair {}", count(kernel), count(pair))
        })
        .collect();
    apart.sort();
    apart.dedup();
    apart
}

#[test]
fn every_lesson_is_the_same_on_a_pair() {
    for lesson in lesson::shipped() {
        let needing = lesson.steps.iter().filter(|step| step.needs.is_some());
        let told: Vec<&str> = needing.map(|step| step.id.as_str()).collect();
        for role in [Role::Server, Role::Client] {
            let Some(kernel) = on_the_kernel(&lesson.id, role, &told) else {
                return;
            };
            let options = Options {
                role,
                ..Options::default()
            };
            let sim = Sim::of_lesson(&Arc::new(lesson.clone()), options, 7);
            let pair = on_a_pair(sim, &lesson.id, &told);
            let apart = apart(&lesson.id, &kernel, &pair);
            assert_eq!(apart, [""; 0], "{} {role:?}", lesson.id);
        }
    }
}

#[test]
fn every_script_is_the_same_on_a_pair() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scripts");
    for entry in fs::read_dir(folder).expect("tests/scripts is there") {
        let path = entry.expect("a file").path();
        let name = path.display().to_string();
        let text = fs::read_to_string(&path).expect("a script");
        // A line of its own says why a script cannot be the same.
        if text.contains("# not on a pair:") {
            continue;
        }
        let Some(kernel) = on_the_kernel(&name, Role::Server, &[]) else {
            return;
        };
        let lines = parse(&text).expect("a script that parses");
        let pair = on_a_pair(Sim::of_script(lines, Options::default(), 7), &name, &[]);
        assert_eq!(apart(&name, &kernel, &pair), [""; 0], "{name}");
    }
}
