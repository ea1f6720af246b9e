//! The teacher's note on a step, in the caption's place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Text;
use ratatui::widgets::Widget;

use super::scene::Scene;
use super::window::window;
use crate::fill;
use crate::words::show::wrap;
use crate::words::t;

/// Draws the note of the step at this index.
pub fn draw(scene: &Scene, step: usize, area: Rect, buf: &mut Buffer) {
    let (title, note) = told(scene, step);
    let title = fill!(scene.lang, t::TUI_NOTES, title = title);
    let help = t::TUI_NOTES_HOW.get(scene.lang);
    let inner = window(scene.theme, &title, help, area, buf);
    let text = wrap(&note, inner.width).join("\n");
    Text::styled(text, scene.theme.text).render(inner, buf);
}

/// How many rows it needs in this width, its frame included.
pub fn height(scene: &Scene, step: usize, width: u16) -> u16 {
    let (_, note) = told(scene, step);
    let lines = wrap(&note, width.saturating_sub(4)).len();
    u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2)
}

/// The step's title and its note.
fn told(scene: &Scene, step: usize) -> (String, String) {
    let lesson = scene.model.lesson.as_ref();
    let step = lesson.and_then(|lesson| lesson.steps.get(step));
    let text = |words: &crate::lesson::Words| words.get(scene.lang).to_owned();
    let note = step.and_then(|step| step.note.as_ref());
    (
        step.map(|step| text(&step.title)).unwrap_or_default(),
        note.map(text).unwrap_or_default(),
    )
}
