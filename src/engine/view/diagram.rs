//! Where everything stands in the state diagram: three figures of it, by the room there is.
//!
//! A figure is data: the states with their places, the arrows with the turns of their lines, and
//! what is written at them: the event that RFC 9293 (figure 5) gives for the transition, and what
//! is sent on it.

use sockscope_link::State::{
    self, Bound, CloseWait, Closed, Closing, Established, FinWait1, FinWait2, LastAck, Listen,
    SynReceived, SynSent, TimeWait, Unbound,
};

/// Rows of the figures that stand among other panels.
pub const HEIGHT: u16 = 8;
/// Columns of the narrowest figure.
pub const WIDTH: u16 = 78;

/// One figure of the diagram.
pub struct Figure {
    /// Cells from left to right.
    pub width: u16,
    /// Cells from top to bottom.
    pub height: u16,
    /// Where each state stands: its column and its row.
    pub nodes: [(State, u16, u16); 13],
    /// The arrows.
    pub edges: [Edge; 19],
    /// What is written at the arrows.
    pub labels: &'static [Label],
}

/// An arrow: from, to, and the turns of its line; the head is at the last one.
pub type Edge = (State, State, &'static [(u16, u16)]);

/// Words at arrows.
pub struct Label {
    /// The arrows that they belong to.
    pub edges: &'static [(State, State)],
    /// Where they stand.
    pub at: At,
    /// The words, one line each.
    pub lines: &'static [&'static str],
}

/// Where a label stands.
#[derive(Clone, Copy)]
pub enum At {
    /// From this cell on.
    Cell(u16, u16),
    /// In the row under this state, before the names of the peers that are in it.
    Under(State),
}

impl Figure {
    /// The figure that tells the most in this room; `None` where not even the smallest one fits. Its
    /// last row may be cut off.
    pub fn fitting(width: u16, height: u16) -> Option<&'static Figure> {
        [&LARGE, &WIDE, &SMALL]
            .into_iter()
            .find(|figure| width >= figure.width && height + 1 >= figure.height)
    }

    /// The row of a state.
    pub fn row_of(&self, state: State) -> u16 {
        let node = self.nodes.iter().find(|(node, ..)| *node == state);
        node.map_or(0, |(_, _, y)| *y)
    }
}

/// Without a word at the arrows: for 80 columns.
static SMALL: Figure = Figure {
    width: WIDTH,
    height: HEIGHT,
    nodes: [
        (Unbound, 0, 2),
        (Bound, 0, 4),
        (Listen, 13, 0),
        (SynReceived, 13, 2),
        (SynSent, 13, 4),
        (Established, 31, 2),
        (CloseWait, 48, 0),
        (FinWait1, 48, 2),
        (FinWait2, 48, 4),
        (Closing, 48, 6),
        (LastAck, 65, 0),
        (Closed, 65, 2),
        (TimeWait, 65, 4),
    ],
    edges: [
        (Unbound, Bound, &[(1, 3), (1, 3)]),
        (Unbound, Listen, &[(9, 2), (10, 2), (10, 0), (12, 0)]),
        (Unbound, SynSent, &[(9, 2), (10, 2), (10, 4), (12, 4)]),
        (Bound, Listen, &[(7, 4), (10, 4), (10, 0), (12, 0)]),
        (Bound, SynSent, &[(7, 4), (12, 4)]),
        (Listen, SynReceived, &[(14, 1), (14, 1)]),
        (SynSent, SynReceived, &[(14, 3), (14, 3)]),
        (SynSent, Established, &[(24, 4), (32, 4), (32, 3)]),
        (SynReceived, Established, &[(28, 2), (30, 2)]),
        (
            Established,
            CloseWait,
            &[(45, 2), (46, 2), (46, 0), (47, 0)],
        ),
        (Established, FinWait1, &[(45, 2), (47, 2)]),
        (FinWait1, FinWait2, &[(49, 3), (49, 3)]),
        (FinWait1, Closing, &[(48, 3), (46, 3), (46, 6), (47, 6)]),
        (FinWait2, TimeWait, &[(61, 4), (64, 4)]),
        (Closing, TimeWait, &[(58, 6), (66, 6), (66, 5)]),
        (CloseWait, LastAck, &[(61, 0), (64, 0)]),
        (LastAck, Closed, &[(66, 1), (66, 1)]),
        (TimeWait, Closed, &[(66, 3), (66, 3)]),
        (FinWait1, TimeWait, &[(61, 2), (63, 2), (63, 4), (64, 4)]),
    ],
    labels: &[],
};

