//! A run without a screen: its events go out as they come, and it ends by itself.

use std::io;

use super::feed::Flow;
use super::outputs::{Outputs, Stop};
use super::{Front, Play, Source, say};
use crate::fill;
use crate::run::Exit;
use crate::timeline::{Event, What};
use crate::words::{Lang, system, t, tell};

/// Stands in front of a run.
pub struct Headless<'a> {
    /// Where the events go.
    pub outputs: Outputs,
    /// Who reads the program's lines, if they come one by one.
    pub flow: Option<Flow>,
    /// The language of what is said.
    pub lang: Lang,
    /// Whether a signal wants the end.
    pub is_over: &'a dyn Fn() -> bool,
    /// The number of the first event that was not written yet.
    written: u64,
}

impl<'a> Headless<'a> {
    /// In front of a run that has not begun.
    pub fn new(
        outputs: Outputs,
        flow: Option<Flow>,
        lang: Lang,
        is_over: &'a dyn Fn() -> bool,
    ) -> Self {
        Headless {
            outputs,
            flow,
            lang,
            is_over,
            written: 0,
        }
    }

    fn write(&mut self, event: &Event) -> Result<(), Stop> {
        if let What::Note {
            text,
            fact,
            failure: true,
            ..
        } = &event.what
        {
            say(&tell::remark(text, fact.as_ref(), self.lang));
        }
        self.outputs.write(event)
    }

    /// Writes what is new; brings it out unless more is about to come.
    fn write_all<S: Source>(&mut self, play: &mut Play<S>) -> Result<(), Stop> {
        let brings = play.finished().is_some() || !play.source.is_pending();
        let recorded = play.write_record(self.lang, brings);
        recorded.map_err(|(file, why)| Stop::Full(file.display().to_string(), why))?;
        for event in play.model.log.timeline.since(self.written) {
            self.write(event)?;
        }
        self.written = play.model.log.timeline.next_seq();
        if brings { self.outputs.flush() } else { Ok(()) }
    }
}

impl<S: Source> Front<S> for Headless<'_> {
    type Input = std::convert::Infallible;
    type End = Exit;

    fn show(&mut self, play: &mut Play<S>) -> io::Result<Option<Exit>> {
        if (self.is_over)() {
            // Whoever reads may be gone by the same signal.
            let _ = self.outputs.flush();
            return Ok(Some(play.model.exit()));
        }
        match self.write_all(play) {
            Ok(()) => Ok(play.finished()),
            Err(stop) => Ok(Some(stopped(&stop, self.lang))),
        }
    }

    fn told(&mut self, play: &Play<S>, is_line: bool) {
        if let Some(flow) = &mut self.flow {
            flow.mind(usize::from(is_line), &play.model.runner);
        }
    }
}

/// How a run ends whose events cannot be written any more.
fn stopped(stop: &Stop, lang: Lang) -> Exit {
    match stop {
        Stop::ReaderGone => Exit::Done,
        Stop::Full(file, why) => {
            say(&fill!(
                lang,
                t::RUN_UNWRITABLE,
                file = file,
                why = system::said(why, lang)
            ));
            Exit::Environment
        }
    }
}
