//! The lines that join a call that was blocked to the call of the other side that ended it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::pen::put;
use super::super::scene::Scene;
use super::lines::{Line, Lines};
use crate::world::{CallRecord, Progress};

/// Joins each call that was blocked to the call of the other side that came just before its end.
pub fn meetings(
    scene: &Scene,
    lines: &Lines,
    first: usize,
    height: usize,
    area: Rect,
    buf: &mut Buffer,
) {
    let calls = &scene.world.calls;
    let begins = calls.get(lines.before).map_or(u64::MAX, |call| call.t_us);
    // Of a call above these lines the end may be among them.
    let above = calls.range(..lines.before).map(|call| (None, call));
    let reaches = |call: &CallRecord| ended_at(call).is_some_and(|ended| ended >= begins);
    let above = above.filter(|(_, call)| call.was_blocked && reaches(call));
    let made = lines.all.iter().enumerate();
    let made = made.filter_map(|(index, line)| Some((Some(index), line.begins()?)));
    for (index, call) in above.chain(made).filter(|(_, call)| call.was_blocked) {
        let after = index.map_or(0, |index| index + 1);
        let Some(other) = met_at(&lines.all, after, call) else {
            continue;
        };
        let row = |index: usize| {
            (first..first + height)
                .contains(&index)
                .then(|| area.y + 1 + (index - first) as u16)
        };
        let left = call.peer == scene.role.server();
        let (edge, head, corner, foot) = if left {
            (area.x, "◂", "╮", "╰")
        } else {
            (area.right() - 1, "▸", "╭", "╯")
        };
        let x = if left { area.x + 1 } else { area.right() - 2 };
        let style = scene.theme.walked;
        if let Some(y) = index.and_then(row) {
            free(buf, area, edge, y, head, style);
            free(buf, area, x, y, corner, style);
        }
        for y in (after..other).filter_map(row) {
            free(buf, area, x, y, "│", style);
        }
        if let Some(y) = row(other) {
            free(buf, area, x, y, foot, style);
        }
    }
}

/// The line of the call of the other side that came just before the end of `call`, from line `after` on.
fn met_at(lines: &[Line], after: usize, call: &CallRecord) -> Option<usize> {
    let ended = ended_at(call)?;
    let met = |line: &Line| {
        let other = line.begins();
        other.is_some_and(|other| other.peer != call.peer && other.t_us <= ended)
    };
    let ahead = lines.get(after..)?.iter().rposition(met)?;
    Some(after + ahead)
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
