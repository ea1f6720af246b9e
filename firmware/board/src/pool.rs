//! Connections of the pool: how a socket comes to one, ends it and gives it back.

use alloc::format;
use core::net::SocketAddr;

use smoltcp::socket::tcp::CongestionControl;
use smoltcp::time::Duration;
use sockscope_link::{Cause, LogLevel, State};

use crate::board::Board;
use crate::socket::Key;

/// Linux's tcp_keepalive_time.
const KEEPALIVE: Duration = Duration::from_secs(7200);

impl Board {
    /// A connection of the pool. When all are in use, the oldest TIME-WAIT is cut short, as Linux
    /// does beyond `tcp_max_tw_buckets`; then the oldest orphan is given up.
    pub(crate) fn take_conn(
        &mut self,
        owner: Key,
        local: SocketAddr,
        remote: SocketAddr,
    ) -> Option<usize> {
        if self.conns.is_full() {
            let rank = |state| match state {
                State::TimeWait => Some(0),
                State::FinWait2 => Some(1),
                State::FinWait1 | State::Closing | State::LastAck => Some(2),
                _ => None,
            };
            let candidates = self.sockets.iter().filter_map(|(key, socket)| {
                let fits = socket.is_orphan() && socket.conn.is_some();
                Some((fits.then(|| rank(socket.state))??, socket.touched, key))
            });
            let (_, _, oldest) = candidates.min()?;
            let (state, at) = (self.sockets[oldest].state, self.sockets[oldest].remote);
            self.log(LogLevel::Warn, || match at {
                Some(at) => format!("out of connections: {state} with {at} is cut short"),
                None => format!("out of connections: a {state} is cut short"),
            });
            self.end_quietly(oldest, Cause::Timer);
        }
        let conn = self.conns.take(owner, local, remote)?;
        self.conns[conn].here = self.is_here(remote.ip());
        Some(conn)
    }

    /// Sets a fresh connection up for its socket.
    pub(crate) fn prepare(&mut self, conn: usize, key: Key) {
        let options = self.sockets[key].options;
        let congestion = if self.config.congestion {
            CongestionControl::Reno
        } else {
            CongestionControl::None
        };
        let receive = options.rcvbuf.unwrap_or(self.config.window());
        self.conns[conn].set_receive_buffer(receive);
        let tcp = self.conns[conn].tcp_mut();
        tcp.set_ack_delay(None);
        tcp.set_nagle_enabled(!options.nodelay);
        tcp.set_keep_alive(None);
        tcp.set_timeout(None);
        tcp.set_hop_limit(Some(options.ttl));
        // A new one: smoltcp does not reset it with the socket.
        tcp.set_congestion_control(congestion);
    }

    /// Tells smoltcp of SO_KEEPALIVE. It would probe at once if it were told while nothing moves, so
    /// this comes just before a segment is taken, which winds the timer up.
    pub(crate) fn apply_keepalive(&mut self, conn: usize) {
        let Some(key) = self.conns[conn].owner else {
            return;
        };
        let wanted = self.sockets[key].options.keepalive;
        if self.conns[conn].keepalive != wanted {
            self.conns[conn].keepalive = wanted;
            let tcp = self.conns[conn].tcp_mut();
            tcp.set_keep_alive(wanted.then_some(KEEPALIVE));
        }
    }

    /// Closes the sending half, once all that waits to be sent is sent.
    pub(crate) fn send_fin(&mut self, key: Key) {
        let Some(conn) = self.sockets[key].conn else {
            return;
        };
        match self.conns[conn].state() {
            State::Established | State::CloseWait => {
                self.conns[conn].tcp_mut().close();
                self.conns[conn].dirty = true;
                self.sync(key, Cause::Call, false);
            }
            // smoltcp has no FIN to send before its SYN is acknowledged.
            State::SynReceived => self.sockets[key].fin_later = true,
            _ => {}
        }
    }

    /// Ends a connection with a reset, if TCP has one for its state (`tcp_need_reset`).
    pub(crate) fn abort(&mut self, key: Key, cause: Cause) {
        let Some(conn) = self.sockets[key].conn else {
            return;
        };
        let speaks = matches!(
            self.conns[conn].state(),
            State::Established
                | State::CloseWait
                | State::FinWait1
                | State::FinWait2
                | State::SynReceived
        );
        if speaks {
            self.conns[conn].tcp_mut().abort();
            self.conns[conn].dirty = true;
        } else {
            self.conns[conn].forget();
        }
        self.sync(key, cause, false);
    }

    /// Ends a connection without a segment.
    pub(crate) fn end_quietly(&mut self, key: Key, cause: Cause) {
        if let Some(conn) = self.sockets[key].conn {
            self.conns[conn].forget();
            self.sync(key, cause, false);
        }
    }

    /// Parts a socket from its connection, which may still have a reset to send.
    pub(crate) fn release_conn(&mut self, key: Key) {
        if let Some(conn) = self.sockets[key].conn.take() {
            if self.conns[conn].resetting() {
                self.conns[conn].owner = None;
                self.conns[conn].dirty = true;
            } else {
                self.conns.give_back(conn);
            }
        }
    }

    /// Gives back what a closed socket needs no more; forgets the socket when nobody knows it.
    pub(crate) fn reap(&mut self, key: Key) {
        let Some(socket) = self.sockets.get(key) else {
            return;
        };
        if socket.state != State::Closed {
            return;
        }
        let orphan = socket.is_orphan() && !self.is_waited_on(key);
        if let Some(conn) = socket.conn
            && (orphan || self.conns[conn].tcp().recv_queue() == 0)
        {
            self.release_conn(key);
        }
        if orphan {
            self.sockets.remove(key);
        }
    }
}
