//! What a held segment will do if it is let go: the arrows of RFC 9293, applied to what is known
//! of the two ends. It is said before the segment goes; what then happens is measured.

use std::net::SocketAddr;

use sockscope_link::{Flags, State};

use super::{Socket, World};
use crate::peer::Peer;
use crate::rfc9293::{Arrival, Arrow, Event, after};
use crate::timeline::Packet;

/// What a segment will do to the end that it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// That end.
    pub peer: Peer,
    /// Its socket's name; a listener's, if the segment makes a new connection.
    pub name: String,
    /// Its state now; LISTEN for a new connection.
    pub from: State,
    /// Its state then; the same one if the segment changes none.
    pub to: State,
    /// The arrows that lead there, as RFC 9293 has them.
    pub path: Vec<&'static Arrow>,
}

impl Effect {
    /// Whether a new connection is born of a listener, which itself stays in LISTEN.
    pub fn is_birth(&self) -> bool {
        self.from == State::Listen && self.to != State::Listen
    }
}

/// What `packet` will do; `None` if no socket waits for it (it will be answered with RST), or if
/// it is a datagram.
pub fn effect(world: &World, packet: &Packet) -> Option<Effect> {
    if !packet.is_tcp() {
        return None;
    }
    let peer = Peer::sender(packet.dir).other();
    let socket = receiver(world, peer, packet)?;
    let from = socket.state;
    let path = path(from, packet.flags, acks_fin(world, packet));
    let to = path.last().map_or(from, |arrow| arrow.to);
    Some(Effect {
        peer,
        name: socket.name.clone(),
        from,
        to,
        path,
    })
}

/// The states that a question about `packet` offers, the right one among them: those that one
/// arrow of RFC 9293 leads to, and staying.
pub fn choices(effect: &Effect) -> Vec<State> {
    let mut choices = vec![effect.from];
    for flags in [
        Flags::SYN,
        Flags::SYN | Flags::ACK,
        Flags::ACK,
        Flags::FIN | Flags::ACK,
        Flags::RST,
    ] {
        for acks_fin in [false, true] {
            choices.push(next(effect.from, flags, acks_fin));
        }
    }
    // Two that tempt: what the other closing or opening path would be.
    choices.extend(match effect.from {
        State::Listen => [State::Established, State::SynSent],
        State::SynSent => [State::Listen, State::CloseWait],
        State::SynReceived => [State::Listen, State::FinWait1],
        State::Established => [State::FinWait1, State::TimeWait],
        State::FinWait1 => [State::CloseWait, State::Closed],
        State::FinWait2 => [State::Closed, State::LastAck],
        State::CloseWait => [State::LastAck, State::TimeWait],
        State::Closing | State::LastAck => [State::FinWait2, State::TimeWait],
        _ => [State::Established, State::Closed],
    });
    let mut seen = Vec::new();
    choices.retain(|state| {
        // What listens goes on listening: that is no answer to what becomes of the new connection.
        let listens_on = effect.is_birth() && *state == State::Listen;
        let new = !seen.contains(state) && !listens_on;
        seen.push(*state);
        new
    });
    // At most four, the right one kept, in the order of a life.
    while choices.len() > 4 {
        let Some(spare) = choices
            .iter()
            .rposition(|s| *s != effect.to && *s != effect.from)
        else {
            break;
        };
        choices.remove(spare);
    }
    choices.sort();
    choices
}

fn receiver<'a>(world: &'a World, peer: Peer, packet: &Packet) -> Option<&'a Socket> {
    let of = |socket: &&Socket| socket.peer == peer && socket.state != State::Closed;
    let connection = world
        .sockets
        .iter()
        .rev()
        .filter(of)
        .find(|socket| socket.remote == Some(packet.src) && socket.local == Some(packet.dst));
    connection.or_else(|| {
        let listens = |socket: &&Socket| {
            socket.state == State::Listen && socket.local.is_some_and(|at| covers(at, packet.dst))
        };
        let opens = packet.flags.contains(Flags::SYN) && !packet.flags.contains(Flags::ACK);
        opens
            .then(|| world.sockets.iter().rev().filter(of).find(listens))
            .flatten()
    })
}

