//! Two host peers on loopback, one of them in the place of the board.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
#[cfg(target_os = "linux")]
use sockscope::host::ObserverTap;
use sockscope::host::{HostHandle, HostPeer, Observer};
#[cfg(target_os = "linux")]
use sockscope::peer::Tap;
use sockscope::peer::{Peer, Sink};
use sockscope::wire::SocketSource;
use sockscope_link::{
    Call, CallId, Cause, Command, Data, Domain, Errno, Evidence, Fd, Kind, Opt, OptValue, Report,
    Return, SocketFacts, State, Transition, Value,
};

/// Far more than anything on loopback takes, on a machine that is busy with something else.
pub const LIMIT: Duration = Duration::from_secs(10);

/// What stands in the board's place.
enum Board {
    Loopback(HostHandle),
    #[cfg(target_os = "linux")]
    Virtual(sockscope::board::VirtualBoard),
}

pub struct Bench {
    host: HostHandle,
    board: Board,
    /// Where the host's sockets are made.
    pub source: SocketSource,
    /// The two addresses.
    pub addr: [std::net::IpAddr; 2],
    reports: Receiver<(Peer, Report)>,
    /// Every report so far, oldest first.
    pub log: Vec<(Peer, Report)>,
    next: u32,
    _alone: MutexGuard<'static, ()>,
}

/// One test at a time: a test that starts a process has, until its exec(), a copy of every
/// descriptor there, and what the others close stays open meanwhile.
static ALONE: Mutex<()> = Mutex::new(());

impl Bench {
    pub fn new() -> Bench {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let (tx, reports) = unbounded();
        let sink: Sink = Arc::new(move |peer, report| {
            let _ = tx.send((peer, report));
        });
        let source = SocketSource::System;
        let observer = Observer::new(&source, Arc::clone(&sink));
        let spawn = |peer| {
            HostPeer::spawn(
                peer,
                source.clone(),
                Arc::clone(&observer),
                Arc::clone(&sink),
            )
            .unwrap()
        };
        Bench {
            host: spawn(Peer::Host),
            board: Board::Loopback(spawn(Peer::Board)),
            source,
            addr: [[127, 0, 0, 1].into(); 2],
            reports,
            log: Vec::new(),
            next: 0,
            _alone: alone,
        }
    }

    /// The host on the private wire with a virtual board.
    #[cfg(target_os = "linux")]
    pub fn private() -> Bench {
        Bench::tapped(|tap| Box::new(tap))
    }

    /// The same, with what `around` makes of the observer's tap in its place.
    #[cfg(target_os = "linux")]
    pub fn tapped(around: impl FnOnce(ObserverTap) -> Box<dyn Tap>) -> Bench {
        use sockscope::wire::{Wire, WireOptions};
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let program = Some(env!("CARGO_BIN_EXE_sockscope").into());
        let options = WireOptions {
            program,
            ..WireOptions::default()
        };
        let wire = Arc::new(Wire::open(options).expect("a private wire"));
        let (tx, reports) = unbounded();
        let sink: Sink = Arc::new(move |peer, report| {
            let _ = tx.send((peer, report));
        });
        let link = wire.take_link().unwrap();
        let addr = [sockscope::wire::HOST.into(), sockscope::wire::BOARD.into()];
        let source = SocketSource::Private(wire);
        let observer = Observer::new(&source, Arc::clone(&sink));
        let tap = around(observer.tap());
        let board = sockscope::board::spawn(
            sockscope_board::Config::virtual_board(),
            link,
            Arc::clone(&sink),
            tap,
        );
        Bench {
            host: HostPeer::spawn(Peer::Host, source.clone(), observer, sink).unwrap(),
            source,
            board: Board::Virtual(board.unwrap()),
            addr,
            reports,
            log: Vec::new(),
            next: 0,
            _alone: alone,
        }
    }

    pub fn send(&self, peer: Peer, command: Command) {
        match (peer, &self.board) {
            (Peer::Host, _) => self.host.send(command),
            (Peer::Board, Board::Loopback(board)) => board.send(command),
            #[cfg(target_os = "linux")]
            (Peer::Board, Board::Virtual(board)) => board.send(command).unwrap(),
        }
    }

    pub fn start(&mut self, peer: Peer, call: Call) -> CallId {
        self.next += 1;
        let id = CallId(self.next);
        self.send(peer, Command::Call { id, call });
        id
    }

    /// Waits until the log, new reports included, has what `find` finds.
    pub fn wait<T>(&mut self, what: &str, find: impl Fn(&[(Peer, Report)]) -> Option<T>) -> T {
        let until = Instant::now() + LIMIT;
        loop {
            if let Some(found) = find(&self.log) {
                return found;
            }
            match self.reports.recv_deadline(until) {
                Ok(report) => self.log.push(report),
                Err(_) => panic!(
                    "no {what} within {LIMIT:?}; log ends: {:?}",
                    &self.log[self.log.len().saturating_sub(12)..]
                ),
            }
        }
    }

    pub fn returned(&mut self, call: CallId) -> Return {
        self.wait(&format!("return of {call:?}"), |log| {
            log.iter().find_map(|(_, report)| match report {
                Report::Return { id, ret } if *id == call => Some(ret.clone()),
                _ => None,
            })
        })
    }

