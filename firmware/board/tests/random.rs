//! Random calls and hostile packets: nothing panics, and what must always hold does.
//!
//! All is seeded: a failure says its seed, and happens again with it.

mod support;

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;

use sockscope_link::*;
use support::*;

/// A small generator (xorshift64*, Vigna 2016), so that a seed means the same everywhere.
struct Rng(u64);

impl Rng {
    fn new(seed: u64) -> Self {
        Rng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize].clone()
    }
}

/// Most often the other end's listener; sometimes anything at all.
fn addr(rng: &mut Rng, other: SocketAddr) -> SocketAddr {
    let port = rng.one(&[0, 1, 53, 80, 50_000]);
    let texts = [
        "10.77.0.1",
        "10.77.0.2",
        "0.0.0.0",
        "8.8.8.8",
        "10.77.0.255",
    ];
    match rng.below(20) {
        0 => "[::1]:80".parse().unwrap(),
        1..=4 => SocketAddr::new(rng.one(&texts).parse().unwrap(), port),
        _ => other,
    }
}

fn call(rng: &mut Rng, who: Who) -> Call {
    let other = match who {
        A => at_b(80),
        B => at_a(80),
    };
    let fd = rng.below(9) as Fd + 2;
    let len = rng.one(&[0, 1, 100, 3000, 20_000]);
    let data = match rng.below(2) {
        0 => Data::Bytes(vec![1; len as usize]),
        _ => Data::Fill { byte: 2, len },
    };
    let opt = rng.one(&[
        Opt::ReuseAddr,
        Opt::Linger,
        Opt::KeepAlive,
        Opt::RcvTimeo,
        Opt::SndTimeo,
        Opt::RcvBuf,
        Opt::NoDelay,
        Opt::Error,
        Opt::Type,
        Opt::V6Only,
    ]);
    let on = rng.below(2) == 0;
    let seconds = rng.below(2) as u16;
    match rng.below(22) {
        0..=2 => Call::Socket {
            domain: rng.one(&[Domain::Inet, Domain::Inet, Domain::Inet, Domain::Inet6]),
            kind: rng.one(&[Kind::Stream, Kind::Stream, Kind::Dgram]),
            protocol: rng.one(&[0, 0, 0, 6, 17, -1]),
            nonblock: false,
        },
        3 => Call::Bind {
            fd,
            addr: addr(rng, any(80)),
        },
        4 => Call::Listen {
            fd,
            backlog: rng.one(&[-1, 0, 1, 5]),
        },
        5 | 6 => Call::Accept { fd },
        7 | 8 => Call::Connect {
            fd,
            addr: addr(rng, other),
        },
        9 => Call::Send {
            fd,
            data,
            flags: MsgFlags::NONE,
        },
        10 => Call::Write { fd, data },
        11 => Call::Recv {
            fd,
            len,
            flags: MsgFlags::NONE,
        },
        12 => Call::Read { fd, len },
        13 => Call::SendTo {
            fd,
            data,
            addr: addr(rng, other),
            flags: MsgFlags::NONE,
        },
        14 => Call::RecvFrom {
            fd,
            len,
            flags: MsgFlags::NONE,
        },
        15 => Call::Shutdown {
            fd,
            how: rng.one(&[How::Read, How::Write, How::Both]),
        },
        16 | 17 => Call::Close { fd },
        18 => Call::GetSockName { fd },
        19 => Call::SetSockOpt {
            fd,
            opt,
            value: rng.one(&[
                OptValue::Int(1),
                OptValue::Millis(30),
                OptValue::Linger(Linger { on, seconds }),
            ]),
        },
        20 => Call::Fcntl {
            fd,
            control: Control::SetFlags { nonblock: on },
        },
        _ => Call::Poll {
            fds: vec![PollFd {
                fd,
                events: PollFd::IN,
                revents: 0,
            }],
            timeout_ms: rng.one(&[0, 10, -1]),
        },
    }
}

fn gate_command(rng: &mut Rng) -> GateCommand {
    let dir = rng.one(&[
        None,
        Some(Direction::HostToBoard),
        Some(Direction::BoardToHost),
    ]);
    let id = SegmentId(rng.below(50) as u32);
    let which = rng.one(&[Which::Next(dir), Which::All(dir), Which::Id(id)]);
    match rng.below(8) {
        0 | 1 => GateCommand::Open(dir),
        2 => GateCommand::Hold(dir),
        3 => GateCommand::Release(which),
        4 => GateCommand::Drop(which),
        5 => GateCommand::Duplicate(which),
        6 => GateCommand::Delay {
            ms: rng.one(&[0, 5, 50]),
            dir,
        },
        _ => GateCommand::Reorder(dir),
    }
}

