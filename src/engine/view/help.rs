//! The help screen, made from the one table of keys.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sockscope_link::State;

use super::pen::put;
use super::scene::Scene;
use super::window::{bar, window};
use crate::stage::keys::{Action, Entry, Group, shown};
use crate::words::term::SIGNS;
use crate::words::{glyph, t};

/// The width of the column of keys.
const KEYS: u16 = 22;
/// The width of a column of keys and what they do.
const COLUMN: u16 = 76;

/// Draws the help from its line `from` on.
pub fn draw(scene: &Scene, from: usize, area: Rect, buf: &mut Buffer) {
    let (theme, lang) = (scene.theme, scene.lang);
    let title = t::TUI_HELP.get(lang);
    let inner = window(theme, title, "", area, buf);
    let lines = lines(scene);
    // Side by side where there is room, so that a large screen shows it all at once.
    let columns = usize::from(inner.width / COLUMN).max(1);
    let height = usize::from(inner.height);
    let hidden = lines.len().saturating_sub(height * columns);
    let from = from.min(hidden);
    for (index, chunk) in (0..).zip(lines[from..].chunks(height.max(1)).take(columns)) {
        let column = Rect {
            x: inner.x + index * COLUMN,
            width: COLUMN.min(inner.width),
            ..inner
        };
        for (y, (left, right)) in (inner.y..inner.bottom()).zip(chunk) {
            let is_heading = right.is_empty() && !left.starts_with(' ');
            let style = if is_heading { theme.title } else { theme.key };
            put(buf, column, column.x, y, left, style);
            put(buf, column, column.x + KEYS, y, right, theme.text);
        }
    }
    if hidden > 0 {
        bar(area, hidden, from, buf);
    }
}

/// The lines of the help: the keys and what they do, then the signs.
fn lines(scene: &Scene) -> Vec<(String, String)> {
    let lang = scene.lang;
    let mut lines: Vec<(String, String)> = Vec::new();
    for group in Group::ALL {
        if !lines.is_empty() {
            lines.push(Default::default());
        }
        lines.push((group.title().get(lang).to_owned(), String::new()));
        let has = |entry: &Entry| scene.stage.keys.has(entry.action);
        for entry in Action::of(group).filter(has) {
            let keys = scene.stage.keys.keys(entry.action);
            let keys: Vec<String> = keys.iter().map(|key| shown(*key, lang)).collect();
            lines.push((
                format!("  {}", keys.join(", ")),
                entry.text.get(lang).to_owned(),
            ));
        }
    }
    lines.push(Default::default());
    lines.push((t::TUI_SIGNS.get(lang).to_owned(), String::new()));
    for state in State::ALL {
        lines.push((format!("  {} {state}", glyph(state)), String::new()));
    }
    for sign in SIGNS {
        lines.push((format!("  {}", sign.name), sign.says.get(lang).to_owned()));
    }
    lines
}
