//! The learner's own program on the stage: its source, its keyboard, and what is said while none of its calls
//! is held.

use super::keys::{Action, Key};
use super::{Front, Panel, Review, Stage, Wish};
use crate::fill;
use crate::peer::Peer;
use crate::run::{Activity, Holds, Message, Model, Status};
use crate::timeline::{Made, SourceLine};
use crate::words::show::plain;
use crate::words::{Text, t};

/// What the stage knows of the learner's program beside its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    /// Whether both ends are programs of the learner's.
    pub both: bool,
    /// What was said of the program while none of its calls was held, and what it did then.
    said: Option<(String, Activity)>,
    /// Whose terminal is shown, and is lent the keyboard.
    pub terminal: Peer,
}

impl Learner {
    fn new(both: bool) -> Learner {
        Learner {
            both,
            said: None,
            terminal: Peer::Host,
        }
    }
}

impl Stage {
    /// A program of the learner's is the host from now on, and another one the other end if `both`; `again` if it
    /// was so before, too.
    pub fn step_program(&mut self, again: bool, both: bool) {
        self.face_program(both);
        // What was missed in a lesson is asked again in a lesson.
        self.review = Review::default();
        self.language = 0;
        if !again {
            self.open_with(Panel::Code);
        }
    }

    /// A program is the host from now on, and another one the other end if `both`.
    pub fn face_program(&mut self, both: bool) {
        self.learner = Some(Learner::new(both));
    }

    /// Whether there is source of the learner's to be shown: her program is here, or a recording has kept it.
    pub fn has_source(&self, model: &Model) -> bool {
        self.learner.is_some() || !model.log.world.sources.is_empty()
    }

    /// Whether the code panel shows the learner's own source.
    pub fn shows_source(&self, model: &Model) -> bool {
        self.language == 0 && self.has_source(model)
    }

    /// The call of the learner's program that the key lets go, as an index into the program's lines; none if its
    /// lesson tells of it.
    pub(super) fn caught(&self, model: &Model) -> Option<usize> {
        let next = model.runner.next_action().filter(|_| self.past.is_none())?;
        let item = &model.runner.items()[next];
        let its_own = item.called.is_some() && !item.of_program;
        its_own.then_some(next)
    }

    /// The key that goes on, where nothing can: says what the program does instead. False if there is none.
    pub(super) fn tell_of_program(&mut self, model: &Model) -> bool {
        let key = |action| self.keys.hint(action, self.lang);
        self.notice = Some(match model.runner.activity() {
            Activity::None => return false,
            Activity::Moves => t::TUI_PROGRAM_MOVES.get(self.lang).to_owned(),
            Activity::Rests if self.both_programs() => fill!(
                self.lang,
                t::TUI_PROGRAMS_WAIT,
                keyboard = key(Action::Keyboard)
            ),
            Activity::Over if self.both_programs() => fill!(
                self.lang,
                t::TUI_PROGRAMS_OVER,
                restart = key(Action::Restart)
            ),
            Activity::Rests if is_blocked(model) => {
                fill!(self.lang, t::TUI_PROGRAM_WAITS, calls = key(Action::Calls))
            }
            Activity::Rests => fill!(
                self.lang,
                t::TUI_PROGRAM_READS,
                keyboard = key(Action::Keyboard)
            ),
            Activity::Over => fill!(
                self.lang,
                t::TUI_PROGRAM_OVER,
                restart = key(Action::Restart),
                calls = key(Action::Calls)
            ),
        });
        if let Some(learner) = &mut self.learner {
            let said = self.notice.clone();
            learner.said = said.map(|said| (said, model.runner.activity()));
        }
        true
    }

    /// What was said of the program is no longer so, once it does something else or comes to a call.
    pub(super) fn take_word_back(&mut self, model: &Model) {
        let caught = self.caught(model).is_some();
        let Some(learner) = &mut self.learner else {
            return;
        };
        let changed = |(_, did): &mut (String, Activity)| caught || *did != model.runner.activity();
        if let Some((said, _)) = learner.said.take_if(changed)
            && self.notice.as_ref() == Some(&said)
        {
            self.notice = None;
        }
    }

    /// Other calls of the program wait for the key from now on.
    pub(super) fn hold_others(&mut self, model: &Model) -> Vec<Wish> {
        if self.learner.is_none() {
            self.tell(t::TUI_NO_PROGRAM);
            return Vec::new();
        }
        let holds = model.runner.holds.next();
        self.tell(said(holds));
        vec![Wish::Tell(Message::Holds(holds))]
    }

    /// Whose terminal is shown, and is lent the keyboard.
    pub fn terminal(&self) -> Peer {
        (self.learner.as_ref()).map_or(Peer::Host, |learner| learner.terminal)
    }

