//! A task's call: before the kernel makes it, and after.

use std::io;

use sockscope_link::{Call, Errno, Fd, Return};

use super::Tracer;
use crate::kernel::ptrace::{self, SystemCall};
use crate::learner::decode::length;
use crate::learner::descriptors::places;
use crate::learner::memory::Memory;
use crate::learner::protocol::{Caught, Place, Said, Socket};
use crate::learner::result::{After, is_interrupted};
use crate::learner::system_calls::Raw;
use crate::learner::task::{Now, Stopped};

impl Tracer<'_> {
    /// A task is about to make a call.
    pub(super) fn before(&mut self, tid: i32) -> io::Result<()> {
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
    pub(super) fn catch(
        &mut self,
        tid: i32,
        of: (Raw, [u64; 6]),
        call: Call,
    ) -> io::Result<Stopped> {
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
    pub(super) fn after(&mut self, tid: i32) -> io::Result<()> {
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
    pub(super) fn ran(&mut self, tid: i32, call: Stopped, value: i64) -> io::Result<()> {
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
    pub(super) fn closed(&mut self) -> io::Result<()> {
        let gone = self.descriptors.gone(&self.pids);
        if !gone.is_empty() {
            self.say(Said::Closed(gone))?;
        }
        Ok(())
    }
}
