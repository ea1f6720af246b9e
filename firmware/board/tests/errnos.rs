//! The errors of each call, in the order of the man pages, with Linux's answers.

mod support;

use Errno::*;
use sockscope_link::*;
use support::*;

// ---- socket(2) ----

#[test]
fn socket_eprotonosupport_einval() {
    let mut bench = Bench::new();
    let mut errno = |kind, protocol| {
        let domain = Domain::Inet;
        bench.err(
            B,
            Call::Socket {
                domain,
                kind,
                protocol,
                nonblock: false,
            },
        )
    };
    assert_eq!(errno(Kind::Stream, 17), ProtoNoSupport);
    assert_eq!(errno(Kind::Dgram, 6), ProtoNoSupport);
    assert_eq!(errno(Kind::Stream, 1), ProtoNoSupport);
    assert_eq!(errno(Kind::Stream, 263), Inval);
    assert_eq!(errno(Kind::Dgram, -1), Inval);
}

#[test]
fn every_call_ebadf() {
    let mut bench = Bench::new();
    let fd = 3;
    let addr = at_a(1);
    let data = Data::Bytes(vec![1]);
    let calls = [
        Call::Bind { fd, addr },
        Call::Listen { fd, backlog: 1 },
        Call::Accept { fd },
        Call::Connect { fd, addr },
        Call::Send {
            fd,
            data: data.clone(),
            flags: MsgFlags::NONE,
        },
        Call::Write {
            fd,
            data: data.clone(),
        },
        Call::Recv {
            fd,
            len: 1,
            flags: MsgFlags::NONE,
        },
        Call::Read { fd, len: 0 },
        Call::SendTo {
            fd,
            data,
            addr,
            flags: MsgFlags::NONE,
        },
        Call::RecvFrom {
            fd,
            len: 1,
            flags: MsgFlags::NONE,
        },
        Call::Shutdown { fd, how: How::Both },
        Call::Close { fd },
        Call::GetSockName { fd },
        Call::GetPeerName { fd },
        Call::GetSockOpt { fd, opt: Opt::Type },
        Call::SetSockOpt {
            fd,
            opt: Opt::NoDelay,
            value: OptValue::Int(1),
        },
        Call::Fcntl {
            fd,
            control: Control::SetFlags { nonblock: true },
        },
        Call::Fstat { fd },
    ];
    for call in calls {
        assert_eq!(bench.err(B, call), Badf);
    }
    for fd in [-1, 0, 2, i32::MIN, i32::MAX] {
        assert_eq!(bench.err(B, Call::Close { fd }), Badf);
    }
}

// ---- bind(2) ----

#[test]
fn bind_eaddrinuse() {
    let mut bench = Bench::new();
    let (one, two) = (bench.stream(B), bench.stream(B));
    bench.ok(
        B,
        Call::Bind {
            fd: one,
            addr: any(80),
        },
    );
    assert_eq!(
        bench.err(
            B,
            Call::Bind {
                fd: two,
                addr: any(80)
            }
        ),
        AddrInUse
    );
    assert_eq!(
        bench.err(
            B,
            Call::Bind {
                fd: two,
                addr: at_b(80)
            }
        ),
        AddrInUse
    );
    // A failed bind() leaves the socket as it was.
    bench.ok(
        B,
        Call::Bind {
            fd: two,
            addr: at_b(81),
        },
    );
    // UDP has ports of its own.
    let udp = bench.datagram(B);
    bench.ok(
        B,
        Call::Bind {
            fd: udp,
            addr: any(80),
        },
    );
}

#[test]
fn bind_einval_when_bound_already() {
    let mut bench = Bench::new();
    for fd in [bench.stream(B), bench.datagram(B)] {
        bench.ok(B, Call::Bind { fd, addr: any(0) });
        assert_eq!(bench.err(B, Call::Bind { fd, addr: any(0) }), Inval);
    }
}

