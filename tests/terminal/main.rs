//! The terminal interface end to end: the built program in a pseudo-terminal, on the real wire.
//!
//! Where the private wire cannot be had, the tests that need it say so and pass.

#![cfg(target_os = "linux")]

mod change;
mod keep;
mod lesson;
mod manners;
mod pty;
mod recording;
mod replay;
mod step;
mod story;
mod trouble;

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use pty::Term;

const LARGE: (u16, u16) = (160, 48);
/// One on which no call of the life cycle scrolls away.
const TALL: (u16, u16) = (160, 64);

/// A life cycle and a handshake of the tests' own, so that the course may change its texts.
const LIFE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lessons/lifecycle.toml");
const SHAKE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lessons/handshake.toml");

/// The file of the lesson of the tests' own that is called so.
fn own(name: &str) -> Option<&'static str> {
    match name {
        "lifecycle" => Some(LIFE),
        "handshake" => Some(SHAKE),
        _ => None,
    }
}

/// Starts a lesson on the virtual board; none where there is no private wire.
fn start(arguments: &[&str], (columns, rows): (u16, u16)) -> Option<Term> {
    let mut all = vec!["--board", "virtual"];
    let lesson = arguments.iter().find_map(|word| own(word));
    let others = arguments.iter().filter(|word| own(word).is_none());
    all.extend(others);
    if !arguments.contains(&"wrong-order") {
        all.push(lesson.unwrap_or(LIFE));
    }
    Term::start(&all, columns, rows).on_a_wire()
}

/// The states of the host's sockets that the table of descriptors shows, and that TCP knows.
fn shown_states(screen: &str) -> Vec<&str> {
    let rows = screen.lines().filter(|line| line.starts_with("host  "));
    let mut states: Vec<&str> = rows
        .filter_map(|row| row.split_whitespace().find(|word| is_state(word)))
        .filter(|state| !["UNBOUND", "BOUND", "CLOSED"].contains(state))
        .collect();
    states.sort_unstable();
    states
}

fn is_state(word: &str) -> bool {
    sockscope_link::State::from_name(word).is_some()
}

/// Presses Enter until the call that it runs is on the screen as done or blocked: a verdict, and what
/// else stands in the caption, is read by the first one.
fn step(term: &Term) {
    let marks = |screen: &str| {
        let flow = screen.lines().filter(|line| !line.starts_with('─'));
        flow.map(|line| line.matches(['✓', '⋯']).count())
            .sum::<usize>()
    };
    let before = marks(&term.screen());
    for _ in 0..5 {
        term.keys("\r");
        term.settle();
        if marks(&term.screen()) > before {
            return;
        }
    }
    panic!("no call more\n{}", term.screen());
}

#[test]
fn the_whole_life_cycle_by_keys_and_the_kernel_agrees_at_every_step() {
    for role in ["server", "client"] {
        let Some(mut term) = start(&["--role", role], TALL) else {
            return;
        };
        term.keys("y");
        for call in 1..=17 {
            step(&term);
            let screen = term.screen();
            assert_eq!(
                shown_states(&screen),
                term.kernel_states(),
                "call {call}\n{screen}"
            );
        }
        let screen = term.see("13/13");
        assert!(screen.contains("TIME-WAIT"), "{screen}");
        term.quit();
    }
}

#[test]
fn a_frozen_handshake_is_released_segment_by_segment() {
    for (role, client, server) in [("server", "board", "host"), ("client", "host", "board")] {
        let Some(mut term) = start(&["--role", role], LARGE) else {
            return;
        };
        term.keys("y");
        for _ in 0..6 {
            step(&term);
        }
        term.keys("f");
        term.see("holding (0)");
        term.keys("\r");
        let states = |client_state: &str, server_state: &str| {
            let wanted = |screen: &str| {
                let heads = screen.lines().nth(1).unwrap_or_default();
                let of = |who: &str, state: &str| {
                    heads.split(&format!("{who} ")).nth(1).is_some_and(|rest| {
                        rest.split(['┌', '┐'])
                            .next()
                            .is_some_and(|rest| rest.contains(state))
                    })
                };
                of(client, client_state) && of(server, server_state)
            };
            term.wait(&format!("{client_state} and {server_state}"), wanted);
            term.settle();
            let screen = term.screen();
            assert_eq!(shown_states(&screen), term.kernel_states(), "{screen}");
        };
        states("SYN-SENT", "LISTEN");
        for (client_state, server_state) in [
            ("SYN-SENT", "SYN-RECEIVED"),
            ("ESTABLISHED", "SYN-RECEIVED"),
            ("ESTABLISHED", "ESTABLISHED"),
        ] {
            term.keys("r");
            states(client_state, server_state);
        }
        term.see("connect(c, SERVER:7777)");
        term.quit();
    }
}

