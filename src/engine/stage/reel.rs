//! The stage on a recording: every moment is past, and there are no peers.

use super::field::Field;
use super::{Front, Panel, Question, Stage, Wish};
use crate::fill;
use crate::run::Model;
use crate::stage::keys::{Action, Key};
use crate::timeline::{Asked, What};
use crate::words::{t, tell};
use crate::world::past::Past;

/// How long what is searched for can be, in characters.
const MOST: usize = 60;

/// How much of a recording is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reel {
    /// How many events.
    pub count: u64,
    /// Whether these are all.
    pub whole: bool,
}

impl Stage {
    /// A recording begins: the part, the lesson and its panel are the recording's.
    pub fn open_recording(&mut self, model: &Model) {
        self.opening.role = model.options.role;
        self.side = model.options.role.server();
        if let Some(lesson) = &model.lesson {
            self.opening.lesson.clone_from(&lesson.id);
            if let Some(panel) = lesson.panel {
                self.open_with(panel);
            }
        }
        if self.has_source(model) {
            self.open_with(Panel::Code);
        }
    }

    /// What an action does on a recording; nothing if it does the same as elsewhere.
    pub(super) fn act_on_reel(
        &mut self,
        model: &Model,
        action: Action,
        now: u64,
    ) -> Option<Vec<Wish>> {
        Some(match action {
            Action::Next => {
                self.auto = None;
                self.play_on(model)
            }
            Action::Back => {
                self.auto = None;
                self.play_back(model)
            }
            Action::First | Action::Restart => vec![Wish::Seek(0)],
            Action::Live => vec![Wish::Seek(u64::MAX)],
            Action::Autoplay => {
                self.auto = self.auto.is_none().then_some(now);
                Vec::new()
            }
            Action::Search => {
                self.front = Front::Find(Field::new(MOST));
                Vec::new()
            }
            Action::Calls
            | Action::Prompt
            | Action::Freeze
            | Action::Release
            | Action::ReleaseAll
            | Action::Drop
            | Action::Duplicate
            | Action::Reorder
            | Action::Lesson
            | Action::Board
            | Action::Role
            | Action::Keep
            | Action::Record => {
                self.only_a_recording();
                Vec::new()
            }
            _ => return None,
        })
    }

    /// Says that there is nobody to ask for what was wanted.
    pub fn only_a_recording(&mut self) {
        let lesson = &self.opening.lesson;
        self.notice = Some(fill!(self.lang, t::TUI_REPLAY_ONLY, lesson = lesson));
    }

    /// The moment of the recording that is shown.
    fn at(&self) -> u64 {
        self.past.as_ref().map_or(0, Past::seq)
    }

    /// One moment on, unless a question comes before it.
    fn play_on(&mut self, model: &Model) -> Vec<Wish> {
        let (at, next) = (self.at(), model.log.timeline.moment_after(self.at()));
        if at.max(next) + 1 >= model.log.timeline.next_seq() && self.is_at_the_end(at) {
            self.auto = None;
            let first = self.keys.hint(Action::First, self.lang);
            self.notice = Some(fill!(self.lang, t::TUI_REPLAY_OVER, first = first));
            return Vec::new();
        }
        if let Some((seq, asked)) = self.question_between(model, at, next) {
            self.asked.extend(asked.step);
            self.front = Front::Question(Question {
                asked,
                at: None,
                then: Box::new(Wish::Seek(next.max(seq))),
            });
            return Vec::new();
        }
        vec![Wish::Seek(next.max(at + 1))]
    }

    fn is_at_the_end(&self, at: u64) -> bool {
        let reel = self.reel.unwrap_or_default();
        reel.whole && at + 1 >= reel.count
    }

    /// The question that stands between two moments and was not asked yet.
    fn question_between(&self, model: &Model, at: u64, next: u64) -> Option<(u64, Asked)> {
        let mut between = model.log.timeline.since(at + 1);
        let found = between.find_map(|event| match &event.what {
            _ if event.seq > next => Some(None),
            What::Ask(asked) if !asked.step.is_some_and(|step| self.asked.contains(&step)) => {
                Some(Some((event.seq, (**asked).clone())))
            }
            _ => None,
        });
        let fits = |asked: &Asked| asked.answer < asked.choices.len();
        found
            .flatten()
            .filter(|(_, asked)| self.predictions && fits(asked))
    }

    /// One moment back.
    fn play_back(&mut self, model: &Model) -> Vec<Wish> {
        let before = model.log.timeline.moment_before(self.at());
        let first = model.log.timeline.first_seq();
        let to = before.unwrap_or_else(|| first.saturating_sub(1));
        vec![Wish::Seek(to)]
    }

    /// Time has come: autoplay takes the next moment.
    pub(super) fn autoplay_reel(&mut self, model: &Model, now: u64) -> Vec<Wish> {
        self.auto = Some(now + self.pace_ms() * 1_000);
        self.play_on(model)
    }

    /// A question of the recording was answered by who sees it now: how it went is said at once, since
    /// what it is about was measured when it was recorded.
    pub(super) fn answer_again(&mut self, question: Question, given: Option<usize>) -> Vec<Wish> {
        let asked = &question.asked;
        let answer = asked.choices.get(asked.answer);
        let answer = answer.map_or_else(String::new, |answer| tell::arg(answer, self.lang));
        let heading = match given {
            Some(given) if given == asked.answer => {
                format!("✓ {}", t::TUI_RIGHT.get(self.lang))
            }
            Some(_) => format!("✗ {}", fill!(self.lang, t::TUI_WRONG, answer = answer)),
            None => fill!(self.lang, t::TUI_ANSWER, answer = answer),
        };
        self.notice = Some(heading);
        vec![*question.then]
    }

    pub(super) fn find_key(&mut self, mut text: Field, key: Key) -> Vec<Wish> {
        match key {
            Key::Esc => return Vec::new(),
            Key::Enter if text.text().trim().is_empty() => return Vec::new(),
            Key::Enter => return vec![Wish::Find(text.text().trim().to_owned())],
            key => text.edit(key),
        }
        self.front = Front::Find(text);
        Vec::new()
    }

    /// Shows a moment of the part of the recording that the model has.
    pub fn show_moment(&mut self, model: &Model, seq: u64, reel: Reel) {
        self.reel = Some(reel);
        match &mut self.past {
            Some(past) => past.go(&model.log.base, &model.log.timeline, seq),
            None => self.past = Some(Past::at(&model.log.base, &model.log.timeline, seq)),
        }
    }
}
