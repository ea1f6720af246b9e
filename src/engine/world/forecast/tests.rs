//! Thousands of random situations at the gate: what the forecast says, and what then happens.

use std::collections::BTreeMap;

use sockscope_link::{Act, Cause, Direction, SegmentId};

use super::*;
use crate::pair::Sim;
use crate::run::{Message, Options, Pace};
use crate::script::parse_line;
use crate::timeline::What;

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

/// How many situations: `SOCKSCOPE_FORECASTS` says another number.
fn most() -> u32 {
    option_env!("SOCKSCOPE_FORECASTS").map_or(5_000, |most| most.parse().expect("a number"))
}

/// A session that a random hand drives, and how often each outcome was foretold.
struct Hand {
    sim: Sim,
    random: Random,
    told: BTreeMap<String, u32>,
    log: Vec<String>,
}

const PEERS: [&str; 2] = ["host", "board"];
const PORTS: [u16; 3] = [7001, 7002, 7003];

impl Hand {
    fn new(seed: u64) -> Hand {
        let options = Options {
            stop_on_failure: false,
            pace: Pace::Run,
            ..Options::default()
        };
        Hand {
            sim: Sim::new(options, seed),
            random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            told: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    /// The learner's line: it waits for nobody.
    fn say(&mut self, line: &str) {
        self.log.push(line.to_owned());
        let line = parse_line(line, 1).expect("it parses").expect("a line");
        self.sim.tell(Message::ByHand(line));
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
                .sim
                .model
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
        let line = match self.random.below(24) {
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
        let held: Vec<SegmentId> = self.sim.model.world.held.clone();
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
                if self.sim.model.world.held_in(lane) > 1 {
                    self.say(&format!("wire: reorder {dir}"));
                }
            }
            2 => self.compare(id, "duplicate"),
            _ => self.compare(id, "release"),
        }
    }

    fn compare(&mut self, id: SegmentId, how: &str) {
        let row = self.sim.model.world.row(id).expect("it is held").clone();
        let told = forecast(&self.sim.model.world, &row.packet);
        self.log
            .push(format!("-- #{} {} told {told:?}", id.0, row.packet.flags));
        let from = self.sim.model.timeline.next_seq();
        self.say(&format!("wire: {how} segment {}", id.0));
        self.check(&told, &row.packet, from);
        let kind = format!("{:?}", told.will);
        *self.told.entry(kind).or_default() += 1;
    }

    /// What happened since event `from` is what was foretold.
    fn check(&self, told: &Forecast, packet: &Packet, from: u64) {
        let timeline = &self.sim.model.timeline;
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
            format!(
                "told {told:?}\nof {packet:?}\nmoved {moved:?}, reset {reset}, icmp {icmp}, lost {lost:?}\n\
                 flows {:?}\n{:?}\n{}",
                self.sim.model.world.flows.find(packet.src, packet.dst),
                self.sim.model.world.flows.find(packet.dst, packet.src),
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

#[test]
fn five_thousand_random_situations_end_as_foretold() {
    let (mut situations, mut unsure) = (0, 0);
    let mut told: BTreeMap<String, u32> = BTreeMap::new();
    let mut seed = 1;
    while situations < most() {
        let mut hand = Hand::new(seed);
        seed += 1;
        hand.set_up();
        for _ in 0..120 {
            match hand.random.below(5) {
                0 | 1 => hand.call(),
                _ => hand.wire(),
            }
        }
        for (kind, count) in hand.told {
            situations += count;
            if kind.starts_with("Unsure") {
                unsure += count;
            }
            *told.entry(kind).or_default() += count;
        }
    }
    println!("{situations} situations in {seed} sessions: {told:#?}");
    assert!(
        unsure * 100 < situations,
        "{unsure} of {situations} not certain: {told:?}"
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
        assert!(
            told.keys().any(|told| told.starts_with(kind)),
            "no {kind}: {told:?}"
        );
    }
}
