//! What fills the screen, and how far it is scrolled.

use sockscope_link::SegmentId;

use super::Stage;
pub use crate::lesson::Panel;
use crate::lesson::Scroll;
use crate::run::Model;
use crate::world::World;

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
    pub(super) fn show(&mut self, model: &Model, panel: Panel) {
        if self.panel == panel && panel == Panel::Code {
            // The learner's own source stands before the three.
            // Where both ends are her programs, that is all the code there is.
            let languages = match self.both_programs() {
                true => 1,
                false => 3 + usize::from(self.has_source(model)),
            };
            self.language = (self.language + 1) % languages;
        }
        self.panel = panel;
        self.scroll = 0;
        if self.view == View::Presenter {
            self.view = View::Stage;
        }
    }

    /// Up is a positive number of lines: towards what is older.
    pub(super) fn scroll(&mut self, model: &Model, lines: isize) {
        if self.panel == Panel::Code && self.shows_source(model) {
            self.source_scroll = self.source_scroll.saturating_sub(lines);
            return;
        }
        let world = self.world(model);
        let moved = |from: usize, lines, most| from.saturating_add_signed(lines).min(most);
        match self.panel.scroll() {
            Scroll::Held if !world.held.is_empty() => self.choose_held(model, -lines),
            Scroll::Flow | Scroll::Held => {
                self.flow_scroll = moved(self.flow_scroll, lines, world.calls.len());
            }
            Scroll::Events => self.look_back(model, -lines),
            Scroll::Back(most) => self.scroll = moved(self.scroll, lines, most(world)),
            Scroll::Down(most) => self.scroll = moved(self.scroll, -lines, most(world)),
        }
    }

    /// So many held segments further is the one that the keys are about.
    fn choose_held(&mut self, model: &Model, further: isize) {
        let held = &model.log.world.held;
        let chosen = self.chosen_held(&model.log.world);
        let at = held.iter().position(|id| Some(*id) == chosen).unwrap_or(0);
        let last = held.len().saturating_sub(1);
        self.held = held
            .get(at.saturating_add_signed(further).min(last))
            .copied();
    }
}
