//! Whether a recording contradicts itself: each event against what came before it.
//!
//! Nothing here is likely or unlikely: what is named cannot be in a recording that was only written.

mod calls;
mod packet;
mod segments;
mod states;

use crate::fact;
use crate::timeline::{Event, FORMAT, Fact, HostKind, Session, What};
use crate::words::t;
use crate::world::World;
use calls::Calls;

/// What has to be remembered of the events before, beyond the world that they make.
#[derive(Debug, Default)]
pub(super) struct Audit {
    /// The number and the stamp of the event before.
    last: Option<(u64, u64)>,
    calls: Calls,
    /// Whether events before the first one are missing, as in a recording that was begun late: what is
    /// not known then contradicts nothing.
    is_late: bool,
}

impl Audit {
    /// What is wrong with an event; `world` is what was so before it.
    pub fn take(&mut self, event: &Event, world: &World) -> Vec<Fact> {
        let mut found = Vec::new();
        self.order(event, world, &mut found);
        match &event.what {
            What::Session(session) => header(session, world, &mut found),
            What::Call {
                id,
                peer,
                call,
                text,
                ..
            } => {
                found.extend(self.calls.begin(*id, *peer, *call, text, event.t_us));
            }
            What::Blocked { id, peer, call, .. } => {
                found.extend(self.calls.find(*id, *peer, *call).err());
            }
            What::Return(returned) => self.calls.end(returned, event.t_us, &mut found),
            What::State(change) => {
                let calls = self.calls.open(change.peer);
                states::check(change, &calls, world, self.is_late, &mut found);
            }
            What::Segment(packet) => segments::check(packet, world, self.is_late, &mut found),
            What::Predict(predict) => {
                let right = predict.asked.as_ref().map(|asked| asked.answer);
                found.extend(answered(predict.given, right, predict.correct));
            }
            What::Verdict(verdict) => {
                let right = Some(verdict.asked.answer);
                found.extend(answered(verdict.given, right, verdict.correct));
            }
            _ => {}
        }
        found
    }

    /// Numbers go on by one, time goes on, nothing follows the end.
    fn order(&mut self, event: &Event, world: &World, found: &mut Vec<Fact>) {
        if let Some((seq, t_us)) = self.last {
            if event.t_us < t_us {
                found.push(fact!(t::GRADE_TIME_BACK, t_us = event.t_us, before = t_us));
            }
            if event.seq != seq + 1 {
                // The stage keeps so many events: a recording that is begun later begins with these.
                self.is_late |= seq == 0 && event.seq > seq;
                if seq != 0 || event.seq <= seq {
                    found.push(fact!(t::GRADE_GAP, seq = event.seq, wanted = seq + 1));
                }
            }
        }
        if world.ended.is_some() {
            found.push(fact!(t::GRADE_AFTER_END));
        }
        self.last = Some((event.seq, event.t_us));
        self.calls.is_late = self.is_late;
    }
}

fn header(session: &Session, world: &World, found: &mut Vec<Fact>) {
    if world.session.is_some() {
        found.push(fact!(t::GRADE_TWO_SESSIONS));
    }
    let is_core = session.host_kind == HostKind::Core;
    let fits = match session.link.as_str() {
        "memory" => is_core && session.gate,
        "tun" | "veth" => !is_core && session.gate,
        "loopback" => !is_core && !session.gate,
        _ => true,
    };
    let is_role = matches!(session.role.as_str(), "server" | "client");
    if !fits || !is_role || session.v == 0 || session.v > FORMAT {
        found.push(fact!(t::GRADE_HEADER));
    }
}

/// An answer is right if it is the right one.
fn answered(given: Option<usize>, right: Option<usize>, correct: Option<bool>) -> Option<Fact> {
    let is_right = correct? == (given == right);
    (right.is_some() && !is_right).then(|| fact!(t::GRADE_ANSWER))
}
