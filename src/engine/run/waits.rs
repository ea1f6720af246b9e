//! A program of the learner's that waits while nothing moves: what is wrong then is said at once, though neither
//! the program nor the session has come to an end.

use super::{Activity, Item, Model, Status, earlier};
use crate::peer::Peer;

/// How long nothing must have been heard of either end, in microseconds: what was under way has arrived by
/// then, and what it wakes has been seen to wake.
pub(super) const PROGRAM_QUIET_US: u64 = 400_000;

/// What is known of the waiting.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// Nothing but the other end can end it, by the peer whose program it is.
    alone: [bool; 2],
    /// Since when nothing moves, in microseconds.
    since: Option<u64>,
    /// What there was to say has been said.
    told: bool,
}

impl Waits {
    /// The program of this peer does something else now.
    pub fn changed(&mut self, peer: Peer, alone: bool) {
        *self = Waits {
            alone: self.alone,
            ..Waits::default()
        };
        self.alone[peer as usize] = alone;
    }
}

impl Model {
    /// Says what is wrong, once nothing moves: the program waits for the other end alone, and that has done
    /// all it was told to do, or waits itself.
    pub(super) fn tell_waits(&mut self, now: u64) {
        if self.finished || !self.waits_alone() || !self.nothing_begins() {
            self.waits.since = None;
            self.waits.told = false;
            return;
        }
        if self.waits.told {
            return;
        }
        let since = *self.waits.since.get_or_insert(now);
        let due = since.max(self.log.timeline.last_us()) + PROGRAM_QUIET_US;
        if now < due {
            self.deadline = earlier(self.deadline, Some(due));
            return;
        }
        self.waits.told = true;
        self.tell_rest(now);
    }

    /// Whether each program that has not ended waits for the other end alone.
    pub(super) fn waits_alone(&self) -> bool {
        let rests = |peer: &Peer| self.runner.program(*peer) == Activity::Rests;
        let mut resting = Peer::BOTH.into_iter().filter(rests).peekable();
        resting.peek().is_some() && resting.all(|peer| self.waits.alone[peer as usize])
    }

    /// Whether no line can start, none is on its way, and no call gives up by itself.
    fn nothing_begins(&self) -> bool {
        self.lines_end
            && self.runner.activity() == Activity::Rests
            && !self
                .runner
                .unfinished()
                .any(|(_, item)| self.can_begin(item))
            && self
                .flights
                .values()
                .all(|flight| flight.until_us.is_none())
    }

    /// Whether a line runs, or may yet: the other end's lines stand still behind its call that is blocked.
    fn can_begin(&self, item: &Item) -> bool {
        let peer = item
            .peer(self.options.role)
            .filter(|_| item.called.is_none());
        match item.status {
            Status::Running => true,
            Status::Waiting => peer.is_none_or(|peer| self.runner.holding_up(peer).is_none()),
            _ => false,
        }
    }
}
