//! The timeline: everything in order, one line an event, the moment that is shown lit.
//!
//! ```text
//!    12   0.004  host   call    listen(s, 1)
//!    13   0.004  host   return  listen = 0
//!    14   0.004  host   state   s ◎ BOUND → ◇ LISTEN
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::put;
use super::scene::Scene;
use crate::timeline::{Event, What};
use crate::words::moment;
use crate::words::tell::{self, Line, Look};
use crate::world::past::Past;

/// Draws the timeline into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let timeline = &scene.model.log.timeline;
    let last = timeline.next_seq();
    let at = scene.stage.past.as_ref().map(Past::seq);
    let height = u64::from(area.height);
    // The moment stands in the middle, unless an end of the timeline is nearer.
    let end = at.map_or(last, |at| (at + height / 2 + 1).max(height).min(last));
    let first = end.saturating_sub(height).max(timeline.first_seq());
    for (y, event) in (area.y..area.bottom()).zip(timeline.since(first)) {
        let line = tell::line(event, scene.world, scene.lang);
        let (peer, kind) = (line.peer, line.kind);
        let is_later = at.is_some_and(|at| event.seq > at);
        let over = if at == Some(event.seq) {
            Some(scene.theme.past)
        } else {
            is_later.then_some(scene.theme.dim)
        };
        let time = moment(scene.lang, event.t_us);
        let head = format!("{:>6} {time:>9}  ", event.seq);
        let x = put(buf, area, area.x, y, &head, over.unwrap_or(scene.theme.dim));
        let name = peer
            .map(|peer| tell::who(scene.world, peer))
            .unwrap_or_default();
        let name_style = peer.map_or(scene.theme.text, |peer| scene.theme.peer(peer));
        let x = put(
            buf,
            area,
            x,
            y,
            &format!("{name:<6} "),
            over.unwrap_or(name_style),
        );
        let x = put(
            buf,
            area,
            x,
            y,
            &format!("{:<9} ", kind.get(scene.lang)),
            over.unwrap_or(scene.theme.dim),
        );
        let style = over.unwrap_or_else(|| style(scene, event, &line));
        put(buf, area, x, y, &line.text(), style);
    }
}

/// How an event looks: as its state, as what it says.
fn style(scene: &Scene, event: &Event, line: &Line) -> Style {
    let theme = scene.theme;
    match (&event.what, line.look()) {
        (What::State(change), _) => theme.state(change.to),
        (What::Step { .. } | What::Note { .. }, Look::Strong | Look::Plain) => theme.title,
        (What::Gate(_), _) => theme.held,
        (_, Look::Plain | Look::Strong) => theme.text,
        (_, Look::Dim) => theme.dim,
        (_, Look::Good) => theme.ok,
        (_, Look::Bad) => theme.error,
        (_, Look::Waiting) => theme.blocked,
    }
}
