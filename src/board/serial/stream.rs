//! A stream of bytes to a board, whatever carries it.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::str::FromStr;
use std::time::Duration;

use serialport::{ClearBuffer, SerialPort};

use super::error::LinkError;
use super::{blame, ports};
#[cfg(unix)]
use crate::kernel;

/// The speed in bits per second that every board starts with.
pub const FIRST_BAUD: u32 = 115_200;

/// The speed that a session raises it to, and that a session which was killed leaves behind.
pub const FAST_BAUD: u32 = 921_600;

/// How long one read waits for bytes. Windows makes a write wait for a read that is under way.
pub(super) const READ_PATIENCE: Duration =
    Duration::from_millis(if cfg!(windows) { 5 } else { 50 });

/// How long one write may find no room.
pub(super) const WRITE_PATIENCE: Duration = Duration::from_secs(1);

const CONNECT_PATIENCE: Duration = Duration::from_secs(3);

/// Bytes to and from a board. A read that finds nothing fails with `TimedOut` or `WouldBlock` soon
/// enough for its thread to look around; a read of 0 bytes is the stream's end.
pub trait Stream: Read + Write + Send {
    /// Goes on at this speed, in bits per second. `false` where there is no speed to set.
    ///
    /// # Errors
    /// Of the system; a speed that the port does not know.
    fn set_baud(&mut self, baud: u32) -> io::Result<bool> {
        let _ = baud;
        Ok(false)
    }

    /// Sets the two lines that a board's reset hangs on; nothing where there are none.
    ///
    /// # Errors
    /// Of the system.
    fn set_lines(&mut self, dtr: bool, rts: bool) -> io::Result<()> {
        let _ = (dtr, rts);
        Ok(())
    }

    /// The same stream once more, so that one thread can read and another write.
    ///
    /// # Errors
    /// Of the system.
    fn try_clone(&self) -> io::Result<Box<dyn Stream>>;
}

/// Where a board is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A serial port: its path or name, a board's name, or the serial number of its USB device.
    Port(String),
    /// A serial port that somebody offers on the network: `HOST:PORT`.
    Tcp(String),
}

impl FromStr for Place {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.strip_prefix("tcp:") {
            Some(addr) => Place::Tcp(addr.to_owned()),
            None => Place::Port(text.to_owned()),
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Port(port) => f.write_str(port),
            Place::Tcp(addr) => write!(f, "tcp:{addr}"),
        }
    }
}

/// Opens the stream at `place`, at [`FIRST_BAUD`], without resetting the board.
///
/// # Errors
/// [`LinkError`]: there is no such port, it is busy, it may not be opened, nobody answers there …
pub fn open(place: &Place) -> Result<Box<dyn Stream>, LinkError> {
    match place {
        Place::Tcp(addr) => open_tcp(addr),
        Place::Port(port) => Ok(Box::new(open_port(&path_of(port))?)),
    }
}

/// The path of the port that a user calls `name`; itself, where no port is called so.
pub fn path_of(name: &str) -> String {
    if std::path::Path::new(name).exists() {
        return name.to_owned();
    }
    let called = ports::list().into_iter().find(|port| port.is_called(name));
    called.map_or_else(|| name.to_owned(), |port| port.path)
}

fn open_tcp(addr: &str) -> Result<Box<dyn Stream>, LinkError> {
    let unreachable = |why: io::Error| LinkError::Unreachable {
        addr: addr.to_owned(),
        why,
    };
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for addr in addr.to_socket_addrs().map_err(unreachable)? {
        match TcpStream::connect_timeout(&addr, CONNECT_PATIENCE) {
            Ok(stream) => {
                let set = || -> io::Result<()> {
                    stream.set_nodelay(true)?;
                    stream.set_read_timeout(Some(READ_PATIENCE))?;
                    stream.set_write_timeout(Some(WRITE_PATIENCE))
                };
                set().map_err(unreachable)?;
                return Ok(Box::new(stream));
            }
            Err(why) => last = why,
        }
    }
    Err(unreachable(last))
}

impl Stream for TcpStream {
    fn try_clone(&self) -> io::Result<Box<dyn Stream>> {
        Ok(Box::new(TcpStream::try_clone(self)?))
    }
}

