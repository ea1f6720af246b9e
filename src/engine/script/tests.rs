//! The language by example: what parses, to what, and what is said of what does not.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use sockscope_link::*;

use super::*;
use crate::peer::Peer;
use crate::words::Lang;

/// Names of a script under way: the host has `s` = 3 and `a` = 4, the board `c` = 0.
struct Known;

impl Names for Known {
    fn fd(&self, peer: Peer, name: &str) -> Option<Fd> {
        match (peer, name) {
            (Peer::Host, "s") => Some(3),
            (Peer::Host, "a") => Some(4),
            (Peer::Board, "c") => Some(0),
            _ => None,
        }
    }

    fn known(&self, peer: Peer) -> Vec<String> {
        let names: &[&str] = if peer == Peer::Host {
            &["s", "a"]
        } else {
            &["c"]
        };
        names.iter().map(|name| name.to_string()).collect()
    }

    fn address(&self, peer: Peer) -> Option<IpAddr> {
        (peer == Peer::Host).then_some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)))
    }
}

fn kind(text: &str) -> LineKind {
    match parse_line(text, 1) {
        Ok(Some(line)) => line.kind,
        other => panic!("{text}: {other:?}"),
    }
}

fn call(text: &str) -> Call {
    let LineKind::Call(line) = kind(&format!("host: {text}")) else {
        panic!("{text}")
    };
    resolve(&line.call, Peer::Host, Role::Server, &Known).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn error(text: &str) -> ScriptError {
    parse_line(text, 7).expect_err(text)
}

/// What C programs write, and what it is here.
#[test]
fn the_forms_of_c_are_understood() {
    let cases = [
        ("send(s, \"hola\", 4, 0)", "send(s, \"hola\")"),
        ("send(s, \"hola\", 2, 0)", "send(s, \"ho\")"),
        (
            "send(s, \"hola\", 4, MSG_NOSIGNAL)",
            "send(s, \"hola\", MSG_NOSIGNAL)",
        ),
        (
            "send(s, \"hola\", MSG_DONTWAIT|MSG_NOSIGNAL)",
            "send(s, \"hola\", MSG_DONTWAIT+MSG_NOSIGNAL)",
        ),
        ("send(s, \"a\" * 9, 3, 0)", "send(s, \"a\" * 3)"),
        ("write(s, \"hola\", 4)", "write(s, \"hola\")"),
        (
            "sendto(s, \"x\", 1, 0, HOST:7, sizeof addr)",
            "sendto(s, \"x\", HOST:7)",
        ),
        (
            "sendto(s, \"x\", 127.0.0.1:7)",
            "sendto(s, \"x\", 127.0.0.1:7)",
        ),
        ("recv(s, buf, 64, 0)", "recv(s, 64)"),
        ("recv(s, &buf, 64, MSG_PEEK)", "recv(s, 64, MSG_PEEK)"),
        ("read(s, buf, 64)", "read(s, 64)"),
        ("recvfrom(s, buf, 64, 0, NULL, NULL)", "recvfrom(s, 64)"),
        (
            "recvfrom(s, buf, 64, 0, (struct sockaddr *)&addr, &len)",
            "recvfrom(s, 64)",
        ),
        ("accept(s, (struct sockaddr *)&addr, &len)", "accept(s)"),
        (
            "getsockname(s, (struct sockaddr *)&addr, &len)",
            "getsockname(s)",
        ),
        ("bind(s, INADDR_ANY:80, sizeof(addr))", "bind(s, ANY:80)"),
        ("connect(s, localhost:80)", "connect(s, 127.0.0.1:80)"),
        ("listen(s, SOMAXCONN)", "listen(s, SOMAXCONN)"),
        ("shutdown(s, 1)", "shutdown(s, SHUT_WR)"),
        (
            "socket(PF_INET, SOCK_STREAM|SOCK_NONBLOCK, 0)",
            "socket(AF_INET, SOCK_STREAM+SOCK_NONBLOCK)",
        ),
        (
            "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, 0)",
            "socket(AF_INET, SOCK_STREAM)",
        ),
        ("fcntl(s, F_GETFL, 0)", "fcntl(s, F_GETFL)"),
        (
            "fcntl(s, F_SETFL, O_RDWR|O_NONBLOCK)",
            "fcntl(s, F_SETFL, O_NONBLOCK)",
        ),
        (
            "fcntl(s, F_SETFL, flags | O_NONBLOCK)",
            "fcntl(s, F_SETFL, O_NONBLOCK)",
        ),
        (
            "fcntl(s, F_SETFL, fcntl(s, F_GETFL) & ~O_NONBLOCK)",
            "fcntl(s, F_SETFL, 0)",
        ),
        ("ioctl(s, FIONREAD, &n)", "ioctl(s, FIONREAD)"),
        (
            "getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &len)",
            "getsockopt(s, SO_ERROR)",
        ),
        (
            "setsockopt(s, IPPROTO_IP, IP_TTL, 1, sizeof(int))",
            "setsockopt(s, IP_TTL, 1)",
        ),
        (
            "select(5, s+a, NULL, NULL, 500ms)",
            "select(s+a, NULL, NULL, 500ms)",
        ),
        (
            "select(maxfd+1, s, a, NULL, NULL)",
            "select(s, a, NULL, NULL)",
        ),
        (
            "poll(s POLLIN|POLLERR|POLLHUP, -1)",
            "poll(s POLLIN+POLLERR+POLLHUP, -1)",
        ),
        ("bind(s, HOST6:7)", "bind(s, HOST6:7)"),
    ];
    for (text, canonical) in cases {
        let line = kind(&format!("host: {text}")).to_string();
        assert_eq!(line, format!("host: {canonical}"), "{text}");
    }
    let cases = [
        ("expect EWOULDBLOCK", "expect EAGAIN"),
        ("expect value ECONNREFUSED", "expect value ECONNREFUSED"),
        ("expect value SOCK_STREAM", "expect value 1"),
        ("expect POLLIN|POLLHUP, 0", "expect POLLIN+POLLHUP, 0"),
        ("expect O_RDWR|O_NONBLOCK", "expect O_RDWR+O_NONBLOCK"),
        ("expect not host.a LISTEN", "expect not host.a LISTEN"),
        (
            "expect host.a CLOSE-WAIT or LAST-ACK",
            "expect host.a CLOSE-WAIT or host.a LAST-ACK",
        ),
        (
            "expect client EPIPE or ECONNRESET",
            "expect client EPIPE or client ECONNRESET",
        ),
        ("expect held 2 host->board", "expect held 2 host->board"),
        ("expect held SA or segment R", "expect held SA or segment R"),
        ("expect segment FPA", "expect segment FA"),
        ("sleep(1)", "sleep 1"),
        ("sleep 250ms", "sleep 250ms"),
        ("board: reset", "board: reset"),
        ("wire: unplug", "wire: unplug"),
        ("wire: off server", "wire: off server"),
        ("wire: on board", "wire: on board"),
    ];
    for (text, canonical) in cases {
        assert_eq!(kind(text).to_string(), canonical, "{text}");
    }
    // With something behind it, it is a name.
    assert_eq!(
        error("board: reset = accept(s)").kind,
        ErrorKind::ReservedName
    );
}

fn at_7777() -> std::net::SocketAddr {
    "10.0.0.1:7777".parse().unwrap()
}

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

#[test]
fn a_line_names_its_actor_its_result_and_its_thread() {
    let LineKind::Call(line) = kind("server: a = accept(s) &   # waits") else {
        panic!()
    };
    assert_eq!(line.actor, Actor::Server);
    assert_eq!(line.assign.as_ref().map(Name::as_str), Some("a"));
    assert!(line.background);
    assert_eq!(line.actor.peer(Role::Server), Peer::Host);
    assert_eq!(line.actor.peer(Role::Client), Peer::Board);
    assert_eq!(Actor::Client.peer(Role::Client), Peer::Host);
    assert_eq!(Actor::Board.peer(Role::Client), Peer::Board);
    let LineKind::Call(line) = kind("  Host:close(s);// C habits do no harm") else {
        panic!()
    };
    assert_eq!((line.actor, line.background), (Actor::Host, false));
}

#[test]
fn a_prompt_knows_who_speaks() {
    let line = parse_line_for(Actor::Board, "c = socket(AF_INET, SOCK_STREAM)", 1).unwrap();
    let LineKind::Call(line) = line.unwrap().kind else {
        panic!()
    };
    assert_eq!(line.actor, Actor::Board);
    let line = parse_line_for(Actor::Board, "wire: hold", 1)
        .unwrap()
        .unwrap();
    assert_eq!(line.kind, LineKind::Wire(WireCommand::Hold(Lane::Both)));
    let line = parse_line_for(Actor::Board, "host: close(s)", 1)
        .unwrap()
        .unwrap();
    assert_eq!(line.to_string(), "host: close(s)");
}

#[test]
fn the_wire_obeys() {
    use Direction::{BoardToHost, HostToBoard};
    let cases = [
        ("open", vec![GateCommand::Open(None)]),
        ("hold", vec![GateCommand::Hold(None)]),
        ("hold both", vec![GateCommand::Hold(None)]),
        (
            "hold host->board",
            vec![GateCommand::Hold(Some(HostToBoard))],
        ),
        (
            "hold client->server",
            vec![GateCommand::Hold(Some(BoardToHost))],
        ),
        (
            "hold server -> client",
            vec![GateCommand::Hold(Some(HostToBoard))],
        ),
        ("release", vec![GateCommand::Release(Which::Next(None))]),
        (
            "release 2",
            vec![GateCommand::Release(Which::Next(None)); 2],
        ),
        (
            "release board->host",
            vec![GateCommand::Release(Which::Next(Some(BoardToHost)))],
        ),
        ("release all", vec![GateCommand::Release(Which::All(None))]),
        (
            "release all board->host",
            vec![GateCommand::Release(Which::All(Some(BoardToHost)))],
        ),
        (
            "release segment 7",
            vec![GateCommand::Release(Which::Id(SegmentId(7)))],
        ),
        ("drop", vec![GateCommand::Drop(Which::Next(None))]),
        ("duplicate", vec![GateCommand::Duplicate(Which::Next(None))]),
        ("delay 250", vec![GateCommand::Delay { ms: 250, dir: None }]),
        (
            "delay 1s host->board",
            vec![GateCommand::Delay {
                ms: 1000,
                dir: Some(HostToBoard),
            }],
        ),
        ("reorder", vec![GateCommand::Reorder(None)]),
    ];
    for (text, expected) in cases {
        let LineKind::Wire(command) = kind(&format!("wire: {text}")) else {
            panic!("{text}")
        };
        assert_eq!(command.commands(Role::Server), expected, "{text}");
    }
    let LineKind::Wire(command) = kind("wire: hold client->server") else {
        panic!()
    };
    assert_eq!(
        command.commands(Role::Client),
        [GateCommand::Hold(Some(HostToBoard))]
    );
}

#[test]
fn expectations_of_states_and_outcomes() {
    let state = |actor, name: Option<&str>, state| {
        LineKind::Expect(Expect::State {
            actor,
            name: name.map(|n| Name(n.into())),
            state,
        })
    };
    let of = |actor, outcome| LineKind::Expect(Expect::Outcome { actor, outcome });
    let data = |bytes: &str, times| {
        Outcome::Data(DataExpr {
            bytes: bytes.into(),
            times,
        })
    };
    let cases = [
        (
            "expect host.a CLOSE-WAIT",
            state(Actor::Host, Some("a"), State::CloseWait),
        ),
        (
            "expect server.s.1 ESTABLISHED",
            state(Actor::Server, Some("s.1"), State::Established),
        ),
        (
            "expect host.s closed",
            state(Actor::Host, Some("s"), State::Closed),
        ),
        (
            "expect client.c TIME_WAIT",
            state(Actor::Client, Some("c"), State::TimeWait),
        ),
        (
            "expect board.c FIN-WAIT-1 # now",
            state(Actor::Board, Some("c"), State::FinWait1),
        ),
        (
            "expect server ESTABLISHED",
            state(Actor::Server, None, State::Established),
        ),
        ("expect EINVAL", of(None, Outcome::Errno(Errno::Inval))),
        (
            "expect board EINVAL",
            of(Some(Actor::Board), Outcome::Errno(Errno::Inval)),
        ),
        ("expect 0", of(None, Outcome::Return(0))),
        ("expect -1", of(None, Outcome::Return(-1))),
        ("expect ok", of(None, Outcome::Ok)),
        ("expect \"hola\"", of(None, data("hola", 1))),
        ("expect \"a\" * 3", of(None, data("a", 3))),
        ("expect blocked", of(None, Outcome::Blocked)),
        (
            "expect client blocked",
            of(Some(Actor::Client), Outcome::Blocked),
        ),
        ("expect value 1", of(None, Outcome::Value(OptValue::Int(1)))),
        (
            "expect value 500ms",
            of(None, Outcome::Value(OptValue::Millis(500))),
        ),
        (
            "expect value 1, 5",
            of(
                None,
                Outcome::Value(OptValue::Linger(Linger {
                    on: true,
                    seconds: 5,
                })),
            ),
        ),
        (
            "expect HOST:7777",
            of(
                None,
                Outcome::Address(Endpoint {
                    place: Place::Of(Actor::Host),
                    port: 7777,
                }),
            ),
        ),
        (
            "expect 10.0.0.2:9",
            of(
                None,
                Outcome::Address(Endpoint {
                    place: Place::Ip(Ipv4Addr::new(10, 0, 0, 2).into()),
                    port: 9,
                }),
            ),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn timeouts_and_notes() {
    assert_eq!(kind("timeout 5"), LineKind::Timeout(Duration::from_secs(5)));
    assert_eq!(
        kind("timeout 250ms"),
        LineKind::Timeout(Duration::from_millis(250))
    );
    assert_eq!(
        kind("note Look: http://x # all of it"),
        LineKind::Note("Look: http://x # all of it".into())
    );
    assert_eq!(parse_line("  # nothing", 1), Ok(None));
    assert_eq!(parse_line("\t// nothing", 1), Ok(None));
    assert_eq!(parse_line("\r", 1), Ok(None));
}

#[test]
fn bytes_have_words_so_that_no_backslash_is_needed() {
    let sent = |text: &str| match call(&format!("send(a, {text})")) {
        Call::Send {
            data: Data::Bytes(bytes),
            ..
        } => bytes,
        other => panic!("{other:?}"),
    };
    assert_eq!(sent(r#""a\n\t\r\0\x7F\\\"\'""#), b"a\n\t\r\0\x7f\\\"'");
    assert_eq!(
        sent(r#""GET / HTTP/1.0" CRLF CRLF"#),
        b"GET / HTTP/1.0\r\n\r\n"
    );
    assert_eq!(
        sent(r#"LF CR TAB NUL 'say "x"' hex"00 ff""#),
        b"\n\r\t\0say \"x\"\0\xff"
    );
    assert_eq!(sent("\"# // &\""), b"# // &");
}

#[test]
fn a_script_counts_its_lines() {
    let lines = parse("\u{feff}# first\r\nhost: close(1)\r\n\r\nwire: open").unwrap();
    let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [2, 4]);
    assert_eq!(lines[0].source, "host: close(1)");
    assert_eq!(parse("host: close(1)\nhost: klose(1)").unwrap_err().line, 2);
}

#[test]
fn an_error_shows_line_column_and_what_would_be_right() {
    let error = error("host:  bind(s, HOTS:7777)");
    assert_eq!((error.line, error.column, error.width), (7, 16, 4));
    assert_eq!(
        error.display(Lang::En),
        "line 7, column 16: found `HOTS`, expected an address with its port, like HOST:7777 or \
         127.0.0.1:80: HOST, BOARD, SERVER, CLIENT, HOST6, BOARD6, SERVER6, CLIENT6, ANY, ANY6, \
         LOOPBACK, LOOPBACK6. Did you mean HOST? The call is written bind(s, HOST:7777).\n\
         \x20 host:  bind(s, HOTS:7777)\n\
         \x20                ^^^^"
    );
    assert!(
        error
            .display(Lang::Es)
            .starts_with("línea 7, columna 16: aparece `HOTS` y se esperaba")
    );
}

#[test]
fn errors_point_at_the_place_and_guess_what_was_meant() {
    let cases = [
        // the line, the column, a part of the message
        ("hots: close(s)", 1, "Did you mean host:?"),
        ("close(s)", 1, "Say who makes the call"),
        (
            "s = socket(AF_INET, SOCK_STREAM)",
            1,
            "Say who makes the call",
        ),
        ("host close(s)", 6, "expected `:`"),
        ("host: lisen(s, 1)", 7, "Did you mean listen?"),
        ("host: close s", 13, "expected `(`"),
        (
            "host: close(s",
            14,
            "found the end of the line, expected `)`",
        ),
        ("host: close(s # )", 15, "found the end of the line"),
        (
            "host: close(s, 1)",
            14,
            "expected `)`. The call is written close(c).",
        ),
        ("host: listen(s)", 15, "expected `,` and one more argument"),
        ("host: listen(s, x)", 17, "expected a number"),
        (
            "host: listen(s, 99999999999)",
            17,
            "from -2147483648 to 2147483647",
        ),
        (
            "host: socket(af_inet, SOCK_STREAM)",
            14,
            "Did you mean AF_INET?",
        ),
        (
            "host: socket(AF_INET, SOCK_STREM)",
            23,
            "Did you mean SOCK_STREAM?",
        ),
        ("host: bind(s, HOST)", 19, "expected `:` and a port"),
        ("host: bind(s, HOST:65536)", 20, "from 0 to 65535"),
        ("host: bind(s, 10.0.0:1)", 15, "expected an address"),
        ("host: shutdown(s, SHUT_WT)", 19, "Did you mean SHUT_WR?"),
        (
            "host: setsockopt(s, SO_REUSADDR, 1)",
            21,
            "Did you mean SO_REUSEADDR?",
        ),
        (
            "host: setsockopt(s, SO_RCVTIMEO, 500)",
            34,
            "a time with its unit",
        ),
        ("host: send(s, hola)", 15, "a text in quotation marks"),
        ("host: send(s, \"hola)", 15, "no closing quotation mark"),
        ("host: send(s, \"a\\q\")", 17, "After a backslash"),
        (
            "host: send(s, hex\"0g\")",
            18,
            "pairs of hexadecimal digits",
        ),
        (
            "host: send(s, \"a\" * 99999999)",
            15,
            "at most 16777216 of one byte",
        ),
        ("host: send(s, \"x\", 64)", 20, "The text has only 1 bytes"),
        (
            "host: send(s, \"x\", 1, MSG_OOB)",
            23,
            "flags joined with +",
        ),
        (
            "host: send(s, \"x\", MSG_PEAK)",
            20,
            "Did you mean MSG_PEEK?",
        ),
        ("host: recv(s, sizeof buf, 0)", 15, "expected a number"),
        ("host: shutdown(s, 3)", 19, "which half to end"),
        ("host: closesocket(s)", 7, "Did you mean close?"),
        ("host: epoll_wait(s)", 7, "Did you mean poll?"),
        ("host: ioctl(s, FIONRAED)", 16, "Did you mean FIONREAD?"),
        (
            "host: select(&in, NULL, NULL, 1s)",
            14,
            "a set: descriptors",
        ),
        ("host: select(s, NULL, NULL, 1)", 29, "a time with its unit"),
        ("wire: off hots", 11, "Did you mean host?"),
        ("expect held SX", 13, "control bits"),
        ("sleep soon", 7, "a time with its unit"),
        (
            "host: n = send(s, \"x\")",
            7,
            "Only socket(), accept() and dup()",
        ),
        ("host: close = accept(s)", 7, "belongs to the language"),
        ("host: ñ = accept(s)", 7, "expected a call"),
        ("host: fcntl(s, NONBLOCK)", 16, "Did you mean O_NONBLOCK?"),
        ("host: poll(s, 10)", 13, "expected events"),
        ("host: close(s) extra", 16, "expected the end of the line"),
        ("wire: realease", 7, "Did you mean release?"),
        (
            "wire: hold host->host",
            12,
            "found `host->host`, expected a direction: host->board",
        ),
        ("wire: release 0", 15, "from 1 to 1000"),
        ("expect host.a CLOSEWAIT", 15, "Did you mean CLOSE-WAIT?"),
        ("expect EINVALID", 8, "an expectation"),
        (
            "expect",
            7,
            "found the end of the line, expected an expectation",
        ),
        ("timeout soon", 9, "a time with its unit"),
        ("timeout 90000", 9, "to 86400s"),
        ("timeout 0", 9, "from 1ms"),
        ("\u{0}", 1, "found `\u{fffd}`"),
    ];
    for (text, column, part) in cases {
        let error = error(text);
        let said = error.display(Lang::En);
        assert!(said.contains(part), "{text}\n{said}");
        assert_eq!(error.column, column, "{text}\n{said}");
    }
}

#[test]
fn columns_count_characters_not_bytes() {
    let error = error("host: send(s, \"ñandú\") x");
    assert_eq!(error.column, 24);
    assert_eq!(error.caret, 23);
}

#[test]
fn an_unknown_name_lists_the_known_ones() {
    let LineKind::Call(line) = kind("host: close(q)") else {
        panic!()
    };
    let error = resolve(&line.call, Peer::Host, Role::Server, &Known).unwrap_err();
    assert_eq!(
        error.to_string(),
        "There is no descriptor named q on the host. The names there are: s, a."
    );
    let LineKind::Call(line) = kind("host: connect(s, CLIENT:1)") else {
        panic!()
    };
    let error = resolve(&line.call, Peer::Host, Role::Server, &Known).unwrap_err();
    assert_eq!(error, ResolveError::NoAddress(Peer::Board));
}

#[test]
fn what_is_too_long_is_an_error_of_bounded_size() {
    let long = format!("host: send(s, \"{}\")", "a".repeat(5_000_000));
    let said = error(&long).display(Lang::En);
    assert!(
        said.contains("at most 4096 characters") && said.len() < 1000,
        "{said}"
    );
    let word = error(&format!("host: {}(s)", "x".repeat(4000))).display(Lang::Es);
    assert!(word.len() < 1000, "{word}");
    assert_eq!(parse(&"note\n".repeat(10_000)).unwrap().len(), 10_000);
    let error = parse(&"\n".repeat(10_001)).unwrap_err();
    assert_eq!(
        (error.kind.clone(), error.line),
        (ErrorKind::ScriptTooLong, 10_001)
    );
    assert_eq!(error.display(Lang::En).lines().count(), 1);
    assert_eq!(
        parse(&" ".repeat(2 << 20)).unwrap_err().kind,
        ErrorKind::ScriptTooLong
    );
}

#[test]
fn every_form_parses_and_is_canonical() {
    for call in CallName::ALL {
        let line = format!("host: {}", call.form());
        assert_eq!(kind(&line).to_string(), line);
    }
}

/// `docs/call-language.md`, which must be true, and its Spanish twin.
const MANUAL: &str = include_str!("../../../docs/call-language.md");
const MANUAL_ES: &str = include_str!("../../../docs/call-language.es.md");

/// The blocks of a manual that are fenced with this word.
fn blocks<'a>(manual: &'a str, fence: &str) -> Vec<&'a str> {
    let open = format!("```{fence}\n");
    manual
        .split(open.as_str())
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect()
}

#[test]
fn the_scripts_of_the_manual_parse() {
    let scripts = blocks(MANUAL, "sock");
    assert!(scripts.len() >= 5);
    for script in scripts.into_iter().chain(blocks(MANUAL_ES, "sock")) {
        parse(script).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn the_tables_of_the_manual_are_the_language() {
    let section = |title: &str| {
        let after = MANUAL
            .split(&format!("## {title}\n"))
            .nth(1)
            .unwrap_or_default();
        after.split("\n## ").next().unwrap_or_default()
    };
    let spans = |text: &'static str| {
        let cells = text
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
        let all = cells.flat_map(|cell| cell.trim_end_matches('`').split("`, `"));
        all.collect::<Vec<&str>>()
    };
    let calls = spans(section("Calls"));
    assert!(calls.len() >= 20);
    for text in &calls {
        kind(&format!("host: {text}"));
    }
    for call in CallName::ALL {
        assert!(
            calls
                .iter()
                .any(|text| text.starts_with(&format!("{call}("))),
            "{call}"
        );
    }
    let expectations = spans(section("Expectations"));
    assert!(expectations.len() >= 10);
    for text in expectations {
        kind(text);
    }
    for text in spans(section("The wire")) {
        kind(&format!("wire: {}", text.replace("MS", "250")));
    }
    for opt in Opt::ALL {
        assert!(
            MANUAL.contains(&format!("`{}`", opt.name())),
            "{}",
            opt.name()
        );
    }
    for state in State::ALL {
        assert!(MANUAL.contains(&format!("`{state}`")), "{state}");
    }
}

#[test]
fn the_error_in_the_manual_is_the_one_that_is_shown() {
    let error = parse("\nhost: bind(s, HOTS:7777)").unwrap_err();
    for (lang, manual) in [(Lang::En, MANUAL), (Lang::Es, MANUAL_ES)] {
        assert_eq!(
            blocks(manual, "text"),
            [format!("{}\n", error.display(lang))]
        );
    }
}

#[test]
fn the_limits_in_the_manual_are_the_limits() {
    for limit in [
        "4096 characters",
        "10,000\nlines and 1 MiB",
        "at most 32",
        "16,777,216",
        "65,536",
    ] {
        assert!(MANUAL.contains(limit), "{limit}");
    }
    assert_eq!((MAX_LINE, MAX_LINES, MAX_SCRIPT), (4096, 10_000, 1 << 20));
    assert_eq!((Name::MAX, MAX_POLL, Pick::MAX_COUNT), (32, 64, 1000));
    assert_eq!((DataExpr::MAX_FILL, MAX_RECV), (16_777_216, 16_777_216));
    assert_eq!(
        (DataExpr::MAX_REPEAT, WireCommand::MAX_DELAY_MS),
        (65_536, 60_000)
    );
}

#[test]
fn lines_end_with_lf_cr_lf_or_cr_alone() {
    for end in ["\n", "\r\n", "\r"] {
        let script = [
            "host: s = socket(AF_INET, SOCK_STREAM)",
            "# two",
            "host: close(s)",
            "",
        ];
        let lines = parse(&script.join(end)).expect("right");
        let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 3], "{end:?}");
    }
}
