//! The menus: a list of things to choose from.

use super::keys::{Action, Group, Keymap};
use crate::fill;
use crate::words::{Lang, Text, t};

/// The names of the built-in themes (`assets/themes`); the first is the default.
pub const THEMES: [&str; 5] = ["dark", "light", "contrast", "colorblind", "monochrome"];

/// The same in words.
const THEME_WORDS: [Text; THEMES.len()] = [
    t::THEME_DARK,
    t::THEME_LIGHT,
    t::THEME_CONTRAST,
    t::THEME_COLORBLIND,
    t::THEME_MONOCHROME,
];

/// What an item of a menu does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// What a key does.
    Do(Action),
    /// A call, as the call language writes it without the peer.
    Call(String),
    /// This lesson.
    Lesson(String),
    /// This board, as `--board` names it.
    Board(String),
    /// A board whose place is typed.
    Place,
    /// The moment of this event is looked at.
    Moment(u64),
    /// The lesson runs up to this step.
    Step(usize),
    /// Nothing: the menu closes.
    Stay,
    /// An export of this kind; none: of the screen.
    Export(Option<&'static str>),
    /// This theme.
    Theme(String),
    /// This is the answer to a question that was answered wrong before.
    Answer(usize),
    /// This is what is wrong with a puzzle.
    Cause(usize),
    /// This line of its script.
    Line(usize),
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it says.
    pub label: String,
    /// What stands behind it, dimmed.
    pub hint: String,
    /// Whether it makes sense at this moment; every other one can be chosen too.
    pub sensible: bool,
    /// What it does.
    pub choice: Choice,
}

/// A serial port of this machine, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Port {
    /// Its path.
    pub path: String,
    /// The device behind it: an adapter's or a USB product's name.
    pub device: Option<String>,
    /// The board that said hello there: chip and name.
    pub board: Option<String>,
    /// The program that has it open.
    pub busy: Option<String>,
}

impl Port {
    /// `CP210x · esp32c3 a1b2c3 · busy: picocom (1234)`
    fn about(&self, lang: Lang) -> String {
        let busy = self.busy.as_ref();
        let busy = busy.map(|by| fill!(lang, t::TUI_BOARD_BUSY, by = by));
        let parts = [self.device.clone(), self.board.clone(), busy];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// Which menu it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What the session can be told.
    Main,
    /// The course.
    Lessons,
    /// Whether to go on with it.
    GoOn,
    /// A question that was answered wrong before.
    Review,
    /// What is wrong with a puzzle.
    Cause,
    /// The lines of its script.
    Mend,
    /// The steps of the lesson.
    Steps,
    /// What can be done at the end of the lesson.
    Ending,
    /// The boards.
    Boards,
    /// The board has lost its sockets.
    BoardLost,
    /// The private wire is gone.
    WireLost,
    /// The wire has no gate.
    NoGate,
    /// The themes.
    Themes,
    /// The kinds of export.
    Exports,
    /// The calls on this descriptor, an index into those of the peer.
    Calls(usize),
}

/// A list of items, one of them chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Which menu it is.
    pub kind: Kind,
    /// What it is about, behind the heading: a peer and its descriptor.
    pub about: String,
    /// Its items.
    pub items: Vec<Item>,
    /// The chosen one.
    pub at: usize,
}

impl Menu {
    pub(super) fn new(kind: Kind, items: Vec<Item>) -> Menu {
        Menu {
            kind,
            about: String::new(),
            items,
            at: 0,
        }
    }

    /// Its heading.
    pub const fn title(&self) -> Text {
        match self.kind {
            Kind::Main => t::TUI_MENU,
            Kind::Lessons => t::TUI_LESSONS,
            Kind::GoOn => t::COURSE_GO_ON,
            Kind::Review => t::COURSE_ONCE_MORE,
            Kind::Cause => t::PUZZLE_WHAT_IS_WRONG,
            Kind::Mend => t::PUZZLE_MEND_IT,
            Kind::Steps => t::TUI_STEPS,
            Kind::Ending => t::TUI_ENDING,
            Kind::Boards => t::TUI_BOARDS,
            Kind::BoardLost => t::TUI_BOARD_LOST,
            Kind::WireLost => t::TUI_WIRE_LOST,
            Kind::NoGate => t::TUI_NO_GATE_HERE,
            Kind::Themes => t::TUI_THEMES,
            Kind::Exports => t::TUI_EXPORTS,
            Kind::Calls(_) => t::TUI_CALLS,
        }
    }

    /// What the session can be told: every action that is not about a step or a panel.
    pub fn main(keys: &Keymap) -> Menu {
        let session = Action::of(Group::Session).map(|entry| entry.action);
        let others = [
            Action::Explain,
            Action::Autoplay,
            Action::Predictions,
            Action::Presenter,
        ];
        let items = session
            .filter(|action| *action != Action::Menu)
            .chain(others)
            .filter(|action| keys.has(*action))
            .map(|action| Item {
                // The view writes the action's own text, in its language.
                label: String::new(),
                hint: String::new(),
                sensible: true,
                choice: Choice::Do(action),
            })
            .collect();
        Menu::new(Kind::Main, items)
    }

