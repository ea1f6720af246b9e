//! The host's end: a link to a shell, and what it reports.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use sockscope::board::serial::{LinkError, Options, Place, SerialBoard, Told};
use sockscope::words::Lang;
use sockscope_link::{Call, CallId, Command, Domain, Errno, Fd, Kind, LogLevel, Report};

/// How long anything may take.
pub const LIMIT: Duration = Duration::from_secs(20);

pub struct Host {
    pub board: SerialBoard,
    pub reports: Receiver<Report>,
    calls: AtomicU32,
}

pub fn options() -> Options {
    Options::default()
}

/// Tries to open what is at `path`: a port, or `tcp:HOST:PORT`.
pub fn open(path: &str, options: Options) -> Result<Host, LinkError> {
    let (to, reports) = unbounded();
    let listener = Arc::new(move |told: Told| {
        let _ = to.send(told.into_report(Lang::En));
    });
    let place: Place = path.parse().unwrap_or_else(|never| match never {});
    let board = SerialBoard::open(&place, options, listener)?;
    Ok(Host {
        board,
        reports,
        calls: AtomicU32::new(1),
    })
}

impl Host {
    pub fn new(path: &str) -> Host {
        match open(path, options()) {
            Ok(host) => host,
            Err(error) => panic!("no link: {error}"),
        }
    }

    /// Starts a call.
    pub fn start(&self, call: Call) -> CallId {
        let id = CallId(self.calls.fetch_add(1, Ordering::Relaxed));
        self.board.send(Command::Call { id, call });
        id
    }

    /// The next report that `pick` wants, and those that came before it.
    pub fn wait<T>(&self, what: &str, pick: impl Fn(&Report) -> Option<T>) -> (T, Vec<Report>) {
        let end = Instant::now() + LIMIT;
        let mut before = Vec::new();
        loop {
            let report = match self.reports.recv_deadline(end) {
                Ok(report) => report,
                Err(_) => panic!("{what} never came; there came {before:#?}"),
            };
            if let Some(picked) = pick(&report) {
                return (picked, before);
            }
            before.push(report);
        }
    }

    /// How the call ended.
    pub fn returned(&self, id: CallId) -> Result<i64, Errno> {
        self.wait("the call's return", |report| match report {
            Report::Return { id: of, ret } if *of == id => Some(ret.result),
            _ => None,
        })
        .0
    }

    /// Makes a call that ends by itself.
    pub fn call(&self, call: Call) -> Result<i64, Errno> {
        self.returned(self.start(call))
    }

    pub fn socket(&self) -> Result<Fd, Errno> {
        let fd = self.call(socket())?;
        Ok(Fd::try_from(fd).unwrap())
    }

    /// The next log line that says `text`, its level, and what came before it.
    pub fn log(&self, text: &str) -> (LogLevel, Vec<Report>) {
        self.wait(text, |report| match report {
            Report::Log {
                level, text: said, ..
            } if said.contains(text) => Some(*level),
            _ => None,
        })
    }
}

pub fn socket() -> Call {
    Call::Socket {
        domain: Domain::Inet,
        kind: Kind::Stream,
        protocol: 0,
        nonblock: false,
    }
}
