//! The one table of keys: what the learner can do, by which keys, and what help says of it.
//!
//! Dispatch, the help screen, the hints of the last row, `docs/stage.md` and the configuration
//! file all read [`ACTIONS`]. No key of it is one that a Spanish keyboard hides: letters, digits,
//! arrows, Space, Enter, Tab, Esc and F-keys only.

use std::collections::BTreeMap;
use std::fmt;

use crate::words::{Lang, Text, t};

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

/// A part of the help screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Going on and looking back.
    Steps,
    /// Calls and segments.
    Doing,
    /// What is on the screen.
    Screen,
    /// What runs, and how.
    Session,
}

impl Group {
    /// Every group, in the order of the help screen.
    pub const ALL: [Group; 4] = [Group::Steps, Group::Doing, Group::Screen, Group::Session];

    /// Its heading.
    pub const fn title(self) -> Text {
        match self {
            Group::Steps => t::KEYS_STEPS,
            Group::Doing => t::KEYS_DOING,
            Group::Screen => t::KEYS_SCREEN,
            Group::Session => t::KEYS_SESSION,
        }
    }
}

/// One thing that the learner can do.
pub struct Entry {
    /// What.
    pub action: Action,
    /// Its name in the configuration file.
    pub name: &'static str,
    /// Its keys, unless the configuration says otherwise.
    pub keys: &'static [Key],
    /// Where help shows it.
    pub group: Group,
    /// What help says.
    pub text: Text,
}

macro_rules! actions {
    ($($action:ident $name:literal [$($key:expr),*] $group:ident $text:ident;)*) => {
        /// What the learner can do by a key, a click or a menu.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the table says what each does")]
        pub enum Action {
            $($action,)*
        }

        /// Everything that the learner can do.
        pub const ACTIONS: &[Entry] = &[
            $(Entry {
                action: Action::$action,
                name: $name,
                keys: &[$($key),*],
                group: Group::$group,
                text: t::$text,
            },)*
        ];
    };
}

actions! {
    Next        "next"         [Key::Enter, Key::Char(' '), Key::Right] Steps DO_NEXT;
    Back        "back"         [Key::Left]                Steps   DO_BACK;
    First       "first"        [Key::Home]                Steps   DO_FIRST;
    Live        "live"         [Key::End, Key::Char('l')] Steps   DO_LIVE;
    Autoplay    "autoplay"     [Key::Char('a')]           Steps   DO_AUTOPLAY;
    Slower      "slower"       [Key::Char('j')]           Steps   DO_SLOWER;
    Faster      "faster"       [Key::Char('k')]           Steps   DO_FASTER;
    Predictions "predictions"  [Key::Char('y')]           Steps   DO_PREDICTIONS;
    Side        "side"         [Key::Tab]                 Doing   DO_SIDE;
    Calls       "calls"        [Key::Char('c')]           Doing   DO_CALLS;
    Prompt      "prompt"       [Key::Char('p')]           Doing   DO_PROMPT;
    Freeze      "freeze"       [Key::Char('f')]           Doing   DO_FREEZE;
    Release     "release"      [Key::Char('r')]           Doing   DO_RELEASE;
    ReleaseAll  "release-all"  [Key::Char('R')]           Doing   DO_RELEASE_ALL;
    Drop        "drop"         [Key::Char('d')]           Doing   DO_DROP;
    Duplicate   "duplicate"    [Key::Char('u')]           Doing   DO_DUPLICATE;
    Reorder     "reorder"      [Key::Char('o')]           Doing   DO_REORDER;
    States      "states"       [Key::Char('1')]           Screen  PANEL_STATES;
    Ladder      "ladder"       [Key::Char('2')]           Screen  PANEL_LADDER;
    Wire        "wire"         [Key::Char('3')]           Screen  PANEL_WIRE;
    Descriptors "descriptors"  [Key::Char('4')]           Screen  PANEL_DESCRIPTORS;
    Code        "code"         [Key::Char('5')]           Screen  PANEL_CODE;
    Log         "log"          [Key::Char('6')]           Screen  PANEL_LOG;
    Events      "timeline"     [Key::Char('7')]           Screen  PANEL_EVENTS;
    Up          "up"           [Key::Up]                  Screen  DO_UP;
    Down        "down"         [Key::Down]                Screen  DO_DOWN;
    PageUp      "page-up"      [Key::PageUp]              Screen  DO_PAGE_UP;
    PageDown    "page-down"    [Key::PageDown]            Screen  DO_PAGE_DOWN;
    Zoom        "zoom"         [Key::Char('z')]           Screen  DO_ZOOM;
    Presenter   "presenter"    [Key::Char('v')]           Screen  DO_PRESENTER;
    Payload     "payload"      [Key::Char('b')]           Screen  DO_PAYLOAD;
    Numbers     "numbers"      [Key::Char('n')]           Screen  DO_NUMBERS;
    Search      "search"       [Key::Char('s')]           Screen  DO_SEARCH;
    Level       "level"        [Key::Char('i')]           Screen  DO_LEVEL;
    SaveLog     "save-log"     [Key::Char('w')]           Screen  DO_SAVE_LOG;
    Redraw      "redraw"       [Key::Ctrl('l')]           Screen  DO_REDRAW;
    Menu        "menu"         [Key::Char('m')]           Session DO_MENU;
    Lesson      "lesson"       [Key::Char('e')]           Session DO_LESSON;
    Restart     "restart"      [Key::Char('x'), Key::F(5)] Session DO_RESTART;
    Role        "role"         [Key::F(4)]                Session DO_ROLE;
    Language    "language"     [Key::F(2), Key::Char('g')] Session DO_LANGUAGE;
    Theme       "theme"        [Key::F(3), Key::Char('t')] Session DO_THEME;
    Board       "board"        [Key::F(6)]                Session DO_BOARD;
    Mouse       "mouse"        [Key::F(7)]                Session DO_MOUSE;
    Help        "help"         [Key::Char('h'), Key::F(1)] Session DO_HELP;
    Suspend     "suspend"      [Key::Ctrl('z')]           Session DO_SUSPEND;
    Quit        "quit"         [Key::Char('q'), Key::Ctrl('c')] Session DO_QUIT;
}

