//! What a call is given, before any name has a number.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use sockscope_link::{Call, Data};

use super::actor::Actor;

/// The name of a descriptor: letters, digits and `_`, at most [`Name::MAX`] of them, a letter or
/// `_` first, and no word of the language. Each peer has names of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(pub(super) String);

impl Name {
    /// How many characters a name can have.
    pub const MAX: usize = 32;

    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A descriptor in a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FdExpr {
    /// By the name that `socket()` or `accept()` was assigned to.
    Name(Name),
    /// By its number, even one that no descriptor has: `close(99)`.
    Number(i32),
}

/// The place that an address stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// `HOST`, `BOARD`, `SERVER` or `CLIENT`: that end's address on the wire.
    Of(Actor),
    /// `HOST6`, `BOARD6`, `SERVER6` or `CLIENT6`: its address of IPv6.
    Of6(Actor),
    /// An address in figures; also `ANY`, `ANY6`, `LOOPBACK`, `LOOPBACK6`.
    Ip(IpAddr),
}

/// The words for well-known addresses.
pub(super) const ADDRESS_WORDS: [(&str, IpAddr); 4] = [
    ("ANY", IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
    ("ANY6", IpAddr::V6(Ipv6Addr::UNSPECIFIED)),
    ("LOOPBACK", IpAddr::V4(Ipv4Addr::LOCALHOST)),
    ("LOOPBACK6", IpAddr::V6(Ipv6Addr::LOCALHOST)),
];

/// An address and a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// The address.
    pub place: Place,
    /// The port.
    pub port: u16,
}

/// The bytes of a `send()`: a text, perhaps many times.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DataExpr {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many times they stand there.
    pub times: u32,
}

impl DataExpr {
    /// The most bytes that one call can send: one byte repeated.
    pub const MAX_FILL: u32 = 1 << 24;
    /// The most bytes of a longer text repeated.
    pub const MAX_REPEAT: u32 = 1 << 16;

    /// How many bytes it stands for.
    pub fn len(&self) -> usize {
        self.bytes.len() * self.times as usize
    }

    /// Whether it stands for no byte at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its first bytes.
    pub(super) fn beginning(self, len: usize) -> DataExpr {
        if len == self.len() {
            return self;
        }
        match (self.bytes.as_slice(), u32::try_from(len)) {
            (&[byte], Ok(times)) if self.times != 1 => DataExpr {
                bytes: vec![byte],
                times,
            },
            (bytes, _) => DataExpr {
                bytes: bytes.iter().cycle().take(len).copied().collect(),
                times: 1,
            },
        }
    }

    /// The same as the link carries it.
    pub fn to_data(&self) -> Data {
        match (self.bytes.as_slice(), self.times) {
            (&[byte], times) if times != 1 => Data::Fill { byte, len: times },
            (bytes, times) => Data::Bytes(bytes.repeat(times as usize)),
        }
    }

    /// Whether it stands for exactly these bytes.
    pub fn matches(&self, received: &[u8]) -> bool {
        self.len() == received.len()
            && (self.bytes.is_empty()
                || received
                    .chunks(self.bytes.len())
                    .all(|chunk| chunk == self.bytes))
    }
}

/// A call as it is written: descriptors by name, addresses by place. [`super::resolve`] makes a call
/// of it that a peer can make.
pub type CallExpr = Call<FdExpr, Endpoint, DataExpr>;
