//! The running program: what it is told, what it makes of it, and what it wants done.
//!
//! ```text
//!   Message ──► update(&mut Model, now, Message) ──► Vec<Effect>
//!                  │
//!                  ├─ program   which line may start now; quiet: when it may
//!                  ├─ called    a call that a peer's own program makes; other: who answers it
//!                  ├─ start     a call, a command for the wire; check: an expectation
//!                  ├─ verdict   what has come of the questions
//!                  ├─ report    what the peers say, as events; names: what they are called
//!                  ├─ ending    lines that are late, and the end of the run; waits: a program that waits in vain
//!                  ├─ recorded  a model of what was recorded, which runs nothing
//!                  └─ Log       every event, and what is so now (the room `world`)
//! ```

mod called;
mod check;
mod ending;
mod item;
mod message;
mod names;
mod other;
mod patience;
pub mod program;
mod quiet;
mod recorded;
mod report;
mod start;
mod task;
#[cfg(test)]
mod tests;
mod verdict;
mod waits;

use std::collections::BTreeMap;
use std::sync::Arc;

use sockscope_link::{CallId, CallName, Fd, Opt, OptValue, System};

pub use called::{Called, Doing, Holds, Printed};
pub use item::{Item, Status};
pub use message::{Effect, Exit, Message, Options, Systems};
pub use names::Names;
use patience::Patience;
pub use program::{Activity, Next, Pace, Runner};
use quiet::Quiet;
pub use report::as_text;
use verdict::Open;
use waits::Waits;

use crate::fact;
use crate::finding::Findings;
use crate::lesson::{Lesson, Needs, Step};
use crate::peer::Peer;
use crate::script::{Line, LineKind};
use crate::timeline::{Asked, Fact, HostKind, Prediction, What};
use crate::words::t;
use crate::world::Log;

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
    /// The descriptor's number.
    number: Option<Fd>,
    /// The option that it sets.
    sets: Option<(Opt, OptValue)>,
    /// When it gives up by itself, in microseconds, if it does.
    until_us: Option<u64>,
}

/// Everything the program knows.
#[derive(Debug)]
pub struct Model {
    /// How the session is run.
    pub options: Options,
    /// Every event, and what is so.
    pub log: Log,
    /// The lesson that runs, if it is one.
    pub lesson: Option<Arc<Lesson>>,
    /// The program.
    pub runner: Runner,
    /// What descriptors and sockets are called.
    pub names: Names,
    systems: Systems,
    flights: BTreeMap<CallId, Flight>,
    next_call: u32,
    patience: Patience,
    quiet: Quiet,
    /// The event behind the segment that an `expect segment` found last.
    found_segment: u64,
    /// Gate commands that were sent and not answered yet, by the line that sent them.
    gate_waits: Vec<Option<usize>>,
    /// The questions whose answers are still to be measured.
    open: Open,
    /// The line before which a question was asked last.
    asked: Option<usize>,
    lines_end: bool,
    deadline: Option<u64>,
    look_at: Option<u64>,
    settle_since: Option<u64>,
    /// The board has started again, and what it had of this program is gone.
    restarted: bool,
    exit: Exit,
    finished: bool,
    /// How many moments of the task's goal have come about.
    reached: usize,
    /// Whom the other half of a peer's own program has met.
    met: other::Met,
    /// What was found in each program of the learner's.
    findings: [Findings; 2],
    /// The first event that it has not been told of.
    unlooked: u64,
    /// Whether it waits in vain.
    waits: Waits,
}

impl Model {
    /// A model that knows nothing yet.
    pub fn new(options: Options) -> Self {
        Model {
            options,
            log: Log::default(),
            lesson: None,
            runner: Runner::new(options.role, options.pace).holding(options.holds),
            names: Names::default(),
            systems: Systems {
                host: System::Linux,
                board: System::Linux,
            },
            flights: BTreeMap::new(),
            next_call: 1,
            patience: Patience::default(),
            quiet: Quiet::default(),
            found_segment: 0,
            gate_waits: Vec::new(),
            open: Open::default(),
            asked: None,
            lines_end: false,
            deadline: None,
            look_at: None,
            settle_since: None,
            restarted: false,
            exit: Exit::Done,
            finished: false,
            reached: 0,
            met: other::Met::new(),
            findings: Peer::BOTH.map(|peer| Findings::new(peer, options.other)),
            unlooked: 0,
            waits: Waits::default(),
        }
    }

