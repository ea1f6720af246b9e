//! Small tools for drawing text into cells.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, Borders, Widget};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Writes `text` at (`x`, `y`), no further than the right end of `area`; what does not fit ends
/// with `…`. Returns the column after it.
pub fn put(buf: &mut Buffer, area: Rect, x: u16, y: u16, text: &str, style: Style) -> u16 {
    if y < area.y || y >= area.bottom() || x >= area.right() {
        return x;
    }
    let room = area.right() - x;
    let fitted = fit(text, room);
    if !fitted.chars().all(is_one_cell) {
        return buf.set_stringn(x, y, &fitted, usize::from(room), style).0;
    }
    let mut end = x;
    for char in fitted.chars().take(usize::from(room)) {
        if let Some(cell) = buf.cell_mut((end, y)) {
            cell.set_char(char).set_style(style);
        }
        end += 1;
    }
    end
}

/// Whether a character fills one cell whatever stands beside it, as most do: nothing has to be looked up then.
fn is_one_cell(char: char) -> bool {
    matches!(char, ' '..='~' | '¡'..='¬' | '®'..='ÿ' | '─'..='▟')
}

/// Writes `text` so that it ends at the right end of `area`.
pub fn put_right(buf: &mut Buffer, area: Rect, y: u16, text: &str, style: Style) -> u16 {
    let x = area.right().saturating_sub(width(text)).max(area.x);
    put(buf, area, x, y, text, style);
    x
}

/// Writes several pieces, one after the other. Returns the column after the last.
pub fn put_all<T: AsRef<str>>(
    buf: &mut Buffer,
    area: Rect,
    x: u16,
    y: u16,
    pieces: impl IntoIterator<Item = (T, Style)>,
) -> u16 {
    pieces.into_iter().fold(x, |x, (text, style)| {
        put(buf, area, x, y, text.as_ref(), style)
    })
}

/// A line across the first row.
pub fn rule(area: Rect, style: Style, buf: &mut Buffer) {
    Block::new()
        .borders(Borders::TOP)
        .border_style(style)
        .render(area, buf);
}

/// How many cells `text` takes.
pub fn width(text: &str) -> u16 {
    let cells = match text.is_ascii() && !text.contains(|c: char| c.is_ascii_control()) {
        true => text.len(),
        false => text.width(),
    };
    u16::try_from(cells).unwrap_or(u16::MAX)
}

/// `text`, or its beginning and `…` where it is wider than `room` cells.
pub fn fit(text: &str, room: u16) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let mut left = room.saturating_sub(1);
    let kept: String = text
        .chars()
        .take_while(|c| {
            let cells = u16::try_from(c.width().unwrap_or(0)).unwrap_or(0);
            let fits = cells <= left;
            left = left.saturating_sub(cells);
            fits
        })
        .collect();
    Cow::Owned(if room == 0 {
        String::new()
    } else {
        kept + "…"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_ends_with_an_ellipsis() {
        assert_eq!(fit("accept(s)", 9), "accept(s)");
        assert_eq!(fit("accept(s)", 8), "accept(…");
        assert_eq!(fit("accept(s)", 1), "…");
        assert_eq!(fit("accept(s)", 0), "");
    }
}
