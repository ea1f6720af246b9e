//! One session and its model, and what is written of it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use crate::model::{Effect, Message, Model, update};
use crate::session::Session;
use crate::timeline::to_line;

/// One session and its model.
pub(super) struct Play {
    pub session: Session,
    pub model: Model,
    /// Where the timeline is written as JSON Lines.
    pub record: Option<BufWriter<File>>,
    pub recorded: u64,
}

impl Play {
    /// The model is told something, and the peers what it wants done.
    pub fn tell(&mut self, now: u64, message: Message) {
        for effect in update(&mut self.model, now, message) {
            match effect {
                Effect::Command(peer, command) => self.session.send(peer, command),
                // Stepped by hand, a program has no end but the user's.
                Effect::Finish(_) => {}
            }
        }
    }

    /// Writes what has happened since the last time. A disk that is full ends the recording, not
    /// the lesson.
    pub fn write_record(&mut self) {
        let Some(file) = &mut self.record else { return };
        let mut events = self.model.timeline.since(self.recorded);
        let written = events.try_for_each(|event| writeln!(file, "{}", to_line(event)));
        if written.and_then(|()| file.flush()).is_err() {
            self.record = None;
        }
        self.recorded = self.model.timeline.next_seq();
    }
}

/// Writes the log to a new file of the working directory.
pub(super) fn save_log(model: &Model) -> io::Result<PathBuf> {
    for number in 1.. {
        let path = PathBuf::from(format!("sockscope-log-{number}.txt"));
        let mut file = match File::create_new(&path) {
            Ok(file) => BufWriter::new(file),
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(why) => return Err(why),
        };
        for line in &model.world.log {
            let (time, level) = (line.t_us as f64 / 1e6, line.level.name());
            let uptime = line
                .uptime_ms
                .map(|ms| format!(" {ms} ms"))
                .unwrap_or_default();
            writeln!(
                file,
                "{time:>10.6} {} {level:<5}{uptime} {}",
                line.peer, line.text
            )?;
        }
        file.flush()?;
        return Ok(path);
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
