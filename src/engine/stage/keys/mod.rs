//! Keys: what they are called, what the learner can do by them, and which does what.
//!
//! Dispatch, the help screen, the hints of the last row, `docs/stage.md` and the configuration
//! file all read the one table of [`Action`]s. No key of it is one that a Spanish keyboard hides:
//! letters, digits, arrows, Space, Enter, Tab, Esc and F-keys only.

mod actions;
mod key;
mod keymap;
mod spoken;

pub use actions::{Action, Entry, Group};
pub use key::{Key, shown};
pub use keymap::{Keymap, KeysError};
pub use spoken::{SPOKEN, spoken};
