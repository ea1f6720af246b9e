//! `sockscope grade`: which expectations recordings met, one row a student, and which contradict themselves.

use std::io::{self, Write};
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use serde_json::{Value, json};

use super::lessons::field;
use super::{grammar, json as listing, replay};
use crate::fill;
use crate::grade::{Expected, Grade, Grader, Seen};
use crate::lesson::Lesson;
use crate::play::program::{self, Program};
use crate::play::{printed, say, tell_troubles};
use crate::run::Exit;
use crate::timeline::reader::{Came, Reader, Trouble};
use crate::timeline::{Event, Session, What};
use crate::words::show::plain;
use crate::words::{Lang, Text, system, t, tell};

/// How many troubles of one file are told.
const MOST_TROUBLES: usize = 20;

/// Its grammar.
pub(super) fn command(lang: Lang) -> Command {
    let flag = |name: &'static str, help: Text| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help.get(lang))
    };
    grammar::sub("grade", t::CLI_GRADE, lang)
        .before_help(t::CLI_GRADE_EXAMPLES.get(lang))
        .arg(
            Arg::new("files")
                .value_name("FILE")
                .required(true)
                .num_args(1..)
                .value_hint(ValueHint::FilePath)
                .help(t::CLI_GRADE_FILES.get(lang)),
        )
        .arg(
            Arg::new("against")
                .long("against")
                .value_name("LESSON|TASK")
                .required(true)
                .help(t::CLI_GRADE_AGAINST.get(lang)),
        )
        .arg(flag("csv", t::CLI_GRADE_CSV).conflicts_with("json"))
        .arg(flag("json", t::CLI_JSON_LIST))
}

/// Grades the recordings that the arguments name: 1 if an expectation was not met or a recording
/// contradicts itself, 2 if one cannot be read.
pub(super) fn main(matches: &ArgMatches, lang: Lang) -> Exit {
    let against = matches.get_one::<String>("against").cloned();
    let against = against.unwrap_or_default();
    let lesson = match program::load(&against, lang) {
        Ok((Program::Lesson(lesson), _)) => lesson,
        Ok(_) => {
            say(&fill!(lang, t::GRADE_NO_LESSON, what = against));
            return Exit::Usage;
        }
        Err(why) => {
            say(&why);
            return Exit::Usage;
        }
    };
    let files = matches.get_many::<String>("files").into_iter().flatten();
    let (mut rows, mut exit) = (Vec::new(), Exit::Done);
    for file in files {
        match read(file, &lesson, lang) {
            Ok(row) => rows.push(row),
            Err(why) => exit = exit.max(why),
        }
    }
    name_copies(&mut rows);
    if rows
        .iter()
        .any(|row| !row.is_sound() || !row.grade.is_full())
    {
        exit = exit.max(Exit::Expectation);
    }
    if rows.is_empty() {
        return exit;
    }
    let mut out = anstream::stdout().lock();
    let written = match (matches.get_flag("csv"), matches.get_flag("json")) {
        (true, _) => csv(&mut out, &rows, lang),
        (_, true) => {
            let rows = rows.iter().map(|row| row.json(lang)).collect();
            return exit.max(listing::print(&Value::Array(rows), lang));
        }
        _ => text(&mut out, &rows, lang),
    };
    exit.max(printed(written, lang))
}

/// A recording, graded.
struct Row {
    file: String,
    grade: Grade,
    /// Of whose the session line is.
    session: Option<Session>,
    /// The file before it that is of the same session.
    same_as: Option<String>,
}

impl Row {
    /// Whether nothing speaks against its being the student's own.
    fn is_sound(&self) -> bool {
        self.grade.flaws.is_empty() && self.same_as.is_none()
    }

    /// What is to be said beside the count.
    fn remarks(&self, lang: Lang) -> Vec<String> {
        let mut said: Vec<String> = self.flaws(lang);
        let more = self.grade.untold;
        if more > 0 {
            said.push(fill!(lang, t::GRADE_MORE, count = more));
        }
        if let Some(file) = &self.same_as {
            said.push(fill!(lang, t::GRADE_SAME, file = file));
        }
        if !self.grade.ended {
            said.push(t::GRADE_NO_END.get(lang).to_owned());
        }
        said
    }

    fn flaws(&self, lang: Lang) -> Vec<String> {
        let told = self.grade.flaws.iter().map(|flaw| {
            let line = fill!(
                lang,
                t::RUN_LINE,
                line = flaw.line,
                what = tell::fact(&flaw.what, lang)
            );
            fill!(lang, t::GRADE_FLAW, what = line)
        });
        told.collect()
    }

    fn json(&self, lang: Lang) -> Value {
        let expected = self.grade.expected.iter().map(|expected| {
            let (met, saw) = match &expected.seen {
                Seen::Met(saw) => (Some(true), Some(saw)),
                Seen::Missed(saw) => (Some(false), Some(saw)),
                Seen::Nothing => (Some(false), None),
                Seen::Told => (None, None),
            };
            let step = expected.step.map(|step| step + 1);
            json!({"step": step, "id": expected.name, "text": expected.text, "met": met, "saw": saw})
        });
        let flaws = self.grade.flaws.iter().map(|flaw| {
            let what = tell::fact(&flaw.what, lang);
            json!({"line": flaw.line, "key": flaw.what.key, "text": what})
        });
        json!({
            "file": self.file,
            "met": self.grade.met(),
            "of": self.grade.of(),
            "consistent": self.grade.flaws.is_empty(),
            "ended": self.grade.ended,
            "same_as": self.same_as,
            "expected": expected.collect::<Vec<_>>(),
            "contradictions": flaws.collect::<Vec<_>>(),
            "more_contradictions": self.grade.untold,
        })
    }
}

