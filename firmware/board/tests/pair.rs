//! What two cores on one wire need of each other: one that has the gate, one that stands in the host's
//! place.

mod support;

use State::*;
use sockscope_board::{Config, Duration};
use sockscope_link::*;
use support::*;

fn held(bench: &Bench, dir: Direction) -> u16 {
    bench.b.board.gate_state().lane(dir).held
}

#[test]
fn the_gate_can_be_asked_how_it_stands() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    assert_eq!(bench.b.board.gate_state(), GateState::default());

    bench.gate(B, GateCommand::Hold(Some(Direction::HostToBoard)));
    bench.send(A, a, b"held");
    bench.send(B, b, b"passes");
    let state = bench.b.board.gate_state();
    assert_eq!(state.host_to_board.mode, GateMode::Holding);
    assert_eq!(state.board_to_host.mode, GateMode::Open);
    // The data, and A's acknowledgment of what passed.
    assert_eq!(held(&bench, Direction::HostToBoard), 2);
    assert_eq!(held(&bench, Direction::BoardToHost), 0);

    bench.gate(B, GateCommand::Open(None));
    assert_eq!(bench.b.board.gate_state(), GateState::default());
}

/// The other end's segment is held by B's gate. A has no gate, but is told to wait.
#[test]
fn a_core_that_stands_still_repeats_nothing() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.gate(B, GateCommand::Hold(None));
    bench.send(A, a, b"hola");
    let now = bench.now;
    bench.a.board.stand_still(true, now);
    let sent = bench.segments(A).len();
    bench.pass(3_600_000);
    assert_eq!(bench.segments(A).len(), sent, "sent again");
    assert_eq!(bench.state(A, a), Established);

    let now = bench.now;
    bench.a.board.stand_still(false, now);
    bench.gate(B, GateCommand::Open(None));
    assert_eq!(bench.recv(B, b, 64), b"hola");
    bench.pass(10_000);
    assert_eq!(
        bench
            .segments(B)
            .iter()
            .filter(|s| s.retransmissions > 0)
            .count(),
        0
    );
}

/// The control of the test above: without being told, A sends again.
#[test]
fn a_core_that_is_not_told_sends_again() {
    let mut bench = Bench::new();
    let (_, a, _) = bench.connection(7777);
    bench.gate(B, GateCommand::Hold(None));
    bench.send(A, a, b"hola");
    let sent = bench.segments(A).len();
    bench.pass(3_600_000);
    assert!(bench.segments(A).len() > sent);
}

#[test]
fn standing_still_stops_time_wait_and_no_time_out_of_the_application() {
    let mut bench = Bench::new();
    let (l, a, b) = bench.connection(7777);
    bench.close(A, a);
    bench.close(B, b);
    let time_wait = |bench: &mut Bench| bench.states(A).contains(&TimeWait);
    assert!(time_wait(&mut bench));

    let now = bench.now;
    bench.a.board.stand_still(true, now);
    let fd = bench.datagram(A);
    bench.option(A, fd, Opt::RcvTimeo, OptValue::Millis(2000));
    let waits = bench.blocks(
        A,
        Call::Recv {
            fd,
            len: 8,
            flags: MsgFlags::NONE,
        },
    );
    bench.pass(60_000);
    let ended = bench.ended(A, waits).expect("SO_RCVTIMEO runs on");
    assert_eq!(ended.result, Err(Errno::Again));
    assert!(time_wait(&mut bench), "TIME-WAIT must stand still");

    let now = bench.now;
    bench.a.board.stand_still(false, now);
    bench.pass(9_000);
    assert!(
        time_wait(&mut bench),
        "10 s, without those that did not count"
    );
    bench.pass(1_500);
    assert!(!time_wait(&mut bench));
    assert_eq!(bench.state(A, l), Listen);
}

