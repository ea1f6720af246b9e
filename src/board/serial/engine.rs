//! The host's end of a link: what is said when, and what is made of what comes. It has no thread, no
//! clock and no port of its own; [`super::worker`] lends it those.
//!
//! ```text
//!              hello ──► info ──► speed ──► clear ──► up        a session begins
//!                ▲                                     │
//!                └──── lost: another session, ◄────────┘
//!                      silence, the cable
//! ```
//!
//! That nothing is lost within a session, and that a board which is not in it says so, is the work of
//! [`Endpoint`]. What is left to do here is to make the acquaintance ([`meet`]), to look for a board
//! that has fallen silent ([`seek`]), and to tell what is lost with a session ([`lost`]).

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use sockscope_link::arq::{Endpoint, NotSent};
use sockscope_link::frame::Decoder;
use sockscope_link::hello::End;
use sockscope_link::{BoardInfo, Command, LogLevel, Report};

use super::error::LinkError;
use super::flood::Flood;
use super::held::Held;
use super::stream::{FAST_BAUD, FIRST_BAUD};
use super::told::Told;
use crate::board::log::{Names, Reader};
use crate::fact;
use crate::timeline::Fact;
use crate::words::t;

mod heard;
mod lost;
mod meet;
mod seek;
mod step;
mod stranger;
#[cfg(test)]
mod tests;

use step::{LATE, Loss, Seek, Step};
use stranger::Stranger;

/// How a link is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// The speed to go on with once the board is known, in bits per second.
    pub baud: u32,
    /// Whether whatever the board had is cleared at the start: a session begins with nothing.
    pub clear: bool,
    /// How long to wait for a board that says hello.
    pub patience: Duration,
    /// Makes who names the functions at a panic's addresses.
    pub names: fn() -> Names,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            baud: FAST_BAUD,
            clear: true,
            patience: Duration::from_millis(3500),
            names: || Box::new(|_, _| Vec::new()),
        }
    }
}

/// Frames that the board has not acknowledged, in bytes: what it has room for on its port
/// (`SERIAL_IN` of the firmware).
const OUTBOX: usize = 4096;
/// How many commands wait for room, or for a board that is away.
const QUEUE: usize = 256;
/// How long a frame or a line may pause.
const PAUSE: Duration = Duration::from_millis(250);
/// How long a line may be silent before it is asked whether somebody is there.
const SILENCE: Duration = Duration::from_secs(2);
/// How long a board may acknowledge nothing while its text pours in.
const OVERDUE: Duration = Duration::from_secs(30);
/// How long after the first damaged frame it is said how many there were, and how often.
const NOISE: Duration = Duration::from_secs(1);
const NOISE_AGAIN: Duration = Duration::from_secs(30);

/// What the worker has to do, besides putting on the line what [`Engine::transmit`] gives.
#[derive(Debug)]
pub(super) enum Action {
    /// Go on at this speed.
    Baud(u32),
    /// Give this to the session.
    Tell(Told),
    /// The board is known and ready.
    Opened(BoardInfo),
    /// There is no board to be had here.
    Failed(LinkError),
}

/// Damaged frames that were not spoken of yet.
#[derive(Debug)]
struct Noise {
    frames: u32,
    due: Instant,
}

/// The host's end of a link.
pub(super) struct Engine {
    options: Options,
    place: String,
    /// Whether there is a speed to set.
    has_speed: bool,
    /// The speed, where there is one.
    baud: u32,
    /// The fast speed did not work here.
    no_fast: bool,

    decoder: Decoder<Report>,
    endpoint: Endpoint<Command, Report>,
    /// What [`Endpoint`]'s time begins with.
    start: Instant,
    /// For the numbers of sessions.
    random: u64,
    /// Commands that are not in the endpoint yet.
    queue: VecDeque<Command>,
    pings: u32,
    held: Held,
    heard: Instant,

    step: Step,
    /// When the step began, or hello was last said, and how often.
    said: Instant,
    tries: u32,
    /// Since when the board has been away.
    away: Instant,
    opened: bool,
    info: Option<BoardInfo>,
    stranger: Stranger,

    seek: Option<Seek>,
    /// The board was told to start again.
    resetting: bool,
    /// How the last session was lost.
    loss: Loss,
    /// Whether it was said that the board is away, and what is lost with it.
    told: bool,

    reader: Reader,
    flood: Flood,
    noise: Noise,
    /// What comes as text now may be what is left of a damaged frame.
    wreck: bool,
    out: Vec<Action>,
}

impl Engine {
    /// An engine that says hello at once. `random` is any number, another one each time.
    pub fn new(
        place: String,
        has_speed: bool,
        options: Options,
        random: u64,
        now: Instant,
    ) -> Self {
        let program = concat!("sockscope ", env!("CARGO_PKG_VERSION"));
        let reader = Reader::new((options.names)());
        let mut engine = Engine {
            options,
            place,
            has_speed,
            baud: FIRST_BAUD,
            no_fast: false,
            decoder: Decoder::new(),
            endpoint: Endpoint::new(End::Host, program, OUTBOX),
            start: now,
            random,
            queue: VecDeque::new(),
            pings: 0,
            held: Held::default(),
            heard: now,
            step: Step::Hello,
            said: now,
            tries: 0,
            away: now,
            opened: false,
            info: None,
            stranger: Stranger::default(),
            seek: None,
            resetting: false,
            loss: Loss::default(),
            told: false,
            reader,
            flood: Flood::new(now),
            noise: Noise {
                frames: 0,
                due: now,
            },
            wreck: false,
            out: Vec::new(),
        };
        engine.speed();
        engine.meet(now);
        engine
    }

