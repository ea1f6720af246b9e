//! The private wire: what goes over it, who may make it, what is left of it.
//!
//! Everything here runs as whoever runs the tests and, where that is root, once more as an ordinary
//! user ([`an_ordinary_user_can_do_all_of_this_too`]).
#![cfg(target_os = "linux")]

mod packets;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{
    Pid, PidfdFlags, PidfdGetfdFlags, Resource, Rlimit, Signal, geteuid, getpgid, kill_process,
    pidfd_getfd, pidfd_open, setrlimit,
};
use socket2::{Domain, Protocol, Socket, Type};
use sockscope::wire::hint::Hint;
use sockscope::wire::probe::{self, Capability, Finding, Probe};
use sockscope::wire::{
    BOARD, BOARD6, HOST, HOST6, LinkEnd, LinkKind, Prefer, Refusal, Step, Wire, WireError,
    WireOptions,
};

/// How long anything here may take.
const LIMIT: Duration = Duration::from_secs(10);
const NOBODY: u32 = 65534;

fn program() -> PathBuf {
    std::env::var_os("SOCKSCOPE_HELPER")
        .unwrap_or_else(|| env!("CARGO_BIN_EXE_sockscope").into())
        .into()
}

fn options(prefer: Prefer) -> WireOptions {
    WireOptions {
        prefer,
        program: Some(program()),
        ..WireOptions::default()
    }
}

fn wire(prefer: Prefer) -> Wire {
    Wire::open(options(prefer)).expect("a private wire")
}

/// The kinds of link that can be had: veth, and TUN where its node may be opened.
fn kinds() -> Vec<LinkKind> {
    let tun = std::fs::File::options()
        .read(true)
        .write(true)
        .open("/dev/net/tun");
    match tun {
        Ok(_) => vec![LinkKind::Tun, LinkKind::Veth],
        Err(_) => vec![LinkKind::Veth],
    }
}

fn udp(wire: &Wire, local: SocketAddr) -> UdpSocket {
    let domain = Domain::for_address(local);
    let socket = wire.socket(domain, Type::DGRAM, None).expect("a socket");
    socket.bind(&local.into()).expect("bind");
    socket.set_read_timeout(Some(LIMIT)).unwrap();
    socket.into()
}

/// Waits until the link has a packet; false if it has none within `limit`.
fn readable(link: &LinkEnd, limit: Duration) -> bool {
    let limit = Timespec::try_from(limit).unwrap();
    let mut fds = [PollFd::new(link, PollFlags::IN)];
    poll(&mut fds, Some(&limit)).expect("poll") == 1
}

fn next_packet(link: &LinkEnd) -> Vec<u8> {
    assert!(readable(link, LIMIT), "no packet came");
    let mut buffer = vec![0; link.mtu()];
    let length = link.read(&mut buffer).expect("a packet");
    buffer.truncate(length);
    buffer
}

/// Waits until a condition holds.
fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < LIMIT, "never came: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Whether this process is there and is a wire's helper.
fn helper_lives(pid: u32) -> bool {
    std::fs::read(format!("/proc/{pid}/cmdline"))
        .is_ok_and(|line| line.windows(13).any(|part| part == b"__wire-helper"))
}

#[test]
fn a_datagram_reaches_the_board_and_its_answer_the_host() {
    for kind in kinds() {
        let wire = wire(Prefer::Only(kind));
        assert_eq!(wire.facts().link, kind);
        let link = wire.take_link().expect("the board's end");
        let host = udp(&wire, (HOST, 7777).into());
        host.send_to(b"hola", (BOARD, 9)).expect("send");

        let packet = next_packet(&link);
        let datagram = packets::Udp::parse(&packet).expect("a whole datagram");
        assert_eq!(datagram.src, (HOST, 7777).into(), "{kind:?}");
        assert_eq!(datagram.dst, (BOARD, 9).into());
        assert_eq!(datagram.payload, b"hola");

        let answer = packets::Udp {
            src: datagram.dst,
            dst: datagram.src,
            payload: b"que tal",
        };
        link.write(&answer.to_bytes()).expect("write");
        let mut buffer = [0; 64];
        let (length, from) = host.recv_from(&mut buffer).expect("the answer");
        assert_eq!(&buffer[..length], b"que tal");
        assert_eq!(from, (BOARD, 9).into());
    }
}

