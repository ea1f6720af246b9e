//! A picture of the real screen, drawn from real peers without a terminal.

use std::convert::Infallible;
use std::io;
use std::path::PathBuf;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::play::Live;
use super::run::{App, Start};
use crate::export::svg::{About, svg};
use crate::fill;
use crate::play::{self, drive, say};
use crate::run::Exit;
use crate::session::Session;
use crate::stage::Wish;
use crate::stage::keys::Key;
use crate::view::{self, Scene};
use crate::words::{system, t};

/// A picture of the screen after some keys: what the README shows.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Where the SVG goes.
    pub file: PathBuf,
    /// The keys that are pressed first, as the configuration file writes them.
    pub keys: Vec<String>,
    /// Columns and rows.
    pub size: (u16, u16),
}

/// Presses keys as a user would, on real peers but without a terminal, and draws what is then on
/// the screen.
pub fn picture(start: &Start, picture: &Picture) -> Exit {
    match draw_picture(start, picture) {
        Ok(()) => Exit::Done,
        Err((exit, text)) => {
            say(&text);
            exit
        }
    }
}

/// After this long without news the peers have come to rest, in microseconds.
const QUIET_US: u64 = 300_000;

/// Presses the next key whenever the peers have come to rest; ends after the last.
struct Posed<'a> {
    app: &'a mut App,
    keys: std::vec::IntoIter<Key>,
    /// When they will have come to rest, if nothing more comes.
    quiet_at: u64,
}

impl play::Front<Session> for Posed<'_> {
    type Input = Infallible;
    type End = ();

    fn show(&mut self, play: &mut Live) -> io::Result<Option<()>> {
        self.quiet_at = play.source.now_us() + QUIET_US;
        Ok(None)
    }

    fn wake(&self, _: &Live) -> Option<u64> {
        Some(self.quiet_at)
    }

    fn tick(&mut self, play: &mut Live, now: u64) -> io::Result<Option<()>> {
        if now < self.quiet_at {
            return Ok(None);
        }
        let Some(key) = self.keys.next() else {
            return Ok(Some(()));
        };
        for wish in self.app.stage.press(&play.model, key, now) {
            if let Wish::Tell(message) = wish {
                play.tell(now, message);
            }
        }
        Ok(None)
    }
}

fn draw_picture(start: &Start, picture: &Picture) -> Result<(), (Exit, String)> {
    let usage = |why: String| (Exit::Usage, why);
    let mut app = App::new(start).map_err(|error| usage(error.to_string()))?;
    app.stage.ascii = false;
    let mut play = app.open(app.stage.opening.clone())?;
    let keys = picture
        .keys
        .iter()
        .map(|key| Key::parse(key).ok_or_else(|| usage(format!("there is no key {key:?}"))));
    let keys: Vec<Key> = keys.collect::<Result<_, _>>()?;
    let mut posed = Posed {
        app: &mut app,
        keys: keys.into_iter(),
        quiet_at: 0,
    };
    drive(&mut play, &mut posed).map_err(|why| usage(why.to_string()))?;
    let area = Rect::new(0, 0, picture.size.0, picture.size.1);
    let mut buf = Buffer::empty(area);
    let scene = Scene::new(&play.model, &app.stage, &app.theme, play.source.now_us());
    view::draw(&scene, area, &mut buf);
    let about = About {
        title: start.what.clone().unwrap_or_default(),
        lang: app.stage.lang,
        ground: app.theme.text.bg.unwrap_or_default(),
        ..About::default()
    };
    std::fs::write(&picture.file, svg(&buf, &about)).map_err(|why| {
        let file = picture.file.display();
        (
            Exit::Environment,
            fill!(
                app.stage.lang,
                t::RUN_UNWRITABLE,
                file = file,
                why = system::said(why, app.stage.lang)
            ),
        )
    })
}
