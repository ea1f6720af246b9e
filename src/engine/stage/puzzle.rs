//! A puzzle on the stage: what is wrong, and the lines that the learner changes.
//!
//! ```text
//!   the faulty script ──► what is wrong? ──wrong: why not──┐
//!                              │ right         ◄───────────┘
//!                         the lines ──edit──► run ──► the goal, or the lines again
//! ```

use super::field::Field;
use super::keys::Key;
use super::menu::{Choice, Item, Kind, Menu};
use super::{Front, Stage, Wish};
use crate::fill;
use crate::lesson::Puzzle;
use crate::run::{Model, Status};
use crate::script::{MAX_LINE, parse_line};
use crate::words::t;

/// How far the learner is with a puzzle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mending {
    /// What she said is wrong, as an index into the choices.
    pub said: Option<usize>,
    /// Whether she has found what it is.
    pub found: bool,
    /// The lines as she has changed them.
    lines: Vec<String>,
    /// The line that is edited.
    at: usize,
}

/// The puzzle that is open, if it is one.
fn puzzle(model: &Model) -> Option<&Puzzle> {
    model.lesson.as_ref()?.puzzle.as_ref()
}

/// Whether the mended script has met the goal.
pub fn is_solved(model: &Model) -> bool {
    let items = model.runner.items();
    puzzle(model).is_some_and(|puzzle| puzzle.is_mended)
        && items.iter().all(|item| {
            let is_blocked = item.status == Status::Blocked;
            is_blocked || matches!(item.status, Status::Done(_))
        })
}

impl Stage {
    /// At the end of the script: what comes next of a puzzle.
    pub(super) fn puzzle_next(&mut self, model: &Model) -> bool {
        let Some(puzzle) = puzzle(model) else {
            return false;
        };
        if model.runner.upcoming().is_some() || is_solved(model) {
            return false;
        }
        if self.mending.found || puzzle.is_mended {
            self.mending.found = true;
            self.open_lines(model);
            return true;
        }
        let choices = puzzle.cause.choices.iter().enumerate();
        let items = choices.map(|(index, choice)| Item {
            label: choice.text.get(self.lang).to_owned(),
            hint: String::new(),
            sensible: true,
            choice: Choice::Cause(index),
        });
        self.front = Front::Menu(Menu::new(Kind::Cause, items.collect()));
        true
    }

    /// The learner says what is wrong.
    pub(super) fn say_cause(&mut self, model: &Model, index: usize) {
        self.mending.said = Some(index);
        self.mending.found = puzzle(model).is_some_and(|puzzle| puzzle.cause.answer == index);
    }

    /// The lines, to be changed.
    fn open_lines(&mut self, model: &Model) {
        let step = model
            .lesson
            .as_ref()
            .and_then(|lesson| lesson.steps.first());
        if self.mending.lines.is_empty() {
            let lines = step.map(|step| step.run.iter().map(|line| line.source.clone()));
            self.mending.lines = lines.into_iter().flatten().collect();
        }
        self.front = Front::Menu(self.lines_menu(model));
    }

    fn lines_menu(&self, model: &Model) -> Menu {
        let lines = self.mending.lines.iter().enumerate();
        let items = lines.map(|(index, line)| Item {
            label: line.clone(),
            hint: String::new(),
            sensible: may_change(model, line),
            choice: Choice::Line(index),
        });
        let mut menu = Menu::new(Kind::Mend, items.collect());
        menu.at = self.mending.at.min(menu.items.len().saturating_sub(1));
        menu
    }

    /// A key in the list of lines that is one of its own: a new line, away with a line, run.
    pub(super) fn mends(&mut self, model: &Model, menu: &Menu, key: Key) -> Option<Vec<Wish>> {
        if menu.kind != Kind::Mend {
            return None;
        }
        self.mending.at = menu.at;
        match key {
            Key::Char('n') => {
                let at = (menu.at + 1).min(self.mending.lines.len());
                self.mending.lines.insert(at, String::new());
                self.edit_line(at);
            }
            Key::Char('d') | Key::Delete => {
                match self.mending.lines.get(menu.at) {
                    Some(line) if may_change(model, line) => {
                        self.mending.lines.remove(menu.at);
                    }
                    _ => self.tell(t::PUZZLE_FIXED),
                }
                self.front = Front::Menu(self.lines_menu(model));
            }
            Key::Char('r') => return Some(vec![Wish::Mend(self.mending.lines.clone())]),
            Key::Enter | Key::Char(' ') => match self.mending.lines.get(menu.at) {
                Some(line) if may_change(model, line) => self.edit_line(menu.at),
                _ => {
                    self.tell(t::PUZZLE_FIXED);
                    self.front = Front::Menu(menu.clone());
                }
            },
            _ => return None,
        }
        Some(Vec::new())
    }

    fn edit_line(&mut self, at: usize) {
        self.mending.at = at;
        let mut field = Field::new(MAX_LINE);
        field.set(&self.mending.lines[at]);
        self.front = Front::Line(field);
    }

    /// A key while a line is edited.
    pub(super) fn line_key(&mut self, model: &Model, mut field: Field, key: Key) -> Vec<Wish> {
        let at = self.mending.at;
        match key {
            // A line that was to be new and says nothing goes again.
            Key::Esc => {}
            Key::Enter => {
                let text = field.text().trim().to_owned();
                match parse_line(&text, at as u32 + 1) {
                    Ok(Some(_)) if !may_change(model, &text) => {
                        self.tell(t::PUZZLE_FIXED);
                        self.front = Front::Line(field);
                        return Vec::new();
                    }
                    Ok(_) => self.mending.lines[at] = text,
                    Err(error) => {
                        self.notice = Some(error.message(self.lang));
                        self.front = Front::Line(field);
                        return Vec::new();
                    }
                }
            }
            key => {
                field.edit(key);
                self.front = Front::Line(field);
                return Vec::new();
            }
        }
        self.mending.lines.retain(|line| !line.is_empty());
        self.front = Front::Menu(self.lines_menu(model));
        Vec::new()
    }

    /// What is said of her last answer: whether it is right, the heading, why, and what can be done.
    pub fn cause_said(&self, model: &Model) -> Option<(bool, String, String)> {
        let puzzle = puzzle(model).filter(|puzzle| !puzzle.is_mended)?;
        let said = self.mending.said?;
        let choice = puzzle.cause.choices.get(said)?;
        let (lang, text) = (self.lang, choice.text.get(self.lang));
        let key = self.keys.hint(super::keys::Action::Next, lang);
        if self.mending.found {
            let heading = fill!(lang, t::PUZZLE_THAT_IS_IT, choice = text);
            let because = puzzle.cause.because.get(lang);
            let then = fill!(lang, t::PUZZLE_NOW_MEND, key = key);
            return Some((true, heading, format!("{because} {then}")));
        }
        let heading = fill!(lang, t::PUZZLE_NOT_THAT, choice = text);
        let why = choice.why.as_ref().map_or("", |why| why.get(lang));
        let again = fill!(lang, t::PUZZLE_AGAIN, key = key);
        Some((false, heading, format!("{why} {again}")))
    }
}

/// Whether a line may be changed, or be what a line is changed to.
fn may_change(model: &Model, line: &str) -> bool {
    match parse_line(line, 1) {
        Ok(Some(line)) => puzzle(model).is_some_and(|puzzle| puzzle.mend.allows(&line.kind)),
        _ => true,
    }
}
