//! Clicks: which cell means what.

use ratatui::layout::{Position, Rect};

use super::layout::{Place, places};
use super::scene::Scene;
use super::target::Target;
use super::{bar, flow, ground, menu, question, words};
use crate::stage::Front;
use crate::stage::keys::Action;

/// What a click at this cell means.
pub fn target(scene: &Scene, area: Rect, column: u16, row: u16) -> Option<Target> {
    let at = Position { x: column, y: row };
    let stage = scene.stage;
    let mut places = places(scene, area).into_iter();
    match &stage.front {
        Front::Nothing => {}
        Front::Menu(menu) => return Some(menu::target(scene, menu, area, at)),
        Front::Explain(chosen) => return Some(words::target(&ground(scene, area), chosen, at)),
        Front::Question(asked) => {
            let (_, rect) = places.find(|(place, _)| *place == Place::Front)?;
            return question::target(asked, rect, at);
        }
        _ => return Some(Target::Away),
    }
    let (place, rect) = places.find(|(_, rect)| rect.contains(at))?;
    match place {
        Place::Tabs(panel) if row == rect.y => {
            let tab = bar::tab_target(stage, rect, column);
            Some(Target::Panel(tab.unwrap_or(panel)))
        }
        Place::Tabs(panel) | Place::Panel(panel) => Some(Target::Panel(panel)),
        Place::Flow => Some(flow::target(scene, rect, at)),
        Place::Caption | Place::Figure | Place::Large => Some(Target::Action(Action::Next)),
        Place::Title => Some(Target::Action(Action::Menu)),
        Place::Footer => bar::footer_target(stage, rect, column).map(Target::Action),
        Place::Front => None,
    }
}
