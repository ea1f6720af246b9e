//! The wire: how the gate stands, and the segments that wait at it.
//!
//! ```text
//! ┌ Wire ──────────────────────────────────────────────────────────────┐
//! │ host → board  ‖ holding (1)        board → host  ‖ holding (0)     │
//! │ ▸ #2 host → board  SA seq=0 ack=1 win=65160                        │
//! │      if released   board c: ▷ SYN-SENT → ● ESTABLISHED             │
//! └────────────────────────────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use sockscope_link::Direction;

use super::ladder;
use super::pen::{put, put_all, width};
use super::scene::Scene;
use super::timer;
use crate::fill;
use crate::peer::Peer;
use crate::words::show::wrap;
use crate::words::{t, tell};

/// Draws the wire into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    if scene.world.lacks_gate() {
        for (y, line) in
            (area.y..area.bottom()).zip(wrap(t::TUI_NO_GATE.get(scene.lang), area.width))
        {
            put(buf, area, area.x, y, &line, theme.dim);
        }
        return;
    }
    // Both ways on one line where there is room.
    let step = if area.width < 66 { 1 } else { 0 };
    let (mut x, mut y) = (area.x, area.y);
    for dir in Direction::BOTH {
        let (text, style) = lane(scene, dir);
        let pieces = [
            (format!("{}: ", way(scene, dir)), theme.text),
            (text, style),
        ];
        let end = put_all(buf, area, x, y, pieces);
        x = if step == 0 { end + 3 } else { area.x };
        y += step;
    }
    let mut used = if step == 0 { 1 } else { y - area.y };
    for line in cut(scene, area.width) {
        put(buf, area, area.x, area.y + used, &line, theme.error);
        used += 1;
    }
    let rest = Rect {
        y: area.y + used,
        height: area.height.saturating_sub(used),
        ..area
    };
    queue(scene, rest, buf);
}

/// The rows that it fills in this width, at least those of one held segment.
pub fn rows(scene: &Scene, width: u16) -> u16 {
    // The lanes, a segment, and what it will do.
    let least = if width < 66 { 5 } else { 4 };
    let held = u16::try_from(scene.world.held.len()).unwrap_or(u16::MAX);
    let cut = u16::try_from(cut(scene, width).len()).unwrap_or(0);
    held.saturating_mul(3).max(least - 1) + 1 + cut
}

/// How one direction stands: `‖ holding (1)`, and how that looks.
fn lane(scene: &Scene, dir: Direction) -> (String, Style) {
    let lane = scene.world.gate.lane(dir);
    let held = scene.world.held_in(dir);
    let (sign, word, style) = if scene.world.gate.is_cut() {
        ("×", t::TUI_GATE_CUT.get(scene.lang), scene.theme.error)
    } else if lane.holding {
        ("‖", t::TUI_GATE_HOLDING.get(scene.lang), scene.theme.held)
    } else {
        ("○", t::TUI_GATE_OPEN.get(scene.lang), scene.theme.ok)
    };
    let mut text = format!("{sign} {word}");
    if lane.holding || held > 0 {
        text = format!("{text} ({held})");
    }
    if lane.delay_ms > 0 {
        text = format!("{text} +{} ms", lane.delay_ms);
    }
    (text, style)
}

/// How the wire is cut, and what mends it; nothing if it is whole.
fn cut(scene: &Scene, room: u16) -> Vec<String> {
    let gate = &scene.world.gate;
    let Some(cut) = tell::cut(gate, scene.world, scene.lang) else {
        return Vec::new();
    };
    let mends = [
        (gate.unplugged, "wire: plug"),
        (gate.host_off, "wire: on host"),
        (gate.board_off, "wire: on board"),
    ];
    let mends = mends.into_iter().filter(|(is, _)| *is);
    let mends: Vec<&str> = mends.map(|(_, line)| line).collect();
    let text = fill!(
        scene.lang,
        t::TUI_WIRE_CUT,
        cut = cut,
        mends = mends.join(", ")
    );
    wrap(&text, room)
}

/// Whether a direction delays what passes.
fn is_slow(scene: &Scene) -> bool {
    let late = |dir| scene.world.gate.lane(dir).delay_ms > 0;
    Direction::BOTH.into_iter().any(late)
}

fn queue(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let chosen = scene.stage.chosen_held(scene.world);
    let rows: Vec<_> = scene.world.held_rows().collect();
    if rows.is_empty() {
        let late = scene.world.delayed().count();
        if scene.world.gate.is_cut() {
            return;
        }
        let text = match (scene.world.is_frozen(), late) {
            (true, _) => t::TUI_WIRE_EMPTY.get(scene.lang).to_owned(),
            (false, 0) if is_slow(scene) => fill!(scene.lang, t::TUI_WIRE_DELAYED, count = late),
            (false, 0) => t::TUI_WIRE_HOW.get(scene.lang).to_owned(),
            (false, count) => fill!(scene.lang, t::TUI_WIRE_DELAYED, count = count),
        };
        let lines = wrap(&text, area.width).into_iter();
        let repeats = timer::repeats(scene).into_iter();
        let lines = lines.map(|line| (line, theme.dim));
        let lines = lines.chain(repeats.map(|line| (line, theme.last)));
        for (y, (line, style)) in (area.y..area.bottom()).zip(lines) {
            put(buf, area, area.x, y, &line, style);
        }
        return;
    }
    let at = rows
        .iter()
        .position(|row| Some(row.packet.id) == chosen)
        .unwrap_or(0);
    let each = 2;
    let shown = (usize::from(area.height) / each).max(1);
    let first = (at + 1).saturating_sub(shown);
    let mut y = area.y;
    for row in rows.iter().skip(first) {
        if y >= area.bottom() {
            break;
        }
        let is_chosen = Some(row.packet.id) == chosen;
        let (mark, style) = if is_chosen {
            ("▸", theme.held)
        } else {
            (" ", theme.text)
        };
        let again = match row.packet.retransmissions {
            0 => String::new(),
            count => format!("  {}", fill!(scene.lang, t::TUI_SENT_AGAIN, count = count)),
        };
        let head = format!(
            "{mark} #{} {}  ",
            row.packet.id.0,
            way(scene, row.packet.dir)
        );
        let room = area.width.saturating_sub(width(&head) + width(&again));
        let text = format!(
            "{head}{}{again}",
            ladder::describe(scene, &row.packet, room)
        );
        put(buf, area, area.x, y, &text, style);
        y += 1;
        let effect = scene.effect_of(&row.packet);
        let style = if is_chosen { theme.last } else { theme.dim };
        let label = format!("{} ", t::TUI_IF_RELEASED.get(scene.lang));
        if y < area.bottom() {
            let x = put(buf, area, area.x + 4, y, &label, theme.dim);
            // Where both do not fit in one row, what it will do has rows of its own.
            if x + width(&effect) > area.right() && y + 1 < area.bottom() {
                for line in wrap(&effect, area.width.saturating_sub(4)) {
                    y += 1;
                    put(buf, area, area.x + 4, y, &line, style);
                }
            } else {
                put(buf, area, x, y, &effect, style);
            }
            y += 1;
        }
    }
}

/// `host → board`
pub fn way(scene: &Scene, dir: Direction) -> String {
    let from = Peer::sender(dir);
    let [from, to] = [from, from.other()].map(|peer| tell::who(scene.world, peer));
    format!("{from} → {to}")
}
