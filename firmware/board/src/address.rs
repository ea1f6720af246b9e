//! The board's address on the network: fixed, or from DHCP (RFC 2131).

use alloc::format;
use alloc::string::String;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use smoltcp::socket::dhcpv4;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{IpCidr, Ipv4Address, Ipv4Cidr};
use sockscope_link::{Errno, Kind, LogLevel};

use crate::board::Board;
use crate::config::Address;
use crate::name::meant;
use crate::net::dhcp::dhcp_for;
use crate::net::phy::Step;
use crate::port::Port;
use crate::socket::Key;

impl Board {
    /// Gives the board another address, or asks DHCP for one: a radio joined another network.
    /// Connections from the old address end; the log says so.
    pub fn set_address(&mut self, address: Address) {
        self.config.address = address;
        self.ask_again();
        self.set_lease(None);
        self.iface.update_ip_addrs(|addresses| addresses.clear());
        self.set_fixed_address();
        for at in 0..self.conns.used.len() {
            let conn = self.conns.used[at];
            self.conns[conn].dirty = true;
        }
    }

    /// The radio has joined a network again, maybe another one behind the same name: DHCP is asked anew
    /// (RFC 2131 section 3.7). The address stays until the answer, and so do the connections if it is
    /// the same; [`Board::is_asking`] says that there is none yet.
    pub fn ask_again(&mut self) {
        self.dhcp = dhcp_for(&self.config);
        self.asking = self.dhcp.is_some();
    }

    /// Whether DHCP has not confirmed the address yet.
    pub fn is_asking(&self) -> bool {
        self.asking
    }

    pub(crate) fn set_fixed_address(&mut self) {
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

    /// Whether an address is one of the board's.
    pub(crate) fn is_own(&self, address: IpAddr) -> bool {
        let own = self.iface.ip_addrs();
        own.iter()
            .any(|cidr| IpAddr::from(cidr.address()) == address)
    }

    /// Whether packets to an address stay on the board: its own, or the loopback network's.
    pub(crate) fn is_here(&self, address: IpAddr) -> bool {
        address.is_loopback() || self.is_own(address)
    }

    pub(crate) fn dhcp_wake(&self) -> Option<Instant> {
        // The lease's timers run in seconds: looking once a second is exact enough.
        self.clock.when(self.clock.stack() + Duration::from_secs(1))
    }

    pub(crate) fn step_dhcp_in(&mut self, packet: &[u8]) {
        if let Some((set, _)) = &mut self.dhcp {
            let mut device = Step::new(Some(packet), &mut self.slot, &self.config);
            self.iface
                .poll_ingress_single(self.clock.stack(), &mut device, set);
        }
    }

    pub(crate) fn step_dhcp(&mut self, port: &mut dyn Port) {
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
        match event {
            // A new socket begins with having none, which is no loss.
            Some(None) if self.asking => {}
            Some(lease) => {
                self.asking = false;
                self.set_lease(lease);
            }
            None => {}
        }
    }

    fn set_lease(&mut self, lease: Option<(Ipv4Cidr, Option<Ipv4Address>)>) {
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
        if self.address() != had {
            for at in 0..self.conns.used.len() {
                let conn = self.conns.used[at];
                self.conns[conn].dirty = true;
            }
        }
        match lease {
            Some((address, _)) => self.log(LogLevel::Info, || format!("DHCP: address {address}")),
            None if had.is_some() => {
                self.log(LogLevel::Warn, || String::from("DHCP: the address is lost"));
            }
            None => {}
        }
    }

    /// Whether an address means everybody on the link.
    pub(crate) fn is_broadcast(&self, address: IpAddr) -> bool {
        let IpAddr::V4(address) = address else {
            return false;
        };
        let own = self.iface.ip_addrs().iter();
        address.is_broadcast()
            || own.into_iter().any(|cidr| match cidr {
                IpCidr::Ipv4(cidr) => cidr.broadcast() == Some(address),
                IpCidr::Ipv6(_) => false,
            })
    }

    /// The address that packets to `remote` come from, of a socket that is bound to `bound`;
    /// ENETUNREACH if there is no way there.
    pub(crate) fn source_for(
        &self,
        bound: Option<IpAddr>,
        remote: IpAddr,
    ) -> Result<IpAddr, Errno> {
        let bound = bound.filter(|ip| self.is_here(*ip));
        if bound.is_some_and(|ip| ip.is_ipv4() != remote.is_ipv4()) {
            return Err(Errno::NetUnreach);
        }
        if self.is_here(remote) {
            let source = if remote.is_loopback() {
                localhost(remote)
            } else {
                remote
            };
            return Ok(bound.unwrap_or(source));
        }
        if bound.is_some_and(|ip| ip.is_loopback()) {
            // `ip_route_output_key_hash_rcu`: it would leave the machine with an address that cannot.
            return Err(Errno::Inval);
        }
        let own = self.iface.ip_addrs();
        let same_family =
            |cidr: &IpCidr| IpAddr::from(cidr.address()).is_ipv4() == remote.is_ipv4();
        let on_link = own.iter().any(|cidr| cidr.contains_addr(&remote.into()));
        let routed = self.has_router(remote);
        if !own.iter().any(same_family) || !(on_link || routed) {
            return Err(Errno::NetUnreach);
        }
        let source = self.iface.get_source_address(&remote.into());
        let source = source.map(IpAddr::from).filter(|ip| self.is_own(*ip));
        source.ok_or(Errno::NetUnreach)
    }

    /// The address that a socket is bound to, if any address but the unspecified one.
    pub(crate) fn bound_ip(&self, key: Key) -> Option<IpAddr> {
        let local = self.sockets[key].local?.ip();
        (!local.is_unspecified()).then_some(local)
    }

    /// Whom a socket reaches at an address: what is for any address comes to the board itself.
    ///
    /// # Errors
    /// The address is of a family that the socket has not; an AF_INET6 one may have both.
    pub(crate) fn destined(&self, key: Key, remote: SocketAddr) -> Result<SocketAddr, Errno> {
        let socket = &self.sockets[key];
        let remote = match (socket.kind, remote) {
            // Of datagrams Linux takes a `sockaddr_in` as well (`udpv6_sendmsg`).
            (Kind::Dgram, SocketAddr::V4(_)) => remote,
            _ => meant(socket.domain, remote)?,
        };
        let only_v4 = socket.local.is_some_and(|local| local.is_ipv4());
        match remote.ip() {
            IpAddr::V4(_) if socket.options.v6only => return Err(Errno::NetUnreach),
            IpAddr::V6(ip) if only_v4 && ip.is_unspecified() => {
                return Ok(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), remote.port()));
            }
            IpAddr::V6(_) if only_v4 => return Err(Errno::AfNoSupport),
            ip if !ip.is_unspecified() => return Ok(remote),
            _ => {}
        }
        let bound = self.bound_ip(key);
        let bound = bound.filter(|ip| ip.is_ipv4() && self.is_here(*ip));
        let ip = bound.unwrap_or(localhost(remote.ip()));
        Ok(SocketAddr::new(ip, remote.port()))
    }

    fn has_router(&self, remote: IpAddr) -> bool {
        match self.config.address {
            Address::Fixed { router, .. } => remote.is_ipv4() && router.is_some(),
            Address::Dhcp => remote.is_ipv4() && self.leased_router,
        }
    }
}

/// The loopback address of a family.
fn localhost(like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    }
}
