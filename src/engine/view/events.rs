//! The timeline: everything in order, one line an event, the moment that is shown lit.
//!
//! ```text
//!    12   0.004  host   call    listen(s, 1)
//!    13   0.004  host   return  listen = 0
//!    14   0.004  host   state   s ◎ BOUND → ◇ LISTEN
//! ```

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Style;

use sockscope_link::Act;

use super::Scene;
use super::pen::put;
use super::theme::glyph;
use crate::peer::Peer;
use crate::timeline::{Event, What};
use crate::words::show::{self, plain};
use crate::words::{Text, moment, t};
use crate::world::past::Past;

/// Draws the timeline into `area`.
pub fn draw(scene: &Scene, area: Rect, buf: &mut Buffer) {
    let timeline = &scene.model.timeline;
    let last = timeline.next_seq();
    let at = scene.stage.past.as_ref().map(Past::seq);
    let height = u64::from(area.height);
    // The moment stands in the middle, unless an end of the timeline is nearer.
    let end = at.map_or(last, |at| (at + height / 2 + 1).max(height).min(last));
    let first = end.saturating_sub(height).max(timeline.first_seq());
    for (y, event) in (area.y..area.bottom()).zip(timeline.since(first)) {
        let (peer, kind, text, style) = line(scene, event);
        let is_later = at.is_some_and(|at| event.seq > at);
        let over = if at == Some(event.seq) {
            Some(scene.theme.past)
        } else {
            is_later.then_some(scene.theme.dim)
        };
        let time = moment(scene.lang, event.t_us);
        let head = format!("{:>6} {time:>9}  ", event.seq);
        let x = put(buf, area, area.x, y, &head, over.unwrap_or(scene.theme.dim));
        let name = peer.map_or("", Peer::name);
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
        put(buf, area, x, y, &plain(&text), over.unwrap_or(style));
    }
}

/// Whose event it is, its kind, what it says, and how that looks.
fn line(scene: &Scene, event: &Event) -> (Option<Peer>, Text, String, Style) {
    let theme = scene.theme;
    let plain = theme.text;
    match &event.what {
        What::Session(s) => (
            None,
            t::KIND_SESSION,
            format!("{} · {} · {} {}", s.lesson, s.role, s.board, s.link),
            plain,
        ),
        What::Step { index, id } => (
            None,
            t::KIND_STEP,
            format!("{} {id}", index + 1),
            theme.title,
        ),
        What::Call { peer, text, .. } => (Some(*peer), t::KIND_CALL, text.clone(), plain),
        What::Blocked { peer, call, .. } => (
            Some(*peer),
            t::KIND_BLOCKED,
            format!("{call}()"),
            theme.blocked,
        ),
        What::Return(returned) => {
            let style = if returned.errno.is_some() {
                theme.error
            } else {
                theme.ok
            };
            let mut text = format!("{}() = {}", returned.call, returned.ret);
            if let Some(errno) = &returned.errno {
                text = format!("{text} {} ({} {})", errno.name, errno.system, errno.number);
            }
            if let Some(data) = &returned.data {
                text = format!("{text} \"{data}\"");
            }
            (Some(returned.peer), t::KIND_RETURN, text, style)
        }
        What::State(change) => {
            let (from, to) = (change.from, change.to);
            let text = format!(
                "{}: {} {from} → {} {to} · {} · {}",
                change.fd,
                glyph(from),
                glyph(to),
                show::cause(change.cause, change.segment, scene.lang),
                show::evidence(change.evidence).get(scene.lang)
            );
            (Some(change.peer), t::KIND_STATE, text, theme.state(to))
        }
        What::Segment(packet) => {
            let peer = Peer::sender(packet.dir);
            let act = match packet.act {
                Act::Passed => t::ACT_PASSED,
                Act::Held => t::TUI_HELD,
                Act::Released => t::TUI_RELEASED,
                Act::Dropped => t::TUI_DROPPED,
                Act::Duplicated => t::ACT_DUPLICATED,
            };
            let text = format!(
                "#{} {} → {} {} {}",
                packet.id.0,
                peer,
                peer.other(),
                super::ladder::describe(scene, packet, u16::MAX),
                act.get(scene.lang)
            );
            (Some(peer), t::KIND_SEGMENT, text, plain)
        }
        What::Gate(gate) => {
            let lane = |lane: &crate::timeline::Lane| {
                if lane.holding {
                    format!("{} ({})", t::TUI_GATE_HOLDING.get(scene.lang), lane.held)
                } else {
                    t::TUI_GATE_OPEN.get(scene.lang).to_owned()
                }
            };
            let text = format!(
                "host → board {} · board → host {}",
                lane(&gate.host_to_board),
                lane(&gate.board_to_host)
            );
            (None, t::KIND_GATE, text, theme.held)
        }
        What::Facts(facts) => {
            let text = format!("{}: {}/{} B", facts.fd, facts.recv_queue, facts.send_queue);
            (Some(facts.peer), t::KIND_FACTS, text, theme.dim)
        }
        What::Predict {
            question,
            choices,
            given,
            correct,
        } => {
            let given = given
                .and_then(|given| choices.get(given))
                .map_or("-", String::as_str);
            let mark = match correct {
                Some(true) => "✓",
                Some(false) => "✗",
                None => "",
            };
            (
                None,
                t::KIND_PREDICT,
                format!("{question} {given} {mark}"),
                plain,
            )
        }
        What::Log { peer, text, .. } => (Some(*peer), t::KIND_LOG, text.clone(), theme.dim),
        What::Note { text, .. } => (None, t::KIND_NOTE, text.clone(), theme.title),
        What::Expect { text, ok, saw } => {
            let (mark, style) = if *ok {
                ("✓", theme.ok)
            } else {
                ("✗", theme.error)
            };
            let saw = if *ok {
                String::new()
            } else {
                format!(" ({saw})")
            };
            (None, t::KIND_EXPECT, format!("{mark} {text}{saw}"), style)
        }
        What::End { ok } => (
            None,
            t::KIND_END,
            if *ok { "ok" } else { "failed" }.to_owned(),
            plain,
        ),
    }
}
