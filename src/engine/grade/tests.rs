use proptest::prelude::*;

use super::*;
use crate::lesson::{self, PUZZLES, TASKS, recorded};
use crate::pair::Sim;
use crate::run::Options;
use crate::timeline::{self, from_line, to_line};
use std::sync::Arc;

fn events(text: &str) -> Vec<Event> {
    text.lines().map(|line| from_line(line).unwrap()).collect()
}

fn golden(id: &str) -> Vec<Event> {
    events(recorded::shipped(id).expect("it ships"))
}

fn grade(lesson: &Lesson, events: &[Event]) -> Grade {
    let mut grader = Grader::new(lesson);
    for (line, event) in (1..).zip(events) {
        grader.take(line, event);
    }
    grader.finish()
}

/// The flaws of a recording of this lesson, as `LINE KEY`.
fn flaws(id: &str, events: &[Event]) -> Vec<String> {
    let grade = grade(lesson::find(id).unwrap(), events);
    let told = grade.flaws.iter();
    told.map(|flaw| format!("{} {}", flaw.line, flaw.what.key))
        .collect()
}

/// What a task, a puzzle or a lesson has told when it ran on two cores.
fn ran(id: &str, lesson: Lesson, role: Role) -> Vec<Event> {
    let options = Options {
        role,
        ..Options::default()
    };
    let mut sim = Sim::of_lesson(&Arc::new(lesson), options, 7);
    sim.run(60_000_000);
    let mut events: Vec<Event> = sim.model.log.timeline.events().cloned().collect();
    if let What::Session(session) = &mut events[0].what {
        session.lesson = format!("course/{id}.toml");
    }
    events
}

/// Events numbered anew, as a careful forger would.
fn renumbered(mut events: Vec<Event>) -> Vec<Event> {
    (0..)
        .zip(&mut events)
        .for_each(|(seq, event)| event.seq = seq);
    events
}

/// The recording with every line changed by `change`, which gives nothing where a line is to stay.
fn edited(id: &str, mut change: impl FnMut(&str) -> Option<String>) -> (u64, Vec<Event>) {
    let text = recorded::shipped(id).expect("it ships");
    let mut first = 0;
    let lines = (1..).zip(text.lines()).map(|(number, line)| {
        let changed = (first == 0).then(|| change(line)).flatten();
        if changed.is_some() {
            first = number;
        }
        from_line(&changed.unwrap_or_else(|| line.to_owned())).unwrap()
    });
    let events = lines.collect();
    assert!(first > 0, "nothing was changed");
    (first, events)
}

#[test]
fn every_recording_that_ships_is_sound_and_meets_what_its_lesson_expects() {
    let mut seen = 0;
    for lesson in lesson::shipped() {
        let Some(text) = recorded::shipped(&lesson.id) else {
            continue;
        };
        let grade = grade(lesson, &events(text));
        assert_eq!(grade.flaws, [], "{}", lesson.id);
        let missed: Vec<_> = grade
            .expected
            .iter()
            .filter(|e| !matches!(e.seen, Seen::Met(_)))
            .collect();
        assert!(
            grade.of() > 0 && missed.is_empty(),
            "{}: {missed:?}",
            lesson.id
        );
        assert!(grade.ended && grade.is_full());
        seen += 1;
    }
    assert!(seen > 10);
}

#[test]
fn a_run_of_a_lesson_a_task_and_a_puzzle_on_two_cores_is_sound_and_full() {
    let course = lesson::shipped().iter().map(|lesson| lesson.id.as_str());
    let more = TASKS.iter().chain(&*PUZZLES).map(|(id, _)| *id);
    for id in course.chain(more) {
        let lesson = lesson::find(id).unwrap();
        for role in [Role::Server, Role::Client] {
            let lines = match (&lesson.task, &lesson.puzzle) {
                (Some(task), _) => Some(task.right.clone()),
                (_, Some(puzzle)) => Some(puzzle.mended.clone()),
                _ => None,
            };
            let run = lines.map_or(lesson.clone(), |lines| lesson.with_solution(lines));
            let grade = grade(lesson, &ran(id, run, role));
            assert_eq!(grade.flaws, [], "{id} {role:?}");
            let missed: Vec<_> = grade
                .expected
                .iter()
                .filter(|e| matches!(e.seen, Seen::Nothing | Seen::Missed(_)))
                .collect();
            assert!(missed.is_empty(), "{id} {role:?}: {missed:?}");
        }
    }
}

