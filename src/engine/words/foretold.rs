//! A segment in words: what will become of it, what it is for, why it came to nothing.

use sockscope_link::Loss;

use super::{Lang, Text, t};
use crate::fill;
use crate::timeline::{Packet, Why, Word};
use crate::world::forecast::{Doubt, Ignored, Will};

/// What will become of a segment that moves no state; of one that does, that it is taken.
pub const fn will(will: Will) -> Text {
    match will {
        Will::Move(_) | Will::Take => t::WILL_TAKE,
        Will::Keep => t::WILL_KEEP,
        Will::Reset => t::WILL_RESET,
        Will::Unreachable => t::WILL_UNREACHABLE,
        Will::Tell => t::WILL_TELL,
        Will::Ignore(why) => match why {
            Ignored::Old => t::WILL_NOT_OLD,
            Ignored::Window => t::WILL_NOT_WINDOW,
            Ignored::Ack => t::WILL_NOT_ACK,
            Ignored::Challenge => t::WILL_NOT_CHALLENGE,
            Ignored::EarlyFin => t::WILL_NOT_EARLY_FIN,
            Ignored::AcceptQueue => t::WILL_NOT_ACCEPT_QUEUE,
            Ignored::HalfOpen => t::WILL_NOT_HALF_OPEN,
            Ignored::Inbox => t::WILL_NOT_INBOX,
            Ignored::Nobody => t::WILL_NOT_NOBODY,
            Ignored::NoSocket => t::WILL_NOT_SOCKET,
        },
        Will::Unsure(why) => match why {
            Doubt::Unseen => t::UNSURE_UNSEEN,
            Doubt::Edge => t::UNSURE_EDGE,
            Doubt::Cookies => t::UNSURE_COOKIES,
            Doubt::Room => t::UNSURE_ROOM,
            Doubt::Shut => t::UNSURE_SHUT,
            Doubt::Broadcast => t::UNSURE_BROADCAST,
        },
    }
}

/// Why a segment came to nothing.
pub const fn loss(why: Loss) -> Text {
    match why {
        Loss::AcceptQueue => t::LOST_ACCEPT_QUEUE,
        Loss::Connections => t::LOST_CONNECTIONS,
        Loss::ReceiveBuffer => t::LOST_RECEIVE_BUFFER,
        Loss::Nobody => t::LOST_NOBODY,
    }
}

/// What a segment is for, where its control bits do not say so: `repeats #4 (timer)`; empty for the
/// others.
pub fn word(packet: &Packet, lang: Lang) -> String {
    let Some(word) = packet.word else {
        return String::new();
    };
    let text = match word {
        Word::Repeat => t::WORD_REPEAT,
        Word::DuplicateAck => t::WORD_DUPLICATE_ACK,
        Word::WindowUpdate => t::WORD_WINDOW_UPDATE,
        Word::WindowProbe => t::WORD_WINDOW_PROBE,
        Word::KeepAlive => t::WORD_KEEP_ALIVE,
        Word::ProbeAnswer => t::WORD_PROBE_ANSWER,
        Word::ChallengeAck => t::WORD_CHALLENGE_ACK,
    };
    let mut said = match packet.of {
        Some(id) => fill!(lang, t::WORD_REPEAT_OF, id = id),
        None => text.get(lang).to_owned(),
    };
    let why = packet.why.map(|why| match why {
        Why::Timer => t::WHY_TIMER,
        Why::DuplicateAcks => t::WHY_DUPLICATE_ACKS,
        Why::TailLossProbe => t::WHY_TAIL_LOSS_PROBE,
    });
    if let Some(why) = why {
        said = format!("{said} ({})", why.get(lang));
    }
    said
}

/// What an ICMP error says.
pub fn icmp(packet: &Packet) -> Text {
    let bytes = packet.payload_bytes();
    let v6 = packet.src.is_ipv6();
    match (bytes.first(), bytes.get(1), v6) {
        (Some(3), Some(3), false) | (Some(1), Some(4), true) => t::ICMP_PORT,
        (Some(3), Some(1), false) | (Some(1), Some(3), true) => t::ICMP_HOST,
        (Some(3), Some(4), false) | (Some(2), Some(0), true) => t::ICMP_TOO_LARGE,
        _ => t::ICMP_OTHER,
    }
}
