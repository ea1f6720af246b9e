//! What each action does: the one list that keys, clicks and the menu lead to.

use sockscope_link::LogLevel;

use super::{Front, Panel, Stage, View, Wish};
use crate::fill;
use crate::run::{Activity, Model};
use crate::script::LineKind;
use crate::stage::keys::{Action, Key};
use crate::stage::menu::Menu;
use crate::stage::prompt::Prompt;
use crate::words::{Text, t, tell};

impl Stage {
    /// The learner does something, by a key, a click or a menu.
    #[must_use = "wishes must be carried out"]
    pub fn act(&mut self, model: &Model, action: Action, now: u64) -> Vec<Wish> {
        if self.reel.is_some()
            && let Some(wishes) = self.act_on_reel(model, action, now)
        {
            return wishes;
        }
        match action {
            Action::Next => return self.next(model),
            Action::Back => self.back(model),
            Action::First => self.look_at(model, 0),
            Action::Live => self.go_live(),
            Action::Autoplay => {
                self.past = None;
                self.auto = self.auto.is_none().then_some(now);
            }
            Action::Slower => self.set_pace(now, self.pace + 1),
            Action::Faster => self.set_pace(now, self.pace.saturating_sub(1)),
            Action::Predictions => {
                self.predictions = !self.predictions;
                let on = [t::TUI_PREDICTIONS_OFF, t::TUI_PREDICTIONS_ON];
                self.tell(on[usize::from(self.predictions)]);
            }
            Action::Hold => return self.hold_others(model),
            Action::Keyboard => self.lend_keyboard(model),
            Action::Steps => self.ask_for_step(model),
            Action::Explain => return vec![Wish::FindWords],
            Action::Notes => self.show_note(model),
            Action::Side | Action::Calls if self.both_programs() => {
                self.tell(t::TUI_BOTH_ARE_PROGRAMS);
            }
            Action::Side if self.learner.is_some() => self.tell(t::TUI_HOST_IS_PROGRAM),
            Action::Side => {
                self.side = self.side.other();
                self.notice = Some(fill!(self.lang, t::TUI_SIDE, peer = self.side));
            }
            Action::Calls if self.only_live() => {
                self.front = Front::Menu(Menu::calls(model, self.side, self.lang));
            }
            Action::Prompt if self.only_live() => {
                self.front = Front::Prompt(self.empty_prompt());
            }
            Action::Calls | Action::Prompt => {}
            Action::Freeze => return self.freeze(model),
            Action::Release => return self.release(model),
            Action::ReleaseAll => return self.with_held(model, |_| "wire: release all".to_owned()),
            Action::Drop => return self.drop_held(model),
            Action::Duplicate => return self.duplicate_held(model),
            Action::Reorder => return self.reorder(model),
            Action::Panel(Panel::Terminal) if self.panel == Panel::Terminal => {
                self.turn_terminal();
            }
            Action::Panel(panel) => self.show(model, panel),
            Action::Up => self.scroll(model, 1),
            Action::Down => self.scroll(model, -1),
            Action::PageUp => self.scroll(model, 10),
            Action::PageDown => self.scroll(model, -10),
            Action::Zoom => self.toggle(View::Full),
            Action::Presenter => self.toggle(View::Presenter),
            Action::Payload => self.payload = !self.payload,
            Action::Numbers => self.absolute = !self.absolute,
            Action::Search => {
                self.show(model, Panel::Log);
                self.front = Front::Search;
            }
            Action::Level => self.next_level(),
            Action::Record => return vec![Wish::Record],
            Action::Keep => return vec![Wish::KeepLesson],
            Action::Export => self.front = Front::Menu(Menu::exports(&self.exports, self.lang)),
            Action::SaveLog => return vec![Wish::SaveLog],
            Action::Copy => return vec![Wish::Copy],
            Action::Redraw => return vec![Wish::Redraw],
            Action::Menu => self.front = Front::Menu(Menu::main(&self.keys)),
            Action::Lesson => {
                self.front = Front::Menu(self.course.menu(&self.opening.lesson, self.lang))
            }
            Action::Board if self.both_programs() => self.tell(t::TUI_NO_BOARD_HERE),
            Action::Board => return self.ask_for_board(),
            Action::Restart => return vec![Wish::Open(self.opening.clone())],
            Action::Role => return vec![Wish::Open(self.opening.swapped())],
            Action::Language => {
                self.lang = self.lang.next();
            }
            Action::Theme => self.front = Front::Menu(Menu::themes(&self.theme, self.lang)),
            Action::Mouse => {
                self.mouse = !self.mouse;
                self.tell([t::TUI_MOUSE_OFF, t::TUI_MOUSE_ON][usize::from(self.mouse)]);
                return vec![Wish::Mouse(self.mouse)];
            }
            Action::Hint => self.hint(model),
            Action::Help => self.front = Front::Help(0),
            Action::Suspend => return vec![Wish::Suspend],
            Action::Quit => return vec![Wish::Quit],
        }
        Vec::new()
    }

