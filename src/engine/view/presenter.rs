//! The presenter's view: both states in big letters, the wire between them, the call, the caption.
//! Readable from the last row of a class.
//!
//! ```text
//!  SERVER host a
//!  █████ █████ █████  …            ● ESTABLISHED
//!  ▲ SYN   ▼ SYN-ACK ‖ held
//!  CLIENT board c
//!  █████ █   █ █   █  …            ▷ SYN-SENT
//!  ▸ board: connect(c, HOST:7777)
//!  connect() sends a SYN to the server …
//! ```
//!
//! A large screen has larger letters, and the segment that matters in big letters too.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::{Modifier, Style};
use sockscope_link::Act;

use super::pen::{put, wrap};
use super::{Scene, bar, caption};
use crate::peer::Peer;
use crate::words::show::glyph;
use crate::words::show::{self, plain};
use crate::words::t;
use crate::world::{CallRecord, LadderRow, Progress};

/// Cells of a big letter, its gap included.
const LETTER: u16 = 6;
/// Its rows.
const ROWS: u16 = 5;
/// The longest word that is written big: SYN-RECEIVED.
const LONGEST: u16 = 12;
/// The rows of the rest: the bars, two headings, the call, the caption's heading and its text.
const REST: u16 = 10;

/// Draws the whole screen.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let (theme, lang) = (scene.theme, scene.lang);
    bar::title(scene, Rect { height: 1, ..area }, buf);
    bar::footer(
        scene,
        Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        },
        buf,
    );
    // As big as fits: the states first, then the segment between them.
    let doubled = area.width > LONGEST * LETTER * 2 && area.height >= REST + 4 * ROWS + 2;
    let scale = if doubled { 2 } else { 1 };
    let used = REST + 2 * ROWS * scale;
    let big_wire = area.height >= used + ROWS + 4;
    let wire_rows = if big_wire { ROWS + 2 } else { 1 };
    // What is left over is shared out between the parts.
    let spare = area.height.saturating_sub(used + wire_rows) / 4;
    let mut y = area.y + 1 + spare;
    let server = scene.role.server();
    for peer in [server, server.other()] {
        let part = if peer == server {
            t::TUI_SERVER
        } else {
            t::TUI_CLIENT
        };
        let x = put(
            buf,
            area,
            area.x + 1,
            y,
            &format!("{} ", part.get(lang)),
            theme.title,
        );
        let x = put(buf, area, x, y, &format!("{peer} "), theme.peer(peer));
        if let Some(socket) = scene.world.focus(peer) {
            let state = format!("{} {} {}", socket.name, glyph(socket.state), socket.state);
            put(buf, area, x, y, &state, theme.state(socket.state));
            let style = theme.state(socket.state);
            big(
                socket.state.name(),
                style,
                scale,
                area,
                area.x + 1,
                y + 1,
                buf,
            );
        }
        y += 1 + ROWS * scale + spare / 2;
        if peer == server {
            wire(
                scene,
                Rect {
                    y,
                    height: wire_rows,
                    ..area
                },
                buf,
            );
            y += wire_rows + spare / 2;
        }
    }
    let (text, style) = now(scene);
    put(buf, area, area.x + 1, y, &text, style);
    let (heading, style, text) = caption::say(scene);
    put(buf, area, area.x + 1, y + 1, &heading, style);
    let end = area.bottom() - 1;
    for (y, line) in (y + 2..end).zip(wrap(&text, area.width.saturating_sub(2))) {
        put(buf, area, area.x + 1, y, &line, theme.text);
    }
}

