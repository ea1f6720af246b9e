//! What the board's sockets show of themselves: [`Command::Look`](sockscope_link::Command::Look).

use sockscope_link::{Kind, Report, SocketFacts, State};

use crate::board::Board;
use crate::socket::Key;

impl Board {
    /// Reports the facts of every socket, then how the gate stands, if there is one.
    pub(crate) fn look(&mut self) {
        for key in self.sockets.keys() {
            let facts = self.facts(key);
            self.report(Report::Facts(facts));
        }
        if self.config.gate {
            self.report(Report::Gate(self.gate.state()));
        }
    }

    fn facts(&self, key: Key) -> SocketFacts {
        let socket = &self.sockets[key];
        let listener = socket.listener.and_then(|key| self.sockets.get(key));
        let (recv_queue, send_queue) = self.queues(key);
        SocketFacts {
            socket: socket.id,
            fd: socket.fd,
            listener: listener.map(|listener| listener.id),
            kind: socket.kind,
            state: socket.state,
            local: socket.local,
            remote: socket.remote,
            recv_queue: recv_queue as u32,
            send_queue: send_queue as u32,
            backlog: socket.listen.as_ref().map(|listen| listen.backlog as u32),
            timer_ms: self.timer_ms(key),
            retransmits: socket.conn.map_or(0, |conn| self.conns[conn].retransmits),
            file: socket.fd.is_some().then(|| self.file_facts(key)),
            options: socket.options.changed().collect(),
        }
    }

    /// What waits to be read (connections, for a listener), and what waits to be sent or acknowledged.
    fn queues(&self, key: Key) -> (usize, usize) {
        let socket = &self.sockets[key];
        match (&socket.listen, socket.conn, socket.udp) {
            (Some(listen), _, _) => (listen.queue.len(), 0),
            (None, Some(conn), _) => {
                let tcp = self.conns[conn].tcp();
                (tcp.recv_queue(), tcp.send_queue())
            }
            (None, None, Some(udp)) => {
                let udp = &self.udps.all[udp];
                (udp.inbox.payload_bytes_count(), udp.unsent())
            }
            _ => (0, 0),
        }
    }

    /// Milliseconds left of the connection's timer, on the clock that stands still with the gate.
    fn timer_ms(&self, key: Key) -> Option<u32> {
        let socket = &self.sockets[key];
        if socket.kind == Kind::Dgram || socket.state == State::Closed {
            return None;
        }
        let at = self.conns[socket.conn?].wake?;
        let left = at - self.clock.stack().min(at);
        Some(left.total_millis() as u32)
    }
}
