//! Free play, kept as a lesson: by keys, in a data folder of the test's own.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::LARGE;
use super::pty::Term;

/// The built program with this data folder.
fn sockscope(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    command.env("LC_ALL", "C.UTF-8").env("XDG_DATA_HOME", data);
    command
        .args(arguments)
        .output()
        .expect("the program starts")
}

#[test]
fn what_was_played_is_kept_checked_and_run() {
    let data = std::env::temp_dir().join(format!("sockscope-keep-{}", std::process::id()));
    fs::create_dir_all(&data).expect("a folder");
    let place = data.to_str().expect("a path of ASCII");
    let environment = [("LANG", "en_US.UTF-8"), ("XDG_DATA_HOME", place)];
    let arguments = ["--board", "pair", "lifecycle"];
    let mut term = Term::start_with(&arguments, LARGE.0, LARGE.1, &environment);
    term.see("● now");
    term.keys("K");
    term.see("Nothing has been done yet");
    term.keys("p");
    for call in [
        "s = socket(AF_INET, SOCK_STREAM)",
        "bind(s, HOST:7777)",
        "listen(s, 1)",
        "accept(99)",
    ] {
        term.keys(call);
        term.keys("\r");
        term.settle();
    }
    term.keys("\x1b");
    term.settle();
    term.keys("K");
    term.see("kept-1");
    term.keys("K");
    term.see("kept-2");
    term.quit();
    let file = data.join("sockscope/lessons/kept-1.toml");
    let text = fs::read_to_string(&file).expect("it was written");
    for wanted in [
        "server: bind(s, SERVER:7777)",
        "expect server.s LISTEN",
        "expect server EBADF",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    for arguments in [
        &["lessons", "check", file.to_str().expect("a path of ASCII")][..],
        &["run", "kept-1", "--board", "pair"],
        &["run", "kept-1", "--board", "pair", "--role", "client"],
    ] {
        let output = sockscope(&data, arguments);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {said}\n{text}"
        );
    }
    let _ = fs::remove_dir_all(&data);
}
