//! The one table of what the learner can do: by which keys, and what help says of it.

use super::key::Key;
use crate::lesson::Panel;
use crate::words::{Text, t};

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
#[derive(Clone, Copy, Debug)]
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
            /// Make this one the panel of choice.
            Panel(Panel),
            $($action,)*
        }

        /// Everything but the panels.
        const OTHERS: &[Action] = &[$(Action::$action,)*];

        impl Action {
            /// Its line of the table.
            pub fn entry(self) -> Entry {
                match self {
                    Action::Panel(panel) => Entry {
                        action: self,
                        name: panel.name(),
                        keys: digit(panel),
                        group: Group::Screen,
                        text: panel.title(),
                    },
                    $(Action::$action => Entry {
                        action: self,
                        name: $name,
                        keys: &[$($key),*],
                        group: Group::$group,
                        text: t::$text,
                    },)*
                }
            }
        }
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
    Hold        "hold"         [Key::Char('P')]           Steps   DO_HOLD;
    Steps       "steps"        [Key::Char('8')]           Steps   DO_STEPS;
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
    Keyboard    "keyboard"     [Key::F(12)]               Doing   DO_KEYBOARD;
    Up          "up"           [Key::Up]                  Screen  DO_UP;
    Down        "down"         [Key::Down]                Screen  DO_DOWN;
    PageUp      "page-up"      [Key::PageUp]              Screen  DO_PAGE_UP;
    PageDown    "page-down"    [Key::PageDown]            Screen  DO_PAGE_DOWN;
    Zoom        "zoom"         [Key::Char('z')]           Screen  DO_ZOOM;
    Presenter   "presenter"    [Key::Char('v')]           Screen  DO_PRESENTER;
    Notes       "notes"        [Key::Char('9')]           Screen  DO_NOTES;
    Explain     "explain"      [Key::Char('E')]           Screen  DO_EXPLAIN;
    Payload     "payload"      [Key::Char('b')]           Screen  DO_PAYLOAD;
    Numbers     "numbers"      [Key::Char('n')]           Screen  DO_NUMBERS;
    Search      "search"       [Key::Char('s')]           Screen  DO_SEARCH;
    Level       "level"        [Key::Char('i')]           Screen  DO_LEVEL;
    SaveLog     "save-log"     [Key::Char('w')]           Screen  DO_SAVE_LOG;
    Copy        "copy"         [Key::Char('Y')]           Screen  DO_COPY;
    Record      "record"       [Key::F(9)]                Session DO_RECORD;
    Keep        "keep"         [Key::Char('K')]           Session DO_KEEP;
    Export      "export"       [Key::F(8)]                Session DO_EXPORT;
    Redraw      "redraw"       [Key::Ctrl('l')]           Screen  DO_REDRAW;
    Menu        "menu"         [Key::Char('m')]           Session DO_MENU;
    Lesson      "lesson"       [Key::Char('e')]           Session DO_LESSON;
    Restart     "restart"      [Key::Char('x'), Key::F(5)] Session DO_RESTART;
    Role        "role"         [Key::F(4)]                Session DO_ROLE;
    Language    "language"     [Key::F(2), Key::Char('g')] Session DO_LANGUAGE;
    Theme       "theme"        [Key::F(3), Key::Char('t')] Session DO_THEME;
    Board       "board"        [Key::F(6)]                Session DO_BOARD;
    Mouse       "mouse"        [Key::F(7)]                Session DO_MOUSE;
    Hint        "hint"         [Key::Char('H')]           Session DO_HINT;
    Help        "help"         [Key::Char('h'), Key::F(1)] Session DO_HELP;
    Suspend     "suspend"      [Key::Ctrl('z')]           Session DO_SUSPEND;
    Quit        "quit"         [Key::Char('q'), Key::Ctrl('c')] Session DO_QUIT;
}

impl Action {
    /// Everything that the learner can do.
    pub fn all() -> impl Iterator<Item = Action> {
        let panels = Panel::ALL.iter().map(|panel| Action::Panel(*panel));
        panels.chain(OTHERS.iter().copied())
    }

    /// The lines of one part of the help screen.
    pub fn of(group: Group) -> impl Iterator<Item = Entry> {
        let entries = Action::all().map(Action::entry);
        entries.filter(move |entry| entry.group == group)
    }
}

/// The digit of a panel's place in the table; the last one's is 0.
fn digit(panel: Panel) -> &'static [Key] {
    // 8 and 9 are the lesson's steps and its notes.
    static DIGITS: [Key; 8] = [
        Key::Char('1'),
        Key::Char('2'),
        Key::Char('3'),
        Key::Char('4'),
        Key::Char('5'),
        Key::Char('6'),
        Key::Char('7'),
        Key::Char('0'),
    ];
    const { assert!(Panel::ALL.len() <= DIGITS.len()) };
    std::slice::from_ref(&DIGITS[panel as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_key_and_a_name_of_its_own() {
        for entry in Action::all().map(Action::entry) {
            assert!(!entry.keys.is_empty(), "{} has no key", entry.name);
            let same = Action::all().filter(|other| other.entry().name == entry.name);
            assert_eq!(same.count(), 1, "{}", entry.name);
        }
    }

    #[test]
    fn no_key_is_one_that_a_spanish_keyboard_hides() {
        for entry in Action::all().map(Action::entry) {
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
}
