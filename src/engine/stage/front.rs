//! What stands in front of the stage and takes the keys: help, menus, the prompt, the search.

use super::explaining::scrolled;
use super::field::Field;
use super::{Explaining, Opening, Question, Stage, Wish};
use crate::run::{Message, Model};
use crate::script;
use crate::stage::keys::Key;
use crate::stage::menu::{Choice, Menu, Port};
use crate::stage::prompt::Prompt;
use crate::timeline::What;

/// How long a board's place can be, in characters.
const MOST_PLACE: usize = 200;

/// What stands in front of it and takes the keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Front {
    /// Nothing.
    Nothing,
    /// The help screen, from this line on.
    Help(usize),
    /// A menu.
    Menu(Menu),
    /// The prompt of the call language.
    Prompt(Prompt),
    /// The teacher's note on a step.
    Note(usize),
    /// The words of the screen, one of them to be explained.
    Explain(Explaining),
    /// What the log is searched for.
    Search,
    /// What a recording is searched for, typed so far.
    Find(Field),
    /// The place of a board, typed so far.
    Place(Field),
    /// A line of a puzzle's script, typed so far.
    Line(Field),
    /// A question before something is shown.
    Question(Question),
    /// The learner's own program has the keyboard.
    Keyboard,
}

impl Stage {
    /// Chooses the answer at this index of an open question, as a click does.
    #[must_use = "wishes must be carried out"]
    pub fn choose(&mut self, model: &Model, index: usize, now: u64) -> Vec<Wish> {
        match std::mem::replace(&mut self.front, Front::Nothing) {
            Front::Question(question) if index < question.asked.choices.len() => {
                self.answer(question, Some(index))
            }
            Front::Menu(mut menu) if index < menu.items.len() => {
                menu.at = index;
                self.menu_key(model, menu, Key::Enter, now)
            }
            Front::Explain(mut words) if index < words.words.len() => {
                words.at = index;
                words.typed.set("");
                words.line = Some(0);
                self.front = Front::Explain(words);
                Vec::new()
            }
            front => {
                self.front = front;
                Vec::new()
            }
        }
    }

    /// A click beside what stands in front: it goes away.
    #[must_use = "wishes must be carried out"]
    pub fn away(&mut self, model: &Model, now: u64) -> Vec<Wish> {
        if self.front == Front::Keyboard {
            self.front = Front::Nothing;
            return Vec::new();
        }
        self.press(model, Key::Esc, now)
    }

    pub(super) fn help_key(&mut self, line: usize, key: Key) -> Vec<Wish> {
        if let Some(line) = scrolled(line, key) {
            self.front = Front::Help(line);
        }
        Vec::new()
    }

    pub(super) fn menu_key(
        &mut self,
        model: &Model,
        mut menu: Menu,
        key: Key,
        now: u64,
    ) -> Vec<Wish> {
        if let Some(wishes) = self.forgets(&menu, key) {
            return wishes;
        }
        if let Some(wishes) = self.mends(model, &menu, key) {
            return wishes;
        }
        self.forget_next = false;
        let count = menu.items.len();
        match key {
            Key::Esc | Key::Char('q') => {
                self.skip_review(&menu);
                return Vec::new();
            }
            Key::Up => menu.at = menu.at.checked_sub(1).unwrap_or(count.saturating_sub(1)),
            Key::Down => menu.at = (menu.at + 1) % count.max(1),
            Key::PageUp => menu.at = menu.at.saturating_sub(10),
            Key::PageDown => menu.at = (menu.at + 10).min(count.saturating_sub(1)),
            Key::Home => menu.at = 0,
            Key::End => menu.at = count.saturating_sub(1),
            Key::Tab if menu.is_calls() => {
                self.side = self.side.other();
                menu = Menu::calls(model, self.side, self.lang);
            }
            Key::Left | Key::Right if menu.is_calls() => {
                menu.turn(model, self.side, key == Key::Right, self.lang);
            }
            Key::Char(' ') if menu.is_calls() => {
                if let Some(Choice::Call(text)) = menu.chosen() {
                    let prompt = Prompt::with(self.side, self.history.clone(), text);
                    self.front = Front::Prompt(prompt);
                    return Vec::new();
                }
            }
            Key::Enter | Key::Char(' ') => return self.take(model, menu, now),
            Key::Char(letter) => menu.jump(letter),
            _ => {}
        }
        self.front = Front::Menu(menu);
        Vec::new()
    }

