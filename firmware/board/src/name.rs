//! Names of sockets: families, ports, and who may share one.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use core::ops::RangeInclusive;

use sockscope_link::{Domain, Errno, State};

use crate::socket::Socket;

/// The dynamic ports (RFC 6335 section 6).
pub(crate) const EPHEMERAL: RangeInclusive<u16> = 49_152..=65_535;

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

/// The address that a call means: IPv4 in IPv6's clothes is IPv4 (RFC 4291 section 2.5.5.2), as which it
/// is kept and compared. Linux sees a `sockaddr_in` given to an AF_INET6 socket as too short (EINVAL), and
/// a `sockaddr_in6` given to an AF_INET one as of another family.
pub(crate) fn meant(domain: Domain, addr: SocketAddr) -> Result<SocketAddr, Errno> {
    match (domain, addr) {
        (Domain::Inet, SocketAddr::V4(_)) => Ok(addr),
        (Domain::Inet6, SocketAddr::V6(v6)) => {
            let ip = v6.ip().to_canonical();
            if v6.ip().is_unicast_link_local() && v6.scope_id() == 0 {
                // Nothing says on which link.
                return Err(Errno::Inval);
            }
            Ok(SocketAddr::new(ip, addr.port()))
        }
        (Domain::Inet, SocketAddr::V6(_)) => Err(Errno::AfNoSupport),
        (Domain::Inet6, SocketAddr::V4(_)) => Err(Errno::Inval),
    }
}

/// An address as a socket of this family tells it: to one of AF_INET6, IPv4 is `::ffff:10.77.0.1`.
pub(crate) fn shown(domain: Domain, addr: SocketAddr) -> SocketAddr {
    match (domain, addr.ip()) {
        (Domain::Inet6, IpAddr::V4(ip)) => SocketAddr::new(ip.to_ipv6_mapped().into(), addr.port()),
        _ => addr,
    }
}

/// Whether a socket that is bound to `bound` hears what comes to `addr` (RFC 3493 sections 3.7 and 5.3).
pub(crate) fn hears(bound: IpAddr, v6only: bool, addr: IpAddr) -> bool {
    let both = bound.is_ipv6() && !v6only;
    bound == addr || bound.is_unspecified() && (both || bound.is_ipv4() == addr.is_ipv4())
}

/// Whether two sockets cannot have the same port: only on different addresses they can, or if both allow
/// it and the other does not listen (`inet_csk_bind_conflict`).
pub(crate) fn conflicts(one: &Socket, address: IpAddr, other: &Socket) -> bool {
    let Some(theirs) = other.local else {
        return false;
    };
    let overlap = hears(address, one.options.v6only, theirs.ip())
        || hears(theirs.ip(), other.options.v6only, address);
    let shared = one.options.reuse && other.options.reuse && other.state != State::Listen;
    other.port_held && one.kind == other.kind && overlap && !shared
}