/// What RFC 9293's figure 5 allows, and the two states before it. A reset or a give-up can end any.
fn legal(from: State, to: State) -> bool {
    use State::*;
    let next: &[State] = match from {
        Unbound => &[Bound, Listen, SynSent],
        Bound => &[Listen, SynSent],
        Listen => &[SynReceived],
        SynSent => &[SynReceived, Established],
        SynReceived => &[Established, FinWait1],
        Established => &[FinWait1, CloseWait],
        FinWait1 => &[FinWait2, Closing],
        FinWait2 => &[TimeWait],
        CloseWait => &[LastAck],
        Closing => &[TimeWait],
        LastAck | TimeWait => &[],
        // A socket is made; a connection that was refused is tried again.
        Closed => &[Unbound, Bound, Listen, SynSent],
    };
    to == Closed || next.contains(&to)
}

/// What must hold of everything that a board reported.
fn check(bench: &mut Bench, who: Who, seed: u64) {
    let mut states: HashMap<SocketId, State> = HashMap::new();
    for t in bench.transitions(who) {
        let known = states.insert(t.socket, t.to);
        let passive = t.from == State::Listen && t.listener.is_some();
        assert!(legal(t.from, t.to), "seed {seed}: {} to {}", t.from, t.to);
        assert!(
            known.is_none_or(|known| known == t.from) || passive,
            "seed {seed}: {known:?} before {t:?}"
        );
    }
    let mut open: Vec<CallId> = vec![];
    for report in &bench.end(who).wire.reports {
        match report {
            Report::Blocked { id } => open.push(*id),
            Report::Return { id, .. } => open.retain(|other| other != id),
            _ => {}
        }
    }
    let facts = bench.facts(who);
    for fact in &facts {
        assert_eq!(
            states.get(&fact.socket),
            Some(&fact.state),
            "seed {seed}: {fact:?}"
        );
    }
    let mut fds: Vec<_> = facts.iter().filter_map(|fact| fact.fd).collect();
    let count = fds.len();
    fds.dedup();
    assert_eq!(fds.len(), count, "seed {seed}: a descriptor is open twice");
    let ids: Vec<_> = facts.iter().map(|fact| fact.socket).collect();
    for (socket, state) in states {
        let gone = state == State::Closed && !ids.contains(&socket);
        assert!(
            gone || ids.contains(&socket),
            "seed {seed}: {socket:?} vanished in {state}"
        );
    }
}

/// In the end, everything can be closed, and nothing is left.
fn clear_up(bench: &mut Bench, seed: u64) {
    for who in [A, B] {
        bench.tell(who, Command::Gate(GateCommand::Open(None)));
        bench.tell(who, Command::Clear);
        assert_eq!(bench.facts(who), [], "seed {seed}");
    }
    bench.settle();
    for who in [A, B] {
        bench.tell(who, Command::Clear);
        bench.end(who).wire.reports.clear();
    }
    // The boards are as good as new.
    let (_, a, b) = bench.connection(4242);
    bench.send(A, a, b"fine");
    assert_eq!(bench.recv(B, b, 9), b"fine", "seed {seed}");
}

/// What a run came past, so that a test can say that it was no walk around the block.
#[derive(Default)]
struct Seen {
    transitions: HashSet<(State, State)>,
    errnos: HashSet<Errno>,
    acts: HashSet<Act>,
}

impl Seen {
    fn check(&self, transitions: usize, errnos: usize, acts: usize) {
        assert!(
            self.transitions.len() >= transitions,
            "{:?}",
            self.transitions
        );
        assert!(self.errnos.len() >= errnos, "{:?}", self.errnos);
        assert!(self.acts.len() >= acts, "{:?}", self.acts);
        // The address never changed.
        assert!(!self.errnos.contains(&Errno::NetDown));
    }

    fn note(&mut self, bench: &mut Bench) {
        for who in [A, B] {
            for report in &bench.end(who).wire.reports {
                match report {
                    Report::Transition(t) => {
                        self.transitions.insert((t.from, t.to));
                    }
                    Report::Return { ret, .. } => self.errnos.extend(ret.result.err()),
                    Report::Segment(segment) => {
                        self.acts.insert(segment.act);
                    }
                    _ => {}
                }
            }
        }
    }
}

