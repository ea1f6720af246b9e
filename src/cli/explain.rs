//! `sockscope explain`: what a word of the field means; without one, all that it knows.

use std::io::{self, Write};

use clap::ArgMatches;

use crate::fill;
use crate::play::pager::takes_links;
use crate::play::{printed, say};
use crate::run::Exit;
use crate::script::nearest;
use crate::words::about::{About, Reference, about, listed, words};
use crate::words::{Lang, t};

/// How wide a line may be.
const WIDTH: usize = 79;

/// Tells what is known about the word; exit code 2 if it is nothing.
pub(super) fn main(matches: &ArgMatches, lang: Lang) -> Exit {
    let Some(word) = matches.get_one::<String>("word") else {
        return printed(
            listed()
                .iter()
                .try_for_each(|(kind, words)| list(kind.get(lang), words)),
            lang,
        );
    };
    let told = about(word, lang);
    if told.is_empty() {
        let mut text = fill!(lang, t::EXPLAIN_UNKNOWN, word = word);
        if let Some(word) = nearest(word, words()) {
            text += " ";
            text += &fill!(lang, t::SCRIPT_DID_YOU_MEAN, word = word);
        }
        say(&text);
        return Exit::Usage;
    }
    printed(told.iter().try_for_each(|about| tell(about, lang)), lang)
}

fn list(kind: &str, words: &[&str]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{kind}\n{}", indented(&words.join("  "), 4))
}

fn tell(about: &About, lang: Lang) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}\n{}", about.head, indented(&about.meaning, 4))?;
    for (name, sentence) in &about.rows {
        writeln!(out, "\n  {name}\n{}", indented(sentence, 6))?;
    }
    if about.see.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = about.see.iter().map(link).collect();
    let see = fill!(lang, t::EXPLAIN_SEE, places = places.join(", "));
    writeln!(out, "\n    {see}")
}

/// Its name, and where the terminal can, a link to it (OSC 8). A stream without colours leaves it out.
fn link(to: &Reference) -> String {
    match takes_links() {
        true => format!("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", to.address, to.name),
        false => to.name.clone(),
    }
}

fn indented(text: &str, by: usize) -> String {
    let margin = " ".repeat(by);
    let room = textwrap::Options::new(WIDTH)
        .initial_indent(&margin)
        .subsequent_indent(&margin);
    textwrap::fill(text, room)
}
