//! What the kernel says of its connections: `NETLINK_SOCK_DIAG` (sock_diag(7)).
//!
//! A query names one connection by its two addresses and takes about 3 µs. It finds what no
//! descriptor shows: requests in SYN-RECEIVED, connections that nobody accepted yet, and what is
//! left after `close()`.
//!
//! Requests are a `struct inet_diag_req_v2` (56 bytes), answers a `struct inet_diag_msg` (72 bytes), both
//! of which hold a `struct inet_diag_sockid` (48 bytes).

use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::OwnedFd;

use rustix::net::{AddressFamily, SocketFlags, SocketType, netlink, socket_with};
use socket2::Socket;
use sockscope_link::State;

use super::netlink::{Answer, Request, answers, u32_at};
use super::sockets::canonical;

/// `struct inet_diag_msg`, in bytes.
const MESSAGE: usize = 72;
/// `SOCK_DIAG_BY_FAMILY` (linux/sock_diag.h)
const BY_FAMILY: u16 = 20;
/// `INET_DIAG_NOCOOKIE` (linux/inet_diag.h): any socket with these addresses.
const NO_COOKIE: u32 = u32::MAX;
/// Sockets in any state.
const ANY_STATE: u32 = u32::MAX;
/// Listeners: `1 << TCP_LISTEN` (net/tcp_states.h).
const LISTENING: u32 = 1 << 10;

/// A `NETLINK_SOCK_DIAG` socket of this process's own network namespace.
///
/// # Errors
/// socket(2)
pub fn socket() -> io::Result<OwnedFd> {
    let (family, kind) = (AddressFamily::NETLINK, SocketType::RAW);
    let protocol = Some(netlink::SOCK_DIAG);
    Ok(socket_with(family, kind, SocketFlags::CLOEXEC, protocol)?)
}

/// The kernel's own number of a state (net/tcp_states.h), as a state.
pub fn tcp_state(number: u8) -> Option<State> {
    Some(match number {
        1 => State::Established,
        2 => State::SynSent,
        // 12 is a request that has no socket of its own yet (TCP_NEW_SYN_RECV).
        3 | 12 => State::SynReceived,
        4 => State::FinWait1,
        5 => State::FinWait2,
        6 => State::TimeWait,
        7 => State::Closed,
        8 => State::CloseWait,
        9 => State::LastAck,
        10 => State::Listen,
        11 => State::Closing,
        _ => return None,
    })
}

/// One connection, as the kernel shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its state.
    pub state: State,
    /// Its own address.
    pub local: SocketAddr,
    /// The other end's address.
    pub remote: SocketAddr,
    /// Milliseconds until its timer fires, if one runs.
    pub timer_ms: Option<u32>,
    /// How often the oldest segment under way was sent again.
    pub retransmits: u8,
    /// Bytes received and not read.
    pub recv_queue: u32,
    /// Bytes sent and not acknowledged, or not sent yet.
    pub send_queue: u32,
    /// The inode of its descriptor; 0 without one.
    pub inode: u32,
}

/// A socket that asks the kernel.
#[derive(Debug)]
pub struct Diag {
    socket: Socket,
    seq: u32,
    buffer: Vec<u8>,
}

impl Diag {
    /// Takes a `NETLINK_SOCK_DIAG` socket of the network to look at.
    ///
    /// # Errors
    /// fcntl(2)
    pub fn new(socket: Socket) -> io::Result<Diag> {
        // The kernel has answered by the time that send() returns; if not, never wait for it.
        socket.set_nonblocking(true)?;
        Ok(Diag {
            socket,
            seq: 0,
            buffer: vec![0; 32 * 1024],
        })
    }

    /// The TCP connection between these two addresses, if there is one.
    ///
    /// # Errors
    /// sock_diag(7)
    pub fn connection(
        &mut self,
        local: SocketAddr,
        remote: SocketAddr,
    ) -> io::Result<Option<Found>> {
        self.send(0, ANY_STATE, local, remote)?;
        let len = (&self.socket).read(&mut self.buffer)?;
        match answers(&self.buffer[..len]).next() {
            // Without a match the kernel may answer with the listener of that port instead.
            Some(Answer::Found(BY_FAMILY, body)) => {
                Ok(found(body).filter(|found| found.remote.port() != 0))
            }
            Some(Answer::Error(errno)) if errno != 0 && errno != libc::ENOENT => {
                Err(io::Error::from_raw_os_error(errno))
            }
            _ => Ok(None),
        }
    }

    /// Every TCP connection whose own port is `local.port()`. This walks the kernel's whole table
    /// (milliseconds): only for what cannot be asked by name.
    ///
    /// # Errors
    /// sock_diag(7)
    pub fn connections(&mut self, local: SocketAddr) -> io::Result<Vec<Found>> {
        let mut all = self.dump(ANY_STATE, local)?;
        all.retain(|found| found.remote.port() != 0);
        Ok(all)
    }

    /// Every listener on a port.
    ///
    /// # Errors
    /// sock_diag(7)
    pub fn listeners(&mut self, local: SocketAddr) -> io::Result<Vec<Found>> {
        self.dump(LISTENING, local)
    }

