//! What docs/conformance.md says of lwIP, and of numbers, held against lwIP and against the board.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use sockscope_board::Config;

use super::{TABLES, rows_under, table};

/// Debian's liblwip-dev.
const HEADERS: &str = "/usr/include/lwip";

/// Compiles lwip.c and runs it: what lwIP answers, a line each.
fn measured() -> BTreeSet<String> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lwip");
    std::fs::create_dir_all(&dir).expect("a directory");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/lwip.c");
    let program = dir.join("calls");
    let compiled = Command::new("gcc")
        .args(["-Wall", "-Wextra", "-Werror", "-I", HEADERS, "-o"])
        .arg(&program)
        .arg(source)
        .args(["-llwip", "-lpthread"])
        .status();
    assert!(compiled.expect("gcc").success());
    let output = Command::new("timeout").arg("60").arg(program).output();
    let output = output.expect("it runs");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn lwip_answers_as_the_table_says() {
    if !Path::new(HEADERS).exists() {
        assert!(
            std::env::var_os("SOCKSCOPE_CI").is_none(),
            "liblwip-dev is not installed"
        );
        println!("not tested: there is no {HEADERS} (Debian: liblwip-dev)");
        return;
    }
    let told = rows_under("## ESP-IDF's lwIP").into_iter();
    let told: BTreeSet<String> = told
        .map(|cells| format!("{} | {} => {}", cells[0], cells[1], cells[3]))
        .collect();
    assert_eq!(told, measured());
}

/// Its column for Linux and the board is what the rows of the other test want of both.
#[test]
fn the_table_of_lwip_has_steps_of_the_rows() {
    let rows: Vec<_> = TABLES.iter().flat_map(|text| table::parse(text)).collect();
    for cells in rows_under("## ESP-IDF's lwIP") {
        let row = rows.iter().find(|row| row.title == cells[0]);
        let row = row.unwrap_or_else(|| panic!("no row {:?}", cells[0]));
        let found = row.steps.iter().any(|step| {
            step.text == cells[1] && step.expect.as_ref().is_some_and(|text| *text == cells[2])
        });
        assert!(found, "not so in the row: {cells:?}");
    }
}

/// The board's numbers are those of its configuration, and every line says where ESP-IDF's stand.
#[test]
fn the_numbers_are_the_boards_own() {
    let rows = rows_under("## What is not a call");
    let cell = |what: &str| -> &str {
        let row = rows.iter().find(|cells| cells[0] == what);
        &row.unwrap_or_else(|| panic!("no line {what:?}"))[2]
    };
    let (board, chip) = (Config::virtual_board(), Config::chip());
    assert_eq!(board.receive_buffer, (1 << 20) - 16);
    assert_eq!(board.send_buffer, 256 * 1024);
    for (what, numbers) in [
        ("descriptors", [board.descriptors, chip.descriptors]),
        ("receive buffer", [1, chip.receive_buffer]),
        ("send buffer", [board.send_buffer / 1024, chip.send_buffer]),
    ] {
        for number in numbers {
            let words: Vec<&str> = cell(what).split([' ', ',', ':', '.']).collect();
            assert!(
                words.contains(&number.to_string().as_str()),
                "{what}: {number}"
            );
        }
    }
    for cells in &rows {
        assert_eq!(cells.len(), 5, "{cells:?}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{cells:?}");
    }
}
