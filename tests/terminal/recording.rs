//! `--record` on the stage: what is written where, and what is said when it cannot be.

use std::path::{Path, PathBuf};

use super::pty::Term;
use super::{LARGE, start};

/// A directory of this test's own, gone with it.
struct Dir(PathBuf);

impl Dir {
    fn new(name: &str) -> Dir {
        let dir = std::env::temp_dir().join(format!("sockscope-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("a directory");
        Dir(dir)
    }

    fn file(&self, name: &str) -> String {
        let path = self.0.join(name);
        path.into_os_string()
            .into_string()
            .expect("a path of ASCII")
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_recording_that_cannot_go_on_is_said_at_once_and_at_the_end() {
    let Some(mut term) = start(&["--record", "/dev/full"], LARGE) else {
        return;
    };
    term.see("The recording in /dev/full ends here: no space left");
    // The lesson goes on.
    super::step(&term);
    term.keys("qq");
    assert_eq!(term.end().code(), Some(3));
    term.wait_for_shell();
    term.see("sockscope: The recording in /dev/full ends here");
}

#[test]
fn a_restart_is_recorded_in_a_file_that_was_not_there() {
    let dir = Dir::new("restart");
    let (first, second, third) = (
        dir.file("a.jsonl"),
        dir.file("a-2.jsonl"),
        dir.file("a-3.jsonl"),
    );
    std::fs::write(&second, "somebody else's\n").expect("a file");
    let Some(mut term) = start(&["--record", &first], LARGE) else {
        return;
    };
    super::step(&term);
    term.keys("xx");
    term.wait("the lesson anew", |screen| {
        screen.contains("● now") && !screen.contains('✓')
    });
    super::step(&term);
    term.quit();
    let read = |file: &str| std::fs::read_to_string(file).expect("the file is there");
    assert_eq!(read(&second), "somebody else's\n");
    for file in [&first, &third] {
        assert!(read(file).contains("\"kind\":\"return\""), "{file}");
    }
}

#[test]
fn a_recording_never_replaces_the_lesson_that_it_is_of() {
    let dir = Dir::new("same");
    let script = "host: s = socket(AF_INET, SOCK_STREAM)\n";
    let (file, link) = (dir.file("l.sock"), dir.file("link.sock"));
    std::fs::write(&file, script).expect("a script");
    std::os::unix::fs::symlink(&file, &link).expect("a link");
    for record in [&file, &link] {
        let mut term = Term::start(&[&file, "--board", "loopback", "--record", record], 80, 24);
        assert_eq!(term.end().code(), Some(2), "{record}");
        term.see("Give --record another name");
        assert_eq!(std::fs::read_to_string(Path::new(&file)).unwrap(), script);
    }
}

#[test]
fn a_key_records_the_session_from_its_beginning_to_its_end() {
    let dir = Dir::new("key");
    let Some(mut term) = start(&[], LARGE) else {
        return;
    };
    super::step(&term);
    // The home of these tests does not exist: it cannot be done, and that is said.
    term.keys("\x1b[20~");
    term.see("cannot be written");
    super::step(&term);
    term.quit();
    let file = dir.file("a.jsonl");
    let Some(mut term) = start(&["--record", &file], LARGE) else {
        return;
    };
    super::step(&term);
    term.keys("\x1b[20~");
    term.see("The session is recorded in");
    term.quit();
    let text = std::fs::read_to_string(&file).expect("the recording is there");
    let kinds: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split("\"kind\":\"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(kinds.first(), Some(&"session"));
    assert_eq!(kinds.iter().filter(|kind| **kind == "end").count(), 1);
    assert_eq!(kinds.last(), Some(&"end"));
}
