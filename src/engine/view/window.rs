//! Windows: a frame with a heading and a line of help, over whatever stood there.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Margin, Rect};
use ratatui::text::Span;
use ratatui::widgets::{
    Block, Clear, Padding, Scrollbar, ScrollbarOrientation, ScrollbarState, StatefulWidget, Widget,
};

use super::pen::fit;
use super::theme::Theme;

/// Before the chosen item of a list.
pub const MARK: &str = "▸ ";

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

/// The bar at a window's right edge where `hidden` lines are out of sight, `from` of them above.
pub fn bar(area: Rect, hidden: usize, from: usize, buf: &mut Buffer) {
    let mut state = ScrollbarState::new(hidden).position(from);
    let bar = Scrollbar::new(ScrollbarOrientation::VerticalRight);
    bar.render(area.inner(Margin::new(0, 1)), buf, &mut state);
}

/// A window of this size in the middle.
pub fn middle(area: Rect, width: u16, height: u16) -> Rect {
    area.centered(Constraint::Length(width), Constraint::Length(height))
}
