//! The timeline as text: one plain line an event, so that a screen reader can read it too.
//!
//! ```text
//!    0.412 host   s = socket(AF_INET, SOCK_STREAM)
//!    0.430 host   s  ○ CLOSED → UNBOUND             call · measured
//!    2.118 wire   board → host  #1 SYN seq 0 win 64240 len 0
//! ```

use std::io::{self, Write};
use std::sync::Arc;

use anstyle::{AnsiColor, Style};
use sockscope_link::{Act, Direction, Flags};

use crate::fill;
use crate::lesson::Lesson;
use crate::peer::Peer;
use crate::timeline::{Change, Event, OptFact, Packet, Returned, What};
use crate::words::explain;
use crate::words::show::{self, plain};
use crate::words::{Lang, decimal, t};
use crate::world::World;
use crate::world::numbers::Relative;

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const HOST: Style = AnsiColor::Cyan.on_default();
const BOARD: Style = AnsiColor::Magenta.on_default();
const WIRE: Style = AnsiColor::Yellow.on_default();

/// Writes events as text, with colours; who takes the lines strips these where they are not wanted.
pub struct Painter<W> {
    out: W,
    lang: Lang,
    lesson: Option<Arc<Lesson>>,
    width: usize,
    /// What was so before the event that is painted.
    world: World,
}

impl<W: Write> Painter<W> {
    /// A painter of lines of `width` columns.
    pub fn new(out: W, width: usize, lang: Lang, lesson: Option<Arc<Lesson>>) -> Self {
        Painter {
            out,
            lang,
            lesson,
            width: width.clamp(40, 100),
            world: World::default(),
        }
    }

    /// Hands on what was written.
    ///
    /// # Errors
    /// What the writer says.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes one event.
    ///
    /// # Errors
    /// What the writer says.
    pub fn paint(&mut self, event: &Event) -> io::Result<()> {
        let written = self.write(event);
        self.world.apply(event);
        written
    }

    fn write(&mut self, event: &Event) -> io::Result<()> {
        match &event.what {
            What::Session(session) => {
                let (host, board) = (session.host, session.board_addr);
                let show =
                    |ip: Option<std::net::IpAddr>| ip.map_or("-".into(), |ip| ip.to_string());
                let text = fill!(
                    self.lang,
                    t::RUN_SESSION,
                    board = session.board,
                    link = session.link,
                    host_addr = show(host),
                    board_addr = show(board)
                );
                writeln!(self.out, "{DIM}{text}{DIM:#}")
            }
            What::Step { index, .. } => self.step(*index),
            What::Call { peer, text, .. } => {
                self.begin(event.t_us, Some(*peer))?;
                writeln!(self.out, "{BOLD}{}{BOLD:#}", plain(text))
            }
            What::Blocked { peer, call, .. } => {
                self.begin(event.t_us, Some(*peer))?;
                let text = fill!(self.lang, t::RUN_BLOCKED, call = call);
                writeln!(self.out, "  {WIRE}… {text}{WIRE:#}")
            }
            What::Return(returned) => self.returned(event.t_us, returned),
            What::State(change) => self.state(event.t_us, change),
            What::Segment(packet) => self.segment(event.t_us, packet),
            What::Gate(gate) => {
                self.begin(event.t_us, None)?;
                let lane = |dir: Direction| {
                    let lane = gate.lane(dir);
                    let word = if lane.holding {
                        t::RUN_GATE_HOLDING
                    } else {
                        t::RUN_GATE_OPEN
                    };
                    let held = if lane.held > 0 {
                        format!(" ({})", lane.held)
                    } else {
                        String::new()
                    };
                    format!("{} {}{held}", arrow(dir), word.get(self.lang))
                };
                let (there, back) = (lane(Direction::HostToBoard), lane(Direction::BoardToHost));
                writeln!(self.out, "{there} · {back}")
            }
            What::Log {
                peer, level, text, ..
            } => {
                self.begin(event.t_us, Some(*peer))?;
                writeln!(self.out, "{DIM}[{}] {}{DIM:#}", level.name(), plain(text))
            }
            // Stderr has the failures.
            What::Note { failure: true, .. } => Ok(()),
            What::Note { text, .. } => writeln!(self.out, "          {}", plain(text)),
            What::Expect { text, ok: true, .. } => {
                writeln!(self.out, "          {GOOD}✓ {}{GOOD:#}", plain(text))
            }
            What::Expect { text, saw, .. } => {
                let (text, saw) = (plain(text), plain(saw));
                let text = fill!(self.lang, t::RUN_EXPECTED, text = text, saw = saw);
                writeln!(self.out, "          {BAD}✗ {text}{BAD:#}")
            }
            What::End { ok } => {
                for call in self.world.blocked() {
                    let (peer, call) = (explain::peer(call.peer).get(self.lang), &call.call);
                    let text = fill!(self.lang, t::RUN_STILL_WAITING, peer = peer, call = call);
                    writeln!(self.out, "          {WIRE}… {text}{WIRE:#}")?;
                }
                let (style, text) = if *ok {
                    (GOOD, t::RUN_END_OK)
                } else {
                    (BAD, t::RUN_END_FAILED)
                };
                writeln!(self.out, "{style}{}{style:#}", text.get(self.lang))
            }
            What::Facts(_) | What::Predict { .. } => Ok(()),
        }
    }