/// With the event at each arrow: for the stage at 160 columns.
static WIDE: Figure = Figure {
    width: 98,
    height: HEIGHT,
    nodes: [
        (Unbound, 0, 2),
        (Bound, 0, 4),
        (Listen, 21, 0),
        (SynReceived, 21, 2),
        (SynSent, 21, 4),
        (Established, 41, 2),
        (CloseWait, 64, 0),
        (FinWait1, 64, 2),
        (FinWait2, 64, 4),
        (Closing, 64, 6),
        (LastAck, 85, 0),
        (Closed, 85, 2),
        (TimeWait, 85, 4),
    ],
    edges: [
        (Unbound, Bound, &[(1, 3), (1, 3)]),
        (Unbound, Listen, &[(9, 2), (10, 2), (10, 0), (20, 0)]),
        (Unbound, SynSent, &[(9, 2), (10, 2), (10, 4), (20, 4)]),
        (Bound, Listen, &[(7, 4), (10, 4), (10, 0), (20, 0)]),
        (Bound, SynSent, &[(7, 4), (20, 4)]),
        (Listen, SynReceived, &[(22, 1), (22, 1)]),
        (SynSent, SynReceived, &[(22, 3), (22, 3)]),
        (SynSent, Established, &[(31, 4), (42, 4), (42, 3)]),
        (SynReceived, Established, &[(35, 2), (40, 2)]),
        (
            Established,
            CloseWait,
            &[(54, 2), (55, 2), (55, 0), (63, 0)],
        ),
        (Established, FinWait1, &[(54, 2), (63, 2)]),
        (FinWait1, FinWait2, &[(65, 3), (65, 3)]),
        (FinWait1, Closing, &[(64, 3), (57, 3), (57, 6), (63, 6)]),
        (FinWait2, TimeWait, &[(76, 4), (84, 4)]),
        (Closing, TimeWait, &[(73, 6), (86, 6), (86, 5)]),
        (CloseWait, LastAck, &[(76, 0), (84, 0)]),
        (LastAck, Closed, &[(86, 1), (86, 1)]),
        (TimeWait, Closed, &[(86, 3), (86, 3)]),
        (FinWait1, TimeWait, &[(76, 2), (80, 2), (80, 4), (84, 4)]),
    ],
    labels: &[
        label(&[(Unbound, Bound)], At::Under(Unbound), &["bind()"]),
        label(
            &[(Unbound, Listen), (Bound, Listen)],
            At::Cell(11, 0),
            &["listen()"],
        ),
        label(
            &[(Unbound, SynSent), (Bound, SynSent)],
            At::Cell(11, 4),
            &["connect()"],
        ),
        label(&[(Listen, SynReceived)], At::Under(Listen), &["SYN"]),
        label(&[(SynSent, SynReceived)], At::Under(SynReceived), &["SYN"]),
        label(&[(SynSent, Established)], At::Cell(33, 4), &["SYN-ACK"]),
        label(&[(SynReceived, Established)], At::Cell(36, 2), &["ACK"]),
        label(&[(Established, CloseWait)], At::Cell(58, 0), &["FIN"]),
        label(&[(Established, FinWait1)], At::Cell(56, 2), &["close()"]),
        label(&[(FinWait1, FinWait2)], At::Under(FinWait1), &["ACK"]),
        label(&[(FinWait1, Closing)], At::Cell(59, 6), &["FIN"]),
        label(&[(FinWait2, TimeWait)], At::Cell(79, 4), &["FIN"]),
        label(&[(Closing, TimeWait)], At::Cell(78, 6), &["ACK"]),
        label(&[(CloseWait, LastAck)], At::Cell(77, 0), &["close()"]),
        label(&[(LastAck, Closed)], At::Under(LastAck), &["ACK"]),
        label(&[(TimeWait, Closed)], At::Under(Closed), &["2MSL"]),
    ],
};

