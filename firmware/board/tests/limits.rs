//! What a board has, and what it refuses beyond.

mod support;

use Errno::*;
use sockscope_board::Config;
use sockscope_link::*;
use support::*;

fn small() -> Bench {
    let limits = Config {
        descriptors: 6,
        connections: 4,
        datagram_sockets: 2,
        blocked_calls: 2,
        ..config(ADDRESS_B, 2)
    };
    Bench::with(config(ADDRESS_A, 1), limits)
}

#[test]
fn descriptors_number_from_3_lowest_first() {
    let mut bench = Bench::new();
    let fds: Vec<_> = (0..4).map(|_| bench.stream(B)).collect();
    assert_eq!(fds, [3, 4, 5, 6]);
    bench.close(B, 4);
    bench.close(B, 3);
    assert_eq!(
        [bench.datagram(B), bench.stream(B), bench.stream(B)],
        [3, 4, 7]
    );
}

#[test]
fn socket_emfile_when_the_table_is_full() {
    let mut bench = small();
    for _ in 0..6 {
        bench.stream(B);
    }
    assert_eq!(bench.err(B, socket(Kind::Stream)), MFile);
    bench.close(B, 5);
    assert_eq!(bench.stream(B), 5);
}

#[test]
fn socket_enfile_when_datagram_sockets_run_out() {
    let mut bench = small();
    bench.datagram(B);
    let last = bench.datagram(B);
    assert_eq!(bench.err(B, socket(Kind::Dgram)), NFile);
    bench.close(B, last);
    bench.datagram(B);
}

#[test]
fn connect_enobufs_when_connections_run_out() {
    let mut bench = small();
    bench.listener(7777, 20);
    for _ in 0..4 {
        let fd = bench.stream(B);
        bench.ok(
            B,
            Call::Connect {
                fd,
                addr: at_a(7777),
            },
        );
    }
    let fd = bench.stream(B);
    assert_eq!(
        bench.err(
            B,
            Call::Connect {
                fd,
                addr: at_a(7777)
            }
        ),
        NoBufs
    );
    assert!(bench.log(B).contains(&"out of connections".to_string()));
    bench.reset(B, 3);
    bench.ok(
        B,
        Call::Connect {
            fd,
            addr: at_a(7777),
        },
    );
}

/// TIME-WAIT never keeps anybody from working.
#[test]
fn the_oldest_time_wait_makes_room() {
    let mut bench = small();
    let l = bench.listener(7777, 20);
    for _ in 0..30 {
        let fd = bench.stream(B);
        bench.ok(
            B,
            Call::Connect {
                fd,
                addr: at_a(7777),
            },
        );
        let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
        bench.close(B, fd);
        bench.close(A, a);
        bench.pass(10);
    }
    assert_eq!(bench.states(B), [State::TimeWait; 4]);
    assert!(bench.log(B)[0].starts_with("out of connections: TIME-WAIT with 10.77.0.1:7777"));
    let first = bench.path_of(B, SocketId(1));
    assert_eq!(first.last(), Some(&State::Closed));
}

#[test]
fn enobufs_when_too_many_calls_are_blocked() {
    let mut bench = small();
    let fd = bench.stream(B);
    bench.ok(B, Call::Listen { fd, backlog: 1 });
    bench.blocks(B, Call::Accept { fd });
    bench.blocks(B, Call::Accept { fd });
    assert_eq!(bench.err(B, Call::Accept { fd }), NoBufs);
}

#[test]
fn poll_einval_for_an_absurd_array() {
    let mut bench = Bench::new();
    let entry = PollFd {
        fd: 3,
        events: 1,
        revents: 0,
    };
    assert_eq!(
        bench.err(
            B,
            Call::Poll {
                fds: vec![entry; 1025],
                timeout_ms: 0
            }
        ),
        Inval
    );
}

#[test]
fn the_board_says_what_it_has() {
    let mut bench = small();
    bench.tell(B, Command::Info);
    let Some(Report::Info(info)) = bench.b.wire.reports.last() else {
        panic!("no answer");
    };
    assert_eq!((info.descriptors, info.connections), (6, 4));
    assert_eq!(
        (info.buffers, info.addr),
        ((8192, 8192), Some(ADDRESS_B.into()))
    );
    bench.tell(B, Command::Ping(7));
    assert_eq!(bench.b.wire.reports.last(), Some(&Report::Pong(7)));
    bench.tell(B, Command::Baud(9600));
    assert!(matches!(
        bench.b.wire.reports.last(),
        Some(Report::Refused(_))
    ));
}

/// A network without room delays segments; it does not lose them.
#[test]
fn a_full_network_is_waited_for() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    bench.a.wire.room = 1;
    bench.b.wire.room = 1;
    let sending = bench.blocks(
        B,
        Call::Send {
            fd: b,
            data: Data::Fill {
                byte: 1,
                len: 40_000,
            },
            flags: MsgFlags::NONE,
        },
    );
    let mut got = 0;
    while got < 40_000 {
        bench.pass(20);
        got += bench.recv(A, a, 4000).len();
    }
    assert_eq!(bench.ended(B, sending), Some(Return::ok(40_000)));
    let again = bench.segments(B).iter().map(|s| s.seq).collect::<Vec<_>>();
    let data = bench.segments(B).iter().filter(|s| s.len > 0).count();
    assert!(data < 60, "{data} segments for 40000 bytes: {again:?}");
}

/// The window of a SYN is not scaled, so the buffer must not be of a size that it cannot tell.
#[test]
fn large_buffers_are_65535_times_a_power_of_two() {
    for (asked, given) in [
        (0, 1),
        (1000, 1000),
        (65_536, 65_535),
        (1 << 20, 65_535 << 4),
    ] {
        let bench = Config {
            receive_buffer: asked,
            ..config(ADDRESS_A, 1)
        };
        let mut bench = Bench::with(bench, config(ADDRESS_B, 2));
        let fd = bench.stream(A);
        let got = bench
            .call(
                A,
                Call::GetSockOpt {
                    fd,
                    opt: Opt::RcvBuf,
                },
            )
            .value;
        assert_eq!(got, Value::Opt(OptValue::Int(given)));
    }
}
