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
use crate::peer::Peer;
use crate::stage::Panel;
use crate::stage::keys::Action;
use crate::timeline::{Made, SourceLine, SourcePart};
use crate::words::show::{plain, wrap};
use crate::words::t;
use crate::world::{CallRecord, Progress};

/// Whose line a call of the program stands on, and how far it is.
struct At<'a> {
    peer: Peer,
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
    let of_file = |part: &&SourcePart| part.peer == at.peer && part.file == line.file;
    let parts = || scene.world.sources.iter().rev().filter(of_file);
    let part = parts().find(|part| part.numbers().contains(&line.line));
    heading(
        scene,
        line,
        part.is_some_and(|part| part.changed),
        head,
        buf,
    );
    if let Some(part) = part {
        return text(scene, part, &at, line, body, buf);
    }
    let place = format!("{}:{}", plain(&line.file), line.line);
    let said = match parts().any(|part| line.line <= part.lines) {
        true => fill!(scene.lang, t::TUI_SOURCE_LEFT_OUT, place = place),
        false => fill!(scene.lang, t::TUI_SOURCE_MISSING, place = place),
    };
    say(body, &said, theme.text, buf);
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
fn text(scene: &Scene, part: &SourcePart, at: &At, lit: &SourceLine, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let height = u32::from(area.height);
    // What comes before the call explains it more than what comes after.
    let above = lit.line.saturating_sub(height * 3 / 5);
    let numbers = part.numbers();
    let last = numbers.end.saturating_sub(height).max(numbers.start);
    let scrolled = i64::from(above) + scene.stage.source_scroll as i64;
    let first = scrolled.clamp(i64::from(numbers.start), i64::from(last));
    let digits = usize::from(width(&part.lines.to_string()));
    let others = others(scene, at.peer, lit);
    let shown = part
        .numbered()
        .skip_while(|(number, _)| i64::from(*number) < first);
    for (y, (number, line)) in (area.y..area.bottom()).zip(shown) {
        let other = others.iter().find(|(at, _)| *at == number);
        let (sign, style) = match other {
            _ if number == lit.line => (at.sign, at.style.add_modifier(Modifier::REVERSED)),
            Some((_, other)) => (other.sign, other.style),
            None => ("  ", theme.text),
        };
        let number_text = format!("{number:>0$} ", digits + 1);
        let x = put(buf, area, area.x, y, &number_text, theme.dim);
        if number == lit.line {
            let width = area.right() - x;
            buf.set_style(Rect::new(x, y, width, 1), style);
        }
        let x = put(buf, area, x, y, sign, style);
        // It is data: no control character of it reaches a terminal.
        let line = line.replace('\t', "    ");
        let line = plain(&line);
        let room = area.right().saturating_sub(x);
        put(buf, area, x, y, &fit(&line, room), style);
    }
}

/// The calls of other tasks that stand or wait in the same file, by line.
fn others<'a>(scene: &'a Scene, peer: Peer, lit: &SourceLine) -> Vec<(u32, At<'a>)> {
    let blocked = scene.world.calls.iter().filter(is_blocked);
    let blocked = blocked.filter_map(|call| made(scene, call));
    let held = scene.makers().map(|(peer, made)| next(scene, peer, made));
    let all = held.chain(blocked).filter(|at| at.peer == peer);
    let all = all.filter_map(|at| {
        let line = at.made.source.as_ref()?;
        (line.file == lit.file).then_some((line.line, at))
    });
    all.collect()
}

/// The call that the panel is about.
fn now<'a>(scene: &'a Scene) -> Option<At<'a>> {
    let held = scene.makers().next();
    let calls = || scene.world.calls.iter().rev();
    let last = || calls().find(|call| call.made.is_some());
    held.map(|(peer, made)| next(scene, peer, made))
        .or_else(|| {
            let blocked = calls().find(|call| is_blocked(call) && call.made.is_some());
            let blocked = blocked.filter(|_| scene.is_live());
            made(scene, blocked.or_else(last)?)
        })
}

fn is_blocked(call: &&CallRecord) -> bool {
    matches!(call.progress, Progress::Blocked)
}

fn next<'a>(scene: &Scene, peer: Peer, made: &'a Made) -> At<'a> {
    let style = scene.theme.next;
    let sign = "▸ ";
    At {
        peer,
        made,
        sign,
        style,
    }
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
    Some(At {
        peer: call.peer,
        made: call.made.as_deref()?,
        sign,
        style,
    })
}

fn say(area: Rect, text: &str, style: Style, buf: &mut Buffer) {
    let lines = wrap(text, area.width.saturating_sub(2));
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        put(buf, area, area.x + 1, y, &line, style);
    }
}
