//! What a board is made of: its address, its limits, its memory.

use alloc::string::String;
use core::net::{Ipv4Addr, Ipv6Addr};

use sockscope_link::System;

/// The smallest buffers that can be asked for, in bytes: Linux's SOCK_MIN_RCVBUF and SOCK_MIN_SNDBUF, half
/// of which it counts as its own overhead.
const LEAST_RECEIVE: usize = 2304 / 2;
const LEAST_SEND: usize = 4608 / 2;

/// What [`Port`](crate::Port) carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// Bare IP packets, as a TUN device gives them.
    Ip,
    /// Ethernet frames; the board's hardware address, which must be unicast.
    Ethernet([u8; 6]),
}

/// How the board comes to its IP address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// These addresses, each with its prefix length, and the routers for all that is not on the
    /// link. An address that is not unicast is left out, and the log says so.
    Fixed {
        /// IPv4.
        v4: Option<(Ipv4Addr, u8)>,
        /// IPv6.
        v6: Option<(Ipv6Addr, u8)>,
        /// The IPv4 default router.
        router: Option<Ipv4Addr>,
    },
    /// An IPv4 address from a DHCP server; needs [`Medium::Ethernet`].
    Dhcp,
}

/// The board's shape. Nothing that it limits grows beyond its limit.
///
/// What is refused beyond the limits:
///
/// | limit | beyond it |
/// | --- | --- |
/// | `descriptors` | `socket()`, `accept()`: EMFILE |
/// | `datagram_sockets` | `socket(SOCK_DGRAM)`: ENFILE |
/// | `descriptors + connections` sockets of any kind | `socket()`: ENFILE |
/// | `connections` | the oldest TIME-WAIT is cut short, then the oldest orphan; when there is none, `connect()`: ENOBUFS, and a SYN from the network is dropped without an answer |
/// | `blocked_calls` | the call returns ENOBUFS where it would block |
/// | `held` | the gate drops the segment, with a report |
/// | `datagram_buffer` | a datagram that does not fit is lost, as UDP may |
#[derive(Clone, Debug)]
pub struct Config {
    /// What the port carries.
    pub medium: Medium,
    /// How the board comes to its address.
    pub address: Address,
    /// The largest IP packet, in bytes; at least 1280.
    pub mtu: usize,
    /// How many descriptors there are; they number from 3.
    pub descriptors: usize,
    /// How many TCP connections there can be at once, with those in accept queues, orphans and
    /// TIME-WAIT.
    pub connections: usize,
    /// How many UDP sockets there can be at once.
    pub datagram_sockets: usize,
    /// Receive buffer of a connection, in bytes, unless SO_RCVBUF asks for less. Above 65535 it is
    /// rounded down to 65535 × 2ⁿ, so that the window of a SYN, which is not scaled, never promises
    /// more than there is.
    pub receive_buffer: usize,
    /// Send buffer of a connection, in bytes, unless SO_SNDBUF asks for less.
    pub send_buffer: usize,
    /// Receive buffer of a UDP socket, in bytes; the send buffer holds one datagram.
    pub datagram_buffer: usize,
    /// Whether there is a gate on the board's wire. Without one the board reports no segments, and lets
    /// each pass: the gate is at the wire's other end (see [`Port::segment`](crate::Port::segment)).
    pub gate: bool,
    /// How many segments the gate can hold, both directions together.
    pub held: usize,
    /// Whether a report of a segment bears the whole packet ([`Segment::packet`](sockscope_link::Segment)).
    pub packets: bool,
    /// How many calls can be blocked at once.
    pub blocked_calls: usize,
    /// Whether the buffers of every connection and UDP socket are allocated by
    /// [`Board::new`](crate::Board::new), so that none can fail later for want of memory. If not, each
    /// is made when it is first needed, and kept.
    pub reserve: bool,
    /// Whether TCP heeds congestion (Reno, RFC 5681): on a real network it must.
    pub congestion: bool,
    /// Makes initial sequence numbers and ephemeral ports unlike those of the last run.
    pub seed: u64,
    /// `esp32c3`, `virtual` …
    pub chip: String,
    /// A name to tell boards apart.
    pub name: String,
    /// The firmware's version.
    pub firmware: String,
    /// Why the chip was last reset, in its own word; empty if that has no meaning.
    pub reset_reason: String,
    /// Whose numbers the board's errnos bear.
    pub errnos: System,
    /// Seconds since 1970 when the board starts, if anybody knows: what `fstat()` counts from.
    pub epoch: Option<i64>,
}

