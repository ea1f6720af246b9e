//! What stands where.
//!
//! ```text
//!   80×24                        120×40 and up
//!   ┌ title ────────────────┐    ┌ title ──────────────────────────────────┐
//!   │ flow                  │    │ flow                 │ ladder           │
//!   │                       │    │                      │                  │
//!   ├ caption ──────────────┤    ├ caption ─────────────┼ code ────────────┤
//!   ├ panel of choice ──────┤    ├ states ──────────────┼ wire ────────────┤
//!   │                       │    ├ descriptors ─────────┼ log / timeline ──┤
//!   └ keys ─────────────────┘    └ keys ───────────────────────────────────┘
//! ```

use ratatui_core::layout::{Position, Rect};

use super::{diagram, front};
use crate::stage::keys::Action;
use crate::stage::{Front, Panel, Stage, View};

/// The narrowest screen that tells the whole story.
pub const MIN_WIDTH: u16 = 80;
/// The lowest one.
pub const MIN_HEIGHT: u16 = 24;
/// From this size on everything is shown at once.
const WIDE: (u16, u16) = (120, 40);
/// The caption's rows: its heading and four lines of text.
const CAPTION: u16 = 5;

/// Something that has a place on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Title,
    Flow,
    Caption,
    /// The panel of choice, with the names of the others.
    Tabs(Panel),
    Panel(Panel),
    Footer,
}

/// What a click at some cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The same as this action's key.
    Action(Action),
    /// The item or choice with this number, of what stands in front.
    Item(usize),
    /// This panel becomes the panel of choice.
    Panel(Panel),
    /// Away with what stands in front.
    Away,
}

/// Everything that is on the screen, and where.
pub(super) fn places(stage: &Stage, area: Rect) -> Vec<(Place, Rect)> {
    let title = Rect { height: 1, ..area };
    let footer = Rect {
        y: area.bottom() - 1,
        height: 1,
        ..area
    };
    let inside = Rect {
        y: area.y + 1,
        height: area.height - 2,
        ..area
    };
    let mut list = vec![(Place::Title, title), (Place::Footer, footer)];
    if stage.view == View::Full {
        list.push((Place::Tabs(stage.panel), inside));
    } else if area.width >= WIDE.0 && area.height >= WIDE.1 {
        wide(stage, inside, &mut list);
    } else {
        narrow(stage, inside, &mut list);
    }
    list
}

fn narrow(stage: &Stage, area: Rect, list: &mut Vec<(Place, Rect)>) {
    let panel = (diagram::HEIGHT + 1).max(area.height * 2 / 5);
    let flow = area.height - panel - CAPTION;
    let [flow, caption, panel] = rows(area, [flow, CAPTION, panel]);
    list.push((Place::Flow, flow));
    list.push((Place::Caption, caption));
    list.push((Place::Tabs(stage.panel), panel));
}

fn wide(stage: &Stage, area: Rect, list: &mut Vec<(Place, Rect)>) {
    let states = diagram::HEIGHT + 1;
    let descriptors = (area.height / 5).max(8);
    let flow = area.height - CAPTION - 1 - states - descriptors;
    let [top, middle, third, last] = rows(area, [flow, CAPTION + 1, states, descriptors]);
    // The state diagram sets the left column's least width.
    let left = (area.width * 31 / 50).max(diagram::WIDTH + 2);
    let split = |area: Rect, left: u16| {
        let gap = 1;
        let right = area.x + left + gap;
        (
            Rect {
                width: left,
                ..area
            },
            Rect {
                x: right,
                width: area.right() - right,
                ..area
            },
        )
    };
    // The code takes a third of the ladder's rows: a call with its address is ten lines of C.
    let code = Rect {
        y: top.bottom() - top.height / 3,
        height: middle.height + top.height / 3,
        ..middle
    };
    let (flow, ladder) = split(top, left);
    let (caption, _) = split(middle, left);
    let (_, code) = split(code, left);
    let ladder = Rect {
        height: code.y - ladder.y,
        ..ladder
    };
    let (diagram, wire) = split(third, left);
    let (table, log) = split(last, left);
    let corner = if stage.panel == Panel::Events {
        Panel::Events
    } else {
        Panel::Log
    };
    list.extend([
        (Place::Flow, flow),
        (Place::Panel(Panel::Ladder), ladder),
        (Place::Caption, caption),
        (Place::Panel(Panel::Code), code),
        (Place::Panel(Panel::States), diagram),
        (Place::Panel(Panel::Wire), wire),
        (Place::Panel(Panel::Descriptors), table),
        (Place::Panel(corner), log),
    ]);
}

fn rows<const N: usize>(area: Rect, heights: [u16; N]) -> [Rect; N] {
    let mut y = area.y;
    heights.map(|height| {
        let row = Rect { y, height, ..area };
        y += height;
        row
    })
}

/// A panel without its first row.
pub(super) fn below_heading(area: Rect) -> Rect {
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    }
}

/// What a click at this cell means.
pub fn target(stage: &Stage, area: Rect, column: u16, row: u16) -> Option<Target> {
    let at = Position { x: column, y: row };
    if area.width < MIN_WIDTH || area.height < MIN_HEIGHT {
        return None;
    }
    match &stage.front {
        Front::Nothing => {}
        Front::Menu(menu) => return Some(front::menu_target(menu, area, at)),
        Front::Question(question) => return front::question_target(question, area, at, stage.lang),
        _ => return Some(Target::Away),
    }
    if row == area.bottom() - 1 {
        return super::bar::footer_target(stage, area, column).map(Target::Action);
    }
    let (place, rect) = places(stage, area)
        .into_iter()
        .find(|(_, rect)| rect.contains(at))?;
    match place {
        Place::Tabs(panel) if row == rect.y => {
            let tab = super::bar::tab_target(stage, rect, column);
            Some(Target::Panel(tab.unwrap_or(panel)))
        }
        Place::Tabs(panel) | Place::Panel(panel) => Some(Target::Panel(panel)),
        Place::Flow | Place::Caption => Some(Target::Action(Action::Next)),
        Place::Title => Some(Target::Action(Action::Menu)),
        Place::Footer => None,
    }
}
