//! The life of a connection, as RFC 9293 draws it. A is the host's part, B the board's: B's gate is
//! the one that holds.

mod support;

use State::*;
use sockscope_link::*;
use support::*;

fn hold(bench: &mut Bench) {
    bench.gate(B, GateCommand::Hold(None));
}

fn release(bench: &mut Bench) {
    bench.gate(B, GateCommand::Release(Which::Next(None)));
}

/// The flags of what is held, in both directions.
fn held(bench: &mut Bench) -> Vec<String> {
    let mut held: Vec<(SegmentId, String)> = vec![];
    for segment in bench.segments(B) {
        held.retain(|(id, _)| *id != segment.id);
        if segment.act == Act::Held {
            held.push((segment.id, segment.flags.to_string()));
        }
    }
    held.into_iter().map(|(_, flags)| flags).collect()
}

/// Figure 6 (basic three-way handshake) and figure 12 (normal close).
#[test]
fn a_whole_life() {
    let mut bench = Bench::new();
    let (l, a, b) = bench.connection(7777);
    assert_eq!((l, a, b), (3, 4, 3));
    bench.send(B, b, b"hola");
    assert_eq!(bench.recv(A, a, 64), b"hola");
    bench.send(A, a, b"hola, dijo");
    assert_eq!(bench.recv(B, b, 64), b"hola, dijo");
    bench.close(B, b);
    assert_eq!(bench.recv(A, a, 64), b"");
    bench.close(A, a);
    bench.close(A, l);
    bench.pass(20_000);
    assert_eq!(
        bench.path_of(B, SocketId(1)),
        [
            Unbound,
            SynSent,
            Established,
            FinWait1,
            FinWait2,
            TimeWait,
            Closed
        ]
    );
    assert_eq!(
        bench.path_of(A, SocketId(1)),
        [Unbound, Bound, Listen, Closed]
    );
    assert_eq!(
        bench.path_of(A, SocketId(2)),
        [SynReceived, Established, CloseWait, LastAck, Closed]
    );
    assert_eq!(bench.facts(A), []);
    assert_eq!(bench.facts(B), []);
}

#[test]
fn every_step_of_the_handshake_can_be_held() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 1);
    hold(&mut bench);
    let c = bench.stream(B);
    let addr = at_a(7777);
    let connect = bench.blocks(B, Call::Connect { fd: c, addr });
    assert_eq!(held(&mut bench), ["S"]);
    assert_eq!((bench.state(B, c), bench.state(A, l)), (SynSent, Listen));
    release(&mut bench);
    assert_eq!(held(&mut bench), ["SA"]);
    assert_eq!(bench.states(A), [Listen, SynReceived]);
    release(&mut bench);
    assert_eq!(held(&mut bench), ["A"]);
    assert_eq!(bench.state(B, c), Established);
    assert_eq!(bench.ended(B, connect), Some(Return::ok(0)));
    assert_eq!(bench.states(A), [Listen, SynReceived]);
    release(&mut bench);
    assert_eq!(bench.states(A), [Listen, Established]);
}

/// Figure 12, each segment held.
#[test]
fn every_step_of_the_close_can_be_held() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    hold(&mut bench);
    bench.close(B, b);
    assert_eq!(
        (bench.states(B)[0], bench.state(A, a)),
        (FinWait1, Established)
    );
    release(&mut bench);
    assert_eq!(
        (bench.states(B)[0], bench.state(A, a)),
        (FinWait1, CloseWait)
    );
    release(&mut bench);
    assert_eq!(
        (bench.states(B)[0], bench.state(A, a)),
        (FinWait2, CloseWait)
    );
    bench.close(A, a);
    assert_eq!(
        (bench.states(B)[0], bench.states(A)[1]),
        (FinWait2, LastAck)
    );
    release(&mut bench);
    assert_eq!(
        (bench.states(B)[0], bench.states(A)[1]),
        (TimeWait, LastAck)
    );
    release(&mut bench);
    assert_eq!(
        (bench.states(B), bench.states(A)),
        (vec![TimeWait], vec![Listen])
    );
    bench.pass(9_000);
    assert_eq!(bench.states(B), [TimeWait]);
    bench.pass(2_000);
    assert_eq!(bench.states(B), []);
}

