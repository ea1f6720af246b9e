//! The segments of a session, each once: what sent it, what became of it, what it changed.

use std::collections::BTreeMap;

use sockscope_link::{Act, CallName, Flags, Loss};

use crate::fill;
use crate::peer::Peer;
use crate::timeline::{Change, Event, Packet, What};
use crate::words::show::{self, plain};
use crate::words::{Lang, foretold, moment, t};
use crate::world::numbers::Relative;
use crate::world::{Socket, World};

/// A segment.
#[derive(Clone, Debug)]
pub(super) struct Sent<'a> {
    /// When it came to the wire, in microseconds since the session began.
    pub t_us: u64,
    /// As it came to the wire.
    pub packet: &'a Packet,
    /// The same with what the wire did with it last.
    pub last: &'a Packet,
    /// When the wire did that.
    pub last_us: u64,
    /// Its numbers as its connection counts them.
    pub relative: Relative,
    /// The name of the socket that sent it.
    pub name: Option<String>,
    /// The calls that it carries out: of a SYN, of data, of a FIN, of a datagram. What a stack sends by
    /// itself, an answer or a reset, has none.
    pub calls: Vec<&'a str>,
    /// The states that it changed.
    pub changes: Vec<&'a Change>,
    /// Why it came to nothing at its end.
    pub lost: Option<Loss>,
}

impl Sent<'_> {
    /// Who sent it.
    pub fn from(&self) -> Peer {
        Peer::sender(self.packet.dir)
    }
}

/// The number of a socket, of one peer.
type Id = (Peer, u32);

/// A call that sends.
struct Sends<'a> {
    id: u32,
    text: &'a str,
    /// How many bytes it took, once that is known.
    took: u64,
}

/// What is known while the events are gone through.
#[derive(Default)]
struct Search<'a> {
    sent: Vec<(Sent<'a>, Option<Id>)>,
    /// The place in `sent` of the segment with this number.
    places: BTreeMap<u32, usize>,
    /// The calls on each socket that send bytes.
    sends: BTreeMap<Id, Vec<Sends<'a>>>,
    /// The sockets of those that have not returned, by the calls' numbers.
    sending: BTreeMap<u32, Id>,
    /// The last call on each socket that makes a SYN, and that makes a FIN.
    opens: BTreeMap<Id, &'a str>,
    shuts: BTreeMap<Id, &'a str>,
}

/// Every segment of the session, in the order in which they came to the wire. A copy that was put on the
/// wire by hand is one more.
pub(super) fn segments(events: &[Event]) -> Vec<Sent<'_>> {
    let (mut search, mut world) = (Search::default(), World::default());
    for event in events {
        search.hear(event, &world);
        world.apply(event);
    }
    search.find_senders()
}

impl<'a> Search<'a> {
    fn hear(&mut self, event: &'a Event, world: &World) {
        match &event.what {
            What::Call {
                id,
                peer,
                call,
                fd: Some(fd),
                text,
                ..
            } => {
                if let Some(socket) = world.named(*peer, fd) {
                    self.call((*peer, socket.id), *id, *call, text);
                }
            }
            What::Return(returned) => {
                let socket = self.sending.remove(&returned.id);
                let all = socket.and_then(|socket| self.sends.get_mut(&socket));
                let call =
                    all.and_then(|all| all.iter_mut().rev().find(|call| call.id == returned.id));
                if let Some(call) = call {
                    call.took = u64::try_from(returned.ret).unwrap_or(0);
                }
            }
            What::Segment(packet) => self.segment(event.t_us, packet, world),
            What::State(change) => {
                let place = change.segment.and_then(|id| self.places.get(&id));
                if let Some(place) = place {
                    self.sent[*place].0.changes.push(change);
                }
            }
            What::Lost { segment, why, .. } => {
                if let Some(place) = self.places.get(segment) {
                    self.sent[*place].0.lost = Some(*why);
                }
            }
            _ => {}
        }
    }

    fn call(&mut self, socket: Id, id: u32, call: CallName, text: &'a str) {
        match call {
            CallName::Connect => drop(self.opens.insert(socket, text)),
            CallName::Close | CallName::Shutdown => drop(self.shuts.insert(socket, text)),
            CallName::Send | CallName::Write | CallName::SendTo => {
                self.sending.insert(id, socket);
                let all = self.sends.entry(socket).or_default();
                all.push(Sends { id, text, took: 0 });
            }
            _ => {}
        }
    }

