//! What the gate can do to a segment.

mod support;

use Direction::*;
use State::*;
use sockscope_link::*;
use support::*;

/// Act and flags of each report of a segment, from `since` on.
fn acts(bench: &mut Bench, since: usize) -> Vec<String> {
    let segments = bench.segments(B);
    let text = |s: &Segment| format!("{} {} {}", s.id.0, s.flags, s.act.name());
    segments[since..].iter().map(text).collect()
}

fn last_state(bench: &mut Bench) -> GateState {
    let reports = bench.b.wire.reports.iter().rev();
    let mut states = reports.filter_map(|report| match report {
        Report::Gate(state) => Some(*state),
        _ => None,
    });
    states.next().expect("the gate was reported")
}

#[test]
fn an_open_gate_lets_everything_pass_and_numbers_it() {
    let mut bench = Bench::new();
    bench.connection(7777);
    assert_eq!(
        acts(&mut bench, 0),
        ["1 S passed", "2 SA passed", "3 A passed"]
    );
}

#[test]
fn each_direction_is_held_by_itself() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.gate(B, GateCommand::Hold(Some(BoardToHost)));
    bench.send(A, a, b"in");
    assert_eq!(bench.recv(B, b, 9), b"in");
    let state = last_state(&mut bench);
    assert_eq!(state.host_to_board.mode, GateMode::Open);
    assert_eq!(state.board_to_host.mode, GateMode::Holding);
    // The acknowledgment stands.
    assert_eq!(acts(&mut bench, 3), ["4 PA passed", "5 A held"]);
}

#[test]
fn release_one_by_number_or_all_in_order() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.option(A, a, Opt::NoDelay, OptValue::Int(1));
    bench.gate(B, GateCommand::Hold(None));
    for data in [b"one", b"two", b"thr"] {
        bench.send(A, a, data);
    }
    assert_eq!(acts(&mut bench, 3), ["4 PA held", "5 PA held", "6 PA held"]);
    assert_eq!(
        last_state(&mut bench).host_to_board.held,
        0,
        "as it stood after the command"
    );
    bench.gate(B, GateCommand::Release(Which::Id(SegmentId(5))));
    // It came out of order: the board asks for the first again.
    assert_eq!(acts(&mut bench, 6), ["5 PA released", "7 A held"]);
    bench.gate(B, GateCommand::Release(Which::All(Some(HostToBoard))));
    // What fills the hole is acknowledged at once (RFC 5681 section 4.2).
    assert_eq!(
        acts(&mut bench, 8),
        ["4 PA released", "8 A held", "6 PA released", "9 A held"]
    );
    assert_eq!(bench.recv(B, b, 99), b"onetwothr");
    bench.gate(B, GateCommand::Release(Which::Id(SegmentId(5))));
    assert!(bench.log(B).contains(&"segment 5 is not held".to_string()));
}

#[test]
fn a_dropped_segment_is_sent_again_by_tcp() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.gate(B, GateCommand::Hold(Some(HostToBoard)));
    bench.send(A, a, b"lost");
    bench.gate(B, GateCommand::Drop(Which::Next(None)));
    bench.gate(B, GateCommand::Open(None));
    let wait = bench.blocks(
        B,
        Call::Recv {
            fd: b,
            len: 9,
            flags: MsgFlags::NONE,
        },
    );
    bench.pass(1_500);
    let bytes = Value::Bytes(b"lost".to_vec());
    assert_eq!(bench.ended(B, wait), Some(Return::with(4, bytes)));
    assert_eq!(
        acts(&mut bench, 3),
        ["4 PA held", "4 PA dropped", "5 PA passed", "6 A passed"]
    );
}

#[test]
fn a_duplicate_is_acknowledged_and_not_read_twice() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.gate(B, GateCommand::Hold(Some(HostToBoard)));
    bench.send(A, a, b"once");
    bench.gate(B, GateCommand::Duplicate(Which::Next(None)));
    assert_eq!(last_state(&mut bench).host_to_board.held, 1);
    assert_eq!(bench.recv(B, b, 9), b"once");
    bench.gate(B, GateCommand::Open(None));
    bench.blocks(
        B,
        Call::Recv {
            fd: b,
            len: 9,
            flags: MsgFlags::NONE,
        },
    );
    assert_eq!(
        acts(&mut bench, 3),
        [
            "4 PA held",
            "4 PA duplicated",
            "5 A passed",
            "4 PA released",
            "6 A passed"
        ]
    );
}

