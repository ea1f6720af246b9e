//! A question before something is shown.
//!
//! ```text
//! ┌ ? What will happen? ───────────────────┐
//! │ Which state comes after listen()?      │
//! │   1 BOUND                              │
//! │ ▸ 2 LISTEN                             │
//! └ 1–4 or ↑↓ and Enter · Esc: do not ask ─┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::Text;
use ratatui::widgets::{HighlightSpacing, List, ListState, StatefulWidget, Widget};

use super::scene::Scene;
use super::target::Target;
use super::window::{MARK, window};
use crate::stage::Question;
use crate::words::show::wrap;
use crate::words::{Lang, t};

/// Draws a question into its place.
pub fn draw(scene: &Scene, question: &Question, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let title = format!("? {}", t::TUI_QUESTION.get(scene.lang));
    let help = t::TUI_QUESTION_HOW.get(scene.lang);
    window(theme, &title, help, area, buf);
    let [text, choices] = parts(question, area);
    let (asked, answers) = question.told(scene.lang);
    let asked = wrap(&asked, text.width).join("\n");
    Text::styled(asked, theme.title).render(text, buf);
    let lines = answers.iter().zip(1..);
    let list = List::new(lines.map(|(choice, number)| format!("{number} {choice}")))
        .highlight_symbol(MARK)
        .highlight_spacing(HighlightSpacing::Always)
        .highlight_style(theme.chosen);
    let mut state = ListState::default().with_selected(question.at);
    StatefulWidget::render(list, choices, buf, &mut state);
}

/// How many rows it needs in this width, its frame included.
pub fn height(question: &Question, width: u16, lang: Lang) -> u16 {
    let (asked, answers) = question.told(lang);
    let lines = wrap(&asked, width.saturating_sub(4)).len() + answers.len();
    u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2)
}

/// Where its text and its choices stand: where rows are short, the choices come first.
fn parts(question: &Question, area: Rect) -> [Rect; 2] {
    let inner = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    };
    let choices = u16::try_from(question.asked.choices.len()).unwrap_or(u16::MAX);
    Layout::vertical([Constraint::Fill(1), Constraint::Length(choices)]).areas(inner)
}

/// What a click does while a question stands in `area`.
pub fn target(question: &Question, area: Rect, at: Position) -> Option<Target> {
    let [_, choices] = parts(question, area);
    let index = usize::from(at.y.checked_sub(choices.y)?);
    (choices.contains(at) && index < question.asked.choices.len()).then_some(Target::Item(index))
}
