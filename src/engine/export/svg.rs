//! Cells as an SVG, text as text: a picture, or one that moves.

use std::collections::HashMap;
use std::fmt::Write;
use std::hash::Hash;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::film::Frame;
use super::look::{Ink, Look};
use crate::words::Lang;

/// A cell's size, in the SVG's units.
const WIDTH: f32 = 8.0;
const HEIGHT: f32 = 17.0;
/// The baseline of a row's text, below its top.
const BASELINE: f32 = 13.0;
/// Around the cells.
const MARGIN: f32 = 8.0;

/// What a picture says to who does not see it.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Its title.
    pub title: String,
    /// What is on it.
    pub description: String,
    /// The language of both.
    pub lang: Lang,
    /// The colour of the ground.
    pub ground: Color,
}

/// The cells as an SVG document.
pub fn svg(buf: &Buffer, about: &About) -> String {
    let mut out = begin(buf.area, about);
    for (y, row) in (0_u16..).zip(rows(buf)) {
        let (left, top) = (MARGIN, MARGIN + f32::from(y) * HEIGHT);
        for run in runs(row) {
            let attributes = format!("fill=\"{}\"{}", run.look.foreground, run.look.weight());
            let fill = format!("fill=\"{}\"", run.look.background);
            run.draw(&mut out, (left, top), about.ground(), &fill, &attributes);
        }
    }
    out.push_str("</svg>\n");
    out
}

fn begin(area: Rect, about: &About) -> String {
    let width = f32::from(area.width) * WIDTH + 2.0 * MARGIN;
    let height = f32::from(area.height) * HEIGHT + 2.0 * MARGIN;
    let (title, description) = (escaped(&about.title), escaped(&about.description));
    let (lang, ground) = (about.lang.code(), about.ground());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"title about\" xml:lang=\"{lang}\" lang=\"{lang}\" \
         font-family=\"'DejaVu Sans Mono', 'Cascadia Mono', Menlo, Consolas, monospace\" \
         font-size=\"13\">\n\
         <title id=\"title\">{title}</title>\n<desc id=\"about\">{description}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{ground}\"/>\n"
    )
}

impl About {
    fn ground(&self) -> Ink {
        Ink::of_ground(self.ground)
    }
}

/// The cells of each row.
fn rows(buf: &Buffer) -> impl Iterator<Item = &[Cell]> {
    buf.content.chunks(usize::from(buf.area.width.max(1)))
}

/// Cells of a row that look alike.
struct Run {
    /// The column of the first.
    x: usize,
    cells: usize,
    look: Look,
    text: String,
}

fn runs(row: &[Cell]) -> Vec<Run> {
    let mut x = 0;
    let mut runs = Vec::new();
    while let Some(cell) = row.get(x) {
        let look = Look::of(cell);
        let alike = row[x..].iter().take_while(|cell| Look::of(cell) == look);
        let cells = alike.count();
        let text = row[x..x + cells].iter().map(Cell::symbol).collect();
        runs.push(Run {
            x,
            cells,
            look,
            text,
        });
        x += cells;
    }
    runs
}

