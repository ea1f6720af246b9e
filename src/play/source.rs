//! Where messages come from and commands go: two live peers, or a file.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::time::Duration;

use crossbeam_channel::{Receiver, after, never, select};
use sockscope_link::Command;

use crate::fact;
use crate::peer::Peer;
use crate::run::Message;
use crate::session::Session;
use crate::timeline::{Arg, from_line};
use crate::words::t;

/// What the loop waited for.
pub enum Came<I> {
    /// A message, and when it came.
    Message(u64, Message),
    /// An input; `None` if nothing ever comes in again.
    Input(Option<I>),
    /// The deadline: it is this late now.
    Time(u64),
}

/// Where messages come from and commands go.
pub trait Source {
    /// Waits for a message, for an input if there is a place where these come out, or for the
    /// deadline; times are in microseconds since the session began.
    fn wait<I>(&self, inputs: Option<&Receiver<I>>, deadline: Option<u64>) -> Came<I>;

    /// Microseconds since the session began.
    fn now_us(&self) -> u64;

    /// Tells a peer something.
    fn send(&self, peer: Peer, command: Command);

    /// Whether a message waits now.
    fn is_pending(&self) -> bool;
}

impl Source for Session {
    fn wait<I>(&self, inputs: Option<&Receiver<I>>, deadline: Option<u64>) -> Came<I> {
        let Some(inputs) = inputs else {
            return match self.next(deadline) {
                (now, Message::Tick) => Came::Time(now),
                (at, message) => Came::Message(at, message),
            };
        };
        let left = deadline.map(|due| due.saturating_sub(self.now_us()));
        let timer = left.map_or_else(never, |left| after(Duration::from_micros(left)));
        select! {
            recv(inputs) -> input => Came::Input(input.ok()),
            recv(self.messages()) -> stamped => match stamped {
                Ok((at, message)) => Came::Message(at, message),
                Err(_) => Came::Input(None),
            },
            recv(timer) -> _ => Came::Time(self.now_us()),
        }
    }

    fn now_us(&self) -> u64 {
        Session::now_us(self)
    }

    fn send(&self, peer: Peer, command: Command) {
        Session::send(self, peer, command);
    }

    fn is_pending(&self) -> bool {
        Session::is_pending(self)
    }
}

/// A recording, as fast as it can be read. It has no way to reach a socket or a port.
pub struct Recorded {
    lines: RefCell<io::Lines<BufReader<File>>>,
    /// The number of the last line that was read, and its event's stamp.
    at: Cell<(u32, u64)>,
}

impl Recorded {
    /// The recording in this file.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(path: &Path) -> io::Result<Recorded> {
        let lines = BufReader::new(File::open(path)?).lines();
        Ok(Recorded {
            lines: RefCell::new(lines),
            at: Cell::new((0, 0)),
        })
    }

    fn read(&self) -> Message {
        let (number, last) = self.at.get();
        let line = number + 1;
        let broken = |why: Arg| Message::Unreadable(fact!(t::RUN_LINE, line = line, what = why));
        match self.lines.borrow_mut().next() {
            None => Message::Replayed,
            Some(Err(why)) => broken(Arg::text(why)),
            Some(Ok(text)) => {
                self.at.set((line, last));
                match from_line(&text) {
                    Ok(event) => {
                        self.at.set((line, event.t_us));
                        Message::Event(Box::new(event))
                    }
                    Err(why) => broken(Arg::text(why)),
                }
            }
        }
    }
}

impl Source for Recorded {
    fn wait<I>(&self, _: Option<&Receiver<I>>, _: Option<u64>) -> Came<I> {
        let message = self.read();
        Came::Message(self.now_us(), message)
    }

    fn now_us(&self) -> u64 {
        self.at.get().1
    }

    fn send(&self, _: Peer, _: Command) {}

    fn is_pending(&self) -> bool {
        true
    }
}
