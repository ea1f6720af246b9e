//! Takes packets through the gate to the stack and back, one connection and one packet at a time.

use alloc::format;
use alloc::string::String;

use sockscope_link::{Cause, Direction, LogLevel, Loss, Protocol, Report};

use crate::board::Board;
use crate::config::Medium;
use crate::net::conn::Conn;
use crate::net::gate::Verdict;
use crate::net::packet::{self, Head, Packet};
use crate::net::phy::Step;
use crate::port::Port;
use crate::traffic::judge::Judgment;

impl Board {
    /// A packet came from the network.
    pub(crate) fn arrive(&mut self, packet: &[u8], port: &mut dyn Port) {
        match packet::sort(self.config.medium, packet) {
            Packet::Segment(head) | Packet::Unreachable(head, _)
                if self.concerns_lesson(Direction::HostToBoard, &head)
                    || self.is_for_nobody(&head) =>
            {
                self.segment(packet, &head, port);
            }
            Packet::Unreachable(_, unreachable) => {
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

    /// A segment came: to the gate, if there is one.
    fn segment(&mut self, packet: &[u8], head: &Head, port: &mut dyn Port) {
        if !self.config.gate {
            let cause = Cause::Segment(port.segment());
            return self.deliver(packet, head, cause, port);
        }
        let now = self.clock.now();
        match self.gate.arrive(Direction::HostToBoard, head, packet, now) {
            Verdict::Pass(segment) => {
                let cause = Cause::Segment(Some(segment.id));
                self.report(Report::Segment(segment));
                self.flush(port);
                self.deliver(packet, head, cause, port);
            }
            kept => self.keep(kept),
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
    pub(super) fn keep(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Held(segment) => {
                self.clock.stop_for_gate(true);
                self.report(Report::Segment(segment));
            }
            Verdict::Full(segment) => {
                let (flags, src, dst) = (segment.flags, segment.src, segment.dst);
                self.report(Report::Segment(segment));
                self.log(LogLevel::Warn, || {
                    format!("gate full: segment {flags} {src} -> {dst} dropped")
                });
            }
            Verdict::Cut(segment) | Verdict::Delayed(segment) => {
                self.report(Report::Segment(segment));
            }
            Verdict::Pass(_) => {}
        }
    }

    /// Whether it is for an address that nobody on this wire has: where the wire joins two ends only, all
    /// that the other end sends comes here.
    fn is_for_nobody(&self, head: &Head) -> bool {
        let to = head.dst.ip();
        self.config.gate
            && self.config.medium == Medium::Ip
            && !(to.is_loopback() || to.is_multicast() || self.is_broadcast(to))
            && !self.is_own(to)
    }

    /// Takes note that a segment came to nothing, if it was one of the wire.
    pub(super) fn lost(&mut self, cause: Cause, why: Loss) {
        if let Cause::Segment(Some(segment)) = cause {
            self.report(Report::Lost { segment, why });
        }
    }

    fn is_dhcp(&self, head: &Head) -> bool {
        head.protocol == Protocol::Udp
            && matches!((head.src.port(), head.dst.port()), (67, 68) | (68, 67))
    }

    /// Whether a segment is the lesson's: TCP or UDP between the board's address and another, or a
    /// broadcast that a socket of the board waits for.
    pub(super) fn concerns_lesson(&self, dir: Direction, head: &Head) -> bool {
        if self.is_dhcp(head) {
            return false;
        }
        let (own, other) = match dir {
            Direction::HostToBoard => (head.dst, head.src),
            Direction::BoardToHost => (head.src, head.dst),
        };
        // RFC 1122 section 3.2.1.3: these never appear on a wire.
        if own.ip().is_loopback() || other.ip().is_loopback() {
            return false;
        }
        if self.is_own(own.ip()) {
            return !other.ip().is_multicast() || dir == Direction::BoardToHost;
        }
        head.protocol == Protocol::Udp && self.udp_for(head.src, head.dst).is_some()
    }

    /// Hands a segment that came through the gate to the stack; `cause` is that segment.
    pub(super) fn deliver(
        &mut self,
        packet: &[u8],
        head: &Head,
        cause: Cause,
        port: &mut dyn Port,
    ) {
        match head.protocol {
            _ if self.is_for_nobody(head) => self.lost(cause, Loss::Nobody),
            // RFC 1122 section 4.2.3.10: nothing good comes from or goes to these. What the board
            // sends itself comes another way.
            Protocol::Tcp if head.src.ip().is_unspecified() || self.is_own(head.src.ip()) => {}
            Protocol::Tcp => self.deliver_tcp(packet, head, cause, port),
            Protocol::Udp => {
                if !self.deliver_udp(packet, head, cause) {
                    self.step_nobody(packet, port);
                }
            }
            Protocol::Icmp => {
                if let Packet::Unreachable(_, error) = packet::sort(self.config.medium, packet) {
                    self.unreachable(&error);
                }
                self.step_nobody(packet, port);
            }
        }
    }

    pub(super) fn deliver_tcp(
        &mut self,
        packet: &[u8],
        head: &Head,
        cause: Cause,
        port: &mut dyn Port,
    ) {
        if let Some(conn) = self.conns.find(head) {
            match self.judge(conn, head, cause) {
                Judgment::Take => return self.step_in(conn, packet, head, cause, port),
                Judgment::Drop => return,
                Judgment::Stray => {}
            }
        }
        match self.listener_for(head.dst) {
            Some(listener) if head.requests() => {
                self.passive_open(listener, packet, head, cause, port);
            }
            // RFC 9293 section 3.10.7.2: in LISTEN, what is neither ACK nor SYN is dropped.
            Some(_) if !head.acks() => {}
            _ if self.is_here(head.src.ip()) => self.loop_nobody(packet, port),
            _ => self.step_nobody(packet, port),
        }
    }

    /// One packet for one connection: step it, and report what became of its state.
    pub(crate) fn step_in(
        &mut self,
        conn: usize,
        packet: &[u8],
        head: &Head,
        cause: Cause,
        port: &mut dyn Port,
    ) {
        self.conns[conn].note_received(head);
        self.apply_keepalive(conn);
        self.step_stack(conn, packet);
        self.conns[conn].dirty = true;
        if let Some(key) = self.conns[conn].owner {
            let changed = self.sync(key, cause, head.rst());
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

    /// Shows a packet to a connection's part of the stack, on the interface that is its way.
    fn step_stack(&mut self, conn: usize, packet: &[u8]) {
        let now = self.clock.stack();
        let Conn { set, here, .. } = &mut self.conns[conn];
        if *here {
            let mut device = Step::looped(Some(packet), &mut self.slot, &self.config);
            self.lo.poll_ingress_single(now, &mut device, set);
        } else {
            let mut device = Step::new(Some(packet), &mut self.slot, &self.config);
            self.iface.poll_ingress_single(now, &mut device, set);
        }
    }

    /// One packet for nobody.
    fn step_nobody(&mut self, packet: &[u8], port: &mut dyn Port) {
        let mut device = Step::new(Some(packet), &mut self.slot, &self.config);
        let set = &mut self.nobody;
        self.iface
            .poll_ingress_single(self.clock.stack(), &mut device, set);
        self.push_slot(None, port);
    }
}
