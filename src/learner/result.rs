//! What a system call has returned, as a peer reports it.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;

use sockscope_link::{Call, Control, Errno, OptValue, PollFd, Request, Return, System, Value};

use super::decode::{members, option_value};
use super::memory::Memory;
use super::system_calls::Raw;

/// The largest errno that a system call returns, negated.
const MOST_ERRNO: i64 = 4095;
/// What an interrupted call returns inside the kernel (linux/errno.h): it is made again, or fails
/// with EINTR.
const RESTARTS: [i64; 4] = [-512, -513, -514, -516];

/// A task after its call.
pub struct After<'a> {
    /// Its process.
    pub pid: i32,
    /// The system call.
    pub raw: Raw,
    /// Its arguments.
    pub args: [u64; 6],
    /// The call that it was taken for.
    pub call: &'a Call,
    /// What it returned.
    pub value: i64,
    /// The task's memory.
    pub memory: Memory,
}

/// Whether a signal has interrupted the call, and the kernel has not settled yet what comes of it.
pub fn is_interrupted(value: i64) -> bool {
    RESTARTS.contains(&value)
}

impl After<'_> {
    /// How the call ended.
    pub fn returned(&self) -> Return {
        if (-MOST_ERRNO..0).contains(&self.value) {
            let number = i32::try_from(-self.value).unwrap_or(libc::EIO);
            return Return::error(Errno::from_number(number, System::Linux));
        }
        let told = match self.raw {
            // How many messages; the script's call returns the bytes of the first.
            Raw::SendMmsg | Raw::RecvMmsg => self.first_message().map(i64::from),
            _ => None,
        };
        Return::with(told.unwrap_or(self.value), self.filled_in())
    }

    fn filled_in(&self) -> Value {
        let (args, memory) = (self.args, self.memory);
        match self.call {
            Call::Recv { .. } | Call::Read { .. } => Value::Bytes(self.bytes()),
            Call::RecvFrom { .. } => Value::From(self.bytes(), self.sender()),
            Call::GetSockName { .. } | Call::GetPeerName { .. } | Call::Accept { .. } => {
                (memory.address_out(args[1], args[2])).map_or(Value::None, Value::Addr)
            }
            Call::GetSockOpt { opt, .. } => {
                option_value(memory, *opt, args[3]).map_or(Value::None, Value::Opt)
            }
            Call::Fcntl {
                control: Control::GetFlags,
                ..
            } => Value::Flags {
                nonblock: self.value as i32 & libc::O_NONBLOCK != 0,
            },
            Call::Ioctl {
                request: Request::Readable,
                ..
            } => {
                let ready = memory.int(args[2]);
                ready.map_or(Value::None, |n| Value::Opt(OptValue::Int(n)))
            }
            Call::Poll { fds, .. } => Value::Poll(self.polled(fds)),
            Call::Select { sets, .. } => Value::Poll(self.selected(sets)),
            _ => Value::None,
        }
    }

    /// The bytes that it received.
    fn bytes(&self) -> Vec<u8> {
        let (args, memory) = (self.args, self.memory);
        let got = u64::try_from(self.value).unwrap_or(0);
        match self.raw {
            Raw::Readv => memory.scattered(args[1], args[2], got),
            Raw::RecvMsg => self.message(got),
            Raw::RecvMmsg => self.message(u64::from(self.first_message().unwrap_or(0))),
            _ => memory.text(args[1], got),
        }
    }

    fn message(&self, got: u64) -> Vec<u8> {
        let at = self.args[1];
        let array = self.memory.long(at.wrapping_add(16));
        let array = array.zip(self.memory.long(at.wrapping_add(24)));
        array.map_or_else(Vec::new, |(iov, count)| {
            self.memory.scattered(iov, count, got)
        })
    }

    /// `msg_len` of the first `struct mmsghdr`.
    fn first_message(&self) -> Option<u32> {
        u32::try_from(self.memory.int(self.args[1].wrapping_add(56))?).ok()
    }

    fn sender(&self) -> Option<SocketAddr> {
        let (args, memory) = (self.args, self.memory);
        match self.raw {
            Raw::RecvMsg | Raw::RecvMmsg => {
                let len = u64::try_from(memory.int(args[1].wrapping_add(8))?).ok()?;
                memory.address(memory.long(args[1])?, len)
            }
            _ => memory.address_out(args[4], args[5]),
        }
    }

    fn polled(&self, fds: &[PollFd]) -> Vec<PollFd> {
        let events = match self.raw {
            Raw::Poll | Raw::Ppoll => None,
            _ => Some(self.epoll_events()),
        };
        let entry = |fd: &PollFd| PollFd {
            revents: match &events {
                None => self.revents(fd.fd),
                Some(events) => events.get(&fd.fd).copied().unwrap_or(0),
            },
            ..*fd
        };
        fds.iter().map(entry).collect()
    }

    /// The events of an epoll descriptor: each bears the word that the program gave it, and the kernel says
    /// which descriptor that was for.
    fn epoll_events(&self) -> BTreeMap<i32, u16> {
        let [epoll, at, ..] = self.args;
        let info = fs::read_to_string(format!("/proc/{}/fdinfo/{epoll}", self.pid));
        let info = info.unwrap_or_default();
        let watched = |line: &str| {
            let mut words = line.strip_prefix("tfd:")?.split_whitespace();
            let fd: i32 = words.next()?.parse().ok()?;
            let data = words.skip_while(|word| *word != "data:").nth(1)?;
            Some((u64::from_str_radix(data, 16).ok()?, fd))
        };
        let by_word: BTreeMap<u64, i32> = info.lines().filter_map(watched).collect();
        // `struct epoll_event` is packed on x86-64 only.
        let (size, word) = if cfg!(target_arch = "x86_64") {
            (12, 4)
        } else {
            (16, 8)
        };
        let count = u64::try_from(self.value).unwrap_or(0).min(1024);
        let event = |i: u64| {
            let at = at.wrapping_add(size * i);
            let fd = by_word.get(&self.memory.long(at.wrapping_add(word))?)?;
            Some((*fd, self.memory.int(at)? as u16))
        };
        (0..count).filter_map(event).collect()
    }

    fn revents(&self, fd: i32) -> u16 {
        let [at, count, ..] = self.args;
        let entries = (0..count.min(1024)).map(|i| at.wrapping_add(8 * i));
        let mut found = entries.filter(|at| self.memory.int(*at) == Some(fd));
        let word = found
            .next()
            .and_then(|at| self.memory.bytes(at.wrapping_add(6), 2));
        let bytes = word.and_then(|bytes| bytes.first_chunk().copied());
        bytes.map_or(0, u16::from_ne_bytes)
    }

    fn selected(&self, sets: &[PollFd]) -> Vec<PollFd> {
        let [count, reads, writes, urgent, ..] = self.args;
        let stay = [
            (reads, PollFd::IN),
            (writes, PollFd::OUT),
            (urgent, PollFd::PRI),
        ];
        let stay = stay.map(|(set, bit)| (members(self.memory, set, count), bit));
        let entry = |fd: &PollFd| PollFd {
            revents: (stay.iter())
                .filter(|(set, _)| set.contains(&fd.fd))
                .fold(0, |all, (_, bit)| all | bit),
            ..*fd
        };
        sets.iter().map(entry).collect()
    }
}
