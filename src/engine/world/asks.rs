//! What can be asked of a world.

use std::net::SocketAddr;

use sockscope_link::{Act, Direction, Flags, SegmentId, State};

use super::numbers::Relative;
use super::{CallRecord, LadderRow, Progress, Socket, World};
use crate::peer::Peer;
use crate::timeline::Packet;

impl World {
    /// The sockets of one peer that still mean something: open, or not CLOSED yet.
    pub fn live(&self, peer: Peer) -> impl Iterator<Item = &Socket> {
        self.sockets
            .iter()
            .filter(move |s| s.peer == peer && (s.num.is_some() || s.state != State::Closed))
    }

    /// The socket of `peer` that was given this name last.
    pub fn named(&self, peer: Peer, name: &str) -> Option<&Socket> {
        self.sockets.get(self.index_of(peer, name)?)
    }

    /// Where it stands.
    pub(super) fn index_of(&self, peer: Peer, name: &str) -> Option<usize> {
        let sockets = self.sockets.iter().enumerate();
        let called = sockets.filter(|(_, socket)| socket.peer == peer && socket.is_called(name));
        let last = called.max_by_key(|(_, socket)| socket.named_at);
        last.map(|(index, _)| index)
    }

    /// The socket of `peer` with this number.
    pub fn socket(&self, peer: Peer, id: u32) -> Option<&Socket> {
        self.sockets
            .iter()
            .rev()
            .find(|socket| socket.peer == peer && socket.id == id)
    }

    /// The socket of `peer` that is this end of a connection; else the one that listens there.
    pub fn end_at(&self, peer: Peer, local: SocketAddr, remote: SocketAddr) -> Option<&Socket> {
        let of = |socket: &&Socket| socket.peer == peer && socket.state != State::Closed;
        let exact = |socket: &&Socket| (socket.local, socket.remote) == (Some(local), Some(remote));
        let listens = |socket: &&Socket| socket.state == State::Listen && socket.answers_for(local);
        let all = || self.sockets.iter().rev().filter(of);
        all().find(exact).or_else(|| all().find(listens))
    }

    /// The call of `peer` that began last.
    pub fn last_call(&self, peer: Peer) -> Option<&CallRecord> {
        self.calls.iter().rev().find(|call| call.peer == peer)
    }

    /// The calls that are blocked now.
    pub fn blocked(&self) -> impl Iterator<Item = &CallRecord> {
        self.calls
            .iter()
            .filter(|call| call.progress == Progress::Blocked)
    }

    /// Whether the wire holds segments, one way or both.
    pub fn is_frozen(&self) -> bool {
        Direction::BOTH
            .into_iter()
            .any(|dir| self.gate.lane(dir).holding)
    }

    /// Whether there is a session on a wire without a gate.
    pub fn lacks_gate(&self) -> bool {
        self.session.as_ref().is_some_and(|session| !session.gate)
    }

    /// The held segment that is let go next, of one direction or of both: the oldest one that is not
    /// a retransmission of what was let go already. Such a one only comes because the wire stands
    /// still, and tells its receiver nothing new.
    pub fn next_held(&self, dir: Option<Direction>) -> Option<SegmentId> {
        let of_lane = |row: &&LadderRow| dir.is_none_or(|dir| row.packet.dir == dir);
        let fresh = self
            .held_rows()
            .filter(of_lane)
            .find(|row| !self.is_copy(row));
        let next = fresh.or_else(|| self.held_rows().find(of_lane));
        next.map(|row| row.packet.id)
    }

    /// Whether the same segment, by its numbers, was let through before.
    pub fn is_copy(&self, row: &LadderRow) -> bool {
        let copy = &row.packet;
        self.ladder.iter().any(|row| {
            let first = &row.packet;
            first.id < copy.id
                && !matches!(first.act, Act::Held | Act::Dropped)
                && (first.src, first.dst) == (copy.src, copy.dst)
                && (first.seq_no, first.len, first.flags) == (copy.seq_no, copy.len, copy.flags)
                && (first.len > 0 || !matches!(first.flags, Flags::ACK))
        })
    }

