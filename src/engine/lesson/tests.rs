//! The linter of the shipped lessons, and what is said of lessons that are wrong.

use std::collections::HashSet;

use sockscope_link::CallName;

use super::shipped::read;
use super::*;
use crate::script::{Actor, Expect, LineKind, parse_line};

/// A small right lesson.
pub(super) const RIGHT: &str = r#"
title = { en = "Title", es = "Título" }
about = { en = "About", es = "Acerca" }

[[step]]
id = "one"
title = { en = "One", es = "Uno" }
say = { en = "Say", es = "Decir" }
run = ["host: s = socket(AF_INET, SOCK_STREAM)"]
expect = ["expect ok"]

[step.predict]
question = { en = "What?", es = "¿Qué?" }
choices = ["LISTEN", { en = "none", es = "ninguno" }]
answer = "none"
because = { en = "So", es = "Así" }
"#;

/// What is said of `RIGHT` with `from` replaced by `to`.
fn said(from: &str, to: &str) -> String {
    assert!(RIGHT.contains(from), "{from}");
    let text = RIGHT.replacen(from, to, 1);
    parse("x", "x.toml", &text).expect_err(&text).to_string()
}

#[test]
fn every_shipped_lesson_is_read() {
    for (id, text) in SHIPPED.iter() {
        if let Err(error) = read(id, text) {
            panic!("{error}");
        }
    }
    assert_eq!(shipped().len(), SHIPPED.len());
    assert_eq!(
        find("lifecycle").map(|lesson| lesson.id.as_str()),
        Some("lifecycle")
    );
    assert_eq!(find("lifecicle"), None);
}

#[test]
fn every_file_ships_and_whatever_ships_has_its_file() {
    for (folder, texts) in [
        ("lessons", &SHIPPED),
        ("tasks", &TASKS),
        ("puzzles", &PUZZLES),
    ] {
        let folder = std::path::Path::new(env!("SOCKSCOPE_ASSETS")).join(folder);
        let files = std::fs::read_dir(&folder).unwrap();
        assert_eq!(files.count(), texts.len(), "{folder:?}");
        for (id, text) in texts.iter() {
            let file = folder.join(format!("{id}.toml"));
            assert_eq!(std::fs::read_to_string(file).ok().as_ref(), Some(text));
        }
    }
}

/// Every text of a lesson, with where it stands.
fn texts(lesson: &Lesson) -> Vec<(String, &Words)> {
    let mut all = vec![
        ("title".to_string(), &lesson.title),
        ("about".into(), &lesson.about),
    ];
    all.extend(
        lesson
            .practice
            .iter()
            .map(|words| ("practice".into(), words)),
    );
    for step in &lesson.steps {
        all.push((format!("{} title", step.id), &step.title));
        all.push((format!("{} say", step.id), &step.say));
        all.extend(
            step.note
                .iter()
                .map(|note| (format!("{} note", step.id), note)),
        );
        if let Some(predict) = &step.predict {
            all.push((format!("{} question", step.id), &predict.question));
            all.push((format!("{} because", step.id), &predict.because));
            for choice in &predict.choices {
                all.push((format!("{} choice", step.id), &choice.text));
                all.extend(
                    choice
                        .why
                        .iter()
                        .map(|why| (format!("{} why", step.id), why)),
                );
            }
        }
    }
    all
}

#[test]
fn shipped_lessons_speak_every_language() {
    let english = ["the", "and", "with", "this", "is", "are", "of", "zócalo"];
    for lesson in shipped() {
        for (place, words) in texts(lesson) {
            let place = format!("{} {place}", lesson.id);
            // The names of states and options are the same in both.
            let name = |c: char| !c.is_lowercase();
            let (en, es) = (words.get(Lang::En), words.get(Lang::Es));
            let is_name = en.chars().all(name) || place.contains("choice");
            for other in Lang::ALL.into_iter().filter(|lang| *lang != Lang::En) {
                let said = words.get(other);
                assert!(is_name || said != en, "{place} is not translated: {other}");
            }
            let lower = es.to_lowercase();
            for word in lower.split(|c: char| !c.is_alphanumeric()) {
                assert!(!english.contains(&word), "{place}: {word:?}");
            }
            for lang in Lang::ALL {
                let text = words.get(lang);
                assert!(
                    !text.chars().any(char::is_control),
                    "{place}: one line, no controls"
                );
                assert_eq!(text, text.trim(), "{place}");
                assert!(!text.contains("  "), "{place}");
            }
            assert_eq!(es.matches('¿').count(), es.matches('?').count(), "{place}");
            assert_eq!(es.matches('«').count(), es.matches('»').count(), "{place}");
        }
    }
}

