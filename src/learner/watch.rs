//! Looks at the kernel around each call of the learner's program, as the host's peer does around its own,
//! and reports what it sees in the same words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use sockscope_link::{
    Call, CallId, Cause, Errno, Fd, How, Kind, Report, Return, SocketId, State, Value,
};

use super::lender::Lender;
use super::protocol::{Caught, Inode, Place, Said, Socket, Ticket};
use crate::host::{Lend, Seen};
use crate::kernel::sockets;
use crate::peer::Peer;

/// A socket of the program that the observer knows.
#[derive(Clone, Debug)]
struct Known {
    id: SocketId,
    lender: Arc<Lender>,
}

/// A call between its stop and its return.
#[derive(Debug)]
struct Open {
    caught: Caught,
    id: CallId,
    blocked: bool,
    /// For a close: whether a reset goes out instead of a FIN, if it takes the socket with it.
    aborts: bool,
}

/// The sockets of the program, and its calls.
#[derive(Debug)]
pub struct Watch {
    peer: Peer,
    /// The processes that have sockets, or may.
    pids: BTreeSet<i32>,
    sockets: BTreeMap<Inode, Known>,
    /// What was caught and has not been let go.
    held: BTreeMap<Ticket, Caught>,
    open: BTreeMap<Ticket, Open>,
    /// The sockets that a process takes with it, and whether with a reset.
    ends: BTreeMap<Ticket, Vec<(Inode, bool)>>,
}

impl Watch {
    /// Watches the program that is this peer.
    pub fn new(peer: Peer) -> Watch {
        Watch {
            peer,
            pids: BTreeSet::new(),
            sockets: BTreeMap::new(),
            held: BTreeMap::new(),
            open: BTreeMap::new(),
            ends: BTreeMap::new(),
        }
    }

    /// A process has the sockets of another one, too.
    pub fn made(&mut self, pid: i32) {
        self.pids.insert(pid);
    }

    /// A call was caught.
    pub fn caught(&mut self, seen: &mut Seen, caught: &Caught) {
        self.pids.insert(caught.pid);
        if let (Some(socket), Some(&fd)) = (caught.socket, caught.call.fd()) {
            let pid = caught.pid;
            self.know(seen, socket, Place { pid, fd });
        }
        self.held.insert(caught.ticket, caught.clone());
    }

    /// The number of the socket that a call is about.
    pub fn number(&self, caught: &Caught) -> Option<u32> {
        self.known(caught).map(|known| known.id.0)
    }

    /// The call is about to be let go: what has moved until now, it did not move. False if it is gone.
    pub fn before(&mut self, seen: &mut Seen, ticket: Ticket, id: CallId) -> bool {
        let Some(caught) = self.held.remove(&ticket) else {
            return false;
        };
        let mut aborts = false;
        if let Some(known) = self.known(&caught) {
            if matches!(caught.call, Call::Close { .. }) {
                // Whether the socket goes with this descriptor is only known afterwards.
                aborts = self.aborts(seen, &known);
            } else {
                seen.before_call(self.peer, known.id);
            }
        }
        let blocked = false;
        let open = Open {
            caught,
            id,
            blocked,
            aborts,
        };
        self.open.insert(ticket, open);
        true
    }

    /// A socket's descriptor is about to be closed; whether a reset goes out if it is the last one: a linger time
    /// of 0 (socket(7)), or bytes that nobody read (RFC 2525 section 2.17).
    fn aborts(&self, seen: &mut Seen, known: &Known) -> bool {
        seen.before_call(self.peer, known.id);
        let connected = seen.state(self.peer, known.id).is_some_and(has_connection);
        let resets = |socket: socket2::Socket| {
            let linger = socket.linger().ok().flatten();
            linger == Some(Duration::ZERO) || sockets::readable_bytes(&socket) > 0
        };
        connected && known.lender.lend().is_some_and(resets)
    }

