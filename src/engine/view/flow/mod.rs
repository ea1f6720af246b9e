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
//! of one side ended a blocked call of the other, a line joins the two. A call that is too long for its
//! column goes on in the next row: neither its arguments nor what it came to are cut.

mod lines;
mod meetings;

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::{Modifier, Style};
use sockscope_link::{Act, Flags};

use self::lines::{Gap, Lines, Of, Row, lines, window};
use self::meetings::meetings;
use super::pen::{fit, put, put_all, put_right, width};
use super::scene::{Coming, Scene};
use super::target::Target;
use super::{ends, ladder};
use crate::peer::Peer;
use crate::stage::keys::Action;
use crate::words::show;
use crate::world::{CallRecord, LadderRow, Progress};

/// A column that shows any call of the lessons in full.
const COLUMN: u16 = 40;
/// The least and the most cells of the gap between the columns.
const GAP: (u16, u16) = (12, 30);

/// Draws the flow into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let (left, middle, right) = columns(area);
    let server = scene.role.server();
    frame(scene, server, left, buf);
    frame(scene, server.other(), right, buf);

    let height = usize::from(area.height.saturating_sub(1));
    let side = |peer: Peer| (if peer == server { left } else { right }).inner(Margin::new(1, 0));
    let coming = coming(scene, height);
    let lines = last(scene, &coming, height, side(server).width);
    let (first, now) = window(scene, &lines, height);
    let shown = lines.all.iter().enumerate().skip(first).take(height);
    for (y, (index, line)) in (area.y + 1..).zip(shown) {
        if let Some(row) = &line.row {
            match row.of {
                Of::Made(call) => {
                    let is_now = Some(index) == now;
                    made(scene, call, row, is_now, side(call.peer), y, buf);
                }
                // A command for the wire stands where the wire is.
                Of::Coming(coming) => {
                    let place = coming.peer.map_or(middle, side);
                    coming_line(scene, coming, row, place, y, buf);
                }
            }
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

/// The rows of the whole flow in this width.
pub fn rows(scene: &Scene, width: u16) -> u16 {
    let (left, ..) = columns(Rect::new(0, 0, width, 2));
    let coming = coming(scene, usize::MAX);
    let lines = last(
        scene,
        &coming,
        usize::MAX,
        left.inner(Margin::new(1, 0)).width,
    );
    u16::try_from(lines.all.len() + 1).unwrap_or(u16::MAX)
}

/// What is to come, as much of it as `height` rows can show.
fn coming(scene: &Scene, height: usize) -> Vec<Coming> {
    scene.coming().take(height.max(1)).collect()
}

/// The lines that `height` rows can show, `room` cells wide.
fn last<'a>(scene: &'a Scene, coming: &'a [Coming], height: usize, room: u16) -> Lines<'a> {
    let most = height.saturating_add(scene.stage.flow_scroll).max(1);
    lines(scene, coming, most, height, room)
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
    let pieces = ends::heading(scene, peer, inner.width.saturating_sub(1));
    let x = put(buf, inner, inner.x, area.y, " ", theme.title);
    put_all(buf, inner, x, area.y, pieces);
}

/// A row of a line of the program that is still to come; the next one in a bar of its own.
fn coming_line(scene: &Scene, coming: &Coming, row: &Row, area: Rect, y: u16, buf: &mut Buffer) {
    let next = coming.next && scene.is_live();
    let (mark, style) = if next {
        ("▸ ", scene.theme.next.add_modifier(Modifier::REVERSED))
    } else {
        ("  ", scene.theme.dim)
    };
    let mark = if row.is_first { mark } else { "  " };
    let text = format!("{mark}{}", row.text);
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

/// The sign of how far a call is, and how that looks.
fn look(scene: &Scene, call: &CallRecord) -> (&'static str, Style) {
    let theme = scene.theme;
    match &call.progress {
        Progress::Running => ("▸", theme.current),
        Progress::Blocked => ("⋯", theme.blocked),
        Progress::Gone => ("×", theme.dim),
        Progress::Done(returned) if returned.errno.is_some() => ("✗", theme.error),
        Progress::Done(_) => ("✓", theme.ok),
    }
}

/// A row of a call that was made, and behind the last one what it came to.
fn made(
    scene: &Scene,
    call: &CallRecord,
    row: &Row,
    now: bool,
    area: Rect,
    y: u16,
    buf: &mut Buffer,
) {
    let theme = scene.theme;
    let (mark, style) = look(scene, call);
    let is_blocked = matches!(call.progress, Progress::Blocked);
    let mut end = area.right();
    if !row.came_to.is_empty() {
        let style = match is_blocked {
            true => style.add_modifier(Modifier::REVERSED),
            false => style,
        };
        let most = area.width.saturating_sub(2);
        // A bar needs no space before it.
        end = put_right(buf, area, y, &fit(&row.came_to, most), style) - u16::from(!is_blocked);
    }
    let room = Rect {
        width: end.saturating_sub(area.x),
        ..area
    };
    let mark = if row.is_first { mark } else { " " };
    let x = put(buf, room, room.x, y, &format!("{mark} "), style);
    let body = if now && scene.is_live() {
        theme.title
    } else {
        theme.text
    };
    put(buf, room, x, y, &row.text, body);
}

/// What a click at this cell means: a call that was made leads back to its moment, everything else
/// goes on.
pub fn target(scene: &Scene, area: Rect, at: Position) -> Target {
    let (left, _, right) = columns(area);
    let height = usize::from(area.height.saturating_sub(1));
    let coming = coming(scene, height);
    let lines = last(scene, &coming, height, left.inner(Margin::new(1, 0)).width);
    let (first, now) = window(scene, &lines, height);
    let lines = &lines.all;
    let index = usize::from(at.y.saturating_sub(area.y + 1)) + first;
    let clicked = lines.get(index).and_then(|line| line.made());
    let clicked = clicked.filter(|_| at.y > area.y);
    let newest = now.and_then(|now| lines[now].made());
    let in_column = |call: &CallRecord| {
        let is_left = call.peer == scene.role.server();
        (if is_left { left } else { right }).contains(at)
    };
    match (clicked, newest) {
        (Some(call), Some(newest)) if call.seq != newest.seq && in_column(call) => {
            Target::Moment(scene.end_of(call))
        }
        _ => Target::Action(Action::Next),
    }
}

/// A segment's word in a gap of so many cells: a datagram's `B` is what the eye can do without.
fn fits_gap(word: String, gap: u16) -> String {
    // An end, and a space on either side.
    let most = gap.saturating_sub(3);
    if width(&word) <= most {
        return word;
    }
    fit(word.trim_end_matches(" B"), most).into_owned()
}

/// A segment in the gap: `◀─── SYN ────`. A held one stops at the gate, `‖`, a dropped one at a
/// cross.
fn segment(scene: &Scene, row: &LadderRow, area: Rect, y: u16, buf: &mut Buffer) {
    let style = match row.packet.act {
        Act::Held | Act::Delayed => scene.theme.held,
        Act::Dropped => scene.theme.error,
        _ if row.packet.flags.contains(Flags::RST) => scene.theme.error,
        _ => scene.theme.text,
    };
    let from_left = Peer::sender(row.packet.dir) == scene.role.server();
    let stopped = matches!(ladder::end(row), Act::Held | Act::Dropped | Act::Delayed);
    let word = fits_gap(show::word(&row.packet), area.width);
    // A line that does not arrive covers the first part of the way.
    let least = width(&word) + 5;
    let reach = if stopped {
        (area.width * 2 / 3).max(least).min(area.width)
    } else {
        area.width
    };
    let line = ladder::line(&word, reach, from_left, ladder::end(row));
    let x = if from_left {
        area.x
    } else {
        area.right() - reach
    };
    put(buf, area, x, y, &line, style);
}
