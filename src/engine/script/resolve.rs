//! From names to numbers.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use sockscope_link::{Call, Fd, PollFd};

use super::ast::*;
use crate::fill;
use crate::peer::Peer;
use crate::words::explain;
use crate::words::{Lang, t};

/// What the names of a running script stand for. A name keeps its number after `close()`, until
/// it is assigned again: that is how a script shows EBADF.
pub trait Names {
    /// The descriptor that `peer` calls `name`.
    fn fd(&self, peer: Peer, name: &str) -> Option<Fd>;

    /// Every name that `peer` has, in the order in which it got them.
    fn known(&self, peer: Peer) -> Vec<String>;

    /// The address of `peer` on the wire.
    fn address(&self, peer: Peer) -> Option<IpAddr>;
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
    pub fn message(&self, lang: Lang) -> String {
        match self {
            ResolveError::UnknownName { peer, name, known } => {
                let peer = explain::peer(*peer).get(lang);
                let mut said = fill!(lang, t::SCRIPT_UNKNOWN_NAME, peer = peer, name = name);
                said.push(' ');
                if known.is_empty() {
                    said.push_str(t::SCRIPT_NO_NAMES.get(lang));
                } else {
                    let names = known.join(", ");
                    said.push_str(&fill!(lang, t::SCRIPT_KNOWN_NAMES, names = names));
                }
                said
            }
            ResolveError::NoAddress(peer) => {
                let peer = explain::peer(*peer).get(lang);
                fill!(lang, t::SCRIPT_NO_ADDRESS, peer = peer)
            }
        }
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
    let resolver = Resolver { peer, role, names };
    Ok(match call {
        CallExpr::Socket {
            domain,
            kind,
            protocol,
        } => Call::Socket {
            domain: *domain,
            kind: *kind,
            protocol: *protocol,
        },
        CallExpr::Bind { fd, addr } => Call::Bind {
            fd: resolver.fd(fd)?,
            addr: resolver.address(addr)?,
        },
        CallExpr::Listen { fd, backlog } => Call::Listen {
            fd: resolver.fd(fd)?,
            backlog: *backlog,
        },
        CallExpr::Accept { fd } => Call::Accept {
            fd: resolver.fd(fd)?,
        },
        CallExpr::Connect { fd, addr } => Call::Connect {
            fd: resolver.fd(fd)?,
            addr: resolver.address(addr)?,
        },
        CallExpr::Send { fd, data } => Call::Send {
            fd: resolver.fd(fd)?,
            data: data.to_data(),
        },
        CallExpr::Write { fd, data } => Call::Write {
            fd: resolver.fd(fd)?,
            data: data.to_data(),
        },
        CallExpr::Recv { fd, len } => Call::Recv {
            fd: resolver.fd(fd)?,
            len: *len,
        },
        CallExpr::Read { fd, len } => Call::Read {
            fd: resolver.fd(fd)?,
            len: *len,
        },
        CallExpr::SendTo { fd, data, addr } => Call::SendTo {
            fd: resolver.fd(fd)?,
            data: data.to_data(),
            addr: resolver.address(addr)?,
        },
        CallExpr::RecvFrom { fd, len } => Call::RecvFrom {
            fd: resolver.fd(fd)?,
            len: *len,
        },
        CallExpr::Shutdown { fd, how } => Call::Shutdown {
            fd: resolver.fd(fd)?,
            how: *how,
        },
        CallExpr::Close { fd } => Call::Close {
            fd: resolver.fd(fd)?,
        },
        CallExpr::GetSockName { fd } => Call::GetSockName {
            fd: resolver.fd(fd)?,
        },
        CallExpr::GetPeerName { fd } => Call::GetPeerName {
            fd: resolver.fd(fd)?,
        },
        CallExpr::GetSockOpt { fd, opt } => Call::GetSockOpt {
            fd: resolver.fd(fd)?,
            opt: *opt,
        },
        CallExpr::SetSockOpt { fd, opt, value } => Call::SetSockOpt {
            fd: resolver.fd(fd)?,
            opt: *opt,
            value: *value,
        },
        CallExpr::SetNonBlock { fd, on } => Call::SetNonBlock {
            fd: resolver.fd(fd)?,
            on: *on,
        },
        CallExpr::Fstat { fd } => Call::Fstat {
            fd: resolver.fd(fd)?,
        },
        CallExpr::Poll { fds, timeout_ms } => Call::Poll {
            fds: fds
                .iter()
                .map(|entry| resolver.entry(entry))
                .collect::<Result<_, _>>()?,
            timeout_ms: *timeout_ms,
        },
    })
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
    };
    Ok(SocketAddr::new(ip, endpoint.port))
}

struct Resolver<'a, N> {
    peer: Peer,
    role: Role,
    names: &'a N,
}

impl<N: Names> Resolver<'_, N> {
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

    fn address(&self, endpoint: &Endpoint) -> Result<SocketAddr, ResolveError> {
        resolve_address(endpoint, self.role, self.names)
    }

    fn entry(&self, entry: &PollExpr) -> Result<PollFd, ResolveError> {
        Ok(PollFd {
            fd: self.fd(&entry.fd)?,
            events: entry.events,
            revents: 0,
        })
    }
}
