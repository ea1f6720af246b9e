//! Takes packets through the gate to the stack and back, one connection and one packet at a time.

use alloc::format;
use alloc::string::String;
use core::mem;

use sockscope_link::{Act, Cause, Direction, LogLevel, Protocol, Report, SegmentId};

use crate::Port;
use crate::board::{Board, IDLE_PAUSE};
use crate::bsd::tcp::Judgment;
use crate::config::Medium;
use crate::net::gate::{Leaving, Verdict};
use crate::net::phy::Step;
use crate::net::wire::{self, Head, Packet};

impl Board {
    /// A packet came from the network.
    pub(crate) fn arrive(&mut self, packet: &[u8], port: &mut dyn Port) {
        match wire::sort(self.config.medium, packet) {
            Packet::Segment(head) if self.concerns_lesson(Direction::HostToBoard, &head) => {
                let verdict =
                    self.gate
                        .arrive(Direction::HostToBoard, &head, packet, self.clock.now());
                match verdict {
                    Verdict::Pass(segment) => {
                        let id = segment.id;
                        self.report(Report::Segment(segment));
                        self.flush(port);
                        self.deliver(packet, &head, id, port);
                    }
                    kept => self.keep(kept),
                }
            }
            Packet::Unreachable(unreachable) => {
                self.unreachable(&unreachable);
                self.step_nobody(packet, port);
            }
            Packet::Segment(head) if self.is_dhcp(&head) => self.step_dhcp_in(packet),
            Packet::Segment(_) | Packet::Noise => {}
            Packet::Fragment => self.log(LogLevel::Warn, || {
                String::from("a fragment came: packets in pieces are not taken")
            }),
            Packet::Other => {
                self.step_nobody(packet, port);
                self.retry_neighbours();
            }
        }
    }

    /// A neighbour may just have said its hardware address (ARP, NDP): whoever waits for it goes on
    /// now, and not when smoltcp would ask again, a second later.
    fn retry_neighbours(&mut self) {
        if self.config.medium == Medium::Ip {
            return;
        }
        for at in 0..self.conns.used.len() {
            let conn = self.conns.used[at];
            self.conns[conn].dirty = true;
        }
        self.retry_datagrams();
    }

