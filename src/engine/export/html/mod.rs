//! A recording as one page that needs nothing else: no network, no program behind it.
//!
//! ```text
//!   recording ──stage, view──► frames ──pictures──► rows of runs ─┐
//!                      └─────► lines (view::linear) ──────────────┴─► JSON in a page that turns them over
//! ```
//!
//! Its pictures are the program's own; `screen.js` puts them on the page, `page.js` goes from one to the
//! next. Neither knows anything of TCP.

mod pictures;
mod story;
mod themes;

use std::fmt::Write;
use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

pub use pictures::{Back, Looks, Pictures, Piece, Table, runs};
use story::Told;

use crate::export::look::Look;
use crate::export::moments::Moments;
use crate::peer::Peer;
use crate::run::Model;
use crate::timeline::Timeline;
use crate::view::linear::Standing;
use crate::words::Lang;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// What puts rows of runs on a page.
pub const SCREEN: &str = include_str!("screen.js");
const SCRIPT: &str = include_str!("page.js");

/// Everything that the page turns over.
#[derive(Serialize)]
struct Film<'a> {
    lang: &'static str,
    first: u64,
    /// The events at which it halts.
    moments: Vec<u64>,
    /// Whether it halts nowhere else: nothing else is pictured.
    only: bool,
    runs: &'a [(usize, Vec<Piece>)],
    parts: &'a [Vec<usize>],
    /// The peers, the server first.
    peers: [&'static str; 2],
    /// How the sockets of one of them stand.
    ends: &'a [Vec<Standing>],
    told: Vec<(&'static str, &'static str, Told)>,
}

/// Up to so many events each has its picture, as all of a lesson have; of a longer recording so many
/// moments are pictured, evenly spread.
const PICTURES: usize = 600;

/// What is pictured of a recording.
struct Plan {
    /// Where the page halts.
    moments: Vec<u64>,
    /// Of so many moments one is there.
    one_of: usize,
    /// Whether each event has its picture.
    whole: bool,
}

impl Plan {
    fn of(timeline: &Timeline) -> Plan {
        let Moments { at, one_of } = Moments::of(timeline, PICTURES);
        Plan {
            moments: at,
            one_of,
            whole: timeline.events().len() <= PICTURES,
        }
    }

    fn is_pictured(&self, seq: u64) -> bool {
        self.whole || self.moments.binary_search(&seq).is_ok()
    }
}

/// The page of a recording, which opens in `lang`.
pub fn page(model: &Model, lang: Lang) -> String {
    let plan = Plan::of(&model.log.timeline);
    let mut pictures = Pictures::default();
    let mut ends = Table::default();
    let told = Lang::ALL.map(|lang| {
        let told = story::told(model, lang, &plan, &mut pictures, &mut ends);
        (lang.code(), lang.name(), told)
    });
    let server = model.options.role.server();
    let film = Film {
        lang: lang.code(),
        first: model.log.timeline.first_seq(),
        moments: plan.moments,
        only: !plan.whole,
        runs: &pictures.runs.all,
        parts: &pictures.parts.all,
        peers: [server, server.other()].map(Peer::name),
        ends: &ends.all,
        told: told.into(),
    };
    let style = format!("{STYLE}{}", looks(&pictures.looks.all));
    let page = PAGE
        .replace("LANG", lang.code())
        .replace("/*STYLE*/", &style)
        .replace("/*SCRIPT*/", &format!("{SCREEN}{SCRIPT}"));
    // What is long is written once, where it belongs.
    let (head, tail) = page.split_once("/*FILM*/").unwrap_or((&page, ""));
    let mut out = head.as_bytes().to_vec();
    // Writing to a Vec cannot fail.
    let _ = film.serialize(&mut Serializer::with_formatter(&mut out, InScript));
    out.extend_from_slice(tail.as_bytes());
    String::from_utf8(out).unwrap_or_default()
}

/// JSON that ends no script: a `<` can only be within a string, and is an escape there.
struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W>(&mut self, out: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        let mut parts = fragment.split('<');
        out.write_all(parts.next().unwrap_or_default().as_bytes())?;
        parts.try_for_each(|part| {
            out.write_all(b"\\u003c")?;
            out.write_all(part.as_bytes())
        })
    }
}

/// The looks as rules: dark where nothing else is wanted, light on light pages and on paper.
pub fn looks(all: &[Looks]) -> String {
    let rules = |which: usize| {
        all.iter()
            .enumerate()
            .fold(String::new(), |mut rules, (number, looks)| {
                let Look {
                    foreground,
                    background,
                    is_bold,
                } = &looks[which];
                let weight = if *is_bold { ";font-weight:bold" } else { "" };
                // Writing to a String cannot fail.
                let _ = writeln!(
                    rules,
                    ".l{number}{{color:{foreground};background:{background}{weight}}}"
                );
                rules
            })
    };
    let (dark, light) = (rules(0), rules(1));
    format!("{dark}@media (prefers-color-scheme:light),print{{\n{light}}}\n")
}

#[cfg(test)]
mod tests;
