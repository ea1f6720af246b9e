//! The panels of the screen, as lessons name them.

use serde::Deserialize;

/// The panels that the learner chooses among; the flow and the caption are always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Panel {
    /// The state diagram.
    States,
    /// The segments, time downwards.
    Ladder,
    /// The gate and its queue.
    Wire,
    /// One row a socket.
    Descriptors,
    /// The calls in C, Rust and Python.
    Code,
    /// The board's log.
    Log,
    /// Everything in order.
    #[serde(rename = "timeline")]
    Events,
}

impl Panel {
    /// Every panel, in the order of their digits.
    pub const ALL: [Panel; 7] = [
        Panel::States,
        Panel::Ladder,
        Panel::Wire,
        Panel::Descriptors,
        Panel::Code,
        Panel::Log,
        Panel::Events,
    ];
}
