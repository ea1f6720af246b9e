//! How a cell looks where there is no terminal: its colours as numbers, and whether it is bold.

use std::fmt::{self, Display};

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What a terminal shows where no colour is set.
const FOREGROUND: Ink = Ink(0xd4, 0xd4, 0xd4);
const BACKGROUND: Ink = Ink(0x16, 0x18, 0x1d);

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Look {
    /// The colour of its text.
    pub foreground: Ink,
    /// The colour behind it.
    pub background: Ink,
    /// Whether its text is bold.
    pub is_bold: bool,
}

impl Look {
    /// The look of this cell.
    pub fn of(cell: &Cell) -> Look {
        Look::new(cell.fg, cell.bg, cell.modifier)
    }

    /// The look of a cell with these colours.
    pub fn new(fg: Color, bg: Color, modifier: Modifier) -> Look {
        let mut foreground = ink(fg, FOREGROUND);
        let mut background = ink(bg, BACKGROUND);
        if modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut foreground, &mut background);
        }
        Look {
            foreground,
            background,
            is_bold: modifier.contains(Modifier::BOLD),
        }
    }

    /// Empty, or SVG's attribute that makes it bold.
    pub fn weight(self) -> &'static str {
        match self.is_bold {
            true => " font-weight=\"bold\"",
            false => "",
        }
    }
}

/// A colour: red, green, blue; written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// The colour behind everything.
    pub fn of_ground(color: Color) -> Ink {
        ink(color, BACKGROUND)
    }
}

impl Display for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ink(red, green, blue) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The first sixteen of the numbered colours.
const FIRST: [Ink; 16] = [
    Ink(0x00, 0x00, 0x00),
    Ink(0xcd, 0x31, 0x31),
    Ink(0x0d, 0xbc, 0x79),
    Ink(0xe5, 0xe5, 0x10),
    Ink(0x24, 0x72, 0xc8),
    Ink(0xbc, 0x3f, 0xbc),
    Ink(0x11, 0xa8, 0xcd),
    Ink(0xe5, 0xe5, 0xe5),
    Ink(0x66, 0x66, 0x66),
    Ink(0xf1, 0x4c, 0x4c),
    Ink(0x23, 0xd1, 0x8b),
    Ink(0xf5, 0xf5, 0x43),
    Ink(0x3b, 0x8e, 0xea),
    Ink(0xd6, 0x70, 0xd6),
    Ink(0x29, 0xb8, 0xdb),
    Ink(0xff, 0xff, 0xff),
];

/// A colour that is set, the numbered ones as xterm shows them, or what stands for `unset`.
fn ink(color: Color, unset: Ink) -> Ink {
    match color {
        Color::Rgb(red, green, blue) => Ink(red, green, blue),
        Color::Indexed(number @ 0..=15) => FIRST[usize::from(number)],
        Color::Indexed(number @ 16..=231) => {
            let level = |part: u8| if part == 0 { 0 } else { 55 + part * 40 };
            let cube = number - 16;
            Ink(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        Color::Indexed(number) => {
            let grey = 8 + (number - 232) * 10;
            Ink(grey, grey, grey)
        }
        _ => unset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_colours_are_those_of_xterm() {
        for (number, shown) in [
            (16, "#000000"),
            (75, "#5fafff"),
            (231, "#ffffff"),
            (240, "#585858"),
        ] {
            assert_eq!(ink(Color::Indexed(number), FOREGROUND).to_string(), shown);
        }
    }
}
