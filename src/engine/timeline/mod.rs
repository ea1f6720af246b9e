//! The one event log. The screen, step back, recordings, replay and every export are views of it.

mod ask;
pub mod base64;
mod call;
mod event;
mod fact;
mod made;
mod names;
pub mod reader;
mod session;
mod socket;
mod source;
mod wire;

use std::collections::VecDeque;

pub use ask::{Asked, Prediction, Verdict};
pub use call::{ErrnoFact, OptFact, PollFact, Returned, Sets};
pub use event::{Event, FORMAT, KINDS, What};
pub use fact::{Arg, Args, Fact, Words};
pub use made::{Made, SourceLine};
pub use session::{HostKind, Session};
pub use socket::{Change, Facts};
pub use source::{MOST_FILE, MOST_PROGRAM, SourcePart};
pub use wire::{Gate, Lane, Packet, Why, Word};

/// How many events a timeline keeps; older ones make room. A quick hand does not make as many in an
/// hour.
pub const CAPACITY: usize = 12_000;

/// How many bytes of text the kept events hold at most: long data and a log that floods make room
/// sooner.
pub const MOST_BYTES: usize = 6 << 20;

/// The events of a session, in order.
#[derive(Debug, Default)]
pub struct Timeline {
    events: VecDeque<Event>,
    next_seq: u64,
    last_us: u64,
    /// The bytes of text in `events`.
    bytes: usize,
}

impl Timeline {
    /// Adds what happened at `t_us`; a stamp older than the last event's becomes that one's.
    /// Returns the events that made room, oldest first; the one that was added always stays.
    pub fn push(&mut self, t_us: u64, what: What) -> Vec<Event> {
        let seq = self.next_seq;
        self.take(Event { seq, t_us, what })
    }

    /// Adds an event that has a number: one of another timeline. The first decides where the numbers
    /// begin; a later one that does not go on from there gets the next number.
    pub fn take(&mut self, event: Event) -> Vec<Event> {
        self.last_us = self.last_us.max(event.t_us);
        self.bytes += event.what.bytes();
        if self.events.is_empty() {
            self.next_seq = event.seq;
        }
        self.events.push_back(Event {
            seq: self.next_seq,
            t_us: self.last_us,
            what: event.what,
        });
        self.next_seq += 1;
        let mut gone = Vec::new();
        while (self.events.len() > CAPACITY || self.bytes > MOST_BYTES) && self.events.len() > 1 {
            if let Some(oldest) = self.events.pop_front() {
                self.bytes -= oldest.what.bytes();
                gone.push(oldest);
            }
        }
        gone
    }

    /// The events that are kept, oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.events.iter()
    }

    /// The kept events from number `seq` on.
    pub fn since(&self, seq: u64) -> impl Iterator<Item = &Event> {
        let skip = seq.saturating_sub(self.first_seq());
        self.events
            .iter()
            .skip(usize::try_from(skip).unwrap_or(usize::MAX))
    }

    /// The event with this number, if it is kept.
    pub fn get(&self, seq: u64) -> Option<&Event> {
        let index = seq.checked_sub(self.first_seq())?;
        self.events.get(usize::try_from(index).ok()?)
    }

    /// The event that ends the moment before the one that event `seq` belongs to. A moment is one
    /// event of the story ([`What::is_story`]) and what is only told about it afterwards.
    pub fn moment_before(&self, seq: u64) -> Option<u64> {
        let upto = self.events().rev().skip_while(|event| event.seq > seq);
        let story = upto.into_iter().find(|event| event.what.is_story())?;
        (story.seq > self.first_seq()).then(|| story.seq - 1)
    }

    /// The event that ends the moment after event `seq`.
    pub fn moment_after(&self, seq: u64) -> u64 {
        let later = self.since(seq + 1).filter(|event| event.what.is_story());
        let next = later.map(|event| event.seq).nth(1);
        next.unwrap_or(self.next_seq).saturating_sub(1)
    }

    /// The youngest event.
    pub fn last(&self) -> Option<&Event> {
        self.events.back()
    }

    /// The number of the oldest event that is kept.
    pub fn first_seq(&self) -> u64 {
        self.next_seq - self.events.len() as u64
    }

    /// The number that the next event will bear.
    pub fn next_seq(&self) -> u64 {
        self.next_seq
    }

    /// The stamp of the last event, in microseconds since the session began.
    pub fn last_us(&self) -> u64 {
        self.last_us
    }

    /// Forgets all events; numbers and stamps begin anew.
    pub fn clear(&mut self) {
        *self = Timeline::default();
    }
}

/// One event as a line of the timeline's format, without the line's end.
pub fn to_line(event: &Event) -> String {
    // Nothing in an event can fail to be written: its keys are strings, its numbers finite.
    let line = serde_json::to_string(event).unwrap_or_default();
    if line.chars().any(is_escaped) {
        line.chars()
            .fold(String::with_capacity(line.len() + 8), escape)
    } else {
        line
    }
}

/// What a terminal would obey and JSON lets stand: DEL, C1, what turns the direction of writing. It can only
/// be within a string.
fn is_escaped(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape(mut line: String, c: char) -> String {
    if is_escaped(c) {
        line += &format!("\\u{:04x}", u32::from(c));
    } else {
        line.push(c);
    }
    line
}

/// The event that a line of the timeline's format holds.
///
/// # Errors
/// What is wrong with the line, in serde's words.
pub fn from_line(line: &str) -> Result<Event, serde_json::Error> {
    serde_json::from_str(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_make_room_sooner() {
        let mut timeline = Timeline::default();
        let note = |length: usize| What::Note {
            text: "x".repeat(length),
            fact: None,
            failure: false,
            about: None,
        };
        let mut gone = Vec::new();
        for time in 0..100 {
            gone.extend(timeline.push(time, note(MOST_BYTES / 10)));
        }
        assert_eq!(timeline.events().len(), 10);
        let seqs: Vec<u64> = gone.iter().map(|event| event.seq).collect();
        assert_eq!(
            seqs,
            (0..90).collect::<Vec<_>>(),
            "each of them is handed out"
        );
        assert_eq!(timeline.push(100, note(MOST_BYTES * 2)).len(), 10);
        assert_eq!(
            timeline.events().len(),
            1,
            "the youngest stays whatever its size"
        );
        assert_eq!(timeline.push(101, note(1)).len(), 1);
        assert_eq!(timeline.bytes, 1);
    }
}
