//! The board against Linux: random call sequences between two kernel sockets on loopback, and the
//! same between two boards. What the calls return must agree.
//!
//! Ephemeral ports and descriptor numbers differ, of course, and are not compared. A kernel under load
//! may carry a segment late; so a sequence that disagrees is run again on other ports, and counts
//! only if it disagrees each time.
#![cfg(target_os = "linux")]

mod support;

use std::net::SocketAddr;
use std::os::fd::RawFd;

use sockscope_link::*;
use support::*;

/// The kernel's side: each call as it is, on a descriptor that does not block.
mod kernel {
    use super::*;

    fn name(addr: SocketAddr) -> libc::sockaddr_in {
        // Each end has an address of its own on the loopback network.
        let last = match addr.ip() {
            ip if ip == ADDRESS_A => 1,
            ip if ip == ADDRESS_B => 2,
            other => panic!("{other} is nobody's"),
        };
        libc::sockaddr_in {
            sin_family: libc::AF_INET as libc::sa_family_t,
            sin_port: addr.port().to_be(),
            sin_addr: libc::in_addr {
                s_addr: u32::from_ne_bytes([127, 0, 0, last]),
            },
            sin_zero: [0; 8],
        }
    }

    fn level(opt: Opt) -> (i32, i32) {
        match opt {
            Opt::ReuseAddr => (libc::SOL_SOCKET, libc::SO_REUSEADDR),
            Opt::Linger => (libc::SOL_SOCKET, libc::SO_LINGER),
            Opt::Error => (libc::SOL_SOCKET, libc::SO_ERROR),
            Opt::Type => (libc::SOL_SOCKET, libc::SO_TYPE),
            Opt::NoDelay => (libc::IPPROTO_TCP, libc::TCP_NODELAY),
            other => panic!("{other:?} is not used here"),
        }
    }

    fn result(ret: i64) -> Result<i64, Errno> {
        if ret >= 0 {
            return Ok(ret);
        }
        let number = std::io::Error::last_os_error().raw_os_error();
        Err(Errno::from_number(number.unwrap_or(0), System::Linux))
    }