#[test]
fn reorder_swaps_the_two_oldest() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.option(A, a, Opt::NoDelay, OptValue::Int(1));
    bench.gate(B, GateCommand::Hold(Some(HostToBoard)));
    bench.send(A, a, b"1");
    bench.send(A, a, b"2");
    bench.gate(B, GateCommand::Reorder(None));
    bench.gate(B, GateCommand::Release(Which::Next(None)));
    assert_eq!(acts(&mut bench, 5)[0], "5 PA released");
    bench.gate(B, GateCommand::Release(Which::Next(None)));
    assert_eq!(bench.recv(B, b, 9), b"12");
}

#[test]
fn a_delay_keeps_the_order() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.gate(
        B,
        GateCommand::Delay {
            ms: 100,
            dir: Some(HostToBoard),
        },
    );
    bench.send(A, a, b"slow");
    let wait = bench.blocks(
        B,
        Call::Recv {
            fd: b,
            len: 9,
            flags: MsgFlags::NONE,
        },
    );
    bench.pass(99);
    assert_eq!(bench.ended(B, wait), None);
    assert_eq!(acts(&mut bench, 3), ["4 PA delayed"]);
    bench.pass(2);
    assert!(bench.ended(B, wait).is_some());
    assert_eq!(acts(&mut bench, 3)[1], "4 PA passed");
    bench.send(A, a, b"slow");
    bench.gate(B, GateCommand::Delay { ms: 0, dir: None });
    assert_eq!(bench.recv(B, b, 9), b"slow");
}

/// What the other end sends again while the original is held is counted, not queued.
#[test]
fn retransmissions_fold_into_the_held_original() {
    let mut bench = Bench::new();
    bench.listener(7777, 1);
    bench.gate(B, GateCommand::Hold(Some(HostToBoard)));
    let l = bench.stream(B);
    bench.ok(
        B,
        Call::Bind {
            fd: l,
            addr: any(80),
        },
    );
    bench.ok(B, Call::Listen { fd: l, backlog: 1 });
    let a = bench.stream(A);
    let connect = bench.blocks(
        A,
        Call::Connect {
            fd: a,
            addr: at_b(80),
        },
    );
    bench.pass(8_000);
    let syns = bench.segments(B);
    let counts: Vec<_> = syns
        .iter()
        .map(|s| (s.id.0, s.act, s.retransmissions))
        .collect();
    let held = |count| (1, Act::Held, count);
    // At 0, 1, 3 and 7 seconds.
    assert_eq!(counts, [held(0), held(1), held(2), held(3)]);
    bench.gate(B, GateCommand::Open(None));
    assert_eq!(bench.ended(A, connect), Some(Return::ok(0)));
    assert_eq!(bench.segments(B)[4].retransmissions, 3);
    assert_eq!(bench.states(B), [Listen, Established]);
}

/// Acknowledgments of different bytes are different segments.
#[test]
fn different_acknowledgments_are_not_folded() {
    let mut bench = Bench::new();
    let (_, a, _b) = bench.connection(7777);
    bench.option(A, a, Opt::NoDelay, OptValue::Int(1));
    bench.gate(B, GateCommand::Hold(Some(BoardToHost)));
    bench.send(A, a, b"one");
    bench.send(A, a, b"two");
    assert_eq!(last_state(&mut bench).board_to_host.held, 0);
    bench.gate(B, GateCommand::Reorder(Some(HostToBoard)));
    assert_eq!(last_state(&mut bench).board_to_host.held, 2);
}

#[test]
fn a_full_gate_drops_and_says_so() {
    let mut bench = Bench::with(
        config(ADDRESS_A, 1),
        sockscope_board::Config {
            held: 2,
            ..config(ADDRESS_B, 2)
        },
    );
    let (_, a, _) = bench.connection(7777);
    bench.option(A, a, Opt::NoDelay, OptValue::Int(1));
    bench.gate(B, GateCommand::Hold(None));
    for data in [b"1", b"2", b"3"] {
        bench.send(A, a, data);
    }
    assert_eq!(
        acts(&mut bench, 3),
        ["4 PA held", "5 PA held", "6 PA dropped"]
    );
    assert!(bench.log(B)[0].starts_with("gate full: segment PA 10.77.0.1:7777"));
    bench.gate(B, GateCommand::Duplicate(Which::Next(None)));
    assert!(bench.log(B)[1].contains("cannot be duplicated"));
}

