//! Reads packets as far as the gate and the demultiplexer need to: who, to whom, which segment.
//!
//! Nothing here panics, whatever the packet: every read is checked. Checksums are not looked at;
//! smoltcp does that for TCP, [`crate::traffic`] for UDP.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use sockscope_link::{Errno, Flags, Protocol};

use crate::config::Medium;

/// A TCP segment, UDP datagram or ICMP error, as its headers tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub protocol: Protocol,
    pub src: SocketAddr,
    pub dst: SocketAddr,
    pub flags: Flags,
    pub seq: u32,
    pub ack: u32,
    pub win: u16,
    pub window_scale: Option<u8>,
    pub mss: Option<u16>,
    /// Payload length in bytes.
    pub len: usize,
    /// Where the transport header starts in the packet.
    pub transport_at: usize,
    /// Where the payload starts in the packet.
    pub payload_at: usize,
}

impl Head {
    /// How much sequence space it takes (RFC 9293: SEG.LEN).
    pub fn seq_len(&self) -> u32 {
        let control = |flag| u32::from(self.flags.contains(flag));
        self.len as u32 + control(Flags::SYN) + control(Flags::FIN)
    }

    pub fn syn(&self) -> bool {
        self.flags.contains(Flags::SYN)
    }

    pub fn rst(&self) -> bool {
        self.flags.contains(Flags::RST)
    }

    pub fn fin(&self) -> bool {
        self.flags.contains(Flags::FIN)
    }

    pub fn acks(&self) -> bool {
        self.flags.contains(Flags::ACK)
    }

    /// A connection request: SYN and nothing else that matters.
    pub fn requests(&self) -> bool {
        self.syn() && !self.acks() && !self.rst() && !self.fin()
    }
}

/// What an ICMP error says of a packet that the board sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreachable {
    pub errno: Errno,
    /// Whether it ends a connected UDP socket's patience (RFC 1122 section 4.1.3.3).
    pub hard: bool,
    pub protocol: Protocol,
    pub local: SocketAddr,
    pub remote: SocketAddr,
}

/// A packet, sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packet {
    /// TCP or UDP.
    Segment(Head),
    /// An ICMP error, and what the gate needs to know of it.
    Unreachable(Head, Unreachable),
    /// A piece of a larger packet; the board does not put pieces together.
    Fragment,
    /// Neighbour discovery on a medium that has no neighbours; smoltcp must not see it.
    Noise,
    /// ARP, ping, broken packets …: for smoltcp to judge.
    Other,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn v4_at(bytes: &[u8], at: usize) -> Option<IpAddr> {
    Some(Ipv4Addr::from(u32_at(bytes, at)?).into())
}

fn v6_at(bytes: &[u8], at: usize) -> Option<IpAddr> {
    let octets: [u8; 16] = bytes.get(at..at + 16)?.try_into().ok()?;
    Some(Ipv6Addr::from(octets).into())
}

const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMP: u8 = 1;
const ICMPV6: u8 = 58;

/// An IP header, and where what follows it starts and ends.
struct Ip {
    src: IpAddr,
    dst: IpAddr,
    protocol: u8,
    fragment: bool,
    start: usize,
    end: usize,
}

fn ip(bytes: &[u8], at: usize) -> Option<Ip> {
    match bytes.get(at)? >> 4 {
        4 => {
            let fragment = u16_at(bytes, at + 6)?;
            Some(Ip {
                src: v4_at(bytes, at + 12)?,
                dst: v4_at(bytes, at + 16)?,
                protocol: *bytes.get(at + 9)?,
                // More fragments, or an offset (RFC 791 section 3.1).
                fragment: fragment & 0x3fff != 0,
                start: at + usize::from(bytes[at] & 0x0f) * 4,
                end: at + usize::from(u16_at(bytes, at + 2)?),
            })
        }
        6 => Some(Ip {
            src: v6_at(bytes, at + 8)?,
            dst: v6_at(bytes, at + 24)?,
            protocol: *bytes.get(at + 6)?,
            fragment: bytes[at + 6] == 44,
            start: at + 40,
            end: at + 40 + usize::from(u16_at(bytes, at + 4)?),
        }),
        _ => None,
    }
}

/// Sorts a packet.
pub(crate) fn sort(medium: Medium, bytes: &[u8]) -> Packet {
    sort_checked(medium, bytes).unwrap_or(Packet::Other)
}

fn sort_checked(medium: Medium, bytes: &[u8]) -> Option<Packet> {
    let at = match medium {
        Medium::Ip => 0,
        Medium::Ethernet(_) => match u16_at(bytes, 12)? {
            0x0800 | 0x86dd => 14,
            _ => return Some(Packet::Other),
        },
    };
    let ip = ip(bytes, at)?;
    if ip.fragment {
        return Some(Packet::Fragment);
    }
    if ip.start > ip.end || ip.end > bytes.len() {
        return None;
    }
    match ip.protocol {
        TCP => tcp(bytes, &ip).map(Packet::Segment),
        UDP => udp(bytes, &ip).map(Packet::Segment),
        ICMP | ICMPV6 => icmp(medium, bytes, &ip),
        _ => None,
    }
}

