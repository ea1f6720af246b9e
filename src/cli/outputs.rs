//! Where a run's events go: stdout, and the recording. A reader that leaves is no failure; a disk that
//! is full is one.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::export::text::Painter;
use crate::lesson::Lesson;
use crate::timeline::{Event, to_line};
use crate::words::Lang;

/// Why nothing more can be written.
#[derive(Debug)]
pub(super) enum Stop {
    /// Whoever read stdout has left, and nobody records.
    ReaderGone,
    /// This file, or stdout, takes no more.
    Full(String, io::Error),
}

/// Stdout, with colours only where it wants them.
type AutoStream = anstream::AutoStream<io::StdoutLock<'static>>;

/// Where the events go.
pub(super) struct Outputs {
    screen: Option<Screen>,
    record: Option<(PathBuf, BufWriter<File>)>,
}

enum Screen {
    Json(BufWriter<io::StdoutLock<'static>>),
    Text(Box<Painter<BufWriter<AutoStream>>>),
}

impl Outputs {
    /// Stdout as JSON Lines or as text, and the recording if one is asked for.
    ///
    /// # Errors
    /// The recording's file cannot be made.
    pub(super) fn open(
        json: bool,
        lang: Lang,
        lesson: Option<Arc<Lesson>>,
        record: Option<&Path>,
    ) -> Result<Outputs, Stop> {
        let create = |path: &Path| match File::create(path) {
            Ok(file) => Ok((path.to_owned(), BufWriter::new(file))),
            Err(why) => Err(Stop::Full(path.display().to_string(), why)),
        };
        Ok(Outputs {
            record: record.map(create).transpose()?,
            screen: Some(if json {
                Screen::Json(BufWriter::new(io::stdout().lock()))
            } else {
                Screen::Text(Box::new(text(lang, lesson)))
            }),
        })
    }

    /// Writes one event.
    pub(super) fn write(&mut self, event: &Event) -> Result<(), Stop> {
        self.record(|record| writeln!(record, "{}", to_line(event)))?;
        self.show(|screen| match screen {
            Screen::Json(out) => writeln!(out, "{}", to_line(event)),
            Screen::Text(painter) => painter.paint(event),
        })
    }

    /// Brings out what was written.
    pub(super) fn flush(&mut self) -> Result<(), Stop> {
        self.record(Write::flush)?;
        self.show(|screen| match screen {
            Screen::Json(out) => out.flush(),
            Screen::Text(painter) => painter.flush(),
        })
    }

    fn record(
        &mut self,
        write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<(), Stop> {
        match &mut self.record {
            Some((path, file)) => {
                write(file).map_err(|why| Stop::Full(path.display().to_string(), why))
            }
            None => Ok(()),
        }
    }

    /// A screen whose reader has left is forgotten: the recording goes on.
    fn show(&mut self, write: impl FnOnce(&mut Screen) -> io::Result<()>) -> Result<(), Stop> {
        let Some(screen) = &mut self.screen else {
            return Ok(());
        };
        match write(screen) {
            Ok(()) => Ok(()),
            Err(why) if why.kind() != io::ErrorKind::BrokenPipe => {
                Err(Stop::Full("stdout".to_owned(), why))
            }
            Err(_) => {
                self.screen = None;
                if self.record.is_some() {
                    Ok(())
                } else {
                    Err(Stop::ReaderGone)
                }
            }
        }
    }
}

/// Text on stdout, as wide as its terminal.
fn text(lang: Lang, lesson: Option<Arc<Lesson>>) -> Painter<BufWriter<AutoStream>> {
    let named = std::env::var("COLUMNS").ok();
    let columns = named.and_then(|columns| columns.parse().ok()).or_else(|| {
        let size = crossterm::terminal::size().ok();
        size.filter(|_| io::stdout().is_terminal())
            .map(|(columns, _)| columns.into())
    });
    let out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
    Painter::new(out, columns.unwrap_or(80), lang, lesson)
}
