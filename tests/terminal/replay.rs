//! A recording on the stage.

use super::LARGE;
use super::pty::Term;

#[test]
fn a_lesson_is_replayed_step_by_step_without_any_network() {
    let mut term = Term::start(&["replay", "lifecycle"], LARGE.0, LARGE.1);
    term.see("recording · event 0 of 1");
    // The questions are asked again, and answered or not the recording goes on.
    let question = first_question();
    for _ in 0..40 {
        if term.screen().contains(&question) {
            break;
        }
        term.keys("\r");
        term.settle();
    }
    term.see(&question);
    term.keys("2");
    term.wait("the question is answered", |screen| {
        !screen.contains(&question)
    });
    term.keys("y");
    // To the end, and there is no going on; to a word, and back to the beginning.
    term.keys("\x1b[F");
    term.wait("the end", |screen| {
        let at = screen.split("event ").nth(1).unwrap_or_default();
        let mut numbers = at.split([' ', '\n']);
        let (seq, last) = (numbers.next(), numbers.nth(1));
        seq.is_some() && seq == last
    });
    term.keys("\r");
    term.see("The recording ends here");
    term.keys("\x1b[H");
    term.see("event 0 of 1");
    term.keys("sTIME-WAIT\r");
    term.see("TIME-WAIT");
    // No peers.
    term.keys("c");
    term.see("This is a recording");
    term.keys("q");
    assert_eq!(term.end().code(), Some(0));
}

/// The beginning of the first question of the recording.
fn first_question() -> String {
    let recording = sockscope::lesson::recorded::shipped("lifecycle").expect("it ships");
    let mut lines = recording
        .lines()
        .filter(|line| line.contains("\"kind\":\"ask\""));
    let first: serde_json::Value =
        serde_json::from_str(lines.next().expect("a question")).expect("JSON");
    let question = first["question"]["en"].as_str().expect("a text");
    question.chars().take(40).collect()
}
