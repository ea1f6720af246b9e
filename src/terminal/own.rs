//! The learner's own program on the stage: when it starts, how large its terminal is, and its source.

use std::fs;
use std::path::Path;

use ratatui::layout::Rect;

use super::play::{Live, Shown};
use super::run::App;
use crate::run::{Exit, Message, Model};
use crate::stage::Source;
use crate::view::{self, Scene};

/// The largest file that is shown as source, in bytes.
const LARGEST: u64 = 4 << 20;

impl App {
    /// Brings the source that the next frame shows.
    pub(super) fn bring_source(&mut self, model: &Model) {
        while let Some((file, pid)) = self.stage.lacks_source(model) {
            let source = read(Path::new(&file), pid);
            self.stage.take_source(file, source);
        }
    }

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
        let Some(own) = &self.own else { return };
        self.own_size = size;
        for (peer, argv) in own.programs() {
            if let Err(why) = play.source.start_program(peer, argv, Some(size)) {
                let inbox = play.source.inbox();
                inbox.put(Message::Failed(Exit::Environment, why.fact()));
            }
        }
    }

    /// A program hears of its terminal's size only where that has changed: the signal interrupts its call.
    fn resize_own(&mut self, play: &Live, size: (u16, u16)) {
        if std::mem::replace(&mut self.own_size, size) != size {
            play.source.resize_program(size);
        }
    }
}

/// A source file's lines, for a process that runs what was made of it.
fn read(file: &Path, pid: u32) -> Source {
    #[cfg(can_step)]
    if let Some(text) = file.to_str().and_then(crate::example::source) {
        return Source::of(text, false);
    }
    let known = fs::metadata(file).ok();
    let Some(known) = known.filter(|known| known.is_file() && known.len() <= LARGEST) else {
        return Source::Missing;
    };
    // An interpreter reads the source itself.
    let is_compiled = file.extension().is_none_or(|kind| kind != "py");
    let made = fs::metadata(format!("/proc/{pid}/exe")).and_then(|made| made.modified());
    let is_newer = matches!((known.modified(), made), (Ok(source), Ok(made)) if source > made);
    match fs::read(file) {
        Ok(bytes) => Source::of(&String::from_utf8_lossy(&bytes), is_compiled && is_newer),
        Err(_) => Source::Missing,
    }
}
