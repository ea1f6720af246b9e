//! A first question to sock_diag(7): does it answer, and about this namespace?

use std::io;
use std::net::SocketAddr;

use rustix::net::{RecvFlags, SendFlags};
use socket2::{Domain, Type};

use super::{HOST, Wire};

/// linux/sock_diag.h
const SOCK_DIAG_BY_FAMILY: u16 = 20;
/// The kernel's number of the state LISTEN (net/tcp_states.h).
const TCP_LISTEN: u32 = 10;
/// A header and `struct inet_diag_req_v2`, in bytes.
const REQUEST: usize = 16 + 56;
/// Where `idiag_sport` stands in an answer.
const SOURCE_PORT: std::ops::Range<usize> = 20..22;

/// Makes a listener on the wire and asks sock_diag for every listener there: it must be told of this
/// one. The kernel loads the module that answers (`tcp_diag`) when it is first asked.
///
/// # Errors
/// The kernel's own; `NotFound` if the answer does not know the listener.
pub fn sees_listener(wire: &Wire) -> io::Result<()> {
    let listener = wire.socket(Domain::IPV4, Type::STREAM, None)?;
    listener.bind(&SocketAddr::from((HOST, 0)).into())?;
    listener.listen(1)?;
    let local = listener.local_addr()?.as_socket();
    let port = local.ok_or(io::ErrorKind::InvalidData)?.port();

    let diag = wire.diag()?;
    rustix::net::send(&diag, &listeners(), SendFlags::empty())?;
    let mut answer = vec![0; 32 << 10];
    let (length, _) = rustix::net::recv(&diag, &mut answer[..], RecvFlags::empty())?;
    find_port(&answer[..length], port)
}

/// The request for every IPv4 listener.
fn listeners() -> [u8; REQUEST] {
    let mut request = [0; REQUEST];
    let flags = (libc::NLM_F_REQUEST | libc::NLM_F_DUMP) as u16;
    request[0..4].copy_from_slice(&(REQUEST as u32).to_ne_bytes());
    request[4..6].copy_from_slice(&SOCK_DIAG_BY_FAMILY.to_ne_bytes());
    request[6..8].copy_from_slice(&flags.to_ne_bytes());
    request[16] = libc::AF_INET as u8;
    request[17] = libc::IPPROTO_TCP as u8;
    request[20..24].copy_from_slice(&(1u32 << TCP_LISTEN).to_ne_bytes());
    request
}

/// Looks through an answer's messages for a socket on this port.
fn find_port(mut messages: &[u8], port: u16) -> io::Result<()> {
    while let Some((header, _)) = messages.split_first_chunk::<16>() {
        let length = u32::from_ne_bytes([header[0], header[1], header[2], header[3]]) as usize;
        let message = messages.get(..length).ok_or(io::ErrorKind::InvalidData)?;
        match i32::from(u16::from_ne_bytes([header[4], header[5]])) {
            kind if kind == i32::from(SOCK_DIAG_BY_FAMILY) => {
                if message.get(SOURCE_PORT) == Some(&port.to_be_bytes()) {
                    return Ok(());
                }
            }
            libc::NLMSG_ERROR => {
                let errno = message.get(16..20).ok_or(io::ErrorKind::InvalidData)?;
                let errno = errno.try_into().map(i32::from_ne_bytes).unwrap_or(0);
                return Err(io::Error::from_raw_os_error(errno.saturating_neg()));
            }
            _ => break,
        }
        messages = messages
            .get(length.next_multiple_of(4)..)
            .unwrap_or_default();
    }
    Err(io::Error::new(
        io::ErrorKind::NotFound,
        "sock_diag does not know a socket of the wire",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u16, rest: &[u8]) -> Vec<u8> {
        let mut message = vec![0; 16];
        message.extend_from_slice(rest);
        let length = message.len() as u32;
        message[0..4].copy_from_slice(&length.to_ne_bytes());
        message[4..6].copy_from_slice(&kind.to_ne_bytes());
        message
    }

    #[test]
    fn the_port_is_found_among_others_and_an_error_is_told() {
        let socket = |port: u16| {
            let [high, low] = port.to_be_bytes();
            message(SOCK_DIAG_BY_FAMILY, &[2, 10, 0, 0, high, low, 0, 0])
        };
        let both = [socket(80), socket(7777)].concat();
        assert!(find_port(&both, 7777).is_ok());
        let unknown = find_port(&both, 81).unwrap_err();
        assert_eq!(unknown.kind(), io::ErrorKind::NotFound);
        let refused = message(libc::NLMSG_ERROR as u16, &(-libc::ENOENT).to_ne_bytes());
        let refused = find_port(&refused, 80).unwrap_err();
        assert_eq!(refused.raw_os_error(), Some(libc::ENOENT));
        assert!(find_port(&both[..20], 80).is_err(), "cut short");
    }
}