/// Its own gate and its caller stop the clock, each for itself.
#[test]
fn the_clock_runs_when_neither_gate_nor_caller_stops_it() {
    let mut bench = Bench::new();
    let (_, _, b) = bench.connection(7777);
    bench.gate(B, GateCommand::Hold(Some(Direction::BoardToHost)));
    bench.send(B, b, b"hola");
    let now = bench.now;
    bench.b.board.stand_still(true, now);
    // The gate drops what it holds: the caller still stops the clock.
    bench.gate(B, GateCommand::Drop(Which::All(None)));
    bench.gate(B, GateCommand::Open(None));
    bench.pass(60_000);
    let data = |bench: &mut Bench| bench.segments(A).iter().filter(|s| s.len > 0).count();
    assert_eq!(data(&mut bench), 0);
    let now = bench.now;
    bench.b.board.stand_still(false, now);
    bench.pass(2_000);
    assert_eq!(data(&mut bench), 1, "sent again");
}

/// A in the host's place: the pair tells it the numbers that B's gate gave.
fn pair() -> Bench {
    let without_gate = Config {
        gate: false,
        ..config(ADDRESS_A, 1)
    };
    Bench::with(without_gate, config(ADDRESS_B, 2))
}

#[test]
fn a_core_without_a_gate_reports_no_segment_and_no_gate() {
    let mut bench = pair();
    let (_, a, b) = bench.connection(7777);
    bench.send(A, a, b"hola");
    assert_eq!(bench.recv(B, b, 64), b"hola");
    bench.close(A, a);
    bench.close(B, b);
    bench.facts(A);
    let tells_of_the_wire = |r: &Report| matches!(r, Report::Segment(_) | Report::Gate(_));
    assert!(!bench.a.wire.reports.iter().any(tells_of_the_wire));
    assert!(bench.states(A).contains(&TimeWait), "and all else goes on");
    // Each segment once: three to open, data and its acknowledgment, four to close.
    assert_eq!(bench.segments(B).len(), 9);
}

#[test]
fn a_core_without_a_gate_refuses_to_hold() {
    let mut bench = pair();
    bench.tell(A, Command::Gate(GateCommand::Hold(None)));
    let refused = |r: &Report| matches!(r, Report::Refused(_));
    assert!(bench.a.wire.reports.iter().any(refused));
    bench.connection(7777);
}

/// The causes of its transitions bear the numbers of the other's gate, though it never gave one.
#[test]
fn a_core_without_a_gate_bears_the_others_numbers() {
    let mut bench = pair();
    // B's gate has counted some segments before: the numbers of both would differ.
    let fd = bench.datagram(B);
    for _ in 0..5 {
        let data = Data::Bytes(b"x".to_vec());
        bench.ok(
            B,
            Call::SendTo {
                fd,
                data,
                addr: at_a(9),
                flags: MsgFlags::NONE,
            },
        );
    }
    bench.connection(7777);
    let numbers = |bench: &mut Bench, flags: &str| {
        let segments = bench.segments(B);
        let of = segments.iter().find(|s| s.flags.to_string() == flags);
        of.expect("it passed").id
    };
    let (syn, ack) = (numbers(&mut bench, "S"), numbers(&mut bench, "A"));
    assert_ne!(syn, SegmentId(1));
    let causes = |bench: &mut Bench, to: State| {
        let all = bench.transitions(A);
        let of = all.iter().find(|t| t.to == to);
        of.expect("it was reached").cause
    };
    assert_eq!(causes(&mut bench, SynReceived), Cause::Segment(Some(syn)));
    assert_eq!(causes(&mut bench, Established), Cause::Segment(Some(ack)));
}

/// Nobody numbers what A receives: then it is a segment's doing all the same, of one without number.
#[test]
fn a_segment_without_a_number_is_still_a_cause() {
    let without_gate = |address, seed| Config {
        gate: false,
        ..config(address, seed)
    };
    let mut bench = Bench::with(without_gate(ADDRESS_A, 1), without_gate(ADDRESS_B, 2));
    bench.connection(7777);
    bench.pass(Duration::from_secs(1).total_millis());
    let all = bench.transitions(A);
    let opened = all.iter().find(|t| t.to == Established).unwrap();
    assert_eq!(opened.cause, Cause::Segment(None));
}
