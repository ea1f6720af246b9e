//! Datagram sockets: connect(2), sendto(2), recvfrom(2), as Linux answers them (net/ipv4/udp.c).
//!
//! What comes in is sorted here, since smoltcp knows no connected UDP socket; what goes out goes
//! through a smoltcp socket, which resolves the neighbour's address.

use alloc::vec;
use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};

use smoltcp::iface::{SocketHandle, SocketSet, SocketStorage};
use smoltcp::socket::udp::{self, UdpMetadata};
use smoltcp::storage::{PacketBuffer, PacketMetadata};
use smoltcp::time::Instant;
use smoltcp::wire::UdpPacket;
use sockscope_link::{Data, Errno, State, Value};

use crate::Port;
use crate::board::Board;
use crate::bsd::bind::check_family;
use crate::bsd::call::{DONE, Try};
use crate::config::Config;
use crate::net::phy::Step;
use crate::net::wire::Head;
use crate::socket::{Key, Phase, Socket};

/// The largest UDP payload over IPv4 (RFC 768, RFC 791), in bytes.
const LARGEST: usize = 65_507;

/// How many datagrams may wait to be read.
const QUEUE: usize = 16;

pub(crate) struct Udp {
    /// What waits to be read, with its sender.
    pub inbox: PacketBuffer<'static, SocketAddr>,
    set: SocketSet<'static>,
    handle: SocketHandle,
    used: bool,
    dirty: bool,
}

impl Udp {
    fn new(config: &Config) -> Self {
        let none = udp::PacketBuffer::new(vec![], vec![]);
        let outbox =
            udp::PacketBuffer::new(vec![udp::PacketMetadata::EMPTY; 2], vec![0; config.mtu]);
        let mut set = SocketSet::new(vec![SocketStorage::EMPTY]);
        let handle = set.add(udp::Socket::new(none, outbox));
        Udp {
            inbox: PacketBuffer::new(
                vec![PacketMetadata::EMPTY; QUEUE],
                vec![0; config.datagram_buffer],
            ),
            set,
            handle,
            used: false,
            dirty: false,
        }
    }

    fn socket(&mut self) -> &mut udp::Socket<'static> {
        self.set.get_mut(self.handle)
    }

    /// Bytes that wait to be sent.
    pub fn unsent(&self) -> usize {
        self.set.get::<udp::Socket>(self.handle).send_queue()
    }
}

/// The pool.
pub(crate) struct Udps {
    all: Vec<Udp>,
    /// When, on the stack's clock, one of them must be stepped.
    pub wake: Option<Instant>,
    /// Whether one of them has a new datagram to send.
    dirty: bool,
}

impl Udps {
    pub fn new(config: &Config) -> Self {
        Udps {
            all: (0..config.datagram_sockets)
                .map(|_| Udp::new(config))
                .collect(),
            wake: None,
            dirty: false,
        }
    }

    pub fn is_full(&self) -> bool {
        self.all.iter().all(|udp| udp.used)
    }

    pub fn take(&mut self) -> Option<usize> {
        let at = self.all.iter().position(|udp| !udp.used)?;
        self.all[at].used = true;
        Some(at)
    }

    pub fn give_back(&mut self, at: usize) {
        let udp = &mut self.all[at];
        udp.socket().close();
        while udp.inbox.dequeue().is_ok() {}
        udp.used = false;
        udp.dirty = false;
    }

    /// Gives it a port to send from.
    pub fn name(&mut self, at: usize, port: u16) -> Result<(), Errno> {
        let socket = self.all[at].socket();
        socket.close();
        socket.bind(port).map_err(|_| Errno::Inval)
    }

    pub fn get(&mut self, at: usize) -> &mut Udp {
        &mut self.all[at]
    }
}

/// How well a socket fits a datagram (`compute_score`): connected to its sender rather than not,
/// bound to its address rather than to any.
fn score(socket: &Socket, head: &Head, broadcast: bool) -> Option<u8> {
    let local = socket.local.filter(|_| socket.port_held)?;
    if local.port() != head.dst.port() || local.is_ipv4() != head.dst.is_ipv4() {
        return None;
    }
    let mut score = 0;
    if !local.ip().is_unspecified() {
        if local.ip() != head.dst.ip() && !broadcast {
            return None;
        }
        score += 1;
    }
    if socket.phase == Phase::Connected {
        if socket.remote != Some(head.src) {
            return None;
        }
        score += 2;
    }
    Some(score)
}

impl Board {
    /// Whose a datagram is. Of two that fit alike the one that was made last has it, as on Linux.
    pub(crate) fn udp_for(&self, head: &Head) -> Option<Key> {
        let ip = head.dst.ip();
        let broadcast = ip.is_multicast() || self.is_broadcast(ip);
        let fitting = self.sockets.iter().filter_map(|(key, socket)| {
            socket.udp?;
            Some((score(socket, head, broadcast)?, socket.id, key))
        });
        fitting.max().map(|(_, _, key)| key)
    }

    /// Puts a datagram into its socket's queue; `false` if it has none.
    pub(crate) fn deliver_udp(&mut self, packet: &[u8], head: &Head) -> bool {
        let Some(key) = self.udp_for(head) else {
            return false;
        };
        let end = head.payload_at + head.len;
        let datagram = packet.get(head.transport_at..end);
        let (src, dst) = (head.src.ip().into(), head.dst.ip().into());
        let intact = datagram
            .and_then(|bytes| UdpPacket::new_checked(bytes).ok())
            .is_some_and(|udp| udp.verify_checksum(&src, &dst));
        if let Some(udp) = self.sockets[key].udp
            && let Some(payload) = packet.get(head.payload_at..end)
            && intact
        {
            match self.udps.get(udp).inbox.enqueue(payload.len(), head.src) {
                Ok(room) => room.copy_from_slice(payload),
                Err(_) => {
                    let (label, from) = (self.label(key), head.src);
                    self.log(sockscope_link::LogLevel::Warn, || {
                        alloc::format!("{label}: receive buffer full, datagram from {from} lost")
                    });
                }
            }
        }
        true
    }