/// With the event and what is sent, as in the RFC: for the panel in full screen.
static LARGE: Figure = Figure {
    width: WIDTH,
    height: 20,
    nodes: [
        (Unbound, 0, 6),
        (Bound, 0, 11),
        (Listen, 13, 1),
        (SynReceived, 13, 6),
        (SynSent, 13, 11),
        (Established, 31, 6),
        (CloseWait, 48, 1),
        (FinWait1, 48, 6),
        (FinWait2, 48, 11),
        (Closing, 48, 16),
        (LastAck, 65, 1),
        (Closed, 65, 6),
        (TimeWait, 65, 11),
    ],
    edges: [
        (Unbound, Bound, &[(1, 7), (1, 10)]),
        (Unbound, Listen, &[(9, 6), (10, 6), (10, 1), (12, 1)]),
        (Unbound, SynSent, &[(9, 6), (10, 6), (10, 11), (12, 11)]),
        (Bound, Listen, &[(7, 11), (10, 11), (10, 1), (12, 1)]),
        (Bound, SynSent, &[(7, 11), (12, 11)]),
        (Listen, SynReceived, &[(14, 2), (14, 5)]),
        (SynSent, SynReceived, &[(14, 10), (14, 7)]),
        (SynSent, Established, &[(24, 11), (32, 11), (32, 7)]),
        (SynReceived, Established, &[(28, 6), (30, 6)]),
        (
            Established,
            CloseWait,
            &[(45, 6), (46, 6), (46, 1), (47, 1)],
        ),
        (Established, FinWait1, &[(45, 6), (47, 6)]),
        (FinWait1, FinWait2, &[(49, 7), (49, 10)]),
        (FinWait1, Closing, &[(48, 7), (46, 7), (46, 16), (47, 16)]),
        (FinWait2, TimeWait, &[(61, 11), (64, 11)]),
        (Closing, TimeWait, &[(58, 16), (66, 16), (66, 12)]),
        (CloseWait, LastAck, &[(61, 1), (64, 1)]),
        (LastAck, Closed, &[(66, 2), (66, 5)]),
        (TimeWait, Closed, &[(66, 10), (66, 7)]),
        (FinWait1, TimeWait, &[(61, 6), (63, 6), (63, 11), (64, 11)]),
    ],
    labels: &[
        label(&[(Unbound, Bound)], At::Cell(3, 8), &["bind()"]),
        label(
            &[(Unbound, Listen), (Bound, Listen)],
            At::Cell(1, 3),
            &["listen()"],
        ),
        label(
            &[(Unbound, SynSent), (Bound, SynSent)],
            At::Cell(1, 13),
            &["connect()", "snd SYN"],
        ),
        label(
            &[(Listen, SynReceived)],
            At::Cell(16, 3),
            &["rcv SYN", "snd SYN-ACK"],
        ),
        label(
            &[(SynSent, SynReceived)],
            At::Cell(16, 8),
            &["rcv SYN", "snd SYN-ACK"],
        ),
        label(
            &[(SynSent, Established)],
            At::Cell(34, 8),
            &["rcv SYN-ACK", "snd ACK"],
        ),
        label(
            &[(SynReceived, Established)],
            At::Cell(29, 4),
            &["rcv ACK", "of SYN"],
        ),
        label(
            &[(Established, CloseWait)],
            At::Cell(38, 2),
            &["rcv FIN", "snd ACK"],
        ),
        label(
            &[(Established, FinWait1)],
            At::Cell(48, 5),
            &["close(), snd FIN"],
        ),
        label(
            &[(FinWait1, FinWait2)],
            At::Cell(51, 8),
            &["rcv ACK of FIN"],
        ),
        label(
            &[(FinWait1, Closing)],
            At::Cell(38, 13),
            &["rcv FIN", "snd ACK"],
        ),
        label(
            &[(FinWait2, TimeWait)],
            At::Cell(57, 12),
            &["rcv FIN", "snd ACK"],
        ),
        label(
            &[(Closing, TimeWait)],
            At::Cell(51, 15),
            &["rcv ACK of FIN"],
        ),
        label(
            &[(CloseWait, LastAck)],
            At::Cell(55, 0),
            &["close(), snd FIN"],
        ),
        label(
            &[(LastAck, Closed)],
            At::Cell(68, 3),
            &["rcv ACK", "of FIN"],
        ),
        label(&[(TimeWait, Closed)], At::Cell(68, 8), &["timeout", "2MSL"]),
    ],
};

