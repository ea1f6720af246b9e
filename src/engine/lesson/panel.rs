//! The panels of the screen: one table.

use serde::Deserialize;

use crate::words::{Text, t};
use crate::world::World;

/// What the arrow keys do while a panel is the panel of choice.
#[derive(Clone, Copy, Debug)]
pub enum Scroll {
    /// It shows all that it has: they move the flow.
    Flow,
    /// They choose the held segment; while none is held, they move the flow.
    Held,
    /// They look back, event by event.
    Events,
    /// Back from its newest line, at most so far.
    Back(fn(&World) -> usize),
    /// Down from its first line, at most so far.
    Down(fn(&World) -> usize),
}

macro_rules! panels {
    ($($(#[$doc:meta])* $panel:ident $name:literal $title:ident $scroll:expr;)*) => {
        /// The panels that the learner chooses among; the flow and the caption are always there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        pub enum Panel {
            $($(#[$doc])* #[serde(rename = $name)] $panel,)*
        }

        impl Panel {
            /// Every panel, in the order of their digits.
            pub const ALL: [Panel; [$($name,)*].len()] = [$(Panel::$panel,)*];

            /// Its name, as lessons and the configuration write it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Panel::$panel => $name,)*
                }
            }

            /// What the screen calls it.
            pub const fn title(self) -> Text {
                match self {
                    $(Panel::$panel => t::$title,)*
                }
            }

            /// What the arrow keys do in it.
            pub fn scroll(self) -> Scroll {
                match self {
                    $(Panel::$panel => $scroll,)*
                }
            }
        }
    };
}

// A row a panel; its key is the digit of its place. `view::panel` says how each is drawn.
panels! {
    /// The state diagram.
    States      "states"      PANEL_STATES      Scroll::Flow;
    /// The segments, time downwards.
    Ladder      "ladder"      PANEL_LADDER      Scroll::Back(|world| world.ladder.len().saturating_sub(1));
    /// The gate and its queue.
    Wire        "wire"        PANEL_WIRE        Scroll::Held;
    /// One row a socket.
    Descriptors "descriptors" PANEL_DESCRIPTORS Scroll::Down(|world| world.sockets.len() * 2);
    /// The calls in C, Rust and Python.
    Code        "code"        PANEL_CODE        Scroll::Back(|world| world.calls.len() * 3);
    /// The board's log.
    Log         "log"         PANEL_LOG         Scroll::Back(|world| world.log.len().saturating_sub(1));
    /// Everything in order.
    Events      "timeline"    PANEL_EVENTS      Scroll::Events;
    /// The terminal of the learner's own program.
    Terminal    "terminal"    PANEL_TERMINAL    Scroll::Back(|world| world.log.len().saturating_sub(1));
}
