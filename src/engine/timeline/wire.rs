//! What happens on the wire, as events: a segment, and how the gate stands.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sockscope_link::{Act, Cut, Direction, Flags, GateMode, GateState, Protocol, SegmentId};

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
    /// `passed`, `held`, `released`, `dropped` or `duplicated`.
    #[serde(with = "names::act")]
    pub act: Act,
    /// How often it was sent again while it was held.
    pub retransmissions: u16,
    /// `tcp` or `udp`.
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
}

impl Packet {
    /// Whether it is a TCP segment (else a UDP datagram).
    pub fn is_tcp(&self) -> bool {
        self.protocol == "tcp"
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
            protocol: match segment.protocol {
                Protocol::Tcp => "tcp".into(),
                Protocol::Udp => "udp".into(),
            },
            src: segment.src,
            dst: segment.dst,
            window_scale: segment.window_scale,
            mss: segment.mss,
            payload,
            bytes: (!segment.packet.is_empty()).then(|| segment.packet.into()),
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
        }
    }
}
