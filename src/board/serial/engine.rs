//! The host's end of a link: what is said when, and what is made of what comes. It has no thread, no
//! clock and no port of its own; [`super::worker`] lends it those.
//!
//! ```text
//!              hello ──► info ──► speed ──► clear ──► up        a session begins
//!                ▲
//!   up ── banner, panic, silence, cable ──► hello ──► … ──► check ──► up
//!                                                             │
//!                          nothing left of its sockets? it restarted: calls fail, sockets are CLOSED
//! ```
//!
//! A check is a `Look` and a `Ping`. The board takes one command after another, so whatever was sent
//! before the ping and is not answered when the pong comes was lost on the line.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use sockscope_link::frame::{Decoder, FrameError, Item};
use sockscope_link::hello::{self, End};
use sockscope_link::text::printable;
use sockscope_link::{BoardInfo, Command, Errno, GateState, Hello, LogLevel, Report, Return};

use super::boot::{self, Sign};
use super::error::LinkError;
use super::flood::Flood;
use super::stream::FIRST_BAUD;
use super::track::Tracker;
use crate::fill;
use crate::text::{Lang, Text, t};

/// How a link is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// The language of what is said about the link.
    pub lang: Lang,
    /// The speed to go on with once the board is known, in bits per second.
    pub baud: u32,
    /// Whether whatever the board had is cleared at the start: a session begins with nothing.
    pub clear: bool,
    /// How long to wait for a board that says hello.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            lang: Lang::En,
            baud: 921_600,
            clear: true,
            patience: Duration::from_millis(3500),
        }
    }
}

/// How long an answer to a greeting may take before it is said again.
const GREETING: Duration = Duration::from_millis(250);
/// How often it is said to a board that has not answered for long.
const SLOW_GREETING: Duration = Duration::from_secs(1);
/// How long the answer to a command may take before it is looked into.
const LATE: Duration = Duration::from_millis(400);
/// How long a check may take before it is made again.
const CHECK: Duration = Duration::from_millis(600);
/// How many checks in a row may fail before the board counts as silent.
const CHECKS: u32 = 3;
/// How long a line may be silent before it is asked whether somebody is there.
const SILENCE: Duration = Duration::from_secs(2);
/// How long a board may take to come back before its calls are given up.
const AWAY: Duration = Duration::from_secs(5);
/// How long a frame or a line may pause.
const PAUSE: Duration = Duration::from_millis(250);
/// How many commands wait for a board that is away.
const QUEUE: usize = 256;

/// What the worker has to do.
#[derive(Debug)]
pub(super) enum Action {
    /// Put this on the line.
    Send(Command),
    /// Go on at this speed, once everything is sent.
    Baud(u32),
    /// Give this to the session.
    Report(Report),
    /// The board is known and ready.
    Opened(BoardInfo),
    /// There is no board to be had here.
    Failed(LinkError),
}

/// How far the acquaintance has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// `Hello` is said.
    Hello,
    /// `Info` is asked.
    Info,
    /// Another speed is asked for.
    Baud(u32),
    /// The other speed is tried with a ping of this number.
    Try(u32),
    /// `Clear` is said.
    Clear,
    /// What the board still has is asked; the ping's number.
    Check(u32),
    /// Everything is known.
    Up,
    /// There is no cable.
    Unplugged,
}

/// A check that is under way while the link is up.
#[derive(Clone, Copy, Debug)]
struct Check {
    number: u32,
    asked: Instant,
    look: bool,
    tries: u32,
}

/// The host's end of a link.
pub(super) struct Engine {
    options: Options,
    place: String,
    /// Whether there is a speed to set.
    has_speed: bool,
    decoder: Decoder<Report>,
    flood: Flood,
    tracker: Tracker,
    step: Step,
    /// When the step's command was said, and how often.
    said: Instant,
    tries: u32,
    /// Since when the board has been away.
    away: Instant,
    opened: bool,
    info: Option<BoardInfo>,
    /// Whether the board has given sign that it started again.
    restarted: bool,
    /// Whether it was said that the board is away.
    told: bool,
    baud: u32,
    /// The fast speed did not work here.
    no_fast: bool,
    check: Option<Check>,
    /// A check is due: something was damaged.
    suspicion: bool,
    pings: u32,
    /// A gate's state that is the answer to a command, or to the check's own question: the last one
    /// before the pong is the check's.
    gate: Option<GateState>,
    /// Whether the session itself asks for facts.
    looks: bool,
    heard: Instant,
    queue: VecDeque<Command>,
    /// The last line of text, and the last sign that was no noise.
    last_line: Option<String>,
    bootloader: bool,
    echo: bool,
    damaged_said: Option<Instant>,
    out: Vec<Action>,
}