    fn segment(&mut self, t_us: u64, packet: &'a Packet, world: &World) {
        let place = self.places.get(&packet.id.0);
        if let Some(place) = place
            && packet.act != Act::Duplicated
        {
            let sent = &mut self.sent[*place].0;
            (sent.last, sent.last_us) = (packet, t_us);
            return;
        }
        let from = Peer::sender(packet.dir);
        let socket = world.end_of(from, packet);
        let id = socket.map(|socket| (from, socket.id));
        let sent = Sent {
            t_us,
            packet,
            last: packet,
            last_us: t_us,
            relative: world.relative(packet),
            name: socket.map(|socket: &Socket| socket.name.clone()),
            calls: id.map_or_else(Vec::new, |id| self.calls_of(id, packet)),
            changes: Vec::new(),
            lost: None,
        };
        self.places.insert(packet.id.0, self.sent.len());
        self.sent.push((sent, id));
    }

    /// The calls of its socket that a segment carries out, all but those whose data it carries.
    fn calls_of(&self, socket: Id, packet: &Packet) -> Vec<&'a str> {
        let has = |flag| packet.flags.contains(flag);
        let found = if !packet.is_tcp() {
            let sends = self.sends.get(&socket).and_then(|all| all.last());
            sends.map(|sends| sends.text)
        } else if has(Flags::SYN) && !has(Flags::ACK) {
            self.opens.get(&socket).copied()
        } else if has(Flags::FIN) {
            self.shuts.get(&socket).copied()
        } else {
            None
        };
        found.into_iter().collect()
    }

    /// Says of each segment with data which calls gave it: the stream has no borders, so by the bytes.
    fn find_senders(mut self) -> Vec<Sent<'a>> {
        for (sent, socket) in &mut self.sent {
            let packet = sent.packet;
            let sends = socket.as_ref().and_then(|id| self.sends.get(id));
            let (Some(sends), true) = (sends, packet.is_tcp() && packet.len > 0) else {
                continue;
            };
            // The SYN has number 0, so the first byte has 1.
            let first = u64::from(sent.relative.seq.saturating_sub(1));
            let end = first + u64::from(packet.len);
            let mut at = 0;
            let mut carried: Vec<&str> = Vec::new();
            for call in sends {
                let until = at + call.took;
                if at < end && until > first {
                    carried.push(call.text);
                }
                at = until;
            }
            carried.append(&mut sent.calls);
            sent.calls = carried;
        }
        self.sent.into_iter().map(|(sent, _)| sent).collect()
    }
}

/// What the wire did with a segment, if it did anything, and what came of it.
pub(super) fn fate(sent: &Sent, lang: Lang) -> Option<String> {
    let time = match sent.last_us.saturating_sub(sent.t_us) {
        0..1_000 => "< 1 ms".to_owned(),
        us => moment(lang, us),
    };
    let was_held = sent.packet.act == Act::Held;
    let wire = match sent.last.act {
        Act::Dropped if was_held => Some(fill!(lang, t::EXPORT_HELD_DROPPED, time = time)),
        Act::Dropped => Some(t::RUN_DROPPED.get(lang).to_owned()),
        Act::Released | Act::Passed if was_held => {
            Some(fill!(lang, t::EXPORT_HELD_RELEASED, time = time))
        }
        Act::Passed if sent.packet.act == Act::Delayed => {
            Some(fill!(lang, t::EXPORT_DELAYED, time = time))
        }
        Act::Held | Act::Delayed => Some(t::EXPORT_STILL_HELD.get(lang).to_owned()),
        Act::Duplicated => Some(t::RUN_DUPLICATED.get(lang).to_owned()),
        Act::Passed | Act::Released => None,
    };
    let repeated = sent.last.retransmissions;
    let repeated = (repeated > 0).then(|| fill!(lang, t::EXPORT_REPEATED, times = repeated));
    let lost = sent
        .lost
        .map(|why| foretold::loss(why).get(lang).to_owned());
    let all: Vec<String> = [wire, repeated, lost].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(" · "))
}

/// `host s.1: LISTEN → SYN-RECEIVED (measured)`
pub(super) fn changed(change: &Change, lang: Lang) -> String {
    let (peer, name, from, to) = (change.peer, plain(&change.fd), change.from, change.to);
    let evidence = show::evidence(change.evidence).get(lang);
    format!("{peer} {name}: {from} → {to} ({evidence})")
}