const fn label(edges: &'static [(State, State)], at: At, lines: &'static [&'static str]) -> Label {
    Label { edges, at, lines }
}

/// Every cell of a line given by its turns.
pub fn trace(turns: &[(u16, u16)]) -> Vec<(u16, u16)> {
    let mut cells = vec![turns[0]];
    for &(x1, y1) in &turns[1..] {
        while let Some(&(x, y)) = cells.last()
            && (x, y) != (x1, y1)
        {
            let step = |from: u16, to: u16| match to.cmp(&from) {
                std::cmp::Ordering::Greater => from + 1,
                std::cmp::Ordering::Less => from - 1,
                std::cmp::Ordering::Equal => from,
            };
            cells.push((step(x, x1), step(y, y1)));
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const FIGURES: [(&str, &Figure); 3] = [("small", &SMALL), ("wide", &WIDE), ("large", &LARGE)];

    /// The cells of every word: states first, then the labels with a place of their own.
    fn words(figure: &Figure) -> Vec<(String, u16, u16, u16)> {
        let states = figure.nodes.iter().map(|(state, x, y)| {
            let name = state.to_string();
            let cells = 2 + name.len() as u16;
            (name, *x, *y, cells)
        });
        let labels = figure.labels.iter().flat_map(|label| {
            let At::Cell(x, y) = label.at else {
                return Vec::new();
            };
            let lines = (y..).zip(label.lines);
            lines
                .map(|(y, line)| ((*line).to_owned(), x, y, line.len() as u16))
                .collect()
        });
        states.chain(labels).collect()
    }

    #[test]
    fn every_state_stands_somewhere_and_no_two_words_touch() {
        for (name, figure) in FIGURES {
            for state in State::ALL {
                let places = figure.nodes.iter().filter(|(node, ..)| *node == state);
                assert_eq!(places.count(), 1, "{name}: {state}");
            }
            let mut taken = BTreeMap::new();
            for (word, x, y, cells) in words(figure) {
                assert!(x + cells <= figure.width, "{name}: {word} sticks out");
                assert!(y < figure.height, "{name}: {word} sticks out below");
                for x in x..x + cells {
                    let other = taken.insert((x, y), word.clone());
                    assert_eq!(other, None, "{name}: {word} at {x}, {y}");
                }
            }
        }
    }

    #[test]
    fn no_line_runs_through_a_state_and_no_head_is_written_over() {
        for (name, figure) in FIGURES {
            let labels = words(figure).split_off(figure.nodes.len());
            for (from, to, turns) in figure.edges {
                let cells = trace(turns);
                for (x, y) in &cells {
                    assert!(
                        *x < figure.width && *y < figure.height,
                        "{name}: {from} → {to}"
                    );
                    for (state, left, row) in figure.nodes {
                        let end = left + 2 + state.name().len() as u16;
                        let over = *y == row && (left..end).contains(x);
                        assert!(!over, "{name}: {from} → {to} runs over {state}");
                    }
                }
                let (x, y) = cells[cells.len() - 1];
                for (word, left, row, width) in &labels {
                    let over = y == *row && (*left..left + width).contains(&x);
                    assert!(!over, "{name}: {word} hides the head of {from} → {to}");
                }
            }
        }
    }

    #[test]
    fn every_arrow_of_a_figure_with_words_has_its_own() {
        for (name, figure) in FIGURES.into_iter().filter(|(_, f)| !f.labels.is_empty()) {
            for (from, to, _) in figure.edges {
                // Drawn only where it is taken.
                if (from, to) == (FinWait1, TimeWait) {
                    continue;
                }
                let labels = figure.labels.iter();
                let own = labels.filter(|label| label.edges.contains(&(from, to)));
                assert_eq!(own.count(), 1, "{name}: {from} → {to}");
            }
        }
    }

    #[test]
    fn the_arrows_are_the_transitions_of_the_rfc() {
        let figures = FIGURES.map(|(_, figure)| {
            let mut edges = figure.edges.map(|(from, to, _)| (from.name(), to.name()));
            edges.sort_unstable();
            edges
        });
        assert!(figures.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn the_more_room_the_more_is_told() {
        let labels = |w, h| Figure::fitting(w, h).map(|figure| figure.labels.len());
        assert_eq!(labels(77, 8), None);
        assert_eq!(labels(80, 8), Some(0));
        assert_eq!(labels(98, 8), Some(16));
        assert_eq!(labels(80, 21), Some(16));
    }
}
