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

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

use super::pen::{put, put_all, put_right, width};
use super::scene::{Coming, Scene};
use super::source;
use crate::peer::Peer;
use crate::script::{CallLine, CodeLang, LineKind, Place, code, parse_line_for};
use crate::stage::Panel;
use crate::stage::keys::Action;
use crate::words::show::wrap_with;
use crate::words::{t, tell};
use crate::world::{CallRecord, Progress};

/// The width that one language needs.
const COLUMN: u16 = 50;

/// Draws the code into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    if scene.stage.shows_source(scene.model) {
        return source::draw(scene, area, buf);
    }
    let next = scene.coming().find(|coming| coming.peer.is_some());
    let next = next.as_ref();
    let last = scene.world.calls.back().map(|call| call.peer);
    let Some(peer) = next.and_then(|next| next.peer).or(last) else {
        let text = t::TUI_CODE_EMPTY.get(scene.lang);
        put(buf, area, area.x + 1, area.y, text, scene.theme.dim);
        return;
    };
    let [head, body] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    if area.width / COLUMN < 3 {
        let before = usize::from(scene.has_source());
        let chosen = scene.stage.language.saturating_sub(before);
        let chosen = CodeLang::ALL[chosen % CodeLang::ALL.len()];
        languages(scene, chosen, peer, head, buf);
        program(scene, peer, chosen, next, body, buf);
        return;
    }
    let columns = Layout::horizontal([Constraint::Fill(1); CodeLang::ALL.len()]).spacing(1);
    let heads = columns.areas::<{ CodeLang::ALL.len() }>(head);
    let bodies = columns.areas::<{ CodeLang::ALL.len() }>(body);
    for (language, (head, body)) in CodeLang::ALL.into_iter().zip(heads.into_iter().zip(bodies)) {
        let title = format!("{} · {}", language.name(), tell::who(scene.world, peer));
        put(buf, head, head.x, head.y, &title, scene.theme.title);
        program(scene, peer, language, next, body, buf);
    }
}

/// The names of the languages, the one that is shown lit, and whose program it is.
fn languages(scene: &Scene, chosen: CodeLang, peer: Peer, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let names = CodeLang::ALL.map(|language| {
        let style = if language == chosen {
            theme.chosen
        } else {
            theme.dim
        };
        (format!(" {} ", language.name()), style)
    });
    let x = put_all(buf, area, area.x, area.y, names) + 1;
    let rest = Rect {
        x,
        width: area.right().saturating_sub(x),
        ..area
    };
    let key = scene
        .stage
        .keys
        .hint(Action::Panel(Panel::Code), scene.lang);
    let who = tell::who(scene.world, peer);
    let long = format!("{who} · {key}: {} ", t::TUI_NEXT_LANGUAGE.get(scene.lang));
    let fits = width(&long) <= rest.width;
    let hint = if fits { long } else { format!("{who} ") };
    put_right(buf, rest, area.y, &hint, theme.dim);
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
    let room = area.width.saturating_sub(2);
    if let Some(next) = next.filter(|next| next.peer == Some(peer) && next.next) {
        push(
            scene,
            &mut lines,
            peer,
            &next.text,
            language,
            Mark::Next,
            room,
        );
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
        push(
            scene,
            &mut lines,
            peer,
            &call.text,
            language,
            mark(call),
            room,
        );
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
        Progress::Gone => Mark::Failed,
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
    room: u16,
) {
    let Some(call) = read(peer, text) else { return };
    let address = |place: Place| address(scene, place);
    let written = code(&call, language, &address);
    let name = format!("{}(", call.call.name());
    let of_call = written.iter().rposition(|line| line.contains(&name));
    let of_call = of_call.unwrap_or(written.len().saturating_sub(1));
    for (index, text) in written.into_iter().enumerate().rev() {
        // What is too long goes on in the next row, further in.
        let indent = text.len() - text.trim_start().len() + 4;
        let rows = wrap_with(&text, room, &" ".repeat(indent));
        lines.extend(
            rows.into_iter()
                .enumerate()
                .rev()
                .map(|(row, text)| Written {
                    text,
                    mark,
                    is_call: index == of_call && row == 0,
                }),
        );
    }
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
        Place::Of6(actor) => session.address6(actor.peer(scene.role)),
    }
}
