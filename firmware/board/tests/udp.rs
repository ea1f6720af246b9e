//! Datagram sockets: udp(7).

mod support;

use Errno::*;
use sockscope_link::*;
use std::net::SocketAddr;
use support::*;

fn sendto(fd: Fd, data: &[u8], addr: SocketAddr) -> Call {
    Call::SendTo {
        fd,
        data: Data::Bytes(data.to_vec()),
        addr,
        flags: MsgFlags::NONE,
    }
}

/// A's socket, bound to port 53, and B's, bound to nothing.
fn pair(bench: &mut Bench) -> (Fd, Fd) {
    let (a, b) = (bench.datagram(A), bench.datagram(B));
    bench.ok(
        A,
        Call::Bind {
            fd: a,
            addr: any(53),
        },
    );
    (a, b)
}

fn recvfrom(bench: &mut Bench, who: Who, fd: Fd, len: u32) -> (Vec<u8>, SocketAddr) {
    match bench
        .call(
            who,
            Call::RecvFrom {
                fd,
                len,
                flags: MsgFlags::NONE,
            },
        )
        .value
    {
        Value::From(bytes, Some(from)) => (bytes, from),
        other => panic!("{other:?}"),
    }
}

#[test]
fn there_and_back() {
    let mut bench = Bench::new();
    let (a, b) = pair(&mut bench);
    assert_eq!(bench.ok(B, sendto(b, b"question", at_a(53))), 8);
    let (data, from) = recvfrom(&mut bench, A, a, 99);
    assert_eq!(data, b"question");
    assert!(from.ip() == ADDRESS_B && from.port() >= 49_152);
    bench.ok(A, sendto(a, b"answer", from));
    assert_eq!(
        recvfrom(&mut bench, B, b, 99),
        (b"answer".to_vec(), at_a(53))
    );
    assert_eq!(bench.path(B, b), [State::Unbound, State::Bound]);
}

#[test]
fn a_datagram_is_read_whole_or_cut() {
    let mut bench = Bench::new();
    let (a, b) = pair(&mut bench);
    bench.ok(B, sendto(b, b"12345", at_a(53)));
    bench.ok(B, sendto(b, b"", at_a(53)));
    bench.ok(B, sendto(b, b"67890", at_a(53)));
    assert_eq!(bench.recv(A, a, 3), b"123");
    assert_eq!(bench.recv(A, a, 9), b"");
    assert_eq!(bench.recv(A, a, 0), b"");
    bench.blocks(
        A,
        Call::Recv {
            fd: a,
            len: 9,
            flags: MsgFlags::NONE,
        },
    );
}

#[test]
fn send_edestaddrreq_emsgsize_einval() {
    let mut bench = Bench::new();
    let (_, b) = pair(&mut bench);
    assert_eq!(bench.err(B, send(b, b"x")), DestAddrReq);
    assert_eq!(bench.err(B, sendto(b, b"x", at_a(0))), Inval);
    let big = |len| Call::SendTo {
        fd: b,
        data: Data::Fill { byte: 0, len },
        addr: at_a(53),
        flags: MsgFlags::NONE,
    };
    assert_eq!(bench.err(B, big(65_508)), MsgSize);
    assert_eq!(bench.err(B, big(u32::MAX)), MsgSize);
    // The board does not fragment: MTU, less 20 bytes of IP and 8 of UDP.
    assert_eq!(bench.err(B, big(1473)), MsgSize);
    assert_eq!(bench.ok(B, big(1472)), 1472);
    let six = "[fe80::1]:53".parse().unwrap();
    assert_eq!(bench.err(B, sendto(b, b"x", six)), AfNoSupport);
    assert_eq!(
        bench.err(B, sendto(b, b"x", "8.8.8.8:53".parse().unwrap())),
        NetUnreach
    );
    // To everybody there is a way from an address that the socket is bound to only; SO_BROADCAST, which
    // would allow it then, is not among the options.
    let everybody = "255.255.255.255:53".parse().unwrap();
    assert_eq!(bench.err(B, sendto(b, b"x", everybody)), NetUnreach);
    let bound = bench.datagram(B);
    let addr = at_b(54);
    bench.ok(B, Call::Bind { fd: bound, addr });
    assert_eq!(bench.err(B, sendto(bound, b"x", everybody)), Acces);
}

#[test]
fn a_connected_socket_hears_its_peer_only() {
    let mut bench = Bench::new();
    let (a, b) = pair(&mut bench);
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(53),
        },
    );
    let peer = bench.call(B, Call::GetPeerName { fd: b }).value;
    assert_eq!(peer, Value::Addr(at_a(53)));
    let Value::Addr(name) = bench.call(B, Call::GetSockName { fd: b }).value else {
        panic!("no name");
    };
    assert_eq!(name.ip(), ADDRESS_B);
    let stranger = bench.datagram(A);
    bench.ok(A, sendto(stranger, b"psst", name));
    bench.send(B, b, b"x");
    let (_, from) = recvfrom(&mut bench, A, a, 9);
    bench.ok(A, sendto(a, b"y", from));
    assert_eq!(bench.recv(B, b, 9), b"y");
    bench.nonblock(B, b);
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd: b,
                len: 9,
                flags: MsgFlags::NONE
            }
        ),
        Again
    );
}

