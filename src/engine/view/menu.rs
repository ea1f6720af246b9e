//! A menu.
//!
//! ```text
//! ┌ Calls · host · s · LISTEN ──────────────┐
//! │ ▸ a = accept(s)          next in lesson │
//! │   accept(s)                             │
//! │   close(s)                              │
//! └ Enter: call · Space: edit · ←→: other ──┘
//! ```

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{HighlightSpacing, List, ListItem, ListState, StatefulWidget};

use super::layout;
use super::pen::width;
use super::scene::Scene;
use super::target::Target;
use super::window::{MARK, bar, middle, window};
use crate::stage::View;
use crate::stage::menu::{Choice, Item, Kind, Menu};
use crate::words::{Lang, t};

fn place(scene: &Scene, menu: &Menu, area: Rect) -> Rect {
    let height = u16::try_from(menu.items.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let place = middle(area, 70, height.clamp(5, area.height.saturating_sub(2)));
    // What it asks stands in the caption: at the bottom of the presenter's view, else above the panels.
    let y = match (menu.kind, layout::view(scene.stage, area)) {
        (Kind::Review, Some(View::Presenter)) => area.y + 1,
        (Kind::Review, _) => area.bottom().saturating_sub(place.height + 1),
        _ => place.y,
    };
    Rect { y, ..place }
}

/// The first item that is shown: the chosen one stands in the middle, with what comes before and after it.
fn first_item(menu: &Menu, rows: u16) -> usize {
    let rows = usize::from(rows);
    let last = menu.items.len().saturating_sub(rows);
    menu.at.saturating_sub(rows / 2).min(last)
}

/// Draws a menu.
pub fn draw(scene: &Scene, menu: &Menu, area: Rect, buf: &mut Buffer) {
    let lang = scene.lang;
    let title = heading(menu, lang);
    let help = match menu.kind {
        Kind::Calls(_) => t::TUI_CALLS_HOW,
        Kind::Lessons => t::COURSE_HOW,
        Kind::Mend => t::PUZZLE_MEND_HOW,
        _ => t::TUI_MENU_HOW,
    };
    let help = help.get(lang);
    let place = place(scene, menu, area);
    let inner = window(scene.theme, &title, help, place, buf);
    let room = inner.width.saturating_sub(width(MARK));
    let list = List::new(menu.items.iter().map(|item| line(scene, item, room)))
        .highlight_symbol(MARK)
        .highlight_spacing(HighlightSpacing::Always)
        .highlight_style(scene.theme.chosen);
    let mut state = ListState::default()
        .with_offset(first_item(menu, inner.height))
        .with_selected(Some(menu.at));
    StatefulWidget::render(list, inner, buf, &mut state);
    let hidden = menu.items.len().saturating_sub(usize::from(inner.height));
    if hidden > 0 {
        bar(place, hidden, first_item(menu, inner.height), buf);
    }
}

/// What a menu is headed with.
pub(super) fn heading(menu: &Menu, lang: Lang) -> String {
    let title = menu.title().get(lang);
    match menu.about.as_str() {
        "" => title.to_owned(),
        about => format!("{title} · {about}"),
    }
}

/// What an item says, and what is said of it.
pub(super) fn said<'a>(scene: &Scene, item: &'a Item) -> (Cow<'a, str>, Cow<'a, str>) {
    match &item.choice {
        Choice::Do(action) if item.label.is_empty() => (
            action.entry().text.get(scene.lang).into(),
            scene.stage.keys.hint(*action, scene.lang).into(),
        ),
        _ => (item.label.as_str().into(), item.hint.as_str().into()),
    }
}

/// An item: what it says, and at the right end, where it fits, what is said of it.
fn line<'a>(scene: &Scene, item: &'a Item, room: u16) -> ListItem<'a> {
    let theme = scene.theme;
    let style = if item.sensible { theme.text } else { theme.dim };
    let (label, hint) = said(scene, item);
    let (label, hint) = (Span::styled(label, style), Span::styled(hint, theme.dim));
    let gap = usize::from(room).saturating_sub(label.width() + hint.width());
    if gap == 0 || hint.width() == 0 {
        return Line::from(label).into();
    }
    Line::from(vec![label, " ".repeat(gap).into(), hint]).into()
}

/// What a click does while a menu is open.
pub fn target(scene: &Scene, menu: &Menu, area: Rect, at: Position) -> Target {
    let place = place(scene, menu, area);
    let rows = place.height.saturating_sub(2);
    let row = at.y.checked_sub(place.y + 1).filter(|row| *row < rows);
    match row {
        Some(row) if place.contains(at) => {
            let index = first_item(menu, rows) + usize::from(row);
            if index < menu.items.len() {
                Target::Item(index)
            } else {
                Target::Away
            }
        }
        _ => Target::Away,
    }
}
