//! Segments: what the gate did with them, and whether their bytes say what the events say.

use sockscope_link::Act;

use super::packet;
use crate::fact;
use crate::peer::Peer;
use crate::timeline::{Fact, Packet};
use crate::words::t;
use crate::world::World;

/// Looks at a segment.
pub(super) fn check(packet: &Packet, world: &World, is_late: bool, found: &mut Vec<Fact>) {
    let id = packet.id.0;
    let row = world.row(packet.id);
    let youngest = world
        .ladder
        .iter()
        .map(|row| row.packet.id.0)
        .max()
        .unwrap_or(0);
    let fits = match (row, packet.act) {
        // What stands at the gate may be sent again, with newer numbers in it.
        (Some(row), Act::Held) => row.packet.act == Act::Held && row.packet.dir == packet.dir,
        (Some(row), Act::Released) => row.packet.act == Act::Held,
        (Some(row), Act::Passed) => row.packet.act == Act::Delayed,
        (Some(_), _) => true,
        (None, Act::Released) => is_late,
        (None, Act::Duplicated) => is_late || id <= youngest,
        (None, _) => is_late || id > youngest || world.ladder.len() >= 256,
    };
    let is_same = row.is_none_or(|row| packet.act == Act::Held || is_same(&row.packet, packet));
    if !fits || !is_same {
        found.push(fact!(t::GRADE_SEGMENT_TWICE, id = id));
    }
    if let Some(session) = &world.session {
        let own = match Peer::sender(packet.dir) {
            Peer::Host => [session.host, session.host6],
            Peer::Board => [session.board_addr, session.board_addr6],
        };
        let on_wire = session.link == "memory" || world.is_on_private_wire();
        if on_wire && own[0].is_some() && !own.contains(&Some(packet.src.ip())) {
            found.push(fact!(t::GRADE_ADDRESS, id = id));
        }
        if !session.gate {
            found.push(fact!(t::GRADE_HEADER));
        }
    }
    if let Some(bytes) = &packet.bytes
        && let Err(wrong) = packet::check(bytes, packet)
    {
        found.push(fact!(t::GRADE_BYTES, id = id, field = wrong));
    }
}

/// Whether the two are the same segment at two moments.
fn is_same(one: &Packet, other: &Packet) -> bool {
    let of = |packet: &Packet| {
        (
            packet.dir,
            packet.flags,
            packet.seq_no,
            packet.len,
            packet.src,
            packet.dst,
        )
    };
    of(one) == of(other)
}
