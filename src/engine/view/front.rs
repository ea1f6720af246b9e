//! What stands in front of the stage: menus, the prompt, the search, and questions.
//!
//! ```text
//! ┌ Calls ── host · s · LISTEN ─────────────┐   ┌ What will happen? ─────────────────────┐
//! │ ▸ a = accept(s)          next in lesson │   │ Which state comes after listen()?      │
//! │   accept(s)                             │   │   1 BOUND                              │
//! │   close(s)                              │   │ ▸ 2 LISTEN                             │
//! └ Enter: call · Space: edit · ←→: other ──┘   └ 1–4 or ↑↓ and Enter · Esc: do not ask ─┘
//! ```

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Position, Rect};

use super::Scene;
use super::layout::Target;
use super::pen::{fit, put, put_right, width, wrap};
use crate::stage::Question;
use crate::stage::menu::{Choice, Menu};
use crate::stage::prompt::Prompt;
use crate::words::{Lang, Text, t};

/// Draws an empty window with a heading and a line of help; returns what is inside.
pub(super) fn window(scene: &Scene, title: &str, help: &str, area: Rect, buf: &mut Buffer) -> Rect {
    let theme = scene.theme;
    let inside = usize::from(area.width.saturating_sub(2));
    let blank = " ".repeat(inside);
    let line = "─".repeat(inside);
    for y in area.y..area.bottom() {
        // The cells may hold anything; nothing of it may shine through.
        for x in area.x..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(theme.text);
            }
        }
        let row = if y == area.y {
            format!("┌{line}┐")
        } else if y + 1 == area.bottom() {
            format!("└{line}┘")
        } else {
            format!("│{blank}│")
        };
        put(buf, area, area.x, y, &row, theme.focus);
    }
    let room = area.width.saturating_sub(6);
    put(
        buf,
        area,
        area.x + 2,
        area.y,
        &format!(" {} ", fit(title, room)),
        theme.title,
    );
    if !help.is_empty() {
        let y = area.bottom().saturating_sub(1);
        put(
            buf,
            area,
            area.x + 2,
            y,
            &format!(" {} ", fit(help, room)),
            theme.dim,
        );
    }
    Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// A window of this size in the middle.
fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