    /// The socket was closed with its last descriptor.
    fn left(&mut self, seen: &mut Seen, inode: Inode, aborts: bool) {
        if let Some(known) = self.sockets.remove(&inode) {
            seen.detach(self.peer, known.id);
            if aborts || !seen.closing(self.peer, known.id) {
                seen.after_call(self.peer, known.id, Some(Cause::Call));
            }
        }
    }

    /// The call waits in the kernel.
    pub fn blocked(&mut self, seen: &mut Seen, ticket: Ticket) {
        let Some(open) = self.open.get_mut(&ticket).filter(|open| !open.blocked) else {
            return;
        };
        open.blocked = true;
        let (id, caught) = (open.id, open.caught.clone());
        if let (Call::Connect { addr, .. }, Some(known)) = (&caught.call, self.known(&caught)) {
            seen.connecting(self.peer, known.id, *addr);
            seen.after_call(self.peer, known.id, None);
        }
        seen.report(self.peer, Report::Blocked { id });
    }

    /// The call has run: the socket that it made, and where the one that it closed is still open.
    pub fn returned(
        &mut self,
        seen: &mut Seen,
        ticket: Ticket,
        mut ret: Return,
        (made, still): (Option<Socket>, Vec<Place>),
    ) {
        let Some(open) = self.open.remove(&ticket) else {
            return;
        };
        let place = ret.result.as_ref().ok().and_then(|fd| {
            let (pid, fd) = (open.caught.pid, Fd::try_from(*fd).ok()?);
            Some(Place { pid, fd })
        });
        match (&open.caught.call, made, place) {
            (Call::Socket { .. }, Some(socket), Some(place)) => self.know(seen, socket, place),
            (Call::Accept { .. }, Some(socket), Some(place)) => {
                let remote = self.accepted(seen, &open.caught, socket, place);
                ret.value = remote.map_or(Value::None, Value::Addr);
            }
            (Call::Dup { .. }, Some(socket), Some(place)) => {
                if let Some(known) = self.sockets.get(&socket.inode) {
                    known.lender.add(place);
                }
            }
            _ if matches!(open.caught.call, Call::Close { .. }) => self.closed(seen, &open, still),
            _ => self.looked(seen, &open, &ret),
        }
        let id = open.id;
        seen.report(self.peer, Report::Return { id, ret });
    }

    /// The looks after a call that makes no descriptor.
    fn looked(&mut self, seen: &mut Seen, open: &Open, ret: &Return) {
        let Some(known) = self.known(&open.caught) else {
            return;
        };
        let (peer, id, ok) = (self.peer, known.id, ret.result.is_ok());
        match open.caught.call {
            Call::Bind { .. } | Call::Listen { .. } | Call::Shutdown { .. } => {
                self.moved(seen, &open.caught.call, id, ok);
            }
            Call::Connect { addr, .. } => {
                let begun = matches!(ret.result, Ok(_) | Err(Errno::InProgress));
                let stream = (open.caught.socket).is_some_and(|s| s.kind == Kind::Stream);
                if begun && stream && !open.blocked {
                    seen.connecting(peer, id, addr);
                }
                seen.after_call(peer, id, None);
                if ok && stream {
                    seen.imply(peer, id, State::Established, Cause::Segment(None));
                }
            }
            Call::SetSockOpt { opt, .. } if ok => seen.option_set(peer, id, opt),
            Call::Send { .. } | Call::SendTo { .. } | Call::Write { .. } => {
                let named = open.caught.socket.is_some_and(|s| s.kind == Kind::Dgram);
                if named || !ok {
                    seen.after_call(peer, id, None);
                }
            }
            Call::Recv { .. } | Call::RecvFrom { .. } | Call::Read { .. }
                if !matches!(ret.result, Ok(1..)) =>
            {
                seen.after_call(peer, id, None);
            }
            _ => {}
        }
    }

    fn moved(&self, seen: &mut Seen, call: &Call, id: SocketId, ok: bool) {
        let mut told = false;
        match *call {
            Call::Bind { .. } if ok => seen.bound(self.peer, id),
            Call::Listen { backlog, .. } if ok => {
                seen.set_backlog(self.peer, id, backlog);
                seen.imply(self.peer, id, State::Listen, Cause::Call);
            }
            Call::Shutdown { how, .. } if ok && how != How::Read => {
                told = seen.closing(self.peer, id);
            }
            _ => {}
        }
        if !told {
            seen.after_call(self.peer, id, Some(Cause::Call));
        }
    }

