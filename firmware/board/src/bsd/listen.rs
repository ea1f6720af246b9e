//! listen(2), accept(2), and the queue between them.
//!
//! smoltcp knows no backlog: one of its sockets is one connection. So a listening socket of the board
//! is none of smoltcp's at all. A connection request makes a socket of its own, with a connection from
//! the pool, and that one passes SYN-RECEIVED and ESTABLISHED while it stands in the queue.

use alloc::format;
use alloc::string::String;
use core::net::SocketAddr;

use smoltcp::time::Duration;
use smoltcp::wire::IpListenEndpoint;
use sockscope_link::{Cause, Errno, Evidence, Kind, LogLevel, SegmentId, State, Value};

use crate::Port;
use crate::board::Board;
use crate::bsd::call::{DONE, Try};
use crate::net::wire::Head;
use crate::socket::{Key, Listen, Phase};

/// Linux's SOMAXCONN.
const SOMAXCONN: i32 = 4096;

/// How long a connection request may stay unfinished: Linux's, with tcp_synack_retries at 5.
const SYN_ACK_PATIENCE: Duration = Duration::from_secs(63);

impl Board {
    /// listen(2)
    pub(crate) fn listen(&mut self, key: Key, backlog: i32) -> Try {
        let socket = &mut self.sockets[key];
        if socket.kind == Kind::Dgram {
            return Err(Errno::OpNotSupp);
        }
        if socket.phase != Phase::Unconnected {
            return Err(Errno::Inval);
        }
        // As an unsigned number, a negative one is larger than any limit.
        let backlog = if (0..=SOMAXCONN).contains(&backlog) {
            backlog
        } else {
            SOMAXCONN
        };
        if let Some(listen) = &mut socket.listen {
            listen.backlog = backlog as usize;
            return DONE;
        }
        if !socket.is_closed() {
            return Err(Errno::Inval);
        }
        let name = self.autobind(key)?;
        // Two sockets may share a port with SO_REUSEADDR, but only one may listen on it.
        if self.port_is_taken(key, name.ip(), name.port()) {
            return Err(Errno::AddrInUse);
        }
        self.sockets[key].listen = Some(Listen {
            backlog: backlog as usize,
            ..Listen::default()
        });
        self.set_state(key, State::Listen);
        DONE
    }

    /// Ends a listener: what is complete is reset, what is not is forgotten without a word
    /// (`inet_csk_listen_stop`).
    pub(crate) fn stop_listening(&mut self, key: Key) {
        let children = self.sockets.keys();
        for child in children {
            if self
                .sockets
                .get(child)
                .is_none_or(|s| s.listener != Some(key))
            {
                continue;
            }
            if self.sockets[child].state == State::SynReceived {
                self.end_quietly(child, Cause::Call);
            } else {
                self.abort(child, Cause::Call);
                if let Some(socket) = self.sockets.get_mut(child) {
                    socket.listener = None;
                    self.reap(child);
                }
            }
        }
        let socket = &mut self.sockets[key];
        socket.listen = None;
        socket.shut_rd = false;
        socket.shut_wr = false;
        if !socket.port_locked {
            socket.port_held = false;
        }
        self.set_state(key, State::Closed);
    }

    /// accept(2)
    pub(crate) fn accept(&mut self, key: Key) -> Try {
        let socket = &mut self.sockets[key];
        if socket.kind == Kind::Dgram {
            return Err(Errno::OpNotSupp);
        }
        let Some(listen) = &mut socket.listen else {
            return Err(Errno::Inval);
        };
        let Some(&child) = listen.queue.front() else {
            return Ok(None);
        };
        let fd = self.fds.open(child)?;
        if let Some(listen) = &mut self.sockets[key].listen {
            listen.queue.pop_front();
        }
        let socket = &mut self.sockets[child];
        socket.fd = Some(fd);
        socket.listener = None;
        socket.phase = Phase::Connected;
        let value = socket.remote.map_or(Value::None, Value::Addr);
        self.reap(child);
        Ok(Some((fd.into(), value)))
    }

    /// Who listens at an address: one that is bound to it rather than one that is bound to any.
    pub(crate) fn listener_for(&self, addr: SocketAddr) -> Option<Key> {
        let fits = |local: SocketAddr| {
            local.port() == addr.port()
                && local.is_ipv4() == addr.is_ipv4()
                && (local.ip() == addr.ip() || local.ip().is_unspecified())
        };
        self.sockets
            .iter()
            .filter(|(_, socket)| socket.listen.is_some() && socket.local.is_some_and(fits))
            .max_by_key(|(_, socket)| socket.local.map(|local| !local.ip().is_unspecified()))
            .map(|(key, _)| key)
    }