#[test]
fn a_kernel_is_told_to_be_patient_unless_its_own_timers_are_wanted() {
    for patient in [true, false] {
        let wire = Wire::open(WireOptions {
            patient,
            ..options(Prefer::Auto)
        })
        .expect("a private wire");
        let mut told = wire.facts().sysctls.iter();
        assert_eq!(told.any(|s| s.name == "net.ipv4.tcp_rto_min_us"), patient);
    }
}

#[test]
fn a_datagram_goes_over_ipv6_where_it_is_wanted() {
    for kind in kinds() {
        let wire = Wire::open(WireOptions {
            ipv6: true,
            ..options(Prefer::Only(kind))
        })
        .expect("a private wire with IPv6");
        let link = wire.take_link().expect("the board's end");
        let host = udp(&wire, (HOST6, 7777).into());
        host.send_to(b"hola", (BOARD6, 9)).expect("send");
        let packet = next_packet(&link);
        let datagram = packets::Udp::parse(&packet).expect("a whole datagram");
        assert_eq!(datagram.src, (HOST6, 7777).into(), "{kind:?}");
        assert_eq!(datagram.dst, (BOARD6, 9).into());
        let answer = packets::Udp {
            src: datagram.dst,
            dst: datagram.src,
            payload: b"que tal",
        };
        link.write(&answer.to_bytes()).expect("write");
        let mut buffer = [0; 64];
        let (length, _) = host
            .recv_from(&mut buffer)
            .unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        assert_eq!(&buffer[..length], b"que tal");
    }
}

#[test]
fn a_syn_looks_as_on_ethernet_and_its_checksums_are_whole() {
    for kind in kinds() {
        let wire = wire(Prefer::Only(kind));
        let link = wire.take_link().expect("the board's end");
        let socket = wire.socket(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_nonblocking(true).unwrap();
        let board = SocketAddr::from((BOARD, 7777));
        let connect = socket.connect(&board.into()).unwrap_err();
        assert_eq!(connect.raw_os_error(), Some(libc::EINPROGRESS));

        let syn = next_packet(&link);
        let segment = packets::checked_ipv4(&syn, 6).expect("whole checksums");
        assert_eq!(segment[13], 0x02, "only SYN is set");
        assert_eq!(segment[20..24], [2, 4, 5, 180], "MSS 1460 ({kind:?})");
    }
}

#[test]
fn nothing_is_on_the_wire_but_what_was_sent() {
    // Router solicitations, duplicate address detection and multicast reports come within a second.
    for ipv6 in [false, true] {
        for kind in kinds() {
            let options = options(Prefer::Only(kind));
            let wire = Wire::open(WireOptions { ipv6, ..options }).expect("a private wire");
            let link = wire.take_link().expect("the board's end");
            let mut stray = vec![0; link.mtu()];
            if readable(&link, Duration::from_millis(1200)) {
                let length = link.read(&mut stray).unwrap();
                panic!("{kind:?}, ipv6 {ipv6}: {:02x?}", &stray[..length]);
            }
        }
    }
}

#[test]
fn the_kernels_tcp_is_patient_on_the_wire() {
    let wire = wire(Prefer::Auto);
    for sysctl in &wire.facts().sysctls {
        // What an older kernel does not know is said, and is no error.
        assert!(
            matches!(sysctl.refused, None | Some(libc::ENOENT)),
            "{sysctl:?}"
        );
    }
    let socket = wire.socket(Domain::IPV4, Type::STREAM, None).unwrap();
    assert_eq!(tcp_option(&socket, libc::TCP_SYNCNT), 127);
    assert_eq!(tcp_option(&socket, libc::TCP_LINGER2), 86400);
}

fn tcp_option(socket: &Socket, option: libc::c_int) -> libc::c_int {
    int_option(socket, libc::IPPROTO_TCP, option)
}

fn int_option(socket: &impl AsRawFd, level: libc::c_int, option: libc::c_int) -> libc::c_int {
    let mut value: libc::c_int = 0;
    let mut length = size_of::<libc::c_int>() as u32;
    // SAFETY: the option's value is an int, and its size is told.
    let result = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            level,
            option,
            (&raw mut value).cast(),
            &mut length,
        )
    };
    assert_eq!(result, 0, "{}", io::Error::last_os_error());
    value
}

