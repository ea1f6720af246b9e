//! The prompt of the call language: one line of text, with history and completion.

use super::keys::Key;
use crate::peer::Peer;
use crate::run::Model;
use crate::script::{Actor, ScriptError, complete};

/// A line that is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// Whose calls it makes, unless the line says otherwise.
    pub side: Peer,
    /// The line's characters.
    chars: Vec<char>,
    /// Where the next character goes.
    pub cursor: usize,
    /// What is wrong with the line that was entered last.
    pub error: Option<ScriptError>,
    /// What could stand at the cursor.
    pub offers: Vec<String>,
    history: Vec<String>,
    /// Which line of the history is shown; its length is the line being typed.
    at: usize,
}

impl Prompt {
    /// An empty prompt.
    pub fn new(side: Peer, history: Vec<String>) -> Prompt {
        Prompt::with(side, history, "")
    }

    /// A prompt with a line to be changed, the cursor at its end.
    pub fn with(side: Peer, history: Vec<String>, text: &str) -> Prompt {
        let chars: Vec<char> = text.chars().collect();
        Prompt {
            side,
            cursor: chars.len(),
            chars,
            error: None,
            offers: Vec::new(),
            at: history.len(),
            history,
        }
    }

    /// The line.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// Puts a character in at the cursor; control characters and what is too long are left out.
    pub fn insert(&mut self, c: char) {
        if !c.is_control() && self.chars.len() < crate::script::MAX_LINE {
            self.chars.insert(self.cursor, c);
            self.cursor += 1;
        }
    }

    /// Puts pasted text in at the cursor: one line, whatever the lines and tabs of the text were.
    pub fn paste(&mut self, text: &str) {
        let words = text.split(char::is_control).filter(|part| !part.is_empty());
        let line = words.collect::<Vec<_>>().join(" ");
        line.chars().for_each(|c| self.insert(c));
    }

    /// A key other than Enter, Esc and Tab.
    pub fn edit(&mut self, key: Key) {
        self.error = None;
        self.offers.clear();
        match key {
            Key::Char(c) => self.insert(c),
            Key::Backspace if self.cursor > 0 => {
                self.cursor -= 1;
                self.chars.remove(self.cursor);
            }
            Key::Delete if self.cursor < self.chars.len() => {
                self.chars.remove(self.cursor);
            }
            // As a terminal's own line has it (termios(3): VKILL, VWERASE).
            Key::Ctrl('u') => self.remove_back_to(0),
            Key::Ctrl('w') => self.remove_back_to(self.word_start()),
            Key::Left => self.cursor = self.cursor.saturating_sub(1),
            Key::Right => self.cursor = (self.cursor + 1).min(self.chars.len()),
            Key::Home => self.cursor = 0,
            Key::End => self.cursor = self.chars.len(),
            Key::Up => self.recall(self.at.saturating_sub(1)),
            Key::Down => self.recall(self.at + 1),
            _ => {}
        }
    }

    fn remove_back_to(&mut self, start: usize) {
        self.chars.drain(start..self.cursor);
        self.cursor = start;
    }

    /// Where the word before the cursor begins; what ends it counts to it.
    fn word_start(&self) -> usize {
        let before = &self.chars[..self.cursor];
        let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
        let end = before.iter().rposition(is_word).unwrap_or(0);
        let gap = before[..end].iter().rposition(|c| !is_word(c));
        gap.map_or(0, |gap| gap + 1)
    }

    fn recall(&mut self, at: usize) {
        self.at = at.min(self.history.len());
        self.chars = self
            .history
            .get(self.at)
            .map(|text| text.chars().collect())
            .unwrap_or_default();
        self.cursor = self.chars.len();
    }

    /// Completes the word at the cursor as far as it is clear, and offers what could follow.
    pub fn complete(&mut self, model: &Model) {
        self.error = None;
        let before: String = self.chars[..self.cursor].iter().collect();
        let role = model.options.role;
        let names = |actor: Actor| {
            model
                .names
                .of(actor.peer(role))
                .map(str::to_owned)
                .collect()
        };
        let offers = complete(&before, Some(self.side.into()), &names);
        let texts: Vec<String> = offers.iter().map(|offer| offer.text.clone()).collect();
        if let (Some(first), Some(common)) = (offers.first(), common_start(&texts))
            && common.chars().count() >= self.cursor - first.keep
        {
            self.chars.drain(first.keep..self.cursor);
            self.cursor = first.keep;
            common.chars().for_each(|c| self.insert(c));
        }
        // Alone, a call shows how it is written; a choice is offered.
        self.offers = match offers.as_slice() {
            [only] => only.form.map(str::to_owned).into_iter().collect(),
            _ => texts,
        };
    }
}

/// What all of them begin with.
fn common_start(words: &[String]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let same = |end: usize| rest.iter().all(|word| word.starts_with(&first[..end]));
    let ends = first.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| same(*end)).last()?;
    Some(first[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Prompt {
        Prompt::with(Peer::Host, Vec::new(), text)
    }

    #[test]
    fn pasted_lines_are_one_line_with_spaces_between() {
        let mut prompt = typed("");
        prompt.paste("bind(s, ANY:7777)\r\nlisten(s,\t1)\n");
        assert_eq!(prompt.text(), "bind(s, ANY:7777) listen(s, 1)");
        assert_eq!(prompt.cursor, prompt.text().len());
    }

    #[test]
    fn ctrl_u_takes_the_line_before_the_cursor() {
        let mut prompt = typed("listen(s, 1)");
        prompt.edit(Key::Left);
        prompt.edit(Key::Ctrl('u'));
        assert_eq!((prompt.text().as_str(), prompt.cursor), (")", 0));
        prompt.edit(Key::Ctrl('u'));
        assert_eq!(prompt.text(), ")");
    }

    #[test]
    fn ctrl_w_takes_word_after_word() {
        let mut prompt = typed("connect(c, SERVER:7777)");
        for left in ["connect(c, SERVER:", "connect(c, ", "connect(", "", ""] {
            prompt.edit(Key::Ctrl('w'));
            assert_eq!(prompt.text(), left);
            assert_eq!(prompt.cursor, left.len());
        }
    }
}
