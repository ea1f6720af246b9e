//! From one session to the next: another lesson, role or board, or a board that was lost.
//!
//! ```text
//!   wanted ──fails──► the board before ──fails──► the virtual board ──fails──► the end, with the reasons
//! ```
//!
//! A session is opened in a thread of its own, since a board on a port may take seconds; the screen
//! shows the old one meanwhile. What the learner has done is done again wherever she goes on.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, after, bounded, never, select, unbounded};

use super::early::Keys;
use super::input::HANGUP;
use super::play::Live;
use super::run::App;
use super::{Input, Inputs, Screen};
use crate::peer::Peer;
use crate::play::counter::Counter;
use crate::play::feed::feed;
use crate::play::own::Own;
use crate::play::program::{Program, prepare};
use crate::play::record::{Destination, RecordError, Recording};
use crate::play::{Play, say};
use crate::run::{Exit, Message, Model, Options};
use crate::session::{BoardChoice, OpenError, Plan, Session, Waiting};
use crate::stage::Opening;
use crate::stage::keys::{Action, Key};
use crate::words::{system, t, tell};
use crate::{fact, fill};

/// How often a board that was lost is looked for.
const LOOK_AGAIN: Duration = Duration::from_millis(700);

/// How often it is looked for keys while the first board is waited for.
const LOOK_AT_KEYS: Duration = Duration::from_millis(50);

/// What a session begins with.
enum Begin {
    /// A program from its beginning.
    Anew(Program),
    /// What the model of the session before was at, and went through.
    GoOn(Message),
}

/// How the opening of a session ended.
enum Outcome {
    Opened(Box<Session>),
    Failed(String),
    /// The learner does not want to wait any longer.
    GivenUp,
    Leave(Exit),
}

impl App {
    /// Starts the first session and gives its model the program.
    pub(super) fn open(&mut self, opening: Opening) -> Result<Live, (Exit, String)> {
        let (plan, program) = self.prepare(&opening).map_err(|text| (Exit::Usage, text))?;
        let failed = |why: RecordError| (why.exit(), why.display(plan.lang));
        let target = self.record.as_ref();
        target
            .map_or(Ok(()), |target| target.check(&opening.lesson))
            .map_err(failed)?;
        let step = self
            .first_step(&program)
            .map_err(|text| (Exit::Usage, text))?;
        let session = self.first(&plan)?;
        let record = self.next_recording(&opening.lesson).map_err(failed)?;
        let play = self.begin(session, record, opening, Begin::Anew(program));
        if let Some(step) = step {
            play.source.inbox().put(Message::GoTo(step));
        }
        Ok(play)
    }

    /// The first session, before there is a screen. A board that is joining its network is waited for in
    /// sight, and the key that quits ends that.
    fn first(&mut self, plan: &Plan) -> Result<Session, (Exit, String)> {
        let failed = |error: &OpenError| (Exit::Environment, error.display(plan.lang));
        let system = |why: io::Error| failed(&OpenError::System(why));
        let (to, told) = unbounded();
        let opened = self.open_aside(plan.clone(), Some(to)).map_err(system)?;
        let mut counter = Counter::new(plan.lang);
        let mut keys: Option<Keys> = None;
        loop {
            select! {
                recv(opened) -> session => {
                    let session = session.unwrap_or_else(|_| Err(interrupted()));
                    return session.map_err(|error| failed(&error));
                }
                recv(told) -> waiting => if let Ok(waiting) = waiting {
                    counter.tell(&waiting);
                    keys = keys.or_else(Keys::new);
                },
                default(LOOK_AT_KEYS) => {}
            }
            let quits = |key: Key| self.stage.keys.action(key) == Some(Action::Quit);
            if keys
                .as_ref()
                .is_some_and(|keys| keys.pressed().is_some_and(quits))
            {
                drop((counter, keys));
                return Err((Exit::Done, t::TUI_NOT_WAITED.get(plan.lang).to_owned()));
            }
        }
    }

