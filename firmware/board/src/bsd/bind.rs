//! Names: bind(2), getsockname(2), getpeername(2), and the space of ports.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use sockscope_link::{Domain, Errno, Kind, State, Value};

use crate::board::Board;
use crate::bsd::call::{DONE, Try};
use crate::socket::{Key, Phase, Socket};

/// The dynamic ports (RFC 6335 section 6).
const EPHEMERAL: core::ops::RangeInclusive<u16> = 49_152..=65_535;

/// Where the search for an ephemeral port starts.
pub(crate) fn first_port(seed: u64) -> u16 {
    let spread = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
    EPHEMERAL.start() + (spread % EPHEMERAL.len() as u64) as u16
}

/// The unspecified address of a family: INADDR_ANY, in6addr_any.
pub(crate) fn any(domain: Domain) -> IpAddr {
    match domain {
        Domain::Inet => Ipv4Addr::UNSPECIFIED.into(),
        Domain::Inet6 => Ipv6Addr::UNSPECIFIED.into(),
    }
}

/// Whether an address is of the socket's family. Linux sees a `sockaddr_in` given to an AF_INET6
/// socket as too short (EINVAL), and a `sockaddr_in6` given to an AF_INET one as of another family.
pub(crate) fn check_family(domain: Domain, addr: SocketAddr) -> Result<(), Errno> {
    match (domain, addr) {
        (Domain::Inet, SocketAddr::V4(_)) | (Domain::Inet6, SocketAddr::V6(_)) => Ok(()),
        (Domain::Inet, SocketAddr::V6(_)) => Err(Errno::AfNoSupport),
        (Domain::Inet6, SocketAddr::V4(_)) => Err(Errno::Inval),
    }
}

/// Whether two sockets can have the same port: only on different addresses, or if both allow it
/// and the other does not listen (`inet_csk_bind_conflict`).
fn conflicts(one: &Socket, address: IpAddr, other: &Socket) -> bool {
    let Some(theirs) = other.local else {
        return false;
    };
    let overlap =
        address == theirs.ip() || address.is_unspecified() || theirs.ip().is_unspecified();
    let shared = one.options.reuse && other.options.reuse && other.state != State::Listen;
    other.port_held && one.kind == other.kind && one.domain == other.domain && overlap && !shared
}

impl Board {
    /// bind(2)
    pub(crate) fn bind(&mut self, key: Key, addr: SocketAddr) -> Try {
        check_family(self.sockets[key].domain, addr)?;
        let ip = addr.ip();
        let local = ip.is_unspecified() || ip.is_multicast() || self.is_broadcast(ip);
        if !local && !self.is_own(ip) {
            return Err(Errno::AddrNotAvail);
        }
        let socket = &self.sockets[key];
        let unnamed = match socket.state {
            State::Unbound => true,
            // A connection that ended has given its port back, if `connect()` had chosen it.
            State::Closed => !socket.port_held,
            _ => false,
        };
        if !unnamed {
            return Err(Errno::Inval);
        }
        let port = match addr.port() {
            0 => self.ephemeral_port(key, ip)?,
            port if self.port_is_taken(key, ip, port) => return Err(Errno::AddrInUse),
            port => port,
        };
        self.take_name(key, SocketAddr::new(ip, port))?;
        let socket = &mut self.sockets[key];
        socket.port_locked = addr.port() != 0;
        socket.address_locked = !ip.is_unspecified();
        self.set_state(key, State::Bound);
        DONE
    }

    fn take_name(&mut self, key: Key, name: SocketAddr) -> Result<(), Errno> {
        if let Some(udp) = self.sockets[key].udp {
            self.udps.name(udp, name.port())?;
        }
        let socket = &mut self.sockets[key];
        socket.local = Some(name);
        socket.port_held = true;
        Ok(())
    }

