//! The helper: makes the namespaces and the link, then makes sockets for its parent until that ends.

use std::fs;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::thread;
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with};
use rustix::process::{Signal, getegid, geteuid, getppid, set_parent_process_death_signal};
use rustix::thread::{
    CapabilitySet, CapabilitySets, UnshareFlags, set_capabilities, set_no_new_privs,
};

use super::link::{BOARD_MAC, KERNEL_MAC};
use super::packet;
use super::protocol::{LARGEST, Ready, Reply, Request, Setup};
use super::{
    BOARD, BOARD6, Facts, HOST, HOST6, LinkKind, PREFIX, PREFIX6, Prefer, Refusal, Step, Sysctl,
};
use crate::kernel::route::{LO, Netlink, VethEnd};
use crate::kernel::{interfaces, processes};

/// The kernel's interface on the wire.
const WIRE: &str = "wire0";
/// The board's interface, where the link is a veth pair.
const BOARD_END: &str = "board0";
/// Packets that may wait between kernel and board: some windows full.
const QUEUE: u32 = 4096;
/// Receive buffer of the packet socket in bytes; the kernel grants less if its limit says so.
const PACKET_BUFFER: usize = 8 << 20;

/// How long an interface may take to be ready; it needs about a millisecond.
const READY_LIMIT: Duration = Duration::from_secs(3);

/// A held segment must not end the connection that it belongs to: the kernel's TCP waits (ip-sysctl
/// in the kernel's documentation). Retransmissions of data and FIN begin after 60 s; those of the SYN
/// double from 1 s, as in RFC 6298, and cannot be told otherwise.
const PATIENCE: [(&str, &str); 8] = [
    ("net.ipv4.tcp_syn_retries", "127"),
    ("net.ipv4.tcp_synack_retries", "255"),
    ("net.ipv4.tcp_retries2", "255"),
    ("net.ipv4.tcp_orphan_retries", "255"),
    ("net.ipv4.tcp_fin_timeout", "86400"),
    ("net.ipv4.tcp_rto_min_us", "60000000"),
    // No tail loss probe: it would repeat after a few milliseconds what is merely held.
    ("net.ipv4.tcp_early_retrans", "0"),
    ("net.ipv4.tcp_syn_linear_timeouts", "0"),
];

/// A datagram to a closed port is refused every time: between two there is no flood to be kept in bounds
/// (RFC 1812 section 4.3.2.8).
const FRANK: [(&str, &str); 2] = [
    ("net.ipv4.icmp_ratelimit", "0"),
    ("net.ipv6.icmp.ratelimit", "0"),
];

/// A program in the namespace may take the well-known ports, too: nobody else is there to be protected.
const EVERY_PORT: [(&str, &str); 1] = [("net.ipv4.ip_unprivileged_port_start", "0")];

/// No IPv6: no router solicitations and multicast reports between the lesson's segments.
const NO_IPV6: [(&str, &str); 2] = [
    ("net.ipv6.conf.all.disable_ipv6", "1"),
    ("net.ipv6.conf.default.disable_ipv6", "1"),
];

/// IPv6 that says nothing by itself: only the address that it is given, no duplicate address
/// detection, no router solicitations.
const QUIET_IPV6: [(&str, &str); 6] = [
    ("net.ipv6.conf.default.disable_ipv6", "0"),
    ("net.ipv6.conf.default.addr_gen_mode", "1"),
    ("net.ipv6.conf.default.accept_dad", "0"),
    ("net.ipv6.conf.default.dad_transmits", "0"),
    ("net.ipv6.conf.default.accept_ra", "0"),
    ("net.ipv6.conf.default.router_solicitations", "0"),
];

