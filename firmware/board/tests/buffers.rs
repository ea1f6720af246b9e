//! SO_RCVBUF and SO_SNDBUF: what can be asked for, what is had, and when.

mod support;

use sockscope_board::Config;
use sockscope_link::*;
use support::*;

fn size(bench: &mut Bench, who: Who, fd: Fd, opt: Opt) -> i32 {
    match bench.call(who, Call::GetSockOpt { fd, opt }).value {
        Value::Opt(OptValue::Int(bytes)) => bytes,
        other => panic!("getsockopt() returned {other:?}"),
    }
}

fn ask(bench: &mut Bench, who: Who, fd: Fd, opt: Opt, bytes: i32) -> i32 {
    bench.option(who, fd, opt, OptValue::Int(bytes));
    size(bench, who, fd, opt)
}

/// Sends without waiting until nothing more is taken; how many bytes were.
fn fill(bench: &mut Bench, who: Who, fd: Fd) -> usize {
    bench.nonblock(who, fd);
    let mut taken = 0;
    loop {
        let data = Data::Fill {
            byte: b'a',
            len: 100_000,
        };
        let flags = MsgFlags::NONE;
        match bench.call(who, Call::Send { fd, data, flags }).result {
            Ok(count) => taken += count as usize,
            Err(errno) => {
                assert_eq!(errno, Errno::Again);
                return taken;
            }
        }
    }
}

fn is_writable(bench: &mut Bench, who: Who, fd: Fd) -> bool {
    let fds = vec![PollFd {
        fd,
        events: PollFd::OUT,
        revents: 0,
    }];
    let timeout_ms = 0;
    bench.ok(who, Call::Poll { fds, timeout_ms }) == 1
}

#[test]
fn a_size_is_what_was_asked_for_within_the_boards_limits() {
    let mut bench = Bench::new();
    let fd = bench.stream(A);
    for (asked, receive, send) in [
        (4096, 4096, 4096),
        (0, 1152, 2304),
        (1 << 20, 8192, 8192),
        (-1, 8192, 8192),
    ] {
        assert_eq!(ask(&mut bench, A, fd, Opt::RcvBuf, asked), receive);
        assert_eq!(ask(&mut bench, A, fd, Opt::SndBuf, asked), send);
    }
    assert!(bench.log(A)[0].contains("0 bytes asked for, the receive buffer has 1152"));
}

#[test]
fn a_send_buffer_takes_no_more_than_it_has_and_poll_says_so() {
    let mut bench = Bench::new();
    let (_, a, b) = bench.connection(7777);
    assert_eq!(ask(&mut bench, B, b, Opt::SndBuf, 3000), 3000);
    // The other end's receive buffer, then this one.
    assert_eq!(fill(&mut bench, B, b), 8192 + 3000);
    assert!(!is_writable(&mut bench, B, b));
    assert_eq!(bench.recv(A, a, 9000).len(), 8192);
    bench.settle();
    assert!(is_writable(&mut bench, B, b));
    // Made smaller than what waits in it, it takes nothing until that has gone.
    fill(&mut bench, B, b);
    assert_eq!(ask(&mut bench, B, b, Opt::SndBuf, 2304), 2304);
    assert!(!is_writable(&mut bench, B, b));
    assert_eq!(fill(&mut bench, B, b), 0);
}

