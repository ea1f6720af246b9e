//! What can befall a program in a terminal: a panic, a shell's job control, a terminal that takes
//! nothing, a line that is hung up. Each time the terminal is given back, and no process is left.

use std::process::Command;
use std::time::{Duration, Instant};

use super::pty::{Term, child_of, send};
use super::{LARGE, LIFE, assert_gone, start, step};

/// The part that panics, in a process of its own: this test program again, told by the environment
/// which thread is to panic. Nothing of it is in the program that ships.
#[test]
#[ignore = "run by the tests of a panic, in a pseudo-terminal"]
fn takes_the_terminal_and_panics() {
    let Ok(thread) = std::env::var("SOCKSCOPE_PANICS_IN") else {
        return;
    };
    let mut screen = sockscope::terminal::Screen::take(true).expect("a terminal");
    let drawn = screen.draw(|frame| {
        let area = frame.area();
        frame
            .buffer_mut()
            .set_string(0, 0, "drawn", ratatui::style::Style::default());
        assert!(area.width > 0);
    });
    drawn.expect("a frame");
    // The test has seen the frame when it presses a key.
    let mut key = String::new();
    let pressed = std::io::Read::read(&mut std::io::stdin(), &mut [0]);
    key.push_str(if pressed.is_ok() { "pressed" } else { "gone" });
    if thread == "main" {
        panic!("the main thread's own words, {key}");
    }
    let other = std::thread::spawn(move || panic!("another thread's own words, {key}"));
    // Who waits for it would wait, and draw, for ever.
    let _ = other.join();
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_says_what_happened_there() {
    for (thread, words) in [
        ("main", "the main thread's own words, pressed"),
        ("another", "another thread's own words, pressed"),
    ] {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command
            .args(["--exact", "trouble::takes_the_terminal_and_panics"])
            .args(["--ignored", "--nocapture"])
            .env("SOCKSCOPE_PANICS_IN", thread)
            .env_remove("RUST_BACKTRACE");
        let mut term = Term::run(command, 80, 24);
        term.see("drawn");
        assert!(term.is_alternate() && term.is_raw());
        term.keys("xx");
        let screen = term.see(words);
        assert!(!screen.contains("drawn"), "the shell's screen: {screen}");
        assert!(!term.end().success(), "{thread}");
        assert!(
            !term.is_alternate(),
            "{thread}: the alternate screen is left"
        );
        assert!(!term.is_raw(), "{thread}: the line is a shell's again");
    }
}

/// A shell with job control, at its first prompt; none where there is none.
fn shell() -> Option<Term> {
    if !std::path::Path::new("/bin/bash").exists() {
        eprintln!("no shell with job control here");
        return None;
    }
    let mut command = Command::new("/bin/bash");
    command.args(["--norc", "--noprofile", "-i"]);
    command.env_clear().env("PS1", "ready> ");
    command.env("LANG", "en_US.UTF-8");
    let term = Term::run(command, 80, 24);
    term.see("ready> ");
    Some(term)
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_sockscope");

/// Leaves the program, and the shell.
fn leave(mut term: Term) {
    term.keys("qq");
    term.wait_for_shell();
    term.keys("exit\r");
    assert!(term.end().success());
}

#[test]
fn a_shell_puts_it_aside_and_brings_it_back() {
    let Some(term) = shell() else { return };
    term.keys(&format!("{PROGRAM} --board loopback {LIFE}\r"));
    let first = term.see("● now");
    term.settle();
    term.keys("\u{1a}");
    let shell = term.wait("the shell", |screen| {
        screen.contains("Stopped") && screen.trim_end().ends_with("ready>")
    });
    assert!(!shell.contains("● now"), "{shell}");
    assert!(!term.is_alternate());
    // The shell is usable: what is typed is echoed and run.
    term.keys("echo one$((1 + 1))three\r");
    term.see("one2three");
    term.keys("fg\r");
    term.wait("the screen of before", |screen| {
        screen.lines().next() == first.lines().next()
    });
    assert!(term.is_alternate());
    leave(term);
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again() {
    let mut command = Command::new("/bin/sh");
    // Job control: the program has a process group of its own, and the shell waits for its stop.
    let script = "set -m; \"$0\" --board virtual \"$1\"; read line; fg";
    command.args(["-c", script, PROGRAM, LIFE]);
    command.env_clear().env("LANG", "en_US.UTF-8");
    let mut term = Term::run(command, 80, 24);
    let first = term.wait("the first screen", |screen| {
        screen.contains("● now") || screen.contains("sockscope:")
    });
    if !first.contains("● now") {
        eprintln!("no private wire here: {first}");
        return;
    }
    let program = child_of(term.child.id()).expect("the program");
    step(&term);
    let before = term.screen();
    term.keys("\u{1a}");
    term.wait_until_stopped(program);
    assert!(!term.is_raw());
    term.wait_for_shell();
    term.keys("\r");
    term.wait("the screen of before", |screen| screen == before);
    assert!(term.is_raw());
    step(&term);
    term.quit();
}

#[test]
fn whoever_waits_for_it_in_its_group_is_put_aside_with_it() {
    let Some(term) = shell() else { return };
    term.keys(&format!(
        "sh -c '{PROGRAM} --board loopback {LIFE}; true'\r"
    ));
    let first = term.see("● now");
    term.settle();
    for times in 1..=2 {
        term.keys("\u{1a}");
        term.wait("the shell", |screen| {
            screen.matches("Stopped").count() == times && screen.trim_end().ends_with("ready>")
        });
        term.keys("fg\r");
        term.wait("the screen of before", |screen| {
            screen.lines().next() == first.lines().next()
        });
        term.settle();
    }
    leave(term);
}

#[test]
fn without_a_shell_above_it_is_not_put_aside() {
    // The session's leader: its group is an orphan, which nobody could continue.
    for by_key in [true, false] {
        let Some(mut term) = start(&[], (100, 24)) else {
            return;
        };
        step(&term);
        if by_key {
            term.keys("\u{1a}");
        } else {
            term.signal(libc::SIGTSTP);
        }
        term.see("There is no shell to go back to");
        assert!(term.is_alternate() && term.is_raw());
        step(&term);
        term.quit();
    }
}

#[test]
fn stopped_without_a_word_it_takes_the_terminal_again() {
    let Some(term) = shell() else { return };
    term.keys(&format!("{PROGRAM} --board loopback {LIFE}\r"));
    term.see("● now");
    term.settle();
    let before = term.screen();
    let program = child_of(term.child.id()).expect("the program");
    send(program, libc::SIGSTOP);
    term.wait("the shell", |screen| {
        screen.contains("Stopped") && screen.trim_end().ends_with("ready>")
    });
    term.wait_until_stopped(program);
    // What a shell leaves behind: its own line discipline, and text.
    term.smear();
    term.keys("stty sane\rfg\r");
    term.wait("the screen of before", |screen| screen == before);
    assert!(term.is_alternate() && term.is_raw());
    leave(term);
}

/// Fills the terminal until it takes no more: the program's next write blocks.
fn block(term: &mut Term) {
    term.pause(true);
    let until = Instant::now() + Duration::from_secs(20);
    while !term.is_full() {
        // Ctrl+L draws every cell again.
        term.keys("\u{c}");
        std::thread::sleep(Duration::from_millis(10));
        assert!(Instant::now() < until, "it goes on taking");
    }
    term.keys("\u{c}\u{c}\u{c}");
}

#[test]
fn a_terminal_that_takes_nothing_is_waited_for() {
    let Some(mut term) = start(&[], LARGE) else {
        return;
    };
    step(&term);
    let before = term.screen();
    block(&mut term);
    // Keys wait, and are taken in order when the terminal goes on.
    term.keys("h");
    term.pause(false);
    term.see("Help");
    term.keys("\u{1b}");
    term.wait("the screen of before", |screen| screen == before);
    term.quit();
}

#[test]
fn a_program_whose_terminal_takes_nothing_can_be_ended() {
    let Some(mut term) = start(&[], LARGE) else {
        return;
    };
    let helper = term.helper().expect("the wire's helper");
    block(&mut term);
    term.signal(libc::SIGTERM);
    let began = Instant::now();
    assert_eq!(term.end().code(), Some(128 + libc::SIGTERM));
    assert!(began.elapsed() < Duration::from_secs(10));
    assert!(!term.is_raw(), "the line is a shell's again");
    assert_gone(helper);
}

#[test]
fn a_line_that_is_hung_up_ends_a_program_that_is_blocked_on_it() {
    let Some(mut term) = start(&[], LARGE) else {
        return;
    };
    let helper = term.helper().expect("the wire's helper");
    block(&mut term);
    term.hang_up();
    assert_eq!(term.end().code(), Some(128 + libc::SIGHUP));
    assert_gone(helper);
}

#[test]
fn a_terminal_without_a_cursor_is_left_alone() {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "TERM=dumb exec \"$0\" handshake", PROGRAM]);
    command.env_clear().env("LANG", "en_US.UTF-8");
    let mut term = Term::run(command, 100, 24);
    assert_eq!(term.end().code(), Some(2));
    let screen = term.see("Use: sockscope talk handshake");
    assert_eq!(screen.trim_end().lines().count(), 1, "{screen}");
    assert!(!term.is_alternate());
}

#[test]
fn too_few_descriptors_are_said_and_enough_are_enough() {
    let mut refused = 0;
    for files in 6..=20 {
        let mut command = Command::new("/bin/sh");
        let script = format!("ulimit -n {files}; exec \"$0\" --board loopback");
        command.args(["-c", &script, PROGRAM]);
        command.env_clear().env("LANG", "en_US.UTF-8");
        let mut term = Term::run(command, 200, 24);
        term.wait("a screen or a reason", |screen| {
            screen.contains("● now") || screen.contains("sockscope: ")
        });
        if term.is_alternate() {
            term.keys("h");
            term.see("Help");
            term.keys("\u{3}");
            assert_eq!(term.end().code(), Some(0), "{files}");
        } else {
            refused += 1;
            assert_eq!(term.end().code(), Some(3), "{files}");
            term.wait("the reason", |screen| {
                screen.contains("no descriptor is left") || screen.contains("too many files")
            });
        }
    }
    assert!((1..15).contains(&refused), "{refused} were refused");
}

#[test]
fn a_key_together_with_alt_does_nothing() {
    let Some(mut term) = start(&[], (80, 24)) else {
        return;
    };
    term.keys("\u{1b}q");
    term.keys("h");
    term.see("Help");
    term.keys("\u{3}");
    assert_eq!(term.end().code(), Some(0));
}

#[test]
fn an_unreachable_home_is_a_home_without_a_configuration() {
    let environment = [("LANG", "en_US.UTF-8"), ("XDG_CONFIG_HOME", "/dev/null")];
    let mut term = Term::start_with(&["--board", "loopback"], 80, 24, &environment);
    term.see("● now");
    term.keys("\u{3}");
    assert_eq!(term.end().code(), Some(0));
}
