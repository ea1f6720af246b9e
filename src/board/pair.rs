//! The pair on this machine's clock: both ends are board cores, on one thread. It needs nothing that
//! every system does not have.

use std::io;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use sockscope_link::Command;

use crate::pair::Pair;
use crate::peer::{Peer, Sink};

/// Two board cores and the wire between them. Dropping it ends them.
#[derive(Debug)]
pub struct PairThread {
    commands: Option<Sender<(Peer, Command)>>,
    thread: Option<JoinHandle<()>>,
}

impl PairThread {
    /// Starts a pair; its reports go to `sink` from its own thread.
    ///
    /// # Errors
    /// The thread cannot be had.
    pub fn spawn(sink: Sink) -> io::Result<PairThread> {
        let (commands, queue) = unbounded();
        let thread = thread::Builder::new()
            .name("pair".to_owned())
            .spawn(move || run(&queue, &sink))?;
        Ok(PairThread {
            commands: Some(commands),
            thread: Some(thread),
        })
    }

    /// Gives a peer a command; what comes of it is reported.
    pub fn send(&self, peer: Peer, command: Command) {
        if let Some(commands) = &self.commands {
            // A pair that has ended says so by its silence.
            let _ = commands.send((peer, command));
        }
    }
}

impl Drop for PairThread {
    fn drop(&mut self) {
        drop(self.commands.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Longer than any timer of a core.
const LONG: Duration = Duration::from_secs(3_600);

fn run(queue: &Receiver<(Peer, Command)>, sink: &Sink) {
    let began = Instant::now();
    let now = || u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    let mut pair = Pair::new(seed(), now());
    loop {
        while pair.turn(now()) {}
        for (peer, report) in pair.reports() {
            sink(peer, report);
        }
        let due = pair.due(now()).map(|due| due.saturating_sub(now()));
        let wait = due.map_or(LONG, Duration::from_micros);
        match queue.recv_timeout(wait) {
            Ok((peer, command)) => pair.send(peer, command, now()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// One that no run repeats.
fn seed() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let nanos = since.map_or(0, |since| since.as_nanos());
    u64::try_from(nanos & u128::from(u64::MAX)).unwrap_or(0) ^ u64::from(std::process::id()) << 32
}
