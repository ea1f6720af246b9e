//! The private wire: a tap announces every segment, the gate lets states stand still, and every
//! transition of the kernel's sockets is measured.

use std::net::{Shutdown, SocketAddr};
use std::os::fd::BorrowedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use socket2::{Domain, Socket, Type};
use sockscope::host::ObserverTap;
use sockscope::peer::Peer::{self, Board, Host};
use sockscope::peer::Tap;
use sockscope_link::{
    Act, Call, Cause, Command, Data, Direction, Evidence, Fd, Flags, GateCommand, How, Kind,
    MsgFlags, Report, Segment, State, System, Transition, Value, Which,
};

use crate::bench::{Bench, LIMIT, bytes};

use State::{
    Bound, CloseWait, Closed, Closing, Established, FinWait1, FinWait2, LastAck, Listen,
    SynReceived, SynSent, TimeWait, Unbound,
};

const PORT: u16 = 7777;
/// An address of the wire at which nobody is.
const NOBODY: [u8; 4] = [10, 77, 0, 3];

impl Bench {
    fn at(&self, peer: Peer, port: u16) -> SocketAddr {
        let ip = match peer {
            Host => self.addr[0],
            Board => self.addr[1],
        };
        (ip, port).into()
    }

    /// Tells the gate something, and waits for its answer: what is sent from then on finds it so.
    fn gate(&mut self, command: GateCommand) {
        let answers = |log: &[(Peer, Report)]| {
            let gates = log
                .iter()
                .filter(|(_, report)| matches!(report, Report::Gate(_)));
            gates.count()
        };
        let before = answers(&self.log);
        self.send(Board, Command::Gate(command));
        self.wait("gate", |log| (answers(log) > before).then_some(()));
    }

    /// A socket of `peer` that listens on [`PORT`].
    fn listen(&mut self, peer: Peer) -> Fd {
        let addr = self.at(peer, PORT);
        let fd = self.socket(peer, Kind::Stream);
        self.ok(peer, Call::Bind { fd, addr });
        self.ok(peer, Call::Listen { fd, backlog: 5 });
        fd
    }

    /// Waits for a held segment of this direction, lets the oldest one go, and waits until it is
    /// through.
    fn release(&mut self, dir: Direction) {
        let held = self.wait("held segment", |log| {
            let acts = |act: Act| {
                log.iter().filter_map(move |(_, report)| match report {
                    Report::Segment(s) if s.dir == dir && s.act == act => Some(s.id),
                    _ => None,
                })
            };
            acts(Act::Held).find(|id| !acts(Act::Released).any(|gone| gone == *id))
        });
        self.gate(GateCommand::Release(Which::Id(held)));
        self.wait("released segment", |log| {
            log.iter().find(|(_, report)| {
                matches!(report, Report::Segment(s) if s.id == held && s.act == Act::Released)
            })?;
            Some(())
        });
    }

    /// The state changes of the host's connections, listeners apart.
    fn host_steps(&mut self) -> Vec<Transition> {
        self.transitions(Host)
    }

    /// Asserts that the host's socket whose remote end is the board went this way, all of it
    /// measured.
    #[track_caller]
    fn assert_measured(&mut self, expected: &[State]) {
        let last = *expected.last().unwrap();
        self.wait("the last state", |log| {
            let is_last = |report: &Report| {
                matches!(report, Report::Transition(t) if t.to == last && t.remote.is_some())
            };
            log.iter().find(|(peer, report)| *peer == Host && is_last(report))?;
            Some(())
        });
        let steps = self.host_steps();
        let id = steps
            .iter()
            .find(|step| step.remote.is_some())
            .unwrap()
            .socket;
        let steps: Vec<&Transition> = steps.iter().filter(|step| step.socket == id).collect();
        let to: Vec<State> = steps.iter().map(|step| step.to).collect();
        assert_eq!(to, expected);
        for step in steps {
            assert_eq!(step.evidence, Evidence::Measured, "{step:?}");
            let by_segment = !matches!(
                (step.from, step.to),
                (Closed, _) | (Unbound | Bound, _) | (Established, FinWait1) | (CloseWait, LastAck)
            );
            match step.cause {
                Cause::Segment(id) => assert!(by_segment && id.is_some(), "{step:?}"),
                cause => assert!(!by_segment && cause == Cause::Call, "{step:?}"),
            }
        }
    }
}

const UP: Direction = Direction::HostToBoard;
const DOWN: Direction = Direction::BoardToHost;

