//! The model: everything the program knows, and what it does about what it learns. Pure: no
//! clock, no file, no socket; `tests/fence.rs` keeps it so.
//!
//! ```text
//!   Message ──► update(&mut Model, now, Message) ──► Vec<Effect>
//!                  │
//!                  ├─ runner    which line may start now
//!                  ├─ names     what descriptors and sockets are called
//!                  ├─ timeline  every event, in order
//!                  └─ world     the fold of the timeline: what is so now
//! ```

mod check;
mod names;
pub mod program;
mod report;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use sockscope_link::{CallId, CallName, Command, GateCommand, Report, System, Which};

use crate::fill;
use crate::lesson::Lesson;
use crate::peer::Peer;
use crate::script::{self, CallLine, Line, LineKind, Role, WireCommand};
use crate::timeline::{Event, Session, Timeline, What};
use crate::words::{Lang, t};
use crate::world::World;
pub use names::Names;
pub use program::{Item, Next, Pace, Runner, Status};

/// How long nothing must move before a run counts as settled, in microseconds.
const QUIET_US: u64 = 40_000;

/// How long a run waits for that at most, in microseconds.
const SETTLE_US: u64 = 3_000_000;

/// What the model is told. Each comes with the time, in microseconds since the session began.
#[derive(Clone, Debug)]
pub enum Message {
    /// The peers are there.
    Opened(Session, Systems),
    /// A peer reports.
    Report(Peer, Report),
    /// The program is this lesson.
    Lesson(Arc<Lesson>),
    /// The program of a session before this one, to go on with where that one was.
    GoOn(Option<Arc<Lesson>>, Runner),
    /// A remark for the timeline.
    Note(String),
    /// One more line of the program.
    Line(Line),
    /// There will be no more lines.
    LinesEnd,
    /// A line that the learner typed or chose: it runs at once.
    ByHand(Line),
    /// The learner allows the next action.
    Advance,
    /// The learner was asked a question, and answered it or did not.
    Predicted {
        /// The question.
        question: String,
        /// What could be answered.
        choices: Vec<String>,
        /// What was answered, as an index into `choices`; `None` if the question was skipped.
        given: Option<usize>,
        /// Whether it was right.
        correct: Option<bool>,
    },
    /// The program goes on at this pace.
    Pace(Pace),
    /// Something went wrong outside: a peer is gone, a script could not be read.
    Failed(Exit, String),
    /// Time has come ([`Model::deadline`]).
    Tick,
}

/// What the model wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tell a peer.
    Command(Peer, Command),
    /// The run is over.
    Finish(Exit),
}

/// How the program ends (`docs/`, "exit codes").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: an expectation failed.
    Expectation,
    /// 2: wrong usage: a script that cannot be read.
    Usage,
    /// 3: the environment failed: board, port, permission.
    Environment,
    /// 128 and its number: a signal ended the program, as a shell reports it.
    Signal(u8),
}

impl Exit {
    /// The process's exit code.
    pub const fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Expectation => 1,
            Exit::Usage => 2,
            Exit::Environment => 3,
            Exit::Signal(number) => 128 | number,
        }
    }
}

/// Whose errno numbers each peer uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Systems {
    /// The host's.
    pub host: System,
    /// The board's.
    pub board: System,
}

impl Systems {
    /// The one of this peer.
    pub const fn of(&self, peer: Peer) -> System {
        match peer {
            Peer::Host => self.host,
            Peer::Board => self.board,
        }
    }
}

/// How a session is to be run; fixed while it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The language of notes.
    pub lang: Lang,
    /// The part that the host plays.
    pub role: Role,
    /// The program's pace at the beginning.
    pub pace: Pace,
    /// Whether a failed expectation ends the run.
    pub stop_on_failure: bool,
    /// Whether the peers are asked for their sockets' facts after each action.
    pub facts: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            lang: Lang::En,
            role: Role::Server,
            pace: Pace::Run,
            stop_on_failure: true,
            facts: false,
        }
    }
}

/// A call in flight.
#[derive(Clone, Debug)]
pub struct Flight {
    /// Who calls.
    pub peer: Peer,
    /// Which call.
    pub call: CallName,
    /// The descriptor that it is about.
    pub fd: Option<String>,
    /// The name that its result will bear.
    pub assign: Option<String>,
    /// When it began, in microseconds.
    pub since_us: u64,
}

