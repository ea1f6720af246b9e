//! Recordings, as a user makes them: what is in the file, and what is never written over.

#![cfg(unix)]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A directory of a test's own, gone with it.
struct Dir(PathBuf);

impl Dir {
    fn new(name: &str) -> Dir {
        let name = format!("sockscope-record-{name}-{}", std::process::id());
        let dir = std::env::temp_dir().join(name);
        fs::create_dir_all(&dir).expect("a directory");
        Dir(dir)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The program, its data in this directory.
    fn sockscope(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
        command
            .env("LC_ALL", "C.UTF-8")
            .env("XDG_DATA_HOME", &self.0)
            .stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.sockscope().args(args).output().expect("it starts")
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn lines(text: &str) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).expect("each line is a JSON object");
    text.lines().map(parse).collect()
}

fn recorded(file: &Path) -> Vec<Value> {
    lines(&fs::read_to_string(file).expect("the recording is there"))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn each_segment_bears_the_packet_that_it_was() {
    let dir = Dir::new("bytes");
    for board in ["auto", "pair"] {
        let output = dir.run(&["run", "handshake", "--json", "--board", board]);
        assert!(output.status.success(), "{}", said(&output));
        let events = lines(&String::from_utf8_lossy(&output.stdout));
        let mut seen = 0;
        for segment in events.iter().filter(|event| event["kind"] == "segment") {
            let text = segment["bytes"].as_str().expect("the bytes are there");
            let packet = sockscope::timeline::base64::decode(text).expect("base64");
            assert_eq!(packet[0], 0x45, "IPv4, no options");
            let number = |at: usize, size: usize| {
                let bytes = packet[at..at + size].iter();
                bytes.fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
            };
            let port = |end: &Value| {
                let end = end.as_str().expect("an address");
                end.rsplit(':').next().unwrap().parse::<u64>().unwrap()
            };
            assert_eq!(number(2, 2), packet.len() as u64, "all of it");
            assert_eq!(number(20, 2), port(&segment["src"]));
            assert_eq!(number(22, 2), port(&segment["dst"]));
            assert_eq!(number(24, 4), segment["seq_no"].as_u64().unwrap());
            seen += 1;
        }
        assert!(seen > 3, "{board}: {seen} segments");
    }
}

#[test]
fn the_first_line_says_what_made_the_recording_and_when() {
    let dir = Dir::new("header");
    let before = std::time::SystemTime::now();
    let output = dir.run(&["run", "lifecycle", "--json", "--lang", "es"]);
    let first = &lines(&String::from_utf8_lossy(&output.stdout))[0];
    assert_eq!(first["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(first["lang"], "es");
    assert!(first["board"].is_string());
    let release = Command::new("uname").arg("-sr").output().expect("uname");
    if cfg!(target_os = "linux") {
        let release = String::from_utf8_lossy(&release.stdout);
        assert_eq!(first["kernel"], release.trim());
    }
    let began = first["began_us"].as_u64().expect("when it began");
    let before = before.duration_since(std::time::UNIX_EPOCH).unwrap();
    assert!(u128::from(began) >= before.as_micros());
}

#[test]
fn auto_names_the_file_after_the_day_and_the_lesson() {
    let dir = Dir::new("auto");
    for _ in 0..2 {
        let output = dir.run(&["run", "lifecycle", "--record", "auto"]);
        assert!(output.status.success(), "{}", said(&output));
        assert!(said(&output).contains("lifecycle"), "it says where");
    }
    let folder = dir.file("sockscope").join("recordings");
    let found = fs::read_dir(folder).expect("the folder is there");
    let names: Vec<String> = found
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    for name in names {
        assert!(
            name.starts_with("20") && name.contains("lifecycle"),
            "{name}"
        );
        assert!(name.ends_with(".jsonl"), "{name}");
        let events = recorded(&dir.file("sockscope/recordings").join(&name));
        assert_eq!(events.last().unwrap()["kind"], "end");
    }
}

#[test]
fn nothing_is_written_over_unless_that_is_said() {
    let dir = Dir::new("over");
    let file = dir.file("mine.jsonl");
    let name = file.to_str().unwrap();
    fs::write(&file, "mine\n").expect("a file");
    let refused = dir.run(&["run", "lifecycle", "--record", name]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("--overwrite"), "{}", said(&refused));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine\n");
    let told = dir.run(&["run", "lifecycle", "--record", name, "--overwrite"]);
    assert!(told.status.success(), "{}", said(&told));
    assert_eq!(recorded(&file)[0]["kind"], "session");
    // An empty file, as mktemp(1) makes it, has nothing to lose.
    fs::write(&file, "").expect("a file");
    assert!(
        dir.run(&["run", "lifecycle", "--record", name])
            .status
            .success()
    );
}

#[test]
fn a_script_on_stdin_is_not_emptied_by_its_recording() {
    let dir = Dir::new("stdin");
    let file = dir.file("my.sock");
    let script = "host: s = socket(AF_INET, SOCK_STREAM)\n";
    File::create(&file)
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    for more in [&[][..], &["--overwrite"]] {
        let output = dir
            .sockscope()
            .args(["run", "-", "--record", file.to_str().unwrap()])
            .args(more)
            .stdin(File::open(&file).unwrap())
            .output()
            .expect("it starts");
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), script, "{more:?}");
    }
}

/// To open a FIFO waits for its writer: that is said, and then it is read as any file.
#[test]
fn a_fifo_is_said_to_be_waited_for() {
    let dir = Dir::new("fifo");
    let recording = dir.file("of.jsonl");
    let args = ["run", "lifecycle", "--board", "pair", "--record"];
    let made = dir.sockscope().args(args).arg(&recording).output();
    assert!(made.expect("it starts").status.success());
    let script = dir.file("a.sock");
    fs::write(&script, "host: s = socket(AF_INET, SOCK_STREAM)\n").expect("a script");
    for (command, from) in [("run", &script), ("replay", &recording)] {
        let fifo = dir.file(command);
        let made = Command::new("mkfifo").arg(&fifo).status();
        assert!(made.expect("mkfifo starts").success());
        let mut child = (dir.sockscope().args(["--lang", "en", command]).arg(&fifo))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut said = String::new();
        let mut err = BufReader::new(child.stderr.take().expect("a pipe"));
        err.read_line(&mut said).expect("it says something");
        assert!(
            said.ends_with("is a FIFO: waiting until somebody writes to it\n"),
            "{said}"
        );
        let bytes = fs::read(from).expect("what is to be read");
        fs::write(&fifo, bytes).expect("somebody reads");
        let mut rest = String::new();
        err.read_to_string(&mut rest).expect("it ends");
        assert!(
            child.wait().expect("it ends").success(),
            "{command}: {rest}"
        );
    }
}
