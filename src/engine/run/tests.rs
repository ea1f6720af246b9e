//! The model against peers that are written out: what it asks them, and what it makes of their
//! answers.

use sockscope_link::{
    Act, Call, CallId, Command, Errno, Flags, GateCommand, Report, Return, SegmentId, System, Which,
};

use super::*;
use crate::peer::Peer;
use crate::script::parse;
use crate::timeline::Session;

/// A model with a session, and its clock.
struct Bench {
    model: Model,
    now: u64,
    asked: Vec<(Peer, Command)>,
    finished: Option<Exit>,
}

impl Bench {
    fn new(script: &str, options: Options) -> Bench {
        let mut bench = Bench {
            model: Model::new(options),
            now: 0,
            asked: Vec::new(),
            finished: None,
        };
        let session = Session {
            host: Some([10, 77, 0, 1].into()),
            board_addr: Some([10, 77, 0, 2].into()),
            gate: true,
            ..Session::default()
        };
        let systems = Systems {
            host: System::Linux,
            board: System::Newlib,
        };
        bench.tell(Message::Opened(Box::new(session), systems));
        for line in parse(script).expect("the test's script is right") {
            bench.tell(Message::Line(line));
        }
        bench.tell(Message::LinesEnd);
        bench
    }

    fn run(script: &str) -> Bench {
        Bench::new(script, Options::default())
    }

    fn tell(&mut self, message: Message) {
        self.now += 10;
        let mut pings = Vec::new();
        for effect in update(&mut self.model, self.now, message) {
            match effect {
                Effect::Command(peer, Command::Ping(number)) => pings.push((peer, number)),
                Effect::Command(peer, command) => self.asked.push((peer, command)),
                Effect::Go { .. } => {}
                Effect::Finish(exit) => self.finished = Some(exit),
            }
        }
        // Nothing moves on this wire but what a test says.
        for (peer, number) in pings {
            self.tell(Message::Report(peer, Report::Pong(number)));
        }
    }

    /// Lets time pass until the model's deadline.
    fn wait(&mut self) {
        self.now = self.model.deadline().expect("the model waits for a time");
        self.tell(Message::Tick);
    }

    /// The calls that the model asked for since the last time.
    fn calls(&mut self) -> Vec<(Peer, CallId, &'static str)> {
        let asked = std::mem::take(&mut self.asked);
        let call = |(peer, command): &(Peer, Command)| match command {
            Command::Call { id, call } => Some((*peer, *id, call.name().name())),
            _ => None,
        };
        asked.iter().filter_map(call).collect()
    }

    fn returns(&mut self, peer: Peer, id: u32, ret: i64) {
        self.tell(Message::Report(
            peer,
            Report::Return {
                id: CallId(id),
                ret: Return::ok(ret),
            },
        ));
    }

    fn fails(&mut self, peer: Peer, id: u32, errno: Errno) {
        let ret = Return::error(errno);
        self.tell(Message::Report(
            peer,
            Report::Return {
                id: CallId(id),
                ret,
            },
        ));
    }

    fn blocks(&mut self, peer: Peer, id: u32) {
        self.tell(Message::Report(peer, Report::Blocked { id: CallId(id) }));
    }
}

#[test]
fn one_call_at_a_time_in_order() {
    let mut bench = Bench::run("host: s = socket(AF_INET, SOCK_STREAM)\nhost: listen(s, 1)\n");
    assert_eq!(bench.calls(), [(Peer::Host, CallId(1), "socket")]);
    bench.returns(Peer::Host, 1, 5);
    let asked = std::mem::take(&mut bench.asked);
    let listen = Command::Call {
        id: CallId(2),
        call: Call::Listen { fd: 5, backlog: 1 },
    };
    assert_eq!(asked, [(Peer::Host, listen)]);
}

