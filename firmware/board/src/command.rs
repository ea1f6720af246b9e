//! Understands the link's commands.

use alloc::format;
use alloc::string::String;

use smoltcp::time::Instant;
use sockscope_link::{
    Act, BoardInfo, Call, CallId, Cause, Command, Cut, Direction, Errno, Evidence, GateCommand,
    GateMode, GateState, LogLevel, Report, Return, State, Which,
};

use crate::board::Board;
use crate::config::Config;
use crate::port::Port;

/// What the shell has to do after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a chip that is told to restart must restart"]
pub enum After {
    /// Nothing.
    GoOn,
    /// Restart the chip.
    Reset,
}

impl Board {
    /// Carries out a command; the answer comes through [`Port::report`].
    pub fn command(&mut self, command: Command, now: Instant, port: &mut dyn Port) -> After {
        self.clock.advance(now);
        match command {
            Command::Call { id, call } => {
                if let Some(ret) = self.call(id, call, now, port) {
                    self.report(Report::Return { id, ret });
                }
            }
            Command::Cancel { id } => {
                if !self.cancel(id) {
                    // It may just have ended by itself; then its return is on its way.
                    self.log(LogLevel::Debug, || format!("no call {} is blocked", id.0));
                }
            }
            Command::Gate(_) if !self.config.gate => self.refuse("this board has no gate"),
            Command::Gate(command) => self.gate_command(command, port),
            Command::Look => self.look(),
            Command::Clear => self.clear(port),
            Command::Info => {
                let info = self.info(port.heap_free());
                self.report(Report::Info(info));
            }
            Command::Ping(number) => self.report(Report::Pong(number)),
            // A shell with a radio, or with a serial port of its own, keeps these to itself.
            Command::Wifi(_) => self.refuse("this board has no radio"),
            Command::Baud(_) => self.refuse("this link has no speed to set"),
            Command::Reset => {
                self.flush(port);
                return After::Reset;
            }
        }
        self.settle(port);
        After::GoOn
    }

    /// Starts a call. `Some`: it returned at once. `None`: it is blocked, which was reported, and its
    /// return will be reported under the same number.
    pub fn call(
        &mut self,
        id: CallId,
        call: Call,
        now: Instant,
        port: &mut dyn Port,
    ) -> Option<Return> {
        self.clock.advance(now);
        let done = self.start(id, call);
        self.settle(port);
        match done {
            Ok(None) => None,
            Ok(Some((ret, value))) => Some(Return::with(ret, value)),
            Err(errno) => Some(Return::error(errno)),
        }
    }

    /// How the gate stands: open or holding, and how many segments it holds, each way.
    pub fn gate_state(&self) -> GateState {
        self.gate.state()
    }

    /// Starts anew, as a chip does that is reset: nothing goes out on the wire, and everything is forgotten
    /// but the numbers of sockets and segments, so that none of them means two things. What that ends is
    /// reported.
    pub fn restart(&mut self, now: Instant, port: &mut dyn Port) {
        self.clock.advance(now);
        self.end_all(Errno::Canceled);
        self.lose_all(port);
        for key in self.sockets.keys() {
            if self.sockets[key].state != State::Closed {
                self.transition(key, State::Closed, Cause::Restart, Evidence::Measured);
            }
        }
        // Other initial sequence numbers than before: of the same ones, the other end would take the new
        // connection for the old (RFC 9293 section 3.4.3).
        let seed = self.config.seed.wrapping_mul(0x5851_f42d_4c95_7f2d);
        let config = Config {
            seed: seed.wrapping_add(1),
            ..self.config.clone()
        };
        let mut fresh = Board::new(config, now);
        fresh.sockets.number_on(&self.sockets);
        fresh.gate.number_on(&self.gate);
        self.report(Report::Gate(fresh.gate.state()));
        self.flush(port);
        *self = fresh;
    }

    fn refuse(&mut self, why: &str) {
        self.report(Report::Refused(String::from(why)));
    }

