//! Two kernels in a row: carries the packets of one private wire onto another.
//!
//! Both ends of a wire have the same two addresses, so that each kernel takes itself for the host
//! and the other for the board. Swapping source and destination of a packet makes it right for the
//! other side, and no checksum changes: a sum does not mind its order (RFC 1071).
//!
//! As a board does, it tells each kernel's observer of every segment, before and after.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};

use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};
use sockscope::board::Tap;
use sockscope::host::ObserverTap;
use sockscope::wire::LinkEnd;
use sockscope_link::{Act, Direction, Flags, Protocol, Segment, SegmentId};

/// One side: a kernel's link, and who watches that kernel.
pub struct Side {
    pub link: LinkEnd,
    pub tap: ObserverTap,
}

/// The thread that carries; it ends when this is dropped.
pub struct Pump {
    end: Arc<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl Pump {
    /// Carries packets between two sides from now on, counting TCP and UDP in `segments`.
    pub fn start(sides: [Side; 2], segments: Arc<AtomicU64>) -> io::Result<Pump> {
        let end = Arc::new(eventfd(0, EventfdFlags::CLOEXEC)?);
        let ended = Arc::clone(&end);
        let thread = thread::Builder::new()
            .name("two kernels".into())
            .spawn(move || run(sides, &ended, &segments))?;
        Ok(Pump {
            end,
            thread: Some(thread),
        })
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        let woken = rustix::io::write(&*self.end, &1u64.to_ne_bytes());
        if let (Ok(_), Some(thread)) = (woken, self.thread.take()) {
            let _ = thread.join();
        }
    }
}

fn run(mut sides: [Side; 2], end: &OwnedFd, segments: &AtomicU64) {
    let mut buffer = vec![0; 1 << 16];
    loop {
        let mut fds = [
            PollFd::new(&sides[0].link, PollFlags::IN),
            PollFd::new(&sides[1].link, PollFlags::IN),
            PollFd::from_borrowed_fd(end.as_fd(), PollFlags::IN),
        ];
        match poll(&mut fds, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
        if !fds[2].revents().is_empty() {
            return;
        }
        let [near, far] = &mut sides;
        carry(near, far, &mut buffer, segments);
        carry(far, near, &mut buffer, segments);
    }
}

/// Carries all that waits on one side to the other.
fn carry(from: &mut Side, to: &mut Side, buffer: &mut [u8], segments: &AtomicU64) {
    while let Ok(length) = from.link.read(buffer) {
        let packet = &mut buffer[..length];
        if let Some(leaving) = segment(packet, Direction::HostToBoard) {
            segments.fetch_add(1, Ordering::SeqCst);
            from.tap.before(&leaving);
        }
        if swap(packet, true).is_none() {
            continue; // a multicast report or the like
        }
        let arriving = segment(packet, Direction::BoardToHost);
        if let Some(arriving) = &arriving {
            to.tap.before(arriving);
        }
        // A packet that the other kernel has no room for is lost, as on any wire.
        let _ = to.link.write(packet);
        if let Some(arriving) = &arriving {
            to.tap.after(arriving);
        }
    }
}

/// What an observer wants to know of a TCP or UDP packet.
fn segment(packet: &[u8], dir: Direction) -> Option<Segment> {
    let (protocol, header, addresses, length) = layout(packet)?;
    let protocol = match protocol {
        6 => Protocol::Tcp,
        17 => Protocol::Udp,
        _ => return None,
    };
    let ip = |at| -> Option<IpAddr> {
        let bytes: &[u8] = packet.get(at..at + length)?;
        match <[u8; 4]>::try_from(bytes) {
            Ok(four) => Some(four.into()),
            Err(_) => Some(<[u8; 16]>::try_from(bytes).ok()?.into()),
        }
    };
    let port = |at| Some(u16::from_be_bytes([*packet.get(at)?, *packet.get(at + 1)?]));
    let flags = match protocol {
        Protocol::Tcp => *packet.get(header + 13)?,
        Protocol::Udp | Protocol::Icmp => 0,
    };
    Some(Segment {
        id: SegmentId(0),
        dir,
        protocol,
        src: SocketAddr::new(ip(addresses)?, port(header)?),
        dst: SocketAddr::new(ip(addresses + length)?, port(header + 2)?),
        flags: Flags(flags),
        seq: 0,
        ack: 0,
        win: 0,
        window_scale: None,
        mss: None,
        len: 0,
        payload: Vec::new(),
        packet: Vec::new(),
        act: Act::Passed,
        retransmissions: 0,
        delay_ms: 0,
    })
}

/// The protocol, the length of the IP header, and where the two addresses stand, each so long.
fn layout(packet: &[u8]) -> Option<(u8, usize, usize, usize)> {
    match packet.first()? >> 4 {
        4 => Some((*packet.get(9)?, usize::from(packet[0] & 15) * 4, 12, 4)),
        6 => Some((*packet.get(6)?, 40, 8, 16)),
        _ => None,
    }
}

/// Swaps the two addresses of an IP packet, and those of the packet that an ICMP error quotes.
/// `None` if this packet is none of the two kernels' own.
fn swap(packet: &mut [u8], outermost: bool) -> Option<()> {
    let (protocol, header, addresses, length) = layout(packet)?;
    let pair = packet.get_mut(addresses..addresses + 2 * length)?;
    // 10.77.0.x, fd77::x: a broadcast or multicast packet has no other side to be turned to.
    if pair[0] != pair[length] || !matches!(pair[2 * length - 1], 1 | 2) {
        return None;
    }
    let (source, destination) = pair.split_at_mut(length);
    source.swap_with_slice(destination);
    let icmp = packet.get_mut(header..)?;
    let is_error = match protocol {
        1 => matches!(icmp.first(), Some(3 | 11 | 12)),
        58 => matches!(icmp.first(), Some(1..=4)),
        _ => false,
    };
    if outermost && is_error {
        swap(icmp.get_mut(8..)?, false);
    }
    Some(())
}
