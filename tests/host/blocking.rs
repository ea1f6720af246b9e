//! Calls that block: they show as blocked, and return when the kernel says so.

use std::time::{Duration, Instant};

use sockscope::peer::Peer::{Board, Host};
use sockscope_link::{
    Call, Command, Control, Data, Errno, How, Kind, MsgFlags, Opt, OptValue, PollFd, Report,
    Return, State, Value,
};

use crate::bench::{Bench, bytes};

fn recv(fd: i32) -> Call {
    Call::Recv {
        fd,
        len: 64,
        flags: MsgFlags::NONE,
    }
}

fn timeout(fd: i32, opt: Opt, ms: u32) -> Call {
    let value = OptValue::Millis(ms);
    Call::SetSockOpt { fd, opt, value }
}

/// The peer's end came before the call: nothing new will wake it.
#[test]
fn a_recv_that_waits_for_all_hands_over_what_there_is_at_the_end() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    b.ok(
        Board,
        Call::Send {
            fd: client,
            data: bytes("ho"),
            flags: MsgFlags::NONE,
        },
    );
    b.ok(Board, Call::Close { fd: client });
    let port = b.name(Host, accepted).port();
    b.entered(Host, port, State::CloseWait);
    for wanted in ["ho", ""] {
        let call = Call::Recv {
            fd: accepted,
            len: 4,
            flags: MsgFlags::WAITALL,
        };
        let waiting = b.start(Host, call);
        let value = Value::Bytes(wanted.as_bytes().to_vec());
        let ret = b.returned(waiting);
        assert_eq!(ret, Return::with(wanted.len() as i64, value));
    }
}

#[test]
fn accept_blocks_until_somebody_connects() {
    let mut b = Bench::new();
    let (listener, addr) = b.listener(5);
    let accept = b.start(Host, Call::Accept { fd: listener });
    b.blocked(accept);
    let client = b.socket(Board, Kind::Stream);
    b.ok(Board, Call::Connect { fd: client, addr });
    let from = b.name(Board, client);
    let ret = b.returned(accept);
    assert!(ret.result.is_ok_and(|fd| fd > 2));
    assert_eq!(ret.value, Value::Addr(from));
}

/// What arrives while the second call begins is the first one's.
#[test]
fn first_come_first_served() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let letter = |of: &str| Call::Send {
        fd: client,
        data: bytes(of),
        flags: MsgFlags::NONE,
    };
    let one = || Call::Recv {
        fd: accepted,
        len: 1,
        flags: MsgFlags::NONE,
    };
    for round in 0..200 {
        let first = b.start(Host, one());
        b.blocked(first);
        b.start(Board, letter("x"));
        let second = b.start(Host, one());
        b.start(Board, letter("y"));
        let (first, second) = (b.returned(first), b.returned(second));
        let got = |of: &str| Return::with(1, Value::Bytes(of.as_bytes().to_vec()));
        assert_eq!((first, second), (got("x"), got("y")), "round {round}");
    }
}

#[test]
fn recv_blocks_until_there_is_something_and_others_go_on_meanwhile() {
    let mut b = Bench::new();
    let (listener, accepted, client) = b.connected();
    let waiting = b.start(Host, recv(accepted));
    b.blocked(waiting);
    let second = b.start(Host, Call::Accept { fd: listener });
    b.blocked(second);
    assert_ne!(b.name(Host, listener).port(), 0);
    assert!(!b.has_returned(waiting));
    b.ok(
        Board,
        Call::Send {
            fd: client,
            data: bytes("hola"),
            flags: MsgFlags::NONE,
        },
    );
    assert_eq!(
        b.returned(waiting),
        Return::with(4, Value::Bytes(b"hola".to_vec()))
    );
    assert!(!b.has_returned(second));
}

#[test]
fn recv_returns_0_at_the_end_and_close_wait_comes_before_it() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let port = b.name(Host, accepted).port();
    let waiting = b.start(Host, recv(accepted));
    b.blocked(waiting);
    b.ok(Board, Call::Close { fd: client });
    assert_eq!(
        b.returned(waiting),
        Return::with(0, Value::Bytes(Vec::new()))
    );
    let states: Vec<State> = b.path(Host, port).iter().map(|(state, _)| *state).collect();
    assert_eq!(states.last(), Some(&State::CloseWait));
}

