//! Datagram sockets: connect(2), sendto(2), recvfrom(2), as Linux answers them (net/ipv4/udp.c).

use alloc::vec;
use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};

use smoltcp::socket::udp::UdpMetadata;
use sockscope_link::{Data, Errno, MsgFlags, State, Value};

use crate::answer::{DONE, Try};
use crate::board::Board;
use crate::name::shown;
use crate::socket::{Key, Phase};
use crate::waiting::Receiving;

/// The largest UDP payload over IPv4 (RFC 768, RFC 791), in bytes.
const LARGEST: usize = 65_507;

impl Board {
    /// connect(2) of a datagram socket: remembers whom it talks to.
    pub(crate) fn connect_datagram(&mut self, key: Key, remote: SocketAddr) -> Try {
        // Whatever comes of it, the socket has a port from now on (`inet_dgram_connect`).
        let mut local = self.autobind(key)?;
        if self.sockets[key].state == State::Unbound {
            self.set_state(key, State::Bound);
        }
        let remote = self.destined(key, remote)?;
        let source = self.datagram_source(key, remote.ip())?;
        if self.is_broadcast(remote.ip()) && !self.sockets[key].options.broadcast {
            return Err(Errno::Acces);
        }
        if local.ip().is_unspecified() {
            local.set_ip(source);
        }
        let socket = &mut self.sockets[key];
        socket.local = Some(local);
        socket.remote = Some(remote);
        socket.phase = Phase::Connected;
        DONE
    }

    /// The address that a datagram comes from. One for everybody needs no route if the socket is bound
    /// to an address: it leaves by that one's interface (`ip_route_output_key_hash_rcu`).
    fn datagram_source(&self, key: Key, remote: IpAddr) -> Result<IpAddr, Errno> {
        let bound = self.bound_ip(key);
        match bound.filter(|ip| self.is_own(*ip)) {
            Some(own) if remote.is_multicast() || self.is_broadcast(remote) => Ok(own),
            _ => self.source_for(bound, remote),
        }
    }

    /// sendto(2), and send(2) on a connected socket.
    pub(crate) fn send_datagram(&mut self, key: Key, data: &Data, to: Option<SocketAddr>) -> Try {
        let len = data.len();
        // Whatever comes of it, the socket has a port from now on (`inet_send_prepare`).
        let local = self.autobind(key)?;
        if self.sockets[key].state == State::Unbound {
            self.set_state(key, State::Bound);
        }
        if len > LARGEST {
            return Err(Errno::MsgSize);
        }
        let remote = self.destination(key, to)?;
        let source = self.datagram_source(key, remote.ip())?;
        if self.is_broadcast(remote.ip()) && !self.sockets[key].options.broadcast {
            return Err(Errno::Acces);
        }
        let socket = &mut self.sockets[key];
        socket.take_error()?;
        if socket.shut_wr {
            return Err(Errno::Pipe);
        }
        let source = match local.ip() {
            ip if ip.is_unspecified() || !self.is_here(ip) => source,
            ip => ip,
        };
        if self.is_here(remote.ip()) {
            self.loop_datagram(SocketAddr::new(source, local.port()), remote, data);
            return Ok(Some((len as i64, Value::None)));
        }
        self.queue_to_send(key, source, remote, data)
    }

    /// Gives a datagram to smoltcp, which finds the neighbour; it blocks while the last one waits.
    fn queue_to_send(&mut self, key: Key, source: IpAddr, remote: SocketAddr, data: &Data) -> Try {
        let len = data.len();
        let headers = if remote.is_ipv4() { 28 } else { 48 };
        if len + headers > self.config.mtu {
            return Err(Errno::MsgSize);
        }
        let Some(udp) = self.sockets[key].udp else {
            return Err(Errno::Badf);
        };
        let mut metadata = UdpMetadata::from(remote);
        metadata.local_address = Some(source.into());
        let sent = self.udps.send(udp, data, metadata);
        Ok(sent.then_some((len as i64, Value::None)))
    }

    /// Whom a datagram is for: the address that came with it, or the one that is connected to.
    fn destination(&self, key: Key, to: Option<SocketAddr>) -> Result<SocketAddr, Errno> {
        let socket = &self.sockets[key];
        let remote = match (to, socket.remote) {
            // Without its link a link-local address is no way, where connect() says EINVAL.
            (Some(to), _) => (self.destined(key, to)).map_err(|errno| match errno {
                Errno::Inval => Errno::NetUnreach,
                errno => errno,
            })?,
            (None, Some(remote)) if socket.phase == Phase::Connected => remote,
            _ => return Err(Errno::DestAddrReq),
        };
        match remote.port() {
            0 => Err(Errno::Inval),
            _ => Ok(remote),
        }
    }

    /// recvfrom(2), recv(2) and read(2): one datagram; what does not fit in the buffer is lost.
    pub(crate) fn recv_datagram(&mut self, key: Key, want: &Receiving) -> Try {
        self.sockets[key].take_error()?;
        let Some(udp) = self.sockets[key].udp else {
            return Err(Errno::Badf);
        };
        let cut = |datagram: &[u8]| Vec::from(&datagram[..datagram.len().min(want.len)]);
        let inbox = &mut self.udps.get(udp).inbox;
        let next = if want.flags.has(MsgFlags::PEEK) {
            inbox
                .peek()
                .map(|(sender, datagram)| (*sender, cut(datagram)))
        } else {
            inbox
                .dequeue()
                .map(|(sender, datagram)| (sender, cut(datagram)))
        };
        let socket = &self.sockets[key];
        if let Ok((sender, bytes)) = next {
            let sender = shown(socket.domain, sender);
            return Ok(Some(want.returns(bytes, Some(sender))));
        }
        // Linux asks this only of a call that is ready to wait.
        if socket.shut_rd && !socket.nonblock && !want.flags.has(MsgFlags::DONTWAIT) {
            return Ok(Some(want.returns(vec![], None)));
        }
        Ok(None)
    }

    pub(crate) fn shutdown_datagram(&mut self, key: Key, rd: bool, wr: bool) -> Try {
        let socket = &mut self.sockets[key];
        socket.shut_rd |= rd;
        socket.shut_wr |= wr;
        match socket.phase {
            Phase::Connected => DONE,
            _ => Err(Errno::NotConn),
        }
    }

    pub(crate) fn close_datagram(&mut self, key: Key) {
        if let Some(udp) = self.sockets[key].udp.take() {
            self.udps.give_back(udp);
        }
        self.sockets[key].port_held = false;
        self.set_state(key, State::Closed);
        self.sockets[key].fd = None;
        self.reap(key);
    }
}
