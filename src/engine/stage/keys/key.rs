//! A key of the keyboard and its names.

use std::fmt;

use crate::words::{Lang, t};

/// A key, without what a terminal adds to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the variants bear the names on the keys")]
pub enum Key {
    Char(char),
    Enter,
    Esc,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
    /// A letter together with Ctrl.
    Ctrl(char),
}

/// The keys that have a name, and how the configuration file writes it.
const NAMED: [(Key, &str); 14] = [
    (Key::Enter, "Enter"),
    (Key::Esc, "Esc"),
    (Key::Tab, "Tab"),
    (Key::Backspace, "Backspace"),
    (Key::Delete, "Delete"),
    (Key::Left, "Left"),
    (Key::Right, "Right"),
    (Key::Up, "Up"),
    (Key::Down, "Down"),
    (Key::Home, "Home"),
    (Key::End, "End"),
    (Key::PageUp, "PageUp"),
    (Key::PageDown, "PageDown"),
    (Key::Char(' '), "Space"),
];

impl Key {
    /// The key that the configuration file writes like this: `Enter`, `F5`, `Ctrl+L`, `r`, `R`.
    pub fn parse(text: &str) -> Option<Key> {
        if let Some((key, _)) = NAMED
            .iter()
            .find(|(_, name)| name.eq_ignore_ascii_case(text))
        {
            return Some(*key);
        }
        let only = |text: &str| {
            let mut chars = text.chars();
            chars
                .next()
                .filter(|c| chars.next().is_none() && !c.is_control())
        };
        if let Some(c) = only(text) {
            return Some(Key::Char(c));
        }
        if let Some(rest) = text.strip_prefix("Ctrl+") {
            return only(rest).map(|c| Key::Ctrl(c.to_ascii_lowercase()));
        }
        let number = text.strip_prefix(['F', 'f'])?.parse().ok()?;
        (1..=12).contains(&number).then_some(Key::F(number))
    }
}

/// As the configuration file writes it.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((_, name)) = NAMED.iter().find(|(key, _)| key == self) {
            return f.pad(name);
        }
        match self {
            Key::Char(c) => write!(f, "{c}"),
            Key::F(number) => write!(f, "F{number}"),
            Key::Ctrl(c) => write!(f, "Ctrl+{}", c.to_ascii_uppercase()),
            _ => Ok(()),
        }
    }
}

/// A key as the screen shows it: arrows as arrows.
pub fn shown(key: Key, lang: Lang) -> String {
    match key {
        Key::Left => "←".to_owned(),
        Key::Right => "→".to_owned(),
        Key::Up => "↑".to_owned(),
        Key::Down => "↓".to_owned(),
        Key::Home => t::KEY_HOME.get(lang).to_owned(),
        Key::End => t::KEY_END.get(lang).to_owned(),
        Key::PageUp => t::KEY_PAGE_UP.get(lang).to_owned(),
        Key::PageDown => t::KEY_PAGE_DOWN.get(lang).to_owned(),
        Key::Char(' ') => t::KEY_SPACE.get(lang).to_owned(),
        Key::Char(c) if c.is_uppercase() => {
            format!("{}+{}", t::KEY_SHIFT.get(lang), c.to_lowercase())
        }
        key => key.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::keys::Action;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        for action in Action::all() {
            for key in action.entry().keys {
                assert_eq!(Key::parse(&key.to_string()), Some(*key));
            }
        }
        for nothing in ["", "F0", "F13", "rr", "Ctrl+", "\u{1b}"] {
            assert_eq!(Key::parse(nothing), None, "{nothing:?}");
        }
    }
}