#[test]
fn bind_eaddrnotavail_eafnosupport_einval() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    assert_eq!(
        bench.err(B, Call::Bind { fd, addr: at_a(80) }),
        AddrNotAvail
    );
    let six = "[::]:80".parse().unwrap();
    assert_eq!(bench.err(B, Call::Bind { fd, addr: six }), AfNoSupport);
    let domain = Domain::Inet6;
    let fd = bench.ok(
        B,
        Call::Socket {
            domain,
            kind: Kind::Stream,
            protocol: 6,
            nonblock: false,
        },
    ) as Fd;
    assert_eq!(bench.err(B, Call::Bind { fd, addr: any(80) }), Inval);
    bench.ok(B, Call::Bind { fd, addr: six });
}

/// socket(7), SO_REUSEADDR: Linux lets two sockets share a port if both set it and none listens.
#[test]
fn bind_with_so_reuseaddr() {
    let mut bench = Bench::new();
    let (one, two) = (bench.stream(B), bench.stream(B));
    let addr = any(80);
    for fd in [one, two] {
        bench.option(B, fd, Opt::ReuseAddr, OptValue::Int(1));
        bench.ok(B, Call::Bind { fd, addr });
    }
    bench.ok(
        B,
        Call::Listen {
            fd: one,
            backlog: 1,
        },
    );
    assert_eq!(
        bench.err(
            B,
            Call::Listen {
                fd: two,
                backlog: 1
            }
        ),
        AddrInUse
    );
    let three = bench.stream(B);
    bench.option(B, three, Opt::ReuseAddr, OptValue::Int(1));
    assert_eq!(bench.err(B, Call::Bind { fd: three, addr }), AddrInUse);
}

/// The classic: a server that is started again at once.
#[test]
fn bind_eaddrinuse_in_time_wait_unless_so_reuseaddr() {
    for reuse in [false, true] {
        let mut bench = Bench::new();
        let l = bench.stream(A);
        bench.option(A, l, Opt::ReuseAddr, OptValue::Int(reuse.into()));
        bench.ok(
            A,
            Call::Bind {
                fd: l,
                addr: any(7777),
            },
        );
        bench.ok(A, Call::Listen { fd: l, backlog: 1 });
        let b = bench.stream(B);
        bench.ok(
            B,
            Call::Connect {
                fd: b,
                addr: at_a(7777),
            },
        );
        let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
        bench.close(A, a);
        bench.close(A, l);
        bench.close(B, b);
        assert_eq!(bench.states(A), [State::TimeWait]);
        let l = bench.stream(A);
        bench.option(A, l, Opt::ReuseAddr, OptValue::Int(reuse.into()));
        let again = Call::Bind {
            fd: l,
            addr: any(7777),
        };
        if reuse {
            bench.ok(A, again);
        } else {
            assert_eq!(bench.err(A, again.clone()), AddrInUse);
            bench.pass(11_000);
            bench.ok(A, again);
        }
    }
}

// ---- listen(2), accept(2) ----

#[test]
fn listen_einval_when_connected() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    assert_eq!(bench.err(A, Call::Listen { fd: a, backlog: 1 }), Inval);
    assert_eq!(bench.err(B, Call::Listen { fd: b, backlog: 1 }), Inval);
}

#[test]
fn listen_without_bind_takes_an_ephemeral_port() {
    let mut bench = Bench::new();
    let fd = bench.stream(A);
    bench.ok(A, Call::Listen { fd, backlog: 1 });
    let name = bench.call(A, Call::GetSockName { fd });
    let Value::Addr(name) = name.value else {
        panic!("no address")
    };
    assert!(name.ip().is_unspecified() && name.port() >= 49_152);
    let b = bench.stream(B);
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(name.port()),
        },
    );
}

#[test]
fn listen_accept_eopnotsupp_on_udp() {
    let mut bench = Bench::new();
    let fd = bench.datagram(B);
    assert_eq!(bench.err(B, Call::Listen { fd, backlog: 1 }), OpNotSupp);
    assert_eq!(bench.err(B, Call::Accept { fd }), OpNotSupp);
}

