//! What the kernel says of its connections: `NETLINK_SOCK_DIAG` (sock_diag(7)).
//!
//! A query names one connection by its two addresses and takes about 3 µs. It finds what no
//! descriptor shows: requests in SYN-RECEIVED, connections that nobody accepted yet, and what is
//! left after `close()`.
//!
//! The messages are written and read byte by byte: a header (16 bytes, `struct nlmsghdr`), then
//! `struct inet_diag_req_v2` (56 bytes) or `struct inet_diag_msg` (72 bytes), both of which hold a
//! `struct inet_diag_sockid` (48 bytes).

use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use socket2::Socket;
use sockscope_link::State;

use super::sockets::canonical;

const HEADER: usize = 16;
const REQUEST: usize = 56;
const MESSAGE: usize = 72;

/// `SOCK_DIAG_BY_FAMILY` (linux/sock_diag.h)
const BY_FAMILY: u16 = 20;
const NLM_F_REQUEST: u16 = 0x001;
const NLM_F_DUMP: u16 = 0x300;
const NLMSG_ERROR: u16 = 2;
const NLMSG_DONE: u16 = 3;
/// `INET_DIAG_NOCOOKIE` (linux/inet_diag.h): any socket with these addresses.
const NO_COOKIE: u32 = u32::MAX;

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
    pub fn connection(
        &mut self,
        local: SocketAddr,
        remote: SocketAddr,
    ) -> io::Result<Option<Found>> {
        self.send(NLM_F_REQUEST, local, remote)?;
        let len = (&self.socket).read(&mut self.buffer)?;
        match Message::parse(&self.buffer[..len]).next() {
            // Without a match the kernel may answer with the listener of that port instead.
            Some(Message::Connection(found)) if found.remote.port() != 0 => Ok(Some(found)),
            Some(Message::Error(code)) if code != 0 && code != libc::ENOENT => {
                Err(io::Error::from_raw_os_error(code))
            }
            _ => Ok(None),
        }
    }

    /// Every TCP connection whose own port is `local.port()`. This walks the kernel's whole table
    /// (milliseconds): only for what cannot be asked by name.
    pub fn connections(&mut self, local: SocketAddr) -> io::Result<Vec<Found>> {
        let nowhere = SocketAddr::new(local.ip(), 0);
        self.send(NLM_F_REQUEST | NLM_F_DUMP, local, nowhere)?;
        let mut all = Vec::new();
        loop {
            let len = (&self.socket).read(&mut self.buffer)?;
            for message in Message::parse(&self.buffer[..len]) {
                match message {
                    Message::Connection(found) if found.remote.port() != 0 => all.push(found),
                    Message::Connection(_) => {}
                    Message::Done => return Ok(all),
                    Message::Error(code) => return Err(io::Error::from_raw_os_error(code)),
                }
            }
        }
    }

    fn send(&mut self, flags: u16, local: SocketAddr, remote: SocketAddr) -> io::Result<()> {
        self.seq = self.seq.wrapping_add(1);
        self.drain();
        let request = request(self.seq, flags, local, remote);
        self.socket.send(&request).map(drop)
    }

    /// Answers that an earlier error left behind must not be taken for the next one's.
    fn drain(&mut self) {
        if self.seq.is_multiple_of(64) {
            while (&self.socket).read(&mut self.buffer).is_ok() {}
        }
    }
}

