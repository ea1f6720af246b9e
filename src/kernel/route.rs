//! As much of rtnetlink(7) as a link and its addresses need.

use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::os::fd::OwnedFd;

use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, socket_with};

/// An interface's index; `lo` is always the first of its namespace.
pub const LO: u32 = 1;

// if_link.h, veth.h and if_addr.h; libc does not have them for every target.
const IFLA_ADDRESS: u16 = 1;
const IFLA_IFNAME: u16 = 3;
const IFLA_MTU: u16 = 4;
const IFLA_TXQLEN: u16 = 13;
const IFLA_OPERSTATE: u16 = 16;
const IFLA_LINKINFO: u16 = 18;
const IFLA_INFO_KIND: u16 = 1;
const IFLA_INFO_DATA: u16 = 2;
const VETH_INFO_PEER: u16 = 1;
const IFA_ADDRESS: u16 = 1;
const IFA_LOCAL: u16 = 2;
const IFA_F_NODAD: u8 = 0x02;
const RTA_DST: u16 = 1;
/// Where `rtm_type` stands in a message about a route.
const ROUTE_TYPE: usize = 23;
/// RFC 2863's "up", as linux/if.h numbers it.
const IF_OPER_UP: u8 = 6;
/// `nlmsghdr` and `ifinfomsg` together, in bytes.
const LINK_HEADER: usize = 32;

/// A request under way: a header, then attributes that may nest.
struct Message {
    bytes: Vec<u8>,
}

impl Message {
    fn new(kind: u16, flags: i32) -> Message {
        let flags = (libc::NLM_F_REQUEST | libc::NLM_F_ACK | flags) as u16;
        let mut message = Message { bytes: vec![0; 16] };
        message.bytes[4..6].copy_from_slice(&kind.to_ne_bytes());
        message.bytes[6..8].copy_from_slice(&flags.to_ne_bytes());
        message
    }

    /// A request that is answered with one message, without an acknowledgment.
    fn question(kind: u16) -> Message {
        let mut message = Message::new(kind, 0);
        let flags = libc::NLM_F_REQUEST as u16;
        message.bytes[6..8].copy_from_slice(&flags.to_ne_bytes());
        message
    }

    /// `struct ifinfomsg`
    fn ifinfomsg(&mut self, index: u32, flags: i32) -> &mut Message {
        self.bytes.extend_from_slice(&[0; 4]);
        self.bytes.extend_from_slice(&index.to_ne_bytes());
        self.bytes.extend_from_slice(&flags.to_ne_bytes());
        self.bytes.extend_from_slice(&flags.to_ne_bytes()); // which of them change
        self
    }

    fn attribute(&mut self, kind: u16, value: &[u8]) -> &mut Message {
        self.nested(kind, |inner| inner.bytes.extend_from_slice(value))
    }

    fn nested(&mut self, kind: u16, fill: impl FnOnce(&mut Message)) -> &mut Message {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        fill(self);
        let length = (self.bytes.len() - start) as u16;
        self.bytes[start..start + 2].copy_from_slice(&length.to_ne_bytes());
        self.bytes[start + 2..start + 4].copy_from_slice(&kind.to_ne_bytes());
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        self
    }
}

/// A veth interface that is to be.
#[derive(Clone, Copy, Debug)]
pub struct VethEnd {
    /// Its name.
    pub name: &'static str,
    /// Its hardware address.
    pub mac: [u8; 6],
}

/// A socket to the kernel's network configuration, in the namespace it was opened in.
#[derive(Debug)]
pub struct Netlink(OwnedFd);

impl Netlink {
    /// Opens it.
    pub fn open() -> io::Result<Netlink> {
        // Without a protocol it is NETLINK_ROUTE, which is number 0.
        let (family, kind) = (AddressFamily::NETLINK, SocketType::RAW);
        Ok(Netlink(socket_with(
            family,
            kind,
            SocketFlags::CLOEXEC,
            None,
        )?))
    }

