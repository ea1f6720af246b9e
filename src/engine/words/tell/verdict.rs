//! What has come of a question, in words.

use super::{Look, arg, wanted};
use crate::fill;
use crate::timeline::Verdict;
use crate::words::{Lang, t};

/// `✓ Right!`, `✗ Not so. The answer: LISTEN`, or the answer alone where none was given.
pub fn heading(verdict: &Verdict, lang: Lang) -> (Look, String) {
    let answer = verdict.asked.choices.get(verdict.asked.answer);
    let answer = answer.map_or_else(String::new, |answer| arg(answer, lang));
    match verdict.correct {
        Some(true) => (Look::Good, format!("✓ {}", t::TUI_RIGHT.get(lang))),
        Some(false) => (
            Look::Bad,
            format!("✗ {}", fill!(lang, t::TUI_WRONG, answer = answer)),
        ),
        None => (Look::Strong, fill!(lang, t::TUI_ANSWER, answer = answer)),
    }
}

/// What is said to who answered so, and why it is so.
pub fn because(verdict: &Verdict, lang: Lang) -> String {
    let why = verdict.why.iter().map(|why| arg(why, lang));
    let parts: Vec<String> = why.chain([arg(&verdict.asked.because, lang)]).collect();
    parts.join(" ")
}

/// `Measured: server a: ESTABLISHED · accept() = EINVAL`, if anything was named.
pub fn measured(verdict: &Verdict, lang: Lang) -> Option<String> {
    let all: Vec<_> = (verdict.measured.iter())
        .map(|text| wanted(text, lang))
        .collect();
    (!all.is_empty()).then(|| fill!(lang, t::TUI_MEASURED, what = all.join(" · ")))
}

/// Everything but the heading.
pub fn text(verdict: &Verdict, lang: Lang) -> String {
    let parts = [Some(because(verdict, lang)), measured(verdict, lang)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
