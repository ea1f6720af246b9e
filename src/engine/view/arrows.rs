//! The arrows of the state diagram, drawn cell by cell: those that were taken are heavy.

use std::cmp::Ordering;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use sockscope_link::State;

use super::diagram::{Figure, trace};
use super::pen::put;
use super::scene::Scene;

/// A cell that lines go through.
#[derive(Clone, Copy, Default)]
struct Cell {
    /// The sides that they leave it by.
    sides: u8,
    /// Which way an arrow points that ends here.
    head: Option<u8>,
    /// 0: no socket took it; 1: one did; 2: the last transition.
    rank: u8,
}

/// Draws the arrows.
pub fn draw(
    scene: &Scene,
    figure: &Figure,
    walked: &[(State, State)],
    last: Option<(State, State)>,
    at: Rect,
    buf: &mut Buffer,
) {
    let grid = grid(figure, walked, last);
    for (y, row) in (0..at.height).zip(&grid) {
        for (x, cell) in (0..).zip(row) {
            if cell.sides == 0 && cell.head.is_none() {
                continue;
            }
            let (style, heavy): (Style, bool) = match cell.rank {
                0 => (scene.theme.frame, false),
                1 => (scene.theme.walked, true),
                _ => (scene.theme.last, true),
            };
            let sign = match cell.head {
                Some(UP) => "▲",
                Some(DOWN) => "▼",
                Some(_) => "▶",
                None if heavy => HEAVY[usize::from(cell.sides)],
                None => LIGHT[usize::from(cell.sides)],
            };
            put(buf, at, at.x + x, at.y + y, sign, style);
        }
    }
}

/// Every cell of the figure: each knows which of its four sides a line leaves by, so that lines that
/// meet are joined.
fn grid(
    figure: &Figure,
    walked: &[(State, State)],
    last: Option<(State, State)>,
) -> Vec<Vec<Cell>> {
    let mut grid =
        vec![vec![Cell::default(); usize::from(figure.width)]; usize::from(figure.height)];
    for (from, to, turns) in figure.edges {
        let rank = match last == Some((from, to)) {
            true => 2,
            false => u8::from(walked.contains(&(from, to))),
        };
        // This one is no teaching matter unless it is taken: both FINs crossed, one of them acked.
        if rank == 0 && (from, to) == (State::FinWait1, State::TimeWait) {
            continue;
        }
        let cells = trace(turns);
        for (index, &(x, y)) in cells.iter().enumerate() {
            let cell = &mut grid[usize::from(y)][usize::from(x)];
            cell.rank = cell.rank.max(rank);
            if let Some(&before) = index.checked_sub(1).and_then(|before| cells.get(before)) {
                cell.sides |= side((x, y), before);
            }
            match cells.get(index + 1) {
                Some(&after) => cell.sides |= side((x, y), after),
                None => cell.head = Some(heading(figure, from, to, &cells)),
            }
            // The line begins at the word it leaves.
            if index == 0 {
                cell.sides |= if y == figure.row_of(from) { LEFT } else { UP };
            }
        }
    }
    grid
}

/// The side of one cell at which its neighbour is.
fn side((x0, y0): (u16, u16), (x1, y1): (u16, u16)) -> u8 {
    match (x1.cmp(&x0), y1.cmp(&y0)) {
        (Ordering::Greater, _) => RIGHT,
        (Ordering::Less, _) => LEFT,
        (_, Ordering::Less) => UP,
        _ => DOWN,
    }
}

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;
/// Line characters by the sides that they reach: up 1, down 2, left 4, right 8.
const LIGHT: [&str; 16] = [
    " ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼",
];
const HEAVY: [&str; 16] = [
    " ", "┃", "┃", "┃", "━", "┛", "┓", "┫", "━", "┗", "┏", "┣", "━", "┻", "┳", "╋",
];

/// Which way an arrow points at its end.
fn heading(figure: &Figure, from: State, to: State, cells: &[(u16, u16)]) -> u8 {
    match cells {
        [.., (_, y0), (_, y1)] if y1 < y0 => UP,
        [.., (_, y0), (_, y1)] if y1 > y0 => DOWN,
        [_] if figure.row_of(from) > figure.row_of(to) => UP,
        [_] => DOWN,
        _ => RIGHT,
    }
}
