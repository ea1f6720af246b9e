//! What the other end of a link owes: answers to commands, and the ends of its sockets.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use sockscope_link::{
    CallId, Cause, Command, Errno, Evidence, GateCommand, Report, Return, SocketFacts, SocketId,
    State, Transition,
};

/// A command without its answer yet.
#[derive(Clone, Debug)]
pub(super) struct Owed {
    /// It.
    pub command: Command,
    /// When it was last sent.
    pub sent: Instant,
    /// How often it was sent.
    pub tries: u32,
    /// Whether anything that arrived since then was damaged: its answer may have been in there.
    pub damaged: bool,
}

/// What a check came to.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// To be sent once more: the board never heard these.
    pub again: Vec<Command>,
    /// To be reported: calls that are over and whose answer is lost, states that were missed.
    pub reports: Vec<Report>,
    /// How many answers are lost.
    pub answers: usize,
    /// How many states were missed.
    pub states: usize,
}

/// Calls in flight, commands without an answer, and live sockets.
#[derive(Debug, Default)]
pub(super) struct Tracker {
    owed: Vec<Owed>,
    /// Calls that wait on the board, as it said.
    blocked: BTreeSet<CallId>,
    /// The last thing known of every socket that is not CLOSED.
    sockets: BTreeMap<SocketId, Transition>,
    /// What the board told of its sockets since the check began.
    told: Vec<SocketFacts>,
}

impl Tracker {
    /// A command is sent.
    pub fn sent(&mut self, command: &Command, now: Instant) {
        if !matches!(
            command,
            Command::Call { .. } | Command::Cancel { .. } | Command::Gate(_)
        ) {
            return;
        }
        self.owed.push(Owed {
            command: command.clone(),
            sent: now,
            tries: 1,
            damaged: false,
        });
    }

    /// A report arrived.
    pub fn heard(&mut self, report: &Report) {
        match report {
            Report::Blocked { id } => {
                self.settle(*id, false);
                self.blocked.insert(*id);
            }
            Report::Return { id, .. } => {
                self.settle(*id, true);
                self.blocked.remove(id);
            }
            Report::Gate(_) => self.gate_answered(),
            // What a board refuses, it says in words only: it is the oldest.
            Report::Refused(_) => self.gate_answered(),
            Report::Transition(transition) => self.moved(transition),
            Report::Facts(facts) => self.told.push(facts.clone()),
            _ => {}
        }
    }

    /// The call `id` is answered, and so is its cancellation if the answer is its last.
    fn settle(&mut self, id: CallId, last: bool) {
        self.owed.retain(|owed| match owed.command {
            Command::Call { id: of, .. } => of != id,
            Command::Cancel { id: of } => of != id || !last,
            _ => true,
        });
    }

    fn gate_answered(&mut self) {
        let gate = |owed: &Owed| matches!(owed.command, Command::Gate(_));
        if let Some(oldest) = self.owed.iter().position(gate) {
            self.owed.remove(oldest);
        }
    }

    fn moved(&mut self, transition: &Transition) {
        if transition.to == State::Closed {
            self.sockets.remove(&transition.socket);
        } else {
            self.sockets.insert(transition.socket, transition.clone());
        }
    }

    /// Something that arrived was damaged.
    pub fn damaged(&mut self) {
        self.owed.iter_mut().for_each(|owed| owed.damaged = true);
    }

    /// Since when the oldest command waits for its answer.
    pub fn oldest(&self) -> Option<Instant> {
        self.owed.iter().map(|owed| owed.sent).min()
    }

    /// Whether a gate command waits for its answer.
    pub fn owes_gate(&self) -> bool {
        self.owed
            .iter()
            .any(|owed| matches!(owed.command, Command::Gate(_)))
    }

    /// A check begins: the board is asked for all its sockets.
    pub fn ask(&mut self) {
        self.told.clear();
    }

    /// Whether the board, asked for its sockets, knew none of those that it must have.
    pub fn is_blank(&self) -> bool {
        let known = |id: &SocketId| self.told.iter().any(|facts| facts.socket == *id);
        !self.sockets.is_empty() && !self.sockets.keys().any(known)
    }

