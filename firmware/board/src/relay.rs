//! A gate between two ends neither of which is a board: what the one sends goes through it to the other.
//!
//! ```text
//!   one end ──► Ends::receive ──► gate ──► Ends::transmit ──► the other
//! ```
//!
//! It is the same gate, and reports in the same words, as in front of a board's own stack.

use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::net::IpAddr;

use smoltcp::time::Instant;
use sockscope_link::{Act, Direction, GateCommand, GateState, LogLevel, Loss, Report, Which};

use crate::config::Medium;
use crate::net::gate::{Gate, Leaving, Verdict};
use crate::net::packet::{self, Head, Packet};

/// How many packets of each end are taken before the others have their turn.
const BATCH: usize = 32;

/// What a shell lends the relay: the two ends, and its way back to the session.
pub trait Ends {
    /// The next IP packet that goes this way, if one waits: its length in `buffer`.
    fn receive(&mut self, dir: Direction, buffer: &mut [u8]) -> Option<usize>;

    /// Hands a packet to the end that this way leads to; `false` if there is no room now. Then the same packet is
    /// offered again, and nothing is received meanwhile.
    fn transmit(&mut self, dir: Direction, packet: &[u8]) -> bool;

    /// Takes a report, in the order in which things happen. That of a segment that goes on comes immediately
    /// before [`Ends::transmit`].
    fn report(&mut self, report: Report);
}

/// A gate between two ends.
pub struct Relay {
    gate: Gate,
    /// Who is at each end, the host's first: other addresses nobody has.
    addresses: [Vec<IpAddr>; 2],
    /// What an end had no room for.
    waiting: VecDeque<(Direction, Vec<u8>)>,
    incoming: Vec<u8>,
    now: Instant,
}

impl Relay {
    /// A relay whose gate holds `capacity` IP packets of at most `mtu` bytes, between ends with these addresses,
    /// the host's first.
    pub fn new(capacity: usize, mtu: usize, addresses: [Vec<IpAddr>; 2], now: Instant) -> Relay {
        Relay {
            gate: Gate::new(capacity, mtu, Some(0)),
            addresses,
            waiting: VecDeque::new(),
            incoming: vec![0; mtu],
            now,
        }
    }

    /// How the gate stands.
    pub fn gate_state(&self) -> GateState {
        self.gate.state()
    }

    /// Takes what both ends have sent, and hands on what may go. Returns when to be called again, if nothing
    /// arrives before.
    pub fn poll(&mut self, now: Instant, ends: &mut dyn Ends) -> Option<Instant> {
        self.now = self.now.max(now);
        self.let_due_go(ends);
        let mut more = false;
        for dir in Direction::BOTH {
            more |= self.take(dir, ends);
        }
        match more {
            true => Some(self.now),
            false => self.gate.next_due(),
        }
    }

