//! What comes from the board.

use std::time::Instant;

use sockscope_link::arq::Event;
use sockscope_link::frame::{FrameError, Item};
use sockscope_link::text::printable;
use sockscope_link::{BoardInfo, Report};

use super::step::{Loss, Step};
use super::{Engine, NOISE};
use crate::board::log::{Entry, Sign};
use crate::words::trouble::Trouble;

impl Engine {
    /// Bytes arrived.
    pub fn bytes(&mut self, bytes: &[u8], now: Instant) {
        self.heard = now;
        let mut decoder = std::mem::take(&mut self.decoder);
        decoder.push(bytes, |item| self.item(item, now));
        self.decoder = decoder;
        if self.step == Step::Up && self.resetting && self.endpoint.unacknowledged() == 0 {
            self.lost_session(now);
        }
        self.pump(now);
    }

    /// The line has paused, or ended.
    pub(super) fn flush(&mut self, now: Instant) {
        let mut items = Vec::new();
        self.decoder.flush(|item| items.push(item));
        items.into_iter().for_each(|item| self.item(item, now));
    }

    fn item(&mut self, item: Item<Report>, now: Instant) {
        match item {
            Item::Packet(packet) => {
                self.wreck = false;
                match self.endpoint.take(packet, now - self.start) {
                    Some(Event::Message(report)) => self.report(report, now),
                    Some(Event::Hello { hello, session }) => self.hello(&hello, session, now),
                    None => {}
                }
            }
            Item::Text(line) => self.line(&line, now),
            Item::Error(FrameError::Echo) => self.stranger.echo = true,
            Item::Error(FrameError::Unknown) => {}
            Item::Error(FrameError::TooLong | FrameError::Corrupt | FrameError::Cut) => {
                self.damaged(now);
            }
        }
    }

    fn damaged(&mut self, now: Instant) {
        self.endpoint.damaged();
        self.wreck = true;
        // While the speeds do not match everything is damaged, and says nothing.
        if self.step == Step::Up {
            self.noise.frames += 1;
            self.noise.due = self.noise.due.max(now + NOISE);
            self.doubt(now);
        }
    }

    fn line(&mut self, line: &str, now: Instant) {
        if line.is_empty() {
            return;
        }
        let entry = self.reader.take(line);
        if self.step == Step::Hello {
            self.stranger.says(&entry);
        }
        // What is left of a frame begins with its mark; the frame itself is sent again.
        let wreck = std::mem::take(&mut self.wreck) && line.starts_with("\\xf7");
        let sign = entry.sign;
        if self.opened && !wreck && !entry.text.is_empty() && self.flood.takes(entry.level, now) {
            self.show(entry);
        }
        match sign {
            // The board itself decides: an application can print these words too.
            Sign::Restart | Sign::Trouble(Trouble::Panic | Trouble::BrownOut) => {
                self.loss = Loss::Restart;
                self.seek(now);
            }
            Sign::Trouble(Trouble::Speed) => self.doubt(now),
            Sign::None | Sign::Trouble(_) => {}
        }
    }

    /// A line for the log, and under it what its addresses are.
    fn show(&mut self, entry: Entry) {
        let uptime_ms = entry.uptime_ms.unwrap_or_default();
        let level = entry.level;
        let names = entry.names.into_iter().map(|name| format!("↳ {name}"));
        for text in std::iter::once(entry.text).chain(names) {
            self.pass(Report::Log {
                level,
                uptime_ms,
                text,
            });
        }
    }

    fn report(&mut self, report: Report, now: Instant) {
        match report {
            Report::Info(info) if self.step == Step::Info => {
                self.reader.set_chip(&info.chip);
                self.informed(safe(info), now);
            }
            Report::Info(info) => self.pass(Report::Info(safe(info))),
            Report::Baud(baud) => self.speed_is(baud, now),
            Report::Cleared => self.cleared(now),
            Report::Pong(number) if number & 0x8000_0000 != 0 => self.pong(number, now),
            Report::Log {
                level,
                uptime_ms,
                text,
            } => {
                if self.opened && self.flood.takes(level, now) {
                    let text = printable(text.as_bytes());
                    self.pass(Report::Log {
                        level,
                        uptime_ms,
                        text,
                    });
                }
            }
            Report::Refused(why) => {
                if !self.keeps_its_speed(now) {
                    self.pass(Report::Refused(printable(why.as_bytes())));
                }
            }
            report => {
                self.held.heard(&report);
                self.pass(report);
            }
        }
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
