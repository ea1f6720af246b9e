//! The key that exports: the session so far, or what is on the screen, to a new file of the user's.

use std::io::Write;
use std::path::PathBuf;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::run::App;
use crate::export::svg::{About, svg};
use crate::export::{Kind, Wanted};
use crate::fill;
use crate::play::record::{RecordError, new_file};
use crate::run::Model;
use crate::timeline::Event;
use crate::view::{self, Scene};
use crate::words::{t, tell};

/// The folder of the user's data that exports go to.
const FOLDER: &str = "exports";

impl App {
    /// Makes the export, and says where it is or why it is not.
    pub(super) fn export(
        &mut self,
        kind: Option<&str>,
        model: &Model,
        area: Rect,
        events: impl FnOnce() -> Vec<Event>,
    ) {
        let lang = self.stage.lang;
        let made = match kind.and_then(Kind::named) {
            Some(kind) => self
                .make(kind, &events())
                .map(|made| (made, kind.extension)),
            None => Ok((self.screen(model, area).into_bytes(), "svg")),
        };
        let written =
            made.and_then(|(made, end)| self.write(&made, end).map_err(|why| why.display(lang)));
        self.stage.notice = Some(match written {
            Ok(file) => fill!(lang, t::TUI_EXPORTED, file = file.display()),
            Err(why) => why,
        });
    }

    fn make(&self, kind: &Kind, events: &[Event]) -> Result<Vec<u8>, String> {
        let wanted = Wanted {
            events,
            lang: self.stage.lang,
            of: kind.of.first().copied().unwrap_or_default(),
            theme: &self.theme,
            animated: false,
            course: &self.stage.course.entries,
        };
        (kind.make)(&wanted).map_err(|why| tell::fact(&why, self.stage.lang))
    }

    /// What is on the screen, as a picture.
    fn screen(&self, model: &Model, area: Rect) -> String {
        let mut buf = Buffer::empty(area);
        let scene = Scene::new(
            model,
            &self.stage,
            &self.theme,
            model.log.timeline.last_us(),
        );
        view::draw(&scene, area, &mut buf);
        let about = About {
            title: self.stage.opening.lesson.clone(),
            description: self.stage.caption(model).text,
            lang: self.stage.lang,
            ground: self.theme.text.bg.unwrap_or_default(),
        };
        svg(&buf, &about)
    }

    fn write(&self, made: &[u8], end: &str) -> Result<PathBuf, RecordError> {
        let (path, mut file) = new_file(FOLDER, &self.stage.opening.lesson, end)?;
        match file.write_all(made) {
            Ok(()) => Ok(path),
            Err(why) => Err(RecordError::Unwritable(path, why)),
        }
    }
}
