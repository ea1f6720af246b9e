//! A recording on the stage. There is no session here: what a key wants of one is refused.

use std::cell::RefCell;
use std::io;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, TryRecvError, after, never, select};
use sockscope_link::Command;

use super::input::{HANGUP, is_gone};
use super::play::save_log;
use super::run::{App, Start};
use super::{Config, Input, Inputs, Screen};
use crate::fill;
use crate::peer::Peer;
use crate::play::film::{Film, MOST_EVENTS};
use crate::play::{self, Came, Play, Source, drive, say, tell_troubles};
use crate::run::{Exit, Message, Model, Options};
use crate::stage::{Reel, Wish};
use crate::timeline::Event;
use crate::words::{system, t, tell};
use crate::world::tape::Tape;

/// How many events are read on between two looks at the keys.
const SLICE: u64 = 2_000;

/// A recording as a source: it never tells anything, and reads on while nobody wants anything.
struct Reading {
    tape: RefCell<Tape<Film>>,
    began: Instant,
    /// It cannot be read on.
    broken: RefCell<Option<io::Error>>,
}

impl Reading {
    fn reel(&self) -> Reel {
        let tape = self.tape.borrow();
        Reel {
            count: tape.count(),
            whole: tape.is_whole() || self.broken.borrow().is_some(),
        }
    }

    /// Every event, as far as they can be read and exported.
    fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        // What cannot be read ends it, as it ends the replay.
        let _ = self.tape.borrow_mut().find(0, |event, _| {
            events.push(event.clone());
            events.len() >= MOST_EVENTS
        });
        events
    }

    fn read_on(&self) {
        if let Err(why) = self.tape.borrow_mut().read_on(SLICE) {
            *self.broken.borrow_mut() = Some(why);
        }
    }
}

impl Source for Reading {
    fn wait<I>(&self, inputs: Option<&Receiver<I>>, deadline: Option<u64>) -> Came<I> {
        let Some(inputs) = inputs else {
            return Came::Input(None);
        };
        if !self.reel().whole {
            match inputs.try_recv() {
                Ok(input) => return Came::Input(Some(input)),
                Err(TryRecvError::Disconnected) => return Came::Input(None),
                Err(TryRecvError::Empty) => self.read_on(),
            }
            return Came::Message(self.now_us(), Message::Tick);
        }
        let left = deadline.map(|due| due.saturating_sub(self.now_us()));
        let timer = left.map_or_else(never, |left| after(Duration::from_micros(left)));
        select! {
            recv(inputs) -> input => Came::Input(input.ok()),
            recv(timer) -> _ => Came::Time(self.now_us()),
        }
    }

    fn now_us(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn send(&self, _: Peer, _: Command) {}

    fn is_pending(&self) -> bool {
        false
    }
}

/// Shows a recording on the stage until the user leaves it.
pub fn replay(start: &Start, film: Film, what: &str) -> Exit {
    let lang = start.lang.unwrap_or(start.locale);
    let mut app = match App::new(start) {
        Ok(app) => app,
        Err(error) => {
            let path = Config::path().unwrap_or_default();
            say(&format!("{}: {}", path.display(), error.display(lang)));
            return Exit::Usage;
        }
    };
    let source = Reading {
        tape: RefCell::new(Tape::new(film)),
        began: Instant::now(),
        broken: RefCell::default(),
    };
    let mut play = Play::new(source, Model::new(Options::default()), None);
    let shown = app.show_recording(&mut play, what);
    let tape = play.source.tape.borrow();
    let (troubles, untold) = tape.troubles();
    let is_empty = tape.count() == 0;
    match shown {
        Ok(exit) => exit.max(tell_troubles(
            troubles,
            untold,
            is_empty,
            what,
            app.stage.lang,
        )),
        Err(_) if is_gone() => Exit::Signal(HANGUP),
        Err(why) => {
            say(&fill!(
                lang,
                t::RUN_UNREADABLE,
                file = what,
                why = system::said(why, lang)
            ));
            Exit::Environment
        }
    }
}

impl App {
    fn show_recording(&mut self, play: &mut Play<Reading>, what: &str) -> io::Result<Exit> {
        self.seek(play, 0)?;
        if play.source.reel().count == 0 {
            return Ok(Exit::Usage);
        }
        self.take_header(play, what);
        let inputs = Inputs::listen()?;
        let mut screen = self.take_screen()?;
        let mut front = OnTape {
            app: self,
            inputs: &inputs,
            screen: &mut screen,
        };
        drive(play, &mut front)
    }

    /// What the recording says of its session, and of its lesson.
    fn take_header(&mut self, play: &mut Play<Reading>, what: &str) {
        let log = std::mem::take(&mut play.model.log);
        play.model = Model::of_recording(log, what, &self.stage.course.entries);
        self.stage.open_recording(&play.model);
        let tape = play.source.tape.borrow();
        if let Some((line, trouble)) = tape.troubles().0.first() {
            self.stage.notice = Some(tell::fact(&trouble.fact(*line), self.stage.lang));
        }
    }

