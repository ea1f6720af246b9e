//! A segment that stands in the gate, and what the wire shows of one.

use alloc::vec::Vec;

use smoltcp::time::Instant;
use sockscope_link::{Act, Direction, Flags, Protocol, Segment, SegmentId};

use crate::net::packet::Head;

/// A segment that stands in the gate.
#[derive(Debug)]
pub(super) struct Standing {
    pub head: Head,
    pub id: SegmentId,
    /// Its place in the order of departure, which the learner can change.
    pub order: u32,
    pub retransmissions: u16,
    /// When it goes on by itself; a held one never does.
    pub due: Option<Instant>,
    /// How many milliseconds that was away when it came.
    pub delay_ms: u32,
    /// Which packet buffer it lies in, and how long it is.
    pub buffer: usize,
    pub len: usize,
}

/// How much the wire shows of a segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Eye {
    /// Where the IP packet begins in what is on the wire, if reports are to bear it.
    pub packet_at: Option<usize>,
}

impl Eye {
    /// What the wire shows of a segment.
    pub fn shown(
        self,
        id: SegmentId,
        dir: Direction,
        head: &Head,
        packet: &[u8],
        act: Act,
        retransmissions: u16,
    ) -> Segment {
        let snap = head.payload_at + head.len.min(Segment::SNAP);
        let part = |part: Option<&[u8]>| part.map_or_else(Vec::new, Vec::from);
        Segment {
            id,
            dir,
            protocol: head.protocol,
            src: head.src,
            dst: head.dst,
            flags: head.flags,
            seq: head.seq,
            ack: head.ack,
            win: head.win,
            window_scale: head.window_scale,
            mss: head.mss,
            len: head.len as u32,
            payload: part(packet.get(head.payload_at..snap)),
            packet: part(self.packet_at.and_then(|at| packet.get(at..))),
            act,
            retransmissions,
            delay_ms: 0,
        }
    }
}

/// Whether `new` is `old`, sent again. PSH is left out, since it can differ on a retransmission.
/// Segments that take no sequence space must agree in ACK and window too: other than that they say
/// something new.
pub(super) fn again(old: &Head, new: &Head) -> bool {
    let without_push = |head: &Head| head.flags.0 & !Flags::PSH.0;
    new.protocol == Protocol::Tcp
        && old.protocol == Protocol::Tcp
        && (old.src, old.dst, old.seq, old.len) == (new.src, new.dst, new.seq, new.len)
        && without_push(old) == without_push(new)
        && (new.seq_len() > 0 || (old.ack, old.win) == (new.ack, new.win))
}
