//! What the page tells of each event, in one language: a frame and the same in lines.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde::Serialize;

use super::Plan;
use super::pictures::{Pictures, Table, changes};
use super::themes::Both;
use crate::fill;
use crate::run::Model;
use crate::stage::{Opening, Reel, Stage};
use crate::timeline::{Asked, Event, What};
use crate::view::linear::{Asks, Linear, Standing, linear};
use crate::view::{self, Scene};
use crate::words::{Lang, Text, moment, t, tell};

/// The size of a frame: the smallest that shows everything at once.
const SIZE: (u16, u16) = (120, 40);

/// Where its left panels end.
const SPLIT: usize = 75;

/// What is told of a recording in one language.
#[derive(Debug, Serialize)]
pub struct Told {
    /// What the page itself says, by the texts' names.
    words: BTreeMap<&'static str, &'static str>,
    title: String,
    /// Where it was recorded.
    about: String,
    /// For each event the parts of rows that change.
    frames: Vec<Vec<usize>>,
    /// The two ends, as they are called.
    who: Vec<String>,
    /// For each event its caption, its ends' sockets and the segments, by number; and what it says.
    moments: Vec<(usize, [usize; 2], usize, String)>,
    captions: Vec<(String, String)>,
    segments: Vec<Vec<String>>,
    asks: Vec<Question>,
}

/// A question that was asked when it was recorded, and what is said of the answers.
#[derive(Debug, Serialize)]
struct Question {
    /// The event before which it is asked.
    seq: u64,
    asks: Asks,
    answer: usize,
    right: String,
    wrong: String,
    skipped: String,
}

/// Tells the whole recording. How the sockets stand is the same in every language: it is in `ends`.
pub(super) fn told(
    model: &Model,
    lang: Lang,
    plan: &Plan,
    pictures: &mut Pictures,
    ends: &mut Table<Vec<Standing>>,
) -> Told {
    let mut teller = Teller::new(model, lang);
    let lesson = model.lesson.as_ref();
    let mut told = Told {
        words: said(lang),
        title: lesson.map_or_else(String::new, |lesson| lesson.title.get(lang).to_owned()),
        about: String::new(),
        frames: Vec::new(),
        who: Vec::new(),
        moments: Vec::new(),
        captions: Vec::new(),
        segments: Vec::new(),
        asks: Vec::new(),
    };
    let (mut captions, mut segments) = (Table::default(), Table::default());
    let mut before = Vec::new();
    // Of what is not pictured the line alone is told: the rest is as it was.
    let mut rest = (0, [0; 2], 0);
    for event in model.log.timeline.events() {
        let line = teller.line(event);
        if let What::Session(_) = &event.what {
            told.about.clone_from(&line);
        }
        if let What::Ask(asked) = &event.what {
            told.asks.extend(question(event.seq, asked, lang));
        }
        teller.go(event);
        let mut changed = Vec::new();
        if plan.is_pictured(event.seq) {
            let (frame, lines) = teller.show(event, pictures);
            changed = changes(&before, &frame);
            before = frame;
            told.who = lines.ends.clone().map(|end| end.who).into();
            rest = (
                captions.number((lines.heading, lines.text)),
                lines.ends.map(|end| ends.number(end.sockets)),
                segments.number(lines.segments),
            );
        }
        told.frames.push(changed);
        told.moments.push((rest.0, rest.1, rest.2, line));
    }
    if plan.one_of > 1 {
        let (all, of) = (model.log.timeline.events().len(), plan.one_of);
        told.about += " ";
        told.about += &fill!(lang, t::PAGE_SPARSE, all = all, of = of);
    }
    told.captions = captions.all;
    told.segments = segments.all;
    told
}

/// A stage in front of the recording.
struct Teller<'a> {
    model: &'a Model,
    stage: Stage,
    themes: Both,
    reel: Reel,
}

impl<'a> Teller<'a> {
    fn new(model: &'a Model, lang: Lang) -> Teller<'a> {
        let opening = Opening {
            lesson: String::new(),
            role: model.options.role,
            board: String::new(),
        };
        let mut stage = Stage::new(opening, lang);
        stage.open_recording(model);
        Teller {
            model,
            stage,
            themes: Both::new(),
            reel: Reel {
                count: model.log.timeline.next_seq(),
                whole: true,
            },
        }
    }

    /// To the moment after an event.
    fn go(&mut self, event: &Event) {
        self.stage.show_moment(self.model, event.seq, self.reel);
    }

    /// The moment: its frame, and the same in lines.
    fn show(&self, event: &Event, pictures: &mut Pictures) -> (Vec<usize>, Linear) {
        let scene = Scene::new(self.model, &self.stage, &self.themes.marks, event.t_us);
        let mut frame = pictures.frame(draw(&scene), SPLIT, |cell| self.themes.looks(cell));
        // The last row, of two parts, names the keys of a terminal.
        frame.truncate(frame.len().saturating_sub(2));
        (frame, linear(&scene))
    }

    /// `12 ms · host: bind(s, SERVER:7777)`
    fn line(&self, event: &Event) -> String {
        let lang = self.stage.lang;
        let world = self.stage.world(self.model);
        let line = tell::line(event, world, lang);
        let who = line
            .peer
            .map_or_else(String::new, |peer| format!("{}: ", tell::who(world, peer)));
        let why = line
            .why
            .as_ref()
            .map_or_else(String::new, |why| format!(" {why}"));
        format!("{} · {who}{}{why}", moment(lang, event.t_us), line.text())
    }
}

pub(super) fn draw(scene: &Scene) -> Buffer {
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let mut buf = Buffer::empty(area);
    view::draw(scene, area, &mut buf);
    buf
}

fn question(seq: u64, asked: &Asked, lang: Lang) -> Option<Question> {
    let answer = tell::arg(asked.choices.get(asked.answer)?, lang);
    let (what, choices) = tell::asked(asked, lang);
    Some(Question {
        seq,
        asks: Asks {
            what,
            choices,
            at: None,
        },
        answer: asked.answer,
        right: format!("✓ {}", t::TUI_RIGHT.get(lang)),
        wrong: format!("✗ {}", fill!(lang, t::TUI_WRONG, answer = answer)),
        skipped: fill!(lang, t::TUI_ANSWER, answer = answer),
    })
}

/// What the page itself says.
fn said(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    let texts: [Text; 21] = [
        t::PAGE_FIRST,
        t::PAGE_BACK,
        t::PAGE_NEXT,
        t::PAGE_LAST,
        t::PAGE_PLAY,
        t::PAGE_STOP,
        t::PAGE_IN_WORDS,
        t::PAGE_QUESTIONS,
        t::PAGE_LANGUAGE,
        t::PAGE_STEER,
        t::PAGE_EVENT,
        t::PAGE_OF,
        t::PAGE_SCREEN,
        t::PAGE_HAPPENED,
        t::PAGE_STATES,
        t::PAGE_SEGMENTS,
        t::PAGE_NO_SEGMENTS,
        t::PAGE_ALL,
        t::PAGE_KEYS,
        t::TUI_QUESTION,
        t::PAGE_SKIP,
    ];
    texts.map(|text| (text.key, text.get(lang))).into()
}
