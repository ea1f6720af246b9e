//! The program's thread: takes in what the helper says, what the terminal shows, and what is ordered.

use std::collections::BTreeSet;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use sockscope_link::{Call, CallId};

use super::output::Output;
use super::protocol::{self, Caught, Folded, LARGEST, Refused, Said, Ticket, Told};
use super::text::Texts;
use super::watch::{Watch, settles};
use crate::fact;
use crate::host::{Observer, Seen};
use crate::kernel::bell::Bell;
use crate::kernel::ptrace;
use crate::peer::Peer;
use crate::run::{Called, Doing, Exit, Message};
use crate::timeline::{Arg, Fact, Made};
use crate::words::{system, t};

/// How long a call that was let go may take until it has returned or sleeps. Only a wait for a device is
/// as long; then others go on.
const SETTLES: Duration = Duration::from_secs(2);

/// Where what the program does is told.
pub type Tell = Arc<dyn Fn(Message) + Send + Sync>;

/// What the program's thread is told.
pub enum Order {
    Go(Ticket, CallId, bool),
    Type(Vec<u8>),
    Resize((u16, u16)),
    End,
}

/// What the thread has.
pub struct Worker {
    pair: OwnedFd,
    terminal: Option<OwnedFd>,
    ordered: Receiver<Order>,
    bell: Arc<Bell>,
    peer: Peer,
    observer: Arc<Observer>,
    tell: Tell,
    watch: Watch,
    texts: Texts,
    /// What was let go and has not settled.
    awaited: BTreeSet<Ticket>,
    /// The processes that were told of: those that have sockets. A shell on the way to the program has none.
    met: BTreeSet<i32>,
    output: Output,
    /// Whether its terminal was resized and no call was let go since: the signal is the stage's doing.
    resized: bool,
    /// Whether it ever was.
    sized: bool,
    over: bool,
}

impl Worker {
    /// Hears of the program by `pair` and `terminal`; `bell` rings when something is ordered.
    pub fn new(
        (pair, terminal): (OwnedFd, OwnedFd),
        (ordered, bell): (Receiver<Order>, Arc<Bell>),
        peer: Peer,
        observer: Arc<Observer>,
        tell: Tell,
    ) -> Worker {
        Worker {
            pair,
            terminal: Some(terminal),
            ordered,
            bell,
            peer,
            observer,
            tell,
            watch: Watch::new(peer),
            texts: Texts::new(peer),
            awaited: BTreeSet::new(),
            met: BTreeSet::new(),
            output: Output::default(),
            resized: false,
            sized: false,
            over: false,
        }
    }

    /// Until the program's end, or until it is told to end.
    pub fn run(mut self) {
        let mut buffer = vec![0; LARGEST];
        loop {
            let Ok((said, shown)) = self.wait(None) else {
                return;
            };
            if shown {
                self.show();
            }
            if said {
                match self.receive(&mut buffer) {
                    Some(said) => {
                        let observer = Arc::clone(&self.observer);
                        self.hear(&mut observer.lock(), said, &mut buffer);
                    }
                    None if self.over => {}
                    None => return self.gone(),
                }
            }
            while let Ok(order) = self.ordered.try_recv() {
                match order {
                    Order::Go(ticket, id, free) => self.let_go((ticket, id, free), &mut buffer),
                    Order::Type(bytes) => self.type_in(&bytes),
                    Order::Resize(size) => {
                        (self.resized, self.sized) = (true, true);
                        let terminal = self.terminal.as_ref();
                        terminal.map(|ours| super::terminal::resize(ours, size));
                    }
                    Order::End => return,
                }
            }
        }
    }

    /// Waits for something: whether the helper has said anything, and whether the terminal shows anything.
    fn wait(&self, limit: Option<Duration>) -> io::Result<(bool, bool)> {
        let alone = limit.is_some();
        let limit = limit.or_else(|| self.output.waits());
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        let mut fds = Vec::with_capacity(3);
        if !self.over {
            fds.push(PollFd::new(&self.pair, PollFlags::IN));
        }
        let terminal = self.terminal.as_ref().filter(|_| !alone);
        fds.extend(terminal.map(|terminal| PollFd::new(terminal, PollFlags::IN)));
        if !alone {
            fds.push(PollFd::new(&*self.bell, PollFlags::IN));
        }
        rustix::io::retry_on_intr(|| poll(&mut fds, limit.as_ref()))?;
        let mut ready = fds.iter().map(|fd| !fd.revents().is_empty());
        let said = !self.over && ready.next() == Some(true);
        let shown = terminal.is_some() && ready.next() == Some(true);
        if !alone {
            self.bell.silence();
        }
        Ok((said, shown || !alone && self.output.is_due()))
    }

