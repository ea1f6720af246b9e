//! The calls that may block: accept, connect, send, recv, poll.
//!
//! Underneath, every socket is non-blocking. A call is attempted; what the kernel answers with
//! EAGAIN (or EINPROGRESS) becomes a blocked call, and is attempted again whenever the kernel says
//! that something is new, until it is done, its time is over (SO_RCVTIMEO, SO_SNDTIMEO, poll's
//! time-out), or it is cancelled.

use std::io::{self, Read};
use std::net::SocketAddr;
use std::sync::{Arc, MutexGuard};

use socket2::{SockAddr, Socket};
use sockscope_link::{Cause, Data, Errno, Kind, MsgFlags, PollFd, Return, SocketId, State, Value};

use super::observer::{Inner, Observer};
use super::table::Slot;
use super::work::Attempt::{self, Done, Wait};
use super::work::{Work, received};
use super::worker::Worker;
use crate::kernel::sockets;

/// How much of a filled buffer is handed to the kernel at once, in bytes.
const FILL: usize = 256 * 1024;
/// Room for a read when the kernel does not say how much there is: the largest datagram.
const DATAGRAM: usize = 64 * 1024;

/// An attempt, and the observer's lock if what is reported next must come before anything else.
type Held<'a> = (Attempt, Option<MutexGuard<'a, Inner>>);

