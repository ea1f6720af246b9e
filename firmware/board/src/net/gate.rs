//! The gate on the wire: lets segments pass, or holds them until the learner lets them go.
//!
//! It stands between the [`Port`](crate::Port) and the stack, in both directions, and knows nothing
//! of either: it is told of a segment and says what becomes of it.

use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;

use smoltcp::time::{Duration, Instant};
use sockscope_link::{
    Act, Cut, Direction, GateCommand, GateLane, GateMode, GateState, Segment, SegmentId, Which,
};

use crate::net::packet::Head;
use crate::net::standing::{Eye, Standing, again};

#[derive(Debug, Default)]
struct Lane {
    mode: GateMode,
    delay_ms: u32,
    queue: VecDeque<Standing>,
}

/// What becomes of a segment that arrives at the gate.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It goes on now.
    Pass(Segment),
    /// It is held (or is a retransmission of one that is).
    Held(Segment),
    /// It waits out the delay; it is reported again when it goes.
    Delayed(Segment),
    /// The queue is full: it is lost.
    Full(Segment),
    /// The wire is cut: it is lost.
    Cut(Segment),
}

/// A segment that leaves the gate.
#[derive(Debug)]
pub(crate) struct Leaving {
    pub segment: Segment,
    pub head: Head,
    pub buffer: usize,
    pub len: usize,
}

#[derive(Debug)]
pub(crate) struct Gate {
    lanes: [Lane; 2],
    next: u32,
    cuts: [bool; Cut::ALL.len()],
    /// How many are held, not merely delayed.
    held: usize,
    eye: Eye,
    frame: usize,
    bytes: Vec<u8>,
    /// The buffers that nothing lies in; small numbers, since a chip's memory is.
    free: Vec<u16>,
}

/// Counts a segment that is one of the held ones, sent again: that one's number, and how often.
fn fold(queue: &mut VecDeque<Standing>, head: &Head) -> Option<(SegmentId, u16)> {
    let mut held = queue.iter_mut().filter(|old| old.due.is_none());
    let old = held.find(|old| again(&old.head, head))?;
    old.retransmissions = old.retransmissions.saturating_add(1);
    Some((old.id, old.retransmissions))
}

impl Gate {
    /// A gate for `capacity` packets of at most `frame` bytes; its reports bear the IP packet if they
    /// know where it begins.
    pub fn new(capacity: usize, frame: usize, packet_at: Option<usize>) -> Self {
        Gate {
            eye: Eye { packet_at },
            lanes: [Lane::default(), Lane::default()],
            next: 0,
            cuts: [false; Cut::ALL.len()],
            held: 0,
            frame,
            bytes: vec![0; capacity * frame],
            free: (0..capacity as u16).rev().collect(),
        }
    }

    /// Goes on with the numbers where `before` ended.
    pub fn number_on(&mut self, before: &Gate) {
        self.next = before.next;
    }

    fn lane(&mut self, dir: Direction) -> &mut Lane {
        &mut self.lanes[dir as usize]
    }

    /// A new session: its first segment is number 1.
    pub fn number_anew(&mut self) {
        self.next = 0;
    }

    /// Whether anything is held: then the stack's clock stands still.
    pub fn holds(&self) -> bool {
        self.held > 0
    }

    /// How both directions stand.
    pub fn state(&self) -> GateState {
        let lane = |dir: Direction| {
            let lane = &self.lanes[dir as usize];
            GateLane {
                mode: lane.mode,
                delay_ms: lane.delay_ms,
                held: lane.queue.iter().filter(|s| s.due.is_none()).count() as u16,
            }
        };
        GateState {
            host_to_board: lane(Direction::HostToBoard),
            board_to_host: lane(Direction::BoardToHost),
            cuts: self.cuts,
            swapped: None,
        }
    }

    /// The packet in a buffer.
    pub fn packet(&self, buffer: usize, len: usize) -> &[u8] {
        let start = buffer * self.frame;
        &self.bytes[start..start + len]
    }

    /// Gives a buffer back, once its packet went on.
    pub fn give_back(&mut self, buffer: usize) {
        self.free.push(buffer as u16);
    }

