//! Path MTU discovery (RFC 1191, RFC 9293 section 3.7.5): smoltcp takes the link's size and the peer's MSS, and what a
//! router says of the way changes nothing.

mod support;

use sockscope_link::*;
use support::*;

/// The internet checksum (RFC 1071).
fn checksum(bytes: &[u8]) -> [u8; 2] {
    let words = bytes
        .chunks(2)
        .map(|pair| u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0)));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    (!(sum as u16)).to_be_bytes()
}

/// "Fragmentation needed and DF set", about a packet that B sent: no more than `mtu` bytes pass.
fn too_large(about: &[u8], mtu: u16) -> Vec<u8> {
    let mut icmp = vec![3, 4, 0, 0, 0, 0];
    icmp.extend(mtu.to_be_bytes());
    icmp.extend(&about[..28]);
    let sum = checksum(&icmp);
    icmp[2..4].copy_from_slice(&sum);
    let length = (20 + icmp.len() as u16).to_be_bytes();
    let mut packet = vec![0x45, 0, length[0], length[1], 0, 0, 0x40, 0, 64, 1, 0, 0];
    packet.extend(ADDRESS_A.octets());
    packet.extend(ADDRESS_B.octets());
    let sum = checksum(&packet);
    packet[10..12].copy_from_slice(&sum);
    packet.extend(icmp);
    packet
}

/// The longest segment that B has sent of late.
fn longest(bench: &mut Bench) -> Segment {
    let sent = bench.segments(B).into_iter();
    let sent = sent.filter(|segment| segment.dir == Direction::BoardToHost);
    sent.max_by_key(|segment| segment.len).expect("a segment")
}

#[test]
fn a_router_that_says_too_large_changes_nothing() {
    let mut bench = Bench::new();
    let (_, accepted, client) = bench.connection(80);
    bench.send(B, client, &[b'x'; 3000]);
    let before = longest(&mut bench);
    assert_eq!(bench.recv(A, accepted, 3000).len(), 3000);
    assert!(before.len > 600, "{before:?}");

    bench.b.wire.inbox.push_back(too_large(&before.packet, 600));
    bench.b.wire.numbers.push_back(None);
    bench.settle();
    bench.send(B, client, &[b'y'; 3000]);
    assert_eq!(longest(&mut bench).len, before.len);
    assert_eq!(bench.recv(A, accepted, 3000), [b'y'; 3000]);
    assert_eq!(bench.state(B, client), State::Established);
}