#[test]
fn the_host_as_client_with_every_segment_held() {
    let mut b = Bench::private();
    let listener = b.listen(Board);
    b.gate(GateCommand::Hold(None));
    let (fd, addr) = (b.socket(Host, Kind::Stream), b.at(Board, PORT));
    let connect = b.start(Host, Call::Connect { fd, addr });
    b.blocked(connect);
    b.release(UP); // SYN
    b.release(DOWN); // SYN,ACK
    assert_eq!(b.returned(connect).result, Ok(0));
    b.release(UP); // ACK
    let accepted = b.ok(Board, Call::Accept { fd: listener }) as Fd;
    b.ok(Host, Call::Close { fd });
    b.release(UP); // FIN
    b.release(DOWN); // its ACK
    b.ok(Board, Call::Close { fd: accepted });
    b.release(DOWN); // FIN
    b.assert_measured(&[Unbound, SynSent, Established, FinWait1, FinWait2, TimeWait]);
}

#[test]
fn the_host_as_server_with_every_segment_held() {
    let mut b = Bench::private();
    let listener = b.listen(Host);
    b.gate(GateCommand::Hold(None));
    let (fd, addr) = (b.socket(Board, Kind::Stream), b.at(Host, PORT));
    let connect = b.start(Board, Call::Connect { fd, addr });
    b.release(DOWN); // SYN
    b.release(UP); // SYN,ACK
    assert_eq!(b.returned(connect).result, Ok(0));
    b.release(DOWN); // ACK
    let accepted = b.ok(Host, Call::Accept { fd: listener }) as Fd;
    b.ok(Board, Call::Close { fd });
    b.release(DOWN); // FIN
    b.release(UP); // its ACK
    b.ok(Host, Call::Close { fd: accepted });
    b.release(UP); // FIN
    b.release(DOWN); // its ACK
    b.assert_measured(&[SynReceived, Established, CloseWait, LastAck, Closed]);
}

#[test]
fn both_open_at_once() {
    let mut b = Bench::private();
    b.gate(GateCommand::Hold(None));
    let mut calls = Vec::new();
    for peer in Peer::BOTH {
        let (addr, remote) = (b.at(peer, PORT), b.at(peer.other(), PORT));
        let fd = b.socket(peer, Kind::Stream);
        b.ok(peer, Call::Bind { fd, addr });
        let connect = b.start(peer, Call::Connect { fd, addr: remote });
        b.blocked(connect);
        calls.push(connect);
    }
    b.release(DOWN); // the board's SYN
    b.release(UP); // the host's SYN
    b.release(UP); // the host's SYN,ACK
    b.release(DOWN); // the board's SYN,ACK
    assert_eq!(b.returned(calls[0]).result, Ok(0));
    b.assert_measured(&[Unbound, Bound, SynSent, SynReceived, Established]);
}

#[test]
fn both_close_at_once() {
    let mut b = Bench::private();
    let listener = b.listen(Board);
    let (fd, addr) = (b.socket(Host, Kind::Stream), b.at(Board, PORT));
    b.ok(Host, Call::Connect { fd, addr });
    let accepted = b.ok(Board, Call::Accept { fd: listener }) as Fd;
    b.gate(GateCommand::Hold(None));
    // The gate is shut once a ping behind the command has come back.
    b.send(Board, Command::Ping(1));
    b.wait("pong", |log| {
        log.contains(&(Board, Report::Pong(1))).then_some(())
    });
    b.ok(Host, Call::Close { fd });
    b.ok(Board, Call::Close { fd: accepted });
    b.release(DOWN); // the board's FIN
    b.release(UP); // the host's FIN
    b.release(UP); // the host's ACK
    b.release(DOWN); // the board's ACK
    b.assert_measured(&[Unbound, SynSent, Established, FinWait1, Closing, TimeWait]);
}

#[test]
fn with_the_gate_open_nothing_is_inferred_either() {
    let mut b = Bench::private();
    let listener = b.listen(Host);
    for _ in 0..20 {
        let (fd, addr) = (b.socket(Board, Kind::Stream), b.at(Host, PORT));
        b.ok(Board, Call::Connect { fd, addr });
        let accepted = b.ok(Host, Call::Accept { fd: listener }) as Fd;
        b.ok(
            Board,
            Call::Send {
                fd,
                data: bytes("hola"),
                flags: MsgFlags::NONE,
            },
        );
        b.ok(
            Host,
            Call::Recv {
                fd: accepted,
                len: 64,
                flags: MsgFlags::NONE,
            },
        );
        b.ok(Board, Call::Close { fd });
        // recv() returns 0 once the FIN is here.
        assert_eq!(
            b.ok(
                Host,
                Call::Recv {
                    fd: accepted,
                    len: 64,
                    flags: MsgFlags::NONE
                }
            ),
            0
        );
        b.ok(Host, Call::Close { fd: accepted });
    }
    b.wait("the last connection's end", |log| {
        let closed = |(peer, report): &&(Peer, Report)| {
            *peer == Host && matches!(report, Report::Transition(t) if t.to == Closed)
        };
        (log.iter().filter(closed).count() == 20).then_some(())
    });
    let steps = b.host_steps();
    assert_eq!(steps.len(), 3 + 20 * 5);
    for step in steps {
        assert_eq!(step.evidence, Evidence::Measured, "{step:?}");
    }
}

