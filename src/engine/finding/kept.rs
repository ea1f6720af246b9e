//! What findings have to remember beyond what the world does.

use std::borrow::Cow;
use std::collections::BTreeSet;

use sockscope_link::CallName;

use crate::fact;
use crate::timeline::{Arg, Made, Sets};
use crate::words::t;

/// A descriptor of a process.
pub(super) type Place = (u32, i32);

/// How many characters of a call's text stand for its line where there is none.
const MOST_TEXT: usize = 60;
/// How often a program may read 0 before it goes round and round.
const ROUNDS: u32 = 200;

/// A call, as a finding points at it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spot {
    /// Its number.
    pub call: u32,
    /// Its line; where that is not known, the call itself.
    pub at: Arg,
}

impl Spot {
    /// The call with this number.
    pub fn new(call: u32, text: &str, made: &Made) -> Spot {
        let at = match &made.source {
            Some(source) => Arg::text(source.short()),
            None => {
                let text: String = text.chars().take(MOST_TEXT).collect();
                fact!(t::FOUND_CALL, call = text, pid = made.pid).into()
            }
        };
        Spot { call, at }
    }
}

/// A call that has begun.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    pub spot: Spot,
    pub call: CallName,
    pub pid: u32,
    pub socket: Option<u32>,
    /// The number of the descriptor that it is about.
    pub num: Option<i32>,
    /// How many bytes it is to send, or has room for.
    pub len: Option<u64>,
    pub text: String,
    pub sets: Sets,
}

/// What a send has left.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    pub spot: Spot,
    pub call: CallName,
    /// How many bytes it was to send, and how many it took.
    pub len: u64,
    pub took: u64,
    /// How the rest begins, as far as that is told.
    pub begins: Option<Vec<u8>>,
}

/// The end of a descriptor, or of the process that had it.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub spot: Spot,
    /// How many bytes lay there unread.
    pub unread: u64,
    /// The other end had finished sending (CLOSE-WAIT).
    pub finished: bool,
}

/// One socket of the program's.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// The process and the call that made it.
    pub opened: Option<(u32, Spot)>,
    /// The last call about it, and the process that made it.
    pub last: Option<Spot>,
    pub last_by: Option<u32>,
    /// Where it was bound, and to what.
    pub bound: Option<(Spot, String, u16)>,
    pub listens: Option<(Spot, u32)>,
    /// How often in a row it gave 0.
    pub zeros: u32,
    pub rest: Option<Rest>,
    /// The last receive that got something.
    pub got: Option<(Spot, CallName)>,
    pub received: u64,
    pub sent: u64,
    /// The program has shut its sending half.
    pub shut: bool,
    /// A linger time of 0 was set: close() is meant to reset.
    pub aborts: bool,
    pub left: Option<Left>,
    /// The other end has finished, and the program goes on with something else.
    pub moved_on: bool,
    /// The child process that got it by fork() first: those that are made later get it, too.
    pub heir: Option<u32>,
    /// What was said of it.
    pub told: BTreeSet<Cow<'static, str>>,
}

impl Record {
    /// Whether it is read on and on, though nothing will come.
    pub fn goes_round(&self) -> bool {
        self.zeros >= ROUNDS
    }

    /// The call that made it, else the last one about it.
    pub fn begin(&self) -> Option<Spot> {
        let opened = self.opened.as_ref().map(|(_, spot)| spot);
        opened.or(self.last.as_ref()).cloned()
    }
}
