//! Holds each call of the learner's program until it is given leave, and tells what became of it. One
//! thread: ptrace(2) ties a program to the thread that traces it.
//!
//! ```text
//!            ┌────────── Free ◄─────────────┐
//!            │ seccomp stops it             │ the call has run: Returned
//!            ▼                              │
//!   Caught: Held ──── Go ───► InCall ───────┤
//!                               │ asleep    │ a signal: made again, or EINTR
//!                               ▼           │
//!                            Blocked ───────┘
//! ```

mod calls;
mod ends;
mod folds;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::kernel::ptrace::{self, Stop};
use crate::learner::bursts::Bursts;
use crate::learner::descriptors::Descriptors;
use crate::learner::protocol::{self, LARGEST, Said, Ticket, Told};
use crate::learner::source::Sources;
use crate::learner::task::{Now, Stopped, Task, is_process};
use crate::learner::wakes;

/// How soon a call that has begun is looked at, to see whether it sleeps.
const SOON: Duration = Duration::from_micros(300);
/// How often a task that runs is looked at.
const NOW_AND_THEN: Duration = Duration::from_millis(10);

/// The tracer.
pub struct Tracer<'a> {
    pair: BorrowedFd<'a>,
    /// Where SIGCHLD is read.
    stops: OwnedFd,
    tasks: BTreeMap<i32, Task>,
    /// The processes that live.
    pids: BTreeSet<i32>,
    descriptors: Descriptors,
    /// The last ticket.
    ticket: Ticket,
    /// Ends that wait for leave, or were given it: of which process, and which of its tasks waits.
    ends: BTreeMap<Ticket, (i32, i32)>,
    rested: bool,
    /// Whether the learner's program has come to run.
    pub has_run: bool,
    lines: Option<Sources>,
    bursts: Bursts,
    /// When the tasks that run were looked at.
    looked: Instant,
}

