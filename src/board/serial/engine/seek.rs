//! A board that acknowledges nothing: noise, or did it start again? After a restart it is slow.

use std::time::{Duration, Instant};

use super::Engine;
use super::step::{LATE, Loss, Seek, Step};
use crate::board::serial::stream::FIRST_BAUD;

/// How long it is looked for at the first speed, and at its last one.
const SLOW: Duration = Duration::from_millis(250);
const FAST: Duration = Duration::from_millis(500);

impl Engine {
    pub(super) fn tick_seek(&mut self, now: Instant) {
        let waiting = self.waiting_since();
        match self.seek {
            Some(seek) if waiting.is_none_or(|since| since > seek.began) => {
                self.seek = None;
                self.loss = Loss::default();
            }
            Some(seek) if now >= seek.until => self.seek_on(seek, now),
            None if waiting.is_some_and(|since| now >= since + LATE) => self.seek(now),
            _ => {}
        }
    }

    /// Is the board still the same? A frame that it has to acknowledge tells.
    pub(super) fn doubt(&mut self, now: Instant) {
        if self.step == Step::Up && self.waiting_since().is_none() {
            self.ping(now);
        }
    }

    /// Looks for the board, at the first speed first.
    pub(super) fn seek(&mut self, now: Instant) {
        if self.step != Step::Up || self.seek.is_some() {
            return;
        }
        self.doubt(now);
        let seek = Seek {
            baud: self.baud,
            began: now,
            until: now,
        };
        self.seek_on(seek, now);
    }

    fn seek_on(&mut self, seek: Seek, now: Instant) {
        let slow = self.baud != FIRST_BAUD || seek.baud == FIRST_BAUD;
        self.set_baud(if slow { FIRST_BAUD } else { seek.baud });
        self.endpoint.retry();
        let until = now + if slow { SLOW } else { FAST };
        self.seek = Some(Seek { until, ..seek });
    }
}