    /// When [`Message::Tick`] is wanted, in microseconds since the session began.
    pub fn deadline(&self) -> Option<u64> {
        earlier(self.deadline, self.look_at)
    }

    /// The calls in flight.
    pub fn flights(&self) -> impl Iterator<Item = (CallId, &Flight)> {
        self.flights.iter().map(|(id, flight)| (*id, flight))
    }

    /// How the session would end now.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    fn note(&mut self, now: u64, said: Fact) {
        self.log.push(now, What::note(said, false));
    }

    fn fail(&mut self, now: u64, exit: Exit, said: Fact) {
        self.log.push(now, What::note(said, true));
        self.exit = self.exit.max(exit);
    }

    /// How the recorded session ended; one that was cut off has no end that could be good or bad.
    fn replayed(&self) -> Exit {
        match self.log.world.ended {
            Some(false) => self.exit.max(Exit::Expectation),
            _ => self.exit,
        }
    }

    fn predicted(&mut self, now: u64, asked: Asked, given: Option<usize>) {
        let prediction = Prediction {
            question: String::new(),
            choices: Vec::new(),
            given,
            correct: given.map(|given| given == asked.answer),
            asked: Some(asked.clone()),
        };
        self.open.answered(asked, given);
        self.log.push(now, What::Predict(Box::new(prediction)));
    }
}

/// Takes in what happened at `now` (microseconds since the session began), and says what to do.
#[must_use = "effects must be carried out"]
pub fn update(model: &mut Model, now: u64, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    match message {
        Message::Opened(session, systems) => {
            model.systems = systems;
            model.log.push(now, What::Session(*session));
        }
        Message::Report(peer, report) => report::take(model, now, peer, report, &mut effects),
        Message::Lesson(lesson) => model.take_lesson(now, lesson),
        Message::GoOn(lesson, runner) => model.go_on(now, lesson, &runner),
        Message::Note(said) => model.note(now, said),
        Message::Link(peer, level, said) => report::link(model, now, peer, level, said),
        Message::Refused(peer, why) => report::refused(model, now, peer, why.into()),
        Message::Line(line) => model.take_line(line),
        Message::LinesEnd => model.lines_end = true,
        Message::NoLine(said) => {
            model.fail(now, Exit::Usage, said);
            model.lines_end = true;
        }
        Message::ByHand(line) if model.is_programs(&line) => {
            let both =
                (Peer::BOTH.iter()).all(|peer| model.runner.program(*peer) != Activity::None);
            model.note(
                now,
                if both {
                    fact!(t::STEP_BOTH_BY_HAND)
                } else {
                    fact!(t::STEP_BY_HAND)
                },
            );
        }
        Message::ByHand(line) => model.runner.insert(line),
        Message::Holds(holds) => model.hold(holds),
        Message::Source(part) => model.log.push(now, What::Source(part)),
        Message::Called(peer, called) => model.called(peer, *called),
        Message::Program(peer, doing) => model.does(now, peer, doing),
        Message::Printed(peer, line) => model.printed(now, peer, &line),
        Message::Advance => model.advance(now),
        Message::Predicted { asked, given } => model.predicted(now, asked, given),
        Message::Pace(pace) => model.runner.pace = pace,
        Message::GoTo(step) => model.runner.go_to(step),
        Message::Failed(exit, said) => {
            model.fail(now, exit, said);
            model.runner.abandon();
            model.lines_end = true;
        }
        Message::Left => {
            model.left(now);
            return effects;
        }
        Message::Event(event) => {
            model.log.take(*event);
            return effects;
        }
        Message::Replayed => {
            effects.push(Effect::Finish(model.replayed()));
            return effects;
        }
        Message::Tick => {}
    }
    if model.log.world.session.is_some() {
        model.pump(now, &mut effects);
    }
    model.tell_verdicts(now);
    model.tell_findings(now);
    model.settle(now, &mut effects);
    model.tell_waits(now);
    if model.look_at.is_some_and(|at| at <= now) {
        report::look(model, &mut effects);
    }
    effects
}

