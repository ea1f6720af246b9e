//! DHCP's socket.

use alloc::vec;

use smoltcp::iface::{SocketHandle, SocketSet};
use smoltcp::socket::dhcpv4;

use crate::config::{Address, Config, Medium};

/// DHCP's socket, if the board is to ask for its address.
pub(crate) fn dhcp_for(config: &Config) -> Option<(SocketSet<'static>, SocketHandle)> {
    let wanted = config.address == Address::Dhcp && config.medium != Medium::Ip;
    wanted.then(|| {
        let mut set = SocketSet::new(vec![]);
        let handle = set.add(dhcpv4::Socket::new());
        (set, handle)
    })
}
