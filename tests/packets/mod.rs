//! Datagrams as they stand on the wire: IPv4 (RFC 791), IPv6 (RFC 8200), UDP (RFC 768).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// A UDP datagram.
#[derive(Clone, Copy, Debug)]
pub struct Udp<'a> {
    pub src: SocketAddr,
    pub dst: SocketAddr,
    pub payload: &'a [u8],
}

const UDP: u8 = 17;

/// The Internet checksum (RFC 1071); 0 over data that contain their own right checksum.
fn checksum(parts: &[&[u8]]) -> u16 {
    let mut sum = 0u32;
    for part in parts {
        for pair in part.chunks(2) {
            sum += u32::from(u16::from_be_bytes([pair[0], *pair.get(1).unwrap_or(&0)]));
        }
    }
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}

fn octets(addr: IpAddr) -> Vec<u8> {
    match addr {
        IpAddr::V4(addr) => addr.octets().to_vec(),
        IpAddr::V6(addr) => addr.octets().to_vec(),
    }
}

/// The checksum of a transport segment with its pseudo header.
fn transport_checksum(src: IpAddr, dst: IpAddr, protocol: u8, segment: &[u8]) -> u16 {
    let length = (segment.len() as u32).to_be_bytes();
    checksum(&[&octets(src), &octets(dst), &[0, protocol], &length, segment])
}

/// The transport segment of an IPv4 packet of this protocol, if both checksums are right.
pub fn checked_ipv4(packet: &[u8], protocol: u8) -> Option<&[u8]> {
    let header = packet.get(..20)?;
    let address = |at: usize| -> IpAddr {
        Ipv4Addr::new(header[at], header[at + 1], header[at + 2], header[at + 3]).into()
    };
    let segment = packet.get(20..usize::from(u16::from_be_bytes([header[2], header[3]])))?;
    let whole = header[0] == 0x45
        && header[9] == protocol
        && checksum(&[header]) == 0
        && transport_checksum(address(12), address(16), protocol, segment) == 0;
    whole.then_some(segment)
}

fn checked_ipv6(packet: &[u8]) -> Option<&[u8]> {
    let header = packet.get(..40)?;
    let length = usize::from(u16::from_be_bytes([header[4], header[5]]));
    let segment = packet.get(40..40 + length)?;
    let (src, dst) = (address6(header, 8)?, address6(header, 24)?);
    let whole =
        header[0] >> 4 == 6 && header[6] == UDP && transport_checksum(src, dst, UDP, segment) == 0;
    whole.then_some(segment)
}

fn address6(header: &[u8], at: usize) -> Option<IpAddr> {
    let octets: [u8; 16] = header.get(at..at + 16)?.try_into().ok()?;
    Some(Ipv6Addr::from(octets).into())
}

impl<'a> Udp<'a> {
    /// From a packet; `None` if it is no datagram, or one with a wrong checksum.
    pub fn parse(packet: &'a [u8]) -> Option<Udp<'a>> {
        let (src, dst, segment) = match packet.first()? >> 4 {
            4 => {
                let octets: [u8; 8] = packet.get(12..20)?.try_into().ok()?;
                let [a, b, c, d, e, f, g, h] = octets;
                let (src, dst) = (Ipv4Addr::new(a, b, c, d), Ipv4Addr::new(e, f, g, h));
                (src.into(), dst.into(), checked_ipv4(packet, UDP)?)
            }
            _ => (
                address6(packet, 8)?,
                address6(packet, 24)?,
                checked_ipv6(packet)?,
            ),
        };
        let port = |at: usize| u16::from_be_bytes([segment[at], segment[at + 1]]);
        Some(Udp {
            src: SocketAddr::new(src, port(0)),
            dst: SocketAddr::new(dst, port(2)),
            payload: segment.get(8..)?,
        })
    }

    /// As a packet, with its checksums.
    pub fn to_bytes(self) -> Vec<u8> {
        let (src, dst) = (self.src.ip(), self.dst.ip());
        let mut segment = Vec::new();
        segment.extend(self.src.port().to_be_bytes());
        segment.extend(self.dst.port().to_be_bytes());
        segment.extend((8 + self.payload.len() as u16).to_be_bytes());
        segment.extend([0, 0]);
        segment.extend(self.payload);
        let sum = transport_checksum(src, dst, UDP, &segment);
        segment[6..8].copy_from_slice(&sum.to_be_bytes());

        let mut packet = if src.is_ipv4() {
            let length = (20 + segment.len() as u16).to_be_bytes();
            vec![0x45, 0, length[0], length[1], 0, 0, 0x40, 0, 64, UDP, 0, 0]
        } else {
            let length = (segment.len() as u16).to_be_bytes();
            vec![0x60, 0, 0, 0, length[0], length[1], UDP, 64]
        };
        packet.extend(octets(src));
        packet.extend(octets(dst));
        if src.is_ipv4() {
            let sum = checksum(&[&packet]);
            packet[10..12].copy_from_slice(&sum.to_be_bytes());
        }
        packet.extend(segment);
        packet
    }
}

/// ICMP's "fragmentation needed and DF set", from where `packet` was to go: no more than `mtu` bytes pass.
pub fn too_large(packet: &[u8], mtu: u16) -> Vec<u8> {
    let mut icmp = vec![3, 4, 0, 0, 0, 0];
    icmp.extend(mtu.to_be_bytes());
    icmp.extend(&packet[..28]);
    let sum = checksum(&[&icmp]);
    icmp[2..4].copy_from_slice(&sum.to_be_bytes());
    let length = (20 + icmp.len() as u16).to_be_bytes();
    let mut error = vec![0x45, 0, length[0], length[1], 0, 0, 0x40, 0, 64, 1, 0, 0];
    error.extend(&packet[16..20]);
    error.extend(&packet[12..16]);
    let sum = checksum(&[&error]);
    error[10..12].copy_from_slice(&sum.to_be_bytes());
    error.extend(icmp);
    error
}
