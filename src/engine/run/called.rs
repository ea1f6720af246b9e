//! A peer that calls by itself: the learner's own program. Each of its calls comes here before the
//! kernel makes it, becomes a line of the program, and waits for its turn as every line does.

use sockscope_link::text::printable;
use sockscope_link::{Call, CallId, LogLevel};

use super::program::Activity;
use super::{Effect, Flight, Model, Pace, Status};
use crate::fact;
use crate::finding::Finding;
use crate::peer::Peer;
use crate::script::{self, Actor, CallLine, Line, LineKind};
use crate::timeline::{Made, Sets, What};
use crate::words::t;

/// A call that a peer's program is about to make. It stands still until [`Effect::Go`].
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The peer's own number for it.
    pub ticket: u32,
    /// The call.
    pub call: Call,
    /// Which task makes it, and from where.
    pub made: Made,
    /// Whether it is one of a socket's life, or a wait: what teaches.
    pub teaches: bool,
}

/// Which calls of a peer's own program wait for the learner; the others are shown, and go on by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holds {
    /// Every one.
    Every,
    /// Those of a socket's life, and the waits.
    #[default]
    Life,
    /// None.
    Nothing,
}

impl Holds {
    /// Each, in the order in which a key goes through them.
    pub const ALL: [Holds; 3] = [Holds::Life, Holds::Every, Holds::Nothing];

    /// As the command line names it.
    pub const fn name(self) -> &'static str {
        match self {
            Holds::Every => "every",
            Holds::Life => "life",
            Holds::Nothing => "free",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Holds> {
        Holds::ALL.into_iter().find(|holds| holds.name() == name)
    }

    /// The one after it.
    pub fn next(self) -> Holds {
        let at = Holds::ALL.iter().position(|holds| *holds == self);
        Holds::ALL[at.map_or(0, |at| (at + 1) % Holds::ALL.len())]
    }

    /// Whether this call waits.
    pub(super) const fn holds(self, called: &Called) -> bool {
        match self {
            Holds::Every => true,
            Holds::Life => called.teaches,
            Holds::Nothing => false,
        }
    }
}

/// A line that a peer's program has written on its terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Milliseconds since it was started.
    pub uptime_ms: u64,
    /// The line.
    pub text: String,
    /// Whether it has no end yet: the next one says it again, with what came after.
    pub open: bool,
}

/// What a peer's program does between its calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Some task of it runs.
    Moves,
    /// Each of its tasks is held, blocked or asleep.
    Rests,
    /// Each of its tasks is blocked or asleep, and nothing but the other end can wake any: no time that runs
    /// out, no keyboard, no file, no other program.
    Waits,
    /// The task that made the call with this ticket, or was about to, is gone.
    Dropped(u32),
    /// It has ended.
    Over,
}

impl Called {
    /// Whether it calls the other end: what must be ready there is so by then.
    pub(super) fn calls_out(&self) -> bool {
        matches!(self.call, Call::Connect { .. } | Call::SendTo { .. })
    }

    /// The call as a line of a script.
    fn line(&self, peer: Peer) -> Line {
        let call = CallLine {
            actor: Actor::from(peer),
            assign: None,
            call: script::spelled(&self.call),
            background: false,
        };
        Line {
            number: 0,
            source: format!("{peer}: {}", call.text()),
            kind: LineKind::Call(call),
        }
    }
}

impl Model {
    /// A program has come to a call.
    pub(super) fn called(&mut self, peer: Peer, called: Called) {
        if let Some(index) = self.line_of(peer, &called) {
            self.runner.meet(index, called);
            return;
        }
        let line = called.line(peer);
        self.runner.take_leave_back();
        let index = self.runner.insert_called(peer, line, called.clone());
        self.shift_waits(index);
        self.answer(index, &called);
        self.forget_lines();
    }

    /// The lesson's line that stands for this call: the first that waits for it, with the same arguments.
    fn line_of(&self, peer: Peer, called: &Called) -> Option<usize> {
        let role = self.options.role;
        let mut waiting = self
            .runner
            .unfinished()
            .filter(|(_, item)| item.awaits_program());
        let found = waiting.find(|(_, item)| match &item.line.kind {
            LineKind::Call(line) if line.actor.peer(role) == peer => self
                .resolved(peer, line)
                .is_ok_and(|call| call == called.call),
            _ => false,
        });
        found.map(|(index, _)| index)
    }