/// Section 3.6, case 3: both users close at once.
#[test]
fn simultaneous_close() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    hold(&mut bench);
    bench.close(A, a);
    bench.close(B, b);
    assert_eq!(
        (bench.states(A)[1], bench.states(B)[0]),
        (FinWait1, FinWait1)
    );
    release(&mut bench);
    release(&mut bench);
    assert_eq!((bench.states(A)[1], bench.states(B)[0]), (Closing, Closing));
    release(&mut bench);
    release(&mut bench);
    assert_eq!(
        (bench.states(A)[1], bench.states(B)[0]),
        (TimeWait, TimeWait)
    );
}

/// Figure 7: both ends connect at once, and neither listens.
#[test]
fn simultaneous_open() {
    let mut bench = Bench::new();
    hold(&mut bench);
    let (a, b) = (bench.stream(A), bench.stream(B));
    bench.ok(
        A,
        Call::Bind {
            fd: a,
            addr: any(1000),
        },
    );
    bench.ok(
        B,
        Call::Bind {
            fd: b,
            addr: any(2000),
        },
    );
    let from_a = bench.blocks(
        A,
        Call::Connect {
            fd: a,
            addr: at_b(2000),
        },
    );
    let from_b = bench.blocks(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(1000),
        },
    );
    assert_eq!(held(&mut bench), ["S", "S"]);
    assert_eq!((bench.state(A, a), bench.state(B, b)), (SynSent, SynSent));
    release(&mut bench);
    release(&mut bench);
    assert_eq!(
        (bench.state(A, a), bench.state(B, b)),
        (SynReceived, SynReceived)
    );
    bench.gate(B, GateCommand::Open(None));
    bench.pass(100);
    assert_eq!(
        (bench.state(A, a), bench.state(B, b)),
        (Established, Established)
    );
    assert_eq!(bench.ended(A, from_a), Some(Return::ok(0)));
    assert_eq!(bench.ended(B, from_b), Some(Return::ok(0)));
    assert_eq!(
        bench.path(B, b),
        [Unbound, Bound, SynSent, SynReceived, Established]
    );
    bench.send(A, a, b"x");
    assert_eq!(bench.recv(B, b, 9), b"x");
}

/// Section 3.10.7.4: the ACK is processed before the FIN that comes with it, so ESTABLISHED was
/// passed even though nobody could have seen it.
#[test]
fn a_state_that_one_segment_passes_is_inferred() {
    let mut bench = Bench::new();
    bench.listener(7777, 1);
    // A's segments pass; of B's, the ACK that ends the handshake is lost.
    let c = bench.stream(B);
    bench.gate(B, GateCommand::Hold(Some(Direction::HostToBoard)));
    bench.blocks(
        B,
        Call::Connect {
            fd: c,
            addr: at_a(7777),
        },
    );
    bench.gate(B, GateCommand::Hold(None));
    release(&mut bench);
    bench.gate(B, GateCommand::Drop(Which::All(None)));
    assert_eq!(bench.states(A), [Listen, SynReceived]);
    bench.gate(B, GateCommand::Open(None));
    bench.close(B, c);
    assert_eq!(bench.states(A), [Listen, CloseWait]);
    let child: Vec<_> = bench
        .transitions(A)
        .into_iter()
        .filter(|t| t.socket == SocketId(2))
        .collect();
    let seen: Vec<_> = child.iter().map(|t| (t.to, t.evidence)).collect();
    assert_eq!(
        seen,
        [
            (SynReceived, Evidence::Measured),
            (Established, Evidence::Inferred),
            (CloseWait, Evidence::Measured),
        ]
    );
    assert_eq!(child[1].cause, child[2].cause);
}

