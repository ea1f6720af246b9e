//! How a session is opened: the peers that each kind of board needs, and what is told of them.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use sockscope_board::{Address, Config};
use sockscope_link::System;

use super::begin::{base, channel, since_1970};
use super::serial::{self, Tell};
use super::{BoardChoice, BoardEnd, OpenError, Plan, Session};
use crate::board::serial::Place;
use crate::board::{self, PairThread};
use crate::host::{HostPeer, Observer};
use crate::lesson::Timers;
use crate::pair::Pair;
use crate::peer::Peer;
use crate::run::Systems;
use crate::timeline;
use crate::wire::{PREFIX, PREFIX6, SocketSource, Wire, WireError, WireOptions};

impl Session {
    /// Starts the two peers.
    ///
    /// # Errors
    /// [`OpenError`]: the board that was asked for cannot be had. With [`BoardChoice::Auto`] a
    /// missing private wire is no error: the board is `loopback` or `pair` then, and
    /// [`Session::remarks`] says why.
    pub fn open(plan: &Plan) -> Result<Session, OpenError> {
        Session::open_telling(plan, &mut |_| {})
    }

    /// As [`Session::open`]; `tell` hears of a board that is waited for.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn open_telling(plan: &Plan, tell: Tell) -> Result<Session, OpenError> {
        crate::kernel::memory::keep_large_blocks_apart();
        // Nowhere else is there a program to be one.
        #[cfg(can_step)]
        if plan.programs.is_some() {
            return Session::between_programs(plan);
        }
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
                // Winsock lacks calls that the lessons make, fstat() first: the cores have them all.
                Err(error) if plan.needs_gate || cfg!(windows) => Session::pair(plan, Some(error))?,
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
            real_timers: plan.timers == Timers::Real,
            ..base(plan)
        };
        let board = BoardEnd::Virtual(board);
        Ok(Session {
            #[cfg(can_step)]
            observers: [Some(observer), None],
            wire: Some(wire),
            ..Session::of(inbox, from, Some(host), board, facts, systems)
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
        let board = BoardEnd::Loopback(board);
        let systems = Systems {
            host: System::HERE,
            board: System::HERE,
        };
        Ok(Session {
            #[cfg(can_step)]
            observers: [Some(observer), None],
            fallback,
            ..Session::of(inbox, from, Some(host), board, facts, systems)
        })
    }

    fn pair(plan: &Plan, fallback: Option<WireError>) -> Result<Session, OpenError> {
        let (inbox, from, sink) = channel();
        let pair = PairThread::spawn(sink).map_err(OpenError::System)?;
        let board = BoardEnd::Pair(pair);
        let systems = Systems {
            host: System::Linux,
            board: System::Linux,
        };
        Ok(Session {
            fallback,
            ..Session::of(inbox, from, None, board, pair_facts(plan), systems)
        })
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

pub(super) fn options(plan: &Plan) -> WireOptions {
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