/// Path MTU discovery (RFC 1191, ip(7)).
#[test]
fn the_kernel_believes_a_router_that_says_too_large() {
    let wire = wire(Prefer::Auto);
    let link = wire.take_link().expect("the board's end");
    let host = udp(&wire, (HOST, 7777).into());
    host.connect((BOARD, 9)).expect("connect");
    let path = |host: &UdpSocket| int_option(host, libc::IPPROTO_IP, libc::IP_MTU);
    assert_eq!(path(&host), 1500);
    host.send(&[b'x'; 1400]).expect("send");
    let whole = next_packet(&link);
    assert_eq!(whole.len(), 1428);

    link.write(&packets::too_large(&whole, 1000))
        .expect("write");
    wait_until("the kernel knows the path", || path(&host) == 1000);
    // What the router said is told once, and what is too long leaves in pieces.
    let told = host.send(&[b'x'; 1400]).expect_err("an error that waits");
    assert_eq!(told.raw_os_error(), Some(libc::EMSGSIZE));
    host.send(&[b'x'; 1400]).expect("send");
    let pieces = [next_packet(&link), next_packet(&link)];
    assert!(pieces.iter().all(|piece| piece.len() <= 1000), "{pieces:?}");
}

#[test]
fn host_sockets_talk_to_each_other_over_its_loopback() {
    let wire = wire(Prefer::Auto);
    let listener = wire.socket(Domain::IPV4, Type::STREAM, None).unwrap();
    let local = SocketAddr::from((Ipv4Addr::LOCALHOST, 7777));
    listener.bind(&local.into()).unwrap();
    listener.listen(1).unwrap();
    let client = wire
        .socket(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))
        .unwrap();
    client.connect(&local.into()).unwrap();
    let (accepted, _) = listener.accept().unwrap();
    TcpStream::from(client).write_all(b"hola").unwrap();
    let mut buffer = [0; 4];
    TcpStream::from(accepted).read_exact(&mut buffer).unwrap();
    assert_eq!(&buffer, b"hola");
    // The same port of the same address is free on the system's own network: another namespace.
    let elsewhere = std::net::TcpListener::bind((HOST, 7777)).unwrap_err();
    assert_eq!(elsewhere.raw_os_error(), Some(libc::EADDRNOTAVAIL));
}

#[test]
fn the_errors_of_socket_are_the_kernels_own() {
    let wire = wire(Prefer::Auto);
    let errno = |domain, kind, protocol: Option<i32>| {
        wire.socket(Domain::from(domain), kind, protocol.map(Protocol::from))
            .unwrap_err()
            .raw_os_error()
    };
    let inet = libc::AF_INET;
    let udp_stream = Some(libc::IPPROTO_UDP);
    assert_eq!(errno(4711, Type::STREAM, None), Some(libc::EAFNOSUPPORT));
    assert_eq!(errno(inet, Type::from(99), None), Some(libc::EINVAL));
    assert_eq!(
        errno(inet, Type::STREAM, udp_stream),
        Some(libc::EPROTONOSUPPORT)
    );
    assert!(wire.socket(Domain::IPV4, Type::STREAM, None).is_ok());
}

#[test]
fn many_threads_are_given_sockets_of_their_own() {
    let wire = wire(Prefer::Auto);
    let ports: Vec<u16> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    (0..25)
                        .map(|_| udp(&wire, (HOST, 0).into()))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let sockets = workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap());
        let sockets: Vec<_> = sockets.collect();
        sockets
            .iter()
            .map(|socket| socket.local_addr().unwrap().port())
            .collect()
    });
    let mut distinct = ports.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!((ports.len(), distinct.len()), (200, 200));
}

