//! The program that runs: a lesson's lines, a script's, or what the learner types; and which of
//! them may start now. Pure: it decides, [`super::Model`] acts.
//!
//! A peer is a single-threaded program: while its call is blocked its next line waits, and the
//! lines of the other peer and of the wire go on. Of the lines that can start the first one does, once
//! nothing moves any more ([`super::quiet`]). An expectation is a barrier: nothing after it starts before
//! it holds.

use std::iter::Chain;
use std::ops::Range;
use std::time::Duration;

use sockscope_link::CallId;

use super::{Called, Holds, Item, Status, earlier};
use crate::peer::Peer;
use crate::script::{Line, LineKind, Role};

/// How long a line waits at most, unless `timeout` says otherwise.
pub const TIMEOUT: Duration = Duration::from_secs(5);

/// How long a line of the other end waits for a peer's own program to rest, in microseconds.
const PROGRAM_PATIENCE: u64 = 2_000_000;

/// How many lines of a conversation are remembered after they are over.
const MOST_OVER: usize = 1_000;

/// How the program goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// By itself, to the end.
    Run,
    /// The learner allows each action; this many are allowed now.
    Step(u32),
}

impl Pace {
    /// The learner has allowed all there will be, and can take it back.
    pub const FREE: Pace = Pace::Step(u32::MAX);
}

/// What a peer's own program does, where there is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Activity {
    /// There is none: both ends do what the lines say.
    #[default]
    None,
    /// It runs: nobody knows yet what its next call is, and the lines of the other end wait.
    Moves,
    /// Each of its tasks is held, blocked or asleep.
    Rests,
    /// It has ended.
    Over,
}

/// What the runner wants done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Start the line at this index if it can; some other line will have waited for too long at
    /// this time.
    Line(usize, Option<u64>),
    /// The line at this index has waited for too long.
    Late(usize),
    /// Nothing before a report comes, or before this time (microseconds).
    Wait(Option<u64>),
    /// Every line is over, or blocked with nothing behind it.
    Idle,
}

/// The program and its pace.
#[derive(Clone, Debug, PartialEq)]
pub struct Runner {
    items: Vec<Item>,
    /// How it goes on.
    pub pace: Pace,
    /// The part that the host plays.
    pub role: Role,
    /// What each peer's own program does.
    programs: [Activity; 2],
    /// Which of its calls wait for the learner.
    pub holds: Holds,
    timeout: Duration,
    /// Every line before this one is over.
    first_open: usize,
    /// And so is every line here: behind a call that is blocked for long, thousands may be.
    over: Range<usize>,
}

impl Runner {
    /// An empty program.
    pub fn new(role: Role, pace: Pace) -> Self {
        Runner {
            items: Vec::new(),
            pace,
            role,
            programs: [Activity::None; 2],
            holds: Holds::default(),
            timeout: TIMEOUT,
            first_open: 0,
            over: 0..0,
        }
    }

    /// What the program of this peer does.
    pub fn program(&self, peer: Peer) -> Activity {
        self.programs[peer as usize]
    }

    /// Notes what the program of this peer does.
    pub(super) fn set_program(&mut self, peer: Peer, does: Activity) {
        self.programs[peer as usize] = does;
    }

    /// What the learner's programs do: where there are two, whether one of them goes on, else whether one rests.
    pub fn activity(&self) -> Activity {
        let all = [Activity::Moves, Activity::Rests, Activity::Over];
        let found = all.into_iter().find(|does| self.programs.contains(does));
        found.unwrap_or_default()
    }

    /// Whether a program goes on that this line waits for.
    fn waits_for_program(&self, item: &Item) -> bool {
        // What the wire is told before anything else is so before the first call.
        let called = |item: &Item| item.called.is_some();
        if matches!(item.line.kind, LineKind::Wire(_)) && !self.items.iter().any(called) {
            return false;
        }
        let waits = |peer: &Peer| {
            self.program(*peer) == Activity::Moves && item.waits_for(*peer, self.role)
        };
        Peer::BOTH.iter().any(waits)
    }

    /// The same, where these calls of a peer's own program wait for the learner.
    pub(super) fn holding(self, holds: Holds) -> Self {
        Runner { holds, ..self }
    }

    /// The same program for new peers: what had been started runs again by itself, with the
    /// learner's own lines among it, and the rest waits for her.
    pub fn again(&self) -> Runner {
        let started = |item: &&Item| item.call.is_some() || item.sent > 0;
        let steps = self
            .items
            .iter()
            .filter(started)
            .filter(|item| item.is_action() && !item.by_hand)
            .count();
        let fresh = |item: &Item| Item {
            status: Status::Waiting,
            call: None,
            began: None,
            sent: 0,
            since: None,
            ..item.clone()
        };
        Runner {
            items: self.items.iter().map(fresh).collect(),
            pace: Pace::Step(u32::try_from(steps).unwrap_or(u32::MAX)),
            first_open: 0,
            over: 0..0,
            ..self.clone()
        }
    }

