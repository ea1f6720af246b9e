//! The learner's own program as the host's end of a session.

use sockscope_link::CallId;

use super::Session;
#[cfg(can_step)]
use {
    super::OpenError,
    crate::learner::{Plan, Program, Tell},
    crate::peer::Peer,
    std::sync::Arc,
};

impl Session {
    /// Starts the learner's program as the host's end, in the wire's network, or in this machine's where there
    /// is no wire.
    ///
    /// # Errors
    /// No helper, terminal or thread can be had.
    #[cfg(can_step)]
    pub fn start_program(&mut self, plan: &Plan) -> Result<(), OpenError> {
        let Some(observer) = self.observer.clone() else {
            return Err(OpenError::Board(self.facts.board.clone()));
        };
        let inbox = self.inbox();
        let tell: Tell = Arc::new(move |message| inbox.put(message));
        let namespaces = self.wire().map(|wire| {
            let facts = wire.facts();
            (facts.helper as i32, facts.user_namespace)
        });
        let program = Program::start(plan, Peer::Host, namespaces, observer, tell);
        self.program = Some(program.map_err(OpenError::System)?);
        Ok(())
    }

    /// Lets the learner's program make the call that it stands before.
    pub fn let_go(&self, ticket: u32, id: CallId) {
        #[cfg(can_step)]
        if let Some(program) = &self.program {
            program.let_go(ticket, id);
        }
        #[cfg(not(can_step))]
        let _ = (ticket, id);
    }
}