#[test]
fn sock_diag_is_asked_in_the_namespace() {
    use std::os::fd::AsFd;
    let wire = wire(Prefer::Auto);
    let diag = wire.diag().expect("a diag socket");
    let protocol = rustix::net::sockopt::socket_protocol(diag.as_fd()).unwrap();
    assert_eq!(
        protocol.map(|protocol| protocol.as_raw().get()),
        Some(libc::NETLINK_SOCK_DIAG as u32)
    );
}

#[test]
fn a_wire_outlives_the_thread_that_made_it() {
    let wire = std::thread::spawn(|| wire(Prefer::Auto)).join().unwrap();
    // The parent-death signal of the thread that made it would have come by the next request.
    for _ in 0..50 {
        wire.socket(Domain::IPV4, Type::DGRAM, None).unwrap();
    }
    assert!(helper_lives(wire.facts().helper));
}

#[test]
fn the_helper_is_out_of_the_terminals_reach_and_keeps_nothing_open() {
    let wire = wire(Prefer::Auto);
    wire.socket(Domain::IPV4, Type::DGRAM, None).unwrap();
    let helper = Pid::from_raw(wire.facts().helper as i32).unwrap();
    assert_eq!(getpgid(Some(helper)).unwrap(), helper, "a group of its own");
    let open = || {
        std::fs::read_dir(format!("/proc/{}/fd", wire.facts().helper))
            .unwrap()
            .count()
    };
    wait_until("only the standard three are open", || open() == 3);
}

#[test]
fn nothing_is_left_of_a_wire_that_is_dropped() {
    let wire = wire(Prefer::Auto);
    let helper = wire.facts().helper;
    assert!(helper_lives(helper));
    assert!(wire.netns_path().exists());
    drop(wire);
    assert!(!helper_lives(helper));
}

#[test]
fn a_socket_outlives_its_wire() {
    let wire = wire(Prefer::Auto);
    let link = wire.take_link().unwrap();
    assert!(wire.take_link().is_none(), "there is one board's end");
    let host = udp(&wire, (HOST, 7777).into());
    drop(wire);
    host.send_to(b"hola", (BOARD, 9)).expect("send");
    let packet = next_packet(&link);
    assert_eq!(packets::Udp::parse(&packet).unwrap().payload, b"hola");
}

/// Not a test of its own: the process that the next ones kill.
#[test]
#[ignore = "started by other tests"]
fn a_process_with_a_wire() {
    let wire = wire(Prefer::Auto);
    println!("\nhelper {}", wire.facts().helper);
    let _ = io::stdin().read(&mut [0]);
}

/// Starts a process with a wire; it, and its helper's number.
fn process_with_a_wire() -> (Child, u32) {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_process_with_a_wire"])
        .args(["--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let helper = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("helper ")?.parse().ok())
        .expect("the helper's number");
    assert!(helper_lives(helper));
    (process, helper)
}

#[test]
fn nothing_is_left_when_the_process_is_killed() {
    let (mut process, helper) = process_with_a_wire();
    process.kill().unwrap(); // SIGKILL: it can do nothing about it
    process.wait().unwrap();
    wait_until("the helper's end", || !helper_lives(helper));
}

#[test]
fn nothing_is_left_even_if_somebody_still_has_the_processs_descriptors() {
    let (mut process, helper) = process_with_a_wire();
    // With the other end of its pair open here, the helper never reads an end of file.
    let pid = Pid::from_raw(process.id() as i32).unwrap();
    let pidfd = pidfd_open(pid, PidfdFlags::empty()).unwrap();
    let kept: Vec<_> = (3..32)
        .filter_map(|fd| pidfd_getfd(&pidfd, fd, PidfdGetfdFlags::empty()).ok())
        .collect();
    assert!(kept.len() >= 2, "its end of the pair, and of the link");
    process.kill().unwrap();
    process.wait().unwrap();
    wait_until("the helper's end", || !helper_lives(helper));
}

#[test]
fn the_helper_keeps_no_right_but_for_raw_sockets() {
    let wire = wire(Prefer::Auto);
    let status = format!("/proc/{}/status", wire.facts().helper);
    let status = std::fs::read_to_string(status).expect("the helper lives");
    let value = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1))
            .map(str::to_owned)
    };
    let net_raw = "0000000000002000";
    for (set, bits) in [
        ("CapInh:", "0000000000000000"),
        ("CapPrm:", net_raw),
        ("CapEff:", net_raw),
    ] {
        assert_eq!(value(set).as_deref(), Some(bits), "{set}");
    }
    assert_eq!(value("NoNewPrivs:").as_deref(), Some("1"));
    assert!(
        wire.socket(Domain::IPV4, Type::STREAM, None).is_ok(),
        "and it makes sockets"
    );
    assert!(wire.diag().is_ok(), "and looks at them");
}

