//! Starts calls.
//!
//! Each call that is in flight is a thread of its own, as far as the board knows. As on Linux, a
//! blocked call holds its socket: `close()` of the descriptor in another thread takes the number away
//! at once, and the socket closes when the blocked call has returned.

use alloc::vec;
use core::net::SocketAddr;

use smoltcp::time::{Duration, Instant};
use sockscope_link::{Call, CallId, Data, Domain, Errno, Fd, FileFacts, Kind, State, Value};

use crate::answer::{DONE, Try};
use crate::board::Board;
use crate::socket::Key;
use crate::waiting::Wish;

impl Board {
    pub(crate) fn start(&mut self, id: CallId, call: Call) -> Try {
        match call {
            Call::Socket {
                domain,
                kind,
                protocol,
            } => self.socket(domain, kind, protocol),
            Call::Bind { fd, addr } => self.bind(self.key(fd)?, addr),
            Call::Listen { fd, backlog } => self.listen(self.key(fd)?, backlog),
            Call::Accept { fd } => self.start_accept(id, fd),
            Call::Connect { fd, addr } => self.start_connect(id, fd, addr),
            Call::Send { fd, data } | Call::Write { fd, data } => {
                self.start_send(id, fd, data, None)
            }
            Call::SendTo { fd, data, addr } => self.start_send(id, fd, data, Some(addr)),
            Call::Recv { fd, len } => self.start_recv(id, fd, len, false),
            Call::RecvFrom { fd, len } => self.start_recv(id, fd, len, true),
            Call::Read { fd, len: 0 } => {
                // read(2) returns before it asks the socket; recv(2) does not.
                self.key(fd)?;
                Ok(Some((0, Value::Bytes(vec![]))))
            }
            Call::Read { fd, len } => self.start_recv(id, fd, len, false),
            Call::Shutdown { fd, how } => self.shutdown(self.key(fd)?, how),
            Call::Close { fd } => self.start_close(id, fd),
            Call::GetSockName { fd } => self.getsockname(self.key(fd)?),
            Call::GetPeerName { fd } => self.getpeername(self.key(fd)?),
            Call::GetSockOpt { fd, opt } => self.getsockopt(self.key(fd)?, opt),
            Call::SetSockOpt { fd, opt, value } => self.setsockopt(self.key(fd)?, opt, value),
            Call::SetNonBlock { fd, on } => {
                let key = self.key(fd)?;
                self.sockets[key].nonblock = on;
                DONE
            }
            Call::Fstat { fd } => {
                let facts = self.file_facts(self.key(fd)?);
                Ok(Some((0, Value::File(facts))))
            }
            Call::Poll { fds, timeout_ms } => self.start_poll(id, fds, timeout_ms),
        }
    }

    /// socket(2)
    fn socket(&mut self, domain: Domain, kind: Kind, protocol: i32) -> Try {
        // Linux's table of protocols ends with MPTCP, 262.
        if !(0..263).contains(&protocol) {
            return Err(Errno::Inval);
        }
        match (kind, protocol) {
            (Kind::Stream, 0 | 6) | (Kind::Dgram, 0 | 17) => {}
            _ => return Err(Errno::ProtoNoSupport),
        }
        if self.fds.is_full() {
            return Err(Errno::MFile);
        }
        if kind == Kind::Dgram && self.udps.is_full() {
            return Err(Errno::NFile);
        }
        let now = self.clock.now();
        let key = self.sockets.add(domain, kind, now).ok_or(Errno::NFile)?;
        let fd = self.fds.open(key)?;
        self.sockets[key].fd = Some(fd);
        if kind == Kind::Dgram {
            self.sockets[key].udp = self.udps.take();
        }
        self.set_state(key, State::Unbound);
        Ok(Some((fd.into(), Value::None)))
    }

    fn start_accept(&mut self, id: CallId, fd: Fd) -> Try {
        let key = self.key(fd)?;
        if self.fds.is_full() {
            return Err(Errno::MFile);
        }
        if let Some(done) = self.accept(key)? {
            return Ok(Some(done));
        }
        let timeout = self.sockets[key].options.rcvtimeo_ms;
        self.wait(id, key, Wish::Accept, timeout, Errno::Again)?;
        self.fds.reserve(id);
        Ok(None)
    }

