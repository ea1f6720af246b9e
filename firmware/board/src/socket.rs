//! A socket as the BSD layer keeps it, and the tables of sockets and descriptors.
//!
//! The fields mirror what Linux keeps in `struct sock` and `struct socket`, since it is Linux's
//! answers that a call must give: `phase` is `sock->state`, `shut_rd` and `shut_wr` are
//! `sk_shutdown`, `done` is `SOCK_DONE`, `error` is `sk_err`, `port_locked` and `address_locked`
//! are `SOCK_BINDPORT_LOCK` and `SOCK_BINDADDR_LOCK`.

use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;
use core::net::SocketAddr;

use smoltcp::time::Instant;
use sockscope_link::{CallId, Domain, Errno, Fd, Kind, Linger, SocketId, State};

/// A socket's place in the table.
pub(crate) type Key = usize;

/// The first descriptor: 0, 1 and 2 are taken in every process.
pub(crate) const FIRST_FD: Fd = 3;

/// How many routers a packet may pass, unless IP_TTL says otherwise (RFC 1700, Linux's default).
pub(crate) const TTL: u8 = 64;

/// How far `connect()` has come (`sock->state` of Linux).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    #[default]
    Unconnected,
    Connecting,
    Connected,
    /// shutdown() came before connect() had been told how it ended: EINVAL from then on.
    Disconnecting,
}

/// Options, which an accepted socket inherits from its listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub reuse: bool,
    pub keepalive: bool,
    pub nodelay: bool,
    pub broadcast: bool,
    /// `IPV6_V6ONLY`: no IPv4 in an AF_INET6 socket.
    pub v6only: bool,
    /// `IP_TTL`, and IPv6's hop limit.
    pub ttl: u8,
    pub linger: Linger,
    pub rcvtimeo_ms: u32,
    pub sndtimeo_ms: u32,
    /// `SO_RCVBUF` and `SO_SNDBUF`, in bytes, as far as the board goes along; `None` where nobody has
    /// asked.
    pub rcvbuf: Option<usize>,
    pub sndbuf: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            reuse: false,
            keepalive: false,
            nodelay: false,
            broadcast: false,
            v6only: false,
            ttl: TTL,
            linger: Linger {
                on: false,
                seconds: 0,
            },
            rcvtimeo_ms: 0,
            sndtimeo_ms: 0,
            rcvbuf: None,
            sndbuf: None,
        }
    }
}

/// What a listening socket has besides.
#[derive(Debug, Default)]
pub(crate) struct Listen {
    /// As given to `listen()`, within 0 and SOMAXCONN.
    pub backlog: usize,
    /// Connections that are complete and wait for `accept()`.
    pub queue: VecDeque<Key>,
    /// Connections that are in SYN-RECEIVED.
    pub half_open: usize,
}

impl Listen {
    /// Linux takes one more than was asked for (`sk_acceptq_is_full`).
    pub fn full(&self) -> bool {
        self.queue.len() > self.backlog
    }
}

/// One socket: one with a descriptor, a connection in an accept queue, or an orphan.
#[derive(Debug)]
pub(crate) struct Socket {
    pub id: SocketId,
    pub fd: Option<Fd>,
    pub domain: Domain,
    pub kind: Kind,
    /// The state that was reported last.
    pub state: State,
    pub local: Option<SocketAddr>,
    pub remote: Option<SocketAddr>,
    /// Whether `local`'s port is taken (a closed connection gives an ephemeral one back).
    pub port_held: bool,
    pub port_locked: bool,
    pub address_locked: bool,
    pub phase: Phase,
    pub error: Option<Errno>,
    pub done: bool,
    pub shut_rd: bool,
    pub shut_wr: bool,
    pub nonblock: bool,
    pub options: Options,
    /// Its TCP connection in the pool.
    pub conn: Option<usize>,
    /// Its UDP part in the pool.
    pub udp: Option<usize>,
    pub listen: Option<Listen>,
    /// For a connection that nobody accepted yet: who made it.
    pub listener: Option<Key>,
    /// `close()` came while another call was blocked on it; it closes when that call ends.
    pub close_later: bool,
    /// The sending half was shut in SYN-RECEIVED; the FIN follows when the connection is open.
    pub fin_later: bool,
    pub born: Instant,
    pub touched: Instant,
}

impl Socket {
    pub fn new(id: SocketId, domain: Domain, kind: Kind, now: Instant) -> Self {
        Socket {
            id,
            fd: None,
            domain,
            kind,
            state: State::Closed,
            local: None,
            remote: None,
            port_held: false,
            port_locked: false,
            address_locked: false,
            phase: Phase::Unconnected,
            error: None,
            done: false,
            shut_rd: false,
            shut_wr: false,
            nonblock: false,
            options: Options::default(),
            conn: None,
            udp: None,
            listen: None,
            listener: None,
            close_later: false,
            fin_later: false,
            born: now,
            touched: now,
        }
    }

    /// Whether a TCP socket is in Linux's TCP_CLOSE: no connection yet, or no more. TIME-WAIT counts
    /// too, since the kernel keeps it apart from the socket.
    pub fn is_closed(&self) -> bool {
        matches!(
            self.state,
            State::Closed | State::Unbound | State::Bound | State::TimeWait
        )
    }

