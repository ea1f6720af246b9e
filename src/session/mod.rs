//! A session: two peers, the channel that their reports come through, and the clock that stamps
//! them. The model decides, the session delivers.
//!
//! ```text
//!   host thread ──┐                       ┌──► host thread
//!   board thread ─┼──► inbox ──► update ──┤
//!   input thread ─┘   (stamped)           └──► board thread
//! ```

mod choice;
mod look;
mod serial;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use sockscope_board::{Address, Config};
use sockscope_link::{Command, System};

pub use choice::BoardChoice;
pub use look::look_for_boards;
pub use serial::{Tell, Waiting};

use crate::board::serial::{LinkError, Place, SerialBoard};
use crate::board::{self, PairThread, VirtualBoard};
use crate::fact;
use crate::host::{HostHandle, HostPeer, Observer};
use crate::lesson::Timers;
use crate::pair::Pair;
use crate::peer::{Peer, Sink};
use crate::run::{Message, Systems};
use crate::script::Role;
use crate::timeline::{self, Arg, Fact, HostKind};
use crate::wire::{PREFIX, PREFIX6, SocketSource, Wire, WireError, WireOptions};
use crate::words::{Lang, t, tell};

/// What a session is to be.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which board.
    pub board: BoardChoice,
    /// The lesson's name, the script's file, or `-`.
    pub lesson: String,
    /// The language.
    pub lang: Lang,
    /// The part that the host plays.
    pub role: Role,
    /// Whether the private wire is to have IPv6 addresses too.
    pub ipv6: bool,
    /// Whether the program freezes the wire, and so needs one with a gate.
    pub needs_gate: bool,
    /// Whose timers the kernel has on the private wire.
    pub timers: Timers,
}

/// Why a session could not be opened.
#[derive(Debug)]
pub enum OpenError {
    /// The virtual board was asked for, and the private wire cannot be had.
    Wire(WireError),
    /// A thread or a descriptor that every session needs could not be had.
    System(std::io::Error),
    /// This kind of board cannot be reached.
    Board(String),
    /// There is no link to the board that was asked for.
    Link(LinkError),
    /// The board has no address yet: the place of it, and what its radio does, in words.
    NoAddress {
        /// The board's place.
        place: String,
        /// How its radio stands, or what the board said.
        why: Arg,
    },
    /// No way leads from this machine to the board's address.
    NoRoute {
        /// The board's address.
        board: IpAddr,
        /// What the system said.
        why: std::io::Error,
    },
}

impl OpenError {
    /// What went wrong, in the user's language.
    pub fn display(&self, lang: Lang) -> String {
        tell::fact(&self.fact(), lang)
    }

    /// What went wrong.
    pub fn fact(&self) -> Fact {
        match self {
            OpenError::Wire(why) => {
                let (step, why) = (Arg::text(why.step), Arg::text(&why.source));
                fact!(t::SESSION_NO_WIRE, step = step, why = why)
            }
            OpenError::System(why) => fact!(t::SESSION_SYSTEM, why = Arg::text(why)),
            OpenError::Board(board) => fact!(t::SESSION_NO_BOARD, board = board),
            OpenError::Link(why) => why.fact(),
            OpenError::NoAddress { place, why } => {
                fact!(t::SESSION_NO_ADDRESS, place = place, why = why.clone())
            }
            OpenError::NoRoute { board, why } => {
                fact!(
                    t::SESSION_NO_ROUTE,
                    board = Arg::text(board),
                    why = Arg::text(why)
                )
            }
        }
    }
}

/// A message and when it came, in microseconds since the session began.
pub type Stamped = (u64, Message);

/// The way in for everything that happens. Each message is stamped as it is put in.
#[derive(Clone)]
pub struct Inbox {
    to: Sender<Stamped>,
    began: Instant,
}

impl Inbox {
    /// Puts a message in. After the session's end it is lost, which is right.
    pub fn put(&self, message: Message) {
        let _ = self.to.send((self.now_us(), message));
    }

