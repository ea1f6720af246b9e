//! A line of text that is being typed.

use tui_input::{Input, InputRequest};

use super::keys::Key;

/// A line of text that is being typed, of a length that has a limit.
#[derive(Clone, Debug)]
pub struct Field {
    input: Input,
    most: usize,
}

/// The same text with the cursor at the same place.
impl PartialEq for Field {
    fn eq(&self, other: &Field) -> bool {
        (self.text(), self.cursor()) == (other.text(), other.cursor())
    }
}

impl Field {
    /// An empty line that takes so many characters.
    pub fn new(most: usize) -> Field {
        Field {
            input: Input::default(),
            most,
        }
    }

    /// Another text, the cursor at its end.
    pub fn set(&mut self, text: &str) {
        self.input.reset();
        text.chars().for_each(|c| self.insert(c));
    }

    /// What is written in it.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// How many characters stand before the cursor.
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// How many cells stand before the cursor.
    pub fn column(&self) -> u16 {
        u16::try_from(self.input.visual_cursor()).unwrap_or(u16::MAX)
    }

    /// How many cells of it are left out at the beginning where it has `room` of them.
    pub fn scroll(&self, room: u16) -> u16 {
        u16::try_from(self.input.visual_scroll(usize::from(room.max(1) - 1))).unwrap_or(u16::MAX)
    }

    /// Puts a character in at the cursor; control characters and what is too long are left out.
    pub fn insert(&mut self, c: char) {
        if !c.is_control() && self.text().chars().count() < self.most {
            self.input.handle(InputRequest::InsertChar(c));
        }
    }

    /// Puts pasted text in at the cursor: one line, whatever the lines and tabs of the text were.
    pub fn paste(&mut self, text: &str) {
        let words = text.split(char::is_control).filter(|part| !part.is_empty());
        let line = words.collect::<Vec<_>>().join(" ");
        line.chars().for_each(|c| self.insert(c));
    }

    /// Replaces what stands between `start` and the cursor, both counted in characters.
    pub fn replace_back_to(&mut self, start: usize, text: &str) {
        while self.cursor() > start && self.input.handle(InputRequest::DeletePrevChar).is_some() {}
        text.chars().for_each(|c| self.insert(c));
    }

    /// A key that edits a line, as a terminal's own line has it (termios(3): VKILL, VWERASE).
    pub fn edit(&mut self, key: Key) {
        let request = match key {
            Key::Char(c) => return self.insert(c),
            Key::Backspace => InputRequest::DeletePrevChar,
            Key::Delete => InputRequest::DeleteNextChar,
            Key::Ctrl('u') => InputRequest::DeleteFromStart,
            Key::Ctrl('w') => InputRequest::DeletePrevWord,
            Key::Left => InputRequest::GoToPrevChar,
            Key::Right => InputRequest::GoToNextChar,
            Key::Home => InputRequest::GoToStart,
            Key::End => InputRequest::GoToEnd,
            _ => return,
        };
        self.input.handle(request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Field {
        let mut field = Field::new(100);
        field.set(text);
        field
    }

    #[test]
    fn pasted_lines_are_one_line_with_spaces_between() {
        let mut field = typed("");
        field.paste("bind(s, ANY:7777)\r\nlisten(s,\t1)\n");
        assert_eq!(field.text(), "bind(s, ANY:7777) listen(s, 1)");
        assert_eq!(field.cursor(), field.text().len());
    }

    #[test]
    fn what_is_too_long_and_what_is_no_text_is_left_out() {
        let mut field = Field::new(3);
        "a\u{1b}b\nñd".chars().for_each(|c| field.insert(c));
        assert_eq!(field.text(), "abñ");
    }

    #[test]
    fn ctrl_u_takes_the_line_before_the_cursor() {
        let mut field = typed("listen(s, 1)");
        field.edit(Key::Left);
        field.edit(Key::Ctrl('u'));
        assert_eq!((field.text(), field.cursor()), (")", 0));
        field.edit(Key::Ctrl('u'));
        assert_eq!(field.text(), ")");
    }

    #[test]
    fn ctrl_w_takes_word_after_word() {
        let mut field = typed("connect(c, SERVER:7777)");
        for left in ["connect(c, SERVER:", "connect(c, ", "connect(", "", ""] {
            field.edit(Key::Ctrl('w'));
            assert_eq!(field.text(), left);
            assert_eq!(field.cursor(), left.len());
        }
    }

    #[test]
    fn a_letter_of_two_code_points_is_taken_as_one() {
        let mut field = typed("n\u{303}");
        field.edit(Key::Backspace);
        assert_eq!(field.text(), "");
    }
}
