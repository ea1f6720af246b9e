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

    /// The entry that follows this lesson: the one that it names, else the next one in order.
    pub fn after(&self, lesson: &Lesson) -> Option<&Arc<Lesson>> {
        let at = |id: &str| self.entries.iter().position(|entry| entry.id == id);
        let next = match &lesson.next {
            Some(next) => at(next),
            None => at(&lesson.id).map(|index| index + 1),
        };
        self.entries.get(next?)
    }

    /// The first entry that is not done.
    pub fn next(&self) -> Option<&Arc<Lesson>> {
        lesson::next(&self.entries, &self.progress)
    }

    fn item(&self, entry: &Lesson, open: &str, lang: Lang) -> Item {
        let mark = match self.next() {
            _ if self.progress.is_done(&entry.id) => '✓',
            _ if entry.id == open => '●',
            Some(next) if next.id == entry.id => '›',
            _ => ' ',
        };
        Item {
            label: format!("{mark} {}", entry.title.get(lang)),
            hint: match entry.kind() {
                lesson::Kind::Lesson => entry.id.clone(),
                kind => format!("{} · {}", kind.title().get(lang), entry.id),
            },
            sensible: true,
            choice: Choice::Lesson(entry.id.clone()),
        }
    }

    /// The whole list, with how much of it is done. What is open is chosen; if that is done, or not of the
    /// course, the first entry that is not.
    pub(super) fn menu(&self, open: &str, lang: Lang) -> Menu {
        let items = self
            .entries
            .iter()
            .map(|entry| self.item(entry, open, lang));
        let mut menu = Menu::new(Kind::Lessons, items.collect());
        let done = (self.entries.iter()).filter(|entry| self.progress.is_done(&entry.id));
        let (done, all) = (done.count(), self.entries.len());
        menu.about = fill!(lang, t::COURSE_PROGRESS, done = done, all = all);
        let is_open = |entry: &&Arc<Lesson>| entry.id == open && !self.progress.is_done(open);
        let chosen = self.entries.iter().find(is_open).or(self.next());
        if let Some(entry) = chosen {
            menu.go_to(&Choice::Lesson(entry.id.clone()));
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
        self.front = Front::Menu(self.course.menu(&self.opening.lesson, self.lang));
        self.tell(t::COURSE_FORGOTTEN);
        Some(vec![Wish::Forget])
    }

    /// What the learner has done since the last time, to be kept.
    pub fn learnt(&mut self, model: &Model) -> Vec<Deed> {
        let Some(lesson) = &model.lesson else {
            return Vec::new();
        };
        let mut deeds = Vec::new();
        for event in model.log.timeline.since(self.course.seen) {
            if let What::Verdict(verdict) = &event.what
                && let Some(right) = verdict.correct
                && let Some(step) = verdict.asked.step.and_then(|index| lesson.steps.get(index))
            {
                deeds.push(Deed::Answered {
                    lesson: lesson.id.clone(),
                    step: step.id.clone(),
                    right,
                });
            }
        }
        self.course.seen = model.log.timeline.next_seq();
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
    if lesson.puzzle.is_some() {
        return super::is_solved(model);
    }
    if lesson.task.is_some() {
        return model.is_reached();
    }
    let items = model.runner.items();
    model.log.world.step == Some(lesson.steps.len().saturating_sub(1))
        && !items.iter().any(|item| is_open(&item.status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::Sim;
    use crate::run::{Options, Pace};
    use crate::script::Role;
    use crate::stage::Opening;

    #[test]
    fn a_puzzle_is_found_and_mended_by_keys() {
        let puzzle = crate::lesson::find("deaf").expect("a puzzle that ships");
        let (mut sim, mut stage) = open(&Arc::new(puzzle.clone()));
        let answer = puzzle.puzzle.as_ref().map(|puzzle| puzzle.cause.answer);
        let go_to_the_end = |sim: &mut Sim, stage: &mut Stage| {
            for _ in 0..12 {
                if stage.front == Front::Nothing {
                    press(sim, stage, Key::Enter);
                }
            }
        };
        go_to_the_end(&mut sim, &mut stage);
        // A wrong answer is refused with its reason, and asked again.
        let wrong = usize::from(answer == Some(0));
        (0..wrong).for_each(|_| press(&mut sim, &mut stage, Key::Down));
        press(&mut sim, &mut stage, Key::Enter);
        assert!(stage.cause_said(&sim.model).is_some_and(|said| !said.0));
        press(&mut sim, &mut stage, Key::Enter);
        let Front::Menu(menu) = &mut stage.front else {
            panic!("{:?}", stage.front);
        };
        menu.go_to(&Choice::Cause(answer.unwrap()));
        press(&mut sim, &mut stage, Key::Enter);
        assert!(stage.cause_said(&sim.model).is_some_and(|said| said.0));
        press(&mut sim, &mut stage, Key::Enter);
        // Only the server's lines can be changed; the second one is at fault.
        press(&mut sim, &mut stage, Key::End);
        press(&mut sim, &mut stage, Key::Enter);
        assert!(matches!(stage.front, Front::Menu(_)), "the client's line");
        press(&mut sim, &mut stage, Key::Home);
        press(&mut sim, &mut stage, Key::Down);
        press(&mut sim, &mut stage, Key::Enter);
        press(&mut sim, &mut stage, Key::Ctrl('u'));
        for key in "server: bind(s, ANY:7777)".chars().map(Key::Char) {
            press(&mut sim, &mut stage, key);
        }
        press(&mut sim, &mut stage, Key::Enter);
        let wishes = stage.press(&sim.model, Key::Char('r'), 0);
        let [Wish::Mend(lines)] = wishes.as_slice() else {
            panic!("{wishes:?}");
        };
        let lines = crate::script::parse(&lines.join("\n")).expect("a script");
        let (mut sim, mut stage) = open(&Arc::new(puzzle.with_solution(lines)));
        go_to_the_end(&mut sim, &mut stage);
        let id = puzzle.id.clone();
        assert_eq!(stage.learnt(&sim.model), [Deed::Done { id }]);
    }

    #[test]
    fn a_task_is_solved_by_calls_of_ones_own_with_hints_on_the_way() {
        let task = crate::lesson::find("make-time-wait").expect("a task that ships");
        let (mut sim, mut stage) = open(&Arc::new(task.clone()));
        let hints = task.task.as_ref().map_or(0, |task| task.hints.len());
        for _ in 0..hints + 2 {
            press(&mut sim, &mut stage, Key::Char('H'));
        }
        assert_eq!(stage.hints, hints);
        assert!(stage.last_hint(&sim.model).is_some());
        let mut by_hand = |text: &str| {
            let line = crate::script::parse_line(text, 1).expect("a line");
            sim.tell(crate::run::Message::ByHand(line.expect("a call")));
            sim.advance(sim.now_us() + 200_000);
        };
        by_hand("server: close(a)");
        by_hand("client: close(c)");
        assert!(sim.model.is_reached());
        assert_eq!(sim.model.moves(), 2);
        let id = task.id.clone();
        assert_eq!(stage.learnt(&sim.model), [Deed::Done { id }]);
        assert!(stage.learnt(&sim.model).is_empty(), "once");
    }

    #[test]
    fn a_wrong_prediction_comes_back_once_at_the_start_of_another_lesson() {
        let course = lesson::course().to_vec();
        let (first, second) = (
            &course[0],
            course.iter().find(|of| of.id == "goodbye").unwrap(),
        );
        let asked = first
            .steps
            .iter()
            .find(|step| step.predict.is_some())
            .unwrap();
        let line = format!(
            "{{\"at\":1,\"what\":\"answered\",\"lesson\":\"{}\",\"step\":\"{}\",\"right\":false}}",
            first.id, asked.id
        );
        let (mut sim, mut stage) = open(second);
        stage.course = Course::new(course.clone(), Progress::parse(&line));
        stage.begin(stage.opening.clone());
        press(&mut sim, &mut stage, Key::Enter);
        let Front::Menu(menu) = &mut stage.front else {
            panic!("{:?}", stage.front);
        };
        assert_eq!(menu.kind, Kind::Review);
        let answer = asked
            .predict
            .as_ref()
            .map(|predict| predict.answer)
            .unwrap();
        menu.at = answer;
        let wishes = stage.press(&sim.model, Key::Enter, 0);
        let [Wish::Keep(deed)] = wishes.as_slice() else {
            panic!("{wishes:?}");
        };
        assert!(
            matches!(deed, Deed::Answered { right: true, .. }),
            "{deed:?}"
        );
        assert!(stage.review_said().is_some_and(|said| said.0 == Some(true)));
        assert!(sim.model.log.world.calls.is_empty(), "the lesson waits");
        press(&mut sim, &mut stage, Key::Enter);
        assert!(stage.review_said().is_none());
    }

    /// A stage in front of two cores.
    fn open(lesson: &Arc<Lesson>) -> (Sim, Stage) {
        let options = Options {
            pace: Pace::Step(0),
            stop_on_failure: false,
            ..Options::default()
        };
        let sim = Sim::of_lesson(lesson, options, 7);
        let opening = Opening {
            lesson: lesson.id.clone(),
            role: Role::Server,
            board: "pair".to_owned(),
        };
        let mut stage = Stage::new(opening.clone(), Lang::En);
        stage.begin(opening);
        (sim, stage)
    }

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
        let (mut sim, mut stage) = open(&lesson);
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
