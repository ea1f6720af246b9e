//! The timeline as text: one plain line an event, so that a screen reader can read it too.
//!
//! ```text
//!    0.412 host   s = socket(AF_INET, SOCK_STREAM)
//!    0.430 host   s  ○ CLOSED → UNBOUND             call · measured
//!    2.118 wire   board → host  #1 SYN seq 0 win 64240 len 0
//! ```

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::Wanted;
use crate::fill;
use crate::lesson;
use crate::peer::Peer;
use crate::timeline::{Event, Fact, What};
use crate::words::tell::{self, Line, Look};
use crate::words::{Lang, decimal, t};
use crate::world::World;

/// Before what no peer did.
const ASIDE: &str = "          ";
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const HOST: Style = AnsiColor::Cyan.on_default();
const BOARD: Style = AnsiColor::Magenta.on_default();
const WIRE: Style = AnsiColor::Yellow.on_default();

/// The whole session as `run` prints it, without colours.
pub(super) fn export(wanted: &Wanted) -> Result<Vec<u8>, Fact> {
    let mut painted = Vec::new();
    let mut painter = Painter::new(&mut painted, COLUMNS, wanted.lang);
    for event in wanted.events {
        // Writing into memory cannot fail.
        let _ = painter.paint(event);
    }
    let text = String::from_utf8_lossy(&painted);
    Ok(without_colours(&text).into_bytes())
}

/// How wide the lines of a file are.
const COLUMNS: usize = 80;

/// The text without the colours of the painter: nothing else in it begins with an escape.
fn without_colours(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, piece) in text.split("\u{1b}[").enumerate() {
        let colour = piece.find('m').filter(|_| number > 0);
        out.push_str(colour.map_or(piece, |end| &piece[end + 1..]));
    }
    out
}

/// Writes events as text, with colours; who takes the lines strips these where they are not wanted.
pub struct Painter<W> {
    out: W,
    lang: Lang,
    width: usize,
    /// What was so before the event that is painted.
    world: World,
}

impl<W: Write> Painter<W> {
    /// A painter of lines of `width` columns.
    pub fn new(out: W, width: usize, lang: Lang) -> Self {
        Painter {
            out,
            lang,
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
        let line = tell::line(event, &self.world, self.lang);
        match &event.what {
            // Nothing happened in them, or the question was asked elsewhere.
            What::Facts(_) | What::Source(_) | What::Ask(_) | What::Predict(_) => Ok(()),
            // Stderr has the failures.
            What::Note { failure: true, .. } => Ok(()),
            What::Session(_) => self.line("", &line),
            What::Step { say, told, .. } => {
                writeln!(self.out)?;
                self.line("", &line)?;
                self.wrapped("   ", say.get(self.lang.code()))?;
                match told {
                    true => self.wrapped("   ", &self.why_told()),
                    false => Ok(()),
                }
            }
            What::Note { .. } | What::Expect { .. } => self.line(ASIDE, &line),
            What::Verdict(_) => {
                self.line(ASIDE, &line)?;
                line.why.iter().try_for_each(|why| self.wrapped(ASIDE, why))
            }
            What::End { .. } => {
                self.still_waiting()?;
                self.line("", &line)
            }
            _ => {
                let told = matches!(
                    event.what,
                    What::Blocked { .. } | What::Return(_) | What::State(_)
                );
                self.begin(event, &line)?;
                self.line(if told { "  " } else { "" }, &line)?;
                match &line.why {
                    Some(why) => self.wrapped("                   ", why),
                    None => Ok(()),
                }
            }
        }
    }

    /// `    1.23 ms host   `: when and who. Nobody is the wire.
    fn begin(&mut self, event: &Event, line: &Line) -> io::Result<()> {
        let peer = line
            .peer
            .filter(|_| !matches!(event.what, What::Segment(_)));
        let (style, who) = match peer {
            Some(Peer::Host) => (HOST, tell::who(&self.world, Peer::Host)),
            Some(Peer::Board) => (BOARD, tell::who(&self.world, Peer::Board)),
            None => (WIRE, "wire".into()),
        };
        #[allow(clippy::cast_precision_loss, reason = "a display of milliseconds")]
        let ms = decimal(self.lang, event.t_us as f64 / 1_000.0, 2);
        write!(self.out, "{DIM}{ms:>8} ms{DIM:#} {style}{who:<6}{style:#} ")
    }

    fn line(&mut self, indent: &str, line: &Line) -> io::Result<()> {
        write!(self.out, "{indent}")?;
        for (look, text) in &line.parts {
            let style = style(*look);
            write!(self.out, "{style}{text}{style:#}")?;
        }
        writeln!(self.out)
    }

    fn why_told(&self) -> String {
        let session = self.world.session.as_ref();
        let lesson = session.and_then(|session| lesson::find(&session.lesson));
        let program = lesson.is_some_and(|lesson| lesson.program.is_some());
        tell::why_told(&self.world, program, self.lang)
    }

    fn wrapped(&mut self, indent: &str, text: &str) -> io::Result<()> {
        let room = self.width.saturating_sub(indent.len()).max(30);
        textwrap::wrap(text, room)
            .iter()
            .try_for_each(|line| writeln!(self.out, "{indent}{line}"))
    }

    /// At the end: the calls that are blocked for ever.
    fn still_waiting(&mut self) -> io::Result<()> {
        for call in self.world.blocked() {
            let peer = tell::spoken(&self.world, call.peer, self.lang);
            let call = &call.call;
            let text = fill!(self.lang, t::RUN_STILL_WAITING, peer = peer, call = call);
            writeln!(self.out, "{ASIDE}{WIRE}… {text}{WIRE:#}")?;
        }
        Ok(())
    }
}

const fn style(look: Look) -> Style {
    match look {
        Look::Plain => Style::new(),
        Look::Dim => DIM,
        Look::Strong => BOLD,
        Look::Good => GOOD,
        Look::Bad => BAD,
        Look::Waiting => WIRE,
    }
}
