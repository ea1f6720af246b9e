//! Memory after an hour: the events of an hour of lively use, and a flood of the board's log, through
//! the real model and stage, drawn as they come. Prints the resident set before and after.
//!
//! Each part runs in a process of its own, so that what one leaves behind is not counted for the other.

use std::process::Command as Process;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sockscope::peer::Peer;
use sockscope::run::{Effect, Message, Model, Options, Pace, Systems, update};
use sockscope::script::{Role, parse_line};
use sockscope::stage::keys::Key;
use sockscope::stage::{Opening, Panel, Stage};
use sockscope::timeline::{Session, to_line};
use sockscope::view::{Scene, Theme, draw};
use sockscope::words::Lang;
use sockscope_link::{
    Act, Call, CallId, Cause, Command, Direction, Evidence, FileFacts, Flags, Kind, LogLevel,
    Protocol, Report, Return, Segment, SegmentId, SocketFacts, SocketId, State, System, Transition,
};

/// Events a second of lively use, and for how long.
const EVENTS: u64 = 50;
const SECONDS: u64 = 3_600;

/// Bytes a second of a log that floods, and for how long.
const FLOOD: usize = 5_000_000;
const FLOOD_SECONDS: u64 = 8;

const AREA: Rect = Rect {
    x: 0,
    y: 0,
    width: 160,
    height: 48,
};

/// The program without terminal and peers.
struct Bench {
    model: Model,
    stage: Stage,
    theme: Theme,
    buf: Buffer,
    now: u64,
    calls: Vec<(Peer, CallId, Call)>,
    segments: u32,
    sockets: u32,
    line: u32,
    recorded: u64,
    bytes: usize,
}

impl Bench {
    fn new() -> Bench {
        let options = Options {
            pace: Pace::Step(0),
            facts: true,
            ..Options::default()
        };
        let opening = Opening {
            lesson: "lifecycle".to_owned(),
            role: Role::Server,
            board: "virtual".to_owned(),
        };
        let mut bench = Bench {
            model: Model::new(options),
            stage: Stage::new(opening, Lang::En),
            theme: Theme::named("dark").expect("a built-in theme"),
            buf: Buffer::empty(AREA),
            now: 0,
            calls: Vec::new(),
            segments: 0,
            sockets: 0,
            line: 0,
            recorded: 0,
            bytes: 0,
        };
        let session = Session {
            host: Some([10, 77, 0, 1].into()),
            board_addr: Some([10, 77, 0, 2].into()),
            gate: true,
            ..Session::default()
        };
        let here = System::Linux;
        let systems = Systems {
            host: here,
            board: here,
        };
        bench.tell(Message::Opened(Box::new(session), systems));
        bench
    }

    fn tell(&mut self, message: Message) {
        for effect in update(&mut self.model, self.now, message) {
            if let Effect::Command(peer, Command::Call { id, call }) = effect {
                self.calls.push((peer, id, call));
            }
        }
        self.stage.heed(&self.model);
        // As a recording does, without its file.
        let lines = self.model.log.timeline.since(self.recorded).map(to_line);
        self.bytes += lines.map(|line| line.len() + 1).sum::<usize>();
        self.recorded = self.model.log.timeline.next_seq();
    }

    fn report(&mut self, peer: Peer, report: Report) {
        self.tell(Message::Report(peer, report));
    }

    fn frame(&mut self) {
        self.buf.reset();
        let scene = Scene::new(&self.model, &self.stage, &self.theme, self.now);
        draw(&scene, AREA, &mut self.buf);
    }

    /// A line by hand, and what the call returns.
    fn call(&mut self, text: &str, ret: i64) {
        self.line += 1;
        let line = parse_line(text, self.line).expect("the call language");
        self.tell(Message::ByHand(line.expect("a line")));
        for (peer, id, _) in std::mem::take(&mut self.calls) {
            let ret = Return::ok(ret);
            self.report(peer, Report::Return { id, ret });
        }
    }

    fn log(&mut self, text: String) {
        let (level, uptime_ms) = (LogLevel::Info, self.now / 1_000);
        let report = Report::Log {
            level,
            uptime_ms,
            text,
        };
        self.report(Peer::Board, report);
    }