    /// What is to be done now, in order, before anything more is put on the line.
    pub fn actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.out)
    }

    /// What is to be put on the line now; see [`Endpoint::transmit`].
    pub fn transmit(&mut self, now: Instant) -> &[u8] {
        self.endpoint.transmit(now - self.start)
    }

    /// So much of it is on the line, or was taken by it.
    pub fn transmitted(&mut self, len: usize) {
        self.endpoint.transmitted(len);
    }

    /// When [`Engine::tick`] is wanted, at the latest.
    pub fn due(&self) -> Instant {
        let step = match self.step {
            Step::Up => self.due_up(),
            Step::Unplugged => self.said + PAUSE,
            _ => self.said + self.pace(),
        };
        let partial = self.decoder.is_partial().then(|| self.heard + PAUSE);
        let again = self.endpoint.due().map(|due| self.start + due);
        let others = [partial, again, self.flood.due()];
        others.into_iter().flatten().fold(step, Instant::min)
    }

    fn due_up(&self) -> Instant {
        let seek = match (&self.seek, self.waiting_since()) {
            (Some(seek), _) => seek.until,
            (None, Some(since)) => since + LATE,
            (None, None) => self.heard + SILENCE,
        };
        let tells = self.noise.frames > 0 && self.waiting_since().is_none();
        if tells {
            seek.min(self.noise.due)
        } else {
            seek
        }
    }

    fn waiting_since(&self) -> Option<Instant> {
        self.endpoint
            .waiting_since()
            .map(|since| self.start + since)
    }

    /// Time has passed; `behind`: there is more to read that came meanwhile.
    pub fn tick(&mut self, now: Instant, behind: bool) {
        if self.decoder.is_partial() && now >= self.heard + PAUSE {
            self.flush(now);
        }
        if let Some(lines) = self.flood.tick(now) {
            let text = fact!(t::LINK_FLOOD, count = lines);
            self.log(LogLevel::Warn, text);
        }
        match self.step {
            // What waits to be read is older than what this end would say of the board's absence.
            Step::Up if behind && !self.is_overdue(now) => {}
            Step::Up => self.tick_up(now),
            Step::Unplugged => self.said = now,
            _ if now >= self.said + self.pace() => self.tick_meeting(now),
            _ => {}
        }
    }

    /// Whether a board that floods the line has acknowledged nothing for too long.
    fn is_overdue(&self, now: Instant) -> bool {
        self.waiting_since()
            .is_some_and(|since| now >= since + OVERDUE)
    }

    fn tick_up(&mut self, now: Instant) {
        if self.endpoint.is_gone(now - self.start) {
            return self.fell_silent(now);
        }
        self.tick_seek(now);
        if self.waiting_since().is_none() {
            if now >= self.heard + SILENCE {
                self.ping(now);
            }
            self.tell_noise(now);
        }
    }

    /// The line was noisy for a while, and all is well.
    fn tell_noise(&mut self, now: Instant) {
        if self.noise.frames > 0 && now >= self.noise.due {
            let count = self.noise.frames;
            let text = fact!(t::LINK_NOISE, count = count);
            self.log(LogLevel::Warn, text);
            self.noise = Noise {
                frames: 0,
                due: now + NOISE_AGAIN,
            };
        }
    }

    /// The session tells the board something.
    pub fn command(&mut self, command: Command, now: Instant) {
        if self.told || self.queue.len() >= QUEUE {
            self.refuse(command);
        } else {
            self.queue.push_back(command);
            self.pump(now);
        }
    }

    /// Gives the endpoint what it has room for.
    fn pump(&mut self, now: Instant) {
        while self.step == Step::Up
            && let Some(command) = self.queue.front()
        {
            match self.endpoint.send(command, now - self.start) {
                Ok(()) => {
                    self.held.sent(command);
                    self.resetting |= *command == Command::Reset;
                }
                Err(NotSent::TooLong) => {
                    if let Some(command) = self.queue.pop_front() {
                        self.refuse(command);
                    }
                    continue;
                }
                Err(NotSent::Full | NotSent::NotConnected) => return,
            }
            self.queue.pop_front();
        }
    }

    /// Asks whether somebody is there.
    fn ping(&mut self, now: Instant) {
        let number = self.number();
        self.send(&Command::Ping(number), now);
    }

    fn number(&mut self) -> u32 {
        // Far from what anybody else would choose.
        self.pings = self.pings.wrapping_add(1) | 0x8000_0000;
        self.pings
    }

    /// Sends a command of the link's own.
    fn send(&mut self, command: &Command, now: Instant) {
        // Few, and of a few bytes: without room for them much else waits for an answer.
        let _ = self.endpoint.send(command, now - self.start);
    }

    /// Lets the line, and whoever reckons with it, have the current speed.
    fn speed(&mut self) {
        let baud = if self.has_speed { self.baud } else { 0 };
        self.endpoint.set_baud(baud);
    }

    fn set_baud(&mut self, baud: u32) {
        if self.has_speed && baud != self.baud {
            self.baud = baud;
            self.speed();
            self.out.push(Action::Baud(baud));
        }
    }

    fn pass(&mut self, report: Report) {
        self.out.push(Action::Tell(Told::Report(report)));
    }

    /// A line of our own in the board's log.
    fn log(&mut self, level: LogLevel, said: Fact) {
        self.out.push(Action::Tell(Told::Link(level, said)));
    }

    /// The session cannot have what it wants.
    fn refused(&mut self, why: Fact) {
        self.out.push(Action::Tell(Told::Refused(why)));
    }
}
