//! The learner's own source, around the line of the call.
//!
//! ```text
//!  server.c · main()                                                        5: other code
//!   13     bind(s, (struct sockaddr *)&me, sizeof me);
//!   14 ▸   listen(s, 1);
//!   15     int a = accept(s, NULL, NULL);
//! ```
//!
//! The lit line is that of the call that the key lets go; while none is held, of the one that is blocked, else
//! of the last one.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};

use super::pen::{fit, put, put_right, width};
use super::scene::Scene;
use crate::fill;
use crate::stage::keys::Action;
use crate::stage::{Panel, Source};
use crate::timeline::{Made, SourceLine};
use crate::words::show::{plain, wrap};
use crate::words::t;
use crate::world::{CallRecord, Progress};

/// Whose line a call of the program stands on, and how far it is.
struct At<'a> {
    made: &'a Made,
    sign: &'static str,
    style: Style,
}

/// Draws the source into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let Some(at) = now(scene) else {
        return say(area, t::TUI_SOURCE_EMPTY.get(scene.lang), theme.dim, buf);
    };
    let Some(line) = &at.made.source else {
        return say(area, t::TUI_SOURCE_UNKNOWN.get(scene.lang), theme.text, buf);
    };
    let [head, body] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let known = scene.stage.learner.as_ref();
    let known = known.and_then(|known| known.source(&line.file));
    let changed = matches!(known, Some(Source::Lines(_, true)));
    heading(scene, line, changed, head, buf);
    match known {
        Some(Source::Lines(lines, _)) if line_of(lines, line).is_some() => {
            text(scene, lines, line, &at, body, buf);
        }
        Some(_) => {
            let place = format!("{}:{}", plain(&line.file), line.line);
            let said = fill!(scene.lang, t::TUI_SOURCE_MISSING, place = place);
            say(body, &said, theme.text, buf);
        }
        None => {}
    }
}

/// The file, the function, and the key that shows something else; or that the file is not the one that was
/// compiled.
fn heading(scene: &Scene, line: &SourceLine, changed: bool, area: Rect, buf: &mut Buffer) {
    let name = line.file.rsplit('/').next().unwrap_or(&line.file);
    let mut said = format!(" {}", plain(name));
    if !line.function.is_empty() {
        said = format!("{said} · {}()", plain(&line.function));
    }
    let x = put(buf, area, area.x, area.y, &said, scene.theme.title);
    if changed {
        let said = format!(" · {}", t::TUI_SOURCE_CHANGED.get(scene.lang));
        put(buf, area, x, area.y, &said, scene.theme.error);
        return;
    }
    let key = scene
        .stage
        .keys
        .hint(Action::Panel(Panel::Code), scene.lang);
    let hint = format!(" {key}: {} ", t::TUI_OTHER_CODE.get(scene.lang));
    if x + width(&hint) <= area.right() && !scene.stage.both_programs() {
        put_right(buf, area, area.y, &hint, scene.theme.dim);
    }
}

/// The lines around the lit one.
fn text(scene: &Scene, lines: &[String], lit: &SourceLine, at: &At, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let height = usize::from(area.height);
    let lit_at = line_of(lines, lit).unwrap_or_default();
    let scrolled = scene.stage.learner.as_ref().map_or(0, |known| known.scroll);
    // What comes before the call explains it more than what comes after.
    let above = height * 3 / 5;
    let last = lines.len().saturating_sub(height);
    let first = lit_at
        .saturating_sub(above)
        .saturating_add_signed(scrolled)
        .min(last);
    let digits = width(&lines.len().to_string());
    let others = others(scene, lit);
    let shown = lines.iter().enumerate().skip(first);
    for (y, (index, line)) in (area.y..area.bottom()).zip(shown) {
        let number = format!("{:>1$} ", index + 1, usize::from(digits) + 1);
        let x = put(buf, area, area.x, y, &number, theme.dim);
        let other = others.iter().find(|(line, _)| *line == index);
        let (sign, style) = match other {
            _ if index == lit_at => (at.sign, at.style.add_modifier(Modifier::REVERSED)),
            Some((_, other)) => (other.sign, other.style),
            None => ("  ", theme.text),
        };
        if index == lit_at {
            let row = Rect {
                x,
                y,
                height: 1,
                width: area.right() - x,
            };
            buf.set_style(row, style);
        }
        let x = put(buf, area, x, y, sign, style);
        put(
            buf,
            area,
            x,
            y,
            &fit(line, area.right().saturating_sub(x)),
            style,
        );
    }
}

/// The calls of other tasks that stand or wait in the same file, by line.
fn others<'a>(scene: &'a Scene, lit: &SourceLine) -> Vec<(usize, At<'a>)> {
    let blocked = scene.world.calls.iter().filter(is_blocked);
    let blocked = blocked.filter_map(|call| made(scene, call));
    let held = scene.makers().map(|made| next(scene, made));
    let all = held.chain(blocked).filter_map(|at| {
        let line = at
            .made
            .source
            .as_ref()
            .filter(|line| line.file == lit.file)?;
        Some((usize::try_from(line.line).ok()?.checked_sub(1)?, at))
    });
    all.collect()
}

/// The call that the panel is about.
fn now<'a>(scene: &'a Scene) -> Option<At<'a>> {
    let held = scene.makers().next();
    let calls = || scene.world.calls.iter().rev();
    let last = || calls().find(|call| call.made.is_some());
    held.map(|made| next(scene, made)).or_else(|| {
        let blocked = calls().find(|call| is_blocked(call) && call.made.is_some());
        let blocked = blocked.filter(|_| scene.is_live());
        made(scene, blocked.or_else(last)?)
    })
}

fn is_blocked(call: &&CallRecord) -> bool {
    matches!(call.progress, Progress::Blocked)
}

fn next<'a>(scene: &Scene, made: &'a Made) -> At<'a> {
    let style = scene.theme.next;
    let sign = "▸ ";
    At { made, sign, style }
}

fn made<'a>(scene: &Scene, call: &'a CallRecord) -> Option<At<'a>> {
    let theme = scene.theme;
    let (sign, style) = match &call.progress {
        Progress::Blocked => ("⋯ ", theme.blocked),
        Progress::Gone => ("× ", theme.dim),
        Progress::Running => ("▸ ", theme.current),
        Progress::Done(returned) if returned.errno.is_some() => ("✗ ", theme.error),
        Progress::Done(_) => ("✓ ", theme.ok),
    };
    let made = call.made.as_deref()?;
    Some(At { made, sign, style })
}

/// The index of a line, if the file has it.
fn line_of(lines: &[String], line: &SourceLine) -> Option<usize> {
    let at = usize::try_from(line.line).ok()?.checked_sub(1)?;
    (at < lines.len()).then_some(at)
}

fn say(area: Rect, text: &str, style: Style, buf: &mut Buffer) {
    let lines = wrap(text, area.width.saturating_sub(2));
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        put(buf, area, area.x + 1, y, &line, style);
    }
}
