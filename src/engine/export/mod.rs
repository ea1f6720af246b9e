//! What can be made of a session: one row a kind in [`KINDS`].
//!
//! ```text
//!   events ──► Wanted ──make──► a file's bytes, or why there is none
//! ```
//!
//! Whatever it is, the same events and wishes give the same bytes.

mod cast;
mod csv;
pub mod diff;
mod film;
pub mod html;
pub mod kept;
pub mod look;
mod markdown;
mod mermaid;
mod moments;
mod pcapng;
mod picture;
pub mod programs;
mod segments;
pub mod sheet;
pub mod svg;
pub mod text;

use std::sync::Arc;

use self::film::fits;
use crate::lesson::Lesson;
use crate::run::Model;
use crate::timeline::{Event, Fact, Session, What};
use crate::view::Theme;
use crate::words::Lang;
use crate::world::Log;

/// What an export is made of, and how it is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The session, from its first line on.
    pub events: &'a [Event],
    /// The language in which it is told.
    pub lang: Lang,
    /// What is drawn, by a kind that draws.
    pub of: Of,
    /// The colours of what is drawn.
    pub theme: &'a Theme,
    /// Whether a picture moves.
    pub animated: bool,
    /// Where the lesson's title is found.
    pub course: &'a [Arc<Lesson>],
}

impl Wanted<'_> {
    /// The session line.
    fn session(&self) -> Option<&Session> {
        self.events.iter().find_map(|event| match &event.what {
            What::Session(session) => Some(session),
            _ => None,
        })
    }

    /// What the lesson is called.
    fn title(&self) -> String {
        let id = self.session().map_or("", |session| session.lesson.as_str());
        let found = self.course.iter().find(|lesson| lesson.id == id);
        let title = found.map_or(id, |lesson| lesson.title.get(self.lang));
        title.to_owned()
    }

    /// The model of the session, at its end.
    fn model(&self) -> Model {
        let mut log = Log::default();
        self.events.iter().for_each(|event| log.take(event.clone()));
        Model::of_recording(log, "", self.course)
    }
}

/// A kind of export.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name, as `--to` has it.
    pub name: &'static str,
    /// How the name of its file ends.
    pub extension: &'static str,
    /// Programs that open it, by their names: the same in every language.
    pub opens: &'static str,
    /// Whether it is text, which a terminal can show.
    pub is_text: bool,
    /// What it can draw, the usual first; a kind that draws nothing has none.
    pub of: &'static [Of],
    /// Whether it has colours, which a theme chooses.
    pub themed: bool,
    /// Whether it can move.
    pub moves: bool,
    /// Makes it, or says why it cannot be made of this session.
    pub make: fn(&Wanted) -> Result<Vec<u8>, Fact>,
}

/// A kind without pictures.
const PLAIN: Kind = Kind {
    name: "",
    extension: "",
    opens: "",
    is_text: true,
    of: &[],
    themed: false,
    moves: false,
    make: |_| Ok(Vec::new()),
};

/// Every kind, the plainest first.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "text",
        extension: "txt",
        opens: "less, Orca, NVDA",
        make: text::export,
        ..PLAIN
    },
    Kind {
        name: "csv",
        extension: "csv",
        opens: "LibreOffice Calc, Excel, pandas",
        make: csv::export,
        ..PLAIN
    },
    Kind {
        name: "md",
        extension: "md",
        opens: "GitHub, GitLab, Pandoc",
        make: markdown::export,
        ..PLAIN
    },
    Kind {
        name: "html",
        extension: "html",
        opens: "Firefox, Chromium, Safari",
        make: |wanted| {
            fits(wanted.events, usize::MAX)?;
            Ok(html::page(&wanted.model(), wanted.lang).into_bytes())
        },
        ..PLAIN
    },
    Kind {
        name: "svg",
        extension: "svg",
        opens: "Firefox, Chromium, Inkscape",
        of: &Of::ALL,
        themed: true,
        moves: true,
        make: picture::export,
        ..PLAIN
    },
    Kind {
        name: "mermaid",
        extension: "mmd",
        opens: "Mermaid, GitHub, GitLab, Obsidian",
        of: &[Of::Ladder, Of::States],
        make: mermaid::export,
        ..PLAIN
    },
    Kind {
        name: "pcapng",
        extension: "pcapng",
        opens: "Wireshark, tshark",
        is_text: false,
        make: pcapng::export,
        ..PLAIN
    },
    Kind {
        name: "cast",
        extension: "cast",
        opens: "asciinema",
        themed: true,
        make: cast::export,
        ..PLAIN
    },
];

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.name == name)
    }
}

/// What is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Of {
    /// The segments, time downwards.
    #[default]
    Ladder,
    /// The calls in two columns, the segments between them.
    Flow,
    /// The state diagram of both ends.
    States,
    /// The whole screen.
    Screen,
}

impl Of {
    /// Each of them.
    pub const ALL: [Of; 4] = [Of::Ladder, Of::Flow, Of::States, Of::Screen];

    /// Its name, as `--of` has it.
    pub const fn name(self) -> &'static str {
        match self {
            Of::Ladder => "ladder",
            Of::Flow => "flow",
            Of::States => "states",
            Of::Screen => "screen",
        }
    }

    /// What bears this name.
    pub fn named(name: &str) -> Option<Of> {
        Of::ALL.into_iter().find(|of| of.name() == name)
    }
}

#[cfg(test)]
mod tests;
