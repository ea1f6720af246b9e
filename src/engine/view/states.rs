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

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use sockscope_link::{Cause, State};

use super::arrows;
use super::diagram::{At, Figure, Label};
use super::pen::{put, put_all, width};
use super::scene::Scene;
use crate::peer::Peer;
use crate::words::show;
use crate::words::{glyph, t, tell};
use crate::world::{Arrow, Socket};

/// Draws the diagram into `area`; where it does not fit, the path of each end as a line.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let Some(figure) = Figure::fitting(area.width, area.height) else {
        return paths(scene, area, buf);
    };
    let at = Rect {
        x: area.x + (area.width - figure.width) / 2,
        y: area.y,
        width: figure.width,
        height: figure.height.min(area.height),
    };
    let shown = Shown::of(scene);
    let walked = &shown.walked;
    let last = scene.world.last.map(|(_, _, arrow)| (arrow.from, arrow.to));
    arrows::draw(scene, figure, walked, last, at, buf);
    for (state, x, y) in figure.nodes {
        let cell = Position {
            x: at.x + x,
            y: at.y + y,
        };
        // An arrow's word stands beside its head, and the peers' names after it.
        let mut names = cell.x + 3;
        // At the right edge there is room for one of them, and who is there matters more.
        let is_edge = area.right() < names + EDGE && shown.has(state);
        for label in figure.labels {
            if matches!(label.at, At::Under(under) if under == state) && !is_edge {
                let beside = Position {
                    x: names,
                    y: cell.y + 1,
                };
                words(scene, label, walked, last, beside, at, buf);
                names += 2 + label
                    .lines
                    .iter()
                    .map(|line| width(line))
                    .max()
                    .unwrap_or(0);
            }
        }
        let clip = Rect {
            width: area.right() - at.x,
            ..at
        };
        node(scene, state, &shown, cell, names, clip, buf);
    }
    for label in figure.labels {
        if let At::Cell(x, y) = label.at {
            let cell = Position {
                x: at.x + x,
                y: at.y + y,
            };
            words(scene, label, walked, last, cell, at, buf);
        }
    }
    last_change(scene, figure, at, buf);
    // Rows that are free tell the way that each socket came.
    let below = Rect {
        y: at.bottom() + 1,
        height: area.bottom().saturating_sub(at.bottom() + 1),
        ..area
    };
    if below.height > 1 {
        paths(scene, below, buf);
    }
}

/// What is on the diagram.
struct Shown<'a> {
    /// The sockets, and of each whether it is the one that matters most.
    sockets: Vec<(bool, &'a Socket)>,
    /// The arrows that they have passed, each once: a way can be long.
    walked: Vec<(State, State)>,
}

impl<'a> Shown<'a> {
    fn of(scene: &'a Scene) -> Shown<'a> {
        let sockets: Vec<(bool, &Socket)> = sockets(scene).collect();
        let mut walked = Vec::new();
        for arrow in sockets.iter().flat_map(|(_, socket)| &socket.path) {
            let way = (arrow.from, arrow.to);
            if arrow.from != State::Closed && !walked.contains(&way) {
                walked.push(way);
            }
        }
        Shown { sockets, walked }
    }

    fn has(&self, state: State) -> bool {
        self.sockets.iter().any(|(_, socket)| socket.state == state)
    }
}

/// The rows of the largest diagram, and of the ways of the sockets below it.
pub fn rows(scene: &Scene) -> u16 {
    let figure = Figure::fitting(200, 200).map_or(0, |figure| figure.height);
    // A way takes two lines at most where it is read: eleven states in all.
    let ways = u16::try_from(sockets(scene).count() * 2).unwrap_or(0);
    figure + 1 + ways.min(20)
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
        &format!("{} ", tell::who(scene.world, peer)),
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
            let shown = matters || lives || scene.gone_too;
            (socket.peer == peer && shown).then_some((matters, socket))
        })
    })
}

/// The cells of an arrow's word and the names of two peers.
const EDGE: u16 = 18;

/// A state with its sign, and under it, from column `names` on, the peers that are in it.
fn node(
    scene: &Scene,
    state: State,
    shown: &Shown,
    at: Position,
    names: u16,
    clip: Rect,
    buf: &mut Buffer,
) {
    let theme = scene.theme;
    let is_here = |(_, socket): &&(bool, &Socket)| socket.state == state;
    let here: Vec<(bool, &Socket)> = shown.sockets.iter().filter(is_here).copied().collect();
    let occupied = here.iter().any(|(matters, _)| *matters);
    let passed = shown
        .walked
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
    let forms: Vec<(bool, Peer, Vec<String>)> = Peer::BOTH
        .into_iter()
        .filter_map(|peer| {
            let of: Vec<_> = here.iter().filter(|(_, s)| s.peer == peer).collect();
            let matters = of.iter().map(|(matters, _)| *matters).max()?;
            Some((matters, peer, who(scene, &shown.sockets, peer, &of)))
        })
        .collect();
    // The longest forms for which there is room.
    let room = free(buf, clip, names, at.y + 1);
    let form = |forms: &[String], short: usize| forms[short.min(forms.len() - 1)].clone();
    let cells = |short: &usize| {
        let widths = forms.iter().map(|(.., of)| width(&form(of, *short)) + 1);
        widths.sum::<u16>().saturating_sub(1)
    };
    let short = (0..FORMS).find(|short| cells(short) <= room);
    let mut x = names;
    for (matters, peer, of) in &forms {
        let style = if *matters {
            theme.peer(*peer)
        } else {
            theme.dim
        };
        let text = form(of, short.unwrap_or(FORMS));
        x = put(buf, clip, x, at.y + 1, &text, style) + 1;
    }
}

/// How many ways there are to name the sockets of a peer.
const FORMS: usize = 4;

/// How a peer is named in the diagram, the longest form first: one socket is its peer, of several
/// each bears its name too.
fn who(
    scene: &Scene,
    shown: &[(bool, &Socket)],
    peer: Peer,
    here: &[&(bool, &Socket)],
) -> Vec<String> {
    let all = shown.iter().filter(|(_, socket)| socket.peer == peer);
    let peer = tell::who(scene.world, peer);
    if all.count() < 2 {
        return vec![peer.into_owned()];
    }
    let named: Vec<&str> = here
        .iter()
        .map(|(_, socket)| socket.name.as_str())
        .collect();
    let first = named.first().copied().unwrap_or_default();
    let more = format!("{first} +{}", named.len() - 1);
    let names = named.join(" ");
    let with_peer = [&names, &more].map(|names| format!("{peer} {names}"));
    with_peer.into_iter().chain([names, more]).collect()
}

/// How many cells from here on nothing was written to.
fn free(buf: &Buffer, clip: Rect, x: u16, y: u16) -> u16 {
    let blank = |x: &u16| buf.cell((*x, y)).is_some_and(|cell| cell.symbol() == " ");
    let cells = (x..clip.right()).take_while(blank).count();
    u16::try_from(cells).unwrap_or(u16::MAX)
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

/// The path of each end, where there is no room for the diagram.
fn paths(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let mut y = area.y;
    for (_, socket) in sockets(scene) {
        if y >= area.bottom() {
            return;
        }
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
            if y >= area.bottom() {
                return;
            }
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