#[test]
fn a_release_asks_first_and_then_shows() {
    let Some(term) = start(&[], LARGE) else {
        return;
    };
    term.keys("y");
    for _ in 0..6 {
        step(&term);
    }
    term.keys("f");
    term.see("holding (0)");
    term.keys("\r");
    term.see("if released:");
    term.keys("y");
    term.see("new connection → ?");
    term.keys("r");
    term.see("What will happen?");
    term.keys("\u{1b}");
    term.see("The answer: SYN-RECEIVED");
    term.see("◁ SYN-RECEIVED");
}

#[test]
fn an_illegal_call_shows_its_errno_and_why() {
    let Some(term) = start(&["--lang", "es", "wrong-order"], (80, 24)) else {
        return;
    };
    term.keys("ps = socket(AF_INET, SOCK_STREAM)\r");
    term.see("UNBOUND");
    term.keys("accept(s)\r");
    let screen = term.see("EINVAL (linux 22)");
    assert!(screen.contains("Este socket no escucha"), "{screen}");
}

#[test]
fn a_step_back_is_the_past_until_the_return() {
    let Some(term) = start(&[], (80, 24)) else {
        return;
    };
    step(&term);
    term.see("UNBOUND ");
    term.keys("\u{1b}[D");
    term.see("PAST");
    for _ in 0..20 {
        term.keys("\u{1b}[D");
    }
    // Before the first call; the session's own event is the very beginning.
    term.see("event 1 of");
    assert!(!term.screen().contains('✓'), "{}", term.screen());
    term.keys("\u{1b}[H");
    term.see("event 0 of");
    term.keys("\u{1b}[F");
    let screen = term.see("● now");
    assert!(screen.contains('✓'), "{screen}");
}

#[test]
fn the_language_changes_while_it_runs() {
    let Some(term) = start(&[], (80, 24)) else {
        return;
    };
    term.see("SERVER host");
    term.keys("\u{1b}OQ");
    term.see("SERVIDOR host");
    term.see("nace un extremo");
    term.keys("g");
    term.see("SERVER host");
}

#[test]
fn the_role_and_the_lesson_change_while_it_runs() {
    let Some(term) = start(&[], (80, 24)) else {
        return;
    };
    step(&term);
    term.keys("\u{1b}OS\u{1b}OS");
    term.see("SERVER board");
    term.keys("e");
    term.see("The course");
    // The course begins with the lesson that ships; it asks before its first line.
    term.keys("\u{1b}[H\r");
    term.wait("another lesson", |screen| {
        let title = screen.lines().next().unwrap_or_default();
        title.contains(" 1/") && !title.contains(" 1/13")
    });
    term.keys("y");
    step(&term);
    term.keys("xx");
    term.wait("the lesson anew", |screen| {
        screen.contains("● now") && !screen.contains('✓')
    });
}

#[test]
fn a_lesson_opens_with_its_own_panel_and_a_restart_leaves_the_learners() {
    let Some(term) = start(&["handshake"], (80, 24)) else {
        return;
    };
    term.see("The wire is open: segments pass at once");
    term.keys("4");
    term.see("No descriptor is open");
    step(&term);
    term.see("UNBOUND");
    term.keys("xx");
    term.see("No descriptor is open");
}

#[test]
fn a_click_chooses_a_panel() {
    let Some(term) = start(&[], (80, 24)) else {
        return;
    };
    let screen = term.see("4 Descriptors");
    let row = screen
        .lines()
        .position(|line| line.contains("4 Descriptors"))
        .unwrap();
    let line = screen.lines().nth(row).unwrap();
    let column = line.chars().count() - line.split("4 Descr").nth(1).unwrap().chars().count();
    term.keys(&format!("\u{1b}[<0;{column};{}M", row + 1));
    term.see("No descriptor is open");
}

#[test]
fn a_storm_of_resizes_ends_in_a_clean_screen() {
    let Some(mut term) = start(&[], (80, 24)) else {
        return;
    };
    step(&term);
    term.settle();
    let before = term.screen();
    for round in 0..40_u16 {
        term.resize(20 + round * 37 % 200, 5 + round * 13 % 60);
    }
    term.resize(50, 15);
    term.see("50×15");
    term.resize(80, 24);
    term.wait("the screen of before", |screen| screen == before);
    term.quit();
}

