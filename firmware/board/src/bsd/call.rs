//! Starts calls.
//!
//! Each call that is in flight is a thread of its own, as far as the board knows. As on Linux, a
//! blocked call holds its socket: `close()` of the descriptor in another thread takes the number away
//! at once, and the socket closes when the blocked call has returned.

use alloc::vec;
use core::net::SocketAddr;

use smoltcp::time::{Duration, Instant};
use sockscope_link::{
    Call, CallId, Control, Data, Domain, Errno, Fd, FileFacts, Kind, MsgFlags, OptValue, Request,
    State, Value,
};

use crate::answer::{DONE, Try};
use crate::board::Board;
use crate::socket::Key;
use crate::waiting::{Receiving, Wish};

impl Board {
    pub(crate) fn start(&mut self, id: CallId, call: Call) -> Try {
        match call {
            Call::Socket {
                domain,
                kind,
                nonblock,
                protocol,
            } => self.socket(domain, kind, nonblock, protocol),
            Call::Bind { fd, addr } => self.bind(self.key(fd)?, addr),
            Call::Listen { fd, backlog } => self.listen(self.key(fd)?, backlog),
            Call::Accept { fd } => self.start_accept(id, fd),
            Call::Connect { fd, addr } => self.start_connect(id, fd, addr),
            Call::Send { fd, data, flags } => self.start_send(id, fd, data, flags, None),
            Call::Write { fd, data } => self.start_send(id, fd, data, MsgFlags::NONE, None),
            Call::SendTo {
                fd,
                data,
                flags,
                addr,
            } => self.start_send(id, fd, data, flags, Some(addr)),
            Call::Recv { fd, len, flags } => self.start_recv(id, fd, len, flags, false),
            Call::RecvFrom { fd, len, flags } => self.start_recv(id, fd, len, flags, true),
            Call::Read { fd, len: 0 } => {
                // read(2) returns before it asks the socket; recv(2) does not.
                self.key(fd)?;
                Ok(Some((0, Value::Bytes(vec![]))))
            }
            Call::Read { fd, len } => self.start_recv(id, fd, len, MsgFlags::NONE, false),
            Call::Shutdown { fd, how } => self.shutdown(self.key(fd)?, how),
            Call::Close { fd } => self.start_close(id, fd),
            Call::GetSockName { fd } => self.getsockname(self.key(fd)?),
            Call::GetPeerName { fd } => self.getpeername(self.key(fd)?),
            Call::GetSockOpt { fd, opt } => self.getsockopt(self.key(fd)?, opt),
            Call::SetSockOpt { fd, opt, value } => self.setsockopt(self.key(fd)?, opt, value),
            Call::Fcntl { fd, control } => self.fcntl(self.key(fd)?, control),
            Call::Ioctl { fd, request } => self.ioctl(self.key(fd)?, request),
            Call::Dup { fd } => {
                let fd = self.fds.open(self.key(fd)?)?;
                Ok(Some((fd.into(), Value::None)))
            }
            Call::Fstat { fd } => {
                let facts = self.file_facts(self.key(fd)?);
                Ok(Some((0, Value::File(facts))))
            }
            Call::Poll { fds, timeout_ms } => self.start_poll(id, fds, timeout_ms),
            Call::Select { sets, wait_ms } => self.start_select(id, sets, wait_ms),
        }
    }

    /// socket(2)
    fn socket(&mut self, domain: Domain, kind: Kind, nonblock: bool, protocol: i32) -> Try {
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
        self.sockets[key].nonblock = nonblock;
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
        self.wait(id, key, Wish::Accept, MsgFlags::NONE, Errno::Again)?;
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
        self.wait(id, key, Wish::Connect { again }, MsgFlags::NONE, refusal)?;
        Ok(None)
    }

    fn start_send(
        &mut self,
        id: CallId,
        fd: Fd,
        data: Data,
        flags: MsgFlags,
        to: Option<SocketAddr>,
    ) -> Try {
        let key = self.key(fd)?;
        if self.sockets[key].kind == Kind::Dgram {
            if let Some(done) = self.send_datagram(key, &data, to)? {
                return Ok(Some(done));
            }
            self.wait(id, key, Wish::SendTo { data, to }, flags, Errno::Again)?;
            return Ok(None);
        }
        if flags.has(MsgFlags::OOB) {
            // smoltcp never sets URG.
            return Err(Errno::OpNotSupp);
        }
        let mut sent = 0;
        if let Some(done) = self.send(key, &data, &mut sent)? {
            return Ok(Some(done));
        }
        let waits = self.wait(id, key, Wish::Send { data, sent }, flags, Errno::Again);
        match waits {
            Err(_) if sent > 0 => Ok(Some((sent as i64, Value::None))),
            waits => waits.map(|()| None),
        }
    }

    fn start_recv(&mut self, id: CallId, fd: Fd, len: u32, flags: MsgFlags, from: bool) -> Try {
        let key = self.key(fd)?;
        if flags.has(MsgFlags::OOB) && self.sockets[key].kind == Kind::Stream {
            // smoltcp leaves an urgent byte in the stream: none is set aside.
            return Err(Errno::Inval);
        }
        let mut want = Receiving {
            len: len as usize,
            from,
            flags,
            got: vec![],
        };
        if let Some(done) = self.receive(key, &mut want)? {
            return Ok(Some(done));
        }
        self.wait(id, key, Wish::Recv(want), flags, Errno::Again)?;
        Ok(None)
    }

    pub(crate) fn receive(&mut self, key: Key, want: &mut Receiving) -> Try {
        match self.sockets[key].kind {
            Kind::Stream => self.recv(key, want),
            Kind::Dgram => self.recv_datagram(key, want),
        }
    }

    /// fcntl(2)
    fn fcntl(&mut self, key: Key, control: Control) -> Try {
        let socket = &mut self.sockets[key];
        match control {
            Control::GetFlags => {
                let nonblock = socket.nonblock;
                let number = Control::number(nonblock, self.config.errnos);
                Ok(Some((number.into(), Value::Flags { nonblock })))
            }
            Control::SetFlags { nonblock } => {
                socket.nonblock = nonblock;
                DONE
            }
        }
    }

    /// ioctl(2)
    fn ioctl(&mut self, key: Key, request: Request) -> Try {
        let socket = &mut self.sockets[key];
        if let Request::NonBlock(on) = request {
            socket.nonblock = on;
            return DONE;
        }
        let readable = match (socket.conn, socket.udp) {
            // `tcp_ioctl`
            _ if socket.state == State::Listen => return Err(Errno::Inval),
            (Some(conn), _) => self.conns[conn].tcp().recv_queue(),
            // Of datagrams, those of the first one (`first_packet_length`).
            (None, Some(udp)) => {
                let first = self.udps.get(udp).inbox.peek();
                first.map_or(0, |(_, datagram)| datagram.len())
            }
            (None, None) => 0,
        };
        Ok(Some((0, Value::Opt(OptValue::Int(readable as i32)))))
    }

    /// close(2): the number is free at once.
    fn start_close(&mut self, id: CallId, fd: Fd) -> Try {
        let key = self.key(fd)?;
        self.fds.close(fd);
        if let Some(other) = self.fds.of(key) {
            // dup() gave it another number, which goes on.
            let shown = &mut self.sockets[key].fd;
            *shown = shown.filter(|shown| *shown != fd).or(Some(other));
            return DONE;
        }
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
