//! What a terminal is asked for beyond cells and keys; and that long output is paged.

use std::process::Command;

use sockscope::timeline::base64;
use vt100::Color;

use super::LARGE;
use super::pty::Term;

const LOCALE: (&str, &str) = ("LANG", "en_US.UTF-8");

/// A recording on the stage: it needs no wire.
fn recording(more: &[(&str, &str)]) -> Term {
    let environment = [&[LOCALE][..], more].concat();
    let term = Term::start_with(&["replay", "handshake"], LARGE.0, LARGE.1, &environment);
    term.see("recording · event 0 of 1");
    term
}

#[test]
fn a_light_background_chooses_the_light_theme_and_takes_no_key() {
    let mut term = recording(&[]);
    assert!(term.was_sent("\x1b]11;?\x1b\\"), "the terminal is asked");
    assert_eq!(term.ground(1), Color::Idx(233), "dark until it answers");
    // Keys before the answer and behind it: the log in the corner, then the timeline.
    term.keys("6\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\7");
    term.see("Timeline");
    term.wait_for_ground(1, Color::Idx(255));
    term.quit();
}

#[test]
fn a_dark_background_changes_nothing_and_without_colours_nobody_asks() {
    let mut term = recording(&[]);
    term.keys("\x1b]11;rgb:0000/0000/0000\x077");
    term.see("Timeline");
    assert_eq!(term.ground(1), Color::Idx(233));
    term.quit();
    let mut term = recording(&[("NO_COLOR", "1")]);
    assert!(!term.was_sent("\x1b]11;"));
    term.quit();
}

#[test]
fn what_the_panel_shows_can_be_copied() {
    let mut term = recording(&[]);
    term.keys("7Y");
    term.see("Given to the terminal to copy");
    let copied = term.sent_between("\x1b]52;c;", "\x1b\\").expect("OSC 52");
    let copied = base64::decode(&copied).expect("base64");
    let copied = String::from_utf8(copied).expect("UTF-8");
    assert!(copied.contains("session"), "{copied}");
    term.quit();
}

#[test]
fn long_output_goes_through_the_pager_of_a_terminal_and_of_nothing_else() {
    let pager = ("PAGER", "sed 's/^/paged: /'");
    let explain = ["explain", "accept"];
    let mut term = Term::start_with(&explain, 100, 60, &[LOCALE, pager]);
    term.see("paged: accept()");
    assert_eq!(term.end().code(), Some(0));
    // One that is not there, and none at all.
    for pager in ["no-such-pager --quietly", ""] {
        let mut term = Term::start_with(&explain, 100, 60, &[LOCALE, ("PAGER", pager)]);
        term.see("accept()");
        assert_eq!(term.end().code(), Some(0));
        assert!(!term.was_sent("paged:"));
    }
    let piped = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(explain)
        .env(pager.0, pager.1)
        .output()
        .expect("it starts");
    let piped = String::from_utf8(piped.stdout).expect("UTF-8");
    assert!(
        piped.starts_with("accept()") && !piped.contains('\x1b'),
        "{piped}"
    );
}

#[test]
fn a_terminal_gets_links_and_a_pager_that_may_not_know_them_does_not() {
    let link = "\x1b]8;;https://man7.org/linux/man-pages/man2/accept.2.html\x1b\\accept(2)";
    let none = ("PAGER", "cat");
    let mut term = Term::start_with(&["explain", "accept"], 100, 60, &[LOCALE, none]);
    term.see("See accept(2)");
    assert!(term.was_sent(link));
    assert_eq!(term.end().code(), Some(0));
    let mut sed = Term::start_with(
        &["explain", "accept"],
        100,
        60,
        &[LOCALE, ("PAGER", "sed -n p")],
    );
    sed.see("See accept(2)");
    assert!(!sed.was_sent("\x1b]8;"), "a pager that may not know links");
    assert_eq!(sed.end().code(), Some(0));
}
