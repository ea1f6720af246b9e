//! What a socket has thrown away: SO_MEMINFO (`sk_get_meminfo` of Linux's net/core/sock.c).

use std::io;
use std::os::fd::AsRawFd;

use socket2::Socket;

/// How many numbers SO_MEMINFO has (`SK_MEMINFO_VARS`), and which of them counts what was thrown away
/// (`SK_MEMINFO_DROPS`; linux/sock_diag.h).
const NUMBERS: usize = 9;
const DROPS: usize = 8;

/// How many segments or datagrams the kernel has thrown away for want of room in this socket, or in its
/// accept queue (`sk_drops`).
///
/// # Errors
/// getsockopt(2)
pub fn drops(socket: &Socket) -> io::Result<u32> {
    let mut numbers = [0u32; NUMBERS];
    let mut size = size_of_val(&numbers) as libc::socklen_t;
    // SAFETY: the kernel writes at most `size` bytes to `numbers`, and how many into `size`.
    let code = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_MEMINFO,
            (&raw mut numbers).cast(),
            &raw mut size,
        )
    };
    match code {
        0 => Ok(numbers[DROPS]),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use socket2::{Domain, Type};

    use super::*;

    #[test]
    fn a_datagram_that_finds_no_room_is_counted() {
        let here: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let socket = || Socket::new(Domain::IPV4, Type::DGRAM, None).unwrap();
        let (full, from) = (socket(), socket());
        full.bind(&here.into()).unwrap();
        full.set_recv_buffer_size(0).unwrap();
        assert_eq!(drops(&full).unwrap(), 0);
        let to = full.local_addr().unwrap();
        for _ in 0..20 {
            from.send_to(&[0; 1000], &to).unwrap();
        }
        let mut kept = 0;
        full.set_nonblocking(true).unwrap();
        while full
            .recv(&mut [std::mem::MaybeUninit::uninit(); 1000])
            .is_ok()
        {
            kept += 1;
        }
        assert_eq!(drops(&full).unwrap(), 20 - kept);
        assert!(kept < 20);
    }
}
