//! The line that a terminal's cursor stands on: text, and the control characters and sequences that programs edit
//! a line with (ECMA-48, console_codes(4)). Colours and what moves about the screen are left out.

/// The longest line, in characters: what is longer goes on in the next one.
const MOST: usize = 1000;
/// The longest sequence whose meaning is looked for, in bytes.
const MOST_SEQUENCE: usize = 32;
/// How far apart tab stops are, in characters.
const TAB: usize = 8;

/// Where in a sequence the bytes are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// After ESC.
    Escape,
    /// After ESC and a character that takes one more.
    One,
    /// After `ESC [`: the parameters so far.
    Sequence(Vec<u8>),
    /// In a string that a terminal does not show, as a window's title is.
    Hidden,
    /// After ESC in such a string.
    HiddenEscape,
}

/// The line.
#[derive(Clone, Debug, Default)]
pub struct Line {
    chars: Vec<char>,
    /// Where the cursor is.
    at: usize,
    state: State,
    /// The first bytes of a character.
    begun: Vec<u8>,
}

impl Line {
    /// What stands in it.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// Whether nothing does.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// Takes one byte; a line that it ends.
    pub fn take(&mut self, byte: u8) -> Option<String> {
        match std::mem::take(&mut self.state) {
            State::Text => return self.shown(byte),
            State::Escape => {
                self.state = match byte {
                    b'[' => State::Sequence(Vec::new()),
                    b']' | b'P' | b'X' | b'^' | b'_' => State::Hidden,
                    b' '..=b'/' => State::One,
                    _ => State::Text,
                };
            }
            State::One => {}
            State::Sequence(mut given) => match byte {
                b'@'..=b'~' => self.edit(byte, &given),
                b' '..=b'?' => {
                    if given.len() < MOST_SEQUENCE {
                        given.push(byte);
                    }
                    self.state = State::Sequence(given);
                }
                // Anything else breaks it off.
                _ => return self.shown(byte),
            },
            State::Hidden => {
                self.state = match byte {
                    0x07 => State::Text,
                    0x1b => State::HiddenEscape,
                    _ => State::Hidden,
                };
            }
            State::HiddenEscape if byte == b'\\' => {}
            State::HiddenEscape => self.state = State::Hidden,
        }
        None
    }

    /// A byte outside of sequences.
    fn shown(&mut self, byte: u8) -> Option<String> {
        match byte {
            0x1b => self.state = State::Escape,
            b'\n' => return Some(self.end()),
            b'\r' => self.at = 0,
            0x08 => self.at = self.at.saturating_sub(1),
            b'\t' => {
                self.at = (self.at / TAB + 1) * TAB;
                self.reach();
            }
            ..=0x1f | 0x7f => {}
            _ => self.decode(byte),
        }
        (self.at >= MOST).then(|| self.end())
    }

    fn end(&mut self) -> String {
        self.at = 0;
        std::mem::take(&mut self.chars).into_iter().collect()
    }

    /// A byte of UTF-8.
    fn decode(&mut self, byte: u8) {
        if byte.is_ascii() {
            self.begun.clear();
            return self.put(byte.into());
        }
        self.begun.push(byte);
        match str::from_utf8(&self.begun) {
            Ok(text) => {
                let read = text.chars().next();
                self.begun.clear();
                read.into_iter().for_each(|c| self.put(c));
            }
            // More is to come.
            Err(why) if why.error_len().is_none() => {}
            Err(_) => {
                self.begun.clear();
                self.put(char::REPLACEMENT_CHARACTER);
            }
        }
    }

    fn put(&mut self, c: char) {
        if c.is_control() {
            return;
        }
        self.reach();
        match self.chars.get_mut(self.at) {
            Some(there) => *there = c,
            None => self.chars.push(c),
        }
        self.at += 1;
    }

    /// The line is as long as the cursor is far.
    fn reach(&mut self) {
        self.at = self.at.min(MOST);
        while self.chars.len() < self.at {
            self.chars.push(' ');
        }
    }

    /// A sequence of this last byte: what edits a line.
    fn edit(&mut self, last: u8, given: &[u8]) {
        let number = str::from_utf8(given)
            .ok()
            .and_then(|text| text.parse().ok());
        let count = number.unwrap_or(1_usize).clamp(1, MOST);
        let at = self.at.min(self.chars.len());
        match last {
            b'C' => self.at = (self.at + count).min(MOST),
            b'D' => self.at = self.at.saturating_sub(count),
            b'G' => self.at = count - 1,
            b'K' => match number.unwrap_or(0) {
                0 => self.chars.truncate(self.at),
                1 => self.chars[..at].fill(' '),
                _ => self.chars.clear(),
            },
            b'P' => drop(self.chars.drain(at..(at + count).min(self.chars.len()))),
            b'@' => {
                let room = MOST.saturating_sub(self.chars.len()).min(count);
                self.chars.splice(at..at, std::iter::repeat_n(' ', room));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(bytes: &[u8]) -> Vec<String> {
        let mut line = Line::default();
        let mut lines: Vec<String> = bytes.iter().filter_map(|byte| line.take(*byte)).collect();
        lines.push(line.text());
        lines
    }

    #[test]
    fn a_line_is_what_a_terminal_shows_of_it() {
        let all: [(&[u8], &[&str]); 9] = [
            (b"ready\r\n", &["ready", ""]),
            (b"10%\r20%\r100%", &["100%"]),
            (b"abd\x08c\tx", &["abc     x"]),
            (b"\x1b[1;31mred\x1b[0m", &["red"]),
            (b"\x1b]0;title\x07text\x1b]0;other\x1b\\!", &["text!"]),
            (b"wrong\x1b[3D\x1b[K!", &["wr!"]),
            ("se\u{f1}al \u{20ac}".as_bytes(), &["se\u{f1}al \u{20ac}"]),
            (b"\xff\xc3(", &["\u{fffd}("]),
            (b"ab\x1b[2Gx\x1b[Gy", &["yx"]),
        ];
        for (bytes, wanted) in all {
            assert_eq!(shown(bytes), wanted, "{}", bytes.escape_ascii());
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_line_that_acts_or_grows(
            bytes in prop::collection::vec(
                prop_oneof![any::<u8>(), prop::sample::select(b"\x1b[]0;9@CDGKPm\r\n\t\x08\x07".to_vec())],
                0..4000,
            )
        ) {
            for line in shown(&bytes) {
                prop_assert!(!line.chars().any(char::is_control));
                prop_assert!(line.chars().count() <= MOST + TAB);
            }
        }
    }
}