#[test]
fn accept_einval_before_listen() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    assert_eq!(bench.err(B, Call::Accept { fd }), Inval);
    bench.ok(B, Call::Bind { fd, addr: any(80) });
    assert_eq!(bench.err(B, Call::Accept { fd }), Inval);
}

#[test]
fn accept_eagain() {
    let mut bench = Bench::new();
    let l = bench.listener(80, 1);
    bench.nonblock(A, l);
    assert_eq!(bench.err(A, Call::Accept { fd: l }), Again);
}

// ---- connect(2) ----

#[test]
fn connect_econnrefused_and_the_socket_can_be_used_again() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    assert_eq!(
        bench.err(B, Call::Connect { fd, addr: at_a(1) }),
        ConnRefused
    );
    assert_eq!(
        bench.err(B, Call::Connect { fd, addr: at_a(0) }),
        ConnRefused
    );
    bench.listener(7777, 1);
    bench.ok(
        B,
        Call::Connect {
            fd,
            addr: at_a(7777),
        },
    );
}

#[test]
fn connect_eisconn() {
    let mut bench = Bench::new();
    let (l, a, b) = bench.connection(7777);
    for fd in [a, l] {
        assert_eq!(bench.err(A, Call::Connect { fd, addr: at_b(1) }), IsConn);
    }
    assert_eq!(
        bench.err(
            B,
            Call::Connect {
                fd: b,
                addr: at_a(7777)
            }
        ),
        IsConn
    );
}

/// EINPROGRESS, EALREADY, then 0 once, then EISCONN.
#[test]
fn connect_nonblocking() {
    let mut bench = Bench::new();
    bench.listener(7777, 1);
    let fd = bench.stream(B);
    bench.nonblock(B, fd);
    let connect = Call::Connect {
        fd,
        addr: at_a(7777),
    };
    bench.gate(B, GateCommand::Hold(None));
    assert_eq!(bench.err(B, connect.clone()), InProgress);
    assert_eq!(bench.err(B, connect.clone()), Already);
    bench.gate(B, GateCommand::Open(None));
    bench.ok(B, connect.clone());
    assert_eq!(bench.err(B, connect), IsConn);
}

#[test]
fn connect_nonblocking_refused() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    bench.nonblock(B, fd);
    let connect = Call::Connect { fd, addr: at_a(1) };
    assert_eq!(bench.err(B, connect.clone()), InProgress);
    assert_eq!(bench.err(B, connect.clone()), ConnRefused);
    // The error that SO_ERROR takes, connect() cannot tell any more.
    assert_eq!(bench.err(B, connect.clone()), InProgress);
    let error = bench
        .call(
            B,
            Call::GetSockOpt {
                fd,
                opt: Opt::Error,
            },
        )
        .value;
    assert_eq!(error, Value::Opt(OptValue::Errno(Some(Errno::ConnRefused))));
    let error = bench
        .call(
            B,
            Call::GetSockOpt {
                fd,
                opt: Opt::Error,
            },
        )
        .value;
    assert_eq!(error, Value::Opt(OptValue::Errno(None)));
    assert_eq!(bench.err(B, connect), ConnAborted);
}

#[test]
fn connect_enetunreach_eafnosupport() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    for to in ["8.8.8.8:53", "224.0.0.1:53", "10.77.0.255:53"] {
        let addr = to.parse().unwrap();
        assert_eq!(bench.err(B, Call::Connect { fd, addr }), NetUnreach, "{to}");
    }
    let addr = "[::1]:53".parse().unwrap();
    assert_eq!(bench.err(B, Call::Connect { fd, addr }), AfNoSupport);
}

