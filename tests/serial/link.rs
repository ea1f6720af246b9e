//! A link that works, and one that is disturbed.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use sockscope::wire::BOARD;
use sockscope_link::{
    Call, Cause, Command, Control, Errno, Evidence, GateCommand, GateMode, LogLevel, Report, State,
    WifiCommand, WifiReport,
};

use crate::host::{Host, LIMIT, socket};
use crate::shell::{BANNER, Manners, Shell, frame};

fn clean() -> (Shell, Host) {
    let shell = Shell::new(Manners::default());
    let host = Host::new(&shell.path);
    (shell, host)
}

/// A listener on the board, and a call that waits on it.
fn listen(host: &Host) -> sockscope_link::CallId {
    let fd = host.socket().expect("a socket");
    let addr = (BOARD, 7777).into();
    assert_eq!(host.call(Call::Bind { fd, addr }), Ok(0));
    assert_eq!(host.call(Call::Listen { fd, backlog: 1 }), Ok(0));
    let accept = host.start(Call::Accept { fd });
    host.wait("accept blocks", |report| {
        (*report == Report::Blocked { id: accept }).then_some(())
    });
    accept
}

#[test]
fn a_board_says_who_it_is_and_changes_to_the_fast_speed() {
    let (shell, host) = clean();
    let info = host.board.info();
    assert_eq!((&*info.chip, &*info.name), ("esp32c3", "a1b2c3"));
    assert_eq!(info.addr, Some(BOARD.into()));
    assert_eq!(shell.baud.load(Ordering::Relaxed), 921_600);
    drop(host);
    let back = Instant::now();
    while shell.baud.load(Ordering::Relaxed) != 115_200 {
        assert!(back.elapsed() < LIMIT, "the next session starts slow");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn calls_go_there_and_their_ends_come_back() {
    let (_shell, host) = clean();
    let accept = listen(&host);
    host.board.send(Command::Cancel { id: accept });
    assert_eq!(host.returned(accept), Err(Errno::Intr));
    assert_eq!(host.call(Call::Close { fd: 99 }), Err(Errno::Badf));
}

#[test]
fn calls_return_one_by_one_at_921600_baud() {
    let shell = Shell::new(Manners {
        paced: true,
        ..Manners::default()
    });
    let host = Host::new(&shell.path);
    let fd = host.socket().expect("a socket");
    let mut times: Vec<Duration> = (0..50)
        .map(|_| {
            let start = Instant::now();
            let ret = host.call(Call::Fcntl {
                fd,
                control: Control::SetFlags { nonblock: true },
            });
            assert_eq!(ret, Ok(0));
            start.elapsed()
        })
        .collect();
    times.sort();
    eprintln!(
        "a call and its return: median {:?}, worst {:?}",
        times[25], times[49]
    );
}

#[test]
fn text_between_frames_is_a_log_and_frames_between_text_are_answers() {
    let (shell, host) = clean();
    shell.print("I (24) boot: half a li");
    assert!(host.socket().is_ok());
    shell.print(b"ne\r\n\x1b[2J\x1b]0;gone\x07 \xff\0\r\n");
    let (level, _) = host.log("boot: half a line");
    assert_eq!(level, LogLevel::Info);
    let (line, _) = host.wait("the hostile line", |report| match report {
        Report::Log { text, .. } if text.contains("gone") => Some(text.clone()),
        _ => None,
    });
    assert_eq!(line, "\\x1b[2J\\x1b]0;gone\\x07 \\xff\\x00");
    assert!(host.socket().is_ok(), "and the link goes on");
}

#[test]
fn words_of_a_panic_are_looked_into_and_a_board_that_lives_keeps_its_sockets() {
    let (shell, host) = clean();
    let accept = listen(&host);
    shell.print("panicked at src/main.rs:1: only kidding\r\n");
    let (level, _) = host.log("only kidding");
    assert_eq!(level, LogLevel::Error);
    host.board.send(Command::Cancel { id: accept });
    assert_eq!(host.returned(accept), Err(Errno::Intr), "not EIO");
}

/// What has to be told when the board starts again: the call fails, the listener is CLOSED and why,
/// and that the lesson cannot go on.
fn lost(host: &Host, accept: sockscope_link::CallId) {
    assert_eq!(host.returned(accept), Err(Errno::Io));
    let (listener, _) = host.wait("the listener's end", |report| match report {
        Report::Transition(t) if t.from == State::Listen => Some(t.clone()),
        _ => None,
    });
    assert_eq!(listener.to, State::Closed);
    assert_eq!(listener.cause, Cause::Restart);
    assert_eq!(listener.evidence, Evidence::Measured);
    host.wait("the reason", |report| {
        matches!(report, Report::Refused(why) if why.contains("start the lesson again"))
            .then_some(())
    });
}

#[test]
fn a_board_that_restarts_in_the_middle_of_a_call_ends_the_call() {
    let (shell, host) = clean();
    let accept = listen(&host);
    shell.restart();
    lost(&host, accept);
    assert!(host.socket().is_ok(), "and a new lesson can begin");
    assert_eq!(shell.baud.load(Ordering::Relaxed), 921_600);
}

#[test]
fn a_board_that_restarts_without_a_word_is_found_out() {
    let (shell, host) = clean();
    let accept = listen(&host);
    // At 921,600 baud the banner, at 115,200, is nothing that can be read.
    shell.mute.store(true, Ordering::Relaxed);
    shell.restart();
    shell.mute.store(false, Ordering::Relaxed);
    shell.print(vec![0xf8, 0x00, 0xe5, 0x1c, 0x00, 0x9c]);
    lost(&host, accept);
    assert!(host.socket().is_ok());
}

#[test]
fn a_panic_that_cuts_a_frame_loses_nothing_but_that_frame() {
    let (shell, host) = clean();
    let accept = listen(&host);
    let cut = frame(&Report::Pong(1));
    shell.print(&cut[..cut.len() / 2]);
    shell.print("\r\nGuru Meditation Error: Core 0 panic'ed (Load access fault)\r\n0x42001234\r\n");
    shell.restart();
    let (level, _) = host.log("Load access fault");
    assert_eq!(level, LogLevel::Error);
    lost(&host, accept);
}

/// A loose plug, a suspended host: shorter than the 5 s after which a board is given up.
#[test]
fn a_line_that_is_dead_for_two_seconds_loses_nothing() {
    let (shell, host) = clean();
    let accept = listen(&host);
    shell.mute.store(true, Ordering::Relaxed);
    let made: Vec<_> = (0..20).map(|_| host.start(socket())).collect();
    std::thread::sleep(Duration::from_secs(2));
    shell.mute.store(false, Ordering::Relaxed);
    let first = host.returned(made[0]).expect("a socket");
    for (id, fd) in made.into_iter().zip(first..).skip(1) {
        assert_eq!(host.returned(id), Ok(fd), "each was made, once, in order");
    }
    host.board.send(Command::Cancel { id: accept });
    assert_eq!(host.returned(accept), Err(Errno::Intr), "not EIO");
    assert_eq!(shell.baud.load(Ordering::Relaxed), 921_600);
}

#[test]
fn a_board_that_falls_silent_is_given_up_and_taken_up_again() {
    let (shell, host) = clean();
    let accept = listen(&host);
    shell.mute.store(true, Ordering::Relaxed);
    host.log("does not answer any more");
    assert_eq!(host.returned(accept), Err(Errno::Io));
    assert_eq!(host.call(socket()), Err(Errno::Io), "at once");
    shell.mute.store(false, Ordering::Relaxed);
    host.log("the board is back");
    assert!(host.socket().is_ok());
}

#[test]
fn the_gate_answers_over_the_link() {
    let (_shell, host) = clean();
    host.board.send(Command::Gate(GateCommand::Hold(None)));
    let holds = |report: &Report| match report {
        Report::Gate(state) => Some(state.host_to_board.mode),
        _ => None,
    };
    assert_eq!(host.wait("the gate", holds).0, GateMode::Holding);
}

/// One byte in a thousand is wrong, both ways, and one in two hundred: every call ends as it does on a
/// clean line, and the board never has a socket that nobody knows of.
#[test]
fn noise_loses_no_answer_and_invents_none() {
    for (noise, seed) in [(1000, 1), (1000, 2), (200, 3)] {
        let shell = Shell::new(Manners {
            noise,
            seed,
            ..Manners::default()
        });
        let host = Host::new(&shell.path);
        let first = host.socket().expect("a socket");
        for _ in 0..300 {
            assert_eq!(host.socket(), Ok(first + 1));
            assert_eq!(host.call(Call::Close { fd: first + 1 }), Ok(0));
        }
        let changed = shell.changed();
        eprintln!("1 in {noise}, seed {seed}: {changed} bytes changed, 601 calls");
        assert!(changed > 10, "{changed} bytes are no noise");
    }
}

/// What is long is sent as it is: 100 kB each way, of which the line damages every tenth frame.
#[test]
fn noise_changes_no_data() {
    let shell = Shell::new(Manners {
        noise: 4000,
        ..Manners::default()
    });
    let host = Host::new(&shell.path);
    let names: Vec<String> = (0..400)
        .map(|n| format!("note {n} {}", "x".repeat(200)))
        .collect();
    for name in &names {
        // A board without a radio of that name says so with the name in its answer.
        host.board.send(Command::Wifi(WifiCommand::Join {
            ssid: name.clone(),
            password: None,
            address: None,
            power: None,
        }));
        let said = host.wait("the network's name", |report| match report {
            Report::Wifi(WifiReport::Status(status)) => Some(status.ssid.clone()),
            _ => None,
        });
        assert_eq!(said.0, *name);
        // The radio speaks three times.
        for _ in 0..2 {
            host.wait("the rest", |report| {
                matches!(report, Report::Wifi(_)).then_some(())
            });
        }
    }
    assert!(shell.changed() > 20, "{}", shell.changed());
}

#[test]
fn a_board_that_prints_without_end_is_cut_short_and_still_answers() {
    let (shell, host) = clean();
    let line = "I (1) flood: 0123456789012345678901234567890123456789012345678901234567\n";
    for _ in 0..200 {
        shell.print(line.repeat(500));
    }
    let start = Instant::now();
    let id = host.start(socket());
    let (ret, before) = host.wait("an answer", |report| match report {
        Report::Return { id: of, ret } if *of == id => Some(ret.result),
        _ => None,
    });
    assert!(ret.is_ok());
    let took = start.elapsed();
    let megabytes = (line.len() * 100_000) as f64 / 1e6;
    eprintln!(
        "an answer behind {megabytes:.1} MB of log: {took:?} ({:.1} MB/s)",
        megabytes / took.as_secs_f64()
    );
    // It is said once a second; on a slow machine that is before the answer.
    let said = |report: &Report| matches!(report, Report::Log { text, .. } if text.contains("left out here"));
    if !before.iter().any(said) {
        host.log("left out here");
    }
    assert!(before.len() < 10_000, "{} reports came", before.len());
    let rest = host.reports.try_iter().count();
    assert!(rest < 10_000, "{rest} reports wait");
}

#[test]
fn the_banner_is_read() {
    let (shell, host) = clean();
    shell.print(BANNER);
    let (level, _) = host.log("rst:0x3 (RTC_SW_SYS_RST)");
    assert_eq!(level, LogLevel::Info);
    let (level, _) = host.log("load:0x3fcd5820");
    assert_eq!(level, LogLevel::Debug);
}