fn steps(seed: u64, count: usize, gates: bool, seen: &mut Seen) {
    let mut rng = Rng::new(seed);
    let small = |address, seed| sockscope_board::Config {
        descriptors: 8,
        connections: 6,
        datagram_sockets: 2,
        blocked_calls: 12,
        held: 8,
        ..config(address, seed)
    };
    let mut bench = Bench::with(small(ADDRESS_A, seed), small(ADDRESS_B, seed + 1));
    for who in [A, B] {
        let fd = bench.stream(who);
        bench.ok(who, Call::Bind { fd, addr: any(80) });
        bench.ok(who, Call::Listen { fd, backlog: 2 });
    }
    for step in 0..count {
        let who = rng.one(&[A, B]);
        match rng.below(12) {
            0 if gates => bench.gate(who, gate_command(&mut rng)),
            1 => {
                let id = CallId(rng.below(step as u64 + 1) as u32);
                bench.tell(who, Command::Cancel { id });
            }
            2 => {
                let ms = rng.one(&[1, 100, 3_000, 15_000]);
                bench.pass(ms);
            }
            _ => {
                bench.start(who, call(&mut rng, who));
            }
        }
    }
    for who in [A, B] {
        check(&mut bench, who, seed);
    }
    seen.note(&mut bench);
    clear_up(&mut bench, seed);
}

#[test]
fn random_calls_on_an_open_wire() {
    let mut seen = Seen::default();
    for seed in 1..=100 {
        steps(seed, 250, false, &mut seen);
    }
    seen.check(20, 20, 1);
}

#[test]
fn random_calls_while_the_gates_play() {
    let mut seen = Seen::default();
    for seed in 1000..=1100 {
        steps(seed, 250, true, &mut seen);
    }
    seen.check(20, 20, 5);
}

// ---- hostile packets ----

fn checksum(parts: &[&[u8]]) -> [u8; 2] {
    let mut sum = 0u32;
    for part in parts {
        for pair in part.chunks(2) {
            sum += u32::from(u16::from_be_bytes([pair[0], *pair.get(1).unwrap_or(&0)]));
        }
    }
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    (!(sum as u16)).to_be_bytes()
}

/// An IPv4 packet with right checksums, from A to B.
fn packet(protocol: u8, transport: &mut [u8]) -> Vec<u8> {
    let total = (20 + transport.len()) as u16;
    let mut ip = vec![0x45, 0, 0, 0, 0, 0, 0, 0, 64, protocol, 0, 0];
    ip[2..4].copy_from_slice(&total.to_be_bytes());
    ip.extend(ADDRESS_A.octets());
    ip.extend(ADDRESS_B.octets());
    let sum = checksum(&[&ip]);
    ip[10..12].copy_from_slice(&sum);
    let at = match protocol {
        6 => 16,
        17 => 6,
        _ => 2,
    };
    if transport.len() >= at + 2 {
        transport[at..at + 2].fill(0);
        let len = (transport.len() as u16).to_be_bytes();
        let pseudo = [&ip[12..20], &[0, protocol], &len].concat();
        let pseudo = if protocol == 1 { vec![] } else { pseudo };
        let sum = checksum(&[&pseudo, transport]);
        transport[at..at + 2].copy_from_slice(&sum);
    }
    ip.extend_from_slice(transport);
    ip
}

/// A TCP segment that is almost right for one of B's connections.
fn tcp_segment(rng: &mut Rng, known: &[Segment]) -> Vec<u8> {
    let near = |rng: &mut Rng, base: u32| {
        let spread = rng.one(&[0u32, 0, 1, 2, 100, 8191, 8192, 65_535, 1 << 20, 1 << 31]);
        match rng.below(3) {
            0 => base.wrapping_add(spread),
            1 => base.wrapping_sub(spread),
            _ => base.wrapping_add(rng.below(20_000) as u32),
        }
    };
    let base = match known.len() {
        0 => None,
        n => Some(&known[rng.below(n as u64) as usize]),
    };
    let (from, to, seq, ack) = match base {
        Some(s) if s.dir == Direction::HostToBoard => (s.src.port(), s.dst.port(), s.seq, s.ack),
        Some(s) => (s.dst.port(), s.src.port(), s.ack, s.seq),
        None => (1000, 80, 1, 1),
    };
    let to = if rng.below(6) == 0 { 80 } else { to };
    let from = if rng.below(6) == 0 {
        rng.below(65_536) as u16
    } else {
        from
    };
    let options: Vec<u8> = (0..rng.one(&[0, 0, 0, 4, 8, 40]))
        .map(|_| rng.one(&[0, 1, 2, 3, 4, 5, 8, 2, 4, 10, 255, 0x13]))
        .collect();
    let mut segment = vec![];
    segment.extend(from.to_be_bytes());
    segment.extend(to.to_be_bytes());
    segment.extend(near(rng, seq).to_be_bytes());
    segment.extend(near(rng, ack).to_be_bytes());
    let words = (5 + options.len() / 4) as u8;
    segment.push(match rng.below(30) {
        0 => rng.below(256) as u8,
        _ => words << 4,
    });
    segment.push(match rng.below(8) {
        0 => rng.below(256) as u8,
        _ => rng.one(&[0x02, 0x10, 0x10, 0x18, 0x18, 0x11, 0x14, 0x04, 0x12, 0x01]),
    });
    segment.extend((rng.one(&[0u16, 1, 100, 65_535])).to_be_bytes());
    segment.extend([0, 0, 0, 0]);
    segment.extend(options);
    let payload = rng.one(&[0, 0, 1, 10, 1000, 1400]);
    segment.extend(std::iter::repeat_n(0xaa, payload));
    packet(6, &mut segment)
}

