//! What a script says, before any name has a number.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sockscope_link::{
    Data, Direction, Domain, Errno, GateCommand, How, Kind, Opt, OptValue, SegmentId, State, Which,
};

use crate::peer::Peer;

/// The part that the host plays; the board plays the other one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The host is the server.
    #[default]
    Server,
    /// The host is the client.
    Client,
}

impl Role {
    /// `server` or `client`.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Server => "server",
            Role::Client => "client",
        }
    }

    /// The peer that is the server.
    pub const fn server(self) -> Peer {
        match self {
            Role::Server => Peer::Host,
            Role::Client => Peer::Board,
        }
    }
}

/// Who makes a call: a peer by its name, or by the part it plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// `host`
    Host,
    /// `board`
    Board,
    /// `server`: the peer that plays the server.
    Server,
    /// `client`: the other one.
    Client,
}

impl Actor {
    /// Every actor.
    pub const ALL: [Actor; 4] = [Actor::Host, Actor::Board, Actor::Server, Actor::Client];

    /// `host`, `board`, `server` or `client`.
    pub const fn name(self) -> &'static str {
        match self {
            Actor::Host => "host",
            Actor::Board => "board",
            Actor::Server => "server",
            Actor::Client => "client",
        }
    }

    /// The other end, named in the same way.
    pub const fn opposite(self) -> Actor {
        match self {
            Actor::Host => Actor::Board,
            Actor::Board => Actor::Host,
            Actor::Server => Actor::Client,
            Actor::Client => Actor::Server,
        }
    }

    /// Which peer it is when the host plays `role`.
    pub const fn peer(self, role: Role) -> Peer {
        match self {
            Actor::Host => Peer::Host,
            Actor::Board => Peer::Board,
            Actor::Server => role.server(),
            Actor::Client => role.server().other(),
        }
    }
}

impl From<Peer> for Actor {
    fn from(peer: Peer) -> Actor {
        match peer {
            Peer::Host => Actor::Host,
            Peer::Board => Actor::Board,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The name of a descriptor: letters, digits and `_`, at most [`Name::MAX`] of them, a letter or
/// `_` first, and no word of the language. Each peer has names of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(pub(super) String);

impl Name {
    /// How many characters a name can have.
    pub const MAX: usize = 32;

    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A descriptor in a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FdExpr {
    /// By the name that `socket()` or `accept()` was assigned to.
    Name(Name),
    /// By its number, even one that no descriptor has: `close(99)`.
    Number(i32),
}

/// The place that an address stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// `HOST`, `BOARD`, `SERVER` or `CLIENT`: that end's address on the wire.
    Of(Actor),
    /// An address in figures; also `ANY`, `ANY6`, `LOOPBACK`, `LOOPBACK6`.
    Ip(IpAddr),
}

/// The words for well-known addresses.
pub(super) const ADDRESS_WORDS: [(&str, IpAddr); 4] = [
    ("ANY", IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
    ("ANY6", IpAddr::V6(Ipv6Addr::UNSPECIFIED)),
    ("LOOPBACK", IpAddr::V4(Ipv4Addr::LOCALHOST)),
    ("LOOPBACK6", IpAddr::V6(Ipv6Addr::LOCALHOST)),
];

/// An address and a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// The address.
    pub place: Place,
    /// The port.
    pub port: u16,
}

/// The bytes of a `send()`: a text, perhaps many times.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DataExpr {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many times they stand there.
    pub times: u32,
}

impl DataExpr {
    /// The most bytes that one call can send: one byte repeated.
    pub const MAX_FILL: u32 = 1 << 24;
    /// The most bytes of a longer text repeated.
    pub const MAX_REPEAT: u32 = 1 << 16;

    /// How many bytes it stands for.
    pub fn len(&self) -> usize {
        self.bytes.len() * self.times as usize
    }

    /// Whether it stands for no byte at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same as the link carries it.
    pub fn to_data(&self) -> Data {
        match (self.bytes.as_slice(), self.times) {
            (&[byte], times) if times != 1 => Data::Fill { byte, len: times },
            (bytes, times) => Data::Bytes(bytes.repeat(times as usize)),
        }
    }

    /// Whether it stands for exactly these bytes.
    pub fn matches(&self, received: &[u8]) -> bool {
        self.len() == received.len()
            && (self.bytes.is_empty()
                || received
                    .chunks(self.bytes.len())
                    .all(|chunk| chunk == self.bytes))
    }
}

/// One entry of `poll()`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PollExpr {
    /// Which descriptor.
    pub fd: FdExpr,
    /// What is asked for: a set of `PollFd::IN` and `PollFd::OUT`.
    pub events: u16,
}

/// A call as it is written: descriptors by name, addresses by place. [`super::resolve`] makes a
/// [`sockscope_link::Call`] of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "the variants and arguments are those of `sockscope_link::Call`"
)]
pub enum CallExpr {
    Socket {
        domain: Domain,
        kind: Kind,
        protocol: i32,
    },
    Bind {
        fd: FdExpr,
        addr: Endpoint,
    },
    Listen {
        fd: FdExpr,
        backlog: i32,
    },
    Accept {
        fd: FdExpr,
    },
    Connect {
        fd: FdExpr,
        addr: Endpoint,
    },
    Send {
        fd: FdExpr,
        data: DataExpr,
    },
    Write {
        fd: FdExpr,
        data: DataExpr,
    },
    Recv {
        fd: FdExpr,
        len: u32,
    },
    Read {
        fd: FdExpr,
        len: u32,
    },
    SendTo {
        fd: FdExpr,
        data: DataExpr,
        addr: Endpoint,
    },
    RecvFrom {
        fd: FdExpr,
        len: u32,
    },
    Shutdown {
        fd: FdExpr,
        how: How,
    },
    Close {
        fd: FdExpr,
    },
    GetSockName {
        fd: FdExpr,
    },
    GetPeerName {
        fd: FdExpr,
    },
    GetSockOpt {
        fd: FdExpr,
        opt: Opt,
    },
    SetSockOpt {
        fd: FdExpr,
        opt: Opt,
        value: OptValue,
    },
    SetNonBlock {
        fd: FdExpr,
        on: bool,
    },
    Fstat {
        fd: FdExpr,
    },
    Poll {
        fds: Vec<PollExpr>,
        timeout_ms: i32,
    },
}

