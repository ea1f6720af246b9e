//! Calls, from their text to what a peer gets.

use super::*;

#[test]
fn every_call_in_its_c_spelling() {
    let bytes = |text: &str| Data::Bytes(text.into());
    let linger = |on, seconds| OptValue::Linger(Linger { on, seconds });
    let option = |opt, value| Call::SetSockOpt { fd: 3, opt, value };
    let (inet, stream) = (Domain::Inet, Kind::Stream);
    let socket = |domain, kind, protocol| Call::Socket {
        domain,
        kind,
        protocol,
        nonblock: false,
    };
    let cases = [
        ("socket(AF_INET, SOCK_STREAM)", socket(inet, stream, 0)),
        ("socket(AF_INET, SOCK_STREAM, 0)", socket(inet, stream, 0)),
        (
            "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)",
            socket(inet, stream, 6),
        ),
        (
            "socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP)",
            socket(Domain::Inet6, Kind::Dgram, 17),
        ),
        (
            "bind(s, HOST:7777)",
            Call::Bind {
                fd: 3,
                addr: at_7777(),
            },
        ),
        (
            "bind(s, SERVER:7777)",
            Call::Bind {
                fd: 3,
                addr: at_7777(),
            },
        ),
        (
            "bind(s, ANY:0)",
            Call::Bind {
                fd: 3,
                addr: "0.0.0.0:0".parse().unwrap(),
            },
        ),
        (
            "bind(s, ANY6:9)",
            Call::Bind {
                fd: 3,
                addr: "[::]:9".parse().unwrap(),
            },
        ),
        ("listen(s, 1)", Call::Listen { fd: 3, backlog: 1 }),
        ("listen(s, -1)", Call::Listen { fd: 3, backlog: -1 }),
        ("accept(s)", Call::Accept { fd: 3 }),
        ("accept(s, NULL, NULL)", Call::Accept { fd: 3 }),
        (
            "connect(a, 127.0.0.1:80)",
            Call::Connect {
                fd: 4,
                addr: "127.0.0.1:80".parse().unwrap(),
            },
        ),
        (
            "connect(a, LOOPBACK:80)",
            Call::Connect {
                fd: 4,
                addr: "127.0.0.1:80".parse().unwrap(),
            },
        ),
        (
            "connect(a, [::1]:80)",
            Call::Connect {
                fd: 4,
                addr: "[::1]:80".parse().unwrap(),
            },
        ),
        (
            "connect(a, (::1):80)",
            Call::Connect {
                fd: 4,
                addr: "[::1]:80".parse().unwrap(),
            },
        ),
        (
            "connect(a, LOOPBACK6:80)",
            Call::Connect {
                fd: 4,
                addr: "[::1]:80".parse().unwrap(),
            },
        ),
        (
            "send(a, \"hola\")",
            Call::Send {
                fd: 4,
                data: bytes("hola"),
                flags: MsgFlags::NONE,
            },
        ),
        (
            "send(a, \"hola\", 0)",
            Call::Send {
                fd: 4,
                data: bytes("hola"),
                flags: MsgFlags::NONE,
            },
        ),
        (
            "write(a, \"¡adiós!\")",
            Call::Write {
                fd: 4,
                data: bytes("¡adiós!"),
            },
        ),
        (
            "send(a, \"a\" * 70000)",
            Call::Send {
                fd: 4,
                data: Data::Fill {
                    byte: b'a',
                    len: 70_000,
                },
                flags: MsgFlags::NONE,
            },
        ),
        (
            "send(a, \"ab\" * 2)",
            Call::Send {
                fd: 4,
                data: bytes("abab"),
                flags: MsgFlags::NONE,
            },
        ),
        (
            "send(a, \"\")",
            Call::Send {
                fd: 4,
                data: bytes(""),
                flags: MsgFlags::NONE,
            },
        ),
        (
            "recv(a, 64)",
            Call::Recv {
                fd: 4,
                len: 64,
                flags: MsgFlags::NONE,
            },
        ),
        (
            "recv(a, 64, 0)",
            Call::Recv {
                fd: 4,
                len: 64,
                flags: MsgFlags::NONE,
            },
        ),
        ("read(a, 0x40)", Call::Read { fd: 4, len: 64 }),
        (
            "sendto(s, \"x\", HOST:7777)",
            Call::SendTo {
                fd: 3,
                data: bytes("x"),
                addr: at_7777(),
                flags: MsgFlags::NONE,
            },
        ),
        (
            "sendto(s, \"x\", 0, HOST:7777)",
            Call::SendTo {
                fd: 3,
                data: bytes("x"),
                addr: at_7777(),
                flags: MsgFlags::NONE,
            },
        ),
        (
            "recvfrom(s, 64)",
            Call::RecvFrom {
                fd: 3,
                len: 64,
                flags: MsgFlags::NONE,
            },
        ),
        (
            "shutdown(a, SHUT_RD)",
            Call::Shutdown {
                fd: 4,
                how: How::Read,
            },
        ),
        (
            "shutdown(a, SHUT_WR)",
            Call::Shutdown {
                fd: 4,
                how: How::Write,
            },
        ),
        (
            "shutdown(a, SHUT_RDWR)",
            Call::Shutdown {
                fd: 4,
                how: How::Both,
            },
        ),
        ("close(99)", Call::Close { fd: 99 }),
        ("close(-1)", Call::Close { fd: -1 }),
        ("getsockname(s)", Call::GetSockName { fd: 3 }),
        ("getpeername(a)", Call::GetPeerName { fd: 4 }),
        (
            "getsockopt(s, SO_TYPE)",
            Call::GetSockOpt {
                fd: 3,
                opt: Opt::Type,
            },
        ),
        (
            "getsockopt(s, SOL_SOCKET, SO_ERROR)",
            Call::GetSockOpt {
                fd: 3,
                opt: Opt::Error,
            },
        ),
        (
            "setsockopt(s, SO_REUSEADDR, 1)",
            option(Opt::ReuseAddr, OptValue::Int(1)),
        ),
        (
            "setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, 1)",
            option(Opt::KeepAlive, OptValue::Int(1)),
        ),
        (
            "setsockopt(s, IPPROTO_TCP, TCP_NODELAY, 1)",
            option(Opt::NoDelay, OptValue::Int(1)),
        ),
        (
            "setsockopt(s, SO_LINGER, 1, 0)",
            option(Opt::Linger, linger(true, 0)),
        ),
        (
            "setsockopt(s, SO_LINGER, {0, 5})",
            option(Opt::Linger, linger(false, 5)),
        ),
        (
            "setsockopt(s, SO_RCVTIMEO, 500ms)",
            option(Opt::RcvTimeo, OptValue::Millis(500)),
        ),
        (
            "setsockopt(s, SO_SNDTIMEO, 2s)",
            option(Opt::SndTimeo, OptValue::Millis(2000)),
        ),
        (
            "setsockopt(s, SO_RCVTIMEO, 0)",
            option(Opt::RcvTimeo, OptValue::Millis(0)),
        ),
        (
            "fcntl(s, O_NONBLOCK)",
            Call::Fcntl {
                fd: 3,
                control: Control::SetFlags { nonblock: true },
            },
        ),
        (
            "fcntl(s, F_SETFL, O_NONBLOCK)",
            Call::Fcntl {
                fd: 3,
                control: Control::SetFlags { nonblock: true },
            },
        ),
        (
            "fcntl(s, 0)",
            Call::Fcntl {
                fd: 3,
                control: Control::SetFlags { nonblock: false },
            },
        ),
        (
            "fcntl(s, F_SETFL, 0)",
            Call::Fcntl {
                fd: 3,
                control: Control::SetFlags { nonblock: false },
            },
        ),
        ("fstat(s)", Call::Fstat { fd: 3 }),
        (
            "poll(100)",
            Call::Poll {
                fds: vec![],
                timeout_ms: 100,
            },
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(call(text), expected, "{text}");
    }
}

#[test]
fn poll_takes_descriptors_events_and_a_timeout() {
    let (both, ms) = (PollFd::IN | PollFd::OUT, 1000);
    let asked = |fd, events| PollFd {
        fd,
        events,
        revents: 0,
    };
    let expected = Call::Poll {
        fds: vec![asked(3, PollFd::IN), asked(4, both), asked(7, 0)],
        timeout_ms: ms,
    };
    for text in [
        "poll(s POLLIN, a POLLIN+POLLOUT, 7 0, 1000)",
        "poll(s POLLIN, a POLLOUT|POLLIN, 7 0, 1s)",
        "poll( s POLLIN ,a POLLIN + POLLOUT,7 0,1000ms )",
    ] {
        assert_eq!(call(text), expected, "{text}");
    }
    assert_eq!(
        call("poll(-1)"),
        Call::Poll {
            fds: vec![],
            timeout_ms: -1
        }
    );
}
