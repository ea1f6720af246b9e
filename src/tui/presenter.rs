//! The presenter's view: both states in big letters, the call, the caption. Readable from the last
//! row of a class.
//!
//! ```text
//!  SERVER host a
//!  █████ █████ █████  …            ● ESTABLISHED
//!  CLIENT board c
//!  █████ █   █ █   █  …            ▷ SYN-SENT
//!  ▸ board: connect(c, HOST:7777)
//!  connect() sends a SYN to the server …
//! ```

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Style;
use sockscope_link::State;

use super::pen::{put, wrap};
use super::theme::glyph;
use super::{Scene, bar, caption};
use crate::model::show::plain;
use crate::model::world::{CallRecord, Progress};
use crate::peer::Peer;
use crate::text::t;

/// Cells of a big letter, its gap included.
const LETTER: u16 = 6;
/// Its rows.
const ROWS: u16 = 5;

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
    // What is left over is shared out between the parts.
    let spare = area.height.saturating_sub(24) / 4;
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
            big(scene, socket.state, area, y + 1, buf);
        }
        y += 1 + ROWS + spare.max(1);
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
                    Some(errno) => errno.name.clone(),
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

/// A state's name in letters of five rows.
fn big(scene: &Scene, state: State, area: Rect, y: u16, buf: &mut Buffer) {
    let style = scene.theme.state(state);
    for (index, letter) in state.name().chars().enumerate() {
        let x = area.x + 1 + LETTER * u16::try_from(index).unwrap_or(0);
        for (row, bits) in (0..).zip(shape(letter)) {
            for column in 0..LETTER - 1 {
                if bits & (0b1_0000 >> column) != 0 {
                    put(buf, area, x + column, y + row, "█", style);
                }
            }
        }
    }
}

/// The letters of the states' names, five by five; the highest of five bits is the left one.
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
        'R' => [0b11110, 0b10001, 0b11110, 0b10010, 0b10001],
        'S' => [0b01111, 0b10000, 0b01110, 0b00001, 0b11110],
        'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100],
        'U' => [0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        'V' => [0b10001, 0b10001, 0b10001, 0b01010, 0b00100],
        'W' => [0b10001, 0b10001, 0b10101, 0b11011, 0b10001],
        'Y' => [0b10001, 0b01010, 0b00100, 0b00100, 0b00100],
        '1' => [0b00100, 0b01100, 0b00100, 0b00100, 0b01110],
        '2' => [0b11110, 0b00001, 0b01110, 0b10000, 0b11111],
        '-' => [0b00000, 0b00000, 0b01110, 0b00000, 0b00000],
        _ => [0; 5],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_can_be_written_and_fits_the_narrowest_screen() {
        for state in State::ALL {
            assert!(
                (state.name().len() as u16 * LETTER) < super::super::MIN_WIDTH,
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
}
