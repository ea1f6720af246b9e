//! What goes wrong in a program of the learner's, by what was measured of it: its calls, what they
//! returned, the states and the segments.
//!
//! ```text
//!                 ┌─► calls    a call that fails, or that cannot come to anything
//!   Event ──► Findings         data    what was sent or received in part
//!                 ├─► left     what a program leaves behind: when it ends, or when nothing moves any more
//!                 └─► vain     both ends wait for each other
//! ```
//!
//! Whether a program looks at a value, nobody sees: what it does next is what counts. A finding names the call
//! that it is about, and a lesson that explains it.

mod calls;
mod data;
mod kept;
mod left;
mod ports;
#[cfg(test)]
mod tests;
mod vain;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use sockscope_link::{CallName, Kind, State};

use crate::peer::Peer;
use crate::timeline::{Arg, Event, Fact, Made, Returned, Sets, What};
use crate::words::t;
use crate::world::{Socket, World};
use kept::{Begun, Place, Record, Spot};

/// How many sockets' records are kept at most.
const MOST_RECORDS: usize = 2_000;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The number of the call that it is about.
    pub call: u32,
    /// What is wrong.
    pub what: Fact,
}

/// What the program has done, as far as findings need it.
#[derive(Debug)]
pub struct Findings {
    /// Whose program it is.
    peer: Peer,
    /// Whether what answers the program was chosen for it: what that expects is nobody's wish.
    guessed: bool,
    /// The calls that have not returned.
    begun: BTreeMap<u32, Begun>,
    /// The sockets, by their numbers.
    records: BTreeMap<u32, Record>,
    /// Which socket stands behind the descriptors of each process.
    places: BTreeMap<Place, u32>,
    /// The SYNs that came to a listener whose queue was full, by their segments.
    unanswered: BTreeMap<u32, u32>,
    /// The ports that the other end has named.
    others_ports: BTreeSet<u16>,
    /// The call that failed with EPIPE last, in each process.
    piped: BTreeMap<u32, Spot>,
    /// What was said and not taken yet.
    found: Vec<Finding>,
}

impl Findings {
    /// Nothing is known yet of this peer's program. `guessed`: what answers the program was chosen for it.
    pub fn new(peer: Peer, guessed: bool) -> Findings {
        Findings {
            peer,
            guessed,
            begun: BTreeMap::new(),
            records: BTreeMap::new(),
            places: BTreeMap::new(),
            unanswered: BTreeMap::new(),
            others_ports: BTreeSet::new(),
            piped: BTreeMap::new(),
            found: Vec::new(),
        }
    }

    /// Takes in one event; `world` is what is so after it.
    pub fn take(&mut self, event: &Event, world: &World) -> Vec<Finding> {
        match &event.what {
            What::Call {
                id,
                peer,
                call,
                text,
                sets,
                made: Some(made),
                ..
            } if *peer == self.peer => self.begins(*id, *call, text, *sets, made, world),
            What::Call {
                peer,
                call: CallName::Connect | CallName::Bind,
                text,
                ..
            } if *peer != self.peer => self.others_ports.extend(ports::of(text)),
            What::Blocked { id, gone: true, .. } => drop(self.begun.remove(id)),
            What::Blocked { id, .. } => self.blocked(*id, world),
            What::Return(returned) if returned.peer != self.peer => {
                self.other_read_0(returned, world);
            }
            What::Return(returned) => self.returned(returned, world),
            What::Segment(packet) => {
                self.asked_in(packet, world);
                self.reset_by_us(packet, world);
            }
            What::Note {
                fact: Some(fact), ..
            } => self.process(fact, world),
            _ => {}
        }
        std::mem::take(&mut self.found)
    }

    /// Nothing moves any more, and the program still waits; `alone` if nothing but the other end can wake it.
    pub fn rest(&mut self, world: &World, alone: bool) -> Vec<Finding> {
        // What the wire keeps may still wake somebody.
        if world.held.is_empty() && world.delayed().next().is_none() && !world.gate.is_cut() {
            self.left_at_rest(world);
            if alone && !vain::is_under_way(world) {
                self.waits_in_vain(world);
            }
        }
        std::mem::take(&mut self.found)
    }

    /// Whether the program goes round and round without an end: it reads what will never come.
    pub fn goes_round(&self) -> bool {
        self.records.values().any(Record::goes_round)
    }

    fn begins(
        &mut self,
        id: u32,
        call: CallName,
        text: &str,
        sets: Sets,
        made: &Made,
        world: &World,
    ) {
        let begun = Begun {
            // An older recording has it in the text alone.
            num: made.num.or_else(|| ports::descriptor(text)),
            spot: Spot::new(id, text, made),
            call,
            pid: made.pid,
            socket: made.socket,
            len: made.len,
            text: text.to_owned(),
            sets,
        };
        self.learn_place(&begun);
        self.goes_on(&begun, world);
        self.sends_next(&begun);
        if call == CallName::Close {
            self.closes(&begun, world);
        }
        self.begun.insert(id, begun);
    }

    /// A call about a socket under a descriptor: the program has it, wherever it came from.
    fn learn_place(&mut self, begun: &Begun) {
        if let (Some(socket), Some(fd)) = (begun.socket, begun.num) {
            self.places.insert((begun.pid, fd), socket);
            let record = self.record(socket);
            record.last = Some(begun.spot.clone());
            record.last_by = Some(begun.pid);
            record.moved_on = false;
        }
    }

    fn record(&mut self, socket: u32) -> &mut Record {
        if self.records.len() >= MOST_RECORDS && !self.records.contains_key(&socket) {
            self.records.pop_first();
        }
        self.records.entry(socket).or_default()
    }