    /// `    1.23 ms host   `: when and who. Nobody is the wire.
    fn begin(&mut self, t_us: u64, peer: Option<Peer>) -> io::Result<()> {
        let (style, who) = match peer {
            Some(Peer::Host) => (HOST, "host"),
            Some(Peer::Board) => (BOARD, "board"),
            None => (WIRE, "wire"),
        };
        #[allow(clippy::cast_precision_loss, reason = "a display of milliseconds")]
        let ms = decimal(self.lang, t_us as f64 / 1_000.0, 2);
        write!(self.out, "{DIM}{ms:>8} ms{DIM:#} {style}{who:<6}{style:#} ")
    }

    fn step(&mut self, index: usize) -> io::Result<()> {
        let Some(step) = self
            .lesson
            .as_ref()
            .and_then(|lesson| lesson.steps.get(index))
        else {
            return Ok(());
        };
        let (title, say) = (step.title.get(self.lang), step.say.get(self.lang));
        writeln!(self.out, "\n{BOLD}{}. {title}{BOLD:#}", index + 1)?;
        for line in textwrap::wrap(say, self.width - 3) {
            writeln!(self.out, "   {line}")?;
        }
        Ok(())
    }

    fn returned(&mut self, t_us: u64, returned: &Returned) -> io::Result<()> {
        self.begin(t_us, Some(returned.peer))?;
        if let Some(fact) = &returned.errno {
            let socket = returned
                .fd
                .as_ref()
                .and_then(|fd| self.world.named(returned.peer, fd));
            let before = socket.map(|socket| socket.state);
            let why = explain::why(returned.call, fact.errno(), before).get(self.lang);
            writeln!(
                self.out,
                "  {BAD}= -1 {} ({}, {}){BAD:#}",
                fact.name, fact.number, fact.system
            )?;
            for line in textwrap::wrap(why, self.width.saturating_sub(22).max(30)) {
                writeln!(self.out, "{:17}  {line}", "")?;
            }
            return Ok(());
        }
        write!(self.out, "  = {}", returned.ret)?;
        if let Some(data) = &returned.data {
            write!(self.out, "  {:?}", clipped(data))?;
        }
        if let Some(addr) = &returned.addr {
            write!(self.out, "  {addr}")?;
        }
        if let Some(value) = &returned.value {
            match value {
                OptFact::Int(number) => write!(self.out, "  {number}")?,
                OptFact::Millis { ms } => write!(self.out, "  {ms} ms")?,
                OptFact::Linger { on, seconds } => {
                    let on = u8::from(*on);
                    let text = fill!(self.lang, t::RUN_VALUE_LINGER, on = on, seconds = seconds);
                    write!(self.out, "  {text}")?;
                }
            }
        }
        for entry in returned
            .poll
            .iter()
            .flatten()
            .filter(|entry| !entry.revents.is_empty())
        {
            write!(self.out, "  {} {}", entry.fd, entry.revents)?;
        }
        if let Some(file) = &returned.file {
            let text = fill!(
                self.lang,
                t::RUN_FILE,
                inode = file.inode,
                mode = show::mode(file.mode),
                size = file.size
            );
            write!(self.out, "  {text}")?;
        }
        writeln!(self.out)
    }

    fn state(&mut self, t_us: u64, change: &Change) -> io::Result<()> {
        self.begin(t_us, Some(change.peer))?;
        let cause = show::cause(change.cause, change.segment, self.lang);
        let evidence = show::evidence(change.evidence);
        let arrow = format!("{} → {}", change.from, change.to);
        let glyph = crate::view::glyph(change.to);
        writeln!(
            self.out,
            "  {:<5} {glyph} {BOLD}{arrow:<27}{BOLD:#} {DIM}{cause} · {}{DIM:#}",
            change.fd,
            evidence.get(self.lang)
        )
    }

    fn segment(&mut self, t_us: u64, packet: &Packet) -> io::Result<()> {
        self.begin(t_us, None)?;
        let way = match packet.dir {
            Direction::HostToBoard => "host → board",
            Direction::BoardToHost => "board → host",
        };
        let act = match packet.act {
            Act::Passed => None,
            Act::Held => Some(t::RUN_HELD),
            Act::Released => Some(t::RUN_RELEASED),
            Act::Dropped => Some(t::RUN_DROPPED),
            Act::Duplicated => Some(t::RUN_DUPLICATED),
        };
        write!(self.out, "{way}  #{} ", packet.id.0)?;
        if packet.is_tcp() {
            let Relative { seq, ack, win } = self.world.numbers.of(packet);
            write!(
                self.out,
                "{BOLD}{}{BOLD:#} seq {seq}",
                show::bits(packet.flags)
            )?;
            if packet.flags.contains(Flags::ACK) {
                write!(self.out, " ack {ack}")?;
            }
            write!(self.out, " win {win} len {}", packet.len)?;
        } else {
            write!(self.out, "{BOLD}UDP{BOLD:#} len {}", packet.len)?;
        }
        if packet.retransmissions > 0 {
            write!(self.out, " +{}", packet.retransmissions)?;
        }
        match act {
            Some(text) => writeln!(self.out, "  {WIRE}{}{WIRE:#}", text.get(self.lang)),
            None => writeln!(self.out),
        }
    }
}

fn arrow(dir: Direction) -> &'static str {
    match dir {
        Direction::HostToBoard => "host → board:",
        Direction::BoardToHost => "board → host:",
    }
}

/// Long data is shown by its beginning and its length.
fn clipped(data: &str) -> String {
    const MOST: usize = 60;
    match data.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}… ({})", &data[..end], data.len()),
        None => data.to_owned(),
    }
}
