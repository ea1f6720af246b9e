//! A lesson about a program: the program's calls stand where a lesson's lines do.

use super::pty::Term;

/// The lesson on fork() from this step on; none where there is no private wire.
fn start(step: &str) -> Option<Term> {
    let arguments = ["fork", "--board", "virtual", "--step", step];
    Term::start(&arguments, 80, 24).on_a_wire()
}

#[test]
fn a_program_is_stepped_as_its_lesson_tells_it_and_begins_anew() {
    let Some(mut term) = start("close") else {
        return;
    };
    term.see("▸ p2 close(a)");
    term.see("6/11 The child closes");
    term.settle();
    term.keys("\r");
    term.see("Which segment goes to the client?");
    term.keys("3");
    let screen = term.see("Measured: close() = 0");
    assert!(screen.contains("a ◐ CLOSE-WAIT"), "{screen}");
    term.settle();
    term.keys("xx");
    term.see("1/11 A real program");
    term.see("▸ s = socket(…, SOCK_STREAM)");
    term.see("8 ▸     let s = socket()?;");
    term.quit();
}