/// Everything the program knows.
#[derive(Debug)]
pub struct Model {
    /// How the session is run.
    pub options: Options,
    /// Every event, in order.
    pub timeline: Timeline,
    /// What is so now.
    pub world: World,
    /// What was so before the oldest event that the timeline still keeps.
    pub base: World,
    /// The lesson that runs, if it is one.
    pub lesson: Option<Arc<Lesson>>,
    /// The program.
    pub runner: Runner,
    /// What descriptors and sockets are called.
    pub names: Names,
    systems: Systems,
    flights: BTreeMap<CallId, Flight>,
    next_call: u32,
    /// Gate commands that were sent and not answered yet, by the line that sent them.
    gate_waits: Vec<Option<usize>>,
    lines_end: bool,
    deadline: Option<u64>,
    look_at: Option<u64>,
    settle_since: Option<u64>,
    exit: Exit,
    finished: bool,
}

impl Model {
    /// A model that knows nothing yet.
    pub fn new(options: Options) -> Self {
        Model {
            options,
            timeline: Timeline::default(),
            world: World::default(),
            base: World::default(),
            lesson: None,
            runner: Runner::new(options.role, options.pace),
            names: Names::default(),
            systems: Systems {
                host: System::Linux,
                board: System::Linux,
            },
            flights: BTreeMap::new(),
            next_call: 1,
            gate_waits: Vec::new(),
            lines_end: false,
            deadline: None,
            look_at: None,
            settle_since: None,
            exit: Exit::Done,
            finished: false,
        }
    }

    /// When [`Message::Tick`] is wanted, in microseconds since the session began.
    pub fn deadline(&self) -> Option<u64> {
        let both = self.deadline.into_iter().chain(self.look_at);
        both.min()
    }

    /// The calls in flight.
    pub fn flights(&self) -> impl Iterator<Item = (CallId, &Flight)> {
        self.flights.iter().map(|(id, flight)| (*id, flight))
    }

    /// How the session would end now.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    fn push(&mut self, now: u64, what: What) {
        for gone in self.timeline.push(now, what) {
            self.base.apply(&gone);
        }
        if let Some(event) = self.timeline.get(self.timeline.next_seq() - 1) {
            self.world.apply(event);
        }
    }

    fn note(&mut self, now: u64, text: String) {
        let failure = false;
        self.push(now, What::Note { text, failure });
    }

    fn fail(&mut self, now: u64, exit: Exit, text: String) {
        let failure = true;
        self.push(now, What::Note { text, failure });
        self.exit = self.exit.max(exit);
    }

    /// The event with this number.
    pub fn event(&self, seq: u64) -> Option<&Event> {
        self.timeline.get(seq)
    }
}

/// Takes in what happened at `now` (microseconds since the session began), and says what to do.
#[must_use = "effects must be carried out"]
pub fn update(model: &mut Model, now: u64, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    match message {
        Message::Opened(session, systems) => {
            model.systems = systems;
            model.push(now, What::Session(session));
        }
        Message::Report(peer, report) => report::take(model, now, peer, report, &mut effects),
        Message::Lesson(lesson) => model.take_lesson(now, lesson),
        Message::GoOn(lesson, runner) => model.go_on(now, lesson, &runner),
        Message::Note(text) => model.note(now, text),
        Message::Line(line) => model.take_line(line),
        Message::LinesEnd => model.lines_end = true,
        Message::ByHand(line) => model.runner.insert(line),
        Message::Advance => model.advance(now),
        Message::Predicted {
            question,
            choices,
            given,
            correct,
        } => {
            model.push(
                now,
                What::Predict {
                    question,
                    choices,
                    given,
                    correct,
                },
            );
        }
        Message::Pace(pace) => model.runner.pace = pace,
        Message::Failed(exit, text) => {
            model.fail(now, exit, text);
            model.runner.abandon();
            model.lines_end = true;
        }
        Message::Tick => {}
    }
    if model.world.session.is_some() {
        model.pump(now, &mut effects);
    }
    model.settle(now, &mut effects);
    if model.look_at.is_some_and(|at| at <= now) {
        report::look(model, &mut effects);
    }
    effects
}

impl Model {
    /// The program is a lesson: all its lines, step by step.
    fn take_lesson(&mut self, now: u64, lesson: Arc<Lesson>) {
        for (index, step) in lesson.steps.iter().enumerate() {
            step.lines()
                .for_each(|line| self.runner.push(Some(index), line.clone()));
        }
        self.lesson = Some(lesson);
        self.lines_end = true;
        self.check_gate(now);
    }

    /// One more line of a script, or of a conversation that may go on for ever.
    fn take_line(&mut self, line: Line) {
        self.runner.push(None, line);
        if self.runner.pace == Pace::Run {
            let gone = self.runner.forget();
            for index in self.gate_waits.iter_mut().flatten() {
                *index -= gone.partition_point(|gone| *gone < *index);
            }
        }
    }

