//! What of the private wire works on this machine: each capability tried for real, in the order in
//! which they build on each other. `doctor` shows it.

use std::io;

use crate::words::{Text, t};

use super::hint::Hint;
use super::{Facts, LinkKind, Prefer, Step, Wire, WireError, WireOptions};

/// Something that the private wire needs of the system, or would like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Capability {
    /// The program can start itself again as its helper.
    Helper,
    /// user_namespaces(7); root does without.
    UserNamespace,
    /// network_namespaces(7)
    NetworkNamespace,
    /// A TUN device.
    Tun,
    /// A veth pair with a packet socket: the link where there is no TUN.
    Veth,
    /// The settings that let the kernel's TCP wait while a segment is held.
    Patience,
    /// A socket of the namespace, handed over by descriptor.
    SocketByDescriptor,
    /// sock_diag(7): the states of the kernel's sockets, those without a descriptor too.
    SockDiag,
}

impl Capability {
    /// Every capability, in the order in which they are tried.
    pub const ALL: [Capability; 8] = [
        Capability::Helper,
        Capability::UserNamespace,
        Capability::NetworkNamespace,
        Capability::Tun,
        Capability::Veth,
        Capability::Patience,
        Capability::SocketByDescriptor,
        Capability::SockDiag,
    ];

    /// Its name, in words.
    pub const fn text(self) -> Text {
        match self {
            Capability::Helper => t::WIRE_HELPER,
            Capability::UserNamespace => t::WIRE_USER_NAMESPACE,
            Capability::NetworkNamespace => t::WIRE_NETWORK_NAMESPACE,
            Capability::Tun => t::WIRE_TUN,
            Capability::Veth => t::WIRE_VETH,
            Capability::Patience => t::WIRE_PATIENCE,
            Capability::SocketByDescriptor => t::WIRE_SOCKET_BY_DESCRIPTOR,
            Capability::SockDiag => t::WIRE_SOCK_DIAG,
        }
    }

    /// Which capability is lacking when `step` failed on the way to a link of this kind.
    fn of(error: &WireError, link: LinkKind) -> Capability {
        match error.step {
            Step::Platform | Step::Pair | Step::Spawn | Step::Answer | Step::DeathSignal => {
                Capability::Helper
            }
            Step::UnshareUser if Hint::of(error) == Some(Hint::NetworkNamespaceLimit) => {
                Capability::NetworkNamespace
            }
            Step::UnshareUser | Step::SetGroups | Step::UidMap | Step::GidMap => {
                Capability::UserNamespace
            }
            Step::UnshareNet | Step::Netlink | Step::Loopback => Capability::NetworkNamespace,
            Step::TunOpen | Step::TunAttach => Capability::Tun,
            Step::VethPair | Step::Checksum | Step::PacketSocket | Step::Carrier => {
                Capability::Veth
            }
            Step::LinkUp | Step::Address | Step::Address6 => match link {
                LinkKind::Tun => Capability::Tun,
                LinkKind::Veth => Capability::Veth,
            },
            Step::Socket => Capability::SocketByDescriptor,
            Step::Diag => Capability::SockDiag,
        }
    }
}

/// What came of trying a capability.
#[derive(Debug)]
pub enum Finding {
    /// It works.
    Works,
    /// It works without (root needs no user namespace).
    NotNeeded,
    /// It could not be tried: something before it failed.
    NotTried,
    /// The system refused it.
    Refused {
        /// What exactly: a step's name, or the names of settings.
        what: String,
        /// Why, in the system's words.
        reason: io::Error,
        /// What to try, if something is known to help.
        hint: Option<Hint>,
    },
}

impl Finding {
    fn refused(error: WireError) -> Finding {
        Finding::Refused {
            what: error.step.name().into(),
            hint: Hint::of(&error),
            reason: error.source,
        }
    }
}

/// One capability, and what came of trying it.
#[derive(Debug)]
pub struct Probe {
    /// Which.
    pub capability: Capability,
    /// What came of it.
    pub finding: Finding,
}

/// Whether a private wire can be made, going by these probes: with the namespaces, one kind of link,
/// and sockets by descriptor. The other capabilities make it better.
pub fn is_enough(probes: &[Probe]) -> bool {
    let works = |capability| {
        probes.iter().any(|probe| {
            probe.capability == capability
                && matches!(probe.finding, Finding::Works | Finding::NotNeeded)
        })
    };
    works(Capability::SocketByDescriptor) && (works(Capability::Tun) || works(Capability::Veth))
}

