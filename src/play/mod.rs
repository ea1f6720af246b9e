//! The one loop: what comes in, the model's answer, what goes out. A run, the stage and a picture are
//! three ways to stand in front of it.
//!
//! ```text
//!   Source ──Message──► Play { model } ──Effect──► Source        a live session, or a file
//!                            │
//!   Front: what is shown, what the user wants, when it ends      run's outputs, the stage, a picture
//! ```

pub mod counter;
#[cfg(unix)]
pub mod ended;
pub mod feed;
pub mod film;
pub mod headless;
pub mod keep;
pub mod load;
pub mod outputs;
pub mod own;
pub mod pager;
pub mod program;
pub mod progress;
pub mod record;
mod say;
pub mod source;
pub mod talk;
mod utf8;
#[cfg(can_step)]
pub mod with;
pub mod xdg;

use std::path::PathBuf;
use std::{io, mem};

use crossbeam_channel::Receiver;

pub use say::{printed, say, say_if_fifo, tell_troubles};
pub use source::{Came, Source};

use crate::run::{Effect, Exit, Message, Model, earlier, update};
use crate::words::Lang;
use record::Recording;

/// Where the messages come from, the model that they are for, and what is kept of it.
pub struct Play<S> {
    /// The two peers, or the file.
    pub source: S,
    /// What is known.
    pub model: Model,
    /// The file that the timeline is written to.
    pub record: Option<Recording>,
    /// The number of the first event that is not in the file yet.
    recorded: u64,
    /// How the run has ended, once it has.
    finished: Option<Exit>,
}

/// Who stands in front of the loop.
pub trait Front<S: Source> {
    /// What comes in beside the peers' messages: keys, signals.
    type Input;
    /// How it ends.
    type End;

    /// Before the loop waits: shows what is new. Something ends the loop.
    ///
    /// # Errors
    /// What is shown cannot be, and there is no going on.
    fn show(&mut self, play: &mut Play<S>) -> io::Result<Option<Self::End>>;

    /// When it wants to be woken, whatever comes; microseconds since the session began.
    fn wake(&self, _play: &Play<S>) -> Option<u64> {
        None
    }

    /// Where its inputs come out; without any, only messages are waited for.
    fn inputs(&self) -> Option<&Receiver<Self::Input>> {
        None
    }

    /// Something came in; `None` if nothing ever will again.
    ///
    /// # Errors
    /// As for [`Front::show`].
    fn take(
        &mut self,
        _play: &mut Play<S>,
        _input: Option<Self::Input>,
    ) -> io::Result<Option<Self::End>> {
        Ok(None)
    }

    /// The time came that it or the model wanted to be woken at; the model was told.
    ///
    /// # Errors
    /// As for [`Front::show`].
    fn tick(&mut self, _play: &mut Play<S>, _now: u64) -> io::Result<Option<Self::End>> {
        Ok(None)
    }

    /// The model was told one more line of the program, or not.
    fn told(&mut self, _play: &Play<S>, _is_line: bool) {}
}

impl<S: Source> Play<S> {
    /// A model that knows nothing yet, before its source.
    pub fn new(source: S, model: Model, record: Option<Recording>) -> Play<S> {
        Play {
            source,
            model,
            record,
            recorded: 0,
            finished: None,
        }
    }

    /// The model is told something, and the peers what it wants done.
    pub fn tell(&mut self, now: u64, message: Message) {
        for effect in update(&mut self.model, now, message) {
            match effect {
                Effect::Command(peer, command) => self.source.send(peer, command),
                Effect::Go {
                    peer,
                    ticket,
                    id,
                    free,
                } => self.source.let_go(peer, ticket, id, free),
                Effect::Finish(exit) => self.finished = Some(exit),
            }
        }
    }

    /// How the run has ended, once it has.
    pub fn finished(&self) -> Option<Exit> {
        self.finished
    }

    /// From now on the session is recorded here, from the oldest event that is kept on.
    pub fn record_all(&mut self, record: Recording) {
        self.record = Some(record);
        self.recorded = 0;
    }

    /// Writes what has happened since the last time, and brings it out if `flush`. A file that takes no
    /// more is given up.
    ///
    /// # Errors
    /// The file takes no more: which, and why.
    pub fn write_record(&mut self, lang: Lang, flush: bool) -> Result<(), (PathBuf, io::Error)> {
        let first = mem::replace(&mut self.recorded, self.model.log.timeline.next_seq());
        let Some(record) = &mut self.record else {
            return Ok(());
        };
        // Where the beginning is forgotten, the file begins with the session line all the same.
        let forgotten = (first == 0).then(|| self.model.log.forgotten());
        let mut forgotten = forgotten.into_iter().flatten();
        let written = forgotten.try_for_each(|event| record.write(&event, lang));
        let mut events = self.model.log.timeline.since(first);
        let written = written.and_then(|()| events.try_for_each(|event| record.write(event, lang)));
        let written = written.and_then(|()| if flush { record.flush() } else { Ok(()) });
        written.map_err(|why| {
            let path = self.record.take().map(|record| record.path);
            (path.unwrap_or_default(), why)
        })
    }
}

/// Plays until whoever stands in front ends it.
///
/// # Errors
/// What `front` says.
pub fn drive<S: Source, F: Front<S>>(play: &mut Play<S>, front: &mut F) -> io::Result<F::End> {
    loop {
        if let Some(end) = front.show(play)? {
            return Ok(end);
        }
        let deadline = earlier(play.model.deadline(), front.wake(play));
        let end = match play.source.wait(front.inputs(), deadline) {
            Came::Message(at, message) => {
                let is_line = matches!(message, Message::Line(_));
                play.tell(at, message);
                front.told(play, is_line);
                None
            }
            Came::Input(input) => front.take(play, input)?,
            Came::Time(now) => {
                play.tell(now, Message::Tick);
                front.told(play, false);
                front.tick(play, now)?
            }
        };
        if let Some(end) = end {
            return Ok(end);
        }
    }
}
