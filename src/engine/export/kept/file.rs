//! The text of the lesson's file.

use super::Step;
use crate::lesson::{Timers, limits};
use crate::run::Model;
use crate::words::{Lang, Text, t};

/// The title that a step has until somebody writes a better one: what it does first.
pub(super) fn title(line: &str) -> String {
    let text = line.split_once(": ").map_or(line, |(_, text)| text);
    match text.char_indices().nth(limits::TITLE - 1) {
        Some((at, _)) if text.chars().count() > limits::TITLE => format!("{}…", &text[..at]),
        _ => text.to_owned(),
    }
}

/// A lesson file.
pub(super) fn file(model: &Model, steps: &[Step], frozen: bool) -> String {
    let both = |text: Text| words(|lang| text.get(lang).to_owned());
    let mut out = String::new();
    for lang in Lang::ALL {
        out += &format!("# {}\n", t::KEPT_HEAD.get(lang));
    }
    out += &format!(
        "\ntitle = {}\nabout = {}\n",
        both(t::KEPT_TITLE),
        both(t::KEPT_ABOUT)
    );
    if frozen {
        out += "needs_gate = true\n";
    }
    let timers = model.lesson.as_ref().map(|lesson| lesson.timers);
    if timers == Some(Timers::Real) {
        out += "timers = \"real\"\n";
    }
    for (number, step) in (1..).zip(steps) {
        let title = words(|_| step.title.clone());
        let (run, expect) = (list(&step.run), list(&step.expect));
        out += &format!(
            "\n[[step]]\nid = \"step-{number}\"\ntitle = {title}\nsay = {}\nrun = {run}\nexpect = {expect}\n",
            both(t::KEPT_SAY),
        );
    }
    out
}

/// A text in every language, as TOML has it.
fn words(of: impl Fn(Lang) -> String) -> String {
    let each = Lang::OF_LESSONS
        .iter()
        .map(|lang| format!("{} = {}", lang.code(), quoted(&of(*lang))));
    format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
}

fn list(lines: &[String]) -> String {
    let lines: String = lines
        .iter()
        .map(|line| format!("    {},\n", quoted(line)))
        .collect();
    format!("[\n{lines}]")
}

/// A string of TOML, whatever it holds.
fn quoted(text: &str) -> String {
    let literal = !text.chars().any(|c| c == '\'' || c.is_control());
    match literal && text.contains(['"', '\\']) {
        true => format!("'{text}'"),
        // A string of JSON is one of TOML too, but for a control character that JSON lets stand.
        false => serde_json::to_string(text)
            .unwrap_or_default()
            .replace('\u{7f}', "\\u007f"),
    }
}
