//! Where a link stands.

use std::time::{Duration, Instant};

/// How long nothing may be acknowledged before the board is looked for at the first speed too. By then it
/// was said some four times.
pub(super) const LATE: Duration = Duration::from_millis(600);
/// How far the acquaintance has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `Hello` is said.
    Hello,
    /// `Info` is asked.
    Info,
    /// Another speed is asked for.
    Baud(u32),
    /// The other speed is tried with a ping of this number.
    Try(u32),
    /// `Clear` is said.
    Clear,
    /// Everything is known.
    Up,
    /// The session is being ended: what the board's last answer is.
    Leaving(Last),
    /// There is no cable.
    Unplugged,
}

/// The last answer of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last {
    /// `Cleared`.
    Cleared,
    /// `Baud`: the first speed again.
    Slow,
    /// It has come, or there is none.
    Over,
}

/// What is known of how a session was lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Loss {
    /// The board is not in it any more: it started again, or gave this end up.
    #[default]
    Unknown,
    /// The board said that it starts, or was told to.
    Restart,
}

/// A search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seek {
    /// The speed that the board had.
    pub baud: u32,
    /// When it began: an acknowledgment since then ends it.
    pub began: Instant,
    /// When it goes on at the other speed.
    pub until: Instant,
}
