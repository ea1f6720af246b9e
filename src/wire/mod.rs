//! The private wire: a network of two, seen by nobody else, that needs no root and no set-up.
//!
//! ```text
//!   this process ── socket, bind, connect …          virtual board ── smoltcp
//!        │  ▲                                              │
//!        │  └ sockets, by descriptor (SCM_RIGHTS)          │ IP packets
//!        ▼                                                 ▼
//!   ┌ helper process, in a network namespace of its own ─────────┐
//!   │  lo    HOST 10.77.0.1/24 on wire0 ◄──TUN (or veth)──► LinkEnd │
//!   └────────────────────────────────────────────────────────────┘
//! ```
//!
//! The main process stays where it is. It starts itself again as a hidden helper
//! ([`helper_main_if_asked`]), which enters namespaces of its own (namespaces(7)), makes the link,
//! and from then on makes sockets there and hands them over (unix(7), `SCM_RIGHTS`). A socket
//! belongs to the network namespace it was made in, whoever holds it: so the host's calls are made
//! by this very process, on the kernel's own TCP, and only the packets are private.
//!
//! Nothing is left behind: the namespaces end with their last process and descriptor, and the helper
//! ends with its parent, however that ends.
//!
//! Linux only. Elsewhere, and where a step is refused, [`Wire::open`] says which step and why
//! ([`WireError`]), and the board `loopback` is what remains.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

pub mod hint;
pub mod probe;
mod source;
pub use source::SocketSource;

#[cfg(target_os = "linux")]
mod helper;
#[cfg(target_os = "linux")]
pub(crate) mod keeper;
#[cfg(target_os = "linux")]
mod link;
#[cfg(target_os = "linux")]
pub(crate) mod packet;
#[cfg(target_os = "linux")]
mod private;
#[cfg(target_os = "linux")]
mod protocol;
#[cfg(target_os = "linux")]
pub use {link::LinkEnd, private::Wire};

#[cfg(not(target_os = "linux"))]
mod absent;
#[cfg(not(target_os = "linux"))]
pub use absent::{LinkEnd, Wire};

/// The host's IPv4 address on the private wire.
pub const HOST: Ipv4Addr = Ipv4Addr::new(10, 77, 0, 1);
/// The board's IPv4 address on the private wire.
pub const BOARD: Ipv4Addr = Ipv4Addr::new(10, 77, 0, 2);
/// The length of the IPv4 prefix, in bits.
pub const PREFIX: u8 = 24;
/// The host's IPv6 address on the private wire, where a lesson wants one.
pub const HOST6: Ipv6Addr = Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 0, 1);
/// The board's IPv6 address on the private wire, where a lesson wants one.
pub const BOARD6: Ipv6Addr = Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 0, 2);
/// The length of the IPv6 prefix, in bits.
pub const PREFIX6: u8 = 64;
/// The MTU in bytes unless asked otherwise: Ethernet's, so that a segment on the screen carries the
/// 1460 bytes that textbooks know.
pub const MTU: u32 = 1500;

/// The hidden first argument that makes this program the helper.
pub const HELPER_ARGUMENT: &str = "__wire-helper";

/// Becomes the wire's helper, and never returns, if this process was started as one. To be called
/// first in `main`, before any thread is started: unshare(2) wants a single thread.
pub fn helper_main_if_asked() {
    #[cfg(target_os = "linux")]
    if std::env::args_os().nth(1).as_deref() == Some(HELPER_ARGUMENT.as_ref()) {
        std::process::exit(helper::main());
    }
}

/// How the packets reach the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LinkKind {
    /// A TUN device: the kernel's end is an interface, the board's end a descriptor.
    Tun,
    /// A veth pair; the board's end is a packet socket (packet(7)) on the pair's other interface.
    /// For where `/dev/net/tun` cannot be opened.
    Veth,
}

impl LinkKind {
    /// `TUN` or `veth`.
    pub const fn name(self) -> &'static str {
        match self {
            LinkKind::Tun => "TUN",
            LinkKind::Veth => "veth",
        }
    }
}

/// What kind of link is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Prefer {
    /// TUN, and veth where TUN is refused.
    #[default]
    Auto,
    /// This one or none.
    Only(LinkKind),
}

/// How a wire is to be.
#[derive(Clone, Debug)]
pub struct WireOptions {
    /// The kind of link.
    pub prefer: Prefer,
    /// Whether the ends have IPv6 addresses too. If not, IPv6 is off in the namespace.
    pub ipv6: bool,
    /// Whether the kernel's TCP is told to wait for what is held. If not, it keeps its own timers.
    pub patient: bool,
    /// Whether the kernel has the board's addresses: of two wires that are joined, this is the other end's.
    pub far: bool,
    /// The link's MTU in bytes.
    pub mtu: u32,
    /// The program to start as the helper: one that calls [`helper_main_if_asked`]. `None` is the
    /// running program itself, which is right except in tests.
    pub program: Option<std::path::PathBuf>,
    /// A step to be refused with this errno without being tried: how the tests reach the failures
    /// that no machine shows at will.
    #[doc(hidden)]
    pub refuse: Option<Refusal>,
}

impl Default for WireOptions {
    fn default() -> Self {
        WireOptions {
            prefer: Prefer::Auto,
            ipv6: false,
            patient: true,
            far: false,
            mtu: MTU,
            program: None,
            refuse: None,
        }
    }
}

