//! The canonical text of everything the parser reads. What is written here, parses to the same.

use std::convert::Infallible;
use std::fmt::{self, Display, Formatter};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use sockscope_link::{Call, Data, Fd, Rewrite};

use super::argument;
use super::ast::*;
use super::expect::{Expect, Held, Outcome};
use super::line::{CallLine, Line, LineKind};
use super::wire::{Cutting, Lane, Pick, WireCommand};
use super::words::{self, word_for};

impl Display for FdExpr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            FdExpr::Name(name) => name.fmt(f),
            FdExpr::Number(number) => number.fmt(f),
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Place::Of(_) | Place::Of6(_) => {
                f.write_str(word_for(&words::PLACES, *self).unwrap_or("?"))
            }
            Place::Ip(IpAddr::V4(ip)) if ip.is_unspecified() => f.write_str("ANY"),
            Place::Ip(IpAddr::V6(ip)) if ip.is_unspecified() => f.write_str("ANY6"),
            Place::Ip(IpAddr::V4(ip)) => ip.fmt(f),
            Place::Ip(IpAddr::V6(ip)) => write!(f, "[{ip}]"),
        }
    }
}

impl Display for Endpoint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.place, self.port)
    }
}

/// A C string literal, UTF-8 left as it is.
struct Quoted<'a>(&'a [u8]);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for chunk in self.0.utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '"' => f.write_str("\\\"")?,
                    '\\' => f.write_str("\\\\")?,
                    '\n' => f.write_str("\\n")?,
                    '\r' => f.write_str("\\r")?,
                    '\t' => f.write_str("\\t")?,
                    c if super::error::printable(c) == c => write!(f, "{c}")?,
                    c => hex(f, c.encode_utf8(&mut [0; 4]).as_bytes())?,
                }
            }
            hex(f, chunk.invalid())?;
        }
        f.write_str("\"")
    }
}

fn hex(f: &mut Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "\\x{byte:02X}"))
}

impl Display for DataExpr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Quoted(&self.bytes).fmt(f)?;
        match self.times {
            1 => Ok(()),
            times => write!(f, " * {times}"),
        }
    }
}

/// The canonical text of a call as it stands in a script.
pub fn written(call: &CallExpr) -> String {
    format!("{}({})", call.name(), argument::written(call).join(", "))
}

/// How a call with numbers is written: what the timeline shows of a call that no script spelled.
pub fn call_text(call: &Call) -> String {
    written(&spelled(call))
}

/// A call with numbers as a script can have it: its descriptors by number, its addresses in figures.
pub fn spelled(call: &Call) -> CallExpr {
    match call.rewritten(&Figures) {
        Ok(call) => call,
        Err(never) => match never {},
    }
}

impl From<SocketAddr> for Endpoint {
    fn from(addr: SocketAddr) -> Endpoint {
        Endpoint {
            place: Place::Ip(addr.ip()),
            port: addr.port(),
        }
    }
}

impl From<&Data> for DataExpr {
    fn from(data: &Data) -> DataExpr {
        match data {
            Data::Bytes(bytes) => DataExpr {
                bytes: bytes.clone(),
                times: 1,
            },
            Data::Fill { byte, len } => DataExpr {
                bytes: vec![*byte],
                times: *len,
            },
        }
    }
}

/// Writes a call with its descriptors as numbers and its addresses in figures.
struct Figures;

impl Rewrite<Fd, SocketAddr, Data> for Figures {
    type Fd = FdExpr;
    type Addr = Endpoint;
    type Data = DataExpr;
    type Error = Infallible;

    fn fd(&self, fd: &Fd) -> Result<FdExpr, Infallible> {
        Ok(FdExpr::Number(*fd))
    }

    fn addr(&self, addr: &SocketAddr) -> Result<Endpoint, Infallible> {
        Ok((*addr).into())
    }

    fn data(&self, data: &Data) -> Result<DataExpr, Infallible> {
        Ok(data.into())
    }
}

impl CallLine {
    /// The line without who makes the call: `s = socket(AF_INET, SOCK_STREAM)`.
    pub fn text(&self) -> String {
        match &self.assign {
            Some(name) => format!("{name} = {}", written(&self.call)),
            None => written(&self.call),
        }
    }
}

impl Display for CallLine {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.actor)?;
        if let Some(name) = &self.assign {
            write!(f, "{name} = ")?;
        }
        write!(
            f,
            "{}{}",
            written(&self.call),
            if self.background { " &" } else { "" }
        )
    }
}

impl Display for Lane {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Lane::Both => f.write_str("both"),
            Lane::From(actor) => write!(f, "{actor}->{}", actor.opposite()),
        }
    }
}