#[test]
fn what_is_forged_or_edited_is_named_with_its_line() {
    let swap = |from: &'static str, to: &'static str| {
        move |line: &str| line.contains(from).then(|| line.replacen(from, to, 1))
    };
    let cases: &[(&str, &str, &str)] = &[
        // A state without its cause, and one that no cause leads to.
        (
            r#""to":"BOUND","cause":"call""#,
            r#""to":"LISTEN","cause":"call""#,
            "GRADE_NO_CAUSE",
        ),
        (
            r#""from":"ESTABLISHED","to":"FIN-WAIT-1""#,
            r#""from":"ESTABLISHED","to":"CLOSING""#,
            "GRADE_NO_ARROW",
        ),
        (
            r#""from":"CLOSE-WAIT""#,
            r#""from":"ESTABLISHED""#,
            "GRADE_FROM",
        ),
        (
            r#""evidence":"measured","segment":1"#,
            r#""evidence":"measured","segment":9"#,
            "GRADE_NO_CAUSE",
        ),
        (
            r#""evidence":"measured","segment":1,"#,
            r#""evidence":"measured","#,
            "GRADE_NO_CAUSE",
        ),
        (
            r#""evidence":"measured","segment":3"#,
            r#""evidence":"measured","segment":2"#,
            "GRADE_NOT_BY",
        ),
        // The bytes of a segment say something else.
        (
            r#""kind":"segment","id":1,"dir":"board->host","flags":"S","#,
            r#""kind":"segment","id":1,"dir":"board->host","flags":"SA","#,
            "GRADE_BYTES",
        ),
        (r#""win":65535"#, r#""win":1024"#, "GRADE_BYTES"),
        (r#""bytes":"RQAA"#, r#""bytes":"RQAB"#, "GRADE_BYTES"),
        // Times, numbers, calls, returns.
        (
            r#"{"seq":9,"t_us":"#,
            r#"{"seq":9,"t_us":1"#,
            "GRADE_TIME_BACK",
        ),
        (r#"{"seq":9,"#, r#"{"seq":19,"#, "GRADE_GAP"),
        (
            r#""kind":"return","id":2"#,
            r#""kind":"return","id":99"#,
            "GRADE_NO_CALL",
        ),
        (
            r#""kind":"return","id":2,"peer":"host""#,
            r#""kind":"return","id":2,"peer":"board""#,
            "GRADE_OTHER_CALL",
        ),
        (r#""elapsed_us":"#, r#""elapsed_us":1"#, "GRADE_ELAPSED"),
        (
            r#""ret":0,"errno":null"#,
            r#""ret":0,"errno":{"number":98,"name":"EADDRINUSE","system":"linux"}"#,
            "GRADE_RETURN",
        ),
        (
            r#""text":"listen(s"#,
            r#""text":"bind(s"#,
            "GRADE_CALL_TEXT",
        ),
        // The header, and what is said to have been so.
        (
            r#""lesson":"goodbye""#,
            r#""lesson":"lifecycle""#,
            "GRADE_OTHER_LESSON",
        ),
        (
            r#""host_kind":"kernel""#,
            r#""host_kind":"core""#,
            "GRADE_HEADER",
        ),
        (
            r#""text":"expect client.c FIN-WAIT-1""#,
            r#""text":"expect client.c TIME-WAIT""#,
            "GRADE_NOT_SO",
        ),
    ];
    for (from, to, key) in cases {
        let (line, events) = edited("goodbye", swap(from, to));
        let found = flaws("goodbye", &events);
        let is_named = found.iter().any(|flaw| flaw == &format!("{line} {key}"));
        // A stamp that was pushed ahead shows by the next one.
        let is_next = *key == "GRADE_TIME_BACK" || *key == "GRADE_GAP";
        let next = found
            .iter()
            .any(|flaw| flaw == &format!("{} {key}", line + 1));
        assert!(is_named || is_next && next, "line {line}, {key}: {found:?}");
    }
}

#[test]
fn what_was_taken_out_or_added_is_missed_however_it_is_numbered() {
    let whole = golden("goodbye");
    for (at, event) in whole.iter().enumerate() {
        // A state that nothing follows from is missed by nobody.
        let goes_on = |change: &timeline::Change| {
            whole[at + 1..].iter().any(|later| {
                let What::State(other) = &later.what else {
                    return false;
                };
                (other.peer, other.socket) == (change.peer, change.socket)
            })
        };
        let is_missed = match &event.what {
            What::Call { .. } => true,
            What::State(change) => goes_on(change),
            _ => false,
        };
        if !is_missed {
            continue;
        }
        let mut less = whole.clone();
        less.remove(at);
        assert_ne!(
            flaws("goodbye", &renumbered(less)),
            Vec::<String>::new(),
            "without {event:?}"
        );
        let mut more = whole.clone();
        more.insert(at, event.clone());
        assert_ne!(
            flaws("goodbye", &renumbered(more)),
            Vec::<String>::new(),
            "twice {event:?}"
        );
    }
}

#[test]
fn an_expectation_counts_only_where_the_facts_bear_it_out() {
    let goodbye = lesson::find("goodbye").unwrap();
    let half: Vec<Event> = golden("goodbye")[..60].to_vec();
    let of_half = grade(goodbye, &half);
    assert!(of_half.met() > 5 && of_half.met() < of_half.of());
    assert!(!of_half.ended && of_half.flaws.is_empty());
    // Only what is said, and nothing that happened.
    let said = golden("goodbye").into_iter().filter(|event| {
        matches!(
            event.what,
            What::Session(_) | What::Step { .. } | What::Expect { .. } | What::End { .. }
        )
    });
    let of_said = grade(goodbye, &renumbered(said.collect()));
    assert_eq!(of_said.met(), 0);
    assert!(of_said.flaws.len() == MOST_FLAWS && of_said.untold > 0);
}

#[test]
fn a_call_that_the_task_rules_out_is_named() {
    let task = lesson::find("make-closing").unwrap();
    let mut strict = task.clone();
    strict.task.as_mut().unwrap().calls = vec!["close".into(), "wire".into()];
    let right = task.task.as_ref().unwrap().right.clone();
    let mut lines = right.clone();
    lines.insert(
        0,
        crate::script::parse("client: getsockname(c)")
            .unwrap()
            .remove(0),
    );
    for (lines, flawed) in [(right, 0), (lines, 1)] {
        let events = ran("make-closing", task.with_solution(lines), Role::Server);
        let found = grade(&strict, &events).flaws;
        assert_eq!(found.len(), flawed, "{found:?}");
        assert!(found.iter().all(|flaw| flaw.what.key == "GRADE_RULED_OUT"));
    }
}

proptest! {
    /// Whatever a line holds that can be read at all: nothing panics, and little is kept.
    #[test]
    fn no_recording_is_too_odd_to_be_graded(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..20),
        from in prop::sample::select(vec!["1", "0", "\"host\"", "ESTABLISHED", "\"A\"", "RQAA", "expect", "=", "call"]),
        to in prop::sample::select(vec!["4294967295", "\"board\"", "LISTEN", "\"RA\"", "////", "expect not", "18446744073709551", "A"]),
    ) {
        let text = recorded::shipped("goodbye").unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (one, other) in cuts {
            let (one, other) = (one.index(lines.len()), other.index(lines.len()));
            lines.swap(one, other);
            lines[one] = lines[one].replacen(from, to, 1);
        }
        let events: Vec<Event> = lines.iter().filter_map(|line| from_line(line).ok()).collect();
        let grade = grade(lesson::find("goodbye").unwrap(), &events);
        prop_assert!(grade.flaws.len() <= MOST_FLAWS);
        prop_assert!(grade.met() <= grade.of());
    }

    /// A packet of any bytes against any event.
    #[test]
    fn no_packet_is_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..120), first in prop::sample::select(vec![0x45_u8, 0x4f, 0x60, 0x00])) {
        let (_, mut events) = edited("goodbye", |line| line.contains("\"bytes\":\"").then(|| line.to_owned()));
        let at = events.iter().position(|event| matches!(event.what, What::Segment(_))).unwrap();
        let What::Segment(packet) = &mut events[at].what else { unreachable!() };
        let mut bytes = bytes;
        if let Some(byte) = bytes.first_mut() {
            *byte = first;
        }
        packet.bytes = Some(bytes.into());
        let line = to_line(&events[at]);
        prop_assert!(from_line(&line).is_ok());
        prop_assert!(!flaws("goodbye", &events).is_empty());
    }
}