macro_rules! steps {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal;)*) => {
        /// One step of making a wire, in the order in which they are taken.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Step {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Step {
            /// Every step.
            pub const ALL: &'static [Step] = &[$(Step::$variant,)*];

            /// The step's name: the system call, file or object that it is about.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Step::$variant => $name,)*
                }
            }
        }
    };
}

steps! {
    /// The private wire needs Linux.
    Platform "network namespaces";
    /// The pair of sockets between the program and its helper.
    Pair "socketpair(AF_UNIX, SOCK_SEQPACKET)";
    /// The program starts itself again.
    Spawn "start the helper (/proc/self/exe)";
    /// The helper says how it went.
    Answer "the helper's answer";
    /// The helper is to end with its parent.
    DeathSignal "prctl(PR_SET_PDEATHSIG)";
    /// Root's way: a network namespace.
    UnshareNet "unshare(CLONE_NEWNET)";
    /// The way of an ordinary user: a user namespace, and a network namespace that it owns.
    UnshareUser "unshare(CLONE_NEWUSER|CLONE_NEWNET)";
    /// user_namespaces(7): must be denied before an ordinary user may write gid_map.
    SetGroups "write /proc/self/setgroups";
    /// The user's own id, mapped to itself.
    UidMap "write /proc/self/uid_map";
    /// The group's own id, mapped to itself.
    GidMap "write /proc/self/gid_map";
    /// The socket that interfaces and addresses are made with (rtnetlink(7)).
    Netlink "socket(AF_NETLINK, NETLINK_ROUTE)";
    /// The namespace's own loopback interface.
    Loopback "set lo up";
    /// The TUN driver's node.
    TunOpen "open /dev/net/tun";
    /// The TUN interface.
    TunAttach "ioctl(TUNSETIFF)";
    /// The veth pair.
    VethPair "create a veth pair";
    /// The kernel must send whole checksums: nobody completes them on this wire.
    Checksum "ioctl(ETHTOOL_STXCSUM)";
    /// The board's end of the veth pair.
    PacketSocket "socket(AF_PACKET, SOCK_DGRAM)";
    /// MTU and flags of the link.
    LinkUp "set the link up";
    /// Both ends of the veth pair must carry packets.
    Carrier "wait for the veth pair's carrier";
    /// The kernel's IPv4 address.
    Address "add an address of 10.77.0.0/24";
    /// The kernel's IPv6 address.
    Address6 "add an address of fd77::/64";
    /// A socket made in the namespace and handed over.
    Socket "a socket by descriptor (SCM_RIGHTS)";
    /// The socket that tells the states of the kernel's sockets (sock_diag(7)).
    Diag "socket(AF_NETLINK, NETLINK_SOCK_DIAG)";
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why there is no private wire: the step that failed, and the system's own reason.
#[derive(Debug)]
pub struct WireError {
    /// The step.
    pub step: Step,
    /// What the system said.
    pub source: io::Error,
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.step, self.source)
    }
}

impl Error for WireError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

/// A step that the system refused, as plain data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The step.
    pub step: Step,
    /// The system's errno.
    pub errno: i32,
}

impl From<Refusal> for WireError {
    fn from(refusal: Refusal) -> Self {
        WireError {
            step: refusal.step,
            source: io::Error::from_raw_os_error(refusal.errno),
        }
    }
}

/// One kernel setting of the namespace, and whether the kernel took it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sysctl {
    /// Its name as sysctl(8) writes it: `net.ipv4.tcp_syn_retries`.
    pub name: String,
    /// The value that was wanted.
    pub value: String,
    /// Why it was not taken: the errno (ENOENT: this kernel does not know it).
    pub refused: Option<i32>,
}

/// How a wire came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The helper's process id.
    pub helper: u32,
    /// Whether it took a user namespace (an ordinary user) or not (root).
    pub user_namespace: bool,
    /// The kind of link.
    pub link: LinkKind,
    /// Why the link is not a TUN, where that was tried first.
    pub tun_refused: Option<Refusal>,
    /// The link's MTU in bytes.
    pub mtu: u32,
    /// Whether the ends have IPv6 addresses.
    pub ipv6: bool,
    /// The settings that make the kernel's TCP patient, and those that keep the wire quiet.
    pub sysctls: Vec<Sysctl>,
}

impl Facts {
    /// The settings that would have let the kernel's TCP wait, and why each was not taken (an errno).
    pub fn impatience(&self) -> Vec<(&str, i32)> {
        (self.sysctls.iter())
            .filter_map(|sysctl| Some((sysctl.name.as_str(), sysctl.refused?)))
            .filter(|(name, _)| name.contains(".tcp_"))
            .collect()
    }
}

impl Facts {
    /// The host's address of this family; `None` for IPv6 where the wire has none.
    pub fn host(&self, ipv6: bool) -> Option<IpAddr> {
        (!ipv6 || self.ipv6).then_some(if ipv6 { HOST6.into() } else { HOST.into() })
    }

    /// The board's address of this family; `None` for IPv6 where the wire has none.
    pub fn board(&self, ipv6: bool) -> Option<IpAddr> {
        (!ipv6 || self.ipv6).then_some(if ipv6 { BOARD6.into() } else { BOARD.into() })
    }
}
