//! A segment that belongs to no connection (RFC 9293 sections 3.10.7.1 and 3.10.7.2).

use sockscope_link::{Flags, Kind, State};

use super::{Doubt, Forecast, Ignored, Will, has_begun, is_kernel, listener, path};
use crate::peer::Peer;
use crate::timeline::Packet;
use crate::world::{Socket, World};

/// How many connections every board has room for: the smallest takes 24, those in TIME-WAIT too.
const ROOM: usize = 15;

pub(super) fn unconnected(world: &World, peer: Peer, packet: &Packet) -> Forecast {
    let has = |flag| packet.flags.contains(flag);
    if has(Flags::RST) {
        return Forecast::of_nobody(peer, Will::Ignore(Ignored::NoSocket));
    }
    let Some(listener) = listener(world, peer, packet.dst) else {
        return Forecast::of_nobody(peer, Will::Reset);
    };
    match (has(Flags::SYN), has(Flags::ACK)) {
        (false, true) if answers_cookie(world, peer, packet) => {
            Forecast::of(peer, listener, Will::Unsure(Doubt::Cookies))
        }
        (_, true) => Forecast::of_nobody(peer, Will::Reset),
        (true, false) => request(world, listener, packet),
        (false, false) => Forecast::of(peer, listener, Will::Ignore(Ignored::Ack)),
    }
}

/// Whether it acknowledges a SYN-ACK that a kernel has sent for no socket: all that it remembers is in that
/// number, and whether it makes a connection of it hangs on the room in the queue then.
fn answers_cookie(world: &World, peer: Peer, packet: &Packet) -> bool {
    let back = world.flows.find(packet.dst, packet.src);
    let of_it = |socket: &&Socket| {
        socket.peer == peer && (socket.local, socket.remote) == (Some(packet.dst), Some(packet.src))
    };
    is_kernel(world, peer)
        && back.is_some_and(|back| packet.ack == back.isn.wrapping_add(1))
        && world.sockets.iter().find(of_it).is_none()
}

/// A connection request, and whether there is room for it.
pub(super) fn request(world: &World, listener: &Socket, packet: &Packet) -> Forecast {
    let peer = listener.peer;
    let told = |will| Forecast::of(peer, listener, will);
    let Some(backlog) = listener.known.backlog else {
        return told(Will::Unsure(Doubt::Unseen));
    };
    let backlog = backlog as usize;
    let (complete, half_open) = queue(world, listener);
    if complete > backlog {
        return told(Will::Ignore(Ignored::AcceptQueue));
    }
    if is_kernel(world, peer) {
        // From here on Linux answers without remembering (inet_csk_reqsk_queue_is_full, tcp_syncookies).
        if half_open >= backlog {
            return told(Will::Unsure(Doubt::Cookies));
        }
    } else if half_open > backlog {
        return told(Will::Ignore(Ignored::HalfOpen));
    } else if connections(world, peer) >= ROOM {
        return told(Will::Unsure(Doubt::Room));
    }
    Forecast {
        path: path(State::Listen, Flags::SYN, false),
        ..Forecast::of(peer, listener, Will::Move(State::SynReceived))
    }
    .unless_odd(packet)
}

impl Forecast {
    /// A SYN that carries more than a SYN is none of the textbook's.
    fn unless_odd(self, packet: &Packet) -> Forecast {
        let odd = packet.flags.contains(Flags::FIN) || packet.len > 0;
        match odd {
            true => Forecast {
                will: Will::Unsure(Doubt::Unseen),
                path: Vec::new(),
                ..self
            },
            false => self,
        }
    }
}

/// How many connections wait to be accepted, and how many of a listener are half open. One that was reset
/// while it waited still has its place.
pub(super) fn queue(world: &World, listener: &Socket) -> (usize, usize) {
    let of_it = world.sockets.iter().filter(|socket| {
        socket.peer == listener.peer && socket.listener == Some(listener.id) && socket.num.is_none()
    });
    let (mut complete, mut half_open) = (0, 0);
    for socket in of_it {
        let opens = |to| !matches!(to, State::Listen | State::SynReceived | State::Closed);
        let was_open = socket.path.iter().any(|arrow| opens(arrow.to));
        match socket.state {
            State::SynReceived => half_open += 1,
            State::Closed if !was_open => {}
            _ => complete += 1,
        }
    }
    (complete, half_open)
}

fn connections(world: &World, peer: Peer) -> usize {
    let begun = world.sockets.iter().filter(|socket| {
        socket.peer == peer && socket.kind == Kind::Stream && has_begun(socket.state)
    });
    begun.count()
}
