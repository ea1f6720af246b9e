//! Two board cores on a wire in memory, driven by an explicit clock: a gate on any system, and the same
//! run every time. The host is *simulated* then, and is called so wherever it is shown.
//!
//! ```text
//!   host core ──► queue ──► gate │ board core       the host core has no gate: the wire has one
//!             ◄── queue ◄──
//! ```
//!
//! The wire takes no time: all that follows from a call has happened before the next one is made.

mod sim;

use std::collections::VecDeque;
use std::mem;
use std::net::{Ipv4Addr, Ipv6Addr};

use sockscope_board::{Address, After, Board, Config, Instant, Port};
use sockscope_link::{Act, Command, Direction, GateMode, Report, SegmentId};

pub use sim::Sim;

use crate::peer::Peer;
use crate::timeline;

/// The host's address, as on the private wire.
pub const HOST: Ipv4Addr = Ipv4Addr::new(10, 77, 0, 1);
/// The board's address, as on the private wire.
pub const BOARD: Ipv4Addr = Ipv4Addr::new(10, 77, 0, 2);
/// The host's IPv6 address.
pub const HOST6: Ipv6Addr = Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 0, 1);
/// The board's IPv6 address.
pub const BOARD6: Ipv6Addr = Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 0, 2);

/// A packet on the wire, and what the gate has called it.
struct Packet {
    id: Option<SegmentId>,
    bytes: Vec<u8>,
}

/// One end: its core, what is on the way to it, and when it wants to be polled.
struct End {
    core: Board,
    incoming: VecDeque<Packet>,
    wake: Option<u64>,
}

/// Two cores and the wire between them.
pub struct Pair {
    host: End,
    board: End,
    /// What the cores have reported and nobody has taken yet.
    out: Vec<(Peer, Report)>,
}

impl Pair {
    /// A pair at `now` (microseconds). The same seed and the same commands at the same times give the
    /// same reports, to the byte.
    pub fn new(seed: u64, now: u64) -> Pair {
        let end = |peer| End {
            core: Board::new(config(peer, seed), instant(now)),
            incoming: VecDeque::new(),
            wake: Some(now),
        };
        Pair {
            host: end(Peer::Host),
            board: end(Peer::Board),
            out: Vec::new(),
        }
    }

    /// Gives a peer a command at `now`; what comes of it is in [`Pair::reports`] after the next turns.
    pub fn send(&mut self, peer: Peer, command: Command, now: u64) {
        // What is on the way arrives first: a release must not be overtaken by what is said later.
        while self.turn(now) {}
        let after = self.with(peer, |core, port| core.command(command, instant(now), port));
        if after == After::Reset {
            self.with(peer, |core, port| core.restart(instant(now), port));
        }
        self.end(peer).wake = Some(now);
        self.keep_time(now);
    }

    /// Does what is due at `now`; false if nothing was.
    pub fn turn(&mut self, now: u64) -> bool {
        let mut any = false;
        for peer in Peer::BOTH {
            let end = self.end(peer);
            if end.incoming.is_empty() && end.wake.is_none_or(|wake| wake > now) {
                continue;
            }
            any = true;
            let wake = self.with(peer, |core, port| core.poll(instant(now), port));
            self.end(peer).wake = wake.map(micros);
            self.keep_time(now);
        }
        any
    }

    /// When [`Pair::turn`] has something to do next, in microseconds; `None`: not before a command.
    pub fn due(&self, now: u64) -> Option<u64> {
        let due = |end: &End| match end.incoming.is_empty() {
            true => end.wake,
            false => Some(now),
        };
        due(&self.host).into_iter().chain(due(&self.board)).min()
    }

    /// What has been reported since the last time, in order.
    pub fn reports(&mut self) -> Vec<(Peer, Report)> {
        mem::take(&mut self.out)
    }