#[test]
fn a_connection_has_the_receive_buffer_that_was_asked_for_before_it_began() {
    let mut bench = Bench::new();
    let l = bench.listener(7777, 5);
    assert_eq!(ask(&mut bench, A, l, Opt::RcvBuf, 2000), 2000);
    let b = bench.stream(B);
    assert_eq!(ask(&mut bench, B, b, Opt::RcvBuf, 1500), 1500);
    bench.ok(
        B,
        Call::Connect {
            fd: b,
            addr: at_a(7777),
        },
    );
    let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
    assert_eq!(size(&mut bench, A, a, Opt::RcvBuf), 2000);
    let syns = bench.segments(B).into_iter();
    let windows: Vec<_> = syns
        .filter(|segment| segment.flags.contains(Flags::SYN))
        .map(|segment| segment.win)
        .collect();
    assert_eq!(windows, [1500, 2000]);
    assert_eq!(fill(&mut bench, B, b), 2000 + 8192);
    assert_eq!(fill(&mut bench, A, a), 1500 + 8192);
    // tcp(7): afterwards is too late for this one.
    assert_eq!(ask(&mut bench, A, a, Opt::RcvBuf, 4000), 2000);
    assert!(
        (bench.log(A).iter())
            .any(|line| line.contains("4000 bytes asked for, the receive buffer has 2000"))
    );
}

#[test]
fn the_next_connection_has_the_usual_buffers_again() {
    let one = |config| Config {
        connections: 1,
        ..config
    };
    let mut bench = Bench::with(one(config(ADDRESS_A, 1)), one(config(ADDRESS_B, 2)));
    let (l, a, b) = {
        let l = bench.listener(7777, 5);
        let b = bench.stream(B);
        ask(&mut bench, B, b, Opt::RcvBuf, 1500);
        let addr = at_a(7777);
        bench.ok(B, Call::Connect { fd: b, addr });
        (l, bench.ok(A, Call::Accept { fd: l }) as Fd, b)
    };
    bench.reset(A, a);
    bench.close(B, b);
    let b = bench.stream(B);
    assert_eq!(size(&mut bench, B, b, Opt::RcvBuf), 8192);
    let addr = at_a(7777);
    bench.ok(B, Call::Connect { fd: b, addr });
    assert_eq!(size(&mut bench, B, b, Opt::RcvBuf), 8192);
    let a = bench.ok(A, Call::Accept { fd: l }) as Fd;
    assert_eq!(fill(&mut bench, A, a), 8192 + 8192);
}

#[test]
fn a_datagram_socket_keeps_no_more_than_was_asked_for() {
    let mut bench = Bench::new();
    let a = bench.datagram(A);
    let addr = any(53);
    bench.ok(A, Call::Bind { fd: a, addr });
    assert_eq!(ask(&mut bench, A, a, Opt::RcvBuf, 2000), 2000);
    // It sends one at a time, of any size.
    assert_eq!(ask(&mut bench, A, a, Opt::SndBuf, 9000), 1500);
    let b = bench.datagram(B);
    for count in 1..=3 {
        let data = Data::Fill {
            byte: count,
            len: 900,
        };
        let (addr, flags) = (at_a(53), MsgFlags::NONE);
        let fd = b;
        bench.ok(
            B,
            Call::SendTo {
                fd,
                data,
                addr,
                flags,
            },
        );
    }
    assert_eq!(bench.recv(A, a, 9), [1; 9]);
    assert_eq!(bench.recv(A, a, 9), [2; 9]);
    let (len, flags) = (9, MsgFlags::NONE);
    bench.blocks(A, Call::Recv { fd: a, len, flags });
    assert!(bench.log(A)[1].contains("receive buffer full"));
}

/// What a chip has reserved stays as it is: another buffer might not be had.
#[test]
fn where_memory_is_reserved_only_the_send_buffer_gives_way() {
    let chip = Config {
        reserve: true,
        ..config(ADDRESS_A, 1)
    };
    let mut bench = Bench::with(chip, config(ADDRESS_B, 2));
    let fd = bench.stream(A);
    assert_eq!(ask(&mut bench, A, fd, Opt::RcvBuf, 2000), 8192);
    assert_eq!(ask(&mut bench, A, fd, Opt::SndBuf, 3000), 3000);
    let (_, a, b) = bench.connection(7777);
    assert_eq!(ask(&mut bench, A, a, Opt::SndBuf, 3000), 3000);
    assert_eq!(fill(&mut bench, A, a), 8192 + 3000);
    assert_eq!(fill(&mut bench, B, b), 8192 + 8192);
}
