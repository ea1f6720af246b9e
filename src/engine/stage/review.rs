//! Predictions that were wrong come back at the start of a later lesson.

use super::menu::{Choice, Item, Kind, Menu};
use super::{Front, Stage, Wish};
use crate::fill;
use crate::lesson::{Deed, Lesson, Predict, Step};
use crate::run::Model;
use crate::words::t;

/// How many come back at one start.
const MOST: usize = 2;

/// What is to be asked again, and how the last answer went.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    /// Lessons and their steps, by index, the next one first.
    due: Vec<(usize, usize)>,
    /// What was asked last and what was answered, as an index into its choices.
    answered: Option<((usize, usize), usize)>,
}

impl Stage {
    /// A lesson begins: what was wrong in others is due.
    pub(super) fn plan_review(&mut self) {
        let mut due = self
            .course
            .progress
            .missed(&self.course.entries, &self.opening.lesson);
        due.truncate(MOST);
        self.review = Review {
            due,
            answered: None,
        };
    }

    /// Before the first line: a question that was answered wrong is asked, or its answer has been read.
    pub(super) fn reviews(&mut self, model: &Model) -> bool {
        if self.review.answered.take().is_some() && self.review.due.is_empty() {
            return true;
        }
        if !self.predictions || !model.log.world.calls.is_empty() || self.review.due.is_empty() {
            return false;
        }
        let at = self.review.due[0];
        let Some((_, _, predict)) = self.reviewed(at) else {
            self.review.due.clear();
            return false;
        };
        let choices = predict.choices.iter().enumerate();
        let items = choices.map(|(index, choice)| Item {
            label: choice.text.get(self.lang).to_owned(),
            hint: String::new(),
            sensible: true,
            choice: Choice::Answer(index),
        });
        self.front = Front::Menu(Menu::new(Kind::Review, items.collect()));
        true
    }

    /// The learner does not want to be asked again now.
    pub(super) fn skip_review(&mut self, menu: &Menu) {
        if menu.kind == Kind::Review {
            self.review.due.clear();
        }
    }

    fn reviewed(&self, (lesson, step): (usize, usize)) -> Option<(&Lesson, &Step, &Predict)> {
        let lesson = self.course.entries.get(lesson)?;
        let step = lesson.steps.get(step)?;
        Some((lesson, step, step.predict.as_ref()?))
    }

    /// The question is answered.
    pub(super) fn answer_review(&mut self, index: usize) -> Vec<Wish> {
        if self.review.due.is_empty() {
            return Vec::new();
        }
        let at = self.review.due.remove(0);
        self.review.answered = Some((at, index));
        let Some((lesson, step, predict)) = self.reviewed(at) else {
            return Vec::new();
        };
        vec![Wish::Keep(Deed::Answered {
            lesson: lesson.id.clone(),
            step: step.id.clone(),
            right: predict.answer == index,
        })]
    }

    /// What is asked, or what is said of the answer: whether it is right, the heading, the text.
    pub fn review_said(&self) -> Option<(Option<bool>, String, String)> {
        let lang = self.lang;
        if let Some((at, given)) = self.review.answered {
            let (_, _, predict) = self.reviewed(at)?;
            let right = predict.answer == given;
            let because = predict.because.get(lang);
            let why = predict
                .choices
                .get(given)
                .and_then(|choice| choice.why.as_ref());
            let text = match why.filter(|_| !right) {
                Some(why) => format!("{} {because}", why.get(lang)),
                None => because.to_owned(),
            };
            let answer = predict.choices.get(predict.answer)?.text.get(lang);
            let heading = if right {
                t::TUI_RIGHT.get(lang).to_owned()
            } else {
                fill!(lang, t::TUI_WRONG, answer = answer)
            };
            return Some((Some(right), heading, text));
        }
        let asks = matches!(&self.front, Front::Menu(menu) if menu.kind == Kind::Review);
        let (lesson, _, predict) = self.reviewed(*self.review.due.first().filter(|_| asks)?)?;
        let (title, question) = (lesson.title.get(lang), predict.question.get(lang));
        let text = fill!(lang, t::COURSE_REVIEW, title = title, question = question);
        Some((None, t::COURSE_ONCE_MORE.get(lang).to_owned(), text))
    }
}