    /// A segment arrives.
    pub fn arrive(&mut self, dir: Direction, head: &Head, packet: &[u8], now: Instant) -> Verdict {
        let eye = self.eye;
        if self.cuts.contains(&true) {
            self.next = self.next.wrapping_add(1);
            let id = SegmentId(self.next);
            return Verdict::Cut(eye.shown(id, dir, head, packet, Act::Dropped, 0));
        }
        let lane = self.lane(dir);
        let holding = lane.mode == GateMode::Holding;
        let delay = Duration::from_millis(lane.delay_ms.into());
        if holding && let Some((id, count)) = fold(&mut lane.queue, head) {
            return Verdict::Held(eye.shown(id, dir, head, packet, Act::Held, count));
        }
        // What is still delayed goes first, whatever the delay is now.
        let last = lane.queue.iter().filter_map(|s| s.due).max();
        self.next = self.next.wrapping_add(1);
        let id = SegmentId(self.next);
        if !holding && delay == Duration::ZERO && last.is_none() {
            return Verdict::Pass(eye.shown(id, dir, head, packet, Act::Passed, 0));
        }
        let Some(buffer) = self.store(packet) else {
            return Verdict::Full(eye.shown(id, dir, head, packet, Act::Dropped, 0));
        };
        let due = (!holding).then(|| (now + delay).max(last.unwrap_or(now)));
        let delay_ms = due.map_or(0, |due| (due - now).total_millis() as u32);
        self.held += usize::from(holding);
        self.lane(dir).queue.push_back(Standing {
            head: *head,
            id,
            order: id.0,
            retransmissions: 0,
            due,
            delay_ms,
            buffer,
            len: packet.len(),
        });
        if holding {
            Verdict::Held(eye.shown(id, dir, head, packet, Act::Held, 0))
        } else {
            let mut segment = eye.shown(id, dir, head, packet, Act::Delayed, 0);
            segment.delay_ms = delay_ms;
            Verdict::Delayed(segment)
        }
    }

    /// Copies a packet into a buffer of its own, if there is one.
    fn store(&mut self, packet: &[u8]) -> Option<usize> {
        if packet.len() > self.frame {
            return None;
        }
        let buffer = usize::from(self.free.pop()?);
        let start = buffer * self.frame;
        self.bytes[start..start + packet.len()].copy_from_slice(packet);
        Some(buffer)
    }

    /// Takes the next delayed segment that is due, of the direction whose turn it is.
    pub fn due(&mut self, now: Instant) -> Option<Leaving> {
        let dir = Direction::BOTH
            .into_iter()
            .filter_map(|dir| {
                let first = self.lane(dir).queue.iter().filter_map(|s| s.due).min()?;
                (first <= now).then_some((first, dir))
            })
            .min()?
            .1;
        let at = self.lane(dir).queue.iter().position(|s| s.due.is_some())?;
        self.take(dir, at, Act::Passed)
    }

    /// When the next delayed segment is due.
    pub fn next_due(&self) -> Option<Instant> {
        let queues = self.lanes.iter().flat_map(|lane| lane.queue.iter());
        queues.filter_map(|s| s.due).min()
    }

    fn take(&mut self, dir: Direction, at: usize, act: Act) -> Option<Leaving> {
        let standing = self.lane(dir).queue.remove(at)?;
        self.held -= usize::from(standing.due.is_none());
        Some(self.leaving(dir, &standing, act))
    }

    fn leaving(&self, dir: Direction, standing: &Standing, act: Act) -> Leaving {
        let packet = self.packet(standing.buffer, standing.len);
        let mut segment = self.eye.shown(
            standing.id,
            dir,
            &standing.head,
            packet,
            act,
            standing.retransmissions,
        );
        segment.delay_ms = standing.delay_ms;
        Leaving {
            segment,
            head: standing.head,
            buffer: standing.buffer,
            len: standing.len,
        }
    }

    /// The segments that `which` means now, in the order of departure.
    pub fn choose(&self, which: Which) -> Vec<SegmentId> {
        let (Which::Next(dir) | Which::All(dir)) = which else {
            let Which::Id(id) = which else {
                return Vec::new();
            };
            return vec![id];
        };
        let held = Direction::BOTH
            .into_iter()
            .filter(|lane| dir.is_none_or(|dir| dir == *lane))
            .flat_map(|lane| &self.lanes[lane as usize].queue)
            .filter(|standing| standing.due.is_none())
            .map(|standing| (standing.order, standing.id));
        let mut held = in_order(held);
        if matches!(which, Which::Next(_)) {
            held.truncate(1);
        }
        held.into_iter().map(|(_, id)| id).collect()
    }

    fn find(&self, id: SegmentId) -> Option<(Direction, usize)> {
        Direction::BOTH.into_iter().find_map(|dir| {
            let queue = &self.lanes[dir as usize].queue;
            let at = queue.iter().position(|s| s.id == id && s.due.is_none())?;
            Some((dir, at))
        })
    }