/// Reads a recording through once; what could not be read is said.
fn read(file: &str, lesson: &Lesson, lang: Lang) -> Result<Row, Exit> {
    let film = replay::open(file, lang).ok_or(Exit::Usage)?;
    let (mut reader, mut grader) = (Reader::new(film), Grader::new(lesson));
    let (mut troubles, mut untold) = (Vec::new(), 0);
    let (mut session, mut count) = (None, 0_u64);
    loop {
        let came = reader.read().map_err(|why| {
            say(&fill!(
                lang,
                t::RUN_UNREADABLE,
                file = file,
                why = system::said(why, lang)
            ));
            Exit::Usage
        })?;
        let (event, trouble): (Option<Box<Event>>, Option<Trouble>) = match came {
            None => break,
            Some(Came::Event(event)) => (Some(event), None),
            Some(Came::Both(event, trouble)) => (Some(event), Some(trouble)),
            Some(Came::Trouble(trouble)) => (None, Some(trouble)),
        };
        let line = reader.mark().line;
        if let Some(event) = event {
            count += 1;
            if let What::Session(found) = &event.what {
                session.get_or_insert_with(|| found.clone());
            }
            grader.take(line, &event);
        }
        match trouble {
            Some(trouble) if troubles.len() < MOST_TROUBLES => troubles.push((line, trouble)),
            Some(_) => untold += 1,
            None => {}
        }
    }
    match tell_troubles(&troubles, untold, count == 0, file, lang) {
        Exit::Done => Ok(Row {
            file: file.to_owned(),
            grade: grader.finish(),
            session,
            same_as: None,
        }),
        exit => Err(exit),
    }
}

/// No two sessions begin in the same microsecond on the same machine.
fn name_copies(rows: &mut [Row]) {
    for index in 1..rows.len() {
        let (before, from) = rows.split_at_mut(index);
        let row = &mut from[0];
        let began = row
            .session
            .as_ref()
            .filter(|session| session.began_us.is_some());
        let same = before
            .iter()
            .find(|other| began.is_some() && other.session.as_ref() == began);
        row.same_as = same.map(|other| other.file.clone());
    }
}

/// One row a student; under it what is missing and what is wrong.
fn text(out: &mut impl Write, rows: &[Row], lang: Lang) -> io::Result<()> {
    let width = rows
        .iter()
        .map(|row| plain(&row.file).chars().count())
        .max();
    let width = width.unwrap_or_default().min(50);
    for row in rows {
        let (met, of) = (row.grade.met(), row.grade.of());
        let full = row.grade.is_full() && row.is_sound();
        let mark = if full { "✓" } else { "✗" };
        let count = fill!(lang, t::GRADE_ROW, met = met, of = of);
        writeln!(out, "{mark} {:<width$}  {count}", plain(&row.file))?;
        for expected in &row.grade.expected {
            if let Some(said) = missing(expected, lang) {
                writeln!(out, "    {said}")?;
            }
        }
        for said in row.remarks(lang) {
            writeln!(out, "    {said}")?;
        }
    }
    Ok(())
}

/// What is said of an expectation that was not met.
fn missing(expected: &Expected, lang: Lang) -> Option<String> {
    let text = match expected.step {
        Some(step) => {
            let number = step + 1;
            fill!(lang, t::GRADE_STEP, number = number, text = expected.text)
        }
        None => expected.text.clone(),
    };
    match &expected.seen {
        Seen::Missed(saw) => {
            let saw = plain(saw);
            Some(fill!(lang, t::GRADE_INSTEAD, text = text, saw = saw))
        }
        Seen::Nothing => Some(fill!(lang, t::GRADE_MISSING, text = text)),
        Seen::Met(_) | Seen::Told => None,
    }
}

/// A table (RFC 4180): its columns are in English, for programs.
fn csv(out: &mut impl Write, rows: &[Row], lang: Lang) -> io::Result<()> {
    write!(out, "name,file,met,of,consistent,ended,remarks")?;
    let columns = rows.first().map_or(&[][..], |row| &row.grade.expected);
    for expected in columns {
        let step = expected
            .step
            .map_or(String::new(), |step| format!("{}: ", step + 1));
        write!(out, ",{}", field(&format!("{step}{}", expected.text)))?;
    }
    write!(out, "\r\n")?;
    for row in rows {
        let name = Path::new(&row.file)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        let (met, of) = (row.grade.met(), row.grade.of());
        let is = |so: bool| u8::from(so);
        let (sound, ended) = (is(row.is_sound()), is(row.grade.ended));
        let (name, file) = (field(&name), field(&row.file));
        let remarks = field(&row.remarks(lang).join("; "));
        write!(out, "{name},{file},{met},{of},{sound},{ended},{remarks}")?;
        for expected in &row.grade.expected {
            let cell = match expected.seen {
                Seen::Met(_) => "1",
                Seen::Told => "",
                Seen::Nothing | Seen::Missed(_) => "0",
            };
            write!(out, ",{cell}")?;
        }
        write!(out, "\r\n")?;
    }
    Ok(())
}
