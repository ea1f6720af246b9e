//! The board itself: what it is made of, and what each turn of it does.

use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use smoltcp::iface::{Config as StackConfig, Interface, SocketHandle, SocketSet};
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{EthernetAddress, HardwareAddress};
use sockscope_link::{Errno, Fd, LogLevel, Report};

use crate::clock::Clock;
use crate::config::{Config, Medium};
use crate::name::first_port;
use crate::net::conn::Conns;
use crate::net::dhcp::dhcp_for;
use crate::net::gate::Gate;
use crate::net::phy::{Slot, Step};
use crate::net::udps::Udps;
use crate::port::Port;
use crate::socket::{Descriptors, Key, Sockets};
use crate::waiting::Waiting;

/// How long to wait for a socket that wants to be stepped and does nothing when it is.
pub(crate) const IDLE_PAUSE: Duration = Duration::from_millis(10);

/// A board.
pub struct Board {
    pub(crate) config: Config,
    pub(crate) iface: Interface,
    /// The loopback interface: every address is its own.
    pub(crate) lo: Interface,
    /// Packets from the board to itself that it has not taken yet.
    pub(crate) looped: VecDeque<Vec<u8>>,
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
    /// Whether DHCP has been asked and has not answered yet.
    pub(crate) asking: bool,
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
        let hardware = hardware(&mut config.medium);
        let frame = config.frame();
        let mut slot = Slot::new(frame);
        let mut stack = StackConfig::new(hardware);
        stack.random_seed = config.seed;
        let mut device = Step::new(None, &mut slot, &config);
        let iface = Interface::new(stack, &mut device, now);
        let lo = loopback(&mut slot, &config, now);
        let dhcp = dhcp_for(&config);
        let asking = dhcp.is_some();
        let packet_at = config.packets.then_some(frame - config.mtu);
        let mut board = Board {
            iface,
            lo,
            looped: VecDeque::new(),
            clock: Clock::new(now),
            gate: Gate::new(if config.gate { config.held } else { 0 }, frame, packet_at),
            slot,
            sockets: Sockets::new(config.descriptors + config.connections),
            fds: Descriptors::new(config.descriptors),
            conns: Conns::new(&config),
            udps: Udps::new(&config),
            waiting: Vec::with_capacity(config.blocked_calls),
            next_port: first_port(config.seed),
            dhcp,
            asking,
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

fn hardware(medium: &mut Medium) -> HardwareAddress {
    match medium {
        Medium::Ip => HardwareAddress::Ip,
        Medium::Ethernet(address) => {
            // The lowest bit of a multicast address is set (IEEE 802.3 section 3.2.3).
            address[0] &= !1;
            HardwareAddress::Ethernet(EthernetAddress(*address))
        }
    }
}

fn loopback(slot: &mut Slot, config: &Config, now: Instant) -> Interface {
    let mut stack = StackConfig::new(HardwareAddress::Ip);
    stack.random_seed = !config.seed;
    let mut lo = Interface::new(stack, &mut Step::looped(None, slot, config), now);
    lo.set_any_ip(true);
    lo
}