    /// Makes a veth pair (veth(4)).
    pub fn add_veth(&self, one: VethEnd, other: VethEnd, mtu: u32) -> io::Result<()> {
        let end = |message: &mut Message, end: VethEnd| {
            message
                .ifinfomsg(0, 0)
                .attribute(IFLA_IFNAME, end.name.as_bytes())
                .attribute(IFLA_ADDRESS, &end.mac)
                .attribute(IFLA_MTU, &mtu.to_ne_bytes());
        };
        let mut message = Message::new(libc::RTM_NEWLINK, libc::NLM_F_CREATE | libc::NLM_F_EXCL);
        end(&mut message, one);
        message.nested(IFLA_LINKINFO, |info| {
            info.attribute(IFLA_INFO_KIND, b"veth")
                .nested(IFLA_INFO_DATA, |data| {
                    data.nested(VETH_INFO_PEER, |peer| end(peer, other));
                });
        });
        self.carry_out(message)
    }

    /// Sets an interface up, and `flags` (`IFF_…`) with it.
    pub fn set_up(&self, index: u32, flags: i32) -> io::Result<()> {
        let mut message = Message::new(libc::RTM_NEWLINK, 0);
        message.ifinfomsg(index, libc::IFF_UP | flags);
        self.carry_out(message)
    }

    /// Sets an interface's MTU in bytes and the length of its transmit queue in packets.
    pub fn set_sizes(&self, index: u32, mtu: u32, queue: u32) -> io::Result<()> {
        let mut message = Message::new(libc::RTM_NEWLINK, 0);
        message
            .ifinfomsg(index, 0)
            .attribute(IFLA_MTU, &mtu.to_ne_bytes())
            .attribute(IFLA_TXQLEN, &queue.to_ne_bytes());
        self.carry_out(message)
    }

    /// Gives an interface an address, and so the route to its prefix. An IPv6 address is usable at
    /// once: nobody else on this wire could have it (no duplicate address detection, RFC 4862).
    pub fn add_address(&self, index: u32, addr: IpAddr, prefix: u8) -> io::Result<()> {
        let (family, octets) = match addr {
            IpAddr::V4(addr) => (libc::AF_INET, addr.octets().to_vec()),
            IpAddr::V6(addr) => (libc::AF_INET6, addr.octets().to_vec()),
        };
        let flags = if addr.is_ipv6() { IFA_F_NODAD } else { 0 };
        let mut message = Message::new(libc::RTM_NEWADDR, libc::NLM_F_CREATE | libc::NLM_F_EXCL);
        // struct ifaddrmsg
        let scope = libc::RT_SCOPE_UNIVERSE;
        (message.bytes).extend_from_slice(&[family as u8, prefix, flags, scope]);
        message.bytes.extend_from_slice(&index.to_ne_bytes());
        message
            .attribute(IFA_LOCAL, &octets)
            .attribute(IFA_ADDRESS, &octets);
        self.carry_out(message)
    }

    /// Whether packets can leave by this interface (its operational state is "up").
    pub fn is_operational(&self, index: u32) -> io::Result<bool> {
        let mut message = Message::question(libc::RTM_GETLINK);
        message.ifinfomsg(index, 0);
        let mut answer = [0; 16 << 10];
        let answer = self.ask(message, &mut answer)?;
        if answer.get(4..6) != Some(&libc::RTM_NEWLINK.to_ne_bytes()) {
            acknowledgment(answer)?;
        }
        let state = attribute(answer.get(LINK_HEADER..).unwrap_or(&[]), IFLA_OPERSTATE);
        Ok(state == Some(&[IF_OPER_UP]))
    }

    /// Whether what comes in for `addr` is delivered here: the route to it is of the type "local".
    pub fn is_local(&self, addr: Ipv6Addr) -> io::Result<bool> {
        let mut message = Message::question(libc::RTM_GETROUTE);
        // struct rtmsg: only the family and the length of the destination matter.
        (message.bytes).extend_from_slice(&[libc::AF_INET6 as u8, 128, 0, 0, 0, 0, 0, 0]);
        message.bytes.extend_from_slice(&[0; 4]);
        message.attribute(RTA_DST, &addr.octets());
        let mut answer = [0; 4096];
        let answer = self.ask(message, &mut answer)?;
        if answer.get(4..6) != Some(&libc::RTM_NEWROUTE.to_ne_bytes()) {
            acknowledgment(answer)?;
        }
        Ok(answer.get(ROUTE_TYPE) == Some(&libc::RTN_LOCAL))
    }

