//! The learner's own program on the stage: when it starts, how large its terminal is, and its source.

use std::fs;
use std::path::Path;

use ratatui::layout::Rect;

use super::play::Live;
use super::run::App;
use crate::run::{Exit, Message, Model};
use crate::stage::Source;
use crate::view::{self, Scene};

/// The largest file that is shown as source, in bytes.
const LARGEST: u64 = 4 << 20;

impl App {
    /// Brings the source that the next frame shows.
    pub(super) fn bring_source(&mut self, model: &Model) {
        while let Some(file) = self.stage.lacks_source(model) {
            let source = read(Path::new(&file));
            self.stage.take_source(file, source);
        }
    }

    /// Looks after the program once a frame is drawn: it starts when the screen says how large its terminal is,
    /// and follows the screen from then on.
    pub(super) fn attend(&mut self, play: &mut Live, area: Rect) {
        if self.stage.learner.is_none() {
            return;
        }
        let now = (area, self.stage.view);
        if self.shown_on == Some(now) {
            return;
        }
        let scene = Scene::new(&play.model, &self.stage, &self.theme, play.source.now_us());
        let size = view::terminal_size(&scene, area);
        if self.shown_on.replace(now).is_some() {
            play.source.resize_program(size);
        } else if let Some(own) = &self.own
            && let Err(why) = play.source.start_program(&own.argv, Some(size))
        {
            let inbox = play.source.inbox();
            inbox.put(Message::Failed(Exit::Environment, why.fact()));
        }
    }
}

/// A source file's lines.
fn read(file: &Path) -> Source {
    let known = fs::metadata(file).ok();
    if !known.is_some_and(|known| known.is_file() && known.len() <= LARGEST) {
        return Source::Missing;
    }
    match fs::read(file) {
        Ok(bytes) => Source::of(&String::from_utf8_lossy(&bytes)),
        Err(_) => Source::Missing,
    }
}
