//! The fence: the pure rooms reach no socket, no file, no clock, no thread, and none of the rooms
//! that do. House rule 4 holds because this test fails otherwise.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms that must stay pure.
const PURE: &[&str] = &[
    "src/model",
    "src/timeline",
    "src/script",
    "src/lesson",
    "src/tui",
    "src/explain.rs",
    "src/rfc9293.rs",
    "src/text.rs",
    "src/peer.rs",
];

/// Files inside them that are a door to the outside, with the reason.
const DOORS: &[(&str, &str)] = &[(
    "src/lesson/load.rs",
    "reads the lesson file that the user names",
)];

/// What a pure room must not name.
const FORBIDDEN: &[&str] = &[
    "std::fs",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "Instant::now",
    "SystemTime::now",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "std::env",
    "std::io::stdin",
    "std::io::stdout",
    "println!",
    "socket2::",
    "libc::",
    "rustix::",
    "serialport::",
    "crossbeam_channel",
    "crate::host",
    "crate::wire",
    "crate::board",
    "crate::session",
    "crate::cli",
    "crate::terminal",
    "crossterm",
];

/// Every Rust file of a room.
fn files(room: &Path) -> Vec<PathBuf> {
    if room.is_file() {
        return vec![room.to_owned()];
    }
    let Ok(entries) = fs::read_dir(room) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .flat_map(|entry| files(&entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// Whether a file holds tests only.
fn is_test(path: &Path) -> bool {
    path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        name == "tests" || name == "tests.rs" || name == "fuzz.rs"
    })
}

/// A line without what stands in quotation marks: a text may speak of files.
fn without_texts(line: &str) -> String {
    line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

/// The code of a file without its comments, its texts and its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file can be read");
    // Tests in a file of their own are declared anywhere; those inside come last.
    let text = text.replace("#[cfg(test)]\nmod tests;", "");
    let text = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.map(without_texts).collect::<Vec<_>>().join("\n")
}

/// What the code names that it must not, outside of longer words.
fn trespasses(code: &str) -> Vec<&'static str> {
    let stands_alone =
        |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    FORBIDDEN
        .iter()
        .copied()
        .filter(|word| code.match_indices(word).any(|(at, _)| stands_alone(at)))
        .collect()
}

#[test]
fn pure_rooms_reach_nothing_outside() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut seen, mut found) = (0, Vec::new());
    for file in PURE.iter().flat_map(|room| files(&root.join(room))) {
        let name = file
            .strip_prefix(root)
            .unwrap_or(&file)
            .to_string_lossy()
            .into_owned();
        if is_test(Path::new(&name)) || DOORS.iter().any(|(door, _)| *door == name) {
            continue;
        }
        seen += 1;
        found.extend(
            trespasses(&code(&file))
                .into_iter()
                .map(|word| format!("{name}: {word}")),
        );
    }
    assert!(
        seen > 10,
        "the fence guards rooms that exist; it saw {seen} files"
    );
    assert!(
        found.is_empty(),
        "the fence is broken:\n{}",
        found.join("\n")
    );
}

#[test]
fn the_fence_sees_a_trespass() {
    assert!(trespasses("let now = std::time::Instant::now();").contains(&"std::time::Instant"));
    assert_eq!(trespasses("use crate::host::Observer;"), ["crate::host"]);
    assert!(trespasses("let my_println = 1;").is_empty());
    assert!(trespasses(&without_texts("use(\"std::fs\");")).is_empty());
}
