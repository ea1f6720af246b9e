//! The private wire by itself: how long it takes to make one, to make a socket on it, and how fast and
//! how soon packets reach its other end. `cargo bench --bench wire`.
#![allow(missing_docs, reason = "criterion's macros make public items")]

#[cfg(target_os = "linux")]
#[path = "../tests/virtual_peer/mod.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod virtual_peer;

#[cfg(target_os = "linux")]
mod linux {
    use std::io::Write;
    use std::net::{SocketAddr, TcpStream, UdpSocket};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::{self, Receiver, Sender};
    use std::thread::{self, JoinHandle};
    use std::time::{Duration, Instant};

    use criterion::{Criterion, Throughput};
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use socket2::{Domain, Type};
    use sockscope::board::{NoTap, Tap};
    use sockscope::wire::{BOARD, HOST, LinkEnd, LinkKind, Prefer, Wire, WireOptions};

    use sockscope_link::{Call, Fd, MsgFlags, Segment};

    use crate::virtual_peer::Bench;

    /// Bytes in one round of a throughput measurement.
    const ROUND: usize = 1 << 20;

    /// The longest that the reading thread waits before it looks whether it is to end.
    const LOOK_UP: Timespec = Timespec {
        tv_sec: 0,
        tv_nsec: 100_000_000,
    };

    fn wire(kind: LinkKind) -> Option<Wire> {
        Wire::open(WireOptions {
            prefer: Prefer::Only(kind),
            program: Some(env!("CARGO_BIN_EXE_sockscope").into()),
            ..WireOptions::default()
        })
        .ok()
    }

    fn udp(wire: &Wire) -> UdpSocket {
        let socket = wire.socket(Domain::IPV4, Type::DGRAM, None).unwrap();
        socket.bind(&SocketAddr::from((HOST, 0)).into()).unwrap();
        socket
            .connect(&SocketAddr::from((BOARD, 9)).into())
            .unwrap();
        socket.into()
    }

    /// TCP from the kernel into the virtual board, whose application reads all the time: every segment
    /// goes through gate, stack and reports.
    pub fn board(criterion: &mut Criterion) {
        for (prefer, mtu) in [
            (Prefer::Auto, 1500),
            (Prefer::Only(LinkKind::Veth), 1500),
            (Prefer::Auto, 9000),
            (Prefer::Auto, 65_000),
        ] {
            let mut bench = Bench::with(prefer, mtu, Box::new(NoTap));
            let listener = bench.listener(7777);
            let mut host: TcpStream = bench.host(Type::STREAM).into();
            let host_socket = socket2::SockRef::from(&host);
            host_socket
                .connect(&SocketAddr::from((BOARD, 7777)).into())
                .unwrap();
            let accepted = bench.call(Call::Accept { fd: listener });
            let fd = accepted.result.unwrap() as Fd;
            let kind = bench.wire.facts().link.name();
            let mut group = criterion.benchmark_group("virtual board, TCP from the host");
            group.throughput(Throughput::Bytes(ROUND as u64));
            let name = format!("{kind}, MTU {mtu}");
            group.bench_function(&name, |bencher| {
                bencher.iter_custom(|rounds| {
                    let all = rounds as usize * ROUND;
                    let start = Instant::now();
                    thread::scope(|scope| {
                        let sending = &mut host;
                        scope.spawn(move || {
                            let block = vec![0; ROUND];
                            for _ in 0..rounds {
                                sending.write_all(&block).unwrap();
                            }
                        });
                        let mut missing = all;
                        while missing > 0 {
                            let len = ROUND as u32;
                            let id = bench.start(Call::Recv {
                                fd,
                                len,
                                flags: MsgFlags::NONE,
                            });
                            let length = bench.end(id).result.unwrap();
                            missing -= length as usize;
                            bench.seen.clear();
                        }
                    });
                    start.elapsed()
                });
            });
        }
    }

    /// Says when the board has each segment in its hands.
    struct Stamp(Sender<Instant>);

    impl Tap for Stamp {
        fn before(&mut self, _segment: &Segment) {
            let _ = self.0.send(Instant::now());
        }

        fn after(&mut self, _segment: &Segment) {}
    }

