//! What the stage plays, and the log that it saves.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use ratatui::layout::Rect;

use crate::play::Play;
use crate::run::Model;
use crate::session::Session;
use crate::stage::{Panel, View};
use crate::words::{Lang, tell};

/// A live session and its model.
pub(super) type Live = Play<Session>;

/// What decides how large the program's terminal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub area: Rect,
    pub view: View,
    pub panel: Panel,
}

/// Writes the log to a new file of the working directory.
pub(super) fn save_log(model: &Model, lang: Lang) -> io::Result<PathBuf> {
    for number in 1.. {
        let path = PathBuf::from(format!("sockscope-log-{number}.txt"));
        let mut file = match File::create_new(&path) {
            Ok(file) => BufWriter::new(file),
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(why) => return Err(why),
        };
        for line in &model.log.world.log {
            let (time, level) = (line.t_us as f64 / 1e6, line.level.name());
            let uptime = line
                .uptime_ms
                .map(|ms| format!(" {ms} ms"))
                .unwrap_or_default();
            writeln!(
                file,
                "{time:>10.6} {} {level:<5}{uptime} {}",
                line.peer,
                tell::remark(&line.text, line.fact.as_ref(), lang)
            )?;
        }
        file.flush()?;
        return Ok(path);
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
