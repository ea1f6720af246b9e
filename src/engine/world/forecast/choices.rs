//! What a question about a held segment offers to choose from.

use sockscope_link::{Flags, State};

use super::{Forecast, path};

/// The states that a question about `packet` offers, the right one among them: those that one
/// arrow of RFC 9293 leads to, and staying.
pub fn choices(told: &Forecast) -> Vec<State> {
    let mut choices = vec![told.from];
    for flags in [
        Flags::SYN,
        Flags::SYN | Flags::ACK,
        Flags::ACK,
        Flags::FIN | Flags::ACK,
        Flags::RST,
    ] {
        for acks_fin in [false, true] {
            choices.push(next(told.from, flags, acks_fin));
        }
    }
    // Two that tempt: what the other closing or opening path would be.
    choices.extend(match told.from {
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
        let listens_on = told.is_birth() && *state == State::Listen;
        let new = !seen.contains(state) && !listens_on;
        seen.push(*state);
        new
    });
    // At most four, the right one kept, in the order of a life.
    while choices.len() > 4 {
        let Some(spare) = choices
            .iter()
            .rposition(|s| *s != told.to() && *s != told.from)
        else {
            break;
        };
        choices.remove(spare);
    }
    choices.sort();
    choices
}

/// The state that a segment leads to for whom every segment is a good one.
pub fn naive(state: State, flags: Flags) -> State {
    next(state, flags, false)
}

/// The state after a segment that is acceptable.
fn next(state: State, flags: Flags, acks_fin: bool) -> State {
    path(state, flags, acks_fin)
        .last()
        .map_or(state, |arrow| arrow.to)
}

#[cfg(test)]
mod tests {
    use super::super::Will;
    use super::*;
    use crate::peer::Peer;

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
                let told = Forecast {
                    peer: Peer::Host,
                    socket: Some(1),
                    name: "a".into(),
                    from,
                    will: if to == from {
                        Will::Take
                    } else {
                        Will::Move(to)
                    },
                    path: vec![],
                    keeps_fin: false,
                };
                let choices = choices(&told);
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