impl<'a> Tracer<'a> {
    /// Follows the process `pid`, which was seized. SIGCHLD comes by `stops`.
    pub fn new(pair: BorrowedFd<'a>, stops: OwnedFd, pid: i32, lines: bool) -> Tracer<'a> {
        let mut tracer = Tracer {
            pair,
            stops,
            tasks: BTreeMap::new(),
            pids: BTreeSet::from([pid]),
            descriptors: Descriptors::default(),
            ticket: 0,
            ends: BTreeMap::new(),
            rested: false,
            has_run: false,
            lines: lines.then(Sources::default),
            bursts: Bursts::default(),
            looked: Instant::now(),
        };
        tracer.tasks.insert(pid, Task::new(pid));
        tracer
    }

    /// Follows the program to its end; false if the other end of the pair is gone before.
    ///
    /// # Errors
    /// poll(2), sendmsg(2), recvmsg(2)
    pub fn run(&mut self) -> io::Result<bool> {
        let mut buffer = vec![0; LARGEST];
        loop {
            while let Ok(Some((tid, stop))) = ptrace::wait() {
                self.stopped(tid, stop)?;
            }
            if self.tasks.is_empty() {
                return Ok(true);
            }
            self.look()?;
            if self.wait()? {
                match protocol::receive(&self.pair, &mut buffer)? {
                    Some((told, _)) => self.told(told)?,
                    None => return Ok(false),
                }
            }
        }
    }

    /// Waits for a stop or a word; whether there is a word.
    fn wait(&self) -> io::Result<bool> {
        let begins = |task: &Task| matches!(task.now, Now::InCall(_, false));
        let runs =
            |task: &Task| matches!(task.now, Now::Free(_) | Now::Folded(..)) && !task.rests();
        let limit = if self.tasks.values().any(begins) {
            Some(SOON)
        } else {
            self.tasks.values().any(runs).then_some(NOW_AND_THEN)
        };
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        let mut fds = [
            PollFd::new(&self.stops, PollFlags::IN),
            PollFd::new(&self.pair, PollFlags::IN),
        ];
        rustix::io::retry_on_intr(|| poll(&mut fds, limit.as_ref()))?;
        let word = !fds[1].revents().is_empty();
        if !fds[0].revents().is_empty() {
            let mut signals = [0u8; 128];
            while rustix::io::read(&self.stops, &mut signals).is_ok_and(|read| read > 0) {}
        }
        Ok(word)
    }

    fn say(&self, said: Said) -> io::Result<()> {
        protocol::send(self.pair, &said, None)
    }

    /// Tells what has fallen asleep, and whether the whole program rests.
    fn look(&mut self) -> io::Result<()> {
        let others = self.looked.elapsed() >= NOW_AND_THEN;
        let tasks = self.tasks.iter_mut();
        let blocked: Vec<Ticket> = tasks
            .filter_map(|(tid, task)| task.look(*tid, others))
            .collect();
        for ticket in blocked {
            self.say(Said::Blocked(ticket))?;
        }
        if others {
            self.looked = Instant::now();
            self.look_at_folded()?;
        }
        let rests = self.tasks.values().all(Task::rests);
        if rests != self.rested {
            self.rested = rests;
            self.say(match rests {
                true if self.waits() => Said::Waits,
                true => Said::Rests,
                false => Said::Moves,
            })?;
        }
        Ok(())
    }

    /// Whether nothing but the other end can wake any task of the program at rest.
    fn waits(&self) -> bool {
        let waits = |(tid, task): (&i32, &Task)| task.waits(*tid);
        self.tasks.iter().all(waits) && !self.pids.iter().any(|pid| wakes::by_an_alarm(*pid))
    }

    fn told(&mut self, told: Told) -> io::Result<()> {
        match told {
            Told::Go(ticket, free) => self.go(ticket, free),
        }
    }

    /// Gives leave: to a call, or to an end.
    fn go(&mut self, ticket: Ticket, free: bool) -> io::Result<()> {
        if let Some((_, tid)) = self.ends.get(&ticket).copied() {
            self.go_on(tid, 0);
            return Ok(());
        }
        let is_it = |task: &Task| match &task.now {
            Now::Held(call) | Now::Told(call) | Now::Made(call, _) => call.ticket == ticket,
            _ => false,
        };
        let Some((&tid, task)) = self.tasks.iter_mut().find(|(_, task)| is_it(task)) else {
            return Ok(());
        };
        match std::mem::replace(&mut task.now, Now::Free(None)) {
            Now::Held(call) => {
                task.now = Now::InCall(Stopped { free, ..call }, false);
                self.rested = false;
                // It may have been killed since.
                let _ = ptrace::run_call(tid);
            }
            // It has begun already.
            Now::Told(call) => task.now = Now::InCall(call, false),
            Now::Made(call, value) => return self.ran(tid, call, value),
            _ => {}
        }
        Ok(())
    }

    fn go_on(&self, tid: i32, signal: i32) {
        // It may have been killed since: then its end is told next.
        let _ = ptrace::go_on(tid, signal);
    }

    fn stopped(&mut self, tid: i32, stop: Stop) -> io::Result<()> {
        match stop {
            Stop::Call => return self.before(tid),
            Stop::Return => return self.after(tid),
            Stop::Exec => return self.exec(tid),
            Stop::Exiting => return self.exiting(tid),
            Stop::Ended(end) => return self.ended(tid, end),
            Stop::Made(new) => self.made(tid, new)?,
            Stop::Stopped => {
                self.task(tid).now = Now::Stopped;
                let _ = ptrace::stay_stopped(tid);
                return Ok(());
            }
            Stop::New => {
                self.task(tid).now = Now::Free(None);
            }
            Stop::Signal(signal) => {
                let pid = self.task(tid).pid;
                // Go's runtime moves its threads along with SIGURG; an end of a child is told anyway.
                if ![libc::SIGURG, libc::SIGCHLD].contains(&signal) {
                    self.say(Said::Signal { pid, signal })?;
                }
                self.go_on(tid, signal);
                return Ok(());
            }
        }
        self.go_on(tid, 0);
        Ok(())
    }

    fn task(&mut self, tid: i32) -> &mut Task {
        let pids = &mut self.pids;
        self.tasks.entry(tid).or_insert_with(|| {
            let task = Task::new(tid);
            pids.insert(task.pid);
            task
        })
    }

    /// A task has made another one, whose own first stop comes before or after this. A child process that has
    /// sockets by that is told of.
    fn made(&mut self, tid: i32, pid: i32) -> io::Result<()> {
        let parent = self.task(tid).pid;
        if !is_process(pid) {
            return Ok(());
        }
        // Before its own first stop it has its parent's sockets, too.
        self.task(pid);
        if !self.descriptors.all(parent).is_empty() {
            self.say(Said::Process { pid, parent })?;
        }
        Ok(())
    }
}
