//! `sockscope grade`, as a teacher uses it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use sockscope::lesson::recorded;

/// A folder of a test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let name = format!("sockscope-grade-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        Folder(folder)
    }

    fn keep(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("a file");
    }

    fn sockscope(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
        command
            .args(args)
            .env("LC_ALL", "C.UTF-8")
            .current_dir(&self.0);
        command.stdin(Stdio::null()).output().expect("it starts")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn a_class_is_graded_a_row_a_student() {
    let folder = Folder::new("class");
    let golden = recorded::shipped("goodbye").expect("it ships");
    folder.keep("ana.jsonl", golden);
    folder.keep("copy.jsonl", golden);
    folder.keep(
        "=luis.jsonl",
        &golden.replacen("\"to\":\"CLOSING\"", "\"to\":\"LAST-ACK\"", 1),
    );
    let files = [
        "ana.jsonl",
        "copy.jsonl",
        "=luis.jsonl",
        "--against",
        "goodbye",
    ];
    let grade = |more: &[&str]| {
        let output = folder.sockscope(&[&["grade"], &files[..], more].concat());
        assert_eq!(output.status.code(), Some(1));
        stdout(&output)
    };
    let text = grade(&[]);
    let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ')).collect();
    assert!(
        rows[0].starts_with("✓ ana.jsonl") && rows.len() == 3,
        "{text}"
    );
    assert!(rows[1].starts_with("✗ copy.jsonl") && text.contains("the same session as ana.jsonl"));
    let line = golden
        .lines()
        .position(|line| line.contains("\"to\":\"CLOSING\""))
        .unwrap()
        + 1;
    assert!(
        text.contains(&format!("contradicts itself: line {line}: ")),
        "{text}"
    );
    assert!(grade(&["--lang", "es"]).contains(&format!("se contradice: línea {line}: ")));
    let csv = grade(&["--csv"]);
    let rows: Vec<&str> = csv.lines().collect();
    assert!(
        rows[0].starts_with("name,file,met,of,consistent,ended,remarks,1: "),
        "{csv}"
    );
    assert!(
        rows[1].starts_with("ana,ana.jsonl,") && rows[3].starts_with("'=luis,'=luis.jsonl,"),
        "{csv}"
    );
    let json: serde_json::Value = serde_json::from_str(&grade(&["--json"])).expect("JSON");
    assert_eq!(json[0]["met"], json[0]["of"]);
    assert_eq!(json[2]["contradictions"][0]["line"], line);
    assert_eq!(json[2]["consistent"], false);
}

#[test]
fn a_run_of_a_task_is_graded_and_what_is_missing_is_said() {
    let folder = Folder::new("task");
    folder.keep(
        "right.sock",
        "wire: hold\nclient: close(c)\nserver: close(a)\nwire: release\nwire: release\n",
    );
    folder.keep("wrong.sock", "wire: hold\nclient: close(c)\n");
    for name in ["right", "wrong"] {
        let (script, record) = (format!("{name}.sock"), format!("{name}.jsonl"));
        folder.sockscope(&[
            "run",
            "make-closing",
            "--board",
            "pair",
            "--solution",
            &script,
            "--record",
            &record,
        ]);
    }
    let right = folder.sockscope(&["grade", "right.jsonl", "--against", "make-closing"]);
    assert_eq!(right.status.code(), Some(0), "{}", stdout(&right));
    assert!(
        stdout(&right).starts_with("✓ right.jsonl  2 of 2 met"),
        "{}",
        stdout(&right)
    );
    let wrong = folder.sockscope(&["grade", "wrong.jsonl", "--against", "make-closing"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        stdout(&wrong).contains("not met: expect client CLOSING"),
        "{}",
        stdout(&wrong)
    );
}

#[test]
fn what_cannot_be_graded_is_said() {
    let folder = Folder::new("odd");
    folder.keep("odd.jsonl", "this is no recording\n");
    for args in [
        &["grade", "odd.jsonl", "--against", "goodbye"][..],
        &["grade", "absent.jsonl", "--against", "goodbye"],
        &["grade", "odd.jsonl", "--against", "no-such-lesson"],
        &["grade", "odd.jsonl"],
        &["grade", "--against", "goodbye"],
    ] {
        let output = folder.sockscope(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            !output.stderr.is_empty() && output.stdout.is_empty(),
            "{args:?}"
        );
    }
}