impl CallExpr {
    /// The most bytes that `recv()` and its kin can ask for.
    pub const MAX_RECV: u32 = 1 << 24;
    /// The most entries of one `poll()`.
    pub const MAX_POLL: usize = 64;

    /// The call's name in C, without parentheses.
    pub const fn name(&self) -> &'static str {
        match self {
            CallExpr::Socket { .. } => "socket",
            CallExpr::Bind { .. } => "bind",
            CallExpr::Listen { .. } => "listen",
            CallExpr::Accept { .. } => "accept",
            CallExpr::Connect { .. } => "connect",
            CallExpr::Send { .. } => "send",
            CallExpr::Write { .. } => "write",
            CallExpr::Recv { .. } => "recv",
            CallExpr::Read { .. } => "read",
            CallExpr::SendTo { .. } => "sendto",
            CallExpr::RecvFrom { .. } => "recvfrom",
            CallExpr::Shutdown { .. } => "shutdown",
            CallExpr::Close { .. } => "close",
            CallExpr::GetSockName { .. } => "getsockname",
            CallExpr::GetPeerName { .. } => "getpeername",
            CallExpr::GetSockOpt { .. } => "getsockopt",
            CallExpr::SetSockOpt { .. } => "setsockopt",
            CallExpr::SetNonBlock { .. } => "fcntl",
            CallExpr::Fstat { .. } => "fstat",
            CallExpr::Poll { .. } => "poll",
        }
    }

    /// The descriptor that the call is about; `socket` and `poll` have none.
    pub const fn fd(&self) -> Option<&FdExpr> {
        match self {
            CallExpr::Socket { .. } | CallExpr::Poll { .. } => None,
            CallExpr::Bind { fd, .. }
            | CallExpr::Listen { fd, .. }
            | CallExpr::Accept { fd }
            | CallExpr::Connect { fd, .. }
            | CallExpr::Send { fd, .. }
            | CallExpr::Write { fd, .. }
            | CallExpr::Recv { fd, .. }
            | CallExpr::Read { fd, .. }
            | CallExpr::SendTo { fd, .. }
            | CallExpr::RecvFrom { fd, .. }
            | CallExpr::Shutdown { fd, .. }
            | CallExpr::Close { fd }
            | CallExpr::GetSockName { fd }
            | CallExpr::GetPeerName { fd }
            | CallExpr::GetSockOpt { fd, .. }
            | CallExpr::SetSockOpt { fd, .. }
            | CallExpr::SetNonBlock { fd, .. }
            | CallExpr::Fstat { fd } => Some(fd),
        }
    }

    /// Whether it returns a new descriptor, which can be given a name.
    pub const fn makes_fd(&self) -> bool {
        matches!(self, CallExpr::Socket { .. } | CallExpr::Accept { .. })
    }
}

/// A line that makes a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallLine {
    /// Who makes it.
    pub actor: Actor,
    /// The name that the descriptor it returns is given.
    pub assign: Option<Name>,
    /// The call.
    pub call: CallExpr,
    /// `&`: it runs in a thread of its own, and the actor's next line does not wait for it.
    pub background: bool,
}

/// Which way on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Both ways; written as nothing at all, or `both`.
    #[default]
    Both,
    /// From one actor to the other: `host->board`, `client->server` …
    From(Actor),
}

