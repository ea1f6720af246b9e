//! The menus: a list of things to choose from.

use std::sync::Arc;

use sockscope_link::{CallName, Kind, State};

use super::keys::{ACTIONS, Action, Group};
use crate::fill;
use crate::lesson::Lesson;
use crate::peer::Peer;
use crate::run::{self, Model, Status};
use crate::script::{self, CallLine, LineKind};
use crate::words::{Lang, Text, t};
use crate::world::Socket;

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
    /// Nothing: the menu closes.
    Stay,
    /// This theme.
    Theme(String),
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

/// A list of items, one of them chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Its heading.
    pub title: Text,
    /// What it is about, behind the heading: a peer and its descriptor.
    pub about: String,
    /// Its items.
    pub items: Vec<Item>,
    /// The chosen one.
    pub at: usize,
    /// For the menu of calls: the descriptor, as an index into those of the peer.
    descriptor: Option<usize>,
}

impl Menu {
    fn new(title: Text, items: Vec<Item>) -> Menu {
        Menu {
            title,
            about: String::new(),
            items,
            at: 0,
            descriptor: None,
        }
    }

    /// What the session can be told: every action that is not about a step or a panel.
    pub fn main() -> Menu {
        let items = ACTIONS
            .iter()
            .filter(|entry| entry.group == Group::Session && entry.action != Action::Menu)
            .chain(ACTIONS.iter().filter(|entry| {
                matches!(
                    entry.action,
                    Action::Predictions | Action::Presenter | Action::Autoplay
                )
            }))
            .map(|entry| Item {
                // The view writes the action's own text, in its language.
                label: String::new(),
                hint: String::new(),
                sensible: true,
                choice: Choice::Do(entry.action),
            })
            .collect();
        Menu::new(t::TUI_MENU, items)
    }

    /// The lessons.
    pub fn lessons(lessons: &[Arc<Lesson>], lang: Lang) -> Menu {
        let items = lessons.iter().map(|lesson| Item {
            label: lesson.title.get(lang).to_owned(),
            hint: lesson.id.clone(),
            sensible: true,
            choice: Choice::Lesson(lesson.id.clone()),
        });
        Menu::new(t::TUI_LESSONS, items.collect())
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
        Menu::new(t::TUI_BOARDS, items)
    }

    /// Whether it is the menu of boards.
    pub fn is_boards(&self) -> bool {
        self.title == t::TUI_BOARDS
    }

    /// What can be done when the board has lost its sockets.
    pub fn lost(board: &str, lang: Lang) -> Menu {
        let same = Item {
            hint: t::TUI_LOST_SAME_HINT.get(lang).to_owned(),
            ..go_on(fill!(lang, t::TUI_LOST_SAME, board = board), board)
        };
        let with_virtual = go_on(t::TUI_LOST_VIRTUAL.get(lang).to_owned(), "virtual");
        Menu::new(t::TUI_BOARD_LOST, or_not(vec![same, with_virtual], lang))
    }

    /// What can be done when the private wire to `board` is gone.
    pub fn lost_wire(board: &str, lang: Lang) -> Menu {
        let anew = go_on(t::TUI_LOST_NEW_WIRE.get(lang).to_owned(), board);
        Menu::new(t::TUI_WIRE_LOST, or_not(vec![anew], lang))
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
        Menu::new(t::TUI_NO_GATE_HERE, vec![pair, stay])
    }

    /// Whether it is the menu of a board that has lost its sockets, or of a wire that is gone.
    pub fn is_lost(&self) -> bool {
        self.title == t::TUI_BOARD_LOST || self.title == t::TUI_WIRE_LOST
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
            ..Menu::new(t::TUI_THEMES, items)
        }
    }

    /// Every call that `peer` can make, on the descriptor that it made last.
    pub fn calls(model: &Model, peer: Peer, lang: Lang) -> Menu {
        let count = descriptors(model, peer).len();
        let mut menu = Menu::new(t::TUI_CALLS, Vec::new());
        menu.descriptor = Some(count.saturating_sub(1));
        menu.fill_calls(model, peer, lang);
        menu
    }

    /// The same calls on another descriptor.
    pub fn turn(&mut self, model: &Model, peer: Peer, forward: bool, lang: Lang) {
        let count = descriptors(model, peer).len().max(1);
        if let Some(at) = &mut self.descriptor {
            *at = if forward {
                (*at + 1) % count
            } else {
                at.checked_sub(1).unwrap_or(count - 1)
            };
        }
        self.fill_calls(model, peer, lang);
    }

    /// Whether it is the menu of calls.
    pub fn is_calls(&self) -> bool {
        self.descriptor.is_some()
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

    fn fill_calls(&mut self, model: &Model, peer: Peer, lang: Lang) {
        let all = descriptors(model, peer);
        let socket = self.descriptor.and_then(|at| all.get(at).copied());
        self.about = match socket {
            Some(socket) => format!("{peer} · {} · {}", socket.name, socket.state),
            None => peer.to_string(),
        };
        let mut items = Vec::new();
        if let Some(text) = next_of_program(model, peer) {
            let hint = t::TUI_NEXT_OF_LESSON.get(lang).to_owned();
            items.push(Item {
                label: text.clone(),
                hint,
                sensible: true,
                choice: Choice::Call(text),
            });
        }
        let calls: Vec<Item> = (CallName::ALL.iter().copied())
            .filter(|call| socket.is_some() || *call == CallName::Socket)
            .map(|call| {
                let text = filled(model, peer, socket, call);
                let sensible = makes_sense(socket, call);
                Item {
                    label: text.clone(),
                    hint: String::new(),
                    sensible,
                    choice: Choice::Call(text),
                }
            })
            .collect();
        // The sensible ones first; `sort_by_key` keeps the order of a life.
        let mut calls = calls;
        calls.sort_by_key(|item| !item.sensible);
        items.extend(calls);
        self.items = items;
        self.at = 0;
    }
}