    /// A connection request came: make a connection for it, if there is room. If there is none, the
    /// request is dropped without an answer, and the other end will ask again (RFC 9293 leaves this
    /// open; a reset would tell it to give up).
    pub(crate) fn passive_open(
        &mut self,
        listener: Key,
        packet: &[u8],
        head: &Head,
        id: SegmentId,
        port: &mut dyn Port,
    ) {
        let Some(listen) = &self.sockets[listener].listen else {
            return;
        };
        let refusal = if listen.full() {
            Some("accept queue full")
        } else if listen.half_open > listen.backlog {
            Some("too many half-open connections")
        } else {
            None
        };
        if let Some(why) = refusal {
            self.drop_request(listener, why, head);
            return;
        }
        let Some(child) = self.make_child(listener, head) else {
            self.drop_request(listener, "out of connections", head);
            return;
        };
        let Some(conn) = self.sockets[child].conn else {
            return;
        };
        self.step_in(conn, packet, head, id, port);
        if self
            .sockets
            .get(child)
            .is_some_and(|s| s.state == State::Listen)
        {
            // smoltcp found the segment broken (a wrong checksum): nothing has happened.
            self.sockets[child].conn = None;
            self.sockets.remove(child);
            self.conns.give_back(conn);
        } else if let Some(listen) = &mut self.sockets[listener].listen {
            listen.half_open += 1;
            self.conns[conn].give_up = Some(self.clock.stack() + SYN_ACK_PATIENCE);
        }
    }

    fn drop_request(&mut self, listener: Key, why: &str, head: &Head) {
        let (label, from) = (self.label(listener), head.src);
        self.log(LogLevel::Warn, || {
            format!("{label}: {why}, SYN from {from} dropped")
        });
    }

    /// A socket for a connection request, in LISTEN as its listener is.
    fn make_child(&mut self, listener: Key, head: &Head) -> Option<Key> {
        let now = self.clock.now();
        let domain = self.sockets[listener].domain;
        let child = self.sockets.add(domain, Kind::Stream, now)?;
        let Some(conn) = self.take_conn(child, head.dst, head.src) else {
            self.sockets.remove(child);
            return None;
        };
        let parent = &self.sockets[listener];
        let (options, shut_rd, shut_wr) = (parent.options, parent.shut_rd, parent.shut_wr);
        let socket = &mut self.sockets[child];
        // A half that was shut before listen() is shut in every connection: it opens and sends a FIN.
        socket.shut_rd = shut_rd;
        socket.shut_wr = shut_wr;
        socket.fin_later = shut_wr;
        socket.state = State::Listen;
        socket.listener = Some(listener);
        socket.conn = Some(conn);
        socket.options = options;
        socket.local = Some(head.dst);
        socket.remote = Some(head.src);
        socket.port_held = true;
        socket.phase = Phase::Connected;
        self.prepare(conn, child);
        let endpoint = IpListenEndpoint {
            addr: Some(head.dst.ip().into()),
            port: head.dst.port(),
        };
        if self.conns[conn].tcp_mut().listen(endpoint).is_err() {
            self.sockets.remove(child);
            self.conns.give_back(conn);
            return None;
        }
        Some(child)
    }

    /// A half-open connection opened, or died.
    pub(crate) fn leave_half_open(&mut self, child: Key, open: bool) {
        let Some(listener) = self.sockets[child].listener else {
            return;
        };
        let listen = self.sockets.get_mut(listener);
        let Some(listen) = listen.and_then(|socket| socket.listen.as_mut()) else {
            return;
        };
        listen.half_open = listen.half_open.saturating_sub(1);
        if open {
            listen.queue.push_back(child);
        } else {
            self.sockets[child].listener = None;
        }
    }

    /// Whether the last step of a handshake must wait, since the accept queue is full. Linux then
    /// acts as if the ACK had been lost: the SYN-ACK is sent again later.
    pub(crate) fn queue_is_full_for(&mut self, child: Key, head: &Head) -> bool {
        let Some(listener) = self.sockets[child].listener else {
            return false;
        };
        let listen = self.sockets[listener].listen.as_ref();
        if !listen.is_some_and(Listen::full) {
            return false;
        }
        let (label, from, flags) = (self.label(listener), head.src, head.flags);
        self.log(LogLevel::Warn, || {
            format!("{label}: accept queue full, {flags} from {from} dropped")
        });
        true
    }

    /// Ends every connection and socket at once; what TCP has a reset for is reset.
    pub(crate) fn clear_sockets(&mut self) {
        for key in self.sockets.keys() {
            if self.sockets.get(key).is_none() {
                continue;
            }
            if self.sockets[key].state == State::Listen {
                self.stop_listening(key);
            }
            self.abort(key, Cause::Call);
            let Some(socket) = self.sockets.get_mut(key) else {
                continue;
            };
            socket.listener = None;
            if let Some(udp) = socket.udp.take() {
                self.udps.give_back(udp);
            }
            if self.sockets[key].state != State::Closed {
                self.transition(key, State::Closed, Cause::Call, Evidence::Measured);
            }
            self.sockets[key].fd = None;
            self.reap(key);
        }
        self.fds.clear();
        self.log(LogLevel::Info, || String::from("cleared"));
    }
}
