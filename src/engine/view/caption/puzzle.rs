//! The caption of a puzzle: its story, what is said of an answer, whether the mended script does it.

use ratatui::style::Style;

use crate::fill;
use crate::lesson::Puzzle;
use crate::stage::{is_solved, keys::Action};
use crate::view::scene::Scene;
use crate::words::t;

fn puzzle<'a>(scene: &'a Scene) -> Option<(&'a Puzzle, &'a str)> {
    let lesson = scene.model.lesson.as_ref()?;
    Some((lesson.puzzle.as_ref()?, lesson.title.get(scene.lang)))
}

/// What comes before everything else: an answer was given, or the script is mended.
pub fn said(scene: &Scene) -> Option<(String, Style, String)> {
    let (puzzle, title) = puzzle(scene).filter(|_| scene.is_live())?;
    let (theme, lang) = (scene.theme, scene.lang);
    if is_solved(scene.model) {
        let heading = fill!(lang, t::PUZZLE_MENDED, title = title);
        let wanted = puzzle.wanted.get(lang);
        let key = scene.stage.keys.hint(Action::Lesson, lang);
        let text = fill!(lang, t::PUZZLE_MENDED_HOW, wanted = wanted, key = key);
        return Some((format!("✓ {heading}"), theme.ok, text));
    }
    let (right, heading, text) = scene.stage.cause_said(scene.model)?;
    Some(if right {
        (format!("✓ {heading}"), theme.ok, text)
    } else {
        (format!("✗ {heading}"), theme.error, text)
    })
}

/// The story; of the mended script, what it must come to.
pub fn story(scene: &Scene) -> Option<(String, Style, String)> {
    let (puzzle, title) = puzzle(scene)?;
    let lang = scene.lang;
    let step = scene.model.lesson.as_ref()?.steps.first()?;
    let heading = fill!(lang, t::PUZZLE_HEADING, title = title);
    let text = if puzzle.is_mended {
        fill!(lang, t::PUZZLE_MEND, wanted = puzzle.wanted.get(lang))
    } else {
        step.say.get(lang).to_owned()
    };
    Some((heading, scene.theme.title, text))
}