#[test]
fn a_helper_that_was_killed_is_an_error_and_no_hang() {
    let wire = wire(Prefer::Auto);
    let helper = Pid::from_raw(wire.facts().helper as i32).unwrap();
    kill_process(helper, Signal::KILL).unwrap();
    wait_until("the helper's end", || !helper_lives(wire.facts().helper));
    let error = wire.socket(Domain::IPV4, Type::DGRAM, None).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{error}");
}

#[test]
fn a_helper_that_is_stopped_is_an_error_and_goes_with_its_wire() {
    let wire = wire(Prefer::Auto);
    let number = wire.facts().helper;
    let helper = Pid::from_raw(number as i32).unwrap();
    kill_process(helper, Signal::STOP).unwrap();
    let error = wire.socket(Domain::IPV4, Type::DGRAM, None).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{error}");
    drop(wire);
    assert!(!helper_lives(number));
}

#[test]
fn an_answer_that_came_too_late_is_not_taken_for_the_next_one() {
    let wire = wire(Prefer::Auto);
    let helper = Pid::from_raw(wire.facts().helper as i32).unwrap();
    kill_process(helper, Signal::STOP).unwrap();
    let error = wire.socket(Domain::IPV4, Type::DGRAM, None).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{error}");
    kill_process(helper, Signal::CONT).unwrap();
    let socket = wire.socket(Domain::IPV4, Type::STREAM, None).unwrap();
    assert_eq!(socket.r#type().unwrap(), Type::STREAM);
}

/// Not a test of its own: a process that may open no more descriptors.
#[test]
#[ignore = "started by another test"]
fn a_process_without_room() {
    let wire = wire(Prefer::Auto);
    let one = wire.socket(Domain::IPV4, Type::DGRAM, None).unwrap();
    let limit = one.as_raw_fd() as u64 + 1;
    let limits = Rlimit {
        current: Some(limit),
        maximum: Some(limit),
    };
    setrlimit(Resource::Nofile, limits).unwrap();
    for _ in 0..3 {
        let error = wire.socket(Domain::IPV4, Type::DGRAM, None).unwrap_err();
        println!("\nrefused {error}");
    }
    drop(one);
    assert!(wire.socket(Domain::IPV4, Type::DGRAM, None).is_ok());
    println!("\nroom again");
}

#[test]
fn a_process_without_room_for_a_descriptor_is_told_emfile() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_process_without_room"])
        .args(["--ignored", "--nocapture"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let refused = "refused Too many open files (os error 24)";
    assert_eq!(text.matches(refused).count(), 3, "{text}");
    assert!(text.contains("room again"), "{text}");
}

#[test]
fn a_step_that_is_refused_is_named() {
    let only = |kind| Prefer::Only(kind);
    let mut cases = vec![
        (Step::DeathSignal, Prefer::Auto),
        (Step::Netlink, Prefer::Auto),
        (Step::Loopback, Prefer::Auto),
        (Step::TunOpen, only(LinkKind::Tun)),
        (Step::VethPair, only(LinkKind::Veth)),
        (Step::Checksum, only(LinkKind::Veth)),
        (Step::PacketSocket, only(LinkKind::Veth)),
        (Step::LinkUp, only(LinkKind::Veth)),
        (Step::Carrier, only(LinkKind::Veth)),
        (Step::Address, only(LinkKind::Veth)),
        (Step::Address6, only(LinkKind::Veth)),
    ];
    if kinds().contains(&LinkKind::Tun) {
        cases.push((Step::TunAttach, only(LinkKind::Tun)));
    }
    if geteuid().is_root() {
        cases.push((Step::UnshareNet, Prefer::Auto));
    } else {
        for step in [
            Step::UnshareUser,
            Step::SetGroups,
            Step::UidMap,
            Step::GidMap,
        ] {
            cases.push((step, Prefer::Auto));
        }
    }
    for (step, prefer) in cases {
        let errno = libc::ENOSPC;
        let error = Wire::open(WireOptions {
            ipv6: true,
            refuse: Some(Refusal { step, errno }),
            ..options(prefer)
        })
        .expect_err(step.name());
        assert_eq!(error.step, step);
        let text = error.to_string();
        assert!(text.starts_with(step.name()), "{text}");
        assert!(text.contains("No space left"), "{text}");
    }
}

#[test]
fn without_tun_the_link_is_a_veth_pair_and_says_why() {
    let refusal = Refusal {
        step: Step::TunOpen,
        errno: libc::ENOENT,
    };
    let wire = Wire::open(WireOptions {
        refuse: Some(refusal),
        ..options(Prefer::Auto)
    })
    .expect("a wire all the same");
    assert_eq!(wire.facts().link, LinkKind::Veth);
    if geteuid().is_root() {
        assert_eq!(wire.facts().tun_refused, Some(refusal));
    }
}

#[test]
fn a_helper_that_cannot_be_started_is_an_error() {
    let error = |program: &str| -> WireError {
        Wire::open(WireOptions {
            program: Some(program.into()),
            ..WireOptions::default()
        })
        .unwrap_err()
    };
    let missing = error("/nonexistent/sockscope");
    assert_eq!(missing.step, Step::Spawn);
    assert_eq!(missing.source.kind(), io::ErrorKind::NotFound);
    assert_eq!(error("/bin/true").step, Step::Answer);
}

#[test]
fn an_mtu_that_no_link_can_have_is_refused() {
    for mtu in [0, 67, 70_000] {
        let options = options(Prefer::Auto);
        let error = Wire::open(WireOptions { mtu, ..options }).unwrap_err();
        assert!(
            matches!(error.step, Step::LinkUp | Step::VethPair),
            "{mtu}: {error}"
        );
    }
}

/// Not a test of its own: what the next one runs where the kernel allows no network namespace.
#[test]
#[ignore = "started by another test"]
fn a_process_without_namespaces() {
    let error = Wire::open(options(Prefer::Auto)).unwrap_err();
    println!("\nrefused {error}");
}

#[test]
fn a_system_that_allows_no_namespaces_says_so() {
    // unshare(1) makes a user namespace in which the limit can be set without harm to anybody.
    let inner = r#"echo 0 > /proc/sys/user/max_net_namespaces && exec "$0" "$@""#;
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "sh", "-c", inner])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "a_process_without_namespaces"])
        .args(["--ignored", "--nocapture"])
        .output()
        .expect("unshare(1)");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("refused unshare(CLONE_NEWNET): No space left on device"),
        "{output:?}"
    );
}

