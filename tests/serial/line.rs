//! Lines between a board and a host: a pseudo-terminal, or a serial server's TCP connection; with the noise
//! and the speed of a real one.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

/// The speed of every board after its start.
pub const FIRST_BAUD: u32 = 115_200;

/// The board's end of a line.
pub trait Far: Send + Sync {
    /// The next bytes, if some come soon.
    fn read(&self, buffer: &mut [u8]) -> Option<usize>;

    /// Writes everything, unless the host takes nothing until the end, or is not there.
    fn write(&self, bytes: &[u8], over: &AtomicBool);

    /// The host's speed, where the line has one.
    fn host_baud(&self) -> Option<u32> {
        None
    }

    /// What comes of bytes if the host's speed is another one than the board's.
    fn scramble(&self, bytes: &mut [u8], baud: u32) {
        if self.host_baud().is_some_and(|host| host != baud) {
            for byte in bytes {
                *byte = byte.rotate_left(3) ^ 0xE5;
            }
        }
    }
}

/// A pseudo-terminal: the board's end, and the path that the host opens.
pub struct Pty {
    pub master: OwnedFd,
    /// Held open, so that the terminal outlives a host that closes it.
    _slave: OwnedFd,
    pub path: String,
}

impl Pty {
    pub fn new() -> Pty {
        let master =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let path = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let slave = rustix::fs::open(path.as_str(), flags, Mode::empty()).unwrap();
        let mut raw = tcgetattr(&slave).unwrap();
        raw.make_raw();
        tcsetattr(&slave, OptionalActions::Now, &raw).unwrap();
        let flags = rustix::fs::fcntl_getfl(&master).unwrap();
        rustix::fs::fcntl_setfl(&master, flags | OFlags::NONBLOCK).unwrap();
        Pty {
            master,
            _slave: slave,
            path,
        }
    }
}

impl Far for Pty {
    fn read(&self, buffer: &mut [u8]) -> Option<usize> {
        get(&self.master, buffer)
    }

    fn write(&self, bytes: &[u8], over: &AtomicBool) {
        let _ = put_all(&self.master, bytes, over);
    }

    fn host_baud(&self) -> Option<u32> {
        let baud = tcgetattr(&self.master).ok()?.output_speed();
        // Below that nobody has set a speed yet.
        (baud >= FIRST_BAUD).then_some(baud)
    }
}

/// A serial server: whoever connects has the board's port.
pub struct Server {
    listener: TcpListener,
    stream: Mutex<Option<TcpStream>>,
}

impl Server {
    pub fn new(listener: TcpListener) -> Server {
        Server {
            listener,
            stream: Mutex::new(None),
        }
    }

    /// The connection is closed.
    pub fn hang_up(&self) {
        *self.stream.lock().unwrap() = None;
    }

    fn stream(&self) -> Option<TcpStream> {
        let stream = self.stream.lock().unwrap();
        stream.as_ref().map(|stream| stream.try_clone().unwrap())
    }
}

impl Far for Server {
    fn read(&self, buffer: &mut [u8]) -> Option<usize> {
        let Some(mut stream) = self.stream() else {
            if ready(&self.listener, PollFlags::IN) {
                let (stream, _) = self.listener.accept().ok()?;
                stream.set_nodelay(true).unwrap();
                *self.stream.lock().unwrap() = Some(stream);
            }
            return None;
        };
        if !ready(&stream, PollFlags::IN) {
            return None;
        }
        match stream.read(buffer) {
            Ok(len @ 1..) => Some(len),
            _ => {
                self.hang_up();
                None
            }
        }
    }

    fn write(&self, bytes: &[u8], _: &AtomicBool) {
        if let Some(mut stream) = self.stream() {
            let _ = stream.write_all(bytes);
        }
    }
}

/// How a line treats what it carries.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manners {
    /// One byte in so many is changed; 0 for none.
    pub noise: u32,
    /// Which ones; every number makes another choice.
    pub seed: u64,
    /// Whether bytes take the time that they take at the line's speed (10 bits each).
    pub paced: bool,
}

/// Changes one byte in so many, the same ones for the same seed.
pub struct Noise {
    one_in: u32,
    state: u64,
}

impl Noise {
    pub fn new(one_in: u32, seed: u64) -> Noise {
        // The multiplier spreads small seeds (Knuth, vol. 2).
        let state = (seed + 1).wrapping_mul(6_364_136_223_846_793_005);
        Noise { one_in, state }
    }

    /// xorshift64.
    fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    /// Changes some of `bytes`; how many.
    pub fn disturb(&mut self, bytes: &mut [u8]) -> u32 {
        let mut changed = 0;
        for byte in bytes {
            if self.one_in > 0 && self.next().is_multiple_of(u64::from(self.one_in)) {
                *byte ^= 1 << (self.next() % 8);
                changed += 1;
            }
        }
        changed
    }
}

fn ready(fd: &impl AsFd, wanted: PollFlags) -> bool {
    let limit = Timespec::try_from(Duration::from_millis(20)).unwrap();
    poll(&mut [PollFd::new(fd, wanted)], Some(&limit)).unwrap_or(0) > 0
}

/// The next bytes, if some come soon.
pub fn get(master: &OwnedFd, buffer: &mut [u8]) -> Option<usize> {
    if !ready(master, PollFlags::IN) {
        return None;
    }
    rustix::io::read(master, buffer).ok().filter(|len| *len > 0)
}

/// Writes everything, unless the host takes nothing until the end.
pub fn put_all(master: &OwnedFd, mut bytes: &[u8], over: &AtomicBool) -> io::Result<()> {
    while !bytes.is_empty() && !over.load(Ordering::Relaxed) {
        if ready(master, PollFlags::OUT) {
            match rustix::io::write(master, bytes) {
                Ok(len) => bytes = &bytes[len..],
                Err(rustix::io::Errno::AGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}
