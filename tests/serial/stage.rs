//! The stage with a board on a port: chosen by keys while it runs, lost, taken up again, left.

use std::process::Command;

use crate::lesson::enter_network;
use crate::pty::Term;
use crate::shell::{Manners, Shell};

/// The stage on the board's own network, at its first screen.
fn stage(shell: &Shell, board: &str) -> Term {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    // A lesson of the tests' own, which no change of the course changes.
    let lesson = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lessons/lifecycle.toml");
    command.args([lesson, "--lang", "en", "--board", board]);
    command.env_clear().env("LC_ALL", "C.UTF-8");
    enter_network(&mut command, shell);
    let term = Term::run(command, 160, 48);
    term.see("● now");
    term.keys("y");
    term
}

/// Calls that are over.
fn done(screen: &str) -> usize {
    screen.matches('✓').count()
}

/// The next calls of the lesson, up to this many.
fn steps(term: &Term, until: usize) {
    // A key may only turn to the next caption.
    for _ in 0..4 * until {
        if done(&term.screen()) >= until {
            return;
        }
        term.keys("\r");
        term.settle();
    }
    panic!("{until} calls are not over:\n{}", term.screen());
}

/// Chooses a board by typing its place: the last item of the menu.
fn choose(term: &Term, place: &str) {
    term.keys("\u{1b}[17~");
    term.see("another one …");
    term.keys("\u{1b}[F\r");
    term.see("Which board?");
    term.keys(place);
    term.see(place);
    term.keys("\r");
}

/// Every call of the life cycle; the flow shows as many of them as it has rows.
fn to_the_end(term: &Term) {
    while !term.screen().contains("The lesson is over") {
        term.keys("\r");
        term.settle();
    }
    let screen = term.see("13/13");
    assert!(screen.contains("TIME-WAIT"), "{screen}");
}

/// The first screen is not empty while the board joins, and `q` ends it.
#[test]
fn a_board_that_is_still_joining_is_counted_and_can_be_left() {
    let shell = Shell::new(Manners::default());
    shell.joins();
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
        command.args(["lifecycle", "--lang", "en", "--board", &shell.path]);
        command.env_clear().env("LC_ALL", "C.UTF-8");
        enter_network(&mut command, &shell);
        Term::run(command, 80, 24)
    };
    let mut left = start();
    left.see("Joining aula 3 …");
    left.see("(1 s so far)");
    left.keys("q");
    let _ = left.end();
    let term = start();
    term.see("Joining aula 3 …");
    shell.arrives();
    term.see("● now");
}

#[test]
fn another_board_is_chosen_while_it_runs_and_the_lesson_goes_on_there() {
    let shell = Shell::new(Manners::default());
    let mut term = stage(&shell, "virtual");
    steps(&term, 6);
    choose(&term, &shell.path);
    term.see("The lesson goes on where it was, on esp32c3 a1b2c3");
    term.wait("what was done, done again", |screen| done(screen) == 6);
    term.see("board: esp32c3 a1b2c3");
    // The board's own log tells of it: its sockets are real.
    term.keys("6");
    term.see("socket(AF_INET, SOCK_STREAM)");
    term.keys("1");
    steps(&term, 8);
    term.see("ESTABLISHED");
    // And back, by the menu: virtual is its second item.
    term.keys("\u{1b}[17~");
    term.see("in use now");
    term.keys("\u{1b}[B\r");
    term.see("The lesson goes on where it was, on virtual");
    term.wait("what was done, done again", |screen| done(screen) == 8);
    term.see("ESTABLISHED");
    to_the_end(&term);
    term.quit();
}

#[test]
fn a_place_without_a_board_leaves_the_learner_where_she_was() {
    let shell = Shell::new(Manners::default());
    let mut term = stage(&shell, "virtual");
    steps(&term, 6);
    choose(&term, "/dev/ttyNOWHERE");
    term.see("/dev/ttyNOWHERE: there is no such port");
    term.wait("what was done, done again", |screen| done(screen) == 6);
    term.keys("\u{1b}");
    term.see("board: virtual");
    to_the_end(&term);
    term.quit();
}

#[test]
fn a_board_that_starts_again_is_gone_on_with() {
    let shell = Shell::new(Manners::default());
    let mut term = stage(&shell, &shell.path);
    term.see("board: esp32c3 a1b2c3");
    steps(&term, 8);
    shell.restart();
    term.see("The board has lost its sockets");
    term.keys("\r");
    term.see("The lesson goes on where it was, on esp32c3 a1b2c3");
    term.wait("what was done, done again", |screen| done(screen) == 8);
    term.see("ESTABLISHED");
    to_the_end(&term);
    term.quit();
}

#[test]
fn a_board_that_is_gone_is_waited_for_or_left() {
    let shell = Shell::new(Manners::default());
    let mut term = stage(&shell, &shell.path);
    steps(&term, 8);
    let path = shell.path.clone();
    // The terminal's far end closes: the cable is out.
    drop(shell);
    let screen = term.see("The board has lost its sockets");
    assert!(
        screen.contains(&format!("Go on here with {path}")),
        "{screen}"
    );
    term.keys("\r");
    term.see(&format!("Waiting for {path}"));
    term.keys("\u{1b}");
    term.see("The lesson goes on where it was, on virtual");
    term.wait("what was done, done again", |screen| done(screen) == 8);
    term.see("ESTABLISHED");
    to_the_end(&term);
    term.quit();
}
