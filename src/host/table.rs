//! The session's sockets by their descriptors.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use socket2::Socket;
use sockscope_link::{Fd, Kind, SocketId};

/// One socket of the session.
#[derive(Debug)]
pub struct Slot {
    pub id: SocketId,
    pub socket: Arc<Socket>,
    pub kind: Kind,
    /// The learner's descriptor; none once it is closed and only a blocked call holds the socket.
    pub fd: Option<Fd>,
    /// What dup() made of it: the same socket under other numbers.
    pub dups: Vec<(Fd, Arc<Socket>)>,
    /// O_NONBLOCK as the learner set it. Underneath every socket is non-blocking.
    pub nonblock: bool,
}

/// The descriptor table of the session. Numbers that are not in it do not exist for the learner.
#[derive(Debug, Default)]
pub struct Table {
    slots: BTreeMap<SocketId, Slot>,
    fds: HashMap<Fd, SocketId>,
}

impl Table {
    /// Adds a socket under its descriptor.
    pub fn insert(&mut self, slot: Slot) {
        if let Some(fd) = slot.fd {
            self.fds.insert(fd, slot.id);
        }
        self.slots.insert(slot.id, slot);
    }

    /// The socket behind a descriptor.
    pub fn by_fd(&self, fd: Fd) -> Option<&Slot> {
        self.slots.get(self.fds.get(&fd)?)
    }

    /// A socket, with or without a descriptor.
    pub fn get(&self, id: SocketId) -> Option<&Slot> {
        self.slots.get(&id)
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, id: SocketId) -> Option<&mut Slot> {
        self.slots.get_mut(&id)
    }

    /// Takes the number away; the socket stays, for the calls that are blocked on it.
    pub fn release_fd(&mut self, fd: Fd) {
        if let Some(id) = self.fds.remove(&fd)
            && let Some(slot) = self.slots.get_mut(&id)
        {
            slot.fd = None;
        }
    }

    /// Notes that dup() gave the socket one more number.
    pub fn add_dup(&mut self, id: SocketId, fd: Fd, socket: Socket) {
        if let Some(slot) = self.slots.get_mut(&id) {
            slot.dups.push((fd, Arc::new(socket)));
            self.fds.insert(fd, id);
        }
    }

    /// Takes one number away from a socket that has others, and returns the descriptor to close. `None`:
    /// it has no other number.
    pub fn drop_dup(&mut self, fd: Fd) -> Option<Arc<Socket>> {
        let slot = self.slots.get_mut(self.fds.get(&fd)?)?;
        let at = slot.dups.iter().position(|(dup, _)| *dup == fd);
        let gone = match at {
            Some(at) => slot.dups.remove(at).1,
            None => {
                let (other, next) = slot.dups.pop()?;
                slot.fd = Some(other);
                std::mem::replace(&mut slot.socket, next)
            }
        };
        self.fds.remove(&fd);
        Some(gone)
    }

    /// Takes a socket out, its number too.
    pub fn remove(&mut self, id: SocketId) -> Option<Slot> {
        let slot = self.slots.remove(&id)?;
        for fd in slot.fd.iter().chain(slot.dups.iter().map(|(fd, _)| fd)) {
            self.fds.remove(fd);
        }
        Some(slot)
    }

    /// Every socket, oldest first.
    pub fn ids(&self) -> Vec<SocketId> {
        self.slots.keys().copied().collect()
    }
}
