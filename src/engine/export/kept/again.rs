//! What was done and seen, written so that it can be done and seen again, whoever plays which part.

use std::convert::Infallible;

use sockscope_link::{CallName, Rewrite};

use crate::lesson::limits;
use crate::peer::Peer;
use crate::script::{Actor, DataExpr, Endpoint, FdExpr, Outcome, Place, Role};
use crate::timeline::Returned;

/// How a call ended, as far as it ends so again: numbers of descriptors, of bytes and addresses do not.
pub(super) fn outcome(back: &Returned) -> Outcome {
    if let Some(errno) = &back.errno {
        return Outcome::Errno(errno.errno());
    }
    match (back.call, &back.data) {
        (CallName::Recv | CallName::Read | CallName::RecvFrom, Some(data))
            if data.len() as i64 == back.ret
                && data.len() < limits::LINE / 2
                && !data.contains('\\') =>
        {
            let bytes = data.as_bytes().to_vec();
            Outcome::Data(DataExpr { bytes, times: 1 })
        }
        (
            CallName::Bind
            | CallName::Listen
            | CallName::Connect
            | CallName::Send
            | CallName::Write
            | CallName::SendTo
            | CallName::Recv
            | CallName::Read
            | CallName::RecvFrom
            | CallName::Shutdown
            | CallName::Close
            | CallName::Poll
            | CallName::Select,
            _,
        ) => Outcome::Return(back.ret),
        _ => Outcome::Ok,
    }
}

pub(super) const fn part(peer: Peer, role: Role) -> Actor {
    match (peer, role) {
        (Peer::Host, Role::Server) | (Peer::Board, Role::Client) => Actor::Server,
        _ => Actor::Client,
    }
}

/// Writes the places of a call by the parts.
pub(super) struct Parts(pub(super) Role);

impl Rewrite<FdExpr, Endpoint, DataExpr> for Parts {
    type Fd = FdExpr;
    type Addr = Endpoint;
    type Data = DataExpr;
    type Error = Infallible;

    fn fd(&self, fd: &FdExpr) -> Result<FdExpr, Infallible> {
        Ok(fd.clone())
    }

    fn addr(&self, addr: &Endpoint) -> Result<Endpoint, Infallible> {
        let place = match addr.place {
            Place::Of(actor) => Place::Of(part(actor.peer(self.0), self.0)),
            Place::Of6(actor) => Place::Of6(part(actor.peer(self.0), self.0)),
            place => place,
        };
        Ok(Endpoint { place, ..*addr })
    }

    fn data(&self, data: &DataExpr) -> Result<DataExpr, Infallible> {
        Ok(data.clone())
    }
}
