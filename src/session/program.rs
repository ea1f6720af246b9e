//! The learner's own program as the host's end of a session.

use std::ffi::OsString;

use sockscope_link::CallId;

use super::{OpenError, Session};
#[cfg(can_step)]
use {
    crate::learner::{Plan, Program, Tell},
    crate::peer::Peer,
    std::sync::Arc,
};

impl Session {
    /// Starts the learner's program as the host's end, in the wire's network, or in this machine's where there
    /// is no wire. `size` is that of its terminal's screen, in columns and rows.
    ///
    /// # Errors
    /// No helper, terminal or thread can be had.
    #[cfg(can_step)]
    pub fn start_program(
        &mut self,
        argv: &[OsString],
        size: Option<(u16, u16)>,
    ) -> Result<(), OpenError> {
        let Some(observer) = self.observer.clone() else {
            return Err(OpenError::Board(self.facts.board.clone()));
        };
        let inbox = self.inbox();
        let tell: Tell = Arc::new(move |message| inbox.put(message));
        let namespaces = self.wire().map(|wire| {
            let facts = wire.facts();
            (facts.helper as i32, facts.user_namespace)
        });
        let plan = Plan {
            argv: argv.to_vec(),
            size,
        };
        let program = Program::start(&plan, Peer::Host, namespaces, observer, tell);
        self.program = Some(program.map_err(OpenError::System)?);
        Ok(())
    }

    /// Here no program's calls can be followed.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(can_step))]
    pub fn start_program(
        &mut self,
        _argv: &[OsString],
        _size: Option<(u16, u16)>,
    ) -> Result<(), OpenError> {
        Err(OpenError::System(std::io::ErrorKind::Unsupported.into()))
    }

    /// Lets the learner's program make the call that it stands before; `free` if nobody waits for calls like it
    /// one by one.
    pub fn let_go(&self, ticket: u32, id: CallId, free: bool) {
        #[cfg(can_step)]
        if let Some(program) = &self.program {
            program.let_go(ticket, id, free);
        }
        #[cfg(not(can_step))]
        let _ = (ticket, id, free);
    }

    /// Types these bytes to the learner's program.
    pub fn type_to_program(&self, bytes: Vec<u8>) {
        #[cfg(can_step)]
        if let Some(program) = &self.program {
            program.type_in(bytes);
        }
        #[cfg(not(can_step))]
        let _ = bytes;
    }

    /// The screen of its terminal has so many columns and rows now.
    pub fn resize_program(&self, size: (u16, u16)) {
        #[cfg(can_step)]
        if let Some(program) = &self.program {
            program.resize(size);
        }
        #[cfg(not(can_step))]
        let _ = size;
    }
}