impl Worker {
    /// Tries once to do what `work` wants.
    pub(super) fn attempt<'a>(&mut self, observer: &'a Observer, work: &mut Work) -> Held<'a> {
        match work {
            Work::Accept { socket } => self.try_accept(observer, *socket),
            Work::Connect {
                socket,
                addr,
                progress,
            } => self.try_connect(observer, *socket, *addr, progress),
            Work::Send {
                socket,
                data,
                flags,
                to,
                done,
            } => {
                let waits = !flags.has(MsgFlags::DONTWAIT);
                self.try_send(observer, *socket, (data, *flags, waits), *to, done)
            }
            Work::Recv { socket, .. } => {
                let socket = *socket;
                self.try_recv(observer, socket, work)
            }
            Work::Select { sets, sockets, .. } => (self.try_select(sets, sockets), None),
            Work::Poll { fds, sockets, .. } => (self.try_poll(fds, sockets), None),
            Work::Close { .. } => (Wait, None),
        }
    }

    fn try_accept<'a>(&mut self, observer: &'a Observer, id: SocketId) -> Held<'a> {
        let Some(listener) = self.table.get(id) else {
            return (bad_descriptor(), None);
        };
        let mut seen = observer.lock();
        seen.before_call(self.peer, id);
        let attempt = match listener.socket.accept() {
            Ok((socket, addr)) => {
                let addr = addr.as_socket();
                match self.adopt(&mut seen, id, socket, addr) {
                    Ok(fd) => Done(Return::with(
                        fd.into(),
                        addr.map_or(Value::None, Value::Addr),
                    )),
                    Err(error) => failed(&error),
                }
            }
            Err(error) => failed(&error),
        };
        (attempt, Some(seen))
    }

    fn try_connect<'a>(
        &mut self,
        observer: &'a Observer,
        id: SocketId,
        addr: SocketAddr,
        progress: &mut Option<Errno>,
    ) -> Held<'a> {
        let Some(slot) = self.table.get(id) else {
            return (bad_descriptor(), None);
        };
        let (stream, waits) = (slot.kind == Kind::Stream, !slot.nonblock);
        let mut seen = observer.lock();
        seen.before_call(self.peer, id);
        let attempt = loop {
            let result = connect(&slot.socket, addr, progress.is_some());
            let errno = result.as_ref().err().map(sockets::errno);
            let begun = matches!(errno, None | Some(Errno::InProgress)) && progress.is_none();
            if stream && begun {
                seen.connecting(self.peer, id, addr);
            }
            seen.after_call(self.peer, id, None);
            match errno {
                None => {
                    seen.imply(self.peer, id, State::Established, Cause::Segment(None));
                    break Done(Return::ok(0));
                }
                Some(Errno::InProgress) => {
                    *progress = Some(Errno::InProgress);
                    // On this very machine the other end may have answered already.
                    if !waits {
                        break Wait;
                    }
                }
                Some(Errno::Already) => {
                    progress.get_or_insert(Errno::Already);
                    break Wait;
                }
                Some(errno) => {
                    if progress.is_some() {
                        seen.imply(self.peer, id, State::Closed, Cause::Segment(None));
                    }
                    break Done(Return::error(errno));
                }
            }
        };
        (attempt, Some(seen))
    }

    fn try_send<'a>(
        &mut self,
        observer: &'a Observer,
        id: SocketId,
        (data, flags, waits): (&Data, MsgFlags, bool),
        to: Option<SocketAddr>,
        done: &mut usize,
    ) -> Held<'a> {
        let Some(slot) = self.table.get(id) else {
            return (bad_descriptor(), None);
        };
        let fill = match data {
            Data::Bytes(_) => Vec::new(),
            Data::Fill { byte, len } => vec![*byte; FILL.min(*len as usize)],
        };
        let to = to.map(SockAddr::from);
        loop {
            let rest = match data {
                Data::Bytes(bytes) => &bytes[*done..],
                Data::Fill { len, .. } => &fill[..fill.len().min(*len as usize - *done)],
            };
            // What broke the connection meanwhile is for the next call to say: this one has sent.
            if *done > 0 && sockets::has_error(&slot.socket) {
                return (Done(Return::ok(*done as i64)), None);
            }
            match send(&slot.socket, rest, urgent(flags), to.as_ref()) {
                Ok(sent) => {
                    *done += sent;
                    let whole = *done >= data.len() || sent == 0 || slot.kind == Kind::Dgram;
                    if whole {
                        let unnamed = slot.kind == Kind::Dgram && slot.fd.is_some();
                        let seen = unnamed.then(|| self.look_after(observer, id));
                        return (Done(Return::ok(*done as i64)), seen);
                    }
                }
                Err(error) => {
                    return match failed(&error) {
                        Wait if *done > 0 && (slot.nonblock || !waits) => {
                            (Done(Return::ok(*done as i64)), None)
                        }
                        Wait => (Wait, None),
                        Done(_) if *done > 0 => (Done(Return::ok(*done as i64)), None),
                        done => (done, Some(self.look_after(observer, id))),
                    };
                }
            }
        }
    }

    fn try_recv<'a>(&mut self, observer: &'a Observer, id: SocketId, work: &mut Work) -> Held<'a> {
        let Work::Recv {
            len,
            flags,
            from,
            got: before,
            ..
        } = work
        else {
            return (Wait, None);
        };
        let (flags, from) = (*flags, *from);
        // Underneath no socket waits, so that the kernel would not gather: that is done here.
        let gathers = flags.has(MsgFlags::WAITALL);
        let len = *len - before.len() as u32;
        let Some(slot) = self.table.get(id) else {
            return (bad_descriptor(), None);
        };
        let waits = !slot.nonblock && !flags.has(MsgFlags::DONTWAIT);
        let there = sockets::readable_bytes(&slot.socket) as usize;
        let room = (len as usize).min(there.max(DATAGRAM));
        // What is not there when the peer has ended never comes, and wakes nobody.
        let ended = gathers && sockets::is_shut(&slot.socket);
        let peek = flags.has(MsgFlags::PEEK);
        let result = if flags.has(MsgFlags::OOB) {
            sockets::receive_urgent(&slot.socket, room, peek).map(Value::Bytes)
        } else if from {
            receive_from(&slot.socket, room, peek)
        } else {
            receive(&slot.socket, room, peek)
        };
        let stream = slot.kind == Kind::Stream;
        match result {
            Ok(Value::Bytes(bytes) | Value::From(bytes, _))
                if gathers
                    && !ended
                    && stream
                    && waits
                    && !bytes.is_empty()
                    && bytes.len() < len as usize =>
            {
                if !peek {
                    before.extend(bytes);
                }
                (Wait, None)
            }
            Ok(Value::Bytes(bytes) | Value::From(bytes, _)) if !before.is_empty() => {
                before.extend(bytes);
                (Done(received(std::mem::take(before), from)), None)
            }
            Err(error) if !before.is_empty() && sockets::errno(&error) != Errno::Again => {
                (Done(received(std::mem::take(before), from)), None)
            }
            Ok(value) => {
                let got = match &value {
                    Value::Bytes(bytes) | Value::From(bytes, _) => bytes.len(),
                    _ => 0,
                };
                let ended = got == 0 && len > 0 && slot.kind == Kind::Stream;
                let mut seen = ended.then(|| self.look_after(observer, id));
                if let Some(seen) = &mut seen
                    && seen.state(self.peer, id) == Some(State::Established)
                {
                    seen.imply(self.peer, id, State::CloseWait, Cause::Segment(None));
                }
                (Done(Return::with(got as i64, value)), seen)
            }
            Err(error) => match failed(&error) {
                // A recv() that would wait gives up on a socket that was shut for reading; one that
                // would not wait never asks (`__skb_wait_for_more_packets`).
                Wait if slot.kind == Kind::Dgram && waits && sockets::is_shut(&slot.socket) => {
                    let none = Vec::new();
                    let value = if from {
                        Value::From(none, None)
                    } else {
                        Value::Bytes(none)
                    };
                    (Done(Return::with(0, value)), None)
                }
                Wait => (Wait, None),
                done => {
                    let mut seen = self.look_after(observer, id);
                    if sockets::errno(&error) == Errno::ConnReset {
                        seen.imply(self.peer, id, State::Closed, Cause::Segment(None));
                    }
                    (done, Some(seen))
                }
            },
        }
    }

    fn try_poll(&self, fds: &mut [PollFd], ids: &[Option<SocketId>]) -> Attempt {
        let sockets: Vec<Option<&Socket>> = (ids.iter())
            .map(|id| Some(&*self.table.get((*id)?)?.socket))
            .collect();
        match sockets::poll(fds, &sockets) {
            Ok(0) => Wait,
            Ok(count) => Done(Return::with(count, Value::Poll(fds.to_vec()))),
            Err(error) => failed(&error),
        }
    }

    fn try_select(&self, sets: &mut [PollFd], ids: &[Option<SocketId>]) -> Attempt {
        let open: Option<Vec<&Socket>> = (ids.iter())
            .map(|id| Some(&*self.table.get((*id)?)?.socket))
            .collect();
        let Some(open) = open else {
            return bad_descriptor();
        };
        match sockets::select(sets, &open) {
            Ok(0) => Wait,
            Ok(count) => Done(Return::with(count, Value::Poll(sets.to_vec()))),
            Err(error) => failed(&error),
        }
    }

    /// Looks at a socket on which a call has just met something new.
    fn look_after<'a>(&self, observer: &'a Observer, id: SocketId) -> MutexGuard<'a, Inner> {
        let mut seen = observer.lock();
        seen.after_call(self.peer, id, None);
        seen
    }

    /// Gives an accepted connection its place in the table.
    fn adopt(
        &mut self,
        seen: &mut Inner,
        listener: SocketId,
        socket: Socket,
        addr: Option<SocketAddr>,
    ) -> io::Result<i32> {
        socket.set_nonblocking(true)?;
        let (fd, socket) = (sockets::number(&socket), Arc::new(socket));
        let id = seen.accepted(self.peer, listener, Arc::clone(&socket), fd, addr);
        self.table.insert(Slot {
            id,
            socket,
            kind: Kind::Stream,
            fd: Some(fd),
            dups: Vec::new(),
            nonblock: false,
        });
        self.adopted.push(id);
        Ok(fd)
    }
}

