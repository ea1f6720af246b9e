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
//!
//! Between the two, rows that are free hold a second and a third panel. A question, and what is
//! being typed, take the caption's place: nothing that they are about is covered.

use ratatui::layout::{Constraint, Layout, Rect};

use super::scene::Scene;
use super::{bar, caption, diagram, note, presenter, prompt, question, wire};
use crate::stage::{Front, Panel, Stage, View};

/// The narrowest screen with panels.
pub const MIN_WIDTH: u16 = 80;
/// The lowest one.
pub const MIN_HEIGHT: u16 = 24;
/// The smallest screen at all: the presenter's view fits it.
pub const LEAST: (u16, u16) = (60, 18);
/// From this size on everything is shown at once.
const WIDE: (u16, u16) = (120, 40);
/// The caption's rows: its heading and four lines of text.
const CAPTION: u16 = 5;
/// The flow's least rows.
const FLOW: u16 = 4;
/// From so many rows on there is room for one panel more, and for two.
const TALL: [u16; 2] = [30, 38];

/// Something that has a place on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Title,
    Flow,
    Caption,
    /// The question, or what is being typed.
    Front,
    /// The panel of choice, with the names of the others.
    Tabs(Panel),
    Panel(Panel),
    /// The presenter's figure.
    Figure,
    /// The presenter's caption.
    Large,
    Footer,
}

impl Place {
    /// The panel that stands there.
    pub fn panel(self) -> Option<Panel> {
        match self {
            Place::Tabs(panel) | Place::Panel(panel) => Some(panel),
            _ => None,
        }
    }
}

/// What fills a screen of this size: one without room for panels has the presenter's view. `None`
/// where nothing fits.
pub fn view(stage: &Stage, area: Rect) -> Option<View> {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        None
    } else if area.width < MIN_WIDTH || area.height < MIN_HEIGHT {
        Some(View::Presenter)
    } else {
        Some(stage.view)
    }
}

/// Everything that is on the screen, and where.
pub(super) fn places(scene: &Scene, area: Rect) -> Vec<(Place, Rect)> {
    let stage = scene.stage;
    let Some(view) = view(stage, area) else {
        return Vec::new();
    };
    let [title, inside, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(bar::footer_rows(stage, area.width)),
    ])
    .areas(area);
    let mut list = vec![(Place::Title, title), (Place::Footer, footer)];
    match view {
        View::Presenter => presenter(scene, inside, &mut list),
        View::Full => full(scene, inside, &mut list),
        View::Stage if area.width >= WIDE.0 && area.height >= WIDE.1 => {
            wide(scene, inside, &mut list);
        }
        View::Stage => narrow(scene, inside, &mut list),
    }
    list
}

/// The rows that a question or a line that is typed needs in this width, if there is one.
fn front_rows(scene: &Scene, width: u16) -> Option<u16> {
    match &scene.stage.front {
        Front::Question(asked) => Some(question::height(asked, width, scene.lang)),
        Front::Note(step) => Some(note::height(scene, *step, width)),
        Front::Prompt(_) | Front::Search | Front::Find(_) | Front::Place(_) | Front::Line(_) => {
            Some(prompt::height(scene, width))
        }
        Front::Nothing | Front::Help(_) | Front::Menu(_) | Front::Explain(_) | Front::Keyboard => {
            None
        }
    }
}

/// What stands where the caption does, and how many rows it takes of at most `most`.
fn middle(scene: &Scene, width: u16, usual: u16, most: u16) -> (Place, u16) {
    match front_rows(scene, width) {
        Some(rows) => (Place::Front, rows.max(usual).min(most)),
        None => (
            Place::Caption,
            caption::rows(scene, width).max(usual).min(most),
        ),
    }
}

fn full(scene: &Scene, area: Rect, list: &mut Vec<(Place, Rect)>) {
    let stage = scene.stage;
    let front = front_rows(scene, area.width).unwrap_or(0);
    let [panel, front] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(front)]).areas(area);
    list.push((Place::Tabs(stage.panel), panel));
    if front.height > 0 {
        list.push((Place::Front, front));
    }
}

fn presenter(scene: &Scene, area: Rect, list: &mut Vec<(Place, Rect)>) {
    let most = area.height.saturating_sub(presenter::LEAST);
    let usual = presenter::caption_rows(scene, area.width).min(most);
    let (place, rows) = middle(scene, area.width, usual, most);
    let [figure, caption] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(rows)]).areas(area);
    let place = match place {
        Place::Front => Place::Front,
        _ => Place::Large,
    };
    list.extend([(Place::Figure, figure), (place, caption)]);
}

