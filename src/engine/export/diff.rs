//! Where two sessions part. What no two runs share is left out: times, descriptors' numbers, ports, initial
//! sequence numbers, and acknowledgments alone, which a kernel may delay. Two peers run at once, so each
//! peer's calls, each socket's states and each direction's segments are compared on their own.

use std::collections::BTreeMap;

use sockscope_link::{Act, Direction};

use crate::peer::Peer;
use crate::timeline::{Event, Packet, Returned, What};

/// What is compared by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// The calls that a peer made.
    Calls(&'static str),
    /// What they came to, in the order in which they were made.
    Returns(&'static str),
    /// The states of a peer's socket of this number; its name may change at any moment.
    States(&'static str, u32),
    /// The segments of a direction.
    Segments(&'static str),
}

/// Where two sessions part first.
#[derive(Clone, Debug, PartialEq)]
pub struct Parting<'a> {
    /// In what.
    pub lane: Lane,
    /// The event of the one; none if it has no more there.
    pub one: Option<&'a Event>,
    /// That of the other.
    pub other: Option<&'a Event>,
}

/// Where two sessions part first; nothing if they tell the same story.
pub fn parting<'a>(one: &'a [Event], other: &'a [Event]) -> Option<Parting<'a>> {
    let (ones, others) = (lanes(one), lanes(other));
    let mut names: Vec<&Lane> = ones.keys().chain(others.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let empty = Vec::new();
    let partings = names.into_iter().filter_map(|lane| {
        let (one, other) = (
            ones.get(lane).unwrap_or(&empty),
            others.get(lane).unwrap_or(&empty),
        );
        let same = one
            .iter()
            .zip(other)
            .take_while(|(one, other)| one.1 == other.1);
        let at = same.count();
        let (one, other) = (one.get(at), other.get(at));
        (one.is_some() || other.is_some()).then(|| Parting {
            lane: lane.clone(),
            one: one.map(|(event, _)| *event),
            other: other.map(|(event, _)| *event),
        })
    });
    partings.min_by_key(|parting| {
        let seqs = [parting.one, parting.other].into_iter().flatten();
        seqs.map(|event| event.seq).min()
    })
}

type Lanes<'a> = BTreeMap<Lane, Vec<(&'a Event, String)>>;

fn lanes(events: &[Event]) -> Lanes<'_> {
    let mut lanes = Lanes::new();
    let mut returns: BTreeMap<(&str, u32), (&Event, String)> = BTreeMap::new();
    for event in events {
        let (lane, said) = match &event.what {
            What::Call { peer, text, .. } => (Lane::Calls(peer.name()), text.clone()),
            What::Return(back) => {
                returns.insert((back.peer.name(), back.id), (event, came_to(back)));
                continue;
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
            _ => continue,
        };
        lanes.entry(lane).or_default().push((event, said));
    }
    for ((peer, _), (event, said)) in returns {
        lanes
            .entry(Lane::Returns(peer))
            .or_default()
            .push((event, said));
    }
    lanes
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
        let (Lane::Calls(name) | Lane::Returns(name) | Lane::States(name, _)) = self else {
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
        assert_eq!(parting.one, Some(&gone));
        assert!(matches!(parting.lane, Lane::States("host", _)));
        assert_eq!(parting.lane.peer(), Some(Peer::Host));
    }
}
