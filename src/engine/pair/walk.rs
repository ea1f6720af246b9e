//! The stage walk: every lesson in both roles, languages and sizes, on two cores. At each step what the
//! screen says is held against what is so.

use std::collections::BTreeSet;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sockscope_link::State;

use super::Sim;
use crate::lesson::{self, Lesson};
use crate::run::Options;
use crate::script::{LineKind, Role};
use crate::stage::caption::Subject;
use crate::stage::keys::Key;
use crate::stage::{Front, Opening, Stage, Wish};
use crate::view::{self, Scene, Theme};
use crate::words::show::wrap;
use crate::words::{Lang, tell};

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 48)];

/// One learner who goes through one lesson.
struct Walk<'a> {
    lesson: &'a Lesson,
    sim: Sim,
    stage: Stage,
    size: (u16, u16),
    /// What was walked, for the message of an assertion.
    place: String,
}

impl Walk<'_> {
    fn of(lesson: &Lesson, role: Role, lang: Lang, size: (u16, u16)) -> Walk<'_> {
        let options = Options::stepping(role);
        let opening = Opening {
            lesson: lesson.id.clone(),
            role,
            board: "pair".into(),
        };
        Walk {
            lesson,
            sim: Sim::of_lesson(&Arc::new(lesson.clone()), options, 7),
            stage: Stage::new(opening, lang),
            size,
            place: format!("{} {role:?} {lang} {size:?}", lesson.id),
        }
    }

    fn press(&mut self, key: Key) {
        let now = self.sim.now_us();
        for wish in self.stage.press(&self.sim.model, key, now) {
            if let Wish::Tell(message) = wish {
                self.sim.tell(message);
            }
        }
        self.sim.advance(now + 300_000);
        // A repeat of a timer's may take some seconds: who reads on waits for what is expected.
        for _ in 0..60 {
            let upcoming = self.sim.model.runner.upcoming();
            let items = self.sim.model.runner.items();
            if !upcoming.is_some_and(|at| matches!(items[at].line.kind, LineKind::Expect(_))) {
                break;
            }
            self.sim.advance(self.sim.now_us() + 300_000);
        }
        self.stage.heed(&self.sim.model);
    }

    fn screen(&self) -> Vec<String> {
        let theme = Theme::named("monochrome").expect("a built-in theme");
        let scene = Scene::new(&self.sim.model, &self.stage, &theme, self.sim.now_us());
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buf = Buffer::empty(area);
        view::draw(&scene, area, &mut buf);
        let row = |y| {
            (0..area.width)
                .map(|x| buf[(x, y)].symbol().to_owned())
                .collect()
        };
        (0..area.height).map(row).collect()
    }

    /// The whole text stands on the screen, line under line in some width: nothing of it is cut.
    fn shows(&self, text: &str, screen: &[String]) {
        let width = if self.size.0 < 120 { 70..=78 } else { 90..=158 };
        let mut widths = width.map(|width| wrap(text, width));
        let is_there = |lines: Vec<String>| {
            let mut places = screen.windows(lines.len().max(1));
            places.any(|rows| {
                rows.iter()
                    .zip(&lines)
                    .all(|(row, line)| row.contains(line.trim_end()))
            })
        };
        let found = widths.any(is_there);
        assert!(
            found,
            "{}: {text:?} is cut\n{}",
            self.place,
            screen.join("\n")
        );
    }

    /// What is on the screen now agrees with what is so.
    fn agrees(&self) {
        let model = &self.sim.model;
        let world = self.stage.world(model);
        let screen = self.screen();
        let (subject, _) = self.stage.subject(model, world);
        assert!(
            world.unexpected.is_none(),
            "{}: {:?}",
            self.place,
            world.unexpected
        );
        match &subject {
            // A verdict is said when every expectation of its step has been seen.
            Subject::Verdict(verdict) => {
                let step = verdict.asked.step.map(|step| &self.lesson.steps[step]);
                if let Some(step) = step {
                    let mut held = model
                        .timeline
                        .events()
                        .filter_map(|event| match &event.what {
                            crate::timeline::What::Expect { text, ok: true, .. } => Some(text),
                            _ => None,
                        });
                    for line in &step.expect {
                        assert!(
                            held.any(|text| *text == line.source),
                            "{}: {}",
                            self.place,
                            line.source
                        );
                    }
                }
            }
            // What stands is there: a call that is blocked, a segment that is held.
            Subject::Stands(blocked) => {
                assert!(
                    blocked.is_some() || !world.held.is_empty(),
                    "{}",
                    self.place
                );
            }
            Subject::Failed(call) => assert!(call.text.contains('('), "{}", self.place),
            _ => {}
        }
        self.states(&screen);
        match &self.stage.front {
            Front::Nothing => self.shows(&self.stage.caption(model).text, &screen),
            Front::Question(question) => {
                let (asked, choices) = question.told(self.stage.lang);
                self.shows(&asked, &screen);
                choices
                    .iter()
                    .for_each(|choice| self.shows(choice, &screen));
            }
            _ => {}
        }
    }

    /// The states in the flow's heading are those of the sockets.
    fn states(&self, screen: &[String]) {
        let shown: Vec<State> = screen[1]
            .split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-'))
            .filter_map(State::from_name)
            .collect();
        let world = self.stage.world(&self.sim.model);
        for state in shown {
            let is_so = world.sockets.iter().any(|socket| socket.state == state);
            assert!(is_so, "{}: {state}\n{}", self.place, screen.join("\n"));
        }
    }
}

/// Goes through the lesson to its end, looking at every moment. Which steps gave a verdict.
fn walk(lesson: &Lesson, role: Role, lang: Lang, size: (u16, u16)) -> BTreeSet<usize> {
    let mut walk = Walk::of(lesson, role, lang, size);
    let mut judged = BTreeSet::new();
    for _ in 0..400 {
        walk.agrees();
        if let (Subject::Verdict(verdict), _) =
            walk.stage.subject(&walk.sim.model, &walk.sim.model.world)
        {
            judged.extend(verdict.asked.step);
            let because = tell::arg(&verdict.asked.because, lang);
            assert!(walk.stage.caption(&walk.sim.model).text.contains(&because));
        }
        match &walk.stage.front {
            Front::Question(_) => walk.press(Key::Char('1')),
            Front::Menu(_) => return judged,
            _ => walk.press(Key::Enter),
        }
    }
    panic!("{}: no end", walk.place);
}

#[test]
fn every_lesson_agrees_with_the_world_at_every_step() {
    for lesson in lesson::shipped() {
        let steps = lesson.steps.iter().enumerate();
        let asks = steps.filter(|(_, step)| step.predict.is_some() && step.needs.is_none());
        let asks: BTreeSet<usize> = asks.map(|(index, _)| index).collect();
        for role in [Role::Server, Role::Client] {
            for lang in Lang::ALL {
                for size in SIZES {
                    let judged = walk(lesson, role, lang, size);
                    assert_eq!(judged, asks, "{} {role:?} {lang}", lesson.id);
                }
            }
        }
    }
}
