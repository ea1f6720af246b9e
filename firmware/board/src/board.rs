//! The board itself: takes packets through the gate to the stack and back, one step at a time.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::mem;
use core::net::{IpAddr, SocketAddr};

use smoltcp::iface::{Config as StackConfig, Interface, SocketHandle, SocketSet};
use smoltcp::socket::dhcpv4;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{EthernetAddress, HardwareAddress, IpCidr, Ipv4Cidr};
use sockscope_link::{
    Act, Cause, Direction, Errno, Evidence, Fd, LogLevel, Protocol, Report, SegmentId, State,
    Transition,
};

use crate::Port;
use crate::call::Waiting;
use crate::clock::Clock;
use crate::config::{Address, Config, Medium};
use crate::conn::Conns;
use crate::gate::{Gate, Leaving, Verdict};
use crate::phy::{Slot, Step};
use crate::socket::{Descriptors, Key, Sockets};
use crate::tcp::Judgment;
use crate::udp::Udps;
use crate::wire::{self, Head, Packet};

/// How many packets one [`Board::poll`] takes from the network before it answers them. Several
/// segments of a connection then share one acknowledgment, as they do on a busy network card.
const BATCH: usize = 32;

/// How long to wait before a packet is offered again to a network that had no room.
const FULL_PAUSE: Duration = Duration::from_millis(1);

/// How long to wait for a socket that wants to be stepped and does nothing when it is.
pub(crate) const IDLE_PAUSE: Duration = Duration::from_millis(10);

/// A board.
pub struct Board {
    pub(crate) config: Config,
    pub(crate) iface: Interface,
    pub(crate) clock: Clock,
    pub(crate) gate: Gate,
    pub(crate) slot: Slot,
    pub(crate) sockets: Sockets,
    pub(crate) fds: Descriptors,
    pub(crate) conns: Conns,
    pub(crate) udps: Udps,
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) next_port: u16,
    dhcp: Option<(SocketSet<'static>, SocketHandle)>,
    /// Whether DHCP named a router.
    pub(crate) leased_router: bool,
    /// No socket at all: what is for nobody is stepped with it, and smoltcp answers with a reset or
    /// an ICMP error.
    nobody: SocketSet<'static>,
    incoming: Vec<u8>,
    /// Reports that wait to be given to the port, in order.
    reports: Vec<Report>,
}

impl Board {
    /// A board that starts now. This is where its memory is taken.
    pub fn new(mut config: Config, now: Instant) -> Self {
        config.mtu = config.mtu.clamp(1280, 65_535);
        let hardware = match &mut config.medium {
            Medium::Ip => HardwareAddress::Ip,
            Medium::Ethernet(address) => {
                // The lowest bit of a multicast address is set (IEEE 802.3 section 3.2.3).
                address[0] &= !1;
                HardwareAddress::Ethernet(EthernetAddress(*address))
            }
        };
        let frame = config.frame();
        let mut slot = Slot::new(frame);
        let mut stack = StackConfig::new(hardware);
        stack.random_seed = config.seed;
        let mut device = Step::new(None, &mut slot, &config);
        let iface = Interface::new(stack, &mut device, now);
        let dhcp = dhcp_for(&config);
        let mut board = Board {
            iface,
            clock: Clock::new(now),
            gate: Gate::new(config.held, frame),
            slot,
            sockets: Sockets::new(config.descriptors + config.connections),
            fds: Descriptors::new(config.descriptors),
            conns: Conns::new(&config),
            udps: Udps::new(&config),
            waiting: Vec::with_capacity(config.blocked_calls),
            next_port: crate::name::first_port(config.seed),
            dhcp,
            leased_router: false,
            nobody: SocketSet::new(vec![]),
            incoming: vec![0; frame],
            reports: Vec::with_capacity(16),
            config,
        };
        board.set_fixed_address();
        board
    }

    /// Gives the board another address, or asks DHCP for one: a radio joined another network.
    /// Connections from the old address end; the log says so.
    pub fn set_address(&mut self, address: Address) {
        self.config.address = address;
        self.dhcp = dhcp_for(&self.config);
        self.set_lease(None);
        self.iface.update_ip_addrs(|addresses| addresses.clear());
        self.set_fixed_address();
        for at in 0..self.conns.used.len() {
            let conn = self.conns.used[at];
            self.conns[conn].dirty = true;
        }
    }

    fn set_fixed_address(&mut self) {
        let Address::Fixed { v4, v6, router } = self.config.address else {
            return;
        };
        let all = [
            v4.map(|(address, prefix)| (IpAddr::V4(address), prefix, 32)),
            v6.map(|(address, prefix)| (IpAddr::V6(address), prefix, 128)),
        ];
        for (address, prefix, longest) in all.into_iter().flatten() {
            if address.is_unspecified() || address.is_multicast() || prefix > longest {
                self.log(LogLevel::Error, || {
                    format!("address {address}/{prefix} is no unicast address: left out")
                });
                continue;
            }
            self.iface.update_ip_addrs(|addresses| {
                let _ = addresses.push(IpCidr::new(address.into(), prefix));
            });
        }
        if let Some(router) = router {
            let _ = self.iface.routes_mut().add_default_ipv4_route(router);
        }
    }

