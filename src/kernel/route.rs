//! As much of rtnetlink(7) as a link and its addresses need.

use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::os::fd::OwnedFd;

use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, socket_with};

use super::netlink::{Answer, Request, answers, attribute, strange};

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
const ROUTE_TYPE: usize = 7;
/// RFC 2863's "up", as linux/if.h numbers it.
const IF_OPER_UP: u8 = 6;
/// Room for an answer, in bytes: that about an interface is the longest.
const ANSWER: usize = 16 << 10;
/// `struct ifinfomsg`, in bytes.
const LINK_HEADER: usize = 16;
/// A request whose outcome is told.
const ACKNOWLEDGE: i32 = libc::NLM_F_ACK;
/// One that makes what is not there yet.
const MAKE: i32 = ACKNOWLEDGE | libc::NLM_F_CREATE | libc::NLM_F_EXCL;

/// Adds a `struct ifinfomsg`.
fn ifinfomsg(request: &mut Request, index: u32, flags: i32) -> &mut Request {
    request
        .fixed(&[0; 4])
        .fixed(&index.to_ne_bytes())
        .fixed(&flags.to_ne_bytes())
        .fixed(&flags.to_ne_bytes()) // which of them change
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
    ///
    /// # Errors
    /// socket(2)
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
    ///
    /// # Errors
    /// rtnetlink(7)
    pub fn add_veth(&self, one: VethEnd, other: VethEnd, mtu: u32) -> io::Result<()> {
        let end = |request: &mut Request, end: VethEnd| {
            ifinfomsg(request, 0, 0)
                .attribute(IFLA_IFNAME, end.name.as_bytes())
                .attribute(IFLA_ADDRESS, &end.mac)
                .attribute(IFLA_MTU, &mtu.to_ne_bytes());
        };
        let mut request = Request::new(libc::RTM_NEWLINK, MAKE);
        end(&mut request, one);
        request.nested(IFLA_LINKINFO, |info| {
            info.attribute(IFLA_INFO_KIND, b"veth")
                .nested(IFLA_INFO_DATA, |data| {
                    data.nested(VETH_INFO_PEER, |peer| end(peer, other));
                });
        });
        self.carry_out(request)
    }

    /// Sets an interface up, and `flags` (`IFF_…`) with it.
    ///
    /// # Errors
    /// rtnetlink(7)
    pub fn set_up(&self, index: u32, flags: i32) -> io::Result<()> {
        let mut request = Request::new(libc::RTM_NEWLINK, ACKNOWLEDGE);
        ifinfomsg(&mut request, index, libc::IFF_UP | flags);
        self.carry_out(request)
    }

    /// Sets an interface's MTU in bytes and the length of its transmit queue in packets.
    ///
    /// # Errors
    /// rtnetlink(7)
    pub fn set_sizes(&self, index: u32, mtu: u32, queue: u32) -> io::Result<()> {
        let mut request = Request::new(libc::RTM_NEWLINK, ACKNOWLEDGE);
        ifinfomsg(&mut request, index, 0)
            .attribute(IFLA_MTU, &mtu.to_ne_bytes())
            .attribute(IFLA_TXQLEN, &queue.to_ne_bytes());
        self.carry_out(request)
    }

    /// Gives an interface an address, and so the route to its prefix. An IPv6 address is usable at
    /// once: nobody else on this wire could have it (no duplicate address detection, RFC 4862).
    ///
    /// # Errors
    /// rtnetlink(7)
    pub fn add_address(&self, index: u32, addr: IpAddr, prefix: u8) -> io::Result<()> {
        let (family, octets) = match addr {
            IpAddr::V4(addr) => (libc::AF_INET, addr.octets().to_vec()),
            IpAddr::V6(addr) => (libc::AF_INET6, addr.octets().to_vec()),
        };
        let flags = if addr.is_ipv6() { IFA_F_NODAD } else { 0 };
        let mut request = Request::new(libc::RTM_NEWADDR, MAKE);
        // struct ifaddrmsg
        let scope = libc::RT_SCOPE_UNIVERSE;
        request
            .fixed(&[family as u8, prefix, flags, scope])
            .fixed(&index.to_ne_bytes())
            .attribute(IFA_LOCAL, &octets)
            .attribute(IFA_ADDRESS, &octets);
        self.carry_out(request)
    }

    /// Whether packets can leave by this interface (its operational state is "up").
    ///
    /// # Errors
    /// rtnetlink(7)
    pub fn is_operational(&self, index: u32) -> io::Result<bool> {
        let mut request = Request::new(libc::RTM_GETLINK, 0);
        ifinfomsg(&mut request, index, 0);
        let link = self.ask(request, libc::RTM_NEWLINK)?;
        let state = attribute(link.get(LINK_HEADER..).unwrap_or(&[]), IFLA_OPERSTATE);
        Ok(state == Some(&[IF_OPER_UP]))
    }

    /// Whether what comes in for `addr` is delivered here: the route to it is of the type "local".
    ///
    /// # Errors
    /// rtnetlink(7)
    pub fn is_local(&self, addr: Ipv6Addr) -> io::Result<bool> {
        let mut request = Request::new(libc::RTM_GETROUTE, 0);
        // struct rtmsg: only the family and the length of the destination matter.
        request
            .fixed(&[libc::AF_INET6 as u8, 128, 0, 0, 0, 0, 0, 0])
            .fixed(&[0; 4])
            .attribute(RTA_DST, &addr.octets());
        let route = self.ask(request, libc::RTM_NEWROUTE)?;
        Ok(route.get(ROUTE_TYPE) == Some(&libc::RTN_LOCAL))
    }

    /// Sends a request and waits for the kernel's acknowledgment, which comes at once.
    fn carry_out(&self, request: Request) -> io::Result<()> {
        let mut answer = [0; ANSWER];
        first(self.send(request, &mut answer)?)?.acknowledged()
    }

    /// Sends a question and waits for its answer, which is a message of this kind.
    fn ask(&self, request: Request, kind: u16) -> io::Result<Vec<u8>> {
        let mut answer = [0; ANSWER];
        match first(self.send(request, &mut answer)?)? {
            Answer::Found(found, body) if found == kind => Ok(body.to_vec()),
            other => Err(other.acknowledged().err().unwrap_or_else(strange)),
        }
    }

    fn send<'a>(&self, mut request: Request, answer: &'a mut [u8]) -> io::Result<&'a [u8]> {
        rustix::net::send(&self.0, request.bytes(), SendFlags::empty())?;
        let (received, _) = rustix::net::recv(&self.0, &mut *answer, RecvFlags::empty())?;
        Ok(&answer[..received])
    }
}

fn first(bytes: &[u8]) -> io::Result<Answer<'_>> {
    answers(bytes).next().ok_or_else(strange)
}
