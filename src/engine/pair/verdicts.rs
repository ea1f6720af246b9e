//! When a verdict is said, and what it holds.

use std::sync::Arc;

use super::Sim;
use crate::lesson::{self, Lesson};
use crate::run::{Exit, Message, Options, Pace};
use crate::script::Role;
use crate::stage::caption::Subject;
use crate::stage::keys::Key;
use crate::stage::{Front, Opening, Stage, Wish};
use crate::timeline::{Verdict, What};
use crate::words::Lang;
use crate::words::tell;

/// A minute: more than any lesson takes.
const LIMIT: u64 = 60_000_000;

fn verdicts(sim: &Sim) -> Vec<Verdict> {
    let events = sim.model.timeline.events();
    let found = events.filter_map(|event| match &event.what {
        What::Verdict(verdict) => Some((**verdict).clone()),
        _ => None,
    });
    found.collect()
}

/// A learner in front of a lesson.
struct Class {
    sim: Sim,
    stage: Stage,
}

impl Class {
    fn of(lesson: &Lesson) -> Class {
        let options = Options {
            pace: Pace::Step(0),
            stop_on_failure: false,
            ..Options::default()
        };
        let opening = Opening {
            lesson: lesson.id.clone(),
            role: Role::Server,
            board: "pair".into(),
        };
        Class {
            sim: Sim::of_lesson(&Arc::new(lesson.clone()), options, 7),
            stage: Stage::new(opening, Lang::En),
        }
    }

    /// A key is pressed, and what follows happens.
    fn press(&mut self, key: Key) {
        let now = self.sim.now_us();
        for wish in self.stage.press(&self.sim.model, key, now) {
            if let Wish::Tell(message) = wish {
                self.sim.tell(message);
            }
        }
        self.sim.advance(now + 300_000);
    }

    /// Goes on, giving the first answer to each question, until `enough`.
    fn go_on(&mut self, enough: impl Fn(&Class) -> bool) {
        for _ in 0..300 {
            if enough(self) {
                return;
            }
            match self.stage.front {
                Front::Question(_) => self.press(Key::Char('1')),
                _ => self.press(Key::Enter),
            }
        }
        panic!("{:?}", self.stage.caption(&self.sim.model));
    }

    fn subject(&self) -> Subject<'_> {
        let model = &self.sim.model;
        self.stage.subject(model, self.stage.world(model)).0
    }
}

#[test]
fn every_step_with_a_question_tells_why_though_nobody_is_asked() {
    for lesson in lesson::shipped() {
        for role in [Role::Server, Role::Client] {
            let options = Options {
                role,
                ..Options::default()
            };
            let mut sim = Sim::of_lesson(&Arc::new(lesson.clone()), options, 7);
            assert_eq!(sim.run(LIMIT), Some(Exit::Done), "{}", lesson.id);
            let told: Vec<Option<usize>> = verdicts(&sim).iter().map(|v| v.asked.step).collect();
            let asks = |(index, step): (usize, &lesson::Step)| {
                let told = step.needs.is_some();
                step.predict.as_ref().filter(|_| !told).map(|_| Some(index))
            };
            let steps = lesson.steps.iter().enumerate();
            let wanted: Vec<Option<usize>> = steps.filter_map(asks).collect();
            assert_eq!(told, wanted, "{} {role:?}", lesson.id);
            for verdict in verdicts(&sim) {
                assert!(!verdict.measured.is_empty(), "{}", lesson.id);
                assert_eq!((verdict.given, verdict.correct), (None, None));
            }
        }
    }
}

/// Each verdict stands behind every expectation of its step.
#[test]
fn a_verdict_comes_after_its_evidence() {
    let lesson = lesson::find("goodbye").unwrap();
    let mut sim = Sim::of_lesson(&Arc::new(lesson.clone()), Options::default(), 7);
    sim.run(LIMIT);
    let (mut step, mut held) = (0, 0);
    for event in sim.model.timeline.events() {
        match &event.what {
            What::Step { index, .. } => (step, held) = (*index, 0),
            What::Expect { ok: true, .. } => held += 1,
            What::Verdict(verdict) if verdict.asked.step == Some(step) => {
                let wanted = lesson.steps[step].expect.len();
                assert!(held >= wanted, "step {step}: {held} of {wanted}");
            }
            What::Verdict(verdict) => panic!("late: {:?}", verdict.asked.step),
            _ => {}
        }
    }
}