    /// Shows the moment after event `seq`.
    fn seek(&mut self, play: &mut Play<Reading>, seq: u64) -> io::Result<()> {
        let known = play.source.reel();
        let timeline = &play.model.log.timeline;
        let here = timeline.first_seq()..timeline.next_seq();
        let seq = if known.whole {
            seq.min(known.count.saturating_sub(1))
        } else {
            seq
        };
        if !here.contains(&seq) {
            let part = play.source.tape.borrow_mut().window(seq)?;
            play.model.take_part(part);
            self.stage.past = None;
        }
        self.stage.show_moment(&play.model, seq, play.source.reel());
        Ok(())
    }

    /// Shows the next moment that says `text`.
    fn find(&mut self, play: &mut Play<Reading>, text: &str) -> io::Result<()> {
        let lang = self.stage.lang;
        let from = self.stage.past.as_ref().map_or(0, |past| past.seq() + 1);
        let wanted = text.to_lowercase();
        let says = |line: tell::Line| {
            let kind = line.kind.get(lang);
            format!("{kind} {}", line.text()).to_lowercase()
        };
        let mut tape = play.source.tape.borrow_mut();
        let found = tape.find(from, |event, world| {
            says(tell::line(event, world, lang)).contains(&wanted)
        })?;
        drop(tape);
        match found {
            Some(seq) => self.seek(play, seq)?,
            None => self.stage.notice = Some(fill!(lang, t::TUI_NOT_FOUND, text = text)),
        }
        Ok(())
    }
}

/// The stage on its screen, in front of a recording.
struct OnTape<'a> {
    app: &'a mut App,
    inputs: &'a Inputs,
    screen: &'a mut Screen,
}

impl play::Front<Reading> for OnTape<'_> {
    type Input = Input;
    type End = Exit;

    fn show(&mut self, play: &mut Play<Reading>) -> io::Result<Option<Exit>> {
        self.app.stage.reel = Some(play.source.reel());
        let now = play.source.now_us();
        self.app.draw_model(&play.model, now, self.screen)?;
        Ok(None)
    }

    fn wake(&self, _: &Play<Reading>) -> Option<u64> {
        self.app.stage.auto
    }

    fn inputs(&self) -> Option<&Receiver<Input>> {
        Some(&self.inputs.receiver)
    }

    fn take(&mut self, play: &mut Play<Reading>, input: Option<Input>) -> io::Result<Option<Exit>> {
        let wishes = match input.unwrap_or(Input::End(HANGUP)) {
            Input::End(signal) => return Ok(Some(Exit::Signal(signal))),
            Input::Failed(why) => return Err(io::Error::other(why)),
            input => {
                let now = play.source.now_us();
                self.app.wishes(&play.model, now, input, self.screen)?
            }
        };
        self.grant_all(play, wishes)
    }

    fn tick(&mut self, play: &mut Play<Reading>, now: u64) -> io::Result<Option<Exit>> {
        let wishes = self.app.stage.tick(&play.model, now);
        self.grant_all(play, wishes)
    }
}

impl OnTape<'_> {
    fn grant_all(
        &mut self,
        play: &mut Play<Reading>,
        wishes: Vec<Wish>,
    ) -> io::Result<Option<Exit>> {
        for wish in wishes {
            match wish {
                Wish::Seek(seq) => self.app.seek(play, seq)?,
                Wish::Find(text) => self.app.find(play, &text)?,
                Wish::Quit => return Ok(Some(Exit::Done)),
                Wish::Mouse(on) => self.screen.set_mouse(on)?,
                Wish::Suspend => self.app.suspend(self.screen)?,
                Wish::Redraw => self.screen.redraw()?,
                Wish::Export(kind) => {
                    let area = self.screen.area()?;
                    let events = || play.source.events();
                    self.app.export(kind, &play.model, area, events);
                }
                Wish::Copy => {
                    let now = play.source.now_us();
                    self.app.copy(&play.model, now, self.screen)?;
                }
                Wish::FindWords => {
                    let now = play.source.now_us();
                    self.app.find_words(&play.model, now, self.screen)?;
                }
                Wish::SaveLog => {
                    let lang = self.app.stage.lang;
                    self.app.stage.notice = Some(match save_log(&play.model, lang) {
                        Ok(file) => fill!(lang, t::TUI_LOG_SAVED, file = file.display()),
                        Err(why) => {
                            fill!(lang, t::TUI_LOG_NOT_SAVED, why = system::said(why, lang))
                        }
                    });
                }
                Wish::Tell(_)
                | Wish::Open(_)
                | Wish::GoOn(_)
                | Wish::LookForBoards
                | Wish::Forget
                | Wish::Keep(_)
                | Wish::Mend(_)
                | Wish::KeepLesson
                | Wish::Type(..)
                | Wish::Record => self.app.stage.only_a_recording(),
            }
        }
        Ok(None)
    }
}
