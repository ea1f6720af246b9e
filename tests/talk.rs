//! The course by typed words: the built program, in a pipe and in a pseudo-terminal.

#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, OutputModes, tcgetattr, tcsetattr};

/// How long a test waits for what must come, on a machine with much to do.
const LIMIT: Duration = Duration::from_secs(120);

/// State and data folders of its own, gone with it.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Home {
        let folder =
            std::env::temp_dir().join(format!("sockscope-talk-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Home(folder)
    }

    fn talk(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
        command.arg("talk").args(arguments);
        command
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "dumb")
            .env("CLICOLOR_FORCE", "1");
        command
            .env("XDG_STATE_HOME", &self.0)
            .env("XDG_DATA_HOME", &self.0);
        command
    }

    fn progress(&self) -> String {
        fs::read_to_string(self.0.join("sockscope/progress.jsonl")).unwrap_or_default()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What is said to these lines.
fn said(mut command: Command, lines: &str) -> (Option<i32>, String) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let lines = lines.to_owned();
    let writer = std::thread::spawn(move || {
        // It may have ended before all was read.
        let _ = stdin.write_all(lines.as_bytes());
    });
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("it wrote");
    (
        output.status.code(),
        String::from_utf8(output.stdout).expect("UTF-8"),
    )
}

#[test]
fn a_lesson_is_finished_by_lines_from_a_pipe() {
    let home = Home::new("pipe");
    let command = home.talk(&["lifecycle", "--board", "pair", "--lang", "es"]);
    let lines = format!(
        "preguntas\n{}dónde\nsalir\nsalir\n",
        "siguiente\n".repeat(60)
    );
    let (code, out) = said(command, &lines);
    assert_eq!(code, Some(0), "{out}");
    for wanted in ["1/12", "12/12", "CLOSE-WAIT", "TIME-WAIT", "paso 12 de 12"] {
        assert!(out.contains(wanted), "{wanted}\n{out}");
    }
    assert!(
        home.progress().contains("\"done\",\"id\":\"lifecycle\""),
        "{}",
        home.progress()
    );
}

#[test]
fn one_goes_from_lesson_to_task_to_puzzle_and_mends_it() {
    let home = Home::new("on");
    let command = home.talk(&["make-listen", "--board", "pair"]);
    let lines = "hint\ns = socket(AF_INET, SOCK_STREAM)\nbind(s, HOST:7777)\nlisten(s, 1)\nlessons\n0\n\
        where\nkeep\nquit\nquit\n";
    let (code, out) = said(command, lines);
    assert_eq!(code, Some(0), "{out}");
    for wanted in ["Goal reached", "the host: s LISTEN", "kept-1", "49. "] {
        assert!(
            out.contains(wanted),
            "{wanted}
{out}"
        );
    }
    assert!(home.progress().contains("make-listen"));
    let course = sockscope::lesson::course();
    let number = course
        .iter()
        .position(|entry| entry.id == "deaf")
        .expect("it ships")
        + 1;
    let puzzle = course[number - 1].puzzle.as_ref().expect("a puzzle");
    let answer = puzzle.cause.answer + 1;
    let lines = format!(
        "lessons\n{number}\n{}{answer}\n\n2\nserver: bind(s, ANY:7777)\nrun\n{}quit\nquit\n",
        "\n".repeat(8),
        "next\n".repeat(8)
    );
    let (code, out) = said(home.talk(&["make-listen", "--board", "pair"]), &lines);
    assert_eq!(code, Some(0), "{out}");
    assert!(home.progress().contains("deaf"), "{out}");
}

#[test]
fn what_cannot_be_opened_is_said() {
    let home = Home::new("none");
    let (code, _) = said(home.talk(&["lifecicle"]), "");
    assert_eq!(code, Some(2));
}

/// Everything that a terminal is sent, from the beginning to the end of a lesson: no escape sequence, no return
/// to the beginning of a line, no step back.
#[test]
fn no_cursor_is_moved_on_a_terminal() {
    let home = Home::new("pty");
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pty");
    grantpt(&master).expect("granted");
    unlockpt(&master).expect("unlocked");
    let name = ptsname(&master, Vec::new()).expect("a name");
    let slave =
        rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("its end");
    let mut modes = tcgetattr(&slave).expect("its modes");
    // The line discipline's own returns are not the program's.
    modes.output_modes.remove(OutputModes::OPOST);
    modes.local_modes.remove(rustix::termios::LocalModes::ECHO);
    tcsetattr(&slave, OptionalActions::Now, &modes).expect("they are set");
    let end = |slave: &OwnedFd| Stdio::from(slave.try_clone().expect("a descriptor"));
    let mut command = home.talk(&["handshake", "--board", "pair", "--lang", "en"]);
    command.env("TERM", "xterm-256color");
    command
        .stdin(end(&slave))
        .stdout(end(&slave))
        .stderr(end(&slave));
    let mut child = command.spawn().expect("it starts");
    drop(command);
    drop(slave);
    let mut terminal = File::from(master);
    let mut shown = String::new();
    let until = Instant::now() + LIMIT;
    let mut answered = 0;
    // A line is typed whenever it is asked for.
    while !home.progress().contains("\"done\",\"id\":\"handshake\"") {
        assert!(Instant::now() < until, "{shown}");
        let mut bytes = [0; 4096];
        let Ok(count @ 1..) = terminal.read(&mut bytes) else {
            break;
        };
        shown.push_str(&String::from_utf8_lossy(&bytes[..count]));
        if shown[answered..].ends_with("> ") {
            let asks = shown[answered..].contains("Type a number");
            answered = shown.len();
            terminal
                .write_all(if asks { b"1\n" } else { b"\n" })
                .expect("it is typed");
        }
    }
    assert!(home.progress().contains("handshake"), "{shown}");
    terminal.write_all(b"quit\nquit\n").expect("it is typed");
    let mut rest = Vec::new();
    // The end of a pty is EIO.
    let _ = terminal.read_to_end(&mut rest);
    shown.push_str(&String::from_utf8_lossy(&rest));
    assert!(child.wait().expect("our child").success(), "{shown}");
    let moves = |c: char| c.is_control() && c != '\n';
    assert!(!shown.contains(moves), "{shown:?}");
    assert!(
        shown.contains("ESTABLISHED") && shown.contains("Question: "),
        "{shown}"
    );
}