    fn start_connect(&mut self, id: CallId, fd: Fd, addr: SocketAddr) -> Try {
        let key = self.key(fd)?;
        if self.sockets[key].kind == Kind::Dgram {
            return self.connect_datagram(key, addr);
        }
        let again = self.begin_connect(key, addr)?;
        if let Some(done) = self.connect_progress(key)? {
            return Ok(Some(done));
        }
        let refusal = if again {
            Errno::Already
        } else {
            Errno::InProgress
        };
        let timeout = self.sockets[key].options.sndtimeo_ms;
        self.wait(id, key, Wish::Connect { again }, timeout, refusal)?;
        Ok(None)
    }

    fn start_send(&mut self, id: CallId, fd: Fd, data: Data, to: Option<SocketAddr>) -> Try {
        let key = self.key(fd)?;
        let timeout = self.sockets[key].options.sndtimeo_ms;
        if self.sockets[key].kind == Kind::Dgram {
            if let Some(done) = self.send_datagram(key, &data, to)? {
                return Ok(Some(done));
            }
            self.wait(id, key, Wish::SendTo { data, to }, timeout, Errno::Again)?;
            return Ok(None);
        }
        let mut sent = 0;
        if let Some(done) = self.send(key, &data, &mut sent)? {
            return Ok(Some(done));
        }
        let waits = self.wait(id, key, Wish::Send { data, sent }, timeout, Errno::Again);
        match waits {
            Err(_) if sent > 0 => Ok(Some((sent as i64, Value::None))),
            waits => waits.map(|()| None),
        }
    }

    fn start_recv(&mut self, id: CallId, fd: Fd, len: u32, from: bool) -> Try {
        let key = self.key(fd)?;
        let len = len as usize;
        if let Some(done) = self.receive(key, len, from)? {
            return Ok(Some(done));
        }
        let timeout = self.sockets[key].options.rcvtimeo_ms;
        self.wait(id, key, Wish::Recv { len, from }, timeout, Errno::Again)?;
        Ok(None)
    }

    pub(crate) fn receive(&mut self, key: Key, len: usize, from: bool) -> Try {
        match self.sockets[key].kind {
            Kind::Stream => self.recv(key, len, from),
            Kind::Dgram => self.recv_datagram(key, len, from),
        }
    }

    /// close(2): the number is free at once.
    fn start_close(&mut self, id: CallId, fd: Fd) -> Try {
        let key = self.key(fd)?;
        self.fds.close(fd);
        if self.is_waited_on(key) {
            self.sockets[key].fd = None;
            self.sockets[key].close_later = true;
            return DONE;
        }
        let linger = self.sockets[key].options.linger;
        self.close(key);
        // SO_LINGER's close() waits even with O_NONBLOCK.
        if linger.on && linger.seconds > 0 && self.sockets.get(key).is_some() && self.lingers(key) {
            let seconds = Duration::from_secs(linger.seconds.into());
            let deadline = Some(self.clock.now() + seconds);
            if self.block(id, Some(key), Wish::Linger, deadline).is_ok() {
                return Ok(None);
            }
        }
        DONE
    }

    /// Closes what has no descriptor any more, with Linux's rules for what is still in it.
    pub(crate) fn close(&mut self, key: Key) {
        match self.sockets[key].kind {
            Kind::Stream => self.close_stream(key),
            Kind::Dgram => self.close_datagram(key),
        }
    }

    /// What `fstat()` says.
    pub(crate) fn file_facts(&self, key: Key) -> FileFacts {
        let socket = &self.sockets[key];
        let since = |at: Instant| {
            let start = self.config.epoch?;
            Some(start + (at - self.clock.start()).secs() as i64)
        };
        FileFacts {
            inode: u64::from(socket.id.0),
            // S_IFSOCK, and everybody may do everything, as Linux says of a socket.
            mode: 0o140_777,
            size: 0,
            uid: 0,
            created: since(socket.born),
            modified: since(socket.born),
        }
    }
}