/// Tries every capability. It takes some milliseconds and leaves nothing behind.
pub fn probe(options: &WireOptions) -> Vec<Probe> {
    let open = |kind| {
        Wire::open(WireOptions {
            prefer: Prefer::Only(kind),
            ..options.clone()
        })
    };
    let mut tun = open(LinkKind::Tun);
    let mut veth = open(LinkKind::Veth);
    Capability::ALL
        .into_iter()
        .map(|capability| {
            let (wire, link) = match (capability, &tun) {
                (Capability::Tun, _) | (Capability::Helper, Err(_)) => (&mut tun, LinkKind::Tun),
                (Capability::Veth, _) | (_, Err(_)) => (&mut veth, LinkKind::Veth),
                _ => (&mut tun, LinkKind::Tun),
            };
            let finding = find(capability, wire, link);
            Probe {
                capability,
                finding,
            }
        })
        .collect()
}

/// What came of one capability on the way to a link of this kind. The reason is taken out of `wire`
/// where it is told; later capabilities see only that something failed before them.
fn find(capability: Capability, wire: &mut Result<Wire, WireError>, link: LinkKind) -> Finding {
    match wire {
        Err(error) => {
            let lacking = Capability::of(error, link);
            if lacking < capability {
                Finding::NotTried
            } else if lacking == capability {
                let told = io::Error::from(error.source.kind());
                let source = match error.source.raw_os_error() {
                    Some(errno) => io::Error::from_raw_os_error(errno),
                    None => std::mem::replace(&mut error.source, told),
                };
                let step = error.step;
                Finding::refused(WireError { step, source })
            } else {
                needed(capability)
            }
        }
        Ok(wire) => match capability {
            Capability::UserNamespace if !wire.facts().user_namespace => Finding::NotNeeded,
            Capability::Patience => patience(wire.facts()),
            Capability::SocketByDescriptor => tried(Step::Socket, try_socket(wire)),
            Capability::SockDiag => tried(Step::Diag, try_diag(wire)),
            _ => Finding::Works,
        },
    }
}

/// A capability that was passed on the way to a later failure.
fn needed(capability: Capability) -> Finding {
    #[cfg(target_os = "linux")]
    if capability == Capability::UserNamespace && rustix::process::geteuid().is_root() {
        return Finding::NotNeeded;
    }
    let _ = capability;
    Finding::Works
}

fn tried(step: Step, result: io::Result<()>) -> Finding {
    match result {
        Ok(()) => Finding::Works,
        Err(source) => Finding::refused(WireError { step, source }),
    }
}

fn patience(facts: &Facts) -> Finding {
    let refused = facts.impatience();
    let Some((_, errno)) = refused.first() else {
        return Finding::Works;
    };
    let names: Vec<_> = refused.iter().map(|(name, _)| *name).collect();
    Finding::Refused {
        what: names.join(", "),
        reason: io::Error::from_raw_os_error(*errno),
        hint: Hint::of_sysctl(*errno),
    }
}

/// A socket of the wire must take the host's address there.
fn try_socket(wire: &Wire) -> io::Result<()> {
    let socket = wire.socket(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
    socket.bind(&std::net::SocketAddr::from((super::HOST, 0)).into())
}

/// sock_diag must know a listener that was just made on the wire. The kernel loads the module that
/// answers (`tcp_diag`) when it is first asked.
#[cfg(target_os = "linux")]
fn try_diag(wire: &Wire) -> io::Result<()> {
    use crate::kernel::diag::Diag;
    let listener = wire.socket(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
    listener.bind(&std::net::SocketAddr::from((super::HOST, 0)).into())?;
    listener.listen(1)?;
    let local = listener.local_addr()?.as_socket();
    let local = local.ok_or(io::ErrorKind::InvalidData)?;
    let mut diag = Diag::new(wire.diag()?.into())?;
    if diag
        .listeners(local)?
        .iter()
        .any(|found| found.local == local)
    {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::NotFound,
        "sock_diag does not know a socket of the wire",
    ))
}

#[cfg(not(target_os = "linux"))]
fn try_diag(_wire: &Wire) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
