//! The session line: who takes part.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

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
    /// Whether the wire has a gate.
    pub gate: bool,
    /// What the host is.
    #[serde(default)]
    pub host_kind: HostKind,
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
