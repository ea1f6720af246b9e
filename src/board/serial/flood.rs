//! How much of a board's log a session takes: a board that prints without end must not fill the
//! timeline. `monitor` shows all of it.

use std::time::{Duration, Instant};

use sockscope_link::LogLevel;

/// Lines in a burst, and lines a second from then on.
const LINES: u64 = 500;
const SECOND: Duration = Duration::from_secs(1);

/// Counts lines.
#[derive(Debug)]
pub(super) struct Flood {
    since: Instant,
    taken: u64,
    left_out: u64,
}

impl Flood {
    pub fn new(now: Instant) -> Self {
        Flood {
            since: now,
            taken: 0,
            left_out: 0,
        }
    }

    /// Whether one more line is taken. Errors have room of their own.
    pub fn takes(&mut self, level: LogLevel, now: Instant) -> bool {
        if now >= self.since + SECOND && self.left_out == 0 {
            self.since = now;
            self.taken = 0;
        }
        let room = if level == LogLevel::Error {
            LINES * 2
        } else {
            LINES
        };
        let takes = self.taken < room;
        if takes {
            self.taken += 1;
        } else {
            self.left_out += 1;
        }
        takes
    }

    /// When [`Flood::tick`] has something to say.
    pub fn due(&self) -> Option<Instant> {
        (self.left_out > 0).then_some(self.since + SECOND)
    }

    /// How many lines were left out in the second that is over.
    pub fn tick(&mut self, now: Instant) -> Option<u64> {
        let due = self.due()?;
        if now < due {
            return None;
        }
        let left_out = self.left_out;
        *self = Flood::new(now);
        Some(left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_cut_and_counted_and_errors_still_pass() {
        let start = Instant::now();
        let mut flood = Flood::new(start);
        let taken = (0..10_000)
            .filter(|_| flood.takes(LogLevel::Info, start))
            .count();
        assert_eq!(taken as u64, LINES);
        assert!(flood.takes(LogLevel::Error, start));
        assert_eq!(flood.tick(start), None, "the second is not over");
        assert_eq!(flood.tick(start + SECOND), Some(10_000 - LINES));
        assert_eq!(flood.due(), None);
        assert!(flood.takes(LogLevel::Info, start + SECOND));
    }
}
