//! The virtual board on the private wire, against the kernel's own TCP.
#![cfg(target_os = "linux")]

#[allow(dead_code, reason = "the benchmarks use the rest of it")]
mod virtual_peer;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crossbeam_channel::TryRecvError;
use socket2::{SockRef, Type};
use sockscope::board::{NoTap, Tap};
use sockscope::wire::{BOARD, LinkKind, Prefer};
use sockscope_link::{
    Act, Call, Cause, Command, Data, Direction, Errno, Fd, GateCommand, GateMode, How, Kind,
    MsgFlags, Report, Segment, State, Value, Which,
};
use virtual_peer::{Bench, LIMIT};

fn board_addr(port: u16) -> SocketAddr {
    (BOARD, port).into()
}

/// A listener on the board, a connection to it from the host, and the board's end of that.
fn connection(bench: &mut Bench) -> (TcpStream, Fd) {
    let listener = bench.listener(7777);
    let host = bench.host(Type::STREAM);
    host.connect(&board_addr(7777).into()).expect("connect");
    let fd = bench.call(Call::Accept { fd: listener }).result.unwrap() as Fd;
    (host.into(), fd)
}

fn received(bench: &mut Bench, fd: Fd) -> Vec<u8> {
    match bench
        .call(Call::Recv {
            fd,
            len: 1 << 20,
            flags: MsgFlags::NONE,
        })
        .value
    {
        Value::Bytes(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}

/// Waits until a condition holds.
fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < LIMIT, "never came: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn kernel_and_board_talk_tcp_both_ways_over_either_link() {
    for kind in [LinkKind::Tun, LinkKind::Veth] {
        let tun = std::fs::File::options().write(true).open("/dev/net/tun");
        if kind == LinkKind::Tun && tun.is_err() {
            continue; // an ordinary user's machine
        }
        let mut bench = Bench::with(Prefer::Only(kind), 1500, Box::new(NoTap));
        let (mut host, fd) = connection(&mut bench);
        host.write_all(b"hola").unwrap();
        assert_eq!(received(&mut bench, fd), b"hola", "{kind:?}");
        let data = Data::Bytes(b"que tal".to_vec());
        assert_eq!(
            bench
                .call(Call::Send {
                    fd,
                    data,
                    flags: MsgFlags::NONE
                })
                .result,
            Ok(7)
        );
        let mut buffer = [0; 7];
        host.read_exact(&mut buffer).unwrap();
        assert_eq!(&buffer, b"que tal");
        // The board closes: the host reads the end.
        assert_eq!(bench.call(Call::Close { fd }).result, Ok(0));
        assert_eq!(host.read(&mut buffer).unwrap(), 0);
    }
}

#[test]
fn a_megabyte_arrives_whole() {
    let mut bench = Bench::new();
    let (mut host, fd) = connection(&mut bench);
    let data: Vec<u8> = (0..1 << 20).map(|i: u32| ((i * 31) >> 3) as u8).collect();
    let sent = data.clone();
    let sender = std::thread::spawn(move || {
        host.write_all(&sent).unwrap();
        host
    });
    let mut got = Vec::new();
    while got.len() < data.len() {
        got.extend(received(&mut bench, fd));
    }
    assert_eq!(got, data);

    // And back, while the host is slow to read.
    let mut host = sender.join().unwrap();
    let id = bench.start(Call::Send {
        fd,
        data: Data::Bytes(data.clone()),
        flags: MsgFlags::NONE,
    });
    let mut got = vec![0; data.len()];
    host.read_exact(&mut got).unwrap();
    assert_eq!(bench.end(id).result, Ok(data.len() as i64));
    assert_eq!(got, data);
}

#[test]
fn datagrams_go_both_ways() {
    let mut bench = Bench::new();
    let fd = bench.socket(Kind::Dgram);
    let addr = board_addr(9);
    assert_eq!(bench.call(Call::Bind { fd, addr }).result, Ok(0));
    let host: UdpSocket = bench.host(Type::DGRAM).into();
    host.send_to(b"hola", board_addr(9)).unwrap();
    let ret = bench.call(Call::RecvFrom {
        fd,
        len: 100,
        flags: MsgFlags::NONE,
    });
    let from = host.local_addr().unwrap();
    assert_eq!(ret.value, Value::From(b"hola".to_vec(), Some(from)));
    let data = Data::Bytes(b"que tal".to_vec());
    let addr = from;
    assert_eq!(
        bench
            .call(Call::SendTo {
                fd,
                data,
                addr,
                flags: MsgFlags::NONE
            })
            .result,
        Ok(7)
    );
    let mut buffer = [0; 16];
    assert_eq!(host.recv_from(&mut buffer).unwrap(), (7, board_addr(9)));
}

/// Writes down what it sees, and the reports in between.
struct Scribe(Arc<Mutex<Vec<String>>>);

fn note(what: &str, segment: &Segment) -> String {
    let (dir, flags) = (segment.dir, segment.flags);
    format!("{what} {dir} {flags} {}", segment.act.name())
}

impl Tap for Scribe {
    fn before(&mut self, segment: &Segment) {
        self.0.lock().unwrap().push(note("before", segment));
    }

    fn after(&mut self, segment: &Segment) {
        self.0.lock().unwrap().push(note("after", segment));
    }
}

#[test]
fn the_tap_is_called_around_every_segment_in_its_order() {
    let notes = Arc::new(Mutex::new(Vec::new()));
    let tap = Box::new(Scribe(Arc::clone(&notes)));
    let mut bench = Bench::with(Prefer::Auto, 1500, tap);
    bench.listener(7777);
    let host = bench.host(Type::STREAM);
    host.connect(&board_addr(7777).into()).unwrap();
    wait_until("three segments", || notes.lock().unwrap().len() >= 4);
    assert_eq!(
        *notes.lock().unwrap(),
        [
            "before host->board S passed",
            "before board->host SA passed",
            "after board->host SA passed",
            "before host->board A passed",
        ]
    );
}

/// Which way a segment goes, whether it is before or after it, and the kernel's state then.
type Answer = (Direction, &'static str, u8);

/// Asks the kernel about a socket when a segment passes.
struct Asks {
    socket: Arc<Mutex<Option<TcpStream>>>,
    states: Arc<Mutex<Vec<Answer>>>,
}

impl Asks {
    fn ask(&self, moment: &'static str, segment: &Segment) {
        if let Some(socket) = &*self.socket.lock().unwrap() {
            let state = tcpi_state(socket);
            let mut states = self.states.lock().unwrap();
            states.push((segment.dir, moment, state));
        }
    }
}

impl Tap for Asks {
    fn before(&mut self, segment: &Segment) {
        self.ask("before", segment);
    }

    fn after(&mut self, segment: &Segment) {
        self.ask("after", segment);
    }
}

/// `tcpi_state` of TCP_INFO: the first byte.
fn tcpi_state(socket: &TcpStream) -> u8 {
    use std::os::fd::AsRawFd;
    let mut info = [0u8; 8];
    let mut length = info.len() as u32;
    // SAFETY: the kernel writes at most `length` bytes, which is the array's size.
    let result = unsafe {
        let value = (&raw mut info).cast();
        let fd = socket.as_raw_fd();
        libc::getsockopt(fd, libc::IPPROTO_TCP, libc::TCP_INFO, value, &mut length)
    };
    assert_eq!(result, 0);
    info[0]
}

#[test]
fn around_a_segment_the_kernel_is_seen_in_the_state_before_and_after_it() {
    const ESTABLISHED: u8 = 1;
    const SYN_SENT: u8 = 2;
    for kind in [Prefer::Auto, Prefer::Only(LinkKind::Veth)] {
        let socket = Arc::new(Mutex::new(None));
        let states = Arc::new(Mutex::new(Vec::new()));
        let tap = Box::new(Asks {
            socket: Arc::clone(&socket),
            states: Arc::clone(&states),
        });
        let mut bench = Bench::with(kind, 1500, tap);
        bench.listener(7777);
        let host = bench.host(Type::STREAM);
        *socket.lock().unwrap() = Some(TcpStream::from(host.try_clone().unwrap()));
        host.connect(&board_addr(7777).into()).unwrap();
        wait_until("the handshake", || states.lock().unwrap().len() >= 4);
        assert_eq!(
            *states.lock().unwrap(),
            [
                (Direction::HostToBoard, "before", SYN_SENT),
                (Direction::BoardToHost, "before", SYN_SENT),
                (Direction::BoardToHost, "after", ESTABLISHED),
                (Direction::HostToBoard, "before", ESTABLISHED),
            ]
        );
    }
}

fn segment_with(bench: &mut Bench, act: Act) -> Segment {
    bench.wait(act.name(), |report| match report {
        Report::Segment(segment) if segment.act == act => Some(segment.clone()),
        _ => None,
    })
}

#[test]
fn a_held_segment_waits_for_its_release() {
    let mut bench = Bench::new();
    bench.listener(7777);
    let hold = GateCommand::Hold(None);
    bench.board.send(Command::Gate(hold)).unwrap();
    let mode = bench.wait("the gate", |report| match report {
        Report::Gate(gate) => Some(gate.host_to_board.mode),
        _ => None,
    });
    assert_eq!(mode, GateMode::Holding);

    let host = bench.host(Type::STREAM);
    host.set_nonblocking(true).unwrap();
    let connect = host.connect(&board_addr(7777).into()).unwrap_err();
    assert_eq!(connect.raw_os_error(), Some(libc::EINPROGRESS));
    let held = segment_with(&mut bench, Act::Held);
    assert_eq!(held.flags.to_string(), "S");
    assert_eq!(held.mss, Some(1460));

    let release = GateCommand::Release(Which::Next(None));
    bench.board.send(Command::Gate(release)).unwrap();
    assert_eq!(segment_with(&mut bench, Act::Released).id, held.id);
    assert_eq!(
        segment_with(&mut bench, Act::Held).flags.to_string(),
        "SA",
        "the board's answer is held in its turn"
    );
    let open = GateCommand::Open(None);
    bench.board.send(Command::Gate(open)).unwrap();
    wait_until("the connection", || {
        SockRef::from(&host).peer_addr().is_ok()
    });
}

/// How often this thread of this process gave the processor up of its own will.
fn sleeps(thread: &str) -> Vec<u64> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    tasks
        .filter_map(|task| {
            let path = task.ok()?.path();
            let name = std::fs::read_to_string(path.join("comm")).ok()?;
            let status = std::fs::read_to_string(path.join("status")).ok()?;
            let count = status
                .lines()
                .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
            (name.trim() == thread).then(|| count.trim().parse().unwrap())
        })
        .collect()
}

/// Not a test of its own: the only test in a process, so that there is only one board to look at.
#[test]
#[ignore = "started by another test"]
fn an_idle_process() {
    let mut bench = Bench::new();
    let (mut host, fd) = connection(&mut bench);
    host.write_all(b"hola").unwrap();
    received(&mut bench, fd);
    // It goes to sleep once more after its last report; from then on it must not wake.
    let mut last = sleeps("virtual board");
    assert_eq!(last.len(), 1);
    wait_until("a quiet moment", || {
        std::thread::sleep(Duration::from_millis(100));
        let before = std::mem::replace(&mut last, sleeps("virtual board"));
        before == last
    });
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(sleeps("virtual board"), last, "it woke without a reason");
}

#[test]
fn an_idle_board_does_not_wake() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "an_idle_process", "--ignored"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("1 passed"), "{text}");
}

