//! What can befall a program in a terminal: a panic, a shell's job control, a terminal that takes
//! nothing, a line that is hung up. Each time the terminal is given back, and no process is left.

use std::process::Command;
use std::time::{Duration, Instant};

use super::pty::Term;
use super::{LARGE, assert_gone, start, step};

/// The part that panics, in a process of its own: this test program again, told by the environment
/// which thread is to panic. Nothing of it is in the program that ships.
#[test]
#[ignore = "run by the tests of a panic, in a pseudo-terminal"]
fn takes_the_terminal_and_panics() {
    let Ok(thread) = std::env::var("SOCKSCOPE_PANICS_IN") else {
        return;
    };
    let mut screen = sockscope::terminal::Screen::take(true).expect("a terminal");
    let drawn = screen.terminal().draw(|frame| {
        let area = frame.area();
        frame
            .buffer_mut()
            .set_string(0, 0, "drawn", ratatui_core::style::Style::default());
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

#[test]
fn a_shell_puts_it_aside_and_brings_it_back() {
    if !std::path::Path::new("/bin/bash").exists() {
        eprintln!("no shell with job control here");
        return;
    }
    let mut command = Command::new("/bin/bash");
    command.args(["--norc", "--noprofile", "-i"]);
    command.env_clear().env("PS1", "ready> ");
    command.env("LANG", "en_US.UTF-8");
    let mut term = Term::run(command, 80, 24);
    term.see("ready> ");
    let program = env!("CARGO_BIN_EXE_sockscope");
    term.keys(&format!("{program} --board loopback\r"));
    let first = term.see("● now");
    term.settle();
    term.keys("\u{1a}");
    let shell = term.wait("the shell", |screen| screen.contains("Stopped"));
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
    term.keys("qq");
    term.wait_for_shell();
    term.keys("exit\r");
    assert!(term.end().success());
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
    term.keys("qq");
    assert_eq!(term.end().code(), Some(0));
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
    term.end();
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
    term.end();
    assert_gone(helper);
}
