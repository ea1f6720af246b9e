//! The caption: what stands on the screen and why; then what the coming step is about.
//!
//! ```text
//! ── 4/13 listen(): open for requests ──────────────────────────────────────────
//!  listen() says that the server is willing to take connection requests, and how
//!  many may wait in line: the backlog. It comes after bind() and before accept().
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::{put, rule};
use super::scene::Scene;
use crate::words::show::wrap;
use crate::words::tell::Look;

mod puzzle;
mod task;

/// Draws the caption into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    rule(area, scene.theme.frame, buf);
    let (heading, style, text) = say(scene);
    let (first, rest) = headed(&heading, area.width);
    put(buf, area, area.x + 2, area.y, &format!(" {first} "), style);
    let rest = rest.into_iter().map(|line| (line, style));
    let lines = wrap(&text, area.width.saturating_sub(2)).into_iter();
    let lines = rest.chain(lines.map(|line| (line, scene.theme.text)));
    for (y, (line, style)) in (area.y + 1..area.bottom()).zip(lines) {
        put(buf, area, area.x + 1, y, &line, style);
    }
}

/// A heading as far as its row goes, and the rows that hold the rest.
fn headed(heading: &str, width: u16) -> (String, Vec<String>) {
    let mut lines = wrap(heading, width.saturating_sub(6));
    let rest = lines.split_off(1.min(lines.len()));
    (lines.pop().unwrap_or_default(), rest)
}

/// The heading, how it looks, and the text.
pub fn say(scene: &Scene) -> (String, Style, String) {
    if let Some(said) = review(scene) {
        return said;
    }
    if let Some(said) = puzzle::said(scene).or_else(|| task::reached(scene)) {
        return said;
    }
    let theme = scene.theme;
    let said = scene.stage.caption(scene.model);
    // What was asked for stays in sight, unless a call has failed.
    let asked = || puzzle::story(scene).or_else(|| task::goal(scene));
    if said.look != Look::Bad
        && let Some(asked) = asked()
    {
        return asked;
    }
    let style = match said.look {
        Look::Good => theme.ok,
        Look::Bad => theme.error,
        Look::Waiting => theme.blocked,
        Look::Plain | Look::Dim | Look::Strong => theme.title,
    };
    (said.heading, style, said.text)
}

/// A question that was wrong before, and what is said of its answer.
fn review(scene: &Scene) -> Option<(String, Style, String)> {
    let (right, heading, text) = scene.stage.review_said()?;
    let theme = scene.theme;
    Some(match right {
        Some(true) => (format!("✓ {heading}"), theme.ok, text),
        Some(false) => (format!("✗ {heading}"), theme.error, text),
        None => (heading, theme.title, text),
    })
}

/// How many rows it needs in this width.
pub fn rows(scene: &Scene, width: u16) -> u16 {
    let (heading, _, text) = say(scene);
    let (_, rest) = headed(&heading, width);
    let rows = 1 + rest.len() + wrap(&text, width.saturating_sub(2)).len();
    u16::try_from(rows).unwrap_or(u16::MAX)
}