    /// Reports what the gate kept.
    fn keep(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Held(segment) => {
                self.clock.stop(true);
                self.report(Report::Segment(segment));
            }
            Verdict::Full(segment) => {
                let (flags, src, dst) = (segment.flags, segment.src, segment.dst);
                self.report(Report::Segment(segment));
                self.log(LogLevel::Warn, || {
                    format!("gate full: segment {flags} {src} -> {dst} dropped")
                });
            }
            Verdict::Pass(_) | Verdict::Delayed => {}
        }
    }

    fn is_dhcp(&self, head: &Head) -> bool {
        head.protocol == Protocol::Udp
            && matches!((head.src.port(), head.dst.port()), (67, 68) | (68, 67))
    }

    /// Whether a segment is the lesson's: TCP or UDP between the board's address and another, or a
    /// broadcast that a socket of the board waits for.
    fn concerns_lesson(&self, dir: Direction, head: &Head) -> bool {
        if self.is_dhcp(head) {
            return false;
        }
        let (own, other) = match dir {
            Direction::HostToBoard => (head.dst, head.src),
            Direction::BoardToHost => (head.src, head.dst),
        };
        if self.is_own(own.ip()) {
            return !other.ip().is_multicast() || dir == Direction::BoardToHost;
        }
        head.protocol == Protocol::Udp && self.udp_for(head).is_some()
    }

    /// Hands a segment that came through the gate to the stack.
    fn deliver(&mut self, packet: &[u8], head: &Head, id: SegmentId, port: &mut dyn Port) {
        match head.protocol {
            Protocol::Tcp => self.deliver_tcp(packet, head, id, port),
            Protocol::Udp => {
                if !self.deliver_udp(packet, head) {
                    self.step_nobody(packet, port);
                }
            }
        }
    }

    fn deliver_tcp(&mut self, packet: &[u8], head: &Head, id: SegmentId, port: &mut dyn Port) {
        // RFC 1122 section 4.2.3.10: nothing good comes from or goes to these.
        if head.src.ip().is_unspecified() || self.is_own(head.src.ip()) {
            return;
        }
        if let Some(conn) = self.conns.find(head) {
            match self.judge(conn, head, id) {
                Judgment::Take => return self.step_in(conn, packet, head, id, port),
                Judgment::Drop => return,
                Judgment::Anew => {}
            }
        }
        match self.listener_for(head.dst) {
            Some(listener) if head.requests() => {
                self.passive_open(listener, packet, head, id, port);
            }
            // RFC 9293 section 3.10.7.2: in LISTEN, what is neither ACK nor SYN is dropped.
            Some(_) if !head.acks() => {}
            _ => self.step_nobody(packet, port),
        }
    }

    /// One packet for one connection: step it, and report what became of its state.
    pub(crate) fn step_in(
        &mut self,
        conn: usize,
        packet: &[u8],
        head: &Head,
        id: SegmentId,
        port: &mut dyn Port,
    ) {
        self.conns[conn].note_received(head);
        self.apply_keepalive(conn);
        let mut device = Step::new(Some(packet), &mut self.slot, &self.config);
        let set = &mut self.conns[conn].set;
        self.iface
            .poll_ingress_single(self.clock.stack(), &mut device, set);
        self.conns[conn].dirty = true;
        if let Some(key) = self.conns[conn].owner {
            let changed = self.sync(key, Cause::Segment(Some(id)), head.rst());
            if head.fin() && changed {
                let after = head.seq.wrapping_add(head.seq_len());
                self.conns[conn].after_fin = Some(after);
            }
            if changed && !self.waiting.is_empty() {
                self.end_calls();
            }
        }
        self.push_slot(Some(conn), port);
    }

    /// One packet for nobody.
    fn step_nobody(&mut self, packet: &[u8], port: &mut dyn Port) {
        let mut device = Step::new(Some(packet), &mut self.slot, &self.config);
        let set = &mut self.nobody;
        self.iface
            .poll_ingress_single(self.clock.stack(), &mut device, set);
        self.push_slot(None, port);
    }

    /// Lets a connection send all that it can send now.
    pub(crate) fn step_out(&mut self, conn: usize, port: &mut dyn Port) {
        let now = self.clock.stack();
        self.conns[conn].dirty = false;
        loop {
            if !self.push_slot(Some(conn), port) {
                self.conns[conn].dirty = true;
                break;
            }
            let mut device = Step::new(None, &mut self.slot, &self.config);
            let set = &mut self.conns[conn].set;
            self.iface.poll_egress(now, &mut device, set);
            if let Some(key) = self.conns[conn].owner {
                self.sync(key, Cause::Timer, false);
            }
            if self.slot.is_empty() {
                break;
            }
        }
        let wake = self.iface.poll_at(now, &self.conns[conn].set);
        self.conns[conn].wake = wake.map(|at| if at <= now { now + IDLE_PAUSE } else { at });
        if self.conns[conn].owner.is_none() && !self.conns[conn].resetting() {
            self.conns.give_back(conn);
        }
    }

    /// Takes the packet that smoltcp made through the gate to the network. `false` if the network
    /// has no room: then the packet stays where it is.
    pub(crate) fn push_slot(&mut self, conn: Option<usize>, port: &mut dyn Port) -> bool {
        let Some(packet) = self.slot.packet() else {
            return true;
        };
        if !self.slot.admitted
            && let Packet::Segment(head) = wire::sort(self.config.medium, packet)
            && self.concerns_lesson(Direction::BoardToHost, &head)
        {
            if let Some(conn) = conn {
                self.conns[conn].note_sent(&head);
            }
            let now = self.clock.now();
            let verdict = self.gate.arrive(Direction::BoardToHost, &head, packet, now);
            match verdict {
                Verdict::Pass(segment) => self.report(Report::Segment(segment)),
                kept => {
                    self.slot.clear();
                    self.keep(kept);
                    return true;
                }
            }
        }
        self.flush(port);
        self.slot.admitted = true;
        let Some(packet) = self.slot.packet() else {
            return true;
        };
        if !port.transmit(packet) {
            return false;
        }
        self.slot.clear();
        true
    }

    /// A segment leaves the gate's queue: report it and carry it on.
    pub(crate) fn carry_on(&mut self, leaving: Leaving, port: &mut dyn Port) {
        let Leaving {
            segment,
            head,
            buffer,
            len,
        } = leaving;
        let (id, dir, act) = (segment.id, segment.dir, segment.act);
        self.clock.stop(self.gate.holds());
        self.report(Report::Segment(segment));
        self.flush(port);
        if act != Act::Dropped {
            match dir {
                Direction::BoardToHost => {
                    if !port.transmit(self.gate.packet(buffer, len)) {
                        self.log(LogLevel::Warn, || {
                            String::from("the network has no room: a segment was lost")
                        });
                    }
                }
                Direction::HostToBoard => {
                    let mut packet = mem::take(&mut self.incoming);
                    packet[..len].copy_from_slice(self.gate.packet(buffer, len));
                    self.deliver(&packet[..len], &head, id, port);
                    self.incoming = packet;
                }
            }
        }
        self.gate.give_back(buffer);
    }

    /// Lets delayed segments go whose time has come.
    pub(crate) fn let_due_go(&mut self, port: &mut dyn Port) {
        while let Some(leaving) = self.gate.due(self.clock.now()) {
            self.carry_on(leaving, port);
        }
    }
}
