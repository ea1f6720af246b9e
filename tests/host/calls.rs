//! Calls that return at once: their values and errnos, as the man pages have them.

use std::net::SocketAddr;

use sockscope::peer::Peer::{Board, Host};
use sockscope_link::{
    Call, Command, Data, Domain, Errno, How, Kind, Linger, MsgFlags, Opt, OptValue, PollFd, Report,
    Return, State, Value,
};

use crate::bench::{Bench, any, bytes};

fn setsockopt(fd: i32, opt: Opt, value: OptValue) -> Call {
    Call::SetSockOpt { fd, opt, value }
}

fn recv(fd: i32) -> Call {
    Call::Recv {
        fd,
        len: 64,
        flags: MsgFlags::NONE,
    }
}

#[test]
fn accept_before_listen_is_einval() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Stream);
    assert_eq!(b.errno(Host, Call::Accept { fd }), Errno::Inval);
}

#[test]
fn accept_on_a_datagram_socket_is_eopnotsupp() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Dgram);
    assert_eq!(b.errno(Host, Call::Accept { fd }), Errno::OpNotSupp);
    let backlog = 1;
    assert_eq!(
        b.errno(Host, Call::Listen { fd, backlog }),
        Errno::OpNotSupp
    );
}

#[test]
fn a_second_bind_is_einval() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Stream);
    b.ok(Host, Call::Bind { fd, addr: any() });
    assert_eq!(b.errno(Host, Call::Bind { fd, addr: any() }), Errno::Inval);
}

#[test]
fn bind_to_a_taken_port_is_eaddrinuse() {
    let mut b = Bench::new();
    let (_, addr) = b.listener(1);
    let fd = b.socket(Board, Kind::Stream);
    assert_eq!(b.errno(Board, Call::Bind { fd, addr }), Errno::AddrInUse);
}

#[test]
fn bind_to_an_address_of_nobody_here_is_eaddrnotavail() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Stream);
    let addr = "192.0.2.1:0".parse().unwrap();
    assert_eq!(b.errno(Host, Call::Bind { fd, addr }), Errno::AddrNotAvail);
}

#[test]
fn unconnected_sockets_say_enotconn_and_epipe() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Stream);
    let data = bytes("x");
    assert_eq!(b.errno(Host, recv(fd)), Errno::NotConn);
    assert_eq!(b.errno(Host, Call::Read { fd, len: 1 }), Errno::NotConn);
    assert_eq!(b.errno(Host, Call::GetPeerName { fd }), Errno::NotConn);
    for how in [How::Read, How::Write, How::Both] {
        assert_eq!(b.errno(Host, Call::Shutdown { fd, how }), Errno::NotConn);
    }
    let send = Call::Send {
        fd,
        data: data.clone(),
        flags: MsgFlags::NONE,
    };
    assert_eq!(b.errno(Host, send), Errno::Pipe);
    assert_eq!(b.errno(Host, Call::Write { fd, data }), Errno::Pipe);
}

#[test]
fn a_datagram_needs_a_destination_and_a_size_that_fits() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Dgram);
    let send = Call::Send {
        fd,
        data: bytes("x"),
        flags: MsgFlags::NONE,
    };
    assert_eq!(b.errno(Host, send), Errno::DestAddrReq);
    let addr = "127.0.0.1:9".parse().unwrap();
    for len in [65_508, 70_000, u32::MAX] {
        let data = Data::Fill { byte: 0, len };
        assert_eq!(
            b.errno(
                Host,
                Call::SendTo {
                    fd,
                    data,
                    addr,
                    flags: MsgFlags::NONE
                }
            ),
            Errno::MsgSize
        );
    }
}

