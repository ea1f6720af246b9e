//! A session with a board on a serial port: the link for the calls, the real network for the packets.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use sockscope_link::wifi::{WifiReport, WifiRole, WifiState};
use sockscope_link::{Command, Report, System, WifiCommand};

use super::{BoardEnd, OpenError, Plan, Session, Systems, base, channel};
use crate::board::serial::{Options, Place, SerialBoard, find, host_address, words};
use crate::host::{HostPeer, Observer};
use crate::peer::{Peer, Sink};
use crate::timeline;
use crate::wire::SocketSource;
use crate::words::Lang;

/// How long a board that is joining its network is waited for.
const ADDRESS_PATIENCE: Duration = Duration::from_secs(20);

/// The first board that says hello and can be used, and what is to be said about the choice. Without
/// a port behind which a board may be this takes no time, and nothing is said.
pub(super) fn look_for_board(plan: &Plan) -> (Option<Session>, Option<String>) {
    find::first(find::boards(plan.lang), plan.lang, |path| {
        Session::serial(plan, &Place::Port(path.to_owned()))
            .map_err(|error| error.display(plan.lang))
    })
}

impl Session {
    /// A session with the board at `place`.
    pub(super) fn serial(plan: &Plan, place: &Place) -> Result<Session, OpenError> {
        let (inbox, from, sink) = channel();
        let source = SocketSource::System;
        let observer = Observer::new(&source, Arc::clone(&sink));
        let (gated, live, early) = gate(observed(Arc::clone(&observer), Arc::clone(&sink)));
        let options = Options {
            lang: plan.lang,
            ..Options::default()
        };
        let board = find::open(place, options, gated).map_err(OpenError::Link)?;
        let addr = address(&board, &early, place, plan.lang)?;
        live.store(true, Ordering::SeqCst);
        let here = host_address(addr).map_err(|why| OpenError::NoRoute { board: addr, why })?;
        let host =
            HostPeer::spawn(Peer::Host, source, observer, sink).map_err(OpenError::System)?;
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
        Ok(Session {
            inbox,
            from,
            host: Some(host),
            board: BoardEnd::Serial(board),
            facts,
            systems,
            fallback: None,
            chosen: None,
            wire: None,
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

/// A sink that keeps what comes before the session has begun apart.
fn gate(sink: Sink) -> (Sink, Arc<AtomicBool>, Receiver<Report>) {
    let (to, early) = unbounded();
    let live = Arc::new(AtomicBool::new(false));
    let open = Arc::clone(&live);
    let gated: Sink = Arc::new(move |peer, report| {
        if open.load(Ordering::SeqCst) {
            sink(peer, report);
        } else {
            let _ = to.send(report);
        }
    });
    (gated, live, early)
}

/// The board's address; waits for it if the board is on its way to one. A board that has lost its access
/// point still knows the address that it had: how its radio stands decides.
fn address(
    board: &SerialBoard,
    reports: &Receiver<Report>,
    place: &Place,
    lang: Lang,
) -> Result<IpAddr, OpenError> {
    let known = board.info().addr;
    let none = |why: String| OpenError::NoAddress {
        place: place.to_string(),
        why,
    };
    let end = Instant::now() + ADDRESS_PATIENCE;
    let mut last = None;
    board.send(Command::Wifi(WifiCommand::Status));
    while let Ok(report) = reports.recv_deadline(end) {
        match report {
            Report::Wifi(WifiReport::Status(status)) => {
                let off = status.role == WifiRole::Off;
                match (status.addr, known) {
                    (Some(addr), _) if status.state == WifiState::Ready => return Ok(addr.into()),
                    // It has come by its address in another way.
                    (_, Some(addr)) if off => return Ok(addr),
                    _ => {}
                }
                let hopeless = off || matches!(status.state, WifiState::Failed { .. });
                last = Some(status);
                if hopeless {
                    break;
                }
            }
            // A board without a radio.
            Report::Refused(why) => return known.ok_or_else(|| none(why)),
            _ => {}
        }
    }
    Err(none(words::wifi(&last.unwrap_or_default(), lang)))
}
