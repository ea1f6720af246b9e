//! Nothing is lost, nothing comes twice: messages over a line that damages some of its frames.
//!
//! This is go-back-N automatic repeat request (ARQ), as simple as it gets. Each message of a session
//! bears a number, 0 to 255 and around again. The receiver takes the number that it expects and no
//! other, and says by [`Packet::Ack`] which one comes next; when a frame is damaged or one is missing
//! it says so by [`Packet::Nak`]. The sender keeps its frames until they are acknowledged, and sends
//! all that it has kept again after a NAK, or when nothing is acknowledged for too long.
//!
//! ```text
//!   host                         board
//!     │ Hello(session) ───────────► │   numbers begin at 0
//!     │ ◄─────────── Hello(session) │
//!     │ Data 0 ───────────────────► │
//!     │ Data 1 ──────╳              │   damaged
//!     │ Data 2 ───────────────────► │   not the expected one: not taken
//!     │ ◄──────────────────── Nak 1 │   0 has arrived, 1 has not
//!     │ Data 1, Data 2 ───────────► │
//!     │ ◄──────────────────── Ack 3 │
//! ```
//!
//! The host chooses the session's number, at random, and says hello until it is answered with the same
//! number. A board that is not in the session (it started again, or gave this host up) answers every
//! message with the session 0: so a restart in the middle of anything is noticed at once.
//!
//! An [`Endpoint`] has no clock and no port: it is told the time, as the time since any moment, and its
//! owner puts on the line what [`Endpoint::transmit`] gives. What it keeps has a fixed size; when that
//! is full, [`Endpoint::send`] refuses, and who makes messages has to wait. It never panics.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use core::time::Duration;

use crate::frame::{self, MAX_FRAME, Message, Packet};
use crate::hello::{self, End};
use crate::message::Hello;

mod outbox;
use outbox::Outbox;
pub use outbox::WINDOW;

/// How long nothing may be acknowledged before the other end counts as gone.
pub const GONE: Duration = Duration::from_secs(5);

/// What a packet of the other end means to this end's owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<M> {
    /// The next message.
    Message(M),
    /// The other end said hello; whether this end is in a session with it now is told by
    /// [`Endpoint::is_connected`].
    Hello {
        /// Who it is.
        hello: Hello,
        /// The session that it means.
        session: u32,
    },
}

/// Why a message was not taken for sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotSent {
    /// There is no session.
    NotConnected,
    /// So much is not acknowledged yet that there is no room: wait and try again.
    Full,
    /// It is longer than [`frame::MAX_MESSAGE`].
    TooLong,
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotSent::NotConnected => "nobody is there to send a message to",
            NotSent::Full => "the other end is slow: there is no room for one more message",
            NotSent::TooLong => "a message is too long for one frame",
        })
    }
}

impl core::error::Error for NotSent {}

/// What is to be said about what has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reply {
    Ack,
    Nak,
}

/// One end of a link, which sends `Out` and receives `In`.
pub struct Endpoint<Out, In> {
    end: End,
    ours: Hello,
    /// The session's number; 0 is none.
    session: u32,
    /// Whether both ends are in it.
    connected: bool,
    outbox: Outbox,
    /// The number of the message that comes next.
    expected: u8,
    /// Whether messages are taken; see [`Endpoint::set_open`].
    open: bool,
    /// Whether one came while they were not.
    refused: bool,
    /// A hello is to be said.
    greets: bool,
    reply: Option<Reply>,
    /// The frame that is being put on the line, and how much of it is there already.
    line: Vec<u8>,
    gone: usize,
    /// Where frames are made.
    scratch: Box<[u8; MAX_FRAME]>,
    messages: PhantomData<fn(In) -> Out>,
}

impl<Out: Message, In> Endpoint<Out, In> {
    /// An end that nobody is connected to. It keeps at most `outbox` bytes of frames that are not
    /// acknowledged; with its two frames of 2048 bytes that is all the memory that it ever takes, and it
    /// takes it now.
    pub fn new(end: End, program: &str, outbox: usize) -> Self {
        Endpoint {
            end,
            ours: Hello::new(program),
            session: 0,
            connected: false,
            outbox: Outbox::new(outbox),
            expected: 0,
            open: true,
            refused: false,
            greets: false,
            reply: None,
            line: Vec::with_capacity(MAX_FRAME),
            gone: 0,
            scratch: Box::new([0; MAX_FRAME]),
            messages: PhantomData,
        }
    }

    /// The host's hello: a new session of this number, which is not 0. What the last one left is
    /// forgotten. Say it again with [`Endpoint::greet`] until there is an answer.
    pub fn connect(&mut self, session: u32) {
        self.begin(session);
        self.connected = false;
        self.greets = true;
    }

    /// Says hello once more.
    pub fn greet(&mut self) {
        self.greets = true;
    }

    /// Ends the session: what is not sent or not acknowledged is forgotten.
    pub fn disconnect(&mut self) {
        self.begin(0);
    }

    fn begin(&mut self, session: u32) {
        self.session = session;
        self.connected = session != 0;
        self.outbox.clear();
        self.expected = 0;
        self.refused = false;
        self.reply = None;
    }

    /// Whether both ends are in a session.
    pub fn is_connected(&self) -> bool {
        self.connected
    }

    /// The session's number; 0 is none.
    pub fn session(&self) -> u32 {
        self.session
    }

    /// How fast the line is, in bits per second (10 for a byte); 0 where there is no such limit. By it
    /// is known how long an answer may take.
    pub fn set_baud(&mut self, baud: u32) {
        self.outbox.set_baud(baud);
    }

