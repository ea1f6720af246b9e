//! What comes in from the user: keys, clicks, pasted text, signals.

use std::io;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};
use ratatui::crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

use super::ground::Ground;
use crate::stage::keys::Key;
use crate::stage::menu::Port;

/// Something from the user, or from who manages the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// A click at this column and row.
    Click(u16, u16),
    /// The wheel, at this column and row; up is true.
    Wheel(u16, u16, bool),
    /// Pasted text.
    Paste(String),
    /// The terminal has another size.
    Resized,
    /// The program is to be put aside (SIGTSTP).
    Suspend,
    /// The program goes on after it was stopped (SIGCONT).
    Continued,
    /// The program is to end: this signal, or SIGHUP if the terminal is gone.
    End(u8),
    /// The terminal is there but cannot be read, for this reason.
    Failed(String),
    /// These serial ports were found.
    Ports(Vec<Port>),
    /// The terminal's background: whether it is light.
    Ground(bool),
}

/// SIGHUP: what a terminal that is gone comes to, whether the signal arrives or not.
pub(super) const HANGUP: u8 = 1;

/// The threads that bring [`Input`], and where it comes out.
pub struct Inputs {
    /// What came in.
    pub receiver: Receiver<Input>,
    /// For who looks for something on the user's behalf.
    pub sender: Sender<Input>,
}

impl Inputs {
    /// Starts listening.
    ///
    /// # Errors
    /// A thread or a signal handler cannot be had, or the terminal cannot be read.
    pub fn listen() -> io::Result<Inputs> {
        let (to, receiver) = unbounded();
        // The first look sets crossterm's reader up: what it lacks is said before the screen is taken.
        event::poll(Duration::ZERO)?;
        signals(to.clone())?;
        thread::Builder::new().name("keys".to_owned()).spawn({
            let to = to.clone();
            move || read(&to)
        })?;
        Ok(Inputs {
            receiver,
            sender: to,
        })
    }
}

/// How long to look for events that crossterm has read already. It looks at them only while time is
/// left: with none, keys that come in one burst would wait for the next key.
const MORE: Duration = Duration::from_millis(100);

/// Reads the terminal until it is gone or nobody listens any more.
fn read(to: &Sender<Input>) {
    let mut ground = Ground::new();
    loop {
        if !wait_readable() {
            let _ = to.send(Input::End(HANGUP));
            return;
        }
        // One wake-up may bring several events, which crossterm keeps for us.
        loop {
            let (typed, light) = match event::read() {
                Ok(event) => ground.take(event),
                Err(why) => {
                    let _ = to.send(match is_gone() {
                        true => Input::End(HANGUP),
                        false => Input::Failed(why.to_string()),
                    });
                    return;
                }
            };
            let light = light.map(Input::Ground);
            if !tell(typed, to) || light.is_some_and(|light| to.send(light).is_err()) {
                return;
            }
            if !event::poll(MORE).unwrap_or(false) {
                if !tell(ground.give_back(), to) {
                    return;
                }
                break;
            }
        }
    }
}

/// Tells what the events mean; false if nobody listens any more.
fn tell(events: Vec<Event>, to: &Sender<Input>) -> bool {
    let mut inputs = events.into_iter().filter_map(translate);
    inputs.all(|input| to.send(input).is_ok())
}

/// Waits until the terminal has something to read; false if it is gone. (crossterm alone would
/// read the end of a closed terminal for ever.)
#[cfg(unix)]
fn wait_readable() -> bool {
    use rustix::event::{PollFd, PollFlags, poll};
    let stdin = io::stdin();
    loop {
        let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
        match poll(&mut fds, None) {
            Ok(_) => return !is_gone(),
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(not(unix))]
fn wait_readable() -> bool {
    true
}

/// Whether the terminal was taken away: its line is hung up.
#[cfg(unix)]
pub(super) fn is_gone() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    let at_once = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    poll(&mut fds, Some(&at_once)).is_ok() && fds[0].revents().intersects(gone)
}

#[cfg(not(unix))]
pub(super) fn is_gone() -> bool {
    false
}

fn translate(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => translate_key(key).map(Input::Key),
        Event::Mouse(mouse) => {
            let (column, row) = (mouse.column, mouse.row);
            match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Some(Input::Click(column, row)),
                MouseEventKind::ScrollUp => Some(Input::Wheel(column, row, true)),
                MouseEventKind::ScrollDown => Some(Input::Wheel(column, row, false)),
                _ => None,
            }
        }
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::Resize(..) => Some(Input::Resized),
        _ => None,
    }
}

