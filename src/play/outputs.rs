//! Where a run's events go: stdout, or an export. A reader that leaves is no failure; a disk that is full is one.

use std::io::{self, BufWriter, Write};

use super::pager::is_shown;
use crate::export::text::Painter;
use crate::timeline::Event;
use crate::words::Lang;
use crate::words::tell::to_line;

/// Why nothing more can be written.
#[derive(Debug)]
pub enum Stop {
    /// Whoever read stdout has left, and nobody records.
    ReaderGone,
    /// This file, or stdout, takes no more.
    Full(String, io::Error),
}

/// Stdout, with colours only where it wants them.
type AutoStream = anstream::AutoStream<io::StdoutLock<'static>>;

/// Where the events go.
pub struct Outputs {
    lang: Lang,
    screen: Option<Screen>,
    /// Whether a recording is made, too.
    recorded: bool,
}

enum Screen {
    Kept(Vec<Event>),
    Json(BufWriter<io::StdoutLock<'static>>),
    Text(Box<Painter<BufWriter<AutoStream>>>),
}

impl Outputs {
    /// Stdout as JSON Lines or as text. A reader that leaves ends the run, unless it is `recorded`.
    pub fn new(json: bool, lang: Lang, recorded: bool) -> Outputs {
        Outputs {
            lang,
            recorded,
            screen: Some(if json {
                Screen::Json(BufWriter::new(io::stdout().lock()))
            } else {
                Screen::Text(Box::new(text(lang)))
            }),
        }
    }

    /// Nothing is written: the events are kept.
    pub fn kept(lang: Lang) -> Outputs {
        Outputs {
            lang,
            recorded: true,
            screen: Some(Screen::Kept(Vec::new())),
        }
    }

    /// The events that were kept.
    pub fn into_events(self) -> Vec<Event> {
        match self.screen {
            Some(Screen::Kept(events)) => events,
            _ => Vec::new(),
        }
    }

    /// Writes one event.
    ///
    /// # Errors
    /// [`Stop`]: nothing more can be written.
    pub fn write(&mut self, event: &Event) -> Result<(), Stop> {
        let lang = self.lang;
        self.show(|screen| match screen {
            Screen::Kept(events) => {
                events.push(event.clone());
                Ok(())
            }
            Screen::Json(out) => writeln!(out, "{}", to_line(event, lang)),
            Screen::Text(painter) => painter.paint(event),
        })
    }

    /// Brings out what was written.
    ///
    /// # Errors
    /// [`Stop`]: nothing more can be written.
    pub fn flush(&mut self) -> Result<(), Stop> {
        self.show(|screen| match screen {
            Screen::Kept(_) => Ok(()),
            Screen::Json(out) => out.flush(),
            Screen::Text(painter) => painter.flush(),
        })
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
                if self.recorded {
                    Ok(())
                } else {
                    Err(Stop::ReaderGone)
                }
            }
        }
    }
}

/// Text on stdout, as wide as the terminal that shows it.
fn text(lang: Lang) -> Painter<BufWriter<AutoStream>> {
    let named = std::env::var("COLUMNS").ok();
    let columns = named.and_then(|columns| columns.parse().ok()).or_else(|| {
        let size = crossterm::terminal::size().ok();
        size.filter(|_| is_shown())
            .map(|(columns, _)| columns.into())
    });
    let out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
    Painter::new(out, columns.unwrap_or(80), lang)
}
