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
use crate::fill;
use crate::peer::Peer;
use crate::words::show::wrap;
use crate::words::t;

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
        let pieces = [(format!("{}: ", way(dir)), theme.text), (text, style)];
        let end = put_all(buf, area, x, y, pieces);
        x = if step == 0 { end + 3 } else { area.x };
        y += step;
    }
    let used = if step == 0 { 1 } else { y - area.y };
    let rest = Rect {
        y: area.y + used,
        height: area.height.saturating_sub(used),
        ..area
    };
    queue(scene, rest, buf);
}

/// How one direction stands: `‖ holding (1)`, and how that looks.
fn lane(scene: &Scene, dir: Direction) -> (String, Style) {
    let lane = scene.world.gate.lane(dir);
    let held = scene.world.held_in(dir);
    let (sign, word, style) = if lane.holding {
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
        let text = match (scene.world.is_frozen(), late) {
            (true, _) => t::TUI_WIRE_EMPTY.get(scene.lang).to_owned(),
            (false, 0) if is_slow(scene) => fill!(scene.lang, t::TUI_WIRE_DELAYED, count = late),
            (false, 0) => t::TUI_WIRE_HOW.get(scene.lang).to_owned(),
            (false, count) => fill!(scene.lang, t::TUI_WIRE_DELAYED, count = count),
        };
        for (y, line) in (area.y..area.bottom()).zip(wrap(&text, area.width)) {
            put(buf, area, area.x, y, &line, theme.dim);
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
        let mut text = format!(
            "{mark} #{} {}  {}",
            row.packet.id.0,
            way(row.packet.dir),
            ladder::describe(scene, &row.packet, area.width.saturating_sub(22))
        );
        if row.packet.retransmissions > 0 {
            let again = fill!(
                scene.lang,
                t::TUI_SENT_AGAIN,
                count = row.packet.retransmissions
            );
            text = format!("{text}  {again}");
        }
        put(buf, area, area.x, y, &text, style);
        y += 1;
        let effect = scene.effect_of(&row.packet);
        let style = if is_chosen { theme.last } else { theme.dim };
        let label = format!("{} ", t::TUI_IF_RELEASED.get(scene.lang));
        if y < area.bottom() {
            let x = put(buf, area, area.x + 4, y, &label, theme.dim);
            // Where both do not fit in one row, the states have one of their own.
            if x + width(&effect) > area.right() && y + 1 < area.bottom() {
                y += 1;
                put(buf, area, area.x + 4, y, &effect, style);
            } else {
                put(buf, area, x, y, &effect, style);
            }
            y += 1;
        }
    }
}

/// `host → board`
pub fn way(dir: Direction) -> &'static str {
    match Peer::sender(dir) {
        Peer::Host => "host → board",
        Peer::Board => "board → host",
    }
}