    /// Whether messages are taken. While they are not, the other end keeps them and sends them again:
    /// back-pressure.
    pub fn set_open(&mut self, open: bool) {
        self.open = open;
        if open && core::mem::take(&mut self.refused) {
            self.reply = Some(Reply::Nak);
        }
    }

    /// Takes a message to be sent, and to be sent again until it has arrived.
    ///
    /// # Errors
    /// [`NotSent`]; nothing has changed then.
    pub fn send(&mut self, message: &Out, now: Duration) -> Result<(), NotSent> {
        if !self.connected {
            return Err(NotSent::NotConnected);
        }
        let packet = Packet::Data(self.outbox.next_number(), message);
        let frame = frame::encode(&packet, &mut self.scratch).map_err(|_| NotSent::TooLong)?;
        if self.outbox.push(frame, now) {
            Ok(())
        } else {
            Err(NotSent::Full)
        }
    }

    /// Whether half of what can be kept is free. Who makes several messages at a time asks this before: then
    /// it seldom has to wait in the middle of them.
    pub fn has_room(&self) -> bool {
        self.outbox.has_room()
    }

    /// How many bytes of frames are not acknowledged yet.
    pub fn unacknowledged(&self) -> usize {
        self.outbox.len()
    }

    /// Since when something has been waiting to be acknowledged, and nothing was.
    pub fn waiting_since(&self) -> Option<Duration> {
        self.connected
            .then(|| self.outbox.waiting_since())
            .flatten()
    }

    /// Whether the other end counts as gone: it has acknowledged nothing for [`GONE`].
    pub fn is_gone(&self, now: Duration) -> bool {
        self.waiting_since()
            .is_some_and(|since| now >= since + GONE)
    }

    /// Sends again now what is not acknowledged: the line has changed, or may have.
    pub fn retry(&mut self) {
        self.outbox.retry();
    }

    /// A packet arrived.
    pub fn take(&mut self, packet: Packet<In>, now: Duration) -> Option<Event<In>> {
        match packet {
            Packet::Hello { hello, session } => {
                self.hear(&hello, session);
                return Some(Event::Hello { hello, session });
            }
            // Of another session, or of none.
            _ if !self.connected => self.greets |= self.end == End::Board && is_data(&packet),
            Packet::Ack(number) => self.outbox.acknowledge(number, now),
            Packet::Nak(number) => self.outbox.go_back(number, now),
            Packet::Data(number, message) => {
                if self.arrived(number) {
                    return Some(Event::Message(message));
                }
            }
        }
        None
    }

    fn hear(&mut self, theirs: &Hello, session: u32) {
        let same = hello::check(theirs, self.end).is_ok();
        match self.end {
            End::Host => self.connected |= same && session != 0 && session == self.session,
            End::Board => {
                let session = if same { session } else { 0 };
                // The same hello again: its answer was lost, or slow.
                if session != self.session {
                    self.begin(session);
                }
                self.greets = true;
            }
        }
    }

    /// Whether the message of this number is the next one, and taken.
    fn arrived(&mut self, number: u8) -> bool {
        let ahead = number.wrapping_sub(self.expected);
        if ahead == 0 && self.open {
            self.expected = self.expected.wrapping_add(1);
            self.reply.get_or_insert(Reply::Ack);
            return true;
        }
        self.refused |= ahead == 0;
        // What lies behind was taken before: its acknowledgment was lost, or slow.
        let missing = (1..=WINDOW).contains(&usize::from(ahead)) && self.open;
        if missing {
            self.reply = Some(Reply::Nak);
        } else {
            self.reply.get_or_insert(Reply::Ack);
        }
        false
    }

    /// A frame arrived damaged: what it held is missing, if it held a message.
    pub fn damaged(&mut self) {
        if self.connected {
            self.reply = Some(Reply::Nak);
        }
    }

    /// What is to be put on the line now; empty if there is nothing. Say by [`Endpoint::transmitted`]
    /// how much of it was, and ask again.
    pub fn transmit(&mut self, now: Duration) -> &[u8] {
        if self.gone == self.line.len() {
            self.line.clear();
            self.gone = 0;
            self.next_frame(now);
        }
        &self.line[self.gone..]
    }

    /// So many bytes of what [`Endpoint::transmit`] gave are on the line.
    pub fn transmitted(&mut self, len: usize) {
        self.gone = self.line.len().min(self.gone + len);
    }

    /// Whether there is anything to be put on the line now.
    pub fn has_something(&mut self, now: Duration) -> bool {
        !self.transmit(now).is_empty()
    }

    fn next_frame(&mut self, now: Duration) {
        if core::mem::take(&mut self.greets) {
            let hello = self.ours.clone();
            let session = self.session;
            self.stage(&Packet::Hello { hello, session });
            return;
        }
        let number = self.expected;
        match self.reply.take() {
            Some(Reply::Ack) => self.stage(&Packet::Ack(number)),
            Some(Reply::Nak) => self.stage(&Packet::Nak(number)),
            None if self.connected => self.outbox.next_frame(now, &mut self.line),
            None => {}
        }
    }

    fn stage(&mut self, packet: &Packet<&Out>) {
        // A hello's program is the one thing that can be too long, and then there is no hello.
        if let Ok(frame) = frame::encode(packet, &mut self.scratch) {
            self.line.extend_from_slice(frame);
        }
    }

    /// When [`Endpoint::transmit`] will have something even if nothing arrives before.
    pub fn due(&self) -> Option<Duration> {
        self.connected.then(|| self.outbox.due()).flatten()
    }
}

fn is_data<M>(packet: &Packet<M>) -> bool {
    matches!(packet, Packet::Data(..))
}
