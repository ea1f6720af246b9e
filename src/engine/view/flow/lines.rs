//! The lines of the flow: calls in the columns, segments between them, in order.

use std::borrow::Cow;

use super::super::outcome::outcomes;
use super::super::pen::{fit, width};
use super::super::scene::{Coming, Scene};
use crate::peer::Peer;
use crate::words::show::wrap_with;
use crate::world::{CallRecord, LadderRow, Progress};

/// The cells of the sign before a call.
const MARK: u16 = 2;
/// How many rows a call's text may take.
const ROWS: usize = 4;

/// How many rows the segments after one call may take: the rest is counted in words.
const SEGMENTS: usize = 6;
/// The same where the flow has less than [`LOW`] rows.
const SEGMENTS_LOW: usize = 5;
const LOW: usize = 12;

/// One line of the flow: a call or nothing in the columns, a segment or nothing between them.
#[derive(Clone)]
pub struct Line<'a> {
    pub row: Option<Row<'a>>,
    pub gap: Option<Gap<'a>>,
}

/// A row of a column: a call, or as much of it as one row takes.
#[derive(Clone)]
pub struct Row<'a> {
    pub of: Of<'a>,
    /// Whether the call begins here.
    pub is_first: bool,
    /// What of the call stands here.
    pub text: Cow<'a, str>,
    /// What it came to, in the last of its rows.
    pub came_to: String,
}

/// A call that was made, or a line of the program that is still to come.
#[derive(Clone, Copy)]
pub enum Of<'a> {
    Made(&'a CallRecord),
    Coming(&'a Coming),
}

impl Line<'_> {
    /// The call that was made in this line.
    pub fn made(&self) -> Option<&CallRecord> {
        match self.row.as_ref()?.of {
            Of::Made(call) => Some(call),
            Of::Coming(_) => None,
        }
    }

    /// The same, if this is its first line.
    pub fn begins(&self) -> Option<&CallRecord> {
        self.made()
            .filter(|_| self.row.as_ref().is_some_and(|row| row.is_first))
    }
}

/// What went over the wire.
#[derive(Clone, Copy)]
pub enum Gap<'a> {
    Segment(&'a LadderRow),
    /// This many segments more, for which there is no room.
    More(usize),
}

/// The lines of the flow.
pub struct Lines<'a> {
    /// Those of the calls that were made, the oldest first; behind them those of the calls to come.
    pub all: Vec<Line<'a>>,
    /// How many of them are of calls that were made.
    made: usize,
    /// The calls that were made before these lines begin.
    pub before: usize,
}

/// The last lines, `most` of what was made or a few more, and those of what is `coming`. `height` and
/// `room` are the cells of a column.
pub fn lines<'a>(
    scene: &'a Scene,
    coming: &'a [Coming],
    most: usize,
    height: usize,
    room: u16,
) -> Lines<'a> {
    let crossing = if height < LOW { SEGMENTS_LOW } else { SEGMENTS };
    let ladder = &scene.world.ladder;
    let calls = &scene.world.calls;
    // A call takes a line at least: a long session is not gone through to show its end.
    let before = calls.len().saturating_sub(most);
    let mut all = Vec::new();
    let mut from = calls
        .get(before)
        .map_or(0, |call| ladder.partition_point(|row| row.t_us < call.t_us));
    for (index, call) in (before..).zip(calls.range(before..)) {
        let until = calls.get(index + 1).map_or(u64::MAX, |next| next.t_us);
        let crossed = ladder.range(from..).take_while(|row| row.t_us < until);
        let count = crossed.clone().count();
        from += count;
        // Too many for the rows there are: the last ones matter most.
        let skipped = if count > crossing {
            count - crossing + 1
        } else {
            0
        };
        let more = (skipped > 0).then_some(Gap::More(skipped));
        let gaps = crossed.skip(skipped).map(Gap::Segment);
        side_by_side(
            made(scene, call, room).into_iter(),
            more.into_iter().chain(gaps),
            &mut all,
        );
    }
    let made = all.len();
    let coming = coming
        .iter()
        .flat_map(|line| self::coming(scene, line, room));
    side_by_side(coming, std::iter::empty(), &mut all);
    Lines { all, made, before }
}

