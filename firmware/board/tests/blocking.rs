//! Calls that block, in threads of their own.

mod support;

use Errno::*;
use sockscope_link::*;
use support::*;

#[test]
fn accept_recv_and_connect_wait_for_what_they_want() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 1);
    let accept = bench.blocks(A, Call::Accept { fd: l });
    let b = bench.stream(B);
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(7777),
        },
    );
    let a = bench.ended(A, accept).unwrap().result.unwrap() as Fd;
    let recv = bench.blocks(
        A,
        Call::Recv {
            fd: a,
            len: 64,
            flags: MsgFlags::NONE,
        },
    );
    bench.send(B, b, b"x");
    let bytes = Value::Bytes(b"x".to_vec());
    assert_eq!(bench.ended(A, recv), Some(Return::with(1, bytes)));
    let recv = bench.blocks(
        A,
        Call::Recv {
            fd: a,
            len: 64,
            flags: MsgFlags::NONE,
        },
    );
    bench.close(B, b);
    let end = Value::Bytes(vec![]);
    assert_eq!(bench.ended(A, recv), Some(Return::with(0, end)));
}

/// accept(2) takes its descriptor's number before it waits.
#[test]
fn a_blocked_accept_keeps_its_number() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 1);
    let accept = bench.blocks(A, Call::Accept { fd: l });
    let next = bench.stream(A);
    assert_eq!((l, next), (3, 5));
    let b = bench.stream(B);
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(7777),
        },
    );
    assert_eq!(bench.ended(A, accept).unwrap().result, Ok(4));
    let accept = bench.blocks(A, Call::Accept { fd: l });
    bench.tell(A, Command::Cancel { id: accept });
    assert_eq!(bench.stream(A), 6);
}

#[test]
fn two_accepts_on_one_listener_are_served_in_order() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 1);
    let one = bench.blocks(A, Call::Accept { fd: l });
    let two = bench.blocks(A, Call::Accept { fd: l });
    let b = bench.stream(B);
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(7777),
        },
    );
    assert_eq!(bench.ended(A, one).unwrap().result, Ok(4));
    assert_eq!(bench.ended(A, two), None);
}

#[test]
fn a_blocking_send_returns_when_all_is_taken() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    let data: Vec<u8> = (0..100_000u32).map(|n| n as u8).collect();
    let sending = bench.blocks(B, send(b, &data));
    let mut got = vec![];
    while got.len() < data.len() {
        got.extend(bench.recv(A, a, 3000));
        if got.len() + 2 * 8192 < data.len() {
            assert_eq!(bench.ended(B, sending), None);
        }
    }
    assert_eq!(got, data);
    assert_eq!(bench.ended(B, sending), Some(Return::ok(100_000)));
}

#[test]
fn who_waits_for_all_opens_the_window_while_reading() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    let (fd, len, flags) = (a, 60_000, MsgFlags::WAITALL);
    let receiving = bench.blocks(A, Call::Recv { fd, len, flags });
    // No time passes: nobody waits for a window probe.
    let sending = bench.start(B, send(b, &[7; 60_000]));
    assert_eq!(bench.ended(B, sending), Some(Return::ok(60_000)));
    let received = bench.ended(A, receiving).map(|ret| ret.result);
    assert_eq!(received, Some(Ok(60_000)));
}

#[test]
fn a_fill_is_sent_byte_by_byte() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    let fill = Data::Fill {
        byte: b'z',
        len: 50_000,
    };
    let sending = bench.blocks(B, Call::Write { fd: b, data: fill });
    let mut got = vec![];
    while got.len() < 50_000 {
        got.extend(bench.recv(A, a, 777));
    }
    assert!(got.iter().all(|byte| *byte == b'z') && got.len() == 50_000);
    assert_eq!(bench.ended(B, sending), Some(Return::ok(50_000)));
}

