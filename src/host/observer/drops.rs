//! What the kernel throws away without a word: it counts that for each socket.

use sockscope_link::{Direction, Flags, Kind, Loss, Protocol, Report, Segment, State};

use super::{Inner, Key};
use crate::kernel::sockets::canonical;

impl Inner {
    /// Before a segment is handed over: how often those that it may be for have thrown one away so far.
    pub(super) fn watch_drops(&mut self, segment: &Segment) {
        let takers = match segment.dir {
            Direction::BoardToHost => self.takers(segment),
            Direction::HostToBoard => Vec::new(),
        };
        let count = |key: Key| Some((key, self.drops(key)?));
        self.watched = takers.into_iter().filter_map(count).collect();
    }

    /// After it was handed over: whether it was thrown away, and why.
    pub(super) fn tell_drop(&mut self, segment: &Segment) {
        let watched = std::mem::take(&mut self.watched);
        let dropped =
            |(key, before): &(Key, u32)| self.drops(*key).is_some_and(|now| now != *before);
        let Some((key, _)) = watched.into_iter().find(dropped) else {
            return;
        };
        let why = self.why_dropped(key);
        // A segment of a handshake is counted, too, when its numbers are not right.
        if why == Loss::Connections && !is_request(segment) {
            return;
        }
        let segment = segment.id;
        self.report(key.0, Report::Lost { segment, why });
    }

    /// The sockets that have to do without a segment if there is no room for it.
    fn takers(&self, segment: &Segment) -> Vec<Key> {
        let (src, dst) = (canonical(segment.src), canonical(segment.dst));
        match segment.protocol {
            Protocol::Udp => self.datagram_sockets(dst.port()),
            Protocol::Icmp => Vec::new(),
            Protocol::Tcp => {
                let known = self.tuples.get(&(dst, src));
                let waits = (known.and_then(|key| self.entries.get(key)))
                    .is_some_and(|entry| entry.state == State::SynReceived && entry.is_queued());
                let needs_room = match waits {
                    // The last step of a handshake. A SYN that comes again is counted without need.
                    true => segment.flags.0 & (Flags::SYN.0 | Flags::RST.0) == 0,
                    false => is_request(segment),
                };
                let listener = self.listener_of(dst).filter(|_| needs_room);
                listener.into_iter().collect()
            }
        }
    }

    fn datagram_sockets(&self, port: u16) -> Vec<Key> {
        let on_port = self.entries.values().filter(|entry| {
            entry.kind == Kind::Dgram && entry.local.is_some_and(|at| at.port() == port)
        });
        on_port.map(|entry| (entry.peer, entry.id)).collect()
    }

    /// A listener with more connections than its backlog takes no other (`sk_acceptq_is_full`).
    fn why_dropped(&self, key: Key) -> Loss {
        let Some(entry) = self.entries.get(&key) else {
            return Loss::Connections;
        };
        if entry.kind == Kind::Dgram {
            return Loss::ReceiveBuffer;
        }
        let waiting = entry
            .socket()
            .and_then(|socket| self.kernel.queue_length(&socket));
        match (waiting, entry.backlog) {
            (Some(waiting), Some(backlog)) if waiting > backlog => Loss::AcceptQueue,
            _ => Loss::Connections,
        }
    }

    #[cfg(target_os = "linux")]
    fn drops(&self, key: Key) -> Option<u32> {
        let socket = self.entries.get(&key)?.socket()?;
        crate::kernel::meminfo::drops(&socket).ok()
    }

    /// No other system is known to say so.
    #[cfg(not(target_os = "linux"))]
    fn drops(&self, _key: Key) -> Option<u32> {
        None
    }
}

/// Whether it asks for a connection.
fn is_request(segment: &Segment) -> bool {
    segment.flags.contains(Flags::SYN) && !segment.flags.contains(Flags::ACK)
}
