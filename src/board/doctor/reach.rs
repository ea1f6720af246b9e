//! Does the board reach this computer? A real connection from there to here, and what stands in its
//! way if there is none.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use sockscope_link::{Call, CallId, Command, Domain, Errno, Fd, Kind, Report};

use crate::board::serial::{Talk, TalkError, host_address};
use crate::fact;
use crate::timeline::{Arg, Fact};
use crate::words::{Lang, system, t, tell};

/// How long a connection within one network may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// What came of it.
#[derive(Debug)]
pub enum Reach {
    /// The board connected to this computer.
    Works {
        /// This computer's address.
        host: IpAddr,
        /// How long it took.
        took: Duration,
    },
    /// This computer has no way to the board's address.
    NoRoute(io::Error),
    /// The board knows no way to this computer's address.
    BoardNoRoute {
        /// This computer's address.
        host: IpAddr,
        /// What the board's connect() said.
        errno: Errno,
    },
    /// This computer reaches the board, but not the other way round.
    Firewall {
        /// This computer's address.
        host: IpAddr,
    },
    /// Neither reaches the other, though both have an address.
    Isolated {
        /// This computer's address.
        host: IpAddr,
        /// The board's.
        board: IpAddr,
    },
    /// The board could not be made to try.
    Untried(Fact),
}

impl Reach {
    /// Whether a lesson can run.
    pub fn works(&self) -> bool {
        matches!(self, Reach::Works { .. })
    }

    /// What was found, and what to try.
    pub fn display(&self, lang: Lang) -> String {
        tell::fact(&self.fact(), lang)
    }

    /// What was found, and what to try.
    pub fn fact(&self) -> Fact {
        match self {
            Reach::Works { host, took } => {
                let ms = took.as_millis();
                fact!(t::REACH_WORKS, host = Arg::text(host), ms = Arg::text(ms))
            }
            Reach::NoRoute(why) => fact!(t::REACH_NO_ROUTE, why = system::reason(why)),
            Reach::BoardNoRoute { host, errno } => {
                fact!(
                    t::REACH_BOARD_NO_ROUTE,
                    host = Arg::text(host),
                    errno = errno.name()
                )
            }
            Reach::Firewall { host } => fact!(t::REACH_FIREWALL, host = Arg::text(host)),
            Reach::Isolated { host, board } => {
                fact!(
                    t::REACH_ISOLATED,
                    host = Arg::text(host),
                    board = Arg::text(board)
                )
            }
            Reach::Untried(why) => fact!(t::REACH_UNTRIED, why = why),
        }
    }
}

/// Lets the board, whose address is `board`, connect to this computer.
pub fn reach(talk: &Talk, board: IpAddr) -> Reach {
    let host = match host_address(board) {
        Ok(host) => host,
        Err(why) => return Reach::NoRoute(why),
    };
    // The kernel answers for a listener by itself: nobody has to accept.
    let local = TcpListener::bind((host, 0)).and_then(|l| Ok((l.local_addr()?, l)));
    let (addr, _listener) = match local {
        Ok(local) => local,
        Err(why) => {
            let why = system::reason(why);
            return Reach::Untried(fact!(t::SESSION_SYSTEM, why = why));
        }
    };
    let start = Instant::now();
    let tried = connect(talk, addr).map_err(|error| error.fact());
    let tried = tried.map(|connected| connected.map(|()| start.elapsed()));
    judge(host, board, tried, || answers(board))
}

/// What it comes to that the board at `board` tried to connect to this computer at `host`: in what time it
/// did, or its errno, or why it could not be made to try. `answers` tells whether anything at all comes
/// back from the board.
fn judge(
    host: IpAddr,
    board: IpAddr,
    tried: Result<Result<Duration, Errno>, Fact>,
    answers: impl FnOnce() -> bool,
) -> Reach {
    match tried {
        Ok(Ok(took)) => Reach::Works { host, took },
        Ok(Err(errno @ (Errno::NetUnreach | Errno::AddrNotAvail))) => {
            Reach::BoardNoRoute { host, errno }
        }
        Ok(Err(_)) if answers() => Reach::Firewall { host },
        Ok(Err(_)) => Reach::Isolated { host, board },
        Err(why) => Reach::Untried(why),
    }
}

/// A connection from the board to `addr`, and its end. A connection that takes too long counts as
/// ETIMEDOUT.
fn connect(talk: &Talk, addr: SocketAddr) -> Result<Result<(), Errno>, TalkError> {
    let domain = if addr.is_ipv4() {
        Domain::Inet
    } else {
        Domain::Inet6
    };
    let socket = Call::Socket {
        domain,
        kind: Kind::Stream,
        protocol: 0,
        nonblock: false,
    };
    let fd = match call(talk, 1, socket)? {
        Ok(fd) => Fd::try_from(fd).unwrap_or(-1),
        Err(errno) => return Ok(Err(errno)),
    };
    let connected = match call(talk, 2, Call::Connect { fd, addr }) {
        Err(TalkError::Silent { .. }) => {
            talk.tell(Command::Cancel { id: id(2) });
            Err(Errno::TimedOut)
        }
        other => other?.map(|_| ()),
    };
    let _ = call(talk, 3, Call::Close { fd })?;
    Ok(connected)
}

fn call(talk: &Talk, number: u32, call: Call) -> Result<Result<i64, Errno>, TalkError> {
    let id = id(number);
    let command = Command::Call { id, call };
    talk.ask(command, PATIENCE, |report| match report {
        Report::Return { id: of, ret } if *of == id => Some(ret.result),
        _ => None,
    })
}

/// Calls of this room; no session has the board meanwhile.
const fn id(number: u32) -> CallId {
    CallId(0xD0C0_0000 + number)
}

/// Whether anything at all comes back from there: a refusal does.
fn answers(board: IpAddr) -> bool {
    let discard = SocketAddr::new(board, 9);
    match TcpStream::connect_timeout(&discard, PATIENCE) {
        Ok(_) => true,
        Err(error) => error.kind() == io::ErrorKind::ConnectionRefused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_way_follows_from_the_board_s_connect() {
        let (host, board) = ([192, 168, 1, 2].into(), [192, 168, 1, 50].into());
        let took = Duration::from_millis(4);
        for (tried, answers, words) in [
            (Ok(Ok(took)), false, ["192.168.1.2", "4 ms"]),
            // Refused or silent, and the board's own network answers: this computer does not let it in.
            (
                Ok(Err(Errno::ConnRefused)),
                true,
                ["firewall", "--role client"],
            ),
            (Ok(Err(Errno::TimedOut)), true, ["firewall", "ufw"]),
            (Ok(Err(Errno::TimedOut)), false, ["AP isolation", "softap"]),
            (
                Ok(Err(Errno::HostUnreach)),
                false,
                ["AP isolation", "192.168.1.50"],
            ),
            (
                Ok(Err(Errno::NetUnreach)),
                true,
                ["ENETUNREACH", "same network"],
            ),
            (
                Err(t::LINK_AWAY.into()),
                true,
                [t::LINK_AWAY.get(Lang::En), ""],
            ),
        ] {
            let what = format!("{tried:?}, answers: {answers}");
            let reach = judge(host, board, tried, || answers);
            assert_eq!(reach.works(), what.starts_with("Ok(Ok"), "{what}");
            let said = reach.display(Lang::En);
            for word in words {
                assert!(said.contains(word), "{what}: {word:?} in {said:?}");
            }
            assert!(!reach.display(Lang::Es).is_empty());
        }
    }
}
