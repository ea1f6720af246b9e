//! The steps of a lesson as a list: back to one, or on to it; the panel and the note of each; and the end.

use super::caption::Subject;
use super::keys::Action;
use super::menu::{Choice, Item, Kind, Menu};
use super::{Front, Stage};
use crate::fill;
use crate::lesson::Lesson;
use crate::run::Model;
use crate::timeline::{Verdict, What};
use crate::words::t;

impl Stage {
    /// The steps: those that have begun can be looked back at, the others are run up to.
    pub(super) fn ask_for_step(&mut self, model: &Model) {
        let Some(lesson) = &model.lesson else { return };
        let current = self.coming(model);
        let now = model.log.timeline.next_seq();
        let items = lesson.steps.iter().enumerate().map(|(index, step)| {
            let began = began(model, index);
            let (hint, choice) = match began {
                _ if Some(index) == current => (t::TUI_STEP_NOW, Choice::Moment(now)),
                Some(seq) => (t::TUI_STEP_BACK, Choice::Moment(seq)),
                None => (t::TUI_STEP_AHEAD, Choice::Step(index)),
            };
            Item {
                label: format!("{:>2} {}", index + 1, step.title.get(self.lang)),
                hint: hint.get(self.lang).to_owned(),
                sensible: true,
                choice,
            }
        });
        let mut menu = Menu::new(Kind::Steps, items.collect());
        menu.at = current.unwrap_or(0);
        self.front = Front::Menu(menu);
    }

    /// The step that the next line belongs to; at the end, the last one.
    fn coming(&self, model: &Model) -> Option<usize> {
        let next = model.runner.next_action();
        let step = next.and_then(|index| model.runner.items()[index].step);
        step.or(model.log.world.step)
    }

    /// The teacher's note on the step that the caption is about.
    pub(super) fn show_note(&mut self, model: &Model) {
        let step = match self.past.is_some() {
            true => self.world(model).step,
            false => self.coming(model),
        };
        let steps = model
            .lesson
            .as_ref()
            .map_or(&[][..], |lesson| &lesson.steps);
        match step.filter(|step| steps.get(*step).is_some_and(|step| step.note.is_some())) {
            Some(step) => self.front = Front::Note(step),
            None => self.tell(t::TUI_NO_NOTES),
        }
    }

    /// The panel of a step whose caption is shown for the first time.
    pub(super) fn turn(&mut self, model: &Model) {
        if self.past.is_some() {
            return;
        }
        let (Subject::Step(index), _) = self.subject(model, &model.log.world) else {
            return;
        };
        let step = model
            .lesson
            .as_ref()
            .and_then(|lesson| lesson.steps.get(index));
        if self.turned != Some(index)
            && let Some(step) = step
        {
            self.turned = Some(index);
            if let Some(panel) = step.panel {
                self.open_with(panel);
            }
        }
    }

    /// What can be done at the end: look again at what was predicted wrong, go on with the next lesson.
    pub(super) fn show_ending(&mut self, model: &Model, lesson: &Lesson) {
        let lang = self.lang;
        let item = |label: String, choice: Choice| Item {
            label,
            hint: String::new(),
            sensible: true,
            choice,
        };
        let wrong = verdicts(model).filter(|(_, verdict)| verdict.correct == Some(false));
        let mut items: Vec<Item> = wrong
            .filter_map(|(seq, verdict)| {
                let step = lesson.steps.get(verdict.asked.step?)?;
                let title = step.title.get(lang);
                Some(item(
                    fill!(lang, t::TUI_LOOK_AGAIN, title = title),
                    Choice::Moment(seq),
                ))
            })
            .collect();
        if let Some(next) = self.course.after(lesson) {
            let label = fill!(lang, t::TUI_NEXT_LESSON, title = next.title.get(lang));
            items.push(item(label, Choice::Lesson(next.id.clone())));
        }
        items.push(item(t::TUI_STAY_HERE.get(lang).to_owned(), Choice::Stay));
        let do_it = |action: Action| item(String::new(), Choice::Do(action));
        items.extend([Action::Restart, Action::Lesson].map(do_it));
        self.front = Front::Menu(Menu::new(Kind::Ending, items));
    }

    /// What the end of a lesson says: how many predictions were right, and what to try.
    pub(super) fn ending(&self, model: &Model) -> (String, String) {
        let lang = self.lang;
        let answered = || verdicts(model).filter_map(|(_, verdict)| verdict.correct);
        let (asked, right) = (
            answered().count(),
            answered().filter(|right| *right).count(),
        );
        let heading = match asked {
            0 => t::TUI_OVER.get(lang).to_owned(),
            _ => fill!(lang, t::TUI_OVER_SCORE, right = right, asked = asked),
        };
        let mut text = self.what_now();
        if let Some(lesson) = model
            .lesson
            .as_ref()
            .filter(|lesson| !lesson.practice.is_empty())
        {
            let calls = self.keys.hint(Action::Calls, lang);
            let prompt = self.keys.hint(Action::Prompt, lang);
            text = fill!(lang, t::TUI_TO_TRY, calls = calls, prompt = prompt);
            for (number, words) in (1..).zip(&lesson.practice) {
                text.push_str(&format!(" {number}. {}", words.get(lang)));
            }
        }
        (heading, text)
    }
}

/// The event with which the step began.
fn began(model: &Model, step: usize) -> Option<u64> {
    let begins = |what: &What| matches!(what, What::Step { index, .. } if *index == step);
    let mut events = model.log.timeline.events();
    events
        .find(|event| begins(&event.what))
        .map(|event| event.seq)
}

fn verdicts(model: &Model) -> impl Iterator<Item = (u64, &Verdict)> {
    model
        .log
        .timeline
        .events()
        .filter_map(|event| match &event.what {
            What::Verdict(verdict) => Some((event.seq, &**verdict)),
            _ => None,
        })
}