#[test]
fn each_transition_bears_its_cause() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.close(B, b);
    bench.close(A, a);
    bench.pass(20_000);
    let segments = bench.segments(B);
    let mut causes = vec![];
    for transition in bench.transitions(B) {
        causes.push(match transition.cause {
            Cause::Call => "call".to_string(),
            Cause::Timer => "timer".to_string(),
            Cause::Restart => unreachable!("no board says so of itself"),
            Cause::Segment(id) => {
                let segment = segments
                    .iter()
                    .find(|s| Some(s.id) == id)
                    .expect("a known segment");
                assert_eq!(segment.dir, Direction::HostToBoard);
                segment.flags.to_string()
            }
        });
    }
    // UNBOUND, SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, TIME-WAIT, CLOSED
    assert_eq!(causes, ["call", "call", "SA", "call", "A", "FA", "timer"]);
}

/// What a shell that samples the other end's kernel relies on.
#[test]
fn reports_come_in_the_order_of_things() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 1);
    let c = bench.stream(B);
    bench.a.wire.reports.clear();
    bench.ok(
        B,
        Call::Connect {
            fd: c,
            addr: at_a(7777),
        },
    );
    bench.ok(A, Call::Accept { fd: l });
    let mut order = vec![];
    for report in &bench.a.wire.reports {
        order.push(match report {
            Report::Log { .. } => continue,
            Report::Segment(segment) => format!("{} {}", segment.dir, segment.flags),
            Report::Transition(transition) => transition.to.to_string(),
            Report::Return { .. } => "return".to_string(),
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(
        order,
        [
            "host->board S",
            "SYN-RECEIVED",
            "board->host SA",
            "host->board A",
            "ESTABLISHED",
            "return"
        ]
    );
}

/// RFC 9293 section 3.10.7.4, TIME-WAIT: a request with a later sequence number may open the connection
/// anew; an earlier one has to wait.
#[test]
fn a_later_request_ends_time_wait_when_somebody_listens() {
    let mut at_once = 0;
    for seed in 1..=8 {
        let mut bench = Bench::with(config(ADDRESS_A, seed), config(ADDRESS_B, seed + 100));
        let l = bench.listener(7777, 5);
        let connect = |bench: &mut Bench| {
            let fd = bench.stream(B);
            bench.ok(
                B,
                Call::Bind {
                    fd,
                    addr: any(2000),
                },
            );
            (
                fd,
                bench.start(
                    B,
                    Call::Connect {
                        fd,
                        addr: at_a(7777),
                    },
                ),
            )
        };
        let (b, _) = connect(&mut bench);
        let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
        bench.close(A, a);
        bench.close(B, b);
        assert_eq!(bench.states(A), [Listen, TimeWait]);
        let syns = |bench: &mut Bench| {
            let all = bench.segments(A).into_iter();
            all.filter(|s| s.flags == Flags::SYN)
                .map(|s| s.seq)
                .collect::<Vec<_>>()
        };
        let (b, id) = connect(&mut bench);
        let seqs = syns(&mut bench);
        let later = (seqs[1].wrapping_sub(seqs[0]) as i32) > 0;
        assert_eq!(bench.ended(B, id).is_some(), later);
        if later {
            let end = bench.path_of(A, SocketId(2));
            assert_eq!(end.last(), Some(&Closed));
            at_once += 1;
        }
        bench.pass(20_000);
        assert_eq!(bench.ended(B, id), Some(Return::ok(0)));
        assert_eq!(bench.state(B, b), Established);
    }
    assert!((1..8).contains(&at_once), "both kinds were tried");
}

#[test]
fn fin_wait_2_and_its_orphan() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.close(B, b);
    assert_eq!(bench.states(B), [FinWait2]);
    // Data for somebody who reads no more is answered with a reset.
    bench.send(A, a, b"too late");
    assert_eq!(bench.states(B), []);
    assert_eq!(bench.state(A, a), Closed);
    assert_eq!(bench.path_of(B, SocketId(1)).last(), Some(&Closed));
}
