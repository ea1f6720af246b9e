//! The acquaintance: who is there, at which speed; and the farewell.

use std::time::{Duration, Instant};

use sockscope_link::hello::{self, End};
use sockscope_link::{BoardInfo, Command, Hello, LogLevel, Report};

use super::step::{Last, Loss, Step};
use super::{Action, Engine};
use crate::board::serial::error::LinkError;
use crate::board::serial::stream::{FAST_BAUD, FIRST_BAUD};
use crate::fact;
use crate::words::t;

/// How long an answer may take before the question is asked again, or differently.
const GREETING: Duration = Duration::from_millis(250);
/// How often hello is said to a board that has not answered for long.
const SLOW_GREETING: Duration = Duration::from_secs(1);
/// How long a board that has said hello may acknowledge nothing before all begins anew.
const STALLED: Duration = Duration::from_secs(1);
/// How many answers' time another speed has to prove itself.
const TRIES: u32 = 3;
/// How long a board may take to come back before it is said that it is away.
const AWAY: Duration = Duration::from_secs(5);

impl Engine {
    pub(super) fn pace(&self) -> Duration {
        match self.step {
            Step::Hello if self.told => SLOW_GREETING,
            _ => GREETING,
        }
    }

    /// Begins a session, from the beginning.
    pub(super) fn meet(&mut self, now: Instant) {
        if matches!(self.step, Step::Up | Step::Unplugged) {
            self.away = now;
        }
        self.seek = None;
        self.resetting = false;
        self.tries = 0;
        let session = self.session();
        self.endpoint.connect(session);
        self.greet(now);
    }

