//! A lesson on paper.

use std::fs;

use sockscope::export::sheet::{Format, sheet};
use sockscope::lesson::{Lesson, course, shipped};
use sockscope::words::Lang;

use super::{Home, in_folder, tool};

#[test]
fn a_sheet_is_printed_in_both_languages_and_forms() {
    let home = Home::new("sheet");
    let print = |args: &[&str]| {
        let output = in_folder(&home, args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        String::from_utf8(output.stdout).expect("it is UTF-8")
    };
    assert!(print(&["sheet", "handshake"]).contains("## The states after each step"));
    let key = print(&[
        "sheet",
        "handshake",
        "--key",
        "--to",
        "html",
        "--lang",
        "es",
    ]);
    assert!(
        key.contains("Un plan de 50 minutos") && key.contains("SYN-RECEIVED"),
        "{key}"
    );
}

/// Handout and key are a sheet of paper, printed on both sides: the longest of each are held against it.
#[test]
fn the_longest_sheets_fit_on_two_pages() {
    let home = Home::new("pages");
    for lang in Lang::ALL {
        for key in [false, true] {
            let page = |lesson: &Lesson| sheet(lesson, course(), key, lang, Format::Html);
            let mut pages: Vec<_> = shipped()
                .iter()
                .map(|lesson| (page(lesson), &lesson.id))
                .collect();
            pages.sort_by_key(|(page, _)| std::cmp::Reverse(page.len()));
            for (page, id) in pages.iter().take(2) {
                let Some(count) = printed(&home, page) else {
                    return;
                };
                assert!(
                    (1..=2).contains(&count),
                    "{id} {lang} key: {key}: {count} pages"
                );
            }
        }
    }
}

/// How many pages Chromium prints; `None` where there is none.
fn printed(home: &Home, page: &str) -> Option<usize> {
    fs::write(home.0.join("sheet.html"), page).expect("a file");
    let profile = format!("--user-data-dir={}", home.0.join("chromium").display());
    let args = [
        "120",
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        &profile,
        "--no-pdf-header-footer",
        "--print-to-pdf=sheet.pdf",
        "sheet.html",
    ];
    let there = tool("chromium", &["--version"], &home.0)?;
    assert!(there.status.success());
    let output = tool("timeout", &args, &home.0)?;
    let pdf = fs::read(home.0.join("sheet.pdf"));
    let pdf =
        pdf.unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr)));
    let _ = fs::remove_file(home.0.join("sheet.pdf"));
    let is_page = |line: &&[u8]| line.ends_with(b"/Type /Page");
    Some(pdf.split(|byte| *byte == b'\n').filter(is_page).count())
}