impl Config {
    /// A board for a chip with some 200 kB of memory in all: 20 descriptors, 24 connections, in less than
    /// 120 KiB (`tests/memory.rs` measures it).
    pub fn chip() -> Self {
        Config {
            medium: Medium::Ethernet([0x02, 0, 0, 0, 0, 1]),
            address: Address::Dhcp,
            mtu: 1500,
            descriptors: 20,
            connections: 24,
            datagram_sockets: 3,
            receive_buffer: 1280,
            send_buffer: 1024,
            datagram_buffer: 1500,
            gate: true,
            held: 8,
            packets: false,
            blocked_calls: 20,
            reserve: true,
            congestion: true,
            seed: 1,
            chip: String::from("esp32"),
            name: String::from("board"),
            firmware: String::from(env!("CARGO_PKG_VERSION")),
            reset_reason: String::new(),
            errnos: System::Newlib,
            epoch: None,
        }
    }

    /// A board in a computer's memory, at 10.77.0.2/24: large buffers, many connections. If every one
    /// is used, it takes 350 MB.
    pub fn virtual_board() -> Self {
        Config {
            medium: Medium::Ip,
            address: Address::Fixed {
                v4: Some((Ipv4Addr::new(10, 77, 0, 2), 24)),
                v6: None,
                router: None,
            },
            mtu: 1500,
            descriptors: 256,
            connections: 256,
            datagram_sockets: 64,
            receive_buffer: 65_535 << 4,
            send_buffer: 1 << 18,
            datagram_buffer: 1 << 18,
            held: 1024,
            packets: true,
            blocked_calls: 256,
            reserve: false,
            congestion: false,
            chip: String::from("virtual"),
            name: String::from("virtual"),
            errnos: System::Linux,
            ..Config::chip()
        }
    }

    /// The same for an address space that is small, as a web page's is, or for many boards in one: less
    /// than 5 MiB whatever happens, 200 KiB at the start (`tests/memory.rs` measures it).
    pub fn small() -> Self {
        Config {
            descriptors: 64,
            connections: 32,
            datagram_sockets: 8,
            receive_buffer: 65_535,
            send_buffer: 65_535,
            datagram_buffer: 65_535,
            held: 64,
            blocked_calls: 64,
            ..Config::virtual_board()
        }
    }

    /// The largest packet or frame, in bytes.
    pub(crate) fn frame(&self) -> usize {
        match self.medium {
            Medium::Ip => self.mtu,
            Medium::Ethernet(_) => self.mtu + 14,
        }
    }

    /// The receive buffer that is really used, in bytes.
    pub(crate) fn window(&self) -> usize {
        window(self.receive_buffer).max(1)
    }

    /// The receive buffer of a connection for which SO_RCVBUF asks for so many bytes.
    pub(crate) fn receive_buffer_for(&self, asked: usize) -> usize {
        let most = self.window();
        // What was reserved stays as it is.
        let least = if self.reserve { most } else { LEAST_RECEIVE };
        window(asked.clamp(least.min(most), most))
    }

    /// How many bytes of datagrams may wait if SO_RCVBUF asks for so many.
    pub(crate) fn inbox_for(&self, asked: usize) -> usize {
        let most = self.datagram_buffer;
        asked.clamp(LEAST_RECEIVE.min(most), most)
    }

    /// The send buffer of a connection for which SO_SNDBUF asks for so many bytes.
    pub(crate) fn send_buffer_for(&self, asked: usize) -> usize {
        let most = self.send_buffer.max(1);
        asked.clamp(LEAST_SEND.min(most), most)
    }
}

/// How much of a receive buffer of `size` bytes a window can tell of.
fn window(size: usize) -> usize {
    const UNSCALED: usize = 65_535;
    // RFC 7323 section 2.3: the shift is at most 14.
    let shift = (0..=13).rev().find(|shift| UNSCALED << shift <= size);
    shift.map_or(size, |shift| UNSCALED << shift)
}
