//! The lines that join a call that was blocked to the call of the other side that ended it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::pen::put;
use super::super::scene::Scene;
use super::lines::{Line, Row};
use crate::world::{CallRecord, Progress};

/// Joins each call that was blocked to the call of the other side that came just before its end.
pub fn meetings(
    scene: &Scene,
    lines: &[Line],
    first: usize,
    height: usize,
    area: Rect,
    buf: &mut Buffer,
) {
    let server = scene.role.server();
    for (index, line) in lines.iter().enumerate() {
        let Some(Row::Made(call)) = line.row else {
            continue;
        };
        let Some(ended) = ended_at(call) else {
            continue;
        };
        if !call.was_blocked {
            continue;
        }
        let other = lines[index + 1..]
            .iter()
            .rposition(|line| match line.row {
                Some(Row::Made(other)) => other.peer != call.peer && other.t_us <= ended,
                _ => false,
            })
            .map(|ahead| index + 1 + ahead);
        let Some(other) = other else { continue };
        let line = |index: usize| {
            (first..first + height)
                .contains(&index)
                .then(|| area.y + 1 + (index - first) as u16)
        };
        let left = call.peer == server;
        let (edge, head, corner) = if left {
            (area.x, "◂", "╮")
        } else {
            (area.right() - 1, "▸", "╭")
        };
        let x = if left { area.x + 1 } else { area.right() - 2 };
        if let Some(y) = line(index) {
            free(buf, area, edge, y, head, scene.theme.walked);
            free(buf, area, x, y, corner, scene.theme.walked);
        }
        for between in index + 1..other {
            if let Some(y) = line(between) {
                free(buf, area, x, y, "│", scene.theme.walked);
            }
        }
        if let Some(y) = line(other) {
            free(
                buf,
                area,
                x,
                y,
                if left { "╰" } else { "╯" },
                scene.theme.walked,
            );
        }
    }
}

fn ended_at(call: &CallRecord) -> Option<u64> {
    match &call.progress {
        Progress::Done(returned) => Some(call.t_us.saturating_add(returned.elapsed_us)),
        _ => None,
    }
}

/// Writes into a cell that nothing was written to.
fn free(buf: &mut Buffer, area: Rect, x: u16, y: u16, text: &str, style: Style) {
    if buf.cell((x, y)).is_some_and(|cell| cell.symbol() == " ") {
        put(buf, area, x, y, text, style);
    }
}
