//! The pool of UDP sockets.
//!
//! What comes in waits here, since smoltcp knows no connected UDP socket; what goes out goes through a
//! smoltcp socket, which resolves the neighbour's address.

use alloc::vec;
use alloc::vec::Vec;
use core::net::SocketAddr;

use smoltcp::iface::{SocketHandle, SocketSet, SocketStorage};
use smoltcp::socket::udp::{self, UdpMetadata};
use smoltcp::storage::{PacketBuffer, PacketMetadata};
use smoltcp::time::Instant;
use sockscope_link::{Data, Errno};

use crate::config::Config;

/// How many datagrams may wait to be read.
const QUEUE: usize = 16;

pub(crate) struct Udp {
    /// What waits to be read, with its sender.
    pub inbox: PacketBuffer<'static, SocketAddr>,
    pub set: SocketSet<'static>,
    handle: SocketHandle,
    pub used: bool,
    /// It has a datagram to send.
    pub dirty: bool,
}

impl Udp {
    /// One that sends packets of at most `mtu` bytes and keeps `inbox` bytes that came.
    fn new(mtu: usize, inbox: usize) -> Self {
        let none = udp::PacketBuffer::new(vec![], vec![]);
        let outbox = udp::PacketBuffer::new(vec![udp::PacketMetadata::EMPTY; 2], vec![0; mtu]);
        let mut set = SocketSet::new(vec![SocketStorage::EMPTY]);
        let handle = set.add(udp::Socket::new(none, outbox));
        Udp {
            inbox: PacketBuffer::new(vec![PacketMetadata::EMPTY; QUEUE], vec![0; inbox]),
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
    /// Those that were made so far.
    pub all: Vec<Udp>,
    /// How many there may be.
    most: usize,
    mtu: usize,
    /// The size of an inbox, in bytes.
    inbox: usize,
    /// When, on the stack's clock, one of them must be stepped.
    pub wake: Option<Instant>,
    /// Whether one of them has a new datagram to send.
    pub dirty: bool,
}

impl Udps {
    pub fn new(config: &Config) -> Self {
        let mut udps = Udps {
            all: Vec::with_capacity(config.datagram_sockets),
            most: config.datagram_sockets,
            mtu: config.mtu,
            inbox: config.datagram_buffer,
            wake: None,
            dirty: false,
        };
        if config.reserve {
            while udps.grow() {}
        }
        udps
    }

    /// Makes one more, if there may be one.
    fn grow(&mut self) -> bool {
        let room = self.all.len() < self.most;
        if room {
            self.all.push(Udp::new(self.mtu, self.inbox));
        }
        room
    }

    fn first_free(&self) -> Option<usize> {
        self.all.iter().position(|udp| !udp.used)
    }

    pub fn is_full(&self) -> bool {
        self.all.len() >= self.most && self.first_free().is_none()
    }

    pub fn take(&mut self) -> Option<usize> {
        if self.first_free().is_none() {
            self.grow();
        }
        let at = self.first_free()?;
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

    /// How many routers its datagrams may pass.
    pub fn set_hop_limit(&mut self, at: usize, limit: u8) {
        self.all[at].socket().set_hop_limit(Some(limit));
    }

    /// Queues a datagram; `false` if the last one still waits to be sent.
    pub fn send(&mut self, at: usize, data: &Data, metadata: UdpMetadata) -> bool {
        let udp = &mut self.all[at];
        let Ok(room) = udp.socket().send(data.len(), metadata) else {
            return false;
        };
        match data {
            Data::Bytes(bytes) => room.copy_from_slice(bytes),
            Data::Fill { byte, .. } => room.fill(*byte),
        }
        udp.dirty = true;
        self.dirty = true;
        true
    }

    pub fn get(&mut self, at: usize) -> &mut Udp {
        &mut self.all[at]
    }
}