impl Run {
    /// Draws it from the left and the top of its row, over a ground of this colour.
    fn draw(
        &self,
        out: &mut String,
        (left, top): (f32, f32),
        ground: Ink,
        fill: &str,
        attributes: &str,
    ) {
        let (left, width) = (left + self.x as f32 * WIDTH, self.cells as f32 * WIDTH);
        // Writing to a String cannot fail.
        if self.look.background != ground {
            let _ = writeln!(
                out,
                "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{HEIGHT}\" {fill}/>"
            );
        }
        // Spaces at the ends need no ink, but those in front move the text.
        let trimmed = self.text.trim_start();
        let skipped = self.text.chars().count() - trimmed.chars().count();
        let trimmed = trimmed.trim_end();
        if trimmed.is_empty() {
            return;
        }
        let left = left + skipped as f32 * WIDTH;
        let length = trimmed.chars().count() as f32 * WIDTH;
        let (y, text) = (top + BASELINE, escaped(trimmed));
        // Not every viewer lets a text inherit it.
        let spaces = match trimmed.contains("  ") {
            true => " xml:space=\"preserve\"",
            false => "",
        };
        let _ = writeln!(
            out,
            "<text x=\"{left}\" y=\"{y}\" textLength=\"{length}\" {attributes}{spaces}>{text}</text>"
        );
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A picture that moves: it plays its frames, again and again. What asks for less motion shows the last.
pub(super) struct Moving {
    about: About,
    /// When each frame begins and the last ends, in milliseconds.
    times: Vec<u64>,
    /// The frame before, and the group that stands in each of its rows.
    before: Buffer,
    standing: Vec<usize>,
    /// Each row that is seen, once; the places of these, by the row and what stands there.
    groups: Vec<Group>,
    places: HashMap<(u16, String), usize>,
    /// The colours of texts, with their weight, and of grounds.
    inks: Table<(Ink, bool)>,
    fills: Table<Ink>,
}

/// A row as it is drawn, and when it is seen.
struct Group {
    y: u16,
    drawn: String,
    seen: Seen,
}

/// From which frame to which, the last not counted.
type Seen = Vec<(usize, usize)>;

/// Things that each have a number.
#[derive(Default)]
struct Table<T>(HashMap<T, usize>, Vec<T>);

impl<T: Clone + Eq + Hash> Table<T> {
    fn number(&mut self, one: T) -> usize {
        let next = self.1.len();
        let number = *self.0.entry(one.clone()).or_insert(next);
        if number == next {
            self.1.push(one);
        }
        number
    }
}

impl Moving {
    /// A picture without frames yet.
    pub fn new(about: About) -> Moving {
        Moving {
            about,
            times: vec![0],
            before: Buffer::empty(Rect::ZERO),
            standing: Vec::new(),
            groups: Vec::new(),
            places: HashMap::new(),
            inks: Table(HashMap::new(), Vec::new()),
            fills: Table(HashMap::new(), Vec::new()),
        }
    }

    /// Adds a frame.
    pub fn take(&mut self, frame: Frame) {
        let index = self.times.len() - 1;
        let ground = self.about.ground();
        let before = std::mem::take(&mut self.before);
        let mut rows_before = rows(&before);
        let mut standing = Vec::new();
        for (y, row) in (0_u16..).zip(rows(&frame.cells)) {
            let same = rows_before.next() == Some(row);
            let known = self.standing.get(usize::from(y)).filter(|_| same);
            let place = known.copied().unwrap_or_else(|| self.place(y, row, ground));
            match self.groups[place].seen.last_mut() {
                Some((_, until)) if *until == index => *until += 1,
                _ => self.groups[place].seen.push((index, index + 1)),
            }
            standing.push(place);
        }
        self.standing = standing;
        self.before = frame.cells;
        self.times.push(self.times[index] + frame.ms);
    }

    /// The group of this row; a new one if it was never seen.
    fn place(&mut self, y: u16, row: &[Cell], ground: Ink) -> usize {
        let drawn = self.row(row, ground);
        let next = self.groups.len();
        let place = *self.places.entry((y, drawn.clone())).or_insert(next);
        if place == next {
            let seen = Seen::new();
            self.groups.push(Group { y, drawn, seen });
        }
        place
    }

    fn row(&mut self, row: &[Cell], ground: Ink) -> String {
        let mut drawn = String::new();
        for run in runs(row) {
            let ink = (run.look.foreground, run.look.is_bold);
            let ink = self.inks.number(ink);
            let fill = self.fills.number(run.look.background);
            let (ink, fill) = (format!("class=\"i{ink}\""), format!("class=\"f{fill}\""));
            run.draw(&mut drawn, (0.0, 0.0), ground, &fill, &ink);
        }
        drawn
    }

    /// The document.
    pub fn finish(self) -> String {
        let frames = self.times.len() - 1;
        let mut whens: Table<&Seen> = Table(HashMap::new(), Vec::new());
        let mut groups = String::new();
        for group in self.groups.iter().filter(|group| !group.drawn.is_empty()) {
            let stays = group.seen.last().is_some_and(|(_, until)| *until == frames);
            let class = match stays {
                true if group.seen == [(0, frames)] => String::new(),
                true => format!(" class=\"m z k{}\"", whens.number(&group.seen)),
                false => format!(" class=\"m k{}\"", whens.number(&group.seen)),
            };
            let (top, drawn) = (MARGIN + f32::from(group.y) * HEIGHT, &group.drawn);
            // Writing to a String cannot fail.
            let _ = write!(
                groups,
                "<g{class} transform=\"translate({MARGIN},{top})\">\n{drawn}</g>\n"
            );
        }
        let mut out = begin(self.before.area, &self.about);
        self.style(&whens.1, &mut out);
        out.push_str(&groups);
        out.push_str("</svg>\n");
        out
    }

    /// The rules of the classes.
    fn style(&self, whens: &[&Seen], out: &mut String) {
        let all = self.times.last().copied().unwrap_or(0).max(1);
        let _ = write!(
            out,
            "<style>\n.m{{visibility:hidden;animation:{all}ms step-end infinite}}\n\
             .z{{visibility:visible}}\n"
        );
        for (number, (color, is_bold)) in self.inks.1.iter().enumerate() {
            let weight = if *is_bold { ";font-weight:bold" } else { "" };
            let _ = writeln!(out, ".i{number}{{fill:{color}{weight}}}");
        }
        for (number, color) in self.fills.1.iter().enumerate() {
            let _ = writeln!(out, ".f{number}{{fill:{color}}}");
        }
        for (number, seen) in whens.iter().enumerate() {
            let _ = write!(out, "@keyframes k{number}{{");
            if seen.first().is_none_or(|(from, _)| *from > 0) {
                out.push_str("0%{visibility:hidden}");
            }
            for (from, until) in *seen {
                for (frame, word) in [(from, "visible"), (until, "hidden")] {
                    let at = self.times[*frame] as f64 * 100.0 / all as f64;
                    let _ = write!(out, "{at:.3}%{{visibility:{word}}}");
                }
            }
            let _ = writeln!(out, "}}\n.k{number}{{animation-name:k{number}}}");
        }
        out.push_str("@media (prefers-reduced-motion:reduce){.m{animation:none}}\n</style>\n");
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    fn frame(ms: u64, text: &str) -> Frame {
        let mut cells = Buffer::empty(Rect::new(0, 0, 12, 2));
        cells.set_string(0, 0, "stays", Style::new());
        cells.set_string(0, 1, text, Style::new());
        Frame { seq: 0, ms, cells }
    }

    #[test]
    fn text_is_text_and_what_svg_needs_is_escaped() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 1));
        buf.set_string(2, 0, "a<b & c", Style::new().fg(Color::Indexed(196)).bold());
        let about = About {
            title: "<title>".into(),
            ..About::default()
        };
        let picture = svg(&buf, &about);
        assert!(picture.contains(">a&lt;b &amp; c</text>"), "{picture}");
        assert!(
            picture.contains("fill=\"#ff0000\" font-weight=\"bold\""),
            "{picture}"
        );
        assert!(picture.contains("x=\"24\""), "{picture}");
        assert!(picture.contains(">&lt;title&gt;</title>"), "{picture}");
    }

    #[test]
    fn a_row_that_stays_is_drawn_once_and_one_that_goes_says_when() {
        let frames = [
            frame(1_000, "SYN"),
            frame(2_000, "ACK"),
            frame(1_000, "SYN"),
        ];
        let mut moving = Moving::new(About::default());
        frames.into_iter().for_each(|frame| moving.take(frame));
        let picture = moving.finish();
        for text in [">stays<", ">SYN<", ">ACK<"] {
            assert_eq!(picture.matches(text).count(), 1, "{text}: {picture}");
        }
        let ack = "{0%{visibility:hidden}25.000%{visibility:visible}75.000%{visibility:hidden}}";
        assert!(picture.contains(ack), "{picture}");
        assert!(picture.contains("animation:4000ms step-end infinite"));
        assert!(picture.contains("prefers-reduced-motion"));
    }
}
