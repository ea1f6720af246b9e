//! The descriptors: one row a socket, on both ends, and what the file behind it says of itself.
//!
//! ```text
//! peer  name fd kind local             peer              state          recv send queue
//! host  s     3 TCP  10.77.0.1:7777    -                 ◇ LISTEN          0    0  1/1
//!         inode 48213 · mode 0140777 · size 0 · SO_REUSEADDR=1
//! host  s.1   - TCP  10.77.0.1:7777    10.77.0.2:49152   ● ESTABLISHED     4    0  in the queue of s
//! board c     3 TCP  10.77.0.2:49152   10.77.0.1:7777    ▣ TIME-WAIT       0    0  9 s
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sockscope_link::{Kind, State};

use super::pen::{fit, put, put_right, width};
use super::scene::{Scene, address};
use super::timer;
use crate::fill;
use crate::peer::Peer;
use crate::stage::Panel;
use crate::timeline::{Facts, OptFact};
use crate::words::show;
use crate::words::{Lang, date, glyph, t, tell};
use crate::world::Socket;

/// Where the columns begin.
const NAME: u16 = 6;
const NUMBER: u16 = 11;
const KIND: u16 = 15;
const LOCAL: u16 = 20;
/// Where a socket's further lines begin.
const INDENT: u16 = NAME + 2;
/// How wide a state is, and what its queues need at least.
const STATE: u16 = 15;
const QUEUES: u16 = 14;

/// Draws the table into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let sockets: Vec<&Socket> = Peer::BOTH
        .into_iter()
        .flat_map(|peer| scene.world.sockets.iter().filter(move |s| s.peer == peer))
        .filter(|s| s.num.is_some() || s.state != State::Closed)
        .collect();
    if sockets.is_empty() {
        put(
            buf,
            area,
            area.x + 1,
            area.y,
            t::TUI_NO_DESCRIPTORS.get(scene.lang),
            theme.dim,
        );
        return;
    }
    let columns = Columns::of(&sockets, scene.lang, area);
    heading(scene, &columns, area, buf);
    let room = usize::from(area.height - 1);
    let scroll = scene.stage.scroll_of(Panel::Descriptors);
    // What fstat() says is there where there is room for all of it.
    let whole = lines(scene, &sockets, &columns, area, true);
    let details = whole.len() <= room || scroll > 0 || sockets.len() <= room / 2;
    let lines = match details {
        true => whole,
        false => lines(scene, &sockets, &columns, area, false),
    };
    let first = scroll.min(lines.len().saturating_sub(room));
    for (y, line) in (area.y + 1..area.bottom()).zip(&lines[first..]) {
        match line {
            Line::Socket(socket, queues) => row(scene, socket, queues, &columns, area, y, buf),
            Line::More(text) => {
                put(buf, area, area.x + INDENT, y, text, theme.text);
            }
            Line::File(text) => {
                put(buf, area, area.x + INDENT, y, text, theme.dim);
            }
        }
    }
}

/// A line of the table.
enum Line<'a> {
    /// A socket, and what there is room for of its queues.
    Socket(&'a Socket, String),
    /// The rest of that.
    More(String),
    /// What its file says.
    File(String),
}

/// Every line, one socket after the other, with what `fstat()` says or without.
fn lines<'a>(
    scene: &Scene,
    sockets: &[&'a Socket],
    columns: &Columns,
    area: Rect,
    details: bool,
) -> Vec<Line<'a>> {
    let room = area.width.saturating_sub(INDENT);
    let mut lines = Vec::new();
    for socket in sockets {
        let mut queues = queues(scene, socket);
        let beside = area.right().saturating_sub(columns.queues);
        let fits = |count: &usize| width(&queues[..*count].join(" ")) <= beside;
        let count = (1..=queues.len()).rev().find(fits).unwrap_or(0);
        let rest = queues.split_off(count);
        lines.push(Line::Socket(socket, queues.join(" ")));
        lines.extend(joined(&rest, room).map(Line::More));
        if details && let Some((_, facts)) = &socket.facts {
            lines.extend(joined(&file(facts, scene.lang), room).map(Line::File));
        }
    }
    lines
}

/// The parts in as few lines as have room for them.
fn joined(parts: &[String], room: u16) -> impl Iterator<Item = String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if width(line) + 3 + width(part) <= room => {
                line.push_str(" · ");
                line.push_str(part);
            }
            _ => lines.push(part.clone()),
        }
    }
    lines.into_iter()
}

/// The columns whose width depends on what is in them.
struct Columns {
    remote: u16,
    state: u16,
    queues: u16,
}

impl Columns {
    fn of(sockets: &[&Socket], lang: Lang, area: Rect) -> Columns {
        let widest = |of: fn(&Socket) -> String| {
            sockets
                .iter()
                .map(|socket| width(&of(socket)))
                .max()
                .unwrap_or(0)
                .clamp(5, 22)
        };
        let content = [widest(|s| address(s.local)), widest(|s| address(s.remote))];
        let heads = [t::COLUMN_LOCAL, t::COLUMN_REMOTE].map(|head| width(head.get(lang)));
        let whole = [content[0].max(heads[0]), content[1].max(heads[1])];
        // Headings are whole where that takes nothing from the columns behind.
        let fits = LOCAL + whole[0] + whole[1] + 2 + STATE + QUEUES <= area.width;
        let [local, other] = if fits { whole } else { content };
        let remote = area.x + LOCAL + local + 1;
        let state = remote + other + 1;
        Columns {
            remote,
            state,
            queues: state + STATE,
        }
    }
}

