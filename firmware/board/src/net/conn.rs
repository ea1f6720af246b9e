//! The pool of TCP connections: smoltcp sockets with their buffers, made once, used again and again.
//!
//! Each connection has a smoltcp [`SocketSet`] of its own. That puts the demultiplexing in the
//! board's hands, where backlog, TIME-WAIT and orphans need it; lets one connection be stepped at
//! a time, so that no state is ever skipped; and keeps a segment's cost the same however many
//! connections there are.

use alloc::vec;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};

use smoltcp::iface::{SocketHandle, SocketSet, SocketStorage};
use smoltcp::socket::tcp;
use smoltcp::time::Instant;
use sockscope_link::State;

use crate::config::Config;
use crate::net::packet::Head;
use crate::socket::Key;

const NOWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

#[derive(Debug)]
pub(crate) struct Conn {
    pub set: SocketSet<'static>,
    handle: SocketHandle,
    /// Whose it is; `None` if it is free, or has only a reset left to send.
    pub owner: Option<Key>,
    pub local: SocketAddr,
    pub remote: SocketAddr,
    /// Whether the other end is the board itself.
    pub here: bool,
    /// Something happened after which it may have a segment to send.
    pub dirty: bool,
    /// When, on the stack's clock, it must be stepped.
    pub wake: Option<Instant>,
    /// When, on the stack's clock, an unanswered SYN or SYN-ACK is given up.
    pub give_up: Option<Instant>,
    /// Keep-alive as smoltcp knows it.
    pub keepalive: bool,
    /// The other end's initial sequence number, from its SYN.
    pub irs: Option<u32>,
    /// What we acknowledged last (RCV.NXT as far as the other end can know it).
    pub acked: u32,
    /// After the other end's FIN: the sequence number that follows it.
    pub after_fin: Option<u32>,
    /// Highest sequence number sent so far (SND.NXT).
    sent: Option<u32>,
    /// How often the oldest unacknowledged segment was sent again.
    pub retransmits: u16,
}

/// Whether `a` is after `b` in sequence space (RFC 9293 section 3.4).
pub(crate) fn after(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) > 0
}

impl Conn {
    /// One with buffers of these sizes, in bytes.
    fn new(receive: usize, send: usize) -> Self {
        let mut set = SocketSet::new(vec![SocketStorage::EMPTY]);
        let handle = set.add(socket(receive, send));
        Conn {
            set,
            handle,
            owner: None,
            local: NOWHERE,
            remote: NOWHERE,
            here: false,
            dirty: false,
            wake: None,
            give_up: None,
            keepalive: false,
            irs: None,
            acked: 0,
            after_fin: None,
            sent: None,
            retransmits: 0,
        }
    }

    pub fn tcp(&self) -> &tcp::Socket<'static> {
        self.set.get(self.handle)
    }

    pub fn tcp_mut(&mut self) -> &mut tcp::Socket<'static> {
        self.set.get_mut(self.handle)
    }

    /// Gives a connection that has not begun a receive buffer of so many bytes.
    pub fn set_receive_buffer(&mut self, bytes: usize) {
        if self.tcp().recv_capacity() != bytes {
            let send = self.tcp().send_capacity();
            *self.tcp_mut() = socket(bytes, send);
        }
    }

    pub fn state(&self) -> State {
        match self.tcp().state() {
            tcp::State::Closed => State::Closed,
            tcp::State::Listen => State::Listen,
            tcp::State::SynSent => State::SynSent,
            tcp::State::SynReceived => State::SynReceived,
            tcp::State::Established => State::Established,
            tcp::State::FinWait1 => State::FinWait1,
            tcp::State::FinWait2 => State::FinWait2,
            tcp::State::CloseWait => State::CloseWait,
            tcp::State::Closing => State::Closing,
            tcp::State::LastAck => State::LastAck,
            tcp::State::TimeWait => State::TimeWait,
        }
    }

    /// Ends the connection without a word: smoltcp forgets the other end, so no reset is sent.
    pub fn forget(&mut self) {
        let tcp = self.tcp_mut();
        tcp.abort();
        // Listening resets the socket; it cannot fail on a closed one with a port that is not 0.
        let _ = tcp.listen(1);
        tcp.close();
    }

    /// Whether a reset waits to be sent.
    pub fn resetting(&self) -> bool {
        self.tcp().state() == tcp::State::Closed && self.tcp().remote_endpoint().is_some()
    }

    fn is_for(&self, head: &Head) -> bool {
        self.remote == head.src && self.local == head.dst
    }

    /// Takes note of a segment that goes out.
    pub fn note_sent(&mut self, head: &Head) {
        if head.acks() {
            self.acked = head.ack;
        }
        if head.seq_len() == 0 {
            return;
        }
        let end = head.seq.wrapping_add(head.seq_len());
        match self.sent {
            Some(sent) if !after(end, sent) => {
                self.retransmits = self.retransmits.saturating_add(1);
            }
            _ => {
                self.sent = Some(end);
                self.retransmits = 0;
            }
        }
    }

    /// Whether an acknowledgment speaks of all that was sent, and of nothing else (SND.NXT).
    pub fn has_sent_all_before(&self, ack: u32) -> bool {
        self.sent == Some(ack)
    }

    /// Takes note of a segment that came in.
    pub fn note_received(&mut self, head: &Head) {
        if head.syn() && self.irs.is_none() {
            self.irs = Some(head.seq);
        }
        if head.acks() && self.sent == Some(head.ack) {
            self.retransmits = 0;
        }
    }
}

