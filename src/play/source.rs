//! Where messages come from and commands go: two live peers, or a file.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use crossbeam_channel::{Receiver, after, never, select};
use sockscope_link::{CallId, Command};

use super::film::Film;
use crate::peer::Peer;
use crate::run::Message;
use crate::session::Session;
use crate::timeline::reader::{self, Reader, Trouble};

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

    /// Lets a program of the learner's make the call that it stands before; `free` if nobody waits for calls like
    /// it one by one.
    fn let_go(&self, _peer: Peer, _ticket: u32, _id: CallId, _free: bool) {}

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

    fn let_go(&self, peer: Peer, ticket: u32, id: CallId, free: bool) {
        Session::let_go(self, peer, ticket, id, free);
    }

    fn is_pending(&self) -> bool {
        Session::is_pending(self)
    }
}

/// A recording, as fast as it can be read. It has no way to reach a socket or a port.
pub struct Recorded {
    reader: RefCell<Reader<Film>>,
    /// What could not be read, each with its line.
    troubles: RefCell<Vec<(u64, Trouble)>>,
    untold: Cell<u64>,
    last_us: Cell<u64>,
}

/// How many troubles are told one by one.
const MOST_TROUBLES: usize = 20;

impl Recorded {
    /// This recording, from its beginning.
    pub fn new(film: Film) -> Recorded {
        Recorded {
            reader: RefCell::new(Reader::new(film)),
            troubles: RefCell::default(),
            untold: Cell::new(0),
            last_us: Cell::new(0),
        }
    }

    /// What could not be read, each with its line; and how much more of it there was.
    pub fn troubles(&self) -> (Vec<(u64, Trouble)>, u64) {
        (self.troubles.borrow().clone(), self.untold.get())
    }

    fn read(&self) -> Message {
        let mut reader = self.reader.borrow_mut();
        loop {
            let event = match reader.read() {
                Ok(None) => return Message::Replayed,
                Err(why) => {
                    self.note(reader.mark().line + 1, Trouble::NoEvent(why.to_string()));
                    return Message::Replayed;
                }
                Ok(Some(reader::Came::Event(event))) => event,
                Ok(Some(reader::Came::Both(event, trouble))) => {
                    self.note(reader.mark().line, trouble);
                    event
                }
                Ok(Some(reader::Came::Trouble(trouble))) => {
                    self.note(reader.mark().line, trouble);
                    continue;
                }
            };
            self.last_us.set(event.t_us);
            return Message::Event(event);
        }
    }

    fn note(&self, line: u64, trouble: Trouble) {
        let mut troubles = self.troubles.borrow_mut();
        if troubles.len() < MOST_TROUBLES {
            troubles.push((line, trouble));
        } else {
            self.untold.set(self.untold.get() + 1);
        }
    }
}

impl Source for Recorded {
    fn wait<I>(&self, _: Option<&Receiver<I>>, _: Option<u64>) -> Came<I> {
        let message = self.read();
        Came::Message(self.now_us(), message)
    }

    fn now_us(&self) -> u64 {
        self.last_us.get()
    }

    fn send(&self, _: Peer, _: Command) {}

    fn is_pending(&self) -> bool {
        true
    }
}
