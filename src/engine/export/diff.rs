//! Where two sessions part. What no two runs share is left out: times, descriptors' numbers, ports, initial
//! sequence numbers, and acknowledgments alone, which a kernel may delay. Two peers run at once, so each
//! peer's calls, each socket's states and each direction's segments are compared on their own.
//!
//! Events are taken from both as they are read; what the one has told and the other not yet waits, as a
//! number. So all of two recordings is compared, however long they are.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use sockscope_link::{Act, Direction};

use crate::peer::Peer;
use crate::timeline::{Event, Packet, Returned, What};

/// How many events may wait for their like.
const MOST: usize = 1 << 19;

/// What is compared by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// The calls that a peer made.
    Calls(&'static str),
    /// What its call of this number, counted by itself, came to.
    Returns(&'static str, u32),
    /// The states of a peer's socket of this number; its name may change at any moment.
    States(&'static str, u32),
    /// The segments of a direction.
    Segments(&'static str),
}

/// Where two sessions part first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parting {
    /// In what.
    pub lane: Lane,
    /// The number of the event of the one; none if it has no more there.
    pub one: Option<u64>,
    /// That of the other.
    pub other: Option<u64>,
}

impl Parting {
    /// When it is, by the number of its first event.
    fn at(&self) -> u64 {
        let seqs = [self.one, self.other].into_iter().flatten();
        seqs.min().unwrap_or(u64::MAX)
    }
}

/// Where two sessions part first; nothing if they tell the same story.
pub fn parting(one: &[Event], other: &[Event]) -> Option<Parting> {
    let mut compared = Compared::default();
    for at in 0..one.len().max(other.len()) {
        one.get(at)
            .into_iter()
            .for_each(|event| compared.take(Side::One, event));
        other
            .get(at)
            .into_iter()
            .for_each(|event| compared.take(Side::Other, event));
    }
    compared.finish()
}

/// Whose event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one's.
    One,
    /// The other's.
    Other,
}

/// The calls of a session that have not returned, each with its number among those of its peer.
#[derive(Debug, Default)]
struct Calls {
    open: BTreeMap<(Peer, u32), u32>,
    count: [u32; 2],
}

/// What waits in a lane, of the one that is ahead there.
#[derive(Debug)]
struct Waiting {
    side: Side,
    /// Numbers of events, and what each says, as a number.
    events: VecDeque<(u64, u64)>,
}

/// Two sessions, compared while they are read.
#[derive(Debug, Default)]
pub struct Compared {
    lanes: BTreeMap<Lane, Waiting>,
    calls: [Calls; 2],
    waiting: usize,
    found: Option<Parting>,
    /// The lanes that have parted: what follows there is no news.
    parted: BTreeSet<Lane>,
    left_out: u64,
}

impl Compared {
    /// Takes the next event of one of the two.
    pub fn take(&mut self, side: Side, event: &Event) {
        let Some((lane, said)) = self.calls[side as usize].lane(event) else {
            return;
        };
        let mut hasher = DefaultHasher::new();
        said.hash(&mut hasher);
        let entry = (event.seq, hasher.finish());
        if self.parted.contains(&lane) {
            return;
        }
        let ahead = self
            .lanes
            .get_mut(&lane)
            .filter(|waiting| waiting.side != side);
        if let Some(waiting) = ahead
            && let Some(like) = waiting.events.pop_front()
        {
            self.waiting -= 1;
            let is_empty = waiting.events.is_empty();
            if is_empty {
                self.lanes.remove(&lane);
            }
            if like.1 != entry.1 {
                let (one, other) = match side {
                    Side::One => (entry.0, like.0),
                    Side::Other => (like.0, entry.0),
                };
                self.part(lane, Some(one), Some(other));
            }
        } else if self.waiting < MOST {
            let none = || Waiting {
                side,
                events: VecDeque::new(),
            };
            let waiting = self.lanes.entry(lane).or_insert_with(none);
            waiting.events.push_back(entry);
            self.waiting += 1;
        } else {
            self.left_out += 1;
        }
    }

    fn part(&mut self, lane: Lane, one: Option<u64>, other: Option<u64>) {
        if let Some(waiting) = self.lanes.remove(&lane) {
            self.waiting -= waiting.events.len();
        }
        let parting = Parting { lane, one, other };
        // What a call returned is told once anyway; the other lanes are few.
        if !matches!(parting.lane, Lane::Returns(..)) && self.parted.len() < MOST {
            self.parted.insert(parting.lane.clone());
        }
        if self
            .found
            .as_ref()
            .is_none_or(|found| parting.at() < found.at())
        {
            self.found = Some(parting);
        }
    }

    /// How many events could not be compared, since the one ran too far ahead of the other.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Where they part first, now that both were read to their end.
    pub fn finish(mut self) -> Option<Parting> {
        for (lane, waiting) in std::mem::take(&mut self.lanes) {
            let first = waiting.events.front().map(|(seq, _)| *seq);
            match waiting.side {
                Side::One => self.part(lane, first, None),
                Side::Other => self.part(lane, None, first),
            }
        }
        self.found
    }
}

impl Calls {
    /// What of an event is compared: where, and what it says.
    fn lane(&mut self, event: &Event) -> Option<(Lane, String)> {
        Some(match &event.what {
            What::Call { id, peer, text, .. } => {
                let count = &mut self.count[*peer as usize];
                *count += 1;
                if self.open.len() < MOST {
                    self.open.insert((*peer, *id), *count);
                }
                (Lane::Calls(peer.name()), text.clone())
            }
            What::Return(back) => {
                let number = self.open.remove(&(back.peer, back.id)).unwrap_or_default();
                (Lane::Returns(back.peer.name(), number), came_to(back))
            }
            What::State(change) => (
                Lane::States(change.peer.name(), change.socket),
                format!("{} {}", change.from, change.to),
            ),
            What::Segment(packet) if !is_bare_ack(packet) && packet.retransmissions == 0 => (
                Lane::Segments(packet.dir.name()),
                format!(
                    "{} {} {} {}",
                    packet.protocol,
                    packet.flags,
                    packet.len,
                    packet.act.name()
                ),
            ),
            _ => return None,
        })
    }
}

/// What a call came to, without what differs from run to run.
fn came_to(back: &Returned) -> String {
    let made = back.call.makes_fd() && back.ret >= 0;
    let ret = if made { 0 } else { back.ret };
    let errno = back.errno.as_ref().map_or("", |errno| &errno.name);
    format!(
        "{} {ret} {errno} {:?} {:?}",
        back.call, back.data, back.poll
    )
}

fn is_bare_ack(packet: &Packet) -> bool {
    packet.is_tcp()
        && packet.len == 0
        && packet.act == Act::Passed
        && packet.flags == sockscope_link::Flags::ACK
}

impl Lane {
    /// Whose it is, where it is a peer's.
    pub fn peer(&self) -> Option<Peer> {
        let (Lane::Calls(name) | Lane::Returns(name, _) | Lane::States(name, _)) = self else {
            return None;
        };
        [Peer::Host, Peer::Board]
            .into_iter()
            .find(|peer| peer.name() == *name)
    }

    /// Which direction's, where it is the wire's.
    pub fn direction(&self) -> Option<Direction> {
        let Lane::Segments(name) = self else {
            return None;
        };
        Direction::BOTH.into_iter().find(|dir| dir.name() == *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::from_line;

    fn life() -> Vec<Event> {
        let life = include_str!("../world/life.jsonl");
        life.lines().map(|line| from_line(line).unwrap()).collect()
    }

    #[test]
    fn a_session_tells_its_own_story_whenever_and_wherever_it_ran() {
        let one = life();
        let mut other = life();
        for event in &mut other {
            event.t_us += 1_000;
            if let What::Segment(packet) = &mut event.what {
                packet.seq_no = packet.seq_no.wrapping_add(77);
                packet.src.set_port(packet.src.port() ^ 1);
            }
        }
        assert_eq!(parting(&one, &other), None);
    }

    #[test]
    fn the_first_difference_is_named() {
        let one = life();
        let mut other = life();
        let at = other
            .iter()
            .position(|event| matches!(event.what, What::State(_)));
        let gone = other.remove(at.unwrap());
        let parting = parting(&one, &other).unwrap();
        assert_eq!(parting.one, Some(gone.seq));
        assert!(matches!(parting.lane, Lane::States("host", _)));
        assert_eq!(parting.lane.peer(), Some(Peer::Host));
    }

    #[test]
    fn all_of_two_long_recordings_is_compared_and_little_is_kept() {
        let whole = life();
        let mut compared = Compared::default();
        let mut seq = 0;
        let mut most = 0;
        for round in 0..500_u32 {
            for event in &whole {
                let mut event = event.clone();
                event.seq = seq;
                seq += 1;
                compared.take(Side::One, &event);
                if let (What::Call { text, .. }, 499) = (&mut event.what, round) {
                    text.push(' ');
                }
                compared.take(Side::Other, &event);
                most = most.max(compared.waiting);
            }
        }
        assert!(most <= 1, "{most} wait");
        assert_eq!(compared.left_out(), 0);
        let parting = compared.finish().expect("they part in the last round");
        assert!(parting.at() >= seq - whole.len() as u64);
    }

    #[test]
    fn what_runs_ahead_for_ever_takes_no_more_room_and_is_said() {
        let event = life()
            .into_iter()
            .find(|event| matches!(event.what, What::State(_)));
        let event = event.expect("there is one");
        let mut compared = Compared::default();
        for _ in 0..MOST + 3 {
            compared.take(Side::One, &event);
        }
        assert_eq!((compared.waiting, compared.left_out()), (MOST, 3));
    }
}