#[test]
fn connect_eaddrnotavail_for_a_pair_in_use() {
    let mut bench = Bench::new();
    bench.listener(7777, 5);
    let (one, two) = (bench.stream(B), bench.stream(B));
    for fd in [one, two] {
        bench.option(B, fd, Opt::ReuseAddr, OptValue::Int(1));
        bench.ok(
            B,
            Call::Bind {
                fd,
                addr: any(2000),
            },
        );
    }
    bench.ok(
        B,
        Call::Connect {
            fd: one,
            addr: at_a(7777),
        },
    );
    assert_eq!(
        bench.err(
            B,
            Call::Connect {
                fd: two,
                addr: at_a(7777)
            }
        ),
        AddrNotAvail
    );
}

#[test]
fn connect_etimedout() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    let id = bench.blocks(
        B,
        Call::Connect {
            fd,
            addr: "10.77.0.9:1".parse().unwrap(),
        },
    );
    // Nobody has that address: A drops what is not for it.
    bench.pass(126_000);
    assert_eq!(bench.ended(B, id), None);
    bench.pass(2_000);
    assert_eq!(bench.ended(B, id), Some(Return::error(TimedOut)));
    assert_eq!(
        bench.path(B, fd),
        [State::Unbound, State::SynSent, State::Closed]
    );
}

#[test]
fn connect_eintr_and_the_connection_goes_on() {
    let mut bench = Bench::new();
    bench.listener(7777, 1);
    let fd = bench.stream(B);
    bench.gate(B, GateCommand::Hold(None));
    let id = bench.blocks(
        B,
        Call::Connect {
            fd,
            addr: at_a(7777),
        },
    );
    bench.tell(B, Command::Cancel { id });
    assert_eq!(bench.ended(B, id), Some(Return::error(Intr)));
    bench.nonblock(B, fd);
    assert_eq!(
        bench.err(
            B,
            Call::Connect {
                fd,
                addr: at_a(7777)
            }
        ),
        Already
    );
    bench.gate(B, GateCommand::Open(None));
    bench.ok(
        B,
        Call::Connect {
            fd,
            addr: at_a(7777),
        },
    );
}

/// socket(7): connect() that runs out of SO_SNDTIMEO says EINPROGRESS.
#[test]
fn connect_einprogress_after_so_sndtimeo() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    bench.option(B, fd, Opt::SndTimeo, OptValue::Millis(50));
    let addr = "10.77.0.9:1".parse().unwrap();
    let id = bench.blocks(B, Call::Connect { fd, addr });
    bench.pass(60);
    assert_eq!(bench.ended(B, id), Some(Return::error(InProgress)));
    let id = bench.blocks(B, Call::Connect { fd, addr });
    bench.pass(60);
    assert_eq!(bench.ended(B, id), Some(Return::error(Already)));
}

// ---- send(2), recv(2) ----

#[test]
fn unconnected_epipe_enotconn() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    assert_eq!(bench.err(B, send(fd, b"x")), Pipe);
    assert_eq!(bench.err(B, send(fd, b"")), Pipe);
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd,
                len: 1,
                flags: MsgFlags::NONE
            }
        ),
        NotConn
    );
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd,
                len: 0,
                flags: MsgFlags::NONE
            }
        ),
        NotConn
    );
    assert_eq!(bench.ok(B, Call::Read { fd, len: 0 }), 0);
    assert_eq!(bench.err(B, Call::GetPeerName { fd }), NotConn);
    assert_eq!(bench.err(B, Call::Shutdown { fd, how: How::Both }), NotConn);
    let l = bench.listener(80, 1);
    assert_eq!(bench.err(A, send(l, b"x")), Pipe);
    assert_eq!(
        bench.err(
            A,
            Call::Recv {
                fd: l,
                len: 1,
                flags: MsgFlags::NONE
            }
        ),
        NotConn
    );
    assert_eq!(bench.err(A, Call::GetPeerName { fd: l }), NotConn);
}

#[test]
fn shutdown_of_an_unconnected_socket_fails_and_shuts_all_the_same() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    assert_eq!(bench.err(B, Call::Shutdown { fd, how: How::Read }), NotConn);
    assert_eq!(bench.recv(B, fd, 1), b"");
}

