//! A datagram, or an ICMP error about one (RFC 768, RFC 1122 section 4.1.3).

use sockscope_link::{Kind, State};

use super::{Doubt, Forecast, Ignored, Will, is_kernel};
use crate::peer::Peer;
use crate::timeline::Packet;
use crate::world::{Socket, World};

/// What every inbox has room for: datagrams, and bytes on a chip, on other boards, in a kernel (Linux
/// counts its own overhead as well: `SO_RCVBUF` is 212,992 there).
const DATAGRAMS: usize = 16;
const CHIP: u32 = 1_500;
const BOARD: u32 = 65_535;
const KERNEL: u32 = 60_000;
/// What every inbox takes that has nothing in it, in bytes, however small SO_RCVBUF is.
const LEAST: u32 = 1_000;

pub(super) fn datagram(world: &World, peer: Peer, packet: &Packet) -> Forecast {
    let fits = |socket: &&Socket| {
        let known = socket.known.remote;
        socket.peer == peer
            && socket.kind == Kind::Dgram
            && socket.state == State::Bound
            && socket.answers_for(packet.dst)
            && known.is_none_or(|remote| remote == packet.src)
    };
    let found = world.sockets.iter().filter(fits).max_by_key(|socket| {
        let own = socket.local.is_some_and(|at| !at.ip().is_unspecified());
        let connected = socket.known.remote.is_some();
        (connected, own, socket.id)
    });
    let Some(socket) = found else {
        return Forecast::of_nobody(peer, Will::Unreachable);
    };
    Forecast::of(peer, socket, room(world, socket, packet.len))
}

/// Whether a socket's inbox has room for so many bytes.
fn room(world: &World, socket: &Socket, len: u32) -> Will {
    let inbox = &socket.known.inbox;
    let bytes: u32 = inbox.iter().sum::<u32>().saturating_add(len);
    if socket.known.sized {
        return match inbox.is_empty() && len <= LEAST {
            true => Will::Take,
            false => Will::Unsure(Doubt::Room),
        };
    }
    if is_kernel(world, socket.peer) {
        return match bytes <= KERNEL && inbox.len() < 64 {
            true => Will::Take,
            false => Will::Unsure(Doubt::Room),
        };
    }
    if inbox.len() >= DATAGRAMS {
        return Will::Ignore(Ignored::Inbox);
    }
    let board = world.session.as_ref().map(|session| session.board.as_str());
    let most = match board {
        Some("virtual" | "pair") => BOARD / 2,
        _ => CHIP,
    };
    // A datagram lies in one piece: what is free may be in two.
    match bytes <= most {
        true => Will::Take,
        false => Will::Unsure(Doubt::Room),
    }
}

/// An ICMP error: a connected socket is told (udp(7)).
pub(super) fn error(world: &World, peer: Peer, packet: &Packet) -> Forecast {
    let Some((local, remote)) = packet.quoted() else {
        return Forecast::of_nobody(peer, Will::Unsure(Doubt::Unseen));
    };
    let told = world.sockets.iter().rev().find(|socket| {
        socket.peer == peer
            && socket.kind == Kind::Dgram
            && socket.state == State::Bound
            && socket.known.remote == Some(remote)
            && socket.local.is_some_and(|at| at.port() == local.port())
    });
    match told {
        Some(socket) => Forecast::of(peer, socket, Will::Tell),
        None => Forecast::of_nobody(peer, Will::Ignore(Ignored::NoSocket)),
    }
}