fn bad_descriptor() -> Attempt {
    Done(Return::error(Errno::Badf))
}

/// EAGAIN is a call that would block; everything else is its errno.
fn failed(error: &io::Error) -> Attempt {
    match sockets::errno(error) {
        Errno::Again => Wait,
        errno => Done(Return::error(errno)),
    }
}

/// connect(2); with `again` what a caller finds who waited in it.
fn connect(socket: &Socket, addr: SocketAddr, again: bool) -> io::Result<()> {
    if again {
        return connected(socket, addr);
    }
    match socket.connect(&addr.into()) {
        // Winsock's word for a connect() that is under way (connect function, remarks).
        Err(error) if cfg!(windows) && sockets::errno(&error) == Errno::Again => {
            Err(sockets::error(Errno::InProgress))
        }
        result => result,
    }
}

/// MSG_OOB, if it is given: every system has the same bit for it.
fn urgent(flags: MsgFlags) -> i32 {
    i32::from(flags.0 & MsgFlags::OOB.0)
}

fn send(socket: &Socket, bytes: &[u8], urgent: i32, to: Option<&SockAddr>) -> io::Result<usize> {
    let flags = sockets::SEND_FLAGS | urgent;
    match to {
        Some(to) => socket.send_to_with_flags(bytes, to, flags),
        None => socket.send_with_flags(bytes, flags),
    }
}

fn receive(mut socket: &Socket, room: usize, peek: bool) -> io::Result<Value> {
    if peek {
        return Ok(Value::Bytes(sockets::receive_from(socket, room, peek)?.0));
    }
    let mut bytes = vec![0; room];
    let got = socket.read(&mut bytes)?;
    bytes.truncate(got);
    bytes.shrink_to_fit();
    Ok(Value::Bytes(bytes))
}

fn receive_from(socket: &Socket, room: usize, peek: bool) -> io::Result<Value> {
    let (bytes, from) = sockets::receive_from(socket, room, peek)?;
    Ok(Value::From(bytes, from.as_socket()))
}

/// How a connect() that waited ends (`__inet_stream_connect`): by the state that it finds. To call
/// connect(2) on what was ended meanwhile, by shutdown() or by another call that waited in it, would
/// dial again.
#[cfg(target_os = "linux")]
fn connected(socket: &Socket, addr: SocketAddr) -> io::Result<()> {
    match crate::kernel::diag::tcp_state(sockets::tcp_info(socket)?.state) {
        Some(State::Closed) => {
            let error = socket.take_error()?;
            // As the kernel does for a caller who waited: the next connect() begins anew.
            rustix::net::connect_unspec(socket)?;
            // Nothing is left to say if another call that waited has taken it.
            Err(error.unwrap_or_else(|| sockets::error(Errno::Pipe)))
        }
        Some(State::SynSent | State::SynReceived) => Err(sockets::error(Errno::Already)),
        _ => match socket.connect(&addr.into()) {
            Err(error) if sockets::errno(&error) == Errno::IsConn => Ok(()),
            result => result,
        },
    }
}

/// How a connect() that waited ends.
#[cfg(not(target_os = "linux"))]
fn connected(socket: &Socket, _addr: SocketAddr) -> io::Result<()> {
    if let Some(error) = socket.take_error()? {
        return Err(error);
    }
    match socket.peer_addr() {
        Ok(_) => Ok(()),
        Err(_) => Err(sockets::error(Errno::Already)),
    }
}
