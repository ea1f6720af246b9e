//! The first and the last row, and the headings of panels.
//!
//! ```text
//!  sockscope  The life of a socket  4/13   host server · board client (virtual, tun)   ● now
//! ── 1 States  2 Ladder  3 Wire  4 Descriptors  5 Code  6 Log  7 Timeline ──────────────────
//!  Enter next  ← back  c calls  p type  f freeze  r release  h help  q quit
//! ```

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Tabs, Widget};

use super::pen::{fit, put, put_right, rule, width};
use super::scene::Scene;
use crate::fill;
use crate::stage::keys::Action;
use crate::stage::{Front, Panel, Stage, View};
use crate::timeline::HostKind;
use crate::words::show::wrap;
use crate::words::{self, Lang, Text, decimal, t, tell};

/// The hints of the last row, the most needed first.
const HINTS: [(Action, Text); 12] = [
    (Action::Next, t::HINT_NEXT),
    (Action::Back, t::HINT_BACK),
    (Action::Help, t::HINT_HELP),
    (Action::Calls, t::HINT_CALLS),
    (Action::Freeze, t::HINT_FREEZE),
    (Action::Release, t::HINT_RELEASE),
    (Action::Prompt, t::HINT_PROMPT),
    (Action::Menu, t::HINT_MENU),
    (Action::Zoom, t::HINT_ZOOM),
    (Action::Quit, t::HINT_QUIT),
    (Action::Autoplay, t::HINT_AUTOPLAY),
    (Action::Presenter, t::HINT_PRESENTER),
];

/// The hints where the learner's own program is stepped.
const HINTS_PROGRAM: [(Action, Text); 12] = [
    (Action::Next, t::HINT_NEXT),
    (Action::Back, t::HINT_BACK),
    (Action::Help, t::HINT_HELP),
    (Action::Keyboard, t::HINT_KEYBOARD),
    (Action::Freeze, t::HINT_FREEZE),
    (Action::Release, t::HINT_RELEASE),
    (Action::Hold, t::HINT_HOLD),
    (Action::Zoom, t::HINT_ZOOM),
    (Action::Quit, t::HINT_QUIT),
    (Action::Calls, t::HINT_CALLS),
    (Action::Menu, t::HINT_MENU),
    (Action::Autoplay, t::HINT_AUTOPLAY),
];

/// The hints while the past is shown.
const HINTS_PAST: [(Action, Text); 6] = [
    (Action::Next, t::HINT_FORWARD),
    (Action::Back, t::HINT_BACK),
    (Action::Live, t::HINT_LIVE),
    (Action::First, t::HINT_FIRST),
    (Action::Help, t::HINT_HELP),
    (Action::Quit, t::HINT_QUIT),
];

/// No name of a panel is cut further than to so many cells.
const SHORTEST: u16 = 4;

/// The first row: what runs, on what, and whether it is now.
pub fn title(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let (theme, lang) = (scene.theme, scene.lang);
    let style = if scene.is_live() {
        theme.bar
    } else {
        theme.past
    };
    Block::new().style(style).render(area, buf);
    let moment = moment(scene);
    let now = if scene.is_live() && scene.world.is_frozen() {
        style.patch(theme.held)
    } else {
        style
    };
    let right = put_right(buf, area, area.y, &format!("{moment} "), now);
    let room = Rect {
        width: right.saturating_sub(area.x + 1),
        ..area
    };
    // On the past's own background a title's colour could not be read.
    let name = if scene.is_live() {
        style.patch(theme.title)
    } else {
        style
    };
    let mut x = put(buf, room, room.x, area.y, " sockscope ", name);
    x = put(buf, room, x, area.y, " ", style);
    if let Some(lesson) = &scene.model.lesson {
        x = put(buf, room, x, area.y, lesson.title.get(lang), style);
        if let Some(step) = scene.coming_step()
            && lesson.steps.len() > 1
        {
            let of = format!(" {}/{}", step + 1, lesson.steps.len());
            x = put(buf, room, x, area.y, &of, style);
        }
    } else if !scene.stage.both_programs() {
        x = put(buf, room, x, area.y, &scene.stage.opening.lesson, style);
    }
    let forms = board_forms(scene)
        .into_iter()
        .map(|form| format!("   {form}"));
    if let Some(text) = forms
        .into_iter()
        .find(|text| x + width(text) <= room.right())
    {
        put(buf, room, x, area.y, &text, style);
    }
}

