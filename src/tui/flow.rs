//! The flow of events: the classic figure of two columns, server and client, live.
//!
//! ```text
//! ┌ SERVER host ─ s ◇ LISTEN ────────┐               ┌ CLIENT board ─ c ▷ SYN-SENT ─────┐
//! │✓ s = socket(AF_INET, SOCK_ST…  3 │               │                                  │
//! │✓ bind(s, HOST:7777)            0 │               │                                  │
//! │✓ listen(s, 1)                  0 │               │                                  │
//! │⋯ a = accept(s)           blocked │◂──────┐       │                                  │
//! │                                  │       │       │✓ c = socket(AF_INET, SOCK_ST…  3 │
//! │                                  │◂S SA▸ A│ ─────│⋯ connect(c, HOST:7777)   blocked │
//! │                                  │               │▸ send(c, "hola")            next │
//! └──────────────────────────────────┘               └──────────────────────────────────┘
//! ```
//!
//! One row a call, in the order in which they were made; the gap between the columns shows the
//! segments that went over the wire after the call, in order, each with the way it went. Where a
//! call of one side ended a blocked call of the other, a line joins the two.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Style;
use sockscope_link::Act;

use super::Scene;
use super::pen::{fit, put, put_right, width};
use super::theme::glyph;
use crate::model::show::plain;
use crate::model::world::{CallRecord, LadderRow, Progress, Socket};
use crate::peer::Peer;
use crate::text::t;

/// The widest text of what a call came to: `EPROTONOSUPPORT`.
const OUTCOME: u16 = 15;

/// One row: a call that was made, or a line of the program that is still to come.
enum Row<'a> {
    Made(&'a CallRecord),
    Coming(&'a super::Coming),
}

/// Draws the flow into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let gap = (area.width / 7).clamp(10, 26);
    let column = (area.width - gap) / 2;
    let left = Rect {
        width: column,
        ..area
    };
    let right = Rect {
        x: area.right() - column,
        width: column,
        ..area
    };
    let middle = Rect {
        x: left.right(),
        width: right.x - left.right(),
        ..area
    };
    let server = scene.role.server();
    frame(scene, server, left, buf);
    frame(scene, server.other(), right, buf);

    let rows = rows(scene);
    let height = usize::from(area.height.saturating_sub(1));
    let (first, now) = window(scene, &rows, height);
    let inner = |column: Rect| Rect {
        x: column.x + 1,
        width: column.width.saturating_sub(2),
        ..column
    };
    for (line, index) in (first..rows.len()).take(height).enumerate() {
        let y = area.y + 1 + u16::try_from(line).unwrap_or(0);
        match &rows[index] {
            Row::Made(call) => {
                let side = if call.peer == server { left } else { right };
                made(scene, call, Some(index) == now, inner(side), y, buf);
                segments(scene, &rows, index, middle, y, buf);
            }
            Row::Coming(coming) => {
                let next = coming.next && scene.is_live();
                let side = match coming.peer {
                    Some(peer) if peer == server => inner(left),
                    Some(_) => inner(right),
                    None => middle,
                };
                let style = if next {
                    scene.theme.next
                } else {
                    scene.theme.dim
                };
                let mark = if next { "▸ " } else { "  " };
                let x = put(buf, side, side.x, y, mark, style);
                put(
                    buf,
                    side,
                    x,
                    y,
                    &short(&coming.text, side.right().saturating_sub(x)),
                    style,
                );
            }
        }
    }
    meetings(scene, &rows, first, height, middle, buf);
}

/// A column's frame: who it is, and the state of the socket that matters most now.
fn frame(scene: &Scene, peer: Peer, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let bottom = area.bottom();
    for y in area.y + 1..bottom {
        put(buf, area, area.x, y, "│", theme.frame);
        put(buf, area, area.right() - 1, y, "│", theme.frame);
    }
    let line = "─".repeat(usize::from(area.width.saturating_sub(2)));
    put(buf, area, area.x, area.y, &format!("┌{line}┐"), theme.frame);
    let inner = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(3),
        ..area
    };
    let part = if peer == scene.role.server() {
        t::TUI_SERVER
    } else {
        t::TUI_CLIENT
    };
    let x = put(
        buf,
        inner,
        inner.x,
        area.y,
        &format!(" {} ", part.get(scene.lang)),
        theme.title,
    );
    let x = put(buf, inner, x, area.y, &format!("{peer} "), theme.peer(peer));
    if let Some(socket) = scene.world.focus(peer) {
        state(
            scene,
            socket,
            Rect {
                x,
                width: inner.right().saturating_sub(x),
                ..inner
            },
            buf,
        );
    }
}

/// `a ● ESTABLISHED`, in full if there is room, with a mark if it was only inferred.
fn state(scene: &Scene, socket: &Socket, area: Rect, buf: &mut Buffer) {
    let style = scene.theme.state(socket.state);
    let word = format!("{} {} ", glyph(socket.state), socket.state);
    let name = format!("{} ", socket.name);
    let x = if width(&word) + width(&name) <= area.width {
        put(buf, area, area.x, area.y, &name, scene.theme.text)
    } else {
        area.x
    };
    put(buf, area, x, area.y, &word, style);
}

fn rows<'a>(scene: &'a Scene) -> Vec<Row<'a>> {
    let made = scene.world.calls.iter().map(Row::Made);
    made.chain(scene.coming.iter().map(Row::Coming)).collect()
}