/// Opens a serial port for sockscope alone, and leaves its board running.
///
/// # Errors
/// As [`open`].
pub fn open_port(path: &str) -> Result<SerialStream, LinkError> {
    let port = serialport::new(path, FIRST_BAUD)
        .timeout(READ_PATIENCE)
        .open_native()
        .map_err(|error| blame::of(path, &error))?;
    // serialport waits until the port takes a byte and then writes all that it has, for as long as that
    // takes: a board that reads no more would keep the writer for ever.
    #[cfg(unix)]
    kernel::serial::set_nonblocking(&port, true).map_err(|why| LinkError::Other {
        place: path.to_owned(),
        why,
    })?;
    let adapter = ports::at(path).and_then(|port| port.adapter());
    let mut stream = SerialStream {
        port,
        native: adapter.is_some_and(|adapter| adapter.native),
    };
    // Where DTR and RTS go to a chip's reset, only "both" and "neither" are harmless, and the
    // system raises both as it opens a port. RTS goes down first: RTS alone is the reset, and DTR
    // alone only the choice of what happens after one. Other devices may need DTR to speak at all.
    if adapter.is_some() {
        let _ = stream.set_lines(false, false);
    }
    Ok(stream)
}

/// A serial port.
pub struct SerialStream {
    #[cfg(unix)]
    port: serialport::TTYPort,
    #[cfg(windows)]
    port: serialport::COMPort,
    /// The chip itself is the USB device: speeds mean nothing.
    native: bool,
}

impl SerialStream {
    /// The port itself, for who speaks another protocol on it; its writes wait again.
    ///
    /// # Errors
    /// [`LinkError::Other`]: of the system.
    #[cfg(unix)]
    pub fn into_port(self) -> Result<serialport::TTYPort, LinkError> {
        kernel::serial::set_nonblocking(&self.port, false).map_err(|why| LinkError::Other {
            place: self.port.name().unwrap_or_default(),
            why,
        })?;
        Ok(self.port)
    }

    /// The port itself, for who speaks another protocol on it.
    ///
    /// # Errors
    /// None here.
    #[cfg(windows)]
    pub fn into_port(self) -> Result<serialport::COMPort, LinkError> {
        Ok(self.port)
    }

    /// Throws away what has arrived and was not read yet.
    ///
    /// # Errors
    /// Of the system.
    pub fn discard(&self) -> io::Result<()> {
        self.port.clear(ClearBuffer::Input).map_err(io::Error::from)
    }
}

impl Read for SerialStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.port.read(buffer)
    }
}

impl Write for SerialStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.port.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.port.flush()
    }
}

impl Stream for SerialStream {
    fn set_baud(&mut self, baud: u32) -> io::Result<bool> {
        if self.native {
            return Ok(false);
        }
        self.port.set_baud_rate(baud)?;
        Ok(true)
    }

    fn set_lines(&mut self, dtr: bool, rts: bool) -> io::Result<()> {
        if rts {
            self.port.write_data_terminal_ready(dtr)?;
            self.port.write_request_to_send(rts)?;
        } else {
            self.port.write_request_to_send(rts)?;
            self.port.write_data_terminal_ready(dtr)?;
        }
        Ok(())
    }

    fn try_clone(&self) -> io::Result<Box<dyn Stream>> {
        let port = self.port.try_clone_native()?;
        let native = self.native;
        Ok(Box::new(SerialStream { port, native }))
    }
}

/// Whether a read or write only found nothing to do in its time.
pub(crate) fn is_patience(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), TimedOut | WouldBlock | Interrupted)
}

/// Resets the board as its own programmer would: EN (or the chip's reset) through RTS alone, then
/// neither line, so that it starts its program.
///
/// # Errors
/// Of the system.
pub fn reset(stream: &mut dyn Stream) -> io::Result<()> {
    /// EN has a capacitor: shorter pulses do not reach the chip (esptool's HardReset).
    const PULSE: Duration = Duration::from_millis(100);
    // From "neither", so that USB-Serial-JTAG does not take the reset for one into its ROM loader.
    stream.set_lines(false, false)?;
    stream.set_lines(false, true)?;
    std::thread::sleep(PULSE);
    stream.set_lines(false, false)
}
