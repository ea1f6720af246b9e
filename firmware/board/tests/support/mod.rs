//! Two boards back to back over a wire in memory, on a virtual clock.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};

use sockscope_board::{Address, After, Board, Config, Duration, Instant, Port};
use sockscope_link::*;

/// One end's side of the wire, and what it reported.
#[derive(Default)]
pub struct Wire {
    pub inbox: VecDeque<Vec<u8>>,
    pub outbox: VecDeque<Vec<u8>>,
    pub reports: Vec<Report>,
    /// The numbers that the other end's gate gave to the packets in `inbox`.
    pub numbers: VecDeque<Option<SegmentId>>,
    /// The same for `outbox`.
    numbered: VecDeque<Option<SegmentId>>,
    /// The number of the segment that the gate let go last, or that was received last.
    leaving: Option<SegmentId>,
    arrived: Option<SegmentId>,
    /// When not zero: how many packets the outbox has room for.
    pub room: usize,
}

impl Port for Wire {
    fn receive(&mut self, buffer: &mut [u8]) -> Option<usize> {
        let packet = self.inbox.pop_front()?;
        self.arrived = self.numbers.pop_front().flatten();
        let len = packet.len().min(buffer.len());
        buffer[..len].copy_from_slice(&packet[..len]);
        Some(len)
    }

    fn transmit(&mut self, packet: &[u8]) -> bool {
        if self.room > 0 && self.outbox.len() >= self.room {
            return false;
        }
        self.outbox.push_back(packet.to_vec());
        self.numbered.push_back(self.leaving.take());
        true
    }

    fn report(&mut self, report: Report) {
        if let Report::Segment(segment) = &report
            && segment.dir == Direction::BoardToHost
            && !matches!(segment.act, Act::Held | Act::Dropped | Act::Delayed)
        {
            self.leaving = Some(segment.id);
        }
        self.reports.push(report);
    }

    fn segment(&self) -> Option<SegmentId> {
        self.arrived
    }
}

/// One board and its port.
pub struct End {
    pub board: Board,
    pub wire: Wire,
}

/// Who is meant: the bench has two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    A,
    B,
}
pub use Who::{A, B};

pub const ADDRESS_A: Ipv4Addr = Ipv4Addr::new(10, 77, 0, 1);
pub const ADDRESS_B: Ipv4Addr = Ipv4Addr::new(10, 77, 0, 2);

pub fn at_a(port: u16) -> SocketAddr {
    (ADDRESS_A, port).into()
}

pub fn at_b(port: u16) -> SocketAddr {
    (ADDRESS_B, port).into()
}

pub fn any(port: u16) -> SocketAddr {
    (Ipv4Addr::UNSPECIFIED, port).into()
}

/// Small buffers, so that tests can fill them.
pub fn config(address: Ipv4Addr, seed: u64) -> Config {
    Config {
        address: Address::Fixed {
            v4: Some((address, 24)),
            v6: None,
            router: None,
        },
        descriptors: 32,
        connections: 32,
        datagram_sockets: 8,
        receive_buffer: 8192,
        send_buffer: 8192,
        datagram_buffer: 8192,
        held: 64,
        blocked_calls: 64,
        seed,
        ..Config::virtual_board()
    }
}

pub struct Bench {
    pub a: End,
    pub b: End,
    pub now: Instant,
    next_call: u32,
}

impl Default for Bench {
    fn default() -> Self {
        Bench::new()
    }
}

impl Bench {
    pub fn new() -> Self {
        Bench::with(config(ADDRESS_A, 1), config(ADDRESS_B, 2))
    }

    pub fn with(a: Config, b: Config) -> Self {
        let now = Instant::from_millis(1000);
        let end = |config| End {
            board: Board::new(config, now),
            wire: Wire::default(),
        };
        Bench {
            a: end(a),
            b: end(b),
            now,
            next_call: 0,
        }
    }

    pub fn end(&mut self, who: Who) -> &mut End {
        match who {
            A => &mut self.a,
            B => &mut self.b,
        }
    }