    /// Every socket in one of these states whose own port is `local.port()`.
    fn dump(&mut self, states: u32, local: SocketAddr) -> io::Result<Vec<Found>> {
        let nowhere = SocketAddr::new(local.ip(), 0);
        self.send(libc::NLM_F_DUMP, states, local, nowhere)?;
        let mut all = Vec::new();
        loop {
            let len = (&self.socket).read(&mut self.buffer)?;
            for answer in answers(&self.buffer[..len]) {
                match answer {
                    Answer::Found(BY_FAMILY, body) => all.extend(found(body)),
                    Answer::Found(..) => {}
                    Answer::Done => return Ok(all),
                    Answer::Error(errno) => return Err(io::Error::from_raw_os_error(errno)),
                }
            }
        }
    }

    fn send(
        &mut self,
        flags: i32,
        states: u32,
        local: SocketAddr,
        remote: SocketAddr,
    ) -> io::Result<()> {
        self.seq = self.seq.wrapping_add(1);
        self.drain();
        let mut request = request(flags, states, local, remote).numbered(self.seq);
        self.socket.send(request.bytes()).map(drop)
    }

    /// Answers that an earlier error left behind must not be taken for the next one's.
    fn drain(&mut self) {
        if self.seq.is_multiple_of(64) {
            while (&self.socket).read(&mut self.buffer).is_ok() {}
        }
    }
}

/// A question about TCP sockets: `struct inet_diag_req_v2`.
fn request(flags: i32, states: u32, local: SocketAddr, remote: SocketAddr) -> Request {
    let family = if local.is_ipv4() {
        libc::AF_INET
    } else {
        libc::AF_INET6
    };
    let mut request = Request::new(BY_FAMILY, flags);
    request
        .fixed(&[family as u8, libc::IPPROTO_TCP as u8, 0, 0])
        .fixed(&states.to_ne_bytes())
        .fixed(&local.port().to_be_bytes())
        .fixed(&remote.port().to_be_bytes())
        .fixed(&octets(local.ip()))
        .fixed(&octets(remote.ip()))
        .fixed(&0u32.to_ne_bytes()) // on any interface
        .fixed(&NO_COOKIE.to_ne_bytes())
        .fixed(&NO_COOKIE.to_ne_bytes());
    request
}

/// An address in the 16 bytes of `inet_diag_sockid`: IPv4 takes the first four.
fn octets(ip: IpAddr) -> [u8; 16] {
    match ip {
        IpAddr::V4(ip) => {
            let mut out = [0; 16];
            out[..4].copy_from_slice(&ip.octets());
            out
        }
        IpAddr::V6(ip) => ip.octets(),
    }
}

/// `struct inet_diag_msg`.
fn found(body: &[u8]) -> Option<Found> {
    let body = body.get(..MESSAGE)?;
    let addr = |port_at: usize, ip_at: usize| {
        let port = u16::from_be_bytes([body[port_at], body[port_at + 1]]);
        let mut ip = [0; 16];
        ip.copy_from_slice(&body[ip_at..ip_at + 16]);
        let ip = if i32::from(body[0]) == libc::AF_INET {
            IpAddr::V4(Ipv4Addr::new(ip[0], ip[1], ip[2], ip[3]))
        } else {
            IpAddr::V6(Ipv6Addr::from(ip))
        };
        canonical(SocketAddr::new(ip, port))
    };
    Some(Found {
        state: tcp_state(body[1])?,
        local: addr(4, 8),
        remote: addr(6, 24),
        timer_ms: (body[2] != 0).then_some(u32_at(body, 52)?),
        retransmits: body[3],
        recv_queue: u32_at(body, 56)?,
        send_queue: u32_at(body, 60)?,
        inode: u32_at(body, 68)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::netlink::HEADER;

    fn time_wait() -> Vec<u8> {
        let mut body = vec![libc::AF_INET as u8, 6, 3, 0];
        body.extend_from_slice(&7777u16.to_be_bytes());
        body.extend_from_slice(&40000u16.to_be_bytes());
        body.extend_from_slice(&octets("127.0.0.1".parse().unwrap()));
        body.extend_from_slice(&octets("127.0.0.2".parse().unwrap()));
        body.resize(52, 0);
        body.extend_from_slice(&59_999u32.to_ne_bytes());
        body.resize(MESSAGE, 0);
        body
    }

    #[test]
    fn a_request_has_the_size_and_order_of_inet_diag_req_v2() {
        let (local, remote) = ("10.0.0.1:80", "10.0.0.2:81");
        let mut request = request(
            0,
            ANY_STATE,
            local.parse().unwrap(),
            remote.parse().unwrap(),
        );
        let bytes = request.bytes();
        assert_eq!(bytes.len(), HEADER + 56);
        assert_eq!(&bytes[24..28], [0, 80, 0, 81]);
        assert_eq!(&bytes[28..32], [10, 0, 0, 1]);
        assert_eq!(&bytes[44..48], [10, 0, 0, 2]);
        assert_eq!(&bytes[64..72], [0xff; 8]);
    }

    #[test]
    fn time_wait_is_read_with_its_countdown() {
        let found = found(&time_wait()).unwrap();
        assert_eq!(found.state, State::TimeWait);
        assert_eq!(found.timer_ms, Some(59_999));
        assert_eq!(found.local, "127.0.0.1:7777".parse().unwrap());
        assert_eq!(found.remote, "127.0.0.2:40000".parse().unwrap());
    }

    #[test]
    fn an_answer_that_is_cut_says_nothing() {
        let body = time_wait();
        for length in 0..body.len() {
            assert_eq!(found(&body[..length]), None, "{length} bytes");
        }
    }
}