fn descriptors(model: &Model, peer: Peer) -> Vec<&Socket> {
    model
        .world
        .sockets
        .iter()
        .filter(|s| s.peer == peer && s.num.is_some())
        .collect()
}

/// The line of the program that `peer` would run next.
fn next_of_program(model: &Model, peer: Peer) -> Option<String> {
    let role = model.options.role;
    let of_peer =
        |item: &&run::Item| item.status == Status::Waiting && item.peer(role) == Some(peer);
    let item = model.runner.items().iter().find(of_peer)?;
    match &item.line.kind {
        LineKind::Call(call) => Some(line_text(call)),
        _ => None,
    }
}

/// A line without who makes the call: `s = socket(AF_INET, SOCK_STREAM)`.
pub fn line_text(line: &CallLine) -> String {
    let name = line
        .assign
        .as_ref()
        .map(|name| format!("{name} = "))
        .unwrap_or_default();
    format!("{name}{}", script::written(&line.call))
}

/// A call with its arguments filled in: this descriptor, the port of the lesson, a free name.
fn filled(model: &Model, peer: Peer, socket: Option<&Socket>, call: CallName) -> String {
    let form = call.form();
    let name = socket.map_or("s", |socket| socket.name.as_str());
    let port = model
        .world
        .sockets
        .iter()
        .find(|socket| socket.state == State::Listen)
        .and_then(|socket| socket.local)
        .map_or(7777, |local| local.port());
    let [me, other] = [peer, peer.other()].map(|peer| peer.name().to_uppercase());
    let datagrams = socket.is_some_and(|socket| socket.kind == Kind::Dgram);
    match call {
        CallName::Socket => {
            let wanted = if peer == model.options.role.server() {
                ["s", "t"]
            } else {
                ["c", "d"]
            };
            format!("{} = {form}", free_name(model, peer, &wanted))
        }
        CallName::Accept => format!("{} = accept({name})", free_name(model, peer, &["a", "b"])),
        CallName::Bind => format!("bind({name}, {me}:7777)"),
        CallName::Connect => format!("connect({name}, {other}:{port})"),
        CallName::SendTo => format!("sendto({name}, \"hola\", {other}:{port})"),
        CallName::Poll if datagrams => format!("poll({name} POLLIN, 1000)"),
        CallName::Poll => format!("poll({name} POLLIN+POLLOUT, 1000)"),
        _ => {
            // Every other form has the descriptor as its first argument.
            let after = form.find([',', ')']).unwrap_or(form.len());
            format!("{call}({name}{}", &form[after..])
        }
    }
}

/// A name that `peer` has not given yet: one of the wanted, else the last of them and a number.
fn free_name(model: &Model, peer: Peer, wanted: &[&str]) -> String {
    let taken: Vec<&str> = model.names.of(peer).collect();
    let free = wanted
        .iter()
        .find(|name| !taken.contains(*name))
        .map(|name| (*name).to_owned());
    free.unwrap_or_else(|| {
        let base = wanted.first().unwrap_or(&"s");
        let numbered = (2..).map(|number| format!("{base}{number}"));
        numbered
            .into_iter()
            .find(|name| !taken.contains(&name.as_str()))
            .unwrap_or_default()
    })
}

/// Whether a program would make this call now. All others can be made too: that is how errors are
/// learnt.
fn makes_sense(socket: Option<&Socket>, call: CallName) -> bool {
    use CallName::*;
    let Some(socket) = socket else {
        return call == Socket;
    };
    if socket.kind == Kind::Dgram {
        return match call {
            Bind => socket.state == State::Unbound,
            call => matches!(call, SendTo | RecvFrom | Connect | Close),
        };
    }
    match socket.state {
        State::Unbound => matches!(call, Bind | Connect | SetSockOpt | Fstat | Close),
        State::Bound => matches!(call, Listen | Connect | GetSockName | Close),
        State::Listen => matches!(call, Accept | Close),
        State::Established => {
            matches!(call, Send | Recv | Write | Read | Shutdown | Close)
        }
        State::CloseWait => matches!(call, Send | Recv | Read | Shutdown | Close),
        State::FinWait1 | State::FinWait2 => matches!(call, Recv | Read | Close),
        _ => call == Close,
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
