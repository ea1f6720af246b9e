//! A session with a board on a serial port: the link for the calls, the real network for the packets.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, unbounded};
use sockscope_link::wifi::{
    ADDRESS_PATIENCE, WifiFault, WifiReport, WifiRole, WifiState, WifiStatus,
};
use sockscope_link::{Command, Report, System, WifiCommand};

use super::begin::{base, channel};
use super::{BoardEnd, Inbox, OpenError, Plan, Session, Systems};
use crate::board::image::symbols;
use crate::board::serial::{
    Listener, Options, Place, SerialBoard, Told, find, host_address, words,
};
use crate::fill;
use crate::host::{HostPeer, Observer};
use crate::peer::{Peer, Sink};
use crate::run::Message;
use crate::timeline::{self, Arg, Fact};
use crate::wire::SocketSource;
use crate::words::{Lang, t};

/// How long a board that is joining its network is waited for: what it allows DHCP, and the joining.
const PATIENCE: Duration = Duration::from_secs(ADDRESS_PATIENCE.as_secs() + 5);
/// How often it is said that it is waited for.
const TELL: Duration = Duration::from_secs(1);

/// A board on the way to its address, which is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How its radio stands.
    pub status: WifiStatus,
    /// For how long already.
    pub waited: Duration,
}

impl Waiting {
    /// What is waited for, without the time: it changes when the board does.
    pub fn what(&self, lang: Lang) -> String {
        words::wifi(&self.status, lang)
    }

    /// What is waited for, and how long already.
    pub fn display(&self, lang: Lang) -> String {
        let (what, seconds) = (self.what(lang), self.waited.as_secs());
        fill!(lang, t::SESSION_WAITING, what = what, seconds = seconds)
    }
}

/// Is told of what is waited for, at once and every second.
pub type Tell<'a> = &'a mut dyn FnMut(Waiting);

/// The first board that says hello and can be used, and what is to be said about the choice. Without
/// a port behind which a board may be this takes no time, and nothing is said.
pub(super) fn look_for_board(plan: &Plan, tell: Tell) -> (Option<Session>, Option<Fact>) {
    find::first(find::boards(), |path| {
        Session::serial(plan, &Place::Port(path.to_owned()), tell).map_err(|error| error.fact())
    })
}

impl Session {
    /// A session with the board at `place`.
    pub(super) fn serial(plan: &Plan, place: &Place, tell: Tell) -> Result<Session, OpenError> {
        let (inbox, from, sink) = channel();
        let source = SocketSource::System;
        let observer = Observer::new(&source, Arc::clone(&sink));
        let reports = observed(Arc::clone(&observer), Arc::clone(&sink));
        let (listener, live, early) = gate(reports, inbox.clone());
        let options = Options {
            names: symbols::names,
            ..Options::default()
        };
        let board = find::open(place, options, listener).map_err(OpenError::Link)?;
        let addr = address(&board, &early, place, tell)?;
        live.store(true, Ordering::SeqCst);
        let here = host_address(addr).map_err(|why| OpenError::NoRoute { board: addr, why })?;
        let host = HostPeer::spawn(Peer::Host, source, Arc::clone(&observer), sink)
            .map_err(OpenError::System)?;
        let info = board.info();
        let systems = Systems {
            host: System::HERE,
            board: info.errnos,
        };
        let facts = timeline::Session {
            board: format!("{} {}", info.chip, info.name),
            link: place.to_string(),
            host: Some(here),
            board_addr: Some(addr),
            gate: true,
            ..base(plan)
        };
        let board = BoardEnd::Serial(board);
        Ok(Session {
            #[cfg(can_step)]
            observers: [Some(observer), None],
            ..Session::of(inbox, from, Some(host), board, facts, systems)
        })
    }
}

/// A sink that lets the host's observer look at the connection of every segment that the board tells
/// of: no tap announces them, and a connection in a queue has no descriptor that would.
fn observed(observer: Arc<Observer>, sink: Sink) -> Sink {
    Arc::new(move |peer, report| {
        if let Report::Segment(segment) = &report {
            observer.told_of(segment);
        }
        sink(peer, report);
    })
}

/// Takes what comes of the link into the session; what comes before the session has begun is kept apart.
fn gate(sink: Sink, inbox: Inbox) -> (Listener, Arc<AtomicBool>, Receiver<Told>) {
    let (to, early) = unbounded();
    let live = Arc::new(AtomicBool::new(false));
    let open = Arc::clone(&live);
    let listener: Listener = Arc::new(move |told| match told {
        told if !open.load(Ordering::SeqCst) => {
            let _ = to.send(told);
        }
        Told::Report(report) => sink(Peer::Board, report),
        Told::Link(level, said) => inbox.put(Message::Link(Peer::Board, level, said)),
        Told::Refused(why) => inbox.put(Message::Refused(Peer::Board, why)),
    });
    (listener, live, early)
}

/// The board's address; waits for it if the board is on its way to one. A board that has lost its access
/// point still knows the address that it had: how its radio stands decides.
fn address(
    board: &SerialBoard,
    reports: &Receiver<Told>,
    place: &Place,
    tell: Tell,
) -> Result<IpAddr, OpenError> {
    let known = board.info().addr;
    let none = |why: Arg| OpenError::NoAddress {
        place: place.to_string(),
        why,
    };
    let start = Instant::now();
    let mut next = start + TELL;
    let mut last: Option<WifiStatus> = None;
    let mut say = |status: &WifiStatus| {
        tell(Waiting {
            status: status.clone(),
            waited: start.elapsed(),
        });
    };
    board.send(Command::Wifi(WifiCommand::Status));
    loop {
        let report = match reports.recv_deadline(next) {
            Ok(report) => report,
            Err(RecvTimeoutError::Timeout) if start.elapsed() < PATIENCE => {
                next = Instant::now() + TELL;
                last.iter().for_each(&mut say);
                continue;
            }
            Err(_) => break,
        };
        match report {
            Told::Report(Report::Wifi(WifiReport::Status(status))) => {
                let off = status.role == WifiRole::Off;
                match (status.addr, known) {
                    (Some(addr), _) if status.state == WifiState::Ready => return Ok(addr.into()),
                    // It has come by its address in another way.
                    (_, Some(addr)) if off => return Ok(addr),
                    _ => {}
                }
                if off || is_hopeless(status.state) {
                    last = Some(status);
                    break;
                }
                say(&status);
                last = Some(status);
            }
            // A board without a radio.
            Told::Report(Report::Refused(why)) => return known.ok_or_else(|| none(why.into())),
            Told::Refused(why) => return Err(none(why.into())),
            _ => {}
        }
    }
    Err(none(words::wifi_fact(&last.unwrap_or_default()).into()))
}

/// Whether waiting does not help. With less power, which the board tries by itself, it may.
fn is_hopeless(state: WifiState) -> bool {
    match state {
        WifiState::Failed { fault, .. } => fault != WifiFault::Expired,
        _ => false,
    }
}