#[test]
fn several_calls_wait_for_one_socket_in_their_order() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let calls: Vec<_> = (0..3)
        .map(|_| {
            b.start(
                Host,
                Call::Recv {
                    fd: accepted,
                    len: 1,
                    flags: MsgFlags::NONE,
                },
            )
        })
        .collect();
    for &call in &calls {
        b.blocked(call);
    }
    b.ok(
        Board,
        Call::Send {
            fd: client,
            data: bytes("abc"),
            flags: MsgFlags::NONE,
        },
    );
    for (call, byte) in calls.into_iter().zip(*b"abc") {
        assert_eq!(b.returned(call), Return::with(1, Value::Bytes(vec![byte])));
    }
}

#[test]
fn a_send_of_a_lot_returns_when_all_of_it_is_taken() {
    const LEN: u32 = 32 << 20;
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let data = Data::Fill {
        byte: b'x',
        len: LEN,
    };
    let send = b.start(
        Board,
        Call::Send {
            fd: client,
            data,
            flags: MsgFlags::NONE,
        },
    );
    b.blocked(send);
    let mut got = 0;
    while got < i64::from(LEN) {
        let ret = b.call(
            Host,
            Call::Recv {
                fd: accepted,
                len: 1 << 20,
                flags: MsgFlags::NONE,
            },
        );
        let Value::Bytes(bytes) = &ret.value else {
            panic!("{ret:?}");
        };
        assert!(bytes.iter().all(|byte| *byte == b'x'));
        got += ret.result.unwrap();
        let own = |report: &Report| matches!(report, Report::Return { id, .. } if *id == send);
        b.log.retain(|(_, report)| own(report));
    }
    assert_eq!(b.returned(send), Return::ok(LEN.into()));
}

#[test]
fn a_send_that_breaks_half_way_says_how_much_and_the_next_one_why() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let data = Data::Fill {
        byte: 0,
        len: 64 << 20,
    };
    let send = b.start(
        Board,
        Call::Send {
            fd: client,
            data,
            flags: MsgFlags::NONE,
        },
    );
    b.blocked(send);
    // Unread bytes: close() sends a reset.
    b.ok(Host, Call::Close { fd: accepted });
    let sent = b.returned(send).result.unwrap();
    assert!(sent > 0 && sent < 64 << 20, "{sent}");
    let again = || Call::Send {
        fd: client,
        data: bytes("x"),
        flags: MsgFlags::NONE,
    };
    assert_eq!(b.errno(Board, again()), Errno::ConnReset);
    assert_eq!(b.errno(Board, again()), Errno::Pipe);
}

#[test]
fn a_non_blocking_send_takes_what_fits() {
    let mut b = Bench::new();
    let (_, _accepted, client) = b.connected();
    b.ok(
        Board,
        Call::Fcntl {
            fd: client,
            control: Control::SetFlags { nonblock: true },
        },
    );
    let lot = || Call::Send {
        fd: client,
        data: Data::Fill {
            byte: 0,
            len: 64 << 20,
        },
        flags: MsgFlags::NONE,
    };
    let mut sent = b.ok(Board, lot());
    assert!(sent > 0 && sent < 64 << 20, "{sent}");
    loop {
        match b.call(Board, lot()).result {
            Ok(more) => sent += more,
            Err(errno) => break assert_eq!(errno, Errno::Again),
        }
    }
    assert!(sent < 64 << 20);
}

#[test]
fn non_blocking_calls_say_eagain() {
    let mut b = Bench::new();
    let (listener, accepted, _client) = b.connected();
    for fd in [listener, accepted] {
        b.ok(
            Host,
            Call::Fcntl {
                fd,
                control: Control::SetFlags { nonblock: true },
            },
        );
    }
    assert_eq!(b.errno(Host, Call::Accept { fd: listener }), Errno::Again);
    assert_eq!(b.errno(Host, recv(accepted)), Errno::Again);
    b.ok(
        Host,
        Call::Fcntl {
            fd: accepted,
            control: Control::SetFlags { nonblock: false },
        },
    );
    let waiting = b.start(Host, recv(accepted));
    b.blocked(waiting);
}

#[test]
fn a_receive_timeout_ends_recv_and_accept_with_eagain() {
    let mut b = Bench::new();
    let (listener, accepted, _client) = b.connected();
    for (fd, call) in [
        (accepted, recv(accepted)),
        (listener, Call::Accept { fd: listener }),
    ] {
        b.ok(Host, timeout(fd, Opt::RcvTimeo, 60));
        let before = Instant::now();
        assert_eq!(b.errno(Host, call), Errno::Again);
        assert!(
            before.elapsed() >= Duration::from_millis(55),
            "{:?}",
            before.elapsed()
        );
    }
}

