//! The caption of a task: its goal and the last hint; that it was reached, and in how many moves.

use ratatui::style::Style;

use crate::fill;
use crate::timeline::What;
use crate::view::scene::Scene;
use crate::words::{t, tell};

/// The heading of a task.
fn heading(scene: &Scene) -> Option<String> {
    scene.model.task()?;
    let title = scene.model.lesson.as_ref()?.title.get(scene.lang);
    Some(fill!(scene.lang, t::TASK_HEADING, title = title))
}

/// What is said once the goal is reached.
pub fn reached(scene: &Scene) -> Option<(String, Style, String)> {
    if !scene.is_live() || !scene.model.is_reached() {
        return None;
    }
    let events = scene.model.log.timeline.events().rev();
    let said = events.filter_map(|event| match &event.what {
        What::Note { text, fact, .. } => Some((text, fact.as_ref()?)),
        _ => None,
    });
    let mut of_goal = said.filter(|(_, fact)| fact.key.starts_with("TASK_"));
    let (text, fact) = of_goal.next()?;
    let told = tell::remark(text, Some(fact), scene.lang);
    Some((format!("✓ {}", heading(scene)?), scene.theme.ok, told))
}

/// The goal, and the hint that was given last.
pub fn goal(scene: &Scene) -> Option<(String, Style, String)> {
    let heading = heading(scene)?;
    let step = scene.model.lesson.as_ref()?.steps.first()?;
    let goal = step.say.get(scene.lang);
    let text = match scene.stage.last_hint(scene.model) {
        Some(hint) => format!("{goal} {hint}"),
        None => goal.to_owned(),
    };
    Some((heading, scene.theme.title, text))
}