/// Two buffers of 65535 × 65535 cells were some 200 GB.
#[test]
fn a_window_beyond_all_measure_takes_no_memory_for_it() {
    let Some(mut term) = start(&[], (80, 24)) else {
        return;
    };
    term.claim(65535, 65535);
    term.settle();
    let status = std::fs::read_to_string(format!("/proc/{}/status", term.child.id()));
    let status = status.expect("it lives");
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = most.and_then(|most| most.split_whitespace().next()?.parse::<u64>().ok());
    assert!(kilobytes.is_some_and(|most| most < 1_000_000), "{status}");
    term.resize(80, 24);
    term.see("● now");
    term.quit();
}

#[test]
fn nothing_is_drawn_while_nothing_happens() {
    let Some(term) = start(&[], LARGE) else {
        return;
    };
    step(&term);
    term.settle();
    assert!(
        term.is_quiet_for(Duration::from_millis(1_500)),
        "{}",
        term.screen()
    );
}

/// The terminal is a shell's again, and nothing of the program is left.
fn is_given_back(term: &Term, helper: u32) {
    assert!(!term.is_raw(), "the terminal is still raw");
    term.wait_for_shell();
    assert_gone(helper);
}

/// Waits until no such process is left.
fn assert_gone(process: u32) {
    let until = Instant::now() + Duration::from_secs(10);
    while std::path::Path::new(&format!("/proc/{process}")).exists() && !is_zombie(process) {
        assert!(Instant::now() < until, "process {process} is left behind");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn is_zombie(process: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| {
        stat.rsplit(") ")
            .next()
            .is_some_and(|rest| rest.starts_with('Z'))
    })
}

#[test]
fn the_terminal_is_given_back_on_quit_and_on_every_signal() {
    for signal in [
        None,
        Some(libc::SIGINT),
        Some(libc::SIGTERM),
        Some(libc::SIGHUP),
        Some(libc::SIGQUIT),
    ] {
        let Some(mut term) = start(&[], (80, 24)) else {
            return;
        };
        step(&term);
        assert!(term.is_raw());
        let helper = term.helper().expect("the wire's helper");
        match signal {
            None => term.keys("qq"),
            Some(signal) => term.signal(signal),
        }
        // As a shell reports a program that a signal ended.
        let code = signal.map_or(0, |signal| 128 + signal);
        assert_eq!(term.end().code(), Some(code), "{signal:?}");
        is_given_back(&term, helper);
    }
}

/// As when there is no memory left: nothing of Rust's runs any more.
#[test]
fn the_terminal_is_given_back_by_a_program_that_is_aborted() {
    let Some(mut term) = start(&[], (80, 24)) else {
        return;
    };
    step(&term);
    assert!(term.is_raw());
    let helper = term.helper().expect("the wire's helper");
    term.signal(libc::SIGABRT);
    assert_eq!(term.end().signal(), Some(libc::SIGABRT));
    is_given_back(&term, helper);
}

#[test]
fn a_killed_program_leaves_no_helper() {
    let Some(mut term) = start(&[], (80, 24)) else {
        return;
    };
    let helper = term.helper().expect("the wire's helper");
    term.signal(libc::SIGKILL);
    term.end();
    assert_gone(helper);
}

#[test]
fn a_closed_terminal_ends_the_program() {
    let Some(mut term) = start(&[], (80, 24)) else {
        return;
    };
    let helper = term.helper().expect("the wire's helper");
    term.hang_up();
    assert_eq!(term.end().code(), Some(128 + libc::SIGHUP));
    assert_gone(helper);
}

#[test]
fn no_color_and_a_terminal_without_utf8_are_respected() {
    let environment = [("LANG", "C"), ("NO_COLOR", "1")];
    let term = Term::start_with(&["--board", "loopback"], 80, 24, &environment);
    let screen = term.see("SERVER host");
    assert!(screen.is_ascii(), "{screen}");
    assert!(term.is_colourless());
}

#[test]
fn without_a_terminal_one_line_says_what_to_use() {
    let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .stdin(Stdio::null())
        .env("LANG", "en_US.UTF-8")
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("sockscope run lifecycle"), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_broken_configuration_is_said_before_anything_is_drawn() {
    let dir = std::env::temp_dir().join(format!("sockscope-config-{}", std::process::id()));
    std::fs::create_dir_all(dir.join("sockscope")).unwrap();
    std::fs::write(
        dir.join("sockscope/config.toml"),
        "[keys]\nnxet = [\"n\"]\n",
    )
    .unwrap();
    let home = dir.to_string_lossy().into_owned();
    let environment = [("LANG", "en_US.UTF-8"), ("XDG_CONFIG_HOME", home.as_str())];
    let mut term = Term::start_with(&[], 80, 24, &environment);
    assert_eq!(term.end().code(), Some(2));
    let screen = term.see("nxet");
    assert!(screen.contains("config.toml"), "{screen}");
    assert!(!term.is_alternate());
    std::fs::remove_dir_all(dir).unwrap();
}
