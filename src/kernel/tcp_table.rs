//! Windows: what the kernel says of a connection, by its socket (SIO_TCP_INFO) or by its two addresses (the
//! table of connections of the IP Helper library).
//!
//! Where a system does not know SIO_TCP_INFO, the table answers. Under wine that is so; the answer of SIO_TCP_INFO
//! itself has been type-checked only.

use std::io;
use std::mem::size_of;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::windows::io::AsRawSocket;
use std::ptr::null_mut;

use socket2::Socket;
use sockscope_link::State;
use windows_sys::Win32::NetworkManagement::IpHelper::{
    GetExtendedTcpTable, MIB_TCP6ROW_OWNER_PID, MIB_TCPROW_OWNER_PID, TCP_TABLE_OWNER_PID_ALL,
};
use windows_sys::Win32::Networking::WinSock::{
    AF_INET, AF_INET6, SIO_TCP_INFO, SOCKET_ERROR, TCP_INFO_v0, WSAIoctl,
};

/// The largest table that is read, in bytes.
const MOST: u32 = 16 << 20;

/// A connection, or a listener, whose other end has the port 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its state.
    pub state: State,
    /// Its own address.
    pub local: SocketAddr,
    /// The other end's.
    pub remote: SocketAddr,
}

/// The state of a socket's connection.
///
/// # Errors
/// The system does not know SIO_TCP_INFO.
pub fn state(socket: &Socket) -> io::Result<State> {
    let version = 0_u32;
    let mut info = TCP_INFO_v0::default();
    let mut got = 0;
    // SAFETY: both buffers live through the call, and their sizes are given.
    let done = unsafe {
        WSAIoctl(
            socket.as_raw_socket() as usize,
            SIO_TCP_INFO,
            (&raw const version).cast(),
            size_of::<u32>() as u32,
            (&raw mut info).cast(),
            size_of::<TCP_INFO_v0>() as u32,
            &raw mut got,
            null_mut(),
            None,
        )
    };
    if done == SOCKET_ERROR {
        return Err(io::Error::last_os_error());
    }
    // TCPSTATE begins with CLOSED at 0, the table's states at 1.
    named(
        u32::try_from(info.State)
            .unwrap_or(u32::MAX)
            .saturating_add(1),
    )
    .ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Every connection and listener of TCP.
///
/// # Errors
/// The system does not give its table.
pub fn rows() -> io::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for bytes in of_family::<MIB_TCPROW_OWNER_PID>(AF_INET)? {
        rows.extend(v4(&bytes));
    }
    // A system without IPv6 has no table of it.
    for bytes in of_family::<MIB_TCP6ROW_OWNER_PID>(AF_INET6).unwrap_or_default() {
        rows.extend(v6(&bytes));
    }
    Ok(rows)
}

/// The rows of a family's table.
fn of_family<T: Copy>(family: u16) -> io::Result<Vec<T>> {
    let mut size = 64 << 10;
    loop {
        // Words, so that rows of words are aligned.
        let mut table = vec![0_u32; (size as usize).div_ceil(4)];
        // SAFETY: the table is as large as is said.
        let failed = unsafe {
            GetExtendedTcpTable(
                table.as_mut_ptr().cast(),
                &raw mut size,
                0,
                family.into(),
                TCP_TABLE_OWNER_PID_ALL,
                0,
            )
        };
        const INSUFFICIENT_BUFFER: u32 = 122;
        match failed {
            0 => return Ok(read(&table)),
            INSUFFICIENT_BUFFER if size < MOST => size += size / 4,
            error => return Err(io::Error::from_raw_os_error(error as i32)),
        }
    }
}

/// The rows behind the word that counts them.
fn read<T: Copy>(table: &[u32]) -> Vec<T> {
    let (count, rest) = table
        .split_first()
        .map_or((0, &[][..]), |(count, rest)| (*count, rest));
    let row = size_of::<T>() / size_of::<u32>();
    let most = rest.len() / row.max(1);
    let count = most.min(count as usize);
    let words = rest.chunks_exact(row.max(1)).take(count);
    // SAFETY: each chunk is as large as a row, which consists of words and bytes; any bits make one.
    words
        .map(|words| unsafe { words.as_ptr().cast::<T>().read_unaligned() })
        .collect()
}

/// A port as the table has it: in the byte order of the network, in the low half.
fn port(word: u32) -> u16 {
    u16::from_be(word as u16)
}

fn v4(row: &MIB_TCPROW_OWNER_PID) -> Option<Row> {
    let ip = |word: u32| IpAddr::from(Ipv4Addr::from(word.to_ne_bytes()));
    Some(Row {
        state: named(row.dwState)?,
        local: SocketAddr::new(ip(row.dwLocalAddr), port(row.dwLocalPort)),
        remote: SocketAddr::new(ip(row.dwRemoteAddr), port(row.dwRemotePort)),
    })
}

fn v6(row: &MIB_TCP6ROW_OWNER_PID) -> Option<Row> {
    let ip = |bytes: [u8; 16]| IpAddr::from(Ipv6Addr::from(bytes)).to_canonical();
    Some(Row {
        state: named(row.dwState)?,
        local: SocketAddr::new(ip(row.ucLocalAddr), port(row.dwLocalPort)),
        remote: SocketAddr::new(ip(row.ucRemoteAddr), port(row.dwRemotePort)),
    })
}

/// The state of MIB_TCP_STATE.
fn named(state: u32) -> Option<State> {
    Some(match state {
        1 | 12 => State::Closed,
        2 => State::Listen,
        3 => State::SynSent,
        4 => State::SynReceived,
        5 => State::Established,
        6 => State::FinWait1,
        7 => State::FinWait2,
        8 => State::CloseWait,
        9 => State::Closing,
        10 => State::LastAck,
        11 => State::TimeWait,
        _ => return None,
    })
}