#[test]
fn every_capability_works_here_or_says_why_not() {
    let probes = probe::probe(&options(Prefer::Auto));
    assert!(probe::is_enough(&probes), "{probes:?}");
    let tried: Vec<_> = probes.iter().map(|probe| probe.capability).collect();
    assert_eq!(tried, Capability::ALL);
    for Probe {
        capability,
        finding,
    } in &probes
    {
        match (capability, finding) {
            (Capability::UserNamespace, Finding::NotNeeded) => assert!(geteuid().is_root()),
            (Capability::Tun, Finding::Refused { what, reason, hint }) => {
                assert!(!kinds().contains(&LinkKind::Tun));
                assert_eq!(what, "open /dev/net/tun");
                assert_eq!(reason.raw_os_error(), Some(libc::EACCES));
                assert_eq!(*hint, Some(Hint::TunNode));
            }
            (Capability::Patience, Finding::Refused { hint, .. }) => {
                assert_eq!(*hint, Some(Hint::OldKernel));
            }
            (_, finding) => assert!(matches!(finding, Finding::Works), "{capability:?}"),
        }
    }
}

#[test]
fn what_builds_on_a_refused_capability_is_not_tried() {
    let (step, lacking) = if geteuid().is_root() {
        (Step::UnshareNet, Capability::NetworkNamespace)
    } else {
        (Step::UidMap, Capability::UserNamespace)
    };
    let errno = libc::EACCES;
    let probes = probe::probe(&WireOptions {
        refuse: Some(Refusal { step, errno }),
        ..options(Prefer::Auto)
    });
    assert!(!probe::is_enough(&probes));
    for Probe {
        capability,
        finding,
    } in &probes
    {
        match finding {
            Finding::Works | Finding::NotNeeded => assert!(*capability < lacking),
            Finding::NotTried => assert!(*capability > lacking),
            Finding::Refused { what, reason, .. } => {
                assert_eq!(*capability, lacking);
                assert_eq!(what, step.name());
                assert_eq!(reason.raw_os_error(), Some(errno));
            }
        }
    }
}