    /// Whether the board has anything to lose.
    pub fn is_empty(&self) -> bool {
        self.owed.is_empty() && self.blocked.is_empty() && self.sockets.is_empty()
    }

    /// A check that began at `asked` is over: what was not answered by now never will be, for the
    /// board takes one command after another. `stated` says whether it told of its sockets.
    pub fn judge(&mut self, asked: Instant, now: Instant, stated: bool) -> Verdict {
        const TRIES: u32 = 4;
        let mut verdict = Verdict::default();
        let (late, owed): (Vec<_>, Vec<_>) = std::mem::take(&mut self.owed)
            .into_iter()
            .partition(|owed| owed.sent <= asked);
        self.owed = owed;
        for owed in late {
            let harmless = matches!(
                owed.command,
                Command::Gate(
                    GateCommand::Hold(_) | GateCommand::Open(_) | GateCommand::Delay { .. }
                ) | Command::Cancel { .. }
            );
            if owed.tries < TRIES && (harmless || !owed.damaged) {
                verdict.again.push(owed.command.clone());
                self.owed.push(Owed {
                    sent: now,
                    tries: owed.tries + 1,
                    damaged: false,
                    ..owed
                });
                continue;
            }
            verdict.answers += 1;
            if let Command::Call { id, .. } | Command::Cancel { id } = owed.command {
                self.blocked.remove(&id);
                verdict.reports.push(failed(id));
            }
        }
        if stated {
            self.compare(&mut verdict);
        }
        verdict
    }

    /// What the board told of its sockets, against what is known of them.
    fn compare(&mut self, verdict: &mut Verdict) {
        let told = std::mem::take(&mut self.told);
        for facts in &told {
            let known = self.sockets.get(&facts.socket);
            let from = known.map_or(State::Closed, |known| known.to);
            if from != facts.state {
                self.missed(from, facts, verdict);
            }
        }
        let gone: Vec<Transition> = self
            .sockets
            .values()
            .filter(|known| told.iter().all(|facts| facts.socket != known.socket))
            .cloned()
            .collect();
        for known in gone {
            self.sockets.remove(&known.socket);
            verdict.states += 1;
            verdict
                .reports
                .push(Report::Transition(end(known, Cause::Segment(None))));
        }
    }

    fn missed(&mut self, from: State, facts: &SocketFacts, verdict: &mut Verdict) {
        let transition = Transition {
            socket: facts.socket,
            fd: facts.fd,
            listener: facts.listener,
            kind: facts.kind,
            local: facts.local,
            remote: facts.remote,
            from,
            to: facts.state,
            // A call's own transitions come with its answer; those that come by themselves are
            // segments' doing.
            cause: Cause::Segment(None),
            evidence: Evidence::Measured,
        };
        self.moved(&transition);
        verdict.states += 1;
        verdict.reports.push(Report::Transition(transition));
    }

    /// The board started again, or is gone: what becomes of everything that it had. Calls fail with
    /// EIO, sockets are CLOSED.
    pub fn lose(&mut self) -> Vec<Report> {
        let mut calls: Vec<CallId> = self.blocked.iter().copied().collect();
        for owed in &self.owed {
            if let Command::Call { id, .. } | Command::Cancel { id } = owed.command {
                calls.push(id);
            }
        }
        calls.sort();
        calls.dedup();
        let calls = calls.into_iter().map(failed);
        let sockets = std::mem::take(&mut self.sockets).into_values();
        let ends = sockets.map(|known| Report::Transition(end(known, Cause::Restart)));
        let reports = calls.chain(ends).collect();
        *self = Tracker::default();
        reports
    }
}

/// A call whose answer will never come.
pub(super) fn failed(id: CallId) -> Report {
    Report::Return {
        id,
        ret: Return::error(Errno::Io),
    }
}

fn end(known: Transition, cause: Cause) -> Transition {
    Transition {
        from: known.to,
        to: State::Closed,
        cause,
        evidence: Evidence::Measured,
        ..known
    }
}
