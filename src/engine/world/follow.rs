//! What a segment and a call change besides states: sequence numbers, inboxes, halves that are shut.

use sockscope_link::{CallName, Flags, Kind, SegmentId, State};

use super::World;
use super::forecast::{Will, forecast};
use super::parts::Socket;
use crate::timeline::{Packet, Returned, Word};

impl World {
    /// Follows a segment: `is_new` if it comes to the wire now; it reaches its end by what the gate did with
    /// it last. Where that end answers for what it took, its acknowledgment says so, whatever was reckoned.
    pub(super) fn follow(&mut self, packet: &Packet, is_new: bool) {
        if is_new && packet.is_tcp() {
            let win = self.numbers.of(packet).win;
            self.flows.send(packet, win);
        }
        if !packet.arrives() {
            return;
        }
        let told = forecast(self, packet);
        if !packet.is_tcp() {
            if told.will == Will::Take
                && let Some(id) = told.socket
                && let Some(socket) = self.socket_mut(told.peer, id)
            {
                socket.known.inbox.push(packet.len);
            }
            return;
        }
        match told.will {
            Will::Move(_) | Will::Take | Will::Keep => self.took(packet, told.keeps_fin),
            _ => self.was_ignored(packet),
        }
    }

    fn took(&mut self, packet: &Packet, keeps_fin: bool) {
        let (src, dst) = (packet.src, packet.dst);
        if packet.flags.contains(Flags::RST) {
            return;
        }
        if packet.flags.contains(Flags::ACK) {
            self.flows.acknowledge(dst, src, packet.ack);
        }
        self.count_duplicate(packet);
        let Some(flow) = self.flows.find_mut(src, dst) else {
            return;
        };
        if packet.flags.contains(Flags::SYN) {
            flow.advance(packet.seq_no.wrapping_add(1));
            return;
        }
        let fin = packet.flags.contains(Flags::FIN);
        let data_end = packet.seq_no.wrapping_add(packet.len);
        let in_order = flow
            .got
            .is_some_and(|got| !super::flows::after(packet.seq_no, got));
        if in_order {
            flow.advance(data_end);
            if fin && flow.got == Some(data_end) {
                flow.advance(packet.end());
            }
            return;
        }
        if packet.len > 0 {
            flow.keep(packet.seq_no, data_end);
        }
        if fin && keeps_fin {
            flow.early_fin = Some(packet.end());
        }
    }

    fn was_ignored(&mut self, packet: &Packet) {
        self.count_duplicate(packet);
    }

    /// Counts the duplicate ACKs that reach a sender.
    fn count_duplicate(&mut self, packet: &Packet) {
        if packet.word == Some(Word::DuplicateAck)
            && let Some(flow) = self.flows.find_mut(packet.dst, packet.src)
        {
            flow.duplicates = flow.duplicates.saturating_add(1);
        }
    }

    /// What a call that has ended changes that no state shows.
    pub(super) fn learn(&mut self, returned: &Returned) {
        let call = self.calls.iter().rev().find(|call| call.id == returned.id);
        let Some((sets, Some(name))) = call.map(|call| (call.sets, call.fd.clone())) else {
            return;
        };
        let ok = returned.errno.is_none();
        let Some(socket) = self.named_mut(returned.peer, &name) else {
            return;
        };
        let early = matches!(
            socket.state,
            State::Unbound | State::Bound | State::SynSent | State::SynReceived
        );
        let known = &mut socket.known;
        if sets.shut_rd || sets.shut_wr {
            // shutdown(2) shuts the half of a socket without a connection, too, and says ENOTCONN; but of one
            // that listens no half is shut: it goes on, or listens no more (inet_shutdown).
            known.shut_early |= early;
            known.shut_rd |= sets.shut_rd && ok;
        }
        if !ok {
            return;
        }
        known.backlog = sets.backlog.or(known.backlog);
        known.v6only = sets.v6only.unwrap_or(known.v6only);
        known.sized |= sets.rcvbuf.is_some();
        if socket.kind == Kind::Dgram {
            known.remote = sets.remote.or(known.remote);
        }
        let reads = matches!(
            returned.call,
            CallName::Recv | CallName::Read | CallName::RecvFrom
        );
        if reads && socket.kind == Kind::Dgram && !sets.peeks && !known.inbox.is_empty() {
            known.inbox.remove(0);
        }
    }

    /// A datagram that was reckoned to be in an inbox found no room there.
    pub(super) fn datagram_lost(&mut self, id: SegmentId) {
        let row = self.ladder.iter().rev().find(|row| row.packet.id == id);
        let Some(packet) = row.map(|row| row.packet.clone()) else {
            return;
        };
        let told = forecast(self, &packet);
        if packet.protocol == "udp"
            && let Some(id) = told.socket
            && let Some(socket) = self.socket_mut(told.peer, id)
        {
            socket.known.inbox.pop();
        }
    }

    fn socket_mut(&mut self, peer: crate::peer::Peer, id: u32) -> Option<&mut Socket> {
        self.sockets
            .find_mut(usize::MAX, |socket| socket.peer == peer && socket.id == id)
    }
}
