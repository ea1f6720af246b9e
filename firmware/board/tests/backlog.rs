//! listen(2)'s queue: connections complete before accept(), up to backlog + 1 of them.

mod support;

use State::*;
use sockscope_link::*;
use support::*;

fn connect(bench: &mut Bench, port: u16) -> (Fd, CallId) {
    let fd = bench.stream(B);
    let addr = at_a(port);
    (fd, bench.start(B, Call::Connect { fd, addr }))
}

#[test]
fn connections_complete_before_accept_in_order() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 5);
    let mut names = vec![];
    for _ in 0..3 {
        let (fd, id) = connect(&mut bench, 7777);
        assert_eq!(bench.ended(B, id), Some(Return::ok(0)));
        let name = bench.call(B, Call::GetSockName { fd }).value;
        bench.send(B, fd, b"early");
        names.push(name);
    }
    let facts = bench.facts(A);
    assert_eq!((facts[0].recv_queue, facts[0].backlog), (3, Some(5)));
    assert!(
        facts[1..]
            .iter()
            .all(|f| f.fd.is_none() && f.listener == Some(facts[0].socket))
    );
    for name in names {
        let ret = bench.call(A, Call::Accept { fd: l });
        assert_eq!(ret.value, name);
        assert_eq!(bench.recv(A, ret.result.unwrap() as Fd, 9), b"early");
    }
    assert!(bench.facts(A).iter().all(|f| f.listener.is_none()));
}

/// On Linux, listen(s, 1) takes 2, and listen(s, 0) takes 1.
#[test]
fn the_queue_takes_one_more_than_the_backlog() {
    for backlog in [0, 1, 3] {
        let mut bench = Bench::new();
        let l = bench.listener(7777, backlog);
        let mut calls = vec![];
        for _ in 0..backlog + 3 {
            calls.push(connect(&mut bench, 7777));
        }
        let done = calls
            .iter()
            .filter(|c| bench.ended(B, c.1).is_some())
            .count();
        assert_eq!(done, backlog as usize + 1);
        // The others were not refused: they ask again, and get in when there is room.
        for (fd, _) in &calls[done..] {
            assert_eq!(bench.state(B, *fd), SynSent);
        }
        assert!(
            bench
                .segments(A)
                .iter()
                .all(|s| !s.flags.contains(Flags::RST))
        );
        assert!(
            bench
                .log(A)
                .iter()
                .any(|line| line.contains("accept queue full, SYN from 10.77.0.2"))
        );
        for _ in &calls {
            bench.start(A, Call::Accept { fd: l });
        }
        bench.pass(10_000);
        for (_, id) in &calls {
            assert_eq!(bench.ended(B, *id), Some(Return::ok(0)));
        }
    }
}

/// The last ACK of a handshake finds the queue full: it counts as lost, and the SYN-ACK is sent again.
#[test]
fn a_handshake_that_finds_the_queue_full_stays_in_syn_received() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 1);
    bench.gate(A, GateCommand::Hold(Some(Direction::HostToBoard)));
    let mut fds = vec![];
    for _ in 0..2 {
        fds.push(connect(&mut bench, 7777).0);
    }
    // Both requests are in, both last ACKs stand in the gate.
    bench.gate(A, GateCommand::Release(Which::All(None)));
    assert_eq!(bench.states(A), [Listen, SynReceived, SynReceived]);
    bench.ok(A, Call::Listen { fd: l, backlog: 0 });
    bench.gate(A, GateCommand::Open(None));
    assert_eq!(bench.states(A), [Listen, Established, SynReceived]);
    assert_eq!(
        (bench.state(B, fds[0]), bench.state(B, fds[1])),
        (Established, Established)
    );
    bench.ok(A, Call::Accept { fd: l });
    bench.pass(5_000);
    assert_eq!(bench.states(A), [Listen, Established, Established]);
}

#[test]
fn closing_the_listener_resets_what_waits() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 5);
    let (complete, _) = connect(&mut bench, 7777);
    bench.gate(A, GateCommand::Hold(Some(Direction::BoardToHost)));
    let (half, call) = connect(&mut bench, 7777);
    bench.gate(A, GateCommand::Drop(Which::All(None)));
    bench.gate(A, GateCommand::Open(None));
    assert_eq!(bench.states(A), [Listen, Established, SynReceived]);
    bench.close(A, l);
    assert_eq!(bench.facts(A), []);
    assert_eq!(
        bench.err(
            B,
            Call::Recv {
                fd: complete,
                len: 1,
                flags: MsgFlags::NONE
            }
        ),
        Errno::ConnReset
    );
    // The half-open one is forgotten without a word: the client asks again, and is refused.
    assert_eq!(bench.state(B, half), SynSent);
    bench.pass(3_000);
    assert_eq!(
        bench.ended(B, call),
        Some(Return::error(Errno::ConnRefused))
    );
}

