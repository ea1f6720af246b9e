//! A picture of the screen: its cells as an SVG, text as text.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// A cell's size, in the SVG's units.
const WIDTH: f32 = 8.0;
const HEIGHT: f32 = 17.0;
/// The baseline of a row's text, below its top.
const BASELINE: f32 = 13.0;
/// What a terminal shows where no colour is set.
const FOREGROUND: &str = "#d4d4d4";
const BACKGROUND: &str = "#16181d";

/// The cells as an SVG document.
pub fn svg(buf: &Buffer) -> String {
    let (columns, rows) = (f32::from(buf.area.width), f32::from(buf.area.height));
    let (width, height) = (columns * WIDTH + 16.0, rows * HEIGHT + 16.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"'DejaVu Sans Mono', 'Cascadia Mono', Menlo, Consolas, monospace\" \
         font-size=\"13\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
    );
    for (y, row) in (0_u16..).zip(buf.content.chunks(usize::from(buf.area.width.max(1)))) {
        let mut x = 0;
        while x < row.len() {
            let look = Look::of(&row[x]);
            let run = row[x..]
                .iter()
                .take_while(|cell| Look::of(cell) == look)
                .count();
            let text: String = row[x..x + run].iter().map(Cell::symbol).collect();
            draw(&mut out, &look, &text, x, run, y);
            x += run;
        }
    }
    out.push_str("</svg>\n");
    out
}

fn draw(out: &mut String, look: &Look, text: &str, x: usize, run: usize, y: u16) {
    let (left, top) = (8.0 + x as f32 * WIDTH, 8.0 + f32::from(y) * HEIGHT);
    let width = run as f32 * WIDTH;
    if look.background != BACKGROUND {
        let fill = &look.background;
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{HEIGHT}\" fill=\"{fill}\"/>"
        );
    }
    // Spaces at the ends need no ink, but those in front move the text.
    let trimmed = text.trim_start();
    let skipped = text.chars().count() - trimmed.chars().count();
    let trimmed = trimmed.trim_end();
    if trimmed.is_empty() {
        return;
    }
    let left = left + skipped as f32 * WIDTH;
    let length = trimmed.chars().count() as f32 * WIDTH;
    let escaped = trimmed
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{}\" textLength=\"{length}\" fill=\"{}\"{} \
         xml:space=\"preserve\">{escaped}</text>",
        top + BASELINE,
        look.foreground,
        look.weight,
    );
}

/// How a cell looks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Look {
    /// As `#rrggbb`.
    pub foreground: String,
    /// As `#rrggbb`.
    pub background: String,
    /// Empty, or the attribute that makes it bold.
    pub weight: &'static str,
}

impl Look {
    /// The look of this cell.
    pub fn of(cell: &Cell) -> Look {
        let mut foreground = rgb(cell.fg, FOREGROUND);
        let mut background = rgb(cell.bg, BACKGROUND);
        if cell.modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut foreground, &mut background);
        }
        let bold = cell.modifier.contains(Modifier::BOLD);
        let weight = if bold { " font-weight=\"bold\"" } else { "" };
        Look {
            foreground,
            background,
            weight,
        }
    }
}

/// A colour as `#rrggbb`; the numbered ones as xterm shows them.
fn rgb(color: Color, unset: &str) -> String {
    const FIRST: [&str; 16] = [
        "#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#e5e5e5",
        "#666666", "#f14c4c", "#23d18b", "#f5f543", "#3b8eea", "#d670d6", "#29b8db", "#ffffff",
    ];
    match color {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Indexed(number @ 0..=15) => FIRST[usize::from(number)].to_owned(),
        Color::Indexed(number @ 16..=231) => {
            let level = |part: u8| if part == 0 { 0 } else { 55 + part * 40 };
            let cube = number - 16;
            let (red, green, blue) = (level(cube / 36), level(cube / 6 % 6), level(cube % 6));
            format!("#{red:02x}{green:02x}{blue:02x}")
        }
        Color::Indexed(number) => {
            let grey = 8 + (number - 232) * 10;
            format!("#{grey:02x}{grey:02x}{grey:02x}")
        }
        _ => unset.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn text_is_text_and_what_svg_needs_is_escaped() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 1));
        buf.set_string(2, 0, "a<b & c", Style::new().fg(Color::Indexed(196)).bold());
        let picture = svg(&buf);
        assert!(picture.contains(">a&lt;b &amp; c</text>"), "{picture}");
        assert!(
            picture.contains("fill=\"#ff0000\" font-weight=\"bold\""),
            "{picture}"
        );
        assert!(picture.contains("x=\"24\""), "{picture}");
    }

    #[test]
    fn numbered_colours_are_those_of_xterm() {
        for (number, shown) in [
            (16, "#000000"),
            (75, "#5fafff"),
            (231, "#ffffff"),
            (240, "#585858"),
        ] {
            assert_eq!(rgb(Color::Indexed(number), ""), shown);
        }
    }
}
