//! The manual says what is so.

use super::*;

/// `docs/call-language.md`, which must be true, and its Spanish twin.
const MANUAL: &str = include_str!("../../../../docs/call-language.md");
const MANUAL_ES: &str = include_str!("../../../../docs/call-language.es.md");

/// The blocks of a manual that are fenced with this word.
fn blocks<'a>(manual: &'a str, fence: &str) -> Vec<&'a str> {
    let open = format!("```{fence}\n");
    manual
        .split(open.as_str())
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect()
}

#[test]
fn the_scripts_of_the_manual_parse() {
    let scripts = blocks(MANUAL, "sock");
    assert!(scripts.len() >= 5);
    for script in scripts.into_iter().chain(blocks(MANUAL_ES, "sock")) {
        parse(script).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn the_tables_of_the_manual_are_the_language() {
    let section = |title: &str| {
        let after = MANUAL
            .split(&format!("## {title}\n"))
            .nth(1)
            .unwrap_or_default();
        after.split("\n## ").next().unwrap_or_default()
    };
    let spans = |text: &'static str| {
        let cells = text
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
        let all = cells.flat_map(|cell| cell.trim_end_matches('`').split("`, `"));
        all.collect::<Vec<&str>>()
    };
    let calls = spans(section("Calls"));
    assert!(calls.len() >= 20);
    for text in &calls {
        kind(&format!("host: {text}"));
    }
    for call in CallName::ALL {
        assert!(
            calls
                .iter()
                .any(|text| text.starts_with(&format!("{call}("))),
            "{call}"
        );
    }
    let expectations = spans(section("Expectations"));
    assert!(expectations.len() >= 10);
    for text in expectations {
        kind(text);
    }
    for text in spans(section("The wire")) {
        kind(&format!("wire: {}", text.replace("MS", "250")));
    }
    for opt in Opt::ALL {
        assert!(
            MANUAL.contains(&format!("`{}`", opt.name())),
            "{}",
            opt.name()
        );
    }
    for state in State::ALL {
        assert!(MANUAL.contains(&format!("`{state}`")), "{state}");
    }
}

#[test]
fn the_error_in_the_manual_is_the_one_that_is_shown() {
    let error = parse("\nhost: bind(s, HOTS:7777)").unwrap_err();
    for (lang, manual) in [(Lang::En, MANUAL), (Lang::Es, MANUAL_ES)] {
        assert_eq!(
            blocks(manual, "text"),
            [format!("{}\n", error.display(lang))]
        );
    }
}

#[test]
fn the_limits_in_the_manual_are_the_limits() {
    for limit in [
        "4096 characters",
        "10,000\nlines and 1 MiB",
        "at most 32",
        "16,777,216",
        "65,536",
    ] {
        assert!(MANUAL.contains(limit), "{limit}");
    }
    assert_eq!((MAX_LINE, MAX_LINES, MAX_SCRIPT), (4096, 10_000, 1 << 20));
    assert_eq!((Name::MAX, MAX_POLL, Pick::MAX_COUNT), (32, 64, 1000));
    assert_eq!((DataExpr::MAX_FILL, MAX_RECV), (16_777_216, 16_777_216));
    assert_eq!(
        (DataExpr::MAX_REPEAT, WireCommand::MAX_DELAY_MS),
        (65_536, 60_000)
    );
}