    /// One connection's life: 200 events, as a learner makes them who tries things and never rests.
    fn life(&mut self) {
        let before = self.model.log.timeline.next_seq();
        let port = 49_152 + (self.sockets % 16_000) as u16;
        let [host, board] = [([10, 77, 0, 1], 7_777), ([10, 77, 0, 2], port)];
        let [host, board] = [host.into(), board.into()];
        self.sockets += 1;
        let id = SocketId(self.sockets);
        let step = |peer, from, to, cause| {
            let (local, remote) = if peer == Peer::Host {
                (host, board)
            } else {
                (board, host)
            };
            let transition = Transition {
                socket: id,
                fd: (to != State::Closed).then_some(4),
                listener: None,
                kind: Kind::Stream,
                local: Some(local),
                remote: Some(remote),
                from,
                to,
                cause,
                evidence: Evidence::Measured,
            };
            (peer, Report::Transition(transition))
        };
        let by_segment = Cause::Segment(Some(SegmentId(self.segments)));
        use State::*;
        let opening = [
            step(Peer::Board, Closed, Unbound, Cause::Call),
            step(Peer::Board, Unbound, SynSent, Cause::Call),
            step(Peer::Host, Listen, SynReceived, by_segment),
            step(Peer::Board, SynSent, Established, by_segment),
            step(Peer::Host, SynReceived, Established, by_segment),
        ];
        let closing = [
            step(Peer::Board, Established, FinWait1, Cause::Call),
            step(Peer::Host, Established, CloseWait, by_segment),
            step(Peer::Board, FinWait1, FinWait2, by_segment),
            step(Peer::Host, CloseWait, LastAck, Cause::Call),
            step(Peer::Board, FinWait2, TimeWait, by_segment),
            step(Peer::Host, LastAck, Closed, by_segment),
            step(Peer::Board, TimeWait, Closed, Cause::Timer),
        ];
        self.call("board: c = socket(AF_INET, SOCK_STREAM)", 4);
        self.call("board: connect(c, HOST:7777)", 0);
        opening
            .into_iter()
            .for_each(|(peer, report)| self.report(peer, report));
        self.call("host: a = accept(s)", 4);
        self.call("board: send(c, \"hola\")", 4);
        for number in 0..30 {
            self.segment(host, board, number);
        }
        for number in 0..30 {
            self.facts(id, number);
        }
        self.call("host: getsockname(a)", 0);
        self.call("board: close(c)", 0);
        closing
            .into_iter()
            .for_each(|(peer, report)| self.report(peer, report));
        self.call("host: close(a)", 0);
        while self.model.log.timeline.next_seq() < before + 200 {
            self.log(format!(
                "wifi: beacon of a1b2c3, rssi -{}, 20 MHz",
                self.line % 90
            ));
        }
    }

    fn segment(&mut self, host: std::net::SocketAddr, board: std::net::SocketAddr, number: u32) {
        self.segments += 1;
        let there = number.is_multiple_of(2);
        let flags = match number {
            0 => Flags::SYN,
            1 => Flags::SYN | Flags::ACK,
            _ => Flags::PSH | Flags::ACK,
        };
        let (dir, src, dst) = if there {
            (Direction::BoardToHost, board, host)
        } else {
            (Direction::HostToBoard, host, board)
        };
        let segment = Segment {
            id: SegmentId(self.segments),
            dir,
            protocol: Protocol::Tcp,
            src,
            dst,
            flags,
            seq: self.segments,
            ack: self.segments,
            win: 64_240,
            window_scale: (number < 2).then_some(7),
            mss: (number < 2).then_some(1_460),
            len: 64,
            payload: vec![b'x'; 64],
            packet: Vec::new(),
            act: Act::Passed,
            retransmissions: 0,
            delay_ms: 0,
        };
        self.report(Peer::Board, Report::Segment(segment));
    }