fn translate_key(key: KeyEvent) -> Option<Key> {
    let (alt, control) = (KeyModifiers::ALT, KeyModifiers::CONTROL);
    // Alt makes another key of it, and none of ours. Esc and a key that come together look the same.
    if key.modifiers.contains(alt) && !key.modifiers.contains(control) {
        return None;
    }
    Some(match key.code {
        KeyCode::Char(c) if key.modifiers.contains(control) => {
            // AltGr is Ctrl+Alt on some systems: a character, not a command.
            if key.modifiers.contains(alt) {
                Key::Char(c)
            } else {
                Key::Ctrl(c.to_ascii_lowercase())
            }
        }
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab | KeyCode::BackTab => Key::Tab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::F(number) => Key::F(number),
        _ => return None,
    })
}

/// How long the main loop may take to end in order.
#[cfg(unix)]
const END_PATIENCE: Duration = Duration::from_secs(2);

/// Signals become input: the main loop ends in order, and gives the terminal back on the way.
#[cfg(unix)]
fn signals(to: Sender<Input>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
    use signal_hook::iterator::Signals;
    let mut signals = Signals::new([SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH])?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                let input = match signal {
                    SIGWINCH => Input::Resized,
                    SIGTSTP => Input::Suspend,
                    SIGCONT => {
                        super::job::continued();
                        Input::Continued
                    }
                    _ => Input::End(u8::try_from(signal).unwrap_or(HANGUP)),
                };
                let end = match input {
                    Input::End(signal) => Some(signal),
                    _ => None,
                };
                if to.send(input).is_err() {
                    return;
                }
                if let Some(signal) = end {
                    // The main loop ends in order, unless it waits for a terminal that takes nothing.
                    thread::sleep(END_PATIENCE);
                    super::end_anyway(signal);
                }
            }
        })?;
    Ok(())
}

#[cfg(not(unix))]
fn signals(_: Sender<Input>) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_what_is_written_on_them() {
        let key = |code, modifiers| translate(Event::Key(KeyEvent::new(code, modifiers)));
        let (none, shift) = (KeyModifiers::NONE, KeyModifiers::SHIFT);
        assert_eq!(
            key(KeyCode::Char('R'), shift),
            Some(Input::Key(Key::Char('R')))
        );
        assert_eq!(key(KeyCode::BackTab, shift), Some(Input::Key(Key::Tab)));
        assert_eq!(
            key(KeyCode::Char('ñ'), none),
            Some(Input::Key(Key::Char('ñ')))
        );
        assert_eq!(
            key(KeyCode::Char('c'), KeyModifiers::CONTROL),
            Some(Input::Key(Key::Ctrl('c')))
        );
        let alt_gr = KeyModifiers::CONTROL | KeyModifiers::ALT;
        assert_eq!(
            key(KeyCode::Char('@'), alt_gr),
            Some(Input::Key(Key::Char('@')))
        );
    }
    #[test]
    fn a_key_with_alt_is_none_of_ours() {
        for code in [KeyCode::Char('q'), KeyCode::Enter, KeyCode::Left] {
            let key = |modifiers| translate(Event::Key(KeyEvent::new(code, modifiers)));
            assert!(key(KeyModifiers::NONE).is_some());
            assert_eq!(key(KeyModifiers::ALT), None, "{code:?}");
            assert_eq!(key(KeyModifiers::ALT | KeyModifiers::SHIFT), None);
        }
    }
}
