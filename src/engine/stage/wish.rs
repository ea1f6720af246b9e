//! What the interface wants from the session.

use crate::lesson::Deed;
use crate::peer::Peer;
use crate::run::Message;
use crate::script::Role;

/// What the interface wants from the session.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Tell the model.
    Tell(Message),
    /// Begin anew: another lesson, role or board, or the same ones.
    Open(Opening),
    /// Go on with the program where it is, on other peers: another board, or one that was lost.
    GoOn(Opening),
    /// List the serial ports, and answer with [`Stage::found`](super::Stage::found).
    LookForBoards,
    /// Find the words of the screen that can be explained, and answer with
    /// [`Stage::offer_words`](super::Stage::offer_words).
    FindWords,
    /// Type these bytes to the learner's program that is this peer.
    Type(Peer, Vec<u8>),
    /// Take mouse events, or leave them to the terminal.
    Mouse(bool),
    /// Run these lines in place of a puzzle's own.
    Mend(Vec<String>),
    /// Keep what the learner has done.
    Keep(Deed),
    /// Forget what the learner has done.
    Forget,
    /// Show the moment after this event of the recording.
    Seek(u64),
    /// Show the next moment of the recording that says this.
    Find(String),
    /// Record the session in a file.
    Record,
    /// Keep what was done as a lesson of one's own.
    KeepLesson,
    /// Make an export of this kind of the session so far; none: of what is on the screen.
    Export(Option<&'static str>),
    /// Write the log to a file.
    SaveLog,
    /// Copy what the panel of choice shows.
    Copy,
    /// Give the terminal back until the shell resumes the program.
    Suspend,
    /// Draw every cell again.
    Redraw,
    /// End.
    Quit,
}

/// What is run, on what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The lesson's name.
    pub lesson: String,
    /// The part that the host plays.
    pub role: Role,
    /// The board, as `--board` names it.
    pub board: String,
}

impl Opening {
    /// The same with the host in the other part.
    pub fn swapped(&self) -> Opening {
        let role = match self.role {
            Role::Server => Role::Client,
            Role::Client => Role::Server,
        };
        Opening {
            role,
            ..self.clone()
        }
    }
}
