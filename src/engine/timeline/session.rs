//! The session line: who takes part.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::peer::Peer;

/// The session line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// [`FORMAT`].
    pub v: u32,
    /// The lesson's name, or the script's file, or `-`.
    pub lesson: String,
    /// `es` or `en`.
    pub lang: String,
    /// Which part the host plays: `server` or `client`.
    pub role: String,
    /// The board: `virtual`, `loopback`, `esp32c3` …
    pub board: String,
    /// How the two are joined: `tun`, `veth`, `loopback`, `serial /dev/ttyUSB0` …
    pub link: String,
    /// The host's address.
    pub host: Option<IpAddr>,
    /// The board's address.
    pub board_addr: Option<IpAddr>,
    /// The host's address of IPv6, where the wire has both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host6: Option<IpAddr>,
    /// The board's address of IPv6, where the wire has both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board_addr6: Option<IpAddr>,
    /// Whether the wire has a gate.
    pub gate: bool,
    /// Whether the private wire's kernel has Linux's own timers; else it is patient.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub real_timers: bool,
    /// What the host is.
    #[serde(default)]
    pub host_kind: HostKind,
    /// The names of the learner's programs, where both ends are one: the host's and the board's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programs: Option<[String; 2]>,
    /// The program's version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// The kernel: its name and release, `Linux 6.18.5`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kernel: String,
    /// When the session began, in microseconds since 1970 (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_us: Option<u64>,
}

impl Session {
    /// The address of this peer, if it has one.
    pub fn address(&self, peer: Peer) -> Option<IpAddr> {
        match peer {
            Peer::Host => self.host,
            Peer::Board => self.board_addr,
        }
    }

    /// Whether this peer is a kernel of this machine's; else it is a board core, or a chip.
    pub fn is_kernel(&self, peer: Peer) -> bool {
        match peer {
            Peer::Host => self.host_kind == HostKind::Kernel,
            Peer::Board => self.programs.is_some(),
        }
    }

    /// The address of IPv6 of this peer, if it has one.
    pub fn address6(&self, peer: Peer) -> Option<IpAddr> {
        let (first, other) = match peer {
            Peer::Host => (self.host6, self.host),
            Peer::Board => (self.board_addr6, self.board_addr),
        };
        first.or(other.filter(IpAddr::is_ipv6))
    }
}

/// What the host is: where its states and errors come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HostKind {
    /// This machine's kernel.
    #[default]
    Kernel,
    /// A board core in its place: it is *simulated*.
    Core,
}
