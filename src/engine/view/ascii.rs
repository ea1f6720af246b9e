//! The screen in ASCII alone, for terminals without UTF-8.

use ratatui::buffer::Buffer;

/// Draws everything with the characters of ASCII alone. Done once, at the end, so that no view has to
/// know of it.
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
        // The signs of the states: nothing that could be a socket's name or a number.
        '○' => 'O',
        '◎' => '@',
        '◇' => '?',
        '●' => '*',
        '◔' => '/',
        '◑' => '\\',
        '◐' => '(',
        '◆' => '&',
        '◕' => '!',
        '▣' => '%',
        '×' => 'X',
        '✗' => 'x',
        '✓' => '+',
        '⋯' | '…' => '~',
        '↻' => '$',
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
    use std::collections::BTreeSet;

    use sockscope_link::State;

    use super::ascii;
    use crate::words::glyph;

    #[test]
    fn every_state_has_a_sign_of_its_own_that_is_no_name() {
        let signs = State::ALL.map(|state| ascii(glyph(state).chars().next().unwrap_or(' ')));
        assert!(
            signs
                .iter()
                .all(|sign| !sign.is_lowercase() && !sign.is_ascii_digit())
        );
        assert_eq!(BTreeSet::from(signs).len(), State::ALL.len(), "{signs:?}");
    }
}
