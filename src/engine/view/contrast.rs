//! Whether everything on the screen can be read: the contrast of each cell that has something on it, as
//! WCAG 2.2 reckons it (sections 1.4.3 and 1.4.11).

use std::collections::BTreeMap;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::{Scene, Theme, draw};
use crate::export::look::{Ink, Look};
use crate::lesson::{course, recorded};
use crate::run::Model;
use crate::script::Role;
use crate::stage::menu::THEMES;
use crate::stage::{Front, Opening, Panel, Reel, Stage};
use crate::timeline::from_line;
use crate::words::Lang;
use crate::world::Log;

/// The least contrast of text, and of what only stands between texts.
const TEXT: f64 = 4.5;
const LINES: f64 = 3.0;

/// The relative luminance of a colour.
fn luminance(Ink(red, green, blue): Ink) -> f64 {
    let channel = |value: u8| match f64::from(value) / 255.0 {
        value if value <= 0.040_45 => value / 12.92,
        value => ((value + 0.055) / 1.055).powf(2.4),
    };
    0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)
}

fn contrast(look: Look) -> f64 {
    let (one, other) = (luminance(look.foreground), luminance(look.background));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Whether a cell holds a part of a line, a frame or an arrow, and no word.
fn is_line(cell: &Cell) -> bool {
    let is_drawn = |c: char| ('\u{2500}'..='\u{259f}').contains(&c) || "▲▼▶◀".contains(c);
    cell.symbol().chars().all(is_drawn)
}

/// What can be read too little in a frame, by what it is like.
fn faint(buf: &Buffer, found: &mut BTreeMap<String, String>) {
    let width = usize::from(buf.area.width);
    for row in buf.content.chunks(width) {
        for cell in row.iter().filter(|cell| cell.symbol().trim() != "") {
            let least = if is_line(cell) { LINES } else { TEXT };
            let has = contrast(Look::of(cell));
            if has < least {
                let text: String = row.iter().map(Cell::symbol).collect();
                let look = format!("{:?} on {:?}: {has:.2} of {least}", cell.fg, cell.bg);
                found.entry(look).or_insert(text);
            }
        }
    }
}

#[test]
fn everything_on_the_screen_can_be_read_in_every_theme() {
    let mut log = Log::default();
    let recording = recorded::shipped("goodbye").expect("it ships");
    for line in recording.lines() {
        log.take(from_line(line).expect("an event"));
    }
    let model = Model::of_recording(log, "goodbye", course());
    let opening = Opening {
        lesson: "goodbye".to_owned(),
        role: Role::Server,
        board: "virtual".to_owned(),
    };
    let (count, whole) = (model.log.timeline.next_seq(), true);
    // What has no colours has the terminal's.
    for name in THEMES.iter().filter(|name| **name != "monochrome") {
        let theme = Theme::named(name).expect("it ships");
        let mut stage = Stage::new(opening.clone(), Lang::En);
        stage.open_recording(&model);
        let mut found = BTreeMap::new();
        for seq in (0..count).step_by(3) {
            stage.show_moment(&model, seq, Reel { count, whole });
            stage.panel = Panel::ALL[seq as usize % Panel::ALL.len()];
            stage.front = match seq % 5 {
                0 => Front::Help(0),
                _ => Front::Nothing,
            };
            for (columns, rows) in [(80, 24), (140, 46)] {
                let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
                draw(&Scene::new(&model, &stage, &theme, 0), buf.area, &mut buf);
                faint(&buf, &mut found);
            }
        }
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}
