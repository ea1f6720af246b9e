//! `sockscope run -`: another program writes lines and reads events, for as long as it likes.

#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long a test waits for what must come.
const LIMIT: Duration = Duration::from_secs(60);

/// The program, and the events that it has written so far.
struct Talk {
    child: Child,
    stdin: Option<ChildStdin>,
    answers: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Talk {
    fn start(board: &str) -> Talk {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sockscope"))
            .args(["run", "-", "--json", "--lang", "en", "--board", board])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdout = child.stdout.take().expect("stdout is a pipe");
        Talk {
            stdin: child.stdin.take(),
            child,
            answers: BufReader::new(stdout).lines(),
        }
    }

    fn say(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("open");
        writeln!(stdin, "{line}").expect("written");
    }

    /// The next event of this kind.
    fn until(&mut self, kind: &str) -> Value {
        loop {
            let line = self.answers.next().expect("an answer").expect("readable");
            // Quicker than reading every event: `kind` is the third field.
            if line.contains(&format!("\"kind\":\"{kind}\"")) {
                return serde_json::from_str(&line).expect("JSON");
            }
        }
    }

    /// The resident set in kB, as proc_pid_status(5) has it.
    fn resident(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        kib.expect("a number")
    }

    /// The wire's helper: the program's child.
    fn helper(&self) -> i32 {
        let parent = self.child.id().to_string();
        let processes = std::fs::read_dir("/proc").expect("proc(5)").flatten();
        let mut numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let is_child = |number: &i32| {
            let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
            // proc_pid_stat(5): the state and the parent follow the name in parentheses.
            let fields = stat.rsplit(") ").next().unwrap_or_default();
            fields.split(' ').nth(1) == Some(&parent)
        };
        numbers.find(is_child).expect("a child")
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn whoever_writes_faster_than_the_lines_run_waits() {
    let mut talk = Talk::start("loopback");
    talk.say("timeout 100");
    talk.say("host: s = socket(AF_INET, SOCK_DGRAM)");
    talk.until("return");
    let mut stdin = talk.stdin.take().expect("open");
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let writer = thread::spawn(move || {
        // Each of them waits for a second: there is time to write them all.
        let line = "host: poll(s POLLIN, 1000)\n".repeat(100);
        while count.load(Ordering::Relaxed) < 50_000_000 && stdin.write_all(line.as_bytes()).is_ok()
        {
            count.fetch_add(line.len(), Ordering::Relaxed);
        }
    });
    talk.until("blocked");
    // It stands still when nothing was written for as long as it takes to write a megabyte.
    let until = Instant::now() + LIMIT;
    let mut before = 0;
    loop {
        thread::sleep(Duration::from_millis(400));
        let now = written.load(Ordering::Relaxed);
        if now == before {
            break;
        }
        before = now;
        assert!(Instant::now() < until, "{now} bytes were taken and no end");
    }
    // A pipe of 64 KiB, a buffer, and 256 lines.
    assert!(before < 200_000, "{before} bytes were taken");
    assert!(before > 30_000, "most of the pipe at least: {before}");
    drop(talk);
    writer.join().expect("the writer ends with the pipe");
}

#[test]
fn a_long_conversation_takes_no_more_memory_than_a_shorter_one() {
    let mut talk = Talk::start("loopback");
    talk.say("host: s = socket(AF_INET, SOCK_DGRAM)");
    talk.until("return");
    let mut calls = |count: usize| {
        for _ in 0..count / 50 {
            for _ in 0..50 {
                talk.say("host: getsockname(s)");
            }
            for _ in 0..50 {
                talk.until("return");
            }
        }
        talk.resident()
    };
    // By then the timeline is full, and the world before it too.
    let shorter = calls(14_000);
    let longer = calls(14_000);
    assert!(
        longer < shorter + 1_000,
        "{shorter} kB after 14,000 calls, {longer} kB after 28,000"
    );
}

#[test]
fn lines_that_never_end_do_not_hold_up_the_others() {
    let mut talk = Talk::start("loopback");
    talk.say("host: s = socket(AF_INET, SOCK_STREAM)");
    talk.say("host: bind(s, HOST:0)");
    talk.say("host: listen(s, 1)");
    talk.say("host: a = accept(s) &");
    for number in 0..3_000 {
        talk.say(&format!("note {number}"));
    }
    talk.say("board: c = socket(AF_INET, SOCK_STREAM)");
    while talk.until("return")["fd"] != "c" {}
}

#[test]
fn a_private_wire_that_is_gone_is_named_with_what_to_do() {
    let mut talk = Talk::start("virtual");
    talk.say("host: s = socket(AF_INET, SOCK_STREAM)");
    talk.until("return");
    // SAFETY: the child of our child: it has not been waited for while its parent lives.
    assert_eq!(unsafe { libc::kill(talk.helper(), libc::SIGKILL) }, 0);
    talk.say("host: t = socket(AF_INET, SOCK_STREAM)");
    assert_eq!(talk.until("return")["errno"]["name"], "EIO");
    let note = talk.until("note");
    let text = note["text"].as_str().expect("a text");
    assert!(text.contains("the private wire is gone"), "{text}");
    assert!(text.contains("Start the lesson again"), "{text}");
    talk.stdin = None;
    talk.until("end");
    let status = talk.child.wait().expect("it ends");
    assert_eq!(status.code(), Some(3), "the environment failed");
}

#[test]
fn a_number_that_was_expected_is_compared_with_a_number() {
    let mut talk = Talk::start("loopback");
    for line in [
        "host: s = socket(AF_INET, SOCK_DGRAM)",
        "host: bind(s, HOST:0)",
        "host: getsockname(s)",
        "timeout 100ms",
        "expect 2",
    ] {
        talk.say(line);
    }
    let expect = talk.until("expect");
    assert_eq!(
        (&expect["ok"], &expect["saw"]),
        (&false.into(), &"0".into())
    );
}

#[test]
fn arguments_that_name_nothing_are_explained() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    for (what, said) in [
        (&b""[..], "an empty name is no lesson and no file"),
        (b"\xff", "an argument is not UTF-8 text"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
            .args(["--lang", "en", "run"])
            .arg(OsStr::from_bytes(what))
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(text.contains(said), "{text}");
    }
}
