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
pub(crate) fn conflicts(one: &Socket, address: IpAddr, other: &Socket) -> bool {
    let Some(theirs) = other.local else {
        return false;
    };
    let overlap =
        address == theirs.ip() || address.is_unspecified() || theirs.ip().is_unspecified();
    let shared = one.options.reuse && other.options.reuse && other.state != State::Listen;
    other.port_held && one.kind == other.kind && one.domain == other.domain && overlap && !shared
}
