//! Both ends wait for each other: nothing is under way, and nothing else can wake either.

use sockscope_link::{CallName, Kind, State};

use super::kept::{Begun, Spot};
use super::{Findings, facing, ports};
use crate::fact;
use crate::peer::Peer;
use crate::timeline::Fact;
use crate::words::t;
use crate::world::{CallRecord, Socket, World, after};

/// What a call that waits waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// Somebody who calls.
    Caller,
    /// Something to read.
    Bytes,
    /// Room for what it sends.
    Room,
}

impl Findings {
    /// The program waits, and nothing but the other end can wake it; that waits, too.
    pub(super) fn waits_in_vain(&mut self, world: &World) {
        let waiting: Vec<Begun> = self.waiting(world).cloned().collect();
        // Whoever waits to be called may be called by somebody new, who changes everything.
        let called = waiting
            .iter()
            .find(|begun| self.can_be_called(begun, world));
        match called {
            Some(begun) => self.waits_for_callers(&begun.clone(), world),
            None => waiting
                .iter()
                .for_each(|begun| self.waits_for_other(begun, world)),
        }
    }

    /// The sockets that a call waits for, and what for.
    fn wait_of(&self, begun: &Begun) -> Vec<(u32, For)> {
        if let (Some(socket), Some(what)) = (begun.socket, waits(begun.call)) {
            return vec![(socket, what)];
        }
        let entry = |(fd, reads): (&str, bool)| {
            let socket = self.places.get(&(begun.pid, fd.parse().ok()?))?;
            Some((*socket, if reads { For::Bytes } else { For::Room }))
        };
        ports::awaited(&begun.text)
            .into_iter()
            .filter_map(entry)
            .collect()
    }

    /// Whether a call waits for somebody new: a client, or a datagram from anywhere.
    fn can_be_called(&self, begun: &Begun, world: &World) -> bool {
        let is_open = |(socket, _): &(u32, For)| {
            matches!(
                self.state(world, *socket),
                Some((State::Listen, _) | (_, Kind::Dgram))
            )
        };
        self.wait_of(begun).iter().any(is_open)
    }

    /// Both ends wait to be called.
    fn waits_for_callers(&mut self, begun: &Begun, world: &World) {
        let Some((socket, _)) = self.wait_of(begun).first().copied() else {
            return;
        };
        let mut theirs = world
            .blocked()
            .filter(|call| call.peer == self.peer.other());
        let both = theirs.any(|call| call.call == CallName::Accept);
        let alone = world
            .live(self.peer)
            .filter(|socket| socket.remote.is_some())
            .count()
            == 0;
        if both && alone && self.is_stream(world, socket) {
            let what = fact!(t::FOUND_BOTH_ACCEPT, call = begun.call);
            self.find_once(socket, &begun.spot.clone(), what, "handshake");
        }
    }

    /// Both ends of each connection that the call waits for wait for the same.
    fn waits_for_other(&mut self, begun: &Begun, world: &World) {
        let wait = self.wait_of(begun);
        let others = wait.iter().map(|(socket, what)| {
            self.other_waits(world, *socket)
                .filter(|(_, others)| others == what)
        });
        let Some(others) = others.collect::<Option<Vec<_>>>() else {
            return;
        };
        let (Some((socket, what)), Some((other, _))) = (wait.first(), others.first()) else {
            return;
        };
        let (call, other) = (begun.call, other.call);
        let (what, lesson): (Fact, _) = match what {
            For::Bytes => (
                fact!(t::FOUND_BOTH_READ, call = call, other = other),
                "stream",
            ),
            For::Room => (
                fact!(t::FOUND_BOTH_SEND, call = call, other = other),
                "window",
            ),
            For::Caller => return,
        };
        let spot: Spot = begun.spot.clone();
        self.find_once(*socket, &spot, what, lesson);
    }

    /// The other end's call that waits on the other end of this socket's connection, and what for.
    fn other_waits<'a>(&self, world: &'a World, socket: u32) -> Option<(&'a CallRecord, For)> {
        let (ours, other) = (world.socket(self.peer, socket)?, self.peer.other());
        let theirs = facing(world, ours).and_then(|id| world.socket(other, id))?;
        let mut calls = world.blocked().filter(|call| call.peer == other);
        calls.find_map(|call| Some((call, waits_on(call, theirs)?)))
    }
}

/// What this call waits for; `None` if that stands in its arguments, or it waits for nothing.
fn waits(call: CallName) -> Option<For> {
    use CallName as C;
    match call {
        C::Accept => Some(For::Caller),
        C::Recv | C::RecvFrom | C::Read => Some(For::Bytes),
        C::Send | C::SendTo | C::Write => Some(For::Room),
        _ => None,
    }
}

/// What a call waits for on this socket.
fn waits_on(call: &CallRecord, socket: &Socket) -> Option<For> {
    let about = call.fd.as_deref().is_some_and(|fd| socket.is_called(fd));
    if let Some(what) = waits(call.call).filter(|_| about) {
        return Some(what);
    }
    let entry = ports::awaited(&call.text)
        .into_iter()
        .find(|(fd, _)| socket.is_called(fd));
    entry.map(|(_, reads)| if reads { For::Bytes } else { For::Room })
}

/// Whether something was sent that has not been acknowledged: its timer runs, and it comes once more. What was
/// sent into a window of 0 only asks whether that is still so.
pub(super) fn is_under_way(world: &World) -> bool {
    let mut sockets = world.live(Peer::Host);
    sockets.any(|socket| {
        let (Some(local), Some(remote)) = (socket.local, socket.remote) else {
            return false;
        };
        [(local, remote), (remote, local)]
            .into_iter()
            .any(|(src, dst)| {
                let flow = world.flows.find(src, dst);
                let told = world.flows.find(dst, src).and_then(|back| back.told);
                let shut = told.is_some_and(|told| told.win == 0);
                flow.is_some_and(|flow| after(flow.next, flow.una) && !shut)
            })
    })
}