    /// Makes the call; returns also what else it filled in, as text.
    pub fn call(call: &Call) -> (Result<i64, Errno>, String) {
        let mut bytes = [0u8; 2048];
        let buffer = bytes.as_mut_ptr().cast();
        let mut filled = name(at_a(0));
        let filled_at = (&raw mut filled).cast::<libc::sockaddr>();
        let size = size_of::<libc::sockaddr_in>() as libc::socklen_t;
        let mut filled_size = size;
        let mut text = String::new();
        // SAFETY: each pointer is to a local that outlives the call, with its size beside it.
        let ret = unsafe {
            match call {
                Call::Socket { kind, .. } => {
                    let kind = match kind {
                        Kind::Stream => libc::SOCK_STREAM,
                        Kind::Dgram => libc::SOCK_DGRAM,
                    };
                    libc::socket(libc::AF_INET, kind | libc::SOCK_NONBLOCK, 0).into()
                }
                Call::Bind { fd, addr } => {
                    let name = name(*addr);
                    libc::bind(*fd, (&raw const name).cast(), size).into()
                }
                Call::Connect { fd, addr } => {
                    let name = name(*addr);
                    libc::connect(*fd, (&raw const name).cast(), size).into()
                }
                Call::Listen { fd, backlog } => libc::listen(*fd, *backlog).into(),
                Call::Accept { fd } => {
                    let null = std::ptr::null_mut();
                    libc::accept4(*fd, null, std::ptr::null_mut(), libc::SOCK_NONBLOCK).into()
                }
                Call::Send {
                    fd,
                    data,
                    flags: MsgFlags::NONE,
                } => libc::send(*fd, buffer, data.len(), libc::MSG_NOSIGNAL) as i64,
                Call::SendTo {
                    fd,
                    data,
                    addr,
                    flags: MsgFlags::NONE,
                } => {
                    let to = name(*addr);
                    let to = (&raw const to).cast();
                    libc::sendto(*fd, buffer, data.len(), libc::MSG_NOSIGNAL, to, size) as i64
                }
                Call::Recv {
                    fd,
                    len,
                    flags: MsgFlags::NONE,
                } => libc::recv(*fd, buffer, *len as usize, 0) as i64,
                Call::Read { fd, len } => libc::read(*fd, buffer, *len as usize) as i64,
                Call::Shutdown { fd, how } => libc::shutdown(
                    *fd,
                    match how {
                        How::Read => libc::SHUT_RD,
                        How::Write => libc::SHUT_WR,
                        How::Both => libc::SHUT_RDWR,
                    },
                )
                .into(),
                Call::Close { fd } => libc::close(*fd).into(),
                Call::GetSockName { fd } => {
                    libc::getsockname(*fd, filled_at, &raw mut filled_size).into()
                }
                Call::GetPeerName { fd } => {
                    libc::getpeername(*fd, filled_at, &raw mut filled_size).into()
                }
                Call::GetSockOpt { fd, opt } => {
                    let (level, name) = level(*opt);
                    libc::getsockopt(*fd, level, name, buffer, &raw mut filled_size).into()
                }
                Call::SetSockOpt { fd, opt, value } => {
                    let (level, name) = level(*opt);
                    let (value, size) = match value {
                        OptValue::Int(value) => ([*value, 0], 4),
                        OptValue::Linger(l) => ([l.on.into(), l.seconds.into()], 8),
                        OptValue::Millis(_) | OptValue::Errno(_) => ([0, 0], 4),
                    };
                    libc::setsockopt(*fd, level, name, value.as_ptr().cast(), size).into()
                }
                Call::Poll { fds, .. } => {
                    let mut entry = libc::pollfd {
                        fd: fds[0].fd,
                        events: fds[0].events as i16,
                        revents: 0,
                    };
                    let ret = libc::poll(&raw mut entry, 1, 0);
                    text = format!("{:#x}", entry.revents);
                    ret.into()
                }
                other => panic!("{other:?} is not used here"),
            }
        };
        let ret = result(ret);
        match call {
            Call::GetSockName { .. } | Call::GetPeerName { .. } => {
                text = port(u16::from_be(filled.sin_port));
            }
            Call::GetSockOpt { .. } => {
                text = i32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]).to_string();
            }
            _ => {}
        }
        (ret, text)
    }
}

/// A port as both sides can say it.
fn port(port: u16) -> String {
    if port >= 32_768 {
        "ephemeral".to_string()
    } else {
        port.to_string()
    }
}

/// What a board's call filled in, as text.
fn text(value: &Value) -> String {
    match value {
        Value::Addr(addr) => port(addr.port()),
        Value::Opt(OptValue::Int(value)) => value.to_string(),
        Value::Opt(OptValue::Errno(errno)) => errno
            .map_or(0, |errno| errno.number(System::Linux))
            .to_string(),
        Value::Poll(fds) => format!("{:#x}", fds[0].revents),
        _ => String::new(),
    }
}

/// xorshift64* (Vigna 2016).
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) % n
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize].clone()
    }
}

/// A socket that both sides have: whose, and its descriptor on each; −1 once it is closed.
struct Pair {
    who: Who,
    kernel: RawFd,
    board: Fd,
}

struct Run {
    rng: Rng,
    bench: Bench,
    pairs: Vec<Pair>,
    base: u16,
    kind: Kind,
    trace: Vec<String>,
}

const LINGER_0: OptValue = OptValue::Linger(Linger {
    on: true,
    seconds: 0,
});

fn with_fd(call: &Call, new: Fd) -> Call {
    let mut call = call.clone();
    match &mut call {
        Call::Bind { fd, .. }
        | Call::Connect { fd, .. }
        | Call::Listen { fd, .. }
        | Call::Accept { fd }
        | Call::Send { fd, .. }
        | Call::SendTo { fd, .. }
        | Call::Recv { fd, .. }
        | Call::Read { fd, .. }
        | Call::Shutdown { fd, .. }
        | Call::Close { fd }
        | Call::GetSockName { fd }
        | Call::GetPeerName { fd }
        | Call::GetSockOpt { fd, .. }
        | Call::SetSockOpt { fd, .. } => *fd = new,
        Call::Poll { fds, .. } => fds[0].fd = new,
        _ => {}
    }
    call
}

