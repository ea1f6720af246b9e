//! `sockscope lessons`: what can be learnt, in the course's order, and what has been.

use std::io::{self, Write};
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use super::grammar::sub;
use super::{Common, author};
use crate::fill;
use crate::lesson::{self, Deed, Lesson, Progress};
use crate::play::program::course;
use crate::play::progress::Kept;
use crate::play::{printed, say};
use crate::run::Exit;
use crate::words::date;
use crate::words::{Lang, Text, system, t};

/// The command's form.
pub(super) fn command(lang: Lang) -> Command {
    let flag = |name: &'static str, help: Text| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help.get(lang))
    };
    sub("lessons", t::CLI_LESSONS, lang)
        .before_help(t::CLI_LESSONS_EXAMPLES.get(lang))
        .subcommands(author::commands(lang))
        .arg(flag("json", t::CLI_LESSONS_JSON))
        .arg(flag("progress", t::CLI_PROGRESS))
        .arg(flag("csv", t::CLI_PROGRESS_CSV).requires("progress"))
        .arg(flag("forget", t::CLI_FORGET).conflicts_with_all(["json", "progress", "csv", "name"]))
        .arg(
            Arg::new("name")
                .long("name")
                .value_name("NAME")
                .help(t::CLI_NAME.get(lang)),
        )
}

/// Lists the course, or what was done of it.
pub(super) fn main(common: &Common, matches: &ArgMatches) -> Exit {
    let lang = common.lang;
    match matches.subcommand() {
        Some(("new", inner)) => return author::new(inner, lang),
        Some(("check", inner)) => return author::check(inner, lang),
        _ => {}
    }
    let mut kept = match Kept::load() {
        Ok(kept) => kept,
        Err((file, why)) => {
            let file = file.display();
            say(&fill!(
                lang,
                t::COURSE_UNREADABLE,
                file = file,
                why = system::said(why, lang)
            ));
            return Exit::Environment;
        }
    };
    if let Some(exit) = change(&mut kept, matches, lang) {
        return exit;
    }
    let course = course();
    let mut out = anstream::stdout().lock();
    let of = Listing {
        course: &course,
        progress: &kept.progress,
        lang,
    };
    let written = match (matches.get_flag("progress"), matches.get_flag("json")) {
        (true, _) if matches.get_flag("csv") => of.csv(&mut out),
        (false, false) => of.list(&mut out),
        (true, false) => of.progress(&mut out),
        (_, true) => of.json(&mut out),
    };
    printed(written, lang)
}

/// Keeps the name, or forgets everything.
fn change(kept: &mut Kept, matches: &ArgMatches, lang: Lang) -> Option<Exit> {
    let name = matches.get_one::<String>("name");
    let forgets = matches.get_flag("forget");
    if name.is_none() && !forgets {
        return None;
    }
    if kept.path.is_none() {
        say(t::COURSE_NO_STATE.get(lang));
        return Some(Exit::Environment);
    }
    let changed = match name {
        Some(name) => kept.add(Deed::Named { name: name.clone() }),
        None => kept.forget(),
    };
    if let Err((file, why)) = changed {
        let file = file.display();
        say(&fill!(
            lang,
            t::COURSE_UNWRITABLE,
            file = file,
            why = system::said(why, lang)
        ));
        return Some(Exit::Environment);
    }
    if forgets {
        let mut out = anstream::stdout().lock();
        let told = writeln!(out, "{}", t::COURSE_FORGOTTEN.get(lang));
        return Some(printed(told, lang));
    }
    None
}

/// The course and what was done of it, in a language.
struct Listing<'a> {
    course: &'a [Arc<Lesson>],
    progress: &'a Progress,
    lang: Lang,
}