/// A direction after a word; both ways need no word.
struct After(Lane);

impl Display for After {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Lane::Both => Ok(()),
            lane => write!(f, " {lane}"),
        }
    }
}

/// Which segments, after a word; the oldest one needs no word.
struct Which(Pick);

impl Display for Which {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Pick::Next { count: 1, lane } => After(lane).fmt(f),
            Pick::Next { count, lane } => write!(f, " {count}{}", After(lane)),
            Pick::Id(id) => write!(f, " segment {id}"),
            Pick::All(lane) => write!(f, " all{}", After(lane)),
        }
    }
}

impl Display for WireCommand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            WireCommand::Open(lane) => write!(f, "open{}", After(lane)),
            WireCommand::Hold(lane) => write!(f, "hold{}", After(lane)),
            WireCommand::Release(pick) => write!(f, "release{}", Which(pick)),
            WireCommand::Drop(pick) => write!(f, "drop{}", Which(pick)),
            WireCommand::Duplicate(pick) => write!(f, "duplicate{}", Which(pick)),
            WireCommand::Delay { ms, lane } => write!(f, "delay {ms}{}", After(lane)),
            WireCommand::Reorder(lane) => write!(f, "reorder{}", After(lane)),
            WireCommand::Cut(Cutting::Cable) => f.write_str("unplug"),
            WireCommand::Mend(Cutting::Cable) => f.write_str("plug"),
            WireCommand::Cut(Cutting::End(actor)) => write!(f, "off {actor}"),
            WireCommand::Mend(Cutting::End(actor)) => write!(f, "on {actor}"),
            WireCommand::RealTimers => f.write_str("timers real"),
        }
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Ok => f.write_str("ok"),
            Outcome::Return(number) => number.fmt(f),
            Outcome::Errno(errno) => f.write_str(errno.name()),
            Outcome::Data(data) => data.fmt(f),
            Outcome::Address(endpoint) => endpoint.fmt(f),
            Outcome::Value(value) => write!(f, "value {}", argument::write::value_text(value)),
            Outcome::Size(size) => write!(f, "size {size}"),
            Outcome::Events(all) => {
                let all: Vec<String> = all
                    .iter()
                    .map(|set| argument::write::events(*set))
                    .collect();
                f.write_str(&all.join(", "))
            }
            Outcome::FileFlags { nonblock } => f.write_str(argument::write::file_flags(*nonblock)),
            Outcome::Blocked => f.write_str("blocked"),
        }
    }
}

impl Display for Expect {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expect::State {
                actor,
                name: Some(name),
                state,
            } => write!(f, "{actor}.{name} {state}"),
            Expect::State {
                actor,
                name: None,
                state,
            } => write!(f, "{actor} {state}"),
            Expect::Outcome {
                actor: Some(actor),
                outcome,
            } => write!(f, "{actor} {outcome}"),
            Expect::Outcome {
                actor: None,
                outcome,
            } => outcome.fmt(f),
            Expect::Held {
                what: Held::Count(count),
                lane,
            } => write!(f, "held {count}{}", After(*lane)),
            Expect::Held {
                what: Held::Flags(flags),
                lane,
            } => write!(f, "held {flags}{}", After(*lane)),
            Expect::Segment {
                flags,
                seq,
                ack,
                lane,
            } => {
                write!(f, "segment {flags}")?;
                for (word, number) in [("seq", seq), ("ack", ack)] {
                    if let Some(number) = number {
                        write!(f, " {word} {number}")?;
                    }
                }
                After(*lane).fmt(f)
            }
            Expect::Not(inner) => write!(f, "not {inner}"),
            Expect::Any(all) => {
                let all: Vec<String> = all.iter().map(Expect::to_string).collect();
                f.write_str(&all.join(" or "))
            }
        }
    }
}

/// A time: whole seconds need no unit.
struct Seconds(Duration);

impl Display for Seconds {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            ms if ms % 1000 == 0 => write!(f, "{}", ms / 1000),
            ms => write!(f, "{ms}ms"),
        }
    }
}

impl Display for LineKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            LineKind::Call(call) => call.fmt(f),
            LineKind::Wire(command) => write!(f, "wire: {command}"),
            LineKind::Expect(expect) => write!(f, "expect {expect}"),
            LineKind::Timeout(time) => write!(f, "timeout {}", Seconds(*time)),
            LineKind::Sleep(time) => write!(f, "sleep {}", Seconds(*time)),
            LineKind::Reset => f.write_str("board: reset"),
            LineKind::Note(text) if text.is_empty() => f.write_str("note"),
            LineKind::Note(text) => write!(f, "note {text}"),
        }
    }
}

/// The canonical text of the line.
impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}