fn hostile_packet(rng: &mut Rng, known: &[Segment]) -> Vec<u8> {
    let mut bytes = match rng.below(10) {
        0 => (0..rng.below(120)).map(|_| rng.next() as u8).collect(),
        1 => {
            let mut datagram = vec![0, 53, 0, 53, 0, 0, 0, 0, 1, 2, 3];
            let len = rng.one(&[0u16, 7, 8, 11, 12, 65_535]);
            datagram[4..6].copy_from_slice(&len.to_be_bytes());
            packet(17, &mut datagram)
        }
        2 => {
            // An ICMP error about something that may or may not have been sent.
            let mut inner = tcp_segment(rng, known);
            inner.truncate(rng.one(&[0, 10, 20, 24, 28, 60]));
            let mut icmp = vec![
                rng.one(&[3, 3, 11, 5, 0, 8]),
                rng.below(16) as u8,
                0,
                0,
                0,
                0,
                0,
                0,
            ];
            icmp.extend(inner);
            packet(1, &mut icmp)
        }
        _ => tcp_segment(rng, known),
    };
    // Bits fall over.
    if !bytes.is_empty() && rng.below(10) == 0 {
        let at = rng.below(bytes.len() as u64) as usize;
        bytes[at] ^= 1 << rng.below(8);
    }
    bytes
}

fn besiege(seed: u64, window: usize, seen: &mut Seen) {
    let mut rng = Rng::new(seed);
    let big = |base| sockscope_board::Config {
        receive_buffer: window,
        ..base
    };
    let mut bench = Bench::with(
        big(config(ADDRESS_A, seed)),
        big(config(ADDRESS_B, seed + 7)),
    );
    let l = bench.stream(B);
    bench.ok(
        B,
        Call::Bind {
            fd: l,
            addr: any(80),
        },
    );
    bench.ok(B, Call::Listen { fd: l, backlog: 3 });
    let udp = bench.datagram(B);
    bench.ok(
        B,
        Call::Bind {
            fd: udp,
            addr: any(53),
        },
    );
    bench.listener(7777, 5);
    for n in 0..300 {
        let known = bench.segments(B);
        let known = &known[known.len().saturating_sub(12)..];
        for _ in 0..4 {
            let bytes = hostile_packet(&mut rng, known);
            bench.b.wire.inbox.push_back(bytes);
        }
        match n % 10 {
            0 => {
                let fd = bench.stream(A);
                bench.start(A, Call::Connect { fd, addr: at_b(80) });
                bench.start(
                    A,
                    Call::Send {
                        fd,
                        data: Data::Fill { byte: 1, len: 5000 },
                        flags: MsgFlags::NONE,
                    },
                );
                bench.start(A, Call::Close { fd });
            }
            1 | 2 => {
                bench.nonblock(B, l);
                bench.start(B, Call::Accept { fd: l });
            }
            3 => {
                let fd = bench.call(B, socket(Kind::Stream)).result.unwrap_or(3) as Fd;
                bench.start(
                    B,
                    Call::Connect {
                        fd,
                        addr: at_a(7777),
                    },
                );
            }
            4..=6 => {
                let fd = rng.below(12) as Fd + 5;
                bench.start(
                    B,
                    Call::Fcntl {
                        fd,
                        control: Control::SetFlags { nonblock: true },
                    },
                );
                bench.start(
                    B,
                    Call::Recv {
                        fd,
                        len: 3000,
                        flags: MsgFlags::NONE,
                    },
                );
                bench.start(
                    B,
                    Call::Send {
                        fd,
                        data: Data::Fill { byte: 3, len: 3000 },
                        flags: MsgFlags::NONE,
                    },
                );
            }
            7 => {
                let fd = rng.below(12) as Fd + 5;
                bench.start(B, Call::Close { fd });
            }
            _ => bench.pass(200),
        }
    }
    check(&mut bench, B, seed);
    seen.note(&mut bench);
    clear_up(&mut bench, seed);
}

#[test]
fn hostile_packets() {
    let mut seen = Seen::default();
    for seed in 1..=40 {
        besiege(seed, 8192, &mut seen);
    }
    seen.check(12, 5, 1);
}

/// With windows that need scaling.
#[test]
fn hostile_packets_and_large_windows() {
    let mut seen = Seen::default();
    for seed in 100..=115 {
        besiege(seed, 1 << 20, &mut seen);
    }
    seen.check(12, 5, 1);
}
