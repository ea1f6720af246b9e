//! The link: frames on whichever port the host speaks.
//!
//! Both ports are heard all the time; reports go to the one from which the last command came. A
//! port that takes nothing for [`STUCK_MS`] has no host any more: what waited for it is dropped, and
//! the host says hello again when it is back.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::String;

use embassy_time::{Duration, Instant};
use sockscope_link::frame::{self, Decoder, Item, MAX_FRAME};
use sockscope_link::{Command, LogLevel, Report};

use crate::budget::{OUTBOX, SERIAL_CHUNK, STUCK_MS};
use crate::serial::{self, FIRST_BAUD, Port};

/// Bytes that are no frame, for so long, mean that the host speaks at another speed.
const DEAF: Duration = Duration::from_secs(2);

/// The board's end of the link.
pub struct Link {
    decoders: [Decoder<Command>; Port::ALL.len()],
    /// Where the host is.
    host: Option<Port>,
    outbox: VecDeque<u8>,
    frame: Box<[u8; MAX_FRAME]>,
    baud: u32,
    /// Since when UART0 has brought bytes and no frame.
    noise: Option<Instant>,
}

impl Link {
    /// A link that nobody has spoken on yet.
    pub fn new() -> Self {
        Link {
            decoders: core::array::from_fn(|_| Decoder::new()),
            host: None,
            outbox: VecDeque::with_capacity(OUTBOX),
            frame: Box::new([0; MAX_FRAME]),
            baud: FIRST_BAUD,
            noise: None,
        }
    }

    /// The next command that has arrived.
    pub fn receive(&mut self, commands: &mut VecDeque<Command>) {
        for &port in Port::ALL {
            let mut chunk = [0; SERIAL_CHUNK];
            loop {
                let len = serial::read(port, &mut chunk);
                if len == 0 {
                    break;
                }
                self.take(port, &chunk[..len], commands);
            }
        }
        self.mind_the_speed();
        let lost = serial::lost();
        if lost > 0 {
            self.log(
                LogLevel::Warn,
                alloc::format!("{lost} bytes from the host found no room and are lost"),
            );
        }
    }

    fn take(&mut self, port: Port, bytes: &[u8], commands: &mut VecDeque<Command>) {
        let mut error = None;
        let mut heard = false;
        self.decoders[port as usize].push(bytes, |item| match item {
            Item::Message(command) => {
                heard = true;
                commands.push_back(command);
            }
            Item::Error(what) => error = Some(what),
            // A terminal, or noise: nobody to answer.
            Item::Text(_) => {}
        });
        if heard {
            if self.host != Some(port) {
                self.outbox.clear();
                self.host = Some(port);
            }
            self.noise = None;
        } else if port == Port::Uart && self.noise.is_none() {
            self.noise = Some(Instant::now());
        }
        if let Some(error) = error
            && self.host == Some(port)
        {
            self.log(LogLevel::Warn, alloc::format!("{error}"));
        }
    }

    /// A host that comes back asks at the first speed; what it says then is noise at another one.
    fn mind_the_speed(&mut self) {
        if self.baud == FIRST_BAUD {
            self.noise = None;
        }
        if self.noise.is_some_and(|since| since.elapsed() > DEAF) {
            self.set_baud(FIRST_BAUD);
        }
    }

    /// Goes on at this speed once everything is sent.
    pub fn set_baud(&mut self, baud: u32) {
        let start = Instant::now();
        while (self.drain() || !serial::uart_is_idle()) && start.elapsed().as_millis() < STUCK_MS {}
        // The last byte is still on the line when the queue is empty.
        esp_hal::delay::Delay::new().delay_micros(10 * 1_000_000 / self.baud + 1);
        if serial::set_baud(baud).is_ok() {
            self.baud = baud;
        }
        self.noise = None;
    }

    /// Sends a report to the host, if there is one; waits for room if there is none.
    pub fn send(&mut self, report: &Report) {
        if self.host.is_none() {
            return;
        }
        let len = match frame::encode(report, &mut self.frame) {
            Ok(frame) => frame.len(),
            Err(error) => {
                let text = alloc::format!("a report was not sent: {error}");
                return self.log(LogLevel::Error, text);
            }
        };
        if self.make_room(len) {
            self.outbox.extend(&self.frame[..len]);
            self.drain();
        }
    }

    /// A line of the log: a report for the host, or text as long as there is none.
    pub fn log(&mut self, level: LogLevel, text: String) {
        let uptime_ms = Instant::now().as_millis();
        match self.host {
            Some(_) => self.send(&Report::Log {
                level,
                uptime_ms,
                text,
            }),
            None => say(&alloc::format!("{uptime_ms} {}: {text}\r\n", level.name())),
        }
    }

    fn make_room(&mut self, len: usize) -> bool {
        let mut left = self.outbox.len();
        let mut since = Instant::now();
        while self.outbox.len() + len > OUTBOX {
            self.drain();
            if self.outbox.len() < left {
                left = self.outbox.len();
                since = Instant::now();
            } else if since.elapsed().as_millis() > STUCK_MS {
                self.outbox.clear();
                self.host = None;
                return false;
            }
        }
        true
    }

    /// Gives the port what it takes; whether something is left.
    pub fn drain(&mut self) -> bool {
        let Some(port) = self.host else { return false };
        loop {
            let (bytes, _) = self.outbox.as_slices();
            if bytes.is_empty() {
                return false;
            }
            let taken = serial::write(port, bytes);
            if taken == 0 {
                return true;
            }
            self.outbox.drain(..taken);
        }
    }
}

/// Plain text on every port, for as long as it takes any.
pub fn say(text: &str) {
    // A byte at 115,200 baud takes 87 µs; a host on USB asks every millisecond.
    const PATIENCE: Duration = Duration::from_millis(2);
    for &port in Port::ALL {
        let mut rest = text.as_bytes();
        let mut since = Instant::now();
        while !rest.is_empty() && since.elapsed() < PATIENCE {
            let taken = serial::write(port, rest);
            if taken > 0 {
                rest = &rest[taken..];
                since = Instant::now();
            }
        }
    }
}