    /// The learner wants this by a word: what a key asks twice for is asked twice here, too.
    #[must_use = "wishes must be carried out"]
    pub fn press_for(&mut self, model: &Model, action: Action, now: u64) -> Vec<Wish> {
        let confirmed = self.confirm.take();
        if self.asks_again(model, action, confirmed) {
            return Vec::new();
        }
        self.act(model, action, now)
    }

    /// The log shows one level less.
    fn next_level(&mut self) {
        self.level = match self.level {
            LogLevel::Debug => LogLevel::Info,
            LogLevel::Info => LogLevel::Warn,
            LogLevel::Warn => LogLevel::Error,
            LogLevel::Error => LogLevel::Debug,
        };
        self.notice = Some(fill!(self.lang, t::TUI_LEVEL, level = self.level.name()));
    }

    /// The boards that are known; the ports are looked for meanwhile.
    /// A prompt for calls; where both ends are programs, for what the wire can be told.
    pub(super) fn empty_prompt(&self) -> Prompt {
        let begins = if self.both_programs() { "wire: " } else { "" };
        Prompt::with(self.side, self.history.clone(), begins)
    }

    fn ask_for_board(&mut self) -> Vec<Wish> {
        let current = &self.opening.board;
        let menu = Menu::boards(&self.boards, &self.ports, current, self.lang);
        self.front = Front::Menu(menu);
        vec![Wish::LookForBoards]
    }

    pub(super) fn tell(&mut self, text: Text) {
        self.notice = Some(text.get(self.lang).to_owned());
    }

    /// What would throw away a lesson that is under way wants its key twice.
    pub(super) fn asks_again(
        &mut self,
        model: &Model,
        action: Action,
        confirmed: Option<Action>,
    ) -> bool {
        if action == Action::Next {
            return self.waits_for_what_is_expected(model, confirmed);
        }
        if !matches!(action, Action::Quit | Action::Restart | Action::Role) {
            return false;
        }
        // At its end a lesson can be left or begun again at once, as the screen then says; the other
        // role wipes what was done, and is not named there.
        let lives = matches!(model.runner.activity(), Activity::Moves | Activity::Rests);
        let is_over = model.runner.next_action().is_none() && !lives;
        let loses = !model.log.world.calls.is_empty() && (!is_over || action == Action::Role);
        if !loses || confirmed == Some(action) {
            return false;
        }
        let key = self.keys.hint(action, self.lang);
        self.notice = Some(match action {
            Action::Quit => fill!(self.lang, t::TUI_AGAIN_QUITS, key = key),
            Action::Restart => fill!(self.lang, t::TUI_AGAIN_RESTARTS, key = key),
            _ => fill!(self.lang, t::TUI_AGAIN_SWAPS, key = key),
        });
        self.confirm = Some(action);
        true
    }

    /// What the lesson expects is not so yet, most likely because the wire is frozen: going on would
    /// give it up, and wants the key twice.
    fn waits_for_what_is_expected(&mut self, model: &Model, confirmed: Option<Action>) -> bool {
        if self.past.is_some() || self.to_read(model).is_some() || confirmed == Some(Action::Next) {
            return false;
        }
        let Some(said) = self.waited_for(model) else {
            return false;
        };
        self.notice = Some(said);
        self.confirm = Some(Action::Next);
        true
    }

    /// What the lesson waits for now, if it does, and how to go on without it.
    fn waited_for(&self, model: &Model) -> Option<String> {
        let line = &model.runner.items()[model.runner.upcoming()?].line;
        if !matches!(line.kind, LineKind::Expect(_)) {
            return None;
        }
        let source = line.source.trim();
        let wanted = source.strip_prefix("expect ").unwrap_or(source);
        let wanted = tell::wanted(wanted, self.lang);
        let key = self.keys.hint(Action::Next, self.lang);
        Some(fill!(
            self.lang,
            t::TUI_WAITS_FOR,
            wanted = wanted,
            key = key
        ))
    }

    /// What was waited for has come: that is no longer said.
    pub(super) fn take_wait_back(&mut self, model: &Model) {
        if self.confirm == Some(Action::Next) {
            self.notice = self.waited_for(model);
            self.confirm = self.notice.is_some().then_some(Action::Next);
        }
    }

    /// Esc goes back to the stage, and from the past to now.
    pub(super) fn other_key(&mut self, key: Key) -> Vec<Wish> {
        if key == Key::Esc {
            if self.view != View::Stage {
                self.view = View::Stage;
            } else {
                self.past = self.past.take().filter(|_| self.reel.is_some());
                self.search.set("");
            }
        }
        Vec::new()
    }
}