fn narrow(scene: &Scene, area: Rect, list: &mut Vec<(Place, Rect)>) {
    let stage = scene.stage;
    let chosen = stage.panel;
    let more = TALL.iter().filter(|rows| area.height + 2 >= **rows).count();
    let others = match stage.learner {
        None if scene.has_source() => [Panel::Code, Panel::States, Panel::Ladder],
        None => [Panel::States, Panel::Ladder, Panel::Code],
        Some(_) => [Panel::Code, Panel::Terminal, Panel::States],
    };
    let others = others.into_iter().filter(|panel| *panel != chosen);
    let others: Vec<Panel> = others.take(more).collect();
    let panels = [chosen].into_iter().chain(others.iter().copied());
    let least = FLOW + (diagram::HEIGHT + 1);
    let most = area.height.saturating_sub(least);
    let (place, middle) = middle(scene, area.width, CAPTION, most);
    let whole = panels
        .clone()
        .filter(|panel| *panel == Panel::States)
        .count() as u16;
    let free = area.height - middle - whole * (diagram::HEIGHT + 1);
    // The flow has three parts of what is free, each panel two, and none has more rows than it fills.
    let share = free * 2 / (3 + 2 * (1 + more as u16 - whole));
    let rows = |panel: Panel| match panel {
        Panel::States => Constraint::Length(diagram::HEIGHT + 1),
        _ if more == 0 => Constraint::Length((diagram::HEIGHT + 1).max(area.height * 2 / 5)),
        Panel::Wire => Constraint::Length(share.min(wire::rows(scene, area.width) + 1)),
        _ => Constraint::Length(share),
    };
    let constraints = [Constraint::Fill(1), Constraint::Length(middle)];
    let areas = Layout::vertical(constraints.into_iter().chain(panels.map(rows))).split(area);
    list.extend([(Place::Flow, areas[0]), (place, areas[1])]);
    list.push((Place::Tabs(chosen), areas[2]));
    let others = others.into_iter().map(Place::Panel);
    list.extend(others.zip(areas[3..].iter().copied()));
}

fn wide(scene: &Scene, area: Rect, list: &mut Vec<(Place, Rect)>) {
    let stage = scene.stage;
    let states = diagram::HEIGHT + 1;
    let descriptors = (area.height / 5).max(8);
    let flow = area.height - CAPTION - 1 - states - descriptors;
    let lengths = [flow, CAPTION + 1, states, descriptors].map(Constraint::Length);
    let [top, middle_row, third, last] = Layout::vertical(lengths).areas(area);
    // The state diagram sets the left column's least width.
    let left = (area.width * 31 / 50).max(diagram::WIDTH + 2);
    let split = |area: Rect| -> [Rect; 2] {
        let columns = [Constraint::Length(left), Constraint::Fill(1)];
        Layout::horizontal(columns).spacing(1).areas(area)
    };
    let [story, right] = split(top.union(middle_row));
    let [diagram, wire] = split(third);
    let [table, log] = split(last);
    let most = story.height.saturating_sub(FLOW);
    let (place, rows) = middle(scene, left, CAPTION + 1, most);
    let [flow, caption] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(rows)]).areas(story);
    // The code takes a third of the ladder's rows: a call with its address is ten lines of C.
    let code = match scene.has_source() {
        false => CAPTION + 1 + top.height / 3,
        true => CAPTION + 1 + top.height * 2 / 3,
    };
    let [ladder, code] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(code)]).areas(right);
    let corner = match stage.panel {
        Panel::Events => Panel::Events,
        Panel::Log => Panel::Log,
        _ if stage.learner.is_some() => Panel::Terminal,
        _ => Panel::Log,
    };
    list.extend([
        (Place::Flow, flow),
        (Place::Panel(Panel::Ladder), ladder),
        (place, caption),
        (Place::Panel(Panel::Code), code),
        (Place::Panel(Panel::States), diagram),
        (Place::Panel(Panel::Wire), wire),
        (Place::Panel(Panel::Descriptors), table),
        (Place::Panel(corner), log),
    ]);
}

/// A panel without its first row.
pub(super) fn below_heading(area: Rect) -> Rect {
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    }
}