    fn facts(&mut self, socket: SocketId, number: u32) {
        let facts = SocketFacts {
            socket,
            fd: Some(4),
            listener: None,
            kind: Kind::Stream,
            state: State::Established,
            local: None,
            remote: None,
            recv_queue: number,
            send_queue: 0,
            backlog: None,
            timer_ms: None,
            retransmits: 0,
            file: Some(FileFacts {
                inode: 48_200,
                mode: 0o140_777,
                size: 0,
                uid: 1_000,
                created: None,
                modified: None,
            }),
            options: Vec::new(),
        };
        self.report(Peer::Host, Report::Facts(facts));
    }

    /// Looks back at the beginning and comes forward again, drawn.
    fn look_back(&mut self) {
        for key in [Key::Home, Key::Right, Key::End] {
            let _ = self.stage.press(&self.model, key, self.now);
            self.frame();
        }
    }

    fn say(&self, when: &str) {
        println!(
            "  {when}: {} resident, {} events, {:.1} MB as JSON Lines",
            resident(),
            self.model.log.timeline.next_seq(),
            self.bytes as f64 / 1e6
        );
    }
}

/// proc_pid_status(5): the resident set, and the most that it ever was.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        kib.map_or("?".to_owned(), |kib| {
            format!("{:.1} MB", kib * 1024.0 / 1e6)
        })
    };
    format!("{} (most {})", field("VmRSS:"), field("VmHWM:"))
}

/// `seconds` of lively use, a frame every 16 ms of which most would find nothing new: one a second is drawn.
fn hour(seconds: u64) {
    println!("{EVENTS} events a second for {seconds} s");
    let mut bench = Bench::new();
    bench.frame();
    bench.say("before");
    let began = Instant::now();
    for life in 0..seconds * EVENTS / 200 {
        bench.now = life * 4_000_000;
        bench.life();
        bench.frame();
        if life % 150 == 149 {
            bench.look_back();
        }
    }
    let took = began.elapsed();
    bench.say("after");
    let _ = bench.stage.press(&bench.model, Key::Home, bench.now);
    bench.frame();
    bench.say("while looking back");
    let each = took.as_secs_f64() * 1e6 / bench.model.log.timeline.next_seq() as f64;
    println!("  {each:.1} µs an event, drawing included");
}

/// A log that floods, at its own speed, through a channel as the peers' reports come.
fn flood(seconds: u64, width: usize) {
    println!("{FLOOD} bytes a second of log in lines of {width} for {seconds} s");
    let mut bench = Bench::new();
    bench.stage.panel = Panel::Log;
    bench.frame();
    bench.say("before");
    let (to, from) = crossbeam_channel::unbounded();
    let began = Instant::now();
    let board = std::thread::spawn(move || {
        let lines = FLOOD * seconds as usize / width;
        for number in 0..lines {
            let due = Duration::from_secs_f64((number * width) as f64 / FLOOD as f64);
            if let Some(early) = due.checked_sub(began.elapsed())
                && early > Duration::from_millis(1)
            {
                std::thread::sleep(early);
            }
            let text = format!("{number:>8} {}", "x".repeat(width - 9));
            if to.send(text).is_err() {
                return;
            }
        }
    });
    let (mut drawn, mut most) = (Instant::now(), 0);
    for text in &from {
        bench.now = began.elapsed().as_micros() as u64;
        bench.log(text);
        most = most.max(from.len());
        if from.is_empty() || drawn.elapsed() >= Duration::from_millis(16) {
            bench.frame();
            drawn = Instant::now();
        }
    }
    let _ = board.join();
    bench.say("after");
    println!(
        "  {:.1} s, at most {most} lines waited",
        began.elapsed().as_secs_f64()
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let is = |word: &str| arguments.iter().any(|argument| argument == word);
    // `cargo test --benches` only wants to know that it runs.
    let (hours, floods) = if is("--bench") {
        (SECONDS, FLOOD_SECONDS)
    } else {
        (20, 1)
    };
    match () {
        () if is("hour") => hour(hours),
        () if is("flood") => flood(floods, 80),
        () if is("wide") => flood(floods, 1_000),
        () => {
            for part in ["hour", "flood", "wide"] {
                let mut child = Process::new(std::env::current_exe().expect("this program"));
                let status = child.args(&arguments[1..]).arg(part).status();
                assert!(status.is_ok_and(|status| status.success()), "{part}");
            }
        }
    }
}