    fn returned(&mut self, returned: &Returned, world: &World) {
        let Some(begun) = self.begun.remove(&returned.id) else {
            return;
        };
        match &returned.errno {
            Some(errno) => self.failed(&begun, &errno.name, world),
            None => self.done(&begun, returned, world),
        }
    }

    /// A call has returned without an error.
    fn done(&mut self, begun: &Begun, returned: &Returned, world: &World) {
        use CallName as C;
        match begun.call {
            C::Socket | C::Accept => self.made(begun, returned, world),
            C::Dup => {
                if let (Some(socket), Ok(fd)) = (begun.socket, i32::try_from(returned.ret)) {
                    self.places.insert((begun.pid, fd), socket);
                }
            }
            C::Close => {
                if let Some(fd) = begun.num {
                    self.places.remove(&(begun.pid, fd));
                }
            }
            C::Bind => self.bound(begun),
            C::Listen => self.listens(begun),
            C::SetSockOpt => self.option_set(begun),
            C::Shutdown if begun.sets.shut_wr => self.shuts(begun),
            C::Send | C::SendTo | C::Write => self.sent(begun, returned.ret, world),
            C::Recv | C::RecvFrom | C::Read => self.received(begun, returned.ret, world),
            _ => {}
        }
    }

    /// A call has made a socket.
    fn made(&mut self, begun: &Begun, returned: &Returned, world: &World) {
        let Ok(fd) = i32::try_from(returned.ret) else {
            return;
        };
        let remote = returned
            .addr
            .map(|addr| (addr.ip().to_canonical(), addr.port()));
        let is_it = |socket: &&Socket| {
            let its = (socket.remote).map(|addr| (addr.ip().to_canonical(), addr.port()));
            let new = match begun.call {
                CallName::Accept => its == remote,
                _ => socket.num == Some(fd),
            };
            socket.peer == self.peer && socket.state != State::Closed && new
        };
        let Some(id) = (world.sockets.iter().rev().find(is_it)).map(|socket| socket.id) else {
            return;
        };
        self.places.insert((begun.pid, fd), id);
        let record = self.record(id);
        record.opened = Some((begun.pid, begun.spot.clone()));
        record.last = Some(begun.spot.clone());
    }

    /// What is told of the program's processes.
    fn process(&mut self, fact: &Fact, world: &World) {
        if fact.key == t::STEP_FOLDED.key {
            return self.folded(fact);
        }
        let pid = number(fact, "pid");
        let Some(pid) = pid else {
            return;
        };
        match &*fact.key {
            key if key == t::STEP_FORKED.key => self.forked(pid, number(fact, "parent")),
            key if key == t::STEP_CLOSES.key => self.left_by(pid, world),
            key if key == t::STEP_KILLED.key => {
                self.killed(pid, fact.args.get("signal"));
                self.gone(pid);
            }
            key if key == t::STEP_ENDED.key => self.gone(pid),
            _ => {}
        }
    }

    /// A process has the sockets of another one, too.
    fn forked(&mut self, pid: u32, parent: Option<u32>) {
        let places: Vec<(i32, u32)> = (self.places.iter())
            .filter(|((of, _), _)| Some(*of) == parent)
            .map(|((_, fd), socket)| (*fd, *socket))
            .collect();
        for (fd, socket) in places {
            self.places.insert((pid, fd), socket);
            self.record(socket).heir.get_or_insert(pid);
        }
    }

    fn gone(&mut self, pid: u32) {
        self.places.retain(|(of, _), _| *of != pid);
        self.begun.retain(|_, begun| begun.pid != pid);
    }

    /// The processes that have this socket.
    fn holders(&self, socket: u32) -> BTreeSet<u32> {
        let of = self.places.iter().filter(|(_, of)| **of == socket);
        of.map(|((pid, _), _)| *pid).collect()
    }

    /// Says something about a call, and which lesson is about it.
    fn find(&mut self, spot: &Spot, what: Fact, lesson: &'static str) {
        let at = spot.at.clone();
        let what = crate::fact!(t::FOUND, at = at, what = what, lesson = lesson);
        let call = spot.call;
        self.found.push(Finding { call, what });
    }

    /// Says it of a socket, unless it was said of it before.
    fn find_once(&mut self, socket: u32, spot: &Spot, what: Fact, lesson: &'static str) {
        if self.record(socket).told.insert(what.key.clone()) {
            self.find(spot, what, lesson);
        }
    }

    /// The state of a socket of the program's, and what kind it is.
    fn state(&self, world: &World, socket: u32) -> Option<(State, Kind)> {
        let socket = world.socket(self.peer, socket)?;
        Some((socket.state, socket.kind))
    }

    fn is_stream(&self, world: &World, socket: u32) -> bool {
        let found = self.state(world, socket);
        found.is_some_and(|(_, kind)| kind == Kind::Stream)
    }
}

/// The number of the socket at the other end of this one's connection.
fn facing(world: &World, socket: &Socket) -> Option<u32> {
    let plain = |addr: SocketAddr| (addr.ip().to_canonical(), addr.port());
    let (local, remote) = (socket.local.map(plain)?, socket.remote.map(plain)?);
    let faces = |other: &&Socket| {
        let ends = (other.local.map(plain), other.remote.map(plain));
        other.peer != socket.peer && ends == (Some(remote), Some(local))
    };
    let found = world.sockets.iter().rev().find(faces);
    found.map(|other| other.id)
}

fn number(fact: &Fact, name: &str) -> Option<u32> {
    match fact.args.get(name)? {
        Arg::Int(number) => u32::try_from(*number).ok(),
        _ => None,
    }
}