#[test]
fn captions_are_sentences_and_titles_are_not() {
    for lesson in shipped() {
        for step in &lesson.steps {
            for lang in Lang::ALL {
                let place = format!("{} {} {lang}", lesson.id, step.id);
                assert!(
                    step.say.get(lang).ends_with('.'),
                    "{place}: {}",
                    step.say.get(lang)
                );
                assert!(!step.title.get(lang).ends_with('.'), "{place}");
                if let Some(predict) = &step.predict {
                    assert!(predict.question.get(lang).ends_with('?'), "{place}");
                    assert!(predict.because.get(lang).ends_with('.'), "{place}");
                    for why in predict
                        .choices
                        .iter()
                        .filter_map(|choice| choice.why.as_ref())
                    {
                        assert!(why.get(lang).ends_with('.'), "{place}: {}", why.get(lang));
                    }
                }
            }
        }
    }
}

#[test]
fn every_shipped_step_expects_and_every_lesson_asks() {
    for lesson in shipped() {
        let asked = lesson
            .steps
            .iter()
            .filter(|step| step.predict.is_some())
            .count();
        assert!(asked >= 3, "{} asks only {asked} questions", lesson.id);
        for step in &lesson.steps {
            assert!(!step.expect.is_empty(), "{} {}", lesson.id, step.id);
            if let Some(predict) = &step.predict {
                let different: HashSet<_> = predict
                    .choices
                    .iter()
                    .map(|c| c.text.get(Lang::Es))
                    .collect();
                assert_eq!(
                    different.len(),
                    predict.choices.len(),
                    "{} {}",
                    lesson.id,
                    step.id
                );
            }
        }
    }
}

/// A lesson works with the host in either part only if it names the parts, not the peers; a step that is about a
/// real kernel means the host.
#[test]
fn shipped_lessons_work_in_both_roles() {
    for lesson in shipped() {
        let either = lesson.steps.iter().filter(|step| step.needs.is_none());
        for line in either.flat_map(Step::lines) {
            let actor = match &line.kind {
                LineKind::Call(call) => Some(call.actor),
                LineKind::Expect(Expect::State { actor, .. }) => Some(*actor),
                LineKind::Expect(Expect::Outcome { actor, .. }) => *actor,
                _ => None,
            };
            let fixed = matches!(actor, Some(Actor::Host | Actor::Board));
            let places = line.source.contains("HOST") || line.source.contains("BOARD");
            assert!(
                !fixed && !places,
                "{}:{}: {}",
                lesson.id,
                line.number,
                line.source
            );
        }
    }
}

/// Names are assigned before they are used, and every descriptor is closed at the end.
#[test]
fn shipped_lessons_make_what_they_use_and_close_what_they_make() {
    for lesson in shipped() {
        let mut open: HashSet<(Actor, String)> = HashSet::new();
        let mut made = open.clone();
        for line in lesson.steps.iter().flat_map(Step::lines) {
            match &line.kind {
                LineKind::Call(call) => {
                    if let Some(fd) = call.call.fd() {
                        let name = (call.actor, fd.to_string());
                        assert!(made.contains(&name), "{}: {}", lesson.id, line.source);
                        if call.call.name() == CallName::Close {
                            open.remove(&name);
                        }
                    }
                    if let Some(name) = &call.assign {
                        made.insert((call.actor, name.to_string()));
                        open.insert((call.actor, name.to_string()));
                    }
                }
                LineKind::Expect(Expect::State {
                    actor,
                    name: Some(name),
                    ..
                }) => {
                    // A connection in the queue is named after its listener: `s.1`.
                    let name = name.as_str().split('.').next().unwrap_or_default();
                    let name = (*actor, name.to_owned());
                    assert!(made.contains(&name), "{}: {}", lesson.id, line.source);
                }
                _ => {}
            }
        }
        // A program may be the one that leaves something open.
        let closes = open.is_empty() || lesson.program.is_some();
        assert!(closes, "{} leaves {open:?} open", lesson.id);
    }
}

