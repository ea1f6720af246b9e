//! The code: the program of the side whose turn it is, in C, Rust or Python, with the call that is
//! about to run lit.
//!
//! ```text
//!  C   Rust  Python                                             host · 5: next language
//!    int s = socket(AF_INET, SOCK_STREAM, 0);
//!    bind(s, (struct sockaddr *)&addr, sizeof addr);
//!  ▸ listen(s, 1);
//! ```
//!
//! Where there is room, the three stand side by side.

use std::net::IpAddr;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;

use super::pen::{put, put_right, width};
use super::{Coming, Scene};
use crate::peer::Peer;
use crate::script::{CallLine, CodeLang, LineKind, Place, code, parse_line_for};
use crate::stage::Panel;
use crate::stage::keys::Action;
use crate::words::t;
use crate::world::{CallRecord, Progress};

/// The width that one language needs.
const COLUMN: u16 = 50;

/// Draws the code into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let next = scene.coming.iter().find(|coming| coming.peer.is_some());
    let last = scene.world.calls.back();
    let Some(peer) = next
        .and_then(|next| next.peer)
        .or(last.map(|call| call.peer))
    else {
        put(
            buf,
            area,
            area.x + 1,
            area.y,
            t::TUI_CODE_EMPTY.get(scene.lang),
            theme.dim,
        );
        return;
    };
    let chosen = scene.stage.language;
    let columns = usize::from(area.width / COLUMN).clamp(1, 3);
    let languages: Vec<CodeLang> = match columns {
        3 => CodeLang::ALL.to_vec(),
        _ => vec![CodeLang::ALL[chosen % 3]],
    };
    let mut x = area.x;
    for language in CodeLang::ALL {
        let shown = languages.contains(&language);
        let style = if shown { theme.chosen } else { theme.dim };
        if columns < 3 {
            x = put(
                buf,
                area,
                x,
                area.y,
                &format!(" {} ", language.name()),
                style,
            );
        }
    }
    if columns < 3 {
        let key = scene.stage.keys.hint(Action::Code, scene.lang);
        let rest = Rect {
            x: x + 1,
            width: area.right().saturating_sub(x + 1),
            ..area
        };
        let long = format!("{peer} · {key}: {} ", t::TUI_NEXT_LANGUAGE.get(scene.lang));
        let short = format!("{peer} ");
        let hint = if width(&long) <= rest.width {
            long
        } else {
            short
        };
        put_right(buf, rest, area.y, &hint, theme.dim);
    }
    let each = area.width / u16::try_from(languages.len()).unwrap_or(1);
    for (index, language) in (0..).zip(languages) {
        let column = Rect {
            x: area.x + each * index,
            width: each.saturating_sub(1),
            ..area
        };
        if columns == 3 {
            let title = format!("{} · {peer}", language.name());
            put(buf, column, column.x, column.y, &title, theme.title);
        }
        let inside = Rect {
            y: column.y + 1,
            height: column.height.saturating_sub(1),
            ..column
        };
        program(scene, peer, language, next, inside, buf);
    }
}

/// One program: its last lines, and the next call's.
fn program(
    scene: &Scene,
    peer: Peer,
    language: CodeLang,
    next: Option<&Coming>,
    area: Rect,
    buf: &mut Buffer,
) {
    let height = usize::from(area.height);
    let back = scene.stage.scroll_of(Panel::Code);
    // From the end: a long session is not written out to show its last lines.
    let mut lines: Vec<Written> = Vec::new();
    if let Some(next) = next.filter(|next| next.peer == Some(peer) && next.next) {
        push(scene, &mut lines, peer, &next.text, language, Mark::Next);
    }
    for call in scene
        .world
        .calls
        .iter()
        .rev()
        .filter(|call| call.peer == peer)
    {
        if lines.len() >= height + back {
            break;
        }
        push(scene, &mut lines, peer, &call.text, language, mark(call));
    }
    let back = back.min(lines.len().saturating_sub(height));
    let mut lines: Vec<_> = lines.into_iter().skip(back).take(height).collect();
    lines.reverse();
    for (y, line) in (area.y..area.bottom()).zip(&lines) {
        let (sign, style) = match line.mark {
            Mark::Made => ("  ", scene.theme.text),
            Mark::Failed => ("✗ ", scene.theme.error),
            Mark::Blocked => ("⋯ ", scene.theme.blocked),
            Mark::Next => ("▸ ", scene.theme.next),
        };
        let sign = if line.is_call { sign } else { "  " };
        let x = put(buf, area, area.x, y, sign, style);
        put(buf, area, x, y, &line.text, style);
    }
}

/// One line of the program.
struct Written {
    text: String,
    mark: Mark,
    /// Whether the call stands in this line: the others only get its arguments ready.
    is_call: bool,
}

#[derive(Clone, Copy)]
enum Mark {
    Made,
    Failed,
    Blocked,
    Next,
}

fn mark(call: &CallRecord) -> Mark {
    match &call.progress {
        Progress::Done(returned) if returned.errno.is_some() => Mark::Failed,
        Progress::Done(_) => Mark::Made,
        Progress::Running | Progress::Blocked => Mark::Blocked,
    }
}

/// Puts a call's lines in, the last one first.
fn push(
    scene: &Scene,
    lines: &mut Vec<Written>,
    peer: Peer,
    text: &str,
    language: CodeLang,
    mark: Mark,
) {
    let Some(call) = read(peer, text) else { return };
    let address = |place: Place| address(scene, place);
    let written = code(&call, language, &address);
    let name = format!("{}(", call.call.name());
    let of_call = written.iter().rposition(|line| line.contains(&name));
    let of_call = of_call.unwrap_or(written.len().saturating_sub(1));
    let numbered = written.into_iter().enumerate().rev();
    lines.extend(numbered.map(|(index, text)| Written {
        text,
        mark,
        is_call: index == of_call,
    }));
}

/// The call that the timeline's text stands for.
fn read(peer: Peer, text: &str) -> Option<CallLine> {
    match parse_line_for(peer.into(), text, 1).ok()??.kind {
        LineKind::Call(call) => Some(call),
        _ => None,
    }
}

fn address(scene: &Scene, place: Place) -> Option<IpAddr> {
    let session = scene.world.session.as_ref()?;
    match place {
        Place::Ip(ip) => Some(ip),
        Place::Of(actor) => match actor.peer(scene.role) {
            Peer::Host => session.host,
            Peer::Board => session.board_addr,
        },
    }
}
