//! What the descriptors and sockets of the peers are called.
//!
//! A script gives a descriptor its name (`s = socket(…)`); the peers know numbers only. A socket
//! keeps the name of its descriptor for its whole life, so that an orphan in FIN-WAIT-2 is still
//! `a`. A connection that nobody accepted yet is called after its listener: `s.1`.

use std::collections::BTreeMap;

use sockscope_link::{Fd, SocketId};

use crate::peer::Peer;

/// How many sockets' names are kept: of those that a world remembers, and many more.
const MOST_SOCKETS: usize = 10_000;

/// The names of one session.
#[derive(Clone, Debug, Default)]
pub struct Names {
    by_name: BTreeMap<(Peer, String), Fd>,
    by_fd: BTreeMap<(Peer, Fd), String>,
    by_socket: BTreeMap<(Peer, SocketId), String>,
    /// Whose number it is: a number is used again for another socket. `None` while the socket that
    /// was just given the number has not been heard of.
    owners: BTreeMap<(Peer, Fd), Option<SocketId>>,
    children: BTreeMap<(Peer, SocketId), u32>,
}

impl Names {
    /// The number of the descriptor that bears this name, open or not.
    pub fn fd(&self, peer: Peer, name: &str) -> Option<Fd> {
        self.by_name.get(&(peer, name.to_owned())).copied()
    }

    /// The name of this descriptor; `fd7` for one that was given none.
    pub fn of_fd(&self, peer: Peer, fd: Fd) -> String {
        self.by_fd
            .get(&(peer, fd))
            .cloned()
            .unwrap_or_else(|| format!("fd{fd}"))
    }

    /// Notes that `socket` has this descriptor; true if that is new, and it has no name yet.
    pub fn takes(&mut self, peer: Peer, fd: Fd, socket: SocketId) -> bool {
        match self.owners.insert((peer, fd), Some(socket)) {
            None => true,
            Some(None) => false,
            Some(Some(owner)) => owner != socket,
        }
    }

    /// What this socket is called, if that is the name of this number.
    pub fn kept(&self, peer: Peer, fd: Fd, socket: SocketId) -> Option<String> {
        let name = self.by_socket.get(&(peer, socket))?;
        (self.fd(peer, name) == Some(fd)).then(|| name.clone())
    }

    /// The names that `peer` has given, in alphabetical order.
    pub fn of(&self, peer: Peer) -> impl Iterator<Item = &str> {
        self.by_name
            .keys()
            .filter(move |(of, _)| *of == peer)
            .map(|(_, name)| name.as_str())
    }

    /// Gives a new descriptor its name. One that had the number before loses it.
    pub fn give(&mut self, peer: Peer, fd: Fd, name: &str) {
        self.by_name.insert((peer, name.to_owned()), fd);
        self.by_fd.insert((peer, fd), name.to_owned());
        self.owners.insert((peer, fd), None);
    }

    /// The descriptor `fd` is another number of what `of` stands for.
    pub fn share(&mut self, peer: Peer, of: Fd, fd: Fd) {
        if let Some(owner) = self.owners.get(&(peer, of)).copied() {
            self.owners.insert((peer, fd), owner);
        }
    }

    /// The descriptor is closed: whoever bears its number next is another socket. A socket that dup() gave
    /// another number goes on under that one's name.
    pub fn close(&mut self, peer: Peer, fd: Fd) {
        let Some(Some(socket)) = self.owners.remove(&(peer, fd)) else {
            return;
        };
        let mut owners = self.owners.iter();
        let other = owners.find(|((of, _), owner)| *of == peer && **owner == Some(socket));
        if let Some((&(_, fd), _)) = other {
            let name = self.of_fd(peer, fd);
            self.give_socket(peer, socket, &name);
        }
    }

    /// Gives a socket its name.
    pub fn give_socket(&mut self, peer: Peer, socket: SocketId, name: &str) {
        self.by_socket.insert((peer, socket), name.to_owned());
        if self.by_socket.len() > MOST_SOCKETS {
            // Numbers go up and are never used again: the least is the oldest. A listener has
            // children to come.
            let all = (peer, SocketId(0))..=(peer, SocketId(u32::MAX));
            let mut keys = self.by_socket.range(all).map(|(key, _)| *key);
            if let Some(oldest) = keys.find(|key| !self.children.contains_key(key)) {
                self.by_socket.remove(&oldest);
            }
        }
    }