/// `struct nlmsghdr` and `struct inet_diag_req_v2` for TCP.
fn request(seq: u32, flags: u16, local: SocketAddr, remote: SocketAddr) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER + REQUEST);
    out.extend_from_slice(&((HEADER + REQUEST) as u32).to_ne_bytes());
    out.extend_from_slice(&BY_FAMILY.to_ne_bytes());
    out.extend_from_slice(&flags.to_ne_bytes());
    out.extend_from_slice(&seq.to_ne_bytes());
    out.extend_from_slice(&0u32.to_ne_bytes()); // from: the kernel fills it in

    let family = if local.is_ipv4() {
        libc::AF_INET
    } else {
        libc::AF_INET6
    };
    out.extend_from_slice(&[family as u8, libc::IPPROTO_TCP as u8, 0, 0]);
    out.extend_from_slice(&u32::MAX.to_ne_bytes()); // in any state
    out.extend_from_slice(&local.port().to_be_bytes());
    out.extend_from_slice(&remote.port().to_be_bytes());
    out.extend_from_slice(&octets(local.ip()));
    out.extend_from_slice(&octets(remote.ip()));
    out.extend_from_slice(&0u32.to_ne_bytes()); // on any interface
    out.extend_from_slice(&NO_COOKIE.to_ne_bytes());
    out.extend_from_slice(&NO_COOKIE.to_ne_bytes());
    out
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

#[derive(Debug, PartialEq, Eq)]
enum Message {
    Connection(Found),
    Error(i32),
    Done,
}

impl Message {
    /// The messages in one datagram of the kernel, as far as they are whole.
    fn parse(mut bytes: &[u8]) -> impl Iterator<Item = Message> {
        std::iter::from_fn(move || {
            loop {
                let len = u32_at(bytes, 0)? as usize;
                let kind = u16::from_ne_bytes(bytes.get(4..6)?.try_into().ok()?);
                let body = bytes.get(HEADER..len)?;
                bytes = bytes.get(len.next_multiple_of(4)..).unwrap_or_default();
                match kind {
                    BY_FAMILY => match found(body) {
                        Some(found) => return Some(Message::Connection(found)),
                        None => continue,
                    },
                    NLMSG_ERROR => return Some(Message::Error(-(u32_at(body, 0)? as i32))),
                    NLMSG_DONE => return Some(Message::Done),
                    _ => continue,
                }
            }
        })
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

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u16, body: &[u8]) -> Vec<u8> {
        let mut out = ((HEADER + body.len()) as u32).to_ne_bytes().to_vec();
        out.extend_from_slice(&kind.to_ne_bytes());
        out.resize(HEADER, 0);
        out.extend_from_slice(body);
        out
    }

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
        let bytes = request(
            7,
            NLM_F_REQUEST,
            "10.0.0.1:80".parse().unwrap(),
            "10.0.0.2:81".parse().unwrap(),
        );
        assert_eq!(bytes.len(), HEADER + REQUEST);
        assert_eq!(&bytes[24..28], [0, 80, 0, 81]);
        assert_eq!(&bytes[28..32], [10, 0, 0, 1]);
        assert_eq!(&bytes[44..48], [10, 0, 0, 2]);
        assert_eq!(&bytes[64..72], [0xff; 8]);
    }

    #[test]
    fn time_wait_is_read_with_its_countdown() {
        let bytes = message(BY_FAMILY, &time_wait());
        let Some(Message::Connection(found)) = Message::parse(&bytes).next() else {
            panic!("no connection in {bytes:?}");
        };
        assert_eq!(found.state, State::TimeWait);
        assert_eq!(found.timer_ms, Some(59_999));
        assert_eq!(found.local, "127.0.0.1:7777".parse().unwrap());
        assert_eq!(found.remote, "127.0.0.2:40000".parse().unwrap());
    }

    #[test]
    fn errors_and_the_end_are_told_apart() {
        let mut bytes = message(NLMSG_ERROR, &(-libc::ENOENT).to_ne_bytes());
        bytes.extend(message(NLMSG_DONE, &[0; 4]));
        let all: Vec<_> = Message::parse(&bytes).collect();
        assert_eq!(all, [Message::Error(libc::ENOENT), Message::Done]);
    }

    #[test]
    fn cut_messages_end_the_list_without_a_panic() {
        let bytes = message(BY_FAMILY, &time_wait());
        for len in 0..bytes.len() {
            assert_eq!(Message::parse(&bytes[..len]).count(), 0, "{len} bytes");
        }
        // A length that lies: shorter than its own header.
        let mut lying = bytes;
        lying[..4].copy_from_slice(&4u32.to_ne_bytes());
        assert_eq!(Message::parse(&lying).count(), 0);
    }
}
