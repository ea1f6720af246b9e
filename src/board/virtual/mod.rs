//! The virtual board: the board core of `firmware/board` at the board's end of the private wire. A
//! command is carried out where it is given, as the host's peer does it: to hand it over to a thread
//! costs more than most of them do. What comes by itself is the thread's: packets and timers.

mod port;
mod shell;

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Sender, unbounded};
use rustix::event::{PollFd, PollFlags};
use sockscope_board::{Config, Instant};
use sockscope_link::Command;

use self::port::WirePort;
use self::shell::{Plan, Shell};
use super::left;
use crate::kernel::bell::Bell;
use crate::peer::{Sink, Tap};
use crate::wire::LinkEnd;

/// A virtual board. Commands can be sent from any thread; dropping it ends the board, without a
/// farewell to its connections, and takes its end off the wire.
pub struct VirtualBoard {
    commands: Option<Sender<Command>>,
    shell: Arc<Mutex<Shell>>,
    bell: Arc<Bell>,
    thread: Option<JoinHandle<()>>,
}

/// Where the board has worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worked {
    /// Here.
    Now,
    /// It is at work for another thread.
    Elsewhere,
}

/// Starts a virtual board at the board's end of the wire. Its reports go to `sink`: from the thread that
/// gives it a command, or from its own.
///
/// # Errors
/// Those of eventfd(2), of dup(2) and of starting a thread.
pub fn spawn(
    config: Config,
    link: LinkEnd,
    sink: Sink,
    tap: Box<dyn Tap>,
) -> io::Result<VirtualBoard> {
    let bell = Arc::new(Bell::new()?);
    let wire = link.as_fd().try_clone_to_owned()?;
    let (commands, queue) = unbounded();
    let port = WirePort::new(link, sink, tap);
    let shell = Arc::new(Mutex::new(Shell::new(config, port, queue)));
    let (shared, rung) = (Arc::clone(&shell), Arc::clone(&bell));
    let thread = thread::Builder::new()
        .name("virtual board".into())
        .spawn(move || run(&shared, &rung, &wire))?;
    Ok(VirtualBoard {
        commands: Some(commands),
        shell,
        bell,
        thread: Some(thread),
    })
}

impl VirtualBoard {
    /// Gives the board a command. What comes of it is in the sink when this returns, unless the board is
    /// at work for another thread: then that one carries it out.
    ///
    /// # Errors
    /// `BrokenPipe` if the board has ended.
    pub fn send(&self, command: Command) -> io::Result<()> {
        let ended = || io::Error::from(io::ErrorKind::BrokenPipe);
        let queue = self.commands.as_ref().ok_or_else(ended)?;
        queue.send(command).map_err(|_| ended())?;
        match self.work()? {
            Worked::Now => Ok(()),
            // Who has it may have looked for commands already; the thread looks again.
            Worked::Elsewhere => self.bell.ring(),
        }
    }

    /// Lets the board take in, here and now, what has reached it.
    ///
    /// # Errors
    /// `BrokenPipe` if the board has ended by a panic.
    pub fn work(&self) -> io::Result<Worked> {
        let mut shell = match self.shell.try_lock() {
            Ok(shell) => shell,
            Err(TryLockError::WouldBlock) => return Ok(Worked::Elsewhere),
            Err(TryLockError::Poisoned(_)) => return Err(io::ErrorKind::BrokenPipe.into()),
        };
        shell.work();
        if shell.outruns_plan() {
            self.bell.ring()?;
        }
        Ok(Worked::Now)
    }
}

impl Drop for VirtualBoard {
    fn drop(&mut self) {
        drop(self.commands.take());
        let woken = self.bell.ring();
        if let (Ok(()), Some(thread)) = (woken, self.thread.take()) {
            let _ = thread.join();
        }
    }
}

/// The board's thread: waits for packets, the board's own timers and a word that there is more to do;
/// for nothing else.
fn run(shell: &Mutex<Shell>, bell: &Bell, wire: &OwnedFd) {
    loop {
        let (plan, now) = {
            let Ok(mut shell) = shell.lock() else {
                return;
            };
            shell.work();
            let Some(plan) = shell.plan() else {
                return;
            };
            (plan, shell.now())
        };
        if wait(plan, now, bell, wire).is_err() {
            return shell.lock().unwrap_or_else(PoisonError::into_inner).end();
        }
    }
}

/// Waits until there is something to do, without a time-out if the board has no timer.
fn wait(plan: Plan, now: Instant, bell: &Bell, wire: &OwnedFd) -> io::Result<()> {
    let mut interest = PollFlags::IN;
    interest.set(PollFlags::OUT, plan.room);
    let wire = (!plan.down).then(|| PollFd::new(wire, interest));
    bell.wait(wire, plan.until.map(|until| left(until, now)))
}
