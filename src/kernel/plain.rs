//! The calls of an example program as a book has them: each a call of the C library and nothing else, on
//! descriptors that are plain numbers. What the standard library would do beside them is not there.

use std::io;
use std::net::Ipv4Addr;

/// What the signals do to a program that says nothing about them: the standard library has SIGPIPE ignored.
pub fn default_signals() {
    // SAFETY: signal(2) takes no memory of ours; the default action runs no code of ours.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
}

/// This process has no more than so many descriptors from now on, whatever it had.
///
/// # Errors
/// setrlimit(2)
pub fn limit_descriptors(most: u64) -> io::Result<()> {
    let limit = libc::rlimit {
        rlim_cur: most,
        rlim_max: most,
    };
    // SAFETY: setrlimit(2) reads the structure during the call only.
    returned(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) }).map(drop)
}

/// A stream socket of IPv4.
///
/// # Errors
/// socket(2)
pub fn socket() -> io::Result<i32> {
    // SAFETY: socket(2) takes no memory of ours.
    returned(unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) })
}

/// Binds to this port of every address.
///
/// # Errors
/// bind(2)
pub fn bind(fd: i32, port: u16) -> io::Result<()> {
    // SAFETY: sockaddr_in is plain data, of which all zeros is a valid value.
    let mut at: libc::sockaddr_in = unsafe { std::mem::zeroed() };
    at.sin_family = libc::AF_INET as libc::sa_family_t;
    at.sin_port = port.to_be();
    at.sin_addr.s_addr = u32::from(Ipv4Addr::UNSPECIFIED).to_be();
    let len = size_of_val(&at) as libc::socklen_t;
    // SAFETY: `at` has `len` bytes and outlives the call.
    returned(unsafe { libc::bind(fd, (&raw const at).cast(), len) }).map(drop)
}

/// Listens, with room for so many in the queue.
///
/// # Errors
/// listen(2)
pub fn listen(fd: i32, backlog: i32) -> io::Result<()> {
    // SAFETY: listen(2) takes no memory of ours.
    returned(unsafe { libc::listen(fd, backlog) }).map(drop)
}

/// The next connection; who calls is not asked.
///
/// # Errors
/// accept(2)
pub fn accept(fd: i32) -> io::Result<i32> {
    // SAFETY: with two null pointers accept(2) writes no address.
    returned(unsafe { libc::accept(fd, std::ptr::null_mut(), std::ptr::null_mut()) })
}

/// What has come; 0 at the end.
///
/// # Errors
/// recv(2)
pub fn recv(fd: i32, text: &mut [u8]) -> io::Result<usize> {
    // SAFETY: `text` has so many bytes, and is ours alone during the call.
    moved(unsafe { libc::recv(fd, text.as_mut_ptr().cast(), text.len(), 0) })
}

/// Sends with no flag, so that SIGPIPE can come.
///
/// # Errors
/// send(2)
pub fn send(fd: i32, text: &[u8]) -> io::Result<usize> {
    // SAFETY: `text` has so many bytes and outlives the call.
    moved(unsafe { libc::send(fd, text.as_ptr().cast(), text.len(), 0) })
}

/// Closes a descriptor that came from here.
///
/// # Errors
/// close(2)
pub fn close(fd: i32) -> io::Result<()> {
    // SAFETY: the descriptors here are numbers that nothing else in this program owns.
    returned(unsafe { libc::close(fd) }).map(drop)
}

/// Makes a second process: 0 in that one, its number in this one. The caller must have one thread only.
///
/// # Errors
/// fork(2)
pub fn fork() -> io::Result<i32> {
    // SAFETY: this process has one thread, so that no lock is left taken in the child.
    returned(unsafe { libc::fork() })
}

fn returned(ret: libc::c_int) -> io::Result<i32> {
    match ret {
        -1 => Err(io::Error::last_os_error()),
        ret => Ok(ret),
    }
}

fn moved(ret: isize) -> io::Result<usize> {
    usize::try_from(ret).map_err(|_| io::Error::last_os_error())
}
