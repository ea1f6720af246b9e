//! The lines of the flow: calls in the columns, segments between them, in order.

use sockscope_link::CallName;

use super::super::pen::{fit, width};
use super::super::scene::{Coming, Scene};
use crate::timeline::Returned;
use crate::words::show::plain;
use crate::words::t;
use crate::world::{CallRecord, LadderRow, Progress};

/// How many rows the segments after one call may take: the rest is counted in words.
const SEGMENTS: usize = 6;
/// The same where the flow has less than [`LOW`] rows.
const SEGMENTS_LOW: usize = 5;
const LOW: usize = 12;

/// One line of the flow: a call or nothing in the columns, a segment or nothing between them.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    pub row: Option<Row<'a>>,
    pub gap: Option<Gap<'a>>,
}

/// A call that was made, or a line of the program that is still to come.
#[derive(Clone, Copy)]
pub enum Row<'a> {
    Made(&'a CallRecord),
    /// What the call above came to, where both do not fit one row.
    CameTo(&'a CallRecord),
    Coming(&'a Coming),
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
        let second = needs_two(scene, call, room).then_some(Row::CameTo(call));
        side_by_side(
            [Row::Made(call)].into_iter().chain(second),
            more.into_iter().chain(gaps),
            &mut all,
        );
    }
    let made = all.len();
    side_by_side(coming.iter().map(Row::Coming), std::iter::empty(), &mut all);
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

/// Whether a call and what it came to need a row each: nothing that it came to is cut.
fn needs_two(scene: &Scene, call: &CallRecord, room: u16) -> bool {
    let outcome = width(&outcome(scene, call));
    let text = scene.called(call.made.as_deref(), &call.text);
    let text = width(&shorter(&text));
    // A bar needs no space before it.
    let space = u16::from(!matches!(call.progress, Progress::Blocked));
    outcome > 0 && 2 + text + space + outcome > room
}

/// The first line to show, and which line is the present: the call of now stays in sight, with
/// what comes after it.
pub fn window(scene: &Scene, lines: &Lines, height: usize) -> (usize, Option<usize>) {
    let now = lines
        .all
        .iter()
        .rposition(|line| matches!(line.row, Some(Row::Made(_))));
    let below = (lines.all.len() - lines.made).min((height / 3).max(1));
    let first = (lines.made + below).saturating_sub(height);
    (first.saturating_sub(scene.stage.flow_scroll), now)
}

/// What stands at the end of a call's row: what it came to, or that it is blocked; nothing while it
/// runs.
pub fn outcome(scene: &Scene, call: &CallRecord) -> String {
    match &call.progress {
        Progress::Running => String::new(),
        Progress::Blocked => t::TUI_BLOCKED.get(scene.lang).to_owned(),
        Progress::Gone => t::TUI_GONE.get(scene.lang).to_owned(),
        Progress::Done(returned) => match &returned.errno {
            Some(errno) => errno.name.clone(),
            None => came_to(returned),
        },
    }
}

/// What a call came to, in a few cells: what it returned, and what it filled in.
fn came_to(returned: &Returned) -> String {
    let ret = returned.ret;
    if let Some(data) = &returned.data
        && !data.is_empty()
    {
        return format!("{ret} \"{}\"", plain(data));
    }
    match (returned.call, &returned.addr) {
        (CallName::GetSockName | CallName::GetPeerName, Some(addr)) => addr.to_string(),
        _ => ret.to_string(),
    }
}

/// The call as written; where that is too long, with its arguments' first words only.
pub fn short(text: &str, room: u16) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    fit(&shorter(text), room).into_owned()
}

/// The call without what the eye can do without.
fn shorter(text: &str) -> String {
    text.replace("AF_INET6, ", "…, ")
        .replace("AF_INET, ", "…, ")
}
