//! Starting a line of the program: a call, a command for the wire, an expectation.

use std::time::Duration;

use sockscope_link::{Call, CallId, Command, Direction, GateCommand, Which};

use super::{Effect, Exit, Flight, Item, Model, Pace, Status};
use crate::fact;
use crate::peer::Peer;
use crate::script::{self, CallLine, LineKind, ResolveError, WireCommand};
use crate::timeline::{Sets, What};
use crate::words::t;

impl Model {
    /// Starts the line at `index`; false if it has to wait.
    pub(super) fn start(&mut self, now: u64, index: usize, effects: &mut Vec<Effect>) -> bool {
        let next = self.log.timeline.next_seq();
        let started = self.start_line(now, index, effects);
        if started {
            self.runner.item_mut(index).began.get_or_insert(next);
        }
        started
    }

    fn start_line(&mut self, now: u64, index: usize, effects: &mut Vec<Effect>) -> bool {
        let item = &self.runner.items()[index];
        let (step, kind) = (item.step, item.line.kind.clone());
        if let Some(index) = step
            && step != self.log.world.step
        {
            self.begin_step(now, index);
        }
        if self.runner.items()[index].told {
            self.runner.spend(index);
            self.runner.item_mut(index).status = Status::Done(None);
            return true;
        }
        self.ask(now, index);
        if let Some(called) = self.runner.items()[index].called.clone() {
            self.let_go(now, index, &called, effects);
            return true;
        }
        match kind {
            LineKind::Call(call) => {
                self.start_call(now, index, &call, effects);
                true
            }
            LineKind::Wire(wire) => self.start_wire(now, index, wire, effects),
            LineKind::Expect(_) => self.conclude_expectation(now, index, false),
            LineKind::Timeout(_) => {
                self.runner.item_mut(index).status = Status::Done(None);
                true
            }
            LineKind::Sleep(time) => self.sleep(now, index, time),
            LineKind::Reset => {
                effects.push(Effect::Command(Peer::Board, Command::Reset));
                self.runner.spend(index);
                self.runner.item_mut(index).status = Status::Done(None);
                true
            }
            LineKind::Note(text) => {
                let (fact, failure) = (None, false);
                self.log.push(
                    now,
                    What::Note {
                        text,
                        fact,
                        failure,
                        about: None,
                    },
                );
                self.runner.item_mut(index).status = Status::Done(None);
                true
            }
        }
    }

