//! A picture of the real screen, drawn from real peers without a terminal.

use std::path::PathBuf;
use std::time::Duration;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;

use super::play::Play;
use super::run::{App, Start};
use crate::cli::say;
use crate::fill;
use crate::run::Exit;
use crate::stage::Wish;
use crate::stage::keys::Key;
use crate::view::{self, Scene};
use crate::words::t;

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

fn draw_picture(start: &Start, picture: &Picture) -> Result<(), (Exit, String)> {
    /// After this long without news the peers have come to rest.
    const QUIET: Duration = Duration::from_millis(300);
    let usage = |why: String| (Exit::Usage, why);
    let mut app = App::new(start).map_err(|error| usage(error.to_string()))?;
    app.stage.ascii = false;
    let mut play = app.open(app.stage.opening.clone())?;
    let keys = picture
        .keys
        .iter()
        .map(|key| Key::parse(key).ok_or_else(|| usage(format!("there is no key {key:?}"))));
    let keys: Vec<Key> = keys.collect::<Result<_, _>>()?;
    let settle = |play: &mut Play| {
        while let Ok((at, message)) = play.session.messages().recv_timeout(QUIET) {
            play.tell(at, message);
        }
    };
    settle(&mut play);
    for key in keys {
        let now = play.session.now_us();
        for wish in app.stage.press(&play.model, key, now) {
            if let Wish::Tell(message) = wish {
                play.tell(now, message);
            }
        }
        settle(&mut play);
    }
    let area = Rect::new(0, 0, picture.size.0, picture.size.1);
    let mut buf = Buffer::empty(area);
    let scene = Scene::new(&play.model, &app.stage, &app.theme, play.session.now_us());
    view::draw(&scene, area, &mut buf);
    std::fs::write(&picture.file, crate::export::svg::svg(&buf)).map_err(|why| {
        let file = picture.file.display();
        (
            Exit::Environment,
            fill!(app.stage.lang, t::RUN_UNWRITABLE, file = file, why = why),
        )
    })
}
