//! A system call that is about to be made, as the call that a script would write.

use std::fs;
use std::os::unix::fs::FileExt;

use sockscope_link::{
    Call, Control, Data, Fd, How, Linger, MsgFlags, Opt, OptValue, PollFd, Request, Shape,
};

use super::descriptors::{Descriptors, domain, kind};
use super::memory::Memory;
use super::protocol::{MOST_DATA, Place};
use super::system_calls::Raw;
use crate::host::option;

/// How many descriptors of one poll() or select() are shown at most.
const MOST_FDS: u64 = 64;
/// Where `struct msghdr` has its array. A `struct mmsghdr` begins with one.
const MSG_IOV: u64 = 16;

/// A task before a call.
pub struct Before<'a> {
    /// Its process.
    pub pid: i32,
    /// The system call.
    pub raw: Raw,
    /// Its arguments.
    pub args: [u64; 6],
    /// Its memory.
    pub memory: Memory,
    /// What its descriptors are.
    pub descriptors: &'a mut Descriptors,
}

impl Before<'_> {
    /// The call, if a socket that is shown has a part in it.
    pub fn call(&mut self) -> Option<Call> {
        match self.raw {
            Raw::Socket => self.socket(),
            Raw::Poll | Raw::Ppoll => self.poll(),
            Raw::Select | Raw::Pselect6 => self.select(),
            Raw::EpollWait | Raw::EpollPwait | Raw::EpollPwait2 => self.epoll_wait(),
            Raw::CloseRange | Raw::Restart | Raw::SigReturn => None,
            _ => {
                self.shown(self.fd())?;
                self.of_descriptor()
            }
        }
    }

    /// The descriptor that the call is about.
    pub fn fd(&self) -> Fd {
        self.args[0] as Fd
    }

    fn shown(&mut self, fd: Fd) -> Option<()> {
        let place = Place { pid: self.pid, fd };
        self.descriptors.of(place).map(|_| ())
    }

    fn socket(&self) -> Option<Call> {
        let [family, what, protocol, ..] = self.args.map(|arg| arg as i32);
        Some(Call::Socket {
            domain: domain(family)?,
            kind: kind(what)?,
            nonblock: what & libc::SOCK_NONBLOCK != 0,
            protocol,
        })
    }

    /// The calls whose first argument is a descriptor.
    fn of_descriptor(&self) -> Option<Call> {
        let (fd, args, memory) = (self.fd(), self.args, self.memory);
        Some(match self.raw {
            Raw::Bind => Call::Bind {
                fd,
                addr: memory.address(args[1], args[2])?,
            },
            Raw::Listen => Call::Listen {
                fd,
                backlog: args[1] as i32,
            },
            Raw::Accept | Raw::Accept4 => Call::Accept { fd },
            Raw::Connect => Call::Connect {
                fd,
                addr: memory.address(args[1], args[2])?,
            },
            Raw::Shutdown => Call::Shutdown {
                fd,
                how: match args[1] as i32 {
                    libc::SHUT_RD => How::Read,
                    libc::SHUT_WR => How::Write,
                    libc::SHUT_RDWR => How::Both,
                    _ => return None,
                },
            },
            Raw::Close => Call::Close { fd },
            Raw::GetSockName => Call::GetSockName { fd },
            Raw::GetPeerName => Call::GetPeerName { fd },
            Raw::GetSockOpt => Call::GetSockOpt {
                fd,
                opt: option(args[1] as i32, args[2] as i32)?,
            },
            Raw::SetSockOpt => self.set_option()?,
            Raw::Fcntl => self.fcntl()?,
            Raw::Ioctl => self.ioctl()?,
            Raw::Dup | Raw::Dup2 | Raw::Dup3 => Call::Dup { fd },
            _ => return self.moving_data(),
        })
    }

    fn moving_data(&self) -> Option<Call> {
        let (fd, args, memory) = (self.fd(), self.args, self.memory);
        Some(match self.raw {
            Raw::SendTo => {
                let data = self.data(memory.text(args[1], args[2]), args[2]);
                let to = memory.address(args[4], args[5]).filter(|_| args[4] != 0);
                send(fd, data, flags(args[3]), to)
            }
            Raw::SendMsg | Raw::SendMmsg => {
                let (iov, count, name) = self.message(args[1])?;
                let len = memory.room(iov, count);
                let data = self.data(memory.scattered(iov, count, len), len);
                let at = if self.raw == Raw::SendMsg { 2 } else { 3 };
                send(fd, data, flags(args[at]), name)
            }
            Raw::Write => Call::Write {
                fd,
                data: self.data(memory.text(args[1], args[2]), args[2]),
            },
            Raw::Writev => {
                let len = memory.room(args[1], args[2]);
                let data = self.data(memory.scattered(args[1], args[2], len), len);
                Call::Write { fd, data }
            }
            Raw::SendFile => Call::Write {
                fd,
                data: self.data(self.file_part(), args[3]),
            },
            Raw::RecvFrom => receive(fd, args[2], flags(args[3]), args[4] != 0),
            Raw::RecvMsg | Raw::RecvMmsg => {
                let (iov, count, _) = self.message(args[1])?;
                let at = if self.raw == Raw::RecvMsg { 2 } else { 3 };
                let named = memory.long(args[1])? != 0;
                receive(fd, memory.room(iov, count), flags(args[at]), named)
            }
            Raw::Read => Call::Read {
                fd,
                len: short(args[2]),
            },
            Raw::Readv => Call::Read {
                fd,
                len: short(memory.room(args[1], args[2])),
            },
            _ => return None,
        })
    }

    /// What is sent, as far as it is told; where there is more, one byte repeated has the right length.
    fn data(&self, bytes: Vec<u8>, len: u64) -> Data {
        let len = short(len);
        match bytes.first() {
            Some(&byte) if bytes.len() < len as usize && bytes.iter().all(|b| *b == byte) => {
                Data::Fill { byte, len }
            }
            _ => Data::Bytes(bytes),
        }
    }

    /// The array, the count and the address of a `struct msghdr`.
    fn message(&self, at: u64) -> Option<(u64, u64, Option<std::net::SocketAddr>)> {
        let memory = self.memory;
        let name = memory.long(at)?;
        let len = u64::try_from(memory.int(at.checked_add(8)?)?).ok()?;
        let iov = memory.long(at.checked_add(MSG_IOV)?)?;
        let count = memory.long(at.checked_add(MSG_IOV + 8)?)?;
        let addr = memory.address(name, len).filter(|_| name != 0);
        Some((iov, count, addr))
    }

    /// The beginning of what sendfile() is about to send.
    fn file_part(&self) -> Vec<u8> {
        let [_, fd, offset, count, ..] = self.args;
        let from = if offset == 0 {
            let info = fs::read_to_string(format!("/proc/{}/fdinfo/{fd}", self.pid));
            let info = info.unwrap_or_default();
            let pos = info.lines().find_map(|line| line.strip_prefix("pos:"));
            pos.and_then(|pos| pos.trim().parse().ok())
        } else {
            self.memory.long(offset)
        };
        let mut bytes = vec![0; usize::try_from(count).unwrap_or(MOST_DATA).min(MOST_DATA)];
        let file = fs::File::open(format!("/proc/{}/fd/{fd}", self.pid));
        let read = (file.ok().zip(from)).and_then(|(file, at)| file.read_at(&mut bytes, at).ok());
        bytes.truncate(read.unwrap_or(0));
        bytes
    }

    fn set_option(&self) -> Option<Call> {
        let [_, level, name, at, ..] = self.args;
        let opt = option(level as i32, name as i32)?;
        let value = option_value(self.memory, opt, at)?;
        let fd = self.fd();
        Some(Call::SetSockOpt { fd, opt, value })
    }

    fn fcntl(&self) -> Option<Call> {
        let fd = self.fd();
        let control = match self.args[1] as i32 {
            libc::F_GETFL => Control::GetFlags,
            libc::F_SETFL => Control::SetFlags {
                nonblock: self.args[2] as i32 & libc::O_NONBLOCK != 0,
            },
            libc::F_DUPFD | libc::F_DUPFD_CLOEXEC => return Some(Call::Dup { fd }),
            _ => return None,
        };
        Some(Call::Fcntl { fd, control })
    }

    fn ioctl(&self) -> Option<Call> {
        let fd = self.fd();
        // As wide as the C library says, which is narrower in musl.
        let request = match self.args[1] as libc::Ioctl {
            libc::FIONREAD => Request::Readable,
            libc::FIONBIO => Request::NonBlock(self.memory.int(self.args[2])? != 0),
            _ => return None,
        };
        Some(Call::Ioctl { fd, request })
    }

    fn poll(&mut self) -> Option<Call> {
        let [at, count, limit, ..] = self.args;
        let fds: Vec<PollFd> = (0..count.min(MOST_FDS))
            .filter_map(|i| self.poll_entry(at.wrapping_add(8 * i)))
            .collect();
        let timeout_ms = match self.raw {
            Raw::Poll => limit as i32,
            _ => self.milliseconds(limit, 1_000_000),
        };
        self.waiting(fds, |fds| Call::Poll { fds, timeout_ms })
    }

    fn poll_entry(&self, at: u64) -> Option<PollFd> {
        let [low, high] = *self.memory.bytes(at.wrapping_add(4), 2)?.first_chunk()?;
        Some(PollFd {
            fd: self.memory.int(at)?,
            events: u16::from_ne_bytes([low, high]) & (PollFd::IN | PollFd::OUT | PollFd::PRI),
            revents: 0,
        })
    }

    fn select(&mut self) -> Option<Call> {
        let [count, reads, writes, urgent, limit, ..] = self.args;
        let mut sets: Vec<PollFd> = Vec::new();
        for (set, events) in [
            (reads, PollFd::IN),
            (writes, PollFd::OUT),
            (urgent, PollFd::PRI),
        ] {
            for fd in members(self.memory, set, count) {
                match sets.iter_mut().find(|entry| entry.fd == fd) {
                    Some(entry) => entry.events |= events,
                    None => sets.push(PollFd {
                        fd,
                        events,
                        revents: 0,
                    }),
                }
            }
        }
        sets.sort_by_key(|entry| entry.fd);
        let is_timeval = matches!(self.raw, Raw::Select);
        let wait_ms = self.milliseconds(limit, if is_timeval { 1_000 } else { 1_000_000 });
        self.waiting(sets, |sets| Call::Select { sets, wait_ms })
    }

    /// What an epoll descriptor watches, as the kernel lists it.
    fn epoll_wait(&mut self) -> Option<Call> {
        let info = fs::read_to_string(format!("/proc/{}/fdinfo/{}", self.pid, self.fd()));
        let watched = info.unwrap_or_default();
        let entry = |line: &str| {
            let mut words = line.strip_prefix("tfd:")?.split_whitespace();
            let fd = words.next()?.parse().ok()?;
            let events = words.skip_while(|word| *word != "events:").nth(1)?;
            let events = u32::from_str_radix(events, 16).ok()? as u16;
            Some(PollFd {
                fd,
                events: events & (PollFd::IN | PollFd::OUT | PollFd::PRI),
                revents: 0,
            })
        };
        let fds = watched.lines().filter_map(entry).collect();
        let timeout_ms = match self.raw {
            Raw::EpollPwait2 => self.milliseconds(self.args[3], 1_000_000),
            _ => self.args[3] as i32,
        };
        self.waiting(fds, |fds| Call::Poll { fds, timeout_ms })
    }

    /// A wait for several descriptors, of which those that are sockets are shown.
    fn waiting(
        &mut self,
        mut fds: Vec<PollFd>,
        call: impl FnOnce(Vec<PollFd>) -> Call,
    ) -> Option<Call> {
        fds.retain(|entry| self.shown(entry.fd).is_some());
        fds.truncate(MOST_FDS as usize);
        (!fds.is_empty()).then(|| call(fds))
    }

    /// The milliseconds of a `struct timeval` (`per_ms` is 1000) or `timespec` (1,000,000). −1 where there is
    /// none: it waits for ever.
    fn milliseconds(&self, at: u64, per_ms: u64) -> i32 {
        if at == 0 {
            return -1;
        }
        let time = (self.memory.long(at)).zip(self.memory.long(at.wrapping_add(8)));
        let Some((seconds, part)) = time else {
            return -1;
        };
        let ms = (seconds.saturating_mul(1000)).saturating_add(part.div_ceil(per_ms));
        i32::try_from(ms).unwrap_or(i32::MAX)
    }
}

