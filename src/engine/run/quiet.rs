//! When a line may start: when all that the lines before it set off has come to pass. So the order of a
//! script's lines does not depend on which end was faster.
//!
//! Both peers are asked for an answer ([`Command::Ping`]), which they give when they have taken in all that
//! has reached them. If nothing else was heard of them meanwhile, nothing moves. What the gate holds or
//! delays does not move, and a timer that runs is not waited for.

use sockscope_link::{CallName, Cause, Command, Report};

use super::{Effect, Model, earlier};
use crate::fact;
use crate::peer::Peer;
use crate::words::t;

/// How long a line waits at most, in microseconds: calls that wait in threads may keep a stream up for
/// as long as they like.
const LIMIT_US: u64 = 1_000_000;

/// What is known of it.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    /// Something was heard since the last question.
    moved: bool,
    /// The number of the last question.
    asked: u32,
    /// Who has not answered it yet.
    open: Vec<Peer>,
    /// Since when a line waits for it, in microseconds.
    since: Option<u64>,
    /// It has been said that there is none.
    told: bool,
}

impl Quiet {
    /// Takes note of what a peer said.
    pub(super) fn hear(&mut self, peer: Peer, report: &Report, call: Option<CallName>) {
        match report {
            Report::Pong(number) if *number == self.asked => self.open.retain(|of| *of != peer),
            Report::Return { .. } => self.moved |= call.is_none_or(speaks),
            Report::Transition(change) => self.moved |= change.cause != Cause::Call,
            Report::Segment(_) | Report::Blocked { .. } | Report::Lost { .. } => self.moved = true,
            _ => {}
        }
    }
}

/// Whether a call may have something sent.
fn speaks(call: CallName) -> bool {
    !matches!(
        call,
        CallName::Socket
            | CallName::Bind
            | CallName::Listen
            | CallName::Accept
            | CallName::GetSockName
            | CallName::GetPeerName
            | CallName::GetSockOpt
            | CallName::Fcntl
            | CallName::Ioctl
            | CallName::Dup
            | CallName::Fstat
            | CallName::Poll
            | CallName::Select
    )
}

impl Model {
    /// Whether nothing moves any more; if that is not known, it is asked.
    pub(super) fn is_quiet(&mut self, now: u64, effects: &mut Vec<Effect>) -> bool {
        let quiet = &mut self.quiet;
        if !quiet.moved && quiet.open.is_empty() {
            quiet.since = None;
            return true;
        }
        let due = quiet.since.get_or_insert(now).saturating_add(LIMIT_US);
        if now >= due {
            self.go_on_anyway(now);
            return true;
        }
        if quiet.open.is_empty() {
            quiet.moved = false;
            // The upper half of the numbers is for those who look after a link.
            quiet.asked = quiet.asked.wrapping_add(1) & 0x7fff_ffff;
            quiet.open = Peer::BOTH.to_vec();
            let ping = |peer| Effect::Command(peer, Command::Ping(quiet.asked));
            effects.extend(Peer::BOTH.map(ping));
        }
        self.deadline = earlier(self.deadline, Some(due));
        false
    }

    /// It does not become quiet. Where both answer, something is still moving, and that is said once.
    fn go_on_anyway(&mut self, now: u64) {
        let quiet = &mut self.quiet;
        let both_answer = quiet.asked > 1 && quiet.open.len() < Peer::BOTH.len();
        let tells = both_answer && quiet.moved && !quiet.told;
        quiet.moved = false;
        quiet.open.clear();
        quiet.since = None;
        quiet.told |= tells;
        if tells {
            self.note(now, fact!(t::RUN_RACE));
        }
    }
}
