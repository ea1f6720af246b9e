//! What the board sends itself: 127.0.0.0/8, ::1 and its own addresses.

mod support;

use std::net::{Ipv4Addr, SocketAddr};

use State::*;
use sockscope_board::{Address, Config};
use sockscope_link::*;
use support::*;

fn lo(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

fn connect(bench: &mut Bench, addr: SocketAddr) -> Fd {
    let fd = bench.stream(A);
    bench.ok(A, Call::Connect { fd, addr });
    fd
}

/// Nothing of it was on the wire, and nothing was reported as if it had been.
fn wire_was_silent(bench: &mut Bench) {
    assert_eq!(bench.segments(A), []);
    assert_eq!(bench.segments(B), []);
}

fn a_whole_life(server: SocketAddr, source: SocketAddr) {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 5);
    let c = connect(&mut bench, server);
    let accepted = bench.call(A, Call::Accept { fd: l });
    let a = accepted.result.unwrap() as Fd;
    let Value::Addr(client) = accepted.value else {
        panic!("accept() names the client");
    };
    assert_eq!(client.ip(), source.ip());
    let name = bench.call(A, Call::GetSockName { fd: c }).value;
    assert_eq!(name, Value::Addr(client));
    let peer = bench.call(A, Call::GetPeerName { fd: c }).value;
    assert_eq!(peer, Value::Addr(SocketAddr::new(source.ip(), 7777)));

    bench.send(A, c, b"hola");
    assert_eq!(bench.recv(A, a, 64), b"hola");
    bench.close(A, c);
    assert_eq!(bench.state(A, a), CloseWait);
    assert_eq!(bench.recv(A, a, 64), b"");
    bench.close(A, a);
    assert!(bench.states(A).contains(&TimeWait));
    bench.pass(11_000);
    assert_eq!(bench.states(A), [Listen]);
    wire_was_silent(&mut bench);
}

#[test]
fn a_life_over_the_loopback_address() {
    a_whole_life(lo(7777), lo(0));
}

#[test]
fn a_life_over_the_boards_own_address() {
    a_whole_life(at_a(7777), at_a(0));
}

#[test]
fn any_address_is_the_loopback_address() {
    a_whole_life(any(7777), lo(0));
}

#[test]
fn nobody_listens() {
    let mut bench = Bench::new();
    for addr in [lo(9), at_a(9), any(9)] {
        let fd = bench.stream(A);
        assert_eq!(bench.err(A, Call::Connect { fd, addr }), Errno::ConnRefused);
    }
    wire_was_silent(&mut bench);
}

/// RFC 9293 section 3.5, figure 8, with one end in both parts.
#[test]
fn a_socket_connects_to_itself() {
    let mut bench = Bench::new();
    let fd = bench.stream(A);
    let addr = at_a(7001);
    bench.ok(A, Call::Bind { fd, addr });
    bench.ok(A, Call::Connect { fd, addr });
    let path = bench.path(A, fd);
    assert_eq!(path, [Unbound, Bound, SynSent, SynReceived, Established]);
    bench.send(A, fd, b"hola");
    assert_eq!(bench.recv(A, fd, 64), b"hola");
    bench.close(A, fd);
    bench.pass(11_000);
    assert_eq!(bench.states(A), []);
    wire_was_silent(&mut bench);
}

/// More than fits in all the buffers: the sender waits for the reader, and nothing is lost.
#[test]
fn a_megabyte_goes_round() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 5);
    let c = connect(&mut bench, lo(7777));
    let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
    let len = 1 << 20;
    let data = Data::Fill { byte: b'x', len };
    let send = bench.blocks(
        A,
        Call::Send {
            fd: c,
            data,
            flags: MsgFlags::NONE,
        },
    );
    let mut got = 0;
    while got < len as usize {
        let bytes = bench.recv(A, a, 65_536);
        assert!(!bytes.is_empty() && bytes.iter().all(|byte| *byte == b'x'));
        got += bytes.len();
        bench.settle();
    }
    let ended = bench.ended(A, send).expect("all was taken");
    assert_eq!(ended.result, Ok(len.into()));
    wire_was_silent(&mut bench);
}

/// The gate is on the wire: it holds nothing of what never gets there.
#[test]
fn the_gate_does_not_hold_it() {
    let mut bench = Bench::new();
    bench.gate(A, GateCommand::Hold(None));
    let l = bench.listener(7777, 5);
    let c = connect(&mut bench, lo(7777));
    let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
    bench.send(A, c, b"hola");
    assert_eq!(bench.recv(A, a, 64), b"hola");
    assert_eq!(bench.a.board.gate_state().board_to_host.held, 0);
}

#[test]
fn bound_to_the_loopback_address_it_is_not_there_for_others() {
    let mut bench = Bench::new();
    let l = bench.stream(A);
    bench.ok(
        A,
        Call::Bind {
            fd: l,
            addr: lo(7777),
        },
    );
    bench.ok(A, Call::Listen { fd: l, backlog: 5 });
    let fd = bench.stream(B);
    let refused = bench.err(
        B,
        Call::Connect {
            fd,
            addr: at_a(7777),
        },
    );
    assert_eq!(refused, Errno::ConnRefused);
    connect(&mut bench, lo(7777));
}