#[test]
fn send_epipe_after_shutdown() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.ok(
        B,
        Call::Shutdown {
            fd: b,
            how: How::Write,
        },
    );
    bench.ok(
        B,
        Call::Shutdown {
            fd: b,
            how: How::Write,
        },
    );
    assert_eq!(bench.err(B, send(b, b"x")), Pipe);
    assert_eq!(bench.err(B, send(b, b"")), Pipe);
    // The other way is open still.
    bench.send(A, a, b"x");
    assert_eq!(bench.recv(B, b, 9), b"x");
}

#[test]
fn recv_after_shut_rd() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.ok(
        B,
        Call::Shutdown {
            fd: b,
            how: How::Read,
        },
    );
    assert_eq!(bench.recv(B, b, 9), b"");
    // Linux takes what comes nevertheless.
    bench.send(A, a, b"zz");
    assert_eq!(bench.recv(B, b, 9), b"zz");
    assert_eq!(bench.recv(B, b, 9), b"");
}

#[test]
fn data_after_shut_rdwr_resets() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.ok(
        B,
        Call::Shutdown {
            fd: b,
            how: How::Both,
        },
    );
    bench.send(A, a, b"x");
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd: b,
                len: 1,
                flags: MsgFlags::NONE
            }
        ),
        ConnReset
    );
    assert_eq!(bench.recv(A, a, 1), b"");
    assert_eq!(bench.err(A, send(a, b"x")), Pipe);
}

#[test]
fn reset_econnreset_once_then_end_of_file() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.reset(A, a);
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd: b,
                len: 1,
                flags: MsgFlags::NONE
            }
        ),
        ConnReset
    );
    assert_eq!(bench.recv(B, b, 1), b"");
    assert_eq!(bench.err(B, send(b, b"x")), Pipe);
    assert_eq!(bench.err(B, Call::GetPeerName { fd: b }), NotConn);
    assert_eq!(
        bench.err(
            B,
            Call::Connect {
                fd: b,
                addr: at_a(7777)
            }
        ),
        IsConn
    );
}

#[test]
fn reset_is_told_to_send_too() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.reset(A, a);
    assert_eq!(bench.err(B, send(b, b"x")), ConnReset);
    assert_eq!(bench.err(B, send(b, b"x")), Pipe);
}

#[test]
fn reset_leaves_what_came_before_it() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.send(A, a, b"abc");
    bench.reset(A, a);
    assert_eq!(bench.recv(B, b, 9), b"abc");
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd: b,
                len: 9,
                flags: MsgFlags::NONE
            }
        ),
        ConnReset
    );
    assert_eq!(bench.recv(B, b, 9), b"");
}

#[test]
fn reset_in_close_wait_is_epipe() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.ok(
        A,
        Call::Shutdown {
            fd: a,
            how: How::Write,
        },
    );
    bench.reset(A, a);
    assert_eq!(bench.recv(B, b, 1), b"");
    let error = bench
        .call(
            B,
            Call::GetSockOpt {
                fd: b,
                opt: Opt::Error,
            },
        )
        .value;
    assert_eq!(error, Value::Opt(OptValue::Errno(Some(Errno::Pipe))));
    assert_eq!(bench.err(B, send(b, b"x")), Pipe);
}

/// RFC 9293 section 3.6.1, RFC 2525 section 2.17: data that nobody read is not passed over.
#[test]
fn close_with_data_unread_resets() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.send(A, a, b"never read");
    bench.close(B, b);
    assert_eq!(
        bench.err(
            A,
            Call::Recv {
                fd: a,
                len: 1,
                flags: MsgFlags::NONE
            }
        ),
        ConnReset
    );
    assert_eq!(bench.states(B), []);
}

#[test]
fn close_with_linger_0_resets() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.reset(B, b);
    assert_eq!(
        bench.err(
            A,
            Call::Recv {
                fd: a,
                len: 1,
                flags: MsgFlags::NONE
            }
        ),
        ConnReset
    );
    assert_eq!(bench.path_of(B, SocketId(1)).last(), Some(&State::Closed));
}

