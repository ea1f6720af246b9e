//! How the observer finds its sockets again: by peer and number, and by both addresses.

use std::net::SocketAddr;

use socket2::Socket;
use sockscope_link::{Cause, Evidence, Fd, Kind, SocketId, State};

use super::entry::{Entry, PACE};
use super::handle::Handle;
use super::{Inner, Key};
use crate::kernel::sockets::canonical;
use crate::peer::Peer;

impl Inner {
    pub(super) fn insert(
        &mut self,
        peer: Peer,
        kind: Kind,
        state: State,
        listener: Option<SocketId>,
    ) -> Key {
        let next = self.next.entry(peer).or_insert(0);
        *next += 1;
        let id = SocketId(*next);
        self.entries.insert(
            (peer, id),
            Entry {
                peer,
                id,
                kind,
                socket: None,
                fd: None,
                listener,
                local: None,
                remote: None,
                state,
                backlog: None,
                options: Vec::new(),
                early_fin: false,
                put_by: None,
                looked: None,
                due: None,
                pace: PACE.0,
            },
        );
        (peer, id)
    }

    pub(super) fn attach(&mut self, key: Key, socket: Handle, fd: Fd) {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.socket = Some(socket);
            entry.fd = Some(fd);
        }
    }

    pub(super) fn set_addresses(
        &mut self,
        key: Key,
        local: Option<SocketAddr>,
        remote: Option<SocketAddr>,
    ) {
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        let before = entry.tuple();
        entry.local = local.or(entry.local);
        entry.remote = remote.or(entry.remote);
        if let Some(before) = before.filter(|before| entry.tuple() != Some(*before)) {
            self.tuples.remove(&before);
        }
        self.index(key);
    }

    /// Lets a connection be found by its addresses, from its first segment to its last.
    pub(super) fn index(&mut self, key: Key) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        let begun = entry.begun();
        let Some(tuple) = entry
            .tuple()
            .filter(|_| begun && entry.kind == Kind::Stream)
        else {
            return;
        };
        // A connection that has these addresses no longer ends here.
        if let Some(old) = self.tuples.insert(tuple, key).filter(|old| *old != key) {
            self.record(old, State::Closed, Cause::Timer, Evidence::Inferred);
        }
    }

    pub(super) fn forget_tuple(&mut self, key: Key) {
        let tuple = self.entries.get(&key).and_then(Entry::tuple);
        if let Some(tuple) = tuple.filter(|tuple| self.tuples.get(tuple) == Some(&key)) {
            self.tuples.remove(&tuple);
        }
    }

    pub(super) fn remove(&mut self, key: Key) {
        self.forget_tuple(key);
        self.entries.remove(&key);
    }
}

/// The socket's own address, once it has a port.
pub(super) fn name_of(socket: &Socket) -> Option<SocketAddr> {
    let addr = socket.local_addr().ok()?.as_socket()?;
    (addr.port() != 0).then(|| canonical(addr))
}

/// The other end's address, while connected.
pub(super) fn peer_of(socket: &Socket) -> Option<SocketAddr> {
    Some(canonical(socket.peer_addr().ok()?.as_socket()?))
}
