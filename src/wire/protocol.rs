//! What the program and its helper say to each other, each message a packet.

use serde::{Deserialize, Serialize};

use super::{Facts, Prefer, Refusal};

/// Room for the largest message, in bytes ([`Ready`] as JSON).
pub const LARGEST: usize = 8192;

/// The first message, from the program, as JSON. The answer is `Result<Ready, Refusal>` as JSON, with
/// the board's end of the link if all went well.
#[derive(Debug, Serialize, Deserialize)]
pub struct Setup {
    /// The program's process id, to see whether it still lives.
    pub parent: u32,
    /// The kind of link.
    pub prefer: Prefer,
    /// Whether IPv6 is wanted.
    pub ipv6: bool,
    /// Whether the kernel's TCP is to wait for what is held.
    pub patient: bool,
    /// Whether this kernel is at the board's end, and has its addresses.
    pub far: bool,
    /// The link's MTU in bytes.
    pub mtu: u32,
    /// A step to refuse without trying it.
    pub refuse: Option<Refusal>,
}

/// What the helper answers to [`Setup`] when the wire is there.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ready {
    /// How it came out.
    pub facts: Facts,
    /// The index of the interface that the board's end belongs to.
    pub index: u32,
}

/// Every later message, from the program: the arguments of socket(2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Counted up, and said again in the reply: an answer that came after its time-out is known.
    pub seq: u32,
    /// `AF_…`
    pub domain: i32,
    /// `SOCK_…`
    pub kind: i32,
    /// `IPPROTO_…` or 0.
    pub protocol: i32,
}

impl Request {
    /// As a message.
    pub fn encode(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[0..4].copy_from_slice(&self.seq.to_ne_bytes());
        bytes[4..8].copy_from_slice(&self.domain.to_ne_bytes());
        bytes[8..12].copy_from_slice(&self.kind.to_ne_bytes());
        bytes[12..16].copy_from_slice(&self.protocol.to_ne_bytes());
        bytes
    }

    /// From a message; `None` if it is none.
    pub fn decode(bytes: &[u8]) -> Option<Request> {
        let bytes: &[u8; 16] = bytes.try_into().ok()?;
        let word = |at: usize| -> [u8; 4] { [0, 1, 2, 3].map(|i| bytes[at + i]) };
        Some(Request {
            seq: u32::from_ne_bytes(word(0)),
            domain: i32::from_ne_bytes(word(4)),
            kind: i32::from_ne_bytes(word(8)),
            protocol: i32::from_ne_bytes(word(12)),
        })
    }
}

/// The answer to a [`Request`]: with the socket if the errno is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The request's number.
    pub seq: u32,
    /// What socket(2) said, or 0.
    pub errno: i32,
}

impl Reply {
    /// As a message.
    pub fn encode(self) -> [u8; 8] {
        let mut bytes = [0; 8];
        bytes[0..4].copy_from_slice(&self.seq.to_ne_bytes());
        bytes[4..8].copy_from_slice(&self.errno.to_ne_bytes());
        bytes
    }

    /// From a message; `None` if it is none.
    pub fn decode(bytes: &[u8]) -> Option<Reply> {
        let (seq, errno) = bytes.split_first_chunk::<4>()?;
        Some(Reply {
            seq: u32::from_ne_bytes(*seq),
            errno: i32::from_ne_bytes(errno.try_into().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_replies_survive_the_way() {
        let request = Request {
            seq: u32::MAX,
            domain: libc::AF_INET6,
            kind: libc::SOCK_STREAM | libc::SOCK_CLOEXEC,
            protocol: -1,
        };
        assert_eq!(Request::decode(&request.encode()), Some(request));
        assert_eq!(Request::decode(&request.encode()[..15]), None);
        let reply = Reply {
            seq: 7,
            errno: libc::EPROTONOSUPPORT,
        };
        assert_eq!(Reply::decode(&reply.encode()), Some(reply));
        assert_eq!(Reply::decode(b"short"), None);
    }
}