/// The board's clock stands still: no hold, however long, kills anything on the board.
#[test]
fn a_ten_minute_hold_kills_nothing() {
    let ten_minutes = 600_000;
    let mut bench = Bench::new();
    bench.listener(7777, 1);
    let c = bench.stream(B);
    bench.gate(B, GateCommand::Hold(None));
    let connect = bench.blocks(
        B,
        Call::Connect {
            fd: c,
            addr: at_a(7777),
        },
    );
    bench.pass(ten_minutes);
    assert_eq!(bench.state(B, c), SynSent);
    // Nothing was sent again meanwhile: there is one segment.
    assert_eq!(acts(&mut bench, 0), ["1 S held"]);
    bench.gate(B, GateCommand::Release(Which::Next(None)));
    bench.pass(30_000);
    bench.gate(B, GateCommand::Open(None));
    assert_eq!(bench.ended(B, connect), Some(Return::ok(0)));

    bench.gate(B, GateCommand::Hold(None));
    bench.send(B, c, b"data");
    bench.pass(ten_minutes);
    bench.gate(B, GateCommand::Open(None));
    bench.pass(100);
    assert_eq!(bench.states(A), [Listen, Established]);
    assert_eq!(bench.facts(A)[1].recv_queue, 4);
    assert_eq!(bench.facts(B)[0].send_queue, 0);
}

/// TIME-WAIT's timer goes on from where it stood.
#[test]
fn time_wait_stands_still_with_the_gate() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    let (_, _, other) = bench.connection(7778);
    bench.close(B, b);
    bench.close(A, a);
    bench.pass(4_000);
    let left = |bench: &mut Bench| bench.facts(B)[0].timer_ms;
    assert_eq!(left(&mut bench), Some(6_000));
    bench.gate(B, GateCommand::Hold(None));
    bench.send(B, other, b"x");
    bench.pass(600_000);
    assert_eq!(bench.states(B)[0], TimeWait);
    assert_eq!(left(&mut bench), Some(6_000));
    bench.gate(B, GateCommand::Open(None));
    bench.pass(5_900);
    assert_eq!(bench.states(B)[0], TimeWait);
    bench.pass(200);
    assert_eq!(bench.states(B).len(), 1);
}

#[test]
fn a_segment_is_shown_as_it_is() {
    let mut bench = Bench::new();
    let (_, _, b) = bench.connection(7777);
    let data: Vec<u8> = (0..200).collect();
    bench.send(B, b, &data);
    let segments = bench.segments(B);
    let syn = &segments[0];
    assert_eq!(
        (syn.mss, syn.window_scale, syn.win),
        (Some(1460), Some(0), 8192)
    );
    let push = &segments[3];
    assert_eq!((push.flags, push.len), (Flags::PSH | Flags::ACK, 200));
    assert_eq!(push.payload, data[..Segment::SNAP]);
    assert_eq!(push.seq, syn.seq + 1);
    assert_eq!((push.src.ip(), push.dst), (ADDRESS_B.into(), at_a(7777)));
}

#[test]
fn datagrams_are_held_too_and_never_folded() {
    let mut bench = Bench::new();
    let (a, b) = (bench.datagram(A), bench.datagram(B));
    bench.ok(
        A,
        Call::Bind {
            fd: a,
            addr: any(53),
        },
    );
    bench.gate(B, GateCommand::Hold(None));
    for _ in 0..2 {
        bench.ok(
            B,
            Call::SendTo {
                fd: b,
                data: Data::Bytes(b"q".to_vec()),
                addr: at_a(53),
                flags: MsgFlags::NONE,
            },
        );
    }
    assert_eq!(acts(&mut bench, 0), ["1  held", "2  held"]);
    bench.gate(B, GateCommand::Release(Which::Next(None)));
    bench.gate(B, GateCommand::Drop(Which::Next(None)));
    assert_eq!(bench.recv(A, a, 9), b"q");
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
fn clear_drops_what_is_held_and_resets_what_lives() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    let udp = bench.datagram(B);
    bench.ok(
        B,
        Call::Bind {
            fd: udp,
            addr: any(53),
        },
    );
    let l = bench.stream(B);
    bench.ok(B, Call::Listen { fd: l, backlog: 1 });
    let blocked = bench.blocks(B, Call::Accept { fd: l });
    bench.gate(B, GateCommand::Hold(None));
    bench.send(B, b, b"x");
    bench.tell(B, Command::Clear);
    bench.settle();
    assert_eq!(
        bench.ended(B, blocked),
        Some(Return::error(Errno::Canceled))
    );
    assert_eq!(bench.b.wire.reports.last(), Some(&Report::Cleared));
    assert_eq!(bench.facts(B), []);
    assert_eq!(last_state(&mut bench), GateState::default());
    assert_eq!(
        bench.err(
            A,
            Call::Recv {
                fd: a,
                len: 1,
                flags: MsgFlags::NONE
            }
        ),
        Errno::ConnReset
    );
    let ends: Vec<_> = (1..=3)
        .map(|id| bench.path_of(B, SocketId(id)).pop())
        .collect();
    assert_eq!(ends, [Some(Closed); 3]);
    assert_eq!(bench.stream(B), 3, "descriptors start again");
}