fn udp(bytes: &[u8], ip: &Ip) -> Option<Head> {
    let len = usize::from(u16_at(bytes, ip.start + 4)?);
    if len < 8 || ip.start + len > ip.end {
        return None;
    }
    Some(Head {
        protocol: Protocol::Udp,
        src: SocketAddr::new(ip.src, u16_at(bytes, ip.start)?),
        dst: SocketAddr::new(ip.dst, u16_at(bytes, ip.start + 2)?),
        flags: Flags::default(),
        seq: 0,
        ack: 0,
        win: 0,
        window_scale: None,
        mss: None,
        len: len - 8,
        transport_at: ip.start,
        payload_at: ip.start + 8,
    })
}

fn tcp(bytes: &[u8], ip: &Ip) -> Option<Head> {
    let at = ip.start;
    let flags = Flags(*bytes.get(at + 13)? & 0x3f);
    let header = usize::from(bytes.get(at + 12)? >> 4) * 4;
    if header < 20 || at + header > ip.end {
        return None;
    }
    let acks = flags.contains(Flags::ACK);
    let mut head = Head {
        protocol: Protocol::Tcp,
        src: SocketAddr::new(ip.src, u16_at(bytes, at)?),
        dst: SocketAddr::new(ip.dst, u16_at(bytes, at + 2)?),
        flags,
        seq: u32_at(bytes, at + 4)?,
        ack: if acks { u32_at(bytes, at + 8)? } else { 0 },
        win: u16_at(bytes, at + 14)?,
        window_scale: None,
        mss: None,
        len: ip.end - at - header,
        transport_at: at,
        payload_at: at + header,
    };
    if head.syn() {
        syn_options(bytes.get(at + 20..at + header)?, &mut head);
    }
    Some(head)
}

/// RFC 9293 section 3.2 (MSS) and RFC 7323 section 2 (window scale).
fn syn_options(mut options: &[u8], head: &mut Head) {
    while let [kind, rest @ ..] = options {
        match kind {
            0 => return,
            1 => options = rest,
            _ => {
                let len = usize::from(*rest.first().unwrap_or(&0));
                let Some(body) = options.get(2..len) else {
                    return;
                };
                match (kind, body) {
                    (2, [high, low]) => head.mss = Some(u16::from_be_bytes([*high, *low])),
                    (3, [shift]) => head.window_scale = Some(*shift),
                    _ => {}
                }
                options = &options[len..];
            }
        }
    }
}

/// ICMP's destination unreachable (RFC 792, RFC 4443), with Linux's errno for each code.
fn icmp(medium: Medium, bytes: &[u8], outer: &Ip) -> Option<Packet> {
    let kind = *bytes.get(outer.start)?;
    let code = *bytes.get(outer.start + 1)?;
    let (errno, hard) = match (outer.protocol, kind, code) {
        (ICMP, 3, 0) | (ICMPV6, 1, 0) => (Errno::NetUnreach, false),
        (ICMP, 3, 1) | (ICMPV6, 1, 3) => (Errno::HostUnreach, false),
        (ICMP, 3, 2) => (Errno::NoProtoOpt, true),
        (ICMP, 3, 3) | (ICMPV6, 1, 4) => (Errno::ConnRefused, true),
        (ICMP, 3, 9 | 10 | 13) | (ICMPV6, 1, 1) => (Errno::HostUnreach, true),
        // smoltcp reads a link-layer address here, which an IP medium cannot have.
        (ICMPV6, 133..=137, _) if medium == Medium::Ip => return Some(Packet::Noise),
        _ => return None,
    };
    let head = Head {
        protocol: Protocol::Icmp,
        src: SocketAddr::new(outer.src, 0),
        dst: SocketAddr::new(outer.dst, 0),
        flags: Flags::default(),
        seq: 0,
        ack: 0,
        win: 0,
        window_scale: None,
        mss: None,
        len: outer.end - outer.start,
        transport_at: outer.start,
        payload_at: outer.start,
    };
    let inner = ip(bytes, outer.start + 8)?;
    let protocol = match inner.protocol {
        TCP => Protocol::Tcp,
        UDP => Protocol::Udp,
        _ => return None,
    };
    if inner.start + 4 > outer.end {
        return None;
    }
    let unreachable = Unreachable {
        errno,
        hard,
        protocol,
        local: SocketAddr::new(inner.src, u16_at(bytes, inner.start)?),
        remote: SocketAddr::new(inner.dst, u16_at(bytes, inner.start + 2)?),
    };
    Some(Packet::Unreachable(head, unreachable))
}
