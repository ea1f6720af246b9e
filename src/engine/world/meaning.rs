//! What a segment is for, where its control bits do not say so: in a word, when it comes to the wire.

use sockscope_link::{Act, Flags, Kind, SegmentId};

use super::flows::{Flow, after};
use super::{LadderRow, World};
use crate::peer::Peer;
use crate::timeline::{Packet, Why, Word};

/// The shortest time after which Linux's retransmission timer runs out (`TCP_RTO_MIN`), in microseconds.
const RTO_MIN_US: u64 = 200_000;

/// How many duplicate ACKs make a sender repeat (RFC 5681 section 3.2).
const DUPLICATES: u8 = 3;

impl World {
    /// The segment with its word, as it comes to the wire at `now` (microseconds since the session began).
    pub fn with_word(&self, mut packet: Packet, now: u64) -> Packet {
        let known = |row: &LadderRow| row.packet.id == packet.id;
        if let Some(row) = self.ladder.iter().rev().take(64).find(|row| known(row)) {
            // The gate does something with it again: it is what it was.
            packet.word = row.packet.word;
            packet.of = row.packet.of;
            packet.why = row.packet.why;
            return packet;
        }
        let flow = self.flows.find(packet.src, packet.dst);
        let Some(flow) = flow.filter(|_| packet.is_tcp()) else {
            return packet;
        };
        packet.word = self.word(flow, &packet);
        if packet.word == Some(Word::Repeat) {
            let first = self.repeated(&packet);
            packet.of = first.map(|row| row.packet.id.0);
            packet.why = self.why(flow, &packet, now);
        }
        packet
    }

    fn word(&self, flow: &Flow, packet: &Packet) -> Option<Word> {
        let has = |flag| packet.flags.contains(flag);
        if has(Flags::RST) {
            return None;
        }
        if has(Flags::SYN) {
            return (packet.seq_no == flow.isn && self.repeated(packet).is_some())
                .then_some(Word::Repeat);
        }
        let back = self.flows.find(packet.dst, packet.src);
        let shut = back
            .and_then(|back| back.told)
            .is_some_and(|told| told.win == 0);
        let before_next = packet.seq_no == flow.next.wrapping_sub(1);
        let outstanding = after(flow.next, flow.una);
        // Both carry a byte that is no news, or none (RFC 9293 sections 3.8.4 and 3.8.6.1).
        if packet.len <= 1 && !has(Flags::FIN) && before_next && shut {
            return Some(Word::WindowProbe);
        }
        if packet.len <= 1 && !has(Flags::FIN) && before_next && !outstanding {
            return Some(Word::KeepAlive);
        }
        if packet.len == 1 && shut {
            return Some(Word::WindowProbe);
        }
        if packet.len > 0 || has(Flags::FIN) {
            return (!after(packet.end(), flow.next)).then_some(Word::Repeat);
        }
        self.word_of_ack(flow, packet)
    }

    /// A segment that acknowledges and does no more.
    fn word_of_ack(&self, flow: &Flow, packet: &Packet) -> Option<Word> {
        let told = flow.told.filter(|told| told.ack == packet.ack)?;
        // The window of a SYN is not scaled: the first one after it is no update.
        let handshake = self
            .last_of(packet)
            .is_some_and(|row| row.packet.flags.contains(Flags::SYN));
        if handshake {
            return None;
        }
        if told.win != self.numbers.of(packet).win {
            return Some(Word::WindowUpdate);
        }
        let arrived = self.ladder.iter().rev().find(|row| {
            row.arrived_us.is_some() && (row.packet.src, row.packet.dst) == (packet.dst, packet.src)
        })?;
        let answered = &arrived.packet;
        match answered.word {
            Some(Word::KeepAlive | Word::WindowProbe) => Some(Word::ProbeAnswer),
            _ if answered.flags.contains(Flags::SYN) || answered.flags.contains(Flags::RST) => {
                Some(Word::ChallengeAck)
            }
            _ if answered.len > 0 || answered.flags.contains(Flags::FIN) => {
                Some(Word::DuplicateAck)
            }
            _ => None,
        }
    }

    /// The last segment that went the same way.
    fn last_of(&self, packet: &Packet) -> Option<&LadderRow> {
        self.of_flow(packet).next()
    }