    /// The session line of such a session, but for lesson, language and role.
    pub fn session() -> timeline::Session {
        timeline::Session {
            v: timeline::FORMAT,
            board: "pair".to_owned(),
            link: "memory".to_owned(),
            host: Some(HOST.into()),
            board_addr: Some(BOARD.into()),
            host6: Some(HOST6.into()),
            board_addr6: Some(BOARD6.into()),
            gate: true,
            host_kind: timeline::HostKind::Core,
            ..timeline::Session::default()
        }
    }

    /// The host's clock stands still, too, while the board's gate holds anything.
    fn keep_time(&mut self, now: u64) {
        let gate = self.board.core.gate_state();
        let held = Direction::BOTH.iter().any(|dir| {
            let lane = gate.lane(*dir);
            lane.held > 0 && lane.mode == GateMode::Holding
        });
        self.host.core.stand_still(held, instant(now));
    }

    fn end(&mut self, peer: Peer) -> &mut End {
        match peer {
            Peer::Host => &mut self.host,
            Peer::Board => &mut self.board,
        }
    }

    fn with<T>(&mut self, peer: Peer, act: impl FnOnce(&mut Board, &mut Shell) -> T) -> T {
        let (own, other) = match peer {
            Peer::Host => (&mut self.host, &mut self.board),
            Peer::Board => (&mut self.board, &mut self.host),
        };
        let mut shell = Shell {
            peer,
            from: &mut own.incoming,
            to: &mut other.incoming,
            out: &mut self.out,
            leaving: None,
            arrived: None,
        };
        act(&mut own.core, &mut shell)
    }
}

fn config(peer: Peer, seed: u64) -> Config {
    let (v4, v6) = match peer {
        Peer::Host => (HOST, HOST6),
        Peer::Board => (BOARD, BOARD6),
    };
    Config {
        address: Address::Fixed {
            v4: Some((v4, 24)),
            v6: Some((v6, 64)),
            router: None,
        },
        name: peer.name().to_owned(),
        // Two ends that number alike would hide which is which.
        seed: seed ^ (peer as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15),
        gate: peer == Peer::Board,
        ..Config::small()
    }
}

fn instant(now: u64) -> Instant {
    Instant::from_micros(i64::try_from(now).unwrap_or(i64::MAX))
}

fn micros(at: Instant) -> u64 {
    u64::try_from(at.total_micros()).unwrap_or(0)
}

/// What a core sees of the world.
struct Shell<'a> {
    peer: Peer,
    from: &'a mut VecDeque<Packet>,
    to: &'a mut VecDeque<Packet>,
    out: &'a mut Vec<(Peer, Report)>,
    /// The segment that the gate lets go next.
    leaving: Option<SegmentId>,
    /// What the gate has called the packet that was received last.
    arrived: Option<SegmentId>,
}

impl Port for Shell<'_> {
    fn receive(&mut self, buffer: &mut [u8]) -> Option<usize> {
        let packet = self.from.pop_front()?;
        self.arrived = packet.id;
        let room = buffer.get_mut(..packet.bytes.len())?;
        room.copy_from_slice(&packet.bytes);
        Some(packet.bytes.len())
    }

    fn transmit(&mut self, packet: &[u8]) -> bool {
        self.to.push_back(Packet {
            id: self.leaving.take(),
            bytes: packet.to_vec(),
        });
        true
    }

    fn report(&mut self, report: Report) {
        match &report {
            Report::Segment(segment) => {
                let leaves = !matches!(segment.act, Act::Held | Act::Dropped | Act::Delayed);
                if segment.dir == Direction::BoardToHost && leaves {
                    self.leaving = Some(segment.id);
                }
            }
            // A kernel keeps no log of its sockets, and the one in its place keeps none either.
            Report::Log { .. } if self.peer == Peer::Host => return,
            _ => {}
        }
        self.out.push((self.peer, report));
    }

    fn segment(&self) -> Option<SegmentId> {
        self.arrived
    }
}

#[cfg(test)]
mod mends;
#[cfg(test)]
mod pace;
#[cfg(test)]
mod puzzles;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod verdicts;
#[cfg(test)]
mod walk;
