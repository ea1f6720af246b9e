//! The command: what it takes, what it refuses, where it writes.

use std::fs;

use super::{folder, recording, sockscope, text};

#[test]
fn a_lesson_is_run_first_on_two_cores_and_said_to_be_simulated() {
    let output = sockscope(&["export", "handshake", "--to", "md", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report = text(&output.stdout);
    for part in [
        "# Lab report: ",
        "simulated by a board core",
        "| `connect(c, SERVER:7777)` | 0 (was blocked) |",
        "SYN-ACK seq=0 ack=1",
    ] {
        assert!(report.contains(part), "{part} is not in\n{report}");
    }
}

#[test]
fn a_file_that_exists_is_only_written_over_if_told() {
    let file = folder("files").join("kept.csv");
    let recording = recording("lifecycle");
    let names = [&recording, &file].map(|path| path.to_str().expect("ASCII"));
    let args = ["export", names[0], "--to", "csv", "-o", names[1]];
    assert_eq!(sockscope(&args).status.code(), Some(0));
    let first = fs::read(&file).expect("it was written");
    let again = sockscope(&args);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("kept.csv"));
    let over = [&args[..], &["--overwrite"]].concat();
    assert_eq!(sockscope(&over).status.code(), Some(0));
    assert_eq!(
        fs::read(&file).expect("it is there"),
        first,
        "the same bytes"
    );
}

#[test]
fn what_a_kind_does_not_do_is_refused() {
    let recording = recording("lifecycle");
    let name = recording.to_str().expect("ASCII");
    for (args, said) in [
        (&["--to", "csv", "--theme", "light"][..], "--theme"),
        (&["--to", "text", "--animated"], "--animated"),
        (&["--to", "csv", "--of", "flow"], "--of"),
        (&["--to", "mermaid", "--of", "flow"], "ladder, states"),
    ] {
        let output = sockscope(&[&["export", name, "--lang", "en"], args].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let message = text(&output.stderr);
        assert!(message.contains(said), "{args:?}: {message}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_recording_without_bytes_is_no_capture() {
    let lines = fs::read_to_string(recording("lifecycle")).expect("the recording");
    let without: Vec<String> = lines.lines().map(without_bytes).collect();
    let file = folder("bytes").join("port.jsonl");
    fs::write(&file, without.join("\n") + "\n").expect("a file");
    let name = file.to_str().expect("ASCII");
    let output = sockscope(&["export", name, "--to", "pcapng", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("bytes") && said.contains("makes none up"),
        "{said}"
    );
    assert!(output.stdout.is_empty());
    let told = sockscope(&["export", name, "--to", "text"]);
    assert_eq!(told.status.code(), Some(0), "a text can be made of it");
}

fn without_bytes(line: &str) -> String {
    match line.split_once("\"bytes\":\"") {
        Some((before, rest)) => {
            let (_, after) = rest.split_once('"').expect("the end of the bytes");
            format!("{before}\"bytes\":null{after}")
        }
        None => line.to_owned(),
    }
}

#[test]
fn a_broken_line_is_said_and_the_rest_is_exported() {
    let lines = fs::read_to_string(recording("lifecycle")).expect("the recording");
    let file = folder("broken").join("broken.jsonl");
    fs::write(&file, lines.replacen("\"kind\":\"call\"", "\"kind\":7", 1)).expect("a file");
    let output = sockscope(&["export", file.to_str().expect("ASCII"), "--to", "csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout).lines().count(), lines.lines().count());
    assert!(!output.stderr.is_empty());
}
