//! The way from this computer to a board.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// This machine's address as the board at `board` sees it: the one of the interface that packets to it
/// leave by. Nothing is sent.
///
/// # Errors
/// Of the system; `NetworkUnreachable` where there is no way there.
pub fn host_address(board: IpAddr) -> io::Result<IpAddr> {
    let any: IpAddr = match board {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    // connect(2) of a datagram socket only chooses the route; the discard port is as good as any.
    let socket = UdpSocket::bind((any, 0))?;
    socket.connect((board, 9))?;
    Ok(socket.local_addr()?.ip())
}
