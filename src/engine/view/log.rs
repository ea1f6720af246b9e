//! The log of the board: with the virtual board, the board core's own.
//!
//! ```text
//!   0.004 INFO     12 c: connect to 10.77.0.1:7777
//!   0.005 WARN     13 syn retransmitted
//! ```
//!
//! The first column is the host's time, the number behind the level the board's own clock in
//! milliseconds. Text from a board is data: a control character is shown as `·`.

use std::borrow::Cow;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use sockscope_link::LogLevel;

use super::Scene;
use super::pen::{put, put_all, put_right};
use crate::fill;
use crate::stage::Panel;
use crate::words::show::plain;
use crate::words::{moment, t, tell};
use crate::world::LogLine;

/// A log narrower than this does without the board's clock.
const NARROW: u16 = 60;

/// Draws the log into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let (theme, stage) = (scene.theme, scene.stage);
    let search = stage.search.to_lowercase();
    let shown = |line: &&LogLine| {
        line.level >= stage.level
            && (search.is_empty() || told(line, scene).to_lowercase().contains(&search))
    };
    let height = usize::from(area.height);
    let mut lines: Vec<&LogLine> = scene
        .world
        .log
        .iter()
        .rev()
        .filter(shown)
        .skip(stage.scroll_of(Panel::Log))
        .take(height)
        .collect();
    lines.reverse();
    if lines.is_empty() {
        put(
            buf,
            area,
            area.x + 1,
            area.y,
            t::TUI_LOG_EMPTY.get(scene.lang),
            theme.dim,
        );
    }
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        let (word, style) = match line.level {
            LogLevel::Debug => ("DEBUG", theme.dim),
            LogLevel::Info => ("INFO ", theme.text),
            LogLevel::Warn => ("WARN ", theme.blocked),
            LogLevel::Error => ("ERROR", theme.error),
        };
        // Where there is little room, the text matters more than the board's own clock.
        let uptime = line
            .uptime_ms
            .filter(|_| area.width >= NARROW)
            .map(|ms| format!("{ms:>7} "))
            .unwrap_or_default();
        let time = moment(scene.lang, line.t_us);
        let x = put_all(
            buf,
            area,
            area.x,
            y,
            [
                (format!("{time:>9} "), theme.dim),
                (format!("{word} "), style),
                (uptime, theme.dim),
            ],
        );
        put(buf, area, x, y, &plain(&told(line, scene)), style);
    }
    let mut marks = Vec::new();
    if stage.scroll_of(Panel::Log) > 0 {
        marks.push(fill!(
            scene.lang,
            t::TUI_LOG_PAUSED,
            lines = stage.scroll_of(Panel::Log)
        ));
    }
    if stage.level > LogLevel::Debug {
        marks.push(format!("≥{}", stage.level.name()));
    }
    if !stage.search.is_empty() {
        marks.push(format!("\"{}\"", stage.search));
    }
    if !marks.is_empty() {
        let last = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        put_right(
            buf,
            last,
            last.y,
            &format!(" {} ", marks.join(" · ")),
            theme.chosen,
        );
    }
}

/// The line's own text, or what the program says of the link.
fn told<'a>(line: &'a LogLine, scene: &Scene) -> Cow<'a, str> {
    match &line.fact {
        Some(fact) => Cow::Owned(tell::remark(&line.text, Some(fact), scene.lang)),
        None => Cow::Borrowed(&line.text),
    }
}