#[test]
fn a_blocked_peer_waits_and_the_other_goes_on() {
    let script = "host: s = socket(AF_INET, SOCK_STREAM)
        host: a = accept(s)
        host: close(s)
        board: c = socket(AF_INET, SOCK_STREAM)";
    let mut bench = Bench::run(script);
    bench.returns(Peer::Host, 1, 3);
    bench.blocks(Peer::Host, 2);
    let calls: Vec<_> = bench
        .calls()
        .into_iter()
        .map(|(peer, _, call)| (peer, call))
        .collect();
    assert_eq!(
        calls,
        [
            (Peer::Host, "socket"),
            (Peer::Host, "accept"),
            (Peer::Board, "socket")
        ],
        "close waits behind accept"
    );
    bench.returns(Peer::Board, 3, 3);
    bench.returns(Peer::Host, 2, 4);
    assert_eq!(bench.calls(), [(Peer::Host, CallId(4), "close")]);
}

#[test]
fn a_call_in_the_background_holds_nobody_up() {
    let script = "host: s = socket(AF_INET, SOCK_STREAM)\nhost: a = accept(s) &\nhost: close(s)";
    let mut bench = Bench::run(script);
    bench.returns(Peer::Host, 1, 3);
    bench.blocks(Peer::Host, 2);
    assert_eq!(
        bench.calls().last(),
        Some(&(Peer::Host, CallId(3), "close"))
    );
}

#[test]
fn a_peer_that_stays_blocked_ends_the_run_with_1() {
    let script = "host: s = socket(AF_INET, SOCK_STREAM)\nhost: accept(s)\nhost: close(s)";
    let mut bench = Bench::run(script);
    bench.returns(Peer::Host, 1, 3);
    bench.blocks(Peer::Host, 2);
    bench.wait();
    bench.wait();
    assert_eq!(bench.finished, Some(Exit::Expectation));
}

#[test]
fn a_peer_that_says_nothing_ends_the_run_with_3() {
    let mut bench = Bench::run("host: s = socket(AF_INET, SOCK_STREAM)");
    bench.wait();
    bench.wait();
    assert_eq!(bench.finished, Some(Exit::Environment));
}

#[test]
fn an_expected_errno_is_checked_against_the_last_call() {
    let script = "host: s = socket(AF_INET, SOCK_STREAM)\nhost: accept(s)\nexpect EINVAL";
    let mut bench = Bench::run(script);
    bench.returns(Peer::Host, 1, 3);
    bench.fails(Peer::Host, 2, Errno::Inval);
    bench.wait();
    assert_eq!(bench.finished, Some(Exit::Done));
    let errnos: Vec<_> = bench
        .model
        .log
        .timeline
        .events()
        .filter_map(|event| match &event.what {
            What::Return(returned) => returned.errno.clone(),
            _ => None,
        })
        .collect();
    assert_eq!((errnos[0].number, errnos[0].name.as_str()), (22, "EINVAL"));
}

#[test]
fn an_expectation_that_stays_unmet_says_what_was_seen() {
    let script = "timeout 1\nhost: s = socket(AF_INET, SOCK_STREAM)\nexpect ENOMEM\nhost: close(s)";
    let mut bench = Bench::run(script);
    bench.returns(Peer::Host, 1, 3);
    let _ = bench.calls();
    // What a call that ended came to changes no more: no time is lost with waiting.
    bench.wait();
    assert_eq!(bench.finished, Some(Exit::Expectation));
    assert_eq!(bench.calls(), [], "nothing runs after it");
    let saw = bench
        .model
        .log
        .timeline
        .events()
        .find_map(|event| match &event.what {
            What::Expect { ok: false, saw, .. } => Some(saw.clone()),
            _ => None,
        });
    assert_eq!(saw.as_deref(), Some("3"));
}

#[test]
fn an_unknown_name_is_a_usage_error() {
    let mut bench = Bench::run("host: listen(nope, 1)");
    bench.wait();
    assert_eq!(bench.finished, Some(Exit::Usage));
}

#[test]
fn release_waits_for_a_held_segment() {
    let mut bench = Bench::run("wire: hold\nwire: release");
    bench.tell(Message::Report(
        Peer::Board,
        Report::Gate(Default::default()),
    ));
    assert_eq!(bench.asked.len(), 1, "nothing is held yet");
    bench.tell(segment(1, Flags::SYN, Act::Held));
    assert_eq!(bench.asked.len(), 2);
}

