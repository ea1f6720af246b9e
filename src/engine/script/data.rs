//! Texts: the bytes that a script sends or expects.

use super::ast::DataExpr;
use super::cursor::{Cursor, Parsed};
use super::error::{ErrorKind, Expected};
use super::words;

impl Cursor<'_> {
    /// Whether a text is next.
    pub fn at_data(&mut self) -> bool {
        let place = self.place();
        let quoted = matches!(self.next(), Some('"' | '\''));
        let word = self.word();
        let byte = word
            .as_ref()
            .is_some_and(|w| words::find(&words::BYTE_WORDS, &w.text).is_some());
        let hex = word.is_some_and(|w| w.text == "hex") && self.peek() == Some('"');
        self.go_back(place);
        quoted || byte || hex
    }

    /// One text or several side by side (they are joined, as in C), perhaps `* TIMES`.
    pub fn data(&mut self) -> Parsed<DataExpr> {
        let start = self.place();
        let mut bytes = Vec::new();
        if !self.at_data() {
            return Err(self.unexpected(Expected::Data));
        }
        while self.at_data() {
            self.piece(&mut bytes)?;
        }
        let mut times = 1;
        if self.eat('*') {
            times = self.number(0, i64::from(u32::MAX), Expected::Number)? as u32;
        }
        let most = if bytes.len() <= 1 {
            DataExpr::MAX_FILL
        } else {
            DataExpr::MAX_REPEAT
        };
        let data = DataExpr { bytes, times };
        if times > most || data.len() > most as usize {
            return Err(self.error(start, ErrorKind::TooMuchData));
        }
        Ok(data)
    }

    fn piece(&mut self, bytes: &mut Vec<u8>) -> Parsed<()> {
        if let Some(word) = self.word() {
            match words::find(&words::BYTE_WORDS, &word.text) {
                Some(known) => bytes.extend_from_slice(known),
                None => self.hex(bytes)?,
            }
            return Ok(());
        }
        let start = self.place();
        let quote = self.take();
        loop {
            match self.take() {
                None => return Err(self.error(start, ErrorKind::UnfinishedText)),
                c if c == quote => return Ok(()),
                Some('\\') => self.escape(bytes)?,
                Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
    }

    /// The escapes of C that a lesson needs.
    fn escape(&mut self, bytes: &mut Vec<u8>) -> Parsed<()> {
        let start = self.here() - 1;
        let byte = match self.take() {
            Some('n') => b'\n',
            Some('r') => b'\r',
            Some('t') => b'\t',
            Some('0') => 0,
            Some('\\') => b'\\',
            Some('"') => b'"',
            Some('\'') => b'\'',
            Some('x') => match (self.take_hex(), self.take_hex()) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return Err(self.error(start, ErrorKind::BadEscape)),
            },
            _ => return Err(self.error(start, ErrorKind::BadEscape)),
        };
        bytes.push(byte);
        Ok(())
    }

    /// The quoted part of `hex"…"`.
    fn hex(&mut self, bytes: &mut Vec<u8>) -> Parsed<()> {
        let start = self.here();
        self.take();
        loop {
            match self.take() {
                None => return Err(self.error(start, ErrorKind::UnfinishedText)),
                Some('"') => return Ok(()),
                Some(' ') => {}
                Some(c) => match (hex_digit(c), self.take_hex()) {
                    (Some(high), Some(low)) => bytes.push(high << 4 | low),
                    _ => return Err(self.error(start, ErrorKind::BadHex)),
                },
            }
        }
    }

    fn take_hex(&mut self) -> Option<u8> {
        self.take().and_then(hex_digit)
    }
}

fn hex_digit(c: char) -> Option<u8> {
    c.to_digit(16).map(|digit| digit as u8)
}
