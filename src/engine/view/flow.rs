//! The flow of events: the classic figure of two columns, server and client, live.
//!
//! ```text
//! ┌ SERVER host ─ s ◇ LISTEN ────────┐                ┌ CLIENT board ─ c ▷ SYN-SENT ────┐
//! │✓ s = socket(AF_INET, SOCK_ST…  3 │                │                                 │
//! │✓ bind(s, HOST:7777)            0 │                │                                 │
//! │✓ listen(s, 1)                  0 │                │                                 │
//! │⋯ a = accept(s)           blocked │◂╮              │                                 │
//! │                                  │ │              │✓ c = socket(AF_INET, SOCK_ST… 3 │
//! │                                  │◀──── SYN ──────│⋯ connect(c, HOST:7777)  blocked │
//! │                                  │─── SYN-ACK ─‖  │                                 │
//! │                                  │                │▸ send(c, "hola")           next │
//! └──────────────────────────────────┘                └─────────────────────────────────┘
//! ```
//!
//! Time runs downwards, one row a call, in the order in which they were made. The first segment
//! that went over the wire after a call stands in the call's row, each further one in a row of its
//! own, above the next call: no call seems to send what was sent before it was made. Where a call
//! of one side ended a blocked call of the other, a line joins the two.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::{Modifier, Style};
use sockscope_link::{Act, CallName, Flags};

use super::pen::{fit, put, put_right, width};
use super::{Scene, ladder};
use crate::peer::Peer;
use crate::timeline::Returned;
use crate::words::show::glyph;
use crate::words::show::{self, plain};
use crate::words::t;
use crate::world::{CallRecord, LadderRow, Progress, Socket};

/// The widest text of what a call came to: `EPROTONOSUPPORT`, an address and its port.
const OUTCOME: u16 = 16;
/// A column that shows any call of the lessons in full.
const COLUMN: u16 = 40;
/// The least and the most cells of the gap between the columns.
const GAP: (u16, u16) = (12, 30);

/// How many rows the segments after one call may take: the rest is counted in words.
const SEGMENTS: usize = 6;
/// The same where the flow has less than [`LOW`] rows.
const SEGMENTS_LOW: usize = 5;
const LOW: usize = 12;

/// One line of the flow: a call or nothing in the columns, a segment or nothing between them.
struct Line<'a> {
    row: Option<Row<'a>>,
    gap: Option<Gap<'a>>,
}

/// A call that was made, or a line of the program that is still to come.
enum Row<'a> {
    Made(&'a CallRecord),
    Coming(&'a super::Coming),
}

/// What went over the wire.
enum Gap<'a> {
    Segment(&'a LadderRow),
    /// This many segments more, for which there is no room.
    More(usize),
}

/// Draws the flow into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let (left, middle, right) = columns(area);
    let server = scene.role.server();
    frame(scene, server, left, buf);
    frame(scene, server.other(), right, buf);

    let height = usize::from(area.height.saturating_sub(1));
    let lines = lines(scene, height);
    let (first, now) = window(scene, &lines, height);
    let inner = |column: Rect| Rect {
        x: column.x + 1,
        width: column.width.saturating_sub(2),
        ..column
    };
    let side = |peer: Peer| inner(if peer == server { left } else { right });
    let shown = lines.iter().enumerate().skip(first).take(height);
    for (y, (index, line)) in (area.y + 1..).zip(shown) {
        match &line.row {
            Some(Row::Made(call)) => {
                made(scene, call, Some(index) == now, side(call.peer), y, buf);
            }
            Some(Row::Coming(coming)) => {
                // A command for the wire stands where the wire is.
                coming_line(scene, coming, coming.peer.map_or(middle, side), y, buf);
            }
            None => {}
        }
        match line.gap {
            Some(Gap::Segment(row)) => segment(scene, row, middle, y, buf),
            Some(Gap::More(count)) => {
                let more = format!("… +{count}");
                let x = middle.x + middle.width.saturating_sub(width(&more)) / 2;
                put(buf, middle, x, y, &more, scene.theme.dim);
            }
            None => {}
        }
    }
    meetings(scene, &lines, first, height, middle, buf);
}

