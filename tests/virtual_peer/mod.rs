//! A virtual board on a private wire, and the host's sockets beside it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, unbounded};
use socket2::{Domain, Socket, Type};
use sockscope::board::{NoTap, Tap, VirtualBoard, spawn};
use sockscope::peer::Peer;
use sockscope::wire::{BOARD, HOST, Prefer, Wire, WireOptions};
use sockscope_board::Config;
use sockscope_link::{Call, CallId, Command, Domain as Family, Fd, Kind, Report, Return};

/// How long anything may take.
pub const LIMIT: Duration = Duration::from_secs(10);

/// A wire with a virtual board.
pub struct Bench {
    pub board: VirtualBoard,
    pub wire: Wire,
    pub reports: Receiver<Report>,
    /// Reports that were read while something else was waited for.
    pub seen: VecDeque<Report>,
    calls: AtomicU32,
}

impl Bench {
    pub fn new() -> Bench {
        Bench::with(Prefer::Auto, 1500, Box::new(NoTap))
    }

    pub fn with(prefer: Prefer, mtu: u32, tap: Box<dyn Tap>) -> Bench {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_sockscope"));
        let wire = Wire::open(WireOptions {
            prefer,
            mtu,
            program: Some(program),
            ..WireOptions::default()
        })
        .expect("a private wire");
        let config = Config {
            mtu: mtu as usize,
            ..Config::virtual_board()
        };
        let (sender, reports) = unbounded();
        let sink = Arc::new(move |peer, report| {
            assert_eq!(peer, Peer::Board);
            let _ = sender.send(report);
        });
        let link = wire.take_link().expect("the board's end");
        let board = spawn(config, link, sink, tap).expect("a virtual board");
        Bench {
            board,
            wire,
            reports,
            seen: VecDeque::new(),
            calls: AtomicU32::new(1),
        }
    }

    /// Starts a call on the board.
    pub fn start(&self, call: Call) -> CallId {
        let id = CallId(self.calls.fetch_add(1, Ordering::Relaxed));
        self.board.send(Command::Call { id, call }).unwrap();
        id
    }

    /// The next report that `pick` wants; those before it are kept in `seen`.
    pub fn wait<T>(&mut self, what: &str, pick: impl Fn(&Report) -> Option<T>) -> T {
        loop {
            let report = self.reports.recv_timeout(LIMIT).expect(what);
            let picked = pick(&report);
            self.seen.push_back(report);
            if let Some(picked) = picked {
                return picked;
            }
        }
    }

    /// Waits for a call's return.
    pub fn end(&mut self, id: CallId) -> Return {
        self.wait("a call's return", |report| match report {
            Report::Return { id: of, ret } if *of == id => Some(ret.clone()),
            _ => None,
        })
    }

    /// Makes a call on the board and waits for its return.
    pub fn call(&mut self, call: Call) -> Return {
        let id = self.start(call);
        self.end(id)
    }

    /// A listener on the board.
    pub fn listener(&mut self, port: u16) -> Fd {
        let fd = self.socket(Kind::Stream);
        let addr = SocketAddr::from((BOARD, port));
        assert_eq!(self.call(Call::Bind { fd, addr }).result, Ok(0));
        assert_eq!(self.call(Call::Listen { fd, backlog: 5 }).result, Ok(0));
        fd
    }

    /// A socket on the board.
    pub fn socket(&mut self, kind: Kind) -> Fd {
        let domain = Family::Inet;
        let protocol = 0;
        let call = Call::Socket {
            domain,
            kind,
            protocol,
            nonblock: false,
        };
        self.call(call).result.expect("a descriptor") as Fd
    }

    /// A socket of the host's kernel.
    pub fn host(&self, kind: Type) -> Socket {
        let socket = self.wire.socket(Domain::IPV4, kind, None).unwrap();
        socket.set_read_timeout(Some(LIMIT)).unwrap();
        socket.bind(&SocketAddr::from((HOST, 0)).into()).unwrap();
        socket
    }
}
