//! The course, as a user lists it: the built program, with a state folder of its own.

mod claims;
mod programs;
mod sheet;

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

/// The built program, with data and state folders of its own, in a folder of its own.
fn in_folder(home: &Home, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    command.env("LC_ALL", "C.UTF-8").current_dir(&home.0);
    command
        .env("XDG_STATE_HOME", &home.0)
        .env("XDG_DATA_HOME", &home.0);
    command.args(args).output().expect("the program starts")
}

#[test]
fn a_new_lesson_has_no_mistake_runs_and_stands_in_the_list_once_it_is_at_home() {
    let home = Home::new("new");
    let run = |args: &[&str]| {
        let output = in_folder(&home, args);
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    assert_eq!(run(&["lessons", "new", "mine"]).0, Some(0));
    assert_eq!(
        run(&["lessons", "new", "mine"]).0,
        Some(3),
        "never over a file"
    );
    assert_eq!(
        run(&["lessons", "new", "flash"]).0,
        Some(2),
        "a command's name"
    );
    assert_eq!(
        run(&["lessons", "new", "lifecycle"]).0,
        Some(2),
        "a lesson's name"
    );
    assert_eq!(run(&["lessons", "check", "mine.toml"]).0, Some(0));
    let (code, said) = run(&["run", "mine.toml", "--board", "pair"]);
    assert_eq!(code, Some(0), "{said}");
    let folder = home.0.join("sockscope/lessons");
    fs::create_dir_all(&folder).expect("a folder");
    fs::rename(home.0.join("mine.toml"), folder.join("mine.toml")).expect("it is moved");
    let (code, said) = run(&["run", "mine", "--board", "pair"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(run(&["lessons"]).1.contains("mine "));
}

#[test]
fn check_tells_every_mistake_in_the_readers_language() {
    let home = Home::new("check");
    let wrong = "title = { en = \"\", es = \"\" }\nabuot = 1\nabout = { en = \"a\", es = \"b\" }\n\
        [[step]]\nid = \"ONE\"\ntitle = { en = \"One\", es = \"Uno\" }\nsay = { en = \"S\", es = \"D\" }\n\
        run = [\"host: conect(c, BOARD:7)\"]\nexpect = [\"expect ok\"]\n";
    fs::write(home.0.join("flash.toml"), wrong).expect("a file");
    let output = in_folder(&home, &["lessons", "check", "flash.toml", "--lang", "es"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for place in [
        "flash.toml:1:",
        "flash.toml:2:",
        "flash.toml:5:",
        "flash.toml:8:",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
    assert!(said.contains("Quisiste decir connect"), "{said}");
    assert!(said.contains("nombre de un comando"), "{said}");
}

/// Runs a tool in a folder; `None` if this machine lacks it, which only a run of the CI takes for a failure.
fn tool(name: &str, args: &[&str], folder: &std::path::Path) -> Option<Output> {
    match Command::new(name).args(args).current_dir(folder).output() {
        Ok(output) => Some(output),
        Err(why) => {
            assert!(std::env::var_os("SOCKSCOPE_CI").is_none(), "{name}: {why}");
            eprintln!("{name} is not here: {why}");
            None
        }
    }
}
