//! A recording as bytes: a file, or the one of a lesson that ships inside the program.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::Path;

use super::say_if_fifo;
use crate::lesson::recorded;
use crate::timeline::Event;
use crate::timeline::reader::{Came, Reader, Trouble};
use crate::words::Lang;

/// Bytes that can be moved in. (What is no regular file can be read, and not be moved in.)
pub trait Bytes: Read + Seek {}

impl<T: Read + Seek> Bytes for T {}

/// A recording as bytes.
pub type Film = BufReader<Box<dyn Bytes>>;

/// The recording of this name: of a lesson that ships, else a file.
///
/// # Errors
/// The file cannot be opened, or is a folder.
pub fn open(what: &str, lang: Lang) -> io::Result<Film> {
    if let Some(shipped) = recorded::shipped(what) {
        return Ok(BufReader::new(Box::new(Cursor::new(shipped.as_bytes()))));
    }
    let path = Path::new(what);
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    say_if_fifo(path, lang);
    Ok(BufReader::with_capacity(
        1 << 18,
        Box::new(File::open(path)?),
    ))
}

/// The events of a recording, as far as it can be read.
#[derive(Debug, Default)]
pub struct Contents {
    /// The events, numbered as they stand.
    pub events: Vec<Event>,
    /// What could not be read, each with its line.
    pub troubles: Vec<(u64, Trouble)>,
    /// How much more of it there was.
    pub untold: u64,
    /// Whether there are more than [`MOST_EVENTS`].
    pub is_too_long: bool,
}

/// How many events are read at most: about 250 bytes each in memory, and what they say.
pub const MOST_EVENTS: usize = 250_000;

/// How many troubles are told one by one.
const MOST_TROUBLES: usize = 20;

/// Reads the events of a recording.
///
/// # Errors
/// The file cannot be read.
pub fn events(film: Film) -> io::Result<Contents> {
    let mut reader = Reader::new(film);
    let mut read = Contents::default();
    let mut last_us = 0;
    while let Some(came) = reader.read()? {
        let (event, trouble) = match came {
            Came::Event(event) => (Some(event), None),
            Came::Both(event, trouble) => (Some(event), Some(trouble)),
            Came::Trouble(trouble) => (None, Some(trouble)),
        };
        match trouble {
            Some(trouble) if read.troubles.len() < MOST_TROUBLES => {
                read.troubles.push((reader.mark().line, trouble));
            }
            Some(_) => read.untold += 1,
            None => {}
        }
        let Some(event) = event else { continue };
        if read.events.len() == MOST_EVENTS {
            read.is_too_long = true;
            break;
        }
        last_us = event.t_us.max(last_us);
        read.events.push(Event {
            seq: read.events.len() as u64,
            t_us: last_us,
            what: event.what,
        });
    }
    Ok(read)
}