#[test]
fn a_reset_is_seen_with_its_segment() {
    let mut b = Bench::private();
    let listener = b.listen(Board);
    let (fd, addr) = (b.socket(Host, Kind::Stream), b.at(Board, PORT));
    b.ok(Host, Call::Connect { fd, addr });
    let accepted = b.ok(Board, Call::Accept { fd: listener }) as Fd;
    let waiting = b.start(
        Host,
        Call::Recv {
            fd,
            len: 1,
            flags: MsgFlags::NONE,
        },
    );
    b.blocked(waiting);
    b.set_linger(Board, accepted, true, 0);
    b.ok(Board, Call::Close { fd: accepted });
    assert_eq!(
        b.returned(waiting).result,
        Err(sockscope_link::Errno::ConnReset)
    );
    let closed = b.host_steps().pop().unwrap();
    assert_eq!((closed.from, closed.to), (Established, Closed));
    assert!(
        matches!(closed.cause, Cause::Segment(Some(_))),
        "{closed:?}"
    );
}

#[test]
fn a_closed_port_of_the_board_refuses() {
    let mut b = Bench::private();
    let (fd, addr) = (b.socket(Host, Kind::Stream), b.at(Board, PORT));
    let connect = Call::Connect { fd, addr };
    assert_eq!(b.errno(Host, connect), sockscope_link::Errno::ConnRefused);
    let steps = b.host_steps();
    let to: Vec<State> = steps.iter().map(|step| step.to).collect();
    assert_eq!(to, [Unbound, SynSent, Closed]);
    assert!(
        matches!(steps[2].cause, Cause::Segment(Some(_))),
        "{steps:?}"
    );
    assert!(steps.iter().all(|step| step.evidence == Evidence::Measured));
}

#[test]
fn a_socket_of_this_wire_that_talks_to_itself_is_seen_without_a_tap() {
    let mut b = Bench::private();
    let listener = b.listen(Host);
    let (fd, addr) = (b.socket(Host, Kind::Stream), b.at(Host, PORT));
    b.ok(Host, Call::Connect { fd, addr });
    let accepted = b.ok(Host, Call::Accept { fd: listener }) as Fd;
    b.ok(Host, Call::Close { fd });
    b.ok(Host, Call::Close { fd: accepted });
    let port = b.transitions(Host).last().unwrap().local.unwrap().port();
    assert!(port != 0);
    let to: Vec<State> = b.transitions(Host).iter().map(|step| step.to).collect();
    for state in [Listen, SynReceived, Established, FinWait1, CloseWait] {
        assert!(to.contains(&state), "{state}: {to:?}");
    }
}

#[test]
fn megabytes_pass_without_a_transition() {
    const LEN: u32 = 8 << 20;
    let mut b = Bench::private();
    let listener = b.listen(Board);
    let (fd, addr) = (b.socket(Host, Kind::Stream), b.at(Board, PORT));
    b.ok(Host, Call::Connect { fd, addr });
    let accepted = b.ok(Board, Call::Accept { fd: listener }) as Fd;
    let before = b.host_steps().len();
    let data = Data::Fill {
        byte: b'x',
        len: LEN,
    };
    let send = b.start(
        Host,
        Call::Send {
            fd,
            data,
            flags: MsgFlags::NONE,
        },
    );
    let mut got = 0;
    while got < i64::from(LEN) {
        let ret = b.call(
            Board,
            Call::Recv {
                fd: accepted,
                len: 1 << 16,
                flags: MsgFlags::NONE,
            },
        );
        assert!(matches!(ret.value, Value::Bytes(_)));
        got += ret.result.unwrap();
    }
    assert_eq!(b.returned(send).result, Ok(LEN.into()));
    assert_eq!(b.host_steps().len(), before);
}

/// What the kernel itself gives to `waiters` threads that wait in connect() when the socket is shut.
fn shut_while_connecting(b: &Bench, waiters: usize) -> Vec<i32> {
    let make = b.source.socket(Domain::IPV4, Type::STREAM, None);
    let socket = make.expect("a socket of the wire");
    let addr = SocketAddr::from((NOBODY, PORT)).into();
    let wait = |thread: i32| {
        let until = Instant::now() + LIMIT;
        let waits = || {
            let stat = std::fs::read_to_string(format!("/proc/self/task/{thread}/stat"));
            stat.is_ok_and(|stat| {
                stat.rsplit(") ")
                    .next()
                    .is_some_and(|at| at.starts_with('S'))
            })
        };
        while !waits() && Instant::now() < until {
            std::thread::yield_now();
        }
    };
    std::thread::scope(|scope| {
        let (tell, told) = std::sync::mpsc::channel();
        let calls: Vec<_> = (0..waiters)
            .map(|_| {
                let (tell, socket, addr) = (tell.clone(), &socket, &addr);
                scope.spawn(move || {
                    let _ = tell.send(rustix::thread::gettid());
                    let result = socket.connect(addr);
                    result.map_or_else(|error| error.raw_os_error().unwrap_or(-1), |()| 0)
                })
            })
            .collect();
        for thread in told.iter().take(waiters) {
            wait(thread.as_raw_nonzero().get());
        }
        socket.shutdown(Shutdown::Both).expect("shutdown()");
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    })
}

