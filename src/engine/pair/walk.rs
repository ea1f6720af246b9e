//! The stage walk: every lesson in both roles and languages, on two cores. At each step what the screen says,
//! in each size, is held against what is so, and nothing that the step is about is cut.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sockscope_link::State;

use super::Sim;
use crate::lesson::Panel;
use crate::lesson::{self, Lesson};
use crate::run::Options;
use crate::script::{LineKind, Role};
use crate::stage::caption::Subject;
use crate::stage::keys::Key;
use crate::stage::{Front, Opening, Stage, Wish};
use crate::view::{self, Scene, Theme};
use crate::words::show::wrap;
use crate::words::{Lang, tell};

const SIZES: [(u16, u16); 4] = [(80, 24), (100, 30), (119, 40), (160, 48)];

/// One learner who goes through one lesson.
struct Walk<'a> {
    lesson: &'a Lesson,
    sim: Sim,
    stage: Stage,
    /// What was walked, for the message of an assertion.
    place: String,
    /// What was cut, and the screen that shows it; the first of each kind.
    cut: BTreeMap<String, String>,
}

impl Walk<'_> {
    fn of(lesson: &Lesson, role: Role, lang: Lang) -> Walk<'_> {
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
            place: format!("{} {role:?} {lang}", lesson.id),
            cut: BTreeMap::new(),
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

    fn screen(&self, size: (u16, u16)) -> Vec<String> {
        let theme = Theme::named("monochrome").expect("a built-in theme");
        let scene = Scene::new(&self.sim.model, &self.stage, &theme, self.sim.now_us());
        let area = Rect::new(0, 0, size.0, size.1);
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
    fn shows(&mut self, text: &str, screen: &[String]) {
        let cells = screen[0].chars().count();
        let mut widths = (60..=cells).rev().map(|width| wrap(text, width as u16));
        let is_there = |lines: Vec<String>| {
            let mut places = screen.windows(lines.len().max(1));
            places.any(|rows| {
                rows.iter()
                    .zip(&lines)
                    .all(|(row, line)| row.contains(line.trim_end()))
            })
        };
        if !widths.any(is_there) {
            self.is_cut(text, screen);
        }
    }

    fn is_cut(&mut self, what: &str, screen: &[String]) {
        let what = format!("{}: {what:?} is cut", self.place);
        self.cut.entry(what).or_insert_with(|| screen.join("\n"));
    }

    /// What is on the screen now agrees with what is so.
    fn agrees(&mut self) {
        let model = &self.sim.model;
        let world = self.stage.world(model);
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
                    let mut held =
                        model
                            .log
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
        for size in SIZES {
            let screen = self.screen(size);
            self.states(&screen);
            self.is_whole(&screen);
        }
    }

    /// Caption, question, calls and what they came to, and the panel that the step is about are not cut.
    fn is_whole(&mut self, screen: &[String]) {
        match self.stage.front.clone() {
            Front::Nothing => {
                let caption = self.stage.caption(&self.sim.model);
                self.shows(&caption.text, screen);
                self.shows(&caption.heading, screen);
            }
            Front::Question(question) => {
                let (asked, choices) = question.told(self.stage.lang);
                self.shows(&asked, screen);
                choices.iter().for_each(|choice| self.shows(choice, screen));
            }
            _ => return,
        }
        let flow = screen.iter().skip(2).take_while(|row| row.starts_with('│'));
        let columns = flow.flat_map(|row| row.split('│'));
        let cut = columns.filter(|cell| cell.replace("(…, ", "").contains('…'));
        for cell in cut {
            // What is still to come stands there as far as it goes; of long data the beginning is enough.
            let is_coming = cell.starts_with("  ") && !cell.starts_with("    ");
            let is_data = cell.contains('"');
            let is_count = cell.contains("… +");
            if !(is_coming || is_data || is_count) {
                self.is_cut(cell, screen);
            }
        }
        let tables = [Panel::Wire, Panel::Descriptors, Panel::States];
        if screen[0].chars().count() < 120 && tables.contains(&self.stage.panel) {
            let tabs = |row: &&String| row.starts_with(" 1 ");
            let below = screen.iter().skip_while(|row| !tabs(row));
            let mut panel = below.take_while(|row| !row.starts_with("── "));
            if let Some(row) = panel.find(|row| row.contains('…')) {
                self.is_cut(row, screen);
            }
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
fn walk(
    lesson: &Lesson,
    role: Role,
    lang: Lang,
    cut: &mut BTreeMap<String, String>,
) -> BTreeSet<usize> {
    let mut walk = Walk::of(lesson, role, lang);
    let mut judged = BTreeSet::new();
    for _ in 0..400 {
        walk.agrees();
        if let (Subject::Verdict(verdict), _) = walk
            .stage
            .subject(&walk.sim.model, &walk.sim.model.log.world)
        {
            judged.extend(verdict.asked.step);
            let because = tell::arg(&verdict.asked.because, lang);
            assert!(walk.stage.caption(&walk.sim.model).text.contains(&because));
        }
        match &walk.stage.front {
            Front::Question(_) => walk.press(Key::Char('1')),
            Front::Menu(_) => {
                cut.append(&mut walk.cut);
                return judged;
            }
            _ => walk.press(Key::Enter),
        }
    }
    panic!("{}: no end", walk.place);
}

#[test]
fn every_lesson_agrees_with_the_world_at_every_step() {
    let mut cut = BTreeMap::new();
    for lesson in lesson::shipped() {
        let steps = lesson.steps.iter().enumerate();
        let asks = steps.filter(|(_, step)| step.predict.is_some() && step.needs.is_none());
        let asks: BTreeSet<usize> = asks.map(|(index, _)| index).collect();
        for role in [Role::Server, Role::Client] {
            for lang in Lang::ALL {
                let judged = walk(lesson, role, lang, &mut cut);
                assert_eq!(judged, asks, "{} {role:?} {lang}", lesson.id);
            }
        }
    }
    let all: Vec<&str> = cut.keys().map(String::as_str).collect();
    let screens: Vec<&str> = cut.values().map(String::as_str).take(3).collect();
    let told = format!("{}\n{}", all.join("\n"), screens.join("\n"));
    assert!(cut.is_empty(), "{} texts are cut\n{told}", cut.len());
}