    /// How many of its steps are told and not carried out.
    pub(super) fn told(&self) -> usize {
        self.items.iter().filter(|item| item.told).count()
    }

    /// The last step of which something was started.
    pub(super) fn reached(&self) -> usize {
        let started = self
            .items
            .iter()
            .filter(|item| item.status != Status::Waiting);
        started.filter_map(|item| item.step).max().unwrap_or(0)
    }

    /// How many lines have not started.
    pub fn waiting(&self) -> usize {
        self.open()
            .filter(|&index| self.items[index].status == Status::Waiting)
            .count()
    }

    /// Forgets lines that are over, but for the last ones, once there are many: a conversation may
    /// go on for ever. Returns the indices of those that are gone, in order.
    pub(super) fn forget(&mut self) -> Vec<usize> {
        if self.items.len() < 2 * MOST_OVER {
            return Vec::new();
        }
        let old = self.items.len() - MOST_OVER;
        let mut gone = Vec::new();
        let mut index = 0;
        self.items.retain(|item| {
            let goes = index < old && item.is_over();
            if goes {
                gone.push(index);
            }
            index += 1;
            !goes
        });
        let before = |at: usize| at - gone.partition_point(|index| *index < at);
        self.first_open = before(self.first_open);
        self.over = before(self.over.start)..before(self.over.end);
        gone
    }

    /// The lines, in order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// One line.
    pub fn item_mut(&mut self, index: usize) -> &mut Item {
        &mut self.items[index]
    }

    /// Adds a line at the end.
    pub fn push(&mut self, step: Option<usize>, line: Line) {
        if let LineKind::Timeout(timeout) = line.kind {
            self.timeout = timeout;
        }
        let item = self.item(step, line, false);
        self.items.push(item);
    }

    /// Adds a step that is told and not carried out; `line` is one of its lines.
    pub fn push_told(&mut self, step: usize, line: Line) {
        let item = self.item(Some(step), line, false);
        self.items.push(Item { told: true, ..item });
    }

    /// Adds a line that stands for a call of a peer's own program.
    pub(super) fn push_awaited(&mut self, step: usize, line: Line) {
        let item = self.item(Some(step), line, false);
        self.items.push(Item {
            of_program: true,
            ..item
        });
    }

    /// A program has come to the call that the line at `index` stands for.
    pub(super) fn meet(&mut self, index: usize, called: Called) {
        let item = &mut self.items[index];
        item.called = Some(Box::new(called));
        item.held = true;
        item.since = None;
    }

    /// Allows every action before this step; the step itself waits for the learner.
    pub fn go_to(&mut self, step: usize) {
        let before = |item: &&Item| item.status == Status::Waiting && item.step < Some(step);
        let actions = self
            .items
            .iter()
            .filter(before)
            .filter(|item| item.is_action());
        self.pace = Pace::Step(u32::try_from(actions.count()).unwrap_or(u32::MAX));
    }

    /// Puts in a line of the learner's: ahead of all that have not started, but behind what she put in before,
    /// unless that waits for a segment.
    pub fn insert(&mut self, line: Line) {
        let waits = |item: &Item| matches!(item.line.kind, LineKind::Wire(wire) if wire.waits());
        let hers = |item: &Item| item.by_hand && !waits(item);
        let mut waiting = self
            .open()
            .filter(|&index| self.items[index].status == Status::Waiting);
        let next = waiting.find(|&index| !hers(&self.items[index]));
        let index = next.unwrap_or(self.items.len());
        let step = self
            .items
            .get(index.saturating_sub(1))
            .and_then(|item| item.step);
        let item = self.item(step, line, true);
        self.items.insert(index, item);
    }

    /// Puts in the call that a peer's program has come to, ahead of all that has not started but for
    /// such calls. One that does not wait for the learner goes ahead of these too, and of two programs the one
    /// that is called goes ahead of the one that calls. Returns where it stands.
    pub(super) fn insert_called(&mut self, peer: Peer, line: Line, called: Called) -> usize {
        let waiting = |item: &Item| item.status == Status::Waiting && item.called.is_some();
        let is_called = |item: &Item| item.calls_out() && item.peer(self.role) != Some(peer);
        let first = self.upcoming().unwrap_or(self.items.len());
        let held = self.holds.holds(&called);
        let behind = held || called.calls_out();
        let before = self.items[first..]
            .iter()
            .take_while(|item| waiting(item) && behind && (called.calls_out() || !is_called(item)));
        let index = first + before.count();
        let step = index.checked_sub(1).and_then(|at| self.items[at].step);
        let item = self.item(step, line, false);
        let called = Some(Box::new(called));
        let item = Item {
            called,
            held,
            ..item
        };
        self.items.insert(index, item);
        index
    }