/// What is said of the board, the longest form first: that a host is simulated is never left out.
fn board_forms(scene: &Scene) -> Vec<String> {
    let lang = scene.lang;
    let Some(session) = &scene.world.session else {
        return Vec::new();
    };
    if let Some(programs) = &session.programs {
        let [one, other] = programs
            .each_ref()
            .map(|name| crate::words::show::plain(name));
        let both = format!("{one} ↔ {other}");
        return vec![format!("{both}, {}", session.link), both];
    }
    let mut short = None;
    let board = match session.host_kind {
        HostKind::Core => {
            short = Some(t::TUI_ONLY_SIMULATED.get(lang).to_owned());
            fill!(lang, t::TUI_SIMULATED, board = session.board)
        }
        HostKind::Kernel if session.link == session.board || session.link.is_empty() => {
            session.board.clone()
        }
        HostKind::Kernel => format!("{}, {}", session.board, session.link),
    };
    let board = crate::words::show::plain(&board).into_owned();
    let full = fill!(lang, t::TUI_BOARD_IS, board = board);
    [full, board].into_iter().chain(short).collect()
}

/// `● now`, or which moment of the past, and how autoplay goes.
fn moment(scene: &Scene) -> String {
    let (stage, lang) = (scene.stage, scene.lang);
    if let Some((reel, past)) = stage.reel.as_ref().zip(stage.past.as_ref()) {
        let more = if reel.whole { "" } else { "…" };
        let last = format!("{}{more}", reel.count.saturating_sub(1));
        let time = words::moment(lang, scene.now_us);
        let at = fill!(
            lang,
            t::TUI_REPLAY,
            seq = past.seq(),
            last = last,
            time = time
        );
        return if stage.auto.is_some() {
            format!("▶ {at}")
        } else {
            at
        };
    }
    if let Some(past) = &stage.past {
        let last = scene.model.log.timeline.next_seq().saturating_sub(1);
        let seq = past.seq();
        let key = stage.keys.hint(Action::Live, lang);
        let time = words::moment(lang, scene.now_us);
        return fill!(
            lang,
            t::TUI_PAST,
            seq = seq,
            last = last,
            time = time,
            key = key
        );
    }
    let mut text = format!("● {}", t::TUI_NOW.get(lang));
    if scene.world.is_frozen() {
        text = format!("‖ {} · {text}", t::TUI_FROZEN.get(lang));
    }
    // A wire that is cut says so in every view: what is lost is the wire's doing.
    if let Some(cut) = tell::cut(&scene.world.gate, scene.world, lang) {
        text = format!("× {cut} · {text}");
    }
    if stage.auto.is_some() {
        let seconds = decimal(lang, stage.pace_ms() as f64 / 1e3, 1);
        text = format!(
            "▶ {} · {text}",
            fill!(lang, t::TUI_AUTOPLAY, seconds = seconds)
        );
    }
    text
}

/// How many rows the last one takes: a notice is not cut.
pub(super) fn footer_rows(stage: &Stage, width: u16) -> u16 {
    let lines = stage.notice.as_ref();
    let lines = lines.map_or(1, |notice| wrap(notice, width.saturating_sub(2)).len());
    u16::try_from(lines).unwrap_or(1).clamp(1, 3)
}

/// The last row: what there is to say, or the keys that matter now.
pub fn footer(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    Block::new().style(theme.bar).render(area, buf);
    if let Some(notice) = &scene.stage.notice {
        let lines = wrap(notice, area.width.saturating_sub(2));
        for (y, line) in (area.y..area.bottom()).zip(lines) {
            put(buf, area, area.x + 1, y, &line, theme.bar.patch(theme.last));
        }
        return;
    }
    if scene.stage.front == Front::Keyboard {
        let key = scene.stage.keys.hint(Action::Keyboard, scene.lang);
        let text = fill!(scene.lang, t::TUI_KEYBOARD_LENT, key = key);
        put(
            buf,
            area,
            area.x + 1,
            area.y,
            &text,
            theme.bar.patch(theme.held),
        );
        return;
    }
    for (x, key, text, action) in hints(scene.stage, scene.lang, area) {
        let x = put(buf, area, x, area.y, &key, theme.bar.patch(theme.key));
        // The same key opens a frozen wire; a click finds it in the same cells.
        let text = match action {
            Action::Freeze if scene.world.is_frozen() => t::HINT_OPEN.get(scene.lang),
            _ => text,
        };
        put(buf, area, x + 1, area.y, text, theme.bar);
    }
}

/// Which action's hint is at this column.
pub(super) fn footer_target(stage: &Stage, area: Rect, column: u16) -> Option<Action> {
    hints(stage, stage.lang, area)
        .into_iter()
        .find(|(x, key, text, _)| (*x..*x + width(key) + 1 + width(text)).contains(&column))
        .map(|(.., action)| action)
}

