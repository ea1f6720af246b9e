//! A world: a subject and its peer on a private wire. The peer is always a kernel; the subject is a
//! kernel in one world and a board in the other. Nothing else differs.
//!
//! ```text
//!   kernel's world   peer: kernel ── wire ── pump ── wire ── subject: kernel
//!   board's world    peer: kernel ── wire ────────────────── subject: virtual board
//! ```

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use socket2::{Domain, Protocol, Socket, Type};
use sockscope::board::{self, VirtualBoard};
use sockscope::host::{HostHandle, HostPeer, Observer};
use sockscope::peer::{Peer, Sink};
use sockscope::wire::{
    BOARD, BOARD6, HOST, HOST6, PREFIX, PREFIX6, SocketSource, Wire, WireOptions,
};
use sockscope_board::{Address, Config};
use sockscope_link::{Call, CallId, Command, Report, Return, SocketFacts};

use crate::pump::{Pump, Side};

/// How long a peer may take to answer at all.
pub const LIMIT: Duration = Duration::from_secs(10);
/// How many pings may go round until the wire is quiet.
const ROUNDS: usize = 50;

enum Subject {
    Kernel(HostHandle, #[allow(dead_code)] Pump),
    Board(VirtualBoard),
}

/// Two peers, and what they have reported.
pub struct World {
    peer: HostHandle,
    subject: Subject,
    reports: Receiver<(Peer, Report)>,
    segments: Arc<AtomicU64>,
    ping: Socket,
    number: u32,
    returns: HashMap<CallId, Return>,
    pub kernel: bool,
}

impl World {
    /// The world whose subject is a kernel.
    pub fn of_the_kernel() -> World {
        let segments = Arc::new(AtomicU64::new(0));
        let (near, far) = (wire(), wire());
        let links = [near.take_link().unwrap(), far.take_link().unwrap()];
        let (sink, reports) = sink(None);
        let ping = ping_socket(&near);
        let (peer, near) = kernel(Peer::Host, near, &sink);
        let (subject, far) = kernel(Peer::Board, far, &sink);
        let [to_near, to_far] = links;
        let sides = [(to_near, near), (to_far, far)];
        let sides = sides.map(|(link, observer)| Side {
            link,
            tap: observer.tap(),
        });
        let pump = Pump::start(sides, Arc::clone(&segments)).expect("a pump");
        let subject = Subject::Kernel(subject, pump);
        World::new(peer, subject, reports, segments, ping)
    }

    /// The world whose subject is a board.
    pub fn of_the_board() -> World {
        let segments = Arc::new(AtomicU64::new(0));
        let wire = wire();
        let link = wire.take_link().unwrap();
        let (sink, reports) = sink(Some(Arc::clone(&segments)));
        let ping = ping_socket(&wire);
        let (peer, observer) = kernel(Peer::Host, wire, &sink);
        let config = Config {
            address: Address::Fixed {
                v4: Some((BOARD, PREFIX)),
                v6: Some((BOARD6, PREFIX6)),
                router: None,
            },
            ..Config::virtual_board()
        };
        let tap = Box::new(observer.tap());
        let board = board::spawn(config, link, sink, tap).expect("a virtual board");
        World::new(peer, Subject::Board(board), reports, segments, ping)
    }

    fn new(
        peer: HostHandle,
        subject: Subject,
        reports: Receiver<(Peer, Report)>,
        segments: Arc<AtomicU64>,
        ping: Socket,
    ) -> World {
        World {
            kernel: matches!(subject, Subject::Kernel(..)),
            peer,
            subject,
            reports,
            segments,
            ping,
            number: 0,
            returns: HashMap::new(),
        }
    }

    /// An address as `by` knows it, or back again. A kernel always takes itself for the host: as a
    /// subject it sees the two mirrored.
    pub fn turned(&self, by: Peer, ip: IpAddr) -> IpAddr {
        let pairs: [[IpAddr; 2]; 2] = [[HOST.into(), BOARD.into()], [HOST6.into(), BOARD6.into()]];
        if let IpAddr::V6(six) = ip
            && let Some(four) = six.to_ipv4_mapped()
        {
            return match self.turned(by, four.into()) {
                IpAddr::V4(four) => four.to_ipv6_mapped().into(),
                six => six,
            };
        }
        let mirrored = self.kernel && by == Peer::Board;
        match pairs.iter().find(|pair| mirrored && pair.contains(&ip)) {
            Some(&[host, board]) if ip == host => board,
            Some(&[host, _]) => host,
            None => ip,
        }
    }

    fn send(&self, peer: Peer, command: Command) {
        match (peer, &self.subject) {
            (Peer::Host, _) => self.peer.send(command),
            (Peer::Board, Subject::Kernel(kernel, _)) => kernel.send(command),
            (Peer::Board, Subject::Board(board)) => board.send(command).expect("a living board"),
        }
    }

    /// Starts a call.
    pub fn start(&mut self, peer: Peer, call: Call) -> CallId {
        self.number += 1;
        let id = CallId(self.number);
        self.send(peer, Command::Call { id, call });
        id
    }

    /// Ends a blocked call.
    pub fn cancel(&mut self, peer: Peer, id: CallId) {
        self.send(peer, Command::Cancel { id });
    }

    /// How a call ended, if it has.
    pub fn returned(&self, id: CallId) -> Option<&Return> {
        self.returns.get(&id)
    }