    /// Other calls of a program wait for the learner from now on.
    pub(super) fn hold(&mut self, holds: Holds) {
        self.runner.hold(holds);
    }

    /// Whether this line would be made by a peer that is the learner's own program.
    pub(super) fn is_programs(&self, line: &Line) -> bool {
        let LineKind::Call(call) = &line.kind else {
            return false;
        };
        let peer = call.actor.peer(self.options.role);
        self.runner.program(peer) != Activity::None
    }

    /// A program writes: what it says is data, and can do nothing to a terminal from here on.
    pub(super) fn printed(&mut self, now: u64, peer: Peer, line: &Printed) {
        let what = What::Log {
            peer,
            level: LogLevel::Info,
            uptime_ms: Some(line.uptime_ms),
            text: printable(line.text.as_bytes()),
            open: line.open,
            fact: None,
        };
        self.log.push(now, what);
    }

    /// A line was put in at `index`: those behind it have other numbers now.
    pub(super) fn shift_waits(&mut self, index: usize) {
        for waits in self.gate_waits.iter_mut().flatten() {
            *waits += usize::from(*waits >= index);
        }
    }

    /// A program goes on, rests, or has ended.
    pub(super) fn does(&mut self, now: u64, peer: Peer, doing: Doing) {
        match doing {
            Doing::Moves => {
                self.waits.changed(peer, false);
                self.runner.set_program(peer, Activity::Moves);
            }
            Doing::Rests | Doing::Waits => {
                self.waits.changed(peer, doing == Doing::Waits);
                self.runner.set_program(peer, Activity::Rests);
                self.call_on();
            }
            Doing::Over => self.runner.set_program(peer, Activity::Over),
            Doing::Dropped(ticket) => self.dropped(now, peer, ticket),
        }
    }

    /// A call that will never be made, or never return.
    fn dropped(&mut self, now: u64, peer: Peer, ticket: u32) {
        let Some(index) = self.runner.of_ticket(peer, ticket) else {
            return;
        };
        let item = self.runner.item_mut(index);
        item.status = Status::Failed;
        let id = item.call;
        let flight = id.and_then(|id| Some((id, self.flights.remove(&id)?)));
        if let Some((id, Flight { peer, call, fd, .. })) = flight {
            let (id, gone) = (id.0, true);
            self.log.push(
                now,
                What::Blocked {
                    id,
                    peer,
                    call,
                    fd,
                    gone,
                },
            );
        }
    }

    /// Looks for what goes wrong in what has happened since the last look, and says it.
    pub(super) fn tell_findings(&mut self, now: u64) {
        let peers = Peer::BOTH.into_iter();
        let programs: Vec<Peer> =
            (peers.filter(|peer| self.runner.program(*peer) != Activity::None)).collect();
        if programs.is_empty() {
            return;
        }
        let mut found = Vec::new();
        for event in self.log.timeline.since(self.unlooked) {
            for peer in &programs {
                let new = self.findings[*peer as usize].take(event, &self.log.world);
                found.extend(new.into_iter().map(|found| (*peer, found)));
            }
        }
        self.unlooked = self.log.timeline.next_seq();
        self.tell_found(now, found);
    }

    /// The same when nothing moves any more.
    pub(super) fn tell_rest(&mut self, now: u64) {
        let alone = self.waits_alone();
        let mut found = Vec::new();
        for (peer, findings) in Peer::BOTH.into_iter().zip(&mut self.findings) {
            let new = findings.rest(&self.log.world, alone).into_iter();
            found.extend(new.map(|found| (peer, found)));
        }
        self.tell_found(now, found);
    }

    fn tell_found(&mut self, now: u64, found: Vec<(Peer, Finding)>) {
        let session = self.log.world.session.as_ref();
        let names = session.and_then(|session| session.programs.clone());
        for (peer, Finding { call, mut what }) in found {
            if let (Some(names), Some(at)) = (&names, what.args.get_mut("at")) {
                let program = names[peer as usize].as_str();
                *at = fact!(t::FOUND_IN, program = program, at = at.clone()).into();
            }
            self.log.push(now, What::found(call, what));
        }
    }