    /// connect(2) of a datagram socket: remembers whom it talks to.
    pub(crate) fn connect_datagram(&mut self, key: Key, remote: SocketAddr) -> Try {
        // Whatever comes of it, the socket has a port from now on (`inet_dgram_connect`).
        let mut local = self.autobind(key)?;
        if self.sockets[key].state == State::Unbound {
            self.set_state(key, State::Bound);
        }
        check_family(self.sockets[key].domain, remote)?;
        let source = self.datagram_source(key, remote.ip())?;
        if self.is_broadcast(remote.ip()) {
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
        let bound = self.sockets[key].local.map(|local| local.ip());
        match bound.filter(|ip| self.is_own(*ip)) {
            Some(own) if remote.is_multicast() || self.is_broadcast(remote) => Ok(own),
            _ => self.source_for(remote),
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
        let socket = &self.sockets[key];
        if len > LARGEST {
            return Err(Errno::MsgSize);
        }
        let remote = match (to, socket.remote) {
            (Some(to), _) => {
                check_family(socket.domain, to)?;
                to
            }
            (None, Some(remote)) if socket.phase == Phase::Connected => remote,
            _ => return Err(Errno::DestAddrReq),
        };
        if remote.port() == 0 {
            return Err(Errno::Inval);
        }
        let source = self.datagram_source(key, remote.ip())?;
        if self.is_broadcast(remote.ip()) {
            return Err(Errno::Acces);
        }
        let socket = &mut self.sockets[key];
        socket.take_error()?;
        if socket.shut_wr {
            return Err(Errno::Pipe);
        }
        let headers = if remote.is_ipv4() { 28 } else { 48 };
        if len + headers > self.config.mtu {
            return Err(Errno::MsgSize);
        }
        let Some(udp) = self.sockets[key].udp else {
            return Err(Errno::Badf);
        };
        let mut metadata = UdpMetadata::from(remote);
        metadata.local_address = Some(match local.ip() {
            ip if ip.is_unspecified() || !self.is_own(ip) => source.into(),
            ip => ip.into(),
        });
        let udp = self.udps.get(udp);
        let Ok(room) = udp.socket().send(len, metadata) else {
            return Ok(None);
        };
        match data {
            Data::Bytes(bytes) => room.copy_from_slice(bytes),
            Data::Fill { byte, .. } => room.fill(*byte),
        }
        udp.dirty = true;
        self.udps.dirty = true;
        Ok(Some((len as i64, Value::None)))
    }

    /// recvfrom(2), recv(2) and read(2): one datagram; what does not fit in the buffer is lost.
    pub(crate) fn recv_datagram(&mut self, key: Key, len: usize, from: bool) -> Try {
        let value = |bytes, sender| {
            if from {
                Value::From(bytes, sender)
            } else {
                Value::Bytes(bytes)
            }
        };
        self.sockets[key].take_error()?;
        let Some(udp) = self.sockets[key].udp else {
            return Err(Errno::Badf);
        };
        if let Ok((sender, datagram)) = self.udps.get(udp).inbox.dequeue() {
            let bytes = Vec::from(&datagram[..datagram.len().min(len)]);
            return Ok(Some((bytes.len() as i64, value(bytes, Some(sender)))));
        }
        let socket = &self.sockets[key];
        // Linux asks this only of a call that is ready to wait.
        if socket.shut_rd && !socket.nonblock {
            return Ok(Some((0, value(vec![], None))));
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

    /// An ICMP error came for a datagram: a connected socket's next call says so (udp(7)).
    pub(crate) fn datagram_unreachable(
        &mut self,
        local: SocketAddr,
        remote: SocketAddr,
        errno: Errno,
    ) {
        let connected = self.sockets.iter().find(|(_, socket)| {
            socket.udp.is_some()
                && socket.phase == Phase::Connected
                && socket.local == Some(local)
                && socket.remote == Some(remote)
        });
        if let Some((key, _)) = connected {
            self.sockets[key].error = Some(errno);
        }
    }

    /// Datagrams that wait for a neighbour's address are tried again.
    pub(crate) fn retry_datagrams(&mut self) {
        for udp in &mut self.udps.all {
            udp.dirty |= udp.unsent() > 0;
        }
        self.udps.dirty = true;
    }

    /// Sends the datagrams that wait.
    pub(crate) fn send_datagrams(&mut self, port: &mut dyn Port) {
        let now = self.clock.stack();
        let due = self.udps.wake.is_some_and(|wake| wake <= now);
        if !due && !self.udps.dirty {
            return;
        }
        for at in 0..self.udps.all.len() {
            if !(self.udps.all[at].dirty || due && self.udps.all[at].used) {
                continue;
            }
            loop {
                if !self.push_slot(None, port) {
                    return;
                }
                let mut device = Step::new(None, &mut self.slot, &self.config);
                let set = &mut self.udps.all[at].set;
                self.iface.poll_egress(now, &mut device, set);
                if self.slot.is_empty() {
                    break;
                }
            }
            self.udps.all[at].dirty = false;
        }
        self.udps.dirty = false;
        // Those that still have something wait for a neighbour's address.
        let waits = self.udps.all.iter().filter(|udp| udp.unsent() > 0);
        let wakes = waits.filter_map(|udp| self.iface.poll_at(now, &udp.set));
        self.udps.wake = wakes.min().map(|at| at.max(now + crate::board::IDLE_PAUSE));
    }
}