/// A lesson that freezes the wire says so, and leaves it open.
#[test]
fn shipped_lessons_say_whether_they_need_the_gate() {
    for lesson in shipped() {
        let wire = |line: &&Line| matches!(line.kind, LineKind::Wire(_));
        let last = lesson
            .steps
            .iter()
            .flat_map(Step::lines)
            .filter(wire)
            .last();
        assert_eq!(lesson.needs_gate, last.is_some(), "{}", lesson.id);
        let open = parse_line("wire: open", 1).unwrap().map(|line| line.kind);
        assert!(
            last.is_none() || last.map(|line| line.kind.clone()) == open,
            "{}",
            lesson.id
        );
    }
}

#[test]
fn the_right_lesson_is_right() {
    let lesson = parse("x", "x.toml", RIGHT).unwrap();
    assert_eq!(lesson.steps[0].predict.as_ref().unwrap().answer, 1);
    assert_eq!(lesson.steps[0].run[0].number, 9);
    assert!(!lesson.needs_gate);
    assert_eq!(lesson.panel, None);
}

#[test]
fn a_lesson_may_say_which_panel_it_opens_with() {
    let panel = |name: &str| {
        let text = RIGHT.replacen("[[step]]", &format!("panel = \"{name}\"\n[[step]]"), 1);
        parse("x", "x.toml", &text).map(|lesson| lesson.panel)
    };
    let names = [
        "states",
        "ladder",
        "wire",
        "descriptors",
        "code",
        "log",
        "timeline",
        "terminal",
    ];
    for (name, wanted) in names.into_iter().zip(Panel::ALL) {
        assert_eq!(panel(name).unwrap(), Some(wanted), "{name}");
    }
    let said = panel("wier").unwrap_err().to_string();
    assert!(said.contains("x.toml:5:9: "), "{said}");
    assert!(said.contains("wier is not known here"), "{said}");
    assert!(said.contains("timeline"), "{said}");
}

#[test]
fn errors_name_file_line_and_column() {
    let cases = [
        (
            "about =",
            "abuot =",
            "x.toml:3:1: This is not what a lesson file may hold: there is no field abuot here",
        ),
        (
            "id = \"one\"",
            "id = \"One\"",
            "x.toml:6:6: A step needs an id",
        ),
        (
            "title = { en = \"One\", es = \"Uno\" }",
            "",
            "x.toml:5:1: This is not what a lesson file may hold: the field title is missing",
        ),
        (", es = \"Decir\"", "", "the field es is missing"),
        (
            ", es = \"Decir\"",
            ", es = \"\"",
            "x.toml:8:7: The text has nothing in es.",
        ),
        (
            "socket(AF_INET,",
            "soket(AF_INET,",
            "x.toml:9:19: found `soket`, expected a call",
        ),
        (
            "[\"expect ok\"]",
            "[]",
            "x.toml:10:10: There are 0 here; there must be from 1 to 40.",
        ),
        (
            "\"expect ok\"",
            "\"host: close(s)\"",
            "x.toml:10:11: Only lines that begin with expect",
        ),
        (
            "\"expect ok\"",
            "\"# ok\"",
            "x.toml:10:11: The line says nothing.",
        ),
        (
            "answer = \"none\"",
            "answer = \"none\"\nline = 9",
            "x.toml:16:8: the step has",
        ),
        (
            "answer = \"none\"",
            "answer = \"ninguno\"",
            "x.toml:15:10: The answer must be",
        ),
        (
            "\"LISTEN\", ",
            "",
            "There are 1 here; there must be from 2 to 5.",
        ),
        ("\"LISTEN\", ", "7, ", "a text in quotes, or { en ="),
        (
            "[[step]]",
            "need_gate = true\n[[step]]",
            "there is no field need_gate here",
        ),
        (
            "[[step]]",
            "practice = []\n[[step]]",
            "x.toml:5:12: There are 0 here; there must be from 1 to 3.",
        ),
    ];
    for (from, to, expected) in cases {
        let said = said(from, to);
        assert!(
            said.contains(expected),
            "{from:?} -> {to:?}\n{said}\n{expected}"
        );
    }
    assert!(
        said("host: s", &format!("host:{}s", " ".repeat(60))).contains("72"),
        "line length"
    );
    let long = format!("{{ en = \"{}\", es = \"x\" }}", "x".repeat(301));
    let said = said("{ en = \"Say\", es = \"Decir\" }", &long);
    assert!(said.contains("x.toml:8:7: The text in en has 301 characters; there is room for 300."));
}