    /// Polls both ends and carries packets until nothing moves; returns when something is due. As on a
    /// chip, an end is polled again only when something has arrived, or is due.
    pub fn settle(&mut self) -> Option<Instant> {
        let mut wakes = [Some(self.now); 2];
        for _ in 0..10_000 {
            for (end, wake) in [&mut self.a, &mut self.b].into_iter().zip(&mut wakes) {
                if !end.wire.inbox.is_empty() || wake.is_some_and(|wake| wake <= self.now) {
                    *wake = end.board.poll(self.now, &mut end.wire);
                }
            }
            let moved = !self.a.wire.outbox.is_empty() || !self.b.wire.outbox.is_empty();
            self.b.wire.inbox.extend(self.a.wire.outbox.drain(..));
            self.a.wire.inbox.extend(self.b.wire.outbox.drain(..));
            self.b.wire.numbers.extend(self.a.wire.numbered.drain(..));
            self.a.wire.numbers.extend(self.b.wire.numbered.drain(..));
            let wake = wakes.into_iter().flatten().min();
            if !moved && wake.is_none_or(|wake| wake > self.now) {
                return wake;
            }
        }
        panic!("the two boards never come to rest");
    }

    /// Lets virtual time pass, stopping wherever a timer is due.
    pub fn pass(&mut self, ms: u64) {
        let until = self.now + Duration::from_millis(ms);
        loop {
            match self.settle() {
                Some(wake) if wake < until => self.now = wake,
                _ => break,
            }
        }
        self.now = until;
        self.settle();
    }

    pub fn tell(&mut self, who: Who, command: Command) {
        let now = self.now;
        let end = self.end(who);
        assert_eq!(end.board.command(command, now, &mut end.wire), After::GoOn);
    }

    /// Starts a call and lets everything happen that follows at once.
    pub fn start(&mut self, who: Who, call: Call) -> CallId {
        self.next_call += 1;
        let id = CallId(self.next_call);
        self.tell(who, Command::Call { id, call });
        self.settle();
        id
    }

    /// How a call ended, if it has.
    pub fn ended(&mut self, who: Who, id: CallId) -> Option<Return> {
        self.end(who)
            .wire
            .reports
            .iter()
            .find_map(|report| match report {
                Report::Return { id: this, ret } if *this == id => Some(ret.clone()),
                _ => None,
            })
    }

    /// A call that must return at once (or as soon as the wire has carried what it sent).
    pub fn call(&mut self, who: Who, call: Call) -> Return {
        let name = call.name();
        let id = self.start(who, call);
        self.ended(who, id)
            .unwrap_or_else(|| panic!("{name}() is blocked"))
    }

    /// A call that must succeed.
    pub fn ok(&mut self, who: Who, call: Call) -> i64 {
        let text = format!("{call:?}");
        match self.call(who, call).result {
            Ok(ret) => ret,
            Err(errno) => panic!("{text} failed: {errno}"),
        }
    }

    /// A call that must fail.
    pub fn err(&mut self, who: Who, call: Call) -> Errno {
        let text = format!("{call:?}");
        match self.call(who, call).result {
            Ok(ret) => panic!("{text} returned {ret}"),
            Err(errno) => errno,
        }
    }

    /// A call that must block.
    pub fn blocks(&mut self, who: Who, call: Call) -> CallId {
        let text = format!("{call:?}");
        let id = self.start(who, call);
        assert_eq!(self.ended(who, id), None, "{text} did not block");
        let blocked = Report::Blocked { id };
        assert!(self.end(who).wire.reports.contains(&blocked), "{text}");
        id
    }

    // ---- shorthands ----

    pub fn stream(&mut self, who: Who) -> Fd {
        self.ok(who, socket(Kind::Stream)) as Fd
    }

    pub fn datagram(&mut self, who: Who) -> Fd {
        self.ok(who, socket(Kind::Dgram)) as Fd
    }

    /// A socket of A that listens on `port`.
    pub fn listener(&mut self, port: u16, backlog: i32) -> Fd {
        let fd = self.stream(A);
        self.ok(
            A,
            Call::Bind {
                fd,
                addr: any(port),
            },
        );
        self.ok(A, Call::Listen { fd, backlog });
        fd
    }

    /// A connection: A's listener, A's end, B's end.
    pub fn connection(&mut self, port: u16) -> (Fd, Fd, Fd) {
        let l = self.listener(port, 5);
        let b = self.stream(B);
        self.ok(
            B,
            Call::Connect {
                fd: b,
                addr: at_a(port),
            },
        );
        let a = self.ok(A, Call::Accept { fd: l }) as Fd;
        (l, a, b)
    }

    pub fn send(&mut self, who: Who, fd: Fd, data: &[u8]) -> i64 {
        self.ok(who, send(fd, data))
    }