    fn type_in(&self, bytes: &[u8]) {
        if let Some(terminal) = &self.terminal {
            // A program that has ended reads nothing; its end is told by other ways.
            let _ = rustix::io::write(terminal, bytes);
        }
    }

    fn receive(&self, buffer: &mut [u8]) -> Option<Said> {
        protocol::receive(&self.pair, buffer)
            .ok()?
            .map(|(said, _)| said)
    }

    fn say(&self, told: Told) {
        // A helper that is gone is noticed when it is listened to.
        let _ = protocol::send(self.pair.as_fd(), &told, None);
    }

    /// Lets a call be made, and looks at the kernel before and after it. Nobody else looks meanwhile: what
    /// changes, the call has changed.
    fn let_go(&mut self, (ticket, id, free): (Ticket, CallId, bool), buffer: &mut [u8]) {
        self.resized = false;
        let observer = Arc::clone(&self.observer);
        let mut seen = observer.lock();
        if self.watch.before(&mut seen, ticket, id) {
            self.await_settled(&mut seen, (ticket, free), buffer);
        }
    }

    /// Gives leave, and takes in what is said until it is known what came of it.
    fn await_settled(
        &mut self,
        seen: &mut Seen,
        (ticket, free): (Ticket, bool),
        buffer: &mut [u8],
    ) {
        self.awaited.insert(ticket);
        self.say(Told::Go(ticket, free));
        let until = Instant::now() + SETTLES;
        while self.awaited.contains(&ticket) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || !self.wait(Some(left)).is_ok_and(|(said, _)| said) {
                break;
            }
            match self.receive(buffer) {
                Some(said) => self.hear(seen, said, buffer),
                None => break,
            }
        }
        self.awaited.remove(&ticket);
    }

    /// The helper says something.
    fn hear(&mut self, seen: &mut Seen, said: Said, buffer: &mut [u8]) {
        self.awaited.retain(|ticket| !settles(&said, *ticket));
        match said {
            Said::Caught(caught) => {
                self.meet(caught.pid);
                self.watch.caught(seen, &caught);
                let line = caught.source.as_ref();
                if let Some(part) = line.and_then(|line| self.texts.bring(line, caught.pid)) {
                    (self.tell)(Message::Source(Box::new(part)));
                }
                let called = self.called(&caught);
                (self.tell)(Message::Called(self.peer, Box::new(called)));
            }
            Said::Blocked(ticket) => self.watch.blocked(seen, ticket),
            Said::Returned {
                ticket,
                ret,
                made,
                open,
            } => self.watch.returned(seen, ticket, ret, (made, open)),
            Said::Restarted(_) if self.resized => {}
            Said::Restarted(_) => self.note(fact!(t::STEP_RESTARTED)),
            Said::Dropped(ticket) => {
                self.watch.dropped(ticket);
                (self.tell)(Message::Program(self.peer, Doing::Dropped(ticket)));
            }
            Said::Ends {
                ticket,
                pid,
                sockets,
            } => {
                let fds: Vec<String> = sockets.iter().map(|(fd, _)| fd.to_string()).collect();
                self.note(fact!(t::STEP_CLOSES, pid = pid, fds = fds.join(", ")));
                self.watch.ends(seen, ticket, pid, &sockets);
                self.await_settled(seen, (ticket, false), buffer);
            }
            Said::Ended { ticket, pid, end } => {
                self.watch.ended(seen, pid, ticket);
                self.show();
                if self.met.remove(&pid) {
                    let name = signal_name;
                    self.note(match end {
                        Ok(status) => fact!(t::STEP_ENDED, pid = pid, status = status),
                        Err(signal) => fact!(t::STEP_KILLED, pid = pid, signal = name(signal)),
                    });
                }
            }
            Said::Closed(gone) => self.watch.lost(seen, &gone),
            Said::Process { pid, parent } => {
                self.met.insert(pid);
                self.watch.made(pid);
                self.note(fact!(t::STEP_FORKED, pid = pid, parent = parent));
            }
            // A task that is held hears of its terminal's size only when its call is let go.
            Said::Signal { signal, .. } if signal == libc::SIGWINCH && self.sized => {}
            Said::Signal { pid, signal } if self.met.contains(&pid) => {
                self.note(fact!(
                    t::STEP_SIGNAL,
                    pid = pid,
                    signal = signal_name(signal)
                ));
            }
            Said::Signal { .. } => {}
            Said::Refused { pid, why } => {
                let why = match why {
                    Refused::Narrow => fact!(t::STEP_NARROW),
                    Refused::Unreadable => fact!(t::STEP_UNREADABLE),
                };
                self.fail(fact!(t::STEP_REFUSED, pid = pid, why = why));
            }
            Said::Failed(step, errno) => self.failed(&step, errno),
            Said::Folded(folded) => self.folded(folded),
            Said::Moves => (self.tell)(Message::Program(self.peer, Doing::Moves)),
            Said::Rests => (self.tell)(Message::Program(self.peer, Doing::Rests)),
            Said::Waits => (self.tell)(Message::Program(self.peer, Doing::Waits)),
            Said::Over => self.end(),
        }
    }

    /// Calls that were too fast to be shown one by one.
    fn folded(&self, folded: Folded) {
        self.note(fact!(
            t::STEP_FOLDED,
            call = folded.name,
            fd = folded.place.fd,
            pid = folded.place.pid,
            calls = folded.calls,
            bytes = folded.bytes
        ));
    }

    /// A process makes its first call: which program it runs.
    fn meet(&mut self, pid: i32) {
        if self.met.insert(pid) {
            let path = std::fs::read_link(format!("/proc/{pid}/exe")).unwrap_or_default();
            // An example is this program again: wherever that lies is nobody's concern.
            let own = std::env::current_exe().is_ok_and(|own| own == path);
            let path = match path.file_name().filter(|_| own) {
                Some(name) => Arg::text(name.display()),
                None => Arg::text(path.display()),
            };
            self.note(fact!(t::STEP_EXEC, pid = pid, path = path));
            self.check_lending(pid);
        }
    }

    /// Without a socket's descriptor its states are not to be had. Any descriptor shows whether it can be: where
    /// that is allowed, one that is not there is EBADF.
    fn check_lending(&self, pid: i32) {
        let refused = |why: &io::Error| {
            matches!(
                why.raw_os_error(),
                Some(libc::EPERM | libc::EACCES | libc::ENOSYS)
            )
        };
        if let Some(why) = ptrace::borrow_descriptor(pid, 0).err().filter(refused) {
            self.fail(fact!(t::STEP_NOT_LENT, why = system::reason(why)));
        }
    }

    fn called(&self, caught: &Caught) -> Called {
        let number = |number: i32| u32::try_from(number).unwrap_or(0);
        Called {
            ticket: caught.ticket,
            call: caught.call.clone(),
            made: Made {
                pid: number(caught.pid),
                tid: number(caught.tid),
                raw: caught.raw.clone(),
                socket: self.watch.number(caught),
                num: caught.call.fd().copied(),
                len: caught.len,
                source: caught.source.clone(),
            },
            teaches: teaches(&caught.call),
        }
    }

    fn note(&self, said: Fact) {
        (self.tell)(Message::Note(said));
    }

    fn fail(&self, said: Fact) {
        (self.tell)(Message::Failed(Exit::Environment, said));
    }

    /// The program could not be started.
    fn failed(&mut self, step: &str, errno: i32) {
        let why = system::reason(io::Error::from_raw_os_error(errno));
        self.fail(fact!(t::STEP_NOT_STARTED, step = step, why = why));
        self.end();
    }

    /// The helper is gone without a word.
    fn gone(&mut self) {
        if !self.over {
            self.fail(fact!(t::STEP_HELPER_GONE));
            self.end();
        }
    }

    fn end(&mut self) {
        self.show();
        self.over = true;
        (self.tell)(Message::Program(self.peer, Doing::Over));
    }

    /// What the terminal shows becomes lines of the peer's log.
    fn show(&mut self) {
        if let Some(terminal) = &self.terminal
            && !self.output.read(terminal)
        {
            self.terminal = None;
        }
        for line in self.output.lines() {
            (self.tell)(Message::Printed(self.peer, line));
        }
    }
}

/// Whether a call is one of a socket's life, or a wait: what the learner is to allow.
fn teaches(call: &Call) -> bool {
    !matches!(
        call,
        Call::SetSockOpt { .. }
            | Call::GetSockOpt { .. }
            | Call::GetSockName { .. }
            | Call::GetPeerName { .. }
            | Call::Fcntl { .. }
            | Call::Ioctl { .. }
            | Call::Fstat { .. }
    )
}

/// A signal's name, as signal(7) has it.
fn signal_name(signal: i32) -> String {
    let Some(known) = rustix::process::Signal::from_named_raw(signal) else {
        return signal.to_string();
    };
    // rustix writes it as `"Signal::PIPE"`, in quotes.
    let written = format!("{known:?}");
    written.trim_matches('"').replace("Signal::", "SIG")
}