impl Model {
    /// The program is a lesson: all its lines, step by step.
    fn take_lesson(&mut self, now: u64, lesson: Arc<Lesson>) {
        for (index, step) in lesson.steps.iter().enumerate() {
            let told = self.only_tells(step);
            for line in step.lines().take(if told { 1 } else { usize::MAX }) {
                match told {
                    true => self.runner.push_told(index, line.clone()),
                    false if self.is_programs(line) => {
                        self.runner.push_awaited(index, line.clone())
                    }
                    false => self.runner.push(Some(index), line.clone()),
                }
            }
        }
        self.lesson = Some(lesson);
        self.allow_start(now);
        self.lines_end = true;
        self.check_gate(now);
    }

    /// Whether this step is told and not carried out: it needs a kernel, and the host is a board core; or it needs
    /// a program, and there is none.
    fn only_tells(&self, step: &Step) -> bool {
        let session = self.log.world.session.as_ref();
        let is_core = session.is_some_and(|session| session.host_kind == HostKind::Core);
        match step.needs {
            None => false,
            Some(Needs::Kernel) => is_core,
            Some(Needs::Program) => self.runner.program(Peer::Host) == Activity::None,
        }
    }

    /// One more line of a script, or of a conversation that may go on for ever.
    pub(super) fn take_line(&mut self, line: Line) {
        self.runner.push(None, line);
        self.forget_lines();
    }

    /// Lines that were over long ago, of a run that may go on for ever.
    fn forget_lines(&mut self) {
        if self.runner.pace == Pace::Run {
            let gone = self.runner.forget();
            for index in self.gate_waits.iter_mut().flatten() {
                *index -= gone.partition_point(|gone| *gone < *index);
            }
        }
    }

    /// The program of a session before this one.
    fn go_on(&mut self, now: u64, lesson: Option<Arc<Lesson>>, runner: &Runner) {
        self.lines_end = true;
        let steps = lesson.iter().flat_map(|lesson| &lesson.steps);
        let tells = steps.filter(|step| self.only_tells(step)).count();
        match &lesson {
            // On these peers other steps are told than on those before, or a program makes its calls anew: the same
            // lines do not fit.
            Some(lesson) if tells != runner.told() || lesson.program.is_some() => {
                self.take_lesson(now, Arc::clone(lesson));
                self.runner.go_to(runner.reached());
            }
            _ => {
                self.runner = runner.again();
                self.lesson = lesson;
                self.check_gate(now);
            }
        }
    }

    /// A lesson whose wire cannot do what it wants is not begun, and says so. It is kept all the same:
    /// on another board it can go on.
    fn check_gate(&mut self, now: u64) {
        let session = self.log.world.session.as_ref();
        let wanted = self.lesson.as_ref().is_some_and(|lesson| lesson.needs_gate);
        if wanted && !session.is_some_and(|session| session.gate) {
            self.fail(now, Exit::Environment, fact!(t::RUN_NO_GATE));
            self.runner.abandon();
        }
    }

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

    /// The program's next line, if it is for a call that a peer's own program will not come to by itself.
    pub fn lacks_call(&self) -> Option<usize> {
        let index = self.runner.next_action()?;
        let moves = self.runner.activity() == Activity::Moves;
        (!moves && self.runner.items()[index].awaits_program()).then_some(index)
    }

    /// The learner goes on: what was expected and is not so is let go, and one action is allowed.
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
            self.note(now, fact!(t::RUN_LEFT_OUT, line = line));
        } else if let Some(index) = self.lacks_call() {
            let line = self.runner.items()[index].line.source.clone();
            self.runner.item_mut(index).status = Status::Failed;
            self.runner.pace = Pace::Step(0);
            self.note(now, fact!(t::RUN_CALL_LEFT_OUT, line = line));
        }
    }

    fn pump(&mut self, now: u64, effects: &mut Vec<Effect>) {
        loop {
            self.deadline = None;
            // What the last line has come to counts before the next one changes it.
            self.look_at_goal(now);
            match self.runner.next(now) {
                Next::Line(index, due) => {
                    let comes_in_turn = self.runner.items()[index].comes_in_turn();
                    if comes_in_turn && !self.is_quiet(now, effects)
                        || !self.start(now, index, effects)
                    {
                        self.deadline = earlier(due, self.deadline);
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
}

/// The earlier of two deadlines, either of which there may not be.
pub fn earlier(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}