/// A segment of the board's at the gate.
fn segment(id: u32, flags: Flags, act: Act) -> Message {
    let segment = sockscope_link::Segment {
        id: SegmentId(id),
        dir: sockscope_link::Direction::BoardToHost,
        protocol: sockscope_link::Protocol::Tcp,
        src: ([10, 77, 0, 2], 49152).into(),
        dst: ([10, 77, 0, 1], 7777).into(),
        flags,
        seq: if flags.contains(Flags::SYN) { 1 } else { 2 },
        ack: 0,
        win: 1024,
        window_scale: None,
        mss: Some(1460),
        len: 0,
        payload: Vec::new(),
        packet: Vec::new(),
        act,
        retransmissions: 0,
        delay_ms: 0,
    };
    Message::Report(Peer::Board, Report::Segment(segment))
}

/// A class that talks for a while sees repeats of what was let through: no line means them.
#[test]
fn no_line_means_a_repeat_that_came_because_the_wire_stands_still() {
    for line in ["release", "drop", "duplicate"] {
        let mut bench = Bench::run(&format!("wire: hold\nwire: {line}"));
        bench.tell(segment(1, Flags::SYN, Act::Passed));
        bench.tell(segment(2, Flags::SYN, Act::Held));
        bench.tell(segment(3, Flags::ACK, Act::Held));
        bench.tell(Message::Report(
            Peer::Board,
            Report::Gate(Default::default()),
        ));
        let fresh = Which::Id(SegmentId(3));
        let wanted = match line {
            "release" => GateCommand::Release(fresh),
            "drop" => GateCommand::Drop(fresh),
            _ => GateCommand::Duplicate(fresh),
        };
        let asked = bench.asked.last();
        assert_eq!(asked, Some(&(Peer::Board, Command::Gate(wanted))), "{line}");
    }
}

#[test]
fn the_learner_allows_one_action_at_a_time() {
    let options = Options {
        pace: Pace::Step(0),
        ..Options::default()
    };
    let script = "host: s = socket(AF_INET, SOCK_STREAM)\nhost: listen(s, 1)";
    let mut bench = Bench::new(script, options);
    assert_eq!(bench.calls(), []);
    bench.tell(Message::Advance);
    assert_eq!(bench.calls(), [(Peer::Host, CallId(1), "socket")]);
    bench.returns(Peer::Host, 1, 3);
    assert_eq!(bench.calls(), []);
    bench.tell(Message::Advance);
    assert_eq!(bench.calls(), [(Peer::Host, CallId(2), "listen")]);
}

#[test]
fn what_the_learner_types_runs_at_once_even_on_a_blocked_peer() {
    let options = Options {
        pace: Pace::Step(0),
        ..Options::default()
    };
    let script = "host: s = socket(AF_INET, SOCK_STREAM)\nhost: accept(s)\nhost: close(s)";
    let mut bench = Bench::new(script, options);
    bench.tell(Message::Advance);
    bench.returns(Peer::Host, 1, 3);
    bench.tell(Message::Advance);
    bench.blocks(Peer::Host, 2);
    let _ = bench.calls();
    let line = parse("host: getsockname(s)").expect("right").remove(0);
    bench.tell(Message::ByHand(line));
    assert_eq!(bench.calls(), [(Peer::Host, CallId(3), "getsockname")]);
    bench.returns(Peer::Host, 3, 0);
    assert_eq!(bench.calls(), []);
}

#[test]
fn lines_that_are_typed_fast_run_in_their_order() {
    let options = Options {
        pace: Pace::Step(0),
        ..Options::default()
    };
    let mut bench = Bench::new("host: close(s)", options);
    for text in [
        "host: s = socket(AF_INET, SOCK_STREAM)",
        "host: bind(3, HOST:7777)",
        "host: listen(3, 1)",
    ] {
        bench.tell(Message::ByHand(parse(text).expect("right").remove(0)));
    }
    for (number, call) in (1..).zip(["socket", "bind", "listen"]) {
        assert_eq!(bench.calls(), [(Peer::Host, CallId(number), call)]);
        bench.returns(Peer::Host, number, 3);
    }
    assert_eq!(bench.calls(), []);
}

