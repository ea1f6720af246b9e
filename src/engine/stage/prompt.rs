//! The prompt of the call language: one line of text, with history and completion.

use super::field::Field;
use super::keys::Key;
use crate::peer::Peer;
use crate::run::Model;
use crate::script::{Actor, MAX_LINE, ScriptError, complete};

/// A line that is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// Whose calls it makes, unless the line says otherwise.
    pub side: Peer,
    /// The line.
    pub field: Field,
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
        let mut field = Field::new(MAX_LINE);
        field.set(text);
        Prompt {
            side,
            field,
            error: None,
            offers: Vec::new(),
            at: history.len(),
            history,
        }
    }

    /// Puts pasted text in at the cursor.
    pub fn paste(&mut self, text: &str) {
        self.field.paste(text);
    }

    /// A key other than Enter, Esc and Tab.
    pub fn edit(&mut self, key: Key) {
        self.error = None;
        self.offers.clear();
        match key {
            Key::Up => self.recall(self.at.saturating_sub(1)),
            Key::Down => self.recall(self.at + 1),
            key => self.field.edit(key),
        }
    }

    fn recall(&mut self, at: usize) {
        self.at = at.min(self.history.len());
        let text = self.history.get(self.at).map_or("", String::as_str);
        self.field.set(text);
    }

    /// Completes the word at the cursor as far as it is clear, and offers what could follow.
    pub fn complete(&mut self, model: &Model) {
        self.error = None;
        let before: String = self
            .field
            .text()
            .chars()
            .take(self.field.cursor())
            .collect();
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
            && common.chars().count() >= self.field.cursor() - first.keep
        {
            self.field.replace_back_to(first.keep, &common);
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