    /// A number for a session, not 0: SplitMix64 (Steele, Lea & Flood, 2014).
    fn session(&mut self) -> u32 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) as u32).max(1)
    }

    fn greet(&mut self, now: Instant) {
        self.step = Step::Hello;
        self.said = now;
        // A board that restarted is slow again; one that a crashed session left behind is fast.
        let fast = self.tries % 3 == 2 && !self.no_fast;
        let baud = self.options.baud.max(FAST_BAUD);
        self.set_baud(if fast { baud } else { FIRST_BAUD });
        self.endpoint.greet();
    }

    /// The step has taken its time.
    pub(super) fn tick_meeting(&mut self, now: Instant) {
        self.tries += 1;
        match self.step {
            Step::Hello => self.greet(now),
            // Its answer was lost, or the question; if the speed is not changed yet, it will be once
            // the question comes again, at the old speed.
            Step::Baud(baud) => self.try_speed(baud, now),
            Step::Try(_) if self.tries < TRIES => self.said = now,
            Step::Try(_) if !self.no_fast => {
                self.no_fast = true;
                self.set_baud(FIRST_BAUD);
                self.endpoint.retry();
                self.step = Step::Baud(self.options.baud);
                self.said = now;
            }
            // It does not work; the board goes back to the first speed by itself.
            Step::Try(_) => self.meet(now),
            Step::Leaving(_) => {}
            _ => {
                self.said = now;
                if self
                    .waiting_since()
                    .is_some_and(|since| now >= since + STALLED)
                {
                    self.meet(now);
                }
            }
        }
        self.mind_absence(now);
    }

    /// Gives up a board that is away for too long.
    fn mind_absence(&mut self, now: Instant) {
        if self.opened {
            if !self.told && now >= self.away + AWAY {
                self.tell_gone();
            }
        } else if now >= self.away + self.options.patience {
            let error = self.stranger.diagnosis(&self.place);
            self.out.push(Action::Failed(error));
        }
    }

    /// The board said hello; `session` is the one that it means.
    pub(super) fn hello(&mut self, theirs: &Hello, session: u32, now: Instant) {
        match self.step {
            Step::Unplugged | Step::Leaving(_) => {}
            Step::Hello => {
                if let Err(mismatch) = hello::check(theirs, End::Host) {
                    let place = self.place.clone();
                    self.other_version(LinkError::Version { place, mismatch });
                } else if self.endpoint.is_connected() {
                    self.next(Step::Info, Command::Info, now);
                }
            }
            // The same once more.
            _ if session == self.endpoint.session() => {}
            _ => self.lost_session(now),
        }
    }

    fn other_version(&mut self, error: LinkError) {
        if !self.opened {
            self.out.push(Action::Failed(error));
        } else if !self.told {
            self.log(LogLevel::Error, error.fact());
            self.refused(error.fact());
            self.lose(t::LINK_LOST_SILENT);
            self.told = true;
        }
    }

    fn next(&mut self, step: Step, command: Command, now: Instant) {
        self.step = step;
        self.said = now;
        self.tries = 0;
        self.send(&command, now);
    }

    pub(super) fn informed(&mut self, info: BoardInfo, now: Instant) {
        self.info = Some(info);
        let wanted = self.options.baud;
        if self.has_speed && !self.no_fast && wanted != self.baud {
            self.next(Step::Baud(wanted), Command::Baud(wanted), now);
        } else {
            self.known(now);
        }
    }

    /// The board speaks at this speed from here on.
    pub(super) fn speed_is(&mut self, baud: u32, now: Instant) {
        match self.step {
            Step::Baud(wanted) if wanted == baud => {
                // If it does not work now, it never will.
                self.no_fast = true;
                self.try_speed(baud, now);
            }
            Step::Leaving(Last::Slow) => {
                self.set_baud(FIRST_BAUD);
                self.step = Step::Leaving(Last::Over);
            }
            _ => {}
        }
    }

    fn try_speed(&mut self, baud: u32, now: Instant) {
        self.set_baud(baud);
        self.endpoint.retry();
        let number = self.number();
        self.next(Step::Try(number), Command::Ping(number), now);
    }

    /// Whether this was the board's refusal to change its speed.
    pub(super) fn keeps_its_speed(&mut self, now: Instant) -> bool {
        let refused = matches!(self.step, Step::Baud(_));
        if refused {
            self.no_fast = true;
            self.known(now);
        }
        refused
    }

    pub(super) fn pong(&mut self, number: u32, now: Instant) {
        if self.step == Step::Try(number) {
            self.no_fast = false;
            self.known(now);
        }
    }

    /// The board is known, the speed is set.
    fn known(&mut self, now: Instant) {
        if self.opened {
            self.tell_loss();
            if let Some(info) = self.info.clone() {
                self.pass(Report::Info(info));
            }
        }
        if self.options.clear {
            self.next(Step::Clear, Command::Clear, now);
        } else {
            self.up(now);
        }
    }

    pub(super) fn cleared(&mut self, now: Instant) {
        match self.step {
            Step::Clear => self.up(now),
            Step::Leaving(Last::Cleared) => self.step = Step::Leaving(Last::Over),
            Step::Leaving(_) => {}
            // Another network is another life.
            _ => {
                self.lose(t::LINK_LOST_CLEARED);
                self.pass(Report::Cleared);
            }
        }
    }

    fn up(&mut self, now: Instant) {
        self.step = Step::Up;
        self.tries = 0;
        if !self.opened {
            self.opened = true;
            if let Some(info) = self.info.clone() {
                self.out.push(Action::Opened(info));
            }
        } else if self.told {
            let text = fact!(t::LINK_BACK, place = &self.place);
            self.log(LogLevel::Info, text);
        }
        self.told = false;
        self.loss = Loss::default();
        self.pump(now);
    }

    /// The session is over: the board is left as a new one wants it.
    pub fn leave(&mut self, now: Instant) {
        let up = self.step == Step::Up;
        self.step = Step::Leaving(Last::Over);
        if !up || !self.options.clear {
            return;
        }
        self.send(&Command::Clear, now);
        self.step = Step::Leaving(Last::Cleared);
        if self.has_speed && self.baud != FIRST_BAUD {
            self.send(&Command::Baud(FIRST_BAUD), now);
            self.step = Step::Leaving(Last::Slow);
        }
    }

    /// Whether the board has given its last answer.
    pub fn has_left(&self) -> bool {
        matches!(self.step, Step::Leaving(Last::Over) | Step::Unplugged)
    }

    /// The last word: a board that hears it keeps nothing for this end any more.
    pub fn good_bye(&mut self) {
        if self.endpoint.is_connected() {
            self.endpoint.disconnect();
            self.endpoint.greet();
        }
    }
}
