//! What happens on the wire, as events: a segment, and how the gate stands.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sockscope_link::{Act, Cut, Direction, Flags, GateMode, GateState, SegmentId};

use super::names;

/// A segment at the gate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Packet {
    /// Its number.
    #[serde(with = "names::segment_id")]
    pub id: SegmentId,
    /// `host->board` or `board->host`.
    #[serde(with = "names::direction")]
    pub dir: Direction,
    /// `S`, `SA`, `A`, `PA`, `FA`, `R` …; empty for a datagram.
    #[serde(with = "names::flags")]
    pub flags: Flags,
    /// SEG.SEQ, absolute.
    pub seq_no: u32,
    /// SEG.ACK, absolute.
    pub ack: u32,
    /// SEG.WND as it stands in the header, in bytes.
    pub win: u16,
    /// Payload length in bytes.
    pub len: u32,
    /// `passed`, `held`, `released`, `dropped`, `duplicated` or `delayed`.
    #[serde(with = "names::act")]
    pub act: Act,
    /// How often it was sent again while it was held.
    pub retransmissions: u16,
    /// `tcp`, `udp` or `icmp`.
    pub protocol: Cow<'static, str>,
    /// Where it comes from.
    pub src: SocketAddr,
    /// Where it goes.
    pub dst: SocketAddr,
    /// The window scale option, on a SYN that has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_scale: Option<u8>,
    /// The maximum segment size option in bytes, on a SYN that has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mss: Option<u16>,
    /// The payload's first bytes, in hexadecimal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub payload: String,
    /// The whole IP packet as it was seen on the wire; none where the board gives no bytes. In JSON:
    /// base64 (RFC 4648), or null.
    #[serde(default, with = "super::base64")]
    pub bytes: Option<Arc<[u8]>>,
    /// How many milliseconds the wire makes it late.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub delay_ms: u32,
    /// What it is for, where its control bits do not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<Word>,
    /// Of a repeat: the segment that it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u32>,
    /// Of a repeat: what made its sender repeat it, if that can be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What a segment is for, where its control bits do not say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// It was sent before (RFC 9293 section 3.8.1).
    Repeat,
    /// It acknowledges what was acknowledged before, since something came out of order or twice (RFC 5681
    /// section 2).
    DuplicateAck,
    /// It says that the window has changed, and no more.
    WindowUpdate,
    /// It asks whether a window of 0 has opened (RFC 9293 section 3.8.6.1).
    WindowProbe,
    /// It asks whether the other end is still there (RFC 9293 section 3.8.4).
    KeepAlive,
    /// It answers a probe: nothing has changed.
    ProbeAnswer,
    /// It asks the sender of a SYN or RST that does not fit whether it means it (RFC 5961).
    ChallengeAck,
}

/// What made a sender repeat a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Its retransmission timer ran out (RFC 6298).
    Timer,
    /// Duplicate ACKs told that it was missing (RFC 5681 section 3.2).
    DuplicateAcks,
    /// The last segment was sent again to find out whether it had arrived (RFC 8985 section 7).
    TailLossProbe,
}

impl Packet {
    /// Whether it is a TCP segment.
    pub fn is_tcp(&self) -> bool {
        self.protocol == "tcp"
    }

    /// Whether it is an ICMP error.
    pub fn is_icmp(&self) -> bool {
        self.protocol == "icmp"
    }

    /// The number after its last byte: SEG.SEQ and SEG.LEN, with SYN and FIN counted.
    pub fn end(&self) -> u32 {
        let control = |flag| u32::from(self.flags.contains(flag));
        let length = self
            .len
            .wrapping_add(control(Flags::SYN) + control(Flags::FIN));
        self.seq_no.wrapping_add(length)
    }

    /// Whether it reaches its end by what the gate does with it now.
    pub fn arrives(&self) -> bool {
        matches!(self.act, Act::Passed | Act::Released | Act::Duplicated)
    }