    /// close() took one of a socket's descriptors away, or the socket itself.
    fn closed(&mut self, seen: &mut Seen, open: &Open, still: Vec<Place>) {
        let (Some(known), Some(socket)) = (self.known(&open.caught), open.caught.socket) else {
            return;
        };
        match still.first().map(|place| place.fd) {
            Some(fd) => {
                known.lender.replace(still);
                let lender: Arc<dyn Lend> = known.lender.clone();
                seen.replace(self.peer, known.id, lender, Some(fd));
            }
            None => self.left(seen, socket.inode, open.aborts),
        }
    }

    fn accepted(
        &mut self,
        seen: &mut Seen,
        caught: &Caught,
        socket: Socket,
        place: Place,
    ) -> Option<std::net::SocketAddr> {
        let listener = self.known(caught)?;
        let lender = Arc::new(Lender::new(socket.inode, place));
        let address = |socket: socket2::Socket| socket.peer_addr().ok()?.as_socket();
        let remote = lender.lend().and_then(address);
        let lent: Arc<dyn Lend> = lender.clone();
        let id = seen.accepted(self.peer, listener.id, lent, place.fd, remote);
        self.sockets.insert(socket.inode, Known { id, lender });
        remote
    }

    /// Makes a socket known to the observer, if it is not yet: it was just made, or the program has it from
    /// elsewhere.
    fn know(&mut self, seen: &mut Seen, socket: Socket, place: Place) {
        if self.sockets.contains_key(&socket.inode) {
            return;
        }
        let lender = Arc::new(Lender::new(socket.inode, place));
        let lent: Arc<dyn Lend> = lender.clone();
        let id = seen.opened(self.peer, lent, place.fd, socket.kind);
        self.sockets.insert(socket.inode, Known { id, lender });
    }

    fn known(&self, caught: &Caught) -> Option<Known> {
        self.sockets.get(&caught.socket?.inode).cloned()
    }

    /// A process is about to end, and these sockets with it.
    pub fn ends(&mut self, seen: &mut Seen, ticket: Ticket, pid: i32, sockets: &[(Fd, Socket)]) {
        let mut leaving = Vec::new();
        for &(fd, socket) in sockets {
            // One that it got from elsewhere and never used is not shown in its last moment either.
            if let Some(known) = self.sockets.get(&socket.inode).cloned() {
                known.lender.replace(vec![Place { pid, fd }]);
                leaving.push((socket.inode, self.aborts(seen, &known)));
            }
        }
        self.ends.insert(ticket, leaving);
    }

    /// A process has ended.
    pub fn ended(&mut self, seen: &mut Seen, pid: i32, ticket: Option<Ticket>) {
        self.pids.remove(&pid);
        let Some(ticket) = ticket else {
            return;
        };
        for (inode, aborts) in self.ends.remove(&ticket).unwrap_or_default() {
            self.left(seen, inode, aborts);
        }
    }

    /// These sockets have lost their last descriptor by other ways than close().
    pub fn lost(&mut self, seen: &mut Seen, gone: &[Inode]) {
        for inode in gone {
            self.left(seen, *inode, false);
        }
    }

    /// The task that made the call is gone.
    pub fn dropped(&mut self, ticket: Ticket) {
        self.held.remove(&ticket);
        self.open.remove(&ticket);
    }
}

/// Whether what was said is what came of this ticket.
pub fn settles(said: &Said, ticket: Ticket) -> bool {
    match said {
        Said::Blocked(of) | Said::Dropped(of) | Said::Returned { ticket: of, .. } => *of == ticket,
        Said::Ended { ticket: of, .. } => *of == Some(ticket),
        _ => false,
    }
}

fn has_connection(state: State) -> bool {
    !matches!(
        state,
        State::Unbound | State::Bound | State::Listen | State::Closed | State::SynSent
    )
}
