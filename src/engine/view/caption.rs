//! The caption: what this step is and why; after a question, how it went; after an error, why.
//!
//! ```text
//! ── 4/13 listen(): open for requests ──────────────────────────────────────────
//!  listen() says that the server is willing to take connection requests, and how
//!  many may wait in line: the backlog. It comes after bind() and before accept().
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::{fit, put, rule};
use super::scene::Scene;
use crate::fill;
use crate::stage::keys::Action;
use crate::timeline::{ErrnoFact, What};
use crate::words::explain;
use crate::words::show::{plain, wrap};
use crate::words::{t, tell};
use crate::world::{CallRecord, Progress};

/// Draws the caption into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    rule(area, scene.theme.frame, buf);
    let (heading, style, text) = say(scene);
    let room = area.width.saturating_sub(4);
    put(
        buf,
        area,
        area.x + 2,
        area.y,
        &format!(" {} ", fit(&heading, room)),
        style,
    );
    let lines = wrap(&text, area.width.saturating_sub(2));
    for (y, line) in (area.y + 1..area.bottom()).zip(lines) {
        put(buf, area, area.x + 1, y, &line, scene.theme.text);
    }
}

/// The heading, how it looks, and the text.
pub fn say(scene: &Scene) -> (String, Style, String) {
    let (theme, lang) = (scene.theme, scene.lang);
    if let Some(said) = failed(scene) {
        return said;
    }
    if let Some(verdict) = &scene.stage.verdict
        && scene.is_live()
    {
        let answer = verdict.answer(lang);
        let (heading, style) = match verdict.right {
            Some(true) => (format!("✓ {}", t::TUI_RIGHT.get(lang)), theme.ok),
            Some(false) => (
                format!("✗ {}", fill!(lang, t::TUI_WRONG, answer = answer)),
                theme.error,
            ),
            None => (fill!(lang, t::TUI_ANSWER, answer = answer), theme.title),
        };
        return (heading, style, verdict.because(lang));
    }
    let lesson = scene.model.lesson.as_ref();
    if let Some((lesson, index)) = lesson.zip(scene.coming_step())
        && let Some(step) = lesson.steps.get(index)
    {
        let heading = format!(
            "{}/{} {}",
            index + 1,
            lesson.steps.len(),
            step.title.get(lang)
        );
        return (heading, theme.title, step.say.get(lang).to_owned());
    }
    match scene.world.last {
        Some((peer, _, arrow)) => {
            let text = explain::transition(arrow.from, arrow.to, arrow.cause).get(lang);
            (
                format!("{peer}: {} → {}", arrow.from, arrow.to),
                theme.title,
                text.to_owned(),
            )
        }
        None => (t::TUI_BEGIN.get(lang).to_owned(), theme.title, begin(scene)),
    }
}

fn begin(scene: &Scene) -> String {
    let key = |action| scene.stage.keys.hint(action, scene.lang);
    let (next, calls) = (key(Action::Next), key(Action::Calls));
    fill!(scene.lang, t::TUI_HOW_TO_BEGIN, next = next, calls = calls)
}

/// What is said of the last call, if it failed; and of a line that could not be carried out.
fn failed(scene: &Scene) -> Option<(String, Style, String)> {
    if let Some(note) = last_note(scene) {
        return Some((
            t::TUI_NOTE.get(scene.lang).to_owned(),
            scene.theme.error,
            note,
        ));
    }
    if let Some(said) = unexpected(scene) {
        return Some(said);
    }
    let call = scene.world.calls.iter().rev().find(|call| {
        matches!(&call.progress, Progress::Done(returned)
            if Some(returned.as_ref()) == scene.world.last_return.as_ref())
    })?;
    let Progress::Done(returned) = &call.progress else {
        return None;
    };
    let errno = returned.errno.as_ref()?;
    // An error that came back while something newer runs is yesterday's news.
    if scene
        .world
        .calls
        .back()
        .is_some_and(|last| last.seq > call.seq)
    {
        return None;
    }
    let number = errno.number;
    let heading = format!(
        "✗ {}: {} → {} ({} {number})",
        call.peer,
        plain(&call.text),
        errno.name,
        errno.system
    );
    Some((heading, scene.theme.error, why(scene, call, errno)))
}

/// What the lesson expected of the last call, and did not see.
fn unexpected(scene: &Scene) -> Option<(String, Style, String)> {
    let (wanted, saw) = scene.world.unexpected.as_ref()?;
    let wanted = plain(wanted.strip_prefix("expect ").unwrap_or(wanted));
    let saw = plain(saw);
    let restart = scene.stage.keys.hint(Action::Restart, scene.lang);
    Some((
        format!("✗ {}", t::TUI_UNEXPECTED.get(scene.lang)),
        scene.theme.error,
        fill!(
            scene.lang,
            t::TUI_UNEXPECTED_HOW,
            wanted = wanted,
            saw = saw,
            restart = restart
        ),
    ))
}

/// Why the call failed, and what to do.
fn why(scene: &Scene, call: &CallRecord, errno: &ErrnoFact) -> String {
    let socket = call
        .fd
        .as_ref()
        .and_then(|name| scene.world.named(call.peer, name));
    // A call that fails leaves the state as it was, but for a connection that was refused.
    let before = socket.map(|socket| match socket.path.last() {
        Some(arrow) if arrow.seq > call.seq => arrow.from,
        _ => socket.state,
    });
    explain::why(call.call, errno.errno(), before)
        .get(scene.lang)
        .to_owned()
}

/// A remark of the program that is the last thing that happened.
fn last_note(scene: &Scene) -> Option<String> {
    let last = match &scene.stage.past {
        Some(past) => scene.model.event(past.seq())?,
        None => scene.model.timeline.events().next_back()?,
    };
    match &last.what {
        // What is said of the session's beginning stands in the notice: here begins the first step.
        What::Note { failure, .. } if !failure && scene.world.calls.is_empty() => None,
        What::Note { text, fact, .. } => {
            let text = tell::remark(text, fact.as_ref(), scene.lang);
            Some(plain(&text).into_owned())
        }
        _ => None,
    }
}