fn covers(listener: SocketAddr, to: SocketAddr) -> bool {
    listener.port() == to.port() && (listener.ip().is_unspecified() || listener.ip() == to.ip())
}

/// Whether the acknowledgment number covers a FIN that the receiver of `packet` has sent.
fn acks_fin(world: &World, packet: &Packet) -> bool {
    packet.flags.contains(Flags::ACK)
        && world
            .ladder
            .iter()
            .rev()
            .map(|row| &row.packet)
            .any(|sent| {
                sent.src == packet.dst
                    && sent.dst == packet.src
                    && sent.flags.contains(Flags::FIN)
                    && sent.seq_no.wrapping_add(sent.len).wrapping_add(1) == packet.ack
            })
}

/// The state after a segment that is acceptable.
fn next(state: State, flags: Flags, acks_fin: bool) -> State {
    path(state, flags, acks_fin)
        .last()
        .map_or(state, |arrow| arrow.to)
}

/// The arrows that an acceptable segment takes: the ACK's first, then the FIN's.
fn path(state: State, flags: Flags, acks_fin: bool) -> Vec<&'static Arrow> {
    let [syn, ack, fin, rst] =
        [Flags::SYN, Flags::ACK, Flags::FIN, Flags::RST].map(|flag| flags.contains(flag));
    let arrow = |state: State, arrival: Option<Arrival>| {
        arrival.and_then(|arrival| after(state, Event::Segment(arrival)).last())
    };
    if rst {
        return arrow(state, Some(Arrival::Rst)).into_iter().collect();
    }
    let first = match (syn, ack) {
        (_, true) if state == State::SynReceived => Some(Arrival::AckOfSyn),
        (true, true) => Some(Arrival::SynAck),
        (true, false) => Some(Arrival::Syn),
        (false, true) if acks_fin && fin && state == State::FinWait1 => Some(Arrival::FinAckOfFin),
        (false, true) if acks_fin => Some(Arrival::AckOfFin),
        _ => None,
    };
    let mut path: Vec<_> = arrow(state, first).into_iter().collect();
    if fin && first != Some(Arrival::FinAckOfFin) {
        let acked = path.last().map_or(state, |arrow| arrow.to);
        path.extend(arrow(acked, Some(Arrival::Fin)));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handshake_and_both_ways_of_closing() {
        use State::*;
        const SA: Flags = Flags(0x12);
        const FA: Flags = Flags(0x11);
        for (from, flags, acks_fin, to) in [
            (Listen, Flags::SYN, false, SynReceived),
            (SynSent, SA, false, Established),
            (SynReceived, Flags::ACK, false, Established),
            (SynSent, Flags::SYN, false, SynReceived),
            (SynReceived, SA, false, Established),
            (Established, Flags::ACK, false, Established),
            (Established, FA, false, CloseWait),
            (FinWait1, Flags::ACK, true, FinWait2),
            (FinWait1, Flags::ACK, false, FinWait1),
            (FinWait1, FA, false, Closing),
            (FinWait1, FA, true, TimeWait),
            (FinWait2, FA, true, TimeWait),
            (Closing, Flags::ACK, true, TimeWait),
            (LastAck, Flags::ACK, true, Closed),
            (SynReceived, FA, false, CloseWait),
            (Established, Flags::RST, false, Closed),
            (Listen, Flags::RST, false, Listen),
        ] {
            assert_eq!(next(from, flags, acks_fin), to, "{from} {flags}");
        }
    }

    #[test]
    fn a_question_offers_the_answer_once_and_at_most_four() {
        for from in State::RFC {
            for to in State::RFC {
                let effect = Effect {
                    peer: Peer::Host,
                    name: "a".into(),
                    from,
                    to,
                    path: vec![],
                };
                let choices = choices(&effect);
                let reachable = [Flags::SYN, Flags(0x12), Flags::ACK, Flags(0x11), Flags::RST]
                    .into_iter()
                    .any(|flags| {
                        [false, true]
                            .into_iter()
                            .any(|f| next(from, flags, f) == to)
                    });
                if reachable {
                    assert!(choices.contains(&to), "{from} → {to}: {choices:?}");
                    assert!(
                        (2..=4).contains(&choices.len()),
                        "{from} → {to}: {choices:?}"
                    );
                }
            }
        }
    }
}
