//! How the observer reaches a socket that has a descriptor.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use socket2::Socket;

/// Gives a socket of another process for the time of one look. Nothing may keep it longer: a socket is
/// closed when its last descriptor is.
pub trait Lend: fmt::Debug + Send + Sync {
    /// The socket, under a descriptor of this process; `None` if it is gone, or nobody may have it.
    fn lend(&self) -> Option<Socket>;
}

/// A socket with a descriptor.
#[derive(Clone, Debug)]
pub enum Handle {
    /// Of this process.
    Own(Arc<Socket>),
    /// Of another one.
    Lent(Arc<dyn Lend>),
}

impl Handle {
    /// The socket, for one look.
    pub fn socket(&self) -> Option<AtHand> {
        match self {
            Handle::Own(socket) => Some(AtHand::Own(Arc::clone(socket))),
            Handle::Lent(from) => from.lend().map(AtHand::Lent),
        }
    }
}

impl From<Arc<Socket>> for Handle {
    fn from(socket: Arc<Socket>) -> Handle {
        Handle::Own(socket)
    }
}

impl From<Arc<dyn Lend>> for Handle {
    fn from(from: Arc<dyn Lend>) -> Handle {
        Handle::Lent(from)
    }
}

/// A socket that is being looked at.
pub enum AtHand {
    /// Of this process.
    Own(Arc<Socket>),
    /// Of another one, and given back with this value.
    Lent(Socket),
}

impl Deref for AtHand {
    type Target = Socket;

    fn deref(&self) -> &Socket {
        match self {
            AtHand::Own(socket) => socket,
            AtHand::Lent(socket) => socket,
        }
    }
}
