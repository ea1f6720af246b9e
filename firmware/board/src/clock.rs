//! Two clocks: the caller's, and TCP's, which stands still while the gate holds anything, or as long as
//! the caller wants it to.

use smoltcp::time::{Duration, Instant};

/// Time-outs that an application asked for run on [`Clock::now`]. Every timer of TCP runs on
/// [`Clock::stack`], so that no hold, however long, kills a connection.
#[derive(Debug)]
pub(crate) struct Clock {
    now: Instant,
    /// When the stack's clock stopped, on the caller's clock.
    stopped: Option<Instant>,
    /// Who wants it to stand still: the gate, the caller.
    gate: bool,
    caller: bool,
    /// How far the stack's clock is behind the caller's, without the present stop.
    behind: Duration,
    start: Instant,
}

impl Clock {
    pub fn new(now: Instant) -> Self {
        Clock {
            now,
            stopped: None,
            gate: false,
            caller: false,
            behind: Duration::ZERO,
            start: now,
        }
    }

    /// The caller's clock goes on; it never goes back.
    pub fn advance(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    /// The gate stops the stack's clock, or needs it stopped no more.
    pub fn stop_for_gate(&mut self, stop: bool) {
        self.gate = stop;
        self.stop();
    }

    /// The same for the caller.
    pub fn stop_for_caller(&mut self, stop: bool) {
        self.caller = stop;
        self.stop();
    }

    fn stop(&mut self) {
        match (self.stopped, self.gate || self.caller) {
            (None, true) => self.stopped = Some(self.now),
            (Some(since), false) => {
                self.behind += self.now - since;
                self.stopped = None;
            }
            _ => {}
        }
    }

    /// The caller's time.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// When the board started, on the caller's clock.
    pub fn start(&self) -> Instant {
        self.start
    }

    /// The stack's time.
    pub fn stack(&self) -> Instant {
        self.stopped.unwrap_or(self.now) - self.behind
    }

    /// When, on the caller's clock, the stack's clock will show `at`; never while it stands still.
    pub fn when(&self, at: Instant) -> Option<Instant> {
        self.stopped.is_none().then(|| at + self.behind)
    }

    /// Milliseconds since the board started, on the caller's clock.
    pub fn uptime_ms(&self) -> u64 {
        (self.now - self.start).total_millis()
    }
}