    /// Of an ICMP error: the two addresses of the packet that it is about, its sender's first, if the packet
    /// is a UDP datagram.
    pub fn quoted(&self) -> Option<(SocketAddr, SocketAddr)> {
        let bytes = self.payload_bytes();
        let inner = bytes.get(8..)?;
        let port = |at: usize| Some(u16::from_be_bytes(inner.get(at..at + 2)?.try_into().ok()?));
        let (src, dst, at): (IpAddr, IpAddr, usize) = match inner.first()? >> 4 {
            4 if *inner.get(9)? == 17 => {
                let ip = |at: usize| <[u8; 4]>::try_from(inner.get(at..at + 4)?).ok();
                let start = usize::from(inner[0] & 15) * 4;
                (ip(12)?.into(), ip(16)?.into(), start)
            }
            6 if *inner.get(6)? == 17 => {
                let ip = |at: usize| <[u8; 16]>::try_from(inner.get(at..at + 16)?).ok();
                (ip(8)?.into(), ip(24)?.into(), 40)
            }
            _ => return None,
        };
        Some((
            SocketAddr::new(src, port(at)?),
            SocketAddr::new(dst, port(at + 2)?),
        ))
    }

    /// The payload's first bytes.
    pub fn payload_bytes(&self) -> Vec<u8> {
        let digits = self.payload.as_bytes();
        digits
            .chunks_exact(2)
            .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect()
    }
}

impl From<sockscope_link::Segment> for Packet {
    fn from(segment: sockscope_link::Segment) -> Self {
        use std::fmt::Write;
        let mut payload = String::with_capacity(segment.payload.len() * 2);
        for byte in &segment.payload {
            let _ = write!(payload, "{byte:02x}");
        }
        Packet {
            id: segment.id,
            dir: segment.dir,
            flags: segment.flags,
            seq_no: segment.seq,
            ack: segment.ack,
            win: segment.win,
            len: segment.len,
            act: segment.act,
            retransmissions: segment.retransmissions,
            protocol: segment.protocol.name().into(),
            src: segment.src,
            dst: segment.dst,
            window_scale: segment.window_scale,
            mss: segment.mss,
            payload,
            bytes: (!segment.packet.is_empty()).then(|| segment.packet.into()),
            delay_ms: segment.delay_ms,
            word: None,
            of: None,
            why: None,
        }
    }
}

/// How one direction of the gate stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Whether segments stand still (else they pass).
    pub holding: bool,
    /// The delay in force, in milliseconds.
    pub delay_ms: u32,
    /// How many segments are held.
    pub held: u16,
}

/// How the gate stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Host to board.
    pub host_to_board: Lane,
    /// Board to host.
    pub board_to_host: Lane,
    /// Whether the wire is unplugged.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unplugged: bool,
    /// Whether the host is taken for switched off: nothing reaches it, nothing leaves it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub host_off: bool,
    /// The same of the board.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub board_off: bool,
    /// Two held segments have just changed places: their numbers, the one that leaves first now first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swapped: Option<(u32, u32)>,
}

impl Gate {
    /// Whether nothing passes at all.
    pub const fn is_cut(&self) -> bool {
        self.unplugged || self.host_off || self.board_off
    }

    /// How this direction stands.
    pub fn lane(&self, dir: Direction) -> &Lane {
        match dir {
            Direction::HostToBoard => &self.host_to_board,
            Direction::BoardToHost => &self.board_to_host,
        }
    }
}

impl From<GateState> for Gate {
    fn from(state: GateState) -> Self {
        let lane = |dir| {
            let lane = state.lane(dir);
            Lane {
                holding: lane.mode == GateMode::Holding,
                delay_ms: lane.delay_ms,
                held: lane.held,
            }
        };
        Gate {
            host_to_board: lane(Direction::HostToBoard),
            board_to_host: lane(Direction::BoardToHost),
            unplugged: state.is_cut(Cut::Wire),
            host_off: state.is_cut(Cut::Host),
            board_off: state.is_cut(Cut::Board),
            swapped: state.swapped.map(|(one, other)| (one.0, other.0)),
        }
    }
}
