//! The presenter's view: the figure of the textbooks. Server left, client right, each with its state
//! in large letters, the wire between them; below, what is done and why.
//!
//! ```text
//!  SERVER host s.1 ◁ SYN-RECEIVED              CLIENT board c ● ESTABLISHED
//!  █▀▀ █ █ █▄ █  …                                       █▀▀ █▀▀ ▀█▀  …
//!    │◀─────────────────────────── SYN ────────────────────────────────│
//!    │──────────────────────────  SYN-ACK ────────────────────────────▶│
//!    │                    ‖──────── ACK · held ────────────────────────│
//!  ⋯ host: a = accept(s)  blocked
//!  7/13 accept(): the first of the queue
//!  accept() takes the first connection out of the queue …
//! ```
//!
//! Readable from the last row of a class; 60 × 18 cells are enough.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::Widget;
use sockscope_link::Act;

use super::letters::{self, Size};
use super::outcome::outcomes;
use super::pen::put;
use super::scene::Scene;
use super::{caption, ends, ladder};
use crate::peer::Peer;
use crate::words::show::{self, plain, wrap};
use crate::words::t;
use crate::world::{LadderRow, Progress};

/// The figure's least rows: the names, and some segments between them.
pub const LEAST: u16 = 7;
/// The longest word that is written large: SYN-RECEIVED.
const LONGEST: u16 = 12;
/// How many segments are shown at most: those of one step, not the history.
const SEGMENTS: u16 = 6;
/// How far the ends' lines stand from the edges.
const EDGE: u16 = 3;

/// Draws both ends and the wire between them.
pub fn figure(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let area = area.inner(Margin::new(1, 0));
    let halves = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).spacing(2);
    let [left, _] = halves.areas::<2>(area);
    // The wire keeps some rows, whatever the letters are.
    let room = Rect {
        height: area.height.saturating_sub(LEAST - 1),
        ..left
    };
    let size = Size::fitting(LONGEST, room, !scene.stage.ascii);
    let head = 1 + size.map_or(0, Size::rows);
    let [heads, wire_area] =
        Layout::vertical([Constraint::Length(head), Constraint::Fill(1)]).areas(area);
    let server = scene.role.server();
    for (peer, half) in [server, server.other()]
        .into_iter()
        .zip(halves.areas::<2>(heads))
    {
        end(scene, peer, size, half, buf);
    }
    wire(scene, wire_area, buf);
}

/// One end: who it is, its sockets and their states, the one that matters in large letters.
fn end(scene: &Scene, peer: Peer, size: Option<Size>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let is_server = peer == scene.role.server();
    let pieces = ends::heading(scene, peer, area.width).into_iter();
    let line = Line::from_iter(pieces.map(|(text, style)| Span::styled(text, style)));
    let line = match is_server {
        true => line,
        false => line.right_aligned(),
    };
    line.render(Rect { height: 1, ..area }, buf);
    let focus = scene.world.focus(peer);
    if let Some((socket, size)) = focus.zip(size) {
        let word = socket.state.name();
        let cells = letters::cells(word, size);
        let x = if is_server {
            area.x
        } else {
            area.right().saturating_sub(cells)
        };
        let place = Rect {
            x,
            y: area.y + 1,
            width: cells.min(area.width),
            height: size.rows(),
        };
        letters::write(word, theme.state(socket.state), size, place, buf);
    }
}

/// What goes between the two, time downwards; the last segments, each with its way. Where there is
/// room, the one that matters bears its name in large letters.
fn wire(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let (left, right) = (area.x + EDGE, area.right().saturating_sub(EDGE + 1));
    for y in area.y..area.bottom() {
        put(buf, area, left, y, "│", scene.theme.frame);
        put(buf, area, right, y, "│", scene.theme.frame);
    }
    let lane = Rect {
        x: left + 1,
        width: right.saturating_sub(left + 1),
        ..area
    };
    let world = scene.world;
    let most = area.height.min(SEGMENTS);
    let count = u16::try_from(world.ladder.len()).map_or(most, |count| count.min(most));
    let newest = world.ladder.back().map(|row| row.packet.id);
    let chosen = scene.stage.chosen_held(world).or(newest);
    let size = [Size::Full, Size::Half].into_iter().find(|size| {
        let fits = count * 2 + size.rows() + 1 < area.height;
        fits && !(scene.stage.ascii && *size == Size::Half)
    });
    // Air between the lines where there is room for it.
    let letters = size.map_or(0, |size| size.rows() + 1);
    let free = area.height.saturating_sub(letters + count);
    let air = (free / (count + 1)).min(3);
    let mut y = area.y;
    for row in world
        .ladder
        .range(world.ladder.len() - usize::from(count)..)
    {
        y += air;
        if let Some(size) = size.filter(|_| Some(row.packet.id) == chosen) {
            let word = show::word(&row.packet);
            let cells = letters::cells(&word, size).min(lane.width);
            let place = Rect {
                x: lane.x + (lane.width - cells) / 2,
                y,
                width: cells,
                height: size.rows(),
            };
            letters::write(&word, style(scene, row), size, place, buf);
            y += letters;
        }
        segment(
            scene,
            row,
            Some(row.packet.id) == chosen,
            Rect { y, ..lane },
            buf,
        );
        y += 1;
    }
}

