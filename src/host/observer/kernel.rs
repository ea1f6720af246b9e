//! Where the kernel's word on a socket comes from: TCP_INFO while there is a descriptor, sock_diag
//! by the two addresses when TCP_INFO does not know or there is no descriptor.

use std::io;
use std::net::SocketAddr;

use socket2::Socket;
use sockscope_link::{Kind, State};

use super::entry::Entry;
#[cfg(windows)]
use super::handle::Handle;
#[cfg(windows)]
use super::index::name_of;
#[cfg(target_os = "linux")]
use crate::kernel::sockets;
#[cfg(windows)]
use crate::kernel::tcp_table;
use crate::wire::SocketSource;

#[cfg(target_os = "linux")]
pub use crate::kernel::diag::Found;
#[cfg(target_os = "linux")]
use crate::kernel::diag::{Diag, tcp_state};

/// How often a connection is asked for again that ought to be there, and after which pause.
#[cfg(target_os = "linux")]
const ASK_AGAIN: u32 = 3;
#[cfg(target_os = "linux")]
const PAUSE: std::time::Duration = std::time::Duration::from_micros(50);

/// The ways to ask the kernel.
#[derive(Debug)]
pub struct Kernel {
    #[cfg(target_os = "linux")]
    diag: Option<Diag>,
}

#[cfg(target_os = "linux")]
impl Kernel {
    /// Opens what there is; why sock_diag is not there, if it is not, comes second.
    pub fn open(source: &SocketSource) -> (Kernel, Option<io::Error>) {
        match source.diag().and_then(|fd| Diag::new(Socket::from(fd))) {
            Ok(diag) => (Kernel { diag: Some(diag) }, None),
            Err(error) => (Kernel { diag: None }, Some(error)),
        }
    }

    /// The connection between these addresses, if the kernel has it. `None`: it cannot be asked.
    pub fn connection(&mut self, local: SocketAddr, remote: SocketAddr) -> Option<Option<Found>> {
        self.diag.as_mut()?.connection(local, remote).ok()
    }

    /// The same, for one that must not be missed. While the kernel puts another structure in the
    /// place of a connection (a request becomes a socket, a socket becomes a TIME-WAIT), a query
    /// on another processor can find neither (inet_twsk_hashdance_schedule): ask again.
    fn connection_surely(
        &mut self,
        before: State,
        local: SocketAddr,
        remote: SocketAddr,
    ) -> Option<Option<Found>> {
        let changes_structure = matches!(
            before,
            State::SynReceived | State::FinWait1 | State::FinWait2 | State::Closing
        );
        for _ in 0..if changes_structure { ASK_AGAIN } else { 0 } {
            let found = self.connection(local, remote)?;
            if found.is_some() {
                return Some(found);
            }
            std::thread::sleep(PAUSE);
        }
        self.connection(local, remote)
    }

    /// Every connection of this port (slow).
    pub fn connections(&mut self, local: SocketAddr) -> Vec<Found> {
        let found = (self.diag.as_mut()).and_then(|diag| diag.connections(local).ok());
        found.unwrap_or_default()
    }

    /// How many connections wait in a listener's queue.
    pub fn queue_length(&self, listener: &Socket) -> Option<u32> {
        Some(sockets::tcp_info(listener).ok()?.unacked)
    }

    /// A listener's backlog, as the kernel has it: no more than SOMAXCONN.
    pub fn backlog(&self, listener: &Socket) -> Option<u32> {
        Some(sockets::tcp_info(listener).ok()?.sacked)
    }

    /// The entry's state now, and what is left of its timer in milliseconds. `None`: the kernel
    /// has no way to say.
    pub fn look(&mut self, entry: &Entry) -> Option<(State, Option<u32>)> {
        if entry.kind == Kind::Dgram {
            return Some((named(entry), None));
        }
        let by_descriptor = match &entry.socket {
            Some(handle) => match handle.socket() {
                Some(socket) => tcp_state(sockets::tcp_info(&socket).ok()?.state)?,
                // Nobody lends it any more: the connection's addresses say what became of it.
                None if entry.begun() && entry.tuple().is_some() => State::Closed,
                None => return None,
            },
            None => State::Closed,
        };
        match (by_descriptor, entry.state) {
            // CLOSE is the kernel's word for a socket that has not begun, too.
            (State::Closed, State::Unbound | State::Bound) => Some((named(entry), None)),
            // Also for one whose connection lives on without it, in TIME-WAIT or as an orphan.
            (State::Closed, State::Closed | State::Listen) => Some((State::Closed, None)),
            (State::Closed, before) => {
                let Some((local, remote)) = entry.tuple() else {
                    return Some((State::Closed, None));
                };
                let found = self.connection_surely(before, local, remote)?;
                let found = found.filter(|found| is_the_same(before, found.state));
                Some(found.map_or((State::Closed, None), |found| (found.state, found.timer_ms)))
            }
            (state, _) if super::entry::is_transient(state) => {
                let timer_ms = (entry.tuple())
                    .and_then(|(local, remote)| self.connection(local, remote)??.timer_ms);
                Some((state, timer_ms))
            }
            (state, _) => Some((state, None)),
        }
    }
}