#[test]
fn cancel_is_eintr_or_what_was_done_so_far() {
    let mut bench = Bench::new();
    let (l, a, b) = bench.connection(7777);
    let data = Data::Fill {
        byte: 0,
        len: 50_000,
    };
    let accept = bench.blocks(A, Call::Accept { fd: l });
    let recv = bench.blocks(
        A,
        Call::Recv {
            fd: a,
            len: 1,
            flags: MsgFlags::NONE,
        },
    );
    let send = bench.blocks(
        A,
        Call::Send {
            fd: a,
            data,
            flags: MsgFlags::NONE,
        },
    );
    let poll = bench.blocks(
        A,
        Call::Poll {
            fds: vec![],
            timeout_ms: -1,
        },
    );
    for (id, ret) in [
        (accept, Return::error(Intr)),
        (recv, Return::error(Intr)),
        (send, Return::ok(2 * 8192)),
        (poll, Return::error(Intr)),
    ] {
        bench.tell(A, Command::Cancel { id });
        assert_eq!(bench.ended(A, id), Some(ret));
    }
    // Nothing else has changed.
    bench.send(B, b, b"x");
    assert_eq!(bench.recv(A, a, 1), b"x");
    bench.tell(A, Command::Cancel { id: CallId(999) });
}

/// socket(7): SO_RCVTIMEO and SO_SNDTIMEO.
#[test]
fn time_outs_are_eagain() {
    let mut bench = Bench::new();
    let (l, a, _) = bench.connection(7777);
    for fd in [l, a] {
        bench.option(A, fd, Opt::RcvTimeo, OptValue::Millis(200));
        bench.option(A, fd, Opt::SndTimeo, OptValue::Millis(200));
    }
    let data = Data::Fill {
        byte: 0,
        len: 50_000,
    };
    let send = bench.blocks(
        A,
        Call::Send {
            fd: a,
            data: data.clone(),
            flags: MsgFlags::NONE,
        },
    );
    let accept = bench.blocks(A, Call::Accept { fd: l });
    let recv = bench.blocks(
        A,
        Call::Recv {
            fd: a,
            len: 1,
            flags: MsgFlags::NONE,
        },
    );
    bench.pass(199);
    assert_eq!(bench.ended(A, recv), None);
    bench.pass(2);
    assert_eq!(bench.ended(A, recv), Some(Return::error(Again)));
    assert_eq!(bench.ended(A, accept), Some(Return::error(Again)));
    assert_eq!(bench.ended(A, send), Some(Return::ok(2 * 8192)));
    let send = bench.blocks(
        A,
        Call::Send {
            fd: a,
            data,
            flags: MsgFlags::NONE,
        },
    );
    bench.pass(201);
    assert_eq!(bench.ended(A, send), Some(Return::error(Again)));
}

/// They are the application's, not TCP's: a hold does not stop them.
#[test]
fn time_outs_go_on_while_the_gate_holds() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.option(B, b, Opt::RcvTimeo, OptValue::Millis(200));
    bench.gate(B, GateCommand::Hold(None));
    bench.send(A, a, b"x");
    let recv = bench.blocks(
        B,
        Call::Recv {
            fd: b,
            len: 1,
            flags: MsgFlags::NONE,
        },
    );
    bench.pass(201);
    assert_eq!(bench.ended(B, recv), Some(Return::error(Again)));
}

#[test]
fn poll_waits_for_the_first_event_or_its_time_out() {
    let mut bench = Bench::new();
    let (l, a, b) = bench.connection(7777);
    let entry = |fd| PollFd {
        fd,
        events: PollFd::IN,
        revents: 0,
    };
    let fds = vec![entry(l), entry(a)];
    let poll = bench.blocks(
        A,
        Call::Poll {
            fds: fds.clone(),
            timeout_ms: -1,
        },
    );
    bench.pass(60_000);
    bench.send(B, b, b"x");
    let ret = bench.ended(A, poll).unwrap();
    assert_eq!(ret.result, Ok(1));
    let ready = PollFd {
        revents: PollFd::IN,
        ..fds[1]
    };
    assert_eq!(ret.value, Value::Poll(vec![fds[0], ready]));
    bench.recv(A, a, 9);
    let poll = bench.blocks(
        A,
        Call::Poll {
            fds: fds.clone(),
            timeout_ms: 100,
        },
    );
    bench.pass(101);
    assert_eq!(
        bench.ended(A, poll),
        Some(Return::with(0, Value::Poll(fds)))
    );
}

