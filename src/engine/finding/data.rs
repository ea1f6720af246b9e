//! What was sent or received in part, and what came to nobody.

use sockscope_link::{Call, CallName, Flags, State};

use super::kept::{Begun, Left, Rest, Spot};
use super::{Findings, facing, number};
use crate::fact;
use crate::script::{LineKind, parse_line};
use crate::timeline::{Arg, Fact, Packet, Returned};
use crate::words::t;
use crate::world::World;

/// How often a program may read 0 before that is said: once to learn of it, and once more by a library.
const ZEROS: u32 = 3;

impl Findings {
    /// A send has returned.
    pub(super) fn sent(&mut self, begun: &Begun, ret: i64, world: &World) {
        let (Some(socket), Ok(took)) = (begun.socket, u64::try_from(ret)) else {
            return;
        };
        if !self.is_stream(world, socket) {
            return;
        }
        let rest = begun.len.filter(|len| took < *len).map(|len| Rest {
            spot: begun.spot.clone(),
            call: begun.call,
            len,
            took,
            begins: bytes_of(&begun.text).and_then(|bytes| after(&bytes, took)),
        });
        let record = self.record(socket);
        record.sent += took;
        record.rest = rest;
    }

    /// A send on a socket that takes nothing now: it was to be made again.
    pub(super) fn took_nothing(&mut self, begun: &Begun) {
        let (Some(socket), Some(len)) = (begun.socket, begun.len) else {
            return;
        };
        let record = self.record(socket);
        record.rest.get_or_insert_with(|| Rest {
            spot: begun.spot.clone(),
            call: begun.call,
            len,
            took: 0,
            begins: None,
        });
    }

    /// The next send begins: with the rest of the one before, or with something else.
    pub(super) fn sends_next(&mut self, begun: &Begun) {
        use CallName as C;
        let sends = matches!(begun.call, C::Send | C::SendTo | C::Write);
        let Some(socket) = begun.socket.filter(|_| sends) else {
            return;
        };
        let rest = self.record(socket).rest.clone();
        let Some((rest, wanted)) = rest.and_then(|rest| Some((rest.clone(), rest.begins?))) else {
            return;
        };
        let given = bytes_of(&begun.text);
        let other = given.is_some_and(|given| !begin_alike(&given, &wanted));
        if other {
            let (call, took, len) = (rest.call, rest.took, rest.len);
            let what = fact!(t::FOUND_SENT_OTHER, call = call, took = took, len = len);
            self.find_once(socket, &rest.spot, what, "window");
        }
    }

    /// Nothing more is sent: what a send has left is never sent.
    pub(super) fn leaves_rest(&mut self, socket: u32) {
        let Some(rest) = self.record(socket).rest.take() else {
            return;
        };
        let Rest {
            spot,
            call,
            len,
            took,
            ..
        } = rest;
        let what = match took {
            0 => fact!(t::FOUND_SENT_NONE, call = call, len = len),
            _ => fact!(
                t::FOUND_SENT_PART,
                call = call,
                took = took,
                len = len,
                rest = len.saturating_sub(took)
            ),
        };
        self.find_once(socket, &spot, what, "window");
    }

    /// A receive has returned.
    pub(super) fn received(&mut self, begun: &Begun, ret: i64, world: &World) {
        let (Some(socket), Ok(got)) = (begun.socket, u64::try_from(ret)) else {
            return;
        };
        let asked = begun.len.unwrap_or(0);
        if begun.sets.peeks || asked == 0 || !self.is_stream(world, socket) {
            return;
        }
        let record = self.record(socket);
        record.received += got;
        if got > 0 {
            record.zeros = 0;
            record.got = Some((begun.spot.clone(), begun.call));
            return;
        }
        record.zeros = record.zeros.saturating_add(1);
        if record.zeros == ZEROS {
            let what = fact!(t::FOUND_ZERO, call = begun.call, times = ZEROS);
            self.find_once(socket, &begun.spot, what, "goodbye");
        }
    }

    /// Calls that were not shown one by one have moved data.
    pub(super) fn folded(&mut self, fact: &Fact) {
        let call = fact.args.get("call").cloned();
        let place = number(fact, "pid").zip(number(fact, "fd"));
        let place = place.and_then(|(pid, fd)| Some((pid, i32::try_from(fd).ok()?)));
        let socket = place.and_then(|place| self.places.get(&place).copied());
        let (Some(socket), Some(Arg::Int(bytes))) = (socket, fact.args.get("bytes")) else {
            return;
        };
        let bytes = u64::try_from(*bytes).unwrap_or(0);
        let receives = [CallName::Recv, CallName::RecvFrom, CallName::Read];
        let record = self.record(socket);
        match receives.iter().any(|name| call == Some(Arg::text(name))) {
            true => record.received = record.received.saturating_add(bytes),
            false => record.sent = record.sent.saturating_add(bytes),
        }
    }

