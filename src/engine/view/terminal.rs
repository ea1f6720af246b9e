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

use sockscope_link::LogLevel;

use super::pen::{put, put_right, width};
use super::scene::Scene;
use crate::fill;
use crate::stage::keys::Action;
use crate::stage::{Front, Panel};
use crate::words::show::plain;
use crate::words::{t, tell};
use crate::world::LogLine;

/// Draws the terminal into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let back = scene.stage.scroll_of(Panel::Terminal);
    let rows = rows(scene, area, back);
    if rows.is_empty() {
        let text = match scene.stage.learner {
            Some(_) => t::TUI_TERMINAL_EMPTY.get(scene.lang),
            None => t::TUI_NO_PROGRAM.get(scene.lang),
        };
        put(buf, area, area.x + 1, area.y, text, scene.theme.dim);
    }
    for (y, row) in (area.y..area.bottom()).zip(&rows) {
        put(buf, area, area.x, y, row, scene.theme.text);
    }
    if scene.stage.both_programs() {
        let key = Action::Panel(Panel::Terminal);
        let key = scene.stage.keys.hint(key, scene.lang);
        let who = tell::who(scene.world, scene.stage.terminal());
        let text = format!(" {who} · {key}: {} ", t::TUI_OTHER_PROGRAM.get(scene.lang));
        put_right(buf, area, area.y, &text, scene.theme.title);
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
    let rows = rows(scene, area, 0);
    let count = u16::try_from(rows.len()).ok()?;
    let open = lines(scene, 1, 0).last().is_some_and(|line| line.open);
    let (column, row) = match rows.last() {
        Some(row) if open => (width(row), count - 1),
        _ => (0, count),
    };
    Some(Position::new(
        (area.x + column).min(area.right().saturating_sub(1)),
        (area.y + row).min(area.bottom().saturating_sub(1)),
    ))
}

/// The rows that the last lines fill: a long line goes on in the next row, as on any terminal.
fn rows(scene: &Scene, area: Rect, back: usize) -> Vec<String> {
    let height = usize::from(area.height);
    let lines = lines(scene, height, back);
    let open = back > 0 || lines.last().is_some_and(|line| line.open);
    let rows = lines.iter();
    let mut rows: Vec<String> = rows
        .flat_map(|line| split(&plain(&line.text), area.width))
        .collect();
    let room = height.saturating_sub(usize::from(!open));
    rows.drain(..rows.len().saturating_sub(room));
    rows
}

/// A text in pieces that fit so many columns; at least one.
fn split(text: &str, columns: u16) -> Vec<String> {
    let mut rows = vec![String::new()];
    let mut used = 0;
    for letter in text.chars() {
        let wide = width(letter.encode_utf8(&mut [0; 4]));
        if used + wide > columns && used > 0 {
            rows.push(String::new());
            used = 0;
        }
        used += wide;
        if let Some(row) = rows.last_mut() {
            row.push(letter);
        }
    }
    rows
}

/// The last lines that fit `height`, without the `back` newest, oldest first. Where the last one has an end,
/// there is a row left for the next.
fn lines<'a>(scene: &'a Scene, height: usize, back: usize) -> Vec<&'a LogLine> {
    let mut open = false;
    let mut lines: Vec<&LogLine> = Vec::new();
    let told = scene.world.log.iter().rev();
    let told = told.filter(|line| {
        line.peer == scene.stage.terminal() && line.fact.is_none() && line.level == LogLevel::Info
    });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_goes_on_below() {
        assert_eq!(split("", 4), [""]);
        assert_eq!(split("abcd", 4), ["abcd"]);
        assert_eq!(split("abcdef", 4), ["abcd", "ef"]);
        assert_eq!(split("a日本", 4), ["a日", "本"], "a wide letter is not cut");
        assert_eq!(split("日", 1), ["日"]);
    }
}
