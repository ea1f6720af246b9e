//! What every socket shows of itself beyond its state: the answer to `Look`.

use sockscope_link::{Fd, Kind, Opt, OptValue, SocketFacts, SocketId, State};

use super::entry::Entry;
use super::{Inner, Key};
use crate::host::options;
use crate::kernel::sockets;
use crate::peer::Peer;

impl Inner {
    /// The facts of every socket of a peer, in the order in which they were made.
    pub fn facts(&mut self, peer: Peer) -> Vec<SocketFacts> {
        let keys: Vec<Key> = (self.entries.keys().copied())
            .filter(|key| key.0 == peer)
            .collect();
        for &key in &keys {
            self.touch(key, None);
        }
        keys.into_iter()
            .filter_map(|key| self.facts_of(key))
            .collect()
    }

    fn facts_of(&mut self, key: Key) -> Option<SocketFacts> {
        let mut facts = own_facts(self.entries.get(&key)?);
        if facts.kind == Kind::Dgram {
            let socket = self.entries.get(&key)?.socket();
            facts.recv_queue = socket.map_or(0, |socket| sockets::readable_bytes(&socket));
        } else if facts.state == State::Listen {
            let socket = self.entries.get(&key)?.socket()?;
            facts.recv_queue = self.kernel.queue_length(&socket).unwrap_or(0);
        } else if let (Some(local), Some(remote)) = (facts.local, facts.remote)
            && let Some(Some(found)) = self.kernel.connection(local, remote)
        {
            let (recv, send) = data_only(facts.state, found.recv_queue, found.send_queue);
            facts.recv_queue = recv;
            facts.send_queue = send;
            facts.timer_ms = found.timer_ms;
            facts.retransmits = u16::from(found.retransmits);
        }
        Some(facts)
    }
}

/// The bytes of data in the two queues: Linux counts a SYN or a FIN that is on its way, or a FIN that
/// was not read yet, as one byte (ss(8) shows it), and that is nothing a program wrote or can read.
fn data_only(state: State, recv: u32, send: u32) -> (u32, u32) {
    let sends = matches!(
        state,
        State::SynSent | State::SynReceived | State::FinWait1 | State::Closing | State::LastAck
    );
    let got_fin = matches!(
        state,
        State::CloseWait | State::Closing | State::LastAck | State::TimeWait
    );
    (
        recv.saturating_sub(u32::from(got_fin)),
        send.saturating_sub(u32::from(sends)),
    )
}

/// What the entry and its descriptor say.
fn own_facts(entry: &Entry) -> SocketFacts {
    let socket = entry.socket();
    SocketFacts {
        socket: entry.id,
        fd: entry.fd as Option<Fd>,
        listener: entry.listener.filter(|_| entry.is_queued()),
        kind: entry.kind,
        state: entry.state,
        local: entry.local,
        remote: entry.remote,
        recv_queue: 0,
        send_queue: 0,
        backlog: entry.backlog.filter(|_| entry.state == State::Listen),
        timer_ms: None,
        retransmits: 0,
        file: (socket.as_ref()).and_then(|socket| sockets::fstat(socket).ok()),
        options: socket.map_or_else(Vec::new, |socket| changed(&socket, &entry.options)),
    }
}

/// The options that were set and are not off.
fn changed(socket: &socket2::Socket, set: &[Opt]) -> Vec<(Opt, OptValue)> {
    let value = |&opt: &Opt| Some((opt, options::get(socket, opt).ok()?));
    let off = |value: &OptValue| match *value {
        OptValue::Int(number) => number == 0,
        OptValue::Linger(linger) => !linger.on,
        OptValue::Millis(millis) => millis == 0,
        OptValue::Errno(errno) => errno.is_none(),
    };
    (set.iter().filter_map(value))
        .filter(|(_, value)| !off(value))
        .collect()
}

impl Inner {
    /// listen(2) has set the length of the queue; `asked` is what it was given.
    pub fn set_backlog(&mut self, peer: Peer, id: SocketId, asked: i32) {
        if let Some(entry) = self.entries.get_mut(&(peer, id)) {
            let told = (entry.socket()).and_then(|socket| self.kernel.backlog(&socket));
            entry.backlog = told.or(u32::try_from(asked).ok());
        }
    }

    /// setsockopt(2) has changed this option.
    pub fn option_set(&mut self, peer: Peer, id: SocketId, opt: Opt) {
        if let Some(entry) = self.entries.get_mut(&(peer, id))
            && !entry.options.contains(&opt)
        {
            entry.options.push(opt);
        }
    }
}
