//! Reads a recording line by line. Whatever the file is, cut off, corrupted, hostile, of a newer
//! version: what can be read is given, and of the rest it is said why not. Memory is bounded by
//! [`MOST_LINE`], however long the file is.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Read, Seek, SeekFrom};

use serde::Deserialize;
use serde_json::Value;

use super::{Arg, Event, FORMAT, Fact, KINDS, What};
use crate::fact;
use crate::words::show::plain;
use crate::words::t;

/// The longest line that is read, in bytes.
pub const MOST_LINE: usize = 4 << 20;

/// The largest number and the latest stamp that are taken: what a JSON number holds exactly (RFC 8259
/// section 6).
const MOST_NUMBER: u64 = 1 << 53;

/// How many kinds that it does not know a reader names, each once.
const MOST_KINDS: usize = 20;

/// Why something of a recording could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The line is no event: what is wrong with it.
    NoEvent(String),
    /// The line is longer than [`MOST_LINE`].
    TooLong,
    /// Events of this kind are unknown: they are of a newer program.
    NewerKind(String),
    /// The file is of a newer version of the format.
    NewerFormat(u32),
    /// What comes first is no session: it is not the beginning of a recording.
    NoSession,
    /// The file ends within a line.
    CutOff,
}

impl Trouble {
    /// Whether the file is broken, and not only short or new.
    pub const fn is_failure(&self) -> bool {
        matches!(
            self,
            Trouble::NoEvent(_) | Trouble::TooLong | Trouble::NoSession
        )
    }

    /// What is said of it: it was in this line.
    pub fn fact(&self, line: u64) -> Fact {
        let what = match self {
            Trouble::NoEvent(why) => fact!(t::REPLAY_NO_EVENT, why = Arg::text(plain(why))),
            Trouble::TooLong => fact!(t::REPLAY_TOO_LONG, most = MOST_LINE >> 20),
            Trouble::NewerKind(kind) => {
                fact!(t::REPLAY_NEWER_KIND, kind = Arg::text(plain(kind)))
            }
            Trouble::NewerFormat(version) => fact!(t::REPLAY_NEWER, version = *version),
            Trouble::NoSession => fact!(t::REPLAY_NO_SESSION),
            Trouble::CutOff => fact!(t::REPLAY_CUT_OFF),
        };
        fact!(
            t::RUN_LINE,
            line = i64::try_from(line).unwrap_or(i64::MAX),
            what = what
        )
    }
}

/// What a line of a recording gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Came {
    /// An event.
    Event(Box<Event>),
    /// An event, and something that is to be said of the file.
    Both(Box<Event>, Trouble),
    /// Nothing but trouble.
    Trouble(Trouble),
}

/// Where a reader stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The offset of the next line, in bytes.
    pub offset: u64,
    /// The number of the last line, from 1.
    pub line: u64,
}

/// Reads a recording line by line.
#[derive(Debug)]
pub struct Reader<R> {
    from: R,
    at: Mark,
    line: Vec<u8>,
    begun: bool,
    kinds: BTreeSet<String>,
}

impl<R: BufRead> Reader<R> {
    /// A reader at the beginning of a recording.
    pub fn new(from: R) -> Reader<R> {
        Reader {
            from,
            at: Mark::default(),
            line: Vec::new(),
            begun: false,
            kinds: BTreeSet::new(),
        }
    }

    /// Where it stands.
    pub fn mark(&self) -> Mark {
        self.at
    }

    /// What the next line gives that is not empty; none at the end of the file.
    ///
    /// # Errors
    /// The file cannot be read any further.
    pub fn read(&mut self) -> io::Result<Option<Came>> {
        loop {
            let Some(too_long) = self.next_line()? else {
                return Ok(None);
            };
            if too_long {
                return Ok(Some(Came::Trouble(Trouble::TooLong)));
            }
            let whole = self.line.ends_with(b"\n");
            let line = std::mem::take(&mut self.line);
            let came = self.sort(&line, whole);
            self.line = line;
            if let Some(came) = came {
                return Ok(Some(came));
            }
        }
    }

