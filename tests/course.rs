//! The course, as a user lists it: the built program, with a state folder of its own.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use sockscope::cli::command;
use sockscope::lesson::course;
use sockscope::words::Lang;

/// A state folder of its own, gone with it.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Home {
        let folder = format!("sockscope-course-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(folder.join("sockscope")).expect("a folder");
        Home(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("sockscope/progress.jsonl")
    }

    fn lessons(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
        command
            .env("LC_ALL", "C.UTF-8")
            .env("XDG_STATE_HOME", &self.0);
        command.arg("lessons").args(args);
        command.output().expect("the program starts")
    }

    fn said(&self, args: &[&str]) -> String {
        let output = self.lessons(args);
        let why = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {why}");
        String::from_utf8(output.stdout).expect("stdout is UTF-8")
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_list_ticks_what_is_done_and_marks_what_comes_next() {
    let home = Home::new("list");
    let (first, second) = (&course()[0].id, &course()[1].id);
    assert!(home.said(&[]).starts_with(&format!("▸ {first} ")));
    let line = format!("{{\"at\":1,\"what\":\"done\",\"id\":\"{first}\"}}\n");
    fs::write(home.file(), line).unwrap();
    let list = home.said(&[]);
    assert!(list.starts_with(&format!("✓ {first} ")), "{list}");
    let next = list.lines().find(|line| line.starts_with('▸'));
    assert!(
        next.is_some_and(|line| line.contains(second.as_str())),
        "{list}"
    );
    let rows: Vec<Value> = home
        .said(&["--json"])
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect();
    assert_eq!(rows.len(), course().len());
    assert_eq!(
        (&rows[0]["done"], &rows[0]["next"]),
        (&true.into(), &false.into())
    );
    assert_eq!(
        (&rows[1]["done"], &rows[1]["next"]),
        (&false.into(), &true.into())
    );
}

#[test]
fn progress_has_no_name_unless_one_was_typed_and_can_be_forgotten() {
    let home = Home::new("progress");
    assert!(
        home.said(&["--progress"])
            .contains("Nothing has been done yet")
    );
    let answers = "{\"at\":1764300000,\"what\":\"done\",\"id\":\"lifecycle\"}\n\
        {\"at\":2,\"what\":\"answered\",\"lesson\":\"lifecycle\",\"step\":\"listen\",\"right\":true}\n\
        \u{0}garbage\n\
        {\"at\":3,\"what\":\"answered\",\"lesson\":\"lifecycle\",\"step\":\"accept\",\"right\":false}\n";
    fs::write(home.file(), answers).unwrap();
    let csv = home.said(&["--progress", "--csv"]);
    let row = "\r\n,lifecycle,lesson,1,2025-11-28T03:20:00Z,1,1,accept\r\n";
    assert!(csv.contains(row), "{csv}");
    home.said(&["--name", "Ana, \"la 1\""]);
    let csv = home.said(&["--progress", "--csv"]);
    assert!(
        csv.contains("\r\n\"Ana, \"\"la 1\"\"\",lifecycle,lesson,1,"),
        "{csv}"
    );
    let told = home.said(&["--progress", "--lang", "es"]);
    assert!(told.starts_with("Avance de Ana"), "{told}");
    assert!(told.contains("para repasar: accept"), "{told}");
    home.said(&["--forget"]);
    assert!(!home.file().exists());
}

#[test]
fn a_progress_that_cannot_be_read_is_said() {
    let home = Home::new("unreadable");
    fs::create_dir(home.file()).unwrap();
    let output = home.lessons(&[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("progress.jsonl"));
}

/// `sockscope NAME` and `run NAME` open any of them: no two share a name, and none is a command's.
#[test]
fn there_is_one_name_space() {
    let commands = command(Lang::En);
    let commands: Vec<&str> = commands
        .get_subcommands()
        .map(|sub| sub.get_name())
        .collect();
    assert!(commands.contains(&"lessons"));
    for (index, entry) in course().iter().enumerate() {
        assert!(
            !commands.contains(&entry.id.as_str()),
            "{} is a command",
            entry.id
        );
        let same = course()[..index].iter().any(|other| other.id == entry.id);
        assert!(!same, "{} is there twice", entry.id);
    }
}

/// Runs a task with these lines as its solution, on two board cores.
fn solve(task: &str, solution: &str) -> Output {
    let file = format!("sockscope-solution-{task}-{}.sock", std::process::id());
    let file = std::env::temp_dir().join(file);
    fs::write(&file, solution).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    command.env("LC_ALL", "C.UTF-8");
    command.args(["run", task, "--board", "pair", "--solution"]);
    let output = command.arg(&file).output().expect("the program starts");
    let _ = fs::remove_file(&file);
    output
}

#[test]
fn a_solution_is_judged_by_what_was_measured() {
    let said = |output: &Output| {
        let (out, err) = (&output.stdout, &output.stderr);
        format!(
            "{}{}",
            String::from_utf8_lossy(out),
            String::from_utf8_lossy(err)
        )
    };
    // Fewer than most need: Linux gives a port to who listens without one.
    let beaten = "server: s = socket(AF_INET, SOCK_STREAM)\nserver: listen(s, 1)\n";
    let output = solve("make-listen", beaten);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("was beaten"), "{}", said(&output));
    let output = solve("make-listen", "server: s = socket(AF_INET, SOCK_STREAM)\n");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("expect server LISTEN"),
        "{}",
        said(&output)
    );
    let output = solve("two-in-one", "wire: hold\n");
    assert!(
        said(&output).contains("without touching the wire"),
        "{}",
        said(&output)
    );
    let output = solve("lifecycle", "");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}