impl Action {
    /// Its line of the table.
    pub fn entry(self) -> &'static Entry {
        // The table has one line for each action, in the order of the enum.
        &ACTIONS[self as usize]
    }
}

/// Which key does what: the table, with what the configuration changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    by_key: BTreeMap<Key, Action>,
    by_action: BTreeMap<Action, Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let no_changes: [(&str, Vec<String>); 0] = [];
        // The table alone has no clash: a test holds it to that.
        Keymap::with(no_changes).unwrap_or_else(|_| Keymap {
            by_key: BTreeMap::new(),
            by_action: BTreeMap::new(),
        })
    }
}

/// What is wrong with the keys of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeysError {
    /// There is no such action.
    UnknownAction(String),
    /// There is no such key.
    UnknownKey(String),
    /// One key for two actions.
    Clash {
        /// The key.
        key: Key,
        /// The one.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// No key is left to quit by.
    NoQuit,
}

impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeysError::UnknownAction(name) => write!(f, "keys: there is no action {name:?}"),
            KeysError::UnknownKey(key) => write!(
                f,
                "keys: there is no key {key:?}; write r, R, 5, F5, Enter, Space, Left, Ctrl+L"
            ),
            KeysError::NoQuit => write!(
                f,
                "keys: {0} has no key left, so the program could not be left; give {0} one",
                Action::Quit.entry().name
            ),
            KeysError::Clash { key, one, other } => {
                write!(f, "keys: {key} is given to both {one} and {other}")
            }
        }
    }
}

impl std::error::Error for KeysError {}

impl Keymap {
    /// The table with some actions' keys replaced.
    ///
    /// # Errors
    /// An action or a key that does not exist, one key for two actions, no key to quit by.
    pub fn with<N: AsRef<str>>(
        changes: impl IntoIterator<Item = (N, Vec<String>)>,
    ) -> Result<Keymap, KeysError> {
        let mut by_action: BTreeMap<Action, Vec<Key>> = ACTIONS
            .iter()
            .map(|entry| (entry.action, entry.keys.to_vec()))
            .collect();
        let mut changed = Vec::new();
        for (name, keys) in changes {
            let name = name.as_ref();
            let entry = ACTIONS.iter().find(|entry| entry.name == name);
            let entry = entry.ok_or_else(|| KeysError::UnknownAction(name.to_owned()))?;
            let keys = keys
                .into_iter()
                .map(|key| Key::parse(&key).ok_or(KeysError::UnknownKey(key)));
            by_action.insert(entry.action, keys.collect::<Result<_, _>>()?);
            changed.push(entry.action);
        }
        // A key that the configuration gives to one action is taken from the one that had it.
        let given: Vec<Key> = changed
            .iter()
            .flat_map(|action| by_action[action].clone())
            .collect();
        for (action, keys) in &mut by_action {
            if !changed.contains(action) {
                keys.retain(|key| !given.contains(key));
            }
        }
        let mut by_key = BTreeMap::new();
        for (action, keys) in &by_action {
            for key in keys {
                if let Some(other) = by_key.insert(*key, *action) {
                    let (one, other) = (other.entry().name, action.entry().name);
                    return Err(KeysError::Clash {
                        key: *key,
                        one,
                        other,
                    });
                }
            }
        }
        if by_action[&Action::Quit].is_empty() {
            return Err(KeysError::NoQuit);
        }
        Ok(Keymap { by_key, by_action })
    }

