//! What is on the page, and what has changed there.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use serde::Serialize;
use sockscope_engine::export::html::{Piece, Table, runs};
use sockscope_engine::export::look::Look;
use sockscope_engine::view::linear::Linear;

/// A run: its look, and the text.
pub type Run = (usize, Vec<Piece>);

/// What only the browser can do.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "want", rename_all = "lowercase")]
pub enum Want {
    /// The file of this lesson, task or puzzle.
    Lesson {
        /// Its name.
        id: String,
        /// The folder that it is in.
        folder: &'static str,
    },
    /// A line is added to what is kept of the learner.
    Keep {
        /// It; the time is put in by who keeps it.
        deed: sockscope_engine::lesson::Deed,
    },
    /// What is kept is thrown away.
    Forget,
    /// The session as a file.
    Recording {
        /// Its name.
        name: String,
    },
    /// This text as a file.
    File {
        /// Its name.
        name: String,
        /// What is in it.
        text: String,
    },
}

/// What has changed.
#[derive(Debug, Default, Serialize)]
pub struct News<'a> {
    /// Rows, each with its place.
    pub rows: Vec<(usize, Vec<Run>)>,
    /// Looks that were not there before: number, colour, background, whether bold.
    pub looks: Vec<(usize, String, String, bool)>,
    /// The same in lines.
    pub linear: Option<&'a Linear>,
    /// The page's own texts, of another language.
    pub words: Option<BTreeMap<&'static str, &'static str>>,
    /// The language.
    pub lang: &'static str,
    /// What runs.
    pub title: String,
    /// Where the cursor is.
    pub cursor: Option<(u16, u16)>,
    /// Whether the host is a board core: `simulated`.
    pub simulated: bool,
    /// Whether a recording is shown.
    pub film: bool,
    /// Whether something is being typed.
    pub typing: bool,
    /// Whether the wire is frozen.
    pub frozen: bool,
    /// Whether the lesson waits for what it expects.
    pub busy: bool,
    /// What the browser is to do.
    pub wants: Vec<Want>,
}

/// The cells that are on the page.
#[derive(Default)]
pub struct Shown {
    rows: Vec<Vec<Run>>,
    looks: Table<Look>,
}

impl Shown {
    /// Everything is to be drawn again.
    pub fn forget(&mut self) {
        self.rows.clear();
    }

    /// Notes what has changed.
    pub fn take(&mut self, buf: &Buffer, news: &mut News) {
        let known = self.looks.all.len();
        let width = usize::from(buf.area.width.max(1));
        self.rows.resize(usize::from(buf.area.height), Vec::new());
        for (y, cells) in buf.content.chunks(width).enumerate() {
            let looks: Vec<Look> = cells.iter().map(Look::of).collect();
            let row: Vec<Run> = runs(cells, &looks)
                .into_iter()
                .map(|(look, text)| (self.looks.number(look), text))
                .collect();
            if self.rows[y] != row {
                self.rows[y].clone_from(&row);
                news.rows.push((y, row));
            }
        }
        let looks = self.looks.all.iter().enumerate().skip(known);
        news.looks.extend(looks.map(|(number, look)| {
            let (fore, back) = (look.foreground.to_string(), look.background.to_string());
            (number, fore, back, look.is_bold)
        }));
    }
}
