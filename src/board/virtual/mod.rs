//! The virtual board: the board core of `firmware/board` on a thread of its own, at the board's end of
//! the private wire.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, TryRecvError, unbounded};
use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use sockscope_board::{After, Board, Config, Instant as BoardInstant, Port};
use sockscope_link::{Act, Command, Direction, LogLevel, Report, Segment};

use crate::peer::{Peer, Sink, Tap};
use crate::wire::LinkEnd;

/// A virtual board. Commands can be sent from any thread; dropping it ends the board, without a
/// farewell to its connections, and takes its end off the wire.
pub struct VirtualBoard {
    commands: Option<Sender<Command>>,
    wake: Arc<OwnedFd>,
    rest: Arc<Rest>,
    sink: Sink,
    thread: Option<JoinHandle<()>>,
}

/// Whether the board rests: then it need not be woken to say that it has taken in all that has reached it.
#[derive(Debug)]
struct Rest {
    /// It waits, and had nothing left to do when it began to.
    waits: AtomicBool,
    /// Its end of the wire, to be asked for what waits there.
    link: OwnedFd,
}

impl Rest {
    /// Whether nothing waits on the wire, and nothing is being done. What waits is asked for first: the
    /// board no longer says that it rests when it takes it.
    fn is_undisturbed(&self) -> bool {
        let mut fds = [PollFd::new(&self.link, PollFlags::IN)];
        let nothing = poll(&mut fds, Some(&Timespec::default())) == Ok(0);
        nothing && self.waits.load(Ordering::SeqCst)
    }
}

/// Starts a virtual board at the board's end of the wire. Its reports go to `sink` from its own thread.
///
/// # Errors
/// Those of eventfd(2) and of starting a thread.
pub fn spawn(
    config: Config,
    link: LinkEnd,
    sink: Sink,
    tap: Box<dyn Tap>,
) -> io::Result<VirtualBoard> {
    let wake = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
    let (commands, queue) = unbounded();
    let rest = Arc::new(Rest {
        waits: AtomicBool::new(false),
        link: link.as_fd().try_clone_to_owned()?,
    });
    let shell = Shell {
        port: WirePort {
            link,
            sink: Arc::clone(&sink),
            tap,
            leaving: None,
            full: false,
            down: false,
            started: Instant::now(),
        },
        config,
        queue,
        wake: Arc::clone(&wake),
        rest: Arc::clone(&rest),
    };
    let thread = thread::Builder::new()
        .name("virtual board".into())
        .spawn(move || shell.run())?;
    Ok(VirtualBoard {
        commands: Some(commands),
        wake,
        rest,
        sink,
        thread: Some(thread),
    })
}

impl VirtualBoard {
    /// Gives the board a command; what comes of it is reported.
    ///
    /// # Errors
    /// `BrokenPipe` if the board has ended.
    pub fn send(&self, command: Command) -> io::Result<()> {
        let Some(queue) = &self.commands else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        if let Command::Ping(number) = command
            && queue.is_empty()
            && self.rest.is_undisturbed()
        {
            (self.sink)(Peer::Board, Report::Pong(number));
            return Ok(());
        }
        let ended = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        queue.send(command).map_err(ended)?;
        self.wake_up()
    }