    /// The step that was asked for on the command line, by its name or its number.
    fn first_step(&mut self, program: &Program) -> Result<Option<usize>, String> {
        let Some(wanted) = self.step.take() else {
            return Ok(None);
        };
        let steps = match program {
            Program::Lesson(lesson) => lesson.steps.as_slice(),
            _ => &[],
        };
        let found = steps
            .iter()
            .enumerate()
            .find(|(index, step)| step.id == wanted || (index + 1).to_string() == wanted);
        let ids: Vec<&str> = steps.iter().map(|step| step.id.as_str()).collect();
        let (lang, steps) = (self.stage.lang, ids.join(", "));
        found
            .map(|(index, _)| Some(index))
            .ok_or_else(|| fill!(lang, t::TUI_NO_SUCH_STEP, step = wanted, steps = steps))
    }

    /// The next session after `play`, or the end: the user leaves, or nothing can be opened any more.
    pub(super) fn change(
        &mut self,
        mut play: Live,
        wanted: Opening,
        goes_on: bool,
        inputs: &Inputs,
        screen: &mut Screen,
    ) -> io::Result<ControlFlow<Exit, Live>> {
        let before = self.stage.opening.clone();
        let (_, program) = match self.prepare(&wanted) {
            Ok(prepared) => prepared,
            Err(text) => {
                self.stage.notice = Some(text);
                return Ok(ControlFlow::Continue(play));
            }
        };
        let frozen = play
            .model
            .lesson
            .as_ref()
            .is_some_and(|lesson| lesson.needs_gate);
        let lang = self.stage.lang;
        let no_gate = |board: &str| fill!(lang, t::TUI_NEEDS_GATE, board = board);
        if goes_on && frozen && wanted.board.parse() == Ok(BoardChoice::Loopback) {
            self.stage.notice = Some(no_gate(&wanted.board));
            return Ok(ControlFlow::Continue(play));
        }
        self.leave(&mut play);
        let Play {
            source: session,
            model,
            ..
        } = play;
        // The old peers go first: the new ones may need what they hold.
        drop(session);
        // A program begins anew: what it has done, only it could do again.
        let own = (self.own.clone()).filter(|own| own.name() == before.lesson);
        let work = || match &own {
            Some(own) => Begin::Anew(Program::Own(own.clone())),
            None => Begin::GoOn(Message::GoOn(model.lesson.clone(), model.runner.clone())),
        };
        let is_port = matches!(
            wanted.board.parse(),
            Ok(BoardChoice::Port(_) | BoardChoice::Tcp(_))
        );
        // A board that was lost may be away for a while yet.
        let waits = goes_on && is_port && wanted.board == before.board;
        let begin = if goes_on {
            work()
        } else {
            Begin::Anew(program)
        };
        let mut tries = vec![(wanted, begin)];
        let at_last = Opening {
            board: "virtual".to_owned(),
            ..before.clone()
        };
        for other in [before, at_last] {
            if tries.iter().all(|(tried, _)| tried.board != other.board) {
                tries.push((other, work()));
            }
        }
        let mut failures = Vec::new();
        for (opening, begin) in tries {
            let waits = waits && failures.is_empty();
            let session = match self.wait_for(&opening, waits, &model, inputs, screen)? {
                Outcome::Opened(session) => *session,
                Outcome::Failed(text) => {
                    failures.push(text);
                    continue;
                }
                Outcome::GivenUp => continue,
                Outcome::Leave(exit) => return Ok(ControlFlow::Break(exit)),
            };
            let moves = matches!(begin, Begin::GoOn(_));
            if moves && frozen && !session.has_gate() {
                // What was to be found by itself has come out as `loopback`.
                failures.push(no_gate(session.board()));
                continue;
            }
            let record = self.next_recording(&opening.lesson).unwrap_or_else(|why| {
                let text = why.display(lang);
                failures.push(text.clone());
                self.parting.push(text);
                None
            });
            let play = self.begin(session, record, opening, begin);
            if !failures.is_empty() {
                self.stage.notice = Some(failures.join(" "));
            }
            return Ok(ControlFlow::Continue(play));
        }
        screen.give_back();
        failures.iter().for_each(|text| say(text));
        Ok(ControlFlow::Break(Exit::Environment))
    }

