//! The course on the stage: its list, what the learner has done, and what is noted of what she does.

use std::sync::Arc;

use super::keys::{Action, Key};
use super::menu::{Choice, Item, Kind, Menu};
use super::{Front, Stage, Wish};
use crate::fill;
use crate::lesson::{self, Deed, Lesson, Progress};
use crate::run::{Model, Status};
use crate::timeline::What;
use crate::words::{Lang, t};

/// The key that forgets what was done, in the list of the course.
const FORGET: Key = Key::Delete;

/// The course, and how far the learner is in it.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// Everything that there is, in its order.
    pub entries: Vec<Arc<Lesson>>,
    /// What was done.
    pub progress: Progress,
    /// The first event that nothing was learnt from yet.
    seen: u64,
    /// Whether the end of what runs was noted.
    ended: bool,
}

impl Course {
    /// All of `entries`, of which this was done.
    pub fn new(entries: Vec<Arc<Lesson>>, progress: Progress) -> Course {
        Course {
            entries,
            progress,
            ..Course::default()
        }
    }

    /// Another program begins, or the same one goes on: on a new timeline.
    pub(super) fn begin(&mut self) {
        self.seen = 0;
        self.ended = false;
    }

    /// The first entry that is not done.
    pub fn next(&self) -> Option<&Arc<Lesson>> {
        lesson::next(&self.entries, &self.progress)
    }

    fn item(&self, entry: &Lesson, lang: Lang) -> Item {
        let mark = match self.next() {
            _ if self.progress.is_done(&entry.id) => '✓',
            Some(next) if next.id == entry.id => '›',
            _ => ' ',
        };
        Item {
            label: format!("{mark} {}", entry.title.get(lang)),
            hint: entry.id.clone(),
            sensible: true,
            choice: Choice::Lesson(entry.id.clone()),
        }
    }

    /// The whole list, the next entry chosen.
    pub(super) fn menu(&self, lang: Lang) -> Menu {
        let items = self.entries.iter().map(|entry| self.item(entry, lang));
        let mut menu = Menu::new(Kind::Lessons, items.collect());
        if let Some(next) = self.next() {
            menu.go_to(&Choice::Lesson(next.id.clone()));
        }
        menu
    }
}

impl Stage {
    /// A later start: the learner may go on with the course, which is open already, or do something else.
    pub fn offer_to_go_on(&mut self) {
        let lang = self.lang;
        let course = &self.course;
        let find = |id: &str| course.entries.iter().find(|entry| entry.id == id);
        let Some(open) = find(&self.opening.lesson) else {
            return;
        };
        let item = |label: String, hint: &str, choice: Choice| Item {
            label,
            hint: hint.to_owned(),
            sensible: true,
            choice,
        };
        let title = open.title.get(lang);
        let mut items = vec![item(
            fill!(lang, t::COURSE_GO_ON_WITH, title = title),
            &open.id,
            Choice::Stay,
        )];
        if let Some(first) = course.entries.first().filter(|first| first.id != open.id) {
            let title = first.title.get(lang);
            let label = fill!(lang, t::COURSE_BEGIN_ANEW, title = title);
            items.push(item(label, &first.id, Choice::Lesson(first.id.clone())));
        }
        let list = t::COURSE_WHOLE_LIST.get(lang).to_owned();
        let key = self.keys.hint(Action::Lesson, lang);
        items.push(item(list, &key, Choice::Do(Action::Lesson)));
        self.front = Front::Menu(Menu::new(Kind::GoOn, items));
    }

    /// In the list of the course a key of its own forgets what was done, pressed twice.
    pub(super) fn forgets(&mut self, menu: &Menu, key: Key) -> Option<Vec<Wish>> {
        if menu.kind != Kind::Lessons || key != FORGET {
            return None;
        }
        self.front = Front::Menu(menu.clone());
        if !std::mem::take(&mut self.forget_next) {
            self.forget_next = true;
            self.tell(t::COURSE_FORGET_AGAIN);
            return Some(Vec::new());
        }
        self.course.progress = Progress::default();
        self.front = Front::Menu(self.course.menu(self.lang));
        self.tell(t::COURSE_FORGOTTEN);
        Some(vec![Wish::Forget])
    }

    /// What the learner has done since the last time, to be kept.
    pub fn learnt(&mut self, model: &Model) -> Vec<Deed> {
        let Some(lesson) = &model.lesson else {
            return Vec::new();
        };
        let mut deeds = Vec::new();
        for event in model.timeline.since(self.course.seen) {
            if let What::Predict(prediction) = &event.what
                && let Some(right) = prediction.correct
                && let Some(asked) = &prediction.asked
                && let Some(step) = asked.step.and_then(|index| lesson.steps.get(index))
            {
                deeds.push(Deed::Answered {
                    lesson: lesson.id.clone(),
                    step: step.id.clone(),
                    right,
                });
            }
        }
        self.course.seen = model.timeline.next_seq();
        if !self.course.ended && is_at_its_end(model, lesson) {
            self.course.ended = true;
            let id = lesson.id.clone();
            deeds.push(Deed::Done { id });
        }
        deeds
    }
}

/// Whether the lesson was gone through to its end.
fn is_at_its_end(model: &Model, lesson: &Lesson) -> bool {
    let is_open = |status: &Status| matches!(status, Status::Waiting | Status::Running);
    let items = model.runner.items();
    model.world.step == Some(lesson.steps.len().saturating_sub(1))
        && !items.iter().any(|item| is_open(&item.status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::Sim;
    use crate::run::{Options, Pace};
    use crate::script::Role;
    use crate::stage::Opening;

    /// Presses a key on a stage in front of two cores, and lets happen what follows.
    fn press(sim: &mut Sim, stage: &mut Stage, key: Key) {
        for wish in stage.press(&sim.model, key, sim.now_us()) {
            if let Wish::Tell(message) = wish {
                sim.tell(message);
            }
        }
        sim.advance(sim.now_us() + 200_000);
    }

    #[test]
    fn a_lesson_that_was_gone_through_is_learnt_once() {
        let lesson = Arc::clone(&lesson::course()[0]);
        let options = Options {
            pace: Pace::Step(0),
            stop_on_failure: false,
            ..Options::default()
        };
        let mut sim = Sim::of_lesson(&lesson, options, 7);
        let opening = Opening {
            lesson: lesson.id.clone(),
            role: Role::Server,
            board: "pair".to_owned(),
        };
        let mut stage = Stage::new(opening.clone(), Lang::En);
        stage.begin(opening);
        let mut deeds = Vec::new();
        for _ in 0..300 {
            let key = match stage.front {
                Front::Question(_) => Key::Char('1'),
                _ => Key::Enter,
            };
            press(&mut sim, &mut stage, key);
            deeds.extend(stage.learnt(&sim.model));
        }
        let asked = lesson.steps.iter().filter(|step| step.predict.is_some());
        let answered = |deed: &&Deed| matches!(deed, Deed::Answered { .. });
        assert_eq!(deeds.iter().filter(answered).count(), asked.count());
        let done = Deed::Done {
            id: lesson.id.clone(),
        };
        assert_eq!(deeds.iter().filter(|deed| **deed == done).count(), 1);
    }
}
