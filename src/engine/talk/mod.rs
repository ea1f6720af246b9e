//! The course by typed words, in plain lines: for screen readers, terminals that move no cursor, and
//! recordings of a class. The same stage as on the screen, told instead of drawn.
//!
//! ```text
//!   a line ──take──► a word, a number, a call ──► Stage ──► Wish
//!   events, caption, question, menu ──news──► lines
//! ```

mod say;
#[cfg(test)]
mod tests;
mod words;

use crate::run::Model;
use crate::script::{Actor, parse_line, parse_line_for};
use crate::stage::keys::{Action, Key};
use crate::stage::menu::Kind;
use crate::stage::{Front, Stage, Wish};
use crate::words::t;
use crate::world::World;
use words::{Own, Word};

/// A stage that is told, and what of it was told.
pub struct Talk {
    /// The stage.
    pub stage: Stage,
    /// What was so before the next event that is told.
    world: World,
    /// The number of that event.
    next: u64,
    /// What was said last of what stands.
    caption: String,
    /// What stood in front when it was told last.
    front: Front,
    /// What is said in answer to a line.
    answer: Vec<String>,
}

impl Talk {
    /// Tells this stage.
    pub fn new(mut stage: Stage) -> Talk {
        stage.keys = stage.keys.spoken();
        Talk {
            stage,
            world: World::default(),
            next: 0,
            caption: String::new(),
            front: Front::Nothing,
            answer: Vec::new(),
        }
    }

    /// Another session begins, on a timeline of its own.
    pub fn begin(&mut self) {
        self.world = World::default();
        self.next = 0;
        self.caption.clear();
        self.front = Front::Nothing;
    }

    /// A line was typed.
    #[must_use = "wishes must be carried out"]
    pub fn take(&mut self, model: &Model, line: &str, now: u64) -> Vec<Wish> {
        self.stage.notice = None;
        let line = line.trim();
        match &self.stage.front {
            Front::Line(_) | Front::Place(_) => return self.fill(model, line, now),
            Front::Note(_) | Front::Help(_) => self.stage.front = Front::Nothing,
            _ => {}
        }
        if line.is_empty() && self.stage.front != Front::Nothing {
            // What stands in front is said once more.
            self.front = Front::Nothing;
            return Vec::new();
        }
        if let Ok(number) = line.parse::<usize>() {
            return self.choose(model, number, now);
        }
        match words::word(line, self.stage.lang) {
            _ if line.is_empty() => self.act(model, Action::Next, now),
            Some((Word::Own(own), rest)) => self.own(model, own, rest, now),
            Some((Word::Action(action), _)) => self.act(model, action, now),
            None => self.call(model, line, now),
        }
    }

    /// The text that was asked for: a line of a script, the place of a board.
    fn fill(&mut self, model: &Model, line: &str, now: u64) -> Vec<Wish> {
        if line.is_empty() {
            return self.stage.press(model, Key::Esc, now);
        }
        let _ = self.stage.press(model, Key::Ctrl('u'), now);
        self.stage.paste(line);
        self.stage.press(model, Key::Enter, now)
    }

    /// An answer, or an item of a list, by its number; 0 is none of them.
    fn choose(&mut self, model: &Model, number: usize, now: u64) -> Vec<Wish> {
        let count = match &self.stage.front {
            Front::Question(question) => question.asked.choices.len(),
            Front::Menu(menu) => menu.items.len(),
            _ => {
                self.answer
                    .push(t::TALK_NOTHING_TO_CHOOSE.get(self.stage.lang).to_owned());
                return Vec::new();
            }
        };
        match number {
            0 => self.stage.press(model, Key::Esc, now),
            _ if number <= count => self.stage.choose(model, number - 1, now),
            _ => {
                let text = crate::fill!(self.stage.lang, t::TALK_NO_SUCH_NUMBER, count = count);
                self.answer.push(text);
                Vec::new()
            }
        }
    }

