//! `sockscope diff`: where two recordings part, in words.

use std::io::{self, Write, stdout};

use clap::{Arg, ArgMatches, Command, ValueHint};

use super::{grammar, replay};
use crate::export::diff::{Compared, Side};
use crate::fill;
use crate::play::film::Film;
use crate::play::{printed, say, tell_troubles};
use crate::run::Exit;
use crate::timeline::Event;
use crate::timeline::reader::{Came, Reader, Trouble};
use crate::words::{Lang, system, t, tell};
use crate::world::World;
use crate::world::tape::Tape;

/// How many troubles of one file are told.
const MOST_TROUBLES: usize = 20;

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
    match compare(&one, &other, lang) {
        Ok((text, exit)) => printed(writeln!(stdout(), "{text}"), lang).max(exit),
        Err(exit) => exit,
    }
}

/// What is said of the two, and how the command ends.
fn compare(one: &str, other: &str, lang: Lang) -> Result<(String, Exit), Exit> {
    let mut sides = [Read::open(one, lang)?, Read::open(other, lang)?];
    let mut compared = Compared::default();
    let mut goes_on = true;
    while goes_on {
        goes_on = false;
        for (read, side) in sides.iter_mut().zip([Side::One, Side::Other]) {
            if let Some(event) = read.next(lang)? {
                compared.take(side, &event);
                goes_on = true;
            }
        }
    }
    let ends = sides.iter().map(|read| read.end(lang)).max();
    if let Some(end) = ends.filter(|end| *end != Exit::Done) {
        return Err(end);
    }
    let left_out = compared.left_out();
    let mut text = match compared.finish() {
        None => t::DIFF_SAME.get(lang).to_owned(),
        Some(parting) => {
            let mut text = t::DIFF_PARTS.get(lang).to_owned();
            for (name, seq) in [(one, parting.one), (other, parting.other)] {
                let said = match seq {
                    Some(seq) => told(name, seq, lang)?,
                    None => t::DIFF_NOTHING.get(lang).to_owned(),
                };
                text.push_str(&format!("\n  {name}: {said}"));
            }
            if left_out == 0 {
                return Ok((text, Exit::Expectation));
            }
            text
        }
    };
    if left_out > 0 {
        text.push('\n');
        text.push_str(&fill!(lang, t::DIFF_LEFT_OUT, count = left_out));
        return Ok((text, Exit::Expectation));
    }
    Ok((text, Exit::Done))
}

/// An event, with its number and whose it is, as the text of a run tells it.
fn told(what: &str, seq: u64, lang: Lang) -> Result<String, Exit> {
    let mut tape = Tape::new(replay::open(what, lang).ok_or(Exit::Usage)?);
    let log = tape
        .window(seq)
        .map_err(|why| unreadable(what, &why, lang))?;
    let before = match seq {
        0 => World::default(),
        seq => log.past(seq - 1).world().clone(),
    };
    let Some(event) = log.event(seq) else {
        return Ok(seq.to_string());
    };
    let line = tell::line(event, &before, lang);
    let peer = line.peer.map_or(String::new(), |peer| format!("{peer} "));
    Ok(format!("{seq} · {peer}{}", line.text()))
}

fn unreadable(what: &str, why: &io::Error, lang: Lang) -> Exit {
    say(&fill!(
        lang,
        t::RUN_UNREADABLE,
        file = what,
        why = system::said(why, lang)
    ));
    Exit::Usage
}

/// A recording that is read through once.
struct Read {
    what: String,
    reader: Reader<Film>,
    count: u64,
    troubles: Vec<(u64, Trouble)>,
    untold: u64,
}

impl Read {
    fn open(what: &str, lang: Lang) -> Result<Read, Exit> {
        let film = replay::open(what, lang).ok_or(Exit::Usage)?;
        Ok(Read {
            what: what.to_owned(),
            reader: Reader::new(film),
            count: 0,
            troubles: Vec::new(),
            untold: 0,
        })
    }

    /// The next event, numbered as they stand in the file.
    fn next(&mut self, lang: Lang) -> Result<Option<Event>, Exit> {
        loop {
            let came = self.reader.read();
            let came = came.map_err(|why| unreadable(&self.what, &why, lang))?;
            let (event, trouble) = match came {
                None => return Ok(None),
                Some(Came::Event(event)) => (Some(event), None),
                Some(Came::Both(event, trouble)) => (Some(event), Some(trouble)),
                Some(Came::Trouble(trouble)) => (None, Some(trouble)),
            };
            match trouble {
                Some(trouble) if self.troubles.len() < MOST_TROUBLES => {
                    self.troubles.push((self.reader.mark().line, trouble));
                }
                Some(_) => self.untold += 1,
                None => {}
            }
            if let Some(event) = event {
                let seq = self.count;
                self.count += 1;
                return Ok(Some(Event { seq, ..*event }));
            }
        }
    }

    /// Says what could not be read.
    fn end(&self, lang: Lang) -> Exit {
        tell_troubles(
            &self.troubles,
            self.untold,
            self.count == 0,
            &self.what,
            lang,
        )
    }
}
