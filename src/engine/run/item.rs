//! One line of the program that runs, and how far it is.

use std::time::Duration;

use sockscope_link::{CallId, Return};

use super::Called;
use crate::peer::Peer;
use crate::script::{Line, LineKind, Role};

/// How far a line is.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// It has not started.
    Waiting,
    /// It was started; it has neither ended nor been blocked.
    Running,
    /// Its call is blocked.
    Blocked,
    /// It ended: a call with this return, another line with none.
    Done(Option<Return>),
    /// It could not be carried out, or an expectation did not hold.
    Failed,
}

/// One line of the program, and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The lesson's step that it belongs to.
    pub step: Option<usize>,
    /// The line.
    pub line: Line,
    /// How far it is.
    pub status: Status,
    /// Whether it stands for a step that is told and not carried out.
    pub told: bool,
    /// Whether the learner put it in: it waits for nobody.
    pub by_hand: bool,
    /// Whether it stands for a call of a peer's own program: it waits until that has come to it.
    pub of_program: bool,
    /// The call that a peer's own program has come to, whose line it is.
    pub called: Option<Box<Called>>,
    /// Whether that call waits for the learner.
    pub held: bool,
    /// How long it waits at most.
    pub timeout: Duration,
    /// The call that it made.
    pub call: Option<CallId>,
    /// The number of the first event after it was started.
    pub began: Option<u64>,
    /// Gate commands of a `wire:` line that were sent already.
    pub sent: usize,
    /// Since when it has been the line that others wait for, in microseconds.
    pub since: Option<u64>,
}

impl Item {
    /// Whether nothing more will happen to it.
    pub fn is_over(&self) -> bool {
        matches!(self.status, Status::Done(_) | Status::Failed)
    }

    /// The peer whose line it is, for a call.
    pub fn peer(&self, role: Role) -> Option<Peer> {
        match &self.line.kind {
            _ if self.told => None,
            LineKind::Call(call) => Some(call.actor.peer(role)),
            _ => None,
        }
    }

    pub(super) fn in_background(&self) -> bool {
        // A program's tasks do not wait for one another: if they did, they would not come to a call.
        self.by_hand
            || self.called.is_some()
            || matches!(&self.line.kind, LineKind::Call(call) if call.background)
    }

    /// Whether it waits for a program that has not come to this call.
    pub(super) fn awaits_program(&self) -> bool {
        self.of_program && self.called.is_none() && self.status == Status::Waiting
    }

    /// Whether it is one of its lesson's own lines: the learner did not put it in, and no program did.
    pub fn is_lessons(&self) -> bool {
        !self.by_hand && (self.called.is_none() || self.of_program)
    }

    /// Whether it is a program's call to the other end.
    pub(super) fn calls_out(&self) -> bool {
        (self.called.as_ref()).is_some_and(|called| called.calls_out())
    }

    /// Whether the program of this peer is waited for before it starts, while that goes on: by the other end's
    /// lines always; by the other end's own program when it calls there, as somebody who starts two programs
    /// waits until the server is ready.
    pub(super) fn waits_for(&self, program: Peer, role: Role) -> bool {
        match self.called {
            None => self.is_action() && !self.by_hand,
            // What the program did since its last call is told before the lesson goes on with it.
            Some(_) if self.of_program => true,
            Some(_) => self.calls_out() && self.peer(role) != Some(program),
        }
    }

    /// Whether the learner put it in and it waits until a segment is held.
    pub fn awaits_segment(&self) -> bool {
        let waits = matches!(self.line.kind, LineKind::Wire(wire) if wire.waits());
        waits && self.by_hand && self.status == Status::Waiting
    }

    /// Whether it starts only when all that the lines before it set off has come to pass.
    pub fn comes_in_turn(&self) -> bool {
        let kind = &self.line.kind;
        let looks = self.is_action() || matches!(kind, LineKind::Expect(_));
        looks && !self.told && !self.by_hand
    }

    /// Whether starting it uses up one step of the learner: calls and the wire's commands do.
    pub fn is_action(&self) -> bool {
        if self.called.is_some() {
            return self.held;
        }
        self.told
            || matches!(
                self.line.kind,
                LineKind::Call(_) | LineKind::Wire(_) | LineKind::Reset
            )
    }
}