fn menu_place(menu: &Menu, area: Rect) -> Rect {
    let height = u16::try_from(menu.items.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    middle(area, 70, height.clamp(5, area.height.saturating_sub(2)))
}

/// The first item that is shown: the chosen one is always in sight.
fn first_item(menu: &Menu, rows: u16) -> usize {
    (menu.at + 1).saturating_sub(usize::from(rows))
}

/// Draws a menu.
pub fn menu(scene: &Scene, menu: &Menu, area: Rect, buf: &mut Buffer) {
    let (theme, lang) = (scene.theme, scene.lang);
    let mut title = menu.title.get(lang).to_owned();
    if !menu.about.is_empty() {
        title = format!("{title} · {}", menu.about);
    }
    let help = if menu.is_calls() {
        t::TUI_CALLS_HOW
    } else {
        t::TUI_MENU_HOW
    };
    let inner = window(scene, &title, help.get(lang), menu_place(menu, area), buf);
    let first = first_item(menu, inner.height);
    for (y, (index, item)) in
        (inner.y..inner.bottom()).zip(menu.items.iter().enumerate().skip(first))
    {
        let chosen = index == menu.at;
        let style = match (chosen, item.sensible) {
            (true, _) => theme.chosen,
            (false, true) => theme.text,
            (false, false) => theme.dim,
        };
        if chosen {
            put(
                buf,
                inner,
                inner.x,
                y,
                &" ".repeat(usize::from(inner.width)),
                style,
            );
        }
        let (label, hint) = match &item.choice {
            Choice::Do(action) => (
                action.entry().text.get(lang).to_owned(),
                scene.stage.keys.hint(*action, lang),
            ),
            _ => (item.label.clone(), item.hint.clone()),
        };
        let mark = if chosen { "▸ " } else { "  " };
        let x = put(buf, inner, inner.x, y, &format!("{mark}{label}"), style);
        if !hint.is_empty() && x + 1 + width(&hint) <= inner.right() {
            let style = if chosen { theme.chosen } else { theme.dim };
            put_right(buf, inner, y, &hint, style);
        }
    }
}

/// What a click does while a menu is open.
pub(super) fn menu_target(menu: &Menu, area: Rect, at: Position) -> Target {
    let place = menu_place(menu, area);
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

/// The lines of a question, in a window of this width.
fn question_lines(question: &Question, room: u16, lang: Lang) -> Vec<String> {
    wrap(&question.told(lang).0, room)
}

fn question_place(question: &Question, area: Rect, lang: Lang) -> Rect {
    let width = 76.min(area.width);
    let text = question_lines(question, width - 4, lang).len() + question.asked.choices.len() + 3;
    let height = u16::try_from(text).unwrap_or(u16::MAX).min(area.height);
    // Over the panel: the flow and the caption are what the answer is found in.
    let place = middle(area, width, height);
    Rect {
        y: area.bottom().saturating_sub(height + 1).max(area.y),
        ..place
    }
}

/// Draws a question.
pub fn question(scene: &Scene, question: &Question, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let place = question_place(question, area, scene.lang);
    let title = format!("? {}", t::TUI_QUESTION.get(scene.lang));
    let inner = window(
        scene,
        &title,
        t::TUI_QUESTION_HOW.get(scene.lang),
        place,
        buf,
    );
    let mut y = inner.y;
    let (_, choices) = question.told(scene.lang);
    for line in question_lines(question, inner.width, scene.lang) {
        put(buf, inner, inner.x, y, &line, theme.title);
        y += 1;
    }
    y += 1;
    for (index, choice) in choices.iter().enumerate() {
        let chosen = question.at == Some(index);
        let (mark, style) = if chosen {
            ("▸", theme.chosen)
        } else {
            (" ", theme.text)
        };
        put(
            buf,
            inner,
            inner.x,
            y,
            &format!("{mark} {} {choice} ", index + 1),
            style,
        );
        y += 1;
    }
}

/// What a click does while a question is open.
pub(super) fn question_target(
    question: &Question,
    area: Rect,
    at: Position,
    lang: Lang,
) -> Option<Target> {
    let place = question_place(question, area, lang);
    let lines = question_lines(question, place.width - 4, lang).len();
    let first = place.y + 2 + u16::try_from(lines).ok()?;
    let index = usize::from(at.y.checked_sub(first)?);
    (place.contains(at) && index < question.asked.choices.len()).then_some(Target::Item(index))
}

/// Where the prompt stands: its frame, its line, and two lines for what is wrong or offered.
fn prompt_place(area: Rect) -> Rect {
    // The longest of the parser's messages takes five lines under the line and its caret.
    let height = 9.min(area.height);
    Rect {
        y: area.bottom().saturating_sub(height + 1),
        height,
        ..area
    }
}

/// What is left of the line where it is longer than the window: how many characters are skipped.
fn skipped(prompt: &Prompt, room: u16) -> usize {
    (prompt.cursor + 1).saturating_sub(usize::from(room))
}

fn prompt_line(prompt: &Prompt, area: Rect) -> Rect {
    let place = prompt_place(area);
    let label = width(prompt.side.name()) + 2;
    Rect {
        x: place.x + 2 + label,
        y: place.y + 1,
        width: place.width.saturating_sub(4 + label),
        height: 1,
    }
}

/// Draws the prompt.
pub fn prompt(scene: &Scene, prompt: &Prompt, area: Rect, buf: &mut Buffer) {
    let (theme, lang) = (scene.theme, scene.lang);
    let place = prompt_place(area);
    let inner = window(
        scene,
        t::TUI_PROMPT.get(lang),
        t::TUI_PROMPT_HOW.get(lang),
        place,
        buf,
    );
    let label = format!("{}: ", prompt.side);
    put(
        buf,
        inner,
        inner.x,
        inner.y,
        &label,
        theme.peer(prompt.side),
    );
    let line = prompt_line(prompt, area);
    let skip = skipped(prompt, line.width);
    let shown: String = prompt.text().chars().skip(skip).collect();
    put(buf, line, line.x, line.y, &shown, theme.title);
    if let Some(error) = &prompt.error {
        let column = usize::try_from(error.column).unwrap_or(1).saturating_sub(1);
        if let Some(at) = column.checked_sub(skip) {
            let carets = "^".repeat(error.width as usize);
            let x = line.x.saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
            let below = Rect {
                y: line.y + 1,
                ..line
            };
            put(buf, below, x, below.y, &carets, theme.error);
        }
        let text = Rect {
            y: inner.y + 2,
            height: inner.height.saturating_sub(2),
            ..inner
        };
        for (y, said) in (text.y..text.bottom()).zip(wrap(&error.message(lang), text.width)) {
            put(buf, text, text.x, y, &said, theme.error);
        }
    } else if !prompt.offers.is_empty() {
        let offers = prompt.offers.join("  ");
        for (y, said) in (inner.y + 1..inner.bottom()).zip(wrap(&offers, inner.width)) {
            put(buf, inner, inner.x, y, &said, theme.dim);
        }
    }
}

/// Where the prompt's cursor is.
pub(super) fn prompt_cursor(prompt: &Prompt, area: Rect) -> (u16, u16) {
    let line = prompt_line(prompt, area);
    let before = prompt.cursor - skipped(prompt, line.width);
    let text: String = prompt
        .text()
        .chars()
        .skip(skipped(prompt, line.width))
        .take(before)
        .collect();
    (line.x + width(&text).min(line.width), line.y)
}

/// Draws what the log is searched for.
pub fn search(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let (title, help) = (t::TUI_SEARCH, t::TUI_SEARCH_HOW);
    field(scene, title, help, &scene.stage.search, area, buf);
}

/// Draws the place of a board, typed so far.
pub fn place(scene: &Scene, place: &str, area: Rect, buf: &mut Buffer) {
    field(scene, t::TUI_PLACE, t::TUI_PLACE_HOW, place, area, buf);
}

/// One line of text that is being typed.
fn field(scene: &Scene, title: Text, help: Text, text: &str, area: Rect, buf: &mut Buffer) {
    let height = 3;
    let place = Rect {
        y: area.bottom().saturating_sub(height + 1),
        height,
        ..area
    };
    let lang = scene.lang;
    let inner = window(scene, title.get(lang), help.get(lang), place, buf);
    let text = format!("{text}_");
    put(buf, inner, inner.x, inner.y, &text, scene.theme.title);
}
