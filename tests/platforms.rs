//! The table of `docs/platforms.md`: which lesson comes to its end where, in both parts. What runs here is run;
//! what `.ci/page` and `.ci/wine` have seen, they have left in `target/platforms`, a line a lesson.
//!
//! `UPDATE_PLATFORMS=1 cargo test --test platforms` writes the table.

#![cfg(target_os = "linux")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use sockscope::lesson::{Lesson, shipped};

/// A column: its heading in each language, and what it shows of a lesson; nothing if that is not known here.
struct Column {
    heads: [&'static str; 2],
    shows: fn(&Lesson) -> Option<Cell>,
}

/// How a lesson ends somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    /// As it says.
    Done,
    /// It is refused: it freezes the wire.
    NeedsGate,
    /// Its steps are told: the program that is its host cannot be stepped.
    Told,
    /// It stops on the way.
    Stops,
}

impl Cell {
    /// In English and in Spanish.
    const fn words(self) -> [&'static str; 2] {
        match self {
            Cell::Done => ["yes", "sí"],
            Cell::NeedsGate => ["needs the gate", "necesita la compuerta"],
            Cell::Told => ["told, not shown", "se cuenta, no se muestra"],
            Cell::Stops => ["stops", "se detiene"],
        }
    }
}

const COLUMNS: [Column; 5] = [
    Column {
        heads: ["private wire", "cable privado"],
        shows: |lesson| here(lesson, "virtual"),
    },
    Column {
        heads: ["`pair`", "`pair`"],
        shows: |lesson| here(lesson, "pair"),
    },
    Column {
        heads: ["`loopback`", "`loopback`"],
        shows: |lesson| here(lesson, "loopback"),
    },
    Column {
        heads: ["wine, `pair`", "wine, `pair`"],
        shows: |lesson| seen(lesson, "wine-pair"),
    },
    Column {
        heads: ["page in Chromium", "página en Chromium"],
        shows: |lesson| seen(lesson, "page"),
    },
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// How the lesson ends on this machine and this board, in both parts.
fn here(lesson: &Lesson, board: &str) -> Option<Cell> {
    if board == "loopback" && lesson.needs_gate {
        let output = run(lesson, board, "server");
        assert_eq!(output, Some(3), "{} has no gate on {board}", lesson.id);
        return Some(Cell::NeedsGate);
    }
    for role in ["server", "client"] {
        match run(lesson, board, role) {
            Some(0) => {}
            // No private wire here.
            Some(3) if board == "virtual" => {
                assert!(std::env::var_os("SOCKSCOPE_CI").is_none());
                return None;
            }
            _ => return Some(Cell::Stops),
        }
    }
    Some(done(lesson, board == "virtual"))
}

/// How a lesson has come to its end; `steps` where programs can be stepped.
fn done(lesson: &Lesson, steps: bool) -> Cell {
    match lesson.program.is_some() && !steps {
        true => Cell::Told,
        false => Cell::Done,
    }
}

fn run(lesson: &Lesson, board: &str, role: &str) -> Option<i32> {
    let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(["run", &lesson.id, "--board", board, "--role", role])
        .output()
        .expect("the program starts");
    output.status.code()
}

/// How the lesson ended elsewhere, as it was written down.
fn seen(lesson: &Lesson, place: &str) -> Option<Cell> {
    let file = root().join(format!("target/platforms/{place}.txt"));
    let text = fs::read_to_string(file).ok()?;
    let mut lines = text.lines().filter_map(|line| line.split_once(' '));
    let (_, ended) = lines.find(|(id, _)| *id == lesson.id)?;
    Some(match ended {
        "done" => done(lesson, false),
        "gate" => Cell::NeedsGate,
        _ => Cell::Stops,
    })
}

/// The manual's table in one language: the lines between the two marks, and where they stand.
fn table(page: &str) -> (usize, usize) {
    let begin = "<!-- begin of the table: tests/platforms.rs -->\n";
    let from = page.find(begin).expect("the table begins") + begin.len();
    let to = page.find("<!-- end of the table -->").expect("it ends");
    (from, to)
}

/// The cells of a row, in the order of the columns, without the lesson's own.
fn cells(line: &str) -> Vec<&str> {
    let inner = line.trim_matches('|').split('|').map(str::trim);
    inner.skip(1).collect()
}

/// What each lesson's row is to show. Most of their time lessons wait for a timer, so a few run at once.
fn seen_at_once() -> Vec<(&'static str, Vec<Option<Cell>>)> {
    let row = |lesson: &'static Lesson| {
        let cells = COLUMNS.iter().map(|column| (column.shows)(lesson));
        (lesson.id.as_str(), cells.collect())
    };
    let mut rows = Vec::new();
    for some in shipped().chunks(4) {
        thread::scope(|scope| {
            let runs: Vec<_> = some
                .iter()
                .map(|lesson| scope.spawn(move || row(lesson)))
                .collect();
            rows.extend(
                runs.into_iter()
                    .map(|run| run.join().expect("a lesson's row")),
            );
        });
    }
    rows
}

#[test]
fn the_table_of_platforms_is_what_was_seen() {
    let seen = seen_at_once();
    for (which, name) in ["platforms.md", "platforms.es.md"].into_iter().enumerate() {
        let file: PathBuf = root().join("docs").join(name);
        let page = fs::read_to_string(&file).expect("the manual");
        let (from, to) = table(&page);
        let before: Vec<&str> = page[from..to].lines().collect();
        let mut now = String::new();
        let heads = COLUMNS.iter().map(|column| column.heads[which]);
        let first = ["lesson", "lección"][which];
        let head = heads.fold(format!("| {first} |"), |line, head| {
            line + " " + head + " |"
        });
        let rule = "| --- |".to_owned() + &" --- |".repeat(COLUMNS.len());
        let _ = writeln!(now, "{head}\n{rule}");
        for (id, found) in &seen {
            let known = before
                .iter()
                .find(|line| line.starts_with(&format!("| `{id}` |")));
            let known = known.map(|line| cells(line)).unwrap_or_default();
            let _ = write!(now, "| `{id}` |");
            for (column, cell) in found.iter().enumerate() {
                // What cannot be seen here stays as it was seen last.
                let stays = known.get(column).copied().unwrap_or("?");
                let _ = write!(now, " {} |", cell.map_or(stays, |cell| cell.words()[which]));
            }
            now.push('\n');
        }
        if std::env::var_os("UPDATE_PLATFORMS").is_some() {
            let page = format!("{}{now}{}", &page[..from], &page[to..]);
            fs::write(&file, page).expect("it can be written");
        } else {
            assert_eq!(&page[from..to], now, "{name}");
        }
    }
}