/// What goes between the two: the segments that the gate holds, and those since the last call that
/// sent any, each with its way. Where there is room, the one that matters stands in big letters.
fn wire(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let world = scene.world;
    let Some(newest) = world.ladder.back() else {
        return;
    };
    let call = world
        .calls
        .iter()
        .rev()
        .find(|call| call.t_us <= newest.t_us);
    let since = call.map_or(0, |call| call.t_us);
    let shown = |row: &&LadderRow| row.packet.act == Act::Held || row.t_us >= since;
    let chosen = scene.stage.chosen_held(world).unwrap_or(newest.packet.id);
    let mut rows: Vec<&LadderRow> = world.ladder.iter().filter(shown).collect();
    let most = usize::from(area.width) / 18;
    rows.drain(..rows.len().saturating_sub(most));
    let mut x = area.x + 1;
    for row in &rows {
        let style = style(scene, row);
        let style = if row.packet.id == chosen {
            style.add_modifier(Modifier::BOLD)
        } else {
            style
        };
        x = put(
            buf,
            area,
            x,
            area.y,
            &format!("{}   ", short(scene, row)),
            style,
        );
    }
    let Some(row) = rows.iter().find(|row| row.packet.id == chosen) else {
        return;
    };
    if area.height > ROWS {
        let arrow = if goes_down(scene, row) { "▼" } else { "▲" };
        let y = area.y + 2;
        let style = style(scene, row);
        for line in 0..ROWS {
            put(buf, area, area.x + 3, y + line, "┃", style);
        }
        let (tip, gate) = match arrow {
            "▼" => (y + ROWS - 1, y + ROWS / 2),
            _ => (y, y + ROWS / 2),
        };
        put(buf, area, area.x + 3, tip, arrow, style);
        let stop = match row.packet.act {
            Act::Held => Some("━‖━"),
            Act::Dropped => Some("━×━"),
            _ => None,
        };
        if let Some(stop) = stop {
            put(buf, area, area.x + 2, gate, stop, style);
        }
        big(&show::word(&row.packet), style, 1, area, area.x + 8, y, buf);
    }
}

/// Whether a segment goes from the upper end, the server, to the lower one.
fn goes_down(scene: &Scene, row: &LadderRow) -> bool {
    Peer::sender(row.packet.dir) == scene.role.server()
}

/// `▲ SYN`, `▼ SYN-ACK ‖ held`.
fn short(scene: &Scene, row: &LadderRow) -> String {
    let arrow = if goes_down(scene, row) { "▼" } else { "▲" };
    let word = show::word(&row.packet);
    match row.packet.act {
        Act::Held => format!("{arrow} {word} ‖ {}", t::TUI_HELD.get(scene.lang)),
        Act::Dropped => format!("{arrow} {word} × {}", t::TUI_DROPPED.get(scene.lang)),
        _ => format!("{arrow} {word}"),
    }
}

fn style(scene: &Scene, row: &LadderRow) -> Style {
    match row.packet.act {
        Act::Held => scene.theme.held,
        Act::Dropped => scene.theme.error,
        _ => scene.theme.text,
    }
}

/// The call that runs or was made last; before the first one, the next.
fn now(scene: &Scene) -> (String, Style) {
    let theme = scene.theme;
    let blocked: Option<&CallRecord> = scene.world.blocked().last();
    let last = scene.world.calls.back();
    match (last, blocked, scene.coming.first()) {
        (Some(call), ..) => match &call.progress {
            Progress::Done(returned) => {
                let (mark, style) = if returned.errno.is_some() {
                    ("✗", theme.error)
                } else {
                    ("✓", theme.ok)
                };
                let what = match &returned.errno {
                    Some(errno) => format!("-1 {}", errno.name),
                    None => returned.ret.to_string(),
                };
                (
                    format!("{mark} {}: {} = {what}", call.peer, plain(&call.text)),
                    style,
                )
            }
            Progress::Blocked => {
                let word = t::TUI_BLOCKED.get(scene.lang);
                (
                    format!("⋯ {}: {} {word}", call.peer, plain(&call.text)),
                    theme.blocked,
                )
            }
            Progress::Running => (
                format!("▸ {}: {}", call.peer, plain(&call.text)),
                theme.current,
            ),
        },
        (None, _, Some(next)) => {
            let who = next.peer.map_or("wire", Peer::name);
            (format!("▸ {who}: {}", next.text), theme.next)
        }
        (None, ..) => (String::new(), theme.text),
    }
}

/// A word in letters of five rows, or of as many times that as `scale` says.
fn big(word: &str, style: Style, scale: u16, area: Rect, x: u16, y: u16, buf: &mut Buffer) {
    let dot = "█".repeat(usize::from(scale));
    for (index, letter) in (0..).zip(word.chars()) {
        let x = x + LETTER * scale * index;
        for (row, bits) in (0..).zip(shape(letter)) {
            for column in 0..LETTER - 1 {
                if bits & (0b1_0000 >> column) == 0 {
                    continue;
                }
                for line in 0..scale {
                    let y = y + row * scale + line;
                    put(buf, area, x + column * scale, y, &dot, style);
                }
            }
        }
    }
}