    /// Sends a request and waits for the kernel's acknowledgment, which comes at once.
    fn carry_out(&self, message: Message) -> io::Result<()> {
        acknowledgment(self.ask(message, &mut [0; 4096])?)
    }

    fn ask<'a>(&self, mut message: Message, answer: &'a mut [u8]) -> io::Result<&'a [u8]> {
        let length = message.bytes.len() as u32;
        message.bytes[0..4].copy_from_slice(&length.to_ne_bytes());
        rustix::net::send(&self.0, &message.bytes, SendFlags::empty())?;
        let (received, _) = rustix::net::recv(&self.0, &mut *answer, RecvFlags::empty())?;
        Ok(&answer[..received])
    }
}

/// The value of the first attribute of this kind.
fn attribute(mut attributes: &[u8], kind: u16) -> Option<&[u8]> {
    loop {
        let header = attributes.first_chunk::<4>()?;
        let length = usize::from(u16::from_ne_bytes([header[0], header[1]]));
        let value = attributes.get(4..length)?;
        if u16::from_ne_bytes([header[2], header[3]]) == kind {
            return Some(value);
        }
        attributes = attributes.get(length.next_multiple_of(4)..)?;
    }
}

/// Reads an `NLMSG_ERROR` message: a header, then a negative errno, or 0 for "done".
fn acknowledgment(answer: &[u8]) -> io::Result<()> {
    let strange = || io::Error::new(io::ErrorKind::InvalidData, "a strange answer by rtnetlink");
    let kind = answer.get(4..6).ok_or_else(strange)?;
    let errno = answer.get(16..20).ok_or_else(strange)?;
    let errno = i32::from_ne_bytes(errno.try_into().map_err(|_| strange())?);
    match (kind, errno) {
        (kind, _) if kind != (libc::NLMSG_ERROR as u16).to_ne_bytes() => Err(strange()),
        (_, 0) => Ok(()),
        (_, errno) => Err(io::Error::from_raw_os_error(errno.saturating_neg())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_padded_to_four_bytes_and_say_their_own_length() {
        let mut message = Message { bytes: Vec::new() };
        message.nested(9, |inner| {
            inner.attribute(3, b"lo\0");
        });
        let expected: Vec<u8> = [12u16, 9, 7, 3]
            .iter()
            .flat_map(|word| word.to_ne_bytes())
            .chain(*b"lo\0\0")
            .collect();
        assert_eq!(message.bytes, expected);
        let inner = attribute(&message.bytes, 9).unwrap();
        assert_eq!(attribute(inner, 3), Some(&b"lo\0"[..]));
        assert_eq!(attribute(inner, 4), None);
        assert_eq!(attribute(&[200, 0, 3, 0, 1], 3), None, "a length too long");
        assert_eq!(attribute(&[0, 0, 3, 0], 4), None, "a length too short");
    }

    #[test]
    fn an_acknowledgment_is_error_zero_and_an_error_is_negative() {
        let answer = |kind: u16, errno: i32| {
            let mut bytes = [0; 36];
            bytes[4..6].copy_from_slice(&kind.to_ne_bytes());
            bytes[16..20].copy_from_slice(&errno.to_ne_bytes());
            bytes
        };
        let error = libc::NLMSG_ERROR as u16;
        assert!(acknowledgment(&answer(error, 0)).is_ok());
        let refused = acknowledgment(&answer(error, -libc::EPERM)).unwrap_err();
        assert_eq!(refused.raw_os_error(), Some(libc::EPERM));
        let strange = acknowledgment(&answer(libc::RTM_NEWLINK, 0)).unwrap_err();
        assert_eq!(strange.kind(), io::ErrorKind::InvalidData);
        assert!(acknowledgment(&[0; 7]).is_err());
    }
}