/// The helper's whole life; its exit status. The pair is its standard input.
pub fn main() -> i32 {
    let stdin = io::stdin();
    let pair = stdin.as_fd();
    // The program's descriptors are closed on exec; what *its* parent left open is not.
    processes::close_inherited();
    let mut buffer = [0; LARGEST];
    let setup = match packet::receive(pair, &mut buffer) {
        Ok((0, _)) => return 0,
        Ok((length, _)) => serde_json::from_slice::<Setup>(&buffer[..length]).ok(),
        Err(_) => None,
    };
    let Some(setup) = setup else {
        eprintln!("sockscope starts this by itself: it is of no use by hand");
        return 2;
    };
    let (answer, link) = match Maker::new(&setup).make() {
        Ok((ready, link)) => (Ok(ready), Some(link)),
        Err(refusal) => (Err(refusal), None),
    };
    let failed = answer.is_err();
    // From here on it only makes sockets.
    if !failed && give_up_rights().is_err() {
        return 1;
    }
    let Ok(answer) = serde_json::to_vec::<Result<Ready, Refusal>>(&answer) else {
        return 1;
    };
    if packet::send(pair, &answer, link.as_ref().map(AsFd::as_fd)).is_err() || failed {
        return 1;
    }
    drop(link); // the program's now: a TUN goes when its last descriptor does
    serve(pair)
}

/// Answers requests until the program is gone.
fn serve(pair: BorrowedFd<'_>) -> i32 {
    let mut buffer = [0; 64];
    loop {
        let length = match packet::receive(pair, &mut buffer) {
            Ok((0, _)) => return 0,
            Ok((length, _)) => length,
            Err(_) => return 1,
        };
        let Some(request) = Request::decode(&buffer[..length]) else {
            return 1;
        };
        let socket = socket2::Socket::new_raw(
            request.domain.into(),
            (request.kind | libc::SOCK_CLOEXEC).into(),
            Some(request.protocol.into()),
        );
        let errno = socket.as_ref().err().map_or(0, errno);
        let reply = Reply {
            seq: request.seq,
            errno,
        };
        let fd = socket.as_ref().ok().map(AsFd::as_fd);
        if packet::send(pair, &reply.encode(), fd).is_err() {
            return 0;
        }
    }
}

/// Keeps one capability (capabilities(7)), for raw sockets on the wire, and lets no program that it would start
/// have more rights than it.
fn give_up_rights() -> io::Result<()> {
    set_no_new_privs(true)?;
    let (none, raw) = (CapabilitySet::empty(), CapabilitySet::NET_RAW);
    set_capabilities(
        None,
        CapabilitySets {
            effective: raw,
            permitted: raw,
            inheritable: none,
        },
    )?;
    Ok(())
}

fn errno(error: &io::Error) -> i32 {
    error.raw_os_error().unwrap_or(libc::EIO)
}

/// Makes the namespaces and the link, step by step.
struct Maker<'a> {
    setup: &'a Setup,
    sysctls: Vec<Sysctl>,
}

impl<'a> Maker<'a> {
    fn new(setup: &'a Setup) -> Self {
        let sysctls = Vec::new();
        Maker { setup, sysctls }
    }

    /// Takes one step, and gives its failure the step's name.
    fn step<T>(&self, step: Step, action: impl FnOnce() -> io::Result<T>) -> Result<T, Refusal> {
        match self.setup.refuse {
            Some(refusal) if refusal.step == step => Err(refusal),
            _ => action().map_err(|error| Refusal {
                step,
                errno: errno(&error),
            }),
        }
    }

    fn make(mut self) -> Result<(Ready, OwnedFd), Refusal> {
        let user_namespace = self.enter()?;
        if self.setup.ipv6 {
            self.set_all(&QUIET_IPV6);
        } else {
            self.set_all(&NO_IPV6);
        }
        if self.setup.patient {
            self.set_all(&PATIENCE);
        }
        self.set_all(&FRANK);
        self.set_all(&EVERY_PORT);
        let netlink = self.step(Step::Netlink, Netlink::open)?;
        self.step(Step::Loopback, || netlink.set_up(LO, 0))?;
        let (kind, link, index, tun_refused) = self.link(&netlink)?;
        let facts = Facts {
            helper: std::process::id(),
            user_namespace,
            link: kind,
            tun_refused,
            mtu: self.setup.mtu,
            ipv6: self.setup.ipv6,
            sysctls: self.sysctls,
        };
        Ok((Ready { facts, index }, link))
    }