    /// The held segments, oldest first.
    pub fn held_rows(&self) -> impl Iterator<Item = &LadderRow> {
        self.held
            .iter()
            .filter_map(|id| self.ladder.iter().rev().find(|row| row.packet.id == *id))
    }

    /// The numbers of `packet` as its connection counted them when it was on the wire.
    pub fn relative(&self, packet: &Packet) -> Relative {
        let row = self
            .ladder
            .iter()
            .rev()
            .find(|row| row.packet.id == packet.id);
        match row {
            Some(row) if (row.packet.seq_no, row.packet.ack) == (packet.seq_no, packet.ack) => {
                row.relative
            }
            _ => self.numbers.of(packet),
        }
    }

    /// How many segments are held in one direction.
    pub fn held_in(&self, dir: Direction) -> usize {
        self.held_rows().filter(|row| row.packet.dir == dir).count()
    }

    /// The socket that stands for `peer` on the state diagram: the busiest one, or, where the other
    /// peer's has changed since, this end of that connection. So both ends show the same one.
    pub fn focus(&self, peer: Peer) -> Option<&Socket> {
        let own = self.busiest(peer)?;
        let other = self.busiest(peer.other());
        let newer = other.filter(|other| {
            has_connection(own) && has_connection(other) && changed(other) > changed(own)
        });
        let its_end = newer.and_then(|other| {
            let mut own = self.sockets.iter().filter(|socket| socket.peer == peer);
            own.rfind(|socket| {
                other.remote.is_some()
                    && (socket.local, socket.remote) == (other.remote, other.local)
            })
        });
        its_end.or(Some(own))
    }

    /// Of a peer's sockets the one that is busiest with a connection, the youngest first; else its listener; else
    /// any.
    fn busiest(&self, peer: Peer) -> Option<&Socket> {
        let rank = |socket: &Socket| match socket.state {
            State::Unbound | State::Bound => 1,
            State::Listen => 2,
            State::Closed => 0,
            _ => 3,
        };
        let own = self.sockets.iter().filter(|socket| socket.peer == peer);
        own.max_by_key(|socket| (rank(socket), changed(socket), socket.id))
    }
}

/// Whether a socket is in one of the states of a connection.
fn has_connection(socket: &Socket) -> bool {
    use State::{Bound, Closed, Listen, Unbound};
    !matches!(socket.state, Unbound | Bound | Listen | Closed)
}

/// The event that last changed a socket's state.
fn changed(socket: &Socket) -> u64 {
    socket.path.last().map_or(0, |arrow| arrow.seq)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{SHIPPED, recorded};
    use crate::timeline::from_line;
    use crate::world::Log;

    /// In every lesson, after each event: two ends that stand for their peers are of one connection, unless the one
    /// that changed last has no other end there.
    #[test]
    fn both_ends_show_the_same_connection() {
        let mut pairs = 0;
        for (id, _) in SHIPPED.iter() {
            let lines = recorded::shipped(id).unwrap_or_default();
            let mut log = Log::default();
            for event in lines.lines().filter_map(|line| from_line(line).ok()) {
                let seq = event.seq;
                log.take(event);
                let [Some(host), Some(board)] = Peer::BOTH.map(|peer| log.world.focus(peer)) else {
                    continue;
                };
                if !has_connection(host) || !has_connection(board) {
                    continue;
                }
                pairs += 1;
                let ends = |a: &Socket, b: &Socket| (a.local, a.remote) == (b.remote, b.local);
                let newer = if changed(host) > changed(board) {
                    host
                } else {
                    board
                };
                let mut others = log.world.sockets.iter().filter(|at| at.peer != newer.peer);
                let is_alone = !others.any(|other| ends(other, newer));
                assert!(ends(host, board) || is_alone, "{id}, event {seq}");
            }
        }
        assert!(pairs > 1000, "{pairs}");
    }
}
