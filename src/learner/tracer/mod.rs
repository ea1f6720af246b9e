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

mod ends;
mod folds;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use sockscope_link::{Call, Errno, Fd, Return};

use crate::kernel::ptrace::{self, Stop, SystemCall};
use crate::learner::bursts::Bursts;
use crate::learner::decode::length;
use crate::learner::descriptors::{Descriptors, places};
use crate::learner::memory::Memory;
use crate::learner::protocol::{self, Caught, LARGEST, Place, Said, Socket, Ticket, Told};
use crate::learner::result::{After, is_interrupted};
use crate::learner::source::Sources;
use crate::learner::system_calls::Raw;
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

    /// A task is about to make a call.
    fn before(&mut self, tid: i32) -> io::Result<()> {
        let pid = self.task(tid).pid;
        let Ok(SystemCall { number, args }) = ptrace::call(tid) else {
            self.go_on(tid, 0);
            return Ok(());
        };
        let Some(raw) = Raw::from_number(number) else {
            self.go_on(tid, 0);
            return Ok(());
        };
        if self.restarts(tid, raw, args)? || self.folds(tid, raw, args) {
            return Ok(());
        }
        let Some(call) = self.decoded(tid, raw, args) else {
            return self.pass(tid, raw);
        };
        self.tell_folded()?;
        self.end_bursts(pid, raw, &call);
        let call = self.catch(tid, (raw, args), call)?;
        self.task(tid).now = Now::Held(call);
        Ok(())
    }

    /// Tells of a call that waits for leave.
    fn catch(&mut self, tid: i32, of: (Raw, [u64; 6]), call: Call) -> io::Result<Stopped> {
        self.ticket += 1;
        let caught = self.caught(tid, of, &call);
        let closes = matches!(call, Call::Close { .. });
        let is_stream = |socket: &Socket| socket.kind == sockscope_link::Kind::Stream;
        let stopped = Stopped {
            ticket: self.ticket,
            raw: of.0,
            args: of.1,
            call,
            closes: caught.socket.filter(|_| closes),
            stream: caught.socket.filter(is_stream).map(|socket| socket.inode),
            free: false,
        };
        self.say(Said::Caught(Box::new(caught)))?;
        Ok(stopped)
    }

    fn caught(&mut self, tid: i32, (raw, args): (Raw, [u64; 6]), call: &Call) -> Caught {
        let pid = self.task(tid).pid;
        let place = call.fd().map(|&fd| Place { pid, fd });
        let socket = place.and_then(|place| self.descriptors.of(place));
        let source = self.lines.as_mut().and_then(|lines| lines.line(tid, pid));
        Caught {
            ticket: self.ticket,
            pid,
            tid,
            raw: raw.name().to_owned(),
            call: call.clone(),
            socket,
            len: length(raw, args, Memory(tid)),
            source,
        }
    }

    /// Whether it is the call that a signal has interrupted, made again by the kernel.
    fn restarts(&mut self, tid: i32, raw: Raw, args: [u64; 6]) -> io::Result<bool> {
        let task = self.task(tid);
        let again = |call: &Stopped| raw == Raw::Restart || (call.raw, call.args) == (raw, args);
        let Some(call) = task.interrupted.take_if(|call| again(call)) else {
            return Ok(false);
        };
        let ticket = call.ticket;
        task.now = Now::InCall(call, false);
        let _ = ptrace::run_call(tid);
        self.say(Said::Restarted(ticket))?;
        Ok(true)
    }

    /// A call that is not shown; what it closes all the same is told, and what it brings the task back to.
    fn pass(&mut self, tid: i32, raw: Raw) -> io::Result<()> {
        let task = self.task(tid);
        task.now = match raw {
            Raw::CloseRange => Now::Silent,
            Raw::SigReturn if task.interrupted.is_some() => Now::ComesBack,
            _ => {
                self.go_on(tid, 0);
                return Ok(());
            }
        };
        if raw == Raw::CloseRange {
            let pid = task.pid;
            self.tell_folded()?;
            self.bursts.end_of(pid, None);
        }
        let _ = ptrace::run_call(tid);
        Ok(())
    }

    /// A signal's handler has returned, and with it the call that it had interrupted, if the kernel gave that
    /// EINTR; else it makes the call again, which stops once more.
    fn came_back(&mut self, tid: i32, value: i64) -> io::Result<()> {
        let failed = value == -i64::from(libc::EINTR);
        let call = self.task(tid).interrupted.take_if(|_| failed);
        if let Some(call) = call {
            self.say(Said::Returned {
                ticket: call.ticket,
                ret: Return::error(Errno::Intr),
                made: None,
                open: self.still_open(&call),
            })?;
        }
        self.go_on(tid, 0);
        Ok(())
    }

    /// A call has run.
    fn after(&mut self, tid: i32) -> io::Result<()> {
        let value = ptrace::returned(tid).unwrap_or(0);
        // Whoever hears of the return knows that it goes on.
        self.rested = false;
        let task = self.task(tid);
        let now = std::mem::replace(&mut task.now, Now::Free(None));
        let (call, told) = match now {
            Now::InCall(call, told) => (call, told),
            Now::Folded(raw, args, _) => return self.folded(tid, (raw, args), value),
            Now::Told(call) => {
                self.task(tid).now = Now::Made(call, value);
                return Ok(());
            }
            Now::ComesBack => return self.came_back(tid, value),
            _ => {
                self.closed()?;
                self.go_on(tid, 0);
                return Ok(());
            }
        };
        let ticket = call.ticket;
        if is_interrupted(value) {
            if !told {
                self.say(Said::Blocked(ticket))?;
            }
            self.task(tid).interrupted = Some(call);
            self.go_on(tid, 0);
            return Ok(());
        }
        self.note_data(tid, &call, value);
        self.ran(tid, call, value)
    }

    /// Tells what a call has returned, and lets its task go on.
    fn ran(&mut self, tid: i32, call: Stopped, value: i64) -> io::Result<()> {
        let (pid, ticket) = (self.task(tid).pid, call.ticket);
        let after = After {
            pid,
            raw: call.raw,
            args: call.args,
            call: &call.call,
            value,
            memory: Memory(tid),
        };
        let ret = after.returned();
        let made = self.made_socket(pid, &call.call, &ret);
        self.say(Said::Returned {
            ticket,
            ret,
            made,
            open: self.still_open(&call),
        })?;
        // What dup2() closes on its way, or another thread keeps open, is found in the processes.
        if matches!(call.call, Call::Close { .. } | Call::Dup { .. }) {
            self.closed()?;
        }
        self.go_on(tid, 0);
        Ok(())
    }

    /// After a close: under which descriptors the socket is still open. Another process may close its own at the
    /// same time: what counts is who has it now.
    fn still_open(&self, call: &Stopped) -> Vec<Place> {
        (call.closes).map_or_else(Vec::new, |socket| places(&self.pids, socket.inode))
    }

    /// The socket that a call has made.
    fn made_socket(&mut self, pid: i32, call: &Call, ret: &Return) -> Option<Socket> {
        let fd = Fd::try_from(*ret.result.as_ref().ok()?).ok()?;
        let place = Place { pid, fd };
        match *call {
            Call::Socket { kind, .. } => self.descriptors.made(place, kind),
            Call::Accept { .. } => (self.descriptors).made(place, sockscope_link::Kind::Stream),
            Call::Dup { .. } => self.descriptors.of(place),
            _ => None,
        }
    }

    /// Tells which sockets have lost their last descriptor without a call to close().
    fn closed(&mut self) -> io::Result<()> {
        let gone = self.descriptors.gone(&self.pids);
        if !gone.is_empty() {
            self.say(Said::Closed(gone))?;
        }
        Ok(())
    }
}
