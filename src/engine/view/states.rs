//! The state diagram of RFC 9293, time from left to right, with both ends on it.
//!
//! ```text
//!              ◇ LISTEN                           ┌▶ ◐ CLOSE-WAIT ──▶ ◕ LAST-ACK
//!           ┌─▶ ▼ host                            │                    ▼
//! ○ UNBOUND─┤  SYN-RECEIVED ──▶ ● ESTABLISHED ────┼▶ FIN-WAIT-1       × CLOSED
//!  ▼        │   ▲                ▲  host board    ┌╯ ▼                 ▲
//! ◎ BOUND───┴▶ ▷ SYN-SENT ───────┘                │  FIN-WAIT-2 ────▶ TIME-WAIT
//!                                                 │                    ▲
//!                                                 └▶ CLOSING ──────────┘
//! ```
//!
//! A state that a socket passed keeps its sign, and the arrows that it took are drawn heavy. The
//! names of the peers stand under the state in which each is now.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Position, Rect};
use ratatui_core::style::{Modifier, Style};
use sockscope_link::{Cause, State};

use super::Scene;
use super::diagram::{At, Figure, Label, trace};
use super::pen::{put, put_all, width};
use crate::peer::Peer;
use crate::words::show;
use crate::words::show::glyph;
use crate::words::t;
use crate::world::{Arrow, Socket};

/// Draws the diagram into `area`; where it does not fit, the path of each end as a line.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let Some(figure) = Figure::fitting(area.width, area.height) else {
        return paths(scene, area, buf);
    };
    let at = Rect {
        x: area.x + (area.width - figure.width) / 2,
        y: area.y + area.height.saturating_sub(figure.height) / 2,
        width: figure.width,
        height: figure.height.min(area.height),
    };
    let walked: Vec<(State, State)> = sockets(scene)
        .flat_map(|(_, socket)| socket.path.iter().map(|arrow| (arrow.from, arrow.to)))
        .filter(|(from, _)| *from != State::Closed)
        .collect();
    let last = scene.world.last.map(|(_, _, arrow)| (arrow.from, arrow.to));
    lines(scene, figure, &walked, last, at, buf);
    for (state, x, y) in figure.nodes {
        let cell = Position {
            x: at.x + x,
            y: at.y + y,
        };
        // An arrow's word stands beside its head, and the peers' names after it.
        let mut names = cell.x + 3;
        for label in figure.labels {
            if matches!(label.at, At::Under(under) if under == state) {
                let beside = Position {
                    x: names,
                    y: cell.y + 1,
                };
                words(scene, label, &walked, last, beside, at, buf);
                names += 2 + label
                    .lines
                    .iter()
                    .map(|line| width(line))
                    .max()
                    .unwrap_or(0);
            }
        }
        node(scene, state, &walked, cell, names, at, buf);
    }
    for label in figure.labels {
        if let At::Cell(x, y) = label.at {
            let cell = Position {
                x: at.x + x,
                y: at.y + y,
            };
            words(scene, label, &walked, last, cell, at, buf);
        }
    }
    last_change(scene, figure, at, buf);
}

/// The last transition in words, in the corner that the diagram leaves free:
/// `host a: ▷ SYN-SENT → ● ESTABLISHED`, and under it `by segment #2 SA · measured`.
fn last_change(scene: &Scene, figure: &Figure, at: Rect, buf: &mut Buffer) {
    let Some((peer, id, arrow)) = scene.world.last else {
        return;
    };
    let name = scene
        .world
        .socket(peer, id)
        .map_or("", |socket| socket.name.as_str());
    let Arrow { from, to, .. } = arrow;
    let corner = Rect { width: 45, ..at };
    let y = at.y + figure.height - 2;
    let x = put(
        buf,
        corner,
        corner.x,
        y,
        &format!("{peer} "),
        scene.theme.peer(peer),
    );
    // Before its first call a socket was nowhere: RFC 9293 draws no arrow there.
    let before = match from {
        State::Closed => t::TUI_NEW.get(scene.lang).to_owned(),
        _ => format!("{} {from}", glyph(from)),
    };
    let change = format!("{name}: {before} → {} {to}", glyph(to));
    put(buf, corner, x, y, &change, scene.theme.last);
    let evidence = show::evidence(arrow.evidence).get(scene.lang);
    let how = format!("{} · {evidence}", cause(scene, arrow));
    put(buf, corner, corner.x, y + 1, &how, scene.theme.text);
}

