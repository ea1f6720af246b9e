//! Where the host peer gets its sockets from.

use std::io;
use std::sync::Arc;

use socket2::{Domain, Protocol, Socket, Type};

use super::Wire;

/// Where the host peer's sockets are made.
#[derive(Clone, Debug)]
pub enum SocketSource {
    /// On the private wire: only the virtual board can be reached.
    Private(Arc<Wire>),
    /// On this machine's own network: an ESP32, or the loopback board.
    System,
}

impl SocketSource {
    /// A new socket, blocking and close-on-exec.
    ///
    /// # Errors
    /// socket(2); on the private wire, those of its helper too.
    pub fn socket(
        &self,
        domain: Domain,
        kind: Type,
        protocol: Option<Protocol>,
    ) -> io::Result<Socket> {
        match self {
            SocketSource::Private(wire) => wire.socket(domain, kind, protocol),
            SocketSource::System => Socket::new(domain, kind, protocol),
        }
    }

    /// A `NETLINK_SOCK_DIAG` socket that sees the sockets made here (sock_diag(7)).
    ///
    /// # Errors
    /// As [`SocketSource::socket`].
    #[cfg(target_os = "linux")]
    pub fn diag(&self) -> io::Result<std::os::fd::OwnedFd> {
        match self {
            SocketSource::Private(wire) => wire.diag(),
            SocketSource::System => crate::kernel::diag::socket(),
        }
    }
}