#[test]
fn connect_to_a_closed_port_is_econnrefused_and_passes_syn_sent() {
    let mut b = Bench::new();
    // A port that was free a moment ago.
    let probe = b.socket(Host, Kind::Stream);
    b.ok(
        Host,
        Call::Bind {
            fd: probe,
            addr: any(),
        },
    );
    let addr = b.name(Host, probe);
    b.ok(Host, Call::Close { fd: probe });

    let fd = b.socket(Board, Kind::Stream);
    assert_eq!(
        b.errno(Board, Call::Connect { fd, addr }),
        Errno::ConnRefused
    );
    let steps: Vec<State> = b.transitions(Board).iter().map(|step| step.to).collect();
    assert_eq!(steps, [State::Unbound, State::SynSent, State::Closed]);
}

#[test]
fn connect_twice_is_eisconn() {
    let mut b = Bench::new();
    let (listener, accepted, client) = b.connected();
    let addr = b.name(Host, listener);
    assert_eq!(
        b.errno(Board, Call::Connect { fd: client, addr }),
        Errno::IsConn
    );
    let backlog = 1;
    assert_eq!(
        b.errno(
            Host,
            Call::Listen {
                fd: accepted,
                backlog
            }
        ),
        Errno::Inval
    );
    assert_eq!(
        b.errno(Host, Call::Connect { fd: listener, addr }),
        Errno::IsConn
    );
}

#[test]
fn listen_without_bind_takes_an_ephemeral_port() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Stream);
    b.ok(Host, Call::Listen { fd, backlog: 1 });
    assert_ne!(b.name(Host, fd).port(), 0);
}

#[test]
fn addresses_of_another_family_are_refused() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Stream);
    let addr = "[::1]:7777".parse().unwrap();
    assert_eq!(b.errno(Host, Call::Bind { fd, addr }), Errno::AfNoSupport);
    assert_eq!(
        b.errno(Host, Call::Connect { fd, addr }),
        Errno::AfNoSupport
    );
}

#[test]
fn a_protocol_that_does_not_go_with_the_type_is_refused() {
    let mut b = Bench::new();
    let (domain, kind) = (Domain::Inet, Kind::Stream);
    let with = |protocol| Call::Socket {
        domain,
        kind,
        protocol,
        nonblock: false,
    };
    assert_eq!(b.errno(Host, with(17)), Errno::ProtoNoSupport);
    assert_eq!(b.errno(Host, with(-1)), Errno::Inval);
    assert!(b.ok(Host, with(6)) > 2);
}

#[test]
fn calls_on_what_is_no_descriptor_of_the_session_are_ebadf() {
    let mut b = Bench::new();
    let closed = b.socket(Host, Kind::Stream);
    b.ok(Host, Call::Close { fd: closed });
    // The terminal's, whatever this process has open itself, and what is no number at all.
    for fd in (-1..40).chain([i32::MAX, i32::MIN]) {
        assert_eq!(
            b.errno(Host, Call::Close { fd }),
            Errno::Badf,
            "close({fd})"
        );
        assert_eq!(b.errno(Host, recv(fd)), Errno::Badf);
        assert_eq!(b.errno(Host, Call::Fstat { fd }), Errno::Badf);
    }
    // And nothing of this process was harmed: a new connection works.
    b.connected();
}

#[test]
fn a_closed_number_is_given_again_and_is_another_socket() {
    let mut b = Bench::new();
    let first = b.socket(Host, Kind::Stream);
    b.ok(Host, Call::Close { fd: first });
    let _second = b.socket(Host, Kind::Dgram);
    let steps = b.transitions(Host);
    let ids: Vec<u32> = steps.iter().map(|step| step.socket.0).collect();
    assert_eq!(ids, [1, 1, 2]);
    assert_eq!(steps[1].to, State::Closed);
}