    /// Enters the namespaces; whether a user namespace was needed.
    fn enter(&self) -> Result<bool, Refusal> {
        self.bind_to_parent()?;
        if geteuid().is_root() {
            let entered = self.step(Step::UnshareNet, || {
                processes::unshare(UnshareFlags::NEWNET)
            });
            match entered {
                Ok(()) => return Ok(false),
                // A root without the capability (in a container) goes the way of everybody else.
                Err(refusal) if refusal.errno != libc::EPERM => return Err(refusal),
                Err(_) => {}
            }
        }
        let (uid, gid) = (geteuid().as_raw(), getegid().as_raw());
        self.step(Step::UnshareUser, || {
            processes::unshare(UnshareFlags::NEWUSER | UnshareFlags::NEWNET)
        })?;
        // The identity: the user stays who she is. The order is user_namespaces(7)'s.
        self.step(Step::SetGroups, || {
            fs::write("/proc/self/setgroups", "deny")
        })?;
        self.step(Step::UidMap, || {
            fs::write("/proc/self/uid_map", format!("{uid} {uid} 1"))
        })?;
        self.step(Step::GidMap, || {
            fs::write("/proc/self/gid_map", format!("{gid} {gid} 1"))
        })?;
        self.bind_to_parent()?;
        Ok(true)
    }

    /// Asks for SIGKILL when the thread that started this process ends, and sees that it did not end
    /// before that. A change of credentials may undo it (prctl(2)): it is asked for after too.
    fn bind_to_parent(&self) -> Result<(), Refusal> {
        self.step(Step::DeathSignal, || {
            set_parent_process_death_signal(Some(Signal::KILL))?;
            let parent = getppid().map(|pid| pid.as_raw_nonzero().get() as u32);
            if parent != Some(self.setup.parent) {
                return Err(io::Error::from_raw_os_error(libc::ESRCH));
            }
            Ok(())
        })
    }

    /// Makes the link of the wanted kind, up and with its addresses.
    #[allow(clippy::type_complexity, reason = "one caller, one line away")]
    fn link(
        &mut self,
        netlink: &Netlink,
    ) -> Result<(LinkKind, OwnedFd, u32, Option<Refusal>), Refusal> {
        let wanted = self.setup.prefer;
        let refused = match wanted {
            Prefer::Only(LinkKind::Veth) => None,
            Prefer::Auto | Prefer::Only(LinkKind::Tun) => match self.tun(netlink) {
                Ok((tun, index)) => return Ok((LinkKind::Tun, tun, index, None)),
                Err(refusal) => Some(refusal),
            },
        };
        match (wanted, refused) {
            (Prefer::Only(LinkKind::Tun), Some(refusal)) => Err(refusal),
            (_, refused) => {
                let (socket, index) = self.veth(netlink)?;
                Ok((LinkKind::Veth, socket, index, refused))
            }
        }
    }

    fn tun(&mut self, netlink: &Netlink) -> Result<(OwnedFd, u32), Refusal> {
        let tun = self.step(Step::TunOpen, || {
            use rustix::fs::{Mode, OFlags, open};
            let flags = OFlags::RDWR | OFlags::CLOEXEC | OFlags::NONBLOCK;
            Ok(open("/dev/net/tun", flags, Mode::empty())?)
        })?;
        let index = self.step(Step::TunAttach, || {
            interfaces::tun_attach(tun.as_fd(), WIRE)?;
            interfaces::interface_index(&any_socket()?, WIRE)
        })?;
        self.up(netlink, index, 0)?;
        Ok((tun, index))
    }

