//! The log of the board: with the virtual board, the board core's own.
//!
//! ```text
//!   0.004 INFO     12 c: connect to 10.77.0.1:7777
//!   0.005 WARN     13 syn retransmitted
//! ```
//!
//! The first column is the host's time, the number behind the level the board's own clock in
//! milliseconds. Text from a board is data: a control character is shown as `·`. The log stays as the
//! board wrote it; below it stands what its last trouble means.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::Widget;
use sockscope_link::LogLevel;

use super::pen::{fit, put_right, width};
use super::scene::Scene;
use crate::fill;
use crate::stage::Panel;
use crate::words::show::plain;
use crate::words::trouble::Trouble;
use crate::words::{moment, t, tell};
use crate::world::LogLine;

/// A log narrower than this does without the board's clock.
const NARROW: u16 = 60;

/// Draws the log into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let stage = scene.stage;
    let search = stage.search.text().to_lowercase();
    let shown = |line: &&LogLine| {
        line.level >= stage.level
            && (search.is_empty() || told(line, scene).to_lowercase().contains(&search))
    };
    let lines = scene.world.log.iter().rev().filter(shown);
    let lines = lines.skip(stage.scroll_of(Panel::Log));
    let lines: Vec<&LogLine> = lines.take(usize::from(area.height)).collect();
    let area = explain(scene, &lines, area, buf);
    let mut lines: Vec<Line> = lines
        .into_iter()
        .take(usize::from(area.height))
        .map(|line| said(scene, line, area.width))
        .collect();
    lines.reverse();
    if lines.is_empty() {
        let empty = match stage.both_programs() {
            true => t::TUI_LOG_EMPTY_PROGRAMS,
            false => t::TUI_LOG_EMPTY,
        };
        let text = format!(" {}", empty.get(scene.lang));
        lines.push(Line::styled(text, scene.theme.dim));
    }
    Text::from(lines).render(area, buf);
    marks(scene, area, buf);
}

/// One line of the log: when, its weight, what it says.
fn said<'a>(scene: &Scene, line: &LogLine, room: u16) -> Line<'a> {
    let theme = scene.theme;
    let (word, style) = match line.level {
        LogLevel::Debug => ("DEBUG", theme.dim),
        LogLevel::Info => ("INFO ", theme.text),
        LogLevel::Warn => ("WARN ", theme.blocked),
        LogLevel::Error => ("ERROR", theme.error),
    };
    // Where there is little room, the text matters more than the board's own clock.
    let uptime = line.uptime_ms.filter(|_| room >= NARROW);
    let uptime = uptime.map_or(String::new(), |ms| format!("{ms:>7} "));
    let time = moment(scene.lang, line.t_us);
    let head = format!("{time:>9} {word} {uptime}");
    let text = fit(
        &plain(&told(line, scene)),
        room.saturating_sub(width(&head)),
    )
    .into_owned();
    Line::from(vec![
        Span::styled(format!("{time:>9} "), theme.dim),
        Span::styled(format!("{word} "), style),
        Span::styled(uptime, theme.dim),
        Span::styled(text, style),
    ])
}

/// What is left out of the log, in its last row.
fn marks(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let (theme, stage) = (scene.theme, scene.stage);
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
    if !stage.search.text().is_empty() {
        marks.push(format!("\"{}\"", stage.search.text()));
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

/// What the last trouble among these lines, the newest first, means, at the foot of `area`; what is left
/// for the lines.
fn explain(scene: &Scene, lines: &[&LogLine], area: Rect, buf: &mut Buffer) -> Rect {
    let trouble = lines
        .iter()
        .find_map(|line| Trouble::of(line.level, &line.text));
    let Some(trouble) = trouble else { return area };
    let room = usize::from(area.width).saturating_sub(2).max(1);
    let rows = textwrap::wrap(trouble.text().get(scene.lang), room);
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    // The log itself matters more.
    if height > area.height / 2 {
        return area;
    }
    let foot = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    let rows = rows.iter().map(|row| Line::raw(format!(" {row}")));
    let text = Text::from(rows.collect::<Vec<_>>());
    text.style(scene.theme.chosen).render(foot, buf);
    Rect {
        height: area.height - height,
        ..area
    }
}
