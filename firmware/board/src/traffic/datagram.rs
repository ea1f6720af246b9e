//! Datagrams: whose one is, and when they are sent.

use alloc::format;
use core::net::SocketAddr;

use smoltcp::wire::UdpPacket;
use sockscope_link::{Cause, Data, Errno, LogLevel, Loss};

use crate::board::{Board, IDLE_PAUSE};
use crate::name::hears;
use crate::net::packet::Head;
use crate::net::phy::Step;
use crate::port::Port;
use crate::socket::{Key, Phase, Socket};

/// How well a socket fits a datagram (`compute_score`): connected to its sender rather than not,
/// bound to its address rather than to any.
fn score(socket: &Socket, src: SocketAddr, dst: SocketAddr, broadcast: bool) -> Option<u8> {
    let local = socket.local.filter(|_| socket.port_held)?;
    let any = local.ip().is_unspecified();
    let heard = hears(local.ip(), socket.options.v6only, dst.ip())
        || broadcast && !any && local.is_ipv4() == dst.is_ipv4();
    if local.port() != dst.port() || !heard {
        return None;
    }
    let mut score = u8::from(!any);
    if socket.phase == Phase::Connected {
        if socket.remote != Some(src) {
            return None;
        }
        score += 2;
    }
    Some(score)
}

impl Board {
    /// Whose a datagram is. Of two that fit alike the one that was made last has it, as on Linux.
    pub(crate) fn udp_for(&self, src: SocketAddr, dst: SocketAddr) -> Option<Key> {
        let ip = dst.ip();
        let broadcast = ip.is_multicast() || self.is_broadcast(ip);
        let fitting = self.sockets.iter().filter_map(|(key, socket)| {
            socket.udp?;
            Some((score(socket, src, dst, broadcast)?, socket.id, key))
        });
        fitting.max().map(|(_, _, key)| key)
    }

    /// Puts a datagram into its socket's queue; `false` if it has none.
    pub(crate) fn deliver_udp(&mut self, packet: &[u8], head: &Head, cause: Cause) -> bool {
        let Some(key) = self.udp_for(head.src, head.dst) else {
            return false;
        };
        let end = head.payload_at + head.len;
        let datagram = packet.get(head.transport_at..end);
        let (src, dst) = (head.src.ip().into(), head.dst.ip().into());
        let intact = datagram
            .and_then(|bytes| UdpPacket::new_checked(bytes).ok())
            .is_some_and(|udp| udp.verify_checksum(&src, &dst));
        if intact && let Some(payload) = packet.get(head.payload_at..end) {
            let data = Data::Bytes(payload.into());
            self.queue_datagram(key, head.src, &data, cause);
        }
        true
    }

    /// Puts a datagram into its socket's queue, if that has room for it.
    fn queue_datagram(&mut self, key: Key, from: SocketAddr, data: &Data, cause: Cause) {
        let Some(udp) = self.sockets[key].udp else {
            return;
        };
        let most = self.inbox_room(key);
        let inbox = &mut self.udps.get(udp).inbox;
        let fits = inbox.payload_bytes_count() + data.len() <= most;
        let room = fits.then(|| inbox.enqueue(data.len(), from).ok());
        match room.flatten() {
            Some(room) => match data {
                Data::Bytes(bytes) => room.copy_from_slice(bytes),
                Data::Fill { byte, .. } => room.fill(*byte),
            },
            None => {
                self.lost(cause, Loss::ReceiveBuffer);
                let label = self.label(key);
                self.log(LogLevel::Warn, || {
                    format!("{label}: receive buffer full, datagram from {from} lost")
                });
            }
        }
    }

    /// A datagram from the board to itself: it never becomes a packet.
    pub(crate) fn loop_datagram(&mut self, from: SocketAddr, to: SocketAddr, data: &Data) {
        match self.udp_for(from, to) {
            Some(key) => self.queue_datagram(key, from, data, Cause::Call),
            None => self.datagram_unreachable(from, to, Errno::ConnRefused),
        }
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
            if !self.send_datagrams_of(at, port) {
                return;
            }
        }
        self.udps.dirty = false;
        // Those that still have something wait for a neighbour's address.
        let waits = self.udps.all.iter().filter(|udp| udp.unsent() > 0);
        let wakes = waits.filter_map(|udp| self.iface.poll_at(now, &udp.set));
        self.udps.wake = wakes.min().map(|at| at.max(now + IDLE_PAUSE));
    }

    /// Lets one socket send what it can send now; `false` if the network has no room for it.
    fn send_datagrams_of(&mut self, at: usize, port: &mut dyn Port) -> bool {
        loop {
            if !self.push_slot(None, port) {
                return false;
            }
            let mut device = Step::new(None, &mut self.slot, &self.config);
            let udp = &mut self.udps.all[at];
            self.iface
                .poll_egress(self.clock.stack(), &mut device, &mut udp.set);
            if self.slot.is_empty() {
                udp.dirty = false;
                return true;
            }
        }
    }
}