    /// Whether an end has no room for what waits.
    pub fn is_full(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Carries out a command for the gate.
    pub fn command(&mut self, command: GateCommand, now: Instant, ends: &mut dyn Ends) {
        self.now = self.now.max(now);
        self.gate.set(command);
        let mut swapped = None;
        match command {
            GateCommand::Reorder(dir) => swapped = self.gate.reorder(dir),
            GateCommand::Open(dir) => {
                self.remove(Which::All(dir), Act::Released, ends);
                self.let_due_go(ends);
            }
            GateCommand::Delay { ms: 0, .. } => self.let_due_go(ends),
            GateCommand::Release(which) => self.remove(which, Act::Released, ends),
            GateCommand::Drop(which) => self.remove(which, Act::Dropped, ends),
            GateCommand::Duplicate(which) => self.duplicate(which, ends),
            GateCommand::Cut(_) => self.lose_all(ends),
            GateCommand::Hold(_) | GateCommand::Delay { .. } | GateCommand::Mend(_) => {}
        }
        let state = self.gate.state();
        ends.report(Report::Gate(GateState { swapped, ..state }));
    }

    fn take(&mut self, dir: Direction, ends: &mut dyn Ends) -> bool {
        let mut packet = core::mem::take(&mut self.incoming);
        let mut taken = 0;
        while taken < BATCH && self.pass_waiting(ends) {
            let Some(len) = ends.receive(dir, &mut packet) else {
                break;
            };
            taken += 1;
            if let Some(packet) = packet.get(..len) {
                self.arrive(dir, packet, ends);
            }
        }
        self.incoming = packet;
        taken == BATCH
    }

    fn arrive(&mut self, dir: Direction, packet: &[u8], ends: &mut dyn Ends) {
        let head = match packet::sort(Medium::Ip, packet) {
            Packet::Segment(head) | Packet::Unreachable(head, _) => head,
            Packet::Noise => return,
            Packet::Fragment => {
                let text = "a fragment passes: pieces of packets are not shown";
                log(ends, LogLevel::Warn, String::from(text));
                return self.hand_on(dir, packet, ends);
            }
            Packet::Other => return self.hand_on(dir, packet, ends),
        };
        if head.src.ip().is_multicast() || head.dst.ip().is_multicast() {
            return;
        }
        match self.gate.arrive(dir, &head, packet, self.now) {
            Verdict::Pass(segment) => {
                let id = segment.id;
                ends.report(Report::Segment(segment));
                self.deliver(dir, &head, packet, id, ends);
            }
            Verdict::Full(segment) => {
                let (flags, src, dst) = (segment.flags, segment.src, segment.dst);
                ends.report(Report::Segment(segment));
                let text = format!("gate full: segment {flags} {src} -> {dst} dropped");
                log(ends, LogLevel::Warn, text);
            }
            Verdict::Held(segment) | Verdict::Delayed(segment) | Verdict::Cut(segment) => {
                ends.report(Report::Segment(segment));
            }
        }
    }

    /// Hands a segment to the end that it is for.
    fn deliver(
        &mut self,
        dir: Direction,
        head: &Head,
        packet: &[u8],
        segment: sockscope_link::SegmentId,
        ends: &mut dyn Ends,
    ) {
        let there = &self.addresses[1 - dir as usize];
        if !there.contains(&head.dst.ip()) {
            let why = Loss::Nobody;
            ends.report(Report::Lost { segment, why });
        }
        self.hand_on(dir, packet, ends);
    }

    fn hand_on(&mut self, dir: Direction, packet: &[u8], ends: &mut dyn Ends) {
        if !self.waiting.is_empty() || !ends.transmit(dir, packet) {
            self.waiting.push_back((dir, packet.to_vec()));
        }
    }

    /// Offers what an end had no room for again; whether nothing is left of it.
    fn pass_waiting(&mut self, ends: &mut dyn Ends) -> bool {
        while let Some((dir, packet)) = self.waiting.front() {
            if !ends.transmit(*dir, packet) {
                return false;
            }
            self.waiting.pop_front();
        }
        true
    }

    fn let_due_go(&mut self, ends: &mut dyn Ends) {
        while let Some(leaving) = self.gate.due(self.now) {
            self.carry_on(leaving, ends);
        }
    }

    fn remove(&mut self, which: Which, act: Act, ends: &mut dyn Ends) {
        for id in self.gate.choose(which) {
            match self.gate.remove(id, act) {
                Some(leaving) => self.carry_on(leaving, ends),
                None => log(
                    ends,
                    LogLevel::Warn,
                    format!("segment {} is not held", id.0),
                ),
            }
        }
    }

    fn duplicate(&mut self, which: Which, ends: &mut dyn Ends) {
        for id in self.gate.choose(which) {
            match self.gate.copy(id) {
                Some(copy) => self.carry_on(copy, ends),
                None => {
                    let text = format!(
                        "segment {} cannot be duplicated: not held, or no room",
                        id.0
                    );
                    log(ends, LogLevel::Warn, text);
                }
            }
        }
    }

    /// What was on its way when the wire was cut is lost.
    fn lose_all(&mut self, ends: &mut dyn Ends) {
        for id in self.gate.all() {
            if let Some(leaving) = self.gate.lose(id) {
                self.carry_on(leaving, ends);
            }
        }
    }

    /// A segment leaves the gate's queue.
    fn carry_on(&mut self, leaving: Leaving, ends: &mut dyn Ends) {
        let Leaving {
            segment,
            head,
            buffer,
            len,
        } = leaving;
        let (id, dir, act) = (segment.id, segment.dir, segment.act);
        ends.report(Report::Segment(segment));
        if act != Act::Dropped {
            let packet = self.gate.packet(buffer, len).to_vec();
            self.deliver(dir, &head, &packet, id, ends);
        }
        self.gate.give_back(buffer);
    }
}

/// A line of the log; what happens on the wire has no clock but the shell's.
fn log(ends: &mut dyn Ends, level: LogLevel, text: String) {
    let uptime_ms = 0;
    ends.report(Report::Log {
        level,
        uptime_ms,
        text,
    });
}
