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
    // F6: auto, virtual, pair, loopback.
    term.keys("\u{1b}[17~");
    term.see("two sockets of this computer");
    term.keys("\u{1b}[B\u{1b}[B\u{1b}[B\r");
    let screen = term.see("no gate");
    assert!(!screen.contains("goes on where it was"), "{screen}");
    assert_eq!(done(&screen), before, "{screen}");
    step(&term);
    term.quit();
}

/// `VmRSS` of a process in kB (proc_pid_status(5)).
fn resident_kb(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("its status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .expect("VmRSS")
}

#[test]
fn a_hundred_restarts_leave_no_memory_behind() {
    let Some(mut term) = start(&[], LARGE) else {
        return;
    };
    let before = resident_kb(term.child.id());
    let mut most = 0;
    for _ in 0..100 {
        term.keys("\r");
        term.see("✓");
        // Twice: the lesson is under way.
        term.keys("xx");
        term.wait("the lesson anew", |screen| !screen.contains('✓'));
        most = most.max(resident_kb(term.child.id()));
    }
    eprintln!("resident: {before} kB, at most {most} kB in a hundred sessions");
    assert!(most < before + 4_000, "{before} kB became {most} kB");
    term.quit();
}

#[test]
fn a_lesson_whose_private_wire_is_lost_goes_on_on_a_new_one() {
    let Some(mut term) = start(&[], LARGE) else {
        return;
    };
    step(&term);
    let helper = term.helper().expect("the wire's helper");
    let pid = rustix::process::Pid::from_raw(helper as i32).expect("a process");
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).expect("it is there");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while std::path::Path::new(&format!("/proc/{helper}")).exists() {
        assert!(std::time::Instant::now() < until, "it is not reaped");
        std::thread::yield_now();
    }
    // A call of the learner's: the host makes another socket.
    term.keys("phost: t = socket(AF_INET, SOCK_STREAM)\r");
    term.see("the private wire is gone");
    term.keys("\u{1b}");
    term.see("The private wire is lost");
    term.keys("\r");
    let screen = term.see("goes on where it was");
    assert!(!screen.contains("EIO"), "{screen}");
    step(&term);
    assert_eq!(term.kernel_states(), Vec::<&str>::new(), "a new namespace");
    term.quit();
}