/// A segment's line in the first row of `lane`.
fn segment(scene: &Scene, row: &LadderRow, chosen: bool, lane: Rect, buf: &mut Buffer) {
    let is_new = row.packet.act == Act::Held || row.t_us >= newest_sender(scene);
    let style = match (is_new, chosen) {
        (_, true) => style(scene, row).add_modifier(Modifier::BOLD),
        (true, false) => style(scene, row),
        (false, false) => scene.theme.dim,
    };
    let from_left = Peer::sender(row.packet.dir) == scene.role.server();
    // A line that does not arrive covers the first two thirds of the way.
    let reach = match ladder::end(row) {
        Act::Held | Act::Dropped | Act::Delayed => lane.width * 2 / 3,
        _ => lane.width,
    };
    let line = ladder::line(&label(scene, row), reach, from_left, ladder::end(row));
    let x = if from_left {
        lane.x
    } else {
        lane.right() - reach
    };
    put(buf, lane, x, lane.y, &line, style);
}

/// When the last call was made that sent anything.
fn newest_sender(scene: &Scene) -> u64 {
    let newest = scene.world.ladder.back().map_or(0, |row| row.t_us);
    let calls = scene.world.calls.iter().rev();
    let call = calls.into_iter().find(|call| call.t_us <= newest);
    call.map_or(0, |call| call.t_us)
}

/// `SYN-ACK`, `FIN · held`.
fn label(scene: &Scene, row: &LadderRow) -> String {
    let word = show::word(&row.packet);
    match row.packet.act {
        Act::Held => format!("{word} · {}", t::TUI_HELD.get(scene.lang)),
        Act::Dropped => format!("{word} · {}", t::TUI_DROPPED.get(scene.lang)),
        _ => word,
    }
}

fn style(scene: &Scene, row: &LadderRow) -> Style {
    match row.packet.act {
        Act::Held | Act::Delayed => scene.theme.held,
        Act::Dropped => scene.theme.error,
        _ => scene.theme.text,
    }
}

/// The rows that the call and the caption need in this width, air included.
pub fn caption_rows(scene: &Scene, width: u16) -> u16 {
    let [call, heading, text] = said(scene, width.saturating_sub(2));
    let rows = call.len() + heading.len() + text.len() + 3;
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// Draws what is done and why: the call, the caption.
pub fn caption(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let area = area.inner(Margin::new(1, 0));
    let [mut lines, heading, text] = said(scene, area.width);
    // Air around what is read aloud, where there is room for it.
    let all = lines.len() + heading.len() + text.len();
    let air = (all + 2 <= usize::from(area.height)).then(Line::default);
    lines.extend(air.clone());
    lines.extend(heading.into_iter().chain(air).chain(text));
    Text::from(lines).render(area, buf);
}

/// The call, the heading and the text, in lines of at most so many cells.
fn said(scene: &Scene, width: u16) -> [Vec<Line<'static>>; 3] {
    let (call, call_style) = now(scene);
    let (heading, style, text) = caption::say(scene);
    [
        (call, call_style),
        (heading, style),
        (text, scene.theme.text),
    ]
    .map(|(text, style)| {
        let style = style.add_modifier(Modifier::BOLD);
        let lines = wrap(&text, width).into_iter();
        lines.map(|line| Line::styled(line, style)).collect()
    })
}

/// The call that runs or was made last; before the first one, the next.
fn now(scene: &Scene) -> (String, Style) {
    let theme = scene.theme;
    let Some(call) = scene.world.calls.back() else {
        let Some(next) = scene.coming().next() else {
            return (String::new(), theme.text);
        };
        let who = next.peer.map_or("wire", Peer::name);
        return (format!("▸ {who}: {}", next.text), theme.next);
    };
    let said = format!("{}: {}", call.peer, plain(&call.text));
    let [came_to, _] = outcomes(scene, call);
    match &call.progress {
        Progress::Running => (format!("▸ {said}"), theme.current),
        Progress::Gone => (format!("× {said} {came_to}"), theme.dim),
        Progress::Blocked => (format!("⋯ {said} {came_to}"), theme.blocked),
        Progress::Done(returned) => match &returned.errno {
            Some(_) => (format!("✗ {said} = -1 {came_to}"), theme.error),
            None => (format!("✓ {said} = {came_to}"), theme.ok),
        },
    }
}
