// Written by the test that compares it; see tests.rs.
use std::fs::File;
use std::io::{Read, Write};
use std::mem::MaybeUninit;
use std::net::{Shutdown, SocketAddr};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::time::Duration;

use socket2::{Domain, Protocol, SockRef, Socket, Type};

pub fn program() -> std::io::Result<()> {
    let s = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    s.set_reuse_address(true)?;
    s.set_read_timeout(Some(Duration::from_millis(1500)))?;
    let addr: SocketAddr = "10.77.0.1:7777".parse().unwrap();
    s.bind(&addr.into())?;
    s.listen(1)?;
    let c = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
    c.set_tcp_nodelay(true)?;
    c.set_linger(Some(Duration::from_secs(0)))?;
    c.set_write_timeout(None)?;
    c.set_send_buffer_size(8192)?;
    let addr: SocketAddr = "10.77.0.1:7777".parse().unwrap();
    c.connect(&addr.into())?;
    let (int, _client) = s.accept()?;
    let (_connection, _client) = s.accept()?;
    c.send(b"hola")?;
    c.send("¡qué \"tal\"\n!".as_bytes())?;
    c.send(b"\x00\x01\xff1\\??=")?;
    c.send(b"")?;
    c.send(&b"a".repeat(70000))?;
    (&c).write(&b"ab".repeat(3))?;
    (&int).write(b"uno dos")?;
    let mut buf = [MaybeUninit::uninit(); 64];
    let _len = int.recv(&mut buf)?;
    let mut buf = [0; 3];
    let _len = (&c).read(&mut buf)?;
    let mut buf = [MaybeUninit::uninit(); 0];
    let _len = c.recv(&mut buf)?;
    c.shutdown(Shutdown::Write)?;
    let u = Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::UDP))?;
    let addr: SocketAddr = "[::]:0".parse().unwrap();
    u.bind(&addr.into())?;
    let addr: SocketAddr = "[::1]:7".parse().unwrap();
    u.send_to(b"x", &addr.into())?;
    let mut buf = [MaybeUninit::uninit(); 64];
    let (_len, _sender) = u.recv_from(&mut buf)?;
    let addr: SocketAddr = "[::1]:7".parse().unwrap();
    u.connect(&addr.into())?;
    let x = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::from(99)))?;
    let _addr = s.local_addr()?;
    let _addr = c.peer_addr()?;
    let _value = s.r#type()?;
    let _value = s.linger()?;
    let _value = s.read_timeout()?;
    let _value = s.take_error()?;
    // socket2 cannot set SO_TYPE: it can only be read.
    s.set_nonblocking(true)?;
    s.set_nonblocking(false)?;
    let _facts = File::from(OwnedFd::from(s.try_clone()?)).metadata()?;
    let _facts = File::from(OwnedFd::from(SockRef::from(&unsafe { BorrowedFd::borrow_raw(99) }).try_clone()?)).metadata()?;
    let mut fds = [
        libc::pollfd { fd: s.as_raw_fd(), events: libc::POLLIN, revents: 0 },
        libc::pollfd { fd: int.as_raw_fd(), events: libc::POLLIN | libc::POLLOUT, revents: 0 },
        libc::pollfd { fd: 7, events: 0, revents: 0 },
    ];
    unsafe { libc::poll(fds.as_mut_ptr(), 3, 1000) };
    unsafe { libc::poll(std::ptr::null_mut(), 0, 10) };
    SockRef::from(&unsafe { BorrowedFd::borrow_raw(99) }).send(b"x")?;
    drop(unsafe { Socket::from_raw_fd(99) });
    drop(int);
    drop(c);
    drop(u);
    drop(s);
    Ok(())
}
