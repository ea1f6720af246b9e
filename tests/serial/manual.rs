//! The boards' manual lists troubles by the words on the screen: they must be the program's own.

use sockscope::words::{Lang, t};

const PAGES: [(Lang, &str, char, char); 2] = [
    (Lang::En, include_str!("../../docs/boards.md"), '"', '"'),
    (Lang::Es, include_str!("../../docs/boards.es.md"), '«', '»'),
];

/// The first cells of the troubles' rows: what is seen on the screen.
fn symptoms(page: &str) -> impl Iterator<Item = &str> {
    let sections = page.split("\n## ").filter(|text| {
        text.starts_with("When it does not work") || text.starts_with("Cuando no funciona")
    });
    let rows = sections.flat_map(|text| text.lines().filter(|line| line.starts_with("| ")));
    rows.filter_map(|row| row.split(" | ").next())
}

/// What stands between the quotation marks.
fn quoted(text: &str, open: char, close: char) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(open)
        && let Some((inside, after)) = after.split_once(close)
    {
        found.push(inside);
        rest = after;
    }
    found
}

/// Whether a text of the program has these pieces, in this order. `…` in the manual and a placeholder
/// in the text stand for anything.
fn is_said(quote: &str, text: &str) -> bool {
    let mut rest = text;
    quote
        .split('…')
        .all(|piece| match rest.split_once(piece.trim()) {
            Some((_, after)) => {
                rest = after;
                true
            }
            None => false,
        })
}

#[test]
fn the_troubles_in_the_manual_are_the_programs_own_words() {
    for (lang, page, open, close) in PAGES {
        let mut quotes = 0;
        for quote in symptoms(page).flat_map(|cell| quoted(cell, open, close)) {
            let said = t::all().any(|text| is_said(quote, text.get(lang)));
            assert!(said, "{lang:?}: the program does not say: {quote}");
            quotes += 1;
        }
        assert!(quotes >= 30, "{lang:?}: only {quotes} messages were found");
    }
}
