//! connect(2) of stream sockets, as Linux answers it (`__inet_stream_connect`).

use alloc::string::String;
use core::net::{IpAddr, SocketAddr};

use smoltcp::time::Duration;
use sockscope_link::{Cause, Errno, LogLevel, State};

use crate::answer::{DONE, Try};
use crate::board::Board;
use crate::name::any;
use crate::socket::{Key, Phase};

/// How long `connect()` waits for an answer: Linux's, with tcp_syn_retries at 6 (tcp(7)).
const SYN_PATIENCE: Duration = Duration::from_secs(127);

impl Board {
    /// The first half of connect(2): sends nothing yet, but decides all that can be decided. Returns
    /// whether the connection was on its way already.
    pub(crate) fn begin_connect(&mut self, key: Key, remote: SocketAddr) -> Result<bool, Errno> {
        match self.sockets[key].phase {
            Phase::Connected => return Err(Errno::IsConn),
            Phase::Connecting => return Ok(true),
            Phase::Disconnecting => return Err(Errno::Inval),
            Phase::Unconnected => {}
        }
        if !self.sockets[key].is_closed() {
            return Err(Errno::IsConn);
        }
        let remote = self.destined(key, remote)?;
        if remote.ip().is_multicast() || self.is_broadcast(remote.ip()) {
            return Err(Errno::NetUnreach);
        }
        let bound = self.bound_ip(key);
        let source = self.source_for(bound, remote.ip())?;
        if remote.port() == 0 {
            // Nobody can listen there; no segment can even say so.
            return Err(Errno::ConnRefused);
        }
        self.begin_handshake(key, source, remote)?;
        Ok(false)
    }

    /// Names the socket, gives it a connection and makes that want to send a SYN.
    fn begin_handshake(
        &mut self,
        key: Key,
        source: IpAddr,
        remote: SocketAddr,
    ) -> Result<(), Errno> {
        let named = self.autobind(key)?;
        // Bound to a broadcast address, it still speaks with its own.
        let source = if self.is_here(named.ip()) {
            named.ip()
        } else {
            source
        };
        let local = SocketAddr::new(source, named.port());
        if self.conns.find_pair(local, remote).is_some() {
            self.unname(key);
            return Err(Errno::AddrNotAvail);
        }
        self.release_conn(key);
        let Some(conn) = self.take_conn(key, local, remote) else {
            self.unname(key);
            self.log(LogLevel::Error, || String::from("out of connections"));
            return Err(Errno::NoBufs);
        };
        self.sockets[key].conn = Some(conn);
        self.prepare(conn, key);
        let context = if self.conns[conn].here {
            self.lo.context()
        } else {
            self.iface.context()
        };
        let tcp = self.conns[conn].tcp_mut();
        if tcp.connect(context, remote, local).is_err() {
            self.release_conn(key);
            self.unname(key);
            return Err(Errno::AddrNotAvail);
        }
        let patience = self.clock.stack() + SYN_PATIENCE;
        self.conns[conn].give_up = Some(patience);
        self.conns[conn].dirty = true;
        let socket = &mut self.sockets[key];
        socket.local = Some(local);
        socket.remote = Some(remote);
        socket.phase = Phase::Connecting;
        self.sync(key, Cause::Call, false);
        Ok(())
    }

    /// Gives an ephemeral port back that led to nothing.
    fn unname(&mut self, key: Key) {
        let socket = &mut self.sockets[key];
        if !socket.port_locked && socket.state != State::Bound {
            socket.port_held = false;
        }
    }

    /// The second half of connect(2): what became of it (`__inet_stream_connect`).
    pub(crate) fn connect_progress(&mut self, key: Key) -> Try {
        match self.sockets[key].state {
            State::SynSent | State::SynReceived => Ok(None),
            _ if self.sockets[key].is_closed() => {
                let errno = self.sockets[key].error.take();
                self.disconnect(key);
                Err(errno.unwrap_or(Errno::ConnAborted))
            }
            _ => {
                self.sockets[key].phase = Phase::Connected;
                DONE
            }
        }
    }

    /// `tcp_disconnect()`: as if it had never been connected. What it was bound to stays.
    pub(crate) fn disconnect(&mut self, key: Key) {
        self.release_conn(key);
        let socket = &mut self.sockets[key];
        socket.error = None;
        socket.done = false;
        socket.shut_rd = false;
        socket.shut_wr = false;
        socket.phase = Phase::Unconnected;
        socket.remote = None;
        socket.fin_later = false;
        if !socket.port_locked {
            socket.port_held = false;
        }
        if !socket.address_locked
            && let Some(local) = &mut socket.local
        {
            local.set_ip(any(socket.domain));
        }
    }
}
