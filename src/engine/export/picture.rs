//! A picture of a session: its ladder, its flow, its state diagram or the whole screen.

use super::film::{Film, fits};
use super::svg::{About, Moving, svg};
use super::{Of, Wanted};
use crate::fill;
use crate::timeline::{Event, Fact, What};
use crate::words::{Lang, t, tell};
use crate::world::World;

/// How many events a moving picture can have: each frame is in the file.
const MOST_MOVING: usize = 2_000;
/// How many lines the description of a picture has at most.
const MOST_LINES: usize = 60;

/// The picture that is wanted.
pub(super) fn export(wanted: &Wanted) -> Result<Vec<u8>, Fact> {
    match (wanted.animated, wanted.of) {
        (true, _) => fits(wanted.events, MOST_MOVING)?,
        (false, Of::Screen) => fits(wanted.events, usize::MAX)?,
        _ => {}
    }
    let mut film = Film::new(wanted, usize::MAX);
    let about = about(wanted, &film);
    if !wanted.animated {
        return Ok(svg(&film.draw(wanted.of), &about).into_bytes());
    }
    let mut moving = Moving::new(about);
    film.play(wanted.of, |frame| moving.take(frame));
    Ok(moving.finish().into_bytes())
}

/// What is said of a picture: what it is of, and line by line what is on it.
fn about(wanted: &Wanted, film: &Film) -> About {
    let lang = wanted.lang;
    let of = match wanted.of {
        Of::Ladder => t::PANEL_LADDER,
        Of::States => t::PANEL_STATES,
        Of::Flow => t::EXPORT_OF_FLOW,
        Of::Screen => t::EXPORT_OF_SCREEN,
    };
    let mut lines = told(wanted.events, wanted.of, lang);
    let all = segments(wanted.events);
    if matches!(wanted.of, Of::Ladder | Of::Flow) && film.segments() < all {
        lines.insert(
            0,
            fill!(lang, t::EXPORT_LAST, count = film.segments(), all = all),
        );
    }
    if lines.len() > MOST_LINES {
        let more = lines.len() - MOST_LINES;
        lines.truncate(MOST_LINES);
        lines.push(format!("… +{more}"));
    }
    About {
        title: format!("{}: {}", wanted.title(), of.get(lang)),
        description: lines.join("\n"),
        lang,
        ground: wanted.theme.text.bg.unwrap_or_default(),
    }
}

/// The events that a picture shows, each as its line.
fn told(events: &[Event], of: Of, lang: Lang) -> Vec<String> {
    let mut world = World::default();
    let mut lines = Vec::new();
    for event in events {
        let is_on_it = match &event.what {
            What::Session(_) => true,
            What::Segment(_) | What::Lost { .. } => matches!(of, Of::Ladder | Of::Flow),
            What::State(_) => of == Of::States,
            What::Call { .. } | What::Return(_) => of == Of::Flow,
            What::Step { .. } => of == Of::Screen,
            _ => false,
        };
        if is_on_it {
            let line = tell::line(event, &world, lang);
            let peer = line
                .peer
                .filter(|_| !matches!(event.what, What::Segment(_)));
            let peer =
                peer.map_or_else(String::new, |peer| format!("{} ", tell::who(&world, peer)));
            lines.push(peer + &line.text());
        }
        world.apply(event);
    }
    lines
}

/// How many segments came to the wire.
fn segments(events: &[Event]) -> usize {
    super::segments::segments(events).len()
}
