//! One session and its model, and what is written of it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::run::{Effect, Message, Model, update};
use crate::session::Session;
use crate::timeline::to_line;

/// One session and its model.
pub(super) struct Play {
    pub session: Session,
    pub model: Model,
    /// Where the timeline is written as JSON Lines.
    pub record: Option<Recording>,
    pub recorded: u64,
}

/// A file that the timeline is written to.
pub(super) struct Recording {
    pub path: PathBuf,
    file: BufWriter<File>,
}

impl Recording {
    /// The file that the user named, whatever was in it before.
    pub fn create(path: &Path) -> io::Result<Recording> {
        Ok(Recording::new(path, File::create(path)?))
    }

    /// The first of `NAME-2`, `NAME-3` … from `number` on that does not exist: nobody named these, so
    /// nothing is written over. `number` is then the file's.
    pub fn create_next(path: &Path, number: &mut u32) -> io::Result<Recording> {
        loop {
            let path = numbered(path, *number);
            match File::create_new(&path) {
                Ok(file) => return Ok(Recording::new(&path, file)),
                Err(why) if why.kind() == io::ErrorKind::AlreadyExists => *number += 1,
                Err(why) => return Err(why),
            }
        }
    }

    fn new(path: &Path, file: File) -> Recording {
        Recording {
            path: path.to_owned(),
            file: BufWriter::new(file),
        }
    }
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = path
        .extension()
        .map(|end| format!(".{}", end.to_string_lossy()))
        .unwrap_or_default();
    path.with_file_name(format!("{stem}-{number}{end}"))
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
    ///
    /// # Errors
    /// The file takes no more: it, and why.
    pub fn write_record(&mut self) -> Result<(), (PathBuf, io::Error)> {
        let Some(Recording { file, .. }) = &mut self.record else {
            return Ok(());
        };
        let mut events = self.model.timeline.since(self.recorded);
        let written = events.try_for_each(|event| writeln!(file, "{}", to_line(event)));
        let written = written.and_then(|()| file.flush());
        self.recorded = self.model.timeline.next_seq();
        written.map_err(|why| {
            let path = self.record.take().map(|record| record.path);
            (path.unwrap_or_default(), why)
        })
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