impl Listing<'_> {
    fn is_next(&self, entry: &Lesson) -> bool {
        lesson::next(self.course, self.progress).is_some_and(|next| next.id == entry.id)
    }

    fn list(&self, out: &mut impl Write) -> io::Result<()> {
        for entry in self.course {
            let mark = match (self.progress.is_done(&entry.id), self.is_next(entry)) {
                (true, _) => "✓",
                (false, true) => "▸",
                (false, false) => " ",
            };
            let title = entry.title.get(self.lang);
            if entry.kind() == lesson::Kind::Lesson {
                let about = entry.about.get(self.lang);
                writeln!(out, "{mark} {:<19} {title}\n  {:<19} {about}", entry.id, "")?;
            } else {
                let kind = entry.kind().title().get(self.lang);
                writeln!(out, "{mark}   {:<17} {kind}: {title}", entry.id)?;
            }
        }
        Ok(())
    }

    fn json(&self, out: &mut impl Write) -> io::Result<()> {
        for entry in self.course {
            let (right, wrong) = self.answers(entry);
            let row = json!({
                "id": entry.id,
                "kind": entry.kind().name(),
                "title": entry.title.get(self.lang),
                "about": entry.about.get(self.lang),
                "done": self.progress.is_done(&entry.id),
                "next": self.is_next(entry),
                "right": right,
                "wrong": wrong,
            });
            writeln!(out, "{row}")?;
        }
        Ok(())
    }

    fn progress(&self, out: &mut impl Write) -> io::Result<()> {
        let lang = self.lang;
        if let Some(name) = &self.progress.name {
            writeln!(out, "{}", fill!(lang, t::COURSE_PROGRESS_OF, name = name))?;
        }
        if self.progress.is_empty() {
            return writeln!(out, "{}", t::COURSE_NOTHING_YET.get(lang));
        }
        for entry in self.course {
            let (right, wrong) = self.answers(entry);
            let is_done = self.progress.is_done(&entry.id);
            if !is_done && right + wrong == 0 {
                continue;
            }
            let mark = if is_done { "✓" } else { " " };
            let answers = fill!(lang, t::COURSE_ANSWERS, right = right, wrong = wrong);
            write!(out, "{mark} {:<19} {answers}", entry.id)?;
            match self.missed(entry).as_str() {
                "" => writeln!(out)?,
                steps => writeln!(out, "; {}", fill!(lang, t::COURSE_TO_REVIEW, steps = steps))?,
            }
        }
        let done = |entry: &&Arc<Lesson>| self.progress.is_done(&entry.id);
        let (done, all) = (self.course.iter().filter(done).count(), self.course.len());
        writeln!(
            out,
            "{}",
            fill!(lang, t::COURSE_PROGRESS, done = done, all = all)
        )
    }

    /// A row an entry, for a teacher's sheet; its column names are the same in every language (RFC 4180).
    fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "name,id,kind,done,done_at,right,wrong,missed\r\n")?;
        let name = self.progress.name.as_deref().unwrap_or_default();
        for entry in self.course {
            let (right, wrong) = self.answers(entry);
            let at = self.progress.done_at(&entry.id);
            let (is_done, at) = (u8::from(at.is_some()), at.map_or_else(String::new, date));
            let (name, missed) = (field(name), self.missed(entry));
            let (id, kind) = (&entry.id, entry.kind().name());
            write!(
                out,
                "{name},{id},{kind},{is_done},{at},{right},{wrong},{missed}\r\n"
            )?;
        }
        Ok(())
    }

    /// How many predictions of an entry were right and wrong.
    fn answers(&self, entry: &Lesson) -> (u32, u32) {
        let all = self.progress.answers(&entry.id);
        all.fold((0, 0), |(right, wrong), (_, answers)| {
            (
                right.saturating_add(answers.right),
                wrong.saturating_add(answers.wrong),
            )
        })
    }

    /// The steps whose question was last answered wrong.
    fn missed(&self, entry: &Lesson) -> String {
        let all = self.progress.answers(&entry.id);
        let missed = all.filter(|(_, answers)| answers.missed);
        missed.map(|(step, _)| step).collect::<Vec<_>>().join(" ")
    }
}

/// A text as a field of CSV. What a spreadsheet would take for a formula stays a text.
pub(super) fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@']);
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

/// Seconds since 1970 as a day and a time of UTC (ISO 8601).
fn date(at: u64) -> String {
    // The largest that a file can hold is no day that anybody knows.
    date::utc(i64::try_from(at).unwrap_or(i64::MAX)).replacen(' ', "T", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_a_date() {
        assert_eq!(date(0), "1970-01-01T00:00:00Z");
        assert_eq!(date(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(date(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(date(1_764_300_000), "2025-11-28T03:20:00Z");
        // The largest that a file can hold is no day that anybody knows, and no panic.
        assert!(!date(u64::MAX).is_empty());
    }

    #[test]
    fn a_name_is_no_formula_and_breaks_no_row() {
        assert_eq!(field("Ana, \"la 1\""), "\"Ana, \"\"la 1\"\"\"");
        assert_eq!(field("=1+1"), "'=1+1");
    }
}