#[test]
fn a_world_can_be_looked_back_at() {
    let mut bench = Bench::run("host: s = socket(AF_INET, SOCK_STREAM)");
    bench.returns(Peer::Host, 1, 3);
    let call = bench
        .model
        .log
        .timeline
        .events()
        .find(|e| matches!(e.what, What::Call { .. }));
    let seq = call.expect("the call is on the timeline").seq;
    let past = crate::world::past::Past::at(&bench.model.log.base, &bench.model.log.timeline, seq);
    assert!(past.world().last_return.is_none());
    assert!(bench.model.log.world.last_return.is_some());
}

#[test]
fn on_other_peers_the_program_goes_on_where_it_was() {
    let script = "host: s = socket(AF_INET, SOCK_STREAM)\nwire: hold\nboard: c = socket(AF_INET, \
                  SOCK_STREAM)\nhost: listen(s, 1)\n";
    let options = Options {
        pace: Pace::Step(0),
        ..Options::default()
    };
    let mut before = Bench::new(script, options);
    before.tell(Message::Advance);
    before.returns(Peer::Host, 1, 5);
    let line = parse("host: getsockname(s)").expect("right").remove(0);
    before.tell(Message::ByHand(line));
    before.fails(Peer::Host, 2, Errno::Io);
    before.tell(Message::Advance);
    let names = |calls: Vec<(Peer, CallId, &'static str)>| -> Vec<_> {
        calls
            .into_iter()
            .map(|(peer, _, name)| (peer, name))
            .collect()
    };
    let did = names(before.calls());
    assert_eq!(did, [(Peer::Host, "socket"), (Peer::Host, "getsockname")]);

    let mut after = Bench::new("", options);
    after.tell(Message::GoOn(None, before.model.runner.clone()));
    let mut again = Vec::new();
    for (id, fd) in [(1, 7), (2, 0)] {
        again.extend(names(after.calls()));
        after.returns(Peer::Host, id, fd);
    }
    assert_eq!(
        again, did,
        "what had been started, the line by hand among it"
    );
    let mut hold = after.asked.iter().filter(|(peer, _)| *peer == Peer::Board);
    assert!(matches!(hold.next_back(), Some((_, Command::Gate(_)))));
    after.asked.clear();
    after.tell(Message::Report(
        Peer::Board,
        Report::Gate(Default::default()),
    ));
    assert_eq!(after.calls(), [], "the rest waits for the learner");
    after.tell(Message::Advance);
    assert_eq!(names(after.calls()), [(Peer::Board, "socket")]);
}

#[test]
fn a_line_behind_a_blocked_call_waits_for_the_learner_however_long() {
    let script = "host: a = accept(s)\nhost: recv(a, 64)\nhost: close(a)\nboard: socket(AF_INET, \
                  SOCK_STREAM)\nboard: socket(AF_INET, SOCK_DGRAM)\n";
    let options = Options {
        pace: Pace::Step(0),
        ..Options::default()
    };
    let mut bench = Bench::new(script, options);
    bench.model.names.give(Peer::Host, 5, "s");
    bench.tell(Message::Advance);
    assert_eq!(bench.calls(), [(Peer::Host, CallId(1), "accept")]);
    bench.blocks(Peer::Host, 1);
    bench.tell(Message::Advance);
    assert_eq!(bench.calls(), [(Peer::Board, CallId(2), "socket")]);
    bench.returns(Peer::Board, 2, 3);
    // Far longer than a script would wait.
    bench.now += 3_600_000_000;
    bench.tell(Message::Advance);
    assert_eq!(bench.calls(), [(Peer::Board, CallId(3), "socket")]);
    bench.returns(Peer::Board, 3, 4);
    bench.returns(Peer::Host, 1, 6);
    bench.tell(Message::Advance);
    assert_eq!(bench.calls(), [(Peer::Host, CallId(4), "recv")]);
    let notes = bench.model.log.timeline.events();
    let notes = notes.filter(|event| matches!(event.what, What::Note { .. }));
    assert_eq!(notes.count(), 0, "nothing was given up");
}