    /// The program may make its call.
    pub(super) fn let_go(
        &mut self,
        now: u64,
        index: usize,
        called: &Called,
        effects: &mut Vec<Effect>,
    ) {
        let id = CallId(self.next_call);
        self.next_call += 1;
        let item = &self.runner.items()[index];
        let free = !item.held || self.runner.pace == Pace::Run;
        let peer = item.peer(self.options.role).unwrap_or(Peer::Host);
        let fd = called.call.fd().map(|fd| self.names.of_fd(peer, *fd));
        // A lesson's line is the same call, with the names that the lesson gives.
        let line = match &item.line.kind {
            LineKind::Call(line) if item.of_program => Some(line.clone()),
            _ => None,
        };
        let line = line.as_ref();
        self.log.push(
            now,
            What::Call {
                id: id.0,
                peer,
                call: called.call.name(),
                fd: fd.clone(),
                text: line.map_or_else(|| script::call_text(&called.call), CallLine::text),
                sets: Sets::of(&called.call),
                made: Some(Box::new(called.made.clone())),
            },
        );
        let flight = Flight {
            peer,
            call: called.call.name(),
            fd,
            assign: (line.and_then(|line| line.assign.as_ref()))
                .map(|name| name.as_str().to_owned()),
            since_us: now,
            number: called.call.fd().copied(),
            sets: None,
            // The program's calls end when it says so; nobody waits for them at the end of a run.
            until_us: None,
        };
        self.flights.insert(id, flight);
        self.runner.call_began(index, id, now);
        self.runner.set_program(peer, Activity::Moves);
        self.waits.changed(peer, false);
        let ticket = called.ticket;
        effects.push(Effect::Go {
            peer,
            ticket,
            id,
            free,
        });
    }
}

#[cfg(test)]
mod tests {
    use sockscope_link::{Command, Domain, Kind, Report, Return};

    use std::sync::Arc;

    use super::*;
    use crate::lesson;
    use crate::run::{Exit, Message, Options, Systems, update};
    use crate::script::Role;
    use crate::timeline::{Event, Session};

    fn caught() -> Message {
        let called = Called {
            ticket: 9,
            call: Call::Socket {
                domain: Domain::Inet,
                kind: Kind::Stream,
                nonblock: false,
                protocol: 0,
            },
            made: Made {
                pid: 7,
                tid: 7,
                raw: "socket".to_owned(),
                socket: None,
                num: None,
                len: None,
                source: None,
            },
            teaches: true,
        };
        Message::Called(Peer::Host, Box::new(called))
    }

    fn opened() -> Message {
        let systems = Systems {
            host: sockscope_link::System::Linux,
            board: sockscope_link::System::Linux,
        };
        Message::Opened(Box::<Session>::default(), systems)
    }

    fn begun() -> Model {
        let mut model = Model::new(Options::default());
        assert_eq!(update(&mut model, 0, opened()), []);
        assert_eq!(
            update(&mut model, 0, Message::Program(Peer::Host, Doing::Moves)),
            [],
            "nothing to do"
        );
        model
    }

    #[test]
    fn a_call_that_was_caught_is_let_go_when_its_turn_comes() {
        let mut model = begun();
        let id = CallId(1);
        let peer = Peer::Host;
        let go = Effect::Go {
            peer,
            ticket: 9,
            id,
            free: true,
        };
        assert_eq!(update(&mut model, 1, caught()), [go]);
        let ret = Return::ok(3);
        let report = Message::Report(Peer::Host, Report::Return { id, ret });
        assert_eq!(update(&mut model, 2, report), []);
        assert_eq!(model.flights().count(), 0);
    }

    #[test]
    fn the_other_end_waits_while_the_program_goes_on() {
        let mut model = begun();
        let line = "board: s = socket(AF_INET, SOCK_STREAM)";
        let line = script::parse_line(line, 1).unwrap().unwrap();
        assert_eq!(update(&mut model, 1, Message::Line(line)), []);
        let rests = Message::Program(Peer::Host, Doing::Rests);
        let effects = update(&mut model, 2, rests);
        assert!(matches!(
            effects[..],
            [Effect::Command(Peer::Board, Command::Call { .. })]
        ));
    }

