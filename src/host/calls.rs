//! The calls that never block, and the way from a [`Call`] to its system call.

use std::io;
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;

use socket2::{Domain, Protocol, Type};
use sockscope_link::{
    Call, CallId, Cause, Control, Data, Errno, How, Kind, MsgFlags, OptValue, PollFd, Request,
    Return, SocketId, State, Value,
};

use super::options;
use super::table::Slot;
use super::work::{Attempt, Pending, Work, outcome};
use super::worker::Worker;
use crate::kernel::sockets;

impl Worker {
    /// Carries out one call.
    pub(super) fn call(&mut self, id: CallId, call: Call) {
        let Some(&fd) = call.fd() else {
            return match call {
                Call::Socket {
                    domain,
                    kind,
                    nonblock,
                    protocol,
                } => self.socket(id, domain, (kind, nonblock), protocol),
                Call::Poll { fds, timeout_ms } => self.poll(id, fds, timeout_ms),
                Call::Select { sets, wait_ms } => self.select(id, sets, wait_ms),
                _ => self.returned(id, Return::error(Errno::Inval)),
            };
        };
        let Some(slot) = self.table.by_fd(fd) else {
            return self.returned(id, Return::error(Errno::Badf));
        };
        let socket = slot.id;
        match call {
            Call::Accept { .. } => self.begin(id, Work::Accept { socket }),
            Call::Connect { addr, .. } => {
                let progress = None;
                self.begin(
                    id,
                    Work::Connect {
                        socket,
                        addr,
                        progress,
                    },
                );
            }
            Call::Send { data, flags, .. } => self.send(id, socket, data, flags, None),
            Call::Write { data, .. } => self.send(id, socket, data, MsgFlags::NONE, None),
            Call::SendTo {
                data, flags, addr, ..
            } => self.send(id, socket, data, flags, Some(addr)),
            // Linux's read() of nothing does not reach the socket (sock_read_iter).
            Call::Read { len: 0, .. } if cfg!(target_os = "linux") => {
                self.returned(id, Return::with(0, Value::Bytes(Vec::new())));
            }
            Call::Recv { len, flags, .. } => self.recv(id, socket, len, flags, false),
            Call::Read { len, .. } => self.recv(id, socket, len, MsgFlags::NONE, false),
            Call::RecvFrom { len, flags, .. } => self.recv(id, socket, len, flags, true),
            Call::Dup { .. } => self.dup(id, socket),
            Call::Close { fd } => self.close(id, fd, socket),
            Call::Bind { .. } | Call::Listen { .. } | Call::Shutdown { .. } => {
                self.moving(id, socket, &call);
            }
            other => {
                let ret = self.asking(socket, &other);
                self.returned(id, ret);
            }
        }
    }

    fn send(
        &mut self,
        id: CallId,
        socket: SocketId,
        data: Data,
        flags: MsgFlags,
        to: Option<SocketAddr>,
    ) {
        let done = 0;
        self.begin(
            id,
            Work::Send {
                socket,
                data,
                flags,
                to,
                done,
            },
        );
    }

    fn recv(&mut self, id: CallId, socket: SocketId, len: u32, flags: MsgFlags, from: bool) {
        let got = Vec::new();
        self.begin(
            id,
            Work::Recv {
                socket,
                len,
                flags,
                from,
                got,
            },
        );
    }

    /// dup(2): one more number for the same socket.
    fn dup(&mut self, id: CallId, socket: SocketId) {
        let Some(slot) = self.table.get(socket) else {
            return self.returned(id, Return::error(Errno::Badf));
        };
        let ret = match slot.socket.try_clone() {
            Ok(copy) => {
                let fd = sockets::number(&copy);
                self.table.add_dup(socket, fd, copy);
                Return::ok(fd.into())
            }
            Err(error) => Return::error(sockets::errno(&error)),
        };
        self.returned(id, ret);
    }

    fn socket(
        &mut self,
        id: CallId,
        domain: sockscope_link::Domain,
        (kind, nonblock): (Kind, bool),
        protocol: i32,
    ) {
        let domain = match domain {
            sockscope_link::Domain::Inet => Domain::IPV4,
            sockscope_link::Domain::Inet6 => Domain::IPV6,
        };
        let type_ = match kind {
            Kind::Stream => Type::STREAM,
            Kind::Dgram => Type::DGRAM,
        };
        let protocol = (protocol != 0).then(|| Protocol::from(protocol));
        let made = (self.source.socket(domain, type_, protocol))
            .and_then(|socket| socket.set_nonblocking(true).map(|()| Arc::new(socket)));
        let socket = match made {
            Ok(socket) => socket,
            Err(error) => {
                // socket(2) has neither: they are about the private wire's helper, which is gone.
                let gone = [io::ErrorKind::BrokenPipe, io::ErrorKind::TimedOut];
                let errno = if gone.contains(&error.kind()) {
                    Errno::Io
                } else {
                    sockets::errno(&error)
                };
                return self.returned(id, Return::error(errno));
            }
        };
        let fd = sockets::number(&socket);
        let observer = Arc::clone(&self.observer);
        let mut seen = observer.lock();
        let entry = seen.opened(self.peer, Arc::clone(&socket), fd, kind);
        self.table.insert(Slot {
            id: entry,
            socket,
            kind,
            fd: Some(fd),
            dups: Vec::new(),
            nonblock,
        });
        self.returned(id, Return::ok(fd.into()));
    }

    fn poll(&mut self, id: CallId, fds: Vec<PollFd>, timeout_ms: i32) {
        let sockets = (fds.iter())
            .map(|fd| self.table.by_fd(fd.fd).map(|slot| slot.id))
            .collect();
        self.begin(
            id,
            Work::Poll {
                fds,
                sockets,
                timeout_ms,
            },
        );
    }

