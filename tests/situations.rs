//! Every script of tests/situations runs as its first lines say.
//!
//! A script ends well unless a line `# exit: N` says otherwise, on the virtual board and on a pair unless
//! `# on: BOARD …` names others. `# says: TEXT` must be in what is printed, `# never: TEXT` must not;
//! `# as: stdin` has it come by stdin; `# ends-within: SECONDS` says when the run must be over, by its own
//! time.

#![cfg(target_os = "linux")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How many scripts run at the same time.
const SIDE_BY_SIDE: usize = 4;

/// What the first lines of a script say.
struct Case {
    path: PathBuf,
    bytes: Vec<u8>,
    head: Vec<(String, String)>,
}

impl Case {
    fn read(path: PathBuf) -> Case {
        let bytes = std::fs::read(&path).expect("the script can be read");
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().map_while(|line| line.strip_prefix("# "));
        let pair = |line: &str| {
            let (key, value) = line.split_once(": ")?;
            let keys = ["exit", "on", "says", "never", "as", "ends-within"];
            keys.contains(&key)
                .then(|| (key.to_owned(), value.to_owned()))
        };
        let head = lines.filter_map(pair).collect();
        Case { path, bytes, head }
    }

    fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let of = self.head.iter().filter(move |(known, _)| known == key);
        of.map(|(_, value)| value.as_str())
    }

    fn boards(&self) -> Vec<&str> {
        let named: Vec<&str> = self.all("on").flat_map(str::split_whitespace).collect();
        if named.is_empty() {
            vec!["virtual", "pair"]
        } else {
            named
        }
    }

    /// What is wrong with its runs.
    fn wrong_of_all(&self) -> Vec<String> {
        let name = self.path.file_name().unwrap_or_default();
        let boards = self.boards().into_iter();
        let runs = boards.map(|board| (board, self.run(board)));
        runs.filter(|(_, what)| !what.is_empty())
            .map(|(board, what)| format!("{} on {board}: {}", name.display(), what.join("\n")))
            .collect()
    }

    /// What is wrong with a run on this board.
    fn run(&self, board: &str) -> Vec<String> {
        let stdin = self.all("as").any(|how| how == "stdin");
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
        command.arg("run");
        match stdin {
            true => command.arg("-"),
            false => command.arg(&self.path),
        };
        command
            .args(["--lang", "en", "--board", board])
            .env("LC_ALL", "C.UTF-8");
        let mut child = (command.stdin(Stdio::piped()))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        if stdin {
            pipe.write_all(&self.bytes).expect("it reads its script");
        }
        drop(pipe);
        let output = child.wait_with_output().expect("it ends");
        let said = [&output.stdout[..], &output.stderr[..]].concat();
        let said = String::from_utf8(said).expect("UTF-8");
        let mut wrong = Vec::new();
        let exit = self
            .all("exit")
            .next()
            .map_or(0, |n| n.parse().expect("a number"));
        if output.status.code() != Some(exit) {
            wrong.push(format!("exit {:?}, not {exit}", output.status.code()));
        }
        let missing = self.all("says").filter(|text| !said.contains(text));
        wrong.extend(missing.map(|text| format!("does not say {text:?}")));
        let found = self.all("never").filter(|text| said.contains(text));
        wrong.extend(found.map(|text| format!("says {text:?}")));
        if let Some(limit) = self.all("ends-within").next()
            && last_ms(&said) >= 1_000.0 * limit.parse::<f64>().expect("seconds")
        {
            wrong.push(format!("does not end within {limit} s"));
        }
        if !wrong.is_empty() {
            wrong.push(said);
        }
        wrong
    }
}

/// The time in front of the last line that has one, in milliseconds.
fn last_ms(said: &str) -> f64 {
    let time = |line: &str| line.split_whitespace().next()?.parse().ok();
    said.lines()
        .rev()
        .find_map(time)
        .expect("a line with its time")
}

#[test]
fn every_script_runs_as_its_first_lines_say() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/situations");
    let only = std::env::var("SCRIPT").unwrap_or_default();
    let entries = std::fs::read_dir(dir).expect("the scripts").flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.to_string_lossy().contains(&only));
    paths.sort();
    assert!(!paths.is_empty());
    let cases: Vec<Case> = paths.into_iter().map(Case::read).collect();
    let mut wrong: Vec<String> = Vec::new();
    // Most of their time they wait.
    for some in cases.chunks(SIDE_BY_SIDE) {
        std::thread::scope(|scope| {
            let runs: Vec<_> = some
                .iter()
                .map(|case| scope.spawn(|| case.wrong_of_all()))
                .collect();
            let ended = runs.into_iter().map(|run| run.join().expect("it ran"));
            wrong.extend(ended.flatten());
        });
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}