#[test]
fn a_send_timeout_returns_what_was_sent_and_then_eagain() {
    let mut b = Bench::new();
    let (_, _accepted, client) = b.connected();
    b.ok(Board, timeout(client, Opt::SndTimeo, 60));
    let lot = || Call::Send {
        fd: client,
        data: Data::Fill {
            byte: 0,
            len: 64 << 20,
        },
        flags: MsgFlags::NONE,
    };
    let sent = b.ok(Board, lot());
    assert!(sent > 0 && sent < 64 << 20, "{sent}");
    // The receiver may still take a little; in the end nothing fits any more.
    for _ in 0..20 {
        if b.call(Board, lot()) == Return::error(Errno::Again) {
            return;
        }
    }
    panic!("the receiver's buffer has no end");
}

#[test]
fn cancel_ends_a_blocked_call_with_eintr_and_leaves_the_socket_alone() {
    let mut b = Bench::new();
    let (listener, accepted, client) = b.connected();
    let calls = [
        b.start(Host, recv(accepted)),
        b.start(Host, Call::Accept { fd: listener }),
        b.start(
            Host,
            Call::Poll {
                fds: vec![PollFd {
                    fd: accepted,
                    events: PollFd::IN,
                    revents: 0,
                }],
                timeout_ms: -1,
            },
        ),
    ];
    for id in calls {
        b.blocked(id);
        b.send(Host, Command::Cancel { id });
        assert_eq!(b.returned(id), Return::error(Errno::Intr));
        // Too late, or never begun: nothing happens.
        b.send(Host, Command::Cancel { id });
    }
    b.ok(
        Board,
        Call::Send {
            fd: client,
            data: bytes("x"),
            flags: MsgFlags::NONE,
        },
    );
    assert_eq!(b.ok(Host, recv(accepted)), 1);
}

#[test]
fn poll_waits_for_any_of_its_descriptors_or_for_its_timeout() {
    let mut b = Bench::new();
    let (listener, accepted, client) = b.connected();
    let poll = |timeout_ms| Call::Poll {
        fds: [listener, accepted]
            .map(|fd| PollFd {
                fd,
                events: PollFd::IN,
                revents: 0,
            })
            .to_vec(),
        timeout_ms,
    };
    let before = Instant::now();
    assert_eq!(b.ok(Host, poll(40)), 0);
    assert!(before.elapsed() >= Duration::from_millis(38));
    let waiting = b.start(Host, poll(-1));
    b.blocked(waiting);
    b.ok(
        Board,
        Call::Send {
            fd: client,
            data: bytes("x"),
            flags: MsgFlags::NONE,
        },
    );
    let Return {
        result: Ok(1),
        value: Value::Poll(fds),
    } = b.returned(waiting)
    else {
        panic!("poll");
    };
    assert_eq!([fds[0].revents, fds[1].revents], [0, PollFd::IN]);
}

/// A listener whose queue is full does not answer SYNs: connect() hangs in SYN-SENT.
fn hung_connect(b: &mut Bench) -> (i32, std::net::SocketAddr) {
    let (listener, addr) = b.listener(0);
    for _ in 0..8 {
        let fd = b.socket(Board, Kind::Stream);
        b.ok(
            Board,
            Call::Fcntl {
                fd,
                control: Control::SetFlags { nonblock: true },
            },
        );
        assert_eq!(
            b.errno(Board, Call::Connect { fd, addr }),
            Errno::InProgress
        );
        // POLLOUT within a moment, or a full queue.
        let fds = vec![PollFd {
            fd,
            events: PollFd::OUT,
            revents: 0,
        }];
        if b.ok(
            Board,
            Call::Poll {
                fds,
                timeout_ms: 20,
            },
        ) == 0
        {
            return (listener, addr);
        }
    }
    panic!("the queue of listen(0) takes more than 8");
}

#[test]
fn connect_blocks_in_syn_sent_until_cancelled_or_out_of_time() {
    let mut b = Bench::new();
    let (_listener, addr) = hung_connect(&mut b);
    let fd = b.socket(Board, Kind::Stream);
    let connect = b.start(Board, Call::Connect { fd, addr });
    b.blocked(connect);
    let port = b.name(Board, fd).port();
    b.entered(Board, port, State::SynSent);
    b.send(Board, Command::Cancel { id: connect });
    assert_eq!(b.returned(connect), Return::error(Errno::Intr));
    // connect(2): it goes on by itself; a second connect() waits for it, at most SO_SNDTIMEO.
    b.ok(Board, timeout(fd, Opt::SndTimeo, 30));
    assert_eq!(b.errno(Board, Call::Connect { fd, addr }), Errno::Already);
    let fresh = b.socket(Board, Kind::Stream);
    b.ok(Board, timeout(fresh, Opt::SndTimeo, 30));
    assert_eq!(
        b.errno(Board, Call::Connect { fd: fresh, addr }),
        Errno::InProgress
    );
    b.ok(Board, Call::Close { fd });
    b.entered(Board, port, State::Closed);
}