    /// What this key does.
    pub fn action(&self, key: Key) -> Option<Action> {
        self.by_key.get(&key).copied()
    }

    /// The keys of an action, the first one first.
    pub fn keys(&self, action: Action) -> &[Key] {
        self.by_action.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The first key of an action as the screen shows it; nothing if it has none.
    pub fn hint(&self, action: Action, lang: Lang) -> String {
        self.keys(action)
            .first()
            .map(|key| shown(*key, lang))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_line_in_order_and_a_key() {
        for (index, entry) in ACTIONS.iter().enumerate() {
            assert_eq!(entry.action as usize, index, "{}", entry.name);
            assert!(!entry.keys.is_empty(), "{} has no key", entry.name);
            assert_eq!(
                ACTIONS
                    .iter()
                    .filter(|other| other.name == entry.name)
                    .count(),
                1
            );
        }
    }

    #[test]
    fn no_key_is_given_twice() {
        let no_changes: [(&str, Vec<String>); 0] = [];
        assert!(Keymap::with(no_changes).is_ok());
    }

    #[test]
    fn no_key_is_one_that_a_spanish_keyboard_hides() {
        for entry in ACTIONS {
            for key in entry.keys {
                let easy = match key {
                    Key::Char(c) => *c == ' ' || c.is_ascii_alphanumeric(),
                    Key::Ctrl(c) => c.is_ascii_lowercase(),
                    Key::F(number) => (1..=12).contains(number),
                    _ => true,
                };
                assert!(easy, "{}: {key}", entry.name);
            }
        }
    }

    #[test]
    fn a_key_is_read_as_it_is_written() {
        for entry in ACTIONS {
            for key in entry.keys {
                assert_eq!(Key::parse(&key.to_string()), Some(*key));
            }
        }
        for nothing in ["", "F0", "F13", "rr", "Ctrl+", "\u{1b}"] {
            assert_eq!(Key::parse(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_configured_key_is_taken_from_the_action_that_had_it() {
        let keys = Keymap::with([("next", vec!["n".to_owned()])]).unwrap();
        assert_eq!(keys.action(Key::Char('n')), Some(Action::Next));
        assert_eq!(keys.keys(Action::Numbers), &[]);
        assert_eq!(keys.action(Key::Enter), None);
    }

    #[test]
    fn the_program_can_always_be_left_by_a_key() {
        let with = |changes: &[(&str, &[&str])]| {
            let list = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
            Keymap::with(changes.iter().map(|(name, keys)| (*name, list(keys))))
        };
        assert_eq!(with(&[("quit", &[])]), Err(KeysError::NoQuit));
        assert_eq!(with(&[("next", &["q", "Ctrl+C"])]), Err(KeysError::NoQuit));
        let one_left = with(&[("next", &["Ctrl+C"])]).unwrap();
        assert_eq!(one_left.keys(Action::Quit), &[Key::Char('q')]);
        let another = with(&[("quit", &["F10"]), ("next", &["q"])]).unwrap();
        assert_eq!(another.action(Key::F(10)), Some(Action::Quit));
    }

    #[test]
    fn mistakes_in_the_configured_keys_are_named() {
        let one = |name: &str, key: &str| Keymap::with([(name, vec![key.to_owned()])]).unwrap_err();
        assert_eq!(one("nxet", "n"), KeysError::UnknownAction("nxet".into()));
        assert_eq!(
            one("next", "Enterr"),
            KeysError::UnknownKey("Enterr".into())
        );
        let both = Keymap::with([
            ("next", vec!["n".to_owned()]),
            ("back", vec!["n".to_owned()]),
        ]);
        assert!(both.unwrap_err().to_string().contains("next and back"));
    }
}
