//! Segments as they pass the wire.

use alloc::vec::Vec;
use core::fmt;
use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// One segment that passed the gate, numbered from 1 by the gate. A retransmission that is folded
/// into a held original keeps the original's number; a duplicate that the learner made keeps it
/// too.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct SegmentId(pub u32);

/// Which way a segment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Direction {
    /// From the host to the board.
    HostToBoard,
    /// From the board to the host.
    BoardToHost,
}

impl Direction {
    /// Both directions, for loops.
    pub const BOTH: [Direction; 2] = [Direction::HostToBoard, Direction::BoardToHost];

    /// `host->board` or `board->host`.
    pub const fn name(self) -> &'static str {
        match self {
            Direction::HostToBoard => "host->board",
            Direction::BoardToHost => "board->host",
        }
    }

    /// The other way.
    pub const fn reversed(self) -> Direction {
        match self {
            Direction::HostToBoard => Direction::BoardToHost,
            Direction::BoardToHost => Direction::HostToBoard,
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The transport protocol of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Protocol {
    /// TCP (RFC 9293).
    Tcp,
    /// UDP (RFC 768): a datagram; flags, seq, ack and win are 0.
    Udp,
    /// ICMP's or ICMPv6's "destination unreachable" (RFC 792, RFC 4443): ports, flags, seq, ack and win are
    /// 0; the payload is the whole message, with the packet that it is about in it.
    Icmp,
}

impl Protocol {
    /// Each of them.
    pub const ALL: [Protocol; 3] = [Protocol::Tcp, Protocol::Udp, Protocol::Icmp];

    /// `tcp`, `udp` or `icmp`.
    pub const fn name(self) -> &'static str {
        match self {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
            Protocol::Icmp => "icmp",
        }
    }
}

/// The control bits of a TCP segment (RFC 9293 section 3.1).
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Flags(pub u8);

impl Flags {
    /// No more data from sender.
    pub const FIN: Flags = Flags(0x01);
    /// Synchronize sequence numbers.
    pub const SYN: Flags = Flags(0x02);
    /// Reset the connection.
    pub const RST: Flags = Flags(0x04);
    /// Push function.
    pub const PSH: Flags = Flags(0x08);
    /// The acknowledgment field is significant.
    pub const ACK: Flags = Flags(0x10);
    /// The urgent pointer is significant.
    pub const URG: Flags = Flags(0x20);

    /// Whether all the bits of `other` are set.
    pub const fn contains(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }
}

impl core::ops::BitOr for Flags {
    type Output = Flags;
    fn bitor(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

/// The short form of the timeline: `S`, `SA`, `A`, `PA`, `FA`, `R` … (empty for a datagram).
impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for (flag, letter) in [
            (Flags::SYN, 'S'),
            (Flags::FIN, 'F'),
            (Flags::RST, 'R'),
            (Flags::PSH, 'P'),
            (Flags::URG, 'U'),
            (Flags::ACK, 'A'),
        ] {
            if self.contains(flag) {
                f.write_char(letter)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flags({self})")
    }
}

/// What the gate did with a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Act {
    /// The gate was open: it went by (after the set delay, if any).
    Passed,
    /// It stands in the gate's queue.
    Held,
    /// It stood in the queue and was let go.
    Released,
    /// It was taken off the wire: by the learner, or because the gate's queue was full.
    Dropped,
    /// A copy of it was put on the wire.
    Duplicated,
    /// The wire is slow: it is on its way, and passes later.
    Delayed,
}

impl Act {
    /// Each of them.
    pub const ALL: [Act; 6] = [
        Act::Passed,
        Act::Held,
        Act::Released,
        Act::Dropped,
        Act::Duplicated,
        Act::Delayed,
    ];

    /// `passed`, `held`, `released`, `dropped`, `duplicated` or `delayed`.
    pub const fn name(self) -> &'static str {
        match self {
            Act::Passed => "passed",
            Act::Held => "held",
            Act::Released => "released",
            Act::Dropped => "dropped",
            Act::Duplicated => "duplicated",
            Act::Delayed => "delayed",
        }
    }
}

/// One segment, and what the gate did with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its number.
    pub id: SegmentId,
    /// Which way it goes.
    pub dir: Direction,
    /// TCP or UDP.
    pub protocol: Protocol,
    /// Where it comes from.
    pub src: SocketAddr,
    /// Where it goes.
    pub dst: SocketAddr,
    /// Control bits.
    pub flags: Flags,
    /// Sequence number of its first byte (SEG.SEQ).
    pub seq: u32,
    /// Acknowledgment number (SEG.ACK); 0 when the ACK bit is not set.
    pub ack: u32,
    /// Window in bytes, as it stands in the header (SEG.WND, not scaled).
    pub win: u16,
    /// The window scale option's shift, on a SYN that carries it.
    pub window_scale: Option<u8>,
    /// The maximum segment size option in bytes, on a SYN that carries it.
    pub mss: Option<u16>,
    /// Payload length in bytes, all of it.
    pub len: u32,
    /// The payload's first bytes, at most [`Segment::SNAP`] of them.
    #[serde(with = "serde_bytes")]
    pub payload: Vec<u8>,
    /// The whole IP packet, where whoever reports it keeps it; empty elsewhere. It never goes over the
    /// link: a board on a port gives none.
    #[serde(skip)]
    pub packet: Vec<u8>,
    /// What the gate did with it.
    pub act: Act,
    /// How often the sender sent it again while it was held.
    pub retransmissions: u16,
    /// How many milliseconds it is on its way, if the wire delays it.
    pub delay_ms: u32,
}

