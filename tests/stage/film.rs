//! A hand-made session for the tests of views and keys: the events that two real peers would
//! report, in order, without the peers.

use std::net::SocketAddr;
use std::sync::Arc;

use sockscope::lesson::{self, Lesson};
use sockscope::peer::Peer;
use sockscope::run::{Message, Model, Options, Pace, Status, update};
use sockscope::script::Role;
use sockscope::stage::{Opening, Stage};
use sockscope::timeline::{
    Change, ErrnoFact, Facts, Gate, HostKind, Lane, Packet, Returned, Session, Sets, What, Words,
};
use sockscope::words::Lang;
use sockscope_link::{
    Act, CallName, Cause, Direction, Errno, Evidence, FileFacts, Flags, Kind, LogLevel, SegmentId,
    State, System,
};

pub const SERVER: &str = "10.77.0.1:7777";
pub const CLIENT: &str = "10.77.0.2:49152";
/// Initial sequence numbers of the two ends.
const ISS: [u32; 2] = [1_000_000, 5_000_000];

/// A model that learns what the test says.
pub struct Film {
    pub model: Model,
    pub t_us: u64,
    next_call: u32,
    next_segment: u32,
}

impl Film {
    /// The session line, on a virtual board with a gate.
    pub fn new() -> Film {
        let options = Options {
            pace: Pace::Step(0),
            ..Options::default()
        };
        let mut film = Film {
            model: Model::new(options),
            t_us: 0,
            next_call: 1,
            next_segment: 1,
        };
        film.say(What::Session(Session {
            host_kind: HostKind::Kernel,
            v: 1,
            lesson: "lifecycle".into(),
            lang: "en".into(),
            role: "server".into(),
            board: "virtual".into(),
            link: "tun".into(),
            host: Some("10.77.0.1".parse().unwrap()),
            board_addr: Some("10.77.0.2".parse().unwrap()),
            gate: true,
            ..Session::default()
        }));
        film
    }

    /// The same with the lines of a lesson, and the stage for it.
    pub fn of(lesson: Lesson, lang: Lang) -> (Film, Stage) {
        let mut film = Film::new();
        let opening = Opening {
            lesson: lesson.id.clone(),
            role: Role::Server,
            board: "virtual".into(),
        };
        let _ = update(
            &mut film.model,
            film.t_us,
            Message::Lesson(Arc::new(lesson)),
        );
        let mut stage = Stage::new(opening.clone(), lang);
        stage.begin(opening);
        (film, stage)
    }

    /// The same with a lesson of the tests' own.
    pub fn of_lesson(name: &str, lang: Lang) -> (Film, Stage) {
        let text = match name {
            "lifecycle" => include_str!("../lessons/lifecycle.toml"),
            "handshake" => include_str!("../lessons/handshake.toml"),
            _ => panic!("no lesson {name} in tests/lessons"),
        };
        Film::of(lesson::parse(name, name, text).expect("a lesson"), lang)
    }

    pub fn say(&mut self, what: What) {
        self.t_us += 1_000;
        self.model.log.push(self.t_us, what);
    }

    /// The next action of the program is done, and everything before it.
    pub fn tick_off(&mut self) {
        if let Some(next) = self.model.runner.next_action() {
            // And what is expected of it holds.
            let items = self.model.runner.items();
            let end = (next + 1..items.len()).find(|&index| items[index].is_action());
            for index in 0..end.unwrap_or(items.len()) {
                self.model.runner.item_mut(index).status = Status::Done(None);
            }
            let step = self.model.runner.items()[next].step;
            if let Some(index) = step
                && step != self.model.log.world.step
            {
                let (title, say) = (Words::default(), Words::default());
                let id = String::new();
                self.say(What::Step {
                    index,
                    id,
                    title,
                    say,
                    told: false,
                });
            }
        }
    }

    pub fn call(&mut self, peer: Peer, fd: Option<&str>, text: &str) -> u32 {
        self.tick_off();
        self.by_hand(peer, fd, text)
    }