/// As on Linux: a blocked call holds the socket, so the connection goes on until it returns.
#[test]
fn close_under_a_blocked_call() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    let recv = bench.blocks(
        A,
        Call::Recv {
            fd: a,
            len: 9,
            flags: MsgFlags::NONE,
        },
    );
    bench.close(A, a);
    assert_eq!(
        bench.err(
            A,
            Call::Recv {
                fd: a,
                len: 9,
                flags: MsgFlags::NONE
            }
        ),
        Badf
    );
    assert_eq!(bench.states(B), [State::Established]);
    assert_eq!(bench.stream(A), a, "its number is free");
    bench.send(B, b, b"x");
    let bytes = Value::Bytes(b"x".to_vec());
    assert_eq!(bench.ended(A, recv), Some(Return::with(1, bytes)));
    assert_eq!(bench.states(B), [State::CloseWait]);
}

/// socket(7), SO_LINGER: close() waits for the acknowledgment of the FIN.
#[test]
fn close_lingers() {
    let linger = OptValue::Linger(Linger {
        on: true,
        seconds: 5,
    });
    let mut bench = Bench::new();
    let (_, _, b) = bench.connection(7777);
    bench.option(B, b, Opt::Linger, linger);
    bench.gate(B, GateCommand::Hold(None));
    let close = bench.blocks(B, Call::Close { fd: b });
    assert_eq!(bench.states(B), [State::FinWait1]);
    assert_eq!(bench.err(B, Call::GetSockName { fd: b }), Badf);
    bench.gate(B, GateCommand::Open(None));
    assert_eq!(bench.ended(B, close), Some(Return::ok(0)));

    let (_, _, b) = bench.connection(7778);
    bench.option(B, b, Opt::Linger, linger);
    bench.gate(B, GateCommand::Hold(None));
    let close = bench.blocks(B, Call::Close { fd: b });
    bench.pass(5_001);
    assert_eq!(bench.ended(B, close), Some(Return::ok(0)));
    assert_eq!(bench.states(B), [State::FinWait2, State::FinWait1]);
}

#[test]
fn shutdown_wakes_who_reads() {
    let mut bench = Bench::new();
    let (_, a, _) = bench.connection(7777);
    let recv = bench.blocks(
        A,
        Call::Recv {
            fd: a,
            len: 9,
            flags: MsgFlags::NONE,
        },
    );
    bench.ok(
        A,
        Call::Shutdown {
            fd: a,
            how: How::Read,
        },
    );
    let end = Value::Bytes(vec![]);
    assert_eq!(bench.ended(A, recv), Some(Return::with(0, end)));
}

#[test]
fn calls_in_syn_sent_wait_for_the_connection() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 1);
    let b = bench.stream(B);
    bench.nonblock(B, b);
    bench.gate(B, GateCommand::Hold(None));
    let addr = at_a(7777);
    assert_eq!(bench.err(B, Call::Connect { fd: b, addr }), InProgress);
    assert_eq!(bench.err(B, send(b, b"x")), Again);
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd: b,
                len: 1,
                flags: MsgFlags::NONE
            }
        ),
        Again
    );
    bench.ok(
        B,
        Call::Fcntl {
            fd: b,
            control: Control::SetFlags { nonblock: false },
        },
    );
    let sending = bench.blocks(B, send(b, b"x"));
    let again = bench.blocks(B, Call::Connect { fd: b, addr });
    bench.gate(B, GateCommand::Open(None));
    assert_eq!(bench.ended(B, sending), Some(Return::ok(1)));
    assert_eq!(bench.ended(B, again), Some(Return::ok(0)));
    let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
    assert_eq!(bench.recv(A, a, 1), b"x");
}