    /// Microseconds since the session began.
    pub fn now_us(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

/// The board's end of a session.
enum BoardEnd {
    Virtual(VirtualBoard),
    Loopback(HostHandle),
    /// Both ends: there is no kernel.
    Pair(PairThread),
    Serial(SerialBoard),
}

/// Two peers and the channel of their reports.
pub struct Session {
    inbox: Inbox,
    from: Receiver<Stamped>,
    /// The kernel's peer, where the host is the kernel.
    host: Option<HostHandle>,
    board: BoardEnd,
    facts: timeline::Session,
    systems: Systems,
    fallback: Option<WireError>,
    chosen: Option<Fact>,
    wire: Option<Arc<Wire>>,
}

impl Session {
    /// Starts the two peers.
    ///
    /// # Errors
    /// [`OpenError`]: the board that was asked for cannot be had. With [`BoardChoice::Auto`] a
    /// missing private wire is no error: the board is `loopback` then, and
    /// [`Session::remark`] says why.
    pub fn open(plan: &Plan) -> Result<Session, OpenError> {
        Session::open_telling(plan, &mut |_| {})
    }

    /// As [`Session::open`]; `tell` hears of a board that is waited for.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn open_telling(plan: &Plan, tell: Tell) -> Result<Session, OpenError> {
        crate::kernel::memory::keep_large_blocks_apart();
        match &plan.board {
            BoardChoice::Loopback => Session::loopback(plan, None),
            BoardChoice::Pair => Session::pair(plan, None),
            BoardChoice::Virtual => {
                let wire = Wire::open(options(plan)).map_err(OpenError::Wire)?;
                Session::private(plan, wire)
            }
            BoardChoice::Auto => Session::automatic(plan, tell),
            BoardChoice::Port(name) => Session::serial(plan, &Place::Port(name.clone()), tell),
            BoardChoice::Tcp(addr) => Session::serial(plan, &Place::Tcp(addr.clone()), tell),
        }
    }

    /// A board that says hello and has a network; else the virtual one; else what can do without the
    /// private wire.
    fn automatic(plan: &Plan, tell: Tell) -> Result<Session, OpenError> {
        let (session, why) = serial::look_for_board(plan, tell);
        let session = match session {
            Some(session) => session,
            None => match Wire::open(options(plan)) {
                Ok(wire) => Session::private(plan, wire)?,
                Err(error) if plan.needs_gate => Session::pair(plan, Some(error))?,
                Err(error) => Session::loopback(plan, Some(error))?,
            },
        };
        Ok(Session {
            chosen: why,
            ..session
        })
    }

    fn private(plan: &Plan, wire: Wire) -> Result<Session, OpenError> {
        let wire = Arc::new(wire);
        let (inbox, from, sink) = channel();
        let source = SocketSource::Private(Arc::clone(&wire));
        let observer = Observer::new(&source, Arc::clone(&sink));
        let host = HostPeer::spawn(Peer::Host, source, Arc::clone(&observer), Arc::clone(&sink))
            .map_err(OpenError::System)?;
        let link = wire
            .take_link()
            .ok_or_else(|| OpenError::Board("link".to_owned()))?;
        let config = board_config(&wire);
        let systems = Systems {
            host: System::HERE,
            board: config.errnos,
        };
        let board = board::spawn(config, link, sink, Box::new(observer.tap()))
            .map_err(OpenError::System)?;
        let facts = wire.facts();
        let facts = timeline::Session {
            board: "virtual".to_owned(),
            link: facts.link.name().to_lowercase(),
            host: facts.host(false),
            board_addr: facts.board(false),
            host6: facts.host(true),
            board_addr6: facts.board(true),
            gate: true,
            ..base(plan)
        };
        Ok(Session {
            inbox,
            from,
            host: Some(host),
            board: BoardEnd::Virtual(board),
            facts,
            systems,
            fallback: None,
            chosen: None,
            wire: Some(wire),
        })
    }

    fn loopback(plan: &Plan, fallback: Option<WireError>) -> Result<Session, OpenError> {
        let (inbox, from, sink) = channel();
        let source = SocketSource::System;
        let observer = Observer::new(&source, Arc::clone(&sink));
        let peer = |peer| {
            HostPeer::spawn(
                peer,
                source.clone(),
                Arc::clone(&observer),
                Arc::clone(&sink),
            )
            .map_err(OpenError::System)
        };
        let (host, board) = (peer(Peer::Host)?, peer(Peer::Board)?);
        let here = Some(loopback_address(std::process::id()).into());
        let facts = timeline::Session {
            board: "loopback".to_owned(),
            link: "loopback".to_owned(),
            host: here,
            board_addr: here,
            gate: false,
            ..base(plan)
        };
        Ok(Session {
            inbox,
            from,
            host: Some(host),
            board: BoardEnd::Loopback(board),
            facts,
            systems: Systems {
                host: System::HERE,
                board: System::HERE,
            },
            fallback,
            chosen: None,
            wire: None,
        })
    }

    fn pair(plan: &Plan, fallback: Option<WireError>) -> Result<Session, OpenError> {
        let (inbox, from, sink) = channel();
        let pair = PairThread::spawn(sink).map_err(OpenError::System)?;
        Ok(Session {
            inbox,
            from,
            host: None,
            board: BoardEnd::Pair(pair),
            facts: pair_facts(plan),
            systems: Systems {
                host: System::Linux,
                board: System::Linux,
            },
            fallback,
            chosen: None,
            wire: None,
        })
    }

    /// The message that tells the model who takes part.
    pub fn opened(&self) -> Message {
        Message::Opened(Box::new(self.facts.clone()), self.systems)
    }

    /// Which board was chosen and why, where there was a choice; and why it is not the virtual one,
    /// where it was to be.
    pub fn remarks(&self) -> Vec<Fact> {
        let fallback = self.fallback.as_ref().map(|why| {
            let (step, why) = (Arg::text(why.step), Arg::text(&why.source));
            match self.facts.host_kind {
                HostKind::Core => fact!(t::SESSION_FALLBACK_PAIR, step = step, why = why),
                HostKind::Kernel => fact!(t::SESSION_FALLBACK, step = step, why = why),
            }
        });
        let asked = matches!(self.board, BoardEnd::Pair(_)) && self.fallback.is_none();
        let fallback = fallback.or_else(|| asked.then(|| fact!(t::SESSION_PAIR)));
        let chosen = self.chosen.as_ref();
        let chosen = chosen.map(|text| fact!(t::SESSION_CHOSEN, text = text));
        let impatient = self.wire().and_then(impatient);
        chosen
            .into_iter()
            .chain(fallback)
            .chain(impatient)
            .collect()
    }

    /// The place of the board, as `--board` names it, if it is on a serial port.
    pub fn place(&self) -> Option<&str> {
        matches!(self.board, BoardEnd::Serial(_)).then_some(self.facts.link.as_str())
    }

    /// The board's name, as the session line has it.
    pub fn board(&self) -> &str {
        &self.facts.board
    }

    /// Whether segments can be held on its wire.
    pub fn has_gate(&self) -> bool {
        self.facts.gate
    }

    /// The private wire, where there is one.
    pub fn wire(&self) -> Option<&Wire> {
        self.wire.as_deref()
    }

    /// The way in, for threads that bring messages of their own.
    pub fn inbox(&self) -> Inbox {
        self.inbox.clone()
    }

    /// Microseconds since the session began.
    pub fn now_us(&self) -> u64 {
        self.inbox.now_us()
    }

    /// Tells a peer something.
    pub fn send(&self, peer: Peer, command: Command) {
        match (peer, &self.board) {
            (peer, BoardEnd::Pair(pair)) => pair.send(peer, command),
            (Peer::Host, _) => {
                if let Some(host) = &self.host {
                    host.send(command);
                }
            }
            // A board that is gone says so by its silence: the line that waits for it ends.
            (Peer::Board, BoardEnd::Virtual(board)) => drop(board.send(command)),
            (Peer::Board, BoardEnd::Loopback(board)) => board.send(command),
            (Peer::Board, BoardEnd::Serial(board)) => board.send(command),
        }
    }

    /// The next message; [`Message::Tick`] when `deadline` (microseconds since the session began)
    /// comes first. Without a deadline it waits for ever.
    pub fn next(&self, deadline: Option<u64>) -> Stamped {
        let tick = || (self.now_us(), Message::Tick);
        let Some(deadline) = deadline else {
            return self.from.recv().unwrap_or_else(|_| tick());
        };
        let left = Duration::from_micros(deadline.saturating_sub(self.now_us()));
        match self.from.recv_timeout(left) {
            Ok(stamped) => stamped,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => tick(),
        }
    }

    /// Where the messages come out, for a loop that waits for other things too.
    pub fn messages(&self) -> &Receiver<Stamped> {
        &self.from
    }

    /// Whether a message waits now.
    pub fn is_pending(&self) -> bool {
        !self.from.is_empty()
    }
}

/// The virtual board as this wire wants it: its addresses and MTU, and a seed that no run repeats.
fn board_config(wire: &Wire) -> Config {
    let facts = wire.facts();
    let v4 = match facts.board(false) {
        Some(IpAddr::V4(addr)) => Some((addr, PREFIX)),
        _ => None,
    };
    let v6 = match facts.board(true) {
        Some(IpAddr::V6(addr)) => Some((addr, PREFIX6)),
        _ => None,
    };
    let since_1970 = since_1970().unwrap_or_default();
    Config {
        address: Address::Fixed {
            v4,
            v6,
            router: None,
        },
        mtu: usize::try_from(facts.mtu).unwrap_or(1500),
        seed: since_1970.as_nanos() as u64 ^ u64::from(std::process::id()) << 32,
        epoch: i64::try_from(since_1970.as_secs()).ok(),
        ..Config::virtual_board()
    }
}

fn options(plan: &Plan) -> WireOptions {
    WireOptions {
        ipv6: plan.ipv6,
        patient: plan.timers == Timers::Patient,
        ..WireOptions::default()
    }
}

/// Who takes part where both ends are board cores.
fn pair_facts(plan: &Plan) -> timeline::Session {
    let pair = Pair::session();
    timeline::Session {
        board: pair.board,
        link: pair.link,
        host: pair.host,
        board_addr: pair.board_addr,
        host6: pair.host6,
        board_addr6: pair.board_addr6,
        gate: pair.gate,
        host_kind: pair.host_kind,
        ..base(plan)
    }
}

/// The time since 1970 (UTC), if this machine's clock is after it.
fn since_1970() -> Option<Duration> {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()
}

fn base(plan: &Plan) -> timeline::Session {
    timeline::Session {
        v: timeline::FORMAT,
        lesson: plan.lesson.clone(),
        lang: plan.lang.code().to_owned(),
        role: plan.role.name().to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        kernel: crate::kernel::name(),
        began_us: since_1970().and_then(|since| u64::try_from(since.as_micros()).ok()),
        ..timeline::Session::default()
    }
}

/// An address of this process's own in 127.0.0.0/8: several learners on one machine do not take each
/// other's ports. Only Linux and Windows have the whole of it (macOS has 127.0.0.1 alone).
fn loopback_address(process: u32) -> Ipv4Addr {
    if cfg!(not(any(target_os = "linux", windows))) {
        return Ipv4Addr::LOCALHOST;
    }
    // A process's number has at most 22 bits (Linux's PID_MAX_LIMIT).
    let [_, high, middle, low] = process.to_be_bytes();
    Ipv4Addr::new(127, 64 + (high & 0x3f), middle, low)
}

/// The inbox, its far end, and the sink that puts the peers' reports in.
fn channel() -> (Inbox, Receiver<Stamped>, Sink) {
    let (to, from) = unbounded();
    let inbox = Inbox {
        to,
        began: Instant::now(),
    };
    let reports = inbox.clone();
    let sink: Sink = Arc::new(move |peer, report| reports.put(Message::Report(peer, report)));
    (inbox, from, sink)
}

/// What the kernel would not be told about its patience with a segment that is held.
fn impatient(wire: &Wire) -> Option<Fact> {
    let refused = wire.facts().impatience();
    let why = refused
        .first()
        .map(|(_, errno)| std::io::Error::from_raw_os_error(*errno))?;
    let names: Vec<&str> = refused.iter().map(|(name, _)| *name).collect();
    Some(fact!(
        t::SESSION_IMPATIENT,
        names = names.join(", "),
        why = Arg::text(why)
    ))
}
