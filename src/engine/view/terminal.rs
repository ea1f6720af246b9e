//! The terminal of the learner's own program: what it wrote there, and what was typed to it.
//!
//! ```text
//!  ready on port 7777
//!  your name? Ana
//!  ▏
//! ```
//!
//! A line without an end is told again when more of it comes: the last word of it counts.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::pen::{put, put_right, width};
use super::scene::Scene;
use crate::fill;
use crate::peer::Peer;
use crate::stage::{Front, Panel};
use crate::words::show::plain;
use crate::words::t;
use crate::world::LogLine;

/// Draws the terminal into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let back = scene.stage.scroll_of(Panel::Terminal);
    let lines = lines(scene, usize::from(area.height), back);
    if lines.is_empty() {
        let text = match scene.stage.learner {
            Some(_) => t::TUI_TERMINAL_EMPTY.get(scene.lang),
            None => t::TUI_NO_PROGRAM.get(scene.lang),
        };
        put(buf, area, area.x + 1, area.y, text, scene.theme.dim);
    }
    for (y, line) in (area.y..area.bottom()).zip(&lines) {
        put(buf, area, area.x, y, &plain(&line.text), scene.theme.text);
    }
    if back > 0 {
        let text = format!(" {} ", fill!(scene.lang, t::TUI_LOG_PAUSED, lines = back));
        let last = area.bottom().saturating_sub(1);
        put_right(buf, area, last, &text, scene.theme.chosen);
    }
}

/// Where the next letter will stand, while the program has the keyboard.
pub fn cursor(scene: &Scene, area: Rect) -> Option<Position> {
    if scene.stage.front != Front::Keyboard || scene.stage.scroll_of(Panel::Terminal) > 0 {
        return None;
    }
    let lines = lines(scene, usize::from(area.height), 0);
    let rows = u16::try_from(lines.len()).ok()?;
    let (column, row) = match lines.last() {
        Some(line) if line.open => (width(&plain(&line.text)), rows - 1),
        _ => (0, rows),
    };
    Some(Position::new(
        (area.x + column).min(area.right().saturating_sub(1)),
        (area.y + row).min(area.bottom().saturating_sub(1)),
    ))
}

/// The last lines that fit `height`, without the `back` newest, oldest first. Where the last one has an end,
/// there is a row left for the next.
fn lines<'a>(scene: &'a Scene, height: usize, back: usize) -> Vec<&'a LogLine> {
    let mut open = false;
    let mut lines: Vec<&LogLine> = Vec::new();
    let told = scene.world.log.iter().rev();
    let told = told.filter(|line| line.peer == Peer::Host && line.fact.is_none());
    let mut newer: Option<&LogLine> = None;
    for line in told {
        // What was told of a line before its end is in the line itself.
        if !(line.open && newer.is_some()) {
            lines.push(line);
        }
        open |= newer.is_none() && line.open;
        newer = Some(line);
        if lines.len() > height + back {
            break;
        }
    }
    let room = height.saturating_sub(usize::from(!open && back == 0));
    let mut lines: Vec<&LogLine> = lines.into_iter().skip(back).take(room).collect();
    lines.reverse();
    lines
}
