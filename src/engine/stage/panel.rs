//! What fills the screen, and how far it is scrolled.

use sockscope_link::SegmentId;

use super::Stage;
pub use crate::lesson::Panel;
use crate::run::Model;
use crate::stage::keys::Action;
use crate::world::World;

impl Panel {
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

impl Stage {
    /// The held segment that a key is about: the chosen one while it is held, else the oldest.
    pub fn chosen_held(&self, world: &World) -> Option<SegmentId> {
        self.held
            .filter(|id| world.held.contains(id))
            .or_else(|| world.next_held(None))
    }

    /// A lesson begins that says which panel it is best followed on.
    pub fn open_with(&mut self, panel: Panel) {
        self.panel = panel;
        self.scroll = 0;
    }

    /// How far `panel` is scrolled back: only the panel of choice is.
    pub fn scroll_of(&self, panel: Panel) -> usize {
        if self.panel == panel { self.scroll } else { 0 }
    }

    pub(super) fn toggle(&mut self, view: View) {
        self.view = if self.view == view { View::Stage } else { view };
    }

    /// Shows a panel; the code panel, asked for again, shows the next language.
    pub(super) fn show(&mut self, panel: Panel) {
        if self.panel == panel && panel == Panel::Code {
            self.language = (self.language + 1) % 3;
        }
        self.panel = panel;
        self.scroll = 0;
        if self.view == View::Presenter {
            self.view = View::Stage;
        }
    }

    /// Up is a positive number of lines: towards what is older.
    pub(super) fn scroll(&mut self, model: &Model, lines: isize) {
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
}