#[test]
fn send_eagain_when_full() {
    let mut bench = Bench::new();
    let (_, _, b) = bench.connection(7777);
    bench.nonblock(B, b);
    let fill = |len| Call::Send {
        fd: b,
        data: Data::Fill { byte: 7, len },
        flags: MsgFlags::NONE,
    };
    // What does not fit is not taken; both ends' buffers are 8192 bytes.
    let mut taken = 0;
    loop {
        match bench.call(B, fill(5000)).result {
            Ok(count) => taken += count,
            Err(errno) => break assert_eq!(errno, Again),
        }
    }
    assert_eq!(taken, 2 * 8192);
}

// ---- getsockopt(2), setsockopt(2) ----

#[test]
fn options_enoprotoopt_einval() {
    let mut bench = Bench::new();
    let (tcp, udp) = (bench.stream(B), bench.datagram(B));
    let mut set = |fd, opt, value| bench.err(B, Call::SetSockOpt { fd, opt, value });
    assert_eq!(set(tcp, Opt::Type, OptValue::Int(1)), NoProtoOpt);
    assert_eq!(set(tcp, Opt::Error, OptValue::Int(1)), NoProtoOpt);
    assert_eq!(set(udp, Opt::NoDelay, OptValue::Int(1)), NoProtoOpt);
    assert_eq!(set(tcp, Opt::Linger, OptValue::Int(1)), Inval);
    assert_eq!(set(tcp, Opt::RcvTimeo, OptValue::Int(1)), Inval);
    let opt = Opt::NoDelay;
    assert_eq!(bench.err(B, Call::GetSockOpt { fd: udp, opt }), OpNotSupp);
}

#[test]
fn options_that_are_set_can_be_read() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    let linger = |on, seconds| OptValue::Linger(Linger { on, seconds });
    for (opt, default, value) in [
        (Opt::ReuseAddr, OptValue::Int(0), OptValue::Int(1)),
        (Opt::KeepAlive, OptValue::Int(0), OptValue::Int(1)),
        (Opt::NoDelay, OptValue::Int(0), OptValue::Int(1)),
        (Opt::Linger, linger(false, 0), linger(true, 5)),
        (Opt::RcvTimeo, OptValue::Millis(0), OptValue::Millis(1500)),
        (Opt::SndTimeo, OptValue::Millis(0), OptValue::Millis(1500)),
    ] {
        let get = Call::GetSockOpt { fd, opt };
        assert_eq!(bench.call(B, get.clone()).value, Value::Opt(default));
        bench.option(B, fd, opt, value);
        assert_eq!(bench.call(B, get).value, Value::Opt(value));
    }
    let facts = bench.facts(B);
    assert_eq!(facts[0].options.len(), 6);
    for (opt, value) in [(Opt::Type, 1), (Opt::RcvBuf, 8192), (Opt::SndBuf, 8192)] {
        let got = bench.call(B, Call::GetSockOpt { fd, opt }).value;
        assert_eq!(got, Value::Opt(OptValue::Int(value)));
    }
}

#[test]
fn options_are_inherited_by_accept() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 1);
    bench.option(A, l, Opt::NoDelay, OptValue::Int(1));
    bench.nonblock(A, l);
    let b = bench.stream(B);
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(7777),
        },
    );
    let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
    let got = bench
        .call(
            A,
            Call::GetSockOpt {
                fd: a,
                opt: Opt::NoDelay,
            },
        )
        .value;
    assert_eq!(got, Value::Opt(OptValue::Int(1)));
    // O_NONBLOCK is not (accept(2), NOTES).
    bench.blocks(
        A,
        Call::Recv {
            fd: a,
            len: 1,
            flags: MsgFlags::NONE,
        },
    );
}

// ---- poll(2) ----

