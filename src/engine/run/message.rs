//! What the running program is told, and what it wants done.

use std::sync::Arc;

use sockscope_link::{CallId, Command, LogLevel, Report, System};

use super::{Called, Doing, Holds, Pace, Printed, Runner};
use crate::lesson::Lesson;
use crate::peer::Peer;
use crate::script::{Line, Role};
use crate::timeline::{Asked, Event, Fact, Session, SourcePart};

/// What the model is told. Each comes with the time, in microseconds since the session began.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// The peers are there.
    Opened(Box<Session>, Systems),
    /// A peer reports.
    Report(Peer, Report),
    /// The program is this lesson.
    Lesson(Arc<Lesson>),
    /// The program of a session before this one, to go on with where that one was.
    GoOn(Option<Arc<Lesson>>, Runner),
    /// A remark for the timeline.
    Note(Fact),
    /// What is said of the link to a peer, for the peer's log.
    Link(Peer, LogLevel, Fact),
    /// A peer could not be asked something that was for it.
    Refused(Peer, Fact),
    /// One more line of the program.
    Line(Line),
    /// There will be no more lines.
    LinesEnd,
    /// A line that cannot be read ends the program; those before it run all the same.
    NoLine(Fact),
    /// A line that the learner typed or chose: it runs at once.
    ByHand(Line),
    /// The source of a peer's own program, before the first call that is made from it.
    Source(Box<SourcePart>),
    /// A peer's own program has come to a call.
    Called(Peer, Box<Called>),
    /// A peer's own program goes on, rests, or has ended.
    Program(Peer, Doing),
    /// A peer's own program has written this on its terminal.
    Printed(Peer, Printed),
    /// These calls of a peer's own program wait for the learner.
    Holds(Holds),
    /// The learner allows the next action.
    Advance,
    /// The learner was asked a question, and answered it or did not.
    Predicted {
        /// The question.
        asked: Asked,
        /// What was answered, as an index into its choices; `None` if it was skipped.
        given: Option<usize>,
    },
    /// The lesson runs up to this step by itself, and stands there.
    GoTo(usize),
    /// The program goes on at this pace.
    Pace(Pace),
    /// Something went wrong outside: a peer is gone, a script could not be read.
    Failed(Exit, Fact),
    /// An event of a recording, or of a session that is followed.
    Event(Box<Event>),
    /// The recording has ended.
    Replayed,
    /// The learner leaves the session.
    Left,
    /// Time has come ([`Model::deadline`]).
    Tick,
}

/// What the model wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tell a peer.
    Command(Peer, Command),
    /// Let the program make the call that it stands before; its reports bear this number.
    Go {
        /// Whose program.
        peer: Peer,
        /// The peer's own number for it.
        ticket: u32,
        /// Its number in this session.
        id: CallId,
        /// Whether nobody waits for calls like it one by one: if they are very fast, they can be told together.
        free: bool,
    },
    /// The run is over.
    Finish(Exit),
}

/// How the program ends (`docs/`, "exit codes").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: an expectation failed.
    Expectation,
    /// 2: wrong usage: a script that cannot be read.
    Usage,
    /// 3: the environment failed: board, port, permission.
    Environment,
    /// 128 and its number: a signal ended the program, as a shell reports it.
    Signal(u8),
}

impl Exit {
    /// The process's exit code.
    pub const fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Expectation => 1,
            Exit::Usage => 2,
            Exit::Environment => 3,
            Exit::Signal(number) => 128 | number,
        }
    }
}

/// Whose errno numbers each peer uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Systems {
    /// The host's.
    pub host: System,
    /// The board's.
    pub board: System,
}

impl Systems {
    /// The one of this peer.
    pub const fn of(&self, peer: Peer) -> System {
        match peer {
            Peer::Host => self.host,
            Peer::Board => self.board,
        }
    }
}

/// How a session is to be run; fixed while it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The part that the host plays.
    pub role: Role,
    /// The program's pace at the beginning.
    pub pace: Pace,
    /// Whether a failed expectation ends the run.
    pub stop_on_failure: bool,
    /// Whether the peers are asked for their sockets' facts after each action.
    pub facts: bool,
    /// Whether the board is the other half of a program that calls by itself.
    pub other: bool,
    /// Which calls of that program wait for the learner at the beginning.
    pub holds: Holds,
}

impl Options {
    /// The learner goes on call by call, and sees what each socket is like.
    pub fn stepping(role: Role) -> Options {
        Options {
            role,
            pace: Pace::Step(0),
            stop_on_failure: false,
            facts: true,
            other: false,
            holds: Holds::default(),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            role: Role::Server,
            pace: Pace::Run,
            stop_on_failure: true,
            facts: false,
            other: false,
            holds: Holds::default(),
        }
    }
}