impl Engine {
    pub fn new(place: String, has_speed: bool, options: Options, now: Instant) -> Self {
        let mut engine = Engine {
            options,
            place,
            has_speed,
            decoder: Decoder::new(),
            flood: Flood::new(now),
            tracker: Tracker::default(),
            step: Step::Hello,
            said: now,
            tries: 0,
            away: now,
            opened: false,
            info: None,
            restarted: false,
            told: false,
            baud: FIRST_BAUD,
            no_fast: false,
            check: None,
            suspicion: false,
            pings: 0,
            gate: None,
            looks: false,
            heard: now,
            queue: VecDeque::new(),
            last_line: None,
            bootloader: false,
            echo: false,
            damaged_said: None,
            out: Vec::new(),
        };
        engine.greet(now);
        engine
    }

    /// What is to be done now, in order.
    pub fn actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.out)
    }

    /// Whether the board is there.
    pub fn is_up(&self) -> bool {
        self.step == Step::Up
    }

    /// Whether the line is faster than a board starts.
    pub fn is_fast(&self) -> bool {
        self.has_speed && self.baud != FIRST_BAUD
    }

    /// When [`Engine::tick`] is wanted, at the latest.
    pub fn due(&self) -> Instant {
        let step = match self.step {
            Step::Up => match (&self.check, self.tracker.oldest()) {
                _ if self.suspicion && self.check.is_none() => self.heard,
                (Some(check), _) => check.asked + CHECK,
                (None, Some(oldest)) => (oldest + LATE).min(self.heard + SILENCE),
                (None, None) => self.heard + SILENCE,
            },
            Step::Unplugged => self.said + SLOW_GREETING,
            _ => self.said + self.pace(),
        };
        if self.decoder.is_partial() {
            return step.min(self.heard + PAUSE);
        }
        step.min(self.flood.due().unwrap_or(step))
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Instant) {
        if self.decoder.is_partial() && now >= self.heard + PAUSE {
            let mut items = Vec::new();
            self.decoder.flush(|item| items.push(item));
            items.into_iter().for_each(|item| self.item(item, now));
        }
        if let Some(left_out) = self.flood.tick(now) {
            self.left_out(left_out);
        }
        match self.step {
            Step::Up => self.tick_up(now),
            Step::Unplugged => self.said = now,
            _ if now >= self.said + self.pace() => self.tick_meeting(now),
            _ => {}
        }
    }

    /// Bytes arrived.
    pub fn bytes(&mut self, bytes: &[u8], now: Instant) {
        self.heard = now;
        let mut decoder = std::mem::take(&mut self.decoder);
        decoder.push(bytes, |item| self.item(item, now));
        self.decoder = decoder;
    }

    /// The session tells the board something.
    pub fn command(&mut self, command: Command, now: Instant) {
        self.looks |= command == Command::Look;
        if self.step == Step::Up {
            self.say(command, now);
        } else if self.told || self.queue.len() >= QUEUE {
            self.refuse(command);
        } else {
            self.queue.push_back(command);
        }
    }

    /// The stream has ended: the cable is out, or the far end closed.
    pub fn unplugged(&mut self, why: &std::io::Error, now: Instant) {
        if self.step == Step::Unplugged {
            return;
        }
        if !self.opened {
            let (place, why) = (
                self.place.clone(),
                std::io::Error::new(why.kind(), why.to_string()),
            );
            self.out
                .push(Action::Failed(LinkError::Other { place, why }));
        }
        let mut items = Vec::new();
        self.decoder.flush(|item| items.push(item));
        items.into_iter().for_each(|item| self.item(item, now));
        let text = fill!(
            self.options.lang,
            t::LINK_UNPLUGGED,
            place = self.place,
            why = why
        );
        self.log(LogLevel::Error, text);
        self.step = Step::Unplugged;
        self.check = None;
        self.gate = None;
        self.away = now;
        self.said = now;
        self.lose(t::LINK_LOST_UNPLUGGED);
        self.told = true;
    }

    /// The stream is there again.
    pub fn plugged(&mut self, has_speed: bool, now: Instant) {
        self.has_speed = has_speed;
        self.decoder = Decoder::new();
        self.baud = FIRST_BAUD;
        self.no_fast = false;
        self.told = true;
        self.meet(now);
    }

    // ── the acquaintance ─────────────────────────────────────────────────────────────────────

    fn pace(&self) -> Duration {
        match self.step {
            Step::Hello if self.told => SLOW_GREETING,
            _ => GREETING,
        }
    }

    /// Begins from the beginning.
    fn meet(&mut self, now: Instant) {
        if self.step == Step::Up || self.step == Step::Unplugged {
            self.away = now;
        }
        self.check = None;
        self.tries = 0;
        self.gate = None;
        self.greet(now);
    }

    fn greet(&mut self, now: Instant) {
        self.step = Step::Hello;
        self.said = now;
        // A board that restarted is slow again; one that a crashed session left behind is fast.
        let fast = self.tries % 3 == 2 && !self.no_fast;
        let baud = if fast { self.options.baud } else { FIRST_BAUD };
        if self.has_speed && baud != self.baud {
            self.baud = baud;
            self.out.push(Action::Baud(baud));
        }
        let program = concat!("sockscope ", env!("CARGO_PKG_VERSION"));
        self.out
            .push(Action::Send(Command::Hello(Hello::new(program))));
    }

    fn tick_meeting(&mut self, now: Instant) {
        self.tries += 1;
        match self.step {
            // The board may be slower in changing its speed than this end.
            Step::Try(number) if self.tries < 3 => {
                self.said = now;
                self.out.push(Action::Send(Command::Ping(number)));
            }
            // It does not work; the board goes back to the first speed by itself.
            Step::Try(_) => {
                self.no_fast = true;
                self.tries = 0;
                self.greet(now);
            }
            _ => self.greet(now),
        }
        self.mind_absence(now);
    }

    /// Gives up what waits for a board that is away for too long.
    fn mind_absence(&mut self, now: Instant) {
        if !self.opened {
            if now >= self.away + self.options.patience {
                let error = self.diagnosis();
                self.out.push(Action::Failed(error));
                self.away = now + Duration::from_secs(3600);
            }
            return;
        }
        if !self.told && now >= self.away + AWAY {
            let text = fill!(self.options.lang, t::LINK_GONE, place = self.place);
            self.log(LogLevel::Error, text);
            self.lose(t::LINK_LOST_SILENT);
            self.told = true;
        }
    }

    /// Why nobody said hello.
    fn diagnosis(&self) -> LinkError {
        let place = self.place.clone();
        if self.echo {
            LinkError::Echo { place }
        } else if self.bootloader {
            LinkError::Bootloader { place }
        } else if let Some(heard) = self.last_line.clone() {
            LinkError::OtherFirmware { place, heard }
        } else {
            LinkError::Silent { place }
        }
    }

    fn hello(&mut self, theirs: &Hello, now: Instant) {
        match self.step {
            Step::Hello => {}
            // A board that says hello unasked has just started.
            Step::Up => {
                self.restarted = true;
                return self.meet(now);
            }
            _ => return,
        }
        if let Err(mismatch) = hello::check(theirs, End::Host) {
            let place = self.place.clone();
            let error = LinkError::Version { place, mismatch };
            if self.opened {
                let text = error.display(self.options.lang);
                self.log(LogLevel::Error, text.clone());
                self.out.push(Action::Report(Report::Refused(text)));
                self.lose(t::LINK_LOST_SILENT);
                self.told = true;
            } else {
                self.out.push(Action::Failed(error));
            }
            return;
        }
        self.next(Step::Info, Command::Info, now);
    }

    fn next(&mut self, step: Step, command: Command, now: Instant) {
        self.step = step;
        self.said = now;
        self.tries = 0;
        self.out.push(Action::Send(command));
    }

    fn informed(&mut self, info: BoardInfo, now: Instant) {
        self.info = Some(info);
        let wanted = self.options.baud;
        if self.has_speed && !self.no_fast && wanted != self.baud {
            self.next(Step::Baud(wanted), Command::Baud(wanted), now);
        } else {
            self.known(now);
        }
    }

    /// The board is known, the speed is set: what is left of it?
    fn known(&mut self, now: Instant) {
        if self.opened {
            let number = self.number();
            self.suspicion = false;
            self.tracker.ask();
            self.out.push(Action::Send(Command::Look));
            self.next(Step::Check(number), Command::Ping(number), now);
        } else if self.options.clear {
            self.next(Step::Clear, Command::Clear, now);
        } else {
            self.up(now);
        }
    }

    fn up(&mut self, now: Instant) {
        self.step = Step::Up;
        self.suspicion = false;
        self.restarted = false;
        self.tries = 0;
        if !self.opened {
            self.opened = true;
            if let Some(info) = self.info.clone() {
                self.out.push(Action::Opened(info));
            }
        } else if self.told {
            let text = fill!(self.options.lang, t::LINK_BACK, place = self.place);
            self.log(LogLevel::Info, text);
        }
        self.told = false;
        for command in std::mem::take(&mut self.queue) {
            self.say(command, now);
        }
    }

    /// The board has answered what it still has.
    fn met_again(&mut self, asked: Instant, now: Instant) {
        if self.suspicion && !self.restarted {
            // What it said of its sockets may have been damaged: once more.
            return self.known(now);
        }
        self.gate = None;
        if self.restarted || self.tracker.is_blank() {
            let reason = self.info.as_ref().map(|info| info.reset_reason.clone());
            let reason = reason.filter(|reason| !reason.is_empty());
            let text = match reason {
                Some(reason) => fill!(self.options.lang, t::LINK_RESTARTED_BY, reason = reason),
                None => t::LINK_RESTARTED.get(self.options.lang).to_owned(),
            };
            self.log(LogLevel::Error, text);
            self.lose(t::LINK_LOST_RESTART);
        } else {
            self.judge(asked, now, true);
        }
        if let Some(info) = self.info.clone() {
            self.pass(Report::Info(info));
        }
        self.up(now);
    }

    // ── up ───────────────────────────────────────────────────────────────────────────────────

    fn say(&mut self, command: Command, now: Instant) {
        self.tracker.sent(&command, now);
        let restarts = command == Command::Reset;
        self.out.push(Action::Send(command));
        if restarts {
            self.restarted = true;
            self.meet(now);
        }
    }

    fn tick_up(&mut self, now: Instant) {
        let late = self
            .tracker
            .oldest()
            .is_some_and(|oldest| now >= oldest + LATE);
        match self.check {
            Some(check) if now < check.asked + CHECK => {}
            Some(check) if check.tries >= CHECKS => self.meet(now),
            Some(check) => self.ask(check.look, check.tries + 1, now),
            None if self.suspicion || late => self.ask(true, 1, now),
            None if now >= self.heard + SILENCE => self.ask(false, 1, now),
            None => {}
        }
    }

    fn number(&mut self) -> u32 {
        // Far from what anybody else would choose.
        self.pings = self.pings.wrapping_add(1) | 0x8000_0000;
        self.pings
    }

    fn ask(&mut self, look: bool, tries: u32, now: Instant) {
        self.suspicion = false;
        self.gate_done();
        let number = self.number();
        if look {
            self.tracker.ask();
            self.out.push(Action::Send(Command::Look));
        }
        self.out.push(Action::Send(Command::Ping(number)));
        self.check = Some(Check {
            number,
            asked: now,
            look,
            tries,
        });
    }

    fn pong(&mut self, number: u32, now: Instant) {
        match (self.step, self.check) {
            (Step::Try(tried), _) if tried == number => self.known(now),
            (Step::Check(asked), _) if asked == number => self.met_again(self.said, now),
            (Step::Up, Some(check)) if check.number == number => {
                self.check = None;
                if check.look && !self.suspicion && self.tracker.is_blank() {
                    // It restarted without a word.
                    self.restarted = true;
                    return self.meet(now);
                }
                self.judge(check.asked, now, check.look && !self.suspicion);
            }
            _ => {}
        }
    }

    /// Says what a check found, and mends what can be mended.
    fn judge(&mut self, asked: Instant, now: Instant, stated: bool) {
        let owed_gate = self.tracker.owes_gate();
        let verdict = self.tracker.judge(asked, now, stated);
        let lang = self.options.lang;
        if verdict.answers > 0 {
            let text = fill!(lang, t::LINK_ANSWERS_LOST, count = verdict.answers);
            self.log(LogLevel::Warn, text);
        }
        if verdict.states > 0 {
            let text = fill!(lang, t::LINK_STATES_MISSED, count = verdict.states);
            self.log(LogLevel::Warn, text);
        }
        self.out
            .extend(verdict.reports.into_iter().map(Action::Report));
        // The check's own look at the gate stands for the answer that was lost.
        if let Some(gate) = self.gate.take()
            && owed_gate
            && !self.tracker.owes_gate()
        {
            self.out.push(Action::Report(Report::Gate(gate)));
        }
        self.out.extend(verdict.again.into_iter().map(Action::Send));
    }

    /// A gate's state that waited for a later one is an answer.
    fn gate_done(&mut self) {
        if let Some(state) = self.gate.take() {
            let report = Report::Gate(state);
            self.tracker.heard(&report);
            self.out.push(Action::Report(report));
        }
    }

    fn gate_is(&mut self, state: GateState) {
        self.gate_done();
        let looking = self.check.is_some_and(|check| check.look);
        self.gate = Some(state);
        if self.step == Step::Up && !looking {
            self.gate_done();
        }
    }

    /// What the board had is gone.
    fn lose(&mut self, why: Text) {
        let had = !self.tracker.is_empty() || !self.queue.is_empty();
        let reports = self.tracker.lose();
        self.out.extend(reports.into_iter().map(Action::Report));
        for command in std::mem::take(&mut self.queue) {
            self.refuse(command);
        }
        if had {
            let text = why.get(self.options.lang).to_owned();
            self.out.push(Action::Report(Report::Refused(text)));
            let open = Report::Gate(GateState::default());
            self.out.push(Action::Report(open));
        }
    }

    /// A command that cannot reach its board.
    fn refuse(&mut self, command: Command) {
        let away = || Report::Refused(t::LINK_AWAY.get(self.options.lang).to_owned());
        let report = match command {
            Command::Call { id, .. } => Report::Return {
                id,
                ret: Return::error(Errno::Io),
            },
            Command::Gate(_) | Command::Wifi(_) | Command::Info | Command::Reset => away(),
            _ => return,
        };
        self.out.push(Action::Report(report));
    }

    // ── what comes ───────────────────────────────────────────────────────────────────────────

    fn item(&mut self, item: Item<Report>, now: Instant) {
        match item {
            Item::Message(report) => self.report(report, now),
            Item::Text(line) => self.line(&line, now),
            Item::Error(FrameError::Echo) => self.echo = true,
            Item::Error(error) => self.damaged(error, now),
        }
    }

    fn damaged(&mut self, error: FrameError, now: Instant) {
        self.tracker.damaged();
        self.suspicion = true;
        const SELDOM: Duration = Duration::from_secs(1);
        let recently = self.damaged_said.is_some_and(|said| now < said + SELDOM);
        // While the speeds do not match everything is damaged, and says nothing.
        if self.step == Step::Up && !recently {
            self.damaged_said = Some(now);
            let text = match (self.options.lang, error) {
                (Lang::En, error) => error.to_string(),
                (Lang::Es, FrameError::Cut) => t::LINK_FRAME_CUT.es.to_owned(),
                (Lang::Es, FrameError::Unknown) => t::LINK_FRAME_UNKNOWN.es.to_owned(),
                (Lang::Es, _) => t::LINK_FRAME_DAMAGED.es.to_owned(),
            };
            self.log(LogLevel::Warn, text);
        }
    }

    fn line(&mut self, line: &str, now: Instant) {
        if line.is_empty() {
            return;
        }
        let read = boot::read(line);
        match read.sign {
            Sign::Noise => {
                self.tracker.damaged();
                self.suspicion = true;
            }
            _ if self.step == Step::Hello => self.last_line = Some(read.text.to_owned()),
            _ => {}
        }
        if self.opened && self.flood.takes(read.level, now) {
            self.out.push(Action::Report(Report::Log {
                level: read.level,
                uptime_ms: read.uptime_ms.unwrap_or_default(),
                text: read.text.to_owned(),
            }));
        }
        match read.sign {
            // The check decides: an application can print these words too.
            Sign::Restart | Sign::Panic | Sign::BrownOut if self.step == Step::Up => self.meet(now),
            Sign::Restart | Sign::Panic | Sign::BrownOut => {}
            Sign::Bootloader => self.bootloader = true,
            Sign::None | Sign::Noise => {}
        }
    }

    fn report(&mut self, report: Report, now: Instant) {
        match report {
            Report::Hello(theirs) => self.hello(&theirs, now),
            Report::Info(info) if self.step == Step::Info => self.informed(safe(info), now),
            Report::Info(info) => self.pass(Report::Info(safe(info))),
            Report::Baud(baud) => {
                if self.step == Step::Baud(baud) {
                    self.baud = baud;
                    self.out.push(Action::Baud(baud));
                    let number = self.number();
                    self.next(Step::Try(number), Command::Ping(number), now);
                }
            }
            // A board that cannot change its speed.
            Report::Refused(_) if matches!(self.step, Step::Baud(_)) => {
                self.no_fast = true;
                self.known(now);
            }
            Report::Cleared if self.step == Step::Clear => self.up(now),
            Report::Cleared => {
                self.lose(t::LINK_LOST_CLEARED);
                self.pass(Report::Cleared);
            }
            Report::Pong(number) if number & 0x8000_0000 != 0 => self.pong(number, now),
            Report::Gate(state) => self.gate_is(state),
            Report::Facts(facts) => {
                let report = Report::Facts(facts);
                self.tracker.heard(&report);
                if self.looks {
                    self.pass(report);
                }
            }
            Report::Log {
                level,
                uptime_ms,
                text,
            } => {
                if self.flood.takes(level, now) {
                    let text = printable(text.as_bytes());
                    self.pass(Report::Log {
                        level,
                        uptime_ms,
                        text,
                    });
                }
            }
            Report::Refused(why) => {
                let report = Report::Refused(printable(why.as_bytes()));
                self.tracker.heard(&report);
                self.pass(report);
            }
            report => {
                self.tracker.heard(&report);
                self.pass(report);
            }
        }
    }

    fn pass(&mut self, report: Report) {
        self.out.push(Action::Report(report));
    }

    fn left_out(&mut self, lines: u64) {
        let text = fill!(self.options.lang, t::LINK_FLOOD, count = lines);
        self.log(LogLevel::Warn, text);
    }

    /// A line of our own in the board's log.
    fn log(&mut self, level: LogLevel, text: String) {
        self.out.push(Action::Report(Report::Log {
            level,
            uptime_ms: 0,
            text,
        }));
    }
}

/// Waits for the board's last answer.
pub(super) struct Goodbye {
    decoder: Decoder<Report>,
    slow: bool,
    over: bool,
}

impl Goodbye {
    /// `slow`: the board was told to go back to its first speed.
    pub fn new(slow: bool) -> Self {
        Goodbye {
            decoder: Decoder::new(),
            slow,
            over: false,
        }
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        let Goodbye {
            decoder,
            slow,
            over,
        } = self;
        decoder.push(bytes, |item| {
            *over |= match item {
                Item::Message(Report::Baud(_)) => *slow,
                Item::Message(Report::Cleared) => !*slow,
                _ => false,
            };
        });
    }

    pub fn is_over(&self) -> bool {
        self.over
    }
}

/// What a board says of itself, safe to show.
fn safe(info: BoardInfo) -> BoardInfo {
    let safe = |text: String| printable(text.as_bytes());
    BoardInfo {
        chip: safe(info.chip),
        firmware: safe(info.firmware),
        name: safe(info.name),
        reset_reason: safe(info.reset_reason),
        ..info
    }
}
