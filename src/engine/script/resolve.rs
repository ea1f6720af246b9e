//! From names to numbers.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use sockscope_link::{Call, Data, Fd, Rewrite};

use super::actor::Role;
use super::ast::{CallExpr, DataExpr, Endpoint, FdExpr, Place};
use crate::fact;
use crate::peer::Peer;
use crate::timeline::Fact;
use crate::words::{Lang, explain, t, tell};

/// What the names of a running script stand for. A name keeps its number after `close()`, until
/// it is assigned again: that is how a script shows EBADF.
pub trait Names {
    /// The descriptor that `peer` calls `name`.
    fn fd(&self, peer: Peer, name: &str) -> Option<Fd>;

    /// Every name that `peer` has, in the order in which it got them.
    fn known(&self, peer: Peer) -> Vec<String>;

    /// The address of `peer` on the wire.
    fn address(&self, peer: Peer) -> Option<IpAddr>;

    /// Its address of IPv6 on the wire.
    fn address6(&self, peer: Peer) -> Option<IpAddr> {
        self.address(peer).filter(IpAddr::is_ipv6)
    }
}

/// Why a call cannot be made as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolveError {
    /// No descriptor has this name.
    UnknownName {
        /// Whose name.
        peer: Peer,
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// A peer without an address: a board that has no network yet.
    NoAddress(Peer),
}

impl ResolveError {
    /// What is wrong and what there is instead.
    pub fn fact(&self) -> Vec<Fact> {
        match self {
            ResolveError::UnknownName { peer, name, known } => {
                let peer = explain::peer(*peer);
                let known = match known.as_slice() {
                    [] => fact!(t::SCRIPT_NO_NAMES),
                    known => fact!(t::SCRIPT_KNOWN_NAMES, names = known.join(", ")),
                };
                vec![
                    fact!(t::SCRIPT_UNKNOWN_NAME, peer = peer, name = name),
                    known,
                ]
            }
            ResolveError::NoAddress(peer) => {
                vec![fact!(t::SCRIPT_NO_ADDRESS, peer = explain::peer(*peer))]
            }
        }
    }

    /// [`ResolveError::fact`] in words.
    pub fn message(&self, lang: Lang) -> String {
        tell::arg(&self.fact().into(), lang)
    }
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for ResolveError {}

/// The call that `peer` makes, with numbers for names, when the host plays `role`.
///
/// # Errors
/// A name that no descriptor of the peer has; a peer that has no address.
pub fn resolve(
    call: &CallExpr,
    peer: Peer,
    role: Role,
    names: &impl Names,
) -> Result<Call, ResolveError> {
    call.rewritten(&Resolver { peer, role, names })
}

/// The address that an endpoint stands for when the host plays `role`.
///
/// # Errors
/// A peer that has no address.
pub fn resolve_address(
    endpoint: &Endpoint,
    role: Role,
    names: &impl Names,
) -> Result<SocketAddr, ResolveError> {
    let ip = match endpoint.place {
        Place::Ip(ip) => ip,
        Place::Of(actor) => {
            let peer = actor.peer(role);
            names.address(peer).ok_or(ResolveError::NoAddress(peer))?
        }
        Place::Of6(actor) => {
            let peer = actor.peer(role);
            names.address6(peer).ok_or(ResolveError::NoAddress(peer))?
        }
    };
    Ok(SocketAddr::new(ip, endpoint.port))
}

struct Resolver<'a, N> {
    peer: Peer,
    role: Role,
    names: &'a N,
}

impl<N: Names> Rewrite<FdExpr, Endpoint, DataExpr> for Resolver<'_, N> {
    type Fd = Fd;
    type Addr = SocketAddr;
    type Data = Data;
    type Error = ResolveError;

    fn fd(&self, fd: &FdExpr) -> Result<Fd, ResolveError> {
        match fd {
            FdExpr::Number(number) => Ok(*number),
            FdExpr::Name(name) => {
                self.names
                    .fd(self.peer, name.as_str())
                    .ok_or_else(|| ResolveError::UnknownName {
                        peer: self.peer,
                        name: name.as_str().to_string(),
                        known: self.names.known(self.peer),
                    })
            }
        }
    }

    fn addr(&self, endpoint: &Endpoint) -> Result<SocketAddr, ResolveError> {
        resolve_address(endpoint, self.role, self.names)
    }

    fn data(&self, data: &DataExpr) -> Result<Data, ResolveError> {
        Ok(data.to_data())
    }
}