/// How many bytes a call is to send, or has room for.
pub fn length(raw: Raw, args: [u64; 6], memory: Memory) -> Option<u64> {
    Some(match raw {
        Raw::SendTo | Raw::RecvFrom | Raw::Read | Raw::Write => args[2],
        Raw::SendFile => args[3],
        Raw::Readv | Raw::Writev => memory.room(args[1], args[2]),
        Raw::SendMsg | Raw::RecvMsg | Raw::SendMmsg | Raw::RecvMmsg => {
            let array = memory.long(args[1].checked_add(MSG_IOV)?)?;
            let count = memory.long(args[1].checked_add(MSG_IOV + 8)?)?;
            memory.room(array, count)
        }
        _ => return None,
    })
}

/// The value of an option that `setsockopt` gives, or that `getsockopt` has filled in.
pub fn option_value(memory: Memory, opt: Opt, at: u64) -> Option<OptValue> {
    let int = memory.int(at)?;
    Some(match opt.shape() {
        Shape::Flag | Shape::Int => OptValue::Int(int),
        Shape::Linger => OptValue::Linger(Linger {
            on: int != 0,
            seconds: u16::try_from(memory.int(at.wrapping_add(4))?).unwrap_or(u16::MAX),
        }),
        Shape::Time => {
            let part = memory.long(at.wrapping_add(8))? / 1000;
            let ms = (memory.long(at)?.saturating_mul(1000)).saturating_add(part);
            OptValue::Millis(u32::try_from(ms).unwrap_or(u32::MAX))
        }
        Shape::Errno => {
            let errno = sockscope_link::Errno::from_number(int, sockscope_link::System::Linux);
            OptValue::Errno((int != 0).then_some(errno))
        }
    })
}

/// The descriptors in a set of `select()`.
pub fn members(memory: Memory, set: u64, count: u64) -> Vec<Fd> {
    let count = count.min(1024);
    if set == 0 {
        return Vec::new();
    }
    let bytes = memory.bytes(set, count.div_ceil(8) as usize);
    let bytes = bytes.unwrap_or_default();
    let is_in = |fd: &u64| {
        let byte = bytes.get((fd / 8) as usize).copied().unwrap_or(0);
        byte >> (fd % 8) & 1 == 1
    };
    (0..count).filter(is_in).map(|fd| fd as Fd).collect()
}

fn send(fd: Fd, data: Data, flags: MsgFlags, to: Option<std::net::SocketAddr>) -> Call {
    match to {
        Some(addr) => Call::SendTo {
            fd,
            data,
            flags,
            addr,
        },
        None => Call::Send { fd, data, flags },
    }
}

fn receive(fd: Fd, len: u64, flags: MsgFlags, named: bool) -> Call {
    let len = short(len);
    match named {
        true => Call::RecvFrom { fd, len, flags },
        false => Call::Recv { fd, len, flags },
    }
}

fn flags(word: u64) -> MsgFlags {
    MsgFlags(word as u16)
}

fn short(len: u64) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
