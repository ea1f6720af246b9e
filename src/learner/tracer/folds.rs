//! Calls that are counted and told together, because they are too fast to be shown one by one.

use std::io;

use sockscope_link::Call;

use super::Tracer;
use crate::kernel::ptrace;
use crate::learner::bursts::{is_plain, receives};
use crate::learner::decode::{Before, length};
use crate::learner::memory::Memory;
use crate::learner::protocol::{Place, Said};
use crate::learner::result::is_interrupted;
use crate::learner::system_calls::Raw;
use crate::learner::task::{Now, Stopped};
use crate::learner::wakes;

impl Tracer<'_> {
    /// The call that a system call is, if it is shown.
    pub(super) fn decoded(&mut self, tid: i32, raw: Raw, args: [u64; 6]) -> Option<Call> {
        let pid = self.task(tid).pid;
        let memory = Memory(tid);
        let descriptors = &mut self.descriptors;
        let mut before = Before {
            pid,
            raw,
            args,
            memory,
            descriptors,
        };
        before.call()
    }

    /// Whether this call goes on at once, to be counted.
    pub(super) fn folds(&mut self, tid: i32, raw: Raw, args: [u64; 6]) -> bool {
        let task = self.task(tid);
        let (pid, interrupted) = (task.pid, task.interrupted.is_some());
        if interrupted || !self.bursts.takes(pid, raw, args) {
            return false;
        }
        self.task(tid).now = Now::Folded(raw, args, None);
        let _ = ptrace::run_call(tid);
        true
    }

    /// Such a call has run. One that is not like the others is told of, though it has.
    pub(super) fn folded(
        &mut self,
        tid: i32,
        (raw, args): (Raw, [u64; 6]),
        value: i64,
    ) -> io::Result<()> {
        let place = self.place(tid, args);
        let len = length(raw, args, Memory(tid)).unwrap_or(0);
        if is_plain(raw, value, len) && self.bursts.count(place, raw, value) {
            self.go_on(tid, 0);
            return Ok(());
        }
        self.tell_folded()?;
        self.bursts.end(place, raw);
        // One that was interrupted is made again, and stops then.
        let call = self
            .decoded(tid, raw, args)
            .filter(|_| !is_interrupted(value));
        match call {
            Some(call) => {
                let call = self.catch(tid, (raw, args), call)?;
                self.task(tid).now = Now::Made(call, value);
            }
            None => self.go_on(tid, 0),
        }
        Ok(())
    }

    /// A call that was shown has run: if it moved data, and nobody waited for it, others like it may go on.
    pub(super) fn note_data(&mut self, tid: i32, call: &Stopped, value: i64) {
        let Some(inode) = call.stream.filter(|_| receives(call.raw).is_some()) else {
            return;
        };
        let place = self.place(tid, call.args);
        let len = length(call.raw, call.args, Memory(tid)).unwrap_or(0);
        if !call.free || !is_plain(call.raw, value, len) {
            return self.bursts.end(place, call.raw);
        }
        let name = call.call.name();
        if self.bursts.shown(place, call.raw, inode, name, value)
            && wakes::waits_for_ever(place.pid, place.fd)
        {
            self.bursts.fold(place, call.raw);
        }
    }

    /// Something else than moving data is about to be done with a descriptor.
    pub(super) fn end_bursts(&mut self, pid: i32, raw: Raw, call: &Call) {
        match call {
            // The number may be another socket's afterwards.
            Call::Close { .. } | Call::Dup { .. } => self.bursts.end_of(pid, None),
            call if receives(raw).is_none() => {
                if let Some(&fd) = call.fd() {
                    self.bursts.end_of(pid, Some(fd));
                }
            }
            _ => {}
        }
    }

    /// Tells what was counted.
    pub(super) fn tell_folded(&mut self) -> io::Result<()> {
        for folded in self.bursts.told() {
            self.say(Said::Folded(folded))?;
        }
        Ok(())
    }

    /// Tells of what goes on for long: what was counted, and a call that has become a wait.
    pub(super) fn look_at_folded(&mut self) -> io::Result<()> {
        if self.bursts.is_due() {
            self.tell_folded()?;
        }
        let tasks = self.tasks.iter().filter(|(_, task)| task.lingers());
        for tid in tasks.map(|(tid, _)| *tid).collect::<Vec<i32>>() {
            self.tell_wait(tid)?;
        }
        Ok(())
    }

    /// A receive is made again, and stops then: it has taken nothing yet. A send may have taken a part: it goes on.
    fn tell_wait(&mut self, tid: i32) -> io::Result<()> {
        let Now::Folded(raw, args, since) = &mut self.task(tid).now else {
            return Ok(());
        };
        let (raw, args) = (*raw, *args);
        *since = None;
        if receives(raw) == Some(true) {
            // It may have returned since.
            let _ = ptrace::interrupt(tid);
            return Ok(());
        }
        self.tell_folded()?;
        let place = self.place(tid, args);
        self.bursts.end(place, raw);
        if let Some(call) = self.decoded(tid, raw, args) {
            let call = self.catch(tid, (raw, args), call)?;
            self.task(tid).now = Now::Told(call);
        }
        Ok(())
    }

    fn place(&mut self, tid: i32, args: [u64; 6]) -> Place {
        let pid = self.task(tid).pid;
        let fd = args[0] as i32;
        Place { pid, fd }
    }
}
