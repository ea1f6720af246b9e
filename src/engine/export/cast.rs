//! The screen as a film for asciinema: asciicast, version 3, with a marker at each step.
//!
//! ```text
//!   {"version":3,"term":{"cols":100,"rows":30},…}
//!   [0.000,"o","…"]      cells that have changed, this long after the line before
//!   [0.000,"m","2. The SYN stands still"]
//! ```

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use serde::Serialize;

use super::film::{Film, SCREEN, fits};
use super::{Of, Wanted};
use crate::fill;
use crate::timeline::{Event, Fact, What};
use crate::words::show::plain;
use crate::words::{Lang, t};

/// How many moments are pictured at most: at 0.6 s each, ten minutes.
const PICTURES: usize = 1_000;

/// The film.
pub(super) fn export(wanted: &Wanted) -> Result<Vec<u8>, Fact> {
    fits(wanted.events, usize::MAX)?;
    let mut film = Film::new(wanted, PICTURES);
    let mut out = header(wanted, film.one_of());
    let mut steps = steps(wanted.events, wanted.lang).into_iter().peekable();
    let (mut before, mut late): (Option<Buffer>, u64) = (None, 0);
    film.play(Of::Screen, |frame| {
        line(&mut out, late, "o", &paint(before.as_ref(), &frame.cells));
        while let Some((_, step)) = steps.next_if(|(seq, _)| *seq <= frame.seq) {
            line(&mut out, 0, "m", &step);
        }
        (before, late) = (Some(frame.cells), frame.ms);
    });
    line(&mut out, late, "o", "\u{1b}[0m\u{1b}[?25h");
    line(&mut out, 0, "x", "0");
    Ok(out.into_bytes())
}

fn header(wanted: &Wanted, one_of: usize) -> String {
    #[derive(Serialize)]
    struct Term {
        cols: u16,
        rows: u16,
        #[serde(rename = "type")]
        kind: &'static str,
    }
    #[derive(Serialize)]
    struct Header {
        version: u8,
        term: Term,
        #[serde(skip_serializing_if = "Option::is_none")]
        timestamp: Option<u64>,
        title: String,
    }
    let mut title = wanted.title();
    if one_of > 1 {
        title = fill!(wanted.lang, t::EXPORT_ONE_OF, title = title, of = one_of);
    }
    let began = wanted.session().and_then(|session| session.began_us);
    let header = Header {
        version: 3,
        term: Term {
            cols: SCREEN.0,
            rows: SCREEN.1,
            kind: "xterm-256color",
        },
        timestamp: began.map(|us| us / 1_000_000),
        title,
    };
    serde_json::to_string(&header).unwrap_or_default() + "\n"
}

/// A line of the film: so many milliseconds after the one before.
fn line(out: &mut String, ms: u64, code: &str, data: &str) {
    let data = serde_json::to_string(data).unwrap_or_default();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "[{}.{:03},\"{code}\",{data}]", ms / 1_000, ms % 1_000);
}

/// The steps of the lesson, by the numbers of their events.
fn steps(events: &[Event], lang: Lang) -> Vec<(u64, String)> {
    let steps = events.iter().filter_map(|event| match &event.what {
        What::Step { index, title, .. } => {
            let title = format!("{}. {}", index + 1, title.get(lang.code()));
            Some((event.seq, plain(&title).into_owned()))
        }
        _ => None,
    });
    steps.collect()
}

/// What a terminal is told so that these cells stand on it in place of those before; of a screen that
/// has nothing on it if there are none.
fn paint(before: Option<&Buffer>, cells: &Buffer) -> String {
    let mut out = String::new();
    let blank = before.is_none().then(|| {
        out.push_str("\u{1b}[?25l\u{1b}[0m\u{1b}[2J");
        Buffer::empty(cells.area)
    });
    let changed = before.or(blank.as_ref()).map(|before| before.diff(cells));
    let (mut at, mut look, mut style) = (None, String::new(), None);
    for (x, y, cell) in changed.into_iter().flatten() {
        if at != Some((x, y)) {
            let _ = write!(out, "\u{1b}[{};{}H", y + 1, x + 1);
        }
        // Most cells look as the one before: only another style is put into words.
        if style != Some(cell.style()) {
            style = Some(cell.style());
            let now = self::look(cell);
            if now != look {
                out.push_str(&now);
                look = now;
            }
        }
        out.push_str(cell.symbol());
        at = Some((x + 1, y));
    }
    out.push_str("\u{1b}[0m");
    out
}

/// How a cell looks, as a terminal is told (ECMA-48, SGR).
fn look(cell: &Cell) -> String {
    let mut out = "\u{1b}[0".to_owned();
    for (modifier, code) in [
        (Modifier::BOLD, ";1"),
        (Modifier::DIM, ";2"),
        (Modifier::ITALIC, ";3"),
        (Modifier::UNDERLINED, ";4"),
        (Modifier::REVERSED, ";7"),
    ] {
        if cell.modifier.contains(modifier) {
            out.push_str(code);
        }
    }
    for (color, which) in [(cell.fg, 38), (cell.bg, 48)] {
        let _ = match color {
            Color::Indexed(number) => write!(out, ";{which};5;{number}"),
            Color::Rgb(red, green, blue) => write!(out, ";{which};2;{red};{green};{blue}"),
            _ => Ok(()),
        };
    }
    out.push('m');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::recording;
    use crate::view::Theme;

    #[test]
    fn a_film_that_leaves_moments_out_says_so_in_its_title() {
        let events = recording("handshake");
        let wanted = Wanted {
            events: &events,
            lang: Lang::Es,
            of: Of::Screen,
            theme: &Theme::named("dark").expect("it ships"),
            animated: false,
            course: &[],
        };
        assert!(header(&wanted, 4).contains(" · uno de cada 4 momentos\""));
        assert!(!header(&wanted, 1).contains("momentos"));
    }
}