impl Run {
    fn names(&self, who: Who) -> (SocketAddr, SocketAddr) {
        let (a, b) = (at_a(self.base), at_b(self.base + 1));
        match who {
            A => (a, b),
            B => (b, a),
        }
    }

    fn random_call(&mut self, who: Who) -> Call {
        let (own, other) = self.names(who);
        let rng = &mut self.rng;
        let fd = 0;
        let data = Data::Fill {
            byte: 0,
            len: rng.one(&[0, 1, 5, 500]),
        };
        match rng.below(24) {
            0 | 1 => Call::Bind { fd, addr: own },
            2 | 3 => Call::Listen {
                fd,
                backlog: rng.one(&[0, 1, 5]),
            },
            4..=6 => Call::Accept { fd },
            7..=9 => Call::Connect { fd, addr: other },
            10 | 11 => Call::Send {
                fd,
                data,
                flags: MsgFlags::NONE,
            },
            12 | 13 => Call::Recv {
                fd,
                len: rng.one(&[0, 1, 3, 1000]),
                flags: MsgFlags::NONE,
            },
            14 => Call::Read {
                fd,
                len: rng.one(&[0, 9]),
            },
            15 | 16 => Call::Shutdown {
                fd,
                how: rng.one(&[How::Read, How::Write, How::Both]),
            },
            17 => Call::Close { fd },
            18 => Call::GetSockName { fd },
            19 => Call::GetPeerName { fd },
            20 => Call::GetSockOpt {
                fd,
                opt: rng.one(&[Opt::Error, Opt::ReuseAddr, Opt::Type]),
            },
            21 => Call::SetSockOpt {
                fd,
                opt: Opt::ReuseAddr,
                value: OptValue::Int(1),
            },
            22 if self.kind == Kind::Dgram => Call::SendTo {
                fd,
                data,
                addr: other,
                flags: MsgFlags::NONE,
            },
            22 => Call::SetSockOpt {
                fd,
                opt: Opt::Linger,
                value: LINGER_0,
            },
            _ => {
                let entry = PollFd {
                    fd,
                    events: PollFd::IN | PollFd::OUT,
                    revents: 0,
                };
                Call::Poll {
                    fds: vec![entry],
                    timeout_ms: 0,
                }
            }
        }
    }

    /// Makes a call on both sides; whether they agree.
    fn step(&mut self, who: Who, at: Option<usize>, call: &Call) -> bool {
        let (kernel_fd, board_fd) =
            at.map_or((-1, -1), |at| (self.pairs[at].kernel, self.pairs[at].board));
        let on_board = with_fd(call, board_fd);
        let (kernel, kernel_text) = kernel::call(&with_fd(call, kernel_fd));
        let ret = self.bench.call(who, on_board.clone());
        let (board, board_text) = (ret.result, text(&ret.value));
        let what = format!("{who:?} {call:?} on {at:?}");
        self.trace.push(format!(
            "{what}: {kernel:?} {kernel_text} | {board:?} {board_text}"
        ));
        match (call, kernel, board) {
            (Call::Socket { .. } | Call::Accept { .. }, Ok(kernel), Ok(board)) => {
                self.pairs.push(Pair {
                    who,
                    kernel: kernel as RawFd,
                    board: board as Fd,
                });
                self.bench.nonblock(who, board as Fd);
                self.no_delay(who, kernel as RawFd, board as Fd);
                true
            }
            // Loopback is done before connect() returns, a network is not: the board is asked again.
            (Call::Connect { .. }, Ok(_), Err(Errno::InProgress)) => {
                self.bench.call(who, on_board).result == Ok(0)
            }
            (Call::Close { .. }, Ok(_), Ok(_)) => {
                let pair = &mut self.pairs[at.expect("it was open")];
                (pair.kernel, pair.board) = (-1, -1);
                true
            }
            // In the kernel, TIME-WAIT is a thing of its own, and its descriptor can be bound anew.
            (Call::Bind { .. }, kernel, board) if kernel != board => self
                .bench
                .facts(who)
                .iter()
                .any(|f| f.fd == Some(board_fd) && f.state == State::TimeWait),
            (_, Err(kernel), Err(board)) => kernel == board,
            (_, kernel, board) => kernel == board && kernel_text == board_text,
        }
    }

