//! From the text of a lesson file to a lesson that can be run.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;

use serde::de::DeserializeOwned;

use super::error::{LessonError, Problem};
use super::raw::{RawChoice, RawLesson, RawPredict, RawStep, RawWork};
use super::{Choice, Lesson, Needs, Predict, Step, Words, limits};
use crate::script::{Actor, Line, LineKind, parse_line};
use crate::words::Lang;
use crate::written::{self, Spanned};

/// Reads the lesson `id` from `text`, which stands in `file` (for errors only).
///
/// # Errors
/// What is no TOML, unknown or missing fields, lines that are not the call language, texts that
/// are empty or have no room, steps without an expectation, answers that are no choice.
pub fn parse(id: &str, file: &str, text: &str) -> Result<Lesson, LessonError> {
    lesson(id, &Source::of(file, text))
}

/// The same of a source, which may go on after a mistake.
pub(super) fn lesson(id: &str, source: &Source) -> Result<Lesson, LessonError> {
    let raw: RawLesson = read(source)?;
    source.count(&(0..0), raw.step.len(), 1, limits::STEPS)?;
    let mut ids = HashSet::new();
    let mut steps = Vec::new();
    for step in raw.step {
        if !is_id(step.id.as_ref()) || !ids.insert(step.id.as_ref().clone()) {
            source.mild(source.error(&step.id.span(), Problem::BadId))?;
        }
        let span = step.run.span();
        let mut step = source.step(step)?;
        if raw.program.is_some() {
            source.of_program(&span, &step)?;
            step.needs = Some(Needs::Program);
        }
        steps.push(step);
    }
    Ok(Lesson {
        id: id.to_string(),
        title: source.words(raw.title, limits::TITLE)?,
        about: source.words(raw.about, limits::ABOUT)?,
        needs_gate: raw.needs_gate,
        panel: raw.panel,
        timers: raw.timers,
        program: raw.program,
        practice: source.practice(raw.practice)?,
        next: source.next(raw.next)?,
        steps,
        task: None,
        puzzle: None,
    })
}

/// What a task and a puzzle both begin with: a lesson without steps, the lesson that it belongs to, and
/// the table of its own.
pub(super) fn work<T: DeserializeOwned>(
    id: &str,
    source: &Source,
) -> Result<(Lesson, String, T), LessonError> {
    let raw: RawWork<T> = read(source)?;
    let lesson = Lesson {
        id: id.to_owned(),
        title: source.words(raw.title, limits::TITLE)?,
        about: source.words(raw.about, limits::ABOUT)?,
        needs_gate: raw.needs_gate,
        panel: raw.panel,
        ..Lesson::default()
    };
    Ok((lesson, source.name(raw.after)?, raw.table))
}

/// A file as it is written.
fn read<T: DeserializeOwned>(source: &Source) -> Result<T, LessonError> {
    if source.text.len() > limits::FILE {
        return Err(LessonError::whole(source.file, Problem::TooLarge));
    }
    written::read(source.text).map_err(|mistake| {
        let problem = Problem::Toml(mistake.message);
        match mistake.span {
            Some(span) => source.error(&span, problem),
            None => LessonError::whole(source.file, problem),
        }
    })
}

/// Whether it can name a step or a lesson.
fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !id.is_empty() && id.len() <= limits::TITLE && id.chars().all(plain)
}

/// The file, to say where something stands.
pub(super) struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
    /// The mistakes after which reading went on; none: the first one ends it.
    pub found: Option<RefCell<Vec<LessonError>>>,
}

