//! The ladder: the segments between the two ends, time downwards.
//!
//! ```text
//! ┌ Ladder ── relative numbers ──────────────────────────────────────────────┐
//! │    time  server                                                   client │
//! │   31 ms  │◀──────── S   seq=0 win=64240 mss=1460 ───────────────────│ #1 │
//! │   31 ms  │───────── SA  seq=0 ack=1 win=65535 ─────────────────────▶│ #2 │
//! │ 2 518 ms │            ‖ A   seq=1 ack=1 win=502 ────────────────────│ #3 held +2 │
//! └──────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! A held segment's line stops at the gate (`‖`), a dropped one's at a cross.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use sockscope_link::{Act, Flags};

use super::pen::{fit, put, put_right, width};
use super::scene::Scene;
use crate::fill;
use crate::peer::Peer;
use crate::stage::Panel;
use crate::timeline::Packet;
use crate::words::show::{self, wrap};
use crate::words::{foretold, moment, t, tell};
use crate::world::LadderRow;

/// Columns of the time and of the remark.
const TIME: u16 = 10;
const REMARK: u16 = 16;
/// A ladder narrower than this does without the time.
const NARROW: u16 = 50;

/// Draws the ladder into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let remark = REMARK.min(area.width / 4);
    let time = time_column(area);
    let lane = Rect {
        x: area.x + time,
        width: area.width.saturating_sub(time + remark + 1),
        ..area
    };
    let server = scene.role.server();
    put(
        buf,
        lane,
        lane.x,
        area.y,
        &tell::who(scene.world, server),
        theme.peer(server),
    );
    put_right(
        buf,
        lane,
        area.y,
        &tell::who(scene.world, server.other()),
        theme.peer(server.other()),
    );
    if scene.world.ladder.is_empty() {
        // Where there is no gate, none will ever be seen.
        let text = match scene.world.lacks_gate() {
            true => t::TUI_NO_GATE,
            false => t::TUI_LADDER_EMPTY,
        };
        let room = area.width.saturating_sub(2);
        let lines = wrap(text.get(scene.lang), room);
        for (y, line) in (area.y + 1..area.bottom()).zip(lines) {
            put(buf, area, area.x + 1, y, &line, theme.dim);
        }
        return;
    }
    let height = usize::from(area.height.saturating_sub(1));
    let back = scene.stage.scroll_of(Panel::Ladder);
    // A byte takes three cells as a number and one as a character.
    let per_line = if lane.width >= 16 * 4 + 8 { 16 } else { 8 };
    let rows = lines(scene, height + back, per_line);
    let last = rows
        .len()
        .saturating_sub(back.min(rows.len().saturating_sub(height)));
    let first = last.saturating_sub(height);
    for (y, line) in (area.y + 1..area.bottom()).zip(&rows[first..last]) {
        match line {
            Line::Segment(row) => segment(scene, row, area, lane, y, buf),
            Line::Bytes(text) => {
                put(buf, lane, lane.x, y, "│", theme.frame);
                put_right(buf, lane, y, "│", theme.frame);
                put(buf, lane, lane.x + 3, y, text, theme.dim);
            }
        }
    }
}

/// The rows of the whole ladder, without payloads.
pub fn rows(scene: &Scene) -> u16 {
    // Where there is none, a line or two says so.
    let segments = scene.world.ladder.len().max(2);
    u16::try_from(segments + 1).unwrap_or(u16::MAX)
}

/// The time's cells: where there is little room, the numbers matter more.
fn time_column(area: Rect) -> u16 {
    if area.width < NARROW { 0 } else { TIME }
}

enum Line<'a> {
    Segment(&'a LadderRow),
    Bytes(String),
}

/// The last `count` lines: the segments, and on demand their payload under each.
fn lines<'a>(scene: &Scene<'a>, count: usize, per_line: usize) -> Vec<Line<'a>> {
    let mut lines = Vec::with_capacity(count + 8);
    for row in scene.world.ladder.iter().rev() {
        if lines.len() >= count {
            break;
        }
        if scene.stage.payload && row.packet.len > 0 {
            lines.extend(
                bytes(&row.packet, per_line)
                    .into_iter()
                    .rev()
                    .map(Line::Bytes),
            );
        }
        lines.push(Line::Segment(row));
    }
    lines.reverse();
    lines
}

fn segment(scene: &Scene, row: &LadderRow, area: Rect, lane: Rect, y: u16, buf: &mut Buffer) {
    let theme = scene.theme;
    let (style, remark) = fate(scene, row);
    if time_column(area) > 0 {
        let time = format!("{:>9}", moment(scene.lang, row.t_us));
        put(buf, area, area.x, y, &time, theme.dim);
    }
    let from_left = Peer::sender(row.packet.dir) == scene.role.server();
    let held = row.packet.act == Act::Held;
    let lost = row.packet.act == Act::Dropped || row.lost.is_some();
    let late = row.packet.act == Act::Delayed;
    let room = lane.width.saturating_sub(2);
    let most = room.saturating_sub(6);
    let label = fit(&describe(scene, &row.packet, most), most).into_owned();
    // A line that does not arrive covers the first two thirds of the way.
    let reach = if held || lost || late {
        room * 2 / 3
    } else {
        room
    };
    let reach = reach.max(width(&label) + 6).min(room);
    put(buf, lane, lane.x, y, "│", theme.frame);
    put_right(buf, lane, y, "│", theme.frame);
    let line = line(&label, reach, from_left, end(row));
    let inner = Rect {
        x: lane.x + 1,
        width: room,
        ..lane
    };
    if from_left {
        put(buf, inner, inner.x, y, &line, style);
    } else {
        put_right(buf, inner, y, &line, style);
    }
    let number = format!(" #{} {remark}", row.packet.id.0);
    put(buf, area, lane.right(), y, &number, style);
}