#[test]
fn shutdown_of_a_listener_ends_it() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 5);
    bench.ok(
        A,
        Call::Shutdown {
            fd: l,
            how: How::Write,
        },
    );
    let blocked = bench.blocks(A, Call::Accept { fd: l });
    bench.ok(
        A,
        Call::Shutdown {
            fd: l,
            how: How::Read,
        },
    );
    assert_eq!(bench.ended(A, blocked), Some(Return::error(Errno::Inval)));
    assert_eq!(bench.err(A, Call::Accept { fd: l }), Errno::Inval);
    let (_, id) = connect(&mut bench, 7777);
    assert_eq!(bench.ended(B, id), Some(Return::error(Errno::ConnRefused)));
    bench.ok(A, Call::Listen { fd: l, backlog: 1 });
    let (_, id) = connect(&mut bench, 7777);
    assert_eq!(bench.ended(B, id), Some(Return::ok(0)));
}

/// Linux hands such a connection out nevertheless: what came before the reset can be read.
#[test]
fn a_connection_that_was_reset_in_the_queue_is_accepted() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 5);
    let (b, _) = connect(&mut bench, 7777);
    bench.send(B, b, b"hi");
    bench.reset(B, b);
    let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
    assert_eq!(bench.err(A, Call::GetPeerName { fd: a }), Errno::NotConn);
    assert_eq!(bench.recv(A, a, 9), b"hi");
    assert_eq!(
        bench.err(
            A,
            Call::Recv {
                fd: a,
                len: 9,
                flags: MsgFlags::NONE
            }
        ),
        Errno::ConnReset
    );
    assert_eq!(bench.recv(A, a, 9), b"");
    bench.close(A, a);
    assert_eq!(bench.states(A), [Listen]);
}

/// RFC 9293 section 3.10.7.4: a reset in SYN-RECEIVED, after a passive open.
#[test]
fn a_reset_in_syn_received_leaves_the_listener_alone() {
    let mut bench = Bench::new();
    bench.listener(7777, 0);
    bench.gate(A, GateCommand::Hold(Some(Direction::BoardToHost)));
    let (b, id) = connect(&mut bench, 7777);
    bench.tell(B, Command::Cancel { id });
    bench.close(B, b);
    bench.gate(A, GateCommand::Open(None));
    // The SYN-ACK found nobody.
    assert_eq!(bench.states(A), [Listen]);
    assert_eq!(bench.path_of(A, SocketId(2)), [SynReceived, Closed]);
    let (_, id) = connect(&mut bench, 7777);
    assert_eq!(bench.ended(B, id), Some(Return::ok(0)));
}

#[test]
fn an_unfinished_handshake_is_given_up() {
    let mut bench = Bench::new();
    bench.listener(7777, 0);
    bench.gate(A, GateCommand::Hold(Some(Direction::BoardToHost)));
    let (b, call) = connect(&mut bench, 7777);
    bench.gate(A, GateCommand::Drop(Which::All(None)));
    // The client goes away without a word.
    bench.tell(B, Command::Cancel { id: call });
    bench.gate(A, GateCommand::Open(None));
    bench.gate(B, GateCommand::Hold(None));
    bench.close(B, b);
    bench.pass(62_000);
    assert_eq!(bench.states(A), [Listen, SynReceived]);
    bench.pass(2_000);
    assert_eq!(bench.states(A), [Listen]);
    assert_eq!(bench.transitions(A).last().unwrap().cause, Cause::Timer);
}

#[test]
fn twenty_descriptors_and_many_clients_on_one_listener() {
    let mut bench = Bench::with(
        sockscope_board::Config {
            descriptors: 20,
            connections: 24,
            ..config(ADDRESS_A, 1)
        },
        sockscope_board::Config {
            descriptors: 60,
            connections: 60,
            ..config(ADDRESS_B, 2)
        },
    );
    let l = bench.listener(7777, 40);
    let clients: Vec<_> = (0..50).map(|_| connect(&mut bench, 7777)).collect();
    let done = clients
        .iter()
        .filter(|c| bench.ended(B, c.1).is_some())
        .count();
    assert_eq!(done, 24, "as many as there are connections");
    assert!(
        bench
            .log(A)
            .iter()
            .any(|line| line.contains("out of connections, SYN"))
    );
    let mut served = vec![];
    for _ in 0..19 {
        served.push(bench.ok(A, Call::Accept { fd: l }) as Fd);
    }
    assert_eq!(bench.err(A, Call::Accept { fd: l }), Errno::MFile);
    // Each is served and closed; the rest get in one after the other, asking again and again.
    let mut answered = 0;
    for _ in 0..200 {
        for fd in served.drain(..) {
            bench.send(A, fd, b"hello");
            bench.close(A, fd);
            answered += 1;
        }
        for (fd, id) in &clients {
            let came = |f: &SocketFacts| f.fd == Some(*fd) && f.recv_queue > 0;
            if bench.ended(B, *id).is_some() && bench.facts(B).iter().any(came) {
                let ret = bench.call(
                    B,
                    Call::Recv {
                        fd: *fd,
                        len: 9,
                        flags: MsgFlags::NONE,
                    },
                );
                assert_eq!(ret.value, Value::Bytes(b"hello".to_vec()));
                bench.close(B, *fd);
            }
        }
        if answered == clients.len() {
            break;
        }
        bench.nonblock(A, l);
        bench.pass(1_000);
        while let Ok(fd) = bench.call(A, Call::Accept { fd: l }).result {
            served.push(fd as Fd);
        }
    }
    assert_eq!(answered, clients.len());
}