    /// Other calls of a program wait for the learner from now on. Where none does, nothing else does either.
    pub(super) fn hold(&mut self, holds: Holds) {
        self.holds = holds;
        for item in &mut self.items[self.first_open..] {
            if let Some(called) = &item.called
                && item.status == Status::Waiting
            {
                item.held = holds.holds(called);
            }
        }
        if self.pace != Pace::Run {
            self.pace = match holds {
                Holds::Nothing => Pace::FREE,
                Holds::Every | Holds::Life => Pace::Step(0),
            };
        }
    }

    /// A program comes to a call that nobody has seen: leave that was given before was for something else.
    pub(super) fn take_leave_back(&mut self) {
        let mut open = self.open().map(|index| &self.items[index]);
        let stands = open.any(|item| item.called.is_some() && item.status == Status::Waiting);
        if self.pace == Pace::Step(1) && !stands {
            self.pace = Pace::Step(0);
        }
    }

    /// Puts a line in at `index`.
    pub(super) fn insert_at(&mut self, index: usize, line: Line) {
        let item = self.item(None, line, false);
        self.items.insert(index, item);
    }

    /// The line of the call with this ticket, while it is not over.
    pub(super) fn of_ticket(&self, peer: Peer, ticket: u32) -> Option<usize> {
        let is = |item: &Item| {
            let its = (item.called.as_ref()).is_some_and(|called| called.ticket == ticket);
            its && item.peer(self.role) == Some(peer)
        };
        self.open()
            .find(|&index| is(&self.items[index]) && !self.items[index].is_over())
    }

    fn item(&self, step: Option<usize>, line: Line, by_hand: bool) -> Item {
        Item {
            step,
            line,
            status: Status::Waiting,
            told: false,
            by_hand,
            of_program: false,
            called: None,
            held: false,
            timeout: self.timeout,
            call: None,
            began: None,
            sent: 0,
            since: None,
        }
    }

    /// The first line that has not started.
    pub fn upcoming(&self) -> Option<usize> {
        self.open()
            .find(|&index| self.items[index].status == Status::Waiting)
    }

    /// The next call or wire command: the first that can start now; if none can, the first that has
    /// not started.
    pub fn next_action(&self) -> Option<usize> {
        let mut first = None;
        for index in self.open() {
            let item = &self.items[index];
            if item.status != Status::Waiting {
                continue;
            }
            if !item.is_action() {
                // What is expected behind a line that waits is a barrier; before it, it is settled
                // when the learner goes on.
                if first.is_some() && matches!(item.line.kind, LineKind::Expect(_)) {
                    break;
                }
                continue;
            }
            let peer = item.peer(self.role);
            if peer.is_none_or(|peer| self.holding_up(peer).is_none()) {
                return Some(index);
            }
            first.get_or_insert(index);
        }
        first
    }

    /// The blocked call that keeps the whole program from going on: every line that has not started
    /// waits for its peer.
    pub fn held_up(&self) -> Option<&Item> {
        let next = &self.items[self.next_action()?];
        self.holding_up(next.peer(self.role)?)
    }

    /// The line of `peer` whose blocked call its next line waits for.
    pub fn holding_up(&self, peer: Peer) -> Option<&Item> {
        let mut open = self.open().map(|index| &self.items[index]);
        open.find(|item| {
            item.status == Status::Blocked
                && !item.in_background()
                && item.peer(self.role) == Some(peer)
        })
    }

    /// The line that made this call.
    pub fn of_call(&self, id: CallId) -> Option<usize> {
        let made = |&index: &usize| self.items[index].call == Some(id);
        // Of a call that has not returned it is among the open ones, and near their beginning.
        let open = self
            .open()
            .take_while(|&index| self.items[index].status != Status::Waiting);
        open.chain(self.open())
            .find(made)
            .or_else(|| (0..self.items.len()).rev().find(made))
    }

    /// The last call line before `index`, of one peer or of any; what the learner put in does not
    /// count.
    pub fn last_call(&self, index: usize, peer: Option<Peer>) -> Option<&Item> {
        let program = self.items[..index].iter().rev();
        program.filter(|item| !item.by_hand).find(|item| {
            item.peer(self.role)
                .is_some_and(|of| peer.is_none_or(|peer| peer == of))
        })
    }

    /// Whether the line at `index` may use up a step.
    fn allowed(&self, item: &Item) -> bool {
        item.by_hand || !item.is_action() || self.pace == Pace::Run || self.pace != Pace::Step(0)
    }

    /// Counts a step that was used up.
    pub fn spend(&mut self, index: usize) {
        let item = &self.items[index];
        if self.pace != Pace::FREE
            && let Pace::Step(left) = &mut self.pace
            && item.is_action()
            && !item.by_hand
        {
            *left = left.saturating_sub(1);
        }
    }