/// Why a segment came to nothing at the end that it reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Loss {
    /// A listener's accept queue is full: a SYN, or the last ACK of a handshake, is taken as lost.
    AcceptQueue,
    /// There are too many half-open connections, or no room for one more.
    Connections,
    /// The socket's receive buffer has no room for the datagram.
    ReceiveBuffer,
    /// Nobody has the address that it is for.
    Nobody,
}

impl Loss {
    /// Each of them.
    pub const ALL: [Loss; 4] = [
        Loss::AcceptQueue,
        Loss::Connections,
        Loss::ReceiveBuffer,
        Loss::Nobody,
    ];

    /// `accept-queue`, `connections`, `receive-buffer` or `nobody`.
    pub const fn name(self) -> &'static str {
        match self {
            Loss::AcceptQueue => "accept-queue",
            Loss::Connections => "connections",
            Loss::ReceiveBuffer => "receive-buffer",
            Loss::Nobody => "nobody",
        }
    }
}

impl Segment {
    /// How much of a payload a report carries, in bytes.
    pub const SNAP: usize = 128;
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn flags_show_in_the_short_form() {
        for (flags, shown) in [
            (Flags::SYN, "S"),
            (Flags::SYN | Flags::ACK, "SA"),
            (Flags::ACK, "A"),
            (Flags::PSH | Flags::ACK, "PA"),
            (Flags::FIN | Flags::ACK, "FA"),
            (Flags::RST, "R"),
            (Flags::RST | Flags::ACK, "RA"),
            (Flags(0x3F), "SFRPUA"),
            (Flags::default(), ""),
        ] {
            assert_eq!(format!("{flags}"), shown);
        }
        assert_eq!(format!("{:?}", Flags::SYN | Flags::ACK), "Flags(SA)");
    }

    #[test]
    fn contains_asks_for_all_bits() {
        let syn_ack = Flags::SYN | Flags::ACK;
        assert!(syn_ack.contains(Flags::SYN));
        assert!(!Flags::SYN.contains(syn_ack));
    }

    /// RFC 9293 section 3.1, figure 1: where the bits stand in the header.
    #[test]
    fn bits_are_those_of_the_header() {
        let bits = [
            Flags::FIN,
            Flags::SYN,
            Flags::RST,
            Flags::PSH,
            Flags::ACK,
            Flags::URG,
        ];
        assert_eq!(bits.map(|flag| flag.0), [1, 2, 4, 8, 16, 32]);
    }
}