    /// Waits until the call is blocked; a call that returns instead is an error.
    pub fn blocked(&mut self, call: CallId) {
        let blocked = self.wait("block or return", |log| {
            log.iter().find_map(|(_, report)| match report {
                Report::Blocked { id } if *id == call => Some(Ok(())),
                Report::Return { id, ret } if *id == call => Some(Err(ret.clone())),
                _ => None,
            })
        });
        assert_eq!(blocked, Ok(()), "the call returned at once");
    }

    /// Whether the call has returned by now.
    pub fn has_returned(&mut self, call: CallId) -> bool {
        self.log.extend(self.reports.try_iter());
        (self.log.iter())
            .any(|(_, report)| matches!(report, Report::Return { id, .. } if *id == call))
    }

    pub fn call(&mut self, peer: Peer, call: Call) -> Return {
        let id = self.start(peer, call);
        self.returned(id)
    }

    #[track_caller]
    pub fn ok(&mut self, peer: Peer, call: Call) -> i64 {
        let text = format!("{call:?}");
        match self.call(peer, call).result {
            Ok(ret) => ret,
            Err(errno) => panic!("{text}: {errno}"),
        }
    }

    #[track_caller]
    pub fn errno(&mut self, peer: Peer, call: Call) -> Errno {
        let text = format!("{call:?}");
        match self.call(peer, call).result {
            Ok(ret) => panic!("{text} returned {ret}"),
            Err(errno) => errno,
        }
    }

    pub fn socket(&mut self, peer: Peer, kind: Kind) -> Fd {
        self.ok(peer, socket(kind)) as Fd
    }

    pub fn name(&mut self, peer: Peer, fd: Fd) -> SocketAddr {
        match self.call(peer, Call::GetSockName { fd }).value {
            Value::Addr(addr) => addr,
            other => panic!("getsockname gave {other:?}"),
        }
    }

    /// A listening socket of the host and its address.
    pub fn listener(&mut self, backlog: i32) -> (Fd, SocketAddr) {
        let fd = self.socket(Peer::Host, Kind::Stream);
        self.ok(Peer::Host, Call::Bind { fd, addr: any() });
        self.ok(Peer::Host, Call::Listen { fd, backlog });
        (fd, self.name(Peer::Host, fd))
    }

    /// A connection: the listener, the host's end, the board's end.
    pub fn connected(&mut self) -> (Fd, Fd, Fd) {
        let (listener, addr) = self.listener(5);
        let client = self.socket(Peer::Board, Kind::Stream);
        self.ok(Peer::Board, Call::Connect { fd: client, addr });
        let accepted = self.ok(Peer::Host, Call::Accept { fd: listener }) as Fd;
        (listener, accepted, client)
    }

    /// Closes with a reset, so that no TIME-WAIT is left.
    pub fn set_linger(&mut self, peer: Peer, fd: Fd, on: bool, seconds: u16) {
        let value = OptValue::Linger(sockscope_link::Linger { on, seconds });
        let opt = Opt::Linger;
        self.ok(peer, Call::SetSockOpt { fd, opt, value });
    }

    pub fn facts(&mut self, peer: Peer) -> Vec<SocketFacts> {
        self.log.extend(self.reports.try_iter());
        let from = self.log.len();
        self.next += 1;
        let ping = self.next;
        self.send(peer, Command::Look);
        self.send(peer, Command::Ping(ping));
        self.wait("pong", |log| {
            log[from..]
                .contains(&(peer, Report::Pong(ping)))
                .then_some(())
        });
        (self.log[from..].iter())
            .filter_map(|(from, report)| match report {
                Report::Facts(facts) if *from == peer => Some(facts.clone()),
                _ => None,
            })
            .collect()
    }

    pub fn transitions(&mut self, peer: Peer) -> Vec<Transition> {
        self.log.extend(self.reports.try_iter());
        (self.log.iter())
            .filter_map(|(from, report)| match report {
                Report::Transition(transition) if *from == peer => Some(transition.clone()),
                _ => None,
            })
            .collect()
    }

    /// Waits until a socket of `peer` with this local port has entered `state`, and gives that
    /// transition.
    pub fn entered(&mut self, peer: Peer, port: u16, state: State) -> Transition {
        self.wait(&format!("{state} on {peer}"), |log| {
            log.iter().find_map(|(from, report)| match report {
                Report::Transition(step)
                    if *from == peer
                        && step.to == state
                        && step.local.is_some_and(|local| local.port() == port) =>
                {
                    Some(step.clone())
                }
                _ => None,
            })
        })
    }

    /// The states that the peer's sockets of this local port have entered since `from` in the
    /// log, with how that is known.
    pub fn path(&mut self, peer: Peer, port: u16) -> Vec<(State, Evidence)> {
        (self.transitions(peer).iter())
            .filter(|step| step.local.is_some_and(|local| local.port() == port))
            .map(|step| (step.to, step.evidence))
            .collect()
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

/// 127.0.0.1, any port.
pub fn any() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

pub fn bytes(text: &str) -> Data {
    Data::Bytes(text.as_bytes().to_vec())
}

pub fn states(path: &[(State, Evidence)]) -> Vec<State> {
    path.iter().map(|(state, _)| *state).collect()
}

pub fn is_segment(cause: Cause) -> bool {
    matches!(cause, Cause::Segment(_))
}