    /// The program of a session before this one.
    fn go_on(&mut self, now: u64, lesson: Option<Arc<Lesson>>, runner: &Runner) {
        self.lesson = lesson;
        self.runner = runner.again();
        self.lines_end = true;
        self.check_gate(now);
    }

    /// A lesson whose wire cannot do what it wants is not begun, and says so. It is kept all the same:
    /// on another board it can go on.
    fn check_gate(&mut self, now: u64) {
        let session = self.world.session.as_ref();
        let wanted = self.lesson.as_ref().is_some_and(|lesson| lesson.needs_gate);
        if wanted && !session.is_some_and(|session| session.gate) {
            let text = t::RUN_NO_GATE.get(self.options.lang).to_owned();
            self.fail(now, Exit::Environment, text);
            self.runner.abandon();
        }
    }

    /// The learner goes on: what was expected and is not so is let go, and one action is allowed.
    /// The program's next line, if it is about a held segment and none such is held.
    pub fn lacks_held(&self) -> Option<usize> {
        let index = self.runner.next_action()?;
        let item = &self.runner.items()[index];
        let LineKind::Wire(wire) = item.line.kind else {
            return None;
        };
        let command = wire.commands(self.options.role)[item.sent];
        (wire.waits() && !self.can_pick(&command)).then_some(index)
    }

    fn advance(&mut self, now: u64) {
        while let Some(index) = self.runner.upcoming() {
            let item = &self.runner.items()[index];
            if !matches!(item.line.kind, LineKind::Expect(_)) {
                break;
            }
            self.conclude_expectation(now, index, true);
        }
        if self.runner.pace == Pace::Step(0) {
            self.runner.pace = Pace::Step(1);
        } else if let Some(index) = self.lacks_held() {
            // She was told that it waits, and goes on without it.
            let line = self.runner.items()[index].line.source.clone();
            self.runner.item_mut(index).status = Status::Failed;
            self.runner.pace = Pace::Step(0);
            self.note(now, fill!(self.options.lang, t::RUN_LEFT_OUT, line = line));
        }
    }

    fn pump(&mut self, now: u64, effects: &mut Vec<Effect>) {
        loop {
            self.deadline = None;
            match self.runner.next(now) {
                Next::Line(index, due) => {
                    if !self.start(now, index, effects) {
                        self.deadline = match (due, self.deadline) {
                            (Some(one), Some(other)) => Some(one.min(other)),
                            (one, other) => one.or(other),
                        };
                        return;
                    }
                }
                Next::Late(index) => self.late(now, index),
                Next::Wait(due) => {
                    self.deadline = due;
                    return;
                }
                Next::Idle => return,
            }
        }
    }

    /// Starts the line at `index`; false if it has to wait.
    fn start(&mut self, now: u64, index: usize, effects: &mut Vec<Effect>) -> bool {
        let item = &self.runner.items()[index];
        let (step, kind) = (item.step, item.line.kind.clone());
        if let Some(index) = step
            && step != self.world.step
        {
            let lesson = self.lesson.as_ref();
            let id = lesson.and_then(|lesson| Some(lesson.steps.get(index)?.id.clone()));
            let id = id.unwrap_or_default();
            self.push(now, What::Step { index, id });
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
            LineKind::Note(text) => {
                self.note(now, text);
                self.runner.item_mut(index).status = Status::Done(None);
                true
            }
        }
    }

