//! No lesson takes longer than its reading: by the cores' own clock, a step's calls take under a second, except
//! where a timer of TCP is the matter.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::*;
use crate::lesson;
use crate::run::{Exit, Options};
use crate::script::Role;
use crate::timeline::What;

/// Ten minutes of two ends that wait for nobody.
const LIMIT: u64 = 600_000_000;

/// What a step's calls may take, in microseconds.
const MOST: u64 = 1_000_000;

/// The steps that wait for a timer of TCP on two cores: a lost segment is repeated after 1 s and then after 2, a SYN
/// until the queue has room, a FIN whose ACK was lost.
const WAIT_FOR_A_TIMER: &[(&str, &str)] = &[
    ("delivered", "lost"),
    ("delivered", "doubling"),
    ("queue", "accept"),
    ("queue", "order"),
    ("time-wait", "lost-ack"),
];

/// How long each step's calls took, and what they expected of one another, in microseconds.
fn steps(lesson: &lesson::Lesson, role: Role) -> BTreeMap<String, u64> {
    let options = Options {
        role,
        ..Options::default()
    };
    let mut sim = Sim::of_lesson(&Arc::new(lesson.clone()), options, 7);
    assert_eq!(sim.run(LIMIT), Some(Exit::Done), "{}", lesson.id);
    let mut took = BTreeMap::new();
    let mut step: Option<(String, u64)> = None;
    for event in sim.model.log.timeline.events() {
        match (&event.what, &step) {
            (What::Step { id, .. }, _) => step = Some((id.clone(), event.t_us)),
            (What::Return(_) | What::Expect { .. }, Some((id, since))) => {
                took.insert(id.clone(), event.t_us - since);
            }
            _ => {}
        }
    }
    took
}

#[test]
fn a_steps_calls_take_under_a_second_unless_a_timer_is_the_matter() {
    let mut slow = BTreeSet::new();
    for lesson in lesson::shipped() {
        for role in [Role::Server, Role::Client] {
            let steps = steps(lesson, role).into_iter();
            let slow_ones = steps.filter(|(_, took)| *took >= MOST);
            slow.extend(slow_ones.map(|(step, _)| (lesson.id.clone(), step)));
        }
    }
    let known = WAIT_FOR_A_TIMER.iter();
    let known: BTreeSet<_> = known
        .map(|(lesson, step)| ((*lesson).to_owned(), (*step).to_owned()))
        .collect();
    // One that waits no longer is none of them.
    assert_eq!(slow, known);
}