/// A smoltcp socket with buffers of these sizes, in bytes. They are smoltcp's for as long as it lives.
fn socket(receive: usize, send: usize) -> tcp::Socket<'static> {
    tcp::Socket::new(
        tcp::SocketBuffer::new(vec![0; receive]),
        tcp::SocketBuffer::new(vec![0; send]),
    )
}

/// The pool.
#[derive(Debug)]
pub(crate) struct Conns {
    /// Those that were made so far.
    all: Vec<Conn>,
    /// How many there may be.
    most: usize,
    /// The sizes of their buffers, in bytes.
    receive: usize,
    send: usize,
    free: Vec<usize>,
    /// Those in use, to be looked through without looking at all.
    pub used: Vec<usize>,
    /// The one that the last segment was for: the next one often is too.
    last: usize,
}

impl Conns {
    pub fn new(config: &Config) -> Self {
        let mut conns = Conns {
            all: Vec::with_capacity(config.connections),
            most: config.connections,
            receive: config.window(),
            send: config.send_buffer.max(1),
            free: Vec::with_capacity(config.connections),
            used: Vec::with_capacity(config.connections),
            last: 0,
        };
        if config.reserve {
            while conns.grow() {}
        }
        conns
    }

    /// Makes one more, if there may be one.
    fn grow(&mut self) -> bool {
        let room = self.all.len() < self.most;
        if room {
            self.free.push(self.all.len());
            self.all.push(Conn::new(self.receive, self.send));
        }
        room
    }

    pub fn is_full(&self) -> bool {
        self.used.len() >= self.most
    }

    pub fn take(&mut self, owner: Key, local: SocketAddr, remote: SocketAddr) -> Option<usize> {
        if self.free.is_empty() {
            self.grow();
        }
        let at = self.free.pop()?;
        self.used.push(at);
        let conn = &mut self.all[at];
        conn.owner = Some(owner);
        conn.local = local;
        conn.remote = remote;
        conn.dirty = false;
        conn.wake = None;
        conn.give_up = None;
        conn.keepalive = false;
        conn.irs = None;
        conn.acked = 0;
        conn.after_fin = None;
        conn.sent = None;
        conn.retransmits = 0;
        Some(at)
    }

    /// Gives a connection back; what it still had to say is not said.
    pub fn give_back(&mut self, at: usize) {
        if let Some(place) = self.used.iter().position(|used| *used == at) {
            self.used.swap_remove(place);
            self.all[at].owner = None;
            self.all[at].forget();
            self.free.push(at);
        }
    }

    /// The connection that a segment is for, by the four numbers that name it.
    pub fn find(&mut self, head: &Head) -> Option<usize> {
        let live = |conn: &Conn| {
            conn.owner.is_some() && conn.is_for(head) && conn.tcp().state() != tcp::State::Closed
        };
        if self.all.get(self.last).is_some_and(live) {
            return Some(self.last);
        }
        self.last = *self.used.iter().find(|at| live(&self.all[**at]))?;
        Some(self.last)
    }

    /// The same, by the two addresses.
    pub fn find_pair(&self, local: SocketAddr, remote: SocketAddr) -> Option<usize> {
        let live = |conn: &Conn| {
            (conn.local, conn.remote) == (local, remote)
                && conn.owner.is_some()
                && conn.tcp().state() != tcp::State::Closed
        };
        self.used.iter().copied().find(|at| live(&self.all[*at]))
    }
}

impl core::ops::Index<usize> for Conns {
    type Output = Conn;
    fn index(&self, at: usize) -> &Conn {
        &self.all[at]
    }
}

impl core::ops::IndexMut<usize> for Conns {
    fn index_mut(&mut self, at: usize) -> &mut Conn {
        &mut self.all[at]
    }
}
