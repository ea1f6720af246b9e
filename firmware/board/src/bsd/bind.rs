//! Names: bind(2), getsockname(2), getpeername(2), and the space of ports.

use core::net::{IpAddr, SocketAddr};

use sockscope_link::{Errno, Kind, State, Value};

use crate::answer::{DONE, Try};
use crate::board::Board;
use crate::name::{EPHEMERAL, any, conflicts, meant, shown};
use crate::socket::{Key, Phase, Socket};

impl Board {
    /// bind(2)
    pub(crate) fn bind(&mut self, key: Key, addr: SocketAddr) -> Try {
        let addr = meant(self.sockets[key].domain, addr)?;
        let ip = addr.ip();
        if ip.is_ipv4() && self.sockets[key].options.v6only {
            return Err(Errno::Inval);
        }
        let local = ip.is_unspecified() || ip.is_multicast() || self.is_broadcast(ip);
        if !local && !self.is_here(ip) {
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
        let name = shown(socket.domain, socket.local.unwrap_or(nameless));
        Ok(Some((0, Value::Addr(name))))
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
            Some(remote) if connected => {
                let name = shown(socket.domain, remote);
                Ok(Some((0, Value::Addr(name))))
            }
            _ => Err(Errno::NotConn),
        }
    }
}
