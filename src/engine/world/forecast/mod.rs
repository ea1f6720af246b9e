//! What a held segment will do if it is let go: RFC 9293 section 3.10.7, applied to what is known of the
//! two ends. It is said before the segment goes; what then happens is measured.
//!
//! Two stacks answer here, Linux's and the board's (smoltcp); where they differ, each is asked by its own
//! rules. What cannot be known is said to be so ([`Will::Unsure`]).

mod choices;
mod datagram;
#[cfg(test)]
mod hand;
mod request;
mod stream;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};

use sockscope_link::{Flags, Kind, State};

pub use choices::{choices, naive};

use super::{Socket, World};
use crate::peer::Peer;
use crate::rfc9293::{Arrival, Arrow, Event, after};
use crate::timeline::Packet;

/// What becomes of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Will {
    /// The socket comes to this state; if it listens, a new connection does.
    Move(State),
    /// It is taken, and changes no state: data and datagrams wait to be read.
    Take,
    /// It came before its turn: its data are kept until what is missing comes, and acknowledged again.
    Keep,
    /// It is answered with RST.
    Reset,
    /// It is answered with ICMP's "port unreachable".
    Unreachable,
    /// It is an ICMP error, and the socket's next call tells of it.
    Tell,
    /// Nothing comes of it.
    Ignore(Ignored),
    /// It cannot be known.
    Unsure(Doubt),
}

/// Why nothing comes of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// What it says has arrived before.
    Old,
    /// Its numbers lie outside the window.
    Window,
    /// It acknowledges what it cannot, or nothing.
    Ack,
    /// A SYN or RST whose number is not quite the one expected: it is answered with an ACK (RFC 5961).
    Challenge,
    /// A FIN that comes before its data, which the board does not remember.
    EarlyFin,
    /// The accept queue is full.
    AcceptQueue,
    /// There are too many half-open connections.
    HalfOpen,
    /// The inbox is full.
    Inbox,
    /// Nobody has the address that it is for.
    Nobody,
    /// An RST or an ICMP error that nobody waits for.
    NoSocket,
}

/// Why it cannot be known what becomes of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The connection's beginning was not seen.
    Unseen,
    /// It lies across the window's edge.
    Edge,
    /// The kernel may answer a SYN without remembering it (SYN cookies).
    Cookies,
    /// How much room there is for one more is not known.
    Room,
    /// A half was shut before there was a connection.
    Shut,
    /// It is for several.
    Broadcast,
}

/// What a segment will do to the end that it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// That end.
    pub peer: Peer,
    /// Its socket, if one gets the segment; a listener, if the segment asks for a connection.
    pub socket: Option<u32>,
    /// That socket's name.
    pub name: String,
    /// That socket's state now.
    pub from: State,
    /// What becomes of the segment.
    pub will: Will,
    /// The arrows that lead there, as RFC 9293 has them.
    pub path: Vec<&'static Arrow>,
    /// Whether its FIN is remembered although it comes before its data.
    pub keeps_fin: bool,
}

impl Forecast {
    fn of(peer: Peer, socket: &Socket, will: Will) -> Forecast {
        Forecast {
            peer,
            socket: Some(socket.id),
            name: socket.name.clone(),
            from: socket.state,
            will,
            path: Vec::new(),
            keeps_fin: false,
        }
    }

    fn of_nobody(peer: Peer, will: Will) -> Forecast {
        Forecast {
            peer,
            socket: None,
            name: String::new(),
            from: State::Closed,
            will,
            path: Vec::new(),
            keeps_fin: false,
        }
    }

    /// Whether a new connection is born of a listener, which itself stays in LISTEN.
    pub fn is_birth(&self) -> bool {
        self.from == State::Listen && matches!(self.will, Will::Move(_))
    }

    /// The state that follows; the present one if the segment changes none.
    pub fn to(&self) -> State {
        match self.will {
            Will::Move(state) => state,
            _ => self.from,
        }
    }
}

/// What `packet` will do.
pub fn forecast(world: &World, packet: &Packet) -> Forecast {
    let peer = Peer::sender(packet.dir).other();
    if !is_own(world, peer, packet.dst.ip()) {
        return Forecast::of_nobody(
            peer,
            match is_for_several(packet.dst.ip()) {
                true => Will::Unsure(Doubt::Broadcast),
                false => Will::Ignore(Ignored::Nobody),
            },
        );
    }
    if packet.is_icmp() {
        return datagram::error(world, peer, packet);
    }
    if !packet.is_tcp() {
        return datagram::datagram(world, peer, packet);
    }
    let connection = world.sockets.iter().rev().find(|socket| {
        socket.peer == peer
            && has_begun(socket.state)
            && socket.remote == Some(packet.src)
            && socket.local == Some(packet.dst)
    });
    match connection {
        Some(socket) => stream::connected(world, socket, packet),
        None => request::unconnected(world, peer, packet),
    }
}

const fn has_begun(state: State) -> bool {
    !matches!(
        state,
        State::Unbound | State::Bound | State::Listen | State::Closed
    )
}

/// Whether `peer` is a Linux kernel; else it is a board core.
fn is_kernel(world: &World, peer: Peer) -> bool {
    let session = world.session.as_ref();
    session.map_or(peer == Peer::Host, |session| session.is_kernel(peer))
}

/// Whether an address is one of `peer`'s; where its addresses are not known, it is taken for one.
fn is_own(world: &World, peer: Peer, ip: IpAddr) -> bool {
    let Some(session) = &world.session else {
        return true;
    };
    let own = match peer {
        Peer::Host => session.host,
        Peer::Board => session.board_addr,
    };
    let own6 = session.address6(peer);
    let of_family = if ip.is_ipv4() == own.is_some_and(|own| own.is_ipv4()) {
        own
    } else {
        own6
    };
    of_family.is_none_or(|own| own == ip)
}

fn is_for_several(ip: IpAddr) -> bool {
    match ip {
        // Of a net's own broadcast address, the last number tells.
        IpAddr::V4(ip) => ip.is_multicast() || ip.is_broadcast() || ip.octets()[3] == 255,
        IpAddr::V6(ip) => ip.is_multicast(),
    }
}

/// Of those that answer for an address, the one that was bound to it rather than to any.
fn best<'a>(found: impl Iterator<Item = &'a Socket>) -> Option<&'a Socket> {
    found.max_by_key(|socket| {
        let any = socket.local.is_some_and(|at| at.ip().is_unspecified());
        let any6 = any && socket.local.is_some_and(|at| at.is_ipv6());
        (!any, !any6, socket.id)
    })
}

fn listener(world: &World, peer: Peer, to: SocketAddr) -> Option<&Socket> {
    best(world.sockets.iter().filter(|socket| {
        socket.peer == peer
            && socket.kind == Kind::Stream
            && socket.state == State::Listen
            && socket.answers_for(to)
    }))
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