impl<'a> Source<'a> {
    /// A file whose first mistake ends the reading.
    pub(super) fn of(file: &'a str, text: &'a str) -> Source<'a> {
        let found = None;
        Source { file, text, found }
    }

    /// A mistake that nothing else hangs on.
    pub(super) fn mild(&self, error: LessonError) -> Result<(), LessonError> {
        match &self.found {
            Some(found) => {
                found.borrow_mut().push(error);
                Ok(())
            }
            None => Err(error),
        }
    }

    pub(super) fn error(&self, span: &Range<usize>, problem: Problem) -> LessonError {
        LessonError {
            file: self.file.to_string(),
            place: Some(self.place(span.start)),
            problem,
        }
    }

    /// Line and column of the byte at `offset`, from 1.
    fn place(&self, offset: usize) -> (u32, u32) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        (line as u32, before[start..].chars().count() as u32 + 1)
    }

    pub(super) fn count(
        &self,
        span: &Range<usize>,
        count: usize,
        min: usize,
        max: usize,
    ) -> Result<(), LessonError> {
        if (min..=max).contains(&count) {
            return Ok(());
        }
        self.mild(self.error(span, Problem::Count { count, min, max }))
    }

    /// The words, if both languages say something and have room.
    pub(super) fn words(&self, words: Spanned<Words>, max: usize) -> Result<Words, LessonError> {
        let span = words.span();
        let words = words.into_inner();
        for lang in Lang::ALL {
            let len = words.get(lang).chars().count();
            if words.get(lang).trim().is_empty() {
                self.mild(self.error(&span, Problem::Empty(lang)))?;
            }
            if len > max {
                self.mild(self.error(&span, Problem::TooLong { lang, len, max }))?;
            }
        }
        Ok(words)
    }

    /// The same of a text that there need not be.
    fn words_if(
        &self,
        words: Option<Spanned<Words>>,
        max: usize,
    ) -> Result<Option<Words>, LessonError> {
        words.map(|words| self.words(words, max)).transpose()
    }

    fn step(&self, raw: RawStep) -> Result<Step, LessonError> {
        let run = self.lines(&raw.run, 0)?;
        let expect = self.lines(&raw.expect, 1)?;
        self.expectations(raw.expect.as_ref())?;
        Ok(Step {
            id: raw.id.into_inner(),
            title: self.words(raw.title, limits::TITLE)?,
            say: self.words(raw.say, limits::SAY)?,
            predict: raw
                .predict
                .map(|predict| self.predict(predict, run.len()))
                .transpose()?,
            panel: raw.panel,
            note: self.words_if(raw.note, limits::NOTE)?,
            needs: raw.needs,
            run,
            expect,
        })
    }

    /// Where the host is a program, each line says whose it is whatever part the host plays.
    fn of_program(&self, span: &Range<usize>, step: &Step) -> Result<(), LessonError> {
        let by_part = |line: &Line| match &line.kind {
            LineKind::Call(call) => matches!(call.actor, Actor::Server | Actor::Client),
            _ => false,
        };
        match step.run.iter().any(by_part) {
            true => self.mild(self.error(span, Problem::NotByPart)),
            false => Ok(()),
        }
    }

    pub(super) fn predict(&self, raw: RawPredict, lines: usize) -> Result<Predict, LessonError> {
        let before = match raw.line {
            None => 0,
            Some(line) if (1..=lines).contains(line.as_ref()) => *line.as_ref() - 1,
            Some(line) => {
                self.mild(self.error(&line.span(), Problem::NoSuchLine { lines }))?;
                0
            }
        };
        self.count(
            &raw.choices.span(),
            raw.choices.as_ref().len(),
            2,
            limits::CHOICES,
        )?;
        let choices = raw.choices.into_inner().into_iter();
        let choices: Vec<Choice> = choices
            .map(|raw| self.choice(raw))
            .collect::<Result<_, _>>()?;
        let answer = choices
            .iter()
            .position(|choice| choice.text.get(Lang::En) == raw.answer.as_ref());
        if answer.is_none() {
            self.mild(self.error(&raw.answer.span(), Problem::NoSuchAnswer))?;
        }
        let answer = answer.unwrap_or_default();
        Ok(Predict {
            before,
            question: self.words(raw.question, limits::QUESTION)?,
            choices,
            answer,
            because: self.words(raw.because, limits::BECAUSE)?,
        })
    }

    fn choice(&self, raw: Spanned<RawChoice>) -> Result<Choice, LessonError> {
        let span = raw.span();
        let raw = raw.into_inner();
        Ok(Choice {
            text: self.words(Spanned::new(span, raw.text), limits::CHOICE)?,
            why: self.words_if(raw.why, limits::WHY)?,
            misconception: raw.misconception,
        })
    }

    /// What can be tried at the end.
    fn practice(
        &self,
        raw: Option<Spanned<Vec<Spanned<Words>>>>,
    ) -> Result<Vec<Words>, LessonError> {
        let Some(raw) = raw else {
            return Ok(Vec::new());
        };
        self.count(&raw.span(), raw.as_ref().len(), 1, limits::PRACTICE)?;
        let all = raw.into_inner().into_iter();
        all.map(|words| self.words(words, limits::TRY)).collect()
    }

    /// The name of a lesson.
    fn name(&self, raw: Spanned<String>) -> Result<String, LessonError> {
        if !is_id(raw.as_ref()) {
            self.mild(self.error(&raw.span(), Problem::NoLessonName))?;
        }
        Ok(raw.into_inner())
    }

    /// The lesson that follows.
    fn next(&self, raw: Option<Spanned<String>>) -> Result<Option<String>, LessonError> {
        match raw {
            Some(id) if !is_id(id.as_ref()) => Err(self.error(&id.span(), Problem::NoLessonName)),
            id => Ok(id.map(Spanned::into_inner)),
        }
    }

    pub(super) fn lines(
        &self,
        raw: &Spanned<Vec<Spanned<String>>>,
        min: usize,
    ) -> Result<Vec<Line>, LessonError> {
        self.count(&raw.span(), raw.as_ref().len(), min, limits::LINES)?;
        let mut lines = Vec::new();
        for line in raw.as_ref() {
            match self.line(line) {
                Ok(line) => lines.push(line),
                Err(error) => self.mild(error)?,
            }
        }
        Ok(lines)
    }

    fn line(&self, raw: &Spanned<String>) -> Result<Line, LessonError> {
        let (span, text) = (raw.span(), raw.as_ref());
        let (number, column) = self.place(span.start);
        let line = parse_line(text, number).map_err(|error| {
            let mut found = self.error(&span, Problem::EmptyLine);
            // One character more for the quotation mark.
            found.place = Some((number, column + error.column));
            found.problem = Problem::Script(Box::new(error));
            found
        })?;
        let len = text.chars().count();
        if len > limits::LINE {
            let problem = Problem::TooLong {
                lang: Lang::En,
                len,
                max: limits::LINE,
            };
            return Err(self.error(&span, problem));
        }
        line.ok_or_else(|| self.error(&span, Problem::EmptyLine))
    }
}
