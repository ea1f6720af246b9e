//! What a click can mean.

use crate::stage::Panel;
use crate::stage::keys::Action;

/// What a click at some cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The same as this action's key.
    Action(Action),
    /// The item or choice with this number, of what stands in front.
    Item(usize),
    /// The moment after this event is shown.
    Moment(u64),
    /// This panel becomes the panel of choice.
    Panel(Panel),
    /// Away with what stands in front.
    Away,
}
