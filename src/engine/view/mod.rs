//! The views: what a [`Scene`] looks like in the cells of a terminal. They draw, and do nothing
//! else: no socket, file or clock is within their reach.
//!
//! ```text
//!   Model ─┐
//!   Stage ─┼─► Scene ──draw──► Buffer ──► terminal (src/terminal), or a test, or a picture
//!   Theme ─┘
//! ```

mod arrows;
mod ascii;
mod bar;
mod caption;
mod click;
mod code;
#[cfg(test)]
mod contrast;
mod descriptors;
mod diagram;
mod ends;
mod events;
mod flow;
mod found;
mod help;
mod ladder;
mod layout;
mod letters;
pub mod linear;
mod log;
mod menu;
mod note;
mod outcome;
mod pen;
mod presenter;
mod prompt;
mod question;
mod scene;
mod source;
mod states;
mod target;
mod terminal;
mod theme;
mod timer;
mod window;
mod wire;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use click::target;
pub use layout::{LEAST, MIN_HEIGHT, MIN_WIDTH};
pub use scene::{Coming, Scene};
pub use target::Target;
pub use theme::Theme;

use crate::fill;
use crate::run::Model;
use crate::stage::{Front, Panel, Stage};
use crate::words::show::wrap;
use crate::words::t;
use layout::Place;

/// The heading and the text of the caption.
pub fn caption_text(stage: &Stage, model: &Model, now_us: u64) -> (String, String) {
    let theme = Theme::default();
    let (heading, _, text) = caption::say(&Scene::new(model, stage, &theme, now_us));
    (heading, text)
}

/// The words on the screen that can be explained, each once, as they are read.
pub fn explainable(scene: &Scene, area: Rect) -> Vec<String> {
    words::distinct(&ground(scene, area))
}

/// The screen without what stands in front of it.
fn ground(scene: &Scene, area: Rect) -> Buffer {
    let mut buf = Buffer::empty(area);
    draw_places(scene, area, &mut buf);
    buf
}

fn draw_places(scene: &Scene, area: Rect, buf: &mut Buffer) {
    buf.set_style(area, scene.theme.text);
    for (place, rect) in layout::places(scene, area) {
        draw_place(scene, place, rect, buf);
    }
}

/// Draws the scene.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    draw_places(scene, area, buf);
    match &scene.stage.front {
        _ if layout::view(scene.stage, area).is_none() => too_small(scene, area, buf),
        Front::Help(line) => help::draw(scene, *line, area, buf),
        Front::Menu(open) => menu::draw(scene, open, area, buf),
        Front::Explain(chosen) => words::draw(scene, chosen, area, buf),
        _ => {}
    }
    if scene.stage.ascii {
        ascii::to_ascii(buf);
    }
}

/// What is shown instead of the stage on a screen that is too small for it.
fn too_small(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let (width, height) = (area.width, area.height);
    let text = fill!(
        scene.lang,
        t::TUI_TOO_SMALL,
        width = width,
        height = height,
        min_width = LEAST.0,
        min_height = LEAST.1,
    );
    for (y, line) in (area.y..area.bottom()).zip(wrap(&text, area.width)) {
        pen::put(buf, area, area.x, y, &line, scene.theme.text);
    }
}

/// One panel alone, or the flow (`None`), `width` columns wide and as high as what it has to show.
pub fn alone(scene: &Scene, panel: Option<Panel>, width: u16) -> Buffer {
    let height = match panel {
        None => flow::rows(scene, width),
        Some(Panel::Ladder) => ladder::rows(scene),
        Some(_) => states::rows(scene),
    };
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    buf.set_style(area, scene.theme.text);
    match panel {
        None => flow::draw(scene, area, &mut buf),
        Some(panel) => draw_panel(scene, panel, area, &mut buf),
    }
    buf
}

/// What a panel shows, as lines of plain text, in so many columns and rows.
pub fn lines(scene: &Scene, panel: Panel, (columns, rows): (u16, u16)) -> Vec<String> {
    let area = Rect::new(0, 0, columns, rows);
    let mut buf = Buffer::empty(area);
    draw_panel(scene, panel, area, &mut buf);
    let rows = buf.content.chunks(usize::from(columns.max(1)));
    let lines = rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
    let mut lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    let end = lines.iter().rposition(|line| !line.is_empty());
    lines.truncate(end.map_or(0, |end| end + 1));
    lines
}

/// Where the terminal's cursor belongs, if anywhere.
pub fn cursor(scene: &Scene, area: Rect) -> Option<Position> {
    let places = layout::places(scene, area);
    let shown = places
        .iter()
        .find(|(place, _)| place.panel() == Some(Panel::Terminal));
    if let Some((_, shown)) = shown
        && scene.stage.front == Front::Keyboard
    {
        return terminal::cursor(scene, layout::below_heading(*shown));
    }
    let (_, front) = places.iter().find(|(place, _)| *place == Place::Front)?;
    prompt::cursor(scene.stage, *front)
}

/// The columns and rows of the terminal panel, where it is shown.
pub fn terminal_size(scene: &Scene, area: Rect) -> Option<(u16, u16)> {
    size(scene, area, |place| place.panel() == Some(Panel::Terminal))
}

/// The columns and rows of the panel of choice; those of an old terminal, where there is none.
pub fn choice_size(scene: &Scene, area: Rect) -> (u16, u16) {
    let size = size(scene, area, |place| matches!(place, Place::Tabs(_)));
    size.unwrap_or((80, 24))
}

/// The cells below the heading of the first such place.
fn size(scene: &Scene, area: Rect, is_it: impl Fn(&Place) -> bool) -> Option<(u16, u16)> {
    let places = layout::places(scene, area).into_iter();
    let found = places.filter(|(place, _)| is_it(place));
    let mut rooms = found.map(|(_, place)| layout::below_heading(place));
    let room = rooms.find(|room| !room.is_empty())?;
    Some((room.width, room.height))
}

/// What is drawn at a place of the layout.
fn draw_place(scene: &Scene, place: Place, area: Rect, buf: &mut Buffer) {
    match place {
        Place::Title => bar::title(scene, area, buf),
        Place::Footer => bar::footer(scene, area, buf),
        Place::Flow => flow::draw(scene, area, buf),
        Place::Caption => caption::draw(scene, area, buf),
        Place::Front => match &scene.stage.front {
            Front::Question(asked) => question::draw(scene, asked, area, buf),
            Front::Note(step) => note::draw(scene, *step, area, buf),
            _ => prompt::draw(scene, area, buf),
        },
        Place::Tabs(inner) => {
            bar::tabs(scene, area, buf);
            draw_panel(scene, inner, layout::below_heading(area), buf);
        }
        Place::Panel(which) => {
            bar::heading(scene, which, area, buf);
            draw_panel(scene, which, layout::below_heading(area), buf);
        }
        Place::Figure => presenter::figure(scene, area, buf),
        Place::Large => presenter::caption(scene, area, buf),
    }
}

/// How each panel is drawn; `lesson::panel` has the rest of what there is to say of it.
fn draw_panel(scene: &Scene, which: Panel, area: Rect, buf: &mut Buffer) {
    let draw = match which {
        Panel::States => states::draw,
        Panel::Ladder => ladder::draw,
        Panel::Wire => wire::draw,
        Panel::Descriptors => descriptors::draw,
        Panel::Code => code::draw,
        Panel::Log => log::draw,
        Panel::Events => events::draw,
        Panel::Terminal => terminal::draw,
    };
    draw(scene, area, buf);
}