    /// Nagle's algorithm would make it a matter of time what is there to be read.
    fn no_delay(&mut self, who: Who, kernel: RawFd, board: Fd) {
        let set = Call::SetSockOpt {
            fd: 0,
            opt: Opt::NoDelay,
            value: OptValue::Int(1),
        };
        let _ = kernel::call(&with_fd(&set, kernel));
        self.bench.call(who, with_fd(&set, board));
    }

    fn pick(&mut self, who: Who) -> Option<usize> {
        let own = (0..self.pairs.len()).filter(|at| self.pairs[*at].who == who);
        let own: Vec<_> = own.collect();
        (!own.is_empty()).then(|| self.rng.one(&own))
    }

    /// A connection to begin with: B listens (0), A connects (1), B accepts (2).
    fn connect(&mut self) -> bool {
        let (own, _) = self.names(B);
        let socket = socket(Kind::Stream);
        self.step(B, None, &socket)
            && self.step(B, Some(0), &Call::Bind { fd: 0, addr: own })
            && self.step(B, Some(0), &Call::Listen { fd: 0, backlog: 5 })
            && self.step(A, None, &socket)
            && self.step(A, Some(1), &Call::Connect { fd: 0, addr: own })
            && self.step(B, Some(0), &Call::Accept { fd: 0 })
    }

    fn go(&mut self, connected: bool) -> bool {
        if connected && !self.connect() {
            return false;
        }
        for _ in 0..25 {
            let who = self.rng.one(&[A, B]);
            let at = self.pick(who);
            let agreed = match at {
                Some(_) if self.rng.below(12) > 0 => {
                    let call = self.random_call(who);
                    self.step(who, at, &call)
                }
                _ => self.step(who, None, &socket(self.kind)),
            };
            if !agreed {
                return false;
            }
        }
        true
    }
}

/// The kernel's descriptors are reset, so that no TIME-WAIT keeps a port.
impl Drop for Run {
    fn drop(&mut self) {
        let linger = Call::SetSockOpt {
            fd: 0,
            opt: Opt::Linger,
            value: LINGER_0,
        };
        for pair in self.pairs.iter().filter(|pair| pair.kernel >= 0) {
            let _ = kernel::call(&with_fd(&linger, pair.kernel));
            let _ = kernel::call(&Call::Close { fd: pair.kernel });
        }
    }
}

/// One sequence, tried on other ports if it disagrees.
fn agree(seed: u64, kind: Kind, connected: bool) {
    let mut traces = vec![];
    for attempt in 0..4 {
        // Below the ephemeral ports, and other ones in each run.
        let spread = seed * 4 + attempt + u64::from(std::process::id()) * 977;
        let mut run = Run {
            rng: Rng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            bench: Bench::new(),
            pairs: vec![],
            base: 10_000 + (spread % 11_000) as u16 * 2,
            kind,
            trace: vec![],
        };
        if run.go(connected) {
            return;
        }
        traces.push(std::mem::take(&mut run.trace));
    }
    let last = traces.pop().unwrap_or_default();
    panic!(
        "seed {seed} disagrees (kernel | board):\n{}",
        last.join("\n")
    );
}

#[test]
fn streams_from_the_start() {
    for seed in 1..=150 {
        agree(seed, Kind::Stream, false);
    }
}

#[test]
fn streams_that_are_connected() {
    for seed in 1000..=1400 {
        agree(seed, Kind::Stream, true);
    }
}

#[test]
fn datagrams() {
    for seed in 2000..=2300 {
        agree(seed, Kind::Dgram, false);
    }
}