    /// Notes that the line at `index` has made its call.
    pub(super) fn call_began(&mut self, index: usize, id: CallId, now_us: u64) {
        self.spend(index);
        let item = &mut self.items[index];
        item.status = Status::Running;
        item.call = Some(id);
        item.since = Some(now_us);
    }

    /// The lines that may not be over, each with its index, in order.
    pub fn unfinished(&self) -> impl Iterator<Item = (usize, &Item)> {
        self.open().map(|index| (index, &self.items[index]))
    }

    /// The lines that may not be over, in order.
    fn open(&self) -> Chain<Range<usize>, Range<usize>> {
        let len = self.items.len();
        let first = self.first_open.min(len);
        let over = self.over.start.max(first)..self.over.end.max(first);
        (first..over.start).chain(over.end..len)
    }

    /// Notes which lines are over: those at the beginning, and those behind what is blocked.
    fn pass_over(&mut self) {
        let is_over = |at: usize| self.items.get(at).is_some_and(Item::is_over);
        while is_over(self.first_open) {
            self.first_open += 1;
        }
        if self.over.end <= self.first_open {
            let started = |&at: &usize| self.items[at].status != Status::Waiting;
            let behind = (self.first_open..self.items.len()).take_while(started);
            let start = behind.take_while(|&at| !is_over(at)).count() + self.first_open;
            self.over = start..start;
        }
        while is_over(self.over.end) {
            self.over.end += 1;
        }
        if self.over.is_empty() {
            self.over = 0..0;
        }
    }

    /// What to do now.
    pub fn next(&mut self, now_us: u64) -> Next {
        self.pass_over();
        let mut busy: Vec<Peer> = Vec::new();
        let mut deadline: Option<u64> = None;
        // What is blocked stays so for as long as the learner likes: no line behind it is late.
        let waits_for_learner = matches!(self.pace, Pace::Step(_));
        for index in self.open() {
            let peer = self.items[index].peer(self.role);
            let item = &self.items[index];
            match item.status {
                Status::Done(_) | Status::Failed => {}
                // In order: the next line starts when this one has settled.
                Status::Running => return self.wait_for(index, now_us, deadline),
                Status::Blocked => busy.extend(peer.filter(|_| !item.in_background())),
                Status::Waiting => match peer {
                    Some(peer)
                        if busy.contains(&peer) && !item.by_hand && item.called.is_none() =>
                    {
                        // The learner may have frozen the wire: it is for her to go on.
                        if waits_for_learner {
                            continue;
                        }
                        match self.watch(index, now_us) {
                            Some(due) => deadline = earlier(deadline, Some(due)),
                            None => return Next::Late(index),
                        }
                    }
                    // The learner allows the call before it is there; what she allows is this one.
                    _ if item.awaits_program() && waits_for_learner => return Next::Wait(deadline),
                    _ if item.awaits_program() => return self.wait_for(index, now_us, deadline),
                    _ if self.waits_for_program(item)
                        && let Some(due) = self.still_waits(index, now_us) =>
                    {
                        return Next::Wait(earlier(deadline, Some(due)));
                    }
                    _ if self.allowed(&self.items[index]) => return Next::Line(index, deadline),
                    _ => return Next::Wait(deadline),
                },
            }
        }
        match deadline {
            Some(_) => Next::Wait(deadline),
            None => Next::Idle,
        }
    }

    fn wait_for(&mut self, index: usize, now_us: u64, deadline: Option<u64>) -> Next {
        match self.watch(index, now_us) {
            Some(due) => Next::Wait(earlier(deadline, Some(due))),
            None => Next::Late(index),
        }
    }

    /// Until when the line at `index` waits for a program that runs; one that never rests is not waited for
    /// longer.
    fn still_waits(&mut self, index: usize, now_us: u64) -> Option<u64> {
        let since = *self.items[index].since.get_or_insert(now_us);
        let due = since.saturating_add(PROGRAM_PATIENCE);
        (now_us < due).then_some(due)
    }

    /// Notes that the line at `index` is waited for; returns when it will have taken too long, or
    /// `None` if it has.
    pub fn watch(&mut self, index: usize, now_us: u64) -> Option<u64> {
        let item = &mut self.items[index];
        let since = *item.since.get_or_insert(now_us);
        let limit = u64::try_from(item.timeout.as_micros()).unwrap_or(u64::MAX);
        let due = since.saturating_add(limit);
        (now_us < due).then_some(due)
    }

    /// Gives up every line that has not started.
    pub fn abandon(&mut self) {
        for item in &mut self.items[self.first_open..] {
            if item.status == Status::Waiting {
                item.status = Status::Failed;
            }
        }
    }
}