#[test]
fn at_the_learners_pace_no_line_is_late_and_none_is_skipped() {
    let mut bench = Bench::new(
        "board: c = socket(AF_INET, SOCK_STREAM)\n\
         board: connect(c, HOST:7777)\n\
         board: send(c, \"hola\")",
        Options {
            pace: Pace::Step(2),
            ..Options::default()
        },
    );
    let (_, socket, _) = bench.calls()[0];
    bench.returns(Peer::Board, socket.0, 3);
    let (_, connect, _) = bench.calls()[0];
    bench.blocks(Peer::Board, connect.0);
    bench.tell(Message::Advance);
    assert_eq!(bench.model.deadline(), None, "nobody is hurried");
    assert!(bench.calls().is_empty(), "its program waits");
    let held_up = bench.model.runner.held_up().expect("the board is blocked");
    assert!(held_up.line.source.contains("connect"));
    bench.returns(Peer::Board, connect.0, 0);
    assert_eq!(bench.calls()[0].2, "send", "the line that waited is made");
}

#[test]
fn a_lesson_that_the_board_cannot_do_is_kept_for_one_that_can() {
    let session = |gate| {
        let systems = Systems {
            host: System::Linux,
            board: System::Linux,
        };
        let gate = Session {
            gate,
            ..Session::default()
        };
        Message::Opened(Box::new(gate), systems)
    };
    let options = Options {
        pace: Pace::Step(0),
        ..Options::default()
    };
    let lesson = Arc::new(crate::lesson::find("handshake").unwrap().clone());
    let mut message = Message::Lesson(Arc::clone(&lesson));
    for gate in [false, false, true] {
        let mut model = Model::new(options);
        let _ = update(&mut model, 0, session(gate));
        let effects = update(&mut model, 0, message);
        let kept = model.lesson.as_ref().map(|lesson| lesson.id.as_str());
        assert_eq!(kept, Some("handshake"));
        let waiting = model.runner.waiting();
        assert_eq!(waiting == model.runner.items().len(), gate, "{waiting}");
        assert_eq!(
            (waiting == 0, model.exit() == Exit::Environment),
            (!gate, !gate)
        );
        assert_eq!(effects, [], "nothing is begun");
        message = Message::GoOn(model.lesson.clone(), model.runner.clone());
    }
}

#[test]
fn no_line_behind_a_barrier_is_the_next_one() {
    let mut bench = Bench::new(
        "host: a = accept(s)\nhost: close(a)\nexpect host.a CLOSED\nwire: open",
        Options {
            pace: Pace::Step(0),
            ..Options::default()
        },
    );
    bench.model.names.give(Peer::Host, 5, "s");
    bench.tell(Message::Advance);
    let (_, accept, _) = bench.calls()[0];
    bench.blocks(Peer::Host, accept.0);
    let next = bench.model.runner.next_action().expect("a line");
    let source = &bench.model.runner.items()[next].line.source;
    assert!(
        source.contains("close(a)"),
        "not {source}: it stands behind what is expected of close"
    );
    assert!(bench.model.runner.held_up().is_some());
}

#[test]
fn a_release_of_nothing_waits_and_is_left_out_if_the_learner_goes_on() {
    let mut bench = Bench::new(
        "wire: release\nhost: s = socket(AF_INET, SOCK_STREAM)",
        Options {
            pace: Pace::Step(0),
            ..Options::default()
        },
    );
    bench.tell(Message::Advance);
    assert_eq!(bench.model.lacks_held(), Some(0));
    assert!(bench.calls().is_empty());
    // A segment that comes now would be released; she does not wait for one.
    bench.tell(Message::Advance);
    assert_eq!(bench.model.lacks_held(), None);
    bench.tell(Message::Advance);
    assert_eq!(bench.calls()[0].2, "socket");
}
