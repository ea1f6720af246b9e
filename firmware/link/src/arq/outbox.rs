//! Frames that are not acknowledged yet, in order.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::time::Duration;

/// How many messages may be unacknowledged. Go-back-N must be able to tell old numbers from new ones:
/// fewer than half of the 256.
pub const WINDOW: usize = 127;

/// How long an answer may take besides its time on the line: both ends have other things to do.
const PATIENCE: Duration = Duration::from_millis(40);

/// It doubles with each time that nothing came, so often at most.
const DOUBLINGS: u32 = 4;

/// A second NAK of the same message is believed only if that message, sent again, can have been
/// damaged again: after its time on the line and this.
const SLACK: Duration = Duration::from_millis(2);

/// The sender's part of go-back-N.
pub(super) struct Outbox {
    /// The frames, one behind the other.
    bytes: VecDeque<u8>,
    /// How long each of them is.
    lens: VecDeque<u16>,
    capacity: usize,
    /// The number of the first of them.
    base: u8,
    /// The one to be sent next, and where it begins in `bytes`.
    next: usize,
    at: usize,
    /// How many of them were sent at least once, and how many bytes those are.
    flown: usize,
    flown_bytes: usize,
    /// When to send everything again.
    timer: Option<Duration>,
    /// How often that was done without any acknowledgment since.
    tries: u32,
    /// The last NAK that was believed, and until when no other one of the same number is.
    nak: (u8, Duration),
    /// When the other end last acknowledged anything, or there was nothing to acknowledge.
    heard: Duration,
    /// How long a byte takes on the line.
    byte_time: Duration,
}

impl Outbox {
    pub fn new(capacity: usize) -> Self {
        Outbox {
            bytes: VecDeque::with_capacity(capacity),
            lens: VecDeque::with_capacity(WINDOW),
            capacity,
            base: 0,
            next: 0,
            at: 0,
            flown: 0,
            flown_bytes: 0,
            timer: None,
            tries: 0,
            nak: (0, Duration::ZERO),
            heard: Duration::ZERO,
            byte_time: Duration::ZERO,
        }
    }

    pub fn clear(&mut self) {
        let (bytes, lens) = (&mut self.bytes, &mut self.lens);
        bytes.clear();
        lens.clear();
        self.base = 0;
        (self.next, self.at) = (0, 0);
        (self.flown, self.flown_bytes) = (0, 0);
        self.timer = None;
        self.tries = 0;
        self.nak = (0, Duration::ZERO);
    }

    /// How many bytes wait here.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn set_baud(&mut self, baud: u32) {
        self.byte_time = match baud {
            0 => Duration::ZERO,
            baud => Duration::from_nanos(10_000_000_000 / u64::from(baud)),
        };
    }

    /// The number of the next message.
    pub fn next_number(&self) -> u8 {
        // At most `WINDOW` of them.
        self.base.wrapping_add(self.lens.len() as u8)
    }

    /// Keeps the next message's frame; `false` if there is no room.
    pub fn push(&mut self, frame: &[u8], now: Duration) -> bool {
        if self.lens.len() == WINDOW || self.bytes.len() + frame.len() > self.capacity {
            return false;
        }
        if self.lens.is_empty() {
            self.heard = now;
        }
        self.bytes.extend(frame);
        // A frame has at most 2048 bytes.
        self.lens.push_back(frame.len() as u16);
        true
    }

    /// Whether half of it is free.
    pub fn has_room(&self) -> bool {
        self.lens.len() <= WINDOW / 2 && self.bytes.len() <= self.capacity / 2
    }

    /// When something was last acknowledged, or was there to be, if something is now.
    pub fn waiting_since(&self) -> Option<Duration> {
        (!self.lens.is_empty()).then_some(self.heard)
    }

    /// Begins with all of it again, and with all patience.
    pub fn retry(&mut self) {
        self.tries = 0;
        self.rewind();
    }

    /// Everything before `number` has arrived. Said of nothing new, it is still an answer.
    pub fn acknowledge(&mut self, number: u8, now: Duration) {
        self.settle(number, now);
        if number == self.base {
            self.heard = now;
        }
    }

    /// Forgets what lies before `number`.
    fn settle(&mut self, number: u8, now: Duration) {
        let count = usize::from(number.wrapping_sub(self.base));
        // Of more than was sent only an old acknowledgment speaks.
        if count == 0 || count > self.flown {
            return;
        }
        self.heard = now;
        let bytes: usize = self.lens.drain(..count).map(usize::from).sum();
        self.bytes.drain(..bytes);
        self.base = number;
        // What was acknowledged while it was to be sent again need not be.
        self.at = self.at.saturating_sub(bytes);
        self.next = self.next.saturating_sub(count);
        self.flown -= count;
        self.flown_bytes -= bytes;
        self.tries = 0;
        self.timer = (self.flown > 0).then(|| now + self.patience());
    }

    /// Everything before `number` has arrived, and what follows has not.
    pub fn go_back(&mut self, number: u8, now: Duration) {
        self.settle(number, now);
        let (last, until) = self.nak;
        if number == self.base && self.flown > 0 && (number != last || now >= until) {
            self.nak = (number, now + self.line_time() + SLACK);
            self.rewind();
        }
    }

    fn rewind(&mut self) {
        (self.next, self.at) = (0, 0);
        self.timer = None;
    }

    /// Gives the frame to be sent now, if there is one.
    pub fn next_frame(&mut self, now: Duration, line: &mut Vec<u8>) {
        if self.timer.is_some_and(|timer| now >= timer) {
            self.tries += 1;
            self.rewind();
        }
        let Some(&len) = self.lens.get(self.next) else {
            return;
        };
        let end = self.at + usize::from(len);
        line.extend(self.bytes.range(self.at..end));
        (self.next, self.at) = (self.next + 1, end);
        if self.next > self.flown {
            (self.flown, self.flown_bytes) = (self.next, end);
        }
        if self.timer.is_none() {
            self.timer = Some(now + self.patience());
        }
    }

    /// When [`Outbox::next_frame`] has something to send again.
    pub fn due(&self) -> Option<Duration> {
        self.timer
    }

    /// How long what is under way takes on the line.
    fn line_time(&self) -> Duration {
        self.byte_time * self.flown_bytes as u32
    }

    fn patience(&self) -> Duration {
        (PATIENCE + 2 * self.line_time()) * (1 << self.tries.min(DOUBLINGS))
    }
}
