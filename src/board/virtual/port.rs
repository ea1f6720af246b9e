//! The board's network and its way back: the private wire, the sink, and the tap between.

use std::io;
use std::time::Instant;

use sockscope_board::{Instant as BoardInstant, Port};
use sockscope_link::{Act, Direction, LogLevel, Report, Segment};

use crate::peer::{Peer, Sink, Tap};
use crate::wire::LinkEnd;

/// The board's network and its way back: the wire, the sink, and the tap between.
pub(super) struct WirePort {
    link: LinkEnd,
    sink: Sink,
    tap: Box<dyn Tap>,
    /// The segment that was reported and goes onto the wire next.
    leaving: Option<Segment>,
    /// Whether the wire had no room for the last packet.
    pub(super) full: bool,
    /// Whether the wire is of no use any more.
    pub(super) down: bool,
    started: Instant,
}

impl WirePort {
    pub(super) fn new(link: LinkEnd, sink: Sink, tap: Box<dyn Tap>) -> WirePort {
        WirePort {
            link,
            sink,
            tap,
            leaving: None,
            full: false,
            down: false,
            started: Instant::now(),
        }
    }

    /// The time since the board was started.
    pub(super) fn now(&self) -> BoardInstant {
        BoardInstant::from_micros(self.started.elapsed().as_micros() as i64)
    }

    /// Says once that the wire is down.
    fn fail(&mut self, error: &io::Error) {
        if !std::mem::replace(&mut self.down, true) {
            self.log(LogLevel::Error, format!("the wire is down: {error}"));
        }
    }

    fn log(&self, level: LogLevel, text: String) {
        let uptime_ms = self.started.elapsed().as_millis() as u64;
        let report = Report::Log {
            level,
            uptime_ms,
            text,
        };
        (self.sink)(Peer::Board, report);
    }
}

impl Port for WirePort {
    fn receive(&mut self, buffer: &mut [u8]) -> Option<usize> {
        if self.down {
            return None;
        }
        match self.link.read(buffer) {
            Ok(length) => Some(length),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
            Err(error) => {
                self.fail(&error);
                None
            }
        }
    }

    fn transmit(&mut self, packet: &[u8]) -> bool {
        match self.link.write(packet) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.full = true;
                return false;
            }
            Err(error) => self.log(LogLevel::Warn, format!("a packet is lost: {error}")),
            Ok(()) => {}
        }
        self.full = false;
        if let Some(segment) = self.leaving.take() {
            self.tap.after(&segment);
        }
        true
    }

    fn report(&mut self, report: Report) {
        if let Report::Segment(segment) = &report {
            let leaves = matches!(segment.act, Act::Passed | Act::Released | Act::Duplicated);
            match segment.dir {
                Direction::HostToBoard => self.tap.before(segment),
                Direction::BoardToHost if leaves => {
                    self.tap.before(segment);
                    self.leaving = Some(segment.clone());
                }
                Direction::BoardToHost => {}
            }
        }
        (self.sink)(Peer::Board, report);
    }
}