    /// A descriptor is about to be closed; with the last one goes the socket.
    pub(super) fn closes(&mut self, begun: &Begun, world: &World) {
        if let Some(socket) = begun.socket
            && self.holders(socket).len() < 2
        {
            self.leaves_rest(socket);
            self.leaves_unread(socket, &begun.spot, world);
        }
    }

    /// The socket goes with this call, or with the process after it.
    pub(super) fn leaves_unread(&mut self, socket: u32, spot: &Spot, world: &World) {
        let arrived = self.arrived(world, socket).unwrap_or(0);
        let finished = self
            .state(world, socket)
            .is_some_and(|(state, _)| state == State::CloseWait);
        let record = self.record(socket);
        let left = Left {
            spot: spot.clone(),
            unread: arrived.saturating_sub(record.received),
            finished,
        };
        record.left.get_or_insert(left);
    }

    /// The other end has read 0: it had finished sending only, and was given no answer.
    pub(super) fn other_read_0(&mut self, returned: &Returned, world: &World) {
        let call = returned.call;
        let read = matches!(call, CallName::Recv | CallName::Read) && returned.ret == 0;
        let fd = returned.fd.as_deref().filter(|_| read && !self.guessed);
        let theirs = fd.and_then(|fd| world.named(self.peer.other(), fd));
        let Some(socket) = theirs.and_then(|theirs| facing(world, theirs)) else {
            return;
        };
        let record = self.record(socket);
        let silent = record.received > 0 && record.sent == 0;
        let left = record.left.clone();
        if let Some(left) = left.filter(|left| left.finished && silent) {
            let what = fact!(t::FOUND_NO_ANSWER, other = call);
            self.find_once(socket, &left.spot, what, "goodbye");
        }
    }

    /// A segment of ours that resets: bytes lay unread, or came after the end.
    pub(super) fn reset_by_us(&mut self, packet: &Packet, world: &World) {
        let ends = (Some(packet.src), Some(packet.dst));
        if !packet.flags.contains(Flags::RST) || !packet.is_tcp() {
            return;
        }
        let ours = world
            .sockets
            .iter()
            .rev()
            .find(|socket| socket.peer == self.peer && (socket.local, socket.remote) == ends);
        let Some(socket) = ours.map(|socket| socket.id) else {
            return;
        };
        let late = self.arrived(world, socket).unwrap_or(0);
        let record = self.record(socket).clone();
        let Some(left) = record.left.filter(|_| !record.aborts) else {
            return;
        };
        if left.unread == 0 {
            let late = late.saturating_sub(record.received);
            if late > 0 {
                let what = fact!(t::FOUND_CLOSED_EARLY, len = late);
                self.find_once(socket, &left.spot, what, "reset");
            }
            return;
        }
        match record.got {
            Some((spot, call)) => {
                let (got, left) = (record.received, left.unread);
                let what = fact!(t::FOUND_UNREAD, call = call, got = got, left = left);
                self.find_once(socket, &spot, what, "stream");
            }
            None => {
                let what = fact!(t::FOUND_NEVER_READ, left = left.unread);
                self.find_once(socket, &left.spot, what, "reset");
            }
        }
    }

    /// How many bytes of the other end's have reached this socket's, as far as the wire showed it.
    fn arrived(&self, world: &World, socket: u32) -> Option<u64> {
        let socket = world.socket(self.peer, socket)?;
        let flow = world.flows.find(socket.remote?, socket.local?)?;
        let got = flow.got?.wrapping_sub(flow.isn).saturating_sub(1);
        // A FIN has a number of its own.
        let fin = u32::from(flow.fin.is_some() && flow.fin == flow.got);
        Some(u64::from(got.saturating_sub(fin)))
    }
}

/// The bytes that stand in a call's text, if it sends any that are told one by one.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let line = parse_line(&format!("host: {text}"), 1).ok()??;
    let LineKind::Call(line) = line.kind else {
        return None;
    };
    match line.call {
        Call::Send { data, .. } | Call::SendTo { data, .. } | Call::Write { data, .. } => {
            (data.times == 1).then_some(data.bytes)
        }
        _ => None,
    }
}

/// The bytes after the first ones, if they are told.
fn after(bytes: &[u8], first: u64) -> Option<Vec<u8>> {
    let rest = bytes.get(usize::try_from(first).ok()?..)?;
    (!rest.is_empty()).then(|| rest.to_vec())
}

/// Whether two texts are the same as far as both go.
fn begin_alike(one: &[u8], other: &[u8]) -> bool {
    one.iter().zip(other).all(|(a, b)| a == b)
}