/// Without sock_diag: Windows has SIO_TCP_INFO and a table of its connections; elsewhere the kernel says
/// nothing of TCP's states, and they are inferred from calls.
#[cfg(not(target_os = "linux"))]
impl Kernel {
    /// Nothing to open; the error says so.
    pub fn open(_source: &SocketSource) -> (Kernel, Option<io::Error>) {
        (Kernel {}, Some(io::ErrorKind::Unsupported.into()))
    }

    /// The entry's state now, as far as it can be asked for.
    pub fn look(&mut self, entry: &Entry) -> Option<(State, Option<u32>)> {
        let unnamed = matches!(entry.state, State::Unbound | State::Bound);
        if entry.kind == Kind::Dgram {
            return Some((named(entry), None));
        }
        match self.state(entry) {
            Some(State::Closed) | None if unnamed => Some((named(entry), None)),
            state => state.map(|state| (state, None)),
        }
    }

    /// What the system says of the entry's connection.
    #[cfg(windows)]
    fn state(&mut self, entry: &Entry) -> Option<State> {
        let socket = entry.socket.as_ref().and_then(Handle::socket);
        let socket = socket.as_deref();
        if let Some(state) = socket.and_then(|socket| tcp_table::state(socket).ok()) {
            return Some(state);
        }
        if let Some((local, remote)) = entry.tuple() {
            return Some(
                self.connection(local, remote)?
                    .map_or(State::Closed, |found| found.state),
            );
        }
        // A listener that was closed has its name here only.
        let Some(local) = socket.and_then(name_of).or(entry.local) else {
            return Some(State::Closed);
        };
        let mut rows = tcp_table::rows().ok()?.into_iter();
        let listens = rows.any(|row| row.state == State::Listen && row.local == local);
        Some(if listens {
            State::Listen
        } else {
            State::Closed
        })
    }

    /// What the system says of the entry's connection: nothing.
    #[cfg(not(windows))]
    fn state(&mut self, _entry: &Entry) -> Option<State> {
        None
    }

    /// The connection between these addresses, if the system has it. `None`: it cannot be asked.
    #[cfg(windows)]
    pub fn connection(&mut self, local: SocketAddr, remote: SocketAddr) -> Option<Option<Found>> {
        let mut rows = tcp_table::rows().ok()?.into_iter();
        let row = rows.find(|row| (row.local, row.remote) == (local, remote));
        Some(row.map(found))
    }

    /// Not to be had.
    #[cfg(not(windows))]
    pub fn connection(&mut self, _local: SocketAddr, _remote: SocketAddr) -> Option<Option<Found>> {
        None
    }

    /// Every connection of this port.
    #[cfg(windows)]
    pub fn connections(&mut self, local: SocketAddr) -> Vec<Found> {
        let rows = tcp_table::rows().unwrap_or_default().into_iter();
        let of = rows.filter(|row| row.local.port() == local.port() && row.remote.port() != 0);
        of.map(found).collect()
    }

    /// Not to be had.
    #[cfg(not(windows))]
    pub fn connections(&mut self, _local: SocketAddr) -> Vec<Found> {
        Vec::new()
    }

    /// Not to be had.
    pub fn queue_length(&self, _listener: &Socket) -> Option<u32> {
        None
    }

    /// Not to be had.
    pub fn backlog(&self, _listener: &Socket) -> Option<u32> {
        None
    }
}

/// A row of the table: it says no more than the state.
#[cfg(windows)]
fn found(row: tcp_table::Row) -> Found {
    Found {
        state: row.state,
        local: row.local,
        remote: row.remote,
        timer_ms: None,
        retransmits: 0,
        recv_queue: 0,
        send_queue: 0,
        inode: 0,
    }
}

/// What sock_diag would have found, where there is none.
#[cfg(not(target_os = "linux"))]
#[derive(Clone, Debug)]
pub struct Found {
    pub state: State,
    pub local: SocketAddr,
    pub remote: SocketAddr,
    pub timer_ms: Option<u32>,
    pub retransmits: u8,
    pub recv_queue: u32,
    pub send_queue: u32,
    pub inode: u32,
}

/// UNBOUND or BOUND, by the socket's name; CLOSED without a descriptor.
///
/// UDP has no other states. The kernel marks a connected UDP socket ESTABLISHED, but nothing was
/// established: no segment was sent, and the other end knows nothing of it.
fn named(entry: &Entry) -> State {
    let Some(socket) = entry.socket() else {
        return State::Closed;
    };
    match socket.local_addr().ok().and_then(|addr| addr.as_socket()) {
        Some(addr) if addr.port() != 0 => State::Bound,
        _ => State::Unbound,
    }
}

/// Whether what the kernel has under these addresses can still be the same connection: a new one
/// may have taken them over.
#[cfg(target_os = "linux")]
fn is_the_same(before: State, now: State) -> bool {
    before == now || !crate::rfc9293::paths(before, now).is_empty()
}