/// What stands in a column and what stands in the gap, line by line, the one beside the other.
fn side_by_side<'a>(
    mut rows: impl Iterator<Item = Row<'a>>,
    mut gaps: impl Iterator<Item = Gap<'a>>,
    lines: &mut Vec<Line<'a>>,
) {
    loop {
        let line = Line {
            row: rows.next(),
            gap: gaps.next(),
        };
        if line.row.is_none() && line.gap.is_none() {
            return;
        }
        lines.push(line);
    }
}

/// The rows of a call that was made: its text, broken where one row does not take it, and at the end of the
/// last one what it came to, which gets a row of its own where both do not fit.
fn made<'a>(scene: &Scene, call: &'a CallRecord, room: u16) -> Vec<Row<'a>> {
    let whole = Cow::Owned(scene.called(call.peer, call.made.as_deref(), &call.text));
    // A bar needs no space before it.
    let space = u16::from(!matches!(call.progress, Progress::Blocked));
    let fits = |text: &str, came_to: &str| {
        came_to.is_empty() || MARK + width(text) + space + width(came_to) <= room
    };
    let [long, brief] = outcomes(scene, call);
    let came_to = if fits(&whole, &long) { long } else { brief };
    let text = match fits(&whole, &came_to) && MARK + width(&whole) <= room {
        true => whole,
        false => Cow::Owned(shorter(&whole)),
    };
    let mut texts = pieces(text, room);
    if texts.last().is_none_or(|last| !fits(last, &came_to)) {
        texts.push(Cow::Borrowed(""));
    }
    rows(Of::Made(call), texts, came_to)
}

/// The rows of a line that is still to come: the next one is never cut.
fn coming<'a>(scene: &Scene, coming: &'a Coming, room: u16) -> Vec<Row<'a>> {
    let text = Cow::Owned(scene.called(
        coming.peer.unwrap_or(Peer::Host),
        coming.made.as_deref(),
        &coming.text,
    ));
    let texts = match coming.peer {
        Some(_) if MARK + width(&text) > room => {
            let text = shorter(&text);
            match coming.next {
                true => pieces(Cow::Owned(text), room),
                false => vec![Cow::Owned(fit(&text, room - MARK).into_owned())],
            }
        }
        _ => vec![text],
    };
    rows(Of::Coming(coming), texts, String::new())
}

fn rows<'a>(of: Of<'a>, texts: Vec<Cow<'a, str>>, mut came_to: String) -> Vec<Row<'a>> {
    let last = texts.len() - 1;
    let row = |(index, text)| Row {
        of,
        is_first: index == 0,
        text,
        came_to: match index == last {
            true => std::mem::take(&mut came_to),
            false => String::new(),
        },
    };
    texts.into_iter().enumerate().map(row).collect()
}

/// A call's text in pieces that fit a row each; of one without end, its beginning.
fn pieces(text: Cow<'_, str>, room: u16) -> Vec<Cow<'_, str>> {
    let room = room.saturating_sub(MARK);
    if width(&text) <= room {
        return vec![text];
    }
    let mut lines = wrap_with(&text, room, "  ");
    if lines.len() > ROWS {
        let rest = lines.split_off(ROWS - 1).concat() + "…";
        lines.push(fit(&rest, room).into_owned());
    }
    lines.into_iter().map(Cow::Owned).collect()
}

/// The first line to show, and which line is the present: the call of now stays in sight, with
/// what comes after it.
pub fn window(scene: &Scene, lines: &Lines, height: usize) -> (usize, Option<usize>) {
    let now = lines.all.iter().rposition(|line| line.begins().is_some());
    let below = (lines.all.len() - lines.made).min((height / 3).max(1));
    let first = (lines.made + below).saturating_sub(height);
    (first.saturating_sub(scene.stage.flow_scroll), now)
}

/// The call without what the eye can do without.
fn shorter(text: &str) -> String {
    text.replace("AF_INET6, ", "…, ")
        .replace("AF_INET, ", "…, ")
}