    /// What the opening asks for, as far as it can be told without the peers.
    fn prepare(&self, opening: &Opening) -> Result<(Plan, Program), String> {
        let lang = self.stage.lang;
        if let Some(own) = self.own.as_ref().filter(|own| own.name() == opening.lesson) {
            let Ok(board) = opening.board.parse();
            let plan = own.plan(board, opening.role, lang);
            return Ok((plan, Program::Own(own.clone())));
        }
        let (plan, program) = prepare(opening, self.mended.as_ref(), lang)?;
        if matches!(program, Program::Stdin) {
            return Err(fill!(lang, t::TUI_NOT_A_TERMINAL, lesson = opening.lesson));
        }
        Ok((plan, program))
    }

    /// The peers are there: a model for them, and its program.
    fn begin(
        &mut self,
        session: Session,
        record: Option<Recording>,
        mut opening: Opening,
        begin: Begin,
    ) -> Live {
        let lang = self.stage.lang;
        let options = match &begin {
            Begin::Anew(Program::Own(own)) => own.stepping(opening.role),
            _ => Options::stepping(opening.role),
        };
        if let Some(place) = session.place() {
            // Found by itself or named: from now on it is this one.
            opening.board = place.to_owned();
            if !self.stage.boards.contains(&opening.board) {
                self.stage.boards.push(opening.board.clone());
            }
        }
        let inbox = session.inbox();
        inbox.put(session.opened());
        let remarks = session.remarks();
        let told: Vec<String> = remarks.iter().map(|said| tell::fact(said, lang)).collect();
        for said in remarks {
            inbox.put(Message::Note(said));
        }
        let mut side = opening.role.server();
        self.shown = None;
        self.stepped = match &begin {
            Begin::Anew(program) => Own::of(program, &session),
            Begin::GoOn(Message::GoOn(Some(lesson), _)) => Own::of_lesson(lesson, &session),
            Begin::GoOn(_) => None,
        };
        if let Some(own) = &self.stepped {
            own.announce(&inbox);
            side = Peer::Board;
        }
        let again = self.opened && self.stage.opening.lesson == opening.lesson;
        self.opened = true;
        self.stage.notice = (!told.is_empty()).then(|| told.join(" "));
        match begin {
            Begin::Anew(program) => {
                self.stage.begin(opening);
                // A lesson that is run again leaves the panel that the learner has chosen.
                if let Program::Lesson(lesson) = &program
                    && let Some(panel) = lesson.panel
                    && !again
                {
                    self.stage.open_with(panel);
                }
                if let Program::Own(own) = &program {
                    self.stage.step_program(again, own.programs().len() > 1);
                }
                // A program from stdin was refused before: there is nobody to hold back.
                let _ = feed(program, &inbox);
            }
            Begin::GoOn(work) => {
                self.stage.go_on(opening);
                let said = fact!(t::TUI_GOES_ON, board = session.board());
                self.stage.notice = Some(tell::fact(&said, lang));
                inbox.put(Message::Note(said));
                inbox.put(work);
            }
        }
        if self.stepped.is_some() && self.stage.learner.is_none() {
            self.stage.face_program(false);
        }
        self.stage.side = side;
        Play::new(session, Model::new(options), record)
    }

