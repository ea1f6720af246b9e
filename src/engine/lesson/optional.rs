//! What a lesson need not have: read, checked, and no reason to panic.

use proptest::prelude::*;

use super::tests::RIGHT;
use super::*;

/// `RIGHT` with every field that a lesson need not have.
fn full() -> String {
    let lesson = "timers = \"real\"\nnext = \"goodbye\"\npractice = [\n\
        { en = \"Try one.\", es = \"Prueba uno.\" },\n{ en = \"Try two.\", es = \"Prueba dos.\" }]\n";
    let step =
        "panel = \"ladder\"\nneeds = \"kernel\"\nnote = { en = \"Note.\", es = \"Nota.\" }\n";
    let why = "es = \"ninguno\", why = { en = \"Why not.\", es = \"Por qué no.\" } }";
    RIGHT
        .replacen("[[step]]\n", &format!("{lesson}[[step]]\n{step}"), 1)
        .replacen("es = \"ninguno\" }", why, 1)
}

#[test]
fn what_a_lesson_need_not_have_is_read_too() {
    let lesson = parse("x", "x.toml", &full()).unwrap();
    let plain = parse("x", "x.toml", RIGHT).unwrap();
    assert_eq!(
        (lesson.timers, plain.timers),
        (Timers::Real, Timers::Patient)
    );
    assert_eq!(
        (lesson.next.as_deref(), plain.next),
        (Some("goodbye"), None)
    );
    let tries: Vec<&str> = lesson
        .practice
        .iter()
        .map(|words| words.get(Lang::Es))
        .collect();
    assert_eq!(tries, ["Prueba uno.", "Prueba dos."]);
    let step = &lesson.steps[0];
    assert_eq!(
        (step.panel, step.needs),
        (Some(Panel::Ladder), Some(Needs::Kernel))
    );
    assert_eq!(step.note.as_ref().unwrap().get(Lang::En), "Note.");
    let choices = &step.predict.as_ref().unwrap().choices;
    assert_eq!(choices[0].why, None);
    assert_eq!(choices[1].text.get(Lang::Es), "ninguno");
    assert_eq!(
        choices[1].why.as_ref().unwrap().get(Lang::Es),
        "Por qué no."
    );
}

#[test]
fn errors_in_what_a_lesson_need_not_have_name_their_place() {
    let room = |max: usize| format!("\"{}\"", "x".repeat(max + 1));
    let cases = [
        (
            "\"Why not.\"",
            room(limits::WHY),
            "x.toml:22:59: The text in en has 201",
        ),
        (
            ", es = \"Por qué no.\"",
            String::new(),
            "the field es is missing",
        ),
        ("why =", "hwy =".into(), "hwy is not known here"),
        (
            "\"Note.\"",
            room(limits::NOTE),
            "x.toml:13:8: The text in en has 601",
        ),
        (
            "\"Try two.\"",
            room(limits::TRY),
            "x.toml:9:1: The text in en has 151",
        ),
        (
            "\"Prueba dos.\"",
            "\"\"".into(),
            "x.toml:9:1: The text has nothing in es.",
        ),
        (
            "\"kernel\"",
            "\"kernle\"".into(),
            "x.toml:12:9: This is not what a lesson file may",
        ),
        (
            "\"real\"",
            "\"fast\"".into(),
            "fast is not known here; what can stand here: ",
        ),
        (
            "\"goodbye\"",
            "\"Good bye\"".into(),
            "x.toml:6:8: A lesson's name is",
        ),
    ];
    for (from, to, expected) in cases {
        let right = full();
        assert!(right.contains(from), "{from}");
        let text = right.replacen(from, &to, 1);
        let said = parse("x", "x.toml", &text).expect_err(&text).to_string();
        assert!(
            said.contains(expected),
            "{from} -> {to}\n{said}\n{expected}"
        );
    }
}

proptest! {
    /// A file that is cut, or has something else in the middle, is read or refused.
    #[test]
    fn no_file_makes_the_reader_panic(at in 0..2_000_usize, cut in 0..40_usize, put in ".{0,12}") {
        let text = full();
        let from = text.floor_char_boundary(at);
        let to = text.floor_char_boundary(from + cut);
        let text = format!("{}{put}{}", &text[..from], &text[to.max(from)..]);
        if let Err(error) = parse("x", "x.toml", &text) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

#[test]
fn a_lesson_about_a_program_is_read_and_says_whose_each_line_is() {
    let of = |name: &str| format!("program = \"{name}\"\n{RIGHT}");
    let text = of("forks");
    let by_part = parse("x", "x.toml", &text.replace("host:", "server:"));
    assert!(by_part.unwrap_err().to_string().contains("host's"));
    let lesson = parse("x", "x.toml", &text).unwrap();
    assert_eq!(lesson.program, Some(Example::Forks));
    let needs = |step: &Step| step.needs == Some(Needs::Program);
    assert!(lesson.steps.iter().all(needs));
    let unknown = parse("x", "x.toml", &of("knives")).unwrap_err().to_string();
    assert!(unknown.contains("forks"), "{unknown}");
    for example in Example::ALL {
        assert!(parse("x", "x.toml", &text.replace("forks", example.name())).is_ok());
    }
}

/// What follows a shipped lesson ships too.
#[test]
fn shipped_lessons_lead_to_shipped_lessons() {
    for lesson in shipped() {
        if let Some(next) = &lesson.next {
            assert!(
                find(next).is_some() && *next != lesson.id,
                "{}: {next}",
                lesson.id
            );
        }
    }
}
