//! listen(2), accept(2), and the queue between them.
//!
//! smoltcp knows no backlog: one of its sockets is one connection. So a listening socket of the board
//! is none of smoltcp's at all. A connection request makes a socket of its own, with a connection from
//! the pool, and that one passes SYN-RECEIVED and ESTABLISHED while it stands in the queue.

use sockscope_link::{Cause, Errno, Kind, State, Value};

use crate::answer::{DONE, Try};
use crate::board::Board;
use crate::name::shown;
use crate::socket::{Key, Listen, Phase};

/// Linux's SOMAXCONN.
const SOMAXCONN: i32 = 4096;

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
        let name = socket.remote.map(|remote| shown(socket.domain, remote));
        let value = name.map_or(Value::None, Value::Addr);
        self.reap(child);
        Ok(Some((fd.into(), value)))
    }
}