    /// A lesson of one step in which the program makes a socket; `call` is the lesson's line.
    fn lesson(call: &str) -> Message {
        let text = format!(
            "program = \"forks\"\ntitle = {{ en = \"T\", es = \"T\" }}\nabout = {{ en = \"A\", es = \"A\" }}\n\
             [[step]]\nid = \"one\"\ntitle = {{ en = \"O\", es = \"U\" }}\nsay = {{ en = \"S\", es = \"D\" }}\n\
             run = [\"{call}\"]\nexpect = [\"expect ok\"]\n"
        );
        let lesson = lesson::parse("x", "x.toml", &text).expect("a lesson");
        Message::Lesson(Arc::new(lesson))
    }

    fn texts(model: &Model) -> Vec<String> {
        let calls = model.log.world.calls.iter();
        calls.map(|call| call.text.clone()).collect()
    }

    #[test]
    fn a_lessons_line_lets_the_programs_call_go_and_gives_it_its_name() {
        let mut model = begun();
        let line = lesson("host: s = socket(AF_INET, SOCK_STREAM)");
        assert_eq!(update(&mut model, 1, line), [], "it is not there yet");
        assert_eq!(update(&mut model, 2, caught()), [], "it still moves");
        let rests = Message::Program(Peer::Host, Doing::Rests);
        let effects = update(&mut model, 2, rests);
        assert!(matches!(effects[..], [Effect::Go { ticket: 9, .. }]));
        let (id, ret) = (CallId(1), Return::ok(3));
        let report = Message::Report(Peer::Host, Report::Return { id, ret });
        assert_eq!(update(&mut model, 3, report), []);
        assert_eq!(texts(&model), ["s = socket(AF_INET, SOCK_STREAM)"]);
        assert_eq!(model.names.fd(Peer::Host, "s"), Some(3));
    }

    #[test]
    fn a_call_that_is_not_the_lessons_is_the_programs_own_and_the_line_waits() {
        let mut model = begun();
        let line = lesson("host: s = socket(AF_INET, SOCK_DGRAM)");
        assert_eq!(update(&mut model, 1, line), []);
        let effects = update(&mut model, 2, caught());
        assert!(matches!(effects[..], [Effect::Go { ticket: 9, .. }]));
        assert_eq!(texts(&model), ["socket(AF_INET, SOCK_STREAM)"]);
        let (id, ret) = (CallId(1), Return::ok(3));
        let report = Message::Report(Peer::Host, Report::Return { id, ret });
        assert_eq!(update(&mut model, 3, report), []);
        assert!(model.lacks_call().is_none(), "it may come to it yet");
        let over = Message::Program(Peer::Host, Doing::Over);
        assert_eq!(update(&mut model, 4, over), []);
        assert_eq!(model.lacks_call(), Some(1));
        let late = model.deadline().expect("nobody waits for ever");
        assert!(late >= 5_000_000);
        let effects = update(&mut model, late, Message::Tick);
        assert_eq!((effects, model.exit()), (vec![], Exit::Expectation));
    }

    #[test]
    fn at_the_learners_pace_a_call_that_never_comes_is_left_out() {
        let mut model = Model::new(Options::stepping(Role::Server));
        let moves = Message::Program(Peer::Host, Doing::Moves);
        let line = lesson("host: s = socket(AF_INET, SOCK_STREAM)");
        let over = Message::Program(Peer::Host, Doing::Over);
        for message in [opened(), moves, line, over, Message::Advance] {
            let _ = update(&mut model, 1, message);
        }
        assert_eq!(model.lacks_call(), Some(0), "she was told that it waits");
        let _ = update(&mut model, 2, Message::Advance);
        assert_eq!(model.lacks_call(), None);
        assert_eq!(model.runner.next_action(), None);
    }

    #[test]
    fn without_a_program_the_lesson_about_one_is_told() {
        let mut model = Model::new(Options::default());
        assert_eq!(update(&mut model, 0, opened()), []);
        let line = lesson("host: s = socket(AF_INET, SOCK_STREAM)");
        assert_eq!(update(&mut model, 1, line), [], "nothing is done");
        let told = |event: &Event| matches!(event.what, What::Step { told: true, .. });
        assert!(model.log.timeline.events().any(told));
    }

    #[test]
    fn a_call_whose_task_is_gone_is_over() {
        let mut model = begun();
        assert_eq!(update(&mut model, 1, caught()).len(), 1);
        let gone = Message::Program(Peer::Host, Doing::Dropped(9));
        assert_eq!(update(&mut model, 2, gone), []);
        assert_eq!(model.flights().count(), 0);
        assert_eq!(model.runner.upcoming(), None);
    }
}