    pub fn recv(&mut self, who: Who, fd: Fd, len: u32) -> Vec<u8> {
        match self
            .call(
                who,
                Call::Recv {
                    fd,
                    len,
                    flags: MsgFlags::NONE,
                },
            )
            .value
        {
            Value::Bytes(bytes) => bytes,
            other => panic!("recv returned {other:?}"),
        }
    }

    pub fn close(&mut self, who: Who, fd: Fd) {
        self.ok(who, Call::Close { fd });
    }

    pub fn option(&mut self, who: Who, fd: Fd, opt: Opt, value: OptValue) {
        self.ok(who, Call::SetSockOpt { fd, opt, value });
    }

    pub fn nonblock(&mut self, who: Who, fd: Fd) {
        self.ok(
            who,
            Call::Fcntl {
                fd,
                control: Control::SetFlags { nonblock: true },
            },
        );
    }

    /// Closes with a reset.
    pub fn reset(&mut self, who: Who, fd: Fd) {
        let linger = Linger {
            on: true,
            seconds: 0,
        };
        self.option(who, fd, Opt::Linger, OptValue::Linger(linger));
        self.close(who, fd);
    }

    pub fn gate(&mut self, who: Who, command: GateCommand) {
        self.tell(who, Command::Gate(command));
        self.settle();
    }

    // ---- what was reported ----

    pub fn transitions(&mut self, who: Who) -> Vec<Transition> {
        let reports = self.end(who).wire.reports.iter();
        let transitions = reports.filter_map(|report| match report {
            Report::Transition(transition) => Some(transition.clone()),
            _ => None,
        });
        transitions.collect()
    }

    pub fn segments(&mut self, who: Who) -> Vec<Segment> {
        let reports = self.end(who).wire.reports.iter();
        let segments = reports.filter_map(|report| match report {
            Report::Segment(segment) => Some(segment.clone()),
            _ => None,
        });
        segments.collect()
    }

    pub fn log(&mut self, who: Who) -> Vec<String> {
        let reports = self.end(who).wire.reports.iter();
        let lines = reports.filter_map(|report| match report {
            // Each transition is logged too; the tests look at the transitions themselves.
            Report::Log { text, .. } if !is_transition(text) => Some(text.clone()),
            _ => None,
        });
        lines.collect()
    }

    /// The states that the socket of a descriptor passed, from the first on.
    pub fn path(&mut self, who: Who, fd: Fd) -> Vec<State> {
        let all = self.transitions(who);
        let last = all.iter().rev().find(|t| t.fd == Some(fd));
        let socket = last.expect("the descriptor had a socket").socket;
        self.path_of(who, socket)
    }

    pub fn path_of(&mut self, who: Who, socket: SocketId) -> Vec<State> {
        let all = self.transitions(who);
        let own: Vec<_> = all.iter().filter(|t| t.socket == socket).collect();
        for pair in own.windows(2) {
            assert_eq!(pair[0].to, pair[1].from, "a transition is missing");
        }
        own.iter().map(|t| t.to).collect()
    }

    pub fn facts(&mut self, who: Who) -> Vec<SocketFacts> {
        let before = self.end(who).wire.reports.len();
        self.tell(who, Command::Look);
        let reports = self.end(who).wire.reports[before..].iter();
        let facts = reports.filter_map(|report| match report {
            Report::Facts(facts) => Some(facts.clone()),
            _ => None,
        });
        facts.collect()
    }

    /// The present state of a descriptor's socket.
    pub fn state(&mut self, who: Who, fd: Fd) -> State {
        let facts = self.facts(who);
        let own = facts.iter().find(|facts| facts.fd == Some(fd));
        own.expect("the descriptor is open").state
    }

    /// The states of all sockets, in the order of their making.
    pub fn states(&mut self, who: Who) -> Vec<State> {
        self.facts(who).iter().map(|facts| facts.state).collect()
    }
}

pub fn socket(kind: Kind) -> Call {
    Call::Socket {
        domain: Domain::Inet,
        kind,
        protocol: 0,
        nonblock: false,
    }
}

pub fn send(fd: Fd, data: &[u8]) -> Call {
    Call::Send {
        fd,
        data: Data::Bytes(data.to_vec()),
        flags: MsgFlags::NONE,
    }
}

/// Whether a line of the log tells of a state.
fn is_transition(text: &str) -> bool {
    let to = text
        .split(" -> ")
        .nth(1)
        .and_then(|rest| rest.split(',').next());
    to.and_then(State::from_name).is_some()
}