    fn select(&mut self, id: CallId, sets: Vec<PollFd>, wait_ms: i32) {
        let sockets = (sets.iter())
            .map(|fd| self.table.by_fd(fd.fd).map(|slot| slot.id))
            .collect();
        self.begin(
            id,
            Work::Select {
                sets,
                sockets,
                wait_ms,
            },
        );
    }

    /// Starts a call that may block.
    fn begin(&mut self, id: CallId, mut work: Work) {
        let observer = Arc::clone(&self.observer);
        let refuses = self.refuses(&work);
        let in_line = self.pending.iter().any(|call| call.work.is_before(&work));
        let (attempt, seen) = match in_line && !refuses {
            true => (Attempt::Wait, None),
            false => self.attempt(&observer, &mut work),
        };
        let sockets = work.sockets();
        match attempt {
            Attempt::Done(ret) => self.returned(id, ret),
            Attempt::Wait => {
                if refuses {
                    self.returned(id, work.given_up());
                } else {
                    let slot = (sockets.first()).and_then(|&socket| self.table.get(socket));
                    let deadline = work
                        .patience(slot)
                        .and_then(|time| self.now.checked_add(time));
                    self.blocked(id);
                    self.pending.push(Pending { id, work, deadline });
                }
            }
        }
        drop(seen);
        for socket in sockets {
            self.watch(socket);
        }
        self.watch_adopted();
    }

    /// Whether a call returns where it would wait.
    fn refuses(&self, work: &Work) -> bool {
        match work {
            Work::Poll { timeout_ms: ms, .. } | Work::Select { wait_ms: ms, .. } => *ms == 0,
            Work::Send { flags, .. } | Work::Recv { flags, .. }
                if flags.has(MsgFlags::DONTWAIT) =>
            {
                true
            }
            // What is urgent is there or not.
            Work::Recv { flags, .. } if flags.has(MsgFlags::OOB) => true,
            _ => {
                let slot = (work.sockets().first()).and_then(|&socket| self.table.get(socket));
                slot.is_some_and(|slot| slot.nonblock)
            }
        }
    }

    /// bind, listen, shutdown: calls that move the state and return at once.
    fn moving(&mut self, id: CallId, socket: SocketId, call: &Call) {
        let Some(slot) = self.table.get(socket) else {
            return;
        };
        let observer = Arc::clone(&self.observer);
        let mut seen = observer.lock();
        seen.before_call(self.peer, socket);
        let result = match *call {
            Call::Bind { addr, .. } => slot.socket.bind(&addr.into()),
            Call::Listen { backlog, .. } => slot.socket.listen(backlog),
            Call::Shutdown { how, .. } => slot.socket.shutdown(match how {
                How::Read => Shutdown::Read,
                How::Write => Shutdown::Write,
                How::Both => Shutdown::Both,
            }),
            _ => Err(sockets::error(Errno::Inval)),
        };
        let mut told = false;
        if result.is_ok() {
            match *call {
                Call::Bind { .. } => seen.bound(self.peer, socket),
                Call::Listen { backlog, .. } => {
                    seen.set_backlog(self.peer, socket, backlog);
                    seen.imply(self.peer, socket, State::Listen, Cause::Call);
                }
                Call::Shutdown { how, .. } if how != How::Read => {
                    told = seen.closing(self.peer, socket);
                }
                _ => {}
            }
        }
        if !told {
            seen.after_call(self.peer, socket, Some(Cause::Call));
        }
        self.returned(id, outcome(result));
        drop(seen);
        self.watch(socket);
    }

    /// The calls that ask or set something and leave the state alone.
    fn asking(&mut self, socket: SocketId, call: &Call) -> Return {
        let nonblock = match *call {
            Call::Fcntl {
                control: Control::SetFlags { nonblock },
                ..
            } => Some(nonblock),
            Call::Ioctl {
                request: Request::NonBlock(on),
                ..
            } => Some(on),
            _ => None,
        };
        if let Some(on) = nonblock {
            if let Some(slot) = self.table.get_mut(socket) {
                slot.nonblock = on;
            }
            return Return::ok(0);
        }
        let Some(slot) = self.table.get(socket) else {
            return Return::error(Errno::Badf);
        };
        let result = match *call {
            Call::GetSockName { .. } => slot.socket.local_addr().map(address),
            Call::GetPeerName { .. } => slot.socket.peer_addr().map(address),
            Call::GetSockOpt { opt, .. } => options::get(&slot.socket, opt).map(Value::Opt),
            Call::SetSockOpt { opt, value, .. } => {
                options::set(&slot.socket, opt, value).map(|()| {
                    self.observer.lock().option_set(self.peer, socket, opt);
                    Value::None
                })
            }
            Call::Fstat { .. } => sockets::fstat(&slot.socket).map(Value::File),
            // Underneath every socket is non-blocking: the learner's flag is kept beside it.
            Call::Fcntl { .. } => {
                let nonblock = slot.nonblock;
                let number = Control::number(nonblock, sockets::SYSTEM);
                return Return::with(number.into(), Value::Flags { nonblock });
            }
            Call::Ioctl { .. } => sockets::readable(&slot.socket)
                .map(|len| Value::Opt(OptValue::Int(i32::try_from(len).unwrap_or(i32::MAX)))),
            _ => Err(sockets::error(Errno::OpNotSupp)),
        };
        match result {
            Ok(value) => Return::with(0, value),
            Err(error) => Return::error(sockets::errno(&error)),
        }
    }
}

fn address(addr: socket2::SockAddr) -> Value {
    addr.as_socket().map_or(Value::None, Value::Addr)
}
