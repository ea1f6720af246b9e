//! A session: two peers, the channel that their reports come through, and the clock that stamps
//! them. The model decides, the session delivers.
//!
//! ```text
//!   host thread ──┐                       ┌──► host thread
//!   board thread ─┼──► inbox ──► update ──┤
//!   input thread ─┘   (stamped)           └──► board thread
//! ```

mod begin;
mod choice;
mod error;
#[cfg(can_step)]
mod far;
mod look;
mod open;
mod program;
mod serial;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use sockscope_link::Command;

pub use choice::BoardChoice;
pub use error::OpenError;
#[cfg(can_step)]
use far::FarKernel;
pub use look::look_for_boards;
pub use serial::{Tell, Waiting};

use crate::board::serial::SerialBoard;
use crate::board::{PairThread, VirtualBoard};
use crate::fact;
use crate::host::HostHandle;
#[cfg(can_step)]
use crate::host::Observer;
#[cfg(can_step)]
use crate::learner::Program;
use crate::lesson::Timers;
use crate::peer::Peer;
use crate::run::{Message, Systems};
use crate::script::Role;
use crate::timeline::{self, Arg, Fact, HostKind};
use crate::wire::{Wire, WireError};
use crate::words::{Lang, system, t};

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
    /// The names of the learner's programs, where both ends are one.
    pub programs: Option<[String; 2]>,
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
    /// A kernel in a network of its own, for the learner's second program.
    #[cfg(can_step)]
    Kernel(FarKernel),
}

/// Two peers and the channel of their reports.
pub struct Session {
    /// The learner's programs, by the peers that they are; they end before the peers do.
    #[cfg(can_step)]
    programs: [Option<Program>; 2],
    /// Who watches each peer's sockets, where that is a kernel whose programs can be stepped.
    #[cfg(can_step)]
    observers: [Option<Arc<Observer>>; 2],
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
    /// These two ends, and nothing beside them.
    fn of(
        inbox: Inbox,
        from: Receiver<Stamped>,
        host: Option<HostHandle>,
        board: BoardEnd,
        facts: timeline::Session,
        systems: Systems,
    ) -> Session {
        Session {
            #[cfg(can_step)]
            programs: [None, None],
            #[cfg(can_step)]
            observers: [None, None],
            inbox,
            from,
            host,
            board,
            facts,
            systems,
            fallback: None,
            chosen: None,
            wire: None,
        }
    }

    /// The message that tells the model who takes part.
    pub fn opened(&self) -> Message {
        Message::Opened(Box::new(self.facts.clone()), self.systems)
    }

    /// Which board was chosen and why, where there was a choice; and why it is not the virtual one,
    /// where it was to be.
    pub fn remarks(&self) -> Vec<Fact> {
        let fallback = self.fallback.as_ref().map(|why| {
            let (step, why) = (Arg::text(why.step), system::reason(&why.source));
            match self.facts.host_kind {
                HostKind::Core => fact!(t::SESSION_FALLBACK_PAIR, step = step, why = why),
                HostKind::Kernel => fact!(t::SESSION_FALLBACK, step = step, why = why),
            }
        });
        let asked = matches!(self.board, BoardEnd::Pair(_)) && self.fallback.is_none();
        let fallback = fallback.or_else(|| asked.then(|| fact!(t::SESSION_PAIR)));
        let chosen = self.chosen.as_ref();
        let chosen = chosen.map(|text| fact!(t::SESSION_CHOSEN, text = text));
        let real = (self.facts.real_timers).then(|| fact!(t::SESSION_REAL_TIMERS));
        let impatient = self.wire().and_then(impatient).or(real);
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
            #[cfg(can_step)]
            (Peer::Board, BoardEnd::Kernel(far)) => far.send(command),
        }
    }

    /// The next message; [`Message::Tick`] when `deadline` (microseconds since the session began)
    /// comes first. Without a deadline it waits for ever.
    pub fn next(&self, deadline: Option<u64>) -> Stamped {
        self.let_work();
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

    /// Before anybody sleeps the virtual board takes in what has reached it: sooner than its thread wakes.
    fn let_work(&self) {
        if let BoardEnd::Virtual(board) = &self.board
            && self.from.is_empty()
        {
            // A board that is gone says so by its silence.
            let _ = board.work();
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
        why = system::reason(why)
    ))
}
