//! A whole session on a pair, without a thread or a clock: who calls says what time it is. Tests, the
//! page, and every task that wants to know how a script ends, run it.

use std::sync::Arc;

use sockscope_link::System;

use super::Pair;
use crate::lesson::Lesson;
use crate::run::{Effect, Exit, Message, Model, Options, Systems, earlier, update};
use crate::script::Line;
use crate::timeline::Session;

/// A model and its two cores.
pub struct Sim {
    /// What is known.
    pub model: Model,
    pair: Pair,
    now: u64,
    finished: Option<Exit>,
}

impl Sim {
    /// A session that has just been opened.
    pub fn new(options: Options, seed: u64) -> Sim {
        let mut sim = Sim {
            model: Model::new(options),
            pair: Pair::new(seed, 0),
            now: 0,
            finished: None,
        };
        let session = Session {
            role: options.role.name().to_owned(),
            ..Pair::session()
        };
        let (host, board) = (System::Linux, System::Linux);
        sim.tell(Message::Opened(Box::new(session), Systems { host, board }));
        sim
    }

    /// The same, with a lesson as its program.
    pub fn of_lesson(lesson: &Arc<Lesson>, options: Options, seed: u64) -> Sim {
        let mut sim = Sim::new(options, seed);
        sim.tell(Message::Lesson(Arc::clone(lesson)));
        sim
    }

    /// The same, with the lines of a script.
    pub fn of_script(lines: Vec<Line>, options: Options, seed: u64) -> Sim {
        let mut sim = Sim::new(options, seed);
        for line in lines {
            sim.tell(Message::Line(line));
        }
        sim.tell(Message::LinesEnd);
        sim
    }

    /// Microseconds since the session began.
    pub fn now_us(&self) -> u64 {
        self.now
    }

    /// How the run has ended, once it has.
    pub fn finished(&self) -> Option<Exit> {
        self.finished
    }

    /// Tells the model something, and carries out what follows at once.
    pub fn tell(&mut self, message: Message) {
        for effect in update(&mut self.model, self.now, message) {
            match effect {
                Effect::Command(peer, command) => self.pair.send(peer, command, self.now),
                // Neither end is a program of the learner's.
                Effect::Go { .. } => {}
                Effect::Finish(exit) => self.finished = Some(exit),
            }
        }
        self.settle();
    }

    /// Everything that can happen now, does.
    fn settle(&mut self) {
        loop {
            while self.pair.turn(self.now) {}
            let reports = self.pair.reports();
            if reports.is_empty() {
                return;
            }
            for (peer, report) in reports {
                for effect in update(&mut self.model, self.now, Message::Report(peer, report)) {
                    match effect {
                        Effect::Command(peer, command) => self.pair.send(peer, command, self.now),
                        Effect::Go { .. } => {}
                        Effect::Finish(exit) => self.finished = Some(exit),
                    }
                }
            }
        }
    }

    /// When something happens by itself next.
    pub fn due(&self) -> Option<u64> {
        earlier(self.pair.due(self.now), self.model.deadline())
    }

    /// It is `now`: what was due until then happens, in order.
    pub fn advance(&mut self, now: u64) {
        while let Some(due) = self.due().filter(|due| *due <= now) {
            if self.finished.is_some() {
                break;
            }
            self.now = due.max(self.now);
            self.tell(Message::Tick);
        }
        self.now = self.now.max(now);
    }

    /// Runs to the end, as fast as it can be reckoned; at most until `limit_us`. `None` if it has not
    /// ended by then.
    pub fn run(&mut self, limit_us: u64) -> Option<Exit> {
        while self.finished.is_none() {
            let due = self.due().filter(|due| *due <= limit_us)?;
            self.advance(due);
        }
        self.finished
    }
}
