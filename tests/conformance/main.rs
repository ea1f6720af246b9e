//! The board agrees with the kernel: the same calls, made on a kernel's socket and on a board's,
//! against the same kind of peer, give the same returns, errnos and states.
//!
//! What differs is listed in docs/conformance.md with its reason, and that list is exact.
#![cfg(target_os = "linux")]

mod lwip;
mod pump;
mod random;
mod run;
mod show;
mod table;
mod world;

use run::{Difference, run};
use world::World;

/// The table, one file for each part of the man pages.
const TABLES: [&str; 6] = [
    include_str!("stream.txt"),
    include_str!("transfer.txt"),
    include_str!("datagram.txt"),
    include_str!("inet6.txt"),
    include_str!("dual.txt"),
    include_str!("calls.txt"),
];

/// The differences that stay.
const LIST: &str = include_str!("../../docs/conformance.md");

/// The rows of the table under a heading, in cells.
fn rows_under(heading: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        let line = line.replace("\\|", "\u{1f}");
        let cells = line.trim_matches('|').split('|');
        cells
            .map(|cell| cell.trim().trim_matches('`').replace('\u{1f}', "|"))
            .collect()
    };
    let lines = LIST.lines().skip_while(|line| *line != heading).skip(1);
    let section = lines.take_while(|line| !line.starts_with("## "));
    let table = section.filter(|line| line.starts_with("| "));
    // The first two are the columns' names and a rule.
    table.skip(2).map(cells).collect()
}

/// The entries of the list: the rows of its table.
fn documented() -> Vec<Difference> {
    let rows = rows_under("## The list").into_iter();
    rows.map(|cells| match <[String; 5]>::try_from(cells) {
        Ok([row, step, kernel, board, _]) => Difference {
            row,
            step,
            kernel,
            board,
        },
        Err(cells) => panic!("not five cells: {cells:?}"),
    })
    .collect()
}

#[test]
fn the_table_is_the_same_on_a_kernel_and_on_a_board_but_for_the_documented_list() {
    let mut worlds = [World::of_the_kernel(), World::of_the_board()];
    let list = documented();
    let only = std::env::var("CONFORMANCE_ROW").unwrap_or_default();
    let rows: Vec<_> = TABLES.iter().flat_map(|text| table::parse(text)).collect();
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|row| row.title.contains(&only))
        .collect();
    assert!(!only.is_empty() || rows.len() >= 150, "{} rows", rows.len());
    let began = std::time::Instant::now();
    let (mut wrong, mut found) = (Vec::new(), Vec::new());
    for (nth, row) in (0..).zip(&rows) {
        let known = list.iter().find(|difference| difference.row == row.title);
        let verdict = run(row, nth, &mut worlds, known);
        wrong.extend(verdict.unexpected);
        found.extend(verdict.difference);
    }
    println!(
        "{} rows in {:?}, {} differences",
        rows.len(),
        began.elapsed(),
        found.len()
    );
    for difference in found.iter().filter(|found| !list.contains(found)) {
        let Difference {
            row,
            step,
            kernel,
            board,
        } = difference;
        wrong.push(format!(
            "{row}: {step}\n    kernel: {kernel}\n    board:  {board}"
        ));
    }
    let gone = list
        .iter()
        .filter(|entry| !found.contains(entry) && entry.row.contains(&only));
    wrong.extend(
        gone.map(|entry| format!("no difference any more: {} ({})", entry.row, entry.step)),
    );
    assert!(
        wrong.is_empty(),
        "{} times:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// How many random sequences are run unless CONFORMANCE_RUNS says otherwise.
const SEQUENCES: u64 = 300;

#[test]
fn random_sequences_are_the_same_on_a_kernel_and_on_a_board() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let first: u64 = number("CONFORMANCE_SEED").unwrap_or(0);
    let count: u64 = number("CONFORMANCE_RUNS").unwrap_or(SEQUENCES);
    let mut worlds = [World::of_the_kernel(), World::of_the_board()];
    let mut nth = 0..;
    let mut wrong = Vec::new();
    let (mut calls, began) = (0, std::time::Instant::now());
    for seed in first..first + count {
        let row = random::row(seed);
        calls += row.steps.len();
        let mut difference = |row: &table::Row| {
            let nth = nth.next().unwrap_or_default();
            run(row, nth, &mut worlds, None).difference
        };
        if difference(&row).is_none() {
            continue;
        }
        let least = random::shrink(&row, |fewer| difference(fewer).is_some());
        let steps: Vec<_> = least
            .steps
            .iter()
            .map(|step| format!("  {}", step.text))
            .collect();
        let found = match difference(&least) {
            Some(found) => format!("kernel: {}\n    board:  {}", found.kernel, found.board),
            None => "(not every time)".to_owned(),
        };
        wrong.push(format!("{}\n{}\n    {found}", row.title, steps.join("\n")));
        if wrong.len() == 8 {
            break;
        }
    }
    println!("{count} sequences, {calls} calls in {:?}", began.elapsed());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