impl Lane {
    /// The direction when the host plays `role`; `None` is both.
    pub const fn direction(self, role: Role) -> Option<Direction> {
        match self {
            Lane::Both => None,
            Lane::From(actor) => Some(match actor.peer(role) {
                Peer::Host => Direction::HostToBoard,
                Peer::Board => Direction::BoardToHost,
            }),
        }
    }
}

/// Which held segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pick {
    /// The oldest `count` of them, one after the other.
    Next {
        /// How many; at least 1.
        count: u32,
        /// Which way.
        lane: Lane,
    },
    /// The one with this number: `segment 7`.
    Id(u32),
    /// All that are held now.
    All(Lane),
}

impl Pick {
    /// The most segments that one line can count off.
    pub const MAX_COUNT: u32 = 1000;

    fn each(self, role: Role, command: impl Fn(Which) -> GateCommand) -> Vec<GateCommand> {
        match self {
            Pick::Next { count, lane } => {
                vec![command(Which::Next(lane.direction(role))); count as usize]
            }
            Pick::Id(id) => vec![command(Which::Id(SegmentId(id)))],
            Pick::All(lane) => vec![command(Which::All(lane.direction(role)))],
        }
    }
}

/// A line for the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WireCommand {
    /// `open`: let everything go, hold nothing, delay nothing.
    Open(Lane),
    /// `hold`: hold every segment from now on.
    Hold(Lane),
    /// `release`: let held segments go; waits until there is one.
    Release(Pick),
    /// `drop`: take held segments off the wire; waits until there is one.
    Drop(Pick),
    /// `duplicate`: put a copy of held segments on the wire; waits until there is one.
    Duplicate(Pick),
    /// `delay`: let each segment pass late; 0 ends it.
    Delay {
        /// Milliseconds, at most [`WireCommand::MAX_DELAY_MS`].
        ms: u32,
        /// Which way.
        lane: Lane,
    },
    /// `reorder`: swap the two oldest held segments.
    Reorder(Lane),
}

impl WireCommand {
    /// The longest delay, in milliseconds: a minute.
    pub const MAX_DELAY_MS: u32 = 60_000;

    /// What the gate is told when the host plays `role`, in order. `release 3` is three commands:
    /// each of them waits for a held segment.
    pub fn commands(self, role: Role) -> Vec<GateCommand> {
        match self {
            WireCommand::Open(lane) => vec![GateCommand::Open(lane.direction(role))],
            WireCommand::Hold(lane) => vec![GateCommand::Hold(lane.direction(role))],
            WireCommand::Release(pick) => pick.each(role, GateCommand::Release),
            WireCommand::Drop(pick) => pick.each(role, GateCommand::Drop),
            WireCommand::Duplicate(pick) => pick.each(role, GateCommand::Duplicate),
            WireCommand::Delay { ms, lane } => {
                vec![GateCommand::Delay {
                    ms,
                    dir: lane.direction(role),
                }]
            }
            WireCommand::Reorder(lane) => vec![GateCommand::Reorder(lane.direction(role))],
        }
    }

    /// Whether it waits (up to the timeout) until a segment is held.
    pub const fn waits(self) -> bool {
        matches!(
            self,
            WireCommand::Release(_)
                | WireCommand::Drop(_)
                | WireCommand::Duplicate(_)
                | WireCommand::Reorder(_)
        )
    }
}

/// How a call is expected to end, or that it has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// `ok`: it succeeded, whatever it returned.
    Ok,
    /// A number: it returned exactly that.
    Return(i64),
    /// An errno: it failed with that.
    Errno(Errno),
    /// A text: it received exactly these bytes.
    Data(DataExpr),
    /// An address: `accept`, `getsockname`, `getpeername` or `recvfrom` filled in this one.
    Address(Endpoint),
    /// `value …`: `getsockopt` filled in this one.
    Value(OptValue),
    /// `blocked`: it has not returned and is waiting.
    Blocked,
}

/// What is expected to be so, now or before the timeout is over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expect {
    /// The state of a socket.
    State {
        /// Whose.
        actor: Actor,
        /// The name of its descriptor; it stands for the same socket after `close()` too. `s.1` is
        /// the first connection that waits in the queue of `s`. Without a name: some socket of the
        /// actor, with or without a descriptor.
        name: Option<Name>,
        /// The state.
        state: State,
    },
    /// How the last call ended.
    Outcome {
        /// Whose last call; without an actor, the last call of the script.
        actor: Option<Actor>,
        /// How.
        outcome: Outcome,
    },
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// `host: …`: a call.
    Call(CallLine),
    /// `wire: …`: a command for the gate.
    Wire(WireCommand),
    /// `expect …`
    Expect(Expect),
    /// `timeout …`: how long the lines after it wait at most.
    Timeout(Duration),
    /// `note …`: a text for the timeline.
    Note(String),
}

/// One line of a script.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// Its number, from 1.
    pub number: u32,
    /// As it was written, without the comment and the space around it.
    pub source: String,
    /// What it says.
    pub kind: LineKind,
}