/// How a segment's line ends: one that came to nothing ends as one that was dropped.
pub fn end(row: &LadderRow) -> Act {
    match row.lost {
        Some(_) => Act::Dropped,
        None => row.packet.act,
    }
}

/// `── SYN ──▶` or `◀── SYN ──`, `reach` cells wide; the line ends with `‖` at a gate that holds it,
/// and with `×` where it was dropped.
pub fn line(label: &str, reach: u16, from_left: bool, act: Act) -> String {
    let head = match (act, from_left) {
        (Act::Held, _) => "‖",
        (Act::Dropped, _) => "×",
        (Act::Delayed, _) => "…",
        (_, true) => "▶",
        (_, false) => "◀",
    };
    let dashes = usize::from(reach.saturating_sub(width(label) + 3));
    let (before, after) = ("─".repeat(dashes / 2), "─".repeat(dashes - dashes / 2));
    if from_left {
        format!("{before} {label} {after}{head}")
    } else {
        format!("{head}{after} {label} {before}")
    }
}

/// How a segment's line looks, and what the gate did with it in a word.
fn fate(scene: &Scene, row: &LadderRow) -> (Style, String) {
    let theme = scene.theme;
    let (style, mut word) = match row.packet.act {
        Act::Held => (theme.held, t::TUI_HELD.get(scene.lang).to_owned()),
        Act::Dropped => (theme.error, t::TUI_DROPPED.get(scene.lang).to_owned()),
        Act::Released => (theme.text, t::TUI_RELEASED.get(scene.lang).to_owned()),
        Act::Passed | Act::Duplicated if row.packet.flags.contains(Flags::RST) => {
            (theme.error, String::new())
        }
        Act::Duplicated => (theme.text, t::RUN_DUPLICATED.get(scene.lang).to_owned()),
        Act::Passed => (theme.text, String::new()),
        Act::Delayed => {
            let late = fill!(scene.lang, t::TUI_DELAYED, ms = row.packet.delay_ms);
            (theme.held, late)
        }
    };
    if let (Act::Passed, 1.., Some(arrived)) = (row.packet.act, row.packet.delay_ms, row.arrived_us)
    {
        let ms = arrived.saturating_sub(row.t_us) / 1_000;
        word = fill!(scene.lang, t::TUI_ARRIVED, ms = ms);
    }
    if let Some(why) = row.lost {
        return (theme.error, foretold::loss(why).get(scene.lang).to_owned());
    }
    if row.packet.retransmissions > 0 {
        word = format!("{word} +{}", row.packet.retransmissions);
    }
    (style, word)
}

/// `SA seq=0 ack=1 len=4 win=65535`, as the connection counts; the header's own numbers where absolute
/// ones are asked for. What matters less is left out where it does not fit `room` cells.
pub fn describe(scene: &Scene, packet: &Packet, room: u16) -> String {
    // The window is bytes either way: only sequence numbers have a beginning to count from.
    let relative = scene.world.relative(packet);
    let numbers = if scene.stage.absolute {
        (packet.seq_no, packet.ack)
    } else {
        (relative.seq, relative.ack)
    };
    let (mut text, rest) = show::segment(packet, numbers, relative.win);
    if packet.is_icmp() {
        text = foretold::icmp(packet).get(scene.lang).to_owned();
    }
    if scene.world.has_several()
        && let Some(name) = scene.world.whose(Peer::sender(packet.dir), packet)
    {
        text = format!("{name}: {text}");
    }
    let word = foretold::word(packet, scene.lang);
    if !word.is_empty() {
        let whole = format!("{text} · {word}");
        // Why it is sent again is what the eye can do without.
        text = match (width(&whole) > room, word.split_once(" (")) {
            (true, Some((word, _))) => format!("{text} · {word}"),
            _ => whole,
        };
    }
    for extra in rest {
        if width(&text).saturating_add(width(&extra)) > room {
            break;
        }
        text.push_str(&extra);
    }
    text
}

/// The payload's first bytes: hexadecimal and text.
fn bytes(packet: &Packet, per_line: usize) -> Vec<String> {
    let payload = packet.payload_bytes();
    let mut lines: Vec<String> = payload
        .chunks(per_line)
        .map(|chunk| {
            let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
            let text: String = chunk
                .iter()
                .map(|&byte| {
                    if (0x20..0x7f).contains(&byte) {
                        char::from(byte)
                    } else {
                        '.'
                    }
                })
                .collect();
            format!(
                "{:<width$}  {text}",
                hex.join(" "),
                width = per_line * 3 - 1
            )
        })
        .collect();
    if packet.len as usize > payload.len() {
        lines.push(format!("… {} B", packet.len));
    }
    lines
}