    /// Takes reports in until `wanted` comes.
    fn wait<T>(&mut self, what: &str, wanted: impl Fn(Peer, &Report) -> Option<T>) -> T {
        loop {
            let (peer, report) = self.reports.recv_timeout(LIMIT).expect(what);
            let found = wanted(peer, &report);
            if let Report::Return { id, ret } = report {
                self.returns.insert(id, ret);
            }
            if let Some(found) = found {
                return found;
            }
        }
    }

    /// Waits until a call has returned or a peer has been through all that it had to do.
    fn fence(&mut self, peer: Peer) {
        // It is done in the round of the peer's loop after the one that started it: all that was
        // ready for blocked calls by then has been seen.
        let (fds, timeout_ms) = (vec![], 1);
        let fence = self.start(peer, Call::Poll { fds, timeout_ms });
        self.wait("the fence's return", |_, report| match report {
            Report::Return { id, .. } if *id == fence => Some(()),
            _ => None,
        });
        self.returns.remove(&fence);
    }

    /// Waits until all that is under way has arrived, and all that came of it: until a ping goes round
    /// and no segment did, and no call ended. The wire keeps the order of its packets.
    pub fn settle(&mut self, waiting: &[Peer]) {
        for _ in 0..ROUNDS {
            let before = (self.segments.load(Ordering::SeqCst), self.returns.len());
            self.ping();
            for &peer in waiting {
                self.fence(peer);
            }
            if waiting.is_empty() {
                self.barrier();
            }
            if before == (self.segments.load(Ordering::SeqCst), self.returns.len()) {
                return;
            }
        }
    }

    /// Waits until both peers have obeyed all commands so far.
    pub fn barrier(&mut self) {
        for peer in Peer::BOTH {
            self.number += 1;
            let number = self.number;
            self.send(peer, Command::Ping(number));
            self.wait("a pong", |_, report| match report {
                Report::Pong(of) if *of == number => Some(()),
                _ => None,
            });
        }
    }

    fn ping(&mut self) {
        self.number += 1;
        let [.., a, b, c, d] = self.number.to_be_bytes();
        let mut echo = [8, 0, 0, 0, a, b, c, d];
        let sum = [0, 4, 6].map(|at| u32::from(u16::from_be_bytes([echo[at], echo[at + 1]])));
        let sum = sum.iter().sum::<u32>();
        let folded = !(((sum & 0xffff) + (sum >> 16)) as u16);
        echo[2..4].copy_from_slice(&folded.to_be_bytes());
        let began = Instant::now();
        self.ping.write_all(&echo).expect("an echo request");
        let mut answer = [0; 1500];
        loop {
            let length = self.ping.read(&mut answer).expect("an echo reply");
            // Behind the IPv4 header: type 0, and the same identifier and number.
            if length >= 28 && answer[20] == 0 && answer[24..28] == echo[4..8] {
                return;
            }
            assert!(began.elapsed() < LIMIT, "no echo reply came");
        }
    }

    /// The facts of every socket of both peers.
    pub fn look(&mut self) -> Vec<(Peer, SocketFacts)> {
        let mut all = Vec::new();
        for peer in Peer::BOTH {
            self.send(peer, Command::Look);
            self.number += 1;
            let number = self.number;
            self.send(peer, Command::Ping(number));
            loop {
                let report = self.wait("the answer to a look", |of, report| match report {
                    Report::Facts(_) if of == peer => Some(report.clone()),
                    Report::Pong(_) => Some(report.clone()),
                    _ => None,
                });
                match report {
                    Report::Facts(facts) => all.push((peer, facts)),
                    Report::Pong(of) if of == number => break,
                    _ => {}
                }
            }
        }
        all
    }

    /// Closes everything.
    pub fn clear(&mut self) {
        for peer in Peer::BOTH {
            self.send(peer, Command::Clear);
            self.wait("cleared", |of, report| {
                (of == peer && *report == Report::Cleared).then_some(())
            });
        }
        self.settle(&[]);
        self.returns.clear();
    }
}

fn wire() -> Wire {
    Wire::open(WireOptions {
        ipv6: true,
        program: Some(PathBuf::from(env!("CARGO_BIN_EXE_sockscope"))),
        ..WireOptions::default()
    })
    .expect("a private wire")
}

fn kernel(peer: Peer, wire: Wire, sink: &Sink) -> (HostHandle, Arc<Observer>) {
    let source = SocketSource::Private(Arc::new(wire));
    let observer = Observer::new(&source, Arc::clone(sink));
    let handle = HostPeer::spawn(peer, source, Arc::clone(&observer), Arc::clone(sink));
    (handle.expect("a host peer"), observer)
}

/// A sink that keeps what is asked for and counts the segments that a board reports.
fn sink(segments: Option<Arc<AtomicU64>>) -> (Sink, Receiver<(Peer, Report)>) {
    let (to, reports) = unbounded();
    let sink: Sink = Arc::new(move |peer, report| match report {
        Report::Segment(_) => {
            if let Some(segments) = &segments {
                segments.fetch_add(1, Ordering::SeqCst);
            }
        }
        Report::Transition(_) | Report::Blocked { .. } | Report::Log { .. } => {}
        report => drop(to.send((peer, report))),
    });
    (sink, reports)
}

/// ICMP from the peer's kernel to the subject: the helper may make raw sockets in its namespace.
fn ping_socket(wire: &Wire) -> Socket {
    let socket = wire
        .socket(Domain::IPV4, Type::RAW, Some(Protocol::ICMPV4))
        .expect("a raw socket");
    socket.set_read_timeout(Some(LIMIT)).unwrap();
    let subject = SocketAddr::from((BOARD, 0));
    socket
        .connect(&subject.into())
        .expect("raw sockets connect");
    socket
}
