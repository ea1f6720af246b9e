//! Small tools for drawing text into cells.

use std::borrow::Cow;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Writes `text` at (`x`, `y`), no further than the right end of `area`; what does not fit ends
/// with `…`. Returns the column after it.
pub fn put(buf: &mut Buffer, area: Rect, x: u16, y: u16, text: &str, style: Style) -> u16 {
    if y < area.y || y >= area.bottom() || x >= area.right() {
        return x;
    }
    let room = area.right() - x;
    let fitted = fit(text, room);
    buf.set_stringn(x, y, &fitted, usize::from(room), style).0
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

/// How many cells `text` takes.
pub fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
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

/// Breaks `text` into lines of at most `room` cells, at spaces where there are any.
pub fn wrap(text: &str, room: u16) -> Vec<String> {
    let mut lines = Vec::new();
    if room == 0 {
        return lines;
    }
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let needed = width(&line) + u16::from(!line.is_empty()) + width(word);
            if needed > room && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            for c in word.chars() {
                if width(&line) + u16::try_from(c.width().unwrap_or(0)).unwrap_or(0) > room {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        }
        lines.push(line);
    }
    lines
}

/// Draws everything with the characters of ASCII alone, for terminals without UTF-8. Done once,
/// at the end, so that no view has to know of it.
pub fn to_ascii(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if !cell.symbol().is_ascii()
            && let Some(c) = cell.symbol().chars().next()
        {
            cell.set_char(ascii(c));
        }
    }
}

/// The ASCII character that stands for `c`.
fn ascii(c: char) -> char {
    match c {
        '─' | '━' | '╌' | '═' | '▔' => '-',
        '│' | '┃' | '┊' | '║' => '|',
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' | '╭' | '╮' | '╰' | '╯' | '┏' | '┓'
        | '┗' | '┛' | '┣' | '┫' | '┳' | '┻' | '╋' => '+',
        '▶' | '►' | '▸' | '→' | '▷' | '›' | '»' => '>',
        '◀' | '◄' | '◂' | '←' | '◁' | '‹' | '«' => '<',
        '▲' | '↑' => '^',
        '▼' | '↓' => 'v',
        '○' => 'o',
        '◎' => 'b',
        '◇' => 'L',
        '●' => '*',
        '◔' => '1',
        '◑' => '2',
        '◐' => 'w',
        '◆' => 'c',
        '◕' => 'a',
        '▣' => 't',
        '×' | '✗' => 'x',
        '✓' => '+',
        '⋯' | '…' => '~',
        '‖' | '▐' | '▌' => '=',
        '█' | '▀' | '▄' | '▓' => '#',
        '·' | '•' => '.',
        'á' | 'à' | 'ä' | 'â' => 'a',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ì' | 'ï' | 'î' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' => 'o',
        'ú' | 'ù' | 'ü' | 'û' => 'u',
        'ñ' => 'n',
        'Á' => 'A',
        'É' => 'E',
        'Í' => 'I',
        'Ó' => 'O',
        'Ú' | 'Ü' => 'U',
        'Ñ' => 'N',
        '¿' => '?',
        '¡' => '!',
        '–' | '—' | '−' => '-',
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        _ => '.',
    }
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

    #[test]
    fn lines_break_at_spaces_and_long_words_anywhere() {
        assert_eq!(
            wrap("la cola de pendientes", 10),
            ["la cola de", "pendientes"]
        );
        assert_eq!(wrap("0123456789ab", 5), ["01234", "56789", "ab"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
