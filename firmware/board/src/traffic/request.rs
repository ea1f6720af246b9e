//! Connection requests: whose one is, and whether there is room for it.

use alloc::format;
use core::net::SocketAddr;

use smoltcp::time::Duration;
use smoltcp::wire::IpListenEndpoint;
use sockscope_link::{Cause, Kind, LogLevel, Loss, State};

use crate::board::Board;
use crate::name::hears;
use crate::net::packet::Head;
use crate::port::Port;
use crate::socket::{Key, Listen, Phase, Socket};

/// How long a connection request may stay unfinished: Linux's, with tcp_synack_retries at 5.
const SYN_ACK_PATIENCE: Duration = Duration::from_secs(63);

impl Board {
    /// Who listens at an address: one that is bound to it rather than one that is bound to any.
    pub(crate) fn listener_for(&self, addr: SocketAddr) -> Option<Key> {
        let fits = |socket: &Socket| {
            socket.listen.is_some()
                && socket.local.is_some_and(|local| {
                    let heard = hears(local.ip(), socket.options.v6only, addr.ip());
                    local.port() == addr.port() && heard
                })
        };
        self.sockets
            .iter()
            .filter(|(_, socket)| fits(socket))
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
        cause: Cause,
        port: &mut dyn Port,
    ) {
        let Some(listen) = &self.sockets[listener].listen else {
            return;
        };
        if listen.full() {
            self.lost(cause, Loss::AcceptQueue);
            return self.drop_request(listener, "accept queue full", head);
        }
        if listen.half_open > listen.backlog {
            self.lost(cause, Loss::Connections);
            return self.drop_request(listener, "too many half-open connections", head);
        }
        let Some(child) = self.make_child(listener, head) else {
            self.lost(cause, Loss::Connections);
            return self.drop_request(listener, "out of connections", head);
        };
        let Some(conn) = self.sockets[child].conn else {
            return;
        };
        self.step_in(conn, packet, head, cause, port);
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

    /// Whether the last step of a handshake must wait, since the accept queue is full. Linux then
    /// acts as if the ACK had been lost: the SYN-ACK is sent again later.
    pub(crate) fn queue_is_full_for(&mut self, child: Key, head: &Head, cause: Cause) -> bool {
        let Some(listener) = self.sockets[child].listener else {
            return false;
        };
        let listen = self.sockets[listener].listen.as_ref();
        if !listen.is_some_and(Listen::full) {
            return false;
        }
        self.lost(cause, Loss::AcceptQueue);
        let (label, from, flags) = (self.label(listener), head.src, head.flags);
        self.log(LogLevel::Warn, || {
            format!("{label}: accept queue full, {flags} from {from} dropped")
        });
        true
    }
}
