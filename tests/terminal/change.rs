//! From one session to the next, without leaving the program.

use super::{LARGE, start, step};

#[test]
fn a_lesson_that_freezes_the_wire_stays_where_the_wire_can_be_frozen() {
    let Some(mut term) = start(&["handshake"], LARGE) else {
        return;
    };
    term.keys("y");
    step(&term);
    step(&term);
    let done = |screen: &str| screen.matches('✓').count();
    let before = done(&term.screen());
    // F6: auto, virtual, loopback.
    term.keys("\u{1b}[17~");
    term.see("two sockets of this computer");
    term.keys("\u{1b}[B\u{1b}[B\r");
    let screen = term.see("no gate");
    assert!(!screen.contains("goes on where it was"), "{screen}");
    assert_eq!(done(&screen), before, "{screen}");
    step(&term);
    term.keys("qq");
    assert_eq!(term.end().code(), Some(0));
}
