//! A session drawn: the engine's own frames, as the stage shows a recording. No second drawing.
//!
//! ```text
//!   events ──► Model ──stage at a moment──► Scene ──view──► cells
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::moments::Moments;
use super::{Of, Wanted};
use crate::fact;
use crate::run::Model;
use crate::script::Role;
use crate::stage::{Opening, Panel, Reel, Stage};
use crate::timeline::{CAPACITY, Event, Fact, What};
use crate::view::{self, Scene, Theme};
use crate::words::{Lang, t};

/// Columns and rows of the screen.
pub(super) const SCREEN: (u16, u16) = (100, 30);
/// Columns of a picture of the ladder, the flow, the state diagram.
const LADDER: u16 = 92;
const FLOW: u16 = 100;
const STATES: u16 = 80;

/// The least and the most time that a frame stands, in milliseconds.
const HOLD: (u64, u64) = (600, 2_500);
/// How long a word takes to be read, and the most that a caption gets, in milliseconds.
const WORD: u64 = 180;
const CAPTION: u64 = 4_000;

/// A session, and the moment of it that is drawn: at first the last.
pub(super) struct Film<'a> {
    model: Model,
    stage: Stage,
    theme: &'a Theme,
    moments: Moments,
}

/// A frame, and how long it stands, in milliseconds.
pub(super) struct Frame {
    /// The number of the event that it comes after.
    pub seq: u64,
    /// Milliseconds.
    pub ms: u64,
    /// The cells.
    pub cells: Buffer,
}

impl<'a> Film<'a> {
    /// The film of a session, in which `most` of its moments are pictured, evenly spread.
    pub fn new(wanted: &Wanted<'a>, most: usize) -> Film<'a> {
        let model = wanted.model();
        let moments = Moments::of(&model.log.timeline, most);
        let opening = Opening {
            lesson: String::new(),
            role: Role::Server,
            board: String::new(),
        };
        let mut stage = Stage::new(opening, wanted.lang);
        stage.open_recording(&model);
        stage.theme.clone_from(&wanted.theme.name);
        let mut film = Film {
            model,
            stage,
            theme: wanted.theme,
            moments,
        };
        film.go(u64::MAX);
        film
    }

    /// Of so many moments one is pictured.
    pub fn one_of(&self) -> usize {
        self.moments.one_of
    }

    /// How many segments the ladder still has.
    pub fn segments(&self) -> usize {
        self.model.log.world.ladder.len()
    }

    fn go(&mut self, seq: u64) {
        let reel = Reel {
            count: self.model.log.timeline.next_seq(),
            whole: true,
        };
        self.stage.show_moment(&self.model, seq, reel);
    }

    /// The cells of what is drawn, at this moment.
    pub fn draw(&self, of: Of) -> Buffer {
        let mut scene = Scene::new(&self.model, &self.stage, self.theme, 0);
        // A picture of the states is one of the whole session.
        scene.gone_too = of == Of::States;
        match of {
            Of::Ladder => view::alone(&scene, Some(Panel::Ladder), LADDER),
            Of::States => view::alone(&scene, Some(Panel::States), STATES),
            Of::Flow => view::alone(&scene, None, FLOW),
            Of::Screen => {
                let mut buf = Buffer::empty(Rect::new(0, 0, SCREEN.0, SCREEN.1));
                view::draw(&scene, buf.area, &mut buf);
                buf
            }
        }
    }

    /// Shows the frames of the session, one a moment, in order; moments that look alike are one frame.
    pub fn play(&mut self, of: Of, mut show: impl FnMut(Frame)) {
        let mut waiting: Option<Frame> = None;
        for index in 0..self.moments.at.len() {
            let seq = self.moments.at[index];
            self.go(seq);
            let (cells, ms) = (self.draw(of), self.hold(index));
            match &mut waiting {
                Some(last) if last.cells == cells => last.ms += ms,
                _ => {
                    let before = waiting.replace(Frame { seq, ms, cells });
                    before.into_iter().for_each(&mut show);
                }
            }
        }
        waiting.into_iter().for_each(show);
    }

    /// How long a moment stands: as long as it did, within what an eye can follow; a step's caption can be
    /// read.
    fn hold(&self, index: usize) -> u64 {
        let moments = &self.moments.at;
        let at = |index: usize| {
            moments
                .get(index)
                .and_then(|seq| self.model.log.event(*seq))
        };
        let (now, next) = (at(index), at(index + 1));
        let passed = now
            .zip(next)
            .map_or(HOLD.1 * 1_000, |(now, next)| next.t_us - now.t_us);
        let hold = (passed / 1_000).clamp(HOLD.0, HOLD.1);
        let first = index.checked_sub(1).map_or(0, |before| moments[before] + 1);
        let told = self.model.log.timeline.since(first);
        let told = told.take_while(|event| event.seq <= moments[index]);
        let reading = told.map(|event| reading(event, self.stage.lang));
        hold + reading.sum::<u64>().min(CAPTION)
    }
}

/// How long what an event says takes to be read, in milliseconds.
fn reading(event: &Event, lang: Lang) -> u64 {
    match &event.what {
        What::Step { say, .. } => {
            let words = say.get(lang.code()).split_whitespace().count() as u64;
            (words * WORD).min(CAPTION)
        }
        _ => 0,
    }
}

/// Why a session has no film: it is longer than `most` events, of which a timeline keeps [`CAPACITY`].
pub(super) fn fits(events: &[Event], most: usize) -> Result<(), Fact> {
    let most = most.min(CAPACITY);
    match events.len() <= most {
        true => Ok(()),
        false => Err(fact!(
            t::EXPORT_PICTURE_TOO_LONG,
            most = most,
            all = events.len()
        )),
    }
}