    /// What a key does on the screen. A question is answered first; any other list is left.
    fn act(&mut self, model: &Model, action: Action, now: u64) -> Vec<Wish> {
        let anyway = matches!(action, Action::Language | Action::Quit);
        match &self.stage.front {
            Front::Question(_) if !anyway => {
                self.answer
                    .push(t::TALK_ANSWER_FIRST.get(self.stage.lang).to_owned());
                self.front = Front::Nothing;
                return Vec::new();
            }
            Front::Menu(_) if !anyway => {
                let _ = self.stage.press(model, Key::Esc, now);
            }
            _ => {}
        }
        match action {
            Action::Prompt => {
                self.answer
                    .push(t::TALK_JUST_TYPE.get(self.stage.lang).to_owned());
                Vec::new()
            }
            Action::Next => self.stage.press_for(model, action, now),
            _ => self.at_once(model, action, now),
        }
    }

    /// What a word names is done, even where a key would first only take what stands there as read: that was said.
    fn at_once(&mut self, model: &Model, action: Action, now: u64) -> Vec<Wish> {
        let read = self.stage.read;
        let wishes = self.stage.press_for(model, action, now);
        match wishes.is_empty() && self.stage.read != read {
            true => self.stage.press_for(model, action, now),
            false => wishes,
        }
    }

    /// A word that no key has.
    fn own(&mut self, model: &Model, own: Own, rest: &str, now: u64) -> Vec<Wish> {
        match own {
            Own::Where => self.answer.extend(say::place(&self.stage, model)),
            Own::Why => self.answer.push(say::why(&self.stage, model)),
            Own::Help => self.answer.extend(say::help(self.stage.lang)),
            Own::Explain => self.answer.extend(say::explain(rest, self.stage.lang)),
            Own::Skip => return self.stage.press(model, Key::Esc, now),
            Own::Open if self.stage.world(model).is_frozen() => {
                return self.act(model, Action::Freeze, now);
            }
            Own::Open => self
                .answer
                .push(t::TALK_IS_OPEN.get(self.stage.lang).to_owned()),
            Own::Add | Own::Remove | Own::Run => return self.mend(model, own, rest, now),
        }
        Vec::new()
    }

    /// A change of a puzzle's lines, or their run.
    fn mend(&mut self, model: &Model, own: Own, rest: &str, now: u64) -> Vec<Wish> {
        let Front::Menu(menu) = &mut self.stage.front else {
            self.answer
                .push(t::TALK_NO_LINES.get(self.stage.lang).to_owned());
            return Vec::new();
        };
        if menu.kind != Kind::Mend {
            self.answer
                .push(t::TALK_NO_LINES.get(self.stage.lang).to_owned());
            return Vec::new();
        }
        let number = rest.parse::<usize>().unwrap_or(menu.items.len());
        menu.at = number
            .saturating_sub(1)
            .min(menu.items.len().saturating_sub(1));
        let key = match own {
            Own::Add => Key::Char('n'),
            Own::Remove => Key::Delete,
            _ => Key::Char('r'),
        };
        self.stage.press(model, key, now)
    }

    /// A line of the call language, of the side whose turn it is unless it names another.
    fn call(&mut self, model: &Model, line: &str, now: u64) -> Vec<Wish> {
        let side = Actor::from(self.stage.side);
        let named = line.split(':').next().is_some_and(|word| {
            let actors = Actor::ALL.iter().map(|actor| actor.name());
            actors.chain(["wire"]).any(|name| name == word.trim())
        });
        let parsed = match named {
            true => parse_line(line, 1),
            false => parse_line_for(side, line, 1),
        };
        match parsed {
            Ok(Some(parsed)) => {
                if matches!(self.stage.front, Front::Question(_)) {
                    return self.act(model, Action::Next, now);
                }
                self.stage.front = Front::Nothing;
                self.stage.typed(parsed)
            }
            Ok(None) => Vec::new(),
            Err(error) => {
                let lang = self.stage.lang;
                let word = words::first(Own::Help, lang);
                self.answer.push(error.message(lang));
                self.answer
                    .push(crate::fill!(lang, t::TALK_NOT_UNDERSTOOD, help = word));
                Vec::new()
            }
        }
    }
}