    fn start_call(&mut self, now: u64, index: usize, line: &CallLine, effects: &mut Vec<Effect>) {
        let peer = line.actor.peer(self.options.role);
        let role = self.options.role;
        let call = match script::resolve(&line.call, peer, role, &Scope(self)) {
            Ok(call) => call,
            Err(error) => {
                let lang = self.options.lang;
                let number = self.runner.items()[index].line.number;
                let text = fill!(lang, t::RUN_LINE, line = number, what = error.message(lang));
                self.give_up(now, index, Exit::Usage, text);
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
        self.push(
            now,
            What::Call {
                id: id.0,
                peer,
                call: call.name(),
                fd: fd.clone(),
                text,
            },
        );
        let flight = Flight {
            peer,
            call: call.name(),
            fd,
            assign,
            since_us: now,
        };
        self.flights.insert(id, flight);
        self.runner.spend(index);
        let item = self.runner.item_mut(index);
        item.status = Status::Running;
        item.call = Some(id);
        item.since = Some(now);
        effects.push(Effect::Command(peer, Command::Call { id, call }));
    }

    fn start_wire(
        &mut self,
        now: u64,
        index: usize,
        wire: WireCommand,
        effects: &mut Vec<Effect>,
    ) -> bool {
        if !self
            .world
            .session
            .as_ref()
            .is_some_and(|session| session.gate)
        {
            let text = t::RUN_NO_GATE.get(self.options.lang).to_owned();
            self.give_up(now, index, Exit::Environment, text);
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
        let command = match commands[sent] {
            GateCommand::Release(Which::Next(dir)) => {
                let next = self.world.next_held(dir);
                GateCommand::Release(next.map_or(Which::Next(dir), Which::Id))
            }
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
    fn can_pick(&self, command: &GateCommand) -> bool {
        let held = |dir| match dir {
            None => !self.world.held.is_empty(),
            Some(dir) => self.world.held_in(dir) > 0,
        };
        match command {
            GateCommand::Release(which)
            | GateCommand::Drop(which)
            | GateCommand::Duplicate(which) => match *which {
                Which::Next(dir) | Which::All(dir) => held(dir),
                Which::Id(id) => self.world.held.contains(&id),
            },
            GateCommand::Reorder(dir) => match dir {
                Some(dir) => self.world.held_in(*dir) > 1,
                None => sockscope_link::Direction::BOTH
                    .iter()
                    .any(|d| self.world.held_in(*d) > 1),
            },
            _ => true,
        }
    }

    /// The gate has answered: the line that asked goes on to its next command, or is done.
    fn gate_answered(&mut self) {
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

    /// A line has waited for too long.
    fn late(&mut self, now: u64, index: usize) {
        let lang = self.options.lang;
        let item = &self.runner.items()[index];
        if matches!(item.line.kind, LineKind::Expect(_)) {
            self.conclude_expectation(now, index, true);
            return;
        }
        let seconds = item.timeout.as_secs_f32();
        let (line, source, by_hand) = (item.line.number, item.line.source.clone(), item.by_hand);
        let busy = item.peer(self.options.role).and_then(|peer| {
            if item.status != Status::Waiting {
                return None;
            }
            let call = self.runner.holding_up(peer)?.call?;
            self.flights.get(&call).map(|flight| (peer, flight.call))
        });
        let what = match (busy, &item.line.kind) {
            (Some((peer, call)), _) => {
                fill!(
                    lang,
                    t::RUN_STILL_BLOCKED,
                    peer = peer,
                    call = call,
                    seconds = seconds
                )
            }
            (None, LineKind::Wire(_)) => fill!(lang, t::RUN_NOTHING_HELD, seconds = seconds),
            (None, _) => fill!(lang, t::RUN_NO_ANSWER, source = source, seconds = seconds),
        };
        let exit = match (busy, item.status == Status::Running) {
            (None, true) => Exit::Environment,
            _ => Exit::Expectation,
        };
        // What the learner typed is no line of a file.
        let text = if by_hand {
            what
        } else {
            fill!(lang, t::RUN_LINE, line = line, what = what)
        };
        self.give_up(now, index, exit, text);
    }

    /// A line cannot be carried out.
    fn give_up(&mut self, now: u64, index: usize, exit: Exit, text: String) {
        let by_hand = self.runner.items()[index].by_hand;
        self.runner.item_mut(index).status = Status::Failed;
        if by_hand {
            self.note(now, text);
            return;
        }
        self.fail(now, exit, text);
        if self.options.stop_on_failure && self.runner.pace == Pace::Run {
            self.runner.abandon();
            self.lines_end = true;
        }
    }

    /// At the end of a run: waits until nothing moves, then ends.
    fn settle(&mut self, now: u64, effects: &mut Vec<Effect>) {
        let waiting = self.runner.upcoming().is_some()
            || self
                .runner
                .items()
                .iter()
                .any(|item| item.status == Status::Running);
        let over = self.lines_end && self.runner.pace == Pace::Run && !waiting;
        if !over || self.finished {
            return;
        }
        let since = *self.settle_since.get_or_insert(now);
        let lanes = [self.world.gate.host_to_board, self.world.gate.board_to_host];
        let delay = lanes
            .iter()
            .map(|lane| u64::from(lane.delay_ms) * 1_000)
            .max()
            .unwrap_or(0);
        let quiet_at = since.max(self.timeline.last_us()) + QUIET_US + delay;
        let due = quiet_at.min(since + SETTLE_US + delay);
        if now < due {
            self.deadline = Some(due);
            return;
        }
        self.finished = true;
        self.deadline = None;
        self.push(
            now,
            What::End {
                ok: self.exit == Exit::Done,
            },
        );
        effects.push(Effect::Finish(self.exit));
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
        let session = self.0.world.session.as_ref()?;
        match peer {
            Peer::Host => session.host,
            Peer::Board => session.board_addr,
        }
    }
}
