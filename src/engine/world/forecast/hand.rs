//! A random hand at the gate: it makes calls, lets segments go, and compares what the forecast says with
//! what then happens. Who holds the two ends is the [`Seat`]'s affair.

use std::collections::BTreeMap;

use sockscope_link::{Act, Cause, Direction, Flags, SegmentId, State};

use crate::peer::Peer;
use crate::run::{Message, Model};
use crate::script::parse_line;
use crate::timeline::{Packet, What};
use crate::world::forecast::{Forecast, Ignored, Will, forecast};

/// Numbers that look random and are the same every time (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count as u64) as usize
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// The two ends, and the model of what is known of them.
pub trait Seat {
    /// Tells the model something, and waits until all that follows from it at once has happened.
    fn tell(&mut self, message: Message);

    /// What is known.
    fn model(&self) -> &Model;
}

/// A session that a random hand drives, and how often each outcome was foretold.
pub struct Hand<S> {
    seat: S,
    random: Random,
    told: BTreeMap<String, u32>,
    log: Vec<String>,
}

const PEERS: [&str; 2] = ["host", "board"];
const PORTS: [u16; 3] = [7001, 7002, 7003];
/// How much a hand does before another one takes its place.
const MOVES: u32 = 120;

impl<S: Seat> Hand<S> {
    /// A hand that does the same every time with the same seed.
    pub fn new(seat: S, seed: u64) -> Hand<S> {
        Hand {
            seat,
            random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            told: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    /// Sets a few sockets up, freezes the wire, and then does one thing after another.
    pub fn play(mut self) -> BTreeMap<String, u32> {
        self.set_up();
        for _ in 0..MOVES {
            match self.random.below(5) {
                0 | 1 => self.call(),
                _ => self.wire(),
            }
        }
        self.told
    }

    /// The learner's line: it waits for nobody.
    fn say(&mut self, line: &str) {
        self.log.push(line.to_owned());
        let line = parse_line(line, 1).expect("it parses").expect("a line");
        self.seat.tell(Message::ByHand(line));
    }

    fn place(peer: &str) -> &'static str {
        if peer == "host" { "HOST" } else { "BOARD" }
    }

    /// A few sockets on each side, of both kinds, with queues of every length.
    fn set_up(&mut self) {
        for peer in PEERS {
            let at = Self::place(peer);
            for (index, backlog) in [0, 1, 3].into_iter().enumerate() {
                if self.random.below(4) == 0 {
                    continue;
                }
                let port = PORTS[index];
                self.say(&format!("{peer}: l{index} = socket(AF_INET, SOCK_STREAM)"));
                self.say(&format!("{peer}: bind(l{index}, {at}:{port})"));
                self.say(&format!("{peer}: listen(l{index}, {backlog})"));
            }
            self.say(&format!("{peer}: u = socket(AF_INET, SOCK_DGRAM)"));
            let port = self.random.pick(&PORTS);
            self.say(&format!("{peer}: bind(u, ANY:{port})"));
        }
        for peer in PEERS {
            for name in ["c", "d", "e"] {
                self.connect(peer, name);
            }
        }
        self.say("wire: hold");
    }

    fn connect(&mut self, peer: &str, name: &str) {
        let other = if peer == "host" { "board" } else { "host" };
        let (at, port) = (Self::place(other), self.random.pick(&PORTS));
        self.say(&format!("{peer}: {name} = socket(AF_INET, SOCK_STREAM)"));
        if self.random.below(3) == 0 {
            let own = self.random.pick(&[8001, 8002]);
            self.say(&format!("{peer}: setsockopt({name}, SO_REUSEADDR, 1)"));
            self.say(&format!(
                "{peer}: bind({name}, {}:{own})",
                Self::place(peer)
            ));
            let to = self.random.pick(&[8001, 8002, port]);
            self.say(&format!("{peer}: fcntl({name}, O_NONBLOCK)"));
            self.say(&format!("{peer}: connect({name}, {at}:{to})"));
            return;
        }
        self.say(&format!("{peer}: fcntl({name}, O_NONBLOCK)"));
        self.say(&format!("{peer}: connect({name}, {at}:{port})"));
    }

    fn call(&mut self) {
        let peer = self.random.pick(&PEERS);
        let names: Vec<String> = {
            let names = self
                .seat
                .model()
                .names
                .of(crate::peer::Peer::BOTH[usize::from(peer == "board")]);
            names.map(str::to_owned).collect()
        };
        if names.is_empty() {
            return;
        }
        let name = names[self.random.below(names.len())].clone();
        let fresh = format!("x{}", self.random.below(30));
        let other = if peer == "host" { "BOARD" } else { "HOST" };
        let port = self.random.pick(&[7001, 7002, 7003, 7009]);
        let line = match self.random.below(26) {
            0..=3 => format!("{fresh} = accept({name})"),
            4..=8 => format!("send({name}, \"a\" * {})", 1 + self.random.below(40)),
            9..=11 => format!("recv({name}, {})", 1 + self.random.below(40)),
            12 => format!("recv({name}, 40, MSG_PEEK)"),
            13 => format!("shutdown({name}, SHUT_WR)"),
            14 => format!("shutdown({name}, SHUT_RD)"),
            15 | 16 => format!("close({name})"),
            17 | 18 => format!(
                "sendto(u, \"b\" * {}, {other}:{port})",
                self.random.below(60)
            ),
            19 => format!("connect(u, {other}:{port})"),
            20 => "recvfrom(u, 64)".to_owned(),
            21 => format!("setsockopt({name}, SO_LINGER, 1, 0)"),
            22 => format!("sendto(u, \"b\", 10.77.0.77:{port})"),
            23 => format!("setsockopt({name}, SO_RCVBUF, {})", self.random.below(3000)),
            _ => return self.connect(peer, &fresh),
        };
        // A call that would wait keeps nobody up: it is made without waiting.
        let waits = ["accept", "recv", "send", "recvfrom", "sendto"]
            .iter()
            .any(|word| line.contains(&format!("{word}(")));
        if waits {
            let of = if line.contains("(u") {
                "u".to_owned()
            } else {
                name
            };
            self.say(&format!("{peer}: fcntl({of}, O_NONBLOCK)"));
        }
        self.say(&format!("{peer}: {line}"));
    }

    /// One segment is let go, or copied, or lost, or passed by another; of what reaches its end, what was
    /// foretold must be what happens.
    fn wire(&mut self) {
        let held: Vec<SegmentId> = self.seat.model().log.world.held.clone();
        if held.is_empty() {
            return;
        }
        let id = match self.random.below(3) {
            0 => held[self.random.below(held.len())],
            _ => held[0],
        };
        match self.random.below(12) {
            0 => self.say(&format!("wire: drop segment {}", id.0)),
            1 if held.len() > 1 => {
                let lanes = ["host->board", "board->host"];
                let dir = self.random.pick(&lanes);
                let lane = Direction::BOTH[usize::from(dir == lanes[1])];
                if self.seat.model().log.world.held_in(lane) > 1 {
                    self.say(&format!("wire: reorder {dir}"));
                }
            }
            2 => self.compare(id, "duplicate"),
            _ => self.compare(id, "release"),
        }
    }

    fn compare(&mut self, id: SegmentId, how: &str) {
        let row = self
            .seat
            .model()
            .log
            .world
            .row(id)
            .expect("it is held")
            .clone();
        let told = forecast(&self.seat.model().log.world, &row.packet);
        self.log
            .push(format!("-- #{} {} told {told:?}", id.0, row.packet.flags));
        let from = self.seat.model().log.timeline.next_seq();
        self.say(&format!("wire: {how} segment {}", id.0));
        self.check(&told, &row.packet, from);
        let kind = format!("{:?}", told.will);
        *self.told.entry(kind).or_default() += 1;
    }

    /// What happened since event `from` is what was foretold.
    fn check(&self, told: &Forecast, packet: &Packet, from: u64) {
        let timeline = &self.seat.model().log.timeline;
        let events: Vec<What> = timeline
            .since(from)
            .map(|event| event.what.clone())
            .collect();
        let mut moved: Vec<State> = Vec::new();
        let mut answers: Vec<&Packet> = Vec::new();
        for what in &events {
            match what {
                What::State(change)
                    if change.peer == told.peer
                        && matches!(change.cause, Cause::Segment(_))
                        && change.segment == Some(packet.id.0)
                        && (told.is_birth() && change.listener.is_some() || !told.is_birth()) =>
                {
                    moved.push(change.to);
                }
                What::Segment(answer) if answer.dir != packet.dir && answer.act == Act::Held => {
                    answers.push(answer);
                }
                _ => {}
            }
        }
        let reset = answers
            .iter()
            .any(|answer| answer.flags.contains(Flags::RST));
        let icmp = answers.iter().any(|answer| answer.is_icmp());
        let lost = events.iter().find_map(|what| match what {
            What::Lost { why, .. } => Some(*why),
            _ => None,
        });
        let say = || {
            let tail = self.log.len().saturating_sub(60);
            let sockets = self.seat.model().log.world.sockets.iter();
            let sockets: Vec<String> = sockets
                .filter(|socket| socket.peer == told.peer)
                .map(|socket| {
                    let (state, num) = (socket.state, socket.num);
                    let of = (
                        socket.id,
                        &socket.name,
                        socket.listener,
                        socket.known.backlog,
                    );
                    format!("{of:?} {state} {num:?}")
                })
                .collect();
            format!(
                "told {told:?}\nof {packet:?}\nmoved {moved:?}, reset {reset}, icmp {icmp}, lost {lost:?}\n{sockets:#?}\n\
                 flows {:?}\n{:?}\n{}",
                self.seat
                    .model()
                    .log
                    .world
                    .flows
                    .find(packet.src, packet.dst),
                self.seat
                    .model()
                    .log
                    .world
                    .flows
                    .find(packet.dst, packet.src),
                self.log[tail..].join("\n")
            )
        };
        match told.will {
            Will::Unsure(_) => return,
            Will::Move(to) => assert_eq!(moved.last(), Some(&to), "{}", say()),
            _ => assert!(moved.is_empty(), "{}", say()),
        }
        let may_reset = matches!(told.will, Will::Reset | Will::Move(State::Closed));
        assert!(!reset || may_reset, "{}", say());
        assert_eq!(
            told.will == Will::Reset,
            reset && moved.is_empty(),
            "{}",
            say()
        );
        assert_eq!(told.will == Will::Unreachable, icmp, "{}", say());
        let losing = matches!(
            told.will,
            Will::Ignore(
                Ignored::AcceptQueue | Ignored::HalfOpen | Ignored::Inbox | Ignored::Nobody
            )
        );
        // Of what the board sends to nobody, nobody tells.
        let silent = told.will == Will::Ignore(Ignored::Nobody) && told.peer == Peer::Host;
        assert_eq!(losing && !silent, lost.is_some(), "{}", say());
    }
}

/// What many hands have seen.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many segments reached their end.
    pub situations: u32,
    told: BTreeMap<String, u32>,
}

impl Tally {
    /// What one hand has seen is counted too.
    pub fn add(&mut self, told: BTreeMap<String, u32>) {
        for (kind, count) in told {
            self.situations += count;
            *self.told.entry(kind).or_default() += count;
        }
    }

    /// Less than one in so many was not certain, and there was something of each kind.
    pub fn is_certain(&self, one_in: u32) {
        println!("{} situations: {:#?}", self.situations, self.told);
        let unsure = self
            .told
            .iter()
            .filter(|(kind, _)| kind.starts_with("Unsure"));
        let unsure: u32 = unsure.map(|(_, count)| count).sum();
        assert!(
            unsure * one_in < self.situations,
            "{unsure} of {} not certain: {:?}",
            self.situations,
            self.told
        );
        for kind in [
            "Move",
            "Take",
            "Keep",
            "Reset",
            "Unreachable",
            "Tell",
            "Ignore(Old",
            "Ignore(AcceptQueue",
        ] {
            let known = self.told.keys().any(|told| told.starts_with(kind));
            assert!(known, "no {kind}: {:?}", self.told);
        }
    }
}
