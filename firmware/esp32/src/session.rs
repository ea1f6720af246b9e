//! The session with the host: frames on whichever port it speaks.
//!
//! Both ports are heard all the time; a host that says hello on one of them has the link there. What is
//! kept until the host acknowledges it has a fixed size: while that is half full, the main loop lets the
//! board core wait, and a report for which there is no room at all waits here. A host that acknowledges
//! nothing for 5 s is gone: its session ends, and the board goes on.

use alloc::collections::VecDeque;
use alloc::string::String;

use embassy_time::{Duration, Instant};
use esp_hal::rtc_cntl::Rwdt;
use sockscope_link::arq::{Endpoint, Event, NotSent};
use sockscope_link::frame::{Decoder, FrameError, Item, Packet};
use sockscope_link::hello::End;
use sockscope_link::{Command, LogLevel, Report};

use crate::budget::{COMMANDS, OUTBOX, SERIAL_CHUNK};
use crate::serial::{self, FIRST_BAUD, Port};

/// Bytes that are no frame, for so long, mean that the host speaks at another speed.
const DEAF: Duration = Duration::from_secs(2);

/// How long the port may take to send what is left before its speed changes.
const STUCK: Duration = Duration::from_millis(500);

/// The board's end of the link.
pub struct Session {
    decoders: [Decoder<Command>; Port::ALL.len()],
    endpoint: Endpoint<Report, Command>,
    /// Where the host is.
    host: Option<Port>,
    commands: VecDeque<Command>,
    baud: u32,
    /// Since when UART0 has brought bytes and no frame.
    noise: Option<Instant>,
    watchdog: Rwdt,
}

impl Session {
    /// A session that nobody has begun yet. Whoever waits for it lives, so it feeds the watchdog.
    pub fn new(watchdog: Rwdt) -> Self {
        let program = concat!("sockscope-esp32 ", env!("CARGO_PKG_VERSION"));
        Session {
            decoders: core::array::from_fn(|_| Decoder::new()),
            endpoint: Endpoint::new(End::Board, program, OUTBOX),
            host: None,
            commands: VecDeque::with_capacity(COMMANDS),
            baud: FIRST_BAUD,
            noise: None,
            watchdog,
        }
    }

    /// Takes what has arrived, and says what can be said.
    pub fn turn(&mut self) {
        self.receive();
        self.drain();
        let lost = serial::lost();
        if lost > 0 {
            self.log(
                LogLevel::Warn,
                alloc::format!("{lost} bytes from the host found no room; it sends them again"),
            );
        }
    }

    /// The next command, once there is room for what it may give rise to.
    pub fn command(&mut self) -> Option<Command> {
        if !self.has_room() {
            return None;
        }
        self.commands.pop_front()
    }

    /// Whether the board core may go on: there is room for its reports.
    pub fn has_room(&self) -> bool {
        self.endpoint.has_room()
    }

    fn receive(&mut self) {
        self.watchdog.feed();
        for &port in Port::ALL {
            let mut chunk = [0; SERIAL_CHUNK];
            loop {
                let len = serial::read(port, &mut chunk);
                if len == 0 {
                    break;
                }
                // What finds no room here stays with the host.
                self.endpoint.set_open(self.commands.len() < COMMANDS);
                self.take(port, &chunk[..len]);
            }
        }
        self.endpoint.set_open(self.commands.len() < COMMANDS);
        self.mind_the_speed();
        if self.endpoint.is_gone(now()) {
            self.endpoint.disconnect();
        }
    }

    fn take(&mut self, port: Port, bytes: &[u8]) {
        let Session {
            decoders,
            endpoint,
            host,
            commands,
            ..
        } = self;
        let mut heard = false;
        decoders[port as usize].push(bytes, |item| match item {
            Item::Packet(packet) => {
                heard = true;
                // Whoever says hello has the link; another port's host learns from nothing else.
                let hello = matches!(packet, Packet::Hello { .. });
                if hello || !endpoint.is_connected() {
                    *host = Some(port);
                }
                if *host == Some(port)
                    && let Some(Event::Message(command)) = endpoint.take(packet, now())
                {
                    commands.push_back(command);
                }
            }
            // A terminal, or what is left of a frame: nobody to answer, and maybe a password in it.
            Item::Text(_) | Item::Error(FrameError::Unknown | FrameError::Echo) => {}
            Item::Error(_) => {
                if *host == Some(port) {
                    endpoint.damaged();
                }
            }
        });
        if heard {
            self.noise = None;
            self.tell_speed();
        } else if port == Port::Uart && self.noise.is_none() {
            self.noise = Some(Instant::now());
        }
    }

    fn tell_speed(&mut self) {
        let baud = if self.host == Some(Port::Uart) {
            self.baud
        } else {
            0
        };
        self.endpoint.set_baud(baud);
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
        while (self.drain() || !serial::uart_is_idle()) && start.elapsed() < STUCK {}
        // The last byte is still on the line when the queue is empty.
        esp_hal::delay::Delay::new().delay_micros(10 * 1_000_000 / self.baud + 1);
        if serial::set_baud(baud).is_ok() {
            self.baud = baud;
        }
        self.noise = None;
        self.tell_speed();
    }

    /// Sends a report to the host, if there is one; waits for room if there is none.
    pub fn send(&mut self, report: &Report) {
        loop {
            match self.endpoint.send(report, now()) {
                Ok(()) => {
                    self.drain();
                    return;
                }
                Err(NotSent::NotConnected) => return,
                Err(NotSent::Full) => {
                    self.drain();
                    self.receive();
                }
                Err(error @ NotSent::TooLong) => {
                    let text = alloc::format!("a report was not sent: {error}");
                    return self.log(LogLevel::Error, text);
                }
            }
        }
    }

    /// A line of the log: a report for the host, or text as long as there is none.
    pub fn log(&mut self, level: LogLevel, text: String) {
        let uptime_ms = Instant::now().as_millis();
        if self.endpoint.is_connected() {
            self.send(&Report::Log {
                level,
                uptime_ms,
                text,
            });
        } else {
            say(&alloc::format!("{uptime_ms} {}: {text}\r\n", level.name()));
        }
    }

    /// Gives the port what it takes; whether something is left.
    pub fn drain(&mut self) -> bool {
        let Some(port) = self.host else { return false };
        loop {
            let bytes = self.endpoint.transmit(now());
            if bytes.is_empty() {
                return false;
            }
            let taken = serial::write(port, bytes);
            if taken == 0 {
                return true;
            }
            self.endpoint.transmitted(taken);
        }
    }

    /// When something is to be sent again.
    pub fn due(&self) -> Option<Instant> {
        let due = self.endpoint.due()?;
        Some(Instant::from_micros(due.as_micros() as u64))
    }
}

/// The time since the start, as the link reckons it.
fn now() -> core::time::Duration {
    core::time::Duration::from_micros(Instant::now().as_micros())
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
