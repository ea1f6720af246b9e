//! The program's side of the private wire.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use rustix::net::sockopt::{Timeout, set_socket_timeout};
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use socket2::{Domain, Protocol, Socket, Type};

use super::keeper::{Helper, PATIENCE, nowhere};
use super::link::LinkEnd;
use super::packet;
use super::protocol::{LARGEST, Ready, Reply, Request, Setup};
use super::{Facts, HELPER_ARGUMENT, Refusal, Step, WireError, WireOptions};

/// A private wire. Sockets can be made from any thread. Dropping it ends the helper; sockets that were
/// made go on living, and with them their namespace, until they are closed.
#[derive(Debug)]
pub struct Wire {
    channel: Mutex<Channel>,
    link: Mutex<Option<LinkEnd>>,
    facts: Facts,
    helper: Option<Helper>,
}

/// The program's end of the pair, and the number of the last request.
#[derive(Debug)]
struct Channel {
    pair: OwnedFd,
    seq: u32,
}

impl Wire {
    /// Makes a wire.
    ///
    /// # Errors
    /// The step that the system refused, and why. Nothing is left of what was made before it.
    pub fn open(options: WireOptions) -> Result<Wire, WireError> {
        let at = |step| move |source: io::Error| WireError { step, source };
        let (ours, theirs) = pair().map_err(at(Step::Pair))?;
        let command = command(options.program.as_deref(), theirs).map_err(at(Step::Spawn))?;
        let helper = Helper::start(command).map_err(at(Step::Spawn))?;
        // From here on an early return drops `ours` first: the helper sees the end and goes.
        let channel = Channel { pair: ours, seq: 0 };
        let answer = channel.set_up(&options).map_err(at(Step::Answer));
        let (ready, link) = match answer.and_then(|answer| answer.map_err(WireError::from)) {
            Ok(made) => made,
            Err(error) => {
                drop(channel);
                drop(helper);
                return Err(error);
            }
        };
        let link = LinkEnd::new(link, ready.facts.link, ready.index, ready.facts.mtu);
        Ok(Wire {
            channel: Mutex::new(channel),
            link: Mutex::new(Some(link)),
            facts: ready.facts,
            helper: Some(helper),
        })
    }

    /// A new socket on this wire, blocking and close-on-exec: socket(2) with its errors.
    ///
    /// # Errors
    /// socket(2); `BrokenPipe` or `TimedOut` if the helper is gone or does not answer.
    pub fn socket(
        &self,
        domain: Domain,
        kind: Type,
        protocol: Option<Protocol>,
    ) -> io::Result<Socket> {
        let protocol = protocol.map_or(0, i32::from);
        self.request(domain.into(), kind.into(), protocol)
            .map(Socket::from)
    }

    /// A `NETLINK_SOCK_DIAG` socket that sees every socket of this wire (sock_diag(7)).
    ///
    /// # Errors
    /// As [`Wire::socket`].
    pub fn diag(&self) -> io::Result<OwnedFd> {
        self.request(libc::AF_NETLINK, libc::SOCK_RAW, libc::NETLINK_SOCK_DIAG)
    }

    /// The board's end of the wire; `None` if it was taken before. When it is dropped, the link is down.
    pub fn take_link(&self) -> Option<LinkEnd> {
        lock(&self.link).take()
    }

    /// How it came out.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The network namespace, as nsenter(1) takes it, for as long as the wire lives.
    pub fn netns_path(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}/ns/net", self.facts.helper))
    }

    fn request(&self, domain: i32, kind: i32, protocol: i32) -> io::Result<OwnedFd> {
        lock(&self.channel).request(domain, kind, protocol)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        // The helper ends when it reads the end of the pair; it is waited for, so that nothing is
        // left of it when this returns.
        let channel = self.channel.get_mut();
        let channel = channel.unwrap_or_else(|poisoned| poisoned.into_inner());
        let _ = rustix::net::shutdown(&channel.pair, rustix::net::Shutdown::Both);
        drop(self.helper.take());
    }
}

/// A poisoned lock is no reason to stop: nothing behind it is left half done by a panic.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    let (ours, theirs) = socketpair(
        AddressFamily::UNIX,
        SocketType::SEQPACKET,
        SocketFlags::CLOEXEC,
        None,
    )?;
    set_socket_timeout(&ours, Timeout::Recv, Some(PATIENCE))?;
    set_socket_timeout(&ours, Timeout::Send, Some(PATIENCE))?;
    Ok((ours, theirs))
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "the wire's helper is gone")
}

impl Channel {
    /// Tells the helper what to make, and reads what came of it.
    fn set_up(&self, options: &WireOptions) -> io::Result<Result<(Ready, OwnedFd), Refusal>> {
        let setup = serde_json::to_vec(&Setup {
            parent: std::process::id(),
            prefer: options.prefer,
            ipv6: options.ipv6,
            patient: options.patient,
            far: options.far,
            mtu: options.mtu,
            refuse: options.refuse,
        })?;
        packet::send(self.pair.as_fd(), &setup, None)?;
        let mut buffer = [0; LARGEST];
        let (length, link) = self.receive(&mut buffer)?;
        match (serde_json::from_slice(&buffer[..length])?, link) {
            (Ok(ready), Some(link)) => Ok(Ok((ready, link))),
            (Ok(_), None) => Err(io::Error::other("the link did not come with the answer")),
            (Err(refusal), _) => Ok(Err(refusal)),
        }
    }

    fn request(&mut self, domain: i32, kind: i32, protocol: i32) -> io::Result<OwnedFd> {
        self.seq = self.seq.wrapping_add(1);
        let request = Request {
            seq: self.seq,
            domain,
            kind,
            protocol,
        };
        packet::send(self.pair.as_fd(), &request.encode(), None)?;
        loop {
            let mut buffer = [0; 64];
            let (length, fd) = self.receive(&mut buffer)?;
            match (Reply::decode(&buffer[..length]), fd) {
                // An answer that came after its request was given up.
                (Some(reply), _) if reply.seq != self.seq => {}
                (Some(Reply { errno: 0, .. }), Some(fd)) => return Ok(fd),
                // The descriptor was lost on the way: this process has no room for it.
                (Some(Reply { errno: 0, .. }), None) => {
                    return Err(io::Error::from_raw_os_error(libc::EMFILE));
                }
                (Some(reply), _) => return Err(io::Error::from_raw_os_error(reply.errno)),
                (None, _) => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
    }

    fn receive(&self, buffer: &mut [u8]) -> io::Result<(usize, Option<OwnedFd>)> {
        match packet::receive(self.pair.as_fd(), buffer) {
            Ok((0, _)) => Err(gone()),
            // It was killed with the request unread (unix(7)).
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Err(gone()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the wire's helper does not answer",
            )),
            received => received,
        }
    }
}

/// The helper's command line: this program again, with nothing of its environment and its working
/// directory, and out of reach of the terminal's signals (Ctrl+C goes to the foreground group).
fn command(program: Option<&Path>, pair: OwnedFd) -> io::Result<Command> {
    let mut command = Command::new(program.unwrap_or(Path::new("/proc/self/exe")));
    command
        .arg0("sockscope: wire")
        .arg(HELPER_ARGUMENT)
        .env_clear()
        .current_dir("/")
        .process_group(0)
        .stdin(Stdio::from(pair))
        .stdout(nowhere()?)
        .stderr(nowhere()?);
    Ok(command)
}
