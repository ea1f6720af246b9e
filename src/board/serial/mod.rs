//! A board that is another machine, over a serial port or anything else that carries bytes.
//!
//! ```text
//!   session ──Command──► SerialBoard ──► worker ── engine ──frames──► stream ─── cable ─── board
//!           ◄──Report─── Sink  ◄──────────┘          ▲                  │
//!                                                    └──── reader ◄─────┘
//! ```
//!
//! [`ports`] lists what is plugged in, [`find`] asks who is there, [`SerialBoard`] is the link
//! itself. `docs/serial.md` tells what happens on the port.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Sender, bounded, unbounded};
use sockscope_link::{BoardInfo, Command};

mod blame;
mod boot;
mod engine;
mod error;
pub mod find;
mod flood;
mod held;
pub mod ports;
pub mod reach;
mod stream;
pub mod symbols;
mod talk;
pub mod verdict;
pub mod words;
mod worker;

pub use blame::holder;
pub use boot::{Line as LogLine, Sign, read as read_line, reset_reason};
pub use engine::Options;
pub use error::LinkError;
pub use stream::{FIRST_BAUD, Place, SerialStream, Stream, open, open_port, path_of, reset};

pub(crate) use stream::is_patience;
pub use talk::{Talk, TalkError};

use crate::peer::Sink;
use worker::{Connector, Worker};

/// A board at the other end of a stream. Reports go to the sink that it was opened with; dropping it
/// clears the board and ends its threads.
pub struct SerialBoard {
    commands: Option<Sender<Command>>,
    thread: Option<JoinHandle<()>>,
    info: BoardInfo,
}

impl SerialBoard {
    /// Opens the stream at `place` and makes the board's acquaintance. If the cable comes out, the
    /// same board is looked for until it is back.
    ///
    /// # Errors
    /// [`LinkError`]: there is no such port, it cannot be had, or who is there is no board of ours.
    pub fn open(place: &Place, options: Options, sink: Sink) -> Result<SerialBoard, LinkError> {
        SerialBoard::at(&find::resolve(place, options.lang), options, sink)
    }

    fn at(place: &Place, options: Options, sink: Sink) -> Result<SerialBoard, LinkError> {
        let name = place.to_string();
        SerialBoard::over(name, connector(place.clone()), options, sink)
    }

    /// As [`SerialBoard::open`], over streams that `connect` makes: the first at once, another
    /// whenever the one before has ended. `place` is what they are called.
    ///
    /// # Errors
    /// As [`SerialBoard::open`], and those of `connect`.
    pub fn over(
        place: String,
        connect: impl FnMut() -> Result<Box<dyn Stream>, LinkError> + Send + 'static,
        options: Options,
        sink: Sink,
    ) -> Result<SerialBoard, LinkError> {
        let (commands, from) = unbounded();
        let (opened, outcome) = bounded(1);
        let worker = Worker {
            place: place.clone(),
            connect: Box::new(connect),
            options,
            sink,
            commands: from,
            opened,
        };
        let other = |why| LinkError::Other {
            place: place.clone(),
            why,
        };
        let thread = thread::Builder::new()
            .name("link".to_owned())
            .spawn(move || worker.run())
            .map_err(other)?;
        match outcome.recv() {
            Ok(Ok(info)) => Ok(SerialBoard {
                commands: Some(commands),
                thread: Some(thread),
                info,
            }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(other(io::ErrorKind::UnexpectedEof.into())),
        }
    }

    /// Tells the board something. While it is away, calls return EIO.
    pub fn send(&self, command: Command) {
        if let Some(commands) = &self.commands {
            let _ = commands.send(command);
        }
    }

    /// What the board said of itself when the link was opened.
    pub fn info(&self) -> &BoardInfo {
        &self.info
    }
}

impl Drop for SerialBoard {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// This machine's address as the board at `board` sees it: the one of the interface that packets to it
/// leave by. Nothing is sent.
///
/// # Errors
/// Of the system; `NetworkUnreachable` where there is no way there.
pub fn host_address(board: IpAddr) -> io::Result<IpAddr> {
    let any: IpAddr = match board {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    // connect(2) of a datagram socket only chooses the route; the discard port is as good as any.
    let socket = UdpSocket::bind((any, 0))?;
    socket.connect((board, 9))?;
    Ok(socket.local_addr()?.ip())
}

/// Opens the same place again and again; a USB device that comes back may have another path.
fn connector(place: Place) -> Connector {
    let mut serial: Option<String> = None;
    let mut first = true;
    Box::new(move || {
        let Place::Port(name) = &place else {
            return open(&place);
        };
        let again = serial.as_ref().and_then(|serial| {
            let has = |port: &ports::PortFacts| {
                port.usb.as_ref().and_then(|usb| usb.serial.as_ref()) == Some(serial)
            };
            ports::list().into_iter().find(has)
        });
        let path = match again {
            Some(port) => port.path,
            None => path_of(name),
        };
        let stream = open_port(&path)?;
        if std::mem::take(&mut first) {
            serial = ports::at(&path).and_then(|port| port.usb?.serial);
        }
        Ok(Box::new(stream) as Box<dyn Stream>)
    })
}

/// A board as tests know one.
#[cfg(test)]
fn sample(name: &str, reset_reason: &str) -> sockscope_link::BoardInfo {
    sockscope_link::BoardInfo {
        chip: "esp32c3".into(),
        firmware: "0.1.0".into(),
        name: name.into(),
        addr: None,
        errnos: sockscope_link::System::Linux,
        descriptors: 20,
        connections: 24,
        buffers: (1280, 1024),
        reset_reason: reset_reason.into(),
        heap_free: None,
    }
}
