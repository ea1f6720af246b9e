//! `sockscope diff`: where two recordings part, in words.

use std::io::{Write, stdout};

use clap::{Arg, ArgMatches, Command, ValueHint};

use super::{grammar, replay};
use crate::export::diff::parting;
use crate::fill;
use crate::play::{printed, say, tell_troubles};
use crate::run::Exit;
use crate::timeline::{CAPACITY, Event};
use crate::words::{Lang, t, tell};
use crate::world::World;
use crate::world::tape::Tape;

/// Its grammar.
pub(super) fn command(lang: Lang) -> Command {
    let recording = |name: &'static str| {
        Arg::new(name)
            .value_name("LESSON|FILE")
            .required(true)
            .value_hint(ValueHint::FilePath)
            .help(t::CLI_RECORDING.get(lang))
    };
    grammar::sub("diff", t::CLI_DIFF, lang)
        .before_help(t::CLI_DIFF_EXAMPLES.get(lang))
        .arg(recording("one"))
        .arg(recording("other"))
}

/// Compares the two recordings that the arguments name: 1 if they part.
pub(super) fn main(matches: &ArgMatches, lang: Lang) -> Exit {
    let names = ["one", "other"].map(|name| matches.get_one::<String>(name).cloned());
    let [Some(one), Some(other)] = names else {
        return Exit::Usage;
    };
    let (ones, others) = match (read(&one, lang), read(&other, lang)) {
        (Ok(ones), Ok(others)) => (ones, others),
        (Err(exit), _) | (_, Err(exit)) => return exit,
    };
    let Some(parting) = parting(&ones, &others) else {
        return written(t::DIFF_SAME.get(lang).to_owned(), lang);
    };
    let mut text = t::DIFF_PARTS.get(lang).to_owned();
    for (name, events, event) in [(&one, &ones, parting.one), (&other, &others, parting.other)] {
        let said = event.map_or_else(
            || t::DIFF_NOTHING.get(lang).to_owned(),
            |event| told(events, event, lang),
        );
        text.push_str(&format!("\n  {name}: {said}"));
    }
    written(text, lang).max(Exit::Expectation)
}

/// An event, with its number and whose it is, as the text of a run tells it.
fn told(events: &[Event], event: &Event, lang: Lang) -> String {
    let mut world = World::default();
    let before = events.iter().take_while(|other| other.seq < event.seq);
    before.for_each(|event| world.apply(event));
    let line = tell::line(event, &world, lang);
    let peer = line.peer.map_or(String::new(), |peer| format!("{peer} "));
    format!("{} · {peer}{}", event.seq, line.text())
}

/// The events of a recording; what could not be read is said. One that is longer than a timeline keeps
/// is compared as far as that.
fn read(what: &str, lang: Lang) -> Result<Vec<Event>, Exit> {
    let film = replay::open(what, lang).ok_or(Exit::Usage)?;
    let mut tape = Tape::new(film);
    let unreadable = |why| {
        say(&fill!(lang, t::RUN_UNREADABLE, file = what, why = why));
        Exit::Usage
    };
    tape.read_on(CAPACITY as u64).map_err(unreadable)?;
    let log = tape.window(0).map_err(unreadable)?;
    let (troubles, untold) = tape.troubles();
    let is_empty = tape.count() == 0;
    match tell_troubles(troubles, untold, is_empty, what, lang) {
        Exit::Done => Ok(log.timeline.events().cloned().collect()),
        exit => Err(exit),
    }
}

fn written(text: String, lang: Lang) -> Exit {
    printed(writeln!(stdout(), "{text}"), lang)
}