    /// Opens a session while the screen shows `model`; with `waits`, again and again until it is
    /// there or the learner gives it up.
    fn wait_for(
        &mut self,
        opening: &Opening,
        waits: bool,
        model: &Model,
        inputs: &Inputs,
        screen: &mut Screen,
    ) -> io::Result<Outcome> {
        let lang = self.stage.lang;
        let plan = match self.prepare(opening) {
            Ok((plan, _)) => plan,
            Err(text) => return Ok(Outcome::Failed(text)),
        };
        let (board, quit) = (&opening.board, self.stage.keys.hint(Action::Quit, lang));
        self.stage.notice = Some(fill!(lang, t::TUI_OPENING, board = board, quit = quit));
        self.draw_model(model, model.log.timeline.last_us(), screen)?;
        let mut opened = self.open_aside(plan.clone(), None)?;
        let mut pause = never();
        loop {
            select! {
                recv(opened) -> result => match result {
                    Ok(Ok(session)) => return Ok(Outcome::Opened(Box::new(session))),
                    Ok(Err(error)) if waits => {
                        let why = error.display(lang);
                        let text = fill!(lang, t::TUI_WAITING, board = board, why = why);
                        self.stage.notice = Some(text);
                        self.draw_model(model, model.log.timeline.last_us(), screen)?;
                        opened = never();
                        pause = after(LOOK_AGAIN);
                    }
                    Ok(Err(error)) => return Ok(Outcome::Failed(error.display(lang))),
                    Err(_) => return Ok(Outcome::Failed(interrupted().display(lang))),
                },
                recv(pause) -> _ => {
                    pause = never();
                    opened = self.open_aside(plan.clone(), None)?;
                }
                recv(inputs.receiver) -> input => {
                    match input.unwrap_or(Input::End(HANGUP)) {
                        Input::End(signal) => return Ok(Outcome::Leave(Exit::Signal(signal))),
                        Input::Failed(why) => return Err(io::Error::other(why)),
                        Input::Key(Key::Esc) if waits => return Ok(Outcome::GivenUp),
                        Input::Key(key) => match self.stage.keys.action(key) {
                            Some(Action::Quit) => return Ok(Outcome::Leave(Exit::Done)),
                            Some(Action::Suspend) => self.suspend(screen)?,
                            Some(Action::Redraw) => screen.redraw()?,
                            _ => {}
                        },
                        Input::Suspend => self.suspend(screen)?,
                        Input::Continued => screen.take_again()?,
                        Input::Ports(ports) => self.stage.found(ports),
                        Input::Ground(is_light) => self.heed_ground(is_light),
                        Input::Resized | Input::Click(..) | Input::Wheel(..) | Input::Paste(_) => {}
                    }
                    self.draw_model(model, model.log.timeline.last_us(), screen)?;
                }
            }
        }
    }

    /// Opens a session in a thread of its own. A result that nobody waits for ends its peers.
    /// `tell` hears of a board that is waited for.
    fn open_aside(
        &mut self,
        plan: Plan,
        tell: Option<Sender<Waiting>>,
    ) -> io::Result<Receiver<Result<Session, OpenError>>> {
        let (to, opened) = bounded(1);
        let looking = self.looking.take();
        thread::Builder::new()
            .name("open".to_owned())
            .spawn(move || {
                // Whoever asks the ports for boards has them open.
                if let Some(looking) = looking {
                    let _ = looking.join();
                }
                let mut tell = |waiting| {
                    let _ = tell.as_ref().map(|tell| tell.send(waiting));
                };
                let _ = to.send(Session::open_telling(&plan, &mut tell));
            })?;
        Ok(opened)
    }

    /// The file that the next session is recorded in: the one asked for, then `NAME-2`, `NAME-3` …
    fn next_recording(&mut self, lesson: &str) -> Result<Option<Recording>, RecordError> {
        let Some(target) = &self.record else {
            return Ok(None);
        };
        self.recordings += 1;
        let made = match self.recordings {
            1 => target.create(lesson),
            _ => target.create_next(lesson, &mut self.recordings),
        };
        made.map(Some)
    }

    /// Records the session from its beginning, in a file of its own, unless it is recorded already.
    pub(super) fn record_now(&mut self, play: &mut Live) {
        let lang = self.stage.lang;
        let automatic = Destination {
            file: None,
            overwrite: false,
        };
        if play.record.is_none() {
            match automatic.create(&self.stage.opening.lesson) {
                Ok(recording) => play.record_all(recording),
                Err(why) => {
                    self.stage.notice = Some(why.display(lang));
                    return;
                }
            }
        }
        if let Some(recording) = &play.record {
            let file = recording.path.display();
            self.stage.notice = Some(fill!(lang, t::TUI_RECORDING, file = file));
        }
    }

    /// The session is left: its recording has an end.
    pub(super) fn leave(&mut self, play: &mut Live) {
        let now = play.source.now_us();
        play.tell(now, Message::Left);
        if let Err((file, why)) = play.write_record(self.stage.lang, true) {
            self.recording_ended(&file, &why);
        }
    }

    /// Says that the recording has ended before its session: now, and again when the screen is gone.
    pub(super) fn recording_ended(&mut self, path: &Path, why: &io::Error) {
        let text = fill!(
            self.stage.lang,
            t::TUI_RECORDING_ENDED,
            file = path.display(),
            why = system::said(why, self.stage.lang)
        );
        self.stage.notice = Some(text.clone());
        self.parting.push(text);
    }
}

/// A thread that ended without a word.
fn interrupted() -> OpenError {
    OpenError::System(io::ErrorKind::Interrupted.into())
}