    /// The board's address, once it has one.
    pub fn address(&self) -> Option<IpAddr> {
        self.iface
            .ip_addrs()
            .first()
            .map(|cidr| IpAddr::from(cidr.address()))
    }

    /// The configuration, as it was completed by [`Board::new`].
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Does everything that can be done now: takes waiting packets, runs timers, sends, ends calls
    /// that need not wait any longer. Returns when to be called again, if nothing arrives before.
    pub fn poll(&mut self, now: Instant, port: &mut dyn Port) -> Option<Instant> {
        self.clock.advance(now);
        self.let_due_go(port);
        let more = self.take_packets(port);
        self.run_timers();
        self.step_dhcp(port);
        self.settle(port);
        if more {
            return Some(self.clock.now());
        }
        self.next_wake()
    }

    fn take_packets(&mut self, port: &mut dyn Port) -> bool {
        let mut packet = mem::take(&mut self.incoming);
        let mut more = true;
        for _ in 0..BATCH {
            let Some(len) = port.receive(&mut packet) else {
                more = false;
                break;
            };
            if let Some(packet) = packet.get(..len) {
                self.arrive(packet, port);
            }
        }
        self.incoming = packet;
        more
    }

    /// A packet came from the network.
    fn arrive(&mut self, packet: &[u8], port: &mut dyn Port) {
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

    /// Whether an address is one of the board's.
    pub(crate) fn is_own(&self, address: IpAddr) -> bool {
        let own = self.iface.ip_addrs();
        own.iter()
            .any(|cidr| IpAddr::from(cidr.address()) == address)
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

    /// Sends what is to be sent and ends the calls that can end, until nothing moves.
    pub(crate) fn settle(&mut self, port: &mut dyn Port) {
        loop {
            let stack = self.clock.stack();
            let mut at = 0;
            while let Some(&conn) = self.conns.used.get(at) {
                let this = &self.conns[conn];
                if this.dirty || this.wake.is_some_and(|wake| wake <= stack) {
                    self.step_out(conn, port);
                }
                // A connection that ended has left its place to another.
                at += usize::from(self.conns.used.get(at) == Some(&conn));
                if !self.slot.is_empty() {
                    break;
                }
            }
            self.send_datagrams(port);
            if !self.end_calls() || !self.slot.is_empty() {
                break;
            }
        }
        self.flush(port);
    }

    fn run_timers(&mut self) {
        let stack = self.clock.stack();
        for at in 0..self.conns.used.len() {
            let Some(&conn) = self.conns.used.get(at) else {
                break;
            };
            if self.conns[conn].give_up.is_some_and(|at| at <= stack) {
                self.give_up(conn);
            }
        }
    }

    /// Nobody answered our SYN, or our SYN-ACK.
    fn give_up(&mut self, conn: usize) {
        self.conns[conn].give_up = None;
        self.conns[conn].forget();
        if let Some(key) = self.conns[conn].owner {
            self.sockets[key].error = Some(Errno::TimedOut);
            let remote = self.conns[conn].remote;
            self.log(LogLevel::Warn, || {
                format!("{remote} does not answer: given up")
            });
            self.sync(key, Cause::Timer, false);
        }
    }

    fn next_wake(&self) -> Option<Instant> {
        let now = self.clock.now();
        let full = (!self.slot.is_empty()).then(|| now + FULL_PAUSE);
        let conns = self.conns.used.iter().flat_map(|at| {
            let conn = &self.conns[*at];
            [conn.wake, conn.give_up]
        });
        let stack = conns.flatten().filter_map(|at| self.clock.when(at)).min();
        let calls = self.waiting.iter().filter_map(|w| w.deadline).min();
        let udp = self.udps.wake.and_then(|at| self.clock.when(at));
        let dhcp = self.dhcp.as_ref().and(self.dhcp_wake());
        let all = [full, stack, calls, udp, dhcp, self.gate.next_due()];
        all.into_iter().flatten().min().map(|at| at.max(now))
    }

    // ---- states ----

    /// Compares a socket's state with the stack's, reports what changed, and does what Linux does on
    /// such a change. `reset`: the segment that caused it was a reset. Returns whether it changed.
    pub(crate) fn sync(&mut self, key: Key, cause: Cause, reset: bool) -> bool {
        let Some(conn) = self.sockets.get(key).and_then(|socket| socket.conn) else {
            return false;
        };
        let from = self.sockets[key].state;
        let mut to = self.conns[conn].state();
        if to == State::Listen && from == State::SynReceived {
            // RFC 9293 section 3.10.7.4: back to LISTEN, which here the listener never left.
            self.conns[conn].forget();
            to = State::Closed;
        }
        if from == to {
            return false;
        }
        // One segment can carry two events; RFC 9293 section 3.10.7.4 takes the ACK first (fifth),
        // then the FIN (eighth).
        let between = match (from, to) {
            (State::SynReceived, State::CloseWait) => Some(State::Established),
            (State::FinWait1, State::TimeWait) => Some(State::FinWait2),
            _ => None,
        };
        if let Some(between) = between {
            self.transition(key, between, cause, Evidence::Inferred);
        }
        if to == State::Closed {
            self.closed(key, from, reset);
        }
        self.transition(key, to, cause, Evidence::Measured);
        if matches!(to, State::CloseWait | State::Closing | State::TimeWait) {
            let socket = &mut self.sockets[key];
            socket.done = true;
            socket.shut_rd = true;
        }
        if to == State::TimeWait {
            self.sockets[key].shut_both();
        }
        if from == State::SynReceived || from == State::SynSent && to == State::Established {
            self.opened(key, conn, to);
        }
        self.reap(key);
        true
    }

    /// The handshake is over, well or not.
    fn opened(&mut self, key: Key, conn: usize, to: State) {
        self.conns[conn].give_up = None;
        if self.sockets[key].listener.is_some() {
            self.leave_half_open(key, to != State::Closed);
        }
        if to != State::Closed && mem::take(&mut self.sockets[key].fin_later) {
            self.send_fin(key);
        }
    }

    /// A connection ended: what its socket will tell, as `tcp_reset()` and `tcp_done()` have it.
    fn closed(&mut self, key: Key, from: State, reset: bool) {
        let own_address_gone = self.sockets[key]
            .local
            .is_some_and(|local| !self.is_own(local.ip()));
        let socket = &mut self.sockets[key];
        socket.shut_both();
        if reset && from != State::TimeWait {
            socket.error = Some(match from {
                State::SynSent => Errno::ConnRefused,
                State::CloseWait => Errno::Pipe,
                _ => Errno::ConnReset,
            });
        } else if own_address_gone {
            socket.error = Some(Errno::NetDown);
        }
        if !socket.port_locked {
            socket.port_held = false;
        }
    }

    /// Reports a transition and remembers it.
    pub(crate) fn transition(&mut self, key: Key, to: State, cause: Cause, evidence: Evidence) {
        let now = self.clock.now();
        let socket = &mut self.sockets[key];
        let from = mem::replace(&mut socket.state, to);
        socket.touched = now;
        let transition = Transition {
            socket: socket.id,
            fd: socket.fd,
            listener: None,
            kind: socket.kind,
            local: socket.local,
            remote: socket.remote,
            from,
            to,
            cause,
            evidence,
        };
        let listener = socket.listener.and_then(|key| self.sockets.get(key));
        let listener = listener.map(|listener| listener.id);
        self.report(Report::Transition(Transition {
            listener,
            ..transition
        }));
    }

    /// The same, for a state that a call brought about.
    pub(crate) fn set_state(&mut self, key: Key, to: State) {
        if self.sockets[key].state != to {
            self.transition(key, to, Cause::Call, Evidence::Measured);
        }
    }

    /// Gives back what a closed socket needs no more; forgets the socket when nobody knows it.
    pub(crate) fn reap(&mut self, key: Key) {
        let Some(socket) = self.sockets.get(key) else {
            return;
        };
        if socket.state != State::Closed {
            return;
        }
        let orphan = socket.is_orphan() && !self.is_waited_on(key);
        if let Some(conn) = socket.conn
            && (orphan || self.conns[conn].tcp().recv_queue() == 0)
        {
            self.release_conn(key);
        }
        if orphan {
            self.sockets.remove(key);
        }
    }

    /// Parts a socket from its connection, which may still have a reset to send.
    pub(crate) fn release_conn(&mut self, key: Key) {
        if let Some(conn) = self.sockets[key].conn.take() {
            if self.conns[conn].resetting() {
                self.conns[conn].owner = None;
                self.conns[conn].dirty = true;
            } else {
                self.conns.give_back(conn);
            }
        }
    }

    /// A connection of the pool. When all are in use, the oldest TIME-WAIT is cut short, as Linux
    /// does beyond `tcp_max_tw_buckets`; then the oldest orphan is given up.
    pub(crate) fn take_conn(
        &mut self,
        owner: Key,
        local: SocketAddr,
        remote: SocketAddr,
    ) -> Option<usize> {
        if self.conns.is_full() {
            let rank = |state| match state {
                State::TimeWait => Some(0),
                State::FinWait2 => Some(1),
                State::FinWait1 | State::Closing | State::LastAck => Some(2),
                _ => None,
            };
            let candidates = self.sockets.iter().filter_map(|(key, socket)| {
                let fits = socket.is_orphan() && socket.conn.is_some();
                Some((fits.then(|| rank(socket.state))??, socket.touched, key))
            });
            let (_, _, oldest) = candidates.min()?;
            let (state, at) = (self.sockets[oldest].state, self.sockets[oldest].remote);
            self.log(LogLevel::Warn, || match at {
                Some(at) => format!("out of connections: {state} with {at} is cut short"),
                None => format!("out of connections: a {state} is cut short"),
            });
            self.end_quietly(oldest, Cause::Timer);
        }
        self.conns.take(owner, local, remote)
    }

    /// Ends a connection without a segment.
    pub(crate) fn end_quietly(&mut self, key: Key, cause: Cause) {
        if let Some(conn) = self.sockets[key].conn {
            self.conns[conn].forget();
            self.sync(key, cause, false);
        }
    }

    /// What a descriptor stands for.
    pub(crate) fn key(&self, fd: Fd) -> Result<Key, Errno> {
        self.fds.get(fd)
    }

    // ---- reports ----

    pub(crate) fn report(&mut self, report: Report) {
        self.reports.push(report);
    }

    /// A line of the board's log. The text is made only here, so that a level can be left out.
    pub(crate) fn log(&mut self, level: LogLevel, text: impl FnOnce() -> String) {
        let uptime_ms = self.clock.uptime_ms();
        self.reports.push(Report::Log {
            level,
            uptime_ms,
            text: text(),
        });
    }

    /// Gives all reports to the port, before anything happens on the wire.
    pub(crate) fn flush(&mut self, port: &mut dyn Port) {
        for report in self.reports.drain(..) {
            port.report(report);
        }
    }

    /// A name for a socket in the log.
    pub(crate) fn label(&self, key: Key) -> String {
        match &self.sockets[key] {
            socket if socket.fd.is_some() => format!("socket {}", socket.fd.unwrap_or_default()),
            socket => format!("connection #{}", socket.id.0),
        }
    }

    // ---- DHCP ----

    fn dhcp_wake(&self) -> Option<Instant> {
        // The lease's timers run in seconds: looking once a second is exact enough.
        self.clock.when(self.clock.stack() + Duration::from_secs(1))
    }

    fn step_dhcp_in(&mut self, packet: &[u8]) {
        if let Some((set, _)) = &mut self.dhcp {
            let mut device = Step::new(Some(packet), &mut self.slot, &self.config);
            self.iface
                .poll_ingress_single(self.clock.stack(), &mut device, set);
        }
    }

    fn step_dhcp(&mut self, port: &mut dyn Port) {
        if !self.push_slot(None, port) {
            return;
        }
        let Some((set, handle)) = &mut self.dhcp else {
            return;
        };
        let mut device = Step::new(None, &mut self.slot, &self.config);
        self.iface.poll_egress(self.clock.stack(), &mut device, set);
        let event = set.get_mut::<dhcpv4::Socket>(*handle).poll();
        let event = event.map(|event| match event {
            dhcpv4::Event::Configured(lease) => Some((lease.address, lease.router)),
            dhcpv4::Event::Deconfigured => None,
        });
        self.push_slot(None, port);
        if let Some(lease) = event {
            self.set_lease(lease);
        }
    }

    fn set_lease(&mut self, lease: Option<(Ipv4Cidr, Option<smoltcp::wire::Ipv4Address>)>) {
        let had = self.address();
        self.iface.update_ip_addrs(|addresses| {
            addresses.retain(|cidr| matches!(cidr, IpCidr::Ipv6(_)));
            if let Some((address, _)) = lease {
                let _ = addresses.insert(0, IpCidr::Ipv4(address));
            }
        });
        self.leased_router = matches!(lease, Some((_, Some(_))));
        self.iface.routes_mut().remove_default_ipv4_route();
        if let Some((_, Some(router))) = lease {
            let _ = self.iface.routes_mut().add_default_ipv4_route(router);
        }
        match lease {
            Some((address, _)) => self.log(LogLevel::Info, || format!("DHCP: address {address}")),
            None if had.is_some() => {
                self.log(LogLevel::Warn, || String::from("DHCP: the address is lost"));
            }
            None => {}
        }
    }
}

/// DHCP's socket, if the board is to ask for its address.
fn dhcp_for(config: &Config) -> Option<(SocketSet<'static>, SocketHandle)> {
    let wanted = config.address == Address::Dhcp && config.medium != Medium::Ip;
    wanted.then(|| {
        let mut set = SocketSet::new(vec![]);
        let handle = set.add(dhcpv4::Socket::new());
        (set, handle)
    })
}
