//! When a verdict is said, and what it holds.

use std::sync::Arc;

use super::Sim;
use crate::lesson::{self, Lesson, Needs, Panel};
use crate::run::{Exit, Message, Options, Pace};
use crate::script::Role;
use crate::stage::caption::Subject;
use crate::stage::keys::Key;
use crate::stage::menu::{Choice, Kind};
use crate::stage::{Course, Front, Opening, Stage, Wish};
use crate::timeline::{Verdict, What};
use crate::words::Lang;
use crate::words::tell;

/// A minute: more than any lesson takes.
const LIMIT: u64 = 60_000_000;

fn verdicts(sim: &Sim) -> Vec<Verdict> {
    let events = sim.model.log.timeline.events();
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
fn the_end_of_a_lesson_says_how_it_went_and_leads_on() {
    let mut lesson = lesson::find("lifecycle").unwrap().clone();
    lesson.practice = vec![lesson::Words::same("Try this.")];
    lesson.next = Some("goodbye".to_owned());
    let mut class = Class::of(&lesson);
    class.stage.course = Course::new(lesson::course().to_vec(), Default::default());
    class.go_on(
        |class| matches!(&class.stage.front, Front::Menu(menu) if menu.kind == Kind::Ending),
    );
    let told = verdicts(&class.sim);
    let right = told
        .iter()
        .filter(|verdict| verdict.correct == Some(true))
        .count();
    assert!(right < told.len(), "the first choice is not always right");
    let said = class.stage.caption(&class.sim.model);
    assert!(
        said.heading.contains(&format!("{right} of {}", told.len())),
        "{said:?}"
    );
    assert!(said.text.contains("Try this."), "{said:?}");
    let Front::Menu(menu) = &class.stage.front else {
        panic!()
    };
    let again = menu
        .items
        .iter()
        .filter(|item| matches!(item.choice, Choice::Moment(_)));
    assert_eq!(again.count(), told.len() - right);
    assert!(
        menu.items
            .iter()
            .any(|item| item.choice == Choice::Lesson("goodbye".into()))
    );
    // The first item looks again at what was predicted wrong: its verdict is there to read.
    class.press(Key::Enter);
    assert!(class.stage.past.is_some());
    assert!(matches!(class.subject(), Subject::Verdict(verdict) if verdict.correct == Some(false)));
    // And what is done by hand afterwards is explained, not the lesson's last caption.
    class.press(Key::End);
    let line = crate::script::parse_line("host: z = socket(AF_INET, SOCK_STREAM)", 1);
    class.sim.tell(Message::ByHand(line.unwrap().unwrap()));
    assert!(
        !matches!(class.subject(), Subject::Over | Subject::Step(_)),
        "{:?}",
        class.subject()
    );
}

#[test]
fn a_lesson_runs_up_to_any_step_and_stands_there() {
    for lesson in lesson::shipped() {
        for index in 1..lesson.steps.len() {
            let mut class = Class::of(lesson);
            class.sim.tell(Message::GoTo(index));
            // A lesson with real timers waits for some of them.
            class.sim.advance(class.sim.now_us() + 30_000_000);
            let next = class.sim.model.runner.next_action();
            let step = next.and_then(|at| class.sim.model.runner.items()[at].step);
            assert_eq!(step, Some(index), "{}", lesson.id);
            assert!(
                class.sim.model.log.world.unexpected.is_none(),
                "{} {index}",
                lesson.id
            );
        }
    }
}

#[test]
fn a_step_that_needs_a_kernel_is_told_where_there_is_none() {
    let mut lesson = lesson::find("lifecycle").unwrap().clone();
    let last = lesson.steps.len() - 1;
    lesson.steps[last].needs = Some(Needs::Kernel);
    let mut class = Class::of(&lesson);
    class.sim.tell(Message::GoTo(last));
    // A lesson with real timers waits for some of them.
    class.sim.advance(class.sim.now_us() + 30_000_000);
    class.go_on(|class| matches!(class.subject(), Subject::Step(step) if step == last));
    let said = class.stage.caption(&class.sim.model);
    assert!(said.text.contains("told, not shown"), "{said:?}");
    let calls = class.sim.model.log.world.calls.len();
    class.go_on(|class| matches!(class.subject(), Subject::Over));
    assert_eq!(
        class.sim.model.log.world.calls.len(),
        calls,
        "its lines are left out"
    );
    let told =
        class.sim.model.log.timeline.events().any(
            |event| matches!(event.what, What::Step { index, told: true, .. } if index == last),
        );
    assert!(told);
}

#[test]
fn a_step_turns_to_its_panel_and_shows_its_note() {
    let mut lesson = lesson::find("lifecycle").unwrap().clone();
    lesson.steps[0].note = None;
    lesson.steps[1].panel = Some(Panel::Code);
    lesson.steps[1].note = Some(lesson::Words::same("For the teacher."));
    let mut class = Class::of(&lesson);
    let notes = Key::Char('9');
    class.press(notes);
    assert_eq!(class.stage.front, Front::Nothing);
    class.go_on(|class| matches!(class.subject(), Subject::Step(1)));
    class.stage.heed(&class.sim.model);
    assert_eq!(class.stage.panel, Panel::Code);
    // Once: then the learner's own choice stays.
    class.press(Key::Char('1'));
    class.stage.heed(&class.sim.model);
    assert_eq!(class.stage.panel, Panel::States);
    class.press(notes);
    assert_eq!(class.stage.front, Front::Note(1));
    class.press(Key::Esc);
    assert_eq!(class.stage.front, Front::Nothing);
}

#[test]
fn autoplay_gives_a_text_the_time_to_be_read() {
    let mut class = Class::of(lesson::find("lifecycle").unwrap());
    class.stage.predictions = false;
    class.press(Key::Char('a'));
    let mut waits = Vec::new();
    for _ in 0..12 {
        let Some(due) = class.stage.auto else { break };
        class.sim.advance(due.max(class.sim.now_us()));
        for wish in class.stage.tick(&class.sim.model, due) {
            if let Wish::Tell(message) = wish {
                class.sim.tell(message);
            }
        }
        let said = class.stage.caption(&class.sim.model).text.chars().count();
        waits.push((class.stage.auto.unwrap_or(due) - due, said));
    }
    assert!(waits.iter().any(|(wait, _)| *wait > 4_000_000), "{waits:?}");
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
    for event in sim.model.log.timeline.events() {
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
    class.go_on(|class| !class.sim.model.log.world.held.is_empty());
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
                (verdict.measured.iter())
                    .all(|text| said.text.contains(&tell::wanted(text, Lang::En))),
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
    let id = sim.model.log.world.held[0];
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
