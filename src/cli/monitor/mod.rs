//! `sockscope monitor`: a board's log alone, as fast as it comes.
//!
//! ```text
//!    12.345 I (24) boot: ok
//!    12.412 E Guru Meditation Error: …
//!           ↳ 0x42001234 sockscope_esp32::main (src/main.rs:42)
//! ```

mod keys;
mod port;
mod view;

use std::io;
use std::time::Duration;

use clap::ArgMatches;
use crossbeam_channel::{never, select};

use super::{Common, tools};
use crate::board::serial::{FAST_BAUD, FIRST_BAUD, Place, Replug, reset};
use crate::fill;
use crate::play::say;
use crate::run::Exit;
use crate::words::trouble::Trouble;
use crate::words::{Lang, system, t};
use keys::{Key, Keys};
use port::Port;
use view::Log;

/// How long a line may pause before it is shown without its end.
const PAUSE: Duration = Duration::from_millis(250);

/// How often a cable that is out is looked for.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

/// Shows the log until the user has seen enough.
pub(super) fn main(common: &Common, matches: &ArgMatches) -> Exit {
    let lang = common.lang;
    let Some(place) = tools::place(common, matches) else {
        return Exit::Environment;
    };
    let mut log = match Log::new(matches, lang) {
        Ok(log) => log,
        Err(text) => {
            say(&text);
            return Exit::Environment;
        }
    };
    let mut replug = Replug::new(place);
    let asked = matches.get_one::<u32>("baud").copied();
    let baud = asked.unwrap_or(FIRST_BAUD);
    let port = match Port::open(&mut replug, baud) {
        Ok(port) => port,
        Err(error) => {
            say(&error.display(lang));
            return Exit::Environment;
        }
    };
    let keys = Keys::new();
    if keys.is_some() {
        log.set_raw();
        anstream::eprint!("{}\r\n", t::MONITOR_KEYS.get(lang));
    }
    let mut monitor = Monitor {
        log,
        port: Some(port),
        replug,
        baud,
        chosen: asked.is_some(),
        lang,
    };
    let done = monitor.watch(keys.as_ref());
    drop(keys);
    match done {
        // The reader has gone: that is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(why) => {
            say(&fill!(
                lang,
                t::MONITOR_UNWRITABLE,
                why = system::said(why, lang)
            ));
            Exit::Environment
        }
        Ok(exit) => exit,
    }
}

struct Monitor {
    log: Log,
    /// `None` while the cable is out.
    port: Option<Port>,
    replug: Replug,
    baud: u32,
    /// Whether the user chose the speed.
    chosen: bool,
    lang: Lang,
}

impl Monitor {
    /// Shows what comes; takes the port up again when the cable is back.
    fn watch(&mut self, keys: Option<&Keys>) -> io::Result<Exit> {
        let no_keys = never();
        let keys = keys.map_or(&no_keys, |keys| &keys.pressed);
        let no_pieces = never();
        loop {
            let wait = if self.port.is_some() {
                PAUSE
            } else {
                LOOK_AGAIN
            };
            let pieces = self.port.as_ref().map_or(&no_pieces, |port| &port.pieces);
            select! {
                recv(pieces) -> piece => match piece {
                    Ok(Ok(bytes)) => self.heard(&bytes)?,
                    Ok(Err(why)) => if let Some(exit) = self.lost(&why)? {
                        return Ok(exit);
                    },
                    Err(_) => self.port = None,
                },
                recv(keys) -> key => match key {
                    Ok(Key::Reset) => self.reset()?,
                    Ok(Key::Quit) | Err(_) => {
                        self.log.pause()?;
                        return Ok(Exit::Done);
                    }
                },
                default(wait) => {
                    self.log.pause()?;
                    self.look_for_it()?;
                }
            }
            // All that waits is written before it is shown: many small writes would cost the most.
            if self.port.as_ref().is_none_or(|port| port.pieces.is_empty()) {
                self.log.flush()?;
            }
        }
    }

    fn heard(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.log.bytes(bytes)?;
        for trouble in self.log.found() {
            self.log.note(trouble.text().get(self.lang))?;
            if trouble == Trouble::Speed && !self.chosen {
                // The speed that a session leaves behind when it is killed.
                self.set_baud(FAST_BAUD)?;
            }
        }
        Ok(())
    }

    fn set_baud(&mut self, baud: u32) -> io::Result<()> {
        let port = self.port.as_mut();
        if baud != self.baud
            && let Some(Ok(true)) = port.map(|port| port.stream.set_baud(baud))
        {
            self.baud = baud;
            self.log
                .note(&fill!(self.lang, t::MONITOR_SPEED, baud = baud))?;
        }
        Ok(())
    }

    /// The stream has ended; what the program ends with if it does not come back by itself.
    fn lost(&mut self, why: &io::Error) -> io::Result<Option<Exit>> {
        self.port = None;
        self.log.pause()?;
        let place = self.replug.place();
        if let Place::Tcp(_) = place {
            say(&fill!(
                self.lang,
                t::LINK_TCP_ENDED,
                place = place,
                why = system::said(why, self.lang)
            ));
            return Ok(Some(Exit::Environment));
        }
        let text = fill!(
            self.lang,
            t::LINK_UNPLUGGED,
            place = place,
            why = system::said(why, self.lang)
        );
        self.log.note(&text)?;
        Ok(None)
    }

    fn look_for_it(&mut self) -> io::Result<()> {
        if self.port.is_none()
            && let Ok(port) = Port::open(&mut self.replug, self.baud)
        {
            self.port = Some(port);
            let text = fill!(self.lang, t::LINK_BACK, place = self.replug);
            self.log.note(&text)?;
        }
        Ok(())
    }

    fn reset(&mut self) -> io::Result<()> {
        let Some(port) = &mut self.port else {
            return Ok(());
        };
        let said = match reset(&mut *port.stream) {
            Ok(()) => t::MONITOR_RESET.get(self.lang).to_owned(),
            Err(why) => fill!(
                self.lang,
                t::MONITOR_NO_RESET,
                why = system::said(why, self.lang)
            ),
        };
        self.log.note(&said)?;
        if !self.chosen {
            self.set_baud(FIRST_BAUD)?;
        }
        Ok(())
    }
}