#[test]
fn shutdown_ends_a_blocked_connect_as_the_kernel_does_and_nothing_dials_again() {
    for waiters in [1, 2] {
        let mut b = Bench::private();
        let mut kernel = shut_while_connecting(&b, waiters);
        let (fd, addr) = (b.socket(Host, Kind::Stream), (NOBODY, PORT).into());
        let calls: Vec<_> = (0..waiters)
            .map(|_| {
                let connect = b.start(Host, Call::Connect { fd, addr });
                b.blocked(connect);
                connect
            })
            .collect();
        let how = How::Both;
        b.ok(Host, Call::Shutdown { fd, how });
        let ends = calls.into_iter().map(|call| b.returned(call).result);
        let mut ours: Vec<i32> = ends
            .map(|end| end.map_or_else(|errno| errno.number(System::Linux), |_| 0))
            .collect();
        // Which of two is woken first is the scheduler's to say.
        kernel.sort_unstable();
        ours.sort_unstable();
        assert_eq!(ours, kernel);
        let to: Vec<State> = b.host_steps().iter().map(|step| step.to).collect();
        assert_eq!(to, [Unbound, SynSent, Closed]);
        // The socket can be used again, as on Linux.
        let again = b.start(Host, Call::Connect { fd, addr });
        b.blocked(again);
    }
}

/// What arrives while a call is busy with the socket, the kernel takes in when that is over: the look
/// after the segment comes too early.
#[test]
fn a_reset_that_comes_while_a_call_is_busy_with_the_socket_is_seen_with_its_segment() {
    let mut b = Bench::private();
    let listener = b.listen(Board);
    for _ in 0..60 {
        let (fd, addr) = (b.socket(Host, Kind::Stream), b.at(Board, PORT));
        b.ok(Host, Call::Connect { fd, addr });
        let own = b.name(Host, fd).port();
        let accepted = b.ok(Board, Call::Accept { fd: listener }) as Fd;
        b.set_linger(Board, accepted, true, 0);
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // SAFETY: the descriptor is open until the test closes it.
            let busy = unsafe { BorrowedFd::borrow_raw(fd) }.try_clone_to_owned();
            let busy = Socket::from(busy.expect("a copy"));
            let over = &over;
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    busy.set_tcp_nodelay(true).expect("an option");
                }
            });
            b.ok(Board, Call::Close { fd: accepted });
            let closed = b.entered(Host, own, Closed);
            over.store(true, Ordering::Relaxed);
            assert_eq!(closed.from, Established);
            assert!(
                matches!(closed.cause, Cause::Segment(Some(_))),
                "{closed:?}"
            );
        });
        b.ok(Host, Call::Close { fd });
    }
}

/// The observer's tap, each of whose looks after a segment comes before the kernel has taken that in.
struct TooEarly(ObserverTap);

impl Tap for TooEarly {
    fn before(&mut self, segment: &Segment) {
        self.0.before(segment);
        if segment.dir == Direction::BoardToHost {
            self.0.after(segment);
        }
    }

    fn after(&mut self, _: &Segment) {}
}

/// The same without a race: every look after a segment comes too early, as it does under load.
#[test]
fn a_reset_that_the_look_after_it_misses_is_seen_with_its_segment() {
    let mut b = Bench::tapped(|tap| Box::new(TooEarly(tap)));
    let listener = b.listen(Board);
    let (fd, addr) = (b.socket(Host, Kind::Stream), b.at(Board, PORT));
    b.ok(Host, Call::Connect { fd, addr });
    let own = b.name(Host, fd).port();
    let accepted = b.ok(Board, Call::Accept { fd: listener }) as Fd;
    b.set_linger(Board, accepted, true, 0);
    b.ok(Board, Call::Close { fd: accepted });
    // Nobody calls and nothing more arrives.
    let closed = b.entered(Host, own, Closed);
    assert_eq!(closed.from, Established);
    let reset = b.wait("the reset", |log| {
        log.iter().find_map(|(_, report)| match report {
            Report::Segment(segment) if segment.flags.contains(Flags::RST) => Some(segment.id),
            _ => None,
        })
    });
    assert_eq!(closed.cause, Cause::Segment(Some(reset)));
}
