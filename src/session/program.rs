//! The learner's own programs as ends of a session.

use std::ffi::OsString;

use sockscope_link::CallId;

#[cfg(can_step)]
use super::BoardEnd;
use super::{OpenError, Session};
use crate::peer::Peer;
#[cfg(can_step)]
use {
    crate::fact,
    crate::learner::{Plan, Program, Tell},
    crate::run::Message,
    crate::timeline::Arg,
    crate::words::t,
    std::sync::Arc,
};

impl Session {
    /// Starts a program of the learner's as this peer, in the wire's network, or in this machine's where there
    /// is no wire. `size` is that of its terminal's screen, in columns and rows.
    ///
    /// # Errors
    /// No helper, terminal or thread can be had.
    #[cfg(can_step)]
    pub fn start_program(
        &mut self,
        peer: Peer,
        argv: &[OsString],
        size: Option<(u16, u16)>,
    ) -> Result<(), OpenError> {
        let Some(observer) = self.observers[peer as usize].clone() else {
            return Err(OpenError::NoKernel(self.facts.board.clone()));
        };
        let inbox = self.inbox();
        let reports = inbox.clone();
        let tell: Tell = Arc::new(move |message| reports.put(message));
        let wire = match (peer, &self.board) {
            (Peer::Board, BoardEnd::Kernel(far)) => Some(far.wire()),
            _ => self.wire(),
        };
        let namespaces = wire.map(|wire| {
            let facts = wire.facts();
            (facts.helper as i32, facts.user_namespace)
        });
        if namespaces.is_none() {
            let board = Arg::text(
                self.facts
                    .board_addr
                    .map_or_else(String::new, |ip| ip.to_string()),
            );
            let said = match self.has_gate() {
                true => fact!(t::STEP_NET_BOARD, board = board),
                false => fact!(t::STEP_NET_HOST, board = board),
            };
            inbox.put(Message::Note(said));
        }
        let plan = Plan {
            argv: argv.to_vec(),
            size,
        };
        let program = Program::start(&plan, peer, namespaces, observer, tell);
        self.programs[peer as usize] = Some(program.map_err(OpenError::System)?);
        Ok(())
    }

    /// Whether a program can be this session's host: its kernel is this machine's, and its calls can be followed.
    #[cfg(can_step)]
    pub fn can_step(&self) -> bool {
        self.observers[Peer::Host as usize].is_some()
    }

    /// Here no program's calls can be followed.
    #[cfg(not(can_step))]
    pub fn can_step(&self) -> bool {
        false
    }

    /// Here no program's calls can be followed.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(can_step))]
    pub fn start_program(
        &mut self,
        _peer: Peer,
        _argv: &[OsString],
        _size: Option<(u16, u16)>,
    ) -> Result<(), OpenError> {
        Err(OpenError::System(std::io::ErrorKind::Unsupported.into()))
    }

    /// Lets the learner's program make the call that it stands before; `free` if nobody waits for calls like it
    /// one by one.
    pub fn let_go(&self, peer: Peer, ticket: u32, id: CallId, free: bool) {
        #[cfg(can_step)]
        if let Some(program) = &self.programs[peer as usize] {
            program.let_go(ticket, id, free);
        }
        #[cfg(not(can_step))]
        let _ = (peer, ticket, id, free);
    }

    /// Types these bytes to this peer's program.
    pub fn type_to_program(&self, peer: Peer, bytes: Vec<u8>) {
        #[cfg(can_step)]
        if let Some(program) = &self.programs[peer as usize] {
            program.type_in(bytes);
        }
        #[cfg(not(can_step))]
        let _ = (peer, bytes);
    }

    /// The screen of each program's terminal has so many columns and rows now.
    pub fn resize_program(&self, size: (u16, u16)) {
        #[cfg(can_step)]
        for program in self.programs.iter().flatten() {
            program.resize(size);
        }
        #[cfg(not(can_step))]
        let _ = size;
    }
}