    /// Whether another socket has this port.
    pub(crate) fn port_is_taken(&self, key: Key, address: IpAddr, port: u16) -> bool {
        let one = &self.sockets[key];
        self.sockets.iter().any(|(other_key, other)| {
            other_key != key
                && other.local.is_some_and(|local| local.port() == port)
                && conflicts(one, address, other)
        })
    }

    /// A port that nobody has at all.
    fn ephemeral_port(&mut self, key: Key, address: IpAddr) -> Result<u16, Errno> {
        let kind = self.sockets[key].kind;
        for _ in EPHEMERAL {
            let port = self.next_port;
            self.next_port = match port {
                u16::MAX => *EPHEMERAL.start(),
                port => port + 1,
            };
            let held = |socket: &Socket| {
                socket.kind == kind
                    && socket.port_held
                    && socket.local.map(|l| l.port()) == Some(port)
            };
            if !self.sockets.iter().any(|(_, socket)| held(socket))
                && !self.port_is_taken(key, address, port)
            {
                return Ok(port);
            }
        }
        Err(Errno::AddrInUse)
    }

    /// Gives a socket without a port one (`inet_autobind`).
    pub(crate) fn autobind(&mut self, key: Key) -> Result<SocketAddr, Errno> {
        let socket = &self.sockets[key];
        let bound = socket.local.filter(|_| socket.port_held);
        if let Some(local) = bound {
            return Ok(local);
        }
        let ip = match socket.local {
            Some(local) if socket.address_locked => local.ip(),
            _ => any(socket.domain),
        };
        let port = self.ephemeral_port(key, ip).map_err(|_| Errno::Again)?;
        let name = SocketAddr::new(ip, port);
        self.take_name(key, name)?;
        Ok(name)
    }

    /// getsockname(2)
    pub(crate) fn getsockname(&self, key: Key) -> Try {
        let socket = &self.sockets[key];
        let nameless = SocketAddr::new(any(socket.domain), 0);
        Ok(Some((0, Value::Addr(socket.local.unwrap_or(nameless)))))
    }

    /// getpeername(2)
    pub(crate) fn getpeername(&self, key: Key) -> Try {
        let socket = &self.sockets[key];
        let connected = match socket.kind {
            Kind::Dgram => socket.phase == Phase::Connected,
            Kind::Stream => {
                !socket.is_closed() && !matches!(socket.state, State::Listen | State::SynSent)
            }
        };
        match socket.remote {
            Some(remote) if connected => Ok(Some((0, Value::Addr(remote)))),
            _ => Err(Errno::NotConn),
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
                smoltcp::wire::IpCidr::Ipv4(cidr) => cidr.broadcast() == Some(address),
                smoltcp::wire::IpCidr::Ipv6(_) => false,
            })
    }

    /// The address that packets to `remote` come from; ENETUNREACH if there is no way to it.
    pub(crate) fn source_for(&self, remote: IpAddr) -> Result<IpAddr, Errno> {
        let own = self.iface.ip_addrs();
        let same_family = |cidr: &smoltcp::wire::IpCidr| {
            IpAddr::from(cidr.address()).is_ipv4() == remote.is_ipv4()
        };
        let here = remote.is_unspecified() || remote.is_loopback() || self.is_own(remote);
        let on_link = own.iter().any(|cidr| cidr.contains_addr(&remote.into()));
        let routed = self.has_router(remote);
        if here || !own.iter().any(same_family) || !(on_link || routed) {
            return Err(Errno::NetUnreach);
        }
        let source = self.iface.get_source_address(&remote.into());
        let source = source.map(IpAddr::from).filter(|ip| self.is_own(*ip));
        source.ok_or(Errno::NetUnreach)
    }

    fn has_router(&self, remote: IpAddr) -> bool {
        match self.config.address {
            crate::Address::Fixed { router, .. } => remote.is_ipv4() && router.is_some(),
            crate::Address::Dhcp => remote.is_ipv4() && self.leased_router,
        }
    }
}