/// The server's column, the gap, the client's column.
fn columns(area: Rect) -> (Rect, Rect, Rect) {
    let gap = area.width.saturating_sub(2 * COLUMN).clamp(GAP.0, GAP.1);
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
    (left, middle, right)
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
    // The name of the socket matters more than the whole word.
    let needed = scene.world.focus(peer).map_or(0, |socket| {
        width(&socket.name) + width(socket.state.name()) + 4 + width(peer.name()) + 1
    });
    let (full, short) = if peer == scene.role.server() {
        (t::TUI_SERVER, t::TUI_SERVER_SHORT)
    } else {
        (t::TUI_CLIENT, t::TUI_CLIENT_SHORT)
    };
    let fits = width(full.get(scene.lang)) + 2 + needed <= inner.width;
    let part = if fits { full } else { short };
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

/// Every line, oldest first: what was made, then what is to come.
fn lines<'a>(scene: &'a Scene, height: usize) -> Vec<Line<'a>> {
    let most = if height < LOW { SEGMENTS_LOW } else { SEGMENTS };
    let ladder = &scene.world.ladder;
    let calls = &scene.world.calls;
    let mut lines = Vec::with_capacity(calls.len() + scene.coming.len() + ladder.len());
    let mut from = calls
        .front()
        .map_or(0, |call| ladder.partition_point(|row| row.t_us < call.t_us));
    for (index, call) in calls.iter().enumerate() {
        let until = calls.get(index + 1).map_or(u64::MAX, |next| next.t_us);
        let crossed = ladder.range(from..).take_while(|row| row.t_us < until);
        let count = crossed.clone().count();
        from += count;
        // Too many for the rows there are: the last ones matter most.
        let skipped = if count > most { count - most + 1 } else { 0 };
        let more = (skipped > 0).then_some(Gap::More(skipped));
        let mut gaps = more
            .into_iter()
            .chain(crossed.skip(skipped).map(Gap::Segment));
        lines.push(Line {
            row: Some(Row::Made(call)),
            gap: gaps.next(),
        });
        lines.extend(gaps.map(|gap| Line {
            row: None,
            gap: Some(gap),
        }));
    }
    lines.extend(scene.coming.iter().map(|coming| Line {
        row: Some(Row::Coming(coming)),
        gap: None,
    }));
    lines
}

/// The first line to show, and which line is the present: the call of now stays in sight, with
/// what comes after it.
fn window(scene: &Scene, lines: &[Line], height: usize) -> (usize, Option<usize>) {
    let made = lines.len() - scene.coming.len();
    let now = lines
        .iter()
        .rposition(|line| matches!(line.row, Some(Row::Made(_))));
    let below = scene.coming.len().min((height / 3).max(1));
    let first = (made + below).saturating_sub(height);
    (first.saturating_sub(scene.stage.flow_scroll), now)
}

/// A line of the program that is still to come; the next one in a bar of its own.
fn coming_line(scene: &Scene, coming: &super::Coming, area: Rect, y: u16, buf: &mut Buffer) {
    let next = coming.next && scene.is_live();
    let (mark, style) = if next {
        ("▸ ", scene.theme.next.add_modifier(Modifier::REVERSED))
    } else {
        ("  ", scene.theme.dim)
    };
    let room = area.width.saturating_sub(width(mark));
    let text = format!("{mark}{}", short(&coming.text, room));
    if next {
        buf.set_style(
            Rect {
                y,
                height: 1,
                ..area
            },
            style,
        );
    }
    put(buf, area, area.x, y, &text, style);
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
            None => ("✓", came_to(returned), theme.ok),
        },
    };
    let outcome = fit(&outcome, OUTCOME);
    let outcome_style = match call.progress {
        Progress::Blocked => style.add_modifier(Modifier::REVERSED),
        _ => style,
    };
    let x = put_right(buf, area, y, &outcome, outcome_style);
    // A bar needs no space before it.
    let space = u16::from(!matches!(call.progress, Progress::Blocked));
    let room = Rect {
        width: x.saturating_sub(area.x + space),
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

/// What a call came to, in a few cells: what it returned, and what it filled in.
fn came_to(returned: &Returned) -> String {
    let ret = returned.ret;
    if let Some(data) = &returned.data
        && !data.is_empty()
    {
        return format!("{ret} \"{}\"", plain(data));
    }
    match (returned.call, &returned.addr) {
        (CallName::GetSockName | CallName::GetPeerName, Some(addr)) => addr.to_string(),
        _ => ret.to_string(),
    }
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

/// A segment in the gap: `◀─── SYN ────`. A held one stops at the gate, `‖`, a dropped one at a
/// cross.
fn segment(scene: &Scene, row: &LadderRow, area: Rect, y: u16, buf: &mut Buffer) {
    let style = match row.packet.act {
        Act::Held => scene.theme.held,
        Act::Dropped => scene.theme.error,
        _ if row.packet.flags.contains(Flags::RST) => scene.theme.error,
        _ => scene.theme.text,
    };
    let from_left = Peer::sender(row.packet.dir) == scene.role.server();
    let stopped = matches!(row.packet.act, Act::Held | Act::Dropped);
    let word = fit(&show::word(&row.packet), area.width.saturating_sub(5)).into_owned();
    // A line that does not arrive covers the first part of the way.
    let least = width(&word) + 5;
    let reach = if stopped {
        (area.width * 2 / 3).max(least).min(area.width)
    } else {
        area.width
    };
    let line = ladder::line(&word, reach, from_left, row.packet.act);
    let x = if from_left {
        area.x
    } else {
        area.right() - reach
    };
    put(buf, area, x, y, &line, style);
}

/// Joins each call that was blocked to the call of the other side that came just before its end.
fn meetings(
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