#[test]
fn a_call_that_is_blocked_by_a_frozen_wire_keeps_the_verdict_waiting() {
    let mut class = Class::of(lesson::find("lifecycle").unwrap());
    let connects = |class: &Class| {
        let next = class.sim.model.runner.next_action();
        let items = class.sim.model.runner.items();
        next.is_some_and(|index| items[index].line.source.contains("connect("))
    };
    class.go_on(|class| connects(class) && class.stage.front == Front::Nothing);
    let before = verdicts(&class.sim).len();
    class.press(Key::Char('f'));
    class.go_on(|class| !class.sim.model.world.held.is_empty());
    assert_eq!(
        verdicts(&class.sim).len(),
        before,
        "connect() has not returned"
    );
    assert!(
        matches!(class.subject(), Subject::Stands(Some(_))),
        "{:?}",
        class.subject()
    );
    class.press(Key::Char('f'));
    class.sim.advance(class.sim.now_us() + 2_000_000);
    let told = verdicts(&class.sim);
    assert_eq!(told.len(), before + 1);
    assert!(
        told[before]
            .measured
            .iter()
            .any(|text| text.contains("ESTABLISHED")),
        "{told:?}"
    );
}

#[test]
fn a_failed_call_does_not_hide_the_verdict() {
    let lesson = lesson::find("wrong-order").unwrap();
    let mut class = Class::of(lesson);
    let mut seen = Vec::new();
    for _ in 0..200 {
        if let Subject::Verdict(verdict) = class.subject() {
            let said = class.stage.caption(&class.sim.model);
            let because = tell::arg(&verdict.asked.because, Lang::En);
            assert!(said.text.contains(&because), "{said:?}");
            assert!(
                verdict.measured.iter().all(|text| said.text.contains(text)),
                "{said:?}"
            );
            if !seen.contains(&verdict.asked.step) {
                seen.push(verdict.asked.step);
            }
        }
        class.go_on_once();
    }
    let asked = lesson
        .steps
        .iter()
        .filter(|step| step.predict.is_some())
        .count();
    assert_eq!(seen.len(), asked, "{seen:?}");
}

impl Class {
    fn go_on_once(&mut self) {
        match self.stage.front {
            Front::Question(_) => self.press(Key::Char('1')),
            _ => self.press(Key::Enter),
        }
    }
}

#[test]
fn a_steps_caption_is_read_before_its_question() {
    for lesson in lesson::shipped() {
        let mut class = Class::of(lesson);
        for _ in 0..200 {
            let before = match class.subject() {
                Subject::Step(step) => Some(step),
                _ => None,
            };
            class.go_on_once();
            if let Front::Question(question) = &class.stage.front
                && let Some(step) = question.asked.step
                && lesson.steps[step]
                    .predict
                    .as_ref()
                    .is_some_and(|predict| predict.before == 0)
            {
                assert_eq!(before, Some(step), "{}: the caption before it", lesson.id);
            }
        }
    }
}

#[test]
fn the_why_of_the_choice_that_was_taken_is_said_and_no_other() {
    let mut lesson = lesson::find("lifecycle").unwrap().clone();
    let step = lesson
        .steps
        .iter()
        .position(|step| step.predict.is_some())
        .unwrap();
    let predict = lesson.steps[step].predict.as_mut().unwrap();
    for (nth, choice) in predict.choices.iter_mut().enumerate() {
        choice.why = Some(lesson::Words::same(&format!("why {nth}.")));
    }
    let mut class = Class::of(&lesson);
    class.go_on(|class| !verdicts(&class.sim).is_empty());
    let verdict = verdicts(&class.sim).remove(0);
    let text = tell::verdict::text(&verdict, Lang::En);
    assert!(text.starts_with("why 0. "), "{text}");
    assert!(!text.contains("why 1."), "{text}");
}

#[test]
fn the_answer_about_a_segment_is_the_state_that_was_measured() {
    let script = "server: s = socket(AF_INET, SOCK_STREAM)\nserver: bind(s, SERVER:7)\n\
        server: listen(s, 1)\nwire: hold\nclient: c = socket(AF_INET, SOCK_STREAM)\n\
        client: connect(c, SERVER:7) &\n";
    let lines = crate::script::parse(script).unwrap();
    let mut sim = Sim::of_script(lines, Options::default(), 7);
    sim.advance(100_000);
    let id = sim.model.world.held[0];
    let asked = crate::timeline::Asked {
        step: None,
        segment: Some(id.0),
        question: "?".into(),
        // The right answer is left out, and a wrong one is called right.
        choices: vec!["LISTEN".into(), "ESTABLISHED".into()],
        answer: 1,
        because: "wrong".into(),
    };
    sim.tell(Message::Predicted {
        asked,
        given: Some(1),
    });
    assert!(verdicts(&sim).is_empty());
    let line = crate::script::parse_line("wire: release", 9)
        .unwrap()
        .unwrap();
    sim.tell(Message::ByHand(line));
    sim.advance(sim.now_us() + 100_000);
    let verdict = verdicts(&sim).remove(0);
    assert_eq!(verdict.correct, Some(false));
    let answer = &verdict.asked.choices[verdict.asked.answer];
    assert_eq!(tell::arg(answer, Lang::En), "SYN-RECEIVED");
    assert_ne!(tell::arg(&verdict.asked.because, Lang::En), "wrong");
    assert!(verdict.measured[0].ends_with("SYN-RECEIVED"), "{verdict:?}");
}