    /// Whether this time is over since the line was reached.
    fn sleep(&mut self, now: u64, index: usize, time: Duration) -> bool {
        let item = self.runner.item_mut(index);
        let since = *item.since.get_or_insert(now);
        let due = since.saturating_add(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
        if now < due {
            self.deadline = Some(due);
            return false;
        }
        item.status = Status::Done(None);
        true
    }

    pub(super) fn begin_step(&mut self, now: u64, index: usize) {
        let lesson = self.lesson.as_ref();
        let step = lesson.and_then(|lesson| lesson.steps.get(index));
        let told = step.is_some_and(|step| self.only_tells(step));
        let what = What::Step {
            index,
            id: step.map(|step| step.id.clone()).unwrap_or_default(),
            title: step.map(|step| step.title.fact()).unwrap_or_default(),
            say: step.map(|step| step.say.fact()).unwrap_or_default(),
            told,
        };
        self.log.push(now, what);
        // What was not done has not been measured.
        if !told {
            self.open.begun(index);
        }
    }

    /// Where the question of a step belongs: whoever sees this later is asked here.
    fn ask(&mut self, now: u64, index: usize) {
        let items = self.runner.items();
        let Some(step) = items[index].step.filter(|_| items[index].is_lessons()) else {
            return;
        };
        let lesson = self.lesson.as_ref();
        let predict = lesson.and_then(|lesson| lesson.steps.get(step)?.predict.as_ref());
        let of_step = |item: &&Item| item.step == Some(step) && item.is_lessons();
        let nth = items[..index].iter().filter(of_step).count();
        if let Some(predict) = predict
            && nth == predict.before
            && self.asked != Some(index)
        {
            let asked = predict.asked(step);
            self.asked = Some(index);
            self.log.push(now, What::Ask(Box::new(asked)));
        }
    }

    fn start_call(&mut self, now: u64, index: usize, line: &CallLine, effects: &mut Vec<Effect>) {
        let peer = line.actor.peer(self.options.role);
        if self.is_ruled_out(index, Some(line.call.name())) {
            let call = line.call.name();
            self.give_up(
                now,
                index,
                Exit::Usage,
                fact!(t::TASK_NOT_ALLOWED, call = call),
            );
            return;
        }
        let call = match self.resolved(peer, line) {
            Ok(call) => call,
            Err(error) => {
                let number = self.runner.items()[index].line.number;
                let said = fact!(t::RUN_LINE, line = number, what = error.fact());
                self.give_up(now, index, Exit::Usage, said);
                return;
            }
        };
        let id = CallId(self.next_call);
        self.next_call += 1;
        let fd = call.fd().map(|fd| self.names.of_fd(peer, *fd));
        let assign = line.assign.as_ref().map(|name| name.as_str().to_owned());
        let text = match &line.assign {
            Some(name) => format!("{name} = {}", script::written(&line.call)),
            None => script::written(&line.call),
        };
        self.log.push(
            now,
            What::Call {
                id: id.0,
                peer,
                call: call.name(),
                fd: fd.clone(),
                text,
                sets: Sets::of(&call),
                made: None,
            },
        );
        let flight = Flight {
            peer,
            call: call.name(),
            fd,
            assign,
            since_us: now,
            number: call.fd().copied(),
            sets: match &call {
                Call::SetSockOpt { opt, value, .. } => Some((*opt, *value)),
                _ => None,
            },
            until_us: self.patience.of(peer, &call).map(|time| now + time),
        };
        self.flights.insert(id, flight);
        self.runner.call_began(index, id, now);
        effects.push(Effect::Command(peer, Command::Call { id, call }));
    }

    /// A line's call with numbers in place of names.
    pub(super) fn resolved(&self, peer: Peer, line: &CallLine) -> Result<Call, ResolveError> {
        script::resolve(&line.call, peer, self.options.role, &Scope(self))
    }

    fn start_wire(
        &mut self,
        now: u64,
        index: usize,
        wire: WireCommand,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let session = self.log.world.session.as_ref();
        if wire == WireCommand::RealTimers {
            let late = self.log.world.is_on_private_wire()
                && !session.is_some_and(|session| session.real_timers);
            self.runner.spend(index);
            match late {
                true => self.give_up(now, index, Exit::Usage, fact!(t::RUN_TIMERS_LATE)),
                false => self.runner.item_mut(index).status = Status::Done(None),
            }
            return true;
        }
        if !session.is_some_and(|session| session.gate) {
            self.give_up(now, index, Exit::Environment, fact!(t::RUN_NO_GATE));
            return true;
        }
        if self.is_ruled_out(index, None) {
            self.give_up(now, index, Exit::Usage, fact!(t::TASK_NO_WIRE));
            return true;
        }
        let commands = wire.commands(self.options.role);
        let sent = self.runner.items()[index].sent;
        if wire.waits() && !self.can_pick(&commands[sent]) {
            if self.runner.pace == Pace::Run || self.runner.items()[index].by_hand {
                match self.runner.watch(index, now) {
                    Some(due) => self.deadline = Some(due),
                    None => {
                        self.late(now, index);
                        return true;
                    }
                }
            }
            return false;
        }
        let next = |which| match which {
            Which::Next(dir) => self.log.world.next_held(dir).map_or(which, Which::Id),
            which => which,
        };
        let command = match commands[sent] {
            GateCommand::Release(which) => GateCommand::Release(next(which)),
            GateCommand::Drop(which) => GateCommand::Drop(next(which)),
            GateCommand::Duplicate(which) => GateCommand::Duplicate(next(which)),
            command => command,
        };
        effects.push(Effect::Command(Peer::Board, Command::Gate(command)));
        self.gate_waits.push(Some(index));
        if sent == 0 {
            self.runner.spend(index);
        }
        let item = self.runner.item_mut(index);
        item.status = Status::Running;
        item.sent += 1;
        item.since = Some(now);
        true
    }

    /// Whether the segment that a gate command is about is held now.
    pub(super) fn can_pick(&self, command: &GateCommand) -> bool {
        let held = |dir| match dir {
            None => !self.log.world.held.is_empty(),
            Some(dir) => self.log.world.held_in(dir) > 0,
        };
        match command {
            GateCommand::Release(which)
            | GateCommand::Drop(which)
            | GateCommand::Duplicate(which) => match *which {
                Which::Next(dir) | Which::All(dir) => held(dir),
                Which::Id(id) => self.log.world.held.contains(&id),
            },
            GateCommand::Reorder(dir) => match dir {
                Some(dir) => self.log.world.held_in(*dir) > 1,
                None => Direction::BOTH
                    .iter()
                    .any(|d| self.log.world.held_in(*d) > 1),
            },
            _ => true,
        }
    }

    /// The gate has answered: the line that asked goes on to its next command, or is done.
    pub(super) fn gate_answered(&mut self) {
        if self.gate_waits.is_empty() {
            return;
        }
        let Some(index) = self.gate_waits.remove(0) else {
            return;
        };
        let role = self.options.role;
        let item = self.runner.item_mut(index);
        if let LineKind::Wire(wire) = &item.line.kind {
            let more = item.sent < wire.commands(role).len();
            item.status = if more {
                Status::Waiting
            } else {
                Status::Done(None)
            };
            item.since = None;
        }
    }
}

/// The names and addresses that a line can use.
struct Scope<'a>(&'a Model);

impl script::Names for Scope<'_> {
    fn fd(&self, peer: Peer, name: &str) -> Option<sockscope_link::Fd> {
        self.0.names.fd(peer, name)
    }

    fn known(&self, peer: Peer) -> Vec<String> {
        self.0.names.of(peer).map(str::to_owned).collect()
    }

    fn address(&self, peer: Peer) -> Option<std::net::IpAddr> {
        let session = self.0.log.world.session.as_ref()?;
        match peer {
            Peer::Host => session.host,
            Peer::Board => session.board_addr,
        }
    }

    fn address6(&self, peer: Peer) -> Option<std::net::IpAddr> {
        self.0.log.world.session.as_ref()?.address6(peer)
    }
}
