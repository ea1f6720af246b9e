//! Every task on two cores: its solution reaches the goal in both roles, and what looks like one does not.

use std::sync::Arc;

use super::*;
use crate::lesson::{self, Lesson, TASKS, parse_task};
use crate::run::{Exit, Options};
use crate::script::{Line, Role};

/// A minute of two ends that wait for nobody.
const LIMIT: u64 = 60_000_000;

fn tasks() -> Vec<Lesson> {
    let read = |(id, text): &(&str, String)| {
        let file = format!("assets/tasks/{id}.toml");
        parse_task(id, &file, text).unwrap_or_else(|error| panic!("{error}"))
    };
    TASKS.iter().map(read).collect()
}

/// How an attempt ends: whether the goal was reached, in how many moves, and what went wrong.
fn attempt(task: &Lesson, lines: &[Line], role: Role) -> (bool, usize, Vec<String>) {
    let options = Options {
        role,
        ..Options::default()
    };
    let lesson = Arc::new(task.with_solution(lines.to_vec()));
    let mut sim = Sim::of_lesson(&lesson, options, 7);
    let exit = sim.run(LIMIT);
    let reached = sim.model.is_reached();
    if reached {
        assert_eq!(exit, Some(Exit::Done), "{}", task.id);
    }
    let lines = sim.model.log.timeline.events().map(timeline::to_line);
    (reached, sim.model.moves(), lines.collect())
}

#[test]
fn every_task_is_solved_by_its_solution_within_par_in_both_roles() {
    let mut wrong = Vec::new();
    for task in tasks() {
        let of = task.task.as_ref().expect("a task");
        for role in [Role::Server, Role::Client] {
            let (reached, moves, events) = attempt(&task, &of.right, role);
            if !reached || moves != of.par {
                let last = &events[events.len().saturating_sub(14)..];
                let story = last.join("\n  ");
                wrong.push(format!("{} {role:?}: {moves} moves\n  {story}", task.id));
            }
        }
    }
    assert!(wrong.is_empty(), "not solved:\n{}", wrong.join("\n"));
}

#[test]
fn three_attempts_at_every_task_fail_in_both_roles() {
    let mut wrong = Vec::new();
    for task in tasks() {
        let of = task.task.as_ref().expect("a task");
        assert!(
            of.wrong.len() >= 3,
            "{} has no three wrong attempts",
            task.id
        );
        for (index, lines) in of.wrong.iter().enumerate() {
            for role in [Role::Server, Role::Client] {
                if attempt(&task, lines, role).0 {
                    wrong.push(format!("{} attempt {index} {role:?}", task.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "solved by mistake: {wrong:?}");
}

#[test]
fn a_task_begins_unsolved_and_its_solution_makes_only_what_it_allows() {
    for task in tasks() {
        let of = task.task.as_ref().expect("a task");
        let (reached, ..) = attempt(&task, &[], Role::Server);
        assert!(!reached, "{} is reached before anything is done", task.id);
        assert!(!of.hints.is_empty());
        assert!(lesson::course().iter().any(|entry| entry.id == task.id));
    }
}

/// A task that is solved on a frozen wire says so; and who starts from nothing is told the goal, too.
#[test]
fn tasks_say_whether_they_need_the_gate_and_tell_their_goal() {
    for task in tasks() {
        let of = task.task.as_ref().expect("a task");
        let wire = |line: &Line| matches!(line.kind, crate::script::LineKind::Wire(_));
        assert_eq!(task.needs_gate, of.right.iter().any(wire), "{}", task.id);
        let sim = Sim::of_lesson(&Arc::new(task.clone()), Options::default(), 7);
        assert_eq!(sim.model.log.world.step, Some(0), "{}", task.id);
    }
}
