//! The interface's own state: what is shown, and what a key means at this moment. Pure: keys in,
//! [`Wish`]es out; the views of `tui` draw it.
//!
//! ```text
//!   Key ──keymap──► Action ──► Stage changes (view, panel, menu, the past …)
//!                          └─► Wish: tell the model, open a lesson, save, quit
//! ```

use std::sync::Arc;

use sockscope_link::{Direction, LogLevel, SegmentId};

use super::foresee;
use super::keys::{Action, Key, Keymap};
use super::menu::{Choice, Menu};
use super::past::Past;
use super::prompt::Prompt;
use super::{Message, Model, World};
use crate::fill;
use crate::lesson::Lesson;
use crate::peer::Peer;
use crate::script::{self, Line, LineKind, Role, WireCommand};
use crate::text::{Lang, t};

/// The panels that the learner chooses among; the flow and the caption are always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Panel {
    /// The state diagram.
    States,
    /// The segments, time downwards.
    Ladder,
    /// The gate and its queue.
    Wire,
    /// One row a socket.
    Descriptors,
    /// The calls in C, Rust and Python.
    Code,
    /// The board's log.
    Log,
    /// Everything in order.
    Events,
}

impl Panel {
    /// Every panel, in the order of their digits.
    pub const ALL: [Panel; 7] = [
        Panel::States,
        Panel::Ladder,
        Panel::Wire,
        Panel::Descriptors,
        Panel::Code,
        Panel::Log,
        Panel::Events,
    ];

    /// The action that shows it.
    pub const fn action(self) -> Action {
        match self {
            Panel::States => Action::States,
            Panel::Ladder => Action::Ladder,
            Panel::Wire => Action::Wire,
            Panel::Descriptors => Action::Descriptors,
            Panel::Code => Action::Code,
            Panel::Log => Action::Log,
            Panel::Events => Action::Events,
        }
    }
}

/// What fills the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Flow, caption and panels.
    Stage,
    /// Few things, big.
    Presenter,
    /// One panel.
    Full,
}

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
    /// What the log is searched for.
    Search,
    /// A question before something is shown.
    Question(Question),
}

/// A question: what will happen?
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The question.
    pub text: String,
    /// What can be answered.
    pub choices: Vec<String>,
    /// The chosen one.
    pub at: usize,
    /// The right one.
    pub answer: usize,
    /// Why it is right.
    pub because: String,
    /// What happens once it is answered.
    then: Box<Wish>,
}

/// How the last question went: shown with the caption until the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the answer was right; `None` if the question was skipped.
    pub right: Option<bool>,
    /// The right answer.
    pub answer: String,
    /// Why.
    pub because: String,
    /// The step of the lesson that was asked about.
    pub step: Option<usize>,
}

/// What the interface wants from the session.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Tell the model.
    Tell(Message),
    /// Begin anew: another lesson, role or board, or the same ones.
    Open(Opening),
    /// Speak this language from now on.
    Language(Lang),
    /// Take mouse events, or leave them to the terminal.
    Mouse(bool),
    /// Write the log to a file.
    SaveLog,
    /// Give the terminal back until the shell resumes the program.
    Suspend,
    /// Draw every cell again.
    Redraw,
    /// End.
    Quit,
}

impl PartialEq for Wish {
    fn eq(&self, other: &Wish) -> bool {
        // Messages carry reports, which nobody compares here.
        format!("{self:?}") == format!("{other:?}")
    }
}

/// What is run, on what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The lesson's name.
    pub lesson: String,
    /// The part that the host plays.
    pub role: Role,
    /// The board, as `--board` names it.
    pub board: String,
}

/// The paces of autoplay, in milliseconds between two steps.
const PACES_MS: [u64; 7] = [500, 1_000, 1_500, 2_500, 4_000, 6_000, 10_000];