    /// The terminal of the other program is shown, where there are two.
    pub(super) fn turn_terminal(&mut self) {
        if let Some(learner) = self.learner.as_mut().filter(|learner| learner.both) {
            learner.terminal = learner.terminal.other();
        }
    }

    /// Whether both ends are programs of the learner's: then nobody calls by hand.
    pub fn both_programs(&self) -> bool {
        self.learner.as_ref().is_some_and(|learner| learner.both)
    }

    /// The program gets the keyboard.
    pub(super) fn lend_keyboard(&mut self, model: &Model) {
        if self.learner.is_none() {
            self.tell(t::TUI_NO_PROGRAM);
        } else if model.runner.program(self.terminal()) == Activity::Over {
            self.tell(t::TUI_PROGRAM_IS_OVER);
        } else if self.only_live() {
            self.show(model, Panel::Terminal);
            self.front = Front::Keyboard;
        }
    }

    /// A key while the program has the keyboard.
    pub(super) fn keyboard_key(&mut self, key: Key) -> Vec<Wish> {
        if self.keys.action(key) == Some(Action::Keyboard) {
            return Vec::new();
        }
        self.front = Front::Keyboard;
        vec![Wish::Type(self.terminal(), bytes(key))]
    }

    /// Text was pasted while the program has the keyboard.
    #[must_use = "wishes must be carried out"]
    pub fn paste_to_program(&self, text: &str) -> Vec<Wish> {
        // A terminal sends the Enter key at the end of a line.
        vec![Wish::Type(
            self.terminal(),
            text.replace('\n', "\r").into_bytes(),
        )]
    }

    /// A program that is over has no use for the keyboard.
    pub(super) fn take_keyboard_back(&mut self, model: &Model) {
        if self.front == Front::Keyboard && model.runner.program(self.terminal()) == Activity::Over
        {
            self.front = Front::Nothing;
            self.tell(t::TUI_PROGRAM_IS_OVER);
        }
    }
}

/// Whether a call of the program waits in the kernel.
fn is_blocked(model: &Model) -> bool {
    let mut items = model.runner.items().iter();
    items.any(|item| item.called.is_some() && item.status == Status::Blocked)
}

const fn said(holds: Holds) -> Text {
    match holds {
        Holds::Life => t::TUI_HOLDS_LIFE,
        Holds::Every => t::TUI_HOLDS_EVERY,
        Holds::Nothing => t::TUI_HOLDS_NOTHING,
    }
}

/// Where a call of the learner's program stands: `server.c:27 main()`.
pub fn place(made: &Made) -> Option<String> {
    let line: &SourceLine = made.source.as_ref()?;
    let at = plain(&line.short()).into_owned();
    Some(match line.function.as_str() {
        "" => at,
        function => format!("{at} {}()", plain(function)),
    })
}

/// What a terminal sends for a key (xterm's control sequences, "Special Keyboard Keys").
fn bytes(key: Key) -> Vec<u8> {
    match key {
        Key::Char(c) => c.to_string().into_bytes(),
        Key::Ctrl(c) => vec![(c as u32 & 0x1f) as u8],
        Key::Enter => b"\r".to_vec(),
        Key::Esc => b"\x1b".to_vec(),
        Key::Tab => b"\t".to_vec(),
        Key::Backspace => b"\x7f".to_vec(),
        Key::Delete => b"\x1b[3~".to_vec(),
        Key::Up => b"\x1b[A".to_vec(),
        Key::Down => b"\x1b[B".to_vec(),
        Key::Right => b"\x1b[C".to_vec(),
        Key::Left => b"\x1b[D".to_vec(),
        Key::End => b"\x1b[F".to_vec(),
        Key::Home => b"\x1b[H".to_vec(),
        Key::PageUp => b"\x1b[5~".to_vec(),
        Key::PageDown => b"\x1b[6~".to_vec(),
        Key::F(number @ 1..=4) => vec![0x1b, b'O', b'P' + number - 1],
        Key::F(number) => {
            let code = [15, 17, 18, 19, 20, 21, 23, 24].get(usize::from(number) - 5);
            code.map_or_else(Vec::new, |code| format!("\x1b[{code}~").into_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_what_a_terminal_sends() {
        let sent = [
            (Key::Char('ñ'), "ñ".as_bytes()),
            (Key::Ctrl('c'), b"\x03"),
            (Key::Ctrl('d'), b"\x04"),
            (Key::Enter, b"\r"),
            (Key::F(1), b"\x1bOP"),
            (Key::F(5), b"\x1b[15~"),
            (Key::F(12), b"\x1b[24~"),
        ];
        for (key, wanted) in sent {
            assert_eq!(bytes(key), wanted, "{key}");
        }
    }
}