/// The letters of the states' and the segments' names and the digits, five by five; the highest of five bits is the left one.
#[rustfmt::skip]
const fn shape(letter: char) -> [u8; 5] {
    match letter {
        'A' => [0b01110, 0b10001, 0b11111, 0b10001, 0b10001],
        'B' => [0b11110, 0b10001, 0b11110, 0b10001, 0b11110],
        'C' => [0b01111, 0b10000, 0b10000, 0b10000, 0b01111],
        'D' => [0b11110, 0b10001, 0b10001, 0b10001, 0b11110],
        'E' => [0b11111, 0b10000, 0b11110, 0b10000, 0b11111],
        'F' => [0b11111, 0b10000, 0b11110, 0b10000, 0b10000],
        'G' => [0b01111, 0b10000, 0b10011, 0b10001, 0b01111],
        'H' => [0b10001, 0b10001, 0b11111, 0b10001, 0b10001],
        'I' => [0b11111, 0b00100, 0b00100, 0b00100, 0b11111],
        'K' => [0b10010, 0b10100, 0b11000, 0b10100, 0b10010],
        'L' => [0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
        'M' => [0b10001, 0b11011, 0b10101, 0b10001, 0b10001],
        'N' => [0b10001, 0b11001, 0b10101, 0b10011, 0b10001],
        'O' => [0b01110, 0b10001, 0b10001, 0b10001, 0b01110],
        'P' => [0b11110, 0b10001, 0b11110, 0b10000, 0b10000],
        'R' => [0b11110, 0b10001, 0b11110, 0b10010, 0b10001],
        'S' => [0b01111, 0b10000, 0b01110, 0b00001, 0b11110],
        'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100],
        'U' => [0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        'V' => [0b10001, 0b10001, 0b10001, 0b01010, 0b00100],
        'W' => [0b10001, 0b10001, 0b10101, 0b11011, 0b10001],
        'Y' => [0b10001, 0b01010, 0b00100, 0b00100, 0b00100],
        '0' => [0b01110, 0b10011, 0b10101, 0b11001, 0b01110],
        '1' => [0b00100, 0b01100, 0b00100, 0b00100, 0b01110],
        '2' => [0b11110, 0b00001, 0b01110, 0b10000, 0b11111],
        '3' => [0b11110, 0b00001, 0b01110, 0b00001, 0b11110],
        '4' => [0b10010, 0b10010, 0b11111, 0b00010, 0b00010],
        '5' => [0b11111, 0b10000, 0b11110, 0b00001, 0b11110],
        '6' => [0b01110, 0b10000, 0b11110, 0b10001, 0b01110],
        '7' => [0b11111, 0b00010, 0b00100, 0b01000, 0b01000],
        '8' => [0b01110, 0b10001, 0b01110, 0b10001, 0b01110],
        '9' => [0b01110, 0b10001, 0b01111, 0b00001, 0b01110],
        '-' => [0b00000, 0b00000, 0b01110, 0b00000, 0b00000],
        _ => [0; 5],
    }
}

#[cfg(test)]
mod tests {
    use sockscope_link::State;

    use super::*;

    #[test]
    fn every_state_can_be_written_and_fits_the_narrowest_screen() {
        for state in State::ALL {
            assert!(
                state.name().len() as u16 <= LONGEST && LONGEST * LETTER < super::super::MIN_WIDTH,
                "{state}"
            );
            for letter in state.name().chars() {
                assert!(
                    shape(letter).iter().any(|row| *row != 0),
                    "{letter} of {state}"
                );
            }
        }
    }

    #[test]
    fn every_segment_can_be_written() {
        for letter in "SYN-ACK FIN RST 0123456789 B UDP PSH URG".chars() {
            let blank = shape(letter).iter().all(|row| *row == 0);
            assert_eq!(blank, letter == ' ', "{letter}");
        }
    }
}
