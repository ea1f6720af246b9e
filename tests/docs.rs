//! The manuals and their Spanish twins say the same things in the same order: headings, blocks of
//! code, tables. What they say in their sentences no test can compare.

use std::fmt;
use std::fs;
use std::path::PathBuf;

/// The manuals that a teacher or a student reads, and the map of the house.
const TWINS: [&str; 16] = [
    "architecture",
    "boards",
    "call-language",
    "command-line",
    "conformance",
    "export",
    "first-hour",
    "lessons",
    "page",
    "platforms",
    "recordings",
    "serial",
    "stage",
    "step",
    "talk",
    "timeline",
];

/// A part of a page that its twin has, too.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    Heading(usize),
    Code { word: String, lines: usize },
    Table { columns: usize, rows: usize },
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Heading(level) => write!(f, "a heading of level {level}"),
            Part::Code { word, lines } => write!(f, "a block of {lines} lines of code ({word:?})"),
            Part::Table { columns, rows } => write!(f, "a table of {columns} × {rows} cells"),
        }
    }
}

/// The parts of a page, each with its line's number and text.
fn parts(page: &str) -> Vec<(usize, Part, &str)> {
    let mut parts: Vec<(usize, Part, &str)> = Vec::new();
    let mut in_code = false;
    let mut in_table = false;
    for (number, line) in (1..).zip(page.lines()) {
        if let Some(word) = line.strip_prefix("```") {
            if !in_code {
                let word = word.to_owned();
                parts.push((number, Part::Code { word, lines: 0 }, line));
            }
            in_code = !in_code;
        } else if in_code {
            if let Some((_, Part::Code { lines, .. }, _)) = parts.last_mut() {
                *lines += 1;
            }
        } else if line.starts_with('|') {
            let columns = line.replace("\\|", "").matches('|').count() - 1;
            match parts.last_mut() {
                Some((_, Part::Table { rows, .. }, _)) if in_table => *rows += 1,
                _ => parts.push((number, Part::Table { columns, rows: 1 }, line)),
            }
        } else if line.starts_with('#') {
            let level = line.bytes().take_while(|byte| *byte == b'#').count();
            parts.push((number, Part::Heading(level), line));
        }
        in_table = !in_code && line.starts_with('|');
    }
    parts
}

fn page(name: &str) -> (String, String) {
    let name = format!("docs/{name}.md");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(&name);
    let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{name}: {why}"));
    (name, text)
}

/// Where two twins part, in words; `None` if they do not.
fn difference(name: &str) -> Option<String> {
    let (english, text) = page(name);
    let (spanish, twin) = page(&format!("{name}.es"));
    let (parts, twins) = (parts(&text), parts(&twin));
    let at = (0..parts.len().max(twins.len()))
        .find(|i| parts.get(*i).map(|part| &part.1) != twins.get(*i).map(|part| &part.1))?;
    let said = |name: &str, part: Option<&(usize, Part, &str)>| match part {
        Some((line, part, text)) => format!("{name}:{line} has {part}: {text}"),
        None => format!("{name} has nothing more"),
    };
    Some(format!(
        "{}\n  {}\n",
        said(&english, parts.get(at)),
        said(&spanish, twins.get(at))
    ))
}

#[test]
fn every_manual_and_its_spanish_twin_have_the_same_parts() {
    let differences: String = TWINS.into_iter().filter_map(difference).collect();
    assert!(differences.is_empty(), "the twins differ:\n{differences}");
}

#[test]
fn a_page_is_split_into_its_parts() {
    let text =
        "# One\n| a | b\\|c |\n| --- | --- |\n| 1 | 2 |\n\n```sh\n# no heading\n```\n## Two\n";
    let found: Vec<Part> = parts(text).into_iter().map(|part| part.1).collect();
    let code = Part::Code {
        word: "sh".into(),
        lines: 1,
    };
    let (columns, rows) = (2, 3);
    let table = Part::Table { columns, rows };
    assert_eq!(found, [Part::Heading(1), table, code, Part::Heading(2)]);
}

/// The book (`docs/book.toml`) has each manual, once.
#[test]
fn the_book_has_every_manual() {
    let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs");
    let files = fs::read_dir(docs).expect("the manuals").flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    let mut wanted: Vec<String> = names
        .filter(|name| name.ends_with(".md") && name != "SUMMARY.md")
        .collect();
    let (_, summary) = page("SUMMARY");
    let linked = summary.lines().filter_map(|line| line.split_once("]("));
    let linked = linked.filter_map(|(_, link)| link.strip_suffix(')'));
    let mut found: Vec<String> = linked.map(str::to_owned).collect();
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted);
}

/// A link of a Spanish page leads to the Spanish twin where there is one.
#[test]
fn spanish_pages_lead_to_spanish_pages() {
    let pages = TWINS.iter().map(|name| format!("{name}.es"));
    for name in pages.chain(["README.es".to_owned()]) {
        let (name, text) = page(&name);
        for (number, line) in (1..).zip(text.lines()) {
            for twin in TWINS {
                let astray = line.contains(&format!("({twin}.md")) && !line.contains("In English");
                assert!(!astray, "{name}:{number} leads to the English {twin}.md");
            }
        }
    }
}