    /// A call that is not the program's.
    pub fn by_hand(&mut self, peer: Peer, fd: Option<&str>, text: &str) -> u32 {
        let id = self.next_call;
        self.next_call += 1;
        let written = text.split(" = ").last().unwrap();
        let name = written.split('(').next().unwrap();
        let call = CallName::from_name(name).unwrap();
        self.say(What::Call {
            id,
            peer,
            call,
            fd: fd.map(Into::into),
            text: text.into(),
            sets: Sets {
                // Every listener of the films takes one.
                backlog: (name == "listen").then_some(1),
                ..Sets::default()
            },
            made: None,
        });
        id
    }

    fn record(&self, id: u32) -> sockscope::world::CallRecord {
        self.model
            .log
            .world
            .calls
            .iter()
            .find(|call| call.id == id)
            .unwrap()
            .clone()
    }

    pub fn blocked(&mut self, id: u32) {
        let call = self.record(id);
        self.say(What::Blocked {
            id,
            peer: call.peer,
            call: call.call,
            fd: call.fd,
            gone: false,
        });
    }

    fn returned(&self, id: u32, fd: Option<&str>, ret: i64) -> Returned {
        let call = self.record(id);
        Returned {
            id,
            peer: call.peer,
            call: call.call,
            fd: fd.map(Into::into).or(call.fd),
            ret,
            errno: None,
            data: None,
            addr: None,
            value: None,
            value_name: None,
            poll: None,
            file: None,
            elapsed_us: self.t_us + 1_000 - call.t_us,
        }
    }

    pub fn ret(&mut self, id: u32, fd: Option<&str>, ret: i64) {
        self.say(What::Return(self.returned(id, fd, ret).into()));
    }

    pub fn data(&mut self, id: u32, data: &str) {
        let returned = self.returned(id, None, data.len() as i64);
        self.say(What::Return(Box::new(Returned {
            data: Some(data.into()),
            ..returned
        })));
    }

    pub fn address(&mut self, id: u32, addr: SocketAddr) {
        let returned = self.returned(id, None, 0);
        let addr = Some(addr);
        self.say(What::Return(Returned { addr, ..returned }.into()));
    }

    pub fn error(&mut self, id: u32, errno: Errno) {
        let returned = self.returned(id, None, -1);
        let errno = Some(ErrnoFact::new(errno, System::Linux));
        self.say(What::Return(Returned { errno, ..returned }.into()));
    }

    /// `socket` is the socket's number; listeners and connections are told apart by their names.
    pub fn state(&mut self, peer: Peer, socket: u32, fd: &str, to: State, cause: Cause) {
        let known = self.model.log.world.socket(peer, socket);
        let from = known.map_or(
            if fd.contains('.') {
                State::Listen
            } else {
                State::Closed
            },
            |s| s.state,
        );
        let listener = fd.contains('.').then_some(1);
        let named = !matches!(to, State::Unbound);
        let connected = !matches!(to, State::Unbound | State::Bound | State::Listen);
        let [local, remote]: [SocketAddr; 2] = match peer {
            Peer::Host => [SERVER, CLIENT],
            Peer::Board => [CLIENT, SERVER],
        }
        .map(|addr| addr.parse().unwrap());
        self.say(What::State(Change {
            peer,
            fd: fd.into(),
            from,
            to,
            cause,
            evidence: Evidence::Measured,
            segment: match cause {
                Cause::Segment(id) => id.map(|id| id.0),
                _ => None,
            },
            socket,
            num: (listener.is_none() && to != State::Closed).then_some(2 + socket as i32),
            listener,
            socket_kind: Kind::Stream,
            local: named.then_some(local),
            remote: connected.then_some(remote),
        }));
    }

