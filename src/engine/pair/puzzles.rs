//! Every puzzle on two cores, in both roles: its fault shows, its mended script meets the goal, and the
//! faulty one does not.

use std::sync::Arc;

use super::*;
use crate::lesson::{Kind, Lesson, PUZZLES, course, parse_puzzle};
use crate::run::{Exit, Options};
use crate::script::Role;

const LIMIT: u64 = 60_000_000;

fn puzzles() -> Vec<Lesson> {
    let read = |(id, text): &(&str, String)| {
        let file = format!("assets/puzzles/{id}.toml");
        parse_puzzle(id, &file, text).unwrap_or_else(|error| panic!("{error}"))
    };
    PUZZLES.iter().map(read).collect()
}

/// How it ends, and the last events.
fn run(lesson: Lesson, role: Role) -> (Option<Exit>, String) {
    let options = Options {
        role,
        ..Options::default()
    };
    let mut sim = Sim::of_lesson(&Arc::new(lesson), options, 7);
    let exit = sim.run(LIMIT);
    let lines: Vec<String> = sim
        .model
        .log
        .timeline
        .events()
        .map(timeline::to_line)
        .collect();
    (exit, lines[lines.len().saturating_sub(8)..].join("\n  "))
}

#[test]
fn every_fault_shows_and_every_mended_script_meets_its_goal() {
    let mut wrong = Vec::new();
    for puzzle in puzzles() {
        let of = puzzle.puzzle.clone().expect("a puzzle");
        let faulty = puzzle.steps[0].run.clone();
        for role in [Role::Server, Role::Client] {
            let mut note = |what: &str, events: String| {
                wrong.push(format!("{} {role:?} {what}\n  {events}", puzzle.id));
            };
            let (exit, events) = run(puzzle.clone(), role);
            if exit != Some(Exit::Done) {
                note("does not show its fault", events);
            }
            let (exit, events) = run(puzzle.with_solution(of.mended.clone()), role);
            if exit != Some(Exit::Done) {
                note("is not mended by its key", events);
            }
            let (exit, events) = run(puzzle.with_solution(faulty.clone()), role);
            if exit != Some(Exit::Expectation) {
                note("meets its goal unmended", events);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn four_tempting_answers_are_refused_with_a_reason_and_only_the_side_at_fault_is_mended() {
    for puzzle in puzzles() {
        let of = puzzle.puzzle.as_ref().expect("a puzzle");
        assert_eq!(of.cause.choices.len(), 5, "{}", puzzle.id);
        for (index, choice) in of.cause.choices.iter().enumerate() {
            let reason = choice.why.is_some();
            assert_eq!(reason, index != of.cause.answer, "{} {index}", puzzle.id);
        }
        assert!(of.may_be(&puzzle.steps[0].run, &of.mended), "{}", puzzle.id);
        let faulty = &puzzle.steps[0].run;
        let fixed = faulty.iter().any(|line| !of.mend.allows(&line.kind));
        assert_eq!(!of.may_be(faulty, &[]), fixed, "{}", puzzle.id);
    }
    // The right answer does not always stand at the same place.
    let places: std::collections::HashSet<usize> = puzzles()
        .iter()
        .filter_map(|puzzle| Some(puzzle.puzzle.as_ref()?.cause.answer))
        .collect();
    assert!(places.len() >= 4, "{places:?}");
    let in_course = course().iter().filter(|entry| entry.kind() == Kind::Puzzle);
    assert_eq!(in_course.count(), PUZZLES.len());
}
