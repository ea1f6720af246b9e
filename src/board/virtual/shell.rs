//! The board and what it works on, for whichever thread lets it work.

use crossbeam_channel::{Receiver, TryRecvError, never};
use sockscope_board::{After, Board, Config, Instant};
use sockscope_link::Command;

use super::port::WirePort;

/// How often the board takes what waits on the wire before it obeys, and how often it works on before
/// somebody else has his turn: a flood keeps nobody from anything.
const MOST_WAITING: usize = 64;

/// A board core, its network and its commands.
pub(super) struct Shell {
    board: Board,
    port: WirePort,
    queue: Receiver<Command>,
    /// What the board's thread waits for.
    plan: Plan,
    /// When the board wants to be let work again, by its own clock.
    due: Option<Instant>,
    /// Nobody has commands for it any more.
    over: bool,
}

/// What a thread waits for that lets the board work: besides commands and packets always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// The board's next timer, by its own clock.
    pub until: Option<Instant>,
    /// Room on the wire.
    pub room: bool,
    /// The wire is of no use any more: it would be ready for ever.
    pub down: bool,
}

impl Shell {
    pub(super) fn new(config: Config, port: WirePort, queue: Receiver<Command>) -> Shell {
        Shell {
            board: Board::new(config, port.now()),
            port,
            queue,
            plan: Plan::default(),
            due: None,
            over: false,
        }
    }

    /// Obeys the commands that wait, takes the packets that wait, and sends what is to be sent: until
    /// the board rests, or has had its turn.
    pub(super) fn work(&mut self) {
        for _ in 0..MOST_WAITING {
            self.obey();
            self.due = self.board.poll(self.port.now(), &mut self.port);
            if self.over || !self.is_due() {
                return;
            }
        }
    }

    /// Whether the board has something to do by now.
    fn is_due(&self) -> bool {
        self.due.is_some_and(|at| at <= self.port.now())
    }

    /// Whether the board's thread waits for too little: something is due before it wakes by itself.
    pub(super) fn outruns_plan(&self) -> bool {
        let Plan { until, room, .. } = self.plan;
        let earlier = |due| until.is_none_or(|until| due < until);
        self.due.is_some_and(earlier) || (self.port.full && !room)
    }

    /// What to wait for now, which is noted; `None` when nobody has commands any more.
    pub(super) fn plan(&mut self) -> Option<Plan> {
        self.plan = Plan {
            until: self.due,
            room: self.port.full,
            down: self.port.down,
        };
        (!self.over).then_some(self.plan)
    }

    /// The time by the board's own clock.
    pub(super) fn now(&self) -> Instant {
        self.port.now()
    }

    /// Takes no command from now on.
    pub(super) fn end(&mut self) {
        self.queue = never();
        self.over = true;
    }

    /// Carries out the commands that wait.
    fn obey(&mut self) {
        loop {
            let command = match self.queue.try_recv() {
                Ok(command) => command,
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => return self.end(),
            };
            if matches!(command, Command::Gate(_) | Command::Ping(_)) {
                self.take_waiting();
            }
            let now = self.port.now();
            if self.board.command(command, now, &mut self.port) == After::Reset {
                self.board.restart(now, &mut self.port);
            }
        }
    }

    /// Takes the packets that wait on the wire: what the kernel sent before the gate is told something
    /// finds the gate as it was then (a FIN is on the wire when its close() has returned), and who is
    /// asked for an answer has taken in what came before.
    fn take_waiting(&mut self) {
        let mut now = self.port.now();
        // More packets wait for as long as the board wants to be polled again at once.
        for _ in 0..MOST_WAITING {
            match self.board.poll(now, &mut self.port) {
                Some(at) if at <= now => now = self.port.now(),
                _ => return,
            }
        }
    }
}
