//! Words in letters that are read from the last row of a class.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::{put, width};

/// Dots of a letter, its gap included; both ways.
const DOTS: u16 = 6;
/// The dots that a letter fills, both ways.
const INK: u16 = 5;

/// How large a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A cell a dot.
    Full,
    /// Four dots a cell.
    Half,
}

impl Size {
    /// The largest letters in which a word of so many fits; `half` where a terminal has the signs
    /// for the smaller ones.
    pub fn fitting(letters: u16, room: Rect, half: bool) -> Option<Size> {
        [Size::Full, Size::Half]
            .into_iter()
            .filter(|size| half || *size == Size::Full)
            .find(|size| size.width(letters) <= room.width && size.rows() <= room.height)
    }

    /// The cells that so many letters take from left to right.
    pub const fn width(self, letters: u16) -> u16 {
        match self {
            Size::Full => letters * DOTS,
            Size::Half => letters * DOTS / 2,
        }
    }

    /// The cells that they take from top to bottom.
    pub const fn rows(self) -> u16 {
        match self {
            Size::Full => INK,
            Size::Half => DOTS / 2,
        }
    }
}

/// Writes a word in large letters from the left upper corner of `area` on.
pub fn write(word: &str, style: Style, size: Size, area: Rect, buf: &mut Buffer) {
    let step = size.width(1);
    for (x, letter) in (area.x..).step_by(usize::from(step)).zip(word.chars()) {
        let shape = shape(letter);
        for row in 0..size.rows() {
            for column in 0..step {
                let sign = match size {
                    Size::Full if dot(shape, column, row) => "█",
                    Size::Full => " ",
                    Size::Half => quarter(shape, column * 2, row * 2),
                };
                if sign != " " {
                    put(buf, area, x + column, area.y + row, sign, style);
                }
            }
        }
    }
}

/// How many cells a word in large letters takes.
pub fn cells(word: &str, size: Size) -> u16 {
    size.width(width(word)).saturating_sub(size.width(1) / DOTS)
}

fn dot(shape: [u8; 5], x: u16, y: u16) -> bool {
    let row = shape.get(usize::from(y)).copied().unwrap_or_default();
    x < INK && row & (0b1_0000 >> x) != 0
}

/// The sign of a cell of four dots, by which of them are set.
fn quarter(shape: [u8; 5], x: u16, y: u16) -> &'static str {
    const SIGNS: [&str; 16] = [
        " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
    ];
    let dots = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)];
    let set = dots.into_iter().enumerate();
    let bits = set.map(|(bit, (x, y))| usize::from(dot(shape, x, y)) << bit);
    SIGNS[bits.sum::<usize>()]
}

/// The letters of the states' and the segments' names and the digits, five by five; the highest of five bits is the left one.
#[rustfmt::skip]
const fn shape(letter: char) -> [u8; 5] {
    match letter {
        'A' => [0b01110, 0b10001, 0b11111, 0b10001, 0b10001],
        'B' => [0b11110, 0b10001, 0b11110, 0b10001, 0b11110],
        'C' => [0b01111, 0b10000, 0b10000, 0b10000, 0b01111],
        'D' => [0b11110, 0b10001, 0b10001, 0b10001, 0b11110],
        'E' => [0b11111, 0b10000, 0b11110, 0b10000, 0b11111],
        'F' => [0b11111, 0b10000, 0b11110, 0b10000, 0b10000],
        'G' => [0b01111, 0b10000, 0b10011, 0b10001, 0b01111],
        'H' => [0b10001, 0b10001, 0b11111, 0b10001, 0b10001],
        'I' => [0b11111, 0b00100, 0b00100, 0b00100, 0b11111],
        'K' => [0b10010, 0b10100, 0b11000, 0b10100, 0b10010],
        'L' => [0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
        'M' => [0b10001, 0b11011, 0b10101, 0b10001, 0b10001],
        'N' => [0b10001, 0b11001, 0b10101, 0b10011, 0b10001],
        'O' => [0b01110, 0b10001, 0b10001, 0b10001, 0b01110],
        'P' => [0b11110, 0b10001, 0b11110, 0b10000, 0b10000],
        'R' => [0b11110, 0b10001, 0b11110, 0b10010, 0b10001],
        'S' => [0b01111, 0b10000, 0b01110, 0b00001, 0b11110],
        'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100],
        'U' => [0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        'V' => [0b10001, 0b10001, 0b10001, 0b01010, 0b00100],
        'W' => [0b10001, 0b10001, 0b10101, 0b11011, 0b10001],
        'Y' => [0b10001, 0b01010, 0b00100, 0b00100, 0b00100],
        '0' => [0b01110, 0b10011, 0b10101, 0b11001, 0b01110],
        '1' => [0b00100, 0b01100, 0b00100, 0b00100, 0b01110],
        '2' => [0b11110, 0b00001, 0b01110, 0b10000, 0b11111],
        '3' => [0b11110, 0b00001, 0b01110, 0b00001, 0b11110],
        '4' => [0b10010, 0b10010, 0b11111, 0b00010, 0b00010],
        '5' => [0b11111, 0b10000, 0b11110, 0b00001, 0b11110],
        '6' => [0b01110, 0b10000, 0b11110, 0b10001, 0b01110],
        '7' => [0b11111, 0b00010, 0b00100, 0b01000, 0b01000],
        '8' => [0b01110, 0b10001, 0b01110, 0b10001, 0b01110],
        '9' => [0b01110, 0b10001, 0b01111, 0b00001, 0b01110],
        '-' => [0b00000, 0b00000, 0b01110, 0b00000, 0b00000],
        _ => [0; 5],
    }
}

#[cfg(test)]
mod tests {
    use sockscope_link::State;

    use super::*;

    #[test]
    fn every_state_and_every_segment_can_be_written() {
        let states = State::ALL.map(State::name);
        for word in states
            .into_iter()
            .chain(["SYN-ACK FIN RST 0123456789 B UDP PSH URG"])
        {
            for letter in word.chars() {
                let blank = shape(letter).iter().all(|row| *row == 0);
                assert_eq!(blank, letter == ' ', "{letter} of {word}");
            }
        }
    }

    #[test]
    fn the_longest_state_fits_half_of_the_screen_that_has_panels() {
        let half = Rect::new(0, 0, 38, 3);
        assert_eq!(Size::fitting(12, half, true), Some(Size::Half));
        assert_eq!(Size::fitting(12, half, false), None);
        let wide = Rect::new(0, 0, 78, 5);
        assert_eq!(Size::fitting(12, wide, false), Some(Size::Full));
    }

    #[test]
    fn four_dots_make_a_cell() {
        let area = Rect::new(0, 0, 6, 3);
        let mut buf = Buffer::empty(area);
        write("L-", Style::new(), Size::Half, area, &mut buf);
        let rows = buf
            .content
            .chunks(6)
            .map(|row| row.iter().map(|cell| cell.symbol()));
        let rows: Vec<String> = rows.map(Iterator::collect).collect();
        assert_eq!(rows, ["▌     ", "▌  ▝▀ ", "▀▀▘   "]);
    }
}
