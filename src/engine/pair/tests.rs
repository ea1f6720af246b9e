//! Whole lessons and scripts on two cores, and what a pair promises.

use std::sync::Arc;

use sockscope_link::State;

use super::*;
use crate::lesson;
use crate::run::{Exit, Options};
use crate::script::{Role, parse};
use crate::timeline::{What, to_line};

/// More than any lesson takes: a minute of two ends that wait for nobody.
const LIMIT: u64 = 60_000_000;

fn of_lesson(name: &str, role: Role, seed: u64) -> Sim {
    let lesson = Arc::new(lesson::find(name).expect("a lesson that ships").clone());
    let options = Options {
        role,
        ..Options::default()
    };
    Sim::of_lesson(&lesson, options, seed)
}

fn of_script(script: &str) -> Sim {
    let lines = parse(script).expect("a script that parses");
    Sim::of_script(lines, Options::default(), 7)
}

/// What went wrong, for the message of an assertion.
fn troubles(sim: &Sim) -> Vec<String> {
    let wrong = |what: &What| {
        matches!(
            what,
            What::Expect { ok: false, .. } | What::Note { failure: true, .. }
        )
    };
    let events = sim.model.log.timeline.events();
    events
        .filter(|event| wrong(&event.what))
        .map(to_line)
        .collect()
}

#[test]
fn every_lesson_runs_in_both_roles() {
    for lesson in lesson::shipped() {
        for role in [Role::Server, Role::Client] {
            let mut sim = of_lesson(&lesson.id, role, 7);
            let exit = sim.run(LIMIT);
            assert_eq!(
                exit,
                Some(Exit::Done),
                "{} {role:?}: {:?}",
                lesson.id,
                troubles(&sim)
            );
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_timeline_to_the_byte() {
    let text = |seed| {
        let mut sim = of_lesson("goodbye", Role::Client, seed);
        sim.run(LIMIT);
        let lines: Vec<String> = sim.model.log.timeline.events().map(to_line).collect();
        lines
    };
    assert_eq!(text(3), text(3));
    assert_ne!(text(3), text(4), "another seed, other sequence numbers");
}

#[test]
fn what_is_held_makes_both_clocks_stand_still() {
    let mut sim = of_script(
        "board: l = socket(AF_INET, SOCK_STREAM)\n\
         board: bind(l, BOARD:7)\n\
         board: listen(l, 1)\n\
         wire: hold\n\
         host: c = socket(AF_INET, SOCK_STREAM)\n\
         host: connect(c, BOARD:7)\n",
    );
    sim.advance(LIMIT);
    let rows: Vec<_> = sim.model.log.world.held_rows().collect();
    assert_eq!(rows.len(), 1, "the SYN is not repeated");
    assert_eq!(rows[0].packet.retransmissions, 0);
}

/// RFC 9293, 3.10.7.4: a FIN that comes again starts the time-out of 2 MSL anew.
#[test]
fn time_wait_that_begins_anew_is_told() {
    let script = "host: s = socket(AF_INET, SOCK_STREAM)\n\
         host: bind(s, HOST:7)\n\
         host: listen(s, 1)\n\
         board: c = socket(AF_INET, SOCK_STREAM)\n\
         board: connect(c, HOST:7)\n\
         host: a = accept(s)\n\
         board: close(c)\n\
         expect host.a CLOSE-WAIT\n\
         wire: hold\n\
         host: close(a)\n\
         expect held FA host->board\n\
         wire: release\n\
         expect held A board->host\n\
         wire: drop\n\
         wire: open\n\
         expect host.a CLOSED\n\
         sleep 500ms\n";
    let options = Options {
        facts: true,
        ..Options::default()
    };
    let mut sim = Sim::of_script(parse(script).expect("it parses"), options, 7);
    sim.advance(LIMIT);
    assert_eq!(troubles(&sim), [""; 0]);
    let events = sim.model.log.timeline.events();
    let waits = events.skip_while(|event| match &event.what {
        What::State(change) => (change.fd.as_str(), change.to) != ("c", State::TimeWait),
        _ => true,
    });
    let ends = waits.filter_map(|event| match &event.what {
        What::Facts(facts) if facts.fd == "c" => {
            Some(event.t_us + u64::from(facts.timer_ms?) * 1_000)
        }
        _ => None,
    });
    let ends: Vec<u64> = ends.collect();
    let all: Vec<String> = sim.model.log.timeline.events().map(to_line).collect();
    let (first, last) = ends
        .first()
        .zip(ends.last())
        .unwrap_or_else(|| panic!("{all:#?}"));
    assert!(*last > first + 500_000, "{ends:?}");
}

#[test]
fn the_host_is_said_to_be_simulated() {
    let sim = of_script("host: s = socket(AF_INET, SOCK_STREAM)\n");
    let session = sim.model.log.world.session.as_ref().expect("it was opened");
    assert_eq!(session.host_kind, timeline::HostKind::Core);
    let line = to_line(sim.model.log.timeline.get(0).expect("the session line"));
    assert!(line.contains(r#""host_kind":"core""#), "{line}");
}
