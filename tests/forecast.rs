//! What the forecast says of a held segment is what then happens: random situations on the private wire, a
//! kernel at one end and a board at the other. (`world::forecast` has the same on a pair.)
//!
//! `SOCKSCOPE_RUNS=5000 cargo test --test forecast` tries so many; `SOCKSCOPE_SEED` says where to begin.

#![cfg(target_os = "linux")]

#[path = "../src/engine/world/forecast/hand.rs"]
mod hand;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use hand::{Hand, Seat, Tally};
use sockscope::board::{self, VirtualBoard};
use sockscope::host::{HostHandle, HostPeer, Observer};
use sockscope::peer::Peer;
use sockscope::run::{Effect, Message, Model, Options, Pace, Systems, update};
use sockscope::timeline::Session;
use sockscope::wire::{BOARD, HOST, SocketSource, Wire, WireOptions};
// What the hand, which the engine's own tests share, takes from its crate.
use sockscope::{peer, run, script, timeline, world};
use sockscope_board::Config;
use sockscope_link::{Command, Report, System};

/// How many situations, unless `SOCKSCOPE_RUNS` says otherwise.
const MOST: u32 = 1_500;
/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);
/// The numbers of the model's own questions lie below (`run::quiet`).
const OWN: u32 = 1 << 31;

/// A session on the private wire.
struct Live {
    model: Model,
    host: HostHandle,
    board: VirtualBoard,
    reports: Receiver<(Peer, Report)>,
    began: Instant,
    asked: u32,
}

impl Live {
    fn new(seed: u64) -> Live {
        let options = WireOptions {
            program: Some(PathBuf::from(env!("CARGO_BIN_EXE_sockscope"))),
            ..WireOptions::default()
        };
        let wire = Wire::open(options).expect("a private wire");
        let (to, reports) = unbounded();
        let sink: peer::Sink = Arc::new(move |peer, report| drop(to.send((peer, report))));
        let link = wire.take_link().expect("the board's end");
        let source = SocketSource::Private(Arc::new(wire));
        let observer = Observer::new(&source, Arc::clone(&sink));
        let host = HostPeer::spawn(Peer::Host, source, Arc::clone(&observer), Arc::clone(&sink))
            .expect("the kernel's peer");
        let config = Config {
            seed,
            ..Config::virtual_board()
        };
        let board = board::spawn(config, link, sink, Box::new(observer.tap())).expect("a board");
        let options = Options {
            stop_on_failure: false,
            pace: Pace::Run,
            ..Options::default()
        };
        let mut live = Live {
            model: Model::new(options),
            host,
            board,
            reports,
            began: Instant::now(),
            asked: OWN,
        };
        let session = Session {
            role: options.role.name().to_owned(),
            board: "virtual".to_owned(),
            host: Some(HOST.into()),
            board_addr: Some(BOARD.into()),
            gate: true,
            ..Session::default()
        };
        let systems = Systems {
            host: System::Linux,
            board: System::Linux,
        };
        live.tell(Message::Opened(Box::new(session), systems));
        live
    }

    fn send(&self, peer: Peer, command: Command) {
        match peer {
            Peer::Host => self.host.send(command),
            Peer::Board => self.board.send(command).expect("a living board"),
        }
    }

    fn take(&mut self, message: Message) {
        let now = self.began.elapsed().as_micros() as u64;
        for effect in update(&mut self.model, now, message) {
            if let Effect::Command(peer, command) = effect {
                self.send(peer, command);
            }
        }
    }

    /// Until both ends have taken in all that has reached them, and nothing came of it.
    fn settle(&mut self) {
        let until = Instant::now() + LIMIT;
        loop {
            self.asked += 1;
            let mut open = Peer::BOTH.to_vec();
            for peer in Peer::BOTH {
                self.send(peer, Command::Ping(self.asked));
            }
            let mut moved = false;
            while !open.is_empty() {
                let (peer, report) = self.reports.recv_deadline(until).expect("an answer");
                match &report {
                    Report::Pong(number) if *number == self.asked => open.retain(|of| *of != peer),
                    Report::Pong(_) | Report::Log { .. } | Report::Facts(_) => {}
                    _ => moved = true,
                }
                self.take(Message::Report(peer, report));
            }
            if !moved {
                return;
            }
        }
    }
}

impl Seat for Live {
    fn tell(&mut self, message: Message) {
        self.take(message);
        self.settle();
    }

    fn model(&self) -> &Model {
        &self.model
    }
}

#[test]
fn random_situations_on_the_private_wire_end_as_foretold() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let most = number("SOCKSCOPE_RUNS").map_or(MOST, |most| most as u32);
    let mut tally = Tally::default();
    for seed in number("SOCKSCOPE_SEED").unwrap_or(1u64).. {
        if tally.situations >= most {
            break;
        }
        tally.add(Hand::new(Live::new(seed), seed).play());
    }
    // A kernel may answer a SYN without remembering it, and does not say so before.
    tally.is_certain(50);
}
