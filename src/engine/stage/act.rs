//! What each action does: the one list that keys, clicks and the menu lead to.

use sockscope_link::{Direction, LogLevel};

use super::{Front, Opening, Panel, Stage, View, Wish};
use crate::fill;
use crate::run::Model;
use crate::script::{Lane, LineKind, Role, WireCommand};
use crate::stage::keys::{Action, Key};
use crate::stage::menu::Menu;
use crate::stage::prompt::Prompt;
use crate::words::{Text, t};

impl Stage {
    /// The learner does something, by a key, a click or a menu.
    #[must_use = "wishes must be carried out"]
    pub fn act(&mut self, model: &Model, action: Action, now: u64) -> Vec<Wish> {
        match action {
            Action::Next => return self.next(model),
            Action::Back => self.back(model),
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
            Action::Predictions => {
                self.predictions = !self.predictions;
                let on = [t::TUI_PREDICTIONS_OFF, t::TUI_PREDICTIONS_ON];
                self.tell(on[usize::from(self.predictions)]);
            }
            Action::Side => {
                self.side = self.side.other();
                self.notice = Some(fill!(self.lang, t::TUI_SIDE, peer = self.side));
            }
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
                if model.world.lacks_gate() {
                    self.front = Front::Menu(Menu::without_gate(self.lang));
                    return Vec::new();
                }
                let holding = model.world.is_frozen();
                let would = |wire: &WireCommand| match wire {
                    WireCommand::Open(Lane::Both) => holding,
                    WireCommand::Hold(Lane::Both) => !holding,
                    _ => false,
                };
                if self.is_next_line(model, would) {
                    return self.next(model);
                }
                return self.by_hand(if holding { "wire: open" } else { "wire: hold" });
            }
            Action::Release => return self.release(model),
            Action::ReleaseAll => return self.with_held(model, |_| "wire: release all".to_owned()),
            Action::Drop => {
                let wishes = self.with_held(model, |id| format!("wire: drop segment {}", id.0));
                if let Some(id) = self
                    .chosen_held(&model.world)
                    .filter(|_| !wishes.is_empty())
                {
                    self.notice = Some(fill!(self.lang, t::TUI_DROPPED_IT, id = id.0));
                }
                return wishes;
            }
            Action::Duplicate => {
                let wishes =
                    self.with_held(model, |id| format!("wire: duplicate segment {}", id.0));
                if let Some(id) = self
                    .chosen_held(&model.world)
                    .filter(|_| !wishes.is_empty())
                {
                    self.notice = Some(fill!(self.lang, t::TUI_DUPLICATED_IT, id = id.0));
                }
                return wishes;
            }
            Action::Reorder => {
                let two = Direction::BOTH
                    .into_iter()
                    .any(|dir| model.world.held_in(dir) > 1);
                if self.past.is_none() && !model.world.held.is_empty() && !two {
                    self.tell(t::TUI_TWO_TO_SWAP);
                    return Vec::new();
                }
                return self.with_held(model, |_| "wire: reorder".to_owned());
            }
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
                self.notice = Some(fill!(self.lang, t::TUI_LEVEL, level = self.level.name()));
            }
            Action::SaveLog => return vec![Wish::SaveLog],
            Action::Redraw => return vec![Wish::Redraw],
            Action::Menu => self.front = Front::Menu(Menu::main()),
            Action::Lesson => self.front = Front::Menu(Menu::lessons(&self.lessons, self.lang)),
            Action::Board => {
                let current = &self.opening.board;
                let menu = Menu::boards(&self.boards, &self.ports, current, self.lang);
                self.front = Front::Menu(menu);
                return vec![Wish::LookForBoards];
            }
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
                self.lang = self.lang.next();
            }
            Action::Theme => self.front = Front::Menu(Menu::themes(&self.theme, self.lang)),
            Action::Mouse => {
                self.mouse = !self.mouse;
                self.tell([t::TUI_MOUSE_OFF, t::TUI_MOUSE_ON][usize::from(self.mouse)]);
                return vec![Wish::Mouse(self.mouse)];
            }
            Action::Help => self.front = Front::Help(0),
            Action::Suspend => return vec![Wish::Suspend],
            Action::Quit => return vec![Wish::Quit],
        }
        Vec::new()
    }

    fn tell(&mut self, text: Text) {
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
        let under_way = !model.world.calls.is_empty() && model.runner.next_action().is_some();
        if !under_way || confirmed == Some(action) {
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
        if self.past.is_some() || self.verdict.is_some() || confirmed == Some(Action::Next) {
            return false;
        }
        let upcoming = model.runner.upcoming();
        let Some(line) = upcoming.map(|index| &model.runner.items()[index].line) else {
            return false;
        };
        if !matches!(line.kind, LineKind::Expect(_)) {
            return false;
        }
        let source = line.source.trim();
        let wanted = source.strip_prefix("expect ").unwrap_or(source);
        let key = self.keys.hint(Action::Next, self.lang);
        self.notice = Some(fill!(
            self.lang,
            t::TUI_WAITS_FOR,
            wanted = wanted,
            key = key
        ));
        self.confirm = Some(Action::Next);
        true
    }

    /// Esc goes back to the stage, and from the past to now.
    pub(super) fn other_key(&mut self, key: Key) -> Vec<Wish> {
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
}
