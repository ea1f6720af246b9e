//! The lines of text that are typed: the prompt of the call language, a search, a board's place.
//!
//! ```text
//! ┌ Type a call ────────────────────────────┐
//! │ host: listne(s, 1)                      │
//! │       ^^^^^^                            │
//! │ Line 1, column 1: …                     │
//! └ Enter: run · Tab: complete · Esc ───────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use ratatui::widgets::{Paragraph, Widget};

use super::caption;
use super::pen::{fit, put, width};
use super::scene::Scene;
use super::window::window;
use crate::stage::field::Field;
use crate::stage::prompt::Prompt;
use crate::stage::{Front, Stage};
use crate::words::show::wrap;
use crate::words::{Text, t};

/// How many rows of the caption stand under the line at most.
const CAPTION: usize = 4;

/// What stands before the line and what is written in it, of what is being typed.
fn typed(stage: &Stage) -> Option<(String, &Field)> {
    match &stage.front {
        Front::Prompt(prompt) if stage.both_programs() => Some((String::new(), &prompt.field)),
        Front::Prompt(prompt) => Some((format!("{}: ", prompt.side), &prompt.field)),
        Front::Search => Some((String::new(), &stage.search)),
        Front::Place(field) | Front::Line(field) | Front::Find(field) => {
            Some((String::new(), field))
        }
        _ => None,
    }
}

/// What is said under the line of the prompt: what is wrong with it, or what could follow; else what
/// the caption says, whose place the prompt takes.
fn below(scene: &Scene, prompt: &Prompt, room: u16) -> Vec<(String, Style)> {
    let theme = scene.theme;
    let lines = |text: &str, style| wrap(text, room).into_iter().map(move |line| (line, style));
    if let Some(error) = &prompt.error {
        return lines(&error.message(scene.lang), theme.error).collect();
    }
    if !prompt.offers.is_empty() {
        return lines(&prompt.offers.join("  "), theme.dim).collect();
    }
    let (heading, style, text) = caption::say(scene);
    let heading = fit(&heading, room).into_owned();
    let text = lines(&text, theme.text).take(CAPTION);
    [(heading, style)].into_iter().chain(text).collect()
}

/// How many rows it needs in this width, its frame included.
pub fn height(scene: &Scene, width: u16) -> u16 {
    let Front::Prompt(prompt) = &scene.stage.front else {
        return 3;
    };
    let said = below(scene, prompt, width.saturating_sub(4)).len();
    let caret = usize::from(prompt.error.is_some());
    3 + u16::try_from(said + caret).unwrap_or(u16::MAX - 3)
}

/// Draws what is being typed into its place.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let (theme, stage) = (scene.theme, scene.stage);
    let (title, help): (Text, Text) = match &stage.front {
        Front::Prompt(_) => (t::TUI_PROMPT, t::TUI_PROMPT_HOW),
        Front::Search => (t::TUI_SEARCH, t::TUI_SEARCH_HOW),
        Front::Line(_) => (t::PUZZLE_LINE, t::PUZZLE_LINE_HOW),
        Front::Find(_) => (t::TUI_FIND, t::TUI_FIND_HOW),
        _ => (t::TUI_PLACE, t::TUI_PLACE_HOW),
    };
    let (title, help) = (title.get(scene.lang), help.get(scene.lang));
    let inner = window(theme, title, help, area, buf);
    let Some((label, field)) = typed(stage) else {
        return;
    };
    let style = match &stage.front {
        Front::Prompt(prompt) => theme.peer(prompt.side),
        _ => theme.text,
    };
    let [before, line] = split(&label, inner);
    Span::styled(label, style).render(before, buf);
    let skipped = field.scroll(line.width);
    Paragraph::new(Span::styled(field.text(), theme.title))
        .scroll((0, skipped))
        .render(line, buf);
    if let Front::Prompt(prompt) = &stage.front {
        said(scene, prompt, skipped, line, inner, buf);
    }
}

/// The caret under what is wrong, and what is said under the line.
fn said(scene: &Scene, prompt: &Prompt, skipped: u16, line: Rect, inner: Rect, buf: &mut Buffer) {
    let mut y = inner.y + 1;
    if let Some(error) = &prompt.error {
        let before = prompt.field.text().chars();
        let before: String = before
            .take(error.column.saturating_sub(1) as usize)
            .collect();
        if let Some(at) = width(&before).checked_sub(skipped) {
            let carets = "^".repeat(error.width as usize);
            let below = Rect { height: 2, ..line };
            let x = line.x.saturating_add(at);
            put(buf, below, x, y, &carets, scene.theme.error);
        }
        y += 1;
    }
    for (y, (text, style)) in (y..inner.bottom()).zip(below(scene, prompt, inner.width)) {
        put(buf, inner, inner.x, y, &text, style);
    }
}

/// The cells of what stands before the line, and of the line.
fn split(label: &str, inner: Rect) -> [Rect; 2] {
    let row = Rect { height: 1, ..inner };
    Layout::horizontal([Constraint::Length(width(label)), Constraint::Fill(1)]).areas(row)
}

/// Where the cursor is while something is typed in `area`.
pub fn cursor(stage: &Stage, area: Rect) -> Option<Position> {
    let (label, field) = typed(stage)?;
    let inner = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4),
        height: 1,
    };
    let [_, line] = split(&label, inner);
    let x = line.x + field.column().saturating_sub(field.scroll(line.width));
    Some(Position { x, y: line.y })
}
