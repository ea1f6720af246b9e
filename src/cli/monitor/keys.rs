//! The keys that a monitor takes.

use std::io::{self, IsTerminal};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::crossterm::terminal;

/// What the keys ask for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Reset,
    Quit,
}

/// The keys of a terminal, which is in raw mode as long as this lives.
pub(super) struct Keys {
    pub pressed: Receiver<Key>,
}

impl Keys {
    /// Where there is somebody to press them.
    pub fn new() -> Option<Keys> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return None;
        }
        terminal::enable_raw_mode().ok()?;
        let (to, pressed) = bounded(8);
        let _ = thread::Builder::new()
            .name("keys".to_owned())
            .spawn(move || press(&to));
        Some(Keys { pressed })
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // Nothing can be done about a terminal that does not take its old mode back.
        let _ = terminal::disable_raw_mode();
    }
}

fn press(to: &Sender<Key>) {
    while let Ok(event) = event::read() {
        let Event::Key(key) = event else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let pressed = match key.code {
            KeyCode::Char('c') if ctrl => Key::Quit,
            KeyCode::Char('q') | KeyCode::Esc => Key::Quit,
            KeyCode::Char('r') => Key::Reset,
            _ => continue,
        };
        if to.send(pressed).is_err() {
            return;
        }
    }
}
