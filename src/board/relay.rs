//! Two private wires joined by a gate: two kernels face each other, and no board takes part.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, TryRecvError, unbounded};
use rustix::event::{PollFd, PollFlags};
use sockscope_board::{Config, Ends, Instant as BoardInstant, Relay};
use sockscope_link::{Act, Command, Direction, Report, Segment};

use super::left;
use crate::kernel::bell::Bell;
use crate::peer::{Peer, Sink, Tap};
use crate::wire::LinkEnd;

/// How often the relay takes what waits on the wires before it obeys: a flood does not keep it from its commands.
const MOST_WAITING: usize = 64;

/// The two wires, joined. Dropping it takes them apart.
pub struct WireRelay {
    commands: Option<Sender<Command>>,
    bell: Arc<Bell>,
    thread: Option<JoinHandle<()>>,
}

impl WireRelay {
    /// Joins the wires of the host and of the other end, in this order; so are the addresses of both, and those who
    /// look at the kernels around every segment.
    ///
    /// # Errors
    /// Those of eventfd(2) and of starting a thread.
    pub fn spawn(
        links: [LinkEnd; 2],
        addresses: [Vec<IpAddr>; 2],
        taps: [Box<dyn Tap>; 2],
        sink: Sink,
    ) -> io::Result<WireRelay> {
        let bell = Arc::new(Bell::new()?);
        let (commands, queue) = unbounded();
        let mtu = links[0].mtu().max(links[1].mtu());
        let wires = Wires {
            links,
            taps,
            sink,
            leaving: None,
            down: [false; 2],
            started: Instant::now(),
        };
        let held = Config::virtual_board().held;
        let shell = Shell {
            relay: Relay::new(held, mtu, addresses, wires.now()),
            wires,
            queue,
            bell: Arc::clone(&bell),
        };
        let thread = thread::Builder::new()
            .name("relay".into())
            .spawn(move || shell.run())?;
        Ok(WireRelay {
            commands: Some(commands),
            bell,
            thread: Some(thread),
        })
    }

    /// A command for the gate, or the question how it stands, or whether all that was sent has arrived.
    pub fn send(&self, command: Command) {
        if let Some(commands) = &self.commands {
            // One that has ended obeys nobody.
            let _ = commands.send(command);
            let _ = self.bell.ring();
        }
    }
}

impl Drop for WireRelay {
    fn drop(&mut self) {
        drop(self.commands.take());
        let _ = self.bell.ring();
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed already.
            let _ = thread.join();
        }
    }
}

/// The relay's thread: waits for packets, commands and what the gate delays, for nothing else.
struct Shell {
    relay: Relay,
    wires: Wires,
    queue: Receiver<Command>,
    bell: Arc<Bell>,
}

impl Shell {
    fn run(mut self) {
        while self.obey() {
            let now = self.wires.now();
            let next = self.relay.poll(now, &mut self.wires);
            if next.is_none_or(|at| at > self.wires.now()) && self.wait(next).is_err() {
                return;
            }
        }
    }

    /// Carries out the commands that wait; false at the end.
    fn obey(&mut self) -> bool {
        loop {
            let command = match self.queue.try_recv() {
                Ok(command) => command,
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            };
            // What was sent before the gate is told something finds it as it was then.
            self.take_waiting();
            let now = self.wires.now();
            match command {
                Command::Gate(command) => self.relay.command(command, now, &mut self.wires),
                Command::Ping(number) => self.wires.report(Report::Pong(number)),
                Command::Look => self.wires.report(Report::Gate(self.relay.gate_state())),
                _ => {}
            }
        }
    }

    fn take_waiting(&mut self) {
        for _ in 0..MOST_WAITING {
            let now = self.wires.now();
            if self
                .relay
                .poll(now, &mut self.wires)
                .is_none_or(|at| at > now)
            {
                return;
            }
        }
    }

    fn wait(&mut self, until: Option<BoardInstant>) -> io::Result<()> {
        let limit = until.map(|until| left(until, self.wires.now()));
        let interest = match self.relay.is_full() {
            true => PollFlags::OUT,
            false => PollFlags::IN,
        };
        let links = self.wires.links.iter().zip(self.wires.down);
        let up = links.filter(|(_, down)| !down);
        let up = up.map(|(link, _)| PollFd::new(link, interest));
        self.bell.wait(up, limit)
    }
}

/// Both wires, the sink, and the taps between.
struct Wires {
    links: [LinkEnd; 2],
    taps: [Box<dyn Tap>; 2],
    sink: Sink,
    /// The segment that was reported and goes on next.
    leaving: Option<Segment>,
    /// Whether a wire is of no use any more.
    down: [bool; 2],
    started: Instant,
}

impl Wires {
    /// The time since the wires were joined.
    fn now(&self) -> BoardInstant {
        BoardInstant::from_micros(self.started.elapsed().as_micros() as i64)
    }
}

/// A segment as the kernel of `peer` is told of it: its own side is the host's.
fn seen_by(peer: Peer, segment: &Segment) -> Segment {
    let mut seen = segment.clone();
    if peer == Peer::Board {
        seen.dir = Peer::sender(segment.dir).other().outgoing();
    }
    seen
}

impl Ends for Wires {
    fn receive(&mut self, dir: Direction, buffer: &mut [u8]) -> Option<usize> {
        let from = Peer::sender(dir) as usize;
        if self.down[from] {
            return None;
        }
        match self.links[from].read(buffer) {
            Ok(length) => Some(length),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
            Err(_) => {
                self.down[from] = true;
                None
            }
        }
    }

    fn transmit(&mut self, dir: Direction, packet: &[u8]) -> bool {
        let to = Peer::sender(dir).other();
        if let Err(error) = self.links[to as usize].write(packet)
            && error.kind() == io::ErrorKind::WouldBlock
        {
            return false;
        }
        if let Some(segment) = self.leaving.take() {
            self.taps[to as usize].after(&seen_by(to, &segment));
        }
        true
    }

    fn report(&mut self, report: Report) {
        let mut peer = Peer::Board;
        if let Report::Segment(segment) = &report {
            let from = Peer::sender(segment.dir);
            self.taps[from as usize].before(&seen_by(from, segment));
            if matches!(segment.act, Act::Passed | Act::Released | Act::Duplicated) {
                let to = from.other();
                self.taps[to as usize].before(&seen_by(to, segment));
                self.leaving = Some(segment.clone());
            }
        }
        if let (Report::Lost { .. }, Some(segment)) = (&report, &self.leaving) {
            peer = Peer::sender(segment.dir).other();
        }
        (self.sink)(peer, report);
    }
}
