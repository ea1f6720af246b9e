//! Windows: a frame with a heading and a line of help, over whatever stood there.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::Span;
use ratatui::widgets::{Block, Clear, Padding, Widget};

use super::pen::fit;
use super::theme::Theme;

/// Draws an empty window; returns what is inside.
pub fn window(theme: &Theme, title: &str, help: &str, area: Rect, buf: &mut Buffer) -> Rect {
    let room = area.width.saturating_sub(6);
    let said = |text: &str, style| Span::styled(format!(" {} ", fit(text, room)), style);
    let mut block = Block::bordered()
        .style(theme.text)
        .border_style(theme.focus)
        .title(said(title, theme.title))
        .padding(Padding::horizontal(1));
    if !help.is_empty() {
        block = block.title_bottom(said(help, theme.dim));
    }
    Clear.render(area, buf);
    let inside = block.inner(area);
    block.render(area, buf);
    inside
}

/// A window of this size in the middle.
pub fn middle(area: Rect, width: u16, height: u16) -> Rect {
    area.centered(Constraint::Length(width), Constraint::Length(height))
}