    /// A segment of the connection between [`SERVER`] and [`CLIENT`]; `seq` and `ack` are relative.
    pub fn segment(
        &mut self,
        from: Peer,
        flags: &str,
        seq: u32,
        ack: u32,
        data: &str,
        act: Act,
    ) -> SegmentId {
        let id = SegmentId(self.next_segment);
        self.next_segment += 1;
        let bits = flags.chars().fold(Flags::default(), |bits, letter| {
            bits | match letter {
                'S' => Flags::SYN,
                'F' => Flags::FIN,
                'R' => Flags::RST,
                'P' => Flags::PSH,
                _ => Flags::ACK,
            }
        });
        let (dir, src, dst, mine, other) = match from {
            Peer::Host => (Direction::HostToBoard, SERVER, CLIENT, ISS[0], ISS[1]),
            Peer::Board => (Direction::BoardToHost, CLIENT, SERVER, ISS[1], ISS[0]),
        };
        let syn = bits.contains(Flags::SYN);
        self.say(What::Segment(Packet {
            id,
            dir,
            flags: bits,
            seq_no: mine + seq,
            ack: if bits.contains(Flags::ACK) {
                other + ack
            } else {
                0
            },
            win: if from == Peer::Host { 64_240 } else { 65_535 },
            len: data.len() as u32,
            act,
            retransmissions: 0,
            protocol: "tcp".into(),
            src: src.parse().unwrap(),
            dst: dst.parse().unwrap(),
            window_scale: (syn && from == Peer::Host).then_some(7),
            mss: syn.then_some(1_460),
            payload: data.bytes().map(|byte| format!("{byte:02x}")).collect(),
            bytes: None,
            delay_ms: 0,
            word: None,
            of: None,
            why: None,
        }));
        id
    }

    /// What the gate does with a held segment.
    pub fn act(&mut self, id: SegmentId, act: Act, retransmissions: u16) {
        let row = self
            .model
            .log
            .world
            .ladder
            .iter()
            .find(|row| row.packet.id == id)
            .unwrap();
        let packet = Packet {
            act,
            retransmissions,
            ..row.packet.clone()
        };
        self.say(What::Segment(packet));
    }

    pub fn gate(&mut self, holding: bool) {
        let lane = |dir| Lane {
            holding,
            delay_ms: 0,
            held: self.model.log.world.held_in(dir) as u16,
        };
        self.say(What::Gate(Gate {
            host_to_board: lane(Direction::HostToBoard),
            board_to_host: lane(Direction::BoardToHost),
            ..Gate::default()
        }));
    }

    pub fn log(&mut self, level: LogLevel, text: &str) {
        let uptime_ms = Some(self.t_us / 1_000 + 5);
        self.say(What::Log {
            peer: Peer::Board,
            level,
            uptime_ms,
            text: text.into(),
            open: false,
            fact: None,
        });
    }

    pub fn facts(&mut self, peer: Peer, socket: u32, fd: &str, change: impl Fn(&mut Facts)) {
        let mut facts = Facts {
            peer,
            fd: fd.into(),
            socket,
            num: Some(2 + socket as i32),
            recv_queue: 0,
            send_queue: 0,
            backlog: None,
            timer_ms: None,
            retransmits: 0,
            file: Some(FileFacts {
                inode: 48_200 + u64::from(socket),
                mode: 0o140_777,
                size: 0,
                uid: 1_000,
                created: None,
                modified: None,
            }),
            options: Vec::new(),
        };
        change(&mut facts);
        self.say(What::Facts(facts));
    }

    // ── the life cycle, host as server ───────────────────────────────────────────────────────

    /// `socket`, `fstat`, `bind`, `getsockname`, `listen` on the host.
    pub fn listen(&mut self) -> &mut Self {
        let call = self.call(Peer::Host, None, "s = socket(AF_INET, SOCK_STREAM)");
        self.state(Peer::Host, 1, "s", State::Unbound, Cause::Call);
        self.ret(call, Some("s"), 3);
        let call = self.call(Peer::Host, Some("s"), "fstat(s)");
        self.ret(call, None, 0);
        self.facts(Peer::Host, 1, "s", |_| {});
        let call = self.call(Peer::Host, Some("s"), "bind(s, SERVER:7777)");
        self.state(Peer::Host, 1, "s", State::Bound, Cause::Call);
        self.ret(call, None, 0);
        let call = self.call(Peer::Host, Some("s"), "getsockname(s)");
        self.ret(call, None, 0);
        let call = self.call(Peer::Host, Some("s"), "listen(s, 1)");
        self.state(Peer::Host, 1, "s", State::Listen, Cause::Call);
        self.ret(call, None, 0);
        self.facts(Peer::Host, 1, "s", |facts| facts.backlog = Some(1));
        self
    }

    /// The board's `socket`.
    pub fn client(&mut self) -> &mut Self {
        let call = self.call(Peer::Board, None, "c = socket(AF_INET, SOCK_STREAM)");
        self.state(Peer::Board, 1, "c", State::Unbound, Cause::Call);
        self.ret(call, Some("c"), 3);
        self.log(LogLevel::Info, "c = socket(AF_INET, SOCK_STREAM) = 3");
        self
    }

