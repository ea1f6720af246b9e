//! Text from the other end, made safe to show.

use alloc::string::String;
use core::fmt::Write;

/// Makes text of any bytes, such that nothing in it can act on a terminal.
///
/// What is printable stays. A byte that is no UTF-8 and a control character come out as `\xNN`, a
/// character that turns the direction of writing or ends the line as `\u{NNNN}`. Tabs stay. Colour
/// sequences (`ESC [ … m`, of which the chip's own boot messages are full) are taken away: they
/// carry no text, and colours are for the views to choose.
pub fn printable(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    // Nearly every line is this plain.
    if let Ok(text) = str::from_utf8(bytes)
        && bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t'))
    {
        out.push_str(text);
        return out;
    }
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(c) = rest.chars().next() {
            if let Some(after) = skip_colour(rest) {
                rest = after;
                continue;
            }
            rest = &rest[c.len_utf8()..];
            push(&mut out, c);
        }
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

fn push(out: &mut String, c: char) {
    match c {
        '\t' => out.push(c),
        '\0'..='\x1f' | '\x7f' => {
            let _ = write!(out, "\\x{:02x}", u32::from(c));
        }
        // C1 controls; direction marks, embeddings, overrides and isolates; line separators.
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => out.extend(c.escape_unicode()),
        _ => out.push(c),
    }
}

/// What follows the "select graphic rendition" sequence at the start of `text`, if one is there.
fn skip_colour(text: &str) -> Option<&str> {
    text.strip_prefix("\x1b[")?
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == ';')
        .strip_prefix('m')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn nothing_acts_on_a_terminal() {
        for (bytes, shown) in [
            (&b"plain\ttext"[..], "plain\ttext"),
            ("¿qué?, ñandú → 日本".as_bytes(), "¿qué?, ñandú → 日本"),
            (b"\x1b[0;32mI (24) boot: ok\x1b[0m", "I (24) boot: ok"),
            (b"\x1b[m", ""),
            (b"\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"),
            (b"\x1b[31", "\\x1b[31"),
            (b"50%\r100%", "50%\\x0d100%"),
            (b"a\0b\x7f", "a\\x00b\\x7f"),
            (b"\xf8\xe5ets", "\\xf8\\xe5ets"),
            (b"caf\xc3", "caf\\xc3"),
            ("\u{9b}2J".as_bytes(), "\\u{9b}2J"),
            ("\u{202e}live\u{2028}".as_bytes(), "\\u{202e}live\\u{2028}"),
        ] {
            assert_eq!(printable(bytes), shown);
        }
    }
}