    /// What the board says of itself.
    pub fn info(&self, heap_free: Option<u32>) -> BoardInfo {
        let config = &self.config;
        BoardInfo {
            chip: config.chip.clone(),
            firmware: config.firmware.clone(),
            name: config.name.clone(),
            addr: self.address(),
            errnos: config.errnos,
            descriptors: config.descriptors as u16,
            connections: config.connections as u16,
            buffers: (config.window() as u32, config.send_buffer as u32),
            reset_reason: config.reset_reason.clone(),
            heap_free,
        }
    }

    fn gate_command(&mut self, command: GateCommand, port: &mut dyn Port) {
        self.gate.set(command);
        let mut swapped = None;
        match command {
            GateCommand::Reorder(dir) => swapped = self.gate.reorder(dir),
            GateCommand::Open(dir) => {
                self.remove(Which::All(dir), Act::Released, port);
                self.let_due_go(port);
            }
            GateCommand::Delay { ms: 0, .. } => self.let_due_go(port),
            GateCommand::Release(which) => self.remove(which, Act::Released, port),
            GateCommand::Drop(which) => self.remove(which, Act::Dropped, port),
            GateCommand::Duplicate(which) => {
                for id in self.gate.choose(which) {
                    match self.gate.copy(id) {
                        Some(copy) => self.carry_on(copy, port),
                        None => self.log(LogLevel::Warn, || {
                            format!(
                                "segment {} cannot be duplicated: not held, or no room",
                                id.0
                            )
                        }),
                    }
                }
            }
            GateCommand::Cut(_) => self.lose_all(port),
            GateCommand::Hold(_) | GateCommand::Delay { .. } | GateCommand::Mend(_) => {}
        }
        self.settle(port);
        let state = self.gate.state();
        self.report(Report::Gate(GateState { swapped, ..state }));
    }

    /// What was on its way when the wire was cut is lost, whatever kept it.
    fn lose_all(&mut self, port: &mut dyn Port) {
        for id in self.gate.all() {
            if let Some(leaving) = self.gate.lose(id) {
                self.carry_on(leaving, port);
            }
        }
    }

    fn remove(&mut self, which: Which, act: Act, port: &mut dyn Port) {
        for id in self.gate.choose(which) {
            match self.gate.remove(id, act) {
                Some(leaving) => self.carry_on(leaving, port),
                None => self.log(LogLevel::Warn, || format!("segment {} is not held", id.0)),
            }
        }
    }

    /// Ends everything: blocked calls return ECANCELED, held segments are dropped, connections are
    /// reset, and the gate opens.
    fn clear(&mut self, port: &mut dyn Port) {
        self.end_all(Errno::Canceled);
        self.remove(Which::All(None), Act::Dropped, port);
        self.gate.set(GateCommand::Open(None));
        for cut in Cut::ALL {
            self.gate.set(GateCommand::Mend(cut));
        }
        self.let_due_go(port);
        self.gate.number_anew();
        self.clear_sockets();
        self.settle(port);
        let state = self.gate.state();
        let open = Direction::BOTH
            .iter()
            .all(|dir| state.lane(*dir).mode == GateMode::Open);
        debug_assert!(open && !self.gate.holds());
        self.report(Report::Cleared);
    }

    /// Ends every connection and socket at once; what TCP has a reset for is reset.
    pub(crate) fn clear_sockets(&mut self) {
        for key in self.sockets.keys() {
            if self.sockets.get(key).is_none() {
                continue;
            }
            if self.sockets[key].state == State::Listen {
                self.stop_listening(key);
            }
            self.abort(key, Cause::Call);
            let Some(socket) = self.sockets.get_mut(key) else {
                continue;
            };
            socket.listener = None;
            if let Some(udp) = socket.udp.take() {
                self.udps.give_back(udp);
            }
            if self.sockets[key].state != State::Closed {
                self.transition(key, State::Closed, Cause::Call, Evidence::Measured);
            }
            self.sockets[key].fd = None;
            self.reap(key);
        }
        self.fds.clear();
        self.log(LogLevel::Info, || String::from("cleared"));
    }
}
