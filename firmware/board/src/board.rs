//! The board itself: what it is made of, and what each turn of it does.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use smoltcp::iface::{Config as StackConfig, Interface, SocketHandle, SocketSet};
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{EthernetAddress, HardwareAddress};
use sockscope_link::{Cause, Errno, Fd, LogLevel, Report};

use crate::Port;
use crate::bsd::blocked::Waiting;
use crate::bsd::udp::Udps;
use crate::clock::Clock;
use crate::config::{Config, Medium};
use crate::net::conn::Conns;
use crate::net::gate::Gate;
use crate::net::phy::{Slot, Step};
use crate::socket::{Descriptors, Key, Sockets};

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
    pub(crate) dhcp: Option<(SocketSet<'static>, SocketHandle)>,
    /// Whether DHCP named a router.
    pub(crate) leased_router: bool,
    /// No socket at all: what is for nobody is stepped with it, and smoltcp answers with a reset or
    /// an ICMP error.
    pub(crate) nobody: SocketSet<'static>,
    pub(crate) incoming: Vec<u8>,
    /// Reports that wait to be given to the port, in order.
    pub(crate) reports: Vec<Report>,
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
        let dhcp = crate::traffic::address::dhcp_for(&config);
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
            next_port: crate::bsd::bind::first_port(config.seed),
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

    /// What a descriptor stands for.
    pub(crate) fn key(&self, fd: Fd) -> Result<Key, Errno> {
        self.fds.get(fd)
    }

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
}