#[test]
fn a_script_error_shows_the_line_in_either_language() {
    let text = RIGHT.replace("SOCK_STREAM", "SOCK_STREEM");
    let error = parse("x", "x.toml", &text).unwrap_err().display(Lang::Es);
    assert!(error.contains("¿Quisiste decir SOCK_STREAM?"), "{error}");
    assert!(
        error.contains("\n  host: s = socket(AF_INET, SOCK_STREEM)\n"),
        "{error}"
    );
}

#[test]
fn no_lesson_without_steps_and_two_steps_never_share_an_id() {
    let (head, step) = RIGHT.split_at(RIGHT.find("[[step]]").unwrap());
    let said = |text: &str| parse("x", "x.toml", text).unwrap_err().to_string();
    assert!(said(head).contains("There are 0 here"));
    assert!(said(&format!("{head}{step}{step}")).contains("id of its own"));
    assert!(said(&format!("{head}{}", step.repeat(101))).contains("There are 101 here"));
    assert!(said(&"#".repeat(limits::FILE + 1)).contains("too large"));
}

/// `docs/lessons.md`, which must be true, and its Spanish twin.
const MANUAL: &str = include_str!("../../../docs/lessons.md");
const MANUAL_ES: &str = include_str!("../../../docs/lessons.es.md");

fn block(fence: &str, n: usize) -> &'static str {
    block_of(MANUAL, fence, n)
}

fn block_of(manual: &'static str, fence: &str, n: usize) -> &'static str {
    let open = format!("```{fence}\n");
    let block = manual
        .split(open.as_str())
        .nth(n)
        .and_then(|rest| rest.split("```").next());
    block.unwrap_or_default()
}

#[test]
fn the_lesson_of_the_manual_is_right() {
    let lesson = parse("my-lesson", "docs/lessons.md", block("toml", 1)).unwrap();
    assert_eq!(lesson.steps.len(), 3);
    assert_eq!(block_of(MANUAL_ES, "toml", 1), block("toml", 1));
}

#[test]
fn the_error_in_the_manual_is_the_one_that_is_shown() {
    let text = block("toml", 1).replacen("connect(c", "conect(c", 1);
    for (lang, manual, file) in [
        (Lang::En, MANUAL, "my-lesson.toml"),
        (Lang::Es, MANUAL_ES, "mi-leccion.toml"),
    ] {
        let shown = parse("my-lesson", file, &text).unwrap_err().display(lang);
        assert_eq!(block_of(manual, "text", 2), format!("{shown}\n"));
    }
}

#[test]
fn the_manual_names_every_field_and_its_room() {
    use limits::*;
    for (field, room) in [
        ("title", TITLE),
        ("about", ABOUT),
        ("say", SAY),
        ("question", QUESTION),
        ("choices", CHOICE),
        ("because", BECAUSE),
        ("run", LINE),
        ("expect", LINE),
        ("id", TITLE),
        ("note", NOTE),
        ("why", WHY),
        ("practice", TRY),
    ] {
        let row = |line: &&str| line.starts_with(&format!("| `{field}` |"));
        let row = MANUAL
            .lines()
            .find(row)
            .unwrap_or_else(|| panic!("no row for {field}"));
        let last = row
            .trim_end_matches(" |")
            .rsplit("| ")
            .next()
            .unwrap_or_default();
        assert!(last.starts_with(&room.to_string()), "{field}: {row}");
    }
    for field in ["needs_gate", "panel", "timers", "next", "needs"] {
        assert!(
            MANUAL.contains(&format!("| `{field}` |")),
            "no row for {field}"
        );
    }
    assert_eq!((STEPS, LINES, CHOICES, FILE), (100, 40, 5, 256 * 1024));
    assert_eq!(PRACTICE, 3);
}
