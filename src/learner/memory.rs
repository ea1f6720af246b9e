//! Reads what a call's arguments point at, out of the learner's program. Whatever stands there is data:
//! lengths are bounded, and what cannot be read is not there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::protocol::MOST_DATA;
use crate::kernel::ptrace;

/// How many pieces a scattered text has at most: the kernel's own limit (`IOV_MAX`).
const MOST_PIECES: u64 = 1024;
/// The size of a `struct iovec`.
const PIECE: usize = 16;

/// The memory of a task that stands still.
#[derive(Clone, Copy, Debug)]
pub struct Memory(pub i32);

impl Memory {
    /// At most this many bytes; `None` if not one can be read.
    pub fn bytes(self, at: u64, len: usize) -> Option<Vec<u8>> {
        let mut buffer = vec![0; len];
        let read = ptrace::read_memory(self.0, at, &mut buffer);
        buffer.truncate(read);
        (read > 0 || len == 0).then_some(buffer)
    }

    fn exact<const N: usize>(self, at: u64) -> Option<[u8; N]> {
        let mut buffer = [0; N];
        (ptrace::read_memory(self.0, at, &mut buffer) == N).then_some(buffer)
    }

    /// An `int`.
    pub fn int(self, at: u64) -> Option<i32> {
        self.exact(at).map(i32::from_ne_bytes)
    }

    /// A `long`, a `size_t` or a pointer.
    pub fn long(self, at: u64) -> Option<u64> {
        self.exact(at).map(u64::from_ne_bytes)
    }

    /// The first bytes of a text of this length.
    pub fn text(self, at: u64, len: u64) -> Vec<u8> {
        let len = usize::try_from(len).unwrap_or(usize::MAX).min(MOST_DATA);
        self.bytes(at, len).unwrap_or_default()
    }

    /// The first bytes of what an array of `struct iovec` holds, up to `len`.
    pub fn scattered(self, array: u64, count: u64, len: u64) -> Vec<u8> {
        let (mut all, mut left) = (Vec::new(), len);
        for (at, piece) in self.pieces(array, count) {
            let room = (MOST_DATA - all.len().min(MOST_DATA)) as u64;
            if room == 0 || left == 0 {
                break;
            }
            all.extend(self.text(at, piece.min(left).min(room)));
            left -= piece.min(left);
        }
        all
    }

    /// How many bytes an array of `struct iovec` has room for.
    pub fn room(self, array: u64, count: u64) -> u64 {
        (self.pieces(array, count).iter()).fold(0_u64, |sum, (_, piece)| sum.saturating_add(*piece))
    }

    fn pieces(self, array: u64, count: u64) -> Vec<(u64, u64)> {
        let bytes = self.bytes(array, count.min(MOST_PIECES) as usize * PIECE);
        let bytes = bytes.unwrap_or_default();
        let piece = |piece: &[u8]| {
            let (at, len) = piece.split_first_chunk()?;
            let len = len.first_chunk()?;
            Some((u64::from_ne_bytes(*at), u64::from_ne_bytes(*len)))
        };
        bytes.chunks_exact(PIECE).filter_map(piece).collect()
    }

    /// A `struct sockaddr` of IPv4 or IPv6.
    pub fn address(self, at: u64, len: u64) -> Option<SocketAddr> {
        let bytes = self.bytes(at, usize::try_from(len).ok()?.min(28))?;
        address(&bytes)
    }

    /// The address that a call has filled in, whose length stands elsewhere.
    pub fn address_out(self, at: u64, len_at: u64) -> Option<SocketAddr> {
        if at == 0 || len_at == 0 {
            return None;
        }
        self.address(at, u64::try_from(self.int(len_at)?).ok()?)
    }
}

/// The address in the bytes of a `struct sockaddr_in` or `sockaddr_in6`.
pub fn address(bytes: &[u8]) -> Option<SocketAddr> {
    let family = i32::from(u16::from_ne_bytes(*bytes.first_chunk()?));
    let port = u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?);
    let ip = match family {
        libc::AF_INET => IpAddr::from(Ipv4Addr::from(*bytes.get(4..)?.first_chunk::<4>()?)),
        libc::AF_INET6 => IpAddr::from(Ipv6Addr::from(*bytes.get(8..)?.first_chunk::<16>()?)),
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}