    /// The segments that went the same way, the youngest first.
    fn of_flow(&self, packet: &Packet) -> impl Iterator<Item = &LadderRow> {
        let flow = (packet.src, packet.dst);
        let rows = self.ladder.iter().rev();
        rows.filter(move |row| (row.packet.src, row.packet.dst) == flow)
    }

    /// The segment in which the first byte of `packet` was sent before, the oldest one.
    fn repeated(&self, packet: &Packet) -> Option<&LadderRow> {
        let covers = |row: &&LadderRow| {
            let old = &row.packet;
            !row.copy
                && !old.flags.contains(Flags::RST)
                && !after(old.seq_no, packet.seq_no)
                && after(old.end(), packet.seq_no)
                && old.flags.contains(Flags::SYN) == packet.flags.contains(Flags::SYN)
        };
        self.of_flow(packet).filter(covers).last()
    }

    /// What made the sender repeat: what the wire has shown, and how long it took.
    fn why(&self, flow: &Flow, packet: &Packet, now: u64) -> Option<Why> {
        if flow.duplicates >= DUPLICATES {
            return Some(Why::DuplicateAcks);
        }
        let covers = |row: &&LadderRow| {
            after(row.packet.end(), packet.seq_no) && !after(row.packet.seq_no, packet.seq_no)
        };
        let sent = self.of_flow(packet).find(covers)?.t_us;
        let passed = now.saturating_sub(sent);
        // A SYN that comes twice is answered twice, at once.
        let answers = packet.flags.contains(Flags::SYN) && packet.flags.contains(Flags::ACK);
        if passed >= RTO_MIN_US {
            return Some(Why::Timer);
        }
        let session = self.session.as_ref();
        let kernel = session.is_some_and(|session| session.is_kernel(Peer::sender(packet.dir)));
        if !kernel {
            // smoltcp repeats for no other reason.
            return (!answers).then_some(Why::Timer);
        }
        if flow.duplicates > 0 {
            // Selective acknowledgments need no three (RFC 8985 section 6).
            return Some(Why::DuplicateAcks);
        }
        let last = packet.end() == flow.next && !answers;
        last.then_some(Why::TailLossProbe)
    }

    /// Whose a segment is at the end of `peer`: its socket's name.
    pub fn whose(&self, peer: Peer, packet: &Packet) -> Option<&str> {
        self.end_of(peer, packet).map(|socket| socket.name.as_str())
    }

    /// The socket of `peer` that a segment comes from or goes to.
    pub fn end_of(&self, peer: Peer, packet: &Packet) -> Option<&super::Socket> {
        let (own, other) = match Peer::sender(packet.dir) == peer {
            true => (packet.src, packet.dst),
            false => (packet.dst, packet.src),
        };
        let of_peer = |socket: &&super::Socket| socket.peer == peer;
        let mut sockets = self.sockets.iter().rev().filter(of_peer);
        let exact = sockets.find(|s| s.local == Some(own) && s.remote == Some(other));
        // Else who has the port, for anybody or for that other end.
        let has_port = |s: &&super::Socket| {
            let of_kind = packet.is_icmp() || (s.kind == Kind::Stream) == packet.is_tcp();
            let at_port = s.local.is_some_and(|at| at.port() == own.port());
            of_kind && at_port && s.remote.is_none_or(|remote| remote == other)
        };
        let bound = || self.sockets.iter().rev().filter(of_peer).find(has_port);
        exact.or_else(bound)
    }

    /// Whether segments of more than one connection were on the wire, so that each must say whose it is.
    pub fn has_several(&self) -> bool {
        let ends = |row: &LadderRow| (row.packet.src, row.packet.dst);
        let tcp_or_udp = |row: &&LadderRow| !row.packet.is_icmp();
        let mut rows = self
            .ladder
            .iter()
            .rev()
            .take(256)
            .filter(tcp_or_udp)
            .map(ends);
        let Some(first) = rows.next() else {
            return false;
        };
        rows.any(|(src, dst)| (src, dst) != first && (dst, src) != first)
    }

    /// The segments that the wire delays now, the oldest first.
    pub fn delayed(&self) -> impl Iterator<Item = &LadderRow> {
        let rows = self.ladder.iter();
        rows.filter(|row| row.packet.act == Act::Delayed)
    }

    /// The row of a segment.
    pub fn row(&self, id: SegmentId) -> Option<&LadderRow> {
        let rows = self.ladder.iter().rev();
        rows.into_iter()
            .find(|row| row.packet.id == id && !row.copy)
    }
}