fn cause(scene: &Scene, arrow: Arrow) -> String {
    match arrow.cause {
        Cause::Call => t::TUI_CAUSE_CALL.get(scene.lang).to_owned(),
        Cause::Timer => t::TUI_CAUSE_TIMER.get(scene.lang).to_owned(),
        Cause::Restart => t::TUI_CAUSE_RESTART.get(scene.lang).to_owned(),
        Cause::Segment(None) => t::TUI_CAUSE_SEGMENT.get(scene.lang).to_owned(),
        Cause::Segment(Some(id)) => {
            let row = scene
                .world
                .ladder
                .iter()
                .rev()
                .find(|row| row.packet.id == id);
            let flags = row
                .map(|row| format!(" {}", show::bits(row.packet.flags)))
                .unwrap_or_default();
            format!("{} #{}{flags}", t::TUI_CAUSE_SEGMENT.get(scene.lang), id.0)
        }
    }
}

/// The sockets whose positions and paths are shown: those that live, and the one of each peer
/// that matters most.
fn sockets<'a>(scene: &'a Scene) -> impl Iterator<Item = (bool, &'a Socket)> {
    Peer::BOTH.into_iter().flat_map(move |peer| {
        let focus = scene.world.focus(peer).map(|socket| socket.id);
        scene.world.sockets.iter().filter_map(move |socket| {
            let matters = Some(socket.id) == focus;
            // The last transition is told below: its socket is shown even if it is gone by it.
            let is_last = scene
                .world
                .last
                .is_some_and(|last| (last.0, last.1) == (peer, socket.id));
            let lives = socket.num.is_some() || socket.state != State::Closed || is_last;
            (socket.peer == peer && (matters || lives)).then_some((matters, socket))
        })
    })
}

/// A state with its sign, and under it, from column `names` on, the peers that are in it.
fn node(
    scene: &Scene,
    state: State,
    walked: &[(State, State)],
    at: Position,
    names: u16,
    clip: Rect,
    buf: &mut Buffer,
) {
    let theme = scene.theme;
    let here: Vec<(bool, &Socket)> = sockets(scene)
        .filter(|(_, socket)| socket.state == state)
        .collect();
    let occupied = here.iter().any(|(matters, _)| *matters);
    let passed = walked
        .iter()
        .any(|(from, to)| *from == state || *to == state);
    let style = if occupied {
        theme
            .state(state)
            .add_modifier(Modifier::REVERSED | Modifier::BOLD)
    } else if passed || !here.is_empty() {
        theme.state(state)
    } else {
        theme.dim
    };
    let sign = if passed || !here.is_empty() {
        glyph(state)
    } else {
        " "
    };
    put(buf, clip, at.x, at.y, &format!("{sign} {state}"), style);
    let mut x = names;
    for peer in Peer::BOTH {
        let of = here.iter().filter(|(_, socket)| socket.peer == peer);
        let Some(matters) = of.map(|(matters, _)| *matters).max() else {
            continue;
        };
        let style = if matters { theme.peer(peer) } else { theme.dim };
        x = put(buf, clip, x, at.y + 1, peer.name(), style) + 1;
    }
}

/// What is written at an arrow, as bright as the arrow.
fn words(
    scene: &Scene,
    label: &Label,
    walked: &[(State, State)],
    last: Option<(State, State)>,
    at: Position,
    clip: Rect,
    buf: &mut Buffer,
) {
    let style = if last.is_some_and(|last| label.edges.contains(&last)) {
        scene.theme.last
    } else if label.edges.iter().any(|edge| walked.contains(edge)) {
        scene.theme.walked
    } else {
        scene.theme.dim
    };
    for (y, line) in (at.y..).zip(label.lines) {
        put(buf, clip, at.x, y, line, style);
    }
}

