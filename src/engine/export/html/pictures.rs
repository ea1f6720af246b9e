//! The engine's own frames as rows of runs of cells. What was drawn before is not written again: a frame
//! is the parts of rows that have changed, a part is the runs that it is made of.
//!
//! ```text
//!   ┌ part 0 ──────┬ part 1 ───┐    left and right panels change on their own
//!   ├ part 2 ──────┼ part 3 ───┤
//! ```

use std::collections::HashMap;
use std::hash::Hash;

use ratatui::buffer::{Buffer, Cell};
use serde::Serialize;

use crate::export::look::Look;

/// Things that each have a number: the place of the first one that was like it.
#[derive(Clone, Debug)]
pub struct Table<T> {
    numbers: HashMap<T, usize>,
    /// The things, in the order of their numbers.
    pub all: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table {
            numbers: HashMap::new(),
            all: Vec::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Table<T> {
    /// The number of this one.
    pub fn number(&mut self, one: T) -> usize {
        let number = self.numbers.entry(one).or_insert_with_key(|one| {
            self.all.push(one.clone());
            self.all.len() - 1
        });
        *number
    }
}

/// How a run looks on a dark page and on a light one.
pub type Looks = [Look; 2];

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Piece {
    /// The next piece is repeated so many times.
    Times(usize),
    /// As it stands.
    Text(String),
}

/// From so many on, the same character in a row is written once.
const REPEATS: usize = 5;

/// A text in pieces.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    // Where what stands for itself begins.
    let mut plain = 0;
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        let same = chars.clone().take_while(|(_, next)| *next == char).count();
        if same + 1 < REPEATS {
            continue;
        }
        if plain < at {
            pieces.push(Piece::Text(text[plain..at].to_owned()));
        }
        pieces.push(Piece::Times(same + 1));
        pieces.push(Piece::Text(char.to_string()));
        chars.nth(same - 1);
        plain = chars.offset();
    }
    if plain < text.len() {
        pieces.push(Piece::Text(text[plain..].to_owned()));
    }
    pieces
}

/// Every look, run and row that occurs.
#[derive(Debug, Default)]
pub struct Pictures {
    /// The looks.
    pub looks: Table<Looks>,
    /// The runs: a look, and the text.
    pub runs: Table<(usize, Vec<Piece>)>,
    /// The parts of rows: runs.
    pub parts: Table<Vec<usize>>,
    /// The frame before, and its parts.
    before: Option<(Buffer, Vec<usize>)>,
}

impl Pictures {
    /// The parts of a frame, two a row, with their border at column `split`. `looks` tells of a cell.
    pub fn frame(
        &mut self,
        drawn: Buffer,
        split: usize,
        looks: impl Fn(&Cell) -> Looks,
    ) -> Vec<usize> {
        let width = usize::from(drawn.area.width.max(1));
        let split = split.min(width);
        let before = self.before.take();
        let before = before.filter(|(before, _)| before.area == drawn.area);
        let ends = (0..drawn.content.len() / width).flat_map(|row| {
            let (start, middle) = (row * width, row * width + split);
            [start..middle, middle..start + width]
        });
        let mut parts = Vec::new();
        for (place, cells) in ends.enumerate() {
            let now = &drawn.content[cells.clone()];
            // Most of a frame is as it was.
            let same = before.as_ref();
            let same = same.filter(|(before, _)| before.content[cells] == *now);
            let same = same.map(|(_, parts)| parts[place]);
            parts.push(same.unwrap_or_else(|| self.part(now, &looks)));
        }
        self.before = Some((drawn, parts.clone()));
        parts
    }

    fn part(&mut self, cells: &[Cell], looks: &impl Fn(&Cell) -> Looks) -> usize {
        let looks: Vec<Looks> = cells.iter().map(looks).collect();
        let runs = runs(cells, &looks).into_iter();
        let runs = runs.map(|(looks, text)| {
            let look = self.looks.number(looks);
            self.runs.number((look, text))
        });
        let runs = runs.collect();
        self.parts.number(runs)
    }
}

/// What has a background: a look, or one for each of several themes.
pub trait Back {
    /// Whether a blank is the same in both.
    fn is_same_back(&self, other: &Self) -> bool;
}

impl Back for Look {
    fn is_same_back(&self, other: &Look) -> bool {
        self.background == other.background
    }
}

impl Back for Looks {
    fn is_same_back(&self, other: &Looks) -> bool {
        self.iter()
            .zip(other)
            .all(|(one, other)| one.is_same_back(other))
    }
}

/// Cells as runs of one look each. A blank shows nothing but its background: it belongs to what stands
/// before it.
pub fn runs<L: Back + Clone + PartialEq>(cells: &[Cell], looks: &[L]) -> Vec<(L, Vec<Piece>)> {
    let mut runs: Vec<(L, String)> = Vec::new();
    for (cell, look) in cells.iter().zip(looks) {
        let goes_on =
            |run: &(L, String)| run.0 == *look || cell.symbol() == " " && run.0.is_same_back(look);
        match runs.last_mut().filter(|run| goes_on(run)) {
            Some((_, text)) => text.push_str(cell.symbol()),
            None => runs.push((look.clone(), cell.symbol().to_owned())),
        }
    }
    let pieces = |(look, text): (L, String)| (look, pieces(&text));
    runs.into_iter().map(pieces).collect()
}

/// What has changed from one frame to the next: each part's place, and the part that stands there now.
pub fn changes(before: &[usize], now: &[usize]) -> Vec<usize> {
    let parts = now.iter().enumerate();
    let changed = parts.filter(|(place, part)| before.get(*place) != Some(part));
    changed.flat_map(|(place, part)| [place, *part]).collect()
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    use super::*;

    fn drawn(text: &str, color: Color) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, 6, 2));
        buf.set_string(0, 0, text, Style::new().fg(color));
        buf
    }

    #[test]
    fn a_rule_is_written_as_one_of_its_dashes() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let rule = pieces("── Log ──────");
        assert_eq!(rule, [text("── Log "), Piece::Times(6), text("─")]);
        let after = pieces("      a────b");
        assert_eq!(after, [Piece::Times(6), text(" "), text("a────b")]);
        let twice = pieces("─────     ");
        assert_eq!(
            twice,
            [Piece::Times(5), text("─"), Piece::Times(5), text(" ")]
        );
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn what_is_alike_is_written_once() {
        let mut pictures = Pictures::default();
        let mut frame = |text| {
            let looks = |cell: &Cell| [Look::of(cell), Look::of(cell)];
            pictures.frame(drawn(text, Color::White), 4, looks)
        };
        let first = frame("SYN");
        assert_eq!(frame("SYN"), first);
        let other = frame("ACK");
        assert_eq!(frame("SYN"), first);
        assert_eq!(changes(&first, &other), [0, other[0]], "one part of four");
        let blank = [1, first[1], 2, first[2], 3, first[3]];
        assert_eq!(changes(&[], &first)[2..], blank);
        assert_eq!(pictures.parts.all.len(), 4, "SYN, ACK, two blanks");
    }
}
