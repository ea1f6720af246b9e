//! Interfaces and packet sockets, where no safe wrapper reaches (netdevice(7), packet(7)).

use std::io;
use std::mem;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with};

/// linux/ethtool.h
const ETHTOOL_STXCSUM: u32 = 0x17;
/// linux/if_packet.h
const PACKET_IGNORE_OUTGOING: libc::c_int = 23;

fn checked(result: libc::c_int) -> io::Result<()> {
    if result == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

fn ifreq(name: &str) -> libc::ifreq {
    // SAFETY: all-zero bytes are a valid ifreq (netdevice(7)): an array and a union of plain data.
    let mut request: libc::ifreq = unsafe { mem::zeroed() };
    let last = request.ifr_name.len() - 1;
    for (to, from) in request.ifr_name[..last].iter_mut().zip(name.bytes()) {
        *to = from as libc::c_char;
    }
    request
}

/// Makes the TUN interface `name` of an open `/dev/net/tun`: bare IP packets, no header before them.
///
/// # Errors
/// ioctl(2), TUNSETIFF
pub fn tun_attach(tun: BorrowedFd<'_>, name: &str) -> io::Result<()> {
    let mut request = ifreq(name);
    request.ifr_ifru.ifru_flags = (libc::IFF_TUN | libc::IFF_NO_PI) as libc::c_short;
    // SAFETY: TUNSETIFF reads and writes one ifreq, which lives through the call.
    checked(unsafe { libc::ioctl(tun.as_raw_fd(), libc::TUNSETIFF as _, &mut request) })
}

/// Makes the kernel compute the checksums of what it sends on interface `name`, instead of leaving
/// that to a device that is not there. `socket` is any socket of the namespace.
///
/// # Errors
/// ioctl(2), SIOCETHTOOL
pub fn transmit_checksums(socket: BorrowedFd<'_>, name: &str) -> io::Result<()> {
    /// `struct ethtool_value`
    #[repr(C)]
    struct Value {
        command: u32,
        data: u32,
    }
    let mut value = Value {
        command: ETHTOOL_STXCSUM,
        data: 0,
    };
    let mut request = ifreq(name);
    request.ifr_ifru.ifru_data = (&raw mut value).cast();
    // SAFETY: SIOCETHTOOL reads one ifreq and the ethtool_value it points to; both outlive the call.
    checked(unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCETHTOOL as _, &mut request) })
}

/// Where a packet socket sends to or receives from: protocol, interface, hardware address.
pub fn link_address(protocol: i32, index: u32, mac: [u8; 6]) -> libc::sockaddr_ll {
    let mut sll_addr = [0; 8];
    sll_addr[..6].copy_from_slice(&mac);
    libc::sockaddr_ll {
        sll_family: libc::AF_PACKET as u16,
        sll_protocol: (protocol as u16).to_be(),
        sll_ifindex: index as i32,
        sll_hatype: 0,
        sll_pkttype: 0,
        sll_halen: 6,
        sll_addr,
    }
}

/// A packet socket that gets every packet that comes in on interface `index`, and none that goes
/// out there (packet(7)).
///
/// # Errors
/// socket(2), setsockopt(2), bind(2)
pub fn packet_socket(index: u32) -> io::Result<OwnedFd> {
    // With protocol 0 it gets nothing before it is bound.
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(AddressFamily::PACKET, SocketType::DGRAM, flags, None)?;
    let on: libc::c_int = 1;
    // SAFETY: the option's value is one int, and its size is told.
    checked(unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_PACKET,
            PACKET_IGNORE_OUTGOING,
            (&raw const on).cast(),
            mem::size_of_val(&on) as u32,
        )
    })?;
    let addr = link_address(libc::ETH_P_ALL, index, [0; 6]);
    // SAFETY: a whole sockaddr_ll, and its size is told.
    checked(unsafe {
        libc::bind(
            socket.as_raw_fd(),
            (&raw const addr).cast(),
            mem::size_of_val(&addr) as u32,
        )
    })?;
    Ok(socket)
}

/// Sends one packet from a packet socket.
///
/// # Errors
/// sendto(2)
pub fn send_packet(
    socket: BorrowedFd<'_>,
    packet: &[u8],
    to: &libc::sockaddr_ll,
) -> io::Result<usize> {
    // SAFETY: pointer and length of one slice, and of one whole sockaddr_ll.
    let sent = unsafe {
        libc::sendto(
            socket.as_raw_fd(),
            packet.as_ptr().cast(),
            packet.len(),
            libc::MSG_NOSIGNAL,
            (to as *const libc::sockaddr_ll).cast(),
            mem::size_of_val(to) as u32,
        )
    };
    usize::try_from(sent).map_err(|_| io::Error::last_os_error())
}

/// The index of interface `name` of the namespace that `socket` belongs to.
///
/// # Errors
/// `ENODEV` if there is none; ioctl(2), SIOCGIFINDEX
pub fn interface_index(socket: &impl AsFd, name: &str) -> io::Result<u32> {
    Ok(rustix::net::netdevice::name_to_index(socket, name)?)
}