    fn wake_up(&self) -> io::Result<()> {
        match rustix::io::write(&*self.wake, &1u64.to_ne_bytes()) {
            // EAGAIN: the counter is full, so that the board is woken anyway.
            Ok(_) | Err(rustix::io::Errno::AGAIN) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl Drop for VirtualBoard {
    fn drop(&mut self) {
        drop(self.commands.take());
        let woken = self.wake_up();
        if let (Ok(()), Some(thread)) = (woken, self.thread.take()) {
            let _ = thread.join();
        }
    }
}

/// How often the board takes what waits on the wire before it obeys: a flood does not keep it from its
/// commands.
const MOST_WAITING: usize = 64;

/// The board's thread: waits for packets, commands and the board's own timers, for nothing else.
struct Shell {
    port: WirePort,
    config: Config,
    queue: Receiver<Command>,
    wake: Arc<OwnedFd>,
    rest: Arc<Rest>,
}

/// Why the thread goes on.
#[derive(PartialEq, Eq)]
enum Next {
    Work,
    End,
}

impl Shell {
    fn run(mut self) {
        let mut board = Board::new(self.config.clone(), self.port.now());
        while self.obey(&mut board) == Next::Work {
            let now = self.port.now();
            let wake_at = board.poll(now, &mut self.port);
            if wake_at.is_none_or(|at| at > self.port.now()) && self.wait(wake_at).is_err() {
                return;
            }
        }
    }

    /// Carries out the commands that wait.
    fn obey(&mut self, board: &mut Board) -> Next {
        loop {
            let command = match self.queue.try_recv() {
                Ok(command) => command,
                Err(TryRecvError::Empty) => return Next::Work,
                Err(TryRecvError::Disconnected) => return Next::End,
            };
            if matches!(command, Command::Gate(_) | Command::Ping(_)) {
                self.take_waiting(board);
            }
            let now = self.port.now();
            if board.command(command, now, &mut self.port) == After::Reset {
                board.restart(now, &mut self.port);
            }
        }
    }

    /// Takes the packets that wait on the wire: what the kernel sent before the gate is told something
    /// finds the gate as it was then (a FIN is on the wire when its close() has returned), and who is
    /// asked for an answer has taken in what came before.
    fn take_waiting(&mut self, board: &mut Board) {
        let mut now = self.port.now();
        // More packets wait for as long as the board wants to be polled again at once.
        for _ in 0..MOST_WAITING {
            match board.poll(now, &mut self.port) {
                Some(at) if at <= now => now = self.port.now(),
                _ => return,
            }
        }
    }

    /// Waits until there is something to do, without a time-out if the board has no timer.
    fn wait(&mut self, until: Option<BoardInstant>) -> io::Result<()> {
        let now = self.port.now();
        let timeout = until.map(|until| {
            let micros = (until.total_micros() - now.total_micros()).max(0);
            Timespec {
                tv_sec: micros / 1_000_000,
                tv_nsec: (micros % 1_000_000 * 1000) as _,
            }
        });
        let mut interest = PollFlags::IN;
        interest.set(PollFlags::OUT, self.port.full);
        let mut fds = [
            PollFd::new(&*self.wake, PollFlags::IN),
            PollFd::new(&self.port.link, interest),
        ];
        // A link that is down is asked no more: it would be ready for ever.
        let count = if self.port.down { 1 } else { 2 };
        self.rest.waits.store(!self.port.full, Ordering::SeqCst);
        let waited = poll(&mut fds[..count], timeout.as_ref());
        self.rest.waits.store(false, Ordering::SeqCst);
        match waited {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        if fds[0].revents().contains(PollFlags::IN) {
            let _ = rustix::io::read(&*self.wake, &mut [0; 8]);
        }
        Ok(())
    }
}

/// The board's network and its way back: the wire, the sink, and the tap between.
struct WirePort {
    link: LinkEnd,
    sink: Sink,
    tap: Box<dyn Tap>,
    /// The segment that was reported and goes onto the wire next.
    leaving: Option<Segment>,
    /// Whether the wire had no room for the last packet.
    full: bool,
    /// Whether the wire is of no use any more.
    down: bool,
    started: Instant,
}

impl WirePort {
    /// The time since the board was started.
    fn now(&self) -> BoardInstant {
        BoardInstant::from_micros(self.started.elapsed().as_micros() as i64)
    }

    /// Says once that the wire is down.
    fn fail(&mut self, error: &io::Error) {
        if !std::mem::replace(&mut self.down, true) {
            self.log(LogLevel::Error, format!("the wire is down: {error}"));
        }
    }

    fn log(&self, level: LogLevel, text: String) {
        let uptime_ms = self.started.elapsed().as_millis() as u64;
        let report = Report::Log {
            level,
            uptime_ms,
            text,
        };
        (self.sink)(Peer::Board, report);
    }
}

impl Port for WirePort {
    fn receive(&mut self, buffer: &mut [u8]) -> Option<usize> {
        if self.down {
            return None;
        }
        match self.link.read(buffer) {
            Ok(length) => Some(length),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
            Err(error) => {
                self.fail(&error);
                None
            }
        }
    }

    fn transmit(&mut self, packet: &[u8]) -> bool {
        match self.link.write(packet) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.full = true;
                return false;
            }
            Err(error) => self.log(LogLevel::Warn, format!("a packet is lost: {error}")),
            Ok(()) => {}
        }
        self.full = false;
        if let Some(segment) = self.leaving.take() {
            self.tap.after(&segment);
        }
        true
    }

    fn report(&mut self, report: Report) {
        if let Report::Segment(segment) = &report {
            let leaves = matches!(segment.act, Act::Passed | Act::Released | Act::Duplicated);
            match segment.dir {
                Direction::HostToBoard => self.tap.before(segment),
                Direction::BoardToHost if leaves => {
                    self.tap.before(segment);
                    self.leaving = Some(segment.clone());
                }
                Direction::BoardToHost => {}
            }
        }
        (self.sink)(Peer::Board, report);
    }
}