    /// The boards: those that need no port, the ports that were found, and a place to be typed.
    /// `current` is the one in use.
    pub fn boards(boards: &[String], ports: &[Port], current: &str, lang: Lang) -> Menu {
        let item = |board: &str, hint: String| Item {
            label: board.to_owned(),
            hint: if board == current {
                t::TUI_BOARD_NOW.get(lang).to_owned()
            } else {
                hint
            },
            sensible: true,
            choice: Choice::Board(board.to_owned()),
        };
        let is_port = |board: &&String| ports.iter().any(|port| port.path == **board);
        let fixed = boards.iter().filter(|board| !is_port(board)).map(|board| {
            let hint = match board.as_str() {
                "auto" => t::TUI_BOARD_AUTO.get(lang),
                "virtual" => t::TUI_BOARD_VIRTUAL.get(lang),
                "pair" => t::TUI_BOARD_PAIR.get(lang),
                "loopback" => t::TUI_BOARD_LOOPBACK.get(lang),
                _ => "",
            };
            item(board, hint.to_owned())
        });
        let found = ports.iter().map(|port| Item {
            sensible: port.busy.is_none(),
            ..item(&port.path, port.about(lang))
        });
        let other = Item {
            label: t::TUI_BOARD_OTHER.get(lang).to_owned(),
            hint: t::TUI_BOARD_OTHER_HINT.get(lang).to_owned(),
            sensible: true,
            choice: Choice::Place,
        };
        let items = fixed.chain(found).chain([other]).collect();
        Menu::new(Kind::Boards, items)
    }

    /// Whether it is the menu of boards.
    pub fn is_boards(&self) -> bool {
        self.kind == Kind::Boards
    }

    /// What can be done when the board has lost its sockets.
    pub fn lost(board: &str, lang: Lang) -> Menu {
        let same = Item {
            hint: t::TUI_LOST_SAME_HINT.get(lang).to_owned(),
            ..go_on(fill!(lang, t::TUI_LOST_SAME, board = board), board)
        };
        let with_virtual = go_on(t::TUI_LOST_VIRTUAL.get(lang).to_owned(), "virtual");
        Menu::new(Kind::BoardLost, or_not(vec![same, with_virtual], lang))
    }

    /// What can be done when the private wire to `board` is gone.
    pub fn lost_wire(board: &str, lang: Lang) -> Menu {
        let anew = go_on(t::TUI_LOST_NEW_WIRE.get(lang).to_owned(), board);
        Menu::new(Kind::WireLost, or_not(vec![anew], lang))
    }

    /// What can be done to freeze a wire that has no gate: go on on a pair, which leaves the kernel.
    pub fn without_gate(lang: Lang) -> Menu {
        let pair = Item {
            hint: t::TUI_ON_A_PAIR_HINT.get(lang).to_owned(),
            ..go_on(t::TUI_ON_A_PAIR.get(lang).to_owned(), "pair")
        };
        let stay = Item {
            choice: Choice::Stay,
            ..go_on(t::TUI_ON_NO_PAIR.get(lang).to_owned(), "")
        };
        Menu::new(Kind::NoGate, vec![pair, stay])
    }

    /// Whether it is the menu of a board that has lost its sockets, or of a wire that is gone.
    pub fn is_lost(&self) -> bool {
        matches!(self.kind, Kind::BoardLost | Kind::WireLost)
    }

    /// Goes to the item that does this, if there is one.
    pub fn go_to(&mut self, choice: &Choice) {
        let found = self.items.iter().position(|item| item.choice == *choice);
        self.at = found.unwrap_or(self.at);
    }

    /// The themes.
    pub fn themes(current: &str, lang: Lang) -> Menu {
        let items: Vec<Item> = THEMES
            .into_iter()
            .zip(THEME_WORDS)
            .map(|(theme, words)| Item {
                label: words.get(lang).to_owned(),
                hint: theme.to_owned(),
                sensible: true,
                choice: Choice::Theme(theme.to_owned()),
            })
            .collect();
        let at = items
            .iter()
            .position(|item| item.hint == current)
            .unwrap_or(0);
        Menu {
            at,
            ..Menu::new(Kind::Themes, items)
        }
    }

    /// What is on the screen, and the kinds of export, each with the programs that open it.
    pub fn exports(kinds: &[(&'static str, &'static str)], lang: Lang) -> Menu {
        let item = |label: &str, hint: &str, kind| Item {
            label: label.to_owned(),
            hint: hint.to_owned(),
            sensible: true,
            choice: Choice::Export(kind),
        };
        let screen = item(t::TUI_EXPORT_SCREEN.get(lang), "svg", None);
        let kinds = kinds
            .iter()
            .map(|(kind, opens)| item(kind, opens, Some(kind)));
        Menu::new(Kind::Exports, [screen].into_iter().chain(kinds).collect())
    }

    /// Whether it is the menu of calls.
    pub fn is_calls(&self) -> bool {
        matches!(self.kind, Kind::Calls(_))
    }

    /// The chosen item's choice.
    pub fn chosen(&self) -> Option<&Choice> {
        self.items.get(self.at).map(|item| &item.choice)
    }

    /// Goes to the next item that begins with this letter.
    pub fn jump(&mut self, letter: char) {
        let begins = |item: &Item| {
            item.label
                .chars()
                .next()
                .is_some_and(|c| c.eq_ignore_ascii_case(&letter))
        };
        let count = self.items.len();
        let after = (1..=count).map(|ahead| (self.at + ahead) % count);
        if let Some(found) = after.into_iter().find(|index| begins(&self.items[*index])) {
            self.at = found;
        }
    }
}

/// An item that goes on with the program on this board.
fn go_on(label: String, board: &str) -> Item {
    Item {
        label,
        hint: String::new(),
        sensible: true,
        choice: Choice::Board(board.to_owned()),
    }
}

/// The ways to go on after a loss, and those not to.
fn or_not(mut ways: Vec<Item>, lang: Lang) -> Vec<Item> {
    let others = [
        (t::TUI_LOST_ANEW, Choice::Do(Action::Restart)),
        (t::TUI_LOST_STAY, Choice::Stay),
    ];
    ways.extend(others.map(|(text, choice)| Item {
        choice,
        ..go_on(text.get(lang).to_owned(), "")
    }));
    ways
}
