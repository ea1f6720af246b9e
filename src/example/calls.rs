//! The examples' calls. Each notes first which line makes it: an example has no debug information, and who
//! steps it reads the note.

use std::io;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::kernel::plain;

/// The example's number, from 1, in the upper half; in the lower the line that makes the next call.
pub static HERE: AtomicU64 = AtomicU64::new(0);

#[track_caller]
fn note() {
    let example = HERE.load(Ordering::Relaxed) >> 32 << 32;
    let line = u64::from(Location::caller().line());
    HERE.store(example | line, Ordering::Relaxed);
}

/// socket(2)
#[track_caller]
pub fn socket() -> io::Result<i32> {
    note();
    plain::socket()
}

/// bind(2)
#[track_caller]
pub fn bind(fd: i32, port: u16) -> io::Result<()> {
    note();
    plain::bind(fd, port)
}

/// listen(2)
#[track_caller]
pub fn listen(fd: i32, backlog: i32) -> io::Result<()> {
    note();
    plain::listen(fd, backlog)
}

/// accept(2)
#[track_caller]
pub fn accept(fd: i32) -> io::Result<i32> {
    note();
    plain::accept(fd)
}

/// recv(2)
#[track_caller]
pub fn recv(fd: i32, text: &mut [u8]) -> io::Result<usize> {
    note();
    plain::recv(fd, text)
}

/// send(2)
#[track_caller]
pub fn send(fd: i32, text: &[u8]) -> io::Result<usize> {
    note();
    plain::send(fd, text)
}

/// close(2)
#[track_caller]
pub fn close(fd: i32) -> io::Result<()> {
    note();
    plain::close(fd)
}

/// fork(2)
#[track_caller]
pub fn fork() -> io::Result<i32> {
    note();
    plain::fork()
}