/// The state of the interface.
#[derive(Debug)]
pub struct Stage {
    /// Which key does what.
    pub keys: Keymap,
    /// The language of everything on the screen.
    pub lang: Lang,
    /// The theme's name.
    pub theme: String,
    /// Whether only ASCII characters are drawn.
    pub ascii: bool,
    /// Whether clicks are taken.
    pub mouse: bool,
    /// Whether questions are asked.
    pub predictions: bool,
    /// What fills the screen.
    pub view: View,
    /// The panel of choice, which the arrow keys move.
    pub panel: Panel,
    /// What stands in front.
    pub front: Front,
    /// Whose calls the menu and the prompt make.
    pub side: Peer,
    /// How far the panel is scrolled back, in lines.
    pub scroll: usize,
    /// How far the flow is scrolled back, in rows.
    pub flow_scroll: usize,
    /// Whether the ladder shows payloads.
    pub payload: bool,
    /// Whether the ladder shows absolute numbers.
    pub absolute: bool,
    /// Which of C, Rust and Python the code panel shows where there is room for one.
    pub language: usize,
    /// The held segment that release, drop and duplicate are about; else the oldest.
    pub held: Option<SegmentId>,
    /// The least weight of the log lines that are shown.
    pub level: LogLevel,
    /// What the log is searched for; empty is nothing.
    pub search: String,
    /// The moment of the past that is shown.
    pub past: Option<Past>,
    /// When autoplay takes its next step, in microseconds; `None` is off.
    pub auto: Option<u64>,
    /// Which of the paces.
    pace: usize,
    /// How the last question went.
    pub verdict: Option<Verdict>,
    /// One line for the learner, until the next key.
    pub notice: Option<String>,
    /// What runs.
    pub opening: Opening,
    /// The lessons that there are: name and titles.
    pub lessons: Vec<Arc<Lesson>>,
    /// The boards that can be chosen.
    pub boards: Vec<String>,
    asked: Vec<usize>,
    history: Vec<String>,
    typed: u32,
}

impl Stage {
    /// The stage at its beginning.
    pub fn new(opening: Opening, lang: Lang) -> Stage {
        Stage {
            keys: Keymap::default(),
            lang,
            theme: "dark".to_owned(),
            ascii: false,
            mouse: true,
            predictions: true,
            view: View::Stage,
            panel: Panel::States,
            front: Front::Nothing,
            side: Peer::Host,
            scroll: 0,
            flow_scroll: 0,
            payload: false,
            absolute: false,
            language: 0,
            held: None,
            level: LogLevel::Debug,
            search: String::new(),
            past: None,
            auto: None,
            pace: 2,
            verdict: None,
            notice: None,
            opening,
            lessons: Vec::new(),
            boards: Vec::new(),
            asked: Vec::new(),
            history: Vec::new(),
            typed: 0,
        }
    }

    /// A lesson begins: everything that belonged to the one before is forgotten.
    pub fn begin(&mut self, opening: Opening) {
        self.opening = opening;
        self.past = None;
        self.auto = None;
        self.verdict = None;
        self.front = Front::Nothing;
        self.asked.clear();
        self.held = None;
        self.scroll = 0;
        self.flow_scroll = 0;
    }

    /// The world that is shown: now, or the moment of the past.
    pub fn world<'a>(&'a self, model: &'a Model) -> &'a World {
        self.past.as_ref().map_or(&model.world, Past::world)
    }

    /// The held segment that a key is about: the chosen one while it is held, else the oldest.
    pub fn chosen_held(&self, world: &World) -> Option<SegmentId> {
        self.held
            .filter(|id| world.held.contains(id))
            .or_else(|| world.held.first().copied())
    }

    /// How far `panel` is scrolled back: only the panel of choice is.
    pub fn scroll_of(&self, panel: Panel) -> usize {
        if self.panel == panel { self.scroll } else { 0 }
    }

    /// Milliseconds between two steps of autoplay.
    pub fn pace_ms(&self) -> u64 {
        PACES_MS[self.pace]
    }

