//! The words of the screen, lit, and what the chosen one means.
//!
//! ```text
//! ┌ Explain: listen() · 3 of 17 ────────────┐
//! │ listen() says that the server is …      │
//! └ ← → other words · Enter: all · Esc ─────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::found::{Found, found};
use super::pen::put;
use super::scene::Scene;
use super::target::Target;
use super::window::{bar, middle, window};
use crate::fill;
use crate::stage::Explaining;
use crate::words::about::{About, about};
use crate::words::show::{plain, wrap};
use crate::words::{Lang, t};

/// How many lines of a meaning are shown before Enter shows it all.
const LINES: usize = 4;

/// Each word of the drawn screen once, as they are read.
pub fn distinct(screen: &Buffer) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for Found { word, .. } in found(screen) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// Draws over a screen without it: the words, and the one that is chosen.
pub fn draw(scene: &Scene, words: &Explaining, area: Rect, buf: &mut Buffer) {
    if let Some(line) = words.line {
        return explanation(scene, words, line, area, buf);
    }
    let chosen = words.chosen();
    let mut row = None;
    for Found { word, at, cells } in found(buf) {
        if !words.words.contains(&word) {
            continue;
        }
        let place = Rect::new(at.0, at.1, cells, 1);
        let style = match chosen == Some(word.as_str()) {
            true => {
                row = row.or(Some(at.1));
                scene.theme.chosen
            }
            // What a transition is made of is lit on its own.
            false if word.contains('→') => continue,
            false => Style::new().add_modifier(Modifier::UNDERLINED),
        };
        buf.set_style(place, style);
    }
    choice(scene, words, row, area, buf);
}

/// The chosen word and the beginning of what it means, in the half of the screen where it does not stand.
fn choice(scene: &Scene, words: &Explaining, row: Option<u16>, area: Rect, buf: &mut Buffer) {
    let (theme, lang) = (scene.theme, scene.lang);
    let told = words.chosen().map(|word| (word, about(word, lang)));
    let title = match &told {
        Some((word, _)) => fill!(lang, t::EXPLAIN_ONE, word = word),
        None => t::EXPLAIN_NONE.get(lang).to_owned(),
    };
    let room = area.width.saturating_sub(4);
    let mut lines: Vec<(String, Style)> = Vec::new();
    let typed = words.typed.text();
    if !typed.is_empty() {
        lines.push((format!("› {}▏", plain(typed)), theme.key));
    }
    let said = told.iter().flat_map(|(_, told)| told).next();
    let mut meaning = said.map_or_else(Vec::new, |said| wrap(&said.meaning, room));
    if meaning.len() > LINES {
        meaning.truncate(LINES);
        if let Some(last) = meaning.last_mut() {
            last.push('…');
        }
    }
    lines.extend(meaning.into_iter().map(|line| (line, theme.text)));
    let height = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let height = height.min(area.height.saturating_sub(2));
    // The first and the last row stay: what runs, and which keys there are.
    let is_low = row.is_some_and(|row| row >= area.y + area.height / 2);
    let y = match is_low {
        true => area.y + 1,
        false => area.bottom().saturating_sub(height + 1),
    };
    let place = Rect { y, height, ..area };
    let inner = window(theme, &title, t::EXPLAIN_HOW.get(lang), place, buf);
    for (y, (line, style)) in (inner.y..inner.bottom()).zip(lines) {
        put(buf, inner, inner.x, y, &line, style);
    }
}

/// All that is known of the chosen word.
fn explanation(scene: &Scene, words: &Explaining, from: usize, area: Rect, buf: &mut Buffer) {
    let (theme, lang) = (scene.theme, scene.lang);
    let word = words.chosen().unwrap_or_default();
    let title = fill!(lang, t::EXPLAIN_ONE, word = word);
    let lines = lines(scene, &about(word, lang), area.width.saturating_sub(4));
    let height = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let area = middle(area, area.width, height.min(area.height));
    let inner = window(theme, &title, t::EXPLAIN_ALL_HOW.get(lang), area, buf);
    let hidden = lines.len().saturating_sub(usize::from(inner.height));
    let shown = lines.into_iter().skip(from.min(hidden));
    for (y, (line, style)) in (inner.y..inner.bottom()).zip(shown) {
        put(buf, inner, inner.x, y, &line, style);
    }
    if hidden > 0 {
        bar(area, hidden, from, buf);
    }
}

fn lines(scene: &Scene, told: &[About], room: u16) -> Vec<(String, Style)> {
    let theme = scene.theme;
    let mut all: Vec<(String, Style)> = Vec::new();
    for about in told {
        if !all.is_empty() {
            all.push(Default::default());
        }
        let wrapped = |text: &str, style| {
            let lines = wrap(text, room).into_iter();
            lines.map(move |line| (line, style)).collect::<Vec<_>>()
        };
        all.extend(wrapped(&about.head, theme.title));
        all.extend(wrapped(&about.meaning, theme.text));
        for (name, said) in &about.rows {
            all.push(Default::default());
            all.extend(wrapped(name, theme.key));
            let said = wrap(said, room.saturating_sub(2)).into_iter();
            all.extend(said.map(|line| (format!("  {line}"), theme.text)));
        }
        if !about.see.is_empty() {
            all.push(Default::default());
            all.extend(wrapped(&places(about, scene.lang), theme.dim));
        }
    }
    all
}

fn places(about: &About, lang: Lang) -> String {
    let places: Vec<&str> = about.see.iter().map(|at| at.name.as_str()).collect();
    fill!(lang, t::EXPLAIN_SEE, places = places.join(", "))
}

/// What a click on the screen means while a word is chosen.
pub fn target(screen: &Buffer, words: &Explaining, at: Position) -> Target {
    if words.line.is_some() {
        return Target::Away;
    }
    let stands = |found: &Found| {
        let (x, y) = found.at;
        Rect::new(x, y, found.cells, 1).contains(at)
    };
    let hit = found(screen).into_iter().find(stands);
    let index = hit.and_then(|hit| words.words.iter().position(|word| *word == hit.word));
    index.map_or(Target::Away, Target::Item)
}