    /// From before `send()` on the host to the virtual board's first look at the datagram.
    pub fn board_latency(criterion: &mut Criterion) {
        let (stamped, stamps) = mpsc::channel();
        let bench = Bench::with(Prefer::Auto, 1500, Box::new(Stamp(stamped)));
        let host = udp(&bench.wire);
        let name = "virtual board, one way from the host";
        criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|rounds| {
                let mut total = Duration::ZERO;
                for _ in 0..rounds {
                    let sent = Instant::now();
                    host.send(&[0; 32]).unwrap();
                    total += stamps.recv().unwrap() - sent;
                    // Its answer, "port unreachable", is not part of it.
                    let _ = host.recv(&mut [0]);
                }
                total
            });
        });
    }

    /// What a reading thread counts: when each packet was there, or only how many bytes came.
    struct Reader {
        arrivals: Receiver<(Instant, usize)>,
        stop: Sender<()>,
        thread: JoinHandle<()>,
    }

    impl Reader {
        /// Reads packets as the virtual board does: waits in poll(2), then takes all that are there.
        fn start(link: LinkEnd) -> Reader {
            let (arrived, arrivals) = mpsc::channel();
            let (stop, stopped) = mpsc::channel();
            let thread = thread::spawn(move || {
                let mut buffer = vec![0; link.mtu()];
                while stopped.try_recv() == Err(mpsc::TryRecvError::Empty) {
                    poll(&mut [PollFd::new(&link, PollFlags::IN)], Some(&LOOK_UP)).unwrap();
                    let mut bytes = 0;
                    while let Ok(length) = link.read(&mut buffer) {
                        bytes += length;
                    }
                    if bytes > 0 {
                        let _ = arrived.send((Instant::now(), bytes));
                    }
                }
            });
            Reader {
                arrivals,
                stop,
                thread,
            }
        }

        fn end(self) {
            drop(self.stop);
            self.thread.join().unwrap();
        }
    }

    pub fn making(criterion: &mut Criterion) {
        for kind in [LinkKind::Tun, LinkKind::Veth] {
            let Some(one) = wire(kind) else { continue };
            let name = kind.name();
            criterion.bench_function(&format!("wire/open and close/{name}"), |bencher| {
                bencher.iter(|| wire(kind).unwrap());
            });
            criterion.bench_function(&format!("wire/socket/{name}"), |bencher| {
                bencher.iter(|| one.socket(Domain::IPV4, Type::STREAM, None).unwrap());
            });
        }
        criterion.bench_function("bare socket(2), for comparison", |bencher| {
            bencher.iter(|| socket2::Socket::new(Domain::IPV4, Type::STREAM, None).unwrap());
        });
    }

    /// From before `send()` on the host to after `read()` in a thread that was asleep.
    pub fn latency(criterion: &mut Criterion) {
        for kind in [LinkKind::Tun, LinkKind::Veth] {
            let Some(wire) = wire(kind) else { continue };
            let host = udp(&wire);
            let reader = Reader::start(wire.take_link().unwrap());
            let name = format!("wire/one way to a sleeping reader/{}", kind.name());
            criterion.bench_function(&name, |bencher| {
                bencher.iter_custom(|rounds| {
                    let mut total = Duration::ZERO;
                    for _ in 0..rounds {
                        let sent = Instant::now();
                        host.send(&[0; 32]).unwrap();
                        let (arrived, _) = reader.arrivals.recv().unwrap();
                        total += arrived - sent;
                    }
                    total
                });
            });
            reader.end();
        }
    }

    /// Datagrams of one size, as fast as the kernel takes them; lost ones are not counted.
    pub fn throughput(criterion: &mut Criterion) {
        for kind in [LinkKind::Tun, LinkKind::Veth] {
            let Some(wire) = wire(kind) else { continue };
            let sending = AtomicBool::new(true);
            let reader = Reader::start(wire.take_link().unwrap());
            let host = udp(&wire);
            let mut group = criterion.benchmark_group("wire/throughput");
            group.throughput(Throughput::Bytes(ROUND as u64));
            thread::scope(|scope| {
                scope.spawn(|| {
                    while sending.load(Ordering::Relaxed) {
                        let _ = host.send(&[0; 1472]);
                    }
                });
                group.bench_function(kind.name(), |bencher| {
                    bencher.iter_custom(|rounds| {
                        while reader.arrivals.try_recv().is_ok() {}
                        let start = Instant::now();
                        let mut missing = rounds as usize * ROUND;
                        while missing > 0 {
                            let (_, bytes) = reader.arrivals.recv().unwrap();
                            missing = missing.saturating_sub(bytes);
                        }
                        start.elapsed()
                    });
                });
                sending.store(false, Ordering::Relaxed);
            });
            reader.end();
        }
    }
}

#[cfg(target_os = "linux")]
fn main() {
    let mut criterion = criterion::Criterion::default()
        .measurement_time(std::time::Duration::from_secs(2))
        .warm_up_time(std::time::Duration::from_millis(500))
        .configure_from_args();
    linux::making(&mut criterion);
    linux::latency(&mut criterion);
    linux::throughput(&mut criterion);
    linux::board(&mut criterion);
    linux::board_latency(&mut criterion);
    criterion.final_summary();
}

#[cfg(not(target_os = "linux"))]
fn main() {}