    /// Takes a held segment out, to be released or dropped.
    pub fn remove(&mut self, id: SegmentId, act: Act) -> Option<Leaving> {
        let (dir, at) = self.find(id)?;
        self.take(dir, at, act)
    }

    /// A copy of a held segment, in a buffer of its own; `None` if it is not held or no buffer is
    /// free.
    pub fn copy(&mut self, id: SegmentId) -> Option<Leaving> {
        let (dir, at) = self.find(id)?;
        let buffer = usize::from(self.free.pop()?);
        let standing = &self.lanes[dir as usize].queue[at];
        let mut leaving = self.leaving(dir, standing, Act::Duplicated);
        let from = standing.buffer * self.frame;
        self.bytes
            .copy_within(from..from + leaving.len, buffer * self.frame);
        leaving.buffer = buffer;
        Some(leaving)
    }

    /// Every segment that stands here, held or delayed, in the order in which it came.
    pub fn all(&self) -> Vec<SegmentId> {
        let queues = self.lanes.iter().flat_map(|lane| lane.queue.iter());
        in_order(queues.map(|standing| standing.id))
    }

    /// Takes a segment out that is lost, held or delayed.
    pub fn lose(&mut self, id: SegmentId) -> Option<Leaving> {
        let (dir, at) = Direction::BOTH.into_iter().find_map(|dir| {
            let queue = &self.lanes[dir as usize].queue;
            Some((dir, queue.iter().position(|s| s.id == id)?))
        })?;
        self.take(dir, at, Act::Dropped)
    }

    /// Every delayed segment is due now.
    fn hurry(&mut self, dir: Direction) {
        for standing in &mut self.lane(dir).queue {
            if let Some(due) = &mut standing.due {
                *due = Instant::ZERO;
            }
        }
    }

    /// Changes how a direction stands. Releasing, dropping and duplicating is the board's part,
    /// since it must carry the segments on; [`Gate::reorder`] says what it has swapped.
    pub fn set(&mut self, command: GateCommand) {
        let of = |dir: Option<Direction>| {
            Direction::BOTH
                .into_iter()
                .filter(move |lane| dir.is_none_or(|dir| dir == *lane))
        };
        match command {
            GateCommand::Open(dir) => of(dir).for_each(|dir| {
                self.lane(dir).mode = GateMode::Open;
                self.lane(dir).delay_ms = 0;
                self.hurry(dir);
            }),
            GateCommand::Hold(dir) => of(dir).for_each(|dir| {
                self.lane(dir).mode = GateMode::Holding;
            }),
            GateCommand::Delay { ms, dir } => of(dir).for_each(|dir| {
                self.lane(dir).delay_ms = ms;
                if ms == 0 {
                    self.hurry(dir);
                }
            }),
            GateCommand::Cut(cut) => self.cuts[cut as usize] = true,
            GateCommand::Mend(cut) => self.cuts[cut as usize] = false,
            GateCommand::Release(_)
            | GateCommand::Drop(_)
            | GateCommand::Duplicate(_)
            | GateCommand::Reorder(_) => {}
        }
    }

    /// Swaps the two held segments that would leave next, of this direction or of the one that holds more.
    pub fn reorder(&mut self, dir: Option<Direction>) -> Option<(SegmentId, SegmentId)> {
        let state = self.state();
        let held = |dir: Direction| state.lane(dir).held;
        let dir = dir.unwrap_or(
            if held(Direction::BoardToHost) > held(Direction::HostToBoard) {
                Direction::BoardToHost
            } else {
                Direction::HostToBoard
            },
        );
        let queue = &mut self.lane(dir).queue;
        let mut held = (0..queue.len()).filter(|at| queue[*at].due.is_none());
        let (first, second) = (held.next()?, held.next()?);
        let (one, two) = (queue[first].order, queue[second].order);
        queue[first].order = two;
        queue[second].order = one;
        queue.swap(first, second);
        Some((queue[first].id, queue[second].id))
    }
}

/// The smallest first. Few stand here, lane by lane in order already, and the library's sort would take 8 kB
/// of a chip's flash.
fn in_order<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut sorted: Vec<T> = Vec::new();
    for one in all {
        let before = sorted.iter().rposition(|other| *other <= one);
        sorted.insert(before.map_or(0, |at| at + 1), one);
    }
    sorted
}