#[test]
fn options_read_as_this_kernel_keeps_them() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Stream);
    let get = |b: &mut Bench, opt| match b.call(Host, Call::GetSockOpt { fd, opt }) {
        Return {
            result: Ok(0),
            value: Value::Opt(value),
        } => value,
        other => panic!("{opt:?}: {other:?}"),
    };
    for opt in [Opt::ReuseAddr, Opt::KeepAlive, Opt::NoDelay] {
        assert_eq!(get(&mut b, opt), OptValue::Int(0));
        b.ok(Host, setsockopt(fd, opt, OptValue::Int(7)));
        assert_eq!(get(&mut b, opt), OptValue::Int(1));
    }
    let linger = OptValue::Linger(Linger {
        on: true,
        seconds: 3,
    });
    b.ok(Host, setsockopt(fd, Opt::Linger, linger));
    assert_eq!(get(&mut b, Opt::Linger), linger);
    b.ok(Host, setsockopt(fd, Opt::RcvTimeo, OptValue::Millis(1500)));
    assert_eq!(get(&mut b, Opt::RcvTimeo), OptValue::Millis(1500));
    assert_eq!(get(&mut b, Opt::SndTimeo), OptValue::Millis(0));
    // SOCK_STREAM is 1.
    assert_eq!(get(&mut b, Opt::Type), OptValue::Int(1));
    assert_eq!(get(&mut b, Opt::Error), OptValue::Errno(None));
    // socket(7): the kernel doubles the value.
    b.ok(Host, setsockopt(fd, Opt::RcvBuf, OptValue::Int(20_000)));
    if cfg!(target_os = "linux") {
        assert_eq!(get(&mut b, Opt::RcvBuf), OptValue::Int(40_000));
    }
}

#[test]
fn options_that_cannot_be_set_say_why() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Stream);
    for opt in [Opt::Error, Opt::Type] {
        let call = setsockopt(fd, opt, OptValue::Int(1));
        assert_eq!(b.errno(Host, call), Errno::NoProtoOpt);
    }
    // An int is shorter than a struct linger or a struct timeval.
    for opt in [Opt::Linger, Opt::RcvTimeo, Opt::SndTimeo] {
        let call = setsockopt(fd, opt, OptValue::Int(1));
        assert_eq!(b.errno(Host, call), Errno::Inval);
    }
}

#[test]
fn fstat_says_that_a_socket_is_a_file() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Stream);
    let Value::File(file) = b.call(Host, Call::Fstat { fd }).value else {
        panic!("no facts");
    };
    assert_ne!(file.inode, 0);
    // S_IFSOCK, and all permissions.
    assert_eq!(file.mode, 0o140_777);
    assert_eq!(file.size, 0);
}

#[test]
fn datagrams_are_sent_received_and_bound_on_the_way() {
    let mut b = Bench::new();
    let server = b.socket(Host, Kind::Dgram);
    b.ok(
        Host,
        Call::Bind {
            fd: server,
            addr: any(),
        },
    );
    let addr = b.name(Host, server);
    let client = b.socket(Board, Kind::Dgram);
    let data = bytes("hola");
    assert_eq!(
        b.ok(
            Board,
            Call::SendTo {
                fd: client,
                data,
                addr,
                flags: MsgFlags::NONE
            }
        ),
        4
    );
    let from = SocketAddr::new(addr.ip(), b.name(Board, client).port());
    let got = b.call(
        Host,
        Call::RecvFrom {
            fd: server,
            len: 64,
            flags: MsgFlags::NONE,
        },
    );
    assert_eq!(
        got,
        Return::with(4, Value::From(b"hola".to_vec(), Some(from)))
    );
    // UDP has no handshake: connect() only remembers an address, and the socket stays BOUND.
    b.ok(Board, Call::Connect { fd: client, addr });
    let steps: Vec<State> = b.transitions(Board).iter().map(|step| step.to).collect();
    assert_eq!(steps, [State::Unbound, State::Bound]);
    // What does not fit the buffer is cut off (recv(2)).
    b.ok(
        Board,
        Call::Send {
            fd: client,
            data: bytes("hola"),
            flags: MsgFlags::NONE,
        },
    );
    let got = b.call(
        Host,
        Call::Recv {
            fd: server,
            len: 2,
            flags: MsgFlags::NONE,
        },
    );
    assert_eq!(got, Return::with(2, Value::Bytes(b"ho".to_vec())));
}