    fn veth(&mut self, netlink: &Netlink) -> Result<(OwnedFd, u32), Refusal> {
        let kernel_end = VethEnd {
            name: WIRE,
            mac: KERNEL_MAC,
        };
        let board_end = VethEnd {
            name: BOARD_END,
            mac: BOARD_MAC,
        };
        let any = self.step(Step::VethPair, any_socket)?;
        let (kernel, board) = self.step(Step::VethPair, || {
            netlink.add_veth(kernel_end, board_end, self.setup.mtu)?;
            Ok((
                interfaces::interface_index(&any, WIRE)?,
                interfaces::interface_index(&any, BOARD_END)?,
            ))
        })?;
        self.step(Step::Checksum, || {
            interfaces::transmit_checksums(any.as_fd(), WIRE)
        })?;
        // The kernel has no part in the board's end: what arrives there is the packet socket's.
        self.set("net.ipv6.conf.board0.disable_ipv6", "1");
        // Bound to an interface that is down, a packet socket's first read would fail.
        self.step(Step::LinkUp, || netlink.set_up(board, libc::IFF_NOARP))?;
        let socket = self.step(Step::PacketSocket, || interfaces::packet_socket(board))?;
        // More than the default of some 90 segments; how much is granted does not matter.
        let _ = socket2::SockRef::from(&socket).set_recv_buffer_size(PACKET_BUFFER);
        self.up(netlink, kernel, libc::IFF_NOARP)?;
        // An end that was set up before the other drops what it is given for a moment more.
        self.step(Step::Carrier, || {
            wait_until(|| netlink.is_operational(kernel))?;
            wait_until(|| netlink.is_operational(board))
        })?;
        Ok((socket, board))
    }

    /// Sets the kernel's interface up and gives it its addresses.
    fn up(&self, netlink: &Netlink, index: u32, flags: i32) -> Result<(), Refusal> {
        self.step(Step::LinkUp, || {
            netlink.set_sizes(index, self.setup.mtu, QUEUE)?;
            netlink.set_up(index, flags)
        })?;
        let (own, own6) = match self.setup.far {
            false => (HOST, HOST6),
            true => (BOARD, BOARD6),
        };
        self.step(Step::Address, || {
            netlink.add_address(index, own.into(), PREFIX)
        })?;
        if self.setup.ipv6 {
            self.step(Step::Address6, || {
                netlink.add_address(index, own6.into(), PREFIX6)?;
                wait_until(|| netlink.is_local(own6))
            })?;
        }
        Ok(())
    }

    fn set_all(&mut self, settings: &[(&str, &str)]) {
        for (name, value) in settings {
            self.set(name, value);
        }
    }

    /// Sets a sysctl of the namespace. One that the kernel refuses is no reason to go without the
    /// wire: it is recorded.
    fn set(&mut self, name: &str, value: &str) {
        let path = format!("/proc/sys/{}", name.replace('.', "/"));
        let refused = fs::write(path, value).err().as_ref().map(errno);
        self.sysctls.push(Sysctl {
            name: name.into(),
            value: value.into(),
            refused,
        });
    }
}

/// Waits for what the kernel leaves to a work queue of its own after it has acknowledged a request.
fn wait_until(condition: impl Fn() -> io::Result<bool>) -> io::Result<()> {
    let start = Instant::now();
    while !condition()? {
        if start.elapsed() > READY_LIMIT {
            return Err(io::Error::from_raw_os_error(libc::ETIMEDOUT));
        }
        thread::sleep(Duration::from_micros(100));
    }
    Ok(())
}

/// A socket that does nothing but stand for this namespace (netdevice(7)).
fn any_socket() -> io::Result<OwnedFd> {
    let (family, kind) = (AddressFamily::UNIX, SocketType::DGRAM);
    Ok(socket_with(family, kind, SocketFlags::CLOEXEC, None)?)
}
