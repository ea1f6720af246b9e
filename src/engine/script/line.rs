//! One line of a script.

use std::time::Duration;

use super::actor::Actor;
use super::ast::{CallExpr, Name};
use super::expect::Expect;
use super::wire::WireCommand;

/// A line that makes a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallLine {
    /// Who makes it.
    pub actor: Actor,
    /// The name that the descriptor it returns is given.
    pub assign: Option<Name>,
    /// The call.
    pub call: CallExpr,
    /// `&`: it runs in a thread of its own, and the actor's next line does not wait for it.
    pub background: bool,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// `host: …`: a call.
    Call(CallLine),
    /// `wire: …`: a command for the gate.
    Wire(WireCommand),
    /// `expect …`
    Expect(Expect),
    /// `timeout …`: how long the lines after it wait at most.
    Timeout(Duration),
    /// `sleep …`: nothing after it starts before this time is over.
    Sleep(Duration),
    /// `board: reset`: the board starts anew.
    Reset,
    /// `note …`: a text for the timeline.
    Note(String),
}

/// One line of a script.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// Its number, from 1.
    pub number: u32,
    /// As it was written, without the comment and the space around it.
    pub source: String,
    /// What it says.
    pub kind: LineKind,
}