#[test]
fn a_non_blocking_connect_is_einprogress_ealready_0_eisconn() {
    let mut b = Bench::new();
    let (_listener, addr) = hung_connect(&mut b);
    let fd = b.socket(Board, Kind::Stream);
    b.ok(
        Board,
        Call::Fcntl {
            fd,
            control: Control::SetFlags { nonblock: true },
        },
    );
    let connect = || Call::Connect { fd, addr };
    assert_eq!(b.errno(Board, connect()), Errno::InProgress);
    assert_eq!(b.errno(Board, connect()), Errno::Already);

    let (_, addr) = b.listener(5);
    let fd = b.socket(Board, Kind::Stream);
    b.ok(
        Board,
        Call::Fcntl {
            fd,
            control: Control::SetFlags { nonblock: true },
        },
    );
    let connect = || Call::Connect { fd, addr };
    assert_eq!(b.errno(Board, connect()), Errno::InProgress);
    let fds = vec![PollFd {
        fd,
        events: PollFd::OUT,
        revents: 0,
    }];
    assert_eq!(
        b.ok(
            Board,
            Call::Poll {
                fds,
                timeout_ms: -1
            }
        ),
        1
    );
    assert_eq!(b.ok(Board, connect()), 0);
    assert_eq!(b.errno(Board, connect()), Errno::IsConn);
}

#[test]
fn close_frees_the_number_but_a_blocked_call_keeps_the_socket() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let port = b.name(Board, client).port();
    let waiting = b.start(Board, recv(client));
    b.blocked(waiting);
    b.ok(Board, Call::Close { fd: client });
    assert_eq!(b.errno(Board, recv(client)), Errno::Badf);
    // No FIN yet: the other end can still send, and the blocked call gets it.
    b.ok(
        Host,
        Call::Send {
            fd: accepted,
            data: bytes("hola"),
            flags: MsgFlags::NONE,
        },
    );
    assert_eq!(
        b.returned(waiting),
        Return::with(4, Value::Bytes(b"hola".to_vec()))
    );
    b.entered(Board, port, State::FinWait1);
    assert_eq!(b.ok(Host, recv(accepted)), 0);
}

#[test]
fn a_lingering_close_blocks_until_its_time_is_over() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    // More than the other end takes: the FIN stands behind bytes that cannot be sent.
    b.ok(
        Board,
        Call::Fcntl {
            fd: client,
            control: Control::SetFlags { nonblock: true },
        },
    );
    let data = Data::Fill {
        byte: 0,
        len: 64 << 20,
    };
    b.ok(
        Board,
        Call::Send {
            fd: client,
            data,
            flags: MsgFlags::NONE,
        },
    );
    b.set_linger(Board, client, true, 1);
    let port = b.name(Board, client).port();
    let close = b.start(Board, Call::Close { fd: client });
    b.blocked(close);
    b.entered(Board, port, State::FinWait1);
    // The number is gone, other calls go on.
    assert_eq!(b.errno(Board, recv(client)), Errno::Badf);
    assert!(!b.has_returned(close));
    assert_eq!(b.returned(close), Return::ok(0));
    b.ok(Host, Call::Close { fd: accepted });
}

#[test]
fn a_lingering_close_returns_at_once_when_all_is_acknowledged() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    b.set_linger(Board, client, true, 30);
    let before = Instant::now();
    b.ok(Board, Call::Close { fd: client });
    assert!(before.elapsed() < Duration::from_secs(5));
    b.ok(Host, Call::Close { fd: accepted });
}

#[test]
fn shutdown_wakes_who_waits() {
    let mut b = Bench::new();
    let (listener, accepted, _client) = b.connected();
    let waiting = b.start(Host, recv(accepted));
    b.blocked(waiting);
    b.ok(
        Host,
        Call::Shutdown {
            fd: accepted,
            how: How::Both,
        },
    );
    assert_eq!(b.returned(waiting).result, Ok(0));
    // Linux: a listener that is shut down lets accept() go with EINVAL.
    let accept = b.start(Host, Call::Accept { fd: listener });
    b.blocked(accept);
    b.ok(
        Host,
        Call::Shutdown {
            fd: listener,
            how: How::Read,
        },
    );
    assert_eq!(b.returned(accept), Return::error(Errno::Inval));
}