    /// The board's `connect`, the wire open.
    pub fn connect(&mut self) -> &mut Self {
        let call = self.call(Peer::Board, Some("c"), "connect(c, SERVER:7777)");
        self.state(Peer::Board, 1, "c", State::SynSent, Cause::Call);
        let syn = self.segment(Peer::Board, "S", 0, 0, "", Act::Passed);
        self.state(
            Peer::Host,
            2,
            "s.1",
            State::SynReceived,
            Cause::Segment(Some(syn)),
        );
        let syn_ack = self.segment(Peer::Host, "SA", 0, 1, "", Act::Passed);
        self.state(
            Peer::Board,
            1,
            "c",
            State::Established,
            Cause::Segment(Some(syn_ack)),
        );
        let ack = self.segment(Peer::Board, "A", 1, 1, "", Act::Passed);
        self.state(
            Peer::Host,
            2,
            "s.1",
            State::Established,
            Cause::Segment(Some(ack)),
        );
        self.ret(call, None, 0);
        self
    }

    /// The host's `accept`, of the connection that waits.
    pub fn accept(&mut self) -> &mut Self {
        let call = self.call(Peer::Host, Some("s"), "a = accept(s)");
        let returned = self.returned(call, Some("a"), 4);
        self.say(What::Return(Box::new(Returned {
            addr: Some(CLIENT.parse().unwrap()),
            ..returned
        })));
        self.facts(Peer::Host, 2, "a", |_| {});
        self
    }

    /// Data both ways.
    pub fn talk(&mut self) -> &mut Self {
        let call = self.call(Peer::Board, Some("c"), "send(c, \"hola\")");
        self.ret(call, None, 4);
        self.segment(Peer::Board, "PA", 1, 1, "hola", Act::Passed);
        self.segment(Peer::Host, "A", 1, 5, "", Act::Passed);
        let call = self.call(Peer::Host, Some("a"), "recv(a, 64)");
        self.data(call, "hola");
        let call = self.call(Peer::Host, Some("a"), "write(a, \"uno dos\")");
        self.ret(call, None, 7);
        self.segment(Peer::Host, "PA", 1, 5, "uno dos", Act::Passed);
        self.segment(Peer::Board, "A", 5, 8, "", Act::Passed);
        let call = self.call(Peer::Board, Some("c"), "read(c, 3)");
        self.data(call, "uno");
        let call = self.call(Peer::Board, Some("c"), "read(c, 64)");
        self.data(call, " dos");
        self
    }

    /// The client closes first, then the server.
    pub fn close(&mut self) -> &mut Self {
        let call = self.call(Peer::Board, Some("c"), "close(c)");
        self.state(Peer::Board, 1, "c", State::FinWait1, Cause::Call);
        self.ret(call, None, 0);
        let fin = self.segment(Peer::Board, "FA", 5, 8, "", Act::Passed);
        self.state(
            Peer::Host,
            2,
            "a",
            State::CloseWait,
            Cause::Segment(Some(fin)),
        );
        let ack = self.segment(Peer::Host, "A", 8, 6, "", Act::Passed);
        self.state(
            Peer::Board,
            1,
            "c",
            State::FinWait2,
            Cause::Segment(Some(ack)),
        );
        let call = self.call(Peer::Host, Some("a"), "recv(a, 64)");
        self.ret(call, None, 0);
        let call = self.call(Peer::Host, Some("a"), "close(a)");
        self.state(Peer::Host, 2, "a", State::LastAck, Cause::Call);
        self.ret(call, None, 0);
        let fin = self.segment(Peer::Host, "FA", 8, 6, "", Act::Passed);
        self.state(
            Peer::Board,
            1,
            "c",
            State::TimeWait,
            Cause::Segment(Some(fin)),
        );
        self.facts(Peer::Board, 1, "c", |facts| {
            facts.num = None;
            facts.timer_ms = Some(10_000);
        });
        let ack = self.segment(Peer::Board, "A", 6, 9, "", Act::Passed);
        self.state(Peer::Host, 2, "a", State::Closed, Cause::Segment(Some(ack)));
        self
    }
}
