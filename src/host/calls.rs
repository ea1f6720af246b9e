//! The calls that never block, and the way from a [`Call`] to its system call.

use std::io;
use std::net::Shutdown;
use std::sync::Arc;

use socket2::{Domain, Protocol, Type};
use sockscope_link::{
    Call, CallId, Cause, Errno, How, Kind, PollFd, Return, SocketId, State, Value,
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
                    protocol,
                } => self.socket(id, domain, kind, protocol),
                Call::Poll { fds, timeout_ms } => self.poll(id, fds, timeout_ms),
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
            Call::Send { data, .. } | Call::Write { data, .. } => {
                let (to, done) = (None, 0);
                self.begin(
                    id,
                    Work::Send {
                        socket,
                        data,
                        to,
                        done,
                    },
                );
            }
            Call::SendTo { data, addr, .. } => {
                let (to, done) = (Some(addr), 0);
                self.begin(
                    id,
                    Work::Send {
                        socket,
                        data,
                        to,
                        done,
                    },
                );
            }
            // Linux's read() of nothing does not reach the socket (sock_read_iter).
            Call::Read { len: 0, .. } if cfg!(target_os = "linux") => {
                self.returned(id, Return::with(0, Value::Bytes(Vec::new())));
            }
            Call::Recv { len, .. } | Call::Read { len, .. } => {
                let from = false;
                self.begin(id, Work::Recv { socket, len, from });
            }
            Call::RecvFrom { len, .. } => {
                let from = true;
                self.begin(id, Work::Recv { socket, len, from });
            }
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

    fn socket(&mut self, id: CallId, domain: sockscope_link::Domain, kind: Kind, protocol: i32) {
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
            nonblock: false,
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

    /// Starts a call that may block.
    fn begin(&mut self, id: CallId, mut work: Work) {
        let observer = Arc::clone(&self.observer);
        let (attempt, seen) = self.attempt(&observer, &mut work);
        let sockets = work.sockets();
        match attempt {
            Attempt::Done(ret) => self.returned(id, ret),
            Attempt::Wait => {
                let slot = (sockets.first()).and_then(|&socket| self.table.get(socket));
                let poll = matches!(work, Work::Poll { .. });
                let refuses = if poll {
                    matches!(work, Work::Poll { timeout_ms: 0, .. })
                } else {
                    slot.is_some_and(|slot| slot.nonblock)
                };
                if refuses {
                    self.returned(id, work.given_up());
                } else {
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
        if result.is_ok() {
            match *call {
                Call::Bind { .. } => seen.bound(self.peer, socket),
                Call::Listen { backlog, .. } => {
                    seen.set_backlog(self.peer, socket, u32::try_from(backlog).unwrap_or(0));
                    seen.imply(self.peer, socket, State::Listen, Cause::Call);
                }
                Call::Shutdown { how, .. } if how != How::Read => {
                    seen.closing(self.peer, socket);
                }
                _ => {}
            }
        }
        seen.after_call(self.peer, socket, Some(Cause::Call));
        self.returned(id, outcome(result));
        drop(seen);
        self.watch(socket);
    }

    /// The calls that ask or set something and leave the state alone.
    fn asking(&mut self, socket: SocketId, call: &Call) -> Return {
        if let Call::SetNonBlock { on, .. } = *call {
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