    /// `sock_error()`: the pending error, once.
    pub fn take_error(&mut self) -> Result<(), Errno> {
        self.error.take().map_or(Ok(()), Err)
    }

    /// `tcp_done()`: nothing goes either way any more.
    pub fn shut_both(&mut self) {
        self.shut_rd = true;
        self.shut_wr = true;
    }

    /// Whether it has neither a descriptor nor somebody who could still give it one.
    pub fn is_orphan(&self) -> bool {
        self.fd.is_none() && self.listener.is_none() && !self.close_later
    }
}

/// All sockets, in fixed places.
#[derive(Debug)]
pub(crate) struct Sockets {
    places: Vec<Option<Socket>>,
    next_id: u32,
}

impl Sockets {
    pub fn new(capacity: usize) -> Self {
        Sockets {
            places: (0..capacity).map(|_| None).collect(),
            next_id: 0,
        }
    }

    /// Goes on with the numbers where `before` ended.
    pub fn number_on(&mut self, before: &Sockets) {
        self.next_id = before.next_id;
    }

    /// A new socket, unless every place is taken.
    pub fn add(&mut self, domain: Domain, kind: Kind, now: Instant) -> Option<Key> {
        let key = self.places.iter().position(Option::is_none)?;
        self.next_id = self.next_id.wrapping_add(1);
        self.places[key] = Some(Socket::new(SocketId(self.next_id), domain, kind, now));
        Some(key)
    }

    pub fn remove(&mut self, key: Key) {
        if let Some(place) = self.places.get_mut(key) {
            *place = None;
        }
    }

    pub fn get(&self, key: Key) -> Option<&Socket> {
        self.places.get(key)?.as_ref()
    }

    pub fn get_mut(&mut self, key: Key) -> Option<&mut Socket> {
        self.places.get_mut(key)?.as_mut()
    }

    pub fn iter(&self) -> impl Iterator<Item = (Key, &Socket)> {
        let places = self.places.iter().enumerate();
        places.filter_map(|(key, place)| Some((key, place.as_ref()?)))
    }

    pub fn keys(&self) -> Vec<Key> {
        self.iter().map(|(key, _)| key).collect()
    }
}

/// A keyed place always holds a socket while the key is in a descriptor, a queue or a connection;
/// [`Board`](crate::Board) keeps that so.
impl core::ops::Index<Key> for Sockets {
    type Output = Socket;
    fn index(&self, key: Key) -> &Socket {
        self.places[key].as_ref().expect("a key names a socket")
    }
}

impl core::ops::IndexMut<Key> for Sockets {
    fn index_mut(&mut self, key: Key) -> &mut Socket {
        self.places[key].as_mut().expect("a key names a socket")
    }
}

/// What a descriptor's number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Free,
    /// A blocked `accept()` will give it to a connection, as on Linux.
    Reserved(CallId),
    Open(Key),
}

/// The descriptor table: the lowest free number first (POSIX, section 2.14).
#[derive(Debug)]
pub(crate) struct Descriptors(Vec<Entry>);

impl Descriptors {
    pub fn new(capacity: usize) -> Self {
        Descriptors(vec![Entry::Free; capacity])
    }

    fn index(fd: Fd) -> Option<usize> {
        usize::try_from(fd.checked_sub(FIRST_FD)?).ok()
    }

    pub fn get(&self, fd: Fd) -> Result<Key, Errno> {
        match Self::index(fd).and_then(|at| self.0.get(at)) {
            Some(Entry::Open(key)) => Ok(*key),
            _ => Err(Errno::Badf),
        }
    }

    fn put(&mut self, entry: Entry) -> Result<Fd, Errno> {
        let free = self.0.iter().position(|e| *e == Entry::Free);
        let at = free.ok_or(Errno::MFile)?;
        self.0[at] = entry;
        Ok(at as Fd + FIRST_FD)
    }

    pub fn open(&mut self, key: Key) -> Result<Fd, Errno> {
        self.put(Entry::Open(key))
    }

    /// Whether `open` would find a free number.
    pub fn is_full(&self) -> bool {
        !self.0.contains(&Entry::Free)
    }

    /// Keeps the number that an `accept()` will return, once it returns.
    pub fn reserve(&mut self, call: CallId) {
        let _ = self.put(Entry::Reserved(call));
    }

    /// Gives the number back that was kept for this call.
    pub fn unreserve(&mut self, call: CallId) {
        for entry in &mut self.0 {
            if *entry == Entry::Reserved(call) {
                *entry = Entry::Free;
            }
        }
    }

    /// A number that stands for this socket.
    pub fn of(&self, key: Key) -> Option<Fd> {
        let at = self.0.iter().position(|entry| *entry == Entry::Open(key))?;
        Some(at as Fd + FIRST_FD)
    }

    pub fn close(&mut self, fd: Fd) {
        if let Some(entry) = Self::index(fd).and_then(|at| self.0.get_mut(at)) {
            *entry = Entry::Free;
        }
    }

    pub fn clear(&mut self) {
        self.0.fill(Entry::Free);
    }
}