fn heading(scene: &Scene, columns: &Columns, area: Rect, buf: &mut Buffer) {
    let style = scene.theme.dim;
    let heads = [
        (area.x, t::COLUMN_PEER),
        (area.x + NAME, t::COLUMN_NAME),
        (area.x + NUMBER, t::COLUMN_FD),
        (area.x + KIND, t::COLUMN_KIND),
        (area.x + LOCAL, t::COLUMN_LOCAL),
        (columns.remote, t::COLUMN_REMOTE),
        (columns.state, t::COLUMN_STATE),
        (columns.queues, t::COLUMN_QUEUES),
    ];
    for (index, (x, text)) in heads.iter().enumerate() {
        let end = heads
            .get(index + 1)
            .map_or(area.right(), |(next, _)| next - 1);
        let cell = Rect {
            x: *x,
            width: end.saturating_sub(*x),
            ..area
        };
        put(buf, cell, *x, area.y, text.get(scene.lang), style);
    }
}

fn row(
    scene: &Scene,
    socket: &Socket,
    queues: &str,
    columns: &Columns,
    area: Rect,
    y: u16,
    buf: &mut Buffer,
) {
    let theme = scene.theme;
    put(
        buf,
        area,
        area.x,
        y,
        &fit(&tell::who(scene.world, socket.peer), NAME - 1),
        theme.peer(socket.peer),
    );
    put(buf, area, area.x + NAME, y, &socket.name, theme.title);
    let number = socket.num.map_or("-".to_owned(), |num| num.to_string());
    let cell = Rect {
        x: area.x + NUMBER,
        width: 2,
        ..area
    };
    put_right(buf, cell, y, &number, theme.text);
    let kind = match socket.kind {
        Kind::Stream => "TCP",
        Kind::Dgram => "UDP",
    };
    put(buf, area, area.x + KIND, y, kind, theme.text);
    put(
        buf,
        area,
        area.x + LOCAL,
        y,
        &address(socket.local),
        theme.text,
    );
    put(
        buf,
        area,
        columns.remote,
        y,
        &address(socket.remote),
        theme.text,
    );
    let state = format!("{} {}", glyph(socket.state), socket.state);
    put(
        buf,
        area,
        columns.state,
        y,
        &state,
        theme.state(socket.state),
    );
    put(buf, area, columns.queues, y, queues, theme.text);
}

/// What waits in its queues; of a listener, how many connections; what is special about it.
fn queues(scene: &Scene, socket: &Socket) -> Vec<String> {
    let lang = scene.lang;
    let mut parts = Vec::new();
    if let Some((_, facts)) = &socket.facts {
        match (socket.state, facts.backlog) {
            (State::Listen, Some(backlog)) => {
                let waiting = facts.recv_queue;
                // Linux and the board admit one more than listen() asked for.
                let room = u64::from(backlog) + 1;
                parts.push(fill!(lang, t::TUI_BACKLOG, waiting = waiting, room = room));
            }
            _ => parts.push(format!("{}/{} B", facts.recv_queue, facts.send_queue)),
        }
        parts.extend(timer::countdown(scene, socket));
        if facts.retransmits > 0 {
            parts.push(fill!(lang, t::TUI_SENT_AGAIN, count = facts.retransmits));
        }
    }
    if !socket.dups.is_empty() {
        let names = socket
            .dups
            .iter()
            .map(|(name, num)| format!("{name} ({num})"));
        let names: Vec<String> = names.collect();
        parts.push(fill!(lang, t::TUI_ALSO_CALLED, names = names.join(", ")));
    }
    if let Some(listener) = socket.listener {
        let name = scene
            .world
            .socket(socket.peer, listener)
            .map_or("?", |s| s.name.as_str());
        parts.push(match socket.state {
            State::SynReceived => fill!(lang, t::TUI_HALF_OPEN_AT, name = name),
            _ => fill!(lang, t::TUI_IN_QUEUE_OF, name = name),
        });
    } else if socket.num.is_none() && socket.state != State::TimeWait {
        parts.push(t::TUI_ORPHAN.get(lang).to_owned());
    }
    parts
}

/// What `fstat()` says, and the options that are not at their default.
fn file(facts: &Facts, lang: Lang) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(file) = &facts.file {
        let (inode, size) = (file.inode, file.size);
        let mode = show::mode(file.mode);
        parts.push(fill!(
            lang,
            t::TUI_FILE,
            inode = inode,
            mode = mode,
            size = size
        ));
        if let Some(created) = file.created {
            parts.push(format!("ctime {}", date::utc(created)));
        }
    }
    parts.extend(facts.options.iter().map(|(name, value)| match value {
        OptFact::Int(number) => format!("{name}={number}"),
        OptFact::Linger { on, seconds } => format!("{name}={}:{seconds}s", u8::from(*on)),
        OptFact::Millis { ms } => format!("{name}={ms}ms"),
    }));
    parts
}
