//! The learner's own program on the stage: when it starts, how large its terminal is.

use ratatui::layout::Rect;

use super::play::{Live, Shown};
use super::run::App;
use crate::view::{self, Scene};

impl App {
    /// Looks after the program once a frame is drawn: it starts when the screen says how large its terminal is,
    /// and follows the screen from then on.
    pub(super) fn attend(&mut self, play: &mut Live, area: Rect) {
        if self.stage.learner.is_none() {
            return;
        }
        let now = Shown {
            area,
            view: self.stage.view,
            panel: self.stage.panel,
        };
        let before = self.shown.replace(now);
        if before == Some(now) {
            return;
        }
        let scene = Scene::new(&play.model, &self.stage, &self.theme, play.source.now_us());
        let size = view::terminal_size(&scene, area);
        if before.is_none() {
            // Where it is not shown yet, it will be as large as the panel of choice.
            let size = size.unwrap_or_else(|| view::choice_size(&scene, area));
            self.start_own(play, size);
        } else if let Some(size) = size {
            self.resize_own(play, size);
        }
    }

    fn start_own(&mut self, play: &mut Live, size: (u16, u16)) {
        let Some(own) = &self.stepped else { return };
        self.own_size = size;
        own.start(&mut play.source, Some(size));
    }

    /// A program hears of its terminal's size only where that has changed: the signal interrupts its call.
    fn resize_own(&mut self, play: &Live, size: (u16, u16)) {
        if std::mem::replace(&mut self.own_size, size) != size {
            play.source.resize_program(size);
        }
    }
}
