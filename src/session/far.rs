//! Two programs of the learner's that face each other: two kernels' networks, joined by a gate.
//!
//! ```text
//!   network of the host's program ── wire ──┐        ┌── wire ── network of the other program
//!                                           └─ gate ─┘
//! ```

use std::net::IpAddr;
use std::sync::Arc;

use sockscope_link::{Command, System};

use super::begin::{base, channel};
use super::open::options;
use super::{BoardEnd, OpenError, Plan, Session};
use crate::board::WireRelay;
use crate::host::{HostHandle, HostPeer, Observer};
use crate::lesson::Timers;
use crate::peer::{Peer, Sink};
use crate::run::Systems;
use crate::timeline;
use crate::wire::{Facts, SocketSource, Wire, WireOptions};

/// The kernel of the second program, and the gate before it.
pub(super) struct FarKernel {
    peer: HostHandle,
    relay: WireRelay,
    wire: Arc<Wire>,
}

impl FarKernel {
    /// Tells the gate, or the kernel's peer.
    pub fn send(&self, command: Command) {
        match command {
            Command::Gate(_) | Command::Ping(_) => self.relay.send(command),
            Command::Look => {
                self.peer.send(Command::Look);
                self.relay.send(Command::Look);
            }
            command => self.peer.send(command),
        }
    }

    /// Its wire.
    pub fn wire(&self) -> &Wire {
        &self.wire
    }
}

/// One end: its wire, its kernel's peer, and who watches that.
struct End {
    wire: Arc<Wire>,
    peer: HostHandle,
    observer: Arc<Observer>,
}

impl End {
    fn open(peer: Peer, plan: &Plan, sink: &Sink) -> Result<End, OpenError> {
        let options = WireOptions {
            far: peer == Peer::Board,
            ..options(plan)
        };
        let wire = Arc::new(Wire::open(options).map_err(OpenError::Programs)?);
        let source = SocketSource::Private(Arc::clone(&wire));
        let observer = Observer::of(peer, &source, Arc::clone(sink));
        let handle = HostPeer::spawn(peer, source, Arc::clone(&observer), Arc::clone(sink));
        Ok(End {
            wire,
            peer: handle.map_err(OpenError::System)?,
            observer,
        })
    }
}

impl Session {
    /// Two programs of the learner's face each other.
    pub(super) fn between_programs(plan: &Plan) -> Result<Session, OpenError> {
        let (inbox, from, sink) = channel();
        let host = End::open(Peer::Host, plan, &sink)?;
        let far = End::open(Peer::Board, plan, &sink)?;
        let link = |end: &End| {
            let link = end.wire.take_link();
            link.ok_or_else(|| OpenError::Board("link".to_owned()))
        };
        let here = host.wire.facts();
        let relay = WireRelay::spawn(
            [link(&host)?, link(&far)?],
            [addresses(here, Facts::host), addresses(here, Facts::board)],
            [Box::new(host.observer.tap()), Box::new(far.observer.tap())],
            sink,
        );
        let facts = timeline::Session {
            board: "program".to_owned(),
            link: here.link.name().to_lowercase(),
            host: here.host(false),
            board_addr: here.board(false),
            host6: here.host(true),
            board_addr6: here.board(true),
            gate: true,
            real_timers: plan.timers == Timers::Real,
            programs: plan.programs.clone(),
            ..base(plan)
        };
        let systems = Systems {
            host: System::HERE,
            board: System::HERE,
        };
        let board = BoardEnd::Kernel(FarKernel {
            peer: far.peer,
            relay: relay.map_err(OpenError::System)?,
            wire: far.wire,
        });
        Ok(Session {
            observers: [Some(host.observer), Some(far.observer)],
            wire: Some(host.wire),
            ..Session::of(inbox, from, Some(host.peer), board, facts, systems)
        })
    }
}

/// The addresses of one end, of both families.
fn addresses(facts: &Facts, of: fn(&Facts, bool) -> Option<IpAddr>) -> Vec<IpAddr> {
    [false, true]
        .into_iter()
        .filter_map(|ipv6| of(facts, ipv6))
        .collect()
}