#[test]
fn commands_come_from_any_thread() {
    let mut bench = Bench::new();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let board = &bench.board;
            scope.spawn(move || {
                for number in 0..50 {
                    board.send(Command::Ping(thread * 50 + number)).unwrap();
                }
            });
        }
    });
    let mut numbers: Vec<u32> = (0..400)
        .map(|_| {
            bench.wait("a pong", |report| match report {
                Report::Pong(number) => Some(*number),
                _ => None,
            })
        })
        .collect();
    numbers.sort();
    assert_eq!(numbers, (0..400).collect::<Vec<_>>());
}

#[test]
fn a_reset_board_knows_nothing_of_what_was() {
    let mut bench = Bench::new();
    let fd = bench.listener(7777);
    bench.board.send(Command::Reset).unwrap();
    let ended = bench.wait("the end of the listener", |report| match report {
        Report::Transition(end) if end.cause == Cause::Restart => Some(end.clone()),
        _ => None,
    });
    assert_eq!((ended.from, ended.to), (State::Listen, State::Closed));
    let ret = bench.call(Call::Accept { fd });
    assert_eq!(ret.result, Err(Errno::Badf));
    bench.board.send(Command::Ping(7)).unwrap();
    bench.wait("its answer", |report| {
        (*report == Report::Pong(7)).then_some(())
    });
}

#[test]
fn a_board_that_is_dropped_is_off_the_wire() {
    let mut bench = Bench::new();
    let (mut host, _) = connection(&mut bench);
    let Bench {
        board,
        wire,
        reports,
        ..
    } = bench;
    drop(board);
    // Its thread is gone, and with it the only way for reports to come.
    while reports.try_recv().is_ok() {}
    assert_eq!(reports.try_recv(), Err(TryRecvError::Disconnected));
    // What the host sends from now on reaches nobody; the wire itself is still there.
    let _ = host.write(b"hola");
    let socket = wire.socket(socket2::Domain::IPV4, Type::DGRAM, None);
    assert!(socket.is_ok());
}

#[test]
fn a_shutdown_of_the_host_is_the_end_for_the_board() {
    let mut bench = Bench::new();
    let (host, fd) = connection(&mut bench);
    host.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(received(&mut bench, fd), b"");
    let how = How::Both;
    assert_eq!(bench.call(Call::Shutdown { fd, how }).result, Ok(0));
}