/// The hints that fit, each with its column.
fn hints(stage: &Stage, lang: Lang, area: Rect) -> Vec<(u16, String, &'static str, Action)> {
    let all: &[(Action, Text)] = match stage.past {
        Some(_) => &HINTS_PAST,
        None if stage.learner.is_some() => &HINTS_PROGRAM,
        None => &HINTS,
    };
    let mut x = area.x + 1;
    let mut list = Vec::new();
    for (action, text) in all {
        let key = stage.keys.hint(*action, lang);
        let text = text.get(lang);
        let end = x + width(&key) + 1 + width(text);
        // Where both ends are programs nobody calls by hand.
        let refused = *action == Action::Calls && stage.both_programs();
        if key.is_empty() || end > area.right() || refused {
            continue;
        }
        list.push((x, key, text, *action));
        x = end + 2;
    }
    list
}

/// The heading of one panel.
pub fn heading(scene: &Scene, panel: Panel, area: Rect, buf: &mut Buffer) {
    let chosen = scene.stage.panel == panel;
    let style = if chosen {
        scene.theme.focus
    } else {
        scene.theme.frame
    };
    rule(area, style, buf);
    let key = scene.stage.keys.hint(Action::Panel(panel), scene.lang);
    let title = if chosen {
        scene.theme.focus
    } else {
        scene.theme.title
    };
    let x = put(
        buf,
        area,
        area.x + 2,
        area.y,
        &format!(" {key} "),
        scene.theme.key,
    );
    put(
        buf,
        area,
        x,
        area.y,
        &format!("{} ", panel.title().get(scene.lang)),
        title,
    );
}

/// The heading of the panel of choice: its name among those of the others.
pub fn tabs(scene: &Scene, area: Rect, buf: &mut Buffer) {
    rule(area, scene.theme.frame, buf);
    let (theme, stage) = (scene.theme, scene.stage);
    let names = tab_names(stage, area.width);
    let titles = names.iter().map(|(_, key, name)| {
        let key = Span::styled(format!(" {key} "), theme.key);
        Line::from(vec![key, Span::styled(name.as_ref(), theme.dim)])
    });
    let cells = names
        .iter()
        .map(|(_, key, name)| width(key) + width(name) + 2);
    let row = Rect {
        width: cells.sum::<u16>().min(area.width),
        height: 1,
        ..area
    };
    Tabs::new(titles)
        .select(names.iter().position(|(panel, ..)| *panel == stage.panel))
        .highlight_style(theme.chosen)
        .divider("")
        .padding("", "")
        .render(row, buf);
    if scene.stage.view == View::Full {
        let key = scene.stage.keys.hint(Action::Zoom, scene.lang);
        let text = format!(" {key} {} ", t::HINT_UNZOOM.get(scene.lang));
        if area.width > 90 {
            put_right(buf, area, area.y, &text, scene.theme.dim);
        }
    }
}

/// Which panel's name is at this column.
pub(super) fn tab_target(stage: &Stage, area: Rect, column: u16) -> Option<Panel> {
    let mut end = area.x;
    let names = tab_names(stage, area.width).into_iter();
    let mut ends = names.map(|(panel, key, name)| {
        end += width(&key) + width(&name) + 2;
        (panel, end)
    });
    ends.find(|(_, end)| column < *end).map(|(panel, _)| panel)
}

/// The panels with their keys and names; the names are cut where all of them do not fit.
fn tab_names(stage: &Stage, room: u16) -> Vec<(Panel, String, Cow<'static, str>)> {
    let of = |panel: Panel| {
        let key = stage.keys.hint(Action::Panel(panel), stage.lang);
        (panel, key, Cow::Borrowed(panel.title().get(stage.lang)))
    };
    let short = |panel: Panel| match panel {
        Panel::Descriptors => Some(t::PANEL_DESCRIPTORS_SHORT.get(stage.lang)),
        Panel::Terminal => Some(t::PANEL_TERMINAL_SHORT.get(stage.lang)),
        Panel::Events => Some(t::PANEL_EVENTS_SHORT.get(stage.lang)),
        _ => None,
    };
    let here = |panel: &Panel| *panel != Panel::Terminal || stage.learner.is_some();
    let mut names: Vec<_> = Panel::ALL.into_iter().filter(here).map(of).collect();
    let total = |names: &[(Panel, String, Cow<str>)]| -> u16 {
        let cells = names
            .iter()
            .map(|(_, key, name)| width(key) + width(name) + 2);
        cells.sum()
    };
    // A shorter word says more than half of one.
    if total(&names) > room {
        for (panel, _, name) in &mut names {
            *name = short(*panel).map_or_else(|| name.clone(), Cow::Borrowed);
        }
    }
    let longest = names.iter().map(|(.., name)| width(name)).max();
    for most in (SHORTEST..longest.unwrap_or(0)).rev() {
        if total(&names) <= room {
            break;
        }
        for (.., name) in &mut names {
            *name = Cow::Owned(fit(name, most).into_owned());
        }
    }
    names
}
