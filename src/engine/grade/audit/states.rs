//! Transitions: where they begin, whether there is such an arrow, and what caused them.

use std::net::IpAddr;

use sockscope_link::{CallName, Cause, Flags, SegmentId, State};

use crate::fact;
use crate::peer::Peer;
use crate::rfc9293::{Arrival, Event, arrows_from};
use crate::timeline::{Arg, Change, Fact, Packet};
use crate::words::show::plain;
use crate::words::t;
use crate::world::World;

/// Looks at a transition. `calls` are those of its peer that have not returned.
pub(super) fn check(
    change: &Change,
    calls: &[CallName],
    world: &World,
    is_late: bool,
    found: &mut Vec<Fact>,
) {
    let (from, to) = (change.from, change.to);
    let was = world
        .socket(change.peer, change.socket)
        .map(|socket| socket.state);
    let begins = match was {
        Some(was) => was == from,
        None => is_late || is_beginning(change, world),
    };
    if !begins {
        let was = was.map_or("-".to_owned(), |was| was.to_string());
        let fd = Arg::text(plain(&change.fd));
        found.push(fact!(
            t::GRADE_FROM,
            fd = fd,
            from = Arg::text(from),
            was = was
        ));
    }
    let is_restart = change.cause == Cause::Restart && to == State::Closed;
    let kind = |cause: Cause| std::mem::discriminant(&cause);
    let fits = |event: Event| kind(event.cause()) == kind(change.cause);
    let arrows: Vec<Event> = arrows_from(from)
        .filter(|arrow| arrow.to == to && fits(arrow.event))
        .map(|arrow| arrow.event)
        .collect();
    if arrows.is_empty() && !is_restart {
        let (from, to) = (Arg::text(from), Arg::text(to));
        found.push(fact!(
            t::GRADE_NO_ARROW,
            from = from,
            to = to,
            cause = Arg::text(change.cause.name())
        ));
        return;
    }
    match change.cause {
        Cause::Call => {
            if !calls.iter().any(|call| can_cause(*call, to)) && !is_late {
                found.push(no_cause(change));
            }
        }
        Cause::Segment(_) => by_segment(change, &arrows, world, is_late, found),
        Cause::Timer | Cause::Restart => {}
    }
}

fn no_cause(change: &Change) -> Fact {
    let (from, to) = (Arg::text(change.from), Arg::text(change.to));
    fact!(t::GRADE_NO_CAUSE, from = from, to = to)
}

/// A socket is made by `socket()`, or comes out of a listener.
fn is_beginning(change: &Change, world: &World) -> bool {
    match (change.from, change.listener) {
        (State::Closed, None) => true,
        (State::Listen, Some(listener)) => {
            let listener = world.socket(change.peer, listener);
            listener.is_some_and(|socket| socket.state == State::Listen)
        }
        // The queue may be gone with its listener, and the connection with it a moment later.
        _ => false,
    }
}

/// Whether this call can lead to that state.
fn can_cause(call: CallName, to: State) -> bool {
    match to {
        State::Unbound => call == CallName::Socket,
        State::Listen => call == CallName::Listen,
        State::SynSent => call == CallName::Connect,
        State::FinWait1 | State::LastAck => matches!(call, CallName::Close | CallName::Shutdown),
        _ => true,
    }
}

/// The segment has come to this socket, and has in it what makes the arrow.
fn by_segment(
    change: &Change,
    arrows: &[Event],
    world: &World,
    is_late: bool,
    found: &mut Vec<Fact>,
) {
    let Some(id) = change.segment else {
        if crosses_the_wire(change, world) {
            found.push(no_cause(change));
        }
        return;
    };
    let row = world
        .ladder
        .iter()
        .rev()
        .find(|row| row.packet.id == SegmentId(id));
    let Some(row) = row else {
        // A world does not remember every segment of a long session.
        let oldest = world.ladder.front().map_or(0, |row| row.packet.id.0);
        if !is_late && (id > oldest || world.ladder.is_empty()) {
            found.push(no_cause(change));
        }
        return;
    };
    let packet = &row.packet;
    let comes = Peer::sender(packet.dir) != change.peer && row.arrived_us.is_some();
    let is_for = packet.is_icmp()
        || change.local.is_none_or(|local| local == packet.dst)
            && change.remote.is_none_or(|remote| remote == packet.src);
    let moves = packet.is_icmp() || arrows.iter().any(|event| is_in(*event, packet));
    if !(comes && is_for && moves) {
        let (from, to) = (Arg::text(change.from), Arg::text(change.to));
        found.push(fact!(t::GRADE_NOT_BY, id = id, from = from, to = to));
    }
}

/// Whether the socket's connection goes over the wire, where each segment has a number.
fn crosses_the_wire(change: &Change, world: &World) -> bool {
    let Some(session) = &world.session else {
        return false;
    };
    let other: [Option<IpAddr>; 2] = match change.peer {
        Peer::Host => [session.board_addr, session.board_addr6],
        Peer::Board => [session.host, session.host6],
    };
    let is_wire = session.link == "memory" || world.is_on_private_wire();
    is_wire
        && change
            .remote
            .is_some_and(|remote| other.contains(&Some(remote.ip())))
}

/// Whether a segment has in it what arrives. One that fills a gap brings the FIN behind it with it; one that
/// comes when nobody can read it any more is answered by a reset, and the connection is gone.
fn is_in(event: Event, packet: &Packet) -> bool {
    let has = |flag: Flags| packet.flags.contains(flag);
    match event {
        Event::Segment(Arrival::Syn) => has(Flags::SYN),
        Event::Segment(Arrival::SynAck) => has(Flags::SYN) && has(Flags::ACK),
        Event::Segment(Arrival::AckOfSyn | Arrival::AckOfFin) => has(Flags::ACK),
        Event::Segment(Arrival::Fin | Arrival::FinAckOfFin) => has(Flags::FIN) || packet.len > 0,
        Event::Segment(Arrival::Rst) => has(Flags::RST) || packet.len > 0 || has(Flags::SYN),
        Event::Call(_) | Event::Timeout(_) => false,
    }
}
