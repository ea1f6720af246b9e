//! One task of the learner's program: a thread, or a process with one.

use std::fs;
use std::time::{Duration, Instant};

use sockscope_link::Call;

use super::protocol::{Inode, Socket, Ticket};
use super::system_calls::Raw;
use super::wakes;

/// How long a task must sleep outside of the calls that stop before it counts as at rest.
const ASLEEP_AFTER: Duration = Duration::from_millis(30);

/// A call that has stopped.
#[derive(Clone, Debug)]
pub struct Stopped {
    pub ticket: Ticket,
    pub raw: Raw,
    pub args: [u64; 6],
    pub call: Call,
    /// The socket whose descriptor it closes.
    pub closes: Option<Socket>,
    /// The stream that it is about.
    pub stream: Option<Inode>,
    /// Nobody waits for calls like it one by one.
    pub free: bool,
}

/// What a task does now.
#[derive(Clone, Debug)]
pub enum Now {
    /// It runs, or sleeps in a call that does not stop: since when, if so.
    Free(Option<Instant>),
    /// It stands before a call.
    Held(Stopped),
    /// It is in a call: whether it was told that it is blocked there.
    InCall(Stopped, bool),
    /// It is in a call that is counted with others: since when it sleeps there, if so.
    Folded(Raw, [u64; 6], Option<Instant>),
    /// It is in such a call, which is told of now.
    Told(Stopped),
    /// It has made such a call, which is told of now, with what it returned.
    Made(Stopped, i64),
    /// It is in a call that is not shown, and that may close sockets.
    Silent,
    /// It comes back from a signal's handler, to the call that the signal has interrupted.
    ComesBack,
    /// It was stopped by a signal for that.
    Stopped,
    /// It is ending.
    Ending,
}

/// A task.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its process.
    pub pid: i32,
    pub now: Now,
    /// The call that a signal has interrupted: the kernel makes it again, or it fails with EINTR once the
    /// signal's handler has returned.
    pub interrupted: Option<Stopped>,
}

impl Task {
    /// A task that the kernel has just told of.
    pub fn new(tid: i32) -> Task {
        Task {
            pid: process_of(tid).unwrap_or(tid),
            now: Now::Free(None),
            interrupted: None,
        }
    }

    /// The calls that it was about to make, makes, or made in vain.
    pub fn tickets(&self) -> impl Iterator<Item = Ticket> {
        let now = match &self.now {
            Now::Held(call) | Now::InCall(call, _) | Now::Told(call) | Now::Made(call, _) => {
                Some(call.ticket)
            }
            _ => None,
        };
        now.into_iter()
            .chain(self.interrupted.as_ref().map(|call| call.ticket))
    }

    /// Whether a call that is counted with others has become a wait.
    pub fn lingers(&self) -> bool {
        let since = match self.now {
            Now::Folded(_, _, since) => since,
            _ => None,
        };
        since.is_some_and(|since| since.elapsed() >= ASLEEP_AFTER)
    }

    /// Looks whether it sleeps in a call that was told of; whether that is new, in which. The others are looked at
    /// now and then only.
    pub fn look(&mut self, tid: i32, others: bool) -> Option<Ticket> {
        match &mut self.now {
            Now::InCall(call, told) if !*told && is_asleep(tid) => {
                *told = true;
                Some(call.ticket)
            }
            Now::Folded(_, _, since) if others => {
                match is_asleep(tid) {
                    true => _ = since.get_or_insert_with(Instant::now),
                    false => *since = None,
                }
                None
            }
            Now::Free(since) if others => {
                match is_asleep(tid) && !wakes::by_itself(tid) {
                    true => _ = since.get_or_insert_with(Instant::now),
                    false => *since = None,
                }
                None
            }
            _ => None,
        }
    }

    /// Whether it does nothing before somebody else does.
    pub fn rests(&self) -> bool {
        match &self.now {
            Now::Free(since) => since.is_some_and(|since| since.elapsed() >= ASLEEP_AFTER),
            Now::InCall(_, told) => *told,
            Now::Held(_) | Now::Stopped => true,
            Now::Folded(..) | Now::Told(_) | Now::Made(..) => false,
            Now::Silent | Now::ComesBack | Now::Ending => false,
        }
    }

    /// Whether, at rest, nothing but the other end of a connection can wake it, or another task.
    pub fn waits(&self, tid: i32) -> bool {
        match &self.now {
            Now::InCall(call, _) => {
                wakes::only_by_others(self.pid, tid, call.raw, call.args, &call.call)
            }
            Now::Free(_) => wakes::only_by_a_task(tid),
            _ => false,
        }
    }
}

/// Whether a task is the first one of a process that has not ended: one that was quick may end before its
/// parent's stop tells of it, and nobody waits for it twice.
pub fn is_process(tid: i32) -> bool {
    process_of(tid) == Some(tid) && !matches!(state(tid), None | Some('Z' | 'X'))
}

/// The process of a task.
fn process_of(tid: i32) -> Option<i32> {
    let status = fs::read_to_string(format!("/proc/{tid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("Tgid:"))?;
    line.trim().parse().ok()
}

/// Whether a task sleeps until something happens.
fn is_asleep(tid: i32) -> bool {
    state(tid) == Some('S')
}

/// A task's state, by its letter (proc_pid_stat(5)).
fn state(tid: i32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{tid}/stat")).ok()?;
    // The program's name may have parentheses of its own.
    let (_, after) = stat.rsplit_once(')')?;
    after.trim_start().chars().next()
}
