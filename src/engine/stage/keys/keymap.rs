//! Which key does what.

use std::collections::BTreeMap;
use std::fmt;

use super::actions::Action;
use super::key::{Key, shown};
use super::spoken::spoken;
use crate::fill;
use crate::words::show::plain;
use crate::words::{Lang, t};

/// Which key does what: the table, with what the configuration changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    by_key: BTreeMap<Key, Action>,
    by_action: BTreeMap<Action, Vec<Key>>,
    /// Whether texts name words in place of keys.
    spoken: bool,
    /// What cannot be done here at all.
    gone: Vec<Action>,
}

impl Default for Keymap {
    fn default() -> Self {
        let no_changes: [(&str, Vec<String>); 0] = [];
        // The table alone has no clash: a test holds it to that.
        Keymap::with(no_changes).unwrap_or_else(|_| Keymap {
            by_key: BTreeMap::new(),
            by_action: BTreeMap::new(),
            spoken: false,
            gone: Vec::new(),
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

impl KeysError {
    /// What is wrong, for the user.
    pub fn display(&self, lang: Lang) -> String {
        match self {
            KeysError::UnknownAction(name) => {
                fill!(lang, t::KEYS_NO_ACTION, name = plain(name))
            }
            KeysError::UnknownKey(key) => fill!(lang, t::KEYS_NO_KEY, key = plain(key)),
            KeysError::NoQuit => {
                let action = Action::Quit.entry().name;
                fill!(lang, t::KEYS_NO_QUIT, action = action)
            }
            KeysError::Clash { key, one, other } => {
                fill!(lang, t::KEYS_CLASH, key = key, one = one, other = other)
            }
        }
    }
}

/// The error in English.
impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display(Lang::En))
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
        let mut by_action: BTreeMap<Action, Vec<Key>> = Action::all()
            .map(|action| (action, action.entry().keys.to_vec()))
            .collect();
        let mut changed = Vec::new();
        for (name, keys) in changes {
            let name = name.as_ref();
            let action = Action::all().find(|action| action.entry().name == name);
            let action = action.ok_or_else(|| KeysError::UnknownAction(name.to_owned()))?;
            let keys = keys
                .into_iter()
                .map(|key| Key::parse(&key).ok_or(KeysError::UnknownKey(key)));
            by_action.insert(action, keys.collect::<Result<_, _>>()?);
            changed.push(action);
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
        Ok(Keymap {
            by_key,
            by_action,
            spoken: false,
            gone: Vec::new(),
        })
    }

    /// The same keys, where texts name words in their place.
    pub fn spoken(self) -> Keymap {
        Keymap {
            spoken: true,
            ..self
        }
    }

    /// The same without these actions: a page cannot be quit or put aside. They have no keys, and
    /// neither help nor menu names them.
    #[must_use]
    pub fn without(mut self, actions: &[Action]) -> Keymap {
        self.by_key.retain(|_, action| !actions.contains(action));
        self.by_action.retain(|action, _| !actions.contains(action));
        self.gone.extend(actions);
        self
    }

    /// Whether this can be done here, by a key or a menu.
    pub fn has(&self, action: Action) -> bool {
        !self.gone.contains(&action)
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
        if self.spoken {
            return spoken(action, lang).unwrap_or_default().to_owned();
        }
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
    fn no_key_is_given_twice() {
        let no_changes: [(&str, Vec<String>); 0] = [];
        assert!(Keymap::with(no_changes).is_ok());
    }

    #[test]
    fn what_cannot_be_done_has_no_key() {
        let keys = Keymap::default().without(&[Action::Quit]);
        assert_eq!(keys.action(Key::Char('q')), None);
        assert_eq!(keys.keys(Action::Quit), &[]);
        assert!(!keys.has(Action::Quit) && keys.has(Action::Next));
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