/// The arrows: each cell knows which of its four sides a line leaves by, so that lines that meet
/// are joined.
fn lines(
    scene: &Scene,
    figure: &Figure,
    walked: &[(State, State)],
    last: Option<(State, State)>,
    at: Rect,
    buf: &mut Buffer,
) {
    #[derive(Clone, Copy, Default)]
    struct Cell {
        sides: u8,
        head: Option<u8>,
        rank: u8,
    }
    let mut grid =
        vec![vec![Cell::default(); usize::from(figure.width)]; usize::from(figure.height)];
    for (from, to, turns) in figure.edges {
        let rank = if last == Some((from, to)) {
            2
        } else {
            u8::from(walked.contains(&(from, to)))
        };
        // This one is no teaching matter unless it is taken: both FINs crossed, one of them acked.
        if rank == 0 && (from, to) == (State::FinWait1, State::TimeWait) {
            continue;
        }
        let cells = trace(turns);
        let side = |(x0, y0): (u16, u16), (x1, y1): (u16, u16)| match (x1.cmp(&x0), y1.cmp(&y0)) {
            (std::cmp::Ordering::Greater, _) => RIGHT,
            (std::cmp::Ordering::Less, _) => LEFT,
            (_, std::cmp::Ordering::Less) => UP,
            _ => DOWN,
        };
        for (index, &(x, y)) in cells.iter().enumerate() {
            let cell = &mut grid[usize::from(y)][usize::from(x)];
            cell.rank = cell.rank.max(rank);
            if let Some(&before) = index.checked_sub(1).and_then(|before| cells.get(before)) {
                cell.sides |= side((x, y), before);
            }
            match cells.get(index + 1) {
                Some(&after) => cell.sides |= side((x, y), after),
                None => cell.head = Some(heading(figure, from, to, &cells)),
            }
            // The line begins at the word it leaves.
            if index == 0 {
                cell.sides |= if y == figure.row_of(from) { LEFT } else { UP };
            }
        }
    }
    for (y, row) in (0..at.height).zip(&grid) {
        for (x, cell) in (0..).zip(row) {
            if cell.sides == 0 && cell.head.is_none() {
                continue;
            }
            let (style, heavy): (Style, bool) = match cell.rank {
                0 => (scene.theme.frame, false),
                1 => (scene.theme.walked, true),
                _ => (scene.theme.last, true),
            };
            let sign = match cell.head {
                Some(UP) => "▲",
                Some(DOWN) => "▼",
                Some(_) => "▶",
                None if heavy => HEAVY[usize::from(cell.sides)],
                None => LIGHT[usize::from(cell.sides)],
            };
            put(buf, at, at.x + x, at.y + y, sign, style);
        }
    }
}

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;
/// Line characters by the sides that they reach: up 1, down 2, left 4, right 8.
const LIGHT: [&str; 16] = [
    " ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼",
];
const HEAVY: [&str; 16] = [
    " ", "┃", "┃", "┃", "━", "┛", "┓", "┫", "━", "┗", "┏", "┣", "━", "┻", "┳", "╋",
];

/// Which way an arrow points at its end.
fn heading(figure: &Figure, from: State, to: State, cells: &[(u16, u16)]) -> u8 {
    match cells {
        [.., (_, y0), (_, y1)] if y1 < y0 => UP,
        [.., (_, y0), (_, y1)] if y1 > y0 => DOWN,
        [_] if figure.row_of(from) > figure.row_of(to) => UP,
        [_] => DOWN,
        _ => RIGHT,
    }
}

/// The path of each end, where there is no room for the diagram.
fn paths(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let mut y = area.y;
    for (_, socket) in sockets(scene) {
        let mut x = put_all(
            buf,
            area,
            area.x,
            y,
            [
                (format!("{} ", socket.peer), scene.theme.peer(socket.peer)),
                (format!("{}: ", socket.name), scene.theme.text),
            ],
        );
        for arrow in &socket.path {
            let word = format!("{} {} → ", glyph(arrow.from), arrow.from);
            if x + width(&word) >= area.right() {
                y += 1;
                x = area.x + 4;
            }
            x = put(buf, area, x, y, &word, scene.theme.dim);
        }
        let word = format!("{} {}", glyph(socket.state), socket.state);
        put(buf, area, x, y, &word, scene.theme.state(socket.state));
        y += 1;
    }
}