/// udp(7), RFC 1122 section 4.1.3.3.
#[test]
fn econnrefused_from_icmp_once() {
    let mut bench = Bench::new();
    let b = bench.datagram(B);
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(9),
        },
    );
    bench.send(B, b, b"x");
    let entry = PollFd {
        fd: b,
        events: PollFd::OUT,
        revents: 0,
    };
    let ret = bench.call(
        B,
        Call::Poll {
            fds: vec![entry],
            timeout_ms: 0,
        },
    );
    let Value::Poll(fds) = ret.value else {
        panic!("no array")
    };
    assert_eq!(fds[0].revents, PollFd::OUT | PollFd::ERR);
    assert_eq!(bench.err(B, send(b, b"x")), ConnRefused);
    bench.send(B, b, b"x");
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd: b,
                len: 9,
                flags: MsgFlags::NONE
            }
        ),
        ConnRefused
    );
    bench.blocks(
        B,
        Call::Recv {
            fd: b,
            len: 9,
            flags: MsgFlags::NONE,
        },
    );
    // A socket that is not connected is not told.
    let other = bench.datagram(B);
    bench.ok(B, sendto(other, b"x", at_a(9)));
    bench.ok(B, sendto(other, b"x", at_a(9)));
}

#[test]
fn shutdown_enotconn_and_its_effect() {
    let mut bench = Bench::new();
    let (_, b) = pair(&mut bench);
    assert_eq!(
        bench.err(
            B,
            Call::Shutdown {
                fd: b,
                how: How::Both
            }
        ),
        NotConn
    );
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(53),
        },
    );
    bench.ok(
        B,
        Call::Shutdown {
            fd: b,
            how: How::Both,
        },
    );
    assert_eq!(bench.err(B, send(b, b"x")), Pipe);
    assert_eq!(bench.recv(B, b, 9), b"");
    bench.nonblock(B, b);
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd: b,
                len: 9,
                flags: MsgFlags::NONE
            }
        ),
        Again
    );
}

#[test]
fn two_sockets_on_one_port_with_so_reuseaddr() {
    let mut bench = Bench::new();
    let (first, b) = (bench.datagram(A), bench.datagram(B));
    let second = bench.datagram(A);
    for fd in [first, second] {
        bench.option(A, fd, Opt::ReuseAddr, OptValue::Int(1));
        bench.ok(A, Call::Bind { fd, addr: any(53) });
    }
    bench.ok(B, sendto(b, b"x", at_a(53)));
    assert_eq!(bench.recv(A, second, 9), b"x");
    bench.nonblock(A, first);
    assert_eq!(
        bench.err(
            A,
            Call::Recv {
                fd: first,
                len: 9,
                flags: MsgFlags::NONE
            }
        ),
        Again
    );
}

#[test]
fn a_full_receive_buffer_loses_datagrams() {
    let mut bench = Bench::new();
    let (a, b) = pair(&mut bench);
    for n in 0..30u8 {
        bench.ok(B, sendto(b, &[n], at_a(53)));
    }
    assert!(bench.log(A)[0].contains("receive buffer full, datagram from 10.77.0.2"));
    assert_eq!(bench.recv(A, a, 9), [0]);
    bench.close(A, a);
    assert_eq!(bench.facts(A), []);
    let again = bench.datagram(A);
    bench.ok(
        A,
        Call::Bind {
            fd: again,
            addr: any(53),
        },
    );
    bench.blocks(
        A,
        Call::Recv {
            fd: again,
            len: 9,
            flags: MsgFlags::NONE,
        },
    );
}

#[test]
fn ipv6() {
    let six = |address: &str, base: sockscope_board::Config| sockscope_board::Config {
        address: sockscope_board::Address::Fixed {
            v4: None,
            v6: Some((address.parse().unwrap(), 64)),
            router: None,
        },
        ..base
    };
    let mut bench = Bench::with(
        six("fd00::1", config(ADDRESS_A, 1)),
        six("fd00::2", config(ADDRESS_B, 2)),
    );
    let domain = Domain::Inet6;
    let mut new = |who, kind| {
        bench.ok(
            who,
            Call::Socket {
                domain,
                kind,
                protocol: 0,
                nonblock: false,
            },
        ) as Fd
    };
    let (a, b) = (new(A, Kind::Dgram), new(B, Kind::Dgram));
    let (l, c) = (new(A, Kind::Stream), new(B, Kind::Stream));
    let addr = "[fd00::1]:7777".parse().unwrap();
    bench.ok(A, Call::Bind { fd: a, addr });
    bench.ok(B, sendto(b, b"six", addr));
    assert_eq!(bench.recv(A, a, 9), b"six");
    bench.ok(
        A,
        Call::Bind {
            fd: l,
            addr: "[::]:7777".parse().unwrap(),
        },
    );
    bench.ok(A, Call::Listen { fd: l, backlog: 1 });
    bench.ok(B, Call::Connect { fd: c, addr });
    let d = bench.ok(A, Call::Accept { fd: l }) as Fd;
    bench.send(B, c, b"stream");
    assert_eq!(bench.recv(A, d, 9), b"stream");
    // Refused over IPv6 too, by ICMPv6.
    let b = bench.ok(
        B,
        Call::Socket {
            domain,
            kind: Kind::Dgram,
            protocol: 0,
            nonblock: false,
        },
    ) as Fd;
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: "[fd00::1]:9".parse().unwrap(),
        },
    );
    bench.send(B, b, b"x");
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd: b,
                len: 1,
                flags: MsgFlags::NONE
            }
        ),
        ConnRefused
    );
}