    /// Takes the next line in; says whether it was too long to be kept.
    fn next_line(&mut self) -> io::Result<Option<bool>> {
        self.line.clear();
        let most = MOST_LINE as u64 + 1;
        let mut read = self
            .from
            .by_ref()
            .take(most)
            .read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        let too_long = self.line.len() > MOST_LINE && !self.line.ends_with(b"\n");
        while too_long && !self.line.ends_with(b"\n") {
            self.line.clear();
            let more = self
                .from
                .by_ref()
                .take(most)
                .read_until(b'\n', &mut self.line)?;
            if more == 0 {
                break;
            }
            read += more;
        }
        self.at.offset += read as u64;
        self.at.line += 1;
        Ok(Some(too_long))
    }

    /// What is in a line; nothing if it is empty, or of a kind that was named before.
    fn sort(&mut self, line: &[u8], whole: bool) -> Option<Came> {
        // A mark of the byte order before the first line is no content (RFC 8259 section 8.1).
        let line = match self.at.line {
            1 => line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line),
            _ => line,
        };
        if line.iter().all(u8::is_ascii_whitespace) {
            return None;
        }
        let event = match read_line(line) {
            Ok(event) => event,
            Err(_) if !whole => return Some(Came::Trouble(Trouble::CutOff)),
            Err(trouble) => return self.first_time(trouble).map(Came::Trouble),
        };
        let newer = match &event.what {
            What::Session(session) if session.v > FORMAT => Some(Trouble::NewerFormat(session.v)),
            What::Session(_) => None,
            _ => (!self.begun).then_some(Trouble::NoSession),
        };
        self.begun = true;
        let event = Box::new(event);
        Some(match newer {
            Some(trouble) => Came::Both(event, trouble),
            None => Came::Event(event),
        })
    }

    /// Each kind that is not known is named once.
    fn first_time(&mut self, trouble: Trouble) -> Option<Trouble> {
        if let Trouble::NewerKind(kind) = &trouble {
            let new = self.kinds.len() < MOST_KINDS && self.kinds.insert(kind.clone());
            return new.then_some(trouble);
        }
        Some(trouble)
    }
}

impl<R: BufRead + Seek> Reader<R> {
    /// Goes to where it has stood before.
    ///
    /// # Errors
    /// The file cannot be moved in.
    pub fn go(&mut self, to: Mark) -> io::Result<()> {
        if to != self.at {
            self.from.seek(SeekFrom::Start(to.offset))?;
            self.at = to;
        }
        Ok(())
    }
}

/// The event of a line.
fn read_line(line: &[u8]) -> Result<Event, Trouble> {
    /// What every event has, known or not.
    #[derive(Deserialize)]
    struct Kind {
        kind: String,
    }
    let wrong = |why: String| Trouble::NoEvent(why);
    let text = std::str::from_utf8(line).map_err(|_| wrong("UTF-8".to_owned()))?;
    let read: Result<Event, serde_json::Error> = if may_act(line) {
        serde_json::from_str(text).and_then(|mut value: Value| {
            make_plain(&mut value);
            serde_json::from_value(value)
        })
    } else {
        serde_json::from_str(text)
    };
    let event = read.map_err(|why| match serde_json::from_str::<Kind>(text) {
        Ok(Kind { kind }) if !KINDS.contains(&kind.as_str()) && kind.len() < 100 => {
            Trouble::NewerKind(kind)
        }
        _ => wrong(why.to_string()),
    })?;
    if event.seq >= MOST_NUMBER || event.t_us >= MOST_NUMBER {
        return Err(wrong("seq, t_us".to_owned()));
    }
    Ok(event)
}

/// Whether a string of the line may hold a character that acts on a terminal: an escape, C1, or a
/// mark of direction.
fn may_act(line: &[u8]) -> bool {
    line.windows(2).any(|pair| {
        matches!(
            pair,
            [b'\\', b'u' | b'b' | b'f' | b'n' | b'r' | b't']
                | [0xc2, 0x80..=0x9f]
                | [0xd8, 0x9c]
                | [0xe2, 0x80 | 0x81]
                | [0x7f, _]
        )
    })
}

/// Names are shown as they stand; a recording is somebody else's, and nothing in its names may act.
/// Long texts are told through [`plain`] anyway, and keep their lines.
fn make_plain(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let std::borrow::Cow::Owned(shown) = plain(text) {
                *text = shown;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_plain),
        Value::Object(fields) => {
            let told = ["data", "text", "say", "saw"];
            let fields = fields.iter_mut();
            fields
                .filter(|(name, _)| !told.contains(&name.as_str()))
                .for_each(|(_, field)| make_plain(field));
        }
        _ => {}
    }
}
