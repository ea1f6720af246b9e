//! What ends: a program that becomes another one, a task, a process with its sockets.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use super::Tracer;
use crate::kernel::ptrace::End;
use crate::learner::descriptors::places;
use crate::learner::protocol::{Refused, Said, Ticket};
use crate::learner::task::{Now, Task};

impl Tracer<'_> {
    /// A task has become another program: its process has no other task now.
    pub(super) fn exec(&mut self, tid: i32) -> io::Result<()> {
        self.has_run = true;
        let pid = self.task(tid).pid;
        self.tell_folded()?;
        self.bursts.end_of(pid, None);
        let others = |task: &Task, other: i32| task.pid == pid && other != tid;
        let gone: Vec<Ticket> = (self.tasks.iter())
            .filter(|(other, task)| others(task, **other))
            .flat_map(|(_, task)| task.tickets())
            .collect();
        self.tasks.retain(|other, task| !others(task, *other));
        for ticket in gone {
            self.say(Said::Dropped(ticket))?;
        }
        self.task(tid).now = Now::Free(None);
        if let Some(why) = refused(pid) {
            self.say(Said::Refused { pid, why })?;
            if let Some(pid) = rustix::process::Pid::from_raw(pid) {
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            }
        }
        self.closed()?;
        self.go_on(tid, 0);
        Ok(())
    }

    /// A task is about to end; with the last one of a process go its sockets.
    pub(super) fn exiting(&mut self, tid: i32) -> io::Result<()> {
        let task = self.task(tid);
        let pid = task.pid;
        let tickets: Vec<Ticket> = task.tickets().collect();
        task.interrupted = None;
        task.now = Now::Ending;
        self.tell_folded()?;
        for ticket in tickets {
            self.say(Said::Dropped(ticket))?;
        }
        let ends = |task: &Task| task.pid != pid || matches!(task.now, Now::Ending);
        if !self.tasks.values().all(ends) {
            self.go_on(tid, 0);
            return Ok(());
        }
        let mut sockets = self.descriptors.all(pid);
        let elsewhere: BTreeSet<i32> = self.pids.iter().copied().filter(|p| *p != pid).collect();
        sockets.retain(|(_, socket)| places(&elsewhere, socket.inode).is_empty());
        if sockets.is_empty() {
            self.go_on(tid, 0);
            return Ok(());
        }
        self.ticket += 1;
        let ticket = self.ticket;
        self.ends.insert(ticket, (pid, tid));
        self.say(Said::Ends {
            ticket,
            pid,
            sockets,
        })
    }

    /// A task is no more.
    pub(super) fn ended(&mut self, tid: i32, end: End) -> io::Result<()> {
        let Some(task) = self.tasks.remove(&tid) else {
            return Ok(());
        };
        for ticket in task.tickets() {
            self.say(Said::Dropped(ticket))?;
        }
        if task.pid != tid {
            return Ok(());
        }
        self.pids.remove(&tid);
        if let Some(lines) = &mut self.lines {
            lines.forget(tid);
        }
        let gone = self.descriptors.gone(&self.pids);
        let asked = |(_, (pid, _)): &(&Ticket, &(i32, i32))| *pid == tid;
        let ticket = self.ends.iter().find(asked).map(|(ticket, _)| *ticket);
        if let Some(ticket) = ticket {
            self.ends.remove(&ticket);
        }
        let end = match end {
            End::Status(status) => Ok(status),
            End::Signal(signal) => Err(signal),
        };
        let pid = tid;
        self.say(Said::Ended { ticket, pid, end })?;
        if ticket.is_none() && !gone.is_empty() {
            self.say(Said::Closed(gone))?;
        }
        Ok(())
    }
}

/// Why this process cannot be followed.
fn refused(pid: i32) -> Option<Refused> {
    use std::io::Read;
    let mut head = [0; 5];
    let file = fs::File::open(format!("/proc/{pid}/exe"));
    if file
        .and_then(|mut file| file.read_exact(&mut head))
        .is_err()
    {
        return Some(Refused::Unreadable);
    }
    // ELFCLASS32 (elf(5)).
    (head[4] == 1).then_some(Refused::Narrow)
}
