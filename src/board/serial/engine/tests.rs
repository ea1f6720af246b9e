//! The engine alone: no thread, no port, no clock.

use super::*;
use sockscope_link::arq::Event;
use sockscope_link::frame::Item;
use sockscope_link::{Call, CallId};

/// A board that answers what an acquaintance asks; `deaf`, it takes nothing.
struct Board {
    endpoint: Endpoint<Report, Command>,
    decoder: Decoder<Command>,
    deaf: bool,
}

impl Board {
    fn new() -> Board {
        Board {
            endpoint: Endpoint::new(End::Board, "board", 8192),
            decoder: Decoder::new(),
            deaf: false,
        }
    }

    /// What passes between the two ends until neither has anything to say.
    fn talk(&mut self, engine: &mut Engine, now: Instant) {
        loop {
            let bytes = engine.transmit(now).to_vec();
            engine.transmitted(bytes.len());
            let Board {
                endpoint,
                decoder,
                deaf,
            } = self;
            let at = now - engine.start;
            let mut commands = Vec::new();
            decoder.push(&bytes, |item| {
                if let Item::Packet(packet) = item
                    && !*deaf
                    && let Some(Event::Message(command)) = endpoint.take(packet, at)
                {
                    commands.push(command);
                }
            });
            for report in commands.into_iter().filter_map(answer) {
                endpoint.send(&report, at).unwrap();
            }
            let reply = endpoint.transmit(at).to_vec();
            endpoint.transmitted(reply.len());
            if !self.deaf && !reply.is_empty() {
                engine.bytes(&reply, now);
            } else if bytes.is_empty() {
                return;
            }
        }
    }
}

fn answer(command: Command) -> Option<Report> {
    Some(match command {
        Command::Info => Report::Info(crate::board::serial::sample("a1b2c3", "")),
        Command::Baud(baud) => Report::Baud(baud),
        Command::Ping(number) => Report::Pong(number),
        Command::Clear => Report::Cleared,
        _ => return None,
    })
}

/// Whatever has happened, after a tick there is nothing left to do at once: the thread sleeps.
#[test]
fn a_link_in_trouble_sleeps_between_its_tries() {
    let start = Instant::now();
    let (mut engine, mut board) = (
        Engine::new("here".into(), true, Options::default(), 1, start),
        Board::new(),
    );
    board.talk(&mut engine, start);
    assert_eq!(engine.step, Step::Up);
    assert_eq!(engine.baud, 921_600);

    board.deaf = true;
    let (id, call) = (CallId(1), Call::Close { fd: 3 });
    engine.command(Command::Call { id, call }, start);
    engine.bytes(&[0, 0xF7, 5, 1, 2, 0, b'x'], start);
    let mut now = start;
    let mut turns = 0;
    while now < start + Duration::from_secs(20) {
        engine.tick(now, false);
        board.talk(&mut engine, now);
        assert!(engine.due() > now, "after {:?}", now - start);
        now = engine.due();
        turns += 1;
    }
    assert!((20..400).contains(&turns), "{turns} turns in 20 s");
    let returned = engine.actions().into_iter().any(
        |action| matches!(action, Action::Tell(Told::Report(Report::Return { id, .. })) if id == CallId(1)),
    );
    assert!(returned, "the board was given up");

    board.deaf = false;
    engine.tick(now, false);
    board.talk(&mut engine, now);
    assert_eq!(engine.step, Step::Up, "and taken up again");
}