    /// The name of a socket: of its descriptor while it has one; then what it was called before;
    /// for a child of a listener, the listener's name and the next number.
    pub fn socket(
        &mut self,
        peer: Peer,
        socket: SocketId,
        fd: Option<Fd>,
        listener: Option<SocketId>,
    ) -> String {
        if let Some(fd) = fd {
            let name = self.of_fd(peer, fd);
            self.give_socket(peer, socket, &name);
            return name;
        }
        if let Some(name) = self.by_socket.get(&(peer, socket)) {
            return name.clone();
        }
        let name = match listener {
            Some(listener) => {
                let count = self.children.entry((peer, listener)).or_default();
                *count += 1;
                let parent = self
                    .by_socket
                    .get(&(peer, listener))
                    .map_or("?", String::as_str);
                format!("{parent}.{count}")
            }
            None => format!("#{}", socket.0),
        };
        self.give_socket(peer, socket, &name);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_keeps_its_name_after_close() {
        let mut names = Names::default();
        names.give(Peer::Host, 4, "a");
        assert_eq!(names.socket(Peer::Host, SocketId(9), Some(4), None), "a");
        assert_eq!(names.socket(Peer::Host, SocketId(9), None, None), "a");
        // The number is used again for another socket.
        names.give(Peer::Host, 4, "b");
        assert_eq!(names.socket(Peer::Host, SocketId(10), Some(4), None), "b");
        assert_eq!(names.socket(Peer::Host, SocketId(9), None, None), "a");
    }

    #[test]
    fn a_number_that_was_closed_before_its_socket_was_heard_of_is_free() {
        let mut names = Names::default();
        names.give(Peer::Host, 4, "a");
        names.close(Peer::Host, 4);
        assert!(names.takes(Peer::Host, 4, SocketId(2)), "it needs a name");
        assert_eq!(names.fd(Peer::Host, "a"), Some(4), "EBADF can be shown");
    }

    #[test]
    fn a_number_that_is_used_again_is_a_new_descriptor() {
        let mut names = Names::default();
        assert!(
            names.takes(Peer::Host, 4, SocketId(1)),
            "seen before its call returned"
        );
        names.give(Peer::Host, 4, "s");
        assert!(!names.takes(Peer::Host, 4, SocketId(1)), "named by now");
        assert!(!names.takes(Peer::Host, 4, SocketId(1)));
        assert!(
            names.takes(Peer::Host, 4, SocketId(2)),
            "another socket, the old name is not its"
        );
    }

    #[test]
    fn old_names_are_forgotten_but_not_a_listeners() {
        let mut names = Names::default();
        names.give(Peer::Host, 3, "s");
        names.socket(Peer::Host, SocketId(1), Some(3), None);
        let most = MOST_SOCKETS as u32;
        for id in 2..most + 1_000 {
            let child = names.socket(Peer::Host, SocketId(id), None, Some(SocketId(1)));
            assert_eq!(child, format!("s.{}", id - 1));
        }
        assert_eq!(names.by_socket.len(), MOST_SOCKETS);
        assert_eq!(names.socket(Peer::Host, SocketId(1), None, None), "s");
    }

    #[test]
    fn children_of_a_listener_are_numbered() {
        let mut names = Names::default();
        names.give(Peer::Board, 3, "s");
        names.socket(Peer::Board, SocketId(1), Some(3), None);
        assert_eq!(
            names.socket(Peer::Board, SocketId(2), None, Some(SocketId(1))),
            "s.1"
        );
        assert_eq!(
            names.socket(Peer::Board, SocketId(3), None, Some(SocketId(1))),
            "s.2"
        );
        assert_eq!(
            names.socket(Peer::Board, SocketId(2), None, Some(SocketId(1))),
            "s.1"
        );
    }
}
