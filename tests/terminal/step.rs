//! The learner's own program on the stage: compiled here, stepped by keys, its kernel asked meanwhile.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use super::pty::Term;
use super::{LARGE, assert_gone, shown_states};

/// A server whose port is typed to it.
const SERVER: &str = r#"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char text[64] = "7777";
    if (argc > 1) {
        printf("port? ");
        fflush(stdout);
        fgets(text, sizeof text, stdin);
    }
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(atoi(text))};
    bind(s, (struct sockaddr *)&me, sizeof me);
    listen(s, 1);
    printf("ready\n");
    int a = accept(s, NULL, NULL);
    ssize_t n;
    while ((n = recv(a, text, sizeof text, 0)) > 0)
        send(a, text, n, 0);
    close(a);
    close(s);
    return 7;
}
"#;

/// A client that waits for the server to speak first.
const SILENT: &str = r#"
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    int c = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7777)};
    inet_pton(AF_INET, "10.77.0.2", &to.sin_addr);
    connect(c, (struct sockaddr *)&to, sizeof to);
    char text[64];
    recv(c, text, sizeof text, 0);
    close(c);
    return 0;
}
"#;

/// Compiles a program; `None` if there is no compiler.
fn compiled(name: &str, source: &str) -> Option<PathBuf> {
    let folder = env::temp_dir().join(format!("sockscope-stage-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let (file, program) = (folder.join("server.c"), folder.join(name));
    fs::write(&file, source).unwrap();
    let mut compiler = Command::new("gcc");
    compiler.args(["-g", "-w", "-o"]).arg(&program).arg(&file);
    let compiled = compiler.status();
    if compiled.is_ok_and(|status| status.success()) {
        return Some(program);
    }
    assert!(env::var_os("SOCKSCOPE_CI").is_none(), "gcc is missing");
    eprintln!("left out: gcc is missing");
    None
}

/// The server on the stage; none where it cannot be built or there is no private wire.
fn start(name: &str, arguments: &[&str], size: (u16, u16)) -> Option<Term> {
    start_with(name, &[], arguments, size)
}

/// The same with options of the command.
fn start_with(name: &str, options: &[&str], arguments: &[&str], size: (u16, u16)) -> Option<Term> {
    start_program(name, SERVER, options, arguments, size)
}

/// A program of this source.
fn start_program(
    name: &str,
    source: &str,
    options: &[&str],
    arguments: &[&str],
    (columns, rows): (u16, u16),
) -> Option<Term> {
    let program = compiled(name, source)?;
    let program = program.to_str().expect("a path of ASCII");
    let all = [&["step", "--board", "virtual"], options, &["--", program]];
    let all = [all.concat().as_slice(), arguments].concat();
    Term::start(&all, columns, rows).on_a_wire()
}

/// Waits until the stage holds this call.
#[track_caller]
fn held(term: &Term, call: &str) -> String {
    term.see(&format!("▸ {call}"))
}

/// The process that runs a program of this name.
fn process(name: &str) -> u32 {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let all = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
        let mut pids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let is_it = |pid: &u32| {
            let path = fs::read_link(format!("/proc/{pid}/exe")).unwrap_or_default();
            path.file_name().is_some_and(|file| file == name)
        };
        if let Some(pid) = pids.find(is_it) {
            return pid;
        }
        assert!(Instant::now() < until, "no process runs {name}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_servers_own_calls_are_held_frozen_released_and_finished() {
    let Some(mut term) = start("own-server", &[], LARGE) else {
        return;
    };
    let agrees = |term: &Term| {
        term.settle();
        let screen = term.screen();
        assert_eq!(shown_states(&screen), term.kernel_states(), "{screen}");
    };
    term.keys("y");
    let screen = held(&term, "socket(AF_INET, SOCK_STREAM)");
    assert!(screen.contains("int s = socket(AF_INET"), "{screen}");
    term.keys("\r");
    let screen = held(&term, "bind(3, ANY:7777)");
    assert!(screen.contains("UNBOUND"), "{screen}");
    assert!(screen.contains("▸     bind(s, "), "the line: {screen}");
    term.keys("\r");
    held(&term, "listen(3, 1)");
    term.see("BOUND");
    assert_eq!(term.kernel_states(), Vec::<String>::new());
    term.keys("\r");
    held(&term, "accept(3)");
    term.see("ready");
    agrees(&term);
    term.keys("\r");
    term.see("⋯ accept(3)");
    held(&term, "c = socket(AF_INET, SOCK_STREAM)");
    term.keys("f");
    term.see("holding (0)");
    term.keys("\r");
    held(&term, "connect(c, HOST:7777)");
    term.keys("\r");
    term.see("SYN-SENT");
    agrees(&term);
    for _ in 0..3 {
        term.keys("r");
        agrees(&term);
    }
    held(&term, "recv(4, 64)");
    term.keys("f");
    term.wait("an open wire", |screen| !screen.contains("holding"));
    for _ in 0..40 {
        if term.screen().contains("exit status 7") {
            break;
        }
        term.keys("\r");
        term.settle();
    }
    let screen = term.see("exit status 7");
    assert!(screen.contains("✓ close(4)"), "{screen}");
    term.keys("\u{1b}[D");
    term.see("PAST");
    term.keys("\u{1b}[F");
    term.see("● now");
    term.quit();
}

#[test]
fn a_program_gets_the_keyboard_and_gives_it_back() {
    let Some(mut term) = start("own-typed", &["ask"], (80, 24)) else {
        return;
    };
    term.keys("\u{1b}[24~");
    term.see("port? ");
    term.see("Your program has the keyboard");
    // A key of the stage is text to the program.
    term.keys("q\u{7f}8888\r");
    term.see("port? 8888");
    term.keys("\u{1b}[24~");
    held(&term, "socket(AF_INET, SOCK_STREAM)");
    term.keys("\r");
    held(&term, "bind(3, ANY:8888)");
    term.quit();
}

#[test]
fn the_other_end_is_the_learner_by_hand() {
    let Some(mut term) = start_with("own-by-hand", &["--with", "board"], &[], (80, 24)) else {
        return;
    };
    for call in ["socket(AF_INET", "bind(3", "listen(3", "accept(3"] {
        held(&term, call);
        term.keys("\r");
    }
    term.see("⋯ accept(3)");
    term.settle();
    // It hears of its screen, and its call waits on.
    term.keys("0");
    term.resize(100, 40);
    term.wait("the larger screen", |screen| {
        screen.lines().any(|line| line.contains("0 Terminal──"))
    });
    term.settle();
    let screen = term.screen();
    assert!(screen.contains("accept() waits"), "{screen}");
    assert!(!screen.contains("A remark"), "{screen}");
    term.resize(80, 24);
    term.settle();
    term.keys("\r");
    term.see("the other end has no line left");
    term.keys("pc = socket(AF_INET, SOCK_STREAM)\r");
    term.see("✓ c = socket");
    term.keys("connect(c, HOST:7777)\r\u{1b}");
    held(&term, "recv(4, 64)");
    term.quit();
}

/// Neither end is over: the program waits, and so does the other end.
#[test]
fn a_deadlock_is_told_while_it_lasts() {
    let Some(mut term) = start_program("own-silent", SILENT, &[], &[], (80, 24)) else {
        return;
    };
    for _ in 0..40 {
        if term.screen().contains("⋯ recv(3") && term.screen().contains("⋯ recv(a") {
            break;
        }
        assert!(!term.screen().contains("a deadlock"), "too early");
        term.keys("\r");
        term.settle();
    }
    let screen = term.see("a deadlock");
    assert!(screen.contains("server.c:13"), "{screen}");
    term.quit();
}

/// The gate between two programs is told as it stands, though each kernel is looked at after every change.
#[test]
fn a_wire_between_two_programs_stays_frozen_on_the_screen() {
    let Some(server) = compiled("own-facing", SERVER) else {
        return;
    };
    let options = ["--and", server.to_str().expect("a path of ASCII")];
    let Some(mut term) = start_program("own-calling", SILENT, &options, &[], (80, 24)) else {
        return;
    };
    term.keys("3f");
    term.see("‖ holding (0)");
    for _ in 0..20 {
        if term.screen().contains("‖ holding (1)") {
            break;
        }
        term.keys("\r");
        term.settle();
    }
    term.see("#1 own-calling");
    // The kernels' facts, which are asked for after the last change.
    term.keys("4");
    term.see("SYN-SENT");
    term.settle();
    term.keys("3");
    let screen = term.see("‖ holding (1)");
    assert!(!screen.contains("○ open"), "{screen}");
    term.quit();
}

#[test]
fn a_free_program_is_only_shown() {
    let Some(mut term) = start_with("own-free", &["--pace", "free"], &[], (80, 24)) else {
        return;
    };
    term.see("✓ close(3)");
    term.see("✓ close(c)");
    term.settle();
    term.keys("\r");
    term.see("Your program has ended");
    term.quit();
}

#[test]
fn nothing_is_left_of_a_program_that_is_held() {
    for kills in [false, true] {
        let name = if kills { "own-killed" } else { "own-left" };
        let Some(mut term) = start(name, &[], (80, 24)) else {
            return;
        };
        held(&term, "socket(AF_INET, SOCK_STREAM)");
        let helper = term.helper().expect("the wire's helper");
        let program = process(name);
        if kills {
            term.signal(libc::SIGKILL);
            term.end();
        } else {
            term.quit();
        }
        assert_gone(program);
        assert_gone(helper);
    }
}

/// The recording has the source: what is at the file's name by then is nobody's business.
#[test]
fn a_recording_shows_the_line_whatever_has_become_of_the_file() {
    let Some(program) = compiled("own-recorded", SERVER) else {
        return;
    };
    let folder = program.parent().expect("a folder");
    let (source, file) = (folder.join("server.c"), folder.join("life.jsonl"));
    let sockscope = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
        command.args(args).stdin(Stdio::null());
        command.output().expect("it starts")
    };
    let [program, file] = [&program, &file].map(|path| path.to_str().expect("a path of ASCII"));
    let step = ["step", "--board", "virtual", "--json", "--record", file];
    let step = sockscope(&[&step[..], &["--", program]].concat());
    if step.status.code() == Some(3) && env::var_os("SOCKSCOPE_CI").is_none() {
        eprintln!("no private wire here");
        return;
    }
    assert!(step.status.success(), "{step:?}");
    fs::write(&source, "int another;\n".repeat(40)).unwrap();
    let lit = |text: &str| text.contains("▸     bind(s,") || text.contains("✓     bind(s,");
    let mut term = Term::start(&["replay", file], LARGE.0, LARGE.1);
    term.see("event 0 of");
    for _ in 0..40 {
        if lit(&term.screen()) {
            break;
        }
        term.keys("\r");
        term.settle();
    }
    let screen = term.screen();
    assert!(
        lit(&screen) && screen.contains("server.c · main()"),
        "{screen}"
    );
    assert!(!screen.contains("int another;"), "{screen}");
    term.keys("q");
    assert_eq!(term.end().code(), Some(0));
    for kind in ["html", "cast"] {
        let made = sockscope(&["export", file, "--to", kind]);
        let made = String::from_utf8_lossy(&made.stdout).into_owned();
        assert!(made.contains("server.c · main()"), "{kind}: {}", made.len());
        assert!(!made.contains("int another;"), "{kind}");
    }
}
