//! A packet's bytes, as RFC 791, 8200, 9293, 768, 792 and 4443 lay them out, against what the event says of
//! them.

use std::net::{IpAddr, SocketAddr};

use sockscope_link::Flags;

use crate::timeline::Packet;

/// How many bytes of the payload an event tells.
const TOLD: usize = 128;

/// Whether the bytes of an IP packet say what the event says.
///
/// # Errors
/// The field of the event that the bytes contradict.
pub(super) fn check(bytes: &[u8], packet: &Packet) -> Result<(), &'static str> {
    let ip = Ip::read(bytes).ok_or("bytes")?;
    if ip.is_part {
        return Ok(());
    }
    let is = |so: bool, field: &'static str| if so { Ok(()) } else { Err(field) };
    is(ip.src == packet.src.ip(), "src")?;
    is(ip.dst == packet.dst.ip(), "dst")?;
    let names: &[(u8, &str)] = &[(6, "tcp"), (17, "udp"), (1, "icmp"), (58, "icmp")];
    let is_named = names.contains(&(ip.protocol, packet.protocol.as_ref()));
    is(is_named, "protocol")?;
    is(ip.sum() == 0xffff, "bytes")?;
    let payload = match ip.protocol {
        6 => tcp(ip.payload, packet)?,
        17 => {
            ports(ip.payload, packet)?;
            ip.payload.get(8..).ok_or("bytes")?
        }
        _ => ip.payload,
    };
    is(payload.len() == packet.len as usize, "len")?;
    is(told(payload) == packet.payload_bytes(), "payload")
}

/// What an event tells of a payload.
fn told(payload: &[u8]) -> &[u8] {
    &payload[..payload.len().min(TOLD)]
}

/// The parts of an IP packet.
struct Ip<'a> {
    src: IpAddr,
    dst: IpAddr,
    protocol: u8,
    payload: &'a [u8],
    /// Whether it is a fragment: what is in it is not the whole.
    is_part: bool,
}

impl<'a> Ip<'a> {
    fn read(bytes: &'a [u8]) -> Option<Ip<'a>> {
        match bytes.first()? >> 4 {
            4 => {
                let header = usize::from(bytes[0] & 15) * 4;
                let total = usize::from(number(bytes, 2)?);
                let head = bytes.get(..header).filter(|_| header >= 20)?;
                (total == bytes.len() && sum(&[head]) == 0xffff).then_some(())?;
                Some(Ip {
                    src: <[u8; 4]>::try_from(&bytes[12..16]).ok()?.into(),
                    dst: <[u8; 4]>::try_from(&bytes[16..20]).ok()?.into(),
                    protocol: bytes[9],
                    payload: &bytes[header..],
                    is_part: number(bytes, 6)? & 0x3fff != 0,
                })
            }
            6 => {
                let payload = bytes.get(40..)?;
                (usize::from(number(bytes, 4)?) == payload.len()).then_some(())?;
                Some(Ip {
                    src: <[u8; 16]>::try_from(&bytes[8..24]).ok()?.into(),
                    dst: <[u8; 16]>::try_from(&bytes[24..40]).ok()?.into(),
                    protocol: bytes[6],
                    payload,
                    is_part: bytes[6] == 44,
                })
            }
            _ => None,
        }
    }

    /// The sum that every receiver forms: 0xffff if nothing was changed on the way.
    fn sum(&self) -> u16 {
        let octets = |ip: IpAddr| match ip {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        };
        let length = u32::try_from(self.payload.len()).unwrap_or(u32::MAX);
        let tail = [0, 0, 0, self.protocol];
        let (src, dst, length) = (octets(self.src), octets(self.dst), length.to_be_bytes());
        match self.protocol {
            1 => sum(&[self.payload]),
            // RFC 768: no sum was formed.
            17 if number(self.payload, 6) == Some(0) => 0xffff,
            _ => sum(&[&src, &dst, &length, &tail, self.payload]),
        }
    }
}

/// The ones' complement sum of RFC 1071; each part but the last has an even length.
fn sum(parts: &[&[u8]]) -> u16 {
    let word = |pair: &[u8]| u64::from(pair[0]) << 8 | pair.get(1).map_or(0, |low| u64::from(*low));
    let mut sum: u64 = parts.iter().flat_map(|part| part.chunks(2)).map(word).sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    sum as u16
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn ports(bytes: &[u8], packet: &Packet) -> Result<(), &'static str> {
    let port = |at| number(bytes, at).ok_or("bytes");
    let is = |at, end: SocketAddr| port(at).map(|port| port == end.port());
    if !is(0, packet.src)? {
        return Err("src");
    }
    if is(2, packet.dst)? {
        Ok(())
    } else {
        Err("dst")
    }
}

/// The header of a TCP segment; its payload.
fn tcp<'a>(bytes: &'a [u8], packet: &Packet) -> Result<&'a [u8], &'static str> {
    ports(bytes, packet)?;
    let header = bytes
        .get(12)
        .map_or(0, |offset| usize::from(offset >> 4) * 4);
    if header < 20 {
        return Err("bytes");
    }
    let payload = bytes.get(header..).ok_or("bytes")?;
    // The six bits of RFC 9293 that an event names; the two of ECN are not among them.
    let flags = Flags(bytes[13] & 0x3f);
    let numbers = [
        (long(bytes, 4) == Some(packet.seq_no), "seq_no"),
        (
            !flags.contains(Flags::ACK) || long(bytes, 8) == Some(packet.ack),
            "ack",
        ),
        (number(bytes, 14) == Some(packet.win), "win"),
        (flags == packet.flags, "flags"),
    ];
    match numbers.iter().find(|(so, _)| !so) {
        Some((_, field)) => Err(field),
        None => Ok(payload),
    }
}