#[test]
fn an_ordinary_user_can_do_all_of_this_too() {
    if !geteuid().is_root() || std::env::var_os("SOCKSCOPE_HELPER").is_some() {
        return; // the others were run as an ordinary user
    }
    // Copies, because an ordinary user may not be allowed to look into the build's folder.
    let folder = std::env::temp_dir().join(format!("sockscope-wire-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let copy = |from: PathBuf, name: &str| {
        let to = folder.join(name);
        std::fs::copy(from, &to).unwrap();
        to
    };
    let tests = copy(std::env::current_exe().unwrap(), "tests");
    let helper = copy(program(), "sockscope");
    let output = Command::new(tests)
        .env("SOCKSCOPE_HELPER", helper)
        .current_dir("/")
        .uid(NOBODY)
        .gid(NOBODY)
        .output();
    std::fs::remove_dir_all(&folder).unwrap();
    let output = output.unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("0 failed"), "{text}");
}

/// A root that has nothing but the program and `/proc`, as a container may be.
#[test]
fn the_wire_needs_no_device_null() {
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c"])
        .arg("mount -t tmpfs none /dev && exec \"$0\" run handshake --json")
        .arg(program())
        .stdin(Stdio::piped())
        .output();
    let Ok(output) = output else {
        assert!(std::env::var_os("SOCKSCOPE_CI").is_none(), "no unshare(1)");
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let Some(session) = said.lines().next() else {
        let why = String::from_utf8_lossy(&output.stderr);
        assert!(std::env::var_os("SOCKSCOPE_CI").is_none(), "{why}");
        eprintln!("no empty /dev here: {why}");
        return;
    };
    assert!(session.contains("\"host_kind\":\"kernel\""), "{session}");
    assert_eq!(output.status.code(), Some(0));
}

/// A container's `/proc/sys` can be read and not written: the kernel is as impatient as it is, and the run
/// says so.
#[test]
fn a_kernel_that_cannot_be_told_to_be_patient_is_said() {
    let mut run = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c"])
        .arg(
            "mount --bind /proc/sys /proc/sys && mount -o remount,ro,bind /proc/sys || exit 9; \
             exec \"$0\" run - --json --board virtual",
        )
        .arg(program())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let output = run.as_mut().ok().map(|run| {
        let mut script = run.stdin.take().expect("a pipe");
        script
            .write_all(b"host: s = socket(AF_INET, SOCK_STREAM)\n")
            .expect("a script");
        drop(script);
        let mut said = String::new();
        let stdout = run.stdout.as_mut().expect("a pipe");
        stdout.read_to_string(&mut said).expect("UTF-8");
        (run.wait().expect("it ends").code(), said)
    });
    let Some((Some(code @ (0..=8 | 10..)), said)) = output.filter(|(_, said)| !said.is_empty())
    else {
        let ci = std::env::var_os("SOCKSCOPE_CI");
        assert!(ci.is_none(), "no read-only /proc/sys here");
        eprintln!("no read-only /proc/sys here");
        return;
    };
    assert_eq!(code, 0, "{said}");
    let impatient = said.lines().find(|line| line.contains("SESSION_IMPATIENT"));
    let impatient = impatient.unwrap_or_else(|| panic!("{said}"));
    assert!(impatient.contains("net.ipv4.tcp_rto_min_us"), "{impatient}");
}
