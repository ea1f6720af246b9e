//! The canonical text of everything the parser reads. What is written here, parses to the same.

use std::fmt::{self, Display, Formatter};
use std::net::{IpAddr, SocketAddr};

use sockscope_link::{Call, Data, OptValue, PollFd};

use super::ast::*;
use super::words::{self, DOMAINS, EVENTS, HOWS, KINDS, PROTOCOLS, word_for};

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
            Place::Of(actor) => f.write_str(word_for(&words::PLACES, *actor).unwrap_or("?")),
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

struct Value(OptValue);

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            OptValue::Int(value) => value.fmt(f),
            OptValue::Linger(linger) => write!(f, "{}, {}", u8::from(linger.on), linger.seconds),
            OptValue::Millis(ms) => write!(f, "{ms}ms"),
        }
    }
}

struct Events(u16);

impl Display for Events {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let asked: Vec<&str> = EVENTS
            .iter()
            .filter(|(_, bit)| self.0 & bit != 0)
            .map(|(name, _)| *name)
            .collect();
        f.write_str(if asked.is_empty() { "0" } else { "" })?;
        f.write_str(&asked.join("+"))
    }
}

/// The canonical text of a call, given how its descriptors, addresses and data are shown; one
/// writer for calls with names and calls with numbers.
struct CallText<'a> {
    name: &'a str,
    args: Vec<String>,
}

impl Display for CallText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, self.args.join(", "))
    }
}

impl Display for CallExpr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut args: Vec<String> = self.fd().map(FdExpr::to_string).into_iter().collect();
        match self {
            CallExpr::Socket {
                domain,
                kind,
                protocol,
            } => {
                args.extend(word_for(&DOMAINS, *domain).map(str::to_string));
                args.extend(word_for(&KINDS, *kind).map(str::to_string));
                if *protocol != 0 {
                    let word = word_for(&PROTOCOLS, *protocol);
                    args.push(word.map_or_else(|| protocol.to_string(), str::to_string));
                }
            }
            CallExpr::Bind { addr, .. } | CallExpr::Connect { addr, .. } => {
                args.push(addr.to_string());
            }
            CallExpr::Listen { backlog, .. } => args.push(backlog.to_string()),
            CallExpr::Send { data, .. } | CallExpr::Write { data, .. } => {
                args.push(data.to_string());
            }
            CallExpr::SendTo { data, addr, .. } => {
                args.extend([data.to_string(), addr.to_string()]);
            }
            CallExpr::Recv { len, .. }
            | CallExpr::Read { len, .. }
            | CallExpr::RecvFrom { len, .. } => args.push(len.to_string()),
            CallExpr::Shutdown { how, .. } => {
                args.extend(word_for(&HOWS, *how).map(str::to_string));
            }
            CallExpr::GetSockOpt { opt, .. } => args.push(opt.name().to_string()),
            CallExpr::SetSockOpt { opt, value, .. } => {
                args.extend([opt.name().to_string(), Value(*value).to_string()]);
            }
            CallExpr::SetNonBlock { on, .. } => {
                args.extend(["F_SETFL", if *on { "O_NONBLOCK" } else { "0" }].map(str::to_string));
            }
            CallExpr::Poll { fds, timeout_ms } => {
                args.extend(fds.iter().map(|p| format!("{} {}", p.fd, Events(p.events))));
                args.push(timeout_ms.to_string());
            }
            CallExpr::Accept { .. }
            | CallExpr::Close { .. }
            | CallExpr::GetSockName { .. }
            | CallExpr::GetPeerName { .. }
            | CallExpr::Fstat { .. } => {}
        }
        CallText {
            name: self.name(),
            args,
        }
        .fmt(f)
    }
}

/// How a call with numbers is written: what the timeline shows of a call that no script spelled.
pub fn call_text(call: &Call) -> String {
    CallExpr::from(call).to_string()
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

impl From<&PollFd> for PollExpr {
    fn from(entry: &PollFd) -> PollExpr {
        PollExpr {
            fd: FdExpr::Number(entry.fd),
            events: entry.events,
        }
    }
}

/// The call with its descriptors as numbers and its addresses in figures.
impl From<&Call> for CallExpr {
    fn from(call: &Call) -> CallExpr {
        let fd = FdExpr::Number(call.fd().unwrap_or(-1));
        match call {
            Call::Socket {
                domain,
                kind,
                protocol,
            } => CallExpr::Socket {
                domain: *domain,
                kind: *kind,
                protocol: *protocol,
            },
            Call::Bind { addr, .. } => CallExpr::Bind {
                fd,
                addr: (*addr).into(),
            },
            Call::Listen { backlog, .. } => CallExpr::Listen {
                fd,
                backlog: *backlog,
            },
            Call::Accept { .. } => CallExpr::Accept { fd },
            Call::Connect { addr, .. } => CallExpr::Connect {
                fd,
                addr: (*addr).into(),
            },
            Call::Send { data, .. } => CallExpr::Send {
                fd,
                data: data.into(),
            },
            Call::Write { data, .. } => CallExpr::Write {
                fd,
                data: data.into(),
            },
            Call::Recv { len, .. } => CallExpr::Recv { fd, len: *len },
            Call::Read { len, .. } => CallExpr::Read { fd, len: *len },
            Call::SendTo { data, addr, .. } => CallExpr::SendTo {
                fd,
                data: data.into(),
                addr: (*addr).into(),
            },
            Call::RecvFrom { len, .. } => CallExpr::RecvFrom { fd, len: *len },
            Call::Shutdown { how, .. } => CallExpr::Shutdown { fd, how: *how },
            Call::Close { .. } => CallExpr::Close { fd },
            Call::GetSockName { .. } => CallExpr::GetSockName { fd },
            Call::GetPeerName { .. } => CallExpr::GetPeerName { fd },
            Call::GetSockOpt { opt, .. } => CallExpr::GetSockOpt { fd, opt: *opt },
            Call::SetSockOpt { opt, value, .. } => CallExpr::SetSockOpt {
                fd,
                opt: *opt,
                value: *value,
            },
            Call::SetNonBlock { on, .. } => CallExpr::SetNonBlock { fd, on: *on },
            Call::Fstat { .. } => CallExpr::Fstat { fd },
            Call::Poll { fds, timeout_ms } => CallExpr::Poll {
                fds: fds.iter().map(PollExpr::from).collect(),
                timeout_ms: *timeout_ms,
            },
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
            self.call,
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
            Outcome::Value(value) => write!(f, "value {}", Value(*value)),
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
            } => {
                write!(f, "expect {actor}.{name} {state}")
            }
            Expect::State {
                actor,
                name: None,
                state,
            } => write!(f, "expect {actor} {state}"),
            Expect::Outcome {
                actor: Some(actor),
                outcome,
            } => {
                write!(f, "expect {actor} {outcome}")
            }
            Expect::Outcome {
                actor: None,
                outcome,
            } => write!(f, "expect {outcome}"),
        }
    }
}

impl Display for LineKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            LineKind::Call(call) => call.fmt(f),
            LineKind::Wire(command) => write!(f, "wire: {command}"),
            LineKind::Expect(expect) => expect.fmt(f),
            LineKind::Timeout(time) => match time.as_millis() {
                ms if ms % 1000 == 0 => write!(f, "timeout {}", ms / 1000),
                ms => write!(f, "timeout {ms}ms"),
            },
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