    /// Sets the pace of autoplay to the nearest one that there is.
    pub fn set_pace_ms(&mut self, ms: u64) {
        let distance = |index: &usize| PACES_MS[*index].abs_diff(ms);
        self.pace = (0..PACES_MS.len()).min_by_key(distance).unwrap_or_default();
    }

    /// When [`Stage::tick`] is wanted next, in microseconds since the session began.
    pub fn wake(&self, model: &Model, now: u64) -> Option<u64> {
        let countdown = (self.past.is_none() && counts_down(&model.world))
            .then_some(now - now % 1_000_000 + 1_000_000);
        match (self.auto, countdown) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    /// Time has come: autoplay may take a step.
    #[must_use = "wishes must be carried out"]
    pub fn tick(&mut self, model: &Model, now: u64) -> Vec<Wish> {
        let Some(due) = self.auto else {
            return Vec::new();
        };
        if now < due || self.front != Front::Nothing {
            return Vec::new();
        }
        if model.runner.next_action().is_none() {
            self.auto = None;
            return Vec::new();
        }
        self.auto = Some(now + self.pace_ms() * 1_000);
        self.next(model)
    }

    /// A key was pressed at `now`.
    #[must_use = "wishes must be carried out"]
    pub fn press(&mut self, model: &Model, key: Key, now: u64) -> Vec<Wish> {
        self.notice = None;
        // Ctrl+C ends the program from everywhere, Ctrl+Z puts it aside.
        if let Key::Ctrl(_) = key
            && let Some(action @ (Action::Quit | Action::Suspend | Action::Redraw)) =
                self.keys.action(key)
        {
            return self.act(model, action, now);
        }
        match std::mem::replace(&mut self.front, Front::Nothing) {
            Front::Nothing => match self.keys.action(key) {
                Some(action) => self.act(model, action, now),
                None => self.other_key(key),
            },
            Front::Help(line) => self.help_key(line, key),
            Front::Menu(menu) => self.menu_key(model, menu, key, now),
            Front::Prompt(prompt) => self.prompt_key(model, prompt, key),
            Front::Search => self.search_key(key),
            Front::Question(question) => self.question_key(model, question, key),
        }
    }

    /// Text was pasted: into the prompt if it is open, else nowhere.
    pub fn paste(&mut self, text: &str) {
        if let Front::Prompt(prompt) = &mut self.front {
            text.chars().for_each(|c| prompt.insert(c));
        }
    }

    /// The learner does something, by a key, a click or a menu.
    #[must_use = "wishes must be carried out"]
    pub fn act(&mut self, model: &Model, action: Action, now: u64) -> Vec<Wish> {
        match action {
            Action::Next => return self.next(model),
            Action::Back => self.look_back(model, -1),
            Action::First => self.look_at(model, 0),
            Action::Live => {
                self.past = None;
                self.scroll = 0;
                self.flow_scroll = 0;
            }
            Action::Autoplay => {
                self.past = None;
                self.auto = match self.auto {
                    Some(_) => None,
                    None => Some(now),
                };
            }
            Action::Slower => self.set_pace(now, self.pace + 1),
            Action::Faster => self.set_pace(now, self.pace.saturating_sub(1)),
            Action::Predictions => self.predictions = !self.predictions,
            Action::Side => self.side = self.side.other(),
            Action::Calls => {
                if self.only_live() {
                    self.front = Front::Menu(Menu::calls(model, self.side, self.lang));
                }
            }
            Action::Prompt => {
                if self.only_live() {
                    self.front = Front::Prompt(Prompt::new(self.side, self.history.clone()));
                }
            }
            Action::Freeze => {
                let holding = Direction::BOTH
                    .iter()
                    .any(|dir| model.world.gate.lane(*dir).holding);
                return self.by_hand(if holding { "wire: open" } else { "wire: hold" });
            }
            Action::Release => return self.release(model),
            Action::ReleaseAll => return self.with_held(model, |_| "wire: release all".to_owned()),
            Action::Drop => {
                return self.with_held(model, |id| format!("wire: drop segment {}", id.0));
            }
            Action::Duplicate => {
                return self.with_held(model, |id| format!("wire: duplicate segment {}", id.0));
            }
            Action::Reorder => return self.with_held(model, |_| "wire: reorder".to_owned()),
            Action::States => self.show(Panel::States),
            Action::Ladder => self.show(Panel::Ladder),
            Action::Wire => self.show(Panel::Wire),
            Action::Descriptors => self.show(Panel::Descriptors),
            Action::Code => self.show(Panel::Code),
            Action::Log => self.show(Panel::Log),
            Action::Events => self.show(Panel::Events),
            Action::Up => self.scroll(model, 1),
            Action::Down => self.scroll(model, -1),
            Action::PageUp => self.scroll(model, 10),
            Action::PageDown => self.scroll(model, -10),
            Action::Zoom => self.toggle(View::Full),
            Action::Presenter => self.toggle(View::Presenter),
            Action::Payload => self.payload = !self.payload,
            Action::Numbers => self.absolute = !self.absolute,
            Action::Search => {
                self.show(Panel::Log);
                self.front = Front::Search;
            }
            Action::Level => {
                self.level = match self.level {
                    LogLevel::Debug => LogLevel::Info,
                    LogLevel::Info => LogLevel::Warn,
                    LogLevel::Warn => LogLevel::Error,
                    LogLevel::Error => LogLevel::Debug,
                };
            }
            Action::SaveLog => return vec![Wish::SaveLog],
            Action::Redraw => return vec![Wish::Redraw],
            Action::Menu => self.front = Front::Menu(Menu::main()),
            Action::Lesson => self.front = Front::Menu(Menu::lessons(&self.lessons, self.lang)),
            Action::Board => self.front = Front::Menu(Menu::boards(&self.boards)),
            Action::Restart => return vec![Wish::Open(self.opening.clone())],
            Action::Role => {
                let role = match self.opening.role {
                    Role::Server => Role::Client,
                    Role::Client => Role::Server,
                };
                return vec![Wish::Open(Opening {
                    role,
                    ..self.opening.clone()
                })];
            }
            Action::Language => {
                self.lang = match self.lang {
                    Lang::En => Lang::Es,
                    Lang::Es => Lang::En,
                };
                return vec![Wish::Language(self.lang)];
            }
            Action::Theme => self.front = Front::Menu(Menu::themes(&self.theme)),
            Action::Mouse => {
                self.mouse = !self.mouse;
                return vec![Wish::Mouse(self.mouse)];
            }
            Action::Help => self.front = Front::Help(0),
            Action::Suspend => return vec![Wish::Suspend],
            Action::Quit => return vec![Wish::Quit],
        }
        Vec::new()
    }

    fn set_pace(&mut self, now: u64, pace: usize) {
        self.pace = pace.min(PACES_MS.len() - 1);
        if self.auto.is_some() {
            self.auto = Some(now + self.pace_ms() * 1_000);
        }
    }

    fn toggle(&mut self, view: View) {
        self.view = if self.view == view { View::Stage } else { view };
    }

    /// Shows a panel; the code panel, asked for again, shows the next language.
    fn show(&mut self, panel: Panel) {
        if self.panel == panel && panel == Panel::Code {
            self.language = (self.language + 1) % 3;
        }
        self.panel = panel;
        self.scroll = 0;
        if self.view == View::Presenter {
            self.view = View::Stage;
        }
    }

    /// Esc goes back to the stage, and from the past to now.
    fn other_key(&mut self, key: Key) -> Vec<Wish> {
        if key == Key::Esc {
            if self.view != View::Stage {
                self.view = View::Stage;
            } else {
                self.past = None;
                self.search.clear();
            }
        }
        Vec::new()
    }

    /// Up is a positive number of lines: towards what is older.
    fn scroll(&mut self, model: &Model, lines: isize) {
        match self.panel {
            Panel::Wire if !self.world(model).held.is_empty() => {
                let held = &model.world.held;
                let chosen = self.chosen_held(&model.world);
                let at = held.iter().position(|id| Some(*id) == chosen).unwrap_or(0);
                let at = at
                    .saturating_add_signed(-lines)
                    .min(held.len().saturating_sub(1));
                self.held = held.get(at).copied();
            }
            Panel::Events => self.look_back(model, -lines),
            Panel::States | Panel::Wire => {
                let most = self.world(model).calls.len();
                self.flow_scroll = self.flow_scroll.saturating_add_signed(lines).min(most);
            }
            Panel::Ladder => {
                let most = self.world(model).ladder.len().saturating_sub(1);
                self.scroll = self.scroll.saturating_add_signed(lines).min(most);
            }
            Panel::Log => {
                let most = self.world(model).log.len().saturating_sub(1);
                self.scroll = self.scroll.saturating_add_signed(lines).min(most);
            }
            Panel::Code => {
                let most = self.world(model).calls.len() * 3;
                self.scroll = self.scroll.saturating_add_signed(lines).min(most);
            }
            // This one begins at the top.
            Panel::Descriptors => {
                let most = self.world(model).sockets.len() * 2;
                self.scroll = self.scroll.saturating_add_signed(-lines).min(most);
            }
        }
    }

    // ── the past ─────────────────────────────────────────────────────────────────────────────

    fn look_back(&mut self, model: &Model, events: isize) {
        let last = model.timeline.next_seq().saturating_sub(1);
        let at = self.past.as_ref().map_or(last, Past::seq);
        let to = at.saturating_add_signed(events as i64);
        if self.past.is_none() && to >= last {
            return;
        }
        self.look_at(model, to);
    }

    /// Shows the moment after event `seq`; the last event's is now.
    pub fn look_at(&mut self, model: &Model, seq: u64) {
        let last = model.timeline.next_seq().saturating_sub(1);
        self.auto = None;
        if seq >= last {
            self.past = None;
            return;
        }
        match &mut self.past {
            Some(past) => past.go(&model.base, &model.timeline, seq),
            None => self.past = Some(Past::at(&model.base, &model.timeline, seq)),
        }
    }

    /// Calls and segments are of now: in the past, says so instead.
    fn only_live(&mut self) -> bool {
        if self.past.is_some() {
            let key = self.keys.hint(Action::Live, self.lang);
            self.notice = Some(fill!(self.lang, t::TUI_NOT_IN_THE_PAST, key = key));
        }
        self.past.is_none()
    }

    // ── going on ─────────────────────────────────────────────────────────────────────────────

    fn next(&mut self, model: &Model) -> Vec<Wish> {
        if self.past.is_some() {
            self.look_back(model, 1);
            return Vec::new();
        }
        let advance = Wish::Tell(Message::Advance);
        let Some(index) = model.runner.next_action() else {
            // The end of the program: what was only waited for may still be let go.
            self.notice = Some(self.what_now());
            return vec![advance];
        };
        let item = &model.runner.items()[index];
        // The answer is read before the next step's caption, which is read before that step.
        if item.step != model.world.step && self.verdict.take().is_some() {
            return Vec::new();
        }
        if let Some(question) = self.question_of_step(model, item.step, &advance) {
            self.front = Front::Question(question);
            return Vec::new();
        }
        if let LineKind::Wire(WireCommand::Release(_)) = item.line.kind
            && let Some(id) = model.world.held.first().copied()
            && let Some(question) = self.question_of_segment(model, id, advance.clone())
        {
            self.front = Front::Question(question);
            return Vec::new();
        }
        vec![advance]
    }

    /// At the end of a lesson: what can be done.
    fn what_now(&self) -> String {
        let key = |action| self.keys.hint(action, self.lang);
        fill!(
            self.lang,
            t::TUI_LESSON_OVER,
            restart = key(Action::Restart),
            lesson = key(Action::Lesson),
            calls = key(Action::Calls),
        )
    }

    fn question_of_step(
        &mut self,
        model: &Model,
        step: Option<usize>,
        then: &Wish,
    ) -> Option<Question> {
        let index = step?;
        let predict = model.lesson.as_ref()?.steps.get(index)?.predict.as_ref()?;
        if !self.predictions || self.asked.contains(&index) {
            return None;
        }
        let question = Question {
            text: predict.question.get(self.lang).to_owned(),
            choices: predict
                .choices
                .iter()
                .map(|c| c.get(self.lang).to_owned())
                .collect(),
            at: 0,
            answer: predict.answer,
            because: predict.because.get(self.lang).to_owned(),
            then: Box::new(then.clone()),
        };
        self.asked.push(index);
        Some(question)
    }

    /// What will this segment do? Asked only where it moves a state.
    fn question_of_segment(&self, model: &Model, id: SegmentId, then: Wish) -> Option<Question> {
        let row = model.world.held_rows().find(|row| row.packet.id == id)?;
        let effect = foresee::effect(&model.world, &row.packet)?;
        if !self.predictions || effect.from == effect.to {
            return None;
        }
        let choices = foresee::choices(&effect);
        Some(Question {
            text: fill!(
                self.lang,
                t::TUI_WHAT_WILL_IT_DO,
                id = id.0,
                flags = row.packet.flags,
                peer = effect.peer,
                name = effect.name,
                state = effect.from,
            ),
            answer: choices.iter().position(|state| *state == effect.to)?,
            choices: choices.iter().map(|state| state.to_string()).collect(),
            at: 0,
            because: foresee::because(&effect, self.lang),
            then: Box::new(then),
        })
    }

    fn question_key(&mut self, model: &Model, mut question: Question, key: Key) -> Vec<Wish> {
        let count = question.choices.len();
        match key {
            Key::Up => question.at = question.at.checked_sub(1).unwrap_or(count - 1),
            Key::Down | Key::Tab => question.at = (question.at + 1) % count,
            Key::Esc => return self.answer(model, question, None),
            Key::Enter | Key::Char(' ') => {
                let given = question.at;
                return self.answer(model, question, Some(given));
            }
            Key::Char(digit @ '1'..='9') if (digit as usize - '1' as usize) < count => {
                let given = digit as usize - '1' as usize;
                return self.answer(model, question, Some(given));
            }
            _ => {}
        }
        self.front = Front::Question(question);
        Vec::new()
    }

    /// Chooses the answer at this index of an open question, as a click does.
    #[must_use = "wishes must be carried out"]
    pub fn choose(&mut self, model: &Model, index: usize, now: u64) -> Vec<Wish> {
        match std::mem::replace(&mut self.front, Front::Nothing) {
            Front::Question(question) if index < question.choices.len() => {
                self.answer(model, question, Some(index))
            }
            Front::Menu(mut menu) if index < menu.items.len() => {
                menu.at = index;
                self.menu_key(model, menu, Key::Enter, now)
            }
            front => {
                self.front = front;
                Vec::new()
            }
        }
    }

    fn answer(&mut self, model: &Model, question: Question, given: Option<usize>) -> Vec<Wish> {
        let correct = given.map(|given| given == question.answer);
        self.verdict = Some(Verdict {
            right: correct,
            answer: question.choices[question.answer].clone(),
            because: question.because,
            step: model
                .runner
                .next_action()
                .and_then(|index| model.runner.items()[index].step),
        });
        let predicted = Message::Predicted {
            question: question.text,
            choices: question.choices,
            given,
            correct,
        };
        vec![Wish::Tell(predicted), *question.then]
    }

    // ── calls and segments by hand ───────────────────────────────────────────────────────────

    /// Runs a line of the call language at once.
    fn by_hand(&mut self, text: &str) -> Vec<Wish> {
        if !self.only_live() {
            return Vec::new();
        }
        self.typed += 1;
        match script::parse_line_for(self.side.into(), text, self.typed) {
            Ok(Some(line)) => vec![Wish::Tell(Message::ByHand(line))],
            Ok(None) => Vec::new(),
            Err(error) => {
                self.notice = Some(error.message(self.lang));
                Vec::new()
            }
        }
    }

    fn with_held(&mut self, model: &Model, text: impl Fn(SegmentId) -> String) -> Vec<Wish> {
        match self.chosen_held(&model.world) {
            Some(id) => self.by_hand(&text(id)),
            None => {
                let key = self.keys.hint(Action::Freeze, self.lang);
                self.notice = Some(fill!(self.lang, t::TUI_NOTHING_HELD, key = key));
                Vec::new()
            }
        }
    }

    fn release(&mut self, model: &Model) -> Vec<Wish> {
        let wishes = self.with_held(model, |id| format!("wire: release segment {}", id.0));
        if let [then] = wishes.as_slice()
            && let Some(id) = self.chosen_held(&model.world)
            && let Some(question) = self.question_of_segment(model, id, then.clone())
        {
            self.front = Front::Question(question);
            return Vec::new();
        }
        self.verdict = None;
        wishes
    }

    // ── what stands in front ─────────────────────────────────────────────────────────────────

    fn help_key(&mut self, line: usize, key: Key) -> Vec<Wish> {
        let line = match key {
            Key::Up => line.saturating_sub(1),
            Key::Down => line + 1,
            Key::PageUp => line.saturating_sub(10),
            Key::PageDown | Key::Char(' ') => line + 10,
            Key::Home => 0,
            _ => return Vec::new(),
        };
        self.front = Front::Help(line);
        Vec::new()
    }

    fn menu_key(&mut self, model: &Model, mut menu: Menu, key: Key, now: u64) -> Vec<Wish> {
        let count = menu.items.len();
        match key {
            Key::Esc | Key::Char('q') => return Vec::new(),
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

    fn take(&mut self, model: &Model, menu: Menu, now: u64) -> Vec<Wish> {
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
            Some(Choice::Board(board)) => {
                vec![Wish::Open(Opening {
                    board,
                    ..self.opening.clone()
                })]
            }
            Some(Choice::Theme(theme)) => {
                self.theme = theme;
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn remember(&mut self, text: &str) {
        const MOST: usize = 200;
        if self.history.last().is_none_or(|last| last != text) {
            self.history.push(text.to_owned());
        }
        if self.history.len() > MOST {
            self.history.remove(0);
        }
    }

    fn prompt_key(&mut self, model: &Model, mut prompt: Prompt, key: Key) -> Vec<Wish> {
        match key {
            Key::Esc => return Vec::new(),
            Key::Enter => {
                let text = prompt.text();
                if text.trim().is_empty() {
                    return Vec::new();
                }
                self.typed += 1;
                match script::parse_line_for(prompt.side.into(), &text, self.typed) {
                    Ok(line) => {
                        self.remember(&text);
                        self.front = Front::Prompt(Prompt::new(prompt.side, self.history.clone()));
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

    fn send(&mut self, line: Line) -> Vec<Wish> {
        match &line.kind {
            LineKind::Expect(_) | LineKind::Timeout(_) => {
                self.notice = Some(t::TUI_ONLY_CALLS.get(self.lang).to_owned());
                Vec::new()
            }
            _ => vec![Wish::Tell(Message::ByHand(line))],
        }
    }

    fn search_key(&mut self, key: Key) -> Vec<Wish> {
        match key {
            Key::Esc => {
                self.search.clear();
                return Vec::new();
            }
            Key::Enter => return Vec::new(),
            Key::Backspace => {
                self.search.pop();
            }
            Key::Char(c) if self.search.chars().count() < 60 => self.search.push(c),
            _ => {}
        }
        self.scroll = 0;
        self.front = Front::Search;
        Vec::new()
    }
}

/// Whether a running timer is on the screen that should be seen to count down.
fn counts_down(world: &World) -> bool {
    world.sockets.iter().any(|socket| {
        socket.state == sockscope_link::State::TimeWait
            && socket
                .facts
                .as_ref()
                .is_some_and(|(_, facts)| facts.timer_ms.is_some())
    })
}
