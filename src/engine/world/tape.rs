//! A recording that is looked at: any of its moments, however long it is.
//!
//! ```text
//!   file ──Reader──► events ──fold──► world ──► index: a world every so many events, and its place
//!                                                 │
//!   window(seq): from the kept world before it, a log of the events around `seq`
//! ```

use std::io::{self, BufRead, Seek};

use super::index::{Index, Kept};
use super::{Log, World};
use crate::timeline::reader::{Came, Mark, Reader, Trouble};
use crate::timeline::{CAPACITY, Event};

/// How many events of a long recording lie before and after the moment that is looked at.
const HALF: u64 = CAPACITY as u64 / 2;

/// How many troubles are told one by one.
const MOST_TROUBLES: usize = 20;

/// A recording that is looked at.
#[derive(Debug)]
pub struct Tape<R> {
    reader: Reader<R>,
    index: Index<Mark>,
    /// How far it was read once, what was so there, and how many events that were.
    end: Mark,
    world: World,
    count: u64,
    whole: bool,
    troubles: Vec<(u64, Trouble)>,
    untold: u64,
}

impl<R: BufRead + Seek> Tape<R> {
    /// A recording of which nothing was read yet.
    pub fn new(from: R) -> Tape<R> {
        let first = Kept {
            next: 0,
            world: World::default(),
            mark: Mark::default(),
        };
        Tape {
            reader: Reader::new(from),
            index: Index::new(first),
            end: Mark::default(),
            world: World::default(),
            count: 0,
            whole: false,
            troubles: Vec::new(),
            untold: 0,
        }
    }

    /// How many events are known of.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether these are all.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// What is so after the events that are known of.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What could not be read so far, each with its line; and how much more of it there was.
    pub fn troubles(&self) -> (&[(u64, Trouble)], u64) {
        (&self.troubles, self.untold)
    }

    /// Reads on, over so many events at most that were not known of.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read_on(&mut self, events: u64) -> io::Result<()> {
        let until = self.count.saturating_add(events);
        self.reader.go(self.end)?;
        while self.count < until && !self.whole {
            let before = self.reader.mark();
            let Some(came) = self.reader.read()? else {
                self.whole = true;
                break;
            };
            self.end = self.reader.mark();
            let (event, trouble) = parts(came);
            if let Some(trouble) = trouble {
                self.note(trouble);
            }
            if let Some(event) = event {
                self.index.pass(self.count, &self.world, &before);
                self.world.apply(&numbered(event, self.count));
                self.count += 1;
            }
        }
        Ok(())
    }

    fn note(&mut self, trouble: Trouble) {
        if self.troubles.len() < MOST_TROUBLES {
            self.troubles.push((self.end.line, trouble));
        } else {
            self.untold += 1;
        }
    }

    /// The events around number `seq`, as many as a timeline keeps, and what is so before and after.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn window(&mut self, seq: u64) -> io::Result<Log> {
        if seq >= self.count {
            self.read_on(seq.saturating_add(HALF) - self.count)?;
        }
        let seq = seq.min(self.count.saturating_sub(1));
        let kept = self.index.before(seq.saturating_sub(HALF));
        let mut next = kept.next;
        let mut log = Log {
            world: kept.world.clone(),
            base: kept.world.clone(),
            ..Log::default()
        };
        let mark = kept.mark;
        self.reader.go(mark)?;
        while next < seq.saturating_add(HALF) {
            let Some(came) = self.reader.read()? else {
                break;
            };
            if let (Some(event), _) = parts(came) {
                log.take(numbered(event, next));
                next += 1;
            }
            // Long texts leave room for few events: the one that is looked at is among them.
            if next > seq
                && log.timeline.first_seq() + HALF / 8 > seq
                && log.timeline.first_seq() > 0
            {
                break;
            }
        }
        Ok(log)
    }

    /// The number of the first event from `from` on that is so; all of the recording is looked
    /// through.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find(
        &mut self,
        from: u64,
        mut is: impl FnMut(&Event, &World) -> bool,
    ) -> io::Result<Option<u64>> {
        let kept = self.index.before(from.min(self.count));
        let (mut next, mut world, mark) = (kept.next, kept.world.clone(), kept.mark);
        self.reader.go(mark)?;
        while let Some(came) = self.reader.read()? {
            if let (Some(event), _) = parts(came) {
                let event = numbered(event, next);
                if next >= from && is(&event, &world) {
                    return Ok(Some(next));
                }
                world.apply(&event);
                next += 1;
            }
        }
        Ok(None)
    }
}

fn parts(came: Came) -> (Option<Event>, Option<Trouble>) {
    match came {
        Came::Event(event) => (Some(*event), None),
        Came::Both(event, trouble) => (Some(*event), Some(trouble)),
        Came::Trouble(trouble) => (None, Some(trouble)),
    }
}

/// Events are numbered as they stand in the file: what could not be read leaves no gap.
fn numbered(event: Event, seq: u64) -> Event {
    Event { seq, ..event }
}

#[cfg(test)]
mod tests;