/// The first row to show, and which row is the present: the row of now stays in sight, with what
/// comes after it.
fn window(scene: &Scene, rows: &[Row], height: usize) -> (usize, Option<usize>) {
    let made = scene.world.calls.len();
    let now = made.checked_sub(1);
    let ahead = rows.len() - made;
    let below = ahead.min((height / 3).max(1));
    let first = (made + below).saturating_sub(height);
    (first.saturating_sub(scene.stage.flow_scroll), now)
}

fn made(scene: &Scene, call: &CallRecord, now: bool, area: Rect, y: u16, buf: &mut Buffer) {
    let theme = scene.theme;
    let (mark, outcome, style) = match &call.progress {
        Progress::Running => ("▸", String::new(), theme.current),
        Progress::Blocked => (
            "⋯",
            t::TUI_BLOCKED.get(scene.lang).to_owned(),
            theme.blocked,
        ),
        Progress::Done(returned) => match &returned.errno {
            Some(errno) => ("✗", errno.name.clone(), theme.error),
            None => ("✓", returned.ret.to_string(), theme.ok),
        },
    };
    let outcome = fit(&outcome, OUTCOME);
    let x = put_right(buf, area, y, &outcome, style);
    let room = Rect {
        width: (x.saturating_sub(1)).saturating_sub(area.x),
        ..area
    };
    let x = put(buf, room, room.x, y, &format!("{mark} "), style);
    let body = if now && scene.is_live() {
        theme.title
    } else {
        theme.text
    };
    put(
        buf,
        room,
        x,
        y,
        &short(&plain(&call.text), room.right().saturating_sub(x)),
        body,
    );
}

/// The call as written; where that is too long, with its arguments' first words only.
fn short(text: &str, room: u16) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let shorter = text
        .replace("AF_INET6, ", "…, ")
        .replace("AF_INET, ", "…, ");
    fit(&shorter, room).into_owned()
}

/// The segments that went over the wire after the call in `rows[index]` and before the next one.
fn segments(scene: &Scene, rows: &[Row], index: usize, area: Rect, y: u16, buf: &mut Buffer) {
    let Row::Made(call) = &rows[index] else {
        return;
    };
    let until = match rows.get(index + 1) {
        Some(Row::Made(next)) => next.t_us,
        _ => u64::MAX,
    };
    let from = scene
        .world
        .ladder
        .partition_point(|row| row.t_us < call.t_us);
    let to = scene.world.ladder.partition_point(|row| row.t_us < until);
    let crossed = scene.world.ladder.range(from..to.max(from));
    let pieces: Vec<(String, Style)> = crossed.map(|row| arrow(scene, row)).collect();
    let total: u16 = pieces.iter().map(|(text, _)| width(text) + 1).sum();
    if pieces.is_empty() {
        return;
    }
    if total > area.width {
        // Too many for the gap: the last ones matter most.
        let mut room = area.width.saturating_sub(2);
        let fitting = pieces.iter().rev().take_while(|(text, _)| {
            let cells = width(text) + 1;
            let fits = cells <= room;
            room = room.saturating_sub(cells);
            fits
        });
        let skip = pieces.len() - fitting.count();
        let x = put(buf, area, area.x, y, "… ", scene.theme.dim);
        spread(&pieces[skip..], area, x, y, buf);
    } else {
        spread(
            &pieces,
            area,
            area.x + (area.width - total).div_ceil(2),
            y,
            buf,
        );
    }
}

fn spread(pieces: &[(String, Style)], area: Rect, mut x: u16, y: u16, buf: &mut Buffer) {
    for (text, style) in pieces {
        x = put(buf, area, x, y, text, *style) + 1;
    }
}

/// `S▸`, `◂SA`; held ones stand at the gate: `S‖`; dropped ones are crossed out: `S×`.
fn arrow(scene: &Scene, row: &LadderRow) -> (String, Style) {
    let flags = if row.packet.is_tcp() {
        row.packet.flags.to_string()
    } else {
        "UDP".to_owned()
    };
    let from_left = Peer::sender(row.packet.dir) == scene.role.server();
    let style = match row.packet.act {
        Act::Held => scene.theme.held,
        Act::Dropped => scene.theme.error,
        _ => scene.theme.text,
    };
    let text = match (row.packet.act, from_left) {
        (Act::Held, true) => format!("{flags}‖"),
        (Act::Held, false) => format!("‖{flags}"),
        (Act::Dropped, true) => format!("{flags}×"),
        (Act::Dropped, false) => format!("×{flags}"),
        (_, true) => format!("{flags}▸"),
        (_, false) => format!("◂{flags}"),
    };
    (text, style)
}

/// Joins each call that was blocked to the call of the other side that came just before its end.
fn meetings(
    scene: &Scene,
    rows: &[Row],
    first: usize,
    height: usize,
    area: Rect,
    buf: &mut Buffer,
) {
    let server = scene.role.server();
    for (index, row) in rows.iter().enumerate() {
        let Row::Made(call) = row else { break };
        let Some(ended) = ended_at(call) else {
            continue;
        };
        if !call.was_blocked {
            continue;
        }
        let other = rows[index + 1..]
            .iter()
            .enumerate()
            .rev()
            .find_map(|(ahead, row)| match row {
                Row::Made(other) if other.peer != call.peer && other.t_us <= ended => {
                    Some(index + 1 + ahead)
                }
                _ => None,
            });
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
            put(buf, area, edge, y, head, scene.theme.walked);
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
