//! The board's end of the wire.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use super::LinkKind;
use crate::kernel::interfaces;

/// The hardware address of the kernel's end of a veth pair: without it the kernel would take the
/// board's packets for somebody else's. Locally administered.
pub(super) const KERNEL_MAC: [u8; 6] = [0x02, 0, 0, 0, 0, 1];
/// The hardware address of the board's end of a veth pair.
pub(super) const BOARD_MAC: [u8; 6] = [0x02, 0, 0, 0, 0, 2];

/// The board's end of the private wire: reads what the kernel sends and writes what the board sends,
/// one IP packet at a time. It never blocks; wait with poll(2) on its descriptor.
#[derive(Debug)]
pub struct LinkEnd {
    fd: OwnedFd,
    way: Way,
    mtu: usize,
}

/// How packets are written: a TUN takes them as they are, a packet socket wants to be told their
/// protocol and where they go.
#[derive(Debug)]
enum Way {
    Tun,
    Packet {
        ip: libc::sockaddr_ll,
        ipv6: libc::sockaddr_ll,
    },
}

impl LinkEnd {
    /// From the descriptor that the helper made: a TUN, or a packet socket on interface `index`.
    pub(super) fn new(fd: OwnedFd, kind: LinkKind, index: u32, mtu: u32) -> LinkEnd {
        let way = match kind {
            LinkKind::Tun => Way::Tun,
            LinkKind::Veth => Way::Packet {
                ip: interfaces::link_address(libc::ETH_P_IP, index, KERNEL_MAC),
                ipv6: interfaces::link_address(libc::ETH_P_IPV6, index, KERNEL_MAC),
            },
        };
        let mtu = mtu as usize;
        LinkEnd { fd, way, mtu }
    }

    /// The largest packet, in bytes.
    pub fn mtu(&self) -> usize {
        self.mtu
    }

    /// Reads the next packet that the kernel sent; its length.
    ///
    /// # Errors
    /// `WouldBlock` if there is none now; read(2), packet(7).
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::retry_on_intr(|| {
            rustix::io::read(&self.fd, &mut *buffer)
        })?)
    }

    /// Writes one packet to the kernel.
    ///
    /// # Errors
    /// `WouldBlock` if there is no room now; write(2), packet(7). EINVAL for what is no IP packet.
    pub fn write(&self, packet: &[u8]) -> io::Result<()> {
        loop {
            let written = match &self.way {
                Way::Tun => rustix::io::write(&self.fd, packet).map_err(io::Error::from),
                Way::Packet { ip, ipv6 } => match packet.first().map(|byte| byte >> 4) {
                    Some(4) => interfaces::send_packet(self.fd.as_fd(), packet, ip),
                    Some(6) => interfaces::send_packet(self.fd.as_fd(), packet, ipv6),
                    _ => Err(io::ErrorKind::InvalidInput.into()),
                },
            };
            match written {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                written => return written.map(|_| ()),
            }
        }
    }
}

impl AsFd for LinkEnd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}