/// `ip_route_output_key_hash_rcu`: EINVAL.
#[test]
fn from_the_loopback_address_there_is_no_way_out() {
    let mut bench = Bench::new();
    let fd = bench.stream(A);
    bench.ok(A, Call::Bind { fd, addr: lo(7001) });
    assert_eq!(
        bench.err(A, Call::Connect { fd, addr: at_b(7) }),
        Errno::Inval
    );
    let fd = bench.datagram(A);
    bench.ok(A, Call::Bind { fd, addr: lo(7001) });
    let data = Data::Bytes(b"x".to_vec());
    let to_b = Call::SendTo {
        fd,
        data,
        addr: at_b(7),
        flags: MsgFlags::NONE,
    };
    assert_eq!(bench.err(A, to_b), Errno::Inval);
    wire_was_silent(&mut bench);
}

#[test]
fn datagrams_to_itself() {
    let mut bench = Bench::new();
    let u = bench.datagram(A);
    bench.ok(
        A,
        Call::Bind {
            fd: u,
            addr: any(7001),
        },
    );
    for (addr, from) in [(lo(7001), lo(7001)), (at_a(7001), at_a(7001))] {
        let data = Data::Bytes(b"hola".to_vec());
        bench.ok(
            A,
            Call::SendTo {
                fd: u,
                data,
                addr,
                flags: MsgFlags::NONE,
            },
        );
        let got = bench.call(
            A,
            Call::RecvFrom {
                fd: u,
                len: 64,
                flags: MsgFlags::NONE,
            },
        );
        assert_eq!(got.value, Value::From(b"hola".to_vec(), Some(from)));
    }
    wire_was_silent(&mut bench);
}

/// udp(7): what came back for a connected socket is told by its next call.
#[test]
fn a_datagram_to_nobody_here_is_refused() {
    let mut bench = Bench::new();
    let fd = bench.datagram(A);
    bench.ok(A, Call::Connect { fd, addr: lo(9) });
    bench.send(A, fd, b"x");
    assert_eq!(bench.err(A, send(fd, b"x")), Errno::ConnRefused);
    assert_eq!(bench.ok(A, send(fd, b"x")), 1);
    wire_was_silent(&mut bench);
}

#[test]
fn ipv6_has_a_loopback_address_too() {
    let six = Config {
        address: Address::Fixed {
            v4: None,
            v6: Some(("fd77::1".parse().unwrap(), 64)),
            router: None,
        },
        ..config(ADDRESS_A, 1)
    };
    let mut bench = Bench::with(six, config(ADDRESS_B, 2));
    let stream = Call::Socket {
        domain: Domain::Inet6,
        kind: Kind::Stream,
        protocol: 0,
        nonblock: false,
    };
    let l = bench.ok(A, stream.clone()) as Fd;
    bench.ok(
        A,
        Call::Bind {
            fd: l,
            addr: "[::]:7777".parse().unwrap(),
        },
    );
    bench.ok(A, Call::Listen { fd: l, backlog: 5 });
    for (to, from) in [
        ("[::1]:7777", "::1"),
        ("[fd77::1]:7777", "fd77::1"),
        ("[::]:7777", "::1"),
    ] {
        let fd = bench.ok(A, stream.clone()) as Fd;
        bench.ok(
            A,
            Call::Connect {
                fd,
                addr: to.parse().unwrap(),
            },
        );
        let accepted = bench.call(A, Call::Accept { fd: l }).value;
        assert!(matches!(accepted, Value::Addr(client) if client.ip().to_string() == from));
    }
    wire_was_silent(&mut bench);
}

/// A packet that claims to come from the board's loopback network is dropped (RFC 1122 section 3.2.1.3).
#[test]
fn a_loopback_address_on_the_wire_is_nobodys() {
    let mut bench = Bench::new();
    let u = bench.datagram(A);
    bench.ok(
        A,
        Call::Bind {
            fd: u,
            addr: any(7001),
        },
    );
    bench
        .a
        .wire
        .inbox
        .push_back(datagram([127, 0, 0, 9], [10, 77, 0, 1], 7001));
    bench.settle();
    bench.nonblock(A, u);
    assert_eq!(
        bench.err(
            A,
            Call::Recv {
                fd: u,
                len: 8,
                flags: MsgFlags::NONE
            }
        ),
        Errno::Again
    );
    // The control: the same one from a neighbour arrives.
    bench
        .a
        .wire
        .inbox
        .push_back(datagram([10, 77, 0, 2], [10, 77, 0, 1], 7001));
    bench.settle();
    assert_eq!(bench.recv(A, u, 8), b"x");
}

/// A UDP datagram of one byte in an IPv4 packet, without a UDP checksum (RFC 768 allows that).
fn datagram(src: [u8; 4], dst: [u8; 4], port: u16) -> Vec<u8> {
    let mut packet = vec![0x45, 0, 0, 29, 0, 0, 0, 0, 64, 17, 0, 0];
    packet.extend(src);
    packet.extend(dst);
    packet.extend([0x1f, 0x40]);
    packet.extend(port.to_be_bytes());
    packet.extend([0, 9, 0, 0, b'x']);
    let sum: u32 = packet[..20]
        .chunks(2)
        .map(|pair| u32::from(u16::from_be_bytes([pair[0], pair[1]])))
        .sum();
    let checksum = !((sum & 0xffff) + (sum >> 16)) as u16;
    packet[10..12].copy_from_slice(&checksum.to_be_bytes());
    packet
}