    pub(super) fn take(&mut self, model: &Model, menu: Menu, now: u64) -> Vec<Wish> {
        match menu.chosen().cloned() {
            Some(Choice::Do(action)) => self.act(model, action, now),
            Some(Choice::Call(text)) => {
                self.remember(&text);
                self.by_hand(&text)
            }
            Some(Choice::Lesson(lesson)) => {
                vec![Wish::Open(Opening {
                    lesson,
                    ..self.opening.clone()
                })]
            }
            Some(Choice::Board(board)) => self.go_on_with(board),
            Some(Choice::Place) => {
                self.front = Front::Place(Field::new(MOST_PLACE));
                Vec::new()
            }
            Some(Choice::Export(kind)) => vec![Wish::Export(kind)],
            Some(Choice::Theme(theme)) => {
                self.theme = theme;
                Vec::new()
            }
            Some(Choice::Answer(index)) => self.answer_review(index),
            Some(Choice::Moment(seq)) => {
                self.look_at(model, seq);
                Vec::new()
            }
            Some(Choice::Step(step)) => {
                self.past = None;
                vec![Wish::Tell(Message::GoTo(step))]
            }
            Some(Choice::Cause(index)) => {
                self.say_cause(model, index);
                Vec::new()
            }
            Some(Choice::Stay | Choice::Line(_)) | None => Vec::new(),
        }
    }

    /// Another board, or the same one again: the learner goes on where she is.
    fn go_on_with(&self, board: String) -> Vec<Wish> {
        vec![Wish::GoOn(Opening {
            board,
            ..self.opening.clone()
        })]
    }

    pub(super) fn remember(&mut self, text: &str) {
        const MOST: usize = 200;
        if self.history.last().is_none_or(|last| last != text) {
            self.history.push(text.to_owned());
        }
        if self.history.len() > MOST {
            self.history.remove(0);
        }
    }

    pub(super) fn prompt_key(&mut self, model: &Model, mut prompt: Prompt, key: Key) -> Vec<Wish> {
        match key {
            Key::Esc => return Vec::new(),
            Key::Enter => {
                let text = prompt.field.text().to_owned();
                if text.trim().is_empty() {
                    return Vec::new();
                }
                self.typed += 1;
                match script::parse_line_for(prompt.side.into(), &text, self.typed) {
                    Ok(line) => {
                        self.remember(&text);
                        self.front = Front::Prompt(self.empty_prompt());
                        return line.map(|line| self.send(line)).unwrap_or_default();
                    }
                    Err(error) => prompt.error = Some(error),
                }
            }
            Key::Tab => prompt.complete(model),
            key => prompt.edit(key),
        }
        self.front = Front::Prompt(prompt);
        Vec::new()
    }

    pub(super) fn search_key(&mut self, key: Key) -> Vec<Wish> {
        match key {
            Key::Esc => {
                self.search.set("");
                return Vec::new();
            }
            Key::Enter => return Vec::new(),
            key => self.search.edit(key),
        }
        self.scroll = 0;
        self.front = Front::Search;
        Vec::new()
    }

    pub(super) fn place_key(&mut self, mut place: Field, key: Key) -> Vec<Wish> {
        match key {
            Key::Esc => return Vec::new(),
            Key::Enter if place.text().trim().is_empty() => return Vec::new(),
            Key::Enter => return self.go_on_with(place.text().trim().to_owned()),
            key => place.edit(key),
        }
        self.front = Front::Place(place);
        Vec::new()
    }

    /// The serial ports of this machine, as far as they are known by now.
    pub fn found(&mut self, ports: Vec<Port>) {
        self.ports = ports;
        if let Front::Menu(menu) = &mut self.front
            && menu.is_boards()
        {
            let chosen = menu.chosen().cloned();
            *menu = Menu::boards(&self.boards, &self.ports, &self.opening.board, self.lang);
            if let Some(chosen) = chosen {
                menu.go_to(&chosen);
            }
        }
    }

    /// A board that has lost its sockets is something to decide about, once nothing else stands in
    /// front.
    pub fn heed(&mut self, model: &Model) {
        if self.reel.is_some() {
            return;
        }
        self.turn(model);
        self.take_keyboard_back(model);
        self.take_word_back(model);
        self.take_wait_back(model);
        let lost = model.log.world.lost;
        if lost == self.heeded {
            return;
        }
        match &self.front {
            Front::Nothing => {
                self.auto = None;
                let event = lost.and_then(|seq| model.log.event(seq));
                let menu = if event.is_some_and(|event| matches!(event.what, What::Return(_))) {
                    Menu::lost_wire
                } else {
                    Menu::lost
                };
                self.front = Front::Menu(menu(&self.opening.board, self.lang));
            }
            Front::Menu(menu) if menu.is_lost() => {}
            _ => return,
        }
        self.heeded = lost;
    }
}
