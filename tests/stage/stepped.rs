//! A program of the learner's, played by the test on the host's core of a pair: what it calls stops, is let go,
//! and really made.

use sockscope::pair::Pair;
use sockscope::peer::Peer;
use sockscope::run::{
    Activity, Called, Doing, Effect, Holds, Message, Model, Options, Printed, Systems, update,
};
use sockscope::script::Role;
use sockscope::stage::keys::Key;
use sockscope::stage::{Opening, Stage, Wish};
use sockscope::timeline::{MOST_PROGRAM, Made, SourceLine, SourcePart};
use sockscope::words::Lang;
use sockscope_link::{
    Call, CallId, Command, Domain, Kind, MsgFlags, Opt, OptValue, Report, System,
};

/// The program's source.
pub const SOURCE: &str = include_str!("server.c");

/// Its calls, and the text of the line that makes each.
fn calls() -> Vec<(Call, &'static str)> {
    let none = MsgFlags::default();
    vec![
        (
            Call::Socket {
                domain: Domain::Inet,
                kind: Kind::Stream,
                nonblock: false,
                protocol: 0,
            },
            "= socket(",
        ),
        (
            Call::SetSockOpt {
                fd: 3,
                opt: Opt::ReuseAddr,
                value: OptValue::Int(1),
            },
            "setsockopt(",
        ),
        (
            Call::Bind {
                fd: 3,
                addr: "0.0.0.0:7777".parse().unwrap(),
            },
            "bind(",
        ),
        (Call::Listen { fd: 3, backlog: 1 }, "listen("),
        (Call::Accept { fd: 3 }, "accept("),
        (
            Call::Recv {
                fd: 4,
                len: 64,
                flags: none,
            },
            "recv(",
        ),
        (Call::Close { fd: 4 }, "close(a)"),
    ]
}

/// A session whose host is that program.
pub struct Stepped {
    pub model: Model,
    pub stage: Stage,
    pair: Pair,
    pub now: u64,
    calls: Vec<(Call, &'static str)>,
    at: usize,
    runs: Option<CallId>,
    /// What was typed to it.
    pub typed: Vec<u8>,
}

impl Stepped {
    /// The program stands before its first call.
    pub fn new(lang: Lang) -> Stepped {
        let options = Options {
            other: true,
            ..Options::stepping(Role::Server)
        };
        let opening = Opening {
            lesson: "server".into(),
            role: Role::Server,
            board: "pair".into(),
        };
        let mut stage = Stage::new(opening.clone(), lang);
        stage.begin(opening);
        stage.step_program(false, false);
        let mut stepped = Stepped {
            model: Model::new(options),
            stage,
            pair: Pair::new(7, 0),
            now: 0,
            calls: calls(),
            at: 0,
            runs: None,
            typed: Vec::new(),
        };
        let (host, board) = (System::Linux, System::Linux);
        let session = Box::new(Pair::session());
        stepped.tell(Message::Opened(session, Systems { host, board }));
        stepped.tell(Message::LinesEnd);
        stepped.tell(Message::Program(Peer::Host, Doing::Moves));
        stepped.come();
        stepped
    }

    /// It comes to its next call, or ends.
    fn come(&mut self) {
        let Some((call, text)) = self.calls.get(self.at) else {
            return self.tell(Message::Program(Peer::Host, Doing::Over));
        };
        let line = SOURCE.lines().position(|line| line.contains(text));
        let line = u32::try_from(line.expect("the line") + 1).unwrap();
        let asks = matches!(call, Call::SetSockOpt { .. });
        let called = Called {
            ticket: u32::try_from(self.at).unwrap(),
            call: call.clone(),
            made: Made {
                pid: 70,
                tid: 70,
                raw: call.name().name().to_owned(),
                socket: None,
                num: None,
                len: None,
                source: Some(SourceLine {
                    file: "/home/ana/server.c".into(),
                    line,
                    function: "main".into(),
                }),
            },
            teaches: !asks,
        };
        if self.at == 0 {
            self.brings(SOURCE, line, false);
        }
        self.tell(Message::Called(Peer::Host, Box::new(called)));
        if self.model.runner.activity() == Activity::Moves && !asks {
            self.tell(Message::Program(Peer::Host, Doing::Rests));
        }
    }

    /// Tells the model something; what follows happens.
    pub fn tell(&mut self, message: Message) {
        for effect in update(&mut self.model, self.now, message) {
            match effect {
                Effect::Command(peer, command) => self.pair.send(peer, command, self.now),
                Effect::Go { ticket, id, .. } => {
                    self.runs = Some(id);
                    let (call, _) = self.calls[ticket as usize].clone();
                    let command = Command::Call { id, call };
                    self.pair.send(Peer::Host, command, self.now);
                }
                Effect::Finish(_) => panic!("the stage does not end by itself"),
            }
        }
        while self.pair.turn(self.now) {}
        for (peer, report) in self.pair.reports() {
            let what = match &report {
                Report::Return { id, .. } if self.runs == Some(*id) => Some(true),
                Report::Blocked { id } if self.runs == Some(*id) => Some(false),
                _ => None,
            };
            self.tell(Message::Report(peer, report));
            match what {
                Some(true) => {
                    self.runs = None;
                    self.at += 1;
                    self.come();
                }
                Some(false) => self.tell(Message::Program(Peer::Host, Doing::Rests)),
                None => {}
            }
        }
    }

    /// Its source is read: this text, for a call from this line.
    pub fn brings(&mut self, text: &str, line: u32, changed: bool) {
        let line = SourceLine {
            file: "/home/ana/server.c".into(),
            line,
            function: "main".into(),
        };
        let part = SourcePart::new(Peer::Host, &line, text, changed, MOST_PROGRAM);
        self.tell(Message::Source(Box::new(part)));
    }

    /// It writes on its terminal.
    pub fn writes(&mut self, text: &str, open: bool) {
        let line = Printed {
            uptime_ms: self.now / 1_000,
            text: text.into(),
            open,
        };
        self.tell(Message::Printed(Peer::Host, line));
    }

    /// Presses keys; what they want is done.
    pub fn press(&mut self, keys: &[Key]) {
        for key in keys {
            self.now += 1_000;
            for wish in self.stage.press(&self.model, *key, self.now) {
                match wish {
                    Wish::Tell(message) => self.tell(message),
                    Wish::Type(_, bytes) => self.typed.extend(bytes),
                    wish => panic!("{wish:?}"),
                }
            }
            self.stage.heed(&self.model);
        }
    }

    /// The text of the call that the key lets go next.
    pub fn next(&self) -> Option<String> {
        let items = self.model.runner.items();
        let next = self.model.runner.next_action()?;
        Some(items[next].line.source.clone())
    }

    /// The ticket of the call that it has come to.
    pub fn at(&self) -> u32 {
        u32::try_from(self.at).unwrap()
    }

    /// Which calls wait for the key.
    pub fn holds(&self) -> Holds {
        self.model.runner.holds
    }
}