#[test]
fn poll_says_what_linux_says() {
    const IN: u16 = PollFd::IN;
    const OUT: u16 = PollFd::OUT;
    const ERR: u16 = PollFd::ERR;
    const HUP: u16 = PollFd::HUP;
    let mut bench = Bench::new();
    let now = |bench: &mut Bench, who, fd| {
        let entry = PollFd {
            fd,
            events: IN | OUT,
            revents: 0,
        };
        let ret = bench.call(
            who,
            Call::Poll {
                fds: vec![entry],
                timeout_ms: 0,
            },
        );
        let Value::Poll(fds) = ret.value else {
            panic!("no array")
        };
        assert_eq!(ret.result, Ok(i64::from(fds[0].revents != 0)));
        fds[0].revents
    };
    let fresh = bench.stream(B);
    assert_eq!(now(&mut bench, B, fresh), OUT | HUP);
    assert_eq!(now(&mut bench, B, 17), PollFd::NVAL);
    assert_eq!(now(&mut bench, B, -1), 0);
    bench.close(B, fresh);
    let l = bench.listener(7777, 1);
    assert_eq!(now(&mut bench, A, l), 0);
    let b = bench.stream(B);
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(7777),
        },
    );
    assert_eq!(now(&mut bench, A, l), IN);
    let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
    assert_eq!(now(&mut bench, A, a), OUT);
    bench.send(B, b, b"x");
    assert_eq!(now(&mut bench, A, a), IN | OUT);
    bench.ok(
        B,
        Call::Shutdown {
            fd: b,
            how: How::Write,
        },
    );
    bench.recv(A, a, 1);
    assert_eq!(now(&mut bench, A, a), IN | OUT);
    bench.ok(
        A,
        Call::Shutdown {
            fd: a,
            how: How::Write,
        },
    );
    assert_eq!(now(&mut bench, A, a), IN | OUT | HUP);
    assert_eq!(now(&mut bench, B, b), IN | OUT | HUP);
    bench.close(A, l);
    let (_, a, b) = bench.connection(7778);
    bench.reset(A, a);
    assert_eq!(now(&mut bench, B, b), IN | OUT | ERR | HUP);
    bench.call(
        B,
        Call::Recv {
            fd: b,
            len: 1,
            flags: MsgFlags::NONE,
        },
    );
    assert_eq!(now(&mut bench, B, b), IN | OUT | HUP);
}

// ---- fstat(2), getsockname(2) ----

#[test]
fn a_descriptor_is_a_file() {
    let mut bench = Bench::with(
        sockscope_board::Config {
            epoch: Some(1_000_000),
            ..config(ADDRESS_A, 1)
        },
        config(ADDRESS_B, 2),
    );
    bench.pass(5_000);
    let (one, two) = (bench.stream(A), bench.stream(A));
    let mut facts = |fd| match bench.call(A, Call::Fstat { fd }).value {
        Value::File(facts) => facts,
        other => panic!("{other:?}"),
    };
    let (one, two) = (facts(one), facts(two));
    assert_ne!(one.inode, two.inode);
    assert_eq!(one.mode & 0o170_000, 0o140_000, "S_IFSOCK");
    assert_eq!((one.size, one.created), (0, Some(1_000_005)));
}

#[test]
fn names_along_a_life() {
    let mut bench = Bench::new();
    let fd = bench.stream(B);
    let name = |bench: &mut Bench| match bench.call(B, Call::GetSockName { fd }).value {
        Value::Addr(addr) => addr,
        other => panic!("{other:?}"),
    };
    assert_eq!(name(&mut bench), any(0));
    bench.ok(
        B,
        Call::Bind {
            fd,
            addr: any(2000),
        },
    );
    assert_eq!(name(&mut bench), any(2000));
    bench.listener(7777, 1);
    bench.ok(
        B,
        Call::Connect {
            fd,
            addr: at_a(7777),
        },
    );
    assert_eq!(name(&mut bench), at_b(2000));
    let peer = bench.call(B, Call::GetPeerName { fd }).value;
    assert_eq!(peer, Value::Addr(at_a(7777)));
}