#[test]
fn poll_tells_what_is_so_without_waiting() {
    let mut b = Bench::new();
    let (listener, accepted, client) = b.connected();
    let poll = |fds: &[(i32, u16)]| Call::Poll {
        fds: (fds.iter())
            .map(|&(fd, events)| PollFd {
                fd,
                events,
                revents: 0,
            })
            .collect(),
        timeout_ms: 0,
    };
    let revents = |ret: Return| match ret.value {
        Value::Poll(fds) => fds.iter().map(|fd| fd.revents).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let both = PollFd::IN | PollFd::OUT;
    let ret = b.call(
        Host,
        poll(&[(listener, both), (accepted, both), (-1, both), (999, both)]),
    );
    assert_eq!(ret.result, Ok(2));
    assert_eq!(revents(ret), [0, PollFd::OUT, 0, PollFd::NVAL]);

    b.ok(
        Board,
        Call::Send {
            fd: client,
            data: bytes("x"),
            flags: MsgFlags::NONE,
        },
    );
    let ret = b.call(Host, poll(&[(accepted, PollFd::IN)]));
    assert_eq!((ret.result, revents(ret)), (Ok(1), vec![PollFd::IN]));

    let ret = b.call(Host, poll(&[(listener, both)]));
    assert_eq!((ret.result, revents(ret)), (Ok(0), vec![0]));
    // poll(2): a socket that was never connected polls OUT and HUP.
    let fresh = b.socket(Host, Kind::Stream);
    let ret = b.call(Host, poll(&[(fresh, both)]));
    assert_eq!(revents(ret), [PollFd::OUT | PollFd::HUP]);
}

#[test]
fn a_host_has_no_gate_and_says_so() {
    let mut b = Bench::new();
    b.send(Host, Command::Gate(sockscope_link::GateCommand::Hold(None)));
    b.send(Host, Command::Reset);
    b.wait("two refusals", |log| {
        let refused = |(_, report): &&_| matches!(report, Report::Refused(_));
        (log.iter().filter(refused).count() == 2).then_some(())
    });
}

#[test]
fn clear_takes_every_descriptor_and_every_blocked_call() {
    let mut b = Bench::new();
    let (listener, accepted, client) = b.connected();
    let blocked = b.start(Host, recv(accepted));
    b.blocked(blocked);
    b.send(Host, Command::Clear);
    assert_eq!(b.returned(blocked), Return::error(Errno::Intr));
    b.wait("cleared", |log| {
        log.contains(&(Host, Report::Cleared)).then_some(())
    });
    assert_eq!(b.errno(Host, Call::Close { fd: listener }), Errno::Badf);
    assert_eq!(b.errno(Host, Call::Close { fd: accepted }), Errno::Badf);
    assert!(b.facts(Host).is_empty());
    // The other end was reset, not left alone.
    assert_eq!(b.errno(Board, recv(client)), Errno::ConnReset);
}

#[test]
fn absurd_sizes_do_no_harm() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    b.ok(
        Board,
        Call::Send {
            fd: client,
            data: bytes("x"),
            flags: MsgFlags::NONE,
        },
    );
    let got = b.call(
        Host,
        Call::Recv {
            fd: accepted,
            len: u32::MAX,
            flags: MsgFlags::NONE,
        },
    );
    assert_eq!(got, Return::with(1, Value::Bytes(b"x".to_vec())));
    let (fd, backlog) = (b.socket(Host, Kind::Stream), -1);
    b.ok(Host, Call::Listen { fd, backlog });
    let fds = vec![
        PollFd {
            fd: 99_999,
            events: 1,
            revents: 0
        };
        10_000
    ];
    let ret = b.call(
        Host,
        Call::Poll {
            fds,
            timeout_ms: -1,
        },
    );
    assert_eq!(ret.result, Ok(10_000));
}
